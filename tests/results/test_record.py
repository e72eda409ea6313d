"""The published record is read as printed, whole, and without outcomes of rounds that are held out."""

from __future__ import annotations

import math

import pytest

from simulator.results.dictionary import ROUND_METRICS
from simulator.results.published import Published
from simulator.results.record import _range, read_chinese_reasons, read_misses, read_record
from simulator.scenario.catalogue import list_ids
from simulator.scenario.loading import load

ROWS = read_record()
HELD_OUT = ("Round 4 ", "Round 8 ", "Round 9 ", "Round 10 ", "Round 11 ")
INPUTS = {
    "varieties_tendered",
    "bidding_firms",
    "bidding_products",
    "procurement_scale_before",
    "varieties_with_more_than_5_bidders",
    "bidders_most_contested_variety",
    "bidders_per_variety",
    "institutions_naming_brands",
}


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        (("53", "", ""), (52.5, 53.5)),
        (("3.1", "", ""), (3.05, 3.15)),
        (("72.08", "", ""), (72.075, 72.085)),
        (("48", "48", "48.75"), (47.5, 48.755)),
        (("", "25", "96"), (24.5, 96.5)),
        (("200", "200", ""), (199.5, math.inf)),
    ],
)
def test_a_printed_number_stands_for_what_is_rounded_to_it(
    printed: tuple[str, str, str], expected: tuple[float, float]
) -> None:
    assert _range(*printed) == pytest.approx(expected)


def test_every_row_has_a_figure_or_a_reason() -> None:
    for row in ROWS:
        assert bool(row.figure) != bool(row.why_none), row
        assert bool(row.figure) == bool(row.scenario), row
        assert row.low <= row.high
        assert row.source


def test_rounds_held_out_have_inputs_only() -> None:
    held = [row for row in ROWS if row.tender.startswith(HELD_OUT)]
    assert held
    assert {row.metric for row in held} <= INPUTS


def test_record_agrees_with_the_published_figures_of_the_tender() -> None:
    """What both files hold is the same number, up to the rounding of the print."""
    shared = 0
    for row in ROWS:
        if row.scenario not in list_ids("published") or row.figure not in ROUND_METRICS:
            continue
        published = load(row.scenario, Published, (), "published").record
        for figure in published.figures:
            if figure.metric == row.figure:
                shared += 1
                assert row.low - 6e-4 <= float(figure.value) <= row.high + 6e-4, (row.tender, row.metric)
    assert shared > 50


def test_reasons_are_given_for_figures_of_the_record() -> None:
    known = {(row.scenario, row.figure) for row in ROWS if row.figure}
    misses = read_misses()
    assert set(misses) <= known
    assert all(why.endswith(".") for why in misses.values())


def test_every_reason_is_told_in_chinese_too() -> None:
    chinese = read_chinese_reasons()
    assert set(chinese) == set(read_misses().values())
    assert all(one.endswith("。") for one in chinese.values())
