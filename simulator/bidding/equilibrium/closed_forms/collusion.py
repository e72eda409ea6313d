"""How patient firms must be to keep the ceiling by turns instead of competing."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

__all__ = ["least_patience"]


def least_patience(volumes: Sequence[float], firms: int) -> float:
    """Return the smallest discount factor with which firms can share a tender at the ceiling for ever.

    Parameters
    ----------
    volumes
        Volume by rank, never rising.
    firms
        Number of firms, at least 2; all have one known cost.

    Returns
    -------
    float
        Least weight of the next tender against this one; 0 where nothing tempts a firm.

    Raises
    ------
    ValueError
        If there is one firm only, or volumes rise.

    Notes
    -----
    All ask the ceiling and take ranks in turn, so each expects the mean volume ``v`` in every tender. A
    firm that asks a little less gets the first volume once; after that firms compete for ever, which is
    worth the last volume where every firm wins and nothing otherwise. Both in units of the margin at the
    ceiling: ``(v_1 - v)/(v_1 - v_n)``; with ``k`` equal awards ``1 - k/n``, so that more winners make
    collusion easier.
    Source: Friedman, Review of Economic Studies 38(1), 1971, applied to these tenders.
    """
    if firms < 2 or not volumes or any(a < b for a, b in pairwise(volumes)):
        raise ValueError("at least 2 firms and volumes that never rise are needed")
    taken = [*volumes[:firms], *[0.0] * (firms - len(volumes))]
    if taken[0] == taken[-1]:
        return 0.0
    return (taken[0] - sum(taken) / firms) / (taken[0] - taken[-1])
