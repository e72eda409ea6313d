"""The terminal summary: right numbers, in lines that fit."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.report.data import read_report
from simulator.report.numbers import number, price, span
from simulator.report.one_round import first_round, most_contested
from simulator.report.summary import HEADLINE, summary_lines, wrapped
from simulator.report.terminal import WIDTH, width_of
from simulator.report.words import text
from simulator.results.ranges import within
from simulator.study.folder import Folder
from simulator.study.plan import make_plan
from simulator.study.run import execute
from simulator.tender.simulate import play_block, set_up


@pytest.mark.parametrize("language", ["en", "zh"])
def test_lines_fit_and_end_with_the_report(whole_run: Folder, language) -> None:
    lines = summary_lines(read_report(whole_run), language)
    assert max(width_of(line) for line in lines[:-1]) <= WIDTH
    assert lines[-1] == str(whole_run.path / "report.html")
    assert not any("…" in line for line in lines), "nothing is cut short"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_headline_figure_is_that_of_the_table(whole_run: Folder, language) -> None:
    data = read_report(whole_run)
    lines = summary_lines(data, language)
    summary = data.tables["summary"].set_index("metric")
    for name in HEADLINE:
        line = next(one for one in lines if one.startswith(text(f"short-{name}", language) + "  "))
        row = summary.loc[name]
        assert number(row["mean"], row["unit"]) in line
        assert span(*within(row["low"], row["high"], name, row["unit"]), row["unit"]) in line
        assert span(row["p05"], row["p95"], row["unit"]) in line


def test_seed_replications_and_holes_are_said(whole_run: Folder) -> None:
    said = "\n".join(summary_lines(read_report(whole_run), "en"))
    assert "seed 3, replications 40" in said
    assert "This rule book has holes in the record" in said
    assert "National round 7 (2022)" in said


@pytest.mark.long
def test_a_rule_book_whose_rule_is_not_on_record_is_said_aloud(tmp_path) -> None:
    folder = execute(
        make_plan("round-7-2022", ["run.replications=1", "rules.book=round-9-2023"]), tmp_path / "r"
    )
    data = read_report(folder)
    confidence = data.rules.record.confidence
    assert text(confidence, "en", id="round-9-2023").split(":")[0] in "\n".join(summary_lines(data, "en"))


@pytest.mark.long
def test_the_simulated_round_agrees_with_the_rules() -> None:
    """Bidders, places and winners of the report are those that the award steps counted."""
    plan = make_plan("round-7-2022", ["run.replications=1", "firms.unqualified_share=0.1"])
    from simulator.results.tables import RunLabel, awards_table

    scenario, rules = plan.scenario.record, plan.rules.record
    awarded = play_block(set_up(scenario, rules.clauses), 0, 1).awarded
    shown = first_round(awards_table(RunLabel("s", "r"), awarded), rules.clauses)
    assert [one.variety for one in shown] == [lot.lot.variety for lot in awarded]
    assert [one.bidders for one in shown] == [int(lot.bidders[0]) for lot in awarded]
    assert [one.places for one in shown] == [int(lot.places[0]) for lot in awarded]
    assert [one.winners for one in shown] == [int(lot.winners[0]) for lot in awarded]
    for one, lot in zip(shown, awarded, strict=True):
        cuts = [
            1 - p / r
            for p, r in zip(lot.price[0], lot.lot.reference[0].repeat(lot.lot.size), strict=False)
            if p
        ]
        if cuts:
            assert one.cuts == pytest.approx((min(cuts), max(cuts)))
    sizes = [len(one.bids) for one in most_contested(shown, 6)]
    assert sizes == sorted((len(one.bids) for one in shown), reverse=True)[:6]


def test_an_unfinished_run_is_summed_up_without_numbers(whole_run: Folder, tmp_path) -> None:
    folder = Folder(tmp_path)
    folder.write_manifest(whole_run.manifest(), status="running", digest=None)
    lines = summary_lines(read_report(folder), "en")
    assert any(line.startswith("! INCOMPLETE RUN") for line in lines)
    assert "No results to show yet." in lines


@pytest.mark.parametrize(
    ("value", "unit", "written"),
    [
        (0.4951, "share", "49.5%"),
        (-0.0001, "share", "0.0%"),
        (-0.02, "share", "-2.0%"),
        (6.0, "count", "6"),
        (4.806, "count", "4.81"),
        (0.0381, "index", "0.038"),
        (float("nan"), "share", "–"),
    ],
)
def test_numbers(value: float, unit: str, written: str) -> None:
    assert number(value, unit) == written


def test_spans_and_prices() -> None:
    assert span(0.43, 0.53, "share") == "43.0 – 53.0%"
    assert span(4.63, 5.0, "count") == "4.63 – 5.00"
    assert span(7.0, 14.0, "count") == "7 – 14"
    assert span(float("nan"), 1.0, "count") == "–"
    assert [price(x) for x in (0.1, 0.1807, 12.5, 1234.0, float("nan"))] == [
        "0.10",
        "0.1807",
        "12.50",
        "1,234.00",
        "–",
    ]


@given(st.text(alphabet="ab ，。（规则价", max_size=300))
def test_wrapping_loses_nothing_and_fits(words: str) -> None:
    lines = list(wrapped(words, 40))
    assert "".join("".join(lines).split()) == "".join(words.split())
    unbroken = max((len(word) for word in words.replace("，", " ").split()), default=0)
    if unbroken < 20:
        assert all(width_of(line) <= 40 + 2 * words.count("，") + 2 * words.count("。") for line in lines)
