"""Shares of strategies as fitted parameters: they stay whole, and planted ones are found again."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator import api
from simulator.bidding.strategies.mix import Mix
from simulator.errors import InputError
from simulator.report.calibration import fragment
from simulator.scenario.calibrations import Calibration
from simulator.scenario.loading import load
from simulator.study import calibrate as module
from simulator.study.calibrate import settings_of
from simulator.study.calibration import Moment, Target
from simulator.study.mix_shares import shares_moved
from simulator.study.overlay import overlaid
from simulator.study.plan import load_scenario, make_plan
from simulator.tender.simulate import set_up

MIX = """{use: mix, of: {
    dear: {share: 0.5, bids: {use: markup, markup: 0.6, response: 0}},
    hungry: {share: 0.3, bids: {use: loss-leader, fixed: 0.5, idle: 1}},
    plain: {share: 0.2, bids: {use: markup, markup: 0.2, response: 1}}}}"""
ONE_LINE = " ".join(MIX.split())
FILE = f"""\
id: mixed
title: {{en: "x", zh: "x"}}
summary: {{en: "x", zh: "x"}}
train: [round-7-2022]
set:
  market.varieties: 10
  market.bids: 90
  market.most_bidders: 14
  firms.firms: 40
  bidding.generic: {ONE_LINE}
  bidding.own-api: {ONE_LINE}
  bidding.newcomer: {ONE_LINE}
parameters:
  hungry:
    share: [bidding.generic.of.hungry, bidding.own-api.of.hungry, bidding.newcomer.of.hungry]
    start: 0.5
    lowest: 0.01
    highest: 0.99
run: {{replications: 24, draws: 0}}
"""
HUNGRY = "bidding.generic.of.hungry"


@pytest.fixture(scope="module")
def scenario():
    return load_scenario("round-7-2022", [f"bidding.generic={ONE_LINE}"])[0].record


def shares(moved: dict[str, Decimal]) -> dict[str, Decimal]:
    return {path.split(".")[3]: value for path, value in moved.items()}


@given(hungry=st.floats(0, 1, allow_subnormal=False))
def test_the_rest_gives_way_in_its_own_proportions(scenario, hungry: float) -> None:
    found = shares(shares_moved(scenario, {HUNGRY: hungry}))
    assert sum(found.values()) == 1
    assert all(0 <= share <= 1 for share in found.values())
    assert float(found["hungry"]) == pytest.approx(hungry, abs=2e-6)
    assert float(found["dear"]) == pytest.approx((1 - hungry) * 5 / 7, abs=2e-6)


@given(hungry=st.floats(0, 1), dear=st.floats(0, 1))
def test_two_shares_stay_within_the_whole(scenario, hungry: float, dear: float) -> None:
    """Where a search asks for more than all there is, the two keep their proportion and nothing is left."""
    found = shares(shares_moved(scenario, {HUNGRY: hungry, "bidding.generic.of.dear": dear}))
    assert sum(found.values()) == 1
    assert min(found.values()) >= 0
    whole = max(hungry + dear, 1.0)
    assert float(found["hungry"]) == pytest.approx(hungry / whole, abs=2e-6)
    assert float(found["plain"]) == pytest.approx(max(1 - hungry - dear, 0), abs=4e-6)


def test_shares_reach_the_strategy(scenario) -> None:
    moved = overlaid(scenario, shares_moved(scenario, {HUNGRY: 0.65}))
    mix = moved.bidding.generic
    assert isinstance(mix, Mix)
    assert [one.share.value for one in mix.of.values()] == [Decimal("0.25"), Decimal("0.65"), Decimal("0.1")]
    Mix.model_validate(mix.model_dump())
    assert scenario.bidding.generic.of["hungry"].share.value == Decimal("0.3"), "the record itself stays"


@pytest.mark.parametrize(
    ("fitted", "message"),
    [
        ({"bidding.generic.of.hungri": 0.2}, "no part 'hungri'\n    -> did you mean 'hungry'"),
        ({"bidding.newcomer.of.hungry": 0.2}, "is no mix of strategies, but 'guaranteed-line'"),
        ({"bidding.genric.of.hungry": 0.2}, "did you mean 'generic'"),
        (
            {f"bidding.generic.of.{one}": 0.2 for one in ("dear", "hungry", "plain")},
            "none is left to give way",
        ),
    ],
)
def test_mistakes_are_told(scenario, fitted: dict[str, float], message: str) -> None:
    with pytest.raises(InputError) as caught:
        shares_moved(scenario, fitted)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("highest: 0.99", "highest: 1.5", "a share lies between 0 and 1"),
        ("    share: [", "    set: {costs.median.generic: 1}\n    share: [", "give either 'set'"),
        ("of.hungry,", "of.hungry.share,", "is no part of a mix: write it as bidding.CLASS.of.PART"),
        ("bidding.own-api.of.hungry, ", "bidding.generic.of.hungry, ", "follows two parameters"),
        ("share: 0.3, bids", "share: 0.4, bids", "sum to 1.1, not to 1"),
    ],
)
def test_files_with_mistakes_are_refused(tmp_path: Path, old: str, new: str, message: str) -> None:
    path = tmp_path / "mixed.yaml"
    path.write_text(FILE.replace(old, new), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        api.calibrate(str(path))
    assert message in str(caught.value)
    assert "mixed.yaml:" in str(caught.value)


def test_a_planted_share_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Figures simulated with a share of 0.35, on draws that the fit does not see, give 0.35 back.

    Over 12 further sets of draws behind the figures estimates were 0.357 with a standard deviation of 0.009
    (24 replications of the fit are the same in all); the test allows three of them beyond that mean.
    """
    path = tmp_path / "mixed.yaml"
    path.write_text(FILE, encoding="utf-8")
    plan = load(str(path), Calibration, (), "calibrations")
    settings, family = settings_of(plan), module._Family(plan.record)
    laid = make_plan("round-7-2022", ["run.seed=1", *settings])
    tender = set_up(laid.scenario.record, laid.rules.record.clauses, laid.folder)
    played = family.play(tender, np.array([0.35]), 1000, 200)
    names = ("mean_cut_reference", "winners_below_cost", "price_ratio")
    moments = tuple(Moment(name, float(np.nanmean(played[name])), 0.02) for name in names)
    target = Target("round-7-2022", tender, moments)
    monkeypatch.setattr(module, "_target", lambda *_: target)
    found = module.calibrate(plan.record, None, settings)
    assert found.fitted.values[0] == pytest.approx(0.357, abs=0.027)
    assert found.rank == 1, "these figures tell the share"
    written = found.written
    assert sum(written[f"bidding.own-api.of.{one}.share"] for one in ("dear", "hungry", "plain")) == 1
    (tmp_path / "fitted.yaml").write_text(fragment(found), encoding="utf-8")
    mine = tmp_path / "mine.yaml"
    mine.write_text("extends: [round-7-2022, fitted.yaml]\nid: mine\n", encoding="utf-8")
    record = make_plan(str(mine)).scenario.record
    assert record.bidding.newcomer.of["hungry"].share.value == written["bidding.newcomer.of.hungry.share"]
    assert record.bidding.newcomer.of["dear"].share.confidence == "fitted"
