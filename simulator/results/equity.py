"""How evenly the regions of a history are served: its worst region, its worst-served fifth, its Gini."""

from __future__ import annotations

import numpy as np

from simulator.results.bids import Floats

__all__ = ["FIFTH", "evenness"]

FIFTH = 0.2
"""Share of orders that the worst-served regions make up."""


def evenness(ordered: Floats, delivered: Floats) -> tuple[Floats, Floats, Floats]:
    """Compare the fill rates of regions, each weighted with its orders.

    Parameters
    ----------
    ordered, delivered
        ``[R, A]`` orders of each region, and what was delivered of them.

    Returns
    -------
    tuple
        ``[R]`` fill rate of the worst region; of the regions that are served worst and order a fifth of all,
        the last of them in part; and the Gini coefficient of fill rates (0 if all are served alike): half the
        mean distance of two units ordered, over the mean. In histories without orders 1, 1 and 0.
    """
    worst, fifth, gini = np.ones(len(ordered)), np.ones(len(ordered)), np.zeros(len(ordered))
    # Where nobody is short all are served alike: most histories are settled by that.
    uneven = np.flatnonzero((delivered < ordered).any(axis=1))
    asked, given = ordered[uneven], delivered[uneven]
    rate = np.full(asked.shape, np.inf)
    np.divide(given, asked, out=rate, where=asked > 0)
    order = np.argsort(rate, axis=1, kind="stable")
    rate, asked, given = (np.take_along_axis(values, order, axis=1) for values in (rate, asked, given))
    total, got = asked.sum(axis=1, keepdims=True), given.sum(axis=1, keepdims=True)
    before, got_before = np.cumsum(asked, axis=1) - asked, np.cumsum(given, axis=1) - given
    part = np.clip(FIFTH * total - before, 0.0, asked)
    worst[uneven] = rate[:, 0]
    rate = np.where(asked > 0, rate, 0.0)
    fifth[uneven] = (part * rate).sum(axis=1) / part.sum(axis=1)
    apart = (given * before - asked * got_before).sum(axis=1, keepdims=True)
    uneven_by = np.divide(apart, total * got, out=np.zeros_like(apart), where=got > 0)[:, 0]
    gini[uneven] = np.maximum(uneven_by, 0.0)
    return worst, fifth, gini
