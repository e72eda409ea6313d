"""Single runs whose makers are asked to answer to the rule book."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.api.files import plan_lines
from simulator.errors import InputError
from simulator.study.bids import MAKERS
from simulator.study.plan import make_plan
from simulator.study.run_bids import plan_with_bids

SMALL = ["market.varieties=2", "market.bids=10", "firms.firms=9", "market.fewest_bidders=5"]


@pytest.fixture(autouse=True)
def nothing_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Count games as if none was ever solved here."""
    monkeypatch.setenv("VBP_CACHE", str(tmp_path / "kept"))


def test_makers_solve_with_costs_fitted_for_that_and_originators_do_not() -> None:
    plan = plan_with_bids("round-7-2022", SMALL, "solved")
    ways = {name: one.use for name, one in plan.scenario.record.bidding.by_class().items()}
    assert {ways[name] for name in MAKERS} == {"equilibrium"}
    assert ways["originator"] != "equilibrium"
    fitted = plan_with_bids("round-7-2022", SMALL).scenario.record.costs.median.generic.value
    assert (str(fitted), str(plan.scenario.record.costs.median.generic.value)) == ("0.427", "0.202")
    assert plan.costs_kept == ()


def test_values_of_the_user_stay_and_are_named() -> None:
    plan = plan_with_bids("round-7-2022", [*SMALL, "costs.median.generic=0.3"], "solved")
    assert str(plan.scenario.record.costs.median.generic.value) == "0.3"
    assert plan.costs_kept == ("costs.median.generic",)


def test_frozen_bids_are_those_of_the_scenario() -> None:
    asked = [plan_with_bids("round-7-2022", SMALL, bids) for bids in ("frozen", None)]
    assert {one.id for one in asked} == {make_plan("round-7-2022", SMALL).id}
    assert [one.costs_kept for one in asked] == [None, None]
    assert plan_with_bids("round-7-2022", SMALL, "solved").id != asked[0].id


def test_a_scenario_that_answers_already_stays_as_it_is() -> None:
    sets = [*SMALL, "bidding.generic={use: quantal, precision: 5}"]
    assert plan_with_bids("round-7-2022", sets, "solved").id == make_plan("round-7-2022", sets).id


@pytest.mark.parametrize(
    ("name", "sets", "what"),
    [
        ("tender-without-volume", [], "promises no volume"),
        ("round-7-2022", ["bidding.generic.markup=0.4"], "makers bid the solution of their game"),
    ],
)
def test_what_cannot_be_solved_is_refused_with_the_way_out(name: str, sets: list[str], what: str) -> None:
    with pytest.raises(InputError, match=what) as refused:
        plan_with_bids(name, sets, "solved")
    assert "leave out --bids solved" in str(refused.value)


def test_a_dry_run_says_how_much_there_is_to_solve() -> None:
    lines = plan_lines("round-7-2022", [*SMALL, "costs.spread_between_varieties=0"], "solved")
    said = [line for line in lines if line.startswith("bids: ")]
    assert len(said) == 1
    assert "games are to be solved first, roughly" in said[0]
    assert not any(line.startswith("bids: ") for line in plan_lines("round-7-2022", SMALL))


def test_campaigns_are_refused_with_what_to_say_instead() -> None:
    with pytest.raises(InputError, match=r"all\.bidding"):
        plan_lines("pilot-expansion-renewal", [], "solved")
