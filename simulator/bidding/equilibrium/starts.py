"""Where a search for an equilibrium begins: other beginnings may lead to other equilibria."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_args

import numpy as np

from simulator.bidding.equilibrium.game import Game, Profile
from simulator.bidding.equilibrium.hopeless import hopeful_part
from simulator.bidding.equilibrium.stated import with_stated

if TYPE_CHECKING:
    from simulator.bidding.equilibrium.sampled import SampledGame

__all__ = ["STARTS", "Start", "starting_profile"]

Start = Literal["even", "cost", "ceiling"]
STARTS: tuple[Start, ...] = get_args(Start)
"""Every price equally likely; everybody at cost; everybody at the ceiling."""


def starting_profile(game: Game | SampledGame, start: Start) -> Profile:
    """Return what firms are first taken to bid.

    Parameters
    ----------
    game
        The variety.
    start
        ``even``: every price is equally likely; ``cost``: every firm bids the lowest price that covers its
        cost, and stays out if none does; ``ceiling``: every firm bids the ceiling. Firms whose cost no
        award can cover stay out from the beginning.

    Returns
    -------
    Profile
        ``[C, B]`` mass by class and price.
    """
    size = len(game.prices)
    part = np.array([hopeful_part(one, float(game.prices[-1])) for one in game.classes])
    if start == "even":
        return Profile(with_stated(game, np.repeat(part[:, None] / size, size, axis=1)))
    mass = np.zeros((len(game.classes), size))
    if start == "ceiling":
        mass[:, -1] = part
        return Profile(with_stated(game, mass))
    for number, one in enumerate(game.classes):
        mass[number] = np.diff(one.costs.cdf(game.prices), prepend=0.0)
    return Profile(with_stated(game, mass))
