"""Best responses: which price each cost would choose, over the whole range of costs at once.

A firm's payoff from price ``b`` is a straight line in its cost, ``income[b] - cost * volume[b]``. The best it
can do is the upper edge of all these lines, so that the best response of a continuum of costs is exact.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulator.bidding.equilibrium.costs import CostLaw
from simulator.bidding.equilibrium.edge import respond, value_of

__all__ = ["Payoff", "Response", "best_response", "played_payoff"]

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Payoff:
    """What each price is worth to a firm of a class: ``income - cost * volume``; staying out comes last."""

    income: Floats
    """``[B + 1]`` expected receipts."""
    volume: Floats
    """``[B + 1]`` expected units that the firm makes."""

    def at(self, cost: float) -> Floats:
        """Return the payoff of each choice at one cost."""
        return self.income - cost * self.volume


@dataclass(frozen=True, slots=True, eq=False)
class Response:
    """Best response of all costs of a class."""

    mass: Floats
    """``[B]`` probability of each price; what is missing to 1 stays out."""
    value: float
    """Expected payoff of a firm that responds best."""


def best_response(payoff: Payoff, costs: CostLaw, may_stay_out: bool) -> Response:
    """Let every firm of a class choose its best price against given expectations.

    Parameters
    ----------
    payoff
        What each choice is worth.
    costs
        Distribution of costs in the class.
    may_stay_out
        Whether handing in no bid is a choice.
    """
    choices = len(payoff.income) - (0 if may_stay_out else 1)
    spread = np.zeros(choices)
    value = respond(payoff.income[:choices], payoff.volume[:choices], costs.points, costs.levels, spread)
    return Response(spread[: len(payoff.income) - 1], float(value))


def played_payoff(payoff: Payoff, costs: CostLaw, mass: Floats) -> float:
    """Return the expected payoff of a class that plays a profile.

    Parameters
    ----------
    payoff
        What each choice is worth.
    costs
        Distribution of costs in the class.
    mass
        ``[B]`` probability of each price; the cheapest firms take the lowest prices, the dearest stay out.
    """
    return float(value_of(payoff.income, payoff.volume, costs.points, costs.levels, mass))
