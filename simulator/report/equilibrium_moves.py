"""How equilibria move when values of the rule book move, and which movements can be read."""

from __future__ import annotations

import math
from collections.abc import Sequence

from simulator.report.equilibrium import mean_winners, over_ceiling, solution_notes
from simulator.report.numbers import MISSING, number
from simulator.report.terminal import table
from simulator.report.words import Language, text
from simulator.study.ambiguity import LEEWAY
from simulator.study.equilibrium_results import VarietyResult

__all__ = ["left_open", "move_rows", "moved_lines"]

_CLASSES = ("originator", "generic", "own-api", "newcomer", "makers")
_NOTHING = 1e-9
Pair = tuple[VarietyResult, VarietyResult]


def moved_lines(
    before: Sequence[VarietyResult], after: Sequence[VarietyResult], change: str, language: Language
) -> list[str]:
    """Write how prices, places, winners and chances move, with each side's certificate.

    Parameters
    ----------
    before, after
        The same varieties under the rule book as it is, and with values moved.
    change
        What was moved, as it was written.
    language
        Language of the words.
    """
    pairs = list(zip(before, after, strict=True))
    titles = ("variety", "eq-bidders", "eq-places", "eq-price", "eq-winners", "eq-gain", "eq-open", "eq-read")
    rows = [_row(pair, language) for pair in pairs]
    lines = table([text(title, language) for title in titles], rows, [False] + [True] * 6 + [False])
    within = sum(_reading(pair) == "within" for pair in pairs)
    told = text("eq-within-note", language, within=within, count=len(pairs), times=LEEWAY)
    return [
        text("eq-moved", language, change=change),
        "",
        *lines,
        "",
        *_chances(pairs, language),
        "",
        told,
        *solution_notes([*before, *after], language),
    ]


def move_rows(before: Sequence[VarietyResult], after: Sequence[VarietyResult]) -> list[dict[str, object]]:
    """Return by variety how far the mean price moves and what the certificates leave open, for JSON."""
    return [
        {
            "variety": one.variety,
            "price_change": None if math.isnan(_change((one, other))) else _change((one, other)),
            "left_open": None if math.isnan(left_open(one, other)) else left_open(one, other),
            "reading": _reading((one, other)),
        }
        for one, other in zip(before, after, strict=True)
    ]


def left_open(one: VarietyResult, other: VarietyResult) -> float:
    """Return by how much two mean prices over the ceiling may differ without meaning anything.

    Parameters
    ----------
    one, other
        Two solutions; each counts with five times its certificate, as a part of its price.
    """
    return sum(LEEWAY * each.exploitability * each.outcome.price / each.ceiling for each in (one, other))


def _row(pair: Pair, language: Language) -> list[str]:
    one, other = pair
    leaves = left_open(one, other)
    return [
        one.variety,
        _moved(str(one.bidders), str(other.bidders)),
        _moved(str(one.places), str(other.places)),
        f"{over_ceiling(one.outcome.price, one)} -> {over_ceiling(other.outcome.price, other)}",
        _moved(f"{mean_winners(one):.2f}", f"{mean_winners(other):.2f}"),
        f"{_certificate(one)} -> {_certificate(other)}",
        MISSING if math.isnan(leaves) else f"{leaves:.3f}",
        text(f"eq-{_reading(pair)}", language),
    ]


def _chances(pairs: Sequence[Pair], language: Language) -> list[str]:
    """Write how often a firm of each class wins, before and after."""
    there = [name for name in _CLASSES if any(name in _wins(one) for pair in pairs for one in pair)]
    rows = []
    for one, other in pairs:
        wins = [(_wins(one).get(name, MISSING), _wins(other).get(name, MISSING)) for name in there]
        rows.append([one.variety, *(_moved(*each) for each in wins)])
    names = [text(f"class-{name}", language) for name in there]
    title = text("eq-chances", language)
    return [title, "", *table([text("variety", language), *names], rows, [False] + [True] * len(names))]


def _wins(one: VarietyResult) -> dict[str, str]:
    return {each.name: number(each.wins, "share") for each in one.outcome.classes}


def _certificate(one: VarietyResult) -> str:
    return number(one.exploitability, "share") + ("" if one.converged else "!")


def _moved(one: str, other: str) -> str:
    return one if one == other else f"{one} -> {other}"


def _change(pair: Pair) -> float:
    one, other = pair
    return other.outcome.price / other.ceiling - one.outcome.price / one.ceiling


def _reading(pair: Pair) -> str:
    """Tell whether the mean price moves beyond what the certificates leave open."""
    change = _change(pair)
    if math.isnan(change):
        return "unknown"
    if abs(change) < _NOTHING:
        return "same"
    return "within" if abs(change) <= left_open(*pair) else "beyond"
