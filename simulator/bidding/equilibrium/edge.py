"""Compiled part of the best response: the upper edge of straight lines over a distribution of costs."""

from __future__ import annotations

import numba
import numpy as np
import numpy.typing as npt

__all__ = ["cost_below", "respond", "respond_by_piece", "value_by_piece", "value_of"]

Floats = npt.NDArray[np.float64]


@numba.njit(cache=True, nogil=True)
def cost_below(points: Floats, levels: Floats, at: float) -> tuple[float, float]:
    """Return the share of firms up to a cost, and their cost summed, for a law in pieces."""
    last = len(points) - 1
    if at <= points[0]:
        return 0.0, 0.0
    share, total = 0.0, 0.0
    for k in range(last):
        weight = levels[k + 1] - levels[k]
        if at >= points[k + 1]:
            share += weight
            total += weight * (points[k] + points[k + 1]) / 2
            continue
        part = weight * (at - points[k]) / (points[k + 1] - points[k])
        return share + part, total + part * (at + points[k]) / 2
    return 1.0, total


@numba.njit(cache=True, nogil=True)
def respond(income: Floats, volume: Floats, points: Floats, levels: Floats, spread: Floats) -> float:
    """Give every cost its best choice.

    Parameters
    ----------
    income, volume
        ``[B + 1]`` lines; the last is staying out.
    points, levels
        The law of costs.
    spread
        ``[B + 1]`` probability of each choice, to be filled in.

    Returns
    -------
    float
        Expected payoff of the best choices.
    """
    count = len(income)
    low, high = points[0], points[-1]
    order = np.argsort(-volume)
    line = np.zeros(count, dtype=np.int64)
    start = np.zeros(count + 1)
    used = 0
    for k in range(count):
        j = order[k]
        if not np.isfinite(income[j]):
            continue
        keep = True
        while used > 0:
            last = line[used - 1]
            fall = volume[last] - volume[j]
            if fall <= 1e-15 * max(1.0, abs(volume[last])):
                if income[j] <= income[last]:
                    keep = False
                    break
                used -= 1
                continue
            cross = (income[last] - income[j]) / fall
            if cross <= start[used - 1]:
                used -= 1
                continue
            if cross >= high:
                keep = False
            else:
                start[used] = cross
            break
        if keep:
            if used == 0:
                start[0] = low
            line[used] = j
            used += 1
    start[used] = high
    spread[:] = 0.0
    value, share_before, cost_before = 0.0, 0.0, 0.0
    for k in range(used):
        share, cost = cost_below(points, levels, start[k + 1])
        j = line[k]
        spread[j] += share - share_before
        value += income[j] * (share - share_before) - volume[j] * (cost - cost_before)
        share_before, cost_before = share, cost
    return value


@numba.njit(cache=True, nogil=True)
def value_of(income: Floats, volume: Floats, points: Floats, levels: Floats, mass: Floats) -> float:
    """Return the expected payoff when the cheapest firms take the lowest prices and the rest stay out."""
    size = len(mass)
    piece, inside = 0, 0.0
    # Walk along cost levels; ``inside`` is the share of the present piece that is already used.
    total, left_overall = 0.0, 1.0
    for b in range(size + 1):
        want = left_overall if b == size else min(mass[b], left_overall)
        left_overall -= want
        cost, got = 0.0, 0.0
        while want - got > 1e-15 and piece < len(points) - 1:
            weight = levels[piece + 1] - levels[piece]
            take = min(weight - inside, want - got)
            if weight > 0:
                width = points[piece + 1] - points[piece]
                first = points[piece] + width * inside / weight
                cost += take * (first + width * take / weight / 2)
            inside += take
            got += take
            if inside >= weight - 1e-15:
                piece += 1
                inside = 0.0
        total += income[b] * got - volume[b] * cost
    return total


@numba.njit(cache=True, nogil=True)
def _lines(
    income: Floats, volume: Floats, first: Floats, last: Floats, ends: Floats
) -> tuple[Floats, Floats]:
    """Return the lines of one piece of the law, whose choices have something on top at its two ends."""
    steeper = (first - last) / (ends[1] - ends[0])
    return income + first + ends[0] * steeper, volume + steeper


@numba.njit(cache=True, nogil=True)
def respond_by_piece(  # arrays one by one, as in `respond`
    income: Floats, volume: Floats, extra: Floats, points: Floats, levels: Floats, spread: Floats
) -> float:
    """Give every cost its best choice where lines change from one piece of the law to the next.

    Parameters
    ----------
    income, volume, points, levels, spread
        As in :func:`respond`.
    extra
        ``[M + 1, B + 1]`` what is added to each choice at each point of the law.
    """
    whole, within, value = np.array([0.0, 1.0]), np.zeros(len(spread)), 0.0
    spread[:] = 0.0
    for k in range(len(points) - 1):
        weight = levels[k + 1] - levels[k]
        if weight <= 0:
            continue
        ends = points[k : k + 2]
        here, units = _lines(income, volume, extra[k], extra[k + 1], ends)
        value += weight * respond(here, units, ends, whole, within)
        spread += weight * within
    return value


@numba.njit(cache=True, nogil=True)
def value_by_piece(  # arrays one by one, as in `respond`
    income: Floats, volume: Floats, extra: Floats, points: Floats, levels: Floats, mass: Floats
) -> float:
    """Return what :func:`value_of` does where lines change from one piece of the law to the next."""
    whole, part, value = np.array([0.0, 1.0]), np.zeros(len(mass)), 0.0
    for k in range(len(points) - 1):
        weight = levels[k + 1] - levels[k]
        if weight <= 0:
            continue
        before = 0.0
        for b in range(len(mass)):
            low, high = max(before, levels[k]), min(before + mass[b], levels[k + 1])
            part[b] = max(high - low, 0.0) / weight
            before += mass[b]
        ends = points[k : k + 2]
        here, units = _lines(income, volume, extra[k], extra[k + 1], ends)
        value += weight * value_of(here, units, ends, whole, part)
    return value
