"""Yellow and red price labels of products without an award, and hospitals that avoid them."""

from __future__ import annotations

import numpy as np

from simulator.fund.records import Floats, Group
from simulator.money import Ints
from simulator.scenario.fund import Prices

__all__ = ["avoid_labels", "label_products"]


def label_products(now: Ints, highest: Ints, prices: Prices) -> Ints:
    """Label products that are dear beside the winners; stricter for products without the evaluation.

    Parameters
    ----------
    now
        ``[R, Y, G]`` prices by contract year and group.
    highest
        ``[R]`` highest winning price.
    prices
        The lines.

    Returns
    -------
    numpy.ndarray
        ``[R, Y, G]`` 0 none, 1 yellow, 2 red. Source: Henan's notice of 2026.
    """
    yellow, red = float(prices.yellow.value), float(prices.red.value)
    over = now / np.maximum(highest, 1)[:, None, None]
    lines = np.array([yellow, yellow, 1.0, yellow]), np.array([red, red, red / yellow, red])
    label = (over > lines[0]).astype(np.int64) + (over > lines[1])
    label[..., Group.OTHER_AREAS] = 0
    # Reference products have no red line for now (Henan 2026).
    label[..., Group.ORIGINATOR] = np.minimum(label[..., Group.ORIGINATOR], 1)
    return np.where(highest[:, None, None] > 0, label, 0)


def avoid_labels(share: Floats, label: Ints, prices: Prices) -> tuple[Floats, Floats]:
    """Let hospitals buy less of labelled products, and winners' products in their place.

    Parameters
    ----------
    share
        ``[R, G]`` shares of what is bought of others, as they sold before.
    label
        ``[R, Y, G]`` labels by contract year: hospitals come back to a product whose price has left the line.
    prices
        What labelled products lose.

    Returns
    -------
    tuple
        ``[R, Y, G]`` shares of what is still bought of others, and ``[R, Y]`` part that goes to winners: the
        more of it is labelled in the year, the larger.
    """
    every = np.broadcast_to(share[:, None], label.shape)
    lost = (float(prices.yellow_loses.value), float(prices.red_loses.value))
    if not any(lost):
        return np.ascontiguousarray(every), np.zeros(label.shape[:2])
    loses = np.array([0.0, *lost])[label]
    left = every * (1 - loses)
    kept = left.sum(axis=2, keepdims=True)
    after = np.where(kept > 0, left / np.where(kept > 0, kept, 1.0), every)
    return np.ascontiguousarray(after), np.asarray((every * loses).sum(axis=2))
