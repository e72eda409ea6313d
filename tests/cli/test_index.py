"""``vbp index``: lines that fit, both languages, JSON, and mistakes."""

from __future__ import annotations

import json

import pytest

SMALL = ("--set", "market.varieties=3", "--set", "market.bids=18", "--set", "firms.firms=14", "--reps", "5")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_index_says_what_it_rests_on(vbp, language: str) -> None:
    answer = vbp("index", "stents-2020", "stents-2022", "--reps", "3", "--lang", language)
    assert answer.code == 0
    said = " ".join(answer.out.split())
    assert ("V001 (1 in all)" if language == "en" else "V001（共 1 个）") in said
    assert all(len(line) <= 100 for line in answer.out.splitlines())


def test_names_can_be_said_to_mean_the_same_goods(vbp) -> None:
    """Stents of 2020 and of 2022: the second tender starts from what the first one reached."""
    rows = json.loads(
        vbp("index", "stents-2020", "stents-2022", "--reps", "3", "--same-names", "--json").out
    )["figures"]
    means = {(row["period"], row["metric"]): row["mean"] for row in rows}
    assert means[1, "fisher"] < 0.15
    assert means[2, "matched_fisher"] > 0.5


def test_index_as_json(vbp) -> None:
    content = json.loads(vbp("index", "round-7-2022", *SMALL, "--json").out)
    assert content["replications"] == 5
    assert {row["metric"] for row in content["figures"]} >= {"laspeyres", "paasche", "chained_fisher"}


def test_mistakes_are_sentences(vbp) -> None:
    for arguments in (("index",), ("index", "nowhere"), ("index", "round-7-2022", "--reps", "0")):
        answer = vbp(*arguments)
        assert answer.code == 2
        assert "Traceback" not in answer.err
