"""What a run says about solved bids: on the terminal, in the manifest and on the page."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from simulator.report.certificate import certificate_notes, uncertified
from simulator.study.folder import Folder

SMALL = (
    *("--set", "market.varieties.value=2"),
    *("--set", "market.bids.value=7"),
    *("--set", "firms.firms.value=6"),
    *("--set", "market.most_bidders.value=4"),
)


def generic(bids: str) -> list[str]:
    """Return the options with which generic firms bid in a way."""
    return ["--set", f"bidding.generic={bids}"]


ANSWERING = [
    "--bids",
    "solved",
    "--set",
    "costs.spread_between_varieties=0",
    "--set",
    "market.ceiling_spread=0",
]


@pytest.mark.long
@pytest.mark.parametrize(
    ("way", "solution", "said"),
    [
        (ANSWERING, "equilibrium", "Bids are an equilibrium"),
        (generic("{use: quantal, levels: 1, precision: 5}"), "quantal", "Firms err in their bids"),
        (generic("{use: hierarchy, levels: 1, steps: 1.5}"), "hierarchy", "think a limited number of steps"),
    ],
)
def test_a_run_says_how_close_its_bids_are(
    vbp, tmp_path: Path, way: list[str], solution: str, said: str
) -> None:
    out = tmp_path / "out"
    answer = vbp("run", "round-5-2021", "--reps", "20", "--out", str(out), *SMALL, *way)
    assert answer.code in (0, 4)
    assert said in answer.out
    assert "leaves out: each firm's own wishes for areas, linked firms" in " ".join(answer.out.split())
    assert "foresee how these bid as the scenario says, and answer to it: originator" in " ".join(
        answer.out.split()
    )
    assert "NOT CERTIFIED" not in answer.out
    asked = way is ANSWERING
    assert ("Not as fitted for solved bids" in answer.out) == asked
    assert Folder(out).manifest().get("bids") == ("solved" if asked else None)
    known = Folder(out).manifest()["certificate"]
    assert known["solution"] == solution
    assert 0 <= known["largest_gain"] < 3
    assert known["uncertified"] == {}
    page = (out / "report.html").read_text(encoding="utf-8")
    assert said in page
    assert certificate_notes(Folder(out).manifest(), "zh")[0] in page


@pytest.mark.slow
def test_a_search_that_gives_up_is_said_loudly(vbp, tmp_path: Path) -> None:
    """A tolerance that no search on this list reaches."""
    out = tmp_path / "out"
    sets = [*SMALL, "--set", "bidding.generic={use: equilibrium, levels: 1, tolerance: 0.00001}"]
    answer = vbp("run", "round-5-2021", "--reps", "20", "--out", str(out), *sets)
    names = Folder(out).manifest()["certificate"]["uncertified"]
    assert names
    assert f"! NOT CERTIFIED: in {len(names)} varieties (" in answer.out
    assert all(f"{name}: " in answer.out for name in names)
    assert "NOT CERTIFIED" in (out / "report.html").read_text(encoding="utf-8")


@pytest.mark.long
def test_a_run_without_solved_bids_says_that_bids_do_not_answer(vbp, tmp_path: Path) -> None:
    out = tmp_path / "out"
    answer = vbp("run", "round-5-2021", "--reps", "20", "--out", str(out), *SMALL)
    assert answer.code in (0, 4)
    assert "Bids follow rules of thumb" in answer.out
    manifest = Folder(out).manifest()
    assert manifest.pop("certificate") is None
    assert certificate_notes(manifest, "en") == []


@pytest.mark.parametrize(
    "odd",
    [
        3,
        [],
        {"solution": "magic", "largest_gain": 0.1},
        {"solution": "quantal", "largest_gain": "much"},
        {"solution": "quantal", "largest_gain": None, "uncertified": 7},
    ],
)
def test_a_manifest_may_hold_anything(odd: object) -> None:
    manifest = json.loads(json.dumps({"certificate": odd}))
    assert certificate_notes(manifest, "en") == []
    assert list(uncertified(manifest)) == []


@pytest.mark.long
def test_learned_bids_are_named_as_such(vbp, tmp_path: Path) -> None:
    out = tmp_path / "out"
    learning = "bidding.generic={use: learning, rounds: 2, campaigns: 2}"
    answer = vbp("run", "round-5-2021", "--reps", "20", "--out", str(out), *SMALL, "--set", learning)
    assert answer.code in (0, 4)
    assert "what firms learned over rounds" in answer.out
    assert "rules of thumb" not in answer.out
