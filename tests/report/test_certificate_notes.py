"""The sentences about a certificate say what it does not speak about."""

from __future__ import annotations

from dataclasses import replace

from simulator.api import equilibrium
from simulator.bidding.equilibrium.fresh_draws import FreshGain
from simulator.report.certificate import certificate_notes
from simulator.report.equilibrium import variety_lines
from simulator.study.plan import make_plan
from simulator.study.run_folder import certificate_of
from simulator.tender.simulate import set_up

SMALL = ("market.varieties=1", "market.bids=4", "firms.firms=4", "published=null")
WAY = "{use: equilibrium, levels: 2, tolerance: 0.05}"
ALIKE = tuple(f"bidding.{name}={WAY}" for name in ("generic", "own-api", "newcomer"))


def notes_with(*sets: str) -> list[str]:
    plan = make_plan("round-5-2021", [*SMALL, *ALIKE, *sets])
    tender = set_up(plan.scenario.record, plan.rules.record.clauses, plan.folder)
    return certificate_notes({"certificate": certificate_of(tender)}, "en")


def test_a_ring_takes_the_certificate_away() -> None:
    assert notes_with("ring.size=4")[0].startswith("NOT CERTIFIED: a ring is at work")
    assert not any("NOT CERTIFIED" in one for one in notes_with())


def test_classes_outside_the_game_are_told_loudly() -> None:
    marked = "{use: markup, markup: {value: 0.3, source: assumption, confidence: assumed}, response: "
    marked += "{value: 0, source: assumption, confidence: assumed}}"
    found = notes_with(f"bidding.originator={marked}")
    outside = [one for one in found if one.startswith("THE CERTIFICATE IS OF THE GAME")]
    assert len(outside) == 1
    assert "originator" in outside[0]
    assert not any(one.startswith("THE CERTIFICATE IS") for one in notes_with(f"bidding.originator={WAY}"))


def test_originators_that_mostly_stay_away_are_foreseen() -> None:
    said = [one for one in notes_with() if one.startswith("Makers foresee")]
    assert len(said) == 1
    assert said[0].endswith("originator.")
    assert not any(one.startswith("THE CERTIFICATE IS") for one in notes_with())
    assert not any(one.startswith("Makers foresee") for one in notes_with(f"bidding.originator={WAY}"))


def test_fresh_draws_that_surely_contradict_the_game_are_told() -> None:
    found = equilibrium("round-5-2021", sets=list(SMALL))[0]

    def lines(gain: float, half: float) -> str:
        fresh = tuple(FreshGain(one.name, 1.0, gain, half) for one in found.classes)
        return " ".join(line.strip() for line in variety_lines(replace(found, fresh=fresh), "en"))

    assert "NOT CERTIFIED under the full rules: on fresh draws a class gains 4.0% ± 0.5%" in lines(
        0.04, 0.005
    )
    assert "NOT CERTIFIED under" not in lines(0.04, 0.035)
    assert "own wishes for areas" in lines(0.0, 0.01)
