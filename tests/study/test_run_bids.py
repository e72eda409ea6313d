"""Single runs whose makers are asked to answer to the rule book."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from simulator.api.files import plan_lines
from simulator.errors import InputError
from simulator.report.certificate import certificate_notes
from simulator.study.bids import MAKERS
from simulator.study.compare import Asked, compare_plan
from simulator.study.plan import make_plan
from simulator.study.run_bids import plan_with_bids
from simulator.study.run_folder import head_of_run

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


OWN = """\
extends: {base}
id: own
published: null
market: {{varieties: 2, bids: 12}}
firms: {{firms: 12, size_exponent: 0}}
{more}
"""
TIGHT = "rules: {change: {price_test: {tests: {multiple: {times: 1.5}}}}}"


@pytest.mark.parametrize(
    ("more", "sets", "command"),
    [
        (TIGHT, [], "vbp compare round-7-2022 {path}"),
        (TIGHT, ["run.replications=20", "run.seed=3"], "vbp compare round-7-2022 {path} --reps 20 --seed 3"),
        (TIGHT, ["supply={}"], "vbp compare round-7-2022 {path} --set 'supply={{}}'"),
        ("rules: {book: round-10-2024}", [], "vbp compare round-7-2022 {path}"),
        ("", [], ""),
        ("", ["market.bids=14"], ""),
        ("rules: {change: {price_test: {tests: {multiple: {times: 1.8}}}}}", [], ""),
        ("rules: {book: tender-without-volume}", [], ""),
        ("", ["rules.book=round-10-2024"], "vbp run {path} --bids solved --set rules.book=round-10-2024"),
        (f"{TIGHT}\nbidding: {{generic: {{use: equilibrium}}}}", [], ""),
    ],
)
def test_rules_of_thumb_under_other_rules_name_the_command(
    tmp_path: Path, more: str, sets: list[str], command: str
) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(OWN.format(base="round-7-2022", more=more), encoding="utf-8")
    assert plan_with_bids(str(path), sets).to_answer == command.format(path=path)


def test_the_nearest_shipped_scenario_is_compared_with(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text(OWN.format(base="round-7-2022", more=TIGHT), encoding="utf-8")
    upper = tmp_path / "upper.yaml"
    upper.write_text("extends: own.yaml\nid: upper\n", encoding="utf-8")
    command = plan_with_bids(str(upper)).to_answer
    assert command == f"vbp compare round-7-2022 {upper}"
    names = tuple(shlex.split(command)[2:])
    small = ("market.varieties=2", "market.bids=12", "firms.firms=12", "firms.size_exponent=0")
    assert compare_plan(Asked(names), small).bids.kind == "solved", "makers do have something to answer to"
    assert plan_with_bids(str(upper), (), "solved").to_answer == ""


def test_a_shipped_scenario_under_its_own_rules_names_no_command() -> None:
    assert plan_with_bids("round-7-2022", ["market.bids=390"]).to_answer == ""
    changed = plan_with_bids("round-7-2022", ["rules.change.places.cap=4"])
    assert changed.to_answer == "vbp run round-7-2022 --bids solved --set rules.change.places.cap=4"
    assert head_of_run(changed, 1)["to_answer"] == changed.to_answer
    said = certificate_notes({**head_of_run(changed, 1), "certificate": None}, "en")
    assert said[1:] == [
        "The rules are not those of the shipped scenario. This lets makers answer to them:",
        f"  {changed.to_answer}",
    ]


def test_both_kinds_of_bids_are_for_comparisons() -> None:
    with pytest.raises(InputError, match="one run has one set of bids"):
        plan_with_bids("round-7-2022", (), "both")
