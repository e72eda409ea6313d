"""Bids if prices were continuous and no price test stood in the way: where a search does well to begin.

A firm's profit falls with its cost exactly as fast as the volume that it can expect (the envelope theorem),
so that profits, and with them bids, follow from volumes by one integral. For one class this is the
equilibrium; for several, volumes depend on how the others bid, and the step is repeated until nothing moves.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import comb

import numpy as np
import numpy.typing as npt

from simulator.bidding.equilibrium.game import BidderClass, Game, Outside, Profile
from simulator.bidding.equilibrium.stated import with_stated

__all__ = ["BidCurve", "award_alone", "continuous_bids", "on_list"]

Floats = npt.NDArray[np.float64]

_POINTS, _PRICES = 512, 300
_STEPS, _WHOLE, _STILL = 40, 12, 1e-4
_DAMPING, _HOPELESS = 0.5, 1e-7


@dataclass(frozen=True, slots=True, eq=False)
class BidCurve:
    """How a class bids: a price for each cost, never falling."""

    costs: Floats
    """``[M]`` costs of the class up to the ceiling, increasing."""
    levels: Floats
    """``[M]`` share of the class up to each cost."""
    bids: Floats
    """``[M]`` its bid."""
    hopeful: npt.NDArray[np.bool_]
    """``[M]`` whether a firm with this cost can expect any volume."""

    def share_below(self, price: Floats) -> Floats:
        """Return the share of the class that bids less than each of some prices."""
        rising = self.bids + np.arange(len(self.bids)) * 1e-12 * self.bids[-1]
        return np.interp(price, rising, self.levels, left=0.0)

    def moved(self, bids: Floats, hopeful: npt.NDArray[np.bool_], part: float) -> BidCurve:
        """Return the curve after it went part of the way to other bids."""
        return BidCurve(self.costs, self.levels, self.bids + part * (bids - self.bids), hopeful)


def continuous_bids(game: Game) -> tuple[BidCurve, ...] | None:
    """Return how classes bid on continuous prices without a price test; ``None`` where that says nothing.

    With one class and all firms present it is the equilibrium in closed form; with several an approximation,
    to be judged like any other bids.

    Parameters
    ----------
    game
        The variety; its limits for qualifying are left aside, and of its prices all but the highest.

    Returns
    -------
    tuple of BidCurve or None
        By class. Nothing where more than the award counts, there are no places, or a class cannot bid.
    """
    places = min(int(game.places[game.bidders]), game.bidders)
    plain = all(award_alone(one) for one in game.classes)
    thinking = [one for one in game.classes if not one.stated]
    dear = any(one.costs.low >= game.prices[-1] for one in thinking)
    if not plain or places < 1 or dear or not thinking:
        return None
    return _Market(game, places).settled()


def on_list(game: Game, curves: tuple[BidCurve, ...]) -> Profile:
    """Put bids on the nearest price of a list that covers the cost.

    Parameters
    ----------
    game
        The variety with its list.
    curves
        How each class bids.
    """
    middle = np.append(np.sqrt(game.prices[:-1] * game.prices[1:]), np.inf)
    covered = [one.costs.cdf(game.prices) for one in game.classes]
    steps = np.stack([np.minimum(one.share_below(middle), c) for one, c in zip(curves, covered, strict=True)])
    return Profile(with_stated(game, np.diff(steps, axis=1, prepend=0.0)))


def award_alone(one: BidderClass) -> bool:
    """Tell whether nothing but the award counts for the firms of a class."""
    return one.outside == Outside() and one.breach is None and one.after is None and not one.risk_aversion


class _Market:
    """Classes that answer to each other, step by step."""

    def __init__(self, game: Game, places: int) -> None:
        self._game, self._ceiling, self._places = game, float(game.prices[-1]), places
        self._volume = game.volume[places, 1 : places + 1]
        self._curves = [_at_cost(one, self._ceiling) for one in game.classes]
        thinking = [k for k, one in enumerate(game.classes) if not one.stated]
        self._order = tuple(sorted(thinking, key=lambda k: -game.classes[k].number))

    def settled(self) -> tuple[BidCurve, ...]:
        """Let classes answer in turn until bids stand still, the largest first."""
        alone = len(self._curves) == 1
        for step in range(1 if alone else _STEPS):
            part = 1.0 if step == 0 else min(_DAMPING, _DAMPING * _WHOLE / max(step, 1))
            moved = max(self._answer(k, part) for k in self._order)
            if step > 1 and moved < _STILL:
                break
        return tuple(self._curves)

    def _answer(self, k: int, part: float) -> float:
        """Move a class towards its answer; return by how much it differed, as a mean ratio."""
        before = self._curves[k]
        alone = self._game.classes[k].number == 1 and len(self._curves) > 1
        volume, bids = self._best_alone(k) if alone else self._by_envelope(k)
        hopeful = volume > _HOPELESS * self._volume.max()
        bids = np.minimum(np.maximum.accumulate(np.where(hopeful, bids, before.costs)), self._ceiling)
        self._curves[k] = before.moved(bids, hopeful, part)
        differs = np.abs(np.log(np.maximum(bids, 1e-300) / np.maximum(before.bids, 1e-300)))
        return float(np.average(differs, weights=np.gradient(before.levels) + 1e-12))

    def _by_envelope(self, k: int) -> tuple[Floats, Floats]:
        """Return the volume that each cost expects, and the bid that earns what lower volumes above leave."""
        mine = self._curves[k]
        volume = self._expected(k, mine.levels, mine.bids)
        margin, best = self._at_the_top(k)
        between = (volume[1:] + volume[:-1]) / 2 * np.diff(mine.costs)
        profit = margin + np.append(np.cumsum(between[::-1])[::-1], 0.0)
        bids = mine.costs + profit / np.maximum(volume, 1e-300)
        if margin > 0:
            bids[-1] = best
        return volume, bids

    def _at_the_top(self, k: int) -> tuple[float, float]:
        """Return profit and bid of the dearest firm: its equals are cheaper, others ask for their cost."""
        mine, prices = self._curves[k], self._worth_asking(k)
        volume = self._expected(k, np.full(len(prices), mine.levels[-1]), prices, at_cost=True)
        profit = (prices - mine.costs[-1]) * volume
        best = int(profit.argmax())
        return max(float(profit[best]), 0.0), float(prices[best])

    def _best_alone(self, k: int) -> tuple[Floats, Floats]:
        """Return volume and bid of a firm without equals: the best of many prices at each cost."""
        mine, prices = self._curves[k], self._worth_asking(k)
        volume = self._expected(k, np.zeros(len(prices)), prices)
        profit = np.subtract(prices[None], mine.costs[:, None])
        profit *= volume
        best = profit.argmax(axis=1)
        gains = profit[np.arange(len(best)), best] > 0
        bids = np.maximum(_between_prices(prices, profit, best), mine.costs)
        return np.where(gains, volume[best], 0.0), bids

    def _worth_asking(self, k: int) -> Floats:
        low = max(0.8 * min(float(one.bids[0]) for one in self._curves), 1e-9 * self._ceiling)
        rivals = [one for j, one in enumerate(self._curves) if j != k]
        high = max((float(one.bids[-1]) for one in rivals), default=self._ceiling)
        top = self._ceiling if not rivals else min(max(1.2 * high, 2 * low), self._ceiling)
        even = np.exp(np.linspace(np.log(low), np.log(top), _PRICES))
        return even if top >= self._ceiling else np.append(even, self._ceiling)

    def _expected(self, k: int, equals: Floats, prices: Floats, at_cost: bool = False) -> Floats:
        """Return the expected volume at prices below which a share ``equals`` of the own class bids."""
        chances = _binomial(self._game.classes[k].number - 1, equals, self._places)
        for j, (one, curve) in enumerate(zip(self._game.classes, self._curves, strict=True)):
            if j != k:
                below = one.costs.cdf(prices) if at_cost else curve.share_below(prices)
                chances = _sum_of(chances, _binomial(one.number, below, self._places))
        return np.asarray(self._volume @ chances)


def _at_cost(one: BidderClass, ceiling: float) -> BidCurve:
    law = one.costs.refined(_POINTS)
    costs = np.append(law.points[law.points < ceiling], min(law.high, ceiling))
    costs = np.unique(costs)
    # Nothing depends on whether a firm that keeps to a rule can hope.
    bids = costs if one.stated else np.minimum(1.5 * costs, ceiling)
    return BidCurve(costs, one.costs.cdf(costs), bids, np.full(len(costs), not one.stated))


def _binomial(number: int, chance: Floats, most: int) -> Floats:
    """Return ``[most, P]`` probabilities of 0 to ``most - 1`` firms below."""
    rows = [
        comb(number, j) * chance**j * (1 - chance) ** (number - j) if j <= number else np.zeros_like(chance)
        for j in range(most)
    ]
    return np.stack(rows)


def _sum_of(one: Floats, other: Floats) -> Floats:
    total = np.zeros_like(one)
    for j in range(len(one)):
        total[j:] += one[j] * other[: len(one) - j]
    return total


def _between_prices(prices: Floats, profit: Floats, best: npt.NDArray[np.int64]) -> Floats:
    """Return where a parabola through the best price and its neighbours is highest, for each row."""
    inner = np.clip(best, 1, len(prices) - 2)
    rows = np.arange(len(best))
    left, middle, right = (profit[rows, inner + step] for step in (-1, 0, 1))
    bend = left - 2 * middle + right
    shift = np.where((best == inner) & (bend < 0), (left - right) / np.where(bend < 0, 2 * bend, 1.0), 0.0)
    beside = np.where(shift > 0, inner + 1, inner - 1)
    whole = np.where(best == inner, prices[inner], prices[best])
    return np.asarray(whole * (prices[beside] / whole) ** np.abs(np.clip(shift, -0.5, 0.5)))
