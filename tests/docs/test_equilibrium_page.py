"""The page on equilibrium bids says which rule books can be solved, and that is what the program says."""

from __future__ import annotations

import re

import pytest
from shown_commands import ROOT

from simulator.bidding.equilibrium.coverage import coverage
from simulator.bidding.equilibrium.fresh_draws import FACTORS
from simulator.report.words import text
from simulator.rules.parameters import Clauses
from simulator.scenario.catalogue import list_ids
from simulator.scenario.loading import load_rulebook

PAGE = (ROOT / "docs/equilibrium.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", list_ids("rules"))
def test_row_of_the_rule_book(name: str) -> None:
    found = coverage(load_rulebook(name, Clauses).record.clauses)
    left_out = ", ".join(text(f"eq-left-{one}", "en") for one in found.left_out) or "nothing"
    row = f"| no | {'; '.join(found.missing)} |" if found.missing else f"| yes | {left_out} |"
    assert f"\n| `{name}` {row}\n" in PAGE


def test_no_row_is_of_a_book_that_is_gone() -> None:
    assert re.findall(r"^\| `([\w-]+)` \| (?:yes|no) \|", PAGE, flags=re.MULTILINE) == list(list_ids("rules"))


def test_number_of_deviations() -> None:
    """Multiples of the own bid, one tick less, the ceiling, the line and the tick above it: sixteen."""
    assert len(FACTORS) + 4 == 16
    assert "sixteen other ways to bid" in PAGE
