"""Stress tests on the command line add to those of a scenario, and of every stage of a campaign."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator import api
from simulator.errors import InputError
from simulator.scenario.supply import Supply
from simulator.study.campaign_plan import plan_campaign
from simulator.study.stress_sets import stressed

CAMPAIGN = "pilot-expansion-renewal"


def stress_by_stage(sets: list[str]) -> list[tuple[str, ...] | None]:
    """Stress tests of each stage as it would be run."""
    found: list[Supply | None] = [one.made.scenario.supply for one in plan_campaign(CAMPAIGN, sets).rounds]
    return [None if one is None else one.stress for one in found]


def test_stress_tests_come_on_top_of_those_of_the_scenario() -> None:
    own = "supply={stress: [demand-surge]}"
    added = stressed("round-7-2022", [own], ["port-closure", "demand-surge"])
    assert added == [own, "supply.stress=[demand-surge, port-closure]"]
    assert stressed("round-7-2022", [own], []) == [own]
    assert stressed(CAMPAIGN, [], ["port-closure"]) == ["supply.stress=[port-closure]"]


def test_a_stage_with_tests_of_its_own_keeps_them_and_gets_the_others() -> None:
    """The pilot has one by its own; the others take what the campaign says of contracts."""
    own = ["pilot.supply.stress=[demand-surge]", "supply.stress=[fraud-annulment]"]
    assert stress_by_stage(own) == [("demand-surge",), ("fraud-annulment",), ("fraud-annulment",)]
    assert stress_by_stage(stressed(CAMPAIGN, own, ["port-closure"])) == [
        ("demand-surge", "port-closure"),
        ("fraud-annulment", "port-closure"),
        ("fraud-annulment", "port-closure"),
    ]


def test_a_stage_whose_scenario_says_something_of_contracts_is_under_stress_too(tmp_path: Path) -> None:
    """Laid over, a list takes the place of another: what the scenario names must be in it."""
    written = "extends: pilot-4-7-2018\nid: mine\npublished: null\nsupply: {stress: [demand-surge]}\n"
    (tmp_path / "mine.yaml").write_text(written, encoding="utf-8")
    (tmp_path / "two.yaml").write_text(
        "id: two\ntitle: {en: Two, zh: 两轮}\nsummary: {en: Two rounds, zh: 两轮}\nrounds:\n"
        "  - {id: a, scenario: mine.yaml}\n  - {id: b, scenario: expansion-2019, continues: a}\nsupply: {}\n",
        encoding="utf-8",
    )
    file = str(tmp_path / "two.yaml")
    for sets in ([], ["a.supply.makers.reserve_months=3"]):
        planned = plan_campaign(file, stressed(file, sets, ["port-closure"]))
        found = [one.made.scenario.supply for one in planned.rounds]
        assert [None if one is None else one.stress for one in found] == [
            ("demand-surge", "port-closure"),
            ("port-closure",),
        ]


def test_plans_are_checked_once_each_under_the_stress_that_is_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[tuple[str, list[str]]] = []

    def plan_lines(name: str, sets: list[str], bids: str | None) -> list[str]:
        del bids
        asked.append((name, sets))
        return [name]

    monkeypatch.setattr("simulator.api.files.plan_lines", plan_lines)
    names = ["round-7-2022", "round-5-2021"]
    assert api.check_plans(names, [], None, ["port-closure"]) == names
    assert asked == [(name, ["supply.stress=[port-closure]"]) for name in names]


def test_an_unknown_stress_test_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(InputError, match="port-closure"):
        api.check_plans(["round-7-2022"], [], None, ["port-closur"])
