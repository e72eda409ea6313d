"""The written predictions are complete, ordered, and what the shipped scenarios say."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from simulator.study.calibration import load_targets
from simulator.study.fitting import FORECAST_METRICS
from simulator.study.forecasters import Markups
from simulator.study.plan import make_plan
from simulator.study.predictions import PREDICTED, table
from simulator.study.predictive import Band, tender_of

DOCS = Path(__file__).parents[2] / "docs"
FILES = ("predictions", "predictions-sketch")


@pytest.mark.parametrize("name", FILES)
def test_every_metric_of_every_round_is_predicted_once(name: str) -> None:
    found = pd.read_csv(DOCS / f"{name}.csv")
    assert list(found.columns) == ["round", "metric", "mean", "p05", "p95"]
    rows = list(zip(found["round"], found["metric"], strict=True))
    assert rows == [(one, metric) for one in PREDICTED for metric in FORECAST_METRICS]
    assert (found["p05"] < found["mean"]).all()
    assert (found["mean"] < found["p95"]).all()
    shares = found[found["metric"] != "winners_per_variety"]
    assert shares["p95"].max() < 1


def test_rounds_of_the_calibration_and_predicted_rounds_are_apart() -> None:
    fitted = {target.round_id for target in load_targets()}
    assert not fitted & set(PREDICTED)
    for name in PREDICTED:
        assert make_plan(name).scenario.record.published is None


@pytest.mark.parametrize("name", ["round-4-2021", "round-8-2023"])
def test_written_means_are_those_of_the_shipped_scenarios(name: str) -> None:
    """Shares of winners hardly vary: over 16 simulated rounds their mean errs by less than 0.01."""
    found = pd.read_csv(DOCS / "predictions.csv").set_index(["round", "metric"])["mean"]
    tender = tender_of(name, 7)
    values = Markups().shipped(tender)
    assert values is not None
    played = Markups().play(tender, values, 0, 16)
    assert played["product_win_rate"].mean() == pytest.approx(found[name, "product_win_rate"], abs=0.02)
    assert played["winners_per_variety"].mean() == pytest.approx(found[name, "winners_per_variety"], rel=0.03)
    assert played["mean_cut_reference"].mean() == pytest.approx(found[name, "mean_cut_reference"], abs=0.05)


def test_page_has_the_numbers_of_the_table() -> None:
    text = (DOCS / "predictions.md").read_text(encoding="utf-8")
    engine, sketch = (pd.read_csv(DOCS / f"{name}.csv") for name in FILES)
    for one, other in zip(engine.itertuples(index=False), sketch.itertuples(index=False), strict=True):
        row = next(line for line in text.splitlines() if line.startswith(f"| {one.round} | {one.metric} |"))
        shown = [float(x) for cell in row.split("|")[3:7] for x in cell.split("–")]
        expected = [one.mean, one.p05, one.p95, other.mean, other.p05, other.p95]
        np.testing.assert_allclose(shown, expected, atol=6e-4)


def test_table_lists_bands_in_order() -> None:
    found = table({"a": {"x": Band(0.5, 0.4, 0.6)}, "b": {"x": Band(2.0, 1.0, 3.0)}})
    assert found.to_numpy().tolist() == [["a", "x", 0.5, 0.4, 0.6], ["b", "x", 2.0, 1.0, 3.0]]
