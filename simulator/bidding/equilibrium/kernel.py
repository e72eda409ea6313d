"""Expected awards of every price a firm could bid, exactly, without drawing a single tender.

Own price ``i`` against independent rivals. Given the lowest rival price ``a``, the limit for qualifying is
a constant, and every rival is below the own price, above it but qualified, or out. The own award depends
only on how many are in each group, so it is a multinomial sum. The lowest price is conditioned on by
differences: "all rivals at ``a`` or above" minus "all above ``a``", and neighbouring ``a`` with the same
limit telescope into one difference, so that rules without a price test cost next to nothing. Ties are
broken by lot: a firm gets a uniform number, which makes ties a polynomial in that number; Gauss-Legendre
nodes integrate it.
"""

from __future__ import annotations

from typing import NamedTuple

import numba
import numpy as np
import numpy.typing as npt

from simulator.bidding.equilibrium.groups import (
    add_class,
    binomials,
    chance_of_place,
    count_class,
)
from simulator.bidding.equilibrium.ties import nodes_needed, tie_rules
from simulator.money import Ints

__all__ = ["Rivals", "Rules", "Tables", "expected_awards", "tables_for"]

Floats = npt.NDArray[np.float64]

_NEGLIGIBLE, _SMALL = 1e-12, 1e-8


class Rivals(NamedTuple):
    """Independent rivals by class."""

    mass: Floats
    """``[C, B]`` probability that a rival of each class bids each price; the rest of 1 is absent."""
    counts: Ints
    """``[C]`` rivals by class."""


class Rules(NamedTuple):
    """What the rule book makes of sorted prices."""

    limit: Ints
    """``[B]`` highest price, by index, that qualifies when ``b`` is the lowest; below ``b`` for none."""
    places: int
    """Places, at least one."""
    worth: Floats
    """``[J, places + 1, places + 1]`` quantities by number of winners and own rank from 1."""


class Tables(NamedTuple):
    """Numbers that do not change while bids do."""

    choose: Floats
    """Table of :func:`~simulator.bidding.equilibrium.groups.binomials`."""
    nodes: Floats
    weights: Floats
    """Tables of :func:`~simulator.bidding.equilibrium.ties.tie_rules`."""


def tables_for(rivals: int) -> Tables:
    """Prepare the tables for a number of rivals."""
    return Tables(binomials(rivals), *tie_rules(rivals))


@numba.njit(cache=True, nogil=True)
def expected_awards(rivals: Rivals, rules: Rules, tables: Tables, fine: bool) -> Floats:
    """Return what each own price is worth on average against rivals that bid independently.

    Parameters
    ----------
    rivals
        How the rivals bid.
    rules
        What awards are worth.
    tables
        Tables for at least as many rivals (:func:`tables_for`).
    fine
        Whether ties are integrated to rounding error, or to what a step of the solver needs.

    Returns
    -------
    numpy.ndarray
        ``[J, B]`` expected quantities for each own price.
    """
    mass, counts = rivals.mass, rivals.counts
    limit, places, worth = rules.limit, rules.places, rules.worth
    choose = tables.choose
    classes, size = mass.shape
    steps = np.zeros((classes, size + 1))
    for c in range(classes):
        for b in range(size):
            steps[c, b + 1] = steps[c, b] + mass[c, b]
    below, both = np.zeros((3, places)), np.zeros((3, places, places))
    result = np.zeros((size, worth.shape[0]))
    least = _NEGLIGIBLE if fine else _SMALL
    for i in range(size):
        if i > 0 and chance_of_place(steps[:, i], counts, choose, places) < least:
            continue
        tied = 0.0
        for c in range(classes):
            tied += counts[c] * mass[c, i]
        rule = nodes_needed(tied, tables.nodes.shape[0], fine) - 1
        a = 0
        while a <= i:
            end = _last_with_limit(a, i, limit)
            if limit[a] >= i:
                alive = _all_from(steps[:, a], counts)
                if alive < least:
                    break
                after = _all_from(steps[:, end + 1], counts) if end < i else 0.0
                if alive - after > least:
                    for q in range(rule + 1):
                        luck, weight = tables.nodes[rule, q], tables.weights[rule, q]
                        at = (i, a, limit[a])
                        _add_term(at, (luck, weight), steps, counts, worth, choose, below, both, result)
                        if after > least:
                            at = (i, end + 1, limit[a])
                            _add_term(at, (luck, -weight), steps, counts, worth, choose, below, both, result)
            a = end + 1
    return result.T.copy()


@numba.njit(cache=True, nogil=True)
def _last_with_limit(a: int, most: int, limit: Ints) -> int:
    """Return the last price after ``a`` up to which the limit stays the same."""
    end = a
    while end < most and limit[end + 1] == limit[a]:
        end += 1
    return end


@numba.njit(cache=True, nogil=True)
def _all_from(below: Floats, counts: Ints) -> float:
    """Return the probability that no rival bids below a price, from the chances of each class to do so."""
    chance = 1.0
    for c in range(len(counts)):
        chance *= max(1.0 - below[c], 0.0) ** counts[c]
    return chance


@numba.njit(cache=True, nogil=True)
def _add_term(  # noqa: PLR0913, PLR0917  # arrays one by one: in a tuple they cost a third of the time
    at: tuple[int, int, int],
    luck: tuple[float, float],
    steps: Floats,
    counts: Ints,
    worth: Floats,
    choose: Floats,
    below: Floats,
    both: Floats,
    result: Floats,
) -> None:
    """Add the expected worth of a price while all rivals are at a lowest price or above.

    ``at`` holds the own price, the lowest price and the limit; ``luck`` the number drawn for ties and the
    factor of the term.
    """
    i, a, top = at
    started = False
    for c in range(len(counts)):
        if counts[c] == 0:
            continue
        tied = (steps[c, i + 1] - steps[c, i]) * luck[0]
        chances = (
            max(steps[c, i] - steps[c, a] + tied, 0.0),
            max(steps[c, top + 1] - steps[c, i] - tied, 0.0),
            max(1.0 - steps[c, top + 1], 0.0),
        )
        count_class(counts[c], chances, choose, int(started), below, both)
        if started:
            add_class(counts[c], below, both)
        started = True
    if not started:
        count_class(0, (0.0, 0.0, 1.0), choose, 0, below, both)
    places = below.shape[1]
    for j in range(worth.shape[0]):
        total = 0.0
        for k in range(places):
            full = worth[j, places, k + 1]
            total += below[0, k] * full
            for h in range(places - 1 - k):
                total += both[0, k, h] * (worth[j, k + 1 + h, k + 1] - full)
        result[i, j] += luck[1] * total
