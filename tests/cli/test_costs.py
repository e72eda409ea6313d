"""The verb ``costs``: table, JSON, CSV, and what it refuses."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from simulator import api


@pytest.fixture
def many(tmp_path: Path) -> str:
    lines = ["variety,firm,price,ceiling,quality,form"]
    for variety in range(12):
        for firm in range(5):
            share = 0.3 + 0.08 * firm + 0.005 * ((7 * variety + 3 * firm) % 12)
            quality = "originator" if firm == 4 else "passed"
            lines.append(f"v{variety},f{firm},{10 * share:.4f},10,{quality},oral-solid")
    lines += ["alone,f0,3,10,passed,oral-solid", "v0,f9,4,10,not-passed,oral-solid"]
    lines += ["v1,f9,11,10,passed,oral-solid"]
    (tmp_path / "many.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return "many.csv"


@pytest.mark.long
def test_table_json_and_csv_say_the_same(vbp, many: str, tmp_path: Path) -> None:
    line = ["costs", many, "--rules", "round-5-2021", "--reps", "20", "--quiet"]
    answer = vbp(*line, "--json", "--out", "costs.csv")
    assert answer.code == 0, answer.err
    found = json.loads(answer.out)
    assert (found["invalid_bids"], found["bids_without_rival"], len(found["bids"])) == (2, 1, 60)
    with (tmp_path / "costs.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["firm"] for row in rows] == [one["firm"] for one in found["bids"]]
    for row, one in zip(rows, found["bids"], strict=True):
        assert row["cost"] == ("" if one["cost"] is None else str(one["cost"]))
    shown = vbp(*line).out
    assert "private independent costs" in shown
    assert "Left out: 2 bids that are not valid, 1 without a rival." in shown
    assert "20 more bids" in shown
    assert max(map(len, shown.splitlines())) <= 100
    assert "私人信息" in vbp(*line, "--lang", "zh").out


def test_rows_of_a_notebook_work_too(many: str, tmp_path: Path) -> None:
    with (tmp_path / many).open(encoding="utf-8") as file:
        found = api.recover_costs(list(csv.DictReader(file)), "round-5-2021", reps=0)
    assert len(found.bids) == 60
    assert np_nan(found.groups[-1].low)


def np_nan(value: float) -> bool:
    return value != value  # noqa: PLR0124  # only nan differs from itself


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("costs bids.csv --rules round-2-2020", "at least 20 are needed"),
        ("costs bids.csv --rules round-2-2020 --reps 3", "choose 20 to 10,000"),
        ("costs bids.csv --rules round-2-2021", "did you mean 'round-"),
        ("costs many.csv --rules insulin-2021", "rounds 2 to 10"),
        ("costs bids.csv", "'vbp VERB --help'"),
    ],
)
def test_refusals(vbp, bids: str, many: str, line: str, hint: str) -> None:
    answer = vbp(*line.split(" "))
    assert answer.code == 2
    assert hint in answer.err
    assert "Traceback" not in answer.err
