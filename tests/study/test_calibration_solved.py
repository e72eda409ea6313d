"""Fits with solved bids: known parameters come back, and the page says what was found."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from simulator.study import calibration_solved as module
from simulator.study.calibration import Moment, Target
from simulator.study.calibration_solved import PARAMETERS, Bids, SolvedFit, fit_solved, page
from simulator.study.plan import make_plan
from simulator.tender.simulate import set_up
from simulator.tender.solving import Solving

BIDS = Bids("{use: quantal, precision: 4, levels: 3, rivals_known_by: number}", 0.3)
FIGURES = ("mean_cut_reference", "mean_cut_ceiling", "max_cut_reference", "winners_per_variety")


@cache
def target() -> Target:
    """Eight varieties, solved where the search begins."""
    sets = [f"bidding.{name}={BIDS.strategy}" for name in ("generic", "own-api", "newcomer", "originator")]
    sets += [f"{name}.value={value}" for name, value in zip(PARAMETERS, BIDS.begin, strict=True)]
    sets += ["market.varieties.value=8", "market.bids.value=40", "firms.firms.value=24"]
    sets += ["market.most_bidders.value=8", "costs.spread_between_bidders.value=0.3"]
    plan = make_plan("round-5-2021", sets)
    tender = set_up(plan.scenario.record, plan.rules.record.clauses, plan.folder, Solving())
    return Target("small", tender, tuple(Moment(name, 0.0, 0.02) for name in FIGURES))


@pytest.mark.slow
def test_known_parameters_are_found() -> None:
    """Figures made with parameters away from the start; the same random numbers, so hardly any misfit."""
    truth = np.array([0.36, 1.2, 1.62])
    made = {m.name: mean for _, m, mean in module._simulated([target()], truth)}
    figures = tuple(Moment(name, made[name], 0.02) for name in FIGURES)
    found = fit_solved(BIDS, [replace(target(), moments=figures)], steps=12)
    assert found.loss < 0.05
    np.testing.assert_allclose(found.values, truth, rtol=0.08)


def test_bids_answer_to_costs_and_ceilings() -> None:
    """Dearer varieties lead to smaller cuts; a higher ceiling alone to larger ones against it."""

    def means(*values: float) -> list[float]:
        return [mean for _, _, mean in module._simulated([target()], np.array(values))]

    before, dear, high = means(0.3, 1.4, 1.5), means(0.4, 1.4, 1.5), means(0.3, 1.4, 1.8)
    assert dear[0] < before[0] - 0.03
    assert high[1] > before[1] + 0.02


def test_page_names_the_best_fit_and_every_miss() -> None:
    moment = Moment("mean_cut_reference", 0.5, 0.02)
    good = SolvedFit(Bids("{use: a}", 0.2), np.array([0.3, 1.0, 1.5]), 0.04, (("r", moment, 0.504),))
    bad = SolvedFit(Bids("{use: b}", 0.4), np.array([0.3, 1.0, 1.5]), 25.0, (("r", moment, 0.6),))
    text = page([bad, good], 28.5)
    assert "| `{use: a}` | yes | 0.2 | 0.300 | 1.000 | 1.500 | 0.0 |" in text
    assert "| fitted mark-ups | no | 0.257 (fitted) | see there | | | 28.5 |" in text
    assert "| r | mean_cut_reference | 0.500 | 0.504 | +0.2 |" in text
    assert "miss**" not in text
    assert "**miss**" in page([bad], 28.5)
