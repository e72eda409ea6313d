"""Which figures a study of campaigns can ask for: of a stage, of every stage, of the whole campaign.

A figure is named after its stage, ``renewal.mean_cut_reference``; ``campaign`` stands for the whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from simulator.campaign.figures import CARRIED_FIGURES
from simulator.errors import InputError, nearest
from simulator.results.campaign_money import FLOWS
from simulator.results.campaigns import WHOLE
from simulator.results.carried_definitions import CARRIED_WORDS, COURSE_FIGURES
from simulator.study.figures import FIGURES, Figure, unknown_figure

__all__ = ["COURSE", "STAGE_FIGURES", "WHOLE", "figure_named", "stage_of"]


def _carried() -> Iterator[tuple[str, Figure]]:
    for name, unit in CARRIED_FIGURES.items():
        if name not in FIGURES:
            yield name, Figure(name, "carried", unit, *CARRIED_WORDS[name])


def _course() -> Iterator[Figure]:
    for name, (unit, en, zh) in COURSE_FIGURES.items():
        yield Figure(name, "course", unit, en, zh)
    for one in FIGURES.values():
        if one.table == "contracts" or (one.table == "money" and one.unit == "share"):
            yield one
        elif one.table == "money" and one.name in FLOWS:
            labels = f"{one.label_en}, all terms", f"{one.label_zh}（各协议期合计）"
            yield replace(one, label_en=labels[0], label_zh=labels[1])
            labels = f"{one.label_en}, all terms, discounted", f"{one.label_zh}（各协议期合计，折现）"
            yield Figure(f"{one.name}_discounted", "money", one.unit, *labels, one.worse)


STAGE_FIGURES: Mapping[str, Figure] = MappingProxyType({**FIGURES, **dict(_carried())})
"""Figures of one stage."""
COURSE: Mapping[str, Figure] = MappingProxyType({one.name: one for one in _course()})
"""Figures of a whole campaign; amounts of money are sums over all terms, not a year's."""


def stage_of(name: str) -> tuple[str, str]:
    """Split the name of a figure into its stage, empty for none, and the rest."""
    stage, dot, rest = name.partition(".")
    return (stage, rest) if dot else ("", name)


def figure_named(name: str) -> Figure:
    """Look a figure up, of a scenario or of a stage of a campaign.

    Parameters
    ----------
    name
        ``mean_cut_reference``, ``renewal.mean_cut_reference``, ``campaign.price_index``.

    Raises
    ------
    InputError
        If there is none of that name; the nearest is named.
    """
    stage, rest = stage_of(name)
    known = COURSE if stage == WHOLE else STAGE_FIGURES if stage else FIGURES
    if rest not in known:
        raise InputError.one(f"there is no metric '{name}'", mend=_hint(stage, rest, known))
    one = known[rest]
    if not stage:
        return one
    en, zh = ("whole campaign", "整个采购系列") if stage == WHOLE else (stage, stage)
    return replace(one, name=name, label_en=f"{one.label_en} ({en})", label_zh=f"{one.label_zh}（{zh}）")


def _hint(stage: str, rest: str, known: Mapping[str, Figure] | Sequence[str]) -> str:
    if stage:
        return nearest(f"{stage}.{rest}", [f"{stage}.{one}" for one in known])
    return unknown_figure(rest)
