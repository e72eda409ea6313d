"""One kind of contest: the game of varieties with the same bidders and rules, ready to be inverted."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulator.bidding.equilibrium.costs import uniform
from simulator.bidding.equilibrium.expectation import Expectations
from simulator.bidding.equilibrium.game import BidderClass, Profile
from simulator.bidding.equilibrium.lines import guaranteed_line, price_list
from simulator.bidding.equilibrium.setting import Setting
from simulator.bidding.equilibrium.translation import to_game
from simulator.money import Ints
from simulator.study.costs.density import Smoothing, parts_of, smooth
from simulator.study.costs.inversion import CostBounds, cost_bounds

__all__ = ["Contest", "Estimate", "Sample", "bidder_classes", "contest_of"]

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

_PRICES = 64
_BEYOND = 8
_BELOW = np.array([0.85, 0.93, 0.98])


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """Bids of a pool; each class of firms has one distribution."""

    bids: Floats
    """``[N]`` bids over the basis of their variety."""
    group: Ints
    """``[N]`` class of the bidder."""


@dataclass(frozen=True, slots=True, eq=False)
class Estimate:
    """Costs of some bids, in the unit of the prices over the basis."""

    lower: Floats
    upper: Floats
    shortfall: Floats
    """What the bid earns less than the best for any cost, as a share."""

    @property
    def point(self) -> Floats:
        """The middle of the bounds."""
        return (self.lower + self.upper) / 2


@dataclass(frozen=True, slots=True, eq=False)
class Contest:
    """A game on its price list, with the pool's bids spread over the list."""

    ready: Expectations
    scale: int
    """What 1 of the bids over the basis is on the list, in 1/10,000 yuan."""
    line: float
    smoothing: tuple[Smoothing, ...]
    """By class; of that class's bids alone."""
    rows: tuple[Ints, ...]
    """By class: its bids in the pool's sample."""

    def invert(self, weights: Floats) -> dict[int, CostBounds]:
        """Return, by class that bids, the costs for which each price of the list is a best response.

        Parameters
        ----------
        weights
            ``[N]`` how often each bid of the pool counts.
        """
        masses = [
            each.masses(_counting(weights[rows]))
            for each, rows in zip(self.smoothing, self.rows, strict=True)
        ]
        profile = Profile(np.stack(masses))
        prices = self.ready.game.prices
        return {
            number: _with_ends(
                cost_bounds(prices, self.ready.payoff(profile, number, fine=False)),
                prices,
                self.smoothing[number],
            )
            for number, each in enumerate(self.ready.game.classes)
            if each.number
        }

    def estimate(self, bounds: CostBounds, number: int, rows: Ints, bids: Floats) -> Estimate:
        """Read the costs of some bids of one class off bounds on the list.

        Parameters
        ----------
        bounds
            Bounds on the list.
        number
            Class.
        rows
            ``[K]`` which of the class's bids.
        bids
            ``[K]`` these bids over the basis.
        """
        at = np.where(self.smoothing[number].atom[rows], self.line, bids * self.scale)
        prices = self.ready.game.prices
        lower, upper, shortfall = (
            np.interp(at, prices, one) for one in (bounds.lower, bounds.upper, bounds.shortfall)
        )
        return Estimate(lower / self.scale, upper / self.scale, shortfall)

    def is_point(self, number: int, rows: Ints, bids: Floats) -> Bools:
        """Tell which bids have a point estimate: not at the line, and not at the ends of a range."""
        each = self.smoothing[number]
        trusted = np.interp(bids * self.scale, self.ready.game.prices, each.trusted.astype(np.float64))
        return np.asarray((trusted > 1 - 1e-9) & ~each.atom[rows])


def bidder_classes(names: tuple[str, ...], counts: tuple[int, ...]) -> tuple[BidderClass, ...]:
    """Return classes of bidders for a game; their costs are what is sought, so any law stands in."""
    unknown = uniform(0.0, 1.0)
    return tuple(BidderClass(name, count, unknown) for name, count in zip(names, counts, strict=True))


def contest_of(setting: Setting, scale: int, sample: Sample) -> Contest:
    """Lay out the price list of a contest and spread the pool's bids over it.

    Parameters
    ----------
    setting
        The varieties' rules and bidders.
    scale
        What 1 of the bids over the basis is in 1/10,000 yuan.
    sample
        Bids of the pool.
    """
    line = float(guaranteed_line(setting))
    bids = sample.bids * scale
    prices = _prices(setting, bids, line)
    rows = tuple(np.flatnonzero(sample.group == number) for number in range(len(setting.classes)))
    listed = prices.astype(np.float64)
    smoothing = tuple(smooth(bids[own], listed, line) for own in rows)
    return Contest(Expectations.of(to_game(setting, prices, complete=False)), scale, line, smoothing, rows)


def _prices(setting: Setting, bids: Floats, line: float) -> Ints:
    """Return prices that are dense where bids are, with the lines, and some beyond the bids."""
    dense = []
    for part in parts_of(bids, line):
        share = np.log(part.high / part.low) / max(np.log(bids.max() / bids.min()), 1e-12)
        count = max(int(np.ceil(_PRICES * share)), 2)
        dense.append(np.exp(np.linspace(np.log(part.low), np.log(part.high), count)))
    beyond = np.exp(np.linspace(np.log(bids.max()), np.log(max(setting.ceiling, bids.max())), _BEYOND))
    together = np.concatenate([bids.min() * _BELOW, *dense, beyond])
    marks = price_list(setting, max(int(bids.min()), 1), 2)
    return np.unique(np.concatenate([np.rint(together).astype(np.int64), marks[:-1]]).clip(min=1))


def _counting(weights: Floats) -> Floats:
    # A class that a resample leaves out altogether keeps its own distribution.
    return weights if weights.any() else np.ones(len(weights))


def _with_ends(bounds: CostBounds, prices: Floats, smoothing: Smoothing) -> CostBounds:
    """Where the density is not trusted, keep only what monotony says: costs rise with bids."""
    known = smoothing.trusted.copy()
    known |= np.isin(np.arange(len(prices)), np.flatnonzero(smoothing.shares[smoothing.atom].sum(axis=0) > 0))
    floor = np.maximum.accumulate(np.where(known, bounds.upper, 0.0))
    cover = np.minimum.accumulate(np.where(known, bounds.lower, np.inf)[::-1])[::-1]
    lower = np.where(known, bounds.lower, floor)
    upper = np.where(known, bounds.upper, np.minimum(cover, prices))
    return CostBounds(lower, upper, bounds.shortfall)
