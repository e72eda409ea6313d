"""Replay: a reason for every bid, what could not be decided, and whether that matters."""

from __future__ import annotations

import pytest

from simulator.market.areas import load_areas
from simulator.rules.lot import State
from simulator.rules.parameters import Clauses
from simulator.scenario.model import FORMS
from simulator.tender.lists import BidRow, to_lots
from simulator.tender.replay import Doubt, Replay, replay
from tests.rules.tenders import book, change, lot, ticks, with_tests

AREAS = load_areas("national-31")


def bid(firm: str, price: str, **facts: object) -> BidRow:
    known: dict[str, object] = {"quality": "passed", "form": "oral-solid", "variety": "drug"}
    priced = {name: ticks(value) if name == "ceiling" else value for name, value in facts.items()}  # type: ignore[arg-type]
    return BidRow(firm=firm, price=ticks(price), **(known | priced))  # type: ignore[arg-type]


def play(
    name: str | Clauses, *rows: BidRow, wishes: dict[str, tuple[int, ...]] | None = None, whole: bool = False
) -> Replay:
    clauses = book(name) if isinstance(name, str) else name
    return replay(to_lots(rows, AREAS, wishes=wishes), clauses, AREAS, 1_000, whole_round=whole)


def reasons(outcome: Replay) -> dict[str, str]:
    return {decision.firm: decision.reason for decision in outcome.decisions}


def test_every_state_has_a_reason_code_of_its_own() -> None:
    codes = [state.code for state in State]
    assert len(set(codes)) == len(codes)
    assert all(code == code.lower() and "_" not in code for code in codes)


@pytest.mark.parametrize(
    ("name", "rows", "reason"),
    [
        ("round-7-2022", [bid("x", "1")], "won"),
        *(
            ("round-7-2022", [bid("x", "1", quality=status), bid("a", "2")], status)
            for status in ("not-passed", "violation-list", "gmp-breach", "failed-sampling", "inexperienced")
        ),
        ("round-7-2022", [bid("x", "1.1", link="l"), bid("a", "1", link="l")], "linked-higher"),
        ("round-3-2020", [bid("x", "1", link="l"), bid("a", "2", link="l")], "linked-highest"),
        ("round-7-2022", [bid("x", "1", ceiling="0.9999")], "over-ceiling"),
        ("round-7-2022", [bid("a", "1"), bid("b", "1.1"), bid("x", "1.2")], "no-place"),
        ("round-7-2022", [bid("a", "1"), bid("x", "2", ceiling="3")], "failed-price-test"),
        ("round-7-2022", [bid("a", "1"), bid("x", "2")], "undecided"),
        ("round-10-2024", [bid("a", "1"), bid("x", "2")], "revived-shortlisted"),
        ("round-10-2024", [bid("a", "1"), bid("x", "2", accepts=False)], "failed-price-test"),
    ],
)  # fmt: skip
def test_each_bid_has_the_reason_of_the_first_clause_that_it_failed(
    name: str, rows: list[BidRow], reason: str
) -> None:
    outcome = play(name, *rows)
    assert reasons(outcome)["x"] == reason
    decided = next(d for d in outcome.decisions if d.firm == "x")
    assert decided.won == reason.startswith(("won", "revived"))
    assert (decided.rank is None) == (decided.award_price is None) == (not decided.won)
    assert bool(decided.regions) == decided.won


def test_a_bid_that_fails_several_clauses_keeps_the_first() -> None:
    rows = [
        bid("gate", "9", quality="not-passed", link="l", ceiling="1"),
        bid("link", "8", link="l", ceiling="1"),
        bid("low", "2", link="l"),
        bid("cap", "7", ceiling="1"),
        bid("a", "1"),
    ]
    assert reasons(play("round-7-2022", *rows)) == {
        "gate": "not-passed", "link": "linked-higher", "cap": "over-ceiling", "low": "undecided", "a": "won",
    }  # fmt: skip


def test_the_firm_limit_and_the_second_revival_have_reasons_too() -> None:
    rows = [bid("x", str(1 + i / 10), brand=f"b{i}") for i in range(5)] + [bid("a", "1.9")]
    assert [d.reason for d in play("stents-2020", *rows).decisions] == [*["won"] * 4, "firm-limit", "won"]
    rows = [
        bid(f, p, brand_volume=5)
        for f, p in zip("abcdef", ("1", "1.1", "1.2", "1.3", "1.4", "1.5"), strict=True)
    ]
    assert reasons(play("round-11-2025", *rows))["d"] == "revived-not-shortlisted"


def test_the_award_price_is_told_in_the_firms_own_specification() -> None:
    # Twice the strength: 3.4 is 2.0 in the main specification; it is revived at 1.8, that is 3.06.
    outcome = play("round-10-2024", bid("a", "1"), bid("x", "3.4", strength_ratio=2.0))
    decided = outcome.decisions[1]
    assert (decided.reason, decided.price, decided.award_price) == (
        "revived-shortlisted",
        ticks("3.4"),
        ticks("3.06"),
    )
    # A direct winner is paid what it bid, to the tick, although its comparable price is rounded.
    outcome = play("round-7-2022", bid("a", "1"), bid("x", "1.9999", strength_ratio=2.0))
    assert outcome.decisions[1].award_price == ticks("1.9999")


def test_an_award_price_of_half_a_tick_is_rounded_up() -> None:
    # Offered the highest direct price, 1.8050, for four times the strength: x 2.89 is 52,164.5 ticks.
    rows = [bid("a", "1.2"), bid("b", "1.805"), bid("x", "8", strength_ratio=4.0)]
    rows += [bid(f"dear {i}", "9") for i in range(3)]
    decided = play("round-10-2024", *rows).decisions[2]
    assert decided.reason == "revived-shortlisted"
    assert decided.award_price == 52_165


def test_areas_and_volumes_follow_preferences() -> None:
    codes = AREAS.codes
    wishes = {"b": (codes.index("54"), codes.index("63"))}
    rows = [bid("a", "1", base=1_000_000), bid("b", "1.1", base=1_000_000), bid("c", "1.2", base=1_000_000)]
    outcome = play("round-7-2022", *rows, wishes=wishes)
    first, second, third = outcome.decisions
    # Rank 1 takes Guangdong first and Shandong in the first turn; then b takes Tibet, a Henan, b Qinghai.
    assert {"44", "37", "41"} <= set(first.regions)
    assert {"54", "63"} <= set(second.regions)
    assert len(first.regions) + len(second.regions) == 31
    assert set(first.backs_up) == set(second.regions)
    assert (third.regions, third.volume) == ((), 0)
    base = AREAS.share_out(1_000_000)
    expected = sum((int(base[codes.index(code)]) * 6 + 5) // 10 for code in second.regions)
    assert second.volume == expected


# --- doubts ---------------------------------------------------------------------------------------------


def doubt(outcome: Replay, fact: str) -> Doubt | None:
    return next((d for d in outcome.doubts if d.fact == fact), None)


def test_with_all_facts_on_record_there_is_no_doubt() -> None:
    rows = [bid("a", "1", ceiling="3"), bid("b", "2", ceiling="3")]
    assert play("round-7-2022", *rows).doubts == ()


def test_a_missing_ceiling_matters_where_only_the_cut_could_save_a_bid() -> None:
    outcome = play("round-7-2022", bid("a", "1", ceiling="3"), bid("b", "2"))
    assert reasons(outcome)["b"] == "undecided"
    assert doubt(outcome, "ceiling") == Doubt("drug", "ceiling", 1, matters=True)
    # Within 1.8 times the lowest it does not, nor for a bid without a place.
    outcome = play("round-7-2022", bid("a", "1"), bid("b", "1.8"), bid("c", "5", ceiling="9"))
    assert doubt(outcome, "ceiling") == Doubt("drug", "ceiling", 2, matters=False)


def test_a_missing_ceiling_matters_on_the_guaranteed_line() -> None:
    outcome = play("insulin-2021", bid("a", "1", ceiling="3"), bid("b", "1.2", ceiling="3"), bid("c", "1.9"))
    assert reasons(outcome)["c"] == "undecided"
    assert doubt(outcome, "ceiling") == Doubt("drug", "ceiling", 1, matters=True)


def test_doubts_are_told_variety_by_variety() -> None:
    rows = [
        bid("a", "1", variety="clear", ceiling="2"),
        bid("a", "1", variety="idle"),
        bid("a", "1", variety="open"),
        bid("b", "2", variety="open"),
    ]
    doubts = play("round-7-2022", *rows).doubts
    assert doubts == (Doubt("idle", "ceiling", 1, matters=False), Doubt("open", "ceiling", 2, matters=True))


def test_a_missing_form_matters_between_the_thresholds() -> None:
    for price, matters in (("0.1", True), ("0.9", True), ("2", True), ("2.0001", False)):
        rows = [bid("a", "0.01", form="", ceiling="9"), bid("b", price, form="", ceiling="9", accepts=False)]
        outcome = play("round-10-2024", *rows)
        assert reasons(outcome)["b"] == "undecided"
        assert doubt(outcome, "form") == Doubt("drug", "form", 2, matters=matters)
    # In rounds whose threshold serves every form it is not even undecided.
    assert doubt(play("round-7-2022", bid("a", "1", form="", ceiling="2")), "form") is None


@pytest.mark.parametrize("form", FORMS)
def test_a_missing_form_matters_whichever_form_has_the_threshold(form: str) -> None:
    clauses = with_tests(book("round-10-2024"), threshold={"yuan": {form: "3"}})
    clauses = change(clauses, revival={"use": "none"})
    for price, matters in (("3", True), ("3.0001", False)):
        outcome = play(clauses, bid("a", "1", form="", ceiling="4"), bid("b", price, form="", ceiling="4"))
        assert reasons(outcome)["b"] == "undecided"
        assert doubt(outcome, "form") == Doubt("drug", "form", 2, matters=matters)


def test_a_missing_brand_volume_matters_if_the_second_revival_hangs_on_it() -> None:
    prices = ("1", "1.1", "1.2", "1.3", "1.4", "1.5")
    for accepts, matters in ((True, True), (False, False)):
        rows = [
            bid(f, p, ceiling="9", brand_volume=-1 if f == "a" else 10, accepts=accepts)
            for f, p in zip("abcdef", prices, strict=True)
        ]
        outcome = play("round-11-2025", *rows)
        assert doubt(outcome, "brand_volume") == Doubt("drug", "brand_volume", 2, matters=matters)


def test_a_missing_quality_status_matters_if_the_bid_would_be_out() -> None:
    outcome = play(
        "round-7-2022", bid("a", "1", ceiling="3", quality="unknown"), bid("b", "1.9", ceiling="3")
    )
    found = doubt(outcome, "quality")
    assert found is not None
    assert (found.bids, found.matters) == (1, True)


def test_a_replay_of_several_varieties_keeps_them_apart() -> None:
    lots = [lot(["1", "1.1"], name="a"), lot(["2", "2.1"], name="b")]
    outcome = replay(lots, book("round-5-2021"), AREAS, 62)
    assert [(d.variety, d.firm, d.rank) for d in outcome.decisions] == [
        ("a", "f0", 1), ("a", "f1", 2), ("b", "f0", 1), ("b", "f1", 2),
    ]  # fmt: skip
