"""A firm that also sells outside the tender: winning costs it sales there, so it asks more."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulator.bidding.equilibrium.closed_forms.pay_as_bid import equal_award_bids, expected_outcome
from simulator.bidding.equilibrium.closed_forms.symmetric import Outcome, SymmetricTender
from simulator.bidding.equilibrium.closed_forms.uniform import Floats

__all__ = ["OutsideMarket"]


@dataclass(frozen=True, slots=True)
class OutsideMarket:
    """A tender of equal awards beside a market of one price, where winners and losers sell different volumes.

    Notes
    -----
    Winning gives up ``losing - winning`` units outside. With ``D`` for that over the volume of an award, a
    firm bids ``(1 - D) b + D p`` where ``b`` is its bid without the outside market and ``p`` the price
    outside. More volume in the tender lowers ``D`` and with it bids, the way in which larger contracts give
    lower prices here. Derived by rewriting the gain of winning as that of a firm with cost ``(1 - D) c + D
    p``.
    """

    tender: SymmetricTender
    """The tender; the ceiling must not bind."""
    price: float
    """Price outside the tender."""
    winning: float
    """Volume that a winner sells outside."""
    losing: float
    """Volume that a loser sells outside."""

    def __post_init__(self) -> None:
        """Refuse what has another equilibrium."""
        if len(set(self.tender.volumes)) > 1 or self.tender.sure_volume:
            raise ValueError("the formula is for equal awards, fewer than firms")
        if not 0 <= self.given_up < 1:
            raise ValueError(
                f"winning costs {self.given_up} units outside for each unit won; it must be from 0 to below 1"
            )
        highest = (1 - self.given_up) * self.tender.costs.high + self.given_up * self.price
        if self.tender.ceiling < max(highest, self.tender.costs.high):
            raise ValueError(f"ceiling {self.tender.ceiling} binds: bids go up to {highest}")

    @property
    def given_up(self) -> float:
        """Units given up outside for each unit won."""
        return (self.losing - self.winning) / self.tender.volumes[0]

    def bids(self, cost: npt.ArrayLike) -> Floats:
        """Bid in the tender.

        Parameters
        ----------
        cost
            Unit costs, any shape.
        """
        inside = equal_award_bids(cost, self.tender)
        return np.asarray((1 - self.given_up) * inside + self.given_up * self.price)

    @property
    def outcome(self) -> Outcome:
        """What to expect of the tender; the profit is that from the tender and the market together."""
        alone = expected_outcome(self.tender)
        cost = (self.tender.costs.low + self.tender.costs.high) / 2
        return Outcome(
            payment=(1 - self.given_up) * alone.payment + self.given_up * self.price * alone.volume,
            volume=alone.volume,
            profit=(1 - self.given_up) * alone.profit + self.losing * (self.price - cost),
            no_award=0.0,
        )
