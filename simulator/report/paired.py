"""Differences between two runs, round by round where they share the seed, in guarded sentences."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import stdtrit

from simulator.report.data import ReportData
from simulator.report.measures import Measure, ends_words, label_words, size_words
from simulator.report.round_values import values_by_round
from simulator.results.bids import Floats
from simulator.results.contract_definitions import CONTRACT_METRICS
from simulator.results.dictionary import METRICS
from simulator.results.estimates import estimate
from simulator.results.money_definitions import MONEY_METRICS

__all__ = ["RunDifference", "run_differences"]

Words = tuple[str, str]
_LEVEL = 0.05
_KNOWN: Mapping[str, Measure] = {**METRICS, **CONTRACT_METRICS, **MONEY_METRICS}


@dataclass(frozen=True, slots=True)
class RunDifference:
    """How much one figure of a run is above that of the first run."""

    metric: Measure
    mean: float
    low: float
    """Lower end of the 95 % interval of this difference alone."""
    high: float
    sure_low: float
    """Lower end of the interval that holds together with those of the other figures, 95 % for all of them."""
    sure_high: float
    paired: bool
    """Whether replications were compared one by one."""
    n: int

    @property
    def told(self) -> bool:
        """Whether chance in the simulation can be ruled out as the reason for the difference."""
        return not math.isnan(self.sure_low) and (self.sure_low > 0 or self.sure_high < 0)

    @property
    def same(self) -> bool:
        """Whether both runs have the same value in every round."""
        return self.mean == self.low == self.high == 0.0

    @property
    def ends(self) -> Words:
        """The interval that holds together with those of the other figures, in words."""
        return ends_words(self.sure_low, self.sure_high, self.metric.unit)

    def sentence(self, names: tuple[Words, Words] | None) -> Words:
        """Say what the interval supports, and no more.

        Parameters
        ----------
        names
            What the first run and the other one are called, in English and Chinese; left out where a head
            says so already.
        """
        en, zh = label_words(self.metric)
        if math.isnan(self.mean):
            return f"{en}: not known in both runs.", f"{zh}：并非两次运行都有该指标。"
        if math.isnan(self.sure_low):
            return f"{en}: too few replications to compare.", f"{zh}：模拟次数过少，无法比较。"
        if self.same:
            return f"{en}: the same in every round.", f"{zh}：每次模拟均相同。"
        if not self.told:
            return (
                f"{en}: no difference can be told from chance ({self.ends[0]}).",
                f"{zh}：差异与随机误差无法区分（{self.ends[1]}）。",
            )
        size = size_words(abs(self.mean), self.metric.unit)
        more = ("more", "高") if self.mean > 0 else ("less", "低")
        if names is None:
            return (
                f"{en}: {size[0]} {more[0]} ({self.ends[0]}).",
                f"{zh}：{more[1]}{size[1]}（{self.ends[1]}）。",
            )
        first, other = names
        return (
            f"{en}: {size[0]} {more[0]} under {other[0]} than under {first[0]} ({self.ends[0]}).",
            f"{zh}：{other[1]}比{first[1]}{more[1]}{size[1]}（{self.ends[1]}）。",
        )


def run_differences(first: ReportData, other: ReportData, names: Sequence[str]) -> list[RunDifference]:
    """Compare figures of two runs.

    Parameters
    ----------
    first, other
        The runs. With the same seed and number of replications they are compared round by round, since
        the same firms, costs and demand stand behind each pair.
    names
        Figures to compare; those that neither run has are left out.
    """
    one, two = (values_by_round(data) for data in (first, other))
    known = [name for name in names if name in _KNOWN and (name in one or name in two)]
    paired = _same_draws(first, other)
    return [
        _difference(_KNOWN[name], one.get(name), two.get(name), paired, max(1, len(known))) for name in known
    ]


def _same_draws(first: ReportData, other: ReportData) -> bool:
    seeds, counts = ({data.fact(name) for data in (first, other)} for name in ("seed", "replications"))
    return len(seeds) == len(counts) == 1 and "" not in seeds


def _difference(
    metric: Measure, one: Floats | None, two: Floats | None, paired: bool, family: int
) -> RunDifference:
    nothing = (math.nan,) * 5
    if one is None or two is None or not (np.isfinite(one).any() and np.isfinite(two).any()):
        return RunDifference(metric, *nothing, paired, 0)
    if paired and one.shape == two.shape:
        e = estimate(two - one)
        if not e.n:
            return RunDifference(metric, *nothing, paired, 0)
        wide = _quantile(e.n, family) * e.se
        return RunDifference(metric, e.mean, e.low, e.high, e.mean - wide, e.mean + wide, True, e.n)
    a, b = estimate(one), estimate(two)
    mean, se, n = b.mean - a.mean, math.hypot(a.se, b.se), min(a.n, b.n)
    half, wide = _quantile(n, 1) * se, _quantile(n, family) * se
    return RunDifference(metric, mean, mean - half, mean + half, mean - wide, mean + wide, False, n)


def _quantile(n: int, family: int) -> float:
    """Return Student's t for a two-sided interval that holds for a whole family of figures (Bonferroni)."""
    return float(stdtrit(max(n - 1, 1), 1 - _LEVEL / (2 * family)))
