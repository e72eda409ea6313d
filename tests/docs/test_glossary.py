"""The glossary: sorted, whole in both languages, and with the words that tables use as headings."""

from __future__ import annotations

import re

import pytest
from shown_commands import ROOT

from simulator.report.ledger import PARTIES
from simulator.report.words import CLAUSES, TEXTS

PAGE = (ROOT / "docs/glossary.md").read_text(encoding="utf-8")
METRICS = (ROOT / "docs/metrics.md").read_text(encoding="utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in PAGE.splitlines()
    if line.startswith("| ") and not line.startswith(("| ---", "| English"))
]
HEADINGS = (
    *("of-mean", "of-rounds", "worst-20th", "published", "variety", "bidders", "places", "winners"),
    *("rank", "areas", "volume", "screen", "false-alarms", "power", "shortage"),
)


def test_it_is_sorted_and_says_everything_once() -> None:
    terms = [row[0].lower() for row in ROWS]
    assert terms == sorted(terms)
    assert len(set(terms)) == len(terms) >= 120


def test_every_term_has_its_chinese_and_its_meaning() -> None:
    for row in ROWS:
        assert len(row) == 3, row
        assert re.search("[一-鿿]", row[1]), row
        assert row[2], row


@pytest.mark.parametrize("key", HEADINGS)
def test_headings_of_tables_are_explained(key: str) -> None:
    """In both languages, in the glossary or in the data dictionary; a word and its plural are one."""
    english, chinese = TEXTS[key]
    pages = (PAGE + METRICS).lower().replace("–", "-")
    assert english.lower().removesuffix("s") in pages
    assert chinese.removesuffix("数").removesuffix("均值") in PAGE + METRICS


def test_clauses_and_parties_are_named_as_everywhere() -> None:
    pages = (PAGE + METRICS + (ROOT / "docs/clauses.md").read_text(encoding="utf-8")).lower()
    parties = [english.replace("fund: ", "") for english, _ in PARTIES.values()]
    words = [*(english.removesuffix("s") for english, _ in CLAUSES.values()), *parties]
    assert [one for one in words if one.lower() not in pages] == []
