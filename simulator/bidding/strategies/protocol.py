"""What a strategy sees and what it answers: observe, then bid."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt

from simulator.bidding.equilibrium.table import ClassBids
from simulator.bidding.learning.table import LearnedBids
from simulator.money import Ints
from simulator.rules.lot import Bools

__all__ = ["Quotes", "Strategy", "Traits", "View"]


@dataclass(frozen=True, slots=True)
class View:
    """What the bidders of one class know about a variety when they quote; arrays ``[R, m]``."""

    cost: Ints
    """Own unit cost in 1/10,000 yuan."""
    ceiling: Ints
    """Highest valid bid."""
    reference: int
    """Lowest procurement price before the tender."""
    taste: npt.NDArray[np.float64]
    """A private uniform."""
    bidders: int
    """Number of bidders in the variety."""
    places: int
    """Places for that number of bidders."""
    guaranteed_cut: tuple[int, int] | None
    """Cut from the ceiling that protects a bid, as numerator and denominator; ``None`` without one."""
    firms: tuple[str, ...]
    """Names of the bidders of this class."""
    variety: str
    """Name of the variety."""
    standing: npt.NDArray[np.float64]
    """Share of the class's firms that are cheaper, from 0 to 1."""
    position: npt.NDArray[np.float64]
    """``[R, 1]`` logarithm of the median generic cost over the ceiling."""
    equilibrium: ClassBids | None = None
    """Equilibrium bids of the class, where they were computed."""
    form: str = "other"
    """Dosage form of the variety."""
    learned: LearnedBids | None = None
    """What the class has learned, where it did."""
    former_cut: npt.NDArray[np.float64] | None = None
    """``[R, 1]`` mean cut from the ceiling of those who won comparable varieties in the round before, ``nan``
    without a winner; ``None`` before the first round."""
    former_price: Ints | None = None
    """``[R, 1]`` highest price that won this variety in the round before, 0 without a winner; ``None`` before
    the first round."""


@dataclass(frozen=True, slots=True)
class Quotes:
    """Answer of a strategy."""

    bid: Ints
    """``[R, m]`` bids in 1/10,000 yuan, at least 1."""
    present: Bools
    """``[R, m]`` whether a bid is handed in at all."""


@dataclass(frozen=True, slots=True)
class Traits:
    """What a strategy promises; the contract test measures each promise."""

    uses_taste: bool
    """Answers may depend on the private uniform."""
    never_below_cost: bool
    """No valid bid lies below the bidder's cost."""
    never_above_ceiling: bool
    """No bid lies above the ceiling."""
    always_present: bool
    """A bid is always handed in."""


@runtime_checkable
class Strategy(Protocol):
    """A rule by which a class of firms quotes prices."""

    traits: ClassVar[Traits]

    def quote(self, view: View) -> Quotes:
        """Quote for every replication at once, without random numbers of its own."""
        ...
