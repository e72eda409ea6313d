"""One variety as a game: price list, bidders by class, and what the rule book makes of sorted prices."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from simulator.bidding.equilibrium.costs import CostLaw
from simulator.bidding.equilibrium.outside import Outside
from simulator.bidding.equilibrium.stakes import Breach, NextTender
from simulator.bidding.equilibrium.utility import Utility
from simulator.money import Ints

__all__ = ["BidderClass", "Game", "Outside", "Profile", "winning_ranks"]

Floats = npt.NDArray[np.float64]


def winning_ranks(most: int) -> Floats:
    """Return 1 where a firm wins, by number of winners and own rank: ``[most + 1, most + 1]``."""
    rank, winners = np.meshgrid(np.arange(most + 1), np.arange(most + 1))
    return ((rank >= 1) & (rank <= winners)).astype(np.float64)


@dataclass(frozen=True, slots=True, eq=False)
class BidderClass:
    """Bidders that look the same to their rivals."""

    name: str
    number: int
    costs: CostLaw
    outside: Outside = field(default_factory=Outside)
    capacity: float = float("inf")
    """Most that one firm of the class can supply."""
    may_stay_out: bool = True
    """Whether a firm bids only where it gains by it."""
    risk_aversion: float = 0.0
    """Relative risk aversion, from 0 to below 1: of profit ``x``, in and outside the tender, a firm thinks as
    of ``(wealth + x) ** (1 - risk_aversion)``."""
    wealth: float = 0.0
    """What a firm has for certain beside the profit; counts only for firms averse to risk."""
    breach: Breach | None = None
    """Risk of failing to supply; none if not given."""
    after: NextTender | None = None
    """What the award does to a firm's part in the next tender; nothing if not given."""
    stated: bool = False
    """Whether it does not think: its law of costs is that of its bids, which all others know."""

    def __post_init__(self) -> None:
        """Refuse what no solver knows how to weigh."""
        if not 0 <= self.risk_aversion < 1:
            raise ValueError("relative risk aversion lies from 0 to below 1")
        if self.risk_aversion and (self.breach is not None or self.after is not None):
            raise ValueError("firms averse to risk neither see failing coming nor think of the next tender")

    @property
    def utility(self) -> Utility:
        """What sums of profit are worth to a firm of the class."""
        return Utility(self.risk_aversion, self.wealth)

    @property
    def may_pay_to_win(self) -> bool:
        """Whether an award may be worth a price below cost."""
        later = self.after is not None and self.after.discount * self.after.incumbency > 0
        return later or self.outside.may_reward_winning


@dataclass(frozen=True, slots=True, eq=False)
class Game:
    """A variety under rules by which only the order of prices and the lowest price decide.

    A price qualifies when it is at most a limit that depends on the lowest price alone; the lowest
    qualified prices win, as many as there are places; a winner's volume depends on the number of winners
    and on its rank. Ties are broken by lot.
    """

    prices: Floats
    """``[B]`` prices that can be bid, increasing."""
    classes: tuple[BidderClass, ...]
    limit: Ints
    """``[B]`` index of the highest price that qualifies when price ``b`` is the lowest; -1 for none."""
    places: Ints
    """``[n + 1]`` places by number of bidders."""
    volume: Floats
    """``[m + 1, m + 1]`` volume of a winner by number of winners, then rank; row and column 0 unused."""

    def __post_init__(self) -> None:
        """Refuse shapes that do not fit together."""
        if (np.diff(self.prices) <= 0).any():
            raise ValueError("prices of a game rise strictly")
        if len(self.limit) != len(self.prices):
            raise ValueError("a game needs one limit for each price")
        if len(self.places) != self.bidders + 1:
            raise ValueError("a game needs places for 0 to all bidders")
        if self.volume.shape[0] <= int(self.places.max(initial=0)):
            raise ValueError("a game needs volumes for every number of winners")

    @property
    def bidders(self) -> int:
        """Number of firms that may bid."""
        return sum(one.number for one in self.classes)


@dataclass(frozen=True, slots=True, eq=False)
class Profile:
    """How every class bids: the cheapest firms of a class take its lowest prices."""

    mass: Floats
    """``[C, B]`` probability that a firm of the class bids each price; what is missing to 1 stays out."""

    def bids(self, number: int, level: npt.ArrayLike) -> Ints:
        """Return the price, by index, that firms of a class bid at given cost levels; -1 stays out.

        Parameters
        ----------
        number
            Number of the class.
        level
            Shares of the class's firms that are cheaper, from 0 to 1.
        """
        steps = np.cumsum(self.mass[number])
        at = np.searchsorted(steps, np.asarray(level, dtype=np.float64), side="right")
        last = np.flatnonzero(self.mass[number] > 0)
        highest = int(last[-1]) if last.size else -1
        out = -1 if steps[-1] < 1 - 1e-9 else highest
        return np.where(at > highest, out, at).astype(np.int64)
