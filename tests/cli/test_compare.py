"""``vbp compare``: what it prints, in both languages, and what it refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

SMALL = [
    part
    for change in ("market.varieties=3", "market.bids=15", "firms.firms=12", "firms.size_exponent=0")
    for part in ("--set", change)
]
BOOKS = (
    "compare",
    "round-9-2023",
    "round-10-2024",
    "--in",
    "round-9-2023",
    "--quiet",
    "--bids",
    "frozen",
    "--reps",
    "20",
    *SMALL,
)


@pytest.mark.long
def test_rule_books_in_one_scenario(vbp, tmp_path: Path) -> None:
    answer = vbp(*BOOKS, "--metric", "winners_per_variety", "--metric", "mean_cut_ceiling")
    assert answer.code == 0, answer.err
    lines = answer.out.splitlines()
    assert all(len(line) <= 100 for line in lines)
    assert lines[0] == "Winners per variety bought"
    assert lines[3].startswith("round-9-2023")
    assert lines[3].endswith("(baseline)")
    assert "\nFROZEN BIDS: " in answer.out
    rows = json.loads(vbp(*BOOKS, "--json", "--metric", "winners_per_variety").out)
    assert [(row["choice"], row["baseline"]) for row in rows] == [
        ("baseline",) * 2,
        ("round-10-2024", "baseline"),
    ]
    assert rows[0]["difference"] is None
    assert rows[1]["difference"] == pytest.approx(rows[1]["mean"] - rows[0]["mean"])
    turned = json.loads(
        vbp(*BOOKS, "--json", "--metric", "winners_per_variety", "--baseline", "round-10-2024").out
    )
    assert turned[0]["difference"] == pytest.approx(-rows[1]["difference"])
    assert len(list((tmp_path / "results").iterdir())) == 1, "the same runs serve for other figures"
    chinese = vbp(*BOOKS, "--lang", "zh", "--metric", "winners_per_variety").out
    assert "比较对象" in chinese
    assert "基准" in chinese


@pytest.mark.long
@pytest.mark.usefixtures("no_report")
def test_folders_of_runs_compare_like_the_scenarios(vbp) -> None:
    for name in ("round-9-2023", "round-10-2024"):
        sets = [*SMALL, "--set", f"rules.book={name}", "--set", "supply={}"]
        assert vbp("run", "round-9-2023", "--reps", "20", "--quiet", "--out", name, *sets).code == 0
    metrics = ("--metric", "winners_per_variety", "--metric", "shortage", "--json")
    folders = json.loads(vbp("compare", "round-9-2023/", "round-10-2024/", *metrics).out)
    simulated = json.loads(vbp(*BOOKS, "--set", "supply={}", *metrics).out)
    keys = ("metric", "mean", "low", "high", "difference", "difference_low", "reduction", "pairs")
    assert [[row[key] for key in keys] for row in folders] == [
        [row[key] for key in keys] for row in simulated
    ]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("round-9-2023",), "one thing alone cannot be compared"),
        (("round-9-2023", "round-9-2023"), "named twice"),
        (("round-9-2023", "round-1O-2024"), "did you mean 'round-10-2024'?"),
        (("round-9-2023", "round-10-2024", "--metric", "shortages"), "did you mean 'shortage'?"),
        (("round-9-2023", "round-10-2024", "--metric", "shortage"), "needs a section 'supply'"),
        (
            (
                "round-9-2023",
                "round-10-2024",
                "--baseline",
                "round-7-2022",
                "--reps",
                "2",
                *SMALL,
                "--bids",
                "frozen",
            ),
            "to compare with",
        ),
        ((".", "round-10-2024"), "this is a folder, not a file"),
    ],
)
def test_refused(vbp, arguments: tuple[str, ...], words: str) -> None:
    answer = vbp("compare", "--quiet", *arguments)
    assert answer.code == 2
    assert words in answer.err
