"""One pool of varieties: its contests laid out, inverted, and inverted again on resamples."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulator.bidding.equilibrium.lines import absolute_line, without_absolute_lines
from simulator.bidding.equilibrium.setting import Setting
from simulator.market.areas import Areas
from simulator.money import Ints
from simulator.rules.parameters import Clauses
from simulator.streams import DRAWS, uniforms
from simulator.study.costs.bidders import GROUPS, LEAST_BIDS, Basis, Bidders, Pool
from simulator.study.costs.contest import Contest, Estimate, Sample, bidder_classes, contest_of
from simulator.study.costs.results import PooledBids, RecoveredBid

__all__ = ["LEAST_VARIETIES", "LEVEL", "PoolRecovery", "Resampling"]

Floats = npt.NDArray[np.float64]

LEAST_VARIETIES = 10
"""Fewest varieties of a pool that are resampled whole; below, single bids are."""

LEVEL = 0.9
"""Nominal level of the intervals."""

_UNIT = 1_000_000
_ABOVE_ALL = 1000


@dataclass(frozen=True, slots=True)
class Resampling:
    """How sampling error is measured."""

    reps: int = 200
    seed: int = 1


@dataclass(frozen=True, slots=True, eq=False)
class _Rows:
    """Bids of a pool that share a contest and a class."""

    contest: int
    number: int
    of_class: Ints
    """``[K]`` their places among the class's bids."""
    of_pool: Ints
    """``[K]`` their places in the pool."""


class PoolRecovery:
    """Everything about one pool that does not change between resamples."""

    def __init__(self, pool: Pool, clauses: Clauses, areas: Areas, basis: Basis) -> None:
        self.pool, self._clauses, self._areas, self._basis = pool, clauses, areas, basis
        sizes = [len(one.price) for one in pool.varieties]
        self._variety = np.repeat(np.arange(len(sizes)), sizes)
        self._scale = np.repeat([one.bases[basis] for one in pool.varieties], sizes).astype(np.float64)
        price = np.concatenate([one.price for one in pool.varieties])
        group = np.concatenate([one.group for one in pool.varieties])
        self._apart = min(np.bincount(group, minlength=len(GROUPS)).tolist()) >= LEAST_BIDS
        self._group = group
        number = group if self._apart else np.zeros_like(group)
        self._sample = Sample(price / self._scale, number)
        self._contests, self._rows = self._laid_out()

    @property
    def described(self) -> PooledBids:
        """What the result says about the pool."""
        whole = len(self.pool.varieties) >= LEAST_VARIETIES
        names = GROUPS if self._apart else ("all",)
        return PooledBids(
            self.pool.fewest, self.pool.most, len(self.pool.varieties), self.pool.bids, tuple(names), whole
        )

    def _laid_out(self) -> tuple[tuple[Contest, ...], tuple[_Rows, ...]]:
        kinds: dict[tuple[object, ...], list[int]] = {}
        settings: dict[tuple[object, ...], tuple[Setting, int]] = {}
        for at, one in enumerate(self.pool.varieties):
            setting, scale = self._setting(at, one)
            key = (scale, setting.form, setting.volume_class, tuple(each.number for each in setting.classes))
            kinds.setdefault(key, []).append(at)
            settings[key] = (setting, scale)
        contests, rows = [], []
        place = np.zeros(len(self._variety), dtype=np.int64)
        for number in np.unique(self._sample.group):
            own = self._sample.group == number
            place[own] = np.arange(int(own.sum()))
        for at, (kind, members) in enumerate(kinds.items()):
            contests.append(contest_of(*settings[kind], self._sample))
            for number in range(len(contests[-1].rows)):
                mine = np.flatnonzero(np.isin(self._variety, members) & (self._sample.group == number))
                if mine.size:
                    rows.append(_Rows(at, number, place[mine], mine))
        return tuple(contests), tuple(rows)

    def _setting(self, at: int, one: Bidders) -> tuple[Setting, int]:
        """Return the rules of a variety, in its own prices only where a line in yuan can matter."""
        names = GROUPS if self._apart else ("all",)
        number = self._sample.group[self._variety == at]
        counts = tuple(int((number == each).sum()) for each in range(len(names)))

        def setting(rules: Clauses, scale: int) -> Setting:
            top = scale if self._basis == "ceiling" else scale * _ABOVE_ALL
            classes = bidder_classes(names, counts)
            areas = self._areas
            return Setting(rules, top, one.form, one.volume_class, areas.units, areas.weights, classes)

        scale = one.bases[self._basis]
        own = setting(self._clauses, scale)
        if float(self._sample.bids.min()) * scale > absolute_line(own):
            return setting(without_absolute_lines(self._clauses), _UNIT), _UNIT
        return own, scale

    def estimate(self, weights: Floats) -> Estimate:
        """Return the costs of all bids of the pool, over their basis, when bids count with given weights."""
        inverted = [contest.invert(weights) for contest in self._contests]
        whole = Estimate(*(np.zeros(len(self._variety)) for _ in range(3)))
        for rows in self._rows:
            bounds = inverted[rows.contest][rows.number]
            bids = self._sample.bids[rows.of_pool]
            one = self._contests[rows.contest].estimate(bounds, rows.number, rows.of_class, bids)
            whole.lower[rows.of_pool], whole.upper[rows.of_pool] = one.lower, one.upper
            whole.shortfall[rows.of_pool] = one.shortfall
        return whole

    def resamples(self, resampling: Resampling) -> Iterator[Floats]:
        """Yield how often each bid counts in each resample; varieties are drawn whole if there are enough."""
        units = len(self.pool.varieties)
        of = self._variety
        if units < LEAST_VARIETIES:
            units, of = len(self._variety), np.arange(len(self._variety))
        blocks = -(-units // DRAWS)
        name = f"{self.pool.fewest}-{self.pool.most}"
        drawn = uniforms(resampling.seed, "cost-recovery", name, count=resampling.reps, blocks=blocks)
        for row in drawn[:, :units]:
            chosen = (row * units).astype(np.int64)
            yield np.bincount(chosen, minlength=units)[of].astype(np.float64)

    def results(self, repeated: Sequence[Estimate]) -> tuple[list[RecoveredBid], Floats]:
        """Return the recovered bids, and their margins by resample for the means."""
        main = self.estimate(np.ones(len(self._variety)))
        kinds = self._kinds(main)
        point = kinds == "point"
        tail = (1 - LEVEL) / 2
        low, high = main.lower, main.upper
        if repeated:
            low = np.quantile([one.lower for one in repeated], tail, axis=0)
            high = np.quantile([one.upper for one in repeated], 1 - tail, axis=0)
        margins = np.array([1 - one.point / self._sample.bids for one in repeated])
        rows_out = []
        for at in range(len(self._variety)):
            scale = self._scale[at]
            one, own = self._bid(at)
            rows_out.append(
                RecoveredBid(
                    variety=one.variety,
                    firm=one.firms[own],
                    brand=one.brands[own],
                    group=GROUPS[int(self._group[at])],
                    bidders=len(one.price),
                    price=int(one.price[own]),
                    kind=kinds[at],
                    cost=float(main.point[at] * scale) if point[at] else None,
                    lower=float(main.lower[at] * scale),
                    upper=float(main.upper[at] * scale),
                    low=float(low[at] * scale),
                    high=float(high[at] * scale),
                    shortfall=float(main.shortfall[at]),
                )
            )
        return rows_out, margins.reshape(len(repeated), len(self._variety))

    def _kinds(self, main: Estimate) -> npt.NDArray[np.object_]:
        kinds = np.full(len(self._variety), "edge", dtype=object)
        for rows in self._rows:
            contest, bids = self._contests[rows.contest], self._sample.bids[rows.of_pool]
            own = kinds[rows.of_pool]
            own[contest.is_point(rows.number, rows.of_class, bids)] = "point"
            own[contest.smoothing[rows.number].atom[rows.of_class]] = "line"
            kinds[rows.of_pool] = own
        # Where a bid cannot win, nothing but the bid itself bounds the cost from above.
        kinds[(kinds == "point") & (main.upper >= self._sample.bids * (1 - 1e-9))] = "edge"
        kinds[main.upper <= 0] = "unexplained"
        return kinds

    def _bid(self, at: int) -> tuple[Bidders, int]:
        variety = int(self._variety[at])
        first = int(np.flatnonzero(self._variety == variety)[0])
        return self.pool.varieties[variety], at - first
