"""What a firm sells outside the tender, by whether it wins and at what price."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

__all__ = ["Outside"]

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Outside:
    """What a firm sells outside the tender, and what bidding costs it.

    There are two markets outside: public hospitals beyond the contracts, where sales depend on the award, and
    private ones, where they do not. An award price below the price outside presses on both; what a firm
    without an award is paid in public hospitals is limited by the payment standard.
    """

    price: float = 0.0
    """Price in public hospitals outside the tender, in the unit of the prices."""
    when_winning: float = 0.0
    """Volume sold there by a winner, in the unit of the committed volumes."""
    when_losing: float = 0.0
    """Volume sold there by a firm without an award."""
    entry_cost: float = 0.0
    """Cost of handing in a bid."""
    private_price: float = 0.0
    """Price in private hospitals and pharmacies."""
    private: float = 0.0
    """Volume sold there, award or not."""
    pressure: float = 0.0
    """Part of the gap between a price outside and its own lower award price that a winner loses outside."""
    standard: float = float("inf")
    """Most that a firm without an award is paid in public hospitals."""

    def scaled(self, price: float, volume: float) -> Outside:
        """Return the same in smaller units of price and volume; the cost of handing in a bid as it is.

        Parameters
        ----------
        price, volume
            Number of new units in an old one.
        """
        return replace(
            self,
            price=self.price * price,
            when_winning=self.when_winning * volume,
            when_losing=self.when_losing * volume,
            private_price=self.private_price * price,
            private=self.private * volume,
            standard=self.standard * price,
        )

    @property
    def sold_without(self) -> float:
        """Volume that a firm without an award sells outside."""
        return self.when_losing + self.private

    @property
    def received_without(self) -> float:
        """What a firm without an award receives outside."""
        return self.when_losing * min(self.price, self.standard) + self.private * self.private_price

    @property
    def sold_more(self) -> float:
        """Volume that a winner sells outside beyond that of a firm without an award; often negative."""
        return self.when_winning - self.when_losing

    @property
    def depends(self) -> bool:
        """Whether what a firm earns outside depends on the award."""
        sales = bool(self.when_winning or self.private)
        return bool(self.sold_more or self._limited or (self.pressure and sales))

    @property
    def may_reward_winning(self) -> bool:
        """Whether a firm may earn more outside with an award than without."""
        return self.sold_more > 0 or self._limited

    @property
    def _limited(self) -> bool:
        return self.when_losing > 0 and self.standard < self.price

    def received_more(self, award: npt.ArrayLike) -> Floats:
        """Return what a winner receives outside beyond what it would without an award.

        Parameters
        ----------
        award
            Award prices, any shape.
        """
        return self._received_by_winner(np.asarray(award, dtype=np.float64)) - self.received_without

    def without(self, cost: npt.ArrayLike) -> Floats:
        """Return what a firm without an award earns outside.

        Parameters
        ----------
        cost
            Own costs, any shape.
        """
        return np.asarray(self.received_without - np.asarray(cost) * self.sold_without)

    def gained(self, award: npt.ArrayLike, cost: npt.ArrayLike) -> Floats:
        """Return what an award adds to what a firm earns outside; negative where it takes away.

        Parameters
        ----------
        award, cost
            Award prices and own costs, of shapes that go together.
        """
        return np.asarray(self.received_more(award) - np.asarray(cost) * self.sold_more)

    def _received_by_winner(self, award: Floats) -> Floats:
        public = self.price - self.pressure * np.maximum(self.price - award, 0.0)
        private = self.private_price - self.pressure * np.maximum(self.private_price - award, 0.0)
        return np.asarray(self.when_winning * public + self.private * private)
