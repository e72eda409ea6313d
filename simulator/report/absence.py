"""Varieties for which nobody bids, or hardly anybody: why, and what would change it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING

from simulator.report.lines import wrapped
from simulator.report.words import Language, text

if TYPE_CHECKING:
    from simulator.study.equilibrium_results import Absence, VarietyResult

__all__ = ["absence_notes", "levels_note"]

_MOST_NAMES = 12

_TEXTS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "nobody, costs": (
            "NOBODY BIDS for {names}:\n"
            "the costs of all firms lie above the ceiling. Raise the ceiling\n"
            "(market.ceiling_over_reference) or lower the costs (costs.median).",
            "{names} 无企业报价：所有企业的成本均高于最高有效申报价。\n"
            "可提高限价（market.ceiling_over_reference）或降低成本（costs.median）。",
        ),
        "nobody, no gain": (
            "NOBODY BIDS for {names}:\n"
            "at no price does an award earn what a bid costs. Lower what is at stake beside the award\n"
            "(payoffs: entry_cost, breach), or see whether the rules give anybody a place.",
            "{names} 无企业报价：任何价格下，中选所得都抵不上投标的代价。\n"
            "可降低中选以外的得失（payoffs：entry_cost、breach），或查看规则是否给出入围名额。",
        ),
        "hardly anybody, costs": (
            "HARDLY ANYBODY CAN BID for {names}:\n"
            "most tenders have no winner, since the costs of all firms lie above the ceiling; prices and\n"
            "gains are those of the few others. Raise the ceiling (market.ceiling_over_reference) or lower\n"
            "the costs (costs.median).",
            "{names} 几乎无企业能够报价：多数情形下所有企业的成本均高于最高有效申报价，无企业中选；\n"
            "价格与偏离收益只反映其余少数情形。可提高限价（market.ceiling_over_reference）\n"
            "或降低成本（costs.median）。",
        ),
        "hardly anybody, no gain": (
            "HARDLY ANYBODY BIDS for {names}:\n"
            "most tenders have no winner, since for most firms an award does not earn what a bid costs;\n"
            "prices and gains are those of the few others. Lower what is at stake beside the award\n"
            "(payoffs: entry_cost, breach).",
            "{names} 几乎无企业报价：对多数企业而言中选所得抵不上投标的代价，多数情形下无企业中选；\n"
            "价格与偏离收益只反映其余少数情形。可降低中选以外的得失（payoffs：entry_cost、breach）。",
        ),
        "hopeless": (
            "Cannot win above its cost and stays out (all costs lie above the ceiling): {names};"
            " the others' games were solved without it.",
            "成本全部高于最高有效申报价、无法盈利中选而不报价：{names}；其余企业的博弈在其缺席下求解。",
        ),
        "levels": (
            "At some cost levels nobody bids, because no firm is admitted or none gains by an award:"
            " {names}.",
            "在部分成本水平下无企业报价，因为没有企业入围资格，或中选对任何企业都无利可图：{names}。",
        ),
    }
)


def absence_notes(results: Sequence[VarietyResult], language: Language) -> list[str]:
    """Say for which varieties nobody bids, or hardly anybody, and which classes cannot win above cost.

    Parameters
    ----------
    results
        Equilibria of varieties.
    language
        ``en`` or ``zh``.
    """
    found: dict[Absence, list[str]] = {}
    for one in results:
        if one.absence:
            found.setdefault(one.absence, []).append(one.variety)
    notes = [_say(kind, language, list(dict.fromkeys(names))) for kind, names in found.items()]
    some = [(one, name) for one in results if not one.absence.startswith("nobody") for name in one.hopeless]
    if some:
        named = [f"{text(f'class-{name}', language)} ({one.variety})" for one, name in some]
        notes += wrapped(_say("hopeless", language, named))
    return notes


def levels_note(names: Sequence[str], language: Language) -> str:
    """Say for which varieties of a run nobody bids at some cost levels.

    Parameters
    ----------
    names
        The varieties.
    language
        ``en`` or ``zh``.
    """
    return _say("levels", language, names)


def _say(kind: str, language: Language, names: Sequence[str]) -> str:
    listed = ", ".join(names[:_MOST_NAMES]) + (" …" if len(names) > _MOST_NAMES else "")
    return _TEXTS[kind][0 if language == "en" else 1].format(names=listed)
