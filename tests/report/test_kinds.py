"""Differences in contracts and money are told with units, and only where their intervals support it."""

from __future__ import annotations

import math
from collections.abc import Mapping

import pytest

from simulator.report.kinds import told_by_kind
from simulator.report.measures import Measure, ends_words, signed_words, size_words
from simulator.report.paired import RunDifference
from simulator.results.contract_definitions import CONTRACT_METRICS
from simulator.results.dictionary import METRICS
from simulator.results.money_definitions import MONEY_METRICS

NAMES = (("A", "甲"), ("B", "乙"))


def differ(measure: Measure, mean: float, half: float) -> RunDifference:
    return RunDifference(measure, mean, mean - half, mean + half, mean - half, mean + half, paired=True, n=9)


def test_figures_are_told_by_kind_and_with_units() -> None:
    found = [
        differ(METRICS["winners_per_variety"], 0.5, 0.1),
        differ(CONTRACT_METRICS["shortage_days"], -3.0, 1.0),
        differ(MONEY_METRICS["saving"], 12.0, 20.0),
    ]
    award, contracts, money = told_by_kind(found, NAMES)
    assert [kind[0][0] for kind in (award, contracts, money)] == ["Award", "Contracts", "Money"]
    assert award[1][0][0].endswith("0.50 more under B than under A (+0.40 to +0.60).")
    assert "3.0 days a year less under B than under A (-4.0 to -2.0)" in contracts[1][0][0]
    assert "乙比甲低3.0天/年（-4.0至-2.0）" in contracts[1][0][1]
    assert "no difference can be told from chance (-8.0 to +32.0)" in money[1][0][0]


def test_many_figures_that_claim_nothing_share_a_sentence() -> None:
    """Every figure is named once, and none that claims nothing stands in a claim."""
    sizes: Mapping[str, tuple[float, float]] = {"saving": (5.0, 1.0), "baseline": (0.0, 0.0)}
    found = [differ(one, *sizes.get(name, (0.5, 1.0))) for name, one in MONEY_METRICS.items()]
    assert len(found) > 12
    ((_, said),) = told_by_kind(found, NAMES)
    claims = [one[0] for one in said if "under B than under A" in one[0]]
    assert len(claims) == 1
    chance = next(one[0] for one in said if one[0].startswith("No difference can be told from chance in"))
    assert chance.count("to +") == len(found) - 2
    assert any(one[0].startswith("The same in every round") for one in said)
    unknown = RunDifference(MONEY_METRICS["saving"], *(math.nan,) * 5, paired=False, n=0)
    ((_, said),) = told_by_kind([*found, unknown], NAMES)
    assert said[-1][0].startswith("Not known in both runs")


@pytest.mark.parametrize(
    ("amount", "unit", "shown"),
    [
        (0.0123, "share", "1.2 percentage points"),
        (0.0004, "share", "0.04 percentage points"),
        (0.0000213, "share", "0.0021 percentage points"),
        (0.0047, "ratio", "0.0047"),
        (0.0, "count", "0"),
        (1e-12, "ratio", "0"),
        (3.25, "million yuan", "3.2 million yuan a year"),
    ],
)
def test_a_difference_that_is_claimed_never_looks_like_nothing(amount: float, unit: str, shown: str) -> None:
    assert size_words(amount, unit)[0] == shown


def test_ends_have_signs_and_no_dash_between_them() -> None:
    assert ends_words(-0.02, 0.01, "share") == ("-2.0 to +1.0", "-2.0至+1.0")
    assert signed_words(0.0, "share") == "0"
    assert signed_words(-0.001, "ratio") == "-0.0010"
