"""A firm that also sells outside the tender: winning costs it sales or prices there, so it asks more."""

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
    """A tender of equal awards beside markets outside, where winners and losers earn differently.

    Notes
    -----
    Winning gives up ``losing - winning`` units in public hospitals. Let ``D`` be that over the volume of an
    award, and ``p`` the price there: a firm bids ``(1 - D) b + D p`` where ``b`` is its bid without a market
    outside. More volume in the tender lowers ``D`` and with it bids, the way in which larger contracts give
    lower prices here.

    In general a winner loses the part ``g`` of the gap between a price outside and its own award, on
    ``winning`` public and ``private`` units, and a loser is paid ``s``, the price or the payment standard,
    whichever is lower. Per unit of the award the bid then counts ``a = 1 + g (winning + private) / v`` times,
    and a firm bids ``((1 - D) b + k) / a`` with
    ``k = (s losing + g p' private - (1 - g) p winning) / v``, ``p'`` the private price. Derived by rewriting
    the gain of winning as that of a firm with cost ``((1 - D) c + k) / a``.
    """

    tender: SymmetricTender
    """The tender; the ceiling must not bind."""
    price: float
    """Price in public hospitals outside the tender."""
    winning: float
    """Volume that a winner sells there."""
    losing: float
    """Volume that a loser sells there."""
    private: float = 0.0
    """Volume sold to private buyers, award or not."""
    private_price: float = 0.0
    """Price there."""
    pressure: float = 0.0
    """Part of the gap between a price outside and its own award that a winner loses."""
    standard: float = np.inf
    """Most that a loser is paid in public hospitals."""

    def __post_init__(self) -> None:
        """Refuse what has another equilibrium."""
        if len(set(self.tender.volumes)) > 1 or self.tender.sure_volume:
            raise ValueError("the formula is for equal awards, fewer than firms")
        if not 0 <= self.given_up < 1:
            raise ValueError(
                f"winning costs {self.given_up} units outside for each unit won; it must be from 0 to below 1"
            )
        highest = float(self._beside(self.tender.costs.high))
        if self.tender.ceiling < max(highest, self.tender.costs.high):
            raise ValueError(f"ceiling {self.tender.ceiling} binds: bids go up to {highest}")
        prices = [self.price] * bool(self.winning) + [self.private_price] * bool(self.private)
        if self.pressure and highest > min(prices, default=np.inf):
            raise ValueError(f"bids go up to {highest}, above a price outside on which they are to press")

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
        return np.asarray(self._beside(equal_award_bids(cost, self.tender)))

    @property
    def outcome(self) -> Outcome:
        """What to expect of the tender; the profit is that from the tender and the markets together."""
        alone = expected_outcome(self.tender)
        cost = (self.tender.costs.low + self.tender.costs.high) / 2
        without = self.losing * (self._paid_to_losers - cost) + self.private * (self.private_price - cost)
        counts, shift = self._terms
        return Outcome(
            payment=((1 - self.given_up) * alone.payment + shift * alone.volume) / counts,
            volume=alone.volume,
            profit=(1 - self.given_up) * alone.profit + without,
            no_award=0.0,
        )

    @property
    def _paid_to_losers(self) -> float:
        return min(self.price, self.standard)

    @property
    def _terms(self) -> tuple[float, float]:
        """Return how often a unit of the award counts, and what outside sales add to its price."""
        public = self.losing * self._paid_to_losers - (1 - self.pressure) * self.price * self.winning
        shift = public + self.pressure * self.private_price * self.private
        volume = self.tender.volumes[0]
        return 1 + self.pressure * (self.winning + self.private) / volume, shift / volume

    def _beside(self, bid: npt.ArrayLike) -> Floats:
        """Return bids beside the markets outside, from those without any."""
        counts, shift = self._terms
        return np.asarray(((1 - self.given_up) * np.asarray(bid) + shift) / counts)
