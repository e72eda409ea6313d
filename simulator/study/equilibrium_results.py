"""What is asked of the equilibria of a scenario's varieties, and what is found."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import Literal

from simulator.bidding.equilibrium.fresh_draws import FreshGain
from simulator.bidding.equilibrium.game import BidderClass, Profile
from simulator.bidding.equilibrium.hopeless import is_hopeless
from simulator.bidding.equilibrium.outcome import Outcome
from simulator.bidding.equilibrium.starts import Start
from simulator.money import Ints

__all__ = ["Absence", "CostsOf", "OtherStart", "RivalsKnownBy", "Search", "VarietyResult"]

RivalsKnownBy = Literal["class", "number"]
CostsOf = Literal["solved", "scenario"]
"""Whose costs and ceilings are taken: those fitted for solved bids, or the scenario's."""
Absence = Literal["", "nobody, costs", "nobody, no gain", "hardly anybody, costs", "hardly anybody, no gain"]
"""Whether firms bid, and if not, whether because their costs lie above the ceiling or for another reason."""

_MOST_IDLE, _NEVER, _MAINLY = 0.5, 1e-4, 0.9


@dataclass(frozen=True, slots=True)
class OtherStart:
    """Where the search ends if it begins elsewhere."""

    start: Start
    price: float
    """Mean price paid, in 1/10,000 yuan on the scale of the game."""
    exploitability: float
    """Largest relative gain of any class."""
    converged: bool


@dataclass(frozen=True, slots=True, eq=False)
class VarietyResult:
    """The equilibrium of one variety at a typical cost level."""

    variety: str
    bidders: int
    """Firms that may bid."""
    places: int
    """Places if all of them bid."""
    ceiling: int
    """Ceiling on the scale of the game, in 1/10,000 yuan."""
    classes: tuple[BidderClass, ...]
    prices: Ints
    """``[B]`` price list of the profile."""
    profile: Profile
    gains: tuple[float, ...]
    """Largest relative gain of each class: exact on the price list, or upper ends of 99 % intervals."""
    exact: bool
    """Whether the gains are exact, or were found on fresh draws."""
    converged: bool
    """Whether the gains are within the tolerance."""
    outcome: Outcome
    left_out: tuple[str, ...]
    """Clauses that the game leaves out."""
    fresh: tuple[FreshGain, ...] = ()
    """What deviations gain on fresh draws under the full rules, by class; empty if not asked for."""
    others: tuple[OtherStart, ...] = ()
    """Where searches from other starts end; empty if not asked for."""
    by_number: bool = False
    """Whether bidders know only how many makers and originators bid."""
    nearly_equal_costs: bool = False
    """Whether costs of a class were spread a little for the solution, since they hardly differ."""
    costs_kept: tuple[str, ...] | None = None
    """Costs and ceilings that are not those fitted for solved bids; ``None`` where all are the scenario's."""

    @property
    def exploitability(self) -> float:
        """Largest relative gain of any class."""
        return max(self.gains, default=0.0)

    @property
    def hopeless(self) -> tuple[str, ...]:
        """Classes that stay out because none of their firms can win above its cost."""
        asked = (one for one in self.classes if not one.stated)
        return tuple(one.name for one in asked if is_hopeless(one, self.ceiling))

    @property
    def absence(self) -> Absence:
        """Whether more than half of the tenders have no winner although firms may bid, and why."""
        idle = self.outcome.winners[0]
        if not self.classes or idle <= _MOST_IDLE:
            return ""
        dear = prod((1 - float(one.costs.cdf(self.ceiling))) ** one.number for one in self.classes)
        all_out = all(one.attends <= _NEVER for one in self.outcome.classes)
        if dear >= _MAINLY * idle:
            return "nobody, costs" if all_out else "hardly anybody, costs"
        return "nobody, no gain" if all_out else "hardly anybody, no gain"


@dataclass(frozen=True, slots=True)
class Search:
    """What is asked for."""

    varieties: tuple[str, ...] = ()
    """Names; all varieties if empty."""
    tolerance: float = 0.01
    """Largest relative gain that is left to any class."""
    draws: int = 0
    """Fresh draws on which deviations are tried under the full rules; none if 0."""
    starts: bool = False
    """Whether to search from other starts too, for other equilibria."""
    rivals_known_by: RivalsKnownBy = "class"
    """Whether bidders know the class of each rival, or only how many makers and originators bid."""
