"""The pictures of a study: differences with intervals, and what nobody beats in price and in risk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from simulator.report.figures.forest import ForestRow, forest
from simulator.report.figures.frontier import price_risk_frontier
from simulator.report.figures.picture import Picture, Words
from simulator.report.study_figures import measure_of
from simulator.report.study_sentences import Found
from simulator.study.results import StudyResult

__all__ = ["study_pictures"]

Titles = Mapping[str, Words]

_CUTS = ("mean_cut_reference", "mean_cut_ceiling")
_RISKS = ("shortage", "awards_lost", "failed_assessments")
_MOST_PLOTS = 8


def study_pictures(
    result: StudyResult, found: Sequence[Found], titles: Titles, baseline: str
) -> list[Picture]:
    """Draw what a study found.

    Parameters
    ----------
    result
        The study.
    found
        Its differences from the baseline.
    titles
        Titles of the choices.
    baseline
        Choice that differences are taken from.
    """
    frontier = _frontier(result, titles)
    drawn = [] if frontier is None else [frontier]
    base = titles.get(baseline, (baseline, baseline))
    futures = _short_futures(list(dict.fromkeys(one.future for one in found)))
    for name in list(dict.fromkeys(one.measure.name for one in found))[:_MOST_PLOTS]:
        own = [one for one in found if one.measure.name == name]
        rows = [_row(one, titles, futures) for one in own]
        drawn += forest(rows, measure_of(name), base)
    return drawn


def _row(one: Found, titles: Titles, futures: Mapping[str, str]) -> ForestRow:
    title = titles.get(one.choice, (one.choice, one.choice))
    short = futures[one.future]
    label = (f"{title[0]} · {short}", f"{title[1]} · {short}") if short else title
    return ForestRow(label, one.alone.mean, one.alone.low, one.alone.high, one.sign != 0)


def _short_futures(futures: Sequence[str]) -> dict[str, str]:
    """Name futures briefly: by the value that alone is moved, else by their number in the table."""
    if len(futures) < 2:
        return dict.fromkeys(futures, "")
    names = [one.split(", ") for one in futures]
    heads = {part.partition("=")[0] for parts in names for part in parts}
    if len(heads) == 1:
        return {one: one.partition("=")[2] for one in futures}
    return {one: f"{at}" for at, one in enumerate(futures, 1)}


def _frontier(result: StudyResult, titles: Titles) -> Picture | None:
    """Draw price against risk, where the study asked for both; over futures as plain means."""
    cut = next((name for name in _CUTS if name in result.metrics), None)
    risk = next(
        (name for name in _RISKS if name in result.metrics and measure_of(name).unit == "share"), None
    )
    if cut is None or risk is None or not result.samples:
        return None
    table = result.comparison(result.samples[0].choice)
    points = _means(table, cut, "cut").join(_means(table, risk, "risk"), how="inner").reset_index()
    for at, column in enumerate(("label", "label_zh")):
        points[column] = [titles.get(str(name), (str(name),) * 2)[at] for name in points["choice"]]
    measure = measure_of(risk)
    return price_risk_frontier(points, (measure.label_en, measure.label_zh), ("choices", "方案"))


def _means(table: pd.DataFrame, metric: str, name: str) -> pd.DataFrame:
    """Return a figure of each choice over the futures; the true interval is at most as wide."""
    rows = table[table["metric"] == metric]
    means = rows.groupby("choice", sort=False)[["mean", "low", "high"]].mean()
    return means.rename(columns={"mean": name, "low": f"{name}_low", "high": f"{name}_high"})
