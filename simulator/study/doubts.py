"""What speaks against indices of sensitivity: signs that there were too few points, and how many would do."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from simulator.study.sensitivity import SLICES, Index, Method

__all__ = ["Doubt", "doubts_of"]

Sign = Literal["few", "outside", "wide", "first-above-total", "unranked"]

_SLACK = 0.02
"""By how much an index may be where none can be, or a first one above its total, before it is told."""
_WIDE = 0.5
"""Width of an interval from 0 to 1 that says nothing any more."""
_AIM = 0.2
"""Width that the number of points needed is reckoned for."""
_FEWEST = {"sobol": 64, "morris": 10, "pawn": 10 * SLICES}
"""Base points, trajectories, points below which even the intervals are not to be relied upon."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """One sign that there were too few points."""

    sign: Sign
    """``few`` points at all; an index ``outside`` of what it can be; a ``wide`` interval;
    ``first-above-total``; Morris effects that are ``unranked``, as their intervals hide the order."""
    indices: tuple[Index, ...]
    """The indices that show it; none for ``few``."""
    needed: int
    """Size of the method (base points, trajectories, points) that would do, roughly."""


def doubts_of(method: Method, size: int, found: Sequence[Index]) -> tuple[Doubt, ...]:
    """Look for signs that indices are not to be relied upon.

    How many points would do follows from the widest interval, whose width falls with the square root of
    their number. It is a rough number: with few points the interval itself is uncertain.

    Parameters
    ----------
    method, size
        As in :func:`simulator.study.sensitivity.sensitivity`.
    found
        The indices.
    """
    moved = [one for one in found if one.measure != "none"]
    signs = {
        "outside": [one for one in moved if _outside(one)],
        "first-above-total": list(_first_above_total(moved)),
        "unranked": _unranked(moved),
        "wide": [one for one in moved if one.measure != "mean-effect" and not one.high - one.low <= _WIDE],
    }
    few = size < _FEWEST[method] and bool(moved)
    if not few and not any(signs.values()):
        return ()
    needed = _needed(method, size, moved)
    told: list[Doubt] = [Doubt("few", (), needed)] if few else []
    told += [Doubt(sign, tuple(shown), needed) for sign, shown in signs.items() if shown]  # type: ignore[arg-type]
    return tuple(told)


def _outside(one: Index) -> bool:
    low, high = one.bounds
    return one.value < low - _SLACK or one.value > high + _SLACK


def _first_above_total(found: Sequence[Index]) -> Iterator[Index]:
    totals = {(one.metric, one.parameter): one.value for one in found if one.measure == "total"}
    for one in found:
        if one.measure == "first" and one.value > totals[one.metric, one.parameter] + _SLACK:
            yield one


def _unranked(found: Sequence[Index]) -> list[Index]:
    """Return effects whose half-width is more than half of the largest effect on the same figure."""
    largest = _largest(found)
    return [
        one
        for one in found
        if one.measure == "mean-effect" and not one.high - one.low <= 2 * _WIDE * largest[one.metric]
    ]


def _largest(found: Sequence[Index]) -> dict[str, float]:
    return {one.metric: max(o.value for o in found if o.metric == one.metric) for one in found}


def _needed(method: Method, size: int, found: Sequence[Index]) -> int:
    largest = _largest(found)
    widths = [
        (one.high - one.low) / (1.0 if one.measure != "mean-effect" else max(largest[one.metric], 1e-300) * 2)
        for one in found
    ]
    known = [width for width in widths if math.isfinite(width)]
    wanted = max(size * (max(known, default=0.0) / _AIM) ** 2, _FEWEST[method], size + 1)
    if method == "sobol":
        return int(2 ** math.ceil(math.log2(wanted)))
    unit = float(10 ** max(math.floor(math.log10(wanted)) - 1, 0))
    return int(math.ceil(wanted / unit) * unit)
