"""The self-test: it passes, its errors are what it says, and planted errors are caught."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import pytest

from simulator.bidding.equilibrium.closed_forms import (
    common_costs,
    pay_as_bid,
    risk_aversion,
    two_firms,
    uniform_price,
)
from simulator.bidding.equilibrium.closed_forms.common_costs import CommonCost
from simulator.bidding.equilibrium.closed_forms.known_costs import RankLottery
from simulator.bidding.equilibrium.closed_forms.outside_market import OutsideMarket
from simulator.bidding.equilibrium.closed_forms.scoring import QualityPoints
from simulator.errors import InputError
from simulator.rules.parameters import Clauses
from simulator.rules.sense import combination_problems
from simulator.study.verify import other_costs, private_costs, rule_examples, tenders, unequal_firms
from simulator.study.verify.check import STANDARD_ERRORS, Check, Name, exact, of_chance, of_sample
from simulator.study.verify.draws import Draws
from simulator.study.verify.suite import FAMILIES, FEWEST, verify
from tests.rules.tenders import book, change, tune, with_tests

Family = Callable[[Draws], Iterator[Check]]
DRAWS = Draws(1, 4_000)
SOME = Name("some", "some", "某")


def failed(family: Family, draws: Draws = DRAWS) -> set[str]:
    return {check.name.id for check in family(draws) if not check.passed}


@pytest.mark.long
def test_everything_passes_with_few_and_other_draws() -> None:
    checks = verify(2, FEWEST)
    assert [check.name.id for check in checks if not check.passed] == []
    assert len(checks) >= 30
    assert len({check.name.id for check in checks}) == len(checks)
    assert all(check.name.en and check.name.zh for check in checks)
    exact_units = {check.unit for check in checks if check.tolerance == 0}
    assert exact_units == {"yuan", "count", "share"}


def test_same_seed_gives_the_same_answers() -> None:
    for family in (private_costs.single, rule_examples.lots):
        assert list(family(DRAWS)) == list(family(DRAWS))
        assert list(family(DRAWS)) != list(family(Draws(2, DRAWS.replications)))


def test_too_few_tenders_are_refused() -> None:
    with pytest.raises(InputError, match="at least 2000"):
        verify(1, FEWEST - 1)


def test_tolerance_is_four_standard_errors() -> None:
    sample = np.tile([1.0, 3.0], 5_000)
    check = of_sample(SOME, "yuan", 2.0, sample)
    assert check.tolerance == pytest.approx(STANDARD_ERRORS * 1.0 / 100, rel=1e-3)
    assert check.passed
    assert not of_sample(SOME, "yuan", 2.05, sample).passed
    rare = of_chance(SOME, 0.01, np.arange(10_000) < 100)
    assert rare.tolerance == pytest.approx(4 * (0.01 * 0.99 / 10_000) ** 0.5)
    assert rare.passed
    assert not of_chance(SOME, 0.01, np.arange(10_000) < 150).passed


def test_exact_means_exact_and_nothing_is_no_answer() -> None:
    assert exact(SOME, "yuan", 0.1, 1_000 / 10_000).passed
    assert not exact(SOME, "yuan", 0.1, 0.1001).passed
    assert not exact(SOME, "yuan", 0.1, float("nan")).passed
    assert not replace(of_sample(SOME, "yuan", 0, [-1.0, 1.0]), measured=float("nan")).passed


@pytest.mark.long
def test_deviations_are_as_large_as_standard_errors_say() -> None:
    """Over 50 seeds and three checks, deviations in standard errors have mean 0 and spread 1.

    Checks of one seed hang together, so the bounds are those of 50 deviations: four standard errors, 0.57
    for the mean and 0.4 for the spread.
    """
    found = [
        STANDARD_ERRORS * (check.measured - check.expected) / check.tolerance
        for seed in range(50)
        for family in (private_costs.ranks, private_costs.all_win)
        for check in family(Draws(seed, 2_000))
    ]
    assert len(found) == 150
    assert abs(np.mean(found)) < 0.57
    assert abs(np.std(found) - 1) < 0.4


@pytest.mark.long
@pytest.mark.parametrize(
    "family", [f for f in FAMILIES if f.__module__ != rule_examples.__name__], ids=lambda f: f.__name__
)
def test_bids_ten_percent_too_high_are_caught(family: Family, monkeypatch: pytest.MonkeyPatch) -> None:
    """The rules see other bids than the equilibrium: every group of checks notices."""
    honest = tenders.in_ticks

    def dear(price: np.ndarray) -> np.ndarray:
        return honest(np.asarray(price) * (1.1 if np.ndim(price) else 1.0))

    for module in (private_costs, unequal_firms, other_costs, tenders):
        monkeypatch.setattr(module, "in_ticks", dear)
    if family is other_costs.points:
        # Points are worth less beside prices of another scale, and the ceiling is converted in the same way.
        assert failed(family, Draws(1, 40_000)) == {"points.price"}
    else:
        assert failed(family)


FORMULAS: dict[str, tuple[object, str, Family, set[str]]] = {
    "one award": (pay_as_bid, "single_award_bids", private_costs.single, {"one-award.price"}),
    "equal awards": (pay_as_bid, "equal_award_bids", private_costs.equal, {"equal-awards.payment"}),
    "ceiling": (pay_as_bid, "rank_volume_bids", private_costs.ceiling, {"ceiling.payment"}),
    "ranks": (pay_as_bid, "rank_volume_bids", private_costs.ranks, {"ranks.payment", "ranks.profit"}),
    "highest winner": (
        uniform_price,
        "bids_for_highest_winning_price",
        private_costs.uniform_prices,
        {"highest-winning.payment"},
    ),
    "best loser": (
        uniform_price,
        "bids_for_lowest_losing_price",
        private_costs.uniform_prices,
        {"lowest-losing.payment"},
    ),
    "averse": (risk_aversion, "averse_single_award_bids", private_costs.averse, {"averse.price"}),
    "averse ranks": (
        risk_aversion,
        "averse_rank_volume_bids",
        private_costs.averse,
        {"averse-ranks.payment"},
    ),
    "outside": (OutsideMarket, "bids", private_costs.outside, {"outside.payment"}),
    "unequal": (two_firms, "bids", unequal_firms.common_upper, {"unequal.payment"}),
    "different": (two_firms, "bids", unequal_firms.different_upper, {"different.payment"}),
    "lottery": (RankLottery, "price_at", other_costs.known, {"known.profit", "duopoly.payment"}),
    "interdependent": (
        common_costs,
        "interdependent_bids",
        other_costs.interdependent,
        {"interdependent.price"},
    ),
    "affiliated": (common_costs, "affiliated_bids", other_costs.affiliated, {"affiliated.price"}),
    "unknown": (CommonCost, "bids", other_costs.unknown, {"unknown.profit"}),
    "points": (QualityPoints, "net_bids", other_costs.points, {"points.price"}),
}


@pytest.mark.long
@pytest.mark.parametrize("name", FORMULAS)
def test_an_error_of_a_tenth_in_a_formula_is_caught(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is expected does not come from the bid function, so a wrong one shows.

    One expected payment is an integral of bids; it is kept as it was.
    """
    place, function, family, ids = FORMULAS[name]
    honest = getattr(place, function)
    draws = Draws(1, 40_000) if name == "points" else DRAWS
    known = {check.name.id: check.expected for check in family(draws)}

    def wrong(*arguments: object) -> object:
        answer = honest(*arguments)
        return answer * 1.1 if np.ndim(answer) else answer

    monkeypatch.setattr(place, function, wrong)
    found = {check.name.id: check for check in family(draws)}
    for each in ids:
        kept = {"expected": known[each]} if name == "averse ranks" else {}
        assert not replace(found[each], **kept).passed, each
        assert name == "averse ranks" or found[each].expected == known[each]


WRONG_BOOKS: dict[str, tuple[Callable[[Clauses], Clauses], set[str]]] = {
    "multiple": (
        lambda b: with_tests(b, multiple={"times": "1.7999", "anchor": "lowest"}),
        {"multiple.limit"},
    ),
    "cut": (lambda b: with_tests(b, cut={"at_least": "0.500002"}), {"cut.limit"}),
    "threshold": (lambda b: with_tests(b, threshold={"yuan": {"any": "0.1001"}}), {"threshold.limit"}),
    "no threshold": (lambda b: with_tests(b, threshold=None), {"threshold.limit"}),
    "places": (
        lambda b: tune(b, "places", table={**b.places.table.value, 7: 6}),  # type: ignore[union-attr]
        {"places.wrong"},
    ),
    "shares": (
        lambda b: tune(b, "volume", shares={"ordinary": {1: "0.51", 2: "0.6", 3: "0.7", 4: "0.8"}}),
        {"share.1"},
    ),
    "no test": (
        lambda b: change(b, price_test={"use": "none"}),
        {"multiple.limit", "cut.limit", "threshold.limit", "gate.any"},
    ),
}


@pytest.mark.parametrize("name", WRONG_BOOKS)
def test_a_wrong_rule_is_caught_and_named(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    spoil, ids = WRONG_BOOKS[name]
    wrong = spoil(book(rule_examples.BOOK))
    monkeypatch.setattr(rule_examples, "_book", lambda: wrong)
    rules = [f for f in FAMILIES if f.__module__ == rule_examples.__name__]
    assert set().union(*(failed(family) for family in rules)) == ids


@pytest.mark.parametrize(
    ("field", "spoil", "family"),
    [
        ("price", lambda a: np.where(a.price > 0, a.price + a.price // 20, 0), private_costs.equal),
        ("volume", lambda a: a.volume[:, ::-1], private_costs.ranks),
        ("volume", lambda a: a.volume - a.volume // 50, private_costs.ceiling),
        ("position", lambda a: a.position[:, ::-1], private_costs.uniform_prices),
    ],
)
def test_a_fault_in_the_award_is_caught(field, spoil, family, monkeypatch: pytest.MonkeyPatch) -> None:
    honest = tenders.award_one

    def faulty(*arguments: object) -> object:
        awarded = honest(*arguments)  # type: ignore[arg-type]
        return replace(awarded, **{field: spoil(awarded)})

    monkeypatch.setattr(tenders, "award_one", faulty)
    assert failed(family)


def test_lots_that_favour_the_first_firm_are_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Draws, "lots", lambda self, _, n: np.tile(np.arange(n), (self.replications, 1)))
    assert failed(rule_examples.lots) == {"lots.chance"}


def test_packs_that_get_lost_are_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = rule_examples.award_one

    def loses_one(*arguments: object) -> object:
        awarded = honest(*arguments)  # type: ignore[arg-type]
        first = np.zeros_like(awarded.volume)
        first[0, 0] = 1
        return replace(awarded, volume=np.maximum(awarded.volume - first, 0))

    monkeypatch.setattr(rule_examples, "award_one", loses_one)
    assert "share.lost" in failed(rule_examples.shares)


def test_small_rule_books_make_sense_and_do_what_they_say() -> None:
    for clauses in (tenders.by_rank([1.0]), tenders.by_rank([0.5, 0.3, 0.2], ceiling=True)):
        assert combination_problems(clauses) == ()
    lot = tenders.lot_of(np.array([[30, 10, 20, 40]]), 0.000_03)
    awarded = tenders.award_one(lot, tenders.by_rank([0.5, 0.3, 0.2], ceiling=True))
    assert awarded.volume.tolist() == [[2_000, 5_000, 3_000, 0]]
    assert awarded.price.tolist() == [[30, 10, 20, 0]]


def test_a_firm_that_stays_out_is_not_awarded() -> None:
    cost = np.array([[0.1, 0.2, 0.3]])
    played = tenders.play(cost, np.array([[np.nan, 0.5, 0.4]]), None, tenders.by_rank([1.0, 1.0, 1.0]))
    assert played.won.tolist() == [[False, True, True]]
    assert played.payment.tolist() == pytest.approx([0.9])
    assert played.profit.tolist() == pytest.approx([0.4 / 3])
    assert played.bought.tolist() == [2.0]
