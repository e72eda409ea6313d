"""Fits of thinking makers beside mark-ups: what is left out stays out, and the page says what was found."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, ClassVar, cast

import numpy as np
import numpy.typing as npt
import pytest

from simulator.study.calibration import Moment, Target
from simulator.study.calibration_solved_page import page, predicts_as_well
from simulator.study.solved_fits import Exact, Figure, Fold, WayFit, fit_way, read_fit, write_fit
from simulator.study.thinking import settings_of
from simulator.tender.simulate import Tender

Floats = npt.NDArray[np.float64]

LEVELS = {"a": 1.0, "b": 2.0, "c": 4.0}
TRUTH = np.array([0.3, 1.4])


class Line:
    """A forecaster in closed form: one figure is a level times the first parameter to the second."""

    name = "line"
    parameters = ("factor", "power")
    start: ClassVar[Floats] = np.array([0.5, 1.0])
    bounds: ClassVar[tuple[Floats, Floats]] = (np.array([0.01, 0.1]), np.array([3.0, 4.0]))

    def shipped(self, _tender: Tender) -> Floats | None:
        return None

    def play(self, tender: Tender, values: Floats, _first: int, count: int) -> dict[str, Floats]:
        level = LEVELS[cast("Any", tender).id]
        known = {
            "mean_cut_reference": values[0] * level ** values[1],
            "winners_per_variety": values[0] * level,
        }
        rest = dict.fromkeys(("product_win_rate", "firm_win_rate"), 1.0)
        return {name: np.full(count, value) for name, value in {**known, **rest}.items()}


def target(name: str, wrong: float = 0.0) -> Target:
    """Figures of one round at the truth, the first of them wrong by some units."""
    made = Line().play(cast("Tender", SimpleNamespace(id=name)), TRUTH, 0, 1)
    moments = tuple(
        Moment(m, float(made[m][0]) + 0.02 * wrong * (m == "mean_cut_reference"), 0.02)
        for m in ("mean_cut_reference", "winners_per_variety")
    )
    return Target(name, cast("Tender", SimpleNamespace(id=name)), moments)


def fit_misfit(values: Floats) -> float:
    """Squared misfit of all figures in closed form."""
    off = [
        (values[0] * level**power - TRUTH[0] * level**right) / 0.02
        for level in LEVELS.values()
        for power, right in ((values[1], TRUTH[1]), (1.0, 1.0))
    ]
    return sum(float(one) ** 2 for one in off)


def test_known_parameters_are_found_with_and_without_each_round() -> None:
    found = fit_way(Line(), [target(name) for name in LEVELS])
    np.testing.assert_allclose(found.values, TRUTH, rtol=0.05)
    begun = fit_misfit(Line.start)
    assert found.loss < 0.01 * begun
    assert found.penalised == pytest.approx(found.loss + 4)
    assert [fold.round_id for fold in found.folds] == list(LEVELS)
    assert found.left_out < 0.02 * begun


def test_a_round_that_is_left_out_does_not_pull() -> None:
    """The last round is wrong by twenty units: a fit without it comes back to the truth, and misses it."""
    found = fit_way(Line(), [target("a"), target("b"), target("c", 20.0)])
    without = found.folds[2]
    np.testing.assert_allclose(without.values, TRUTH, rtol=0.05)
    assert without.misfits[0] == pytest.approx(-20, abs=2)
    assert abs(found.figures[4].misfit) < 15
    assert without.train < 1 < found.loss


def test_costs_of_other_makers_follow_the_generic() -> None:
    settings = settings_of(np.array([0.2, 1.3, 1.5, 0.25, 2.0]))
    assert float(settings["costs.median.own-api"]) == pytest.approx(0.17)
    assert float(settings["costs.median.newcomer"]) == pytest.approx(0.23)
    assert float(settings["costs.spread_between_bidders"]) == 0.25


def way(name: str, loss: float, folds: float, exact: bool = True) -> WayFit:
    """A fit of one figure, and of one round that was left out."""
    figure = Figure("round-3-2020", "mean_cut_reference", 0.5, 0.02, 0.5 + 0.02 * loss**0.5)
    parameters = (
        "costs.median.generic",
        "costs.spread_between_varieties",
        "market.ceiling_over_reference",
        "costs.spread_between_bidders",
        "strength",
    )
    again = Exact((figure,), (0.5, 1.25), 3, 7) if exact else None
    fold = Fold("round-3-2020", (0.3,) * 5, 1.0, (folds**0.5,))
    return WayFit(name, parameters, (0.3, 1.1, 1.5, 0.2, 1.9), 9.0, (figure,), (fold,), again)


def test_fits_are_kept_whole(tmp_path: Path) -> None:
    for one in (way("a", 9, 16), way("b", 9, 16, exact=False)):
        write_fit(one, tmp_path / "fit.json")
        assert read_fit(tmp_path / "fit.json") == one


def test_page_says_what_was_found() -> None:
    markups, thinking = way("mark-ups", 9, 16, exact=False), way("quantal", 25, 64)
    text = page([markups, thinking])
    assert "\nNo. Mark-ups: squared misfit 9.0" in text
    assert "| quantal | 5 | 25.0 | 35.0 | 64.0 | 64.0 |" in text
    assert "| quantal | 0.300 | 1.100 | 1.500 | 0.200 | 1.90 | 50 % | 125 % | 3 of 7 |" in text
    assert "| round-3-2020 | mean_cut_reference | 0.500 | 0.560 (+3.0) | 0.600 (+5.0) |" in text


def test_page_gives_way_to_a_better_prediction() -> None:
    markups = way("mark-ups", 9, 16, exact=False)
    assert "\nYes, out of sample. Mark-ups" in page([markups, way("quantal", 25, 15)])
    assert "\nYes. Mark-ups" in page([markups, way("quantal", 4, 64)])
    assert predicts_as_well(way("quantal", 25, 17), markups)
    assert not predicts_as_well(replace(markups, folds=way("", 9, 18).folds), markups)
