"""How evenly the regions of a history are served: its worst region, its worst-served fifth, its Gini."""

from __future__ import annotations

import numpy as np

from simulator.results.bids import Floats

__all__ = ["evenness"]


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
    from simulator.results.kernel import even

    found, order = np.empty((len(ordered), 3)), np.empty(ordered.shape[1], dtype=np.int64)
    for row, asked in enumerate(ordered):
        even(asked, delivered[row], order, found[row])
    return found[:, 0], found[:, 1], found[:, 2]
