"""Bidders that keep to a rule which all others know: their bids are given, and the others answer to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from simulator.bidding.equilibrium.game import BidderClass, Game

if TYPE_CHECKING:
    from simulator.bidding.equilibrium.sampled import SampledGame

__all__ = ["by_part", "stated_mass", "with_stated"]

Floats = npt.NDArray[np.float64]


def stated_mass(one: BidderClass, prices: npt.NDArray[np.number]) -> Floats:
    """Return how a class that keeps to a rule bids on a list: each bid at the nearest price, ``[B]``.

    Parameters
    ----------
    one
        The class; its law of costs is that of its bids.
    prices
        ``[B]`` the list; what is above its last price is no bid.
    """
    middle = np.append(np.sqrt(prices[:-1] * prices[1:].astype(np.float64)), float(prices[-1]))
    return np.diff(one.costs.cdf(middle), prepend=0.0)


def with_stated(game: Game | SampledGame, mass: Floats) -> Floats:
    """Return bids in which classes that keep to a rule bid by it, ``[C, B]``.

    Parameters
    ----------
    game
        The variety.
    mass
        ``[C, B]`` bids of all classes.
    """
    if not any(one.stated for one in game.classes):
        return mass
    rows = [stated_mass(one, game.prices) if one.stated else mass[k] for k, one in enumerate(game.classes)]
    return np.stack(rows)


def by_part(mass: Floats, parts: int) -> Floats:
    """Return ``[K, B]`` what firms of each part choose when the cheapest take the lowest prices.

    Parameters
    ----------
    mass
        ``[B]`` bids of a class.
    parts
        Equal parts of the class by cost.
    """
    steps = np.concatenate([[0.0], np.cumsum(mass)])
    edges = np.arange(parts + 1) / parts
    within = np.clip(steps[None, :], edges[:-1, None], edges[1:, None])
    return np.asarray(np.diff(within, axis=1) * parts)
