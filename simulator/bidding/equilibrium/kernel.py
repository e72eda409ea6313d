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

import numba
import numpy as np
import numpy.typing as npt

__all__ = ["MAX_PLACES", "binomials", "expected_awards", "tie_rules"]

Floats = npt.NDArray[np.float64]

MAX_PLACES = 64
_NEGLIGIBLE, _SMALL = 1e-12, 1e-8


def binomials(most: int) -> Floats:
    """Return Pascal's triangle up to a number: ``[most + 1, most + 1]``."""
    table = np.zeros((most + 1, most + 1))
    table[:, 0] = 1.0
    for n in range(1, most + 1):
        table[n, 1:] = table[n - 1, 1:] + table[n - 1, :-1]
    return table


def tie_rules(rivals: int) -> tuple[Floats, Floats]:
    """Return Gauss-Legendre nodes and weights on [0, 1] by number of nodes.

    Parameters
    ----------
    rivals
        Number of rivals; the largest rule is exact for ties of all of them.

    Returns
    -------
    nodes, weights
        ``[q, q]``: row ``k`` holds the rule with ``k + 1`` nodes.
    """
    most = max((rivals + 2) // 2, 3)
    nodes, weights = np.zeros((most, most)), np.zeros((most, most))
    for count in range(1, most + 1):
        at, weight = np.polynomial.legendre.leggauss(count)
        nodes[count - 1, :count], weights[count - 1, :count] = (at + 1) / 2, weight / 2
    return nodes, weights


@numba.njit(cache=True, nogil=True)
def _fill(number, below, above, out, choose, places, by_rank, by_both):
    """Write one class's probabilities: of ``l`` rivals below, and of ``l`` below with ``h`` qualified above."""
    beyond = above + out
    top = min(number, places - 1)
    for l in range(places):
        by_rank[l] = 0.0
        for h in range(places - 1 - l):
            by_both[l, h] = 0.0
    # Highest powers first, so that one multiplication leads from each to the next.
    power = beyond ** (number - top)
    for l in range(top, -1, -1):
        by_rank[l] = choose[number, l] * power
        power *= beyond
    spread = min(places - 2, number)
    lowest = number - spread
    power = out**lowest
    for gone in range(lowest, number + 1):
        # ``gone`` rivals are out, so that below and above share the rest.
        for l in range(min(number - gone, places - 2) + 1):
            h = number - gone - l
            if l + h <= places - 2:
                by_both[l, h] = choose[number, l] * choose[number - l, h] * power
        power *= out
    up = 1.0
    for k in range(1, places):
        up *= below
        by_rank[k] *= up
        for h in range(places - 1 - k):
            by_both[k, h] *= up
    up = 1.0
    for k in range(1, places - 1):
        up *= above
        for l in range(places - 1 - k):
            by_both[l, k] *= up


@numba.njit(cache=True, nogil=True)
def _join(rank, both, other_rank, other_both, spare_rank, spare_both, places):
    """Convolve two classes in place, keeping what can still matter."""
    for l in range(places):
        total = 0.0
        for k in range(l + 1):
            total += rank[k] * other_rank[l - k]
        spare_rank[l] = total
        for h in range(places - 1 - l):
            total = 0.0
            for k in range(l + 1):
                for j in range(h + 1):
                    total += both[k, j] * other_both[l - k, h - j]
            spare_both[l, h] = total
    for l in range(places):
        rank[l] = spare_rank[l]
        for h in range(places - 1 - l):
            both[l, h] = spare_both[l, h]


@numba.njit(cache=True, nogil=True)
def _add_term(out, factor, i, a, top, u, mass, steps, counts, choose, places, worth, work):
    """Add ``factor`` times the expected worth of price ``i`` while all rivals are at ``a`` or above."""
    rank, both, one_rank, one_both, spare_rank, spare_both = work
    started = False
    for c in range(mass.shape[0]):
        number = counts[c]
        if number == 0:
            continue
        before_a = steps[c, a]
        before_i = steps[c, i]
        tied = mass[c, i] * u
        below = max(before_i - before_a + tied, 0.0)
        above = max(steps[c, top + 1] - before_i - tied, 0.0)
        rest = max(1.0 - steps[c, top + 1], 0.0)
        if not started:
            _fill(number, below, above, rest, choose, places, rank, both)
            started = True
        else:
            _fill(number, below, above, rest, choose, places, one_rank, one_both)
            _join(rank, both, one_rank, one_both, spare_rank, spare_both, places)
    if not started:
        rank[:places] = 0.0
        rank[0] = 1.0
        both[:places, :places] = 0.0
        both[0, 0] = 1.0
    for j in range(worth.shape[0]):
        total = 0.0
        for l in range(places):
            full = worth[j, places, l + 1]
            total += rank[l] * full
            for h in range(places - 1 - l):
                total += both[l, h] * (worth[j, l + 1 + h, l + 1] - full)
        out[j] += factor * total


@numba.njit(cache=True, nogil=True)
def _chance_of_place(i, steps, counts, choose, places, work):
    """Return the probability that fewer rivals than places are below price ``i``."""
    rank, both, one_rank, one_both, spare_rank, _ = work
    rank[:places] = 0.0
    rank[0] = 1.0
    for c in range(len(counts)):
        if counts[c] == 0:
            continue
        below = steps[c, i]
        _fill(counts[c], below, 0.0, max(1.0 - below, 0.0), choose, places, one_rank, one_both)
        for l in range(places):
            total = 0.0
            for k in range(l + 1):
                total += rank[k] * one_rank[l - k]
            spare_rank[l] = total
        rank[:places] = spare_rank[:places]
    return rank[:places].sum()


@numba.njit(cache=True, nogil=True)
def _nodes_needed(tied, most, fine):
    """Choose how many nodes integrate ties of this expected size: to about 1e-10 when fine, else 1e-6."""
    if tied < 1e-12:
        return 1
    if fine:
        bounds = (1e-5, 3e-3, 0.03, 0.12, 0.3, 0.6)
    else:
        bounds = (1e-4, 0.1, 0.6, 1.5, 3.0, 5.0)
    for count in range(len(bounds)):
        if tied < bounds[count]:
            return min(count + 1, most)
    return most


@numba.njit(cache=True, nogil=True)
def expected_awards(mass, counts, limit, places, worth, choose, nodes, weights, fine):
    """Return what each own price is worth on average against rivals that bid independently.

    Parameters
    ----------
    mass
        ``[C, B]`` probability that a rival of each class bids each price; the rest of 1 is absent.
    counts
        ``[C]`` rivals by class.
    limit
        ``[B]`` highest price, by index, that qualifies when ``b`` is the lowest price; below ``b`` for none.
    places
        Places.
    worth
        ``[J, places + 1, places + 1]`` quantities by number of winners and own rank from 1.
    choose, nodes, weights
        Tables of :func:`binomials` and :func:`tie_rules`.
    fine
        Whether ties are integrated to rounding error, or to what a step of the solver needs.

    Returns
    -------
    numpy.ndarray
        ``[J, B]`` expected quantities for each own price.
    """
    classes, size = mass.shape
    steps = np.zeros((classes, size + 1))
    for c in range(classes):
        for b in range(size):
            steps[c, b + 1] = steps[c, b] + mass[c, b]
    result = np.zeros((worth.shape[0], size))
    work = (
        np.zeros(places + 1),
        np.zeros((places + 1, places + 1)),
        np.zeros(places + 1),
        np.zeros((places + 1, places + 1)),
        np.zeros(places + 1),
        np.zeros((places + 1, places + 1)),
    )
    out = np.zeros(worth.shape[0])
    least = _NEGLIGIBLE if fine else _SMALL
    for i in range(size):
        tied = 0.0
        for c in range(classes):
            tied += counts[c] * mass[c, i]
        rule = _nodes_needed(tied, nodes.shape[0], fine) - 1
        if i > 0 and _chance_of_place(i, steps, counts, choose, places, work) < least:
            continue
        a = 0
        while a <= i:
            top = limit[a]
            end = a
            while end < i and limit[end + 1] == top:
                end += 1
            if top >= i:
                alive = 1.0
                after = 1.0
                for c in range(classes):
                    alive *= max(1.0 - steps[c, a], 0.0) ** counts[c]
                    after *= max(1.0 - steps[c, end + 1], 0.0) ** counts[c]
                if alive < least:
                    break
                if end == i or alive - after > least:
                    for q in range(rule + 1):
                        out[:] = 0.0
                        u = nodes[rule, q]
                        _add_term(out, 1.0, i, a, top, u, mass, steps, counts, choose, places, worth, work)
                        if end < i and after > least:
                            _add_term(
                                out,
                                -1.0,
                                i,
                                end + 1,
                                top,
                                u,
                                mass,
                                steps,
                                counts,
                                choose,
                                places,
                                worth,
                                work,
                            )
                        for j in range(worth.shape[0]):
                            result[j, i] += weights[rule, q] * out[j]
            a = end + 1
    return result
