"""What is settled before a history begins: parameters, chances and quantities, as plain arrays.

``R`` histories, ``n`` bids, ``C`` cells, ``M`` months of the longest term, ``Y`` years, ``K`` outages. Times
are months from the start of execution; volumes are units, rates units a month; a time that never comes is
infinite.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from simulator.money import Ints
from simulator.rules.lot import Bools

__all__ = ["Floats", "Given", "Knobs"]

Floats = npt.NDArray[np.float64]


class Knobs(NamedTuple):
    """Parameters that both engines use, as numbers."""

    first: float
    final: float
    habit: float
    close: float
    reviewed: float
    paid: float
    reminder: float
    after: float
    warn_at: float
    growth: float
    growth_limit: float
    recall: float
    steps: tuple[float, float, float, float]
    """Months of a shortage until backup, other winners, an invited firm, and non-winners are asked."""
    invited: float
    """What an invited firm can give, over the variety's reported need."""
    outside: float
    """The same of non-winners."""
    serious: float
    rungs: tuple[float, float, float]
    fail_below: float
    merit_from: float
    priority: float
    removes: tuple[float, float, float]
    stock_months: float
    """Months of use that hospitals hold at the end of the term."""
    expires: float
    """Part of what they buy that expires."""
    safety: float
    """Months of need that they hold as a safety stock."""


class Given(NamedTuple):
    """Everything that is settled before a history begins."""

    term: Ints
    """``[R]`` months of the contract; 0 without a winner."""
    main: Ints
    """``[R, C]`` bid that is the main supplier, -1 for none."""
    backup: Ints
    """``[R, C]`` bid that is the backup, -1 for none."""
    reported: Floats
    """``[R, C]`` reported need, units a month."""
    agreed: Floats
    """``[R, C]`` agreed volume, units a month."""
    won: Bools
    """``[R, n]`` whether the bid is awarded."""
    need: Floats
    """``[R, C]`` true need at the old price, units a month."""
    response: Floats
    """``[R, C]`` part by which need has risen when the response to price is complete."""
    phase: Floats
    """``[M]`` part of that response that has come in each month."""
    factor: Floats
    """``[R, M]`` national factor of need in each month."""
    stored: Floats
    """``[R, C]`` units that hospitals hold at the start, from an earlier contract."""
    signed: Floats
    """``[R, C, G]`` time at which each kind of the cell's hospitals has signed and listed the product."""
    weight: Floats
    """``[G]`` share of each kind in the cell's need."""
    moved: Floats
    """``[R, Y]`` part of what would go to non-winners that goes to winners because of price labels, by
    contract year."""
    leaves: Floats
    """``[R, C]`` share of need that goes to substitutes in the end."""
    drift: Floats
    """``[M]`` part of that which has gone in each month."""
    found_at: Floats
    """``[R, C, Y]`` month at whose end an inspection comes that finds what there is to find."""
    capacity: Floats
    """``[R, n]`` capacity planned, units a month."""
    ramp: Floats
    """``[M]`` part of it that is there in each month."""
    reserve: Floats
    """``[R, n]`` stock up to which it is refilled."""
    opening: Floats
    """``[R, n]`` stock at the start."""
    down_from: Floats
    """``[R, n, K]`` starts of outages, in order."""
    down_to: Floats
    """``[R, n, K]`` their ends."""
    fails_at: Floats
    """``[R, n, Y]`` time at which a sample fails in each contract year."""
    severe: Bools
    """``[R, n, Y]`` whether that failure costs the award."""
    reports: Bools
    """``[R, n]`` whether the maker reports stops of production."""
    starved: Ints
    """``[R, n]`` row of ``fed`` that tells when the maker runs out of raw material; -1 if it never does."""
    fed: Floats
    """``[K, M]`` part of its capacity for which a maker has raw material, by month."""
    refuses_at: Floats
    """``[R, n]`` time of default."""
    annulled_at: Floats
    """``[R]`` time at which all awards are annulled."""
