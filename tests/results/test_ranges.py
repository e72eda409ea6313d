"""Intervals of means end where a figure can go no further, and figures never are where they cannot be."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from simulator.report.campaigns import campaign_lines
from simulator.report.comparison import comparison_lines
from simulator.results.ranges import possible_range, within
from simulator.study.figures import FIGURES, evaluate
from simulator.study.inputs import inputs_of
from simulator.study.plan import make_plan

SMALL = ("market.varieties=2", "market.bids=8", "firms.firms=8", "firms.size_exponent=0", "supply={}")


def test_no_simulated_figure_is_where_it_cannot_be() -> None:
    values = evaluate(inputs_of(make_plan("round-7-2022", SMALL)), 0, 8)
    bounded = 0
    for name, found in values.items():
        low, high = possible_range(name, FIGURES[name].unit)
        known = found[~np.isnan(found)]
        assert (known >= low - 1e-12).all(), name
        assert (known <= high + 1e-12).all(), name
        bounded += math.isfinite(high)
    assert bounded > 15


@pytest.mark.parametrize(
    ("name", "unit", "ends", "shown"),
    [
        ("firm_win_rate", "share", (0.9, 1.1), (0.9, 1.0)),
        ("shortage", "share", (-0.1, 0.1), (0.0, 0.1)),
        ("mean_cut_reference", "share", (-0.2, 1.2), (-0.2, 1.0)),
        ("saving_share", "share", (-0.2, 1.2), (-0.2, 1.2)),
        ("winners_per_variety", "count", (-1.0, 3.0), (0.0, 3.0)),
        ("firm_win_rate", "share", (1.0, 1.0), (1.0, 1.0)),
        ("worst_region", "share", (0.9, 1.1), (0.9, 1.0)),
        ("worst_fifth", "share", (0.9, 1.1), (0.9, 1.0)),
        ("supplier_change", "share", (-0.1, 0.2), (0.0, 0.2)),
        ("winners_new", "share", (0.5, 1.2), (0.5, 1.0)),
        ("awards_lost", "share", (-0.004, 1.9), (0.0, 1.0)),
        ("awards_lost", "count", (-0.4, 7.0), (0.0, 7.0)),
    ],
)
def test_ends(name: str, unit: str, ends: tuple[float, float], shown: tuple[float, float]) -> None:
    assert within(*ends, name, unit) == shown


def test_undefined_ends_stay_undefined() -> None:
    assert all(math.isnan(end) for end in within(math.nan, math.nan, "shortage", "share"))


@pytest.mark.parametrize(
    ("low", "shown", "cut"), [(0.952, "97.7% (95.2–100.0)", True), (0.97, "97.7% (97.0–98.4)", False)]
)
def test_a_campaign_says_that_it_cut_an_interval(low: float, shown: str, cut: bool) -> None:
    fill = {"metric": "fill_rate", "unit": "share", "mean": 0.977, "low": low, "high": 0.984 + 0.017 * cut}
    one = {"round": "first", "date": "2020-01-01", "part": "contracts", **fill}
    bans = pd.DataFrame([], columns=["replication"])
    tables = {"rounds": pd.DataFrame([one]), "whole": pd.DataFrame([fill]), "bans": bans}
    for language, note in (("en", "can go no further"), ("zh", "可能取值的端点")):
        text = "\n".join(campaign_lines(tables, {}, Path(), "zh" if language == "zh" else "en"))
        assert text.count(shown) == 2
        assert "100.1" not in text
        assert (note in text) == cut


@pytest.mark.parametrize(("high", "cut"), [(1.2, True), (0.95, False)])
def test_a_comparison_says_that_it_cut_an_interval(high: float, cut: bool) -> None:
    row = {"metric": "firm_win_rate", "choice": "a", "baseline": "a", "mean": 0.9, "low": 0.8, "high": high}
    text = "\n".join(comparison_lines(pd.DataFrame([row]), {}, "en"))
    assert ("80.0 – 100.0%" in text) == cut
    assert ("can go no further" in text) == cut
