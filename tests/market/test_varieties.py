"""Varieties: how bids are spread over them, what they are dealt, and tables of the user's own."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from simulator.errors import InputError
from simulator.market.varieties import MAX_BASE, Variety, bidder_profile, design_varieties
from simulator.scenario.catalogue import list_ids
from simulator.scenario.model import Market
from simulator.study.plan import load_scenario

SEEDS = 400


def market(**changed: object) -> Market:
    """Return a small market; every value may be changed."""
    given_values: dict[str, object] = {
        "varieties": 9,
        "bids": 40,
        "most_bidders": 10,
        "fewest_bidders": 2,
        "forms": {"oral-solid": Decimal("0.6"), "small-injection": Decimal("0.4")},
        "volume_classes": {"ordinary": Decimal("0.85"), "reduced": Decimal("0.15")},
        "reference_price": {"value": {"lowest": Decimal("0.2"), "highest": 200}},
        "yearly_value": {"value": {"lowest": 30, "highest": 3000}},
        "ceiling_over_reference": Decimal("1.5"),
        "ceiling_spread": Decimal("0.2"),
        "ceiling_follows_cost": 0,
    }
    return Market.model_validate({**given_values, **changed})


def test_profile_by_hand() -> None:
    """Where all have as many, or all as few, as they may, there is one answer."""
    np.testing.assert_array_equal(bidder_profile(3, 6, 2, 5), [2, 2, 2])
    np.testing.assert_array_equal(bidder_profile(3, 15, 2, 5), [5, 5, 5])
    np.testing.assert_array_equal(bidder_profile(1, 4, 2, 5), [4])


@given(st.integers(1, 120), st.integers(1, 8), st.integers(0, 40), st.floats(0, 1))
def test_profile_keeps_total_and_bounds(varieties: int, fewest: int, more: int, fill: float) -> None:
    most = fewest + more
    bids = varieties * fewest + round(fill * varieties * more)
    counts = bidder_profile(varieties, bids, fewest, most)
    assert counts.dtype == np.int64
    assert counts.sum() == bids
    assert fewest <= counts.min() <= counts.max() <= most
    assert (np.diff(counts) <= 0).all()


@given(st.integers(1, 50), st.integers(1, 8), st.integers(0, 40), st.integers(-2000, 4000))
def test_profile_refuses_what_does_not_fit(varieties: int, fewest: int, more: int, bids: int) -> None:
    low, high = varieties * fewest, varieties * (fewest + more)
    assume(not low <= bids <= high)
    with pytest.raises(InputError) as caught:
        bidder_profile(varieties, bids, fewest, fewest + more)
    assert f"between {low} and {high}" in caught.value.problems[0].mend


@cache
def profiles() -> dict[str, tuple[Market, np.ndarray]]:
    """Return market and profile of every shipped round."""
    found = {}
    for name in list_ids("rounds"):
        put_up = load_scenario(name)[0].record.market
        terms = (put_up.varieties, put_up.bids, put_up.fewest_bidders, put_up.most_bidders)
        found[name] = (put_up, bidder_profile(*(term.value for term in terms)))
    return found


@pytest.mark.long
def test_most_contested_variety_of_shipped_rounds_is_as_stated() -> None:
    for name, (put_up, counts) in profiles().items():
        assert counts.sum() == put_up.bids.value, name
        assert counts[0] == put_up.most_bidders.value, name


def test_no_variety_of_shipped_rounds_has_fewer_bidders_than_stated() -> None:
    for name, (put_up, counts) in profiles().items():
        assert counts[-1] >= put_up.fewest_bidders.value, name


def test_profile_reaches_both_ends_where_it_can() -> None:
    np.testing.assert_array_equal(bidder_profile(2, 4, 1, 3), [3, 1])


def largest_remainder(shares: dict[str, Decimal], number: int) -> dict[str, int]:
    """Split a number by shares, left-over units to the largest remainders."""
    counts = {name: int(share * number) for name, share in shares.items()}
    rest = sorted(shares, key=lambda name: counts[name] - shares[name] * number)
    for name in rest[: number - sum(counts.values())]:
        counts[name] += 1
    return counts


@pytest.mark.long
@given(st.integers(1, 200), st.integers(1, 997), st.integers(0, 2**63 - 1))
def test_forms_and_classes_are_dealt_exactly(number: int, permille: int, seed: int) -> None:
    third = Decimal(1000 - permille) / 2000
    forms = {"oral-solid": Decimal(permille) / 1000, "small-injection": third, "oral-liquid": third}
    # Where two remainders are equal any of the two may get the unit.
    assume(permille / 1000 * number % 1 != (1000 - permille) / 2000 * number % 1)
    classes = {"ordinary": Decimal("0.8"), "reduced": Decimal("0.134"), "special": Decimal("0.066")}
    put_up = market(
        varieties=number, bids=number * 5, forms={"value": forms}, volume_classes={"value": classes}
    )
    dealt = design_varieties(put_up, seed)
    by_form = largest_remainder(forms, number)
    found = Counter(v.form for v in dealt)
    assert found["oral-solid"] == by_form["oral-solid"]
    assert sum(found.values()) == number
    assert Counter(v.volume_class for v in dealt) == Counter(largest_remainder(classes, number))


def test_prices_and_values_are_even_on_a_log_scale() -> None:
    put_up = market(varieties=40, bids=200)
    dealt = design_varieties(put_up, 3)
    steps = (np.arange(40) + 0.5) / 40
    prices = np.sort([v.reference for v in dealt])
    np.testing.assert_allclose(prices, 0.2 * 1000**steps * 10_000, atol=0.5)
    values = np.sort([v.base * v.reference / 1e10 for v in dealt])
    np.testing.assert_allclose(values, 30 * 100**steps, rtol=1e-3)


def test_varieties_have_names_of_their_own_and_the_profile_of_bidders() -> None:
    dealt = design_varieties(market(varieties=40, bids=200), 3)
    assert len({v.name for v in dealt}) == 40
    np.testing.assert_array_equal([v.bidders for v in dealt], bidder_profile(40, 200, 2, 10))


def test_seed_changes_the_deal_and_nothing_else() -> None:
    put_up = market(varieties=40, bids=200)
    one, again, other = (design_varieties(put_up, seed) for seed in (1, 1, 2))
    assert one == again
    assert one != other
    for name in ("form", "volume_class", "reference", "bidders"):
        assert sorted(getattr(v, name) for v in one) == sorted(getattr(v, name) for v in other)
        if name != "bidders":
            assert [getattr(v, name) for v in one] != [getattr(v, name) for v in other]


def test_what_is_dealt_comes_from_streams_of_their_own() -> None:
    """Changing prices moves no form, changing forms moves no price."""
    base = design_varieties(market(), 1)
    dearer = design_varieties(market(reference_price={"value": {"lowest": 3, "highest": 900}}), 1)
    assert [(v.form, v.volume_class) for v in base] == [(v.form, v.volume_class) for v in dearer]
    assert (
        np.argsort([v.reference for v in base]).tolist() == np.argsort([v.reference for v in dearer]).tolist()
    )
    solid = design_varieties(market(forms={"oral-solid": 1}), 1)
    for name in ("volume_class", "reference", "base", "bidders", "name"):
        assert [getattr(v, name) for v in base] == [getattr(v, name) for v in solid]


@pytest.mark.long
def test_forms_prices_and_needs_are_dealt_at_random() -> None:
    """Over seeds, any variety has each form in proportion, and ranks of price and value are independent.

    Limits are four standard errors of 400 independent deals.
    """
    deals = [design_varieties(market(varieties=10, bids=40), seed) for seed in range(SEEDS)]
    for at in (0, 4, 9):
        share = np.mean([deal[at].form == "oral-solid" for deal in deals])
        assert abs(share - 0.6) < 4 * (0.6 * 0.4 / SEEDS) ** 0.5
        rank = [sorted(v.reference for v in deal).index(deal[at].reference) for deal in deals]
        assert abs(np.mean(rank) - 4.5) < 4 * (99 / 12 / SEEDS) ** 0.5
    price = np.array([[v.reference for v in deal] for deal in deals]).argsort(axis=1).argsort(axis=1)
    need = np.array([[v.base * v.reference for v in deal] for deal in deals]).argsort(axis=1).argsort(axis=1)
    rho = ((price - 4.5) * (need - 4.5)).mean(axis=1) / (99 / 12)
    assert abs(rho.mean()) < 4 * (1 / 9 / SEEDS) ** 0.5  # Spearman's variance is 1 / (n - 1)


def test_needs_beyond_measure_are_refused() -> None:
    put_up = market(
        reference_price={"value": {"lowest": Decimal("0.0001"), "highest": 1}},
        yearly_value={"value": {"lowest": 30, "highest": 1000}},
    )
    with pytest.raises(InputError, match=f"{MAX_BASE:,}") as caught:
        design_varieties(put_up, 1)
    assert "market.yearly_value.highest" in caught.value.problems[0].mend


def test_another_variety_renames_nobody() -> None:
    nine = [v.name for v in design_varieties(market(varieties=9, bids=36), 1)]
    ten = [v.name for v in design_varieties(market(varieties=10, bids=40), 1)]
    assert set(nine) <= set(ten)


HEAD = "variety,bidders,form,volume_class,reference_price,base\n"


def from_table(tmp_path: Path, text: str) -> tuple[Variety, ...]:
    """Read a table of varieties beside a scenario."""
    (tmp_path / "mine.csv").write_text(text, encoding="utf-8")
    return design_varieties(market(varieties_file="mine.csv"), 1, tmp_path)


def test_table_is_read_as_written(tmp_path: Path) -> None:
    read = from_table(tmp_path, HEAD + "B,3,oral-solid,reduced,0.1807,5\nA,1,,,12,7\n")
    assert read == (
        Variety("B", 3, "oral-solid", "reduced", 1807, 5),
        Variety("A", 1, "", "ordinary", 120_000, 7),
    )


def test_every_mistake_of_a_table_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        from_table(tmp_path, HEAD + "A,3,,,1,5\nB,0,,,1,5\nA,2,,,1,5\n")
    problems = caught.value.problems
    assert [(p.place.line, p.place.column) for p in problems if p.place] == [(4, 1), (3, 2)]
    assert all(p.mend for p in problems)


def test_bad_cells_are_named_at_their_place(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        from_table(tmp_path, HEAD + "A,3,,,0.18075,5\nB,few,,,1,5\n")
    problems = caught.value.problems
    assert [(p.place.line, p.place.column) for p in problems if p.place] == [(2, 5), (3, 2)]
    assert "four decimals" in problems[0].what


def test_misspelt_and_missing_columns_are_named(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        from_table(tmp_path, "variety,bidder,reference_price,base\nA,3,1,5\n")
    text = str(caught.value)
    assert "did you mean 'bidders'?" in text
    assert "the column 'bidders' is missing" in text


@pytest.mark.parametrize("row", ["A,3,oral,ordinary,1,5", "A,3,oral-solid,ordnary,1,5"])
def test_misspelt_form_or_class_of_a_table_is_named(tmp_path: Path, row: str) -> None:
    with pytest.raises(InputError):
        from_table(tmp_path, HEAD + row + "\n")


def test_needs_beyond_measure_in_a_table_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        from_table(tmp_path, HEAD + f"A,3,oral-solid,ordinary,1,{10**17}\n")
