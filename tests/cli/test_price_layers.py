"""``vbp layers``: prices and scenarios, both languages, JSON, and mistakes."""

from __future__ import annotations

import json

import pytest

SMALL = ("--set", "market.varieties=3", "--set", "market.bids=18", "--set", "firms.firms=14", "--reps", "5")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_two_prices(vbp, language: str) -> None:
    answer = vbp("layers", "--before", "13000", "--after", "700", "--kind", "device", "--lang", language)
    assert answer.code == 0
    assert "13,000.00" in answer.out
    assert ("distribution mark-up (47.0%)" if language == "en" else "流通加价（47.0%）") in answer.out
    rows = json.loads(vbp("layers", "--before", "35000", "--after", "7000", "--cost", "3000", "--json").out)
    assert sum(row["before"] for row in rows) == pytest.approx(35_000, abs=1e-9)
    assert sum(row["after"] for row in rows) == pytest.approx(7_000, abs=1e-9)
    assert rows[0] == {"layer": "cost", "before": 3000, "after": 3000, "of_cut": 0}


def test_scenario(vbp) -> None:
    answer = vbp("layers", "round-7-2022", *SMALL)
    assert answer.code == 0
    assert all(len(line) <= 100 for line in answer.out.splitlines())
    rows = json.loads(vbp("layers", "round-7-2022", *SMALL, "--json").out)
    whole = {row["metric"]: row["mean"] for row in rows if row["variety"] == ""}
    assert sum(mean for name, mean in whole.items() if name.endswith("_before")) == pytest.approx(1)
    assert sum(mean for name, mean in whole.items() if name.endswith("_of_cut")) == pytest.approx(1)
    after = [mean for name, mean in whole.items() if name.endswith("_after") and name != "price_after"]
    assert sum(after) == pytest.approx(whole["price_after"])
    dearer = json.loads(
        vbp("layers", "round-7-2022", *SMALL, "--set", "welfare.layers.margin=0.3", "--json").out
    )
    assert next(row["mean"] for row in dearer if row["metric"] == "margin_before") > whole["margin_before"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((), "there is nothing to split"),
        (("--before", "10"), "give --before and --after"),
        (("--before", "ten", "--after", "5"), "'ten' is not a price in yuan"),
        (("--before=-3", "--after", "5"), "not a plain decimal price"),
        (("round-7-2022", "--set", "welfare.layers.margin=-1"), "-1 is out of range"),
        (("round-7-2022", "--set", "welfare.layers.selling={}"), "did you mean"),
        (
            ("round-7-2022", "--set", "welfare.layers.distribution_after={drug: 0.5, device: 0.1}"),
            "is above distribution_before",
        ),
    ],
)
def test_mistakes_are_sentences(vbp, arguments: tuple[str, ...], says: str) -> None:
    answer = vbp("layers", *arguments)
    assert answer.code == 2
    assert says in answer.err
    assert "Traceback" not in answer.err
