"""Costs behind the bids of a list, with identified bounds and sampling intervals."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from simulator.bidding.equilibrium.coverage import coverage
from simulator.errors import InputError
from simulator.market.areas import Areas
from simulator.rules.parameters import Clauses
from simulator.study.costs.bidders import Bidders, common_basis, pooled
from simulator.study.costs.pool import LEVEL, PoolRecovery, Resampling
from simulator.study.costs.results import CostRecovery, PooledBids, RecoveredBid, summarised

__all__ = ["recover"]

Floats = npt.NDArray[np.float64]
Progress = Callable[[int, int], None]


def recover(
    bidders: Sequence[Bidders],
    clauses: Clauses,
    areas: Areas,
    resampling: Resampling | None = None,
    progress: Progress | None = None,
) -> CostRecovery:
    """Infer what units cost the firms that made the bids of a list, if no firm could have bid better.

    Parameters
    ----------
    bidders
        Valid bids by variety.
    clauses, areas
        The rule book that they were made under.
    resampling
        How sampling error is measured.
    progress
        Called with resamples done and to be done.

    Returns
    -------
    CostRecovery
        A cost with bounds and a 90 % interval for every bid; means by group.

    Raises
    ------
    InputError
        If no game can be formed under the rule book, or there are too few bids.

    Notes
    -----
    Guerre, Perrigne and Vuong, Econometrica 68 (2000), 525-574, with the expected volume under the rule
    book in place of the chance to win.
    """
    resampling = resampling or Resampling()
    found = coverage(clauses)
    if found.missing:
        raise InputError.one(
            "costs cannot be recovered under this rule book yet: " + "; ".join(found.missing),
            mend="rule books decided by the order of prices and the lowest price can: rounds 2 to 10",
        )
    used = tuple(one for one in bidders if len(one.price) > 1)
    pools = pooled(used)
    basis = common_basis(used, clauses)
    steps = len(pools) * (resampling.reps + 1)
    bids: list[RecoveredBid] = []
    described: list[PooledBids] = []
    draws: list[Floats] = []
    for at, pool in enumerate(pools):
        one = PoolRecovery(pool, clauses, areas, basis)
        repeated = []
        for rep, weights in enumerate(one.resamples(resampling)):
            repeated.append(one.estimate(weights))
            if progress is not None:
                progress(at * (resampling.reps + 1) + rep + 1, steps)
        rows, points = one.results(repeated)
        bids += rows
        draws.append(points)
        described.append(one.described)
    if progress is not None:
        progress(steps, steps)
    return CostRecovery(
        bids=tuple(bids),
        groups=summarised(bids, np.concatenate(draws, axis=1) if draws else np.zeros((0, 0)), LEVEL),
        pools=tuple(described),
        basis=basis,
        left_out=found.left_out,
        invalid=sum(one.dropped for one in bidders),
        alone=sum(len(one.price) for one in bidders if len(one.price) < 2),
        level=LEVEL,
        reps=resampling.reps,
    )
