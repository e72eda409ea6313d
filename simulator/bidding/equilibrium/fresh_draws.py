"""A second certificate: deviations priced by the rules themselves on draws that nobody has seen before.

The exact certificate speaks about the game; this one speaks about the tender. It includes clauses that the
game leaves out, and it would notice if game and rules told different stories.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulator.bidding.equilibrium import packed as at
from simulator.bidding.equilibrium.certificate import scale_of
from simulator.bidding.equilibrium.compiled import compiled_award
from simulator.bidding.equilibrium.drawn_rivals import single_awards
from simulator.bidding.equilibrium.earnings import Awards, with_next
from simulator.bidding.equilibrium.game import Profile
from simulator.bidding.equilibrium.lines import marks
from simulator.bidding.equilibrium.sampled import Award, SampledGame, bid_of, decide, own_awards
from simulator.bidding.equilibrium.setting import Setting, identical_bidders
from simulator.bidding.equilibrium.utility import as_certain, tenths
from simulator.bidding.equilibrium.worths import draw_bids
from simulator.money import Ints

__all__ = [
    "FACTORS",
    "NINETY_NINE",
    "FreshGain",
    "as_sampled",
    "best_of",
    "gains_by_compiled_award",
    "gains_on_fresh_draws",
]

Floats = npt.NDArray[np.float64]

FACTORS = (0.7, 0.85, 0.93, 0.97, 0.99, 0.997, 1.003, 1.01, 1.03, 1.07, 1.15, 1.3)
"""Deviations that are tried, as multiples of the own bid; one tick less and the marks come on top."""

NINETY_NINE = 2.5758293035489004
"""Half the width of a 99 % interval, in standard errors."""


@dataclass(frozen=True, slots=True)
class FreshGain:
    """What the best of the tried deviations gains a class, relative to the same scale as the exact gain."""

    name: str
    earned: float
    """Mean payoff, price times yearly need."""
    gain: float
    """Mean relative gain; negative if no tried deviation pays."""
    half_width: float
    """Half the width of the 99 % interval."""

    @property
    def bound(self) -> float:
        """Upper end of the interval."""
        return self.gain + self.half_width


def gains_on_fresh_draws(
    game: SampledGame, profile: Profile, tried: Sequence[int], draws: Sequence[tuple[Floats, Floats]]
) -> tuple[FreshGain, ...]:
    """Try deviations of each class against a profile, decided by the rules.

    Half the draws choose the best deviation for each tenth of the class's costs; the other half says what
    it gains, so that the choice does not flatter it.

    Parameters
    ----------
    game, profile
        The variety and its bids.
    tried
        Prices that are tried by everybody, such as the ceiling and guaranteed lines.
    draws
        For each class, uniforms ``[S, n]`` for standings within the class and for the drawing of lots.
    """
    raw = [
        (0.0, 0.0, 0.0) if game.classes[number].stated else _class_gain(game, profile, tried, one, number)
        for number, one in enumerate(draws)
    ]
    return _related(game, raw)


def gains_by_compiled_award(
    game: SampledGame, profile: Profile, draws: Sequence[tuple[Floats, Floats]]
) -> tuple[FreshGain, ...]:
    """Try deviations as :func:`gains_on_fresh_draws` does, decided by the compiled award: many more draws.

    Parameters
    ----------
    game, profile, draws
        As there; the prices that everybody tries are those kept on every list.
    """
    return _related(game, [_compiled_gain(game, profile, one, number) for number, one in enumerate(draws)])


def _related(game: SampledGame, raw: Sequence[tuple[float, float, float]]) -> tuple[FreshGain, ...]:
    most = max(abs(earned) for earned, _, _ in raw)
    return tuple(_relative(one.name, *found, most) for one, found in zip(game.classes, raw, strict=True))


def _relative(name: str, earned: float, gain: float, error: float, most: float) -> FreshGain:
    scale = scale_of(earned, most)
    return FreshGain(name, earned, gain / scale, NINETY_NINE * error / scale)


def _class_gain(
    game: SampledGame, profile: Profile, tried: Sequence[int], draws: tuple[Floats, Floats], number: int
) -> tuple[float, float, float]:
    standing, lots = draws
    members = np.flatnonzero(game.kinds == number)
    rows = np.arange(len(standing))
    own = members[rows % len(members)]
    bids, costs = bid_of(game, profile, standing)
    cost = costs[rows, own]

    def awards(price: Ints) -> Awards:
        changed = bids.copy()
        changed[rows, own] = price
        return own_awards(game, decide(game, changed, lots, costs), own)

    each = [awards(price) for price in (bids[rows, own], *_deviations(game, bids[rows, own], tried))]
    together = Awards(*(np.stack(part) for part in zip(*each, strict=True)))
    one = game.classes[number]
    payoff = as_certain(with_next(one, together, cost), standing[rows, own], one.utility)
    mean, error = best_of(payoff[1:] - payoff[0], standing[rows, own])
    return float(payoff[0].mean()), mean, error


def _compiled_gain(
    game: SampledGame, profile: Profile, draws: tuple[Floats, Floats], number: int
) -> tuple[float, float, float]:
    if game.compiled is None:
        raise ValueError("this rule book's award is not compiled")
    drawn, costs = draw_bids(game, profile, number, draws)
    rows, one = np.arange(len(drawn.own)), game.classes[number]
    own, cost = drawn.bid[rows, drawn.own], costs[rows, drawn.own]
    tried = np.stack([own, *_deviations(game, own, game.kept.tolist())])
    kind, award, volume = single_awards(game.compiled.order, drawn, tried)
    # A second chance is taken if it covers the cost.
    won = (kind == at.AT_ONCE) | ((kind != 0) & (award >= cost))
    earned = with_next(one, Awards(tried > 0, won, award, volume), cost)
    payoff = as_certain(earned, draws[0][rows, drawn.own], one.utility)
    mean, error = best_of(payoff[1:] - payoff[0], draws[0][rows, drawn.own])
    return float(payoff[0].mean()), mean, error


def _deviations(game: SampledGame, own: Ints, tried: Sequence[int]) -> Sequence[Ints]:
    """Return other bids than the own: multiples of it, and the marks."""
    moved = [np.rint(own * factor).astype(np.int64) for factor in FACTORS]
    others = [*moved, own - 1, *(np.full_like(own, price) for price in tried)]
    highest = int(game.prices[-1])
    return [np.where(own > 0, np.clip(one, 1, highest), 0) for one in others]


def best_of(gains: Floats, standing: Floats) -> tuple[float, float]:
    """Choose a deviation for each tenth of costs on one half of the draws and price it on the other.

    Parameters
    ----------
    gains
        ``[D, S]`` what each deviation gains in each draw.
    standing
        ``[S]`` share of firms that are cheaper, from 0 to 1.

    Returns
    -------
    tuple of float
        Mean gain, 0 where no deviation pays, and its standard error.
    """
    group = tenths(standing)
    first = np.arange(len(standing)) % 2 == 0
    kept = np.zeros(int((~first).sum()))
    for here in (group == each for each in np.unique(group)):
        if not (here & first).any():
            continue
        means = gains[:, here & first].mean(axis=1)
        best = int(means.argmax())
        if means[best] > 0:
            kept[here[~first]] = gains[best, here & ~first]
    return float(kept.mean()), float(kept.std(ddof=1) / np.sqrt(len(kept)))


def as_sampled(setting: Setting, prices: Ints, award: Award) -> SampledGame:
    """Return the variety of a setting with bidders that differ in nothing but their class and their bids.

    Parameters
    ----------
    setting
        The variety.
    prices
        ``[B]`` prices that can be bid.
    award
        The rule book, applied to one variety.
    """
    kinds = np.repeat(np.arange(len(setting.classes)), [one.number for one in setting.classes])
    names = tuple(f"{one.name} {k + 1}" for one in setting.classes for k in range(one.number))
    lot = identical_bidders(setting, np.ones((1, setting.bidders), dtype=np.int64), setting.ceiling, names)
    kept = np.array(marks(setting), dtype=np.int64)
    compiled = compiled_award(setting, lot)
    return SampledGame(lot, kinds.astype(np.int64), setting.classes, prices, award, kept, compiled)
