"""What a bidder expects of every price it could bid, against rivals that follow a profile."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import numpy as np
import numpy.typing as npt
from scipy.special import comb

from simulator.bidding.equilibrium.game import BidderClass, Game, Profile, winning_ranks
from simulator.bidding.equilibrium.kernel import Rivals, Rules, Tables, expected_awards, tables_for
from simulator.bidding.equilibrium.response import Payoff

__all__ = ["Expectations", "expect"]

Floats = npt.NDArray[np.float64]
_RARE = 1e-10


@dataclass(frozen=True, slots=True, eq=False)
class Expectations:
    """The kernel made ready for one game: its tables do not change while bids do."""

    game: Game
    tables: Tables
    own: tuple[Floats, ...]
    """What awards are worth to each class: ``[J, m + 1, m + 1]``."""

    @classmethod
    def of(cls, game: Game) -> Expectations:
        """Prepare the tables of a game."""
        return cls(game, tables_for(game.bidders - 1), tuple(_worth_of(game, one) for one in game.classes))

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
        game = self.game
        counts = np.array([one.number - (c == number) for c, one in enumerate(game.classes)])
        total = np.zeros((len(worth), len(game.prices)))
        for share, present, mass in _attendances(profile.mass, counts, game):
            places = int(game.places[present.sum() + 1])
            if places < 1:
                continue
            part = np.ascontiguousarray(worth[:, : places + 1, : places + 1])
            rules = Rules(game.limit, places, part)
            total += share * expected_awards(Rivals(mass, present), rules, self.tables, fine)
        return total

    def payoff(self, profile: Profile, number: int, fine: bool = True) -> Payoff:
        """Return what each price, and staying out, is worth to a firm of one class."""
        expected = self.worth(profile, number, self.own[number], fine)
        return _payoff(self.game, self.game.classes[number], expected)


def expect(game: Game, profile: Profile, number: int) -> Payoff:
    """Return what each price is worth to a firm of one class against rivals that follow a profile."""
    return Expectations.of(game).payoff(profile, number)


def _worth_of(game: Game, one: BidderClass) -> Floats:
    """Return own volume within capacity and, where outside sales depend on it, whether one wins.

    For a firm averse to risk, the volume as it feels it: profit per unit is certain once the price is
    chosen, so that only the volume is a gamble.
    """
    wins = winning_ranks(len(game.volume) - 1)
    volume = (np.minimum(game.volume, one.capacity) * wins) ** (1 - one.risk_aversion)
    if one.outside.when_winning == one.outside.when_losing:
        return volume[None]
    return np.stack([volume, wins])


def _payoff(game: Game, one: BidderClass, expected: Floats) -> Payoff:
    outside = one.outside
    # The volume that, if it were certain, would be worth as much as the gamble.
    volume = np.maximum(expected[0], 0.0) ** (1 / (1 - one.risk_aversion))
    beside = np.full(len(volume), outside.when_losing)
    if len(expected) > 1:
        beside = beside + (outside.when_winning - outside.when_losing) * expected[1]
    income = game.prices * volume + outside.price * beside - outside.entry_cost
    return Payoff(
        np.append(income, outside.price * outside.when_losing),
        np.append(volume + beside, outside.when_losing),
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
