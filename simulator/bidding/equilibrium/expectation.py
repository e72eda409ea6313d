"""What a bidder expects of every price it could bid, against rivals that follow a profile."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import numpy as np
import numpy.typing as npt
from scipy.special import comb

from simulator.bidding.equilibrium.averse import Averse, averse_of
from simulator.bidding.equilibrium.game import BidderClass, Game, Profile, winning_ranks
from simulator.bidding.equilibrium.kernel import Rivals, Rules, Tables, expected_awards, tables_for
from simulator.bidding.equilibrium.response import Curve, Payoff, played_payoff
from simulator.bidding.equilibrium.risk import Risk, risk_of
from simulator.bidding.equilibrium.stakes import worth_later

__all__ = ["Expectations", "expect"]

Floats = npt.NDArray[np.float64]
_RARE, _SELDOM = 1e-10, 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class Term:
    """What a firm of a class can expect of one term."""

    payoff: Payoff
    """What each price is worth, the next tender left aside."""
    wins: Floats
    """``[B]`` probability of an award at each price; 0 where nothing depends on it."""


@dataclass(frozen=True, slots=True, eq=False)
class Expectations:
    """The kernel made ready for one game: its tables do not change while bids do."""

    game: Game
    tables: Tables
    own: tuple[Floats, ...]
    """What awards are worth to each class: ``[J, m + 1, m + 1]``."""
    risks: tuple[Risk | None, ...]
    """What failing to supply means to each class."""
    averse: tuple[Averse | None, ...]
    """What outcomes are worth to each class averse to risk that has more than the award at stake."""

    @classmethod
    def of(cls, game: Game) -> Expectations:
        """Prepare the tables of a game."""
        averse = tuple(averse_of(game, one) for one in game.classes)
        worth = tuple(
            _worth_of(game, one) if each is None else each.outcomes
            for one, each in zip(game.classes, averse, strict=True)
        )
        risks = tuple(risk_of(game, one) for one in game.classes)
        return cls(game, tables_for(game.bidders - 1), worth, risks, averse)

    def worth(self, profile: Profile, number: int, worth: Floats, fine: bool = True) -> Floats:
        """Return expected quantities of each own price for a firm of one class.

        Parameters
        ----------
        profile
            How the rivals bid.
        number
            The firm's class.
        worth
            ``[J, m + 1, m + 1]`` quantities by number of winners and own rank.
        fine
            Whether ties are integrated to rounding error.

        Returns
        -------
        numpy.ndarray
            ``[J, B]``.
        """
        return self._against(Rivals(profile.mass, self._rivals(number)), worth, fine)

    def worth_by_rival(self, profile: Profile, number: int, rivals: int, worth: Floats) -> Floats:
        """Return how the expected quantity of each own price changes with the bids of a class of rivals.

        Parameters
        ----------
        profile
            How the rivals bid.
        number
            The firm's class.
        rivals
            The class of rivals whose bids change; the firm itself does not change with it.
        worth
            ``[m + 1, m + 1]`` one quantity by number of winners and own rank.

        Returns
        -------
        numpy.ndarray
            ``[B, B]`` by own price and by the price that more of the rivals bid; 0 for prices that next to
            none of them bids. Expected quantities are a polynomial in the bids, so that the change is
            exact: one of the rivals bids that price for sure.
        """
        size, counts = len(self.game.prices), self._rivals(number)
        if not counts[rivals]:
            return np.zeros((size, size))
        others = np.append(counts, 1)
        others[rivals] -= 1
        slope, sure = np.zeros((size, size)), np.eye(size)
        for price in np.flatnonzero(profile.mass[rivals] > _SELDOM):
            mass = np.vstack([profile.mass, sure[price]])
            slope[:, price] = self._against(Rivals(mass, others), worth[None], fine=False)[0]
        return np.asarray(slope * counts[rivals])

    def _rivals(self, number: int) -> npt.NDArray[np.int64]:
        return np.array([one.number - (c == number) for c, one in enumerate(self.game.classes)])

    def _against(self, rivals: Rivals, worth: Floats, fine: bool) -> Floats:
        game = self.game
        total = np.zeros((len(worth), len(game.prices)))
        for share, present, mass in _attendances(rivals.mass, rivals.counts, game):
            places = int(game.places[present.sum() + 1])
            if places < 1:
                continue
            part = np.ascontiguousarray(worth[:, : places + 1, : places + 1])
            rules = Rules(game.limit, places, part)
            total += share * expected_awards(Rivals(mass, present), rules, self.tables, fine)
        return total

    def payoff(self, profile: Profile, number: int, fine: bool = True) -> Payoff:
        """Return what each price, and staying out, is worth to a firm of one class.

        Where the worth of the next tender depends on what a firm earns in a term, it is what the class earns
        under the profile; one firm that deviates does not change it.
        """
        term = self.term(profile, number, fine)
        one = self.game.classes[number]
        if one.after is None:
            return term.payoff
        profit = one.after.profit
        if profit is None:
            profit = played_payoff(term.payoff, one.costs, profile.mass[number])
        return self.with_next(term, number, profit)

    def term(self, profile: Profile, number: int, fine: bool = True) -> Term:
        """Return what each price is worth to a firm of one class within this term."""
        expected = self.worth(profile, number, self.own[number], fine)
        if (averse := self.averse[number]) is not None:
            return Term(averse.payoff(expected), np.zeros(len(self.game.prices)))
        payoff = _payoff(self.game, self.game.classes[number], expected)
        wins = expected[1] if len(expected) > 1 else np.zeros(len(self.game.prices))
        risk = self.risks[number]
        if risk is None:
            return Term(payoff, wins)
        lost = -risk.lost * np.maximum(expected[0], 0.0)
        return Term(Payoff(payoff.income, payoff.volume, Curve(risk.costs, _without_out(lost))), wins)

    def with_next(self, term: Term, number: int, profit: float) -> Payoff:
        """Add what an award is worth at the next tender to what it is worth in this term.

        Parameters
        ----------
        term
            What each price is worth within this term.
        number
            The firm's class.
        profit
            A firm's expected profit of a term; a loss counts as none, since nobody has to bid.
        """
        payoff, after, risk = term.payoff, self.game.classes[number].after, self.risks[number]
        if after is None:
            return payoff
        later = worth_later(after, None if risk is None else risk.fates, max(profit, 0.0)) * term.wins
        if payoff.curve is None:
            return Payoff(payoff.income + np.append(later, 0.0), payoff.volume)
        curve = Curve(payoff.curve.costs, payoff.curve.extra + _without_out(later))
        return Payoff(payoff.income, payoff.volume, curve)


def expect(game: Game, profile: Profile, number: int) -> Payoff:
    """Return what each price is worth to a firm of one class against rivals that follow a profile."""
    return Expectations.of(game).payoff(profile, number)


def _worth_of(game: Game, one: BidderClass) -> Floats:
    """Return own volume within capacity and, where anything else depends on it, whether one wins.

    For a firm averse to risk, the volume as it feels it: profit per unit is certain once the price is
    chosen, so that only the volume is a gamble.
    """
    wins = winning_ranks(len(game.volume) - 1)
    volume = (np.minimum(game.volume, one.capacity) * wins) ** (1 - one.risk_aversion)
    if not one.outside.depends and one.after is None:
        return volume[None]
    return np.stack([volume, wins])


def _without_out(each: Floats) -> Floats:
    """Return numbers by cost and price with those of staying out, which are 0."""
    return np.pad(each, ((0, 0), (0, 1)))


def _payoff(game: Game, one: BidderClass, expected: Floats) -> Payoff:
    outside = one.outside
    # The volume that, if it were certain, would be worth as much as the gamble.
    volume = np.maximum(expected[0], 0.0) ** (1 / (1 - one.risk_aversion))
    wins = expected[1] if len(expected) > 1 else np.zeros(len(volume))
    income = game.prices * volume + outside.received_without + outside.received_more(game.prices) * wins
    return Payoff(
        np.append(income - outside.entry_cost, outside.received_without),
        np.append(volume + outside.sold_without + outside.sold_more * wins, outside.sold_without),
    )


def _attendances(
    mass: Floats, counts: npt.NDArray[np.int64], game: Game
) -> Iterator[tuple[float, npt.NDArray[np.int64], Floats]]:
    """Yield who attends how often, where places depend on it, with prices given attendance."""
    attends = np.minimum(mass.sum(axis=1), 1.0)
    certain = (attends > 1 - _RARE) | (counts == 0)
    least = int(counts[certain].sum()) + 1
    if certain.all() or len(set(game.places[max(least, 1) : counts.sum() + 2].tolist())) == 1:
        # An absent firm is then the same as one whose price does not qualify.
        yield 1.0, counts, mass
        return
    given = mass / np.maximum(attends, 1e-300)[:, None]
    options = [
        [(int(n), 1.0)]
        if sure
        else [(k, float(comb(n, k) * p**k * (1 - p) ** (n - k))) for k in range(int(n) + 1)]
        for n, p, sure in zip(counts, attends, certain, strict=True)
    ]
    for chosen in product(*options):
        share = float(np.prod([p for _, p in chosen]))
        if share > _RARE:
            yield share, np.array([k for k, _ in chosen]), given
