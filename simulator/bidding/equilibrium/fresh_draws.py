"""A second certificate: deviations priced by the rules themselves on draws that nobody has seen before.

The exact certificate speaks about the game; this one speaks about the tender. It includes clauses that the
game leaves out, and it would notice if game and rules told different stories.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulator.bidding.equilibrium.certificate import scale_of
from simulator.bidding.equilibrium.translation import Setting, guaranteed_line
from simulator.bidding.equilibrium.variety import VarietyEquilibrium
from simulator.money import Ints
from simulator.rules.lot import STATUSES, UNKNOWN, AwardedLot, Lot

__all__ = ["FreshGain", "gains_on_fresh_draws"]

Floats = npt.NDArray[np.float64]
Award = Callable[[Lot], AwardedLot]

FACTORS = (0.7, 0.85, 0.93, 0.97, 0.99, 1.01, 1.03, 1.07, 1.15, 1.3)
"""Deviations that are tried, as multiples of the own bid; the lines and the ceiling come on top."""

_GROUPS = 10
_BASE = 10**9
_NINETY_NINE = 2.5758293035489004


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
    setting: Setting, solved: VarietyEquilibrium, award: Award, draws: tuple[Floats, Floats]
) -> tuple[FreshGain, ...]:
    """Try deviations of each class against the equilibrium, decided by the rules.

    Half the draws choose the best deviation for each tenth of the class's costs; the other half says what
    it gains, so that the choice does not flatter it.

    Parameters
    ----------
    setting, solved
        The variety and its bids.
    award
        The rule book, applied to one variety.
    draws
        Uniforms ``[S, n]`` for standings within the class, and for the drawing of lots.
    """
    raw = [_class_gain(setting, solved, award, draws, number) for number in range(len(setting.classes))]
    most = max(abs(earned) for earned, _, _ in raw)
    return tuple(_relative(one.name, *found, most) for one, found in zip(setting.classes, raw, strict=True))


def _relative(name: str, earned: float, gain: float, error: float, most: float) -> FreshGain:
    scale = scale_of(earned, most)
    return FreshGain(name, earned, gain / scale, _NINETY_NINE * error / scale)


def _class_gain(
    setting: Setting, solved: VarietyEquilibrium, award: Award, draws: tuple[Floats, Floats], number: int
) -> tuple[float, float, float]:
    standing, lots = draws
    kinds = np.repeat(np.arange(len(setting.classes)), [one.number for one in setting.classes])
    bids, costs = _quote(setting, solved, standing, kinds)
    own = int(np.flatnonzero(kinds == number)[0])
    followed = _payoff(setting, award(_lot(setting, bids, lots)), costs, own)
    gains = []
    for other in _deviations(setting, bids[:, own]):
        changed = bids.copy()
        changed[:, own] = other
        gains.append(_payoff(setting, award(_lot(setting, changed, lots)), costs, own) - followed)
    mean, error = _best_of(np.array(gains), standing[:, own])
    return float(followed.mean()), mean, error


def _quote(
    setting: Setting, solved: VarietyEquilibrium, standing: Floats, kinds: npt.NDArray[np.intp]
) -> tuple[Ints, Floats]:
    """Return bids (0 for none) and costs of all firms."""
    bids = np.zeros(standing.shape, dtype=np.int64)
    costs = np.zeros(standing.shape)
    for number, one in enumerate(setting.classes):
        who = kinds == number
        at = solved.profile.bids(solved.game, number, standing[:, who])
        bids[:, who] = np.where(at >= 0, solved.prices[at], 0)
        costs[:, who] = one.costs.quantile(standing[:, who])
    return bids, costs


def _deviations(setting: Setting, own: Ints) -> Sequence[Ints]:
    """Return other bids than the own: multiples of it, the ceiling, and any line with the ticks beside it."""
    line = guaranteed_line(setting)
    fixed = [setting.ceiling, *([line, line + 1] if line else [])]
    moved = [np.rint(own * factor).astype(np.int64) for factor in FACTORS]
    all_ = [*moved, *(np.full_like(own, price) for price in fixed)]
    return [np.where(own > 0, np.clip(one, 1, setting.ceiling), 0) for one in all_]


def _best_of(gains: Floats, standing: Floats) -> tuple[float, float]:
    """Choose a deviation for each group of costs on one half of the draws and price it on the other."""
    group = np.minimum((standing * _GROUPS).astype(np.int64), _GROUPS - 1)
    first = np.arange(len(standing)) % 2 == 0
    kept = np.zeros(int((~first).sum()))
    for each in range(_GROUPS):
        here = group == each
        if not (here & first).any():
            continue
        means = gains[:, here & first].mean(axis=1)
        best = int(means.argmax())
        if means[best] > 0:
            kept[here[~first]] = gains[best, here & ~first]
    return float(kept.mean()), float(kept.std(ddof=1) / np.sqrt(len(kept)))


def _payoff(setting: Setting, awarded: AwardedLot, costs: Floats, own: int) -> Floats:
    one = setting.classes[int(np.searchsorted(np.cumsum([c.number for c in setting.classes]), own, "right"))]
    years = np.maximum(awarded.years, 1)
    volume = np.minimum(awarded.volume[:, own] / _BASE * years, one.capacity)
    won, bids = awarded.won[:, own], awarded.lot.present[:, own]
    outside = np.where(won, one.outside.when_winning, one.outside.when_losing)
    margin = awarded.price[:, own] - costs[:, own]
    beside = (one.outside.price - costs[:, own]) * outside
    return np.asarray(np.where(won, margin * volume, 0.0) + beside - one.outside.entry_cost * bids)


def _lot(setting: Setting, bids: Ints, lots: Floats) -> Lot:
    """Return the variety with bidders that differ in nothing but their bids."""
    count = bids.shape[1]
    by_size = np.argsort(-setting.weights, kind="stable").astype(np.int16)
    shares = setting.weights / max(int(setting.weights.sum()), 1)
    even = np.full(count, _BASE // count, dtype=np.int64)
    names = [f"{one.name} {k + 1}" for one in setting.classes for k in range(one.number)]
    return Lot(
        variety="any",
        firms=tuple(names),
        brands=("",) * count,
        bid=np.maximum(bids, 1),
        present=bids > 0,
        ceiling=np.full((1, count), setting.ceiling, dtype=np.int64),
        reference=np.full((1, count), setting.ceiling, dtype=np.int64),
        status=np.full(count, STATUSES.index("passed"), dtype=np.uint8),
        link=np.full(count, UNKNOWN, dtype=np.int64),
        strength_ratio=np.ones(count),
        pack_ratio=np.ones(count),
        past_volume=even,
        brand_volume=even,
        coverage=np.zeros(count, dtype=np.int64),
        reserve=np.ones((1, count), dtype=np.int64),
        draw=(lots * 2**32).astype(np.int64),
        form=setting.form,
        volume_class=setting.volume_class,
        base=np.floor(_BASE * shares).astype(np.int64),
        preference=np.tile(by_size, (count, 1)),
    )
