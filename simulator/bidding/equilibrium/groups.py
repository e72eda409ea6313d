"""How many rivals are below a price, and how many above it but qualified: exact, for several classes.

Rivals of one class fall into three groups independently, so that their numbers are multinomial; the numbers
of several classes add up. Only what can still matter is kept: fewer rivals below than there are places.
"""

from __future__ import annotations

import numba
import numpy as np
import numpy.typing as npt

from simulator.money import Ints

__all__ = ["add_class", "binomials", "chance_of_place", "count_class"]

Floats = npt.NDArray[np.float64]
Chances = tuple[float, float, float]


def binomials(most: int) -> Floats:
    """Return Pascal's triangle up to a number: ``[most + 1, most + 1]``."""
    table = np.zeros((most + 1, most + 1))
    table[:, 0] = 1.0
    for n in range(1, most + 1):
        table[n, 1:] = table[n - 1, 1:] + table[n - 1, :-1]
    return table


@numba.njit(cache=True, nogil=True)
def count_class(
    number: int, chances: Chances, choose: Floats, table: int, below: Floats, both: Floats
) -> None:
    """Write the probabilities of numbers of rivals of one class.

    Parameters
    ----------
    number
        Rivals of the class.
    chances
        Probability of each to be below, above but qualified, and out.
    choose
        Table of :func:`binomials`.
    table
        Which table to write.
    below
        ``[3, places]``: this many rivals below.
    both
        ``[3, places, places]``: this many below with that many above but qualified, as long as places are
        left over.
    """
    places = below.shape[1]
    for k in range(places):
        below[table, k] = 0.0
        for h in range(places - 1 - k):
            both[table, k, h] = 0.0
    # Highest powers first, so that one multiplication leads from each to the next.
    beyond = chances[1] + chances[2]
    top = min(number, places - 1)
    power = beyond ** (number - top)
    for k in range(top, -1, -1):
        below[table, k] = choose[number, k] * power
        power *= beyond
    fewest = number - min(places - 2, number)
    power = chances[2] ** fewest
    for gone in range(fewest, number + 1):
        rest = number - gone
        for k in range(rest + 1):
            both[table, k, rest - k] = choose[number, k] * choose[number - k, rest - k] * power
        power *= chances[2]
    # The other powers follow row by row.
    power = 1.0
    for k in range(1, top + 1):
        power *= chances[0]
        below[table, k] *= power
        for h in range(min(number - k, places - 2 - k) + 1):
            both[table, k, h] *= power
    power = 1.0
    for h in range(1, min(number, places - 2) + 1):
        power *= chances[1]
        for k in range(min(number - h, places - 2 - h) + 1):
            both[table, k, h] *= power


@numba.njit(cache=True, nogil=True)
def add_class(number: int, below: Floats, both: Floats) -> None:
    """Add the numbers of the class in table 1 to those of the classes in table 0, with table 2 to work in.

    Parameters
    ----------
    number
        Rivals of the further class.
    below, both
        As in :func:`count_class`.
    """
    places = below.shape[1]
    for k in range(places):
        below[2, k], below[0, k] = below[0, k], 0.0
        for h in range(places - 1 - k):
            both[2, k, h], both[0, k, h] = both[0, k, h], 0.0
    for k in range(places):
        chance = below[2, k]
        for p in range(min(number, places - 1 - k) + 1):
            below[0, k + p] += chance * below[1, p]
    for k in range(places - 1):
        for h in range(places - 1 - k):
            chance = both[2, k, h]
            if chance == 0.0:
                continue
            most = min(number, places - 2 - k - h)
            for p in range(most + 1):
                for q in range(most - p + 1):
                    both[0, k + p, h + q] += chance * both[1, p, q]


@numba.njit(cache=True, nogil=True)
def chance_of_place(below: Floats, counts: Ints, choose: Floats, places: int) -> float:
    """Return the probability that fewer rivals than places are below a price.

    Parameters
    ----------
    below
        ``[C]`` probability that a rival of each class is below.
    counts
        ``[C]`` rivals by class.
    choose
        Table of :func:`binomials`.
    places
        Places.
    """
    now = np.zeros(places)
    now[0] = 1.0
    for c in range(len(counts)):
        one = np.zeros(places)
        for k in range(min(counts[c], places - 1) + 1):
            one[k] = choose[counts[c], k] * below[c] ** k * max(1.0 - below[c], 0.0) ** (counts[c] - k)
        then = np.zeros(places)
        for k in range(places):
            for p in range(places - k):
                then[k + p] += now[k] * one[p]
        now = then
    return float(now.sum())
