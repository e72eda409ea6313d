"""``vbp sweep``: what it prints, its exit codes, going on after a failure."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import pytest

from simulator.study import carry as carry_module
from simulator.study.figures import evaluate

STUDY = """\
id: mine
title: {en: "Mine", zh: "我的"}
summary: {en: "Mine", zh: "我的"}
baseline: {scenario: round-9-2023}
variants:
  few: {title: {en: "Few places", zh: "名额少"}, set: {rules.change.places.cap: 1}}
futures:
  of: {cost: {set: costs.median.generic, values: [0.3, 0.5]}}
metrics: [winners_per_variety]
bids: frozen
better: {winners_per_variety: high}
run: {replications: 4}
"""
SMALL = [
    part
    for change in ("market.varieties=2", "market.bids=8", "firms.firms=8", "firms.size_exponent=0")
    for part in ("--set", change)
]


@pytest.fixture
def study(tmp_path: Path) -> str:
    (tmp_path / "mine.yaml").write_text(STUDY, encoding="utf-8")
    return "mine.yaml"


@pytest.mark.long
def test_futures_regret_and_dominance(vbp, study: str) -> None:
    answer = vbp("sweep", study, "--quiet", *SMALL)
    assert answer.code == 0, answer.err
    assert "Over 2 futures" in answer.out
    assert "Regret: " in answer.out
    assert "Few places is worse than baseline in every figure that counts" in answer.out
    chinese = vbp("sweep", study, "--quiet", "--lang", "zh", *SMALL)
    assert "“名额少”" in chinese.out
    rows = json.loads(vbp("sweep", study, "--quiet", "--json", *SMALL).out)
    assert [(row["choice"], row["future"]) for row in rows] == [
        ("baseline", "cost=0.3"),
        ("few", "cost=0.3"),
        ("baseline", "cost=0.5"),
        ("few", "cost=0.5"),
    ]
    turned = json.loads(vbp("sweep", study, "--quiet", "--json", "--baseline", "Few places", *SMALL).out)
    assert turned[0]["difference"] == pytest.approx(-rows[1]["difference"])


@pytest.mark.long
def test_a_failed_run_is_told_with_its_command(vbp, study: str, monkeypatch) -> None:
    calls: list[int] = []

    def fails(inputs, start, count):
        calls.append(start)
        if len(calls) == 2:
            raise ArithmeticError("overflow")
        return evaluate(inputs, start, count)

    monkeypatch.setattr(carry_module, "evaluate", fails)
    answer = vbp("sweep", study, "--quiet", "--out", "out", *SMALL)
    assert answer.code == 3
    assert "vbp: few in cost=0.3 failed (ArithmeticError: overflow)" in answer.err
    assert "-> vbp run round-9-2023 " in answer.err
    assert vbp("sweep", study, "--quiet", "--out", "out", *SMALL).code == 2, "it says that --resume is needed"
    assert vbp("sweep", study, "--quiet", "--out", "out", "--resume", *SMALL).code == 0
    assert len(calls) == 5


def test_dry_run_says_what_would_be_run(vbp, study: str, tmp_path: Path) -> None:
    answer = vbp("sweep", study, "--dry-run", "--reps", "7", *SMALL)
    assert answer.code == 0
    assert "2 choices, 2 futures, 4 runs (4 different)" in answer.out
    assert "7 replications each, seed 1" in answer.out
    assert not (tmp_path / "results").exists()
    assert vbp("check", study).out == "mine.yaml: a valid study\n"


@pytest.mark.long
def test_an_unreachable_cluster_is_told_within_seconds(vbp, study: str) -> None:
    answer = vbp("sweep", study, "--quiet", "--cluster", "tcp://127.0.0.1:9", *SMALL)
    assert answer.code == 1
    assert "no Dask scheduler answers at tcp://127.0.0.1:9" in answer.err
    odd = vbp("sweep", study, "--quiet", "--cluster", "nowhere", *SMALL)
    assert odd.code == 2
    assert "'nowhere' is no address of a Dask scheduler" in odd.err


@pytest.mark.long
@pytest.mark.usefixtures("no_report")
def test_export_and_cite(vbp, study: str, tmp_path: Path) -> None:
    assert vbp("sweep", study, "--quiet", "--reps", "3", "--out", "out", *SMALL).code == 0
    answer = vbp("export", "out", "--to", "out.xlsx")
    assert answer.out == "wrote out.xlsx: comparison, regrets, dominance, points, replications, runs\n"
    assert vbp("export", "out", "--to", "out.csv", "--table", "regrets").code == 0
    assert "cautious" in (tmp_path / "out.csv").read_text(encoding="utf-8-sig")
    said = vbp("cite", "out").out
    again = next(line for line in said.splitlines() if line.startswith("vbp sweep "))
    digest = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))["digest"]
    assert digest in said
    assert vbp(*shlex.split(again)[1:], "--quiet", "--out", "again").code == 0
    assert digest in vbp("cite", "again", "--lang", "zh").out
    assert vbp("run", "round-9-2023", "--reps", "2", "--quiet", "--out", "run", *SMALL).code == 0
    line = next(line for line in vbp("cite", "run").out.splitlines() if line.startswith("vbp run "))
    assert vbp(*shlex.split(line)[1:], "--quiet", "--out", "rerun").code == 0
    first, second = (json.loads((tmp_path / name / "manifest.json").read_text()) for name in ("run", "rerun"))
    assert first["digest"] == second["digest"]
    assert vbp("export", "run", "--to", "run.dta").out == "wrote run.dta: summary\n"
    assert vbp("cite", ".").code == 2
