"""Natural experiments: what changed from one tender to the next, repeated in the model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulator.study.record_figures import play_scenario

__all__ = ["EXPERIMENTS", "Change", "Experiment", "run_experiment"]

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Experiment:
    """Two tenders that differ in what is to be learned about."""

    title: str
    before: tuple[str, tuple[str, ...]]
    """Scenario and its changes."""
    after: tuple[str, tuple[str, ...]]
    """Scenario and its changes; the same draws as before."""
    figures: tuple[tuple[str, str], ...]
    """Figure before and figure after, in pairs."""
    published: tuple[tuple[str, float], ...] = ()
    """Published difference, by figure after, where outcomes are held here."""
    note: str = ""
    title_zh: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """Difference of one figure, replication by replication."""

    figure: str
    before: float
    after: float
    difference: float
    low: float
    """Lower end of the 95 % interval of the mean difference."""
    high: float
    published: float | None


_SAME = tuple(
    (name, name)
    for name in ("mean_cut_reference", "winners_per_variety", "product_win_rate", "firm_win_rate")
)

EXPERIMENTS: tuple[Experiment, ...] = (
    Experiment(
        "Rules of round 9 and of round 10, market of round 10",
        ("round-10-2024", ("rules.book=round-9-2023",)),
        ("round-10-2024", ()),
        _SAME,
        note="Fewer places, no shelter for a cut of 50 %, one revival. No outcome is held here.",
        title_zh="第十批市场：第九批与第十批规则",
    ),
    Experiment(
        "Rules of round 10 and of round 11, market of round 11",
        ("round-11-2025", ("rules.book=round-10-2024",)),
        ("round-11-2025", ()),
        _SAME,
        note="The multiple is taken from an anchor, and there are two revivals. No outcome is held here.",
        title_zh="第十一批市场：第十批与第十一批规则",
    ),
    Experiment(
        "Pilot and expansion, each in its own market",
        ("pilot-4-7-2018", ()),
        ("expansion-2019", ()),
        (_SAME[0], _SAME[1]),
        (("mean_cut_reference", 0.07), ("winners_per_variety", 1.4)),
        note="One winner and then up to three; prices of the pilot are ceilings of the expansion. The two "
        "published cuts are against prices of different years and areas.",
        title_zh="试点与扩围（各自市场）",
    ),
    Experiment(
        "Two bidders and more, first bids of the pilot",
        ("pilot-4-7-2018", ()),
        ("pilot-4-7-2018", ()),
        (("first_cut_two", "first_cut_more"),),
        (("first_cut_more", 0.084),),
        note="Lowest bid before negotiation against the reference price; varieties with two bids, and more.",
        title_zh="试点首轮报价：两家与三家及以上",
    ),
    Experiment(
        "Two bidders and more, round 2",
        ("round-2-2020", ()),
        ("round-2-2020", ()),
        (("first_cut_two", "first_cut_more"),),
        note="The same in a round with several winners; no such figure is published.",
        title_zh="第二批：两家与三家及以上",
    ),
)
"""The experiments, in the order of the page."""


def run_experiment(experiment: Experiment, replications: int, seed: int) -> tuple[Change, ...]:
    """Simulate both sides under the same draws and compare them replication by replication.

    Parameters
    ----------
    experiment
        What is compared.
    replications
        Replications of each side.
    seed
        Master seed.
    """
    sides = [_side(one, replications, seed) for one in (experiment.before, experiment.after)]
    published = dict(experiment.published)
    return tuple(
        _change(after, sides[0][before], sides[1][after], published.get(after))
        for before, after in experiment.figures
    )


def _side(one: tuple[str, Sequence[str]], replications: int, seed: int) -> dict[str, Floats]:
    return play_scenario(one[0], replications, seed, sets=one[1])


def _change(figure: str, before: Floats, after: Floats, published: float | None) -> Change:
    both = ~np.isnan(before) & ~np.isnan(after)
    gap = (after - before)[both]
    error = float(gap.std(ddof=1) / np.sqrt(len(gap))) if len(gap) > 1 else float("nan")
    mean = float(gap.mean())
    return Change(
        figure,
        float(before[both].mean()),
        float(after[both].mean()),
        mean,
        mean - 1.96 * error,
        mean + 1.96 * error,
        published,
    )
