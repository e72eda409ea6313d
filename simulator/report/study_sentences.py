"""What a study found, in sentences that claim nothing that their intervals do not support."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from simulator.report.measures import Measure, ends_words, label_words
from simulator.report.paired import RunDifference
from simulator.report.study_figures import measure_of
from simulator.results.bids import Floats
from simulator.results.paired import Difference, difference
from simulator.study.comparison import Sample
from simulator.study.results import StudyResult

__all__ = ["Found", "Told", "found_differences", "sentences"]

Words = tuple[str, str]
Titles = Mapping[str, Words]


@dataclass(frozen=True, slots=True)
class Found:
    """The difference of one figure of one choice from the baseline in one future."""

    measure: Measure
    choice: str
    future: str
    alone: Difference
    """With the 95 % interval of this difference by itself."""
    sure: Difference
    """With the interval that holds together with those of all other differences of the study."""

    @property
    def sign(self) -> int:
        """1 or -1 where chance can be ruled out as the reason for the difference, else 0."""
        return (self.sure.low > 0) - (self.sure.high < 0)


@dataclass(frozen=True, slots=True)
class Told:
    """What is said about one choice."""

    choice: Words
    said: list[Words]


def found_differences(result: StudyResult, baseline: str) -> list[Found]:
    """Compare every choice with the baseline, replication by replication.

    Parameters
    ----------
    result
        The study.
    baseline
        Choice that differences are taken from, in the same future.
    """
    bases = {one.future: one for one in result.samples if one.choice == baseline}
    others = [one for one in result.samples if one.choice != baseline and one.future in bases]
    asked = [
        (name, one)
        for name in result.metrics
        for one in others
        if name in one.values and name in bases[one.future].values
    ]
    return [
        _found(name, one, bases[one.future].values[name], result.pilot, len(asked)) for name, one in asked
    ]


def _found(name: str, of: Sample, base: Floats, pilot: int, family: int) -> Found:
    own = of.values[name]
    alone, sure = (difference(own, base, pilot, many) for many in (1, family))
    return Found(measure_of(name), of.choice, of.future, alone, sure)


def sentences(found: Sequence[Found], titles: Titles) -> list[Told]:
    """Write what can be said of each choice, figure by figure.

    Parameters
    ----------
    found
        The differences.
    titles
        Titles of the choices.
    """
    told = []
    for choice in dict.fromkeys(one.choice for one in found):
        own = [one for one in found if one.choice == choice]
        name = titles.get(choice, (choice, choice))
        by_metric = {one.measure.name: [x for x in own if x.measure.name == one.measure.name] for one in own}
        same = [group for group in by_metric.values() if _same(group)]
        apart = [group for group in by_metric.values() if not (len(same) > 1 and _same(group))]
        said = [_sentence(group) for group in apart]
        told.append(Told(name, [*said, *([_all_same(same)] if len(same) > 1 else [])]))
    return told


def _same(group: Sequence[Found]) -> bool:
    return all(one.alone.mean == one.alone.low == one.alone.high == 0.0 for one in group)


def _all_same(groups: Sequence[Sequence[Found]]) -> Words:
    """Say in one sentence which figures do not differ at all."""
    names = [label_words(group[0].measure) for group in groups]
    futures = any(len(group) > 1 for group in groups)
    when = (" of every future", "所有未来情形的") if futures else ("", "")
    return (
        f"The same in every round{when[0]}: {'; '.join(name[0] for name in names)}.",
        f"{when[1]}每次模拟均相同的指标：{'；'.join(name[1] for name in names)}。",
    )


def _sentence(group: Sequence[Found]) -> Words:
    if len(group) > 1:
        return _over_futures(group)
    (one,) = group
    alone, sure = one.alone, one.sure
    said = RunDifference(
        one.measure, alone.mean, alone.low, alone.high, sure.low, sure.high, paired=True, n=alone.n
    )
    return said.sentence(None)


def _over_futures(group: Sequence[Found]) -> Words:
    """Say in how many futures a choice is higher, lower, or cannot be told from the baseline."""
    measure = group[0].measure
    en, zh = label_words(measure)
    count = len(group)
    higher, lower = (sum(one.sign == sign for one in group) for sign in (1, -1))
    means = np.array([one.alone.mean for one in group])
    if np.isnan(means).all():
        return f"{en}: not known in both.", f"{zh}：并非两者都有该指标。"
    if _same(group):
        return f"{en}: the same in every round of every future.", f"{zh}：在所有未来情形的每次模拟中均相同。"
    if not higher and not lower:
        return (
            f"{en}: in none of the {count} futures can a difference be told from chance.",
            f"{zh}：{count}种未来情形中，差异均与随机误差无法区分。",
        )
    ends = _range(means, measure)
    rest = count - higher - lower
    if not rest and not (higher and lower):
        more = ("more", "高") if higher else ("less", "低")
        return (
            f"{en}: {more[0]} in every one of the {count} futures (mean differences: {ends[0]}).",
            f"{zh}：{count}种未来情形中均{more[1]}（平均差异：{ends[1]}）。",
        )
    return (
        f"{en}: of {count} futures, more in {higher}, less in {lower}; in {rest} no difference can be "
        f"told from chance (mean differences: {ends[0]}).",
        f"{zh}：{count}种未来情形中，{higher}种更高，{lower}种更低；其余{rest}种差异与随机误差无法区分"
        f"（平均差异：{ends[1]}）。",
    )


def _range(means: Floats, measure: Measure) -> Words:
    low, high = (float(end) for end in (np.nanmin(means), np.nanmax(means)))
    points = (" percentage points", "个百分点") if measure.unit == "share" else ("", "")
    said = ends_words(low, high, measure.unit)
    return f"{said[0]}{points[0]}", f"{said[1]}{points[1]}"
