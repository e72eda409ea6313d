"""Rounds played by learners: what does not change, where a campaign stands, what a round brought."""

from __future__ import annotations

from dataclasses import dataclass

from simulator.bidding.strategies.protocol import Quotes
from simulator.campaign.seats import Seat
from simulator.campaign.signals import Floats, News
from simulator.firms.draws import Drawn
from simulator.money import Ints
from simulator.rules.lot import AwardedLot
from simulator.tender.ready import Tender

__all__ = ["Campaign", "Course", "Result"]


@dataclass(frozen=True, slots=True)
class Campaign:
    """What does not change while a campaign is played."""

    tender: Tender
    """The scenario made ready."""
    seats: tuple[Seat, ...]
    """Bids made by learners."""
    varieties: tuple[int, ...]
    """Positions of the varieties that are played."""
    rounds: int
    """Number of rounds."""
    whole_round: bool
    """Whether clauses that look across varieties apply."""
    ceiling_follows: bool
    """Whether the highest winning price of a round is the ceiling of the next."""


@dataclass(frozen=True, slots=True)
class Course:
    """Where a campaign stands between two rounds; ``V`` varieties are played."""

    seed: int
    number: int
    """Which campaign of that seed."""
    round: int
    """Rounds played so far."""
    drawn: tuple[Drawn, ...]
    """``V`` draws of the coming round, ``[1, n]`` each."""
    news: tuple[News | None, ...]
    """``V`` outcomes of the round before."""


@dataclass(frozen=True, slots=True)
class Result:
    """What a round brought: the award, and for each of ``S`` learners its part in it."""

    awarded: tuple[AwardedLot, ...]
    quotes: Quotes
    """``[S]`` bids of the learners."""
    state: tuple[str, ...]
    """``[S]`` where each bid ended, by its code."""
    price: Ints
    """``[S]`` award price in 1/10,000 yuan; 0 for losers."""
    volume: Ints
    """``[S]`` committed volume, in units a year."""
    profit: Floats
    """``[S]`` award price less cost, times committed volume, in yuan a year."""
    reward: Floats
    """``[S]`` profit over the yearly value of the variety's reported need at its reference price."""
