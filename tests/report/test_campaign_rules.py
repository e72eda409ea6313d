"""Campaigns told apart round by round: what is changed is said, of its round, and nothing else is."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from simulator.report.campaign_rules import campaign_differences, sentences_of
from simulator.report.differences import Difference
from simulator.report.study_rules import rule_differences
from simulator.study.campaign_plan import plan_campaign

NAME = "renewal-after-breach"


def told(*sets: str) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    return campaign_differences(plan_campaign(NAME), plan_campaign(NAME, sets))


def test_a_campaign_is_told_apart_from_itself_in_nothing() -> None:
    assert told() == ([], [])
    assert told("run.replications=7") == ([], []), "how much is simulated is no rule"


@pytest.mark.parametrize(
    ("change", "at", "english", "chinese"),
    [
        (
            "while-barred.rules.change.places.cap=2",
            0,
            "places: the largest number of places",
            "每品种最多入围数",
        ),
        ("while-barred.market.varieties=5", 1, "market · varieties falls from", "市场 · 品种数由"),
        ("rounds.while-barred.entry={bids: 3, firms: 2}", 1, "entry of new firms", "新进企业"),
    ],
)
def test_a_change_is_said_of_its_round_alone(change: str, at: int, english: str, chinese: str) -> None:
    found = told(change)
    assert found[1 - at] == []
    assert len(found[at]) == 1
    ((en, zh),) = found[at]
    assert en.startswith("Round “while-barred”: ")
    assert english in en
    assert zh.startswith("“while-barred”轮：")
    assert chinese in zh
    assert re.search("[一-鿿]", zh)


def test_another_rule_book_is_named_before_what_it_says() -> None:
    rules, rest = told("after-the-ban.rules.book=round-3-2020")
    assert rest == []
    assert "another rule book: “Round 3” (round-3-2020) instead of" in rules[0][0]
    assert len(rules) > 1
    assert all(one.startswith("Round “after-the-ban”: ") for one, _ in rules)


def test_a_long_list_says_that_it_is_cut() -> None:
    found = [Difference(f"firms.a{at}", "1", "2", ("firms", f"a{at}")) for at in range(33)]
    said = sentences_of(found)
    assert len(said) == 31
    assert "3 more differences" in said[-1][0]
    assert "3项" in said[-1][1]


def test_choices_of_a_study_are_read_again_from_their_commands() -> None:
    commands = [
        f"vbp campaign {NAME}",
        f"vbp campaign {NAME} --set rounds.while-barred.reference=null",
        "vbp x",
    ]
    rows = [(name, NAME, "", command) for name, command in zip("abc", commands, strict=True)]
    points = pd.DataFrame(rows, columns=["choice", "scenario", "rule_book", "command"])
    without, unreadable = rule_differences(points, {}, "a")
    assert len(without.others) == 1
    assert without.said == []
    assert (unreadable.said, unreadable.others) == ([], [])
    assert "could not be read again" in unreadable.missing[0]
