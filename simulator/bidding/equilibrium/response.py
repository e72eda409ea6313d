"""Best responses: which price each cost would choose, over the whole range of costs at once.

A firm's payoff from price ``b`` is a straight line in its cost, ``income[b] - cost * volume[b]``. The best it
can do is the upper edge of all these lines, so that the best response of a continuum of costs is exact. Where
the risk of failing to supply bends the line, it is taken as straight between costs that lie close together.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulator.bidding.equilibrium.costs import CostLaw
from simulator.bidding.equilibrium.edge import (
    respond,
    respond_by_piece,
    value_by_piece,
    value_of,
)

__all__ = ["Curve", "Payoff", "Response", "best_response", "played_payoff"]

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """What a payoff has beside a straight line in the own cost; straight from one point to the next."""

    costs: CostLaw
    """The costs of the class, in pieces fine enough."""
    extra: Floats
    """``[M + 1, B + 1]`` what is added to each choice at each point of the law."""


@dataclass(frozen=True, slots=True, eq=False)
class Payoff:
    """What each price is worth to a firm of a class: ``income - cost * volume``; staying out comes last."""

    income: Floats
    """``[B + 1]`` expected receipts."""
    volume: Floats
    """``[B + 1]`` expected units that the firm makes."""
    curve: Curve | None = None
    """What comes on top, depending on the own cost."""

    def at(self, cost: float) -> Floats:
        """Return the payoff of each choice at one cost."""
        return np.asarray(self.by_cost(np.array([cost]))[0])

    def by_cost(self, costs: Floats) -> Floats:
        """Return the payoff of each choice at some costs, ``[K, B + 1]``."""
        straight = self.income[None] - costs[:, None] * self.volume[None]
        if self.curve is None:
            return np.asarray(straight)
        points = self.curve.costs.points
        piece = np.clip(np.searchsorted(points, costs, side="right") - 1, 0, len(points) - 2)
        share = ((costs - points[piece]) / (points[piece + 1] - points[piece]))[:, None]
        extra = self.curve.extra
        return np.asarray(straight + (1 - share) * extra[piece] + share * extra[piece + 1])


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
    income, volume = payoff.income[:choices], payoff.volume[:choices]
    if payoff.curve is None:
        value = respond(income, volume, costs.points, costs.levels, spread)
    else:
        law, extra = payoff.curve.costs, payoff.curve.extra[:, :choices]
        value = respond_by_piece(income, volume, extra, law.points, law.levels, spread)
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
    if payoff.curve is None:
        return float(value_of(payoff.income, payoff.volume, costs.points, costs.levels, mass))
    law, extra = payoff.curve.costs, payoff.curve.extra
    return float(value_by_piece(payoff.income, payoff.volume, extra, law.points, law.levels, mass))
