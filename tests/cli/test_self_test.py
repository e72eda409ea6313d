"""vbp verify: what it prints, and with which exit code it ends."""

from __future__ import annotations

import json

import pytest

from simulator.study.verify import suite
from simulator.study.verify.check import Check, Name, exact


def good(_: object) -> list[Check]:
    return [exact(Name("good", "a good one", "合格项"), "yuan", 1.5, 1.5)]


def bad(_: object) -> list[Check]:
    name = Name("bad", "a bad one", "不合格项")
    return [exact(name, "count", 1, 2), exact(name, "share", 0.5, float("nan"))]


@pytest.fixture
def only(monkeypatch: pytest.MonkeyPatch):
    return lambda *families: monkeypatch.setattr(suite, "FAMILIES", families)


@pytest.mark.long
def test_a_sound_installation_passes(vbp) -> None:
    answer = vbp("verify", "--reps", "2000")
    assert answer.code == 0
    assert answer.err == ""
    lines = answer.out.splitlines()
    assert lines[0].split() == ["check", "expected", "measured", "tolerance", "verdict"]
    assert all(line.endswith("  ok") for line in lines[2:-2])
    assert "FAILED" not in answer.out
    assert lines[-1].startswith(f"{len(lines) - 4} checks, 0 failed.")
    assert all(len(line) <= 130 for line in lines)


def test_one_failure_is_named_and_ends_with_1(vbp, only) -> None:
    only(good, bad)
    answer = vbp("verify")
    assert answer.code == 1
    lines = answer.out.splitlines()
    assert [line.split()[-1] for line in lines[2:5]] == ["ok", "FAILED", "FAILED"]
    assert "3 checks, 2 failed." in lines[6]
    assert "--seed" in lines[7]


def test_json_has_every_figure_and_the_same_exit_code(vbp, only) -> None:
    only(good, bad)
    answer = vbp("verify", "--json")
    assert answer.code == 1
    rows = json.loads(answer.out)
    assert [row["passed"] for row in rows] == [True, False, False]
    assert rows[0] == {
        "id": "good",
        "label_en": "a good one",
        "label_zh": "合格项",
        "unit": "yuan",
        "expected": 1.5,
        "measured": 1.5,
        "tolerance": 0.0,
        "passed": True,
    }
    assert rows[2]["measured"] is None
    only(good)
    assert vbp("verify", "--json").code == 0


def test_in_chinese(vbp, only) -> None:
    only(good, bad)
    out = vbp("verify", "--lang", "zh").out
    assert "合格项" in out
    assert "未通过" in out
    assert "a bad one" not in out


def test_too_few_tenders_are_wrong_input(vbp) -> None:
    answer = vbp("verify", "--reps", "10")
    assert answer.code == 2
    assert answer.err == "10 replications are too few for standard errors\n    -> give at least 2000\n"
