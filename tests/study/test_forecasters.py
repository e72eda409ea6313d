"""Forecasters play tenders: the sketch as its two numbers say, the engine as a run does."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from simulator.results.metrics import round_metrics
from simulator.study.calibration import parameters_of, with_parameters
from simulator.study.forecasters import Lognormal, Markups
from simulator.study.plan import make_plan
from simulator.tender.simulate import Tender, play_block, set_up

SMALL = [
    "market.varieties.value=3",
    "market.bids.value=15",
    "market.most_bidders.value=7",
    "firms.firms.value=12",
]


@pytest.fixture(scope="module")
def tender() -> Tender:
    plan = make_plan("round-7-2022", SMALL)
    return set_up(plan.scenario.record, plan.rules.record.clauses)


def test_equal_bids_are_cut_by_what_their_fraction_leaves(tender: Tender) -> None:
    """Without spread every winner quotes the same fraction of the reference price."""
    found = Lognormal().play(tender, np.array([0.37, 1e-9]), 0, 5)
    np.testing.assert_allclose(found["mean_cut_reference"], 0.63, atol=5e-4)  # prices are whole ticks


def test_wider_bids_win_at_lower_prices(tender: Tender) -> None:
    narrow, wide = (
        Lognormal().play(tender, np.array([0.5, s]), 0, 20)["max_cut_reference"] for s in (0.2, 0.6)
    )
    assert (wide > narrow).all()


def test_replications_do_not_depend_on_their_block(tender: Tender) -> None:
    values = np.array([0.5, 0.4])
    whole, part = Lognormal().play(tender, values, 0, 6), Lognormal().play(tender, values, 4, 2)
    for name in ("mean_cut_reference", "winning_firms"):
        np.testing.assert_array_equal(whole[name][4:], part[name])


def test_engine_plays_the_scenario_as_shipped(tender: Tender) -> None:
    """The shipped values, read and laid over again, change no bid but those of costs derived by a ratio."""
    values = Markups().shipped(tender)
    assert values is not None
    assert len(values) == len(Markups().parameters) == len(Markups().start)
    found = Markups().play(tender, values, 0, 8)["mean_cut_reference"]
    own = round_metrics(play_block(tender, 0, 8).awarded)["mean_cut_reference"]
    np.testing.assert_allclose(found, own, atol=2e-3)  # the file rounds own-api and newcomer to three digits
    assert (
        abs(Markups().play(tender, values * [1.2, 1, 1, 1, 1], 0, 8)["mean_cut_reference"] - own).min() > 0.02
    )


def test_values_are_read_as_they_are_laid_over(tender: Tender) -> None:
    values = np.array([0.41, 0.9, 0.3, 1.1, 1.5])
    np.testing.assert_allclose(parameters_of(with_parameters(tender, values)), values)
    assert not np.allclose(parameters_of(replace(tender)), values)
