"""Every metric against a computation by hand, and the properties that hold for all of them."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest

from simulator.results.bids import owners
from simulator.results.dictionary import ROUND_METRICS, VARIETY_METRICS
from simulator.results.metrics import block_metrics, round_metrics
from simulator.rules.lot import AwardedLot, Lot, State

NAN = float("nan")

BY_HAND = {
    "mean_cut_reference": [(0.5 + 0.75 + 0.25) / 3, (0.5 + 0.25) / 2],
    "mean_cut_reference_weighted": [(60_000 * 0.5 + 160_000 * 0.75 + 4_000 * 0.25) / 224_000, NAN],
    "mean_cut_ceiling": [(0.375 + 0.5) / 2, 0.6],
    "mean_cut_ceiling_weighted": [(48_000 * 0.375 + 80_000 * 0.5) / 128_000, NAN],
    "max_cut_reference": [0.75, 0.5],
    "max_cut_ceiling": [0.5, 0.6],
    "price_ratio": [2.0, 1.5],
    "price_cv": [1 / 3, 0.2],
    "winners_below_cost": [0.5, 0.0],
    "varieties_tendered": [2, 2],
    "varieties_succeeded": [2, 1],
    "winners_per_variety": [1.5, 2.0],
    "bidding_products": [5, 5],
    "winning_products": [3, 2],
    "product_win_rate": [0.6, 0.4],
    "places_unused": [1, 2],
    "hhi_volume": [(0.6**2 + 0.4**2 + 1.0) / 2, NAN],
    "bidding_firms": [3, 3],
    "winning_firms": [3, 2],
    "firm_win_rate": [1.0, 2 / 3],
    "hhi_firms": [(30**2 + 40**2 + 3**2) / 73**2, NAN],
    "originators_winning": [1, 0],
    "originator_win_rate": [1.0, 0.0],
    "eliminated": [0, 1],
    "revived": [0, 1],
    "negotiated": [0, 1],
    "over_ceiling": [0, 1],
    "undecided": [0, 1],
    "missing_facts": [1, 1],
}

BY_HAND_VARIETY = {
    "mean_cut_reference": ([0.625, NAN], [0.25, 0.375]),
    "mean_cut_reference_weighted": ([150_000 / 220_000, NAN], [0.25, NAN]),
    "mean_cut_ceiling": ([0.4375, NAN], [NAN, 0.6]),
    "mean_cut_ceiling_weighted": ([58 / 128, NAN], [NAN, NAN]),
    "price_ratio": ([2.0, NAN], [NAN, 1.5]),
    "price_cv": ([1 / 3, NAN], [NAN, 0.2]),
    "succeeded": ([1, 0], [1, 1]),
    "winners": ([2, 0], [1, 2]),
    "bidding_products": ([3, 3], [2, 2]),
    "winning_products": ([2, 0], [1, 2]),
    "product_win_rate": ([2 / 3, 0.0], [0.5, 1.0]),
    "places_unused": ([1, 2], [0, 0]),
    "hhi_volume": ([0.52, NAN], [1.0, NAN]),
}


@pytest.mark.parametrize("name", ROUND_METRICS)
def test_round_metric_equals_the_computation_by_hand(name, tiny):
    np.testing.assert_allclose(round_metrics(*tiny)[name], BY_HAND[name], rtol=1e-14)


@pytest.mark.parametrize("name", VARIETY_METRICS)
def test_variety_metric_equals_the_computation_by_hand(name, tiny):
    for position, (lot, cost) in enumerate(zip(*tiny, strict=True)):
        expected = BY_HAND_VARIETY[name][position]
        np.testing.assert_allclose(block_metrics([lot], [cost]).by_variety[name][:, 0], expected, rtol=1e-14)


def test_a_variety_alone_equals_the_variety_within_its_round(tiny):
    lots, costs = tiny
    block = block_metrics(lots, costs)
    assert block.varieties == ("A", "B")
    assert block.replications == 2
    for position, lot in enumerate(lots):
        alone = block_metrics([lot]).by_variety
        for name, values in block.by_variety.items():
            np.testing.assert_array_equal(values[:, position], alone[name][:, 0])


def test_without_costs_nothing_is_said_about_losses(tiny):
    assert np.isnan(round_metrics(tiny[0])["winners_below_cost"]).all()


def test_a_round_without_bids_has_counts_of_zero_and_no_rates(make_lot):
    lot = make_lot("A", ("F1", "F2"), [[State.ABSENT, State.ABSENT]], places=[0])
    metrics = round_metrics([lot])
    zero = {name for name, value in metrics.items() if value[0] == 0}
    undefined = {name for name, value in metrics.items() if np.isnan(value[0])}
    assert zero | undefined == set(ROUND_METRICS) - {"varieties_tendered"}
    assert {"firm_win_rate", "product_win_rate", "winners_per_variety", "mean_cut_reference"} <= undefined
    assert {"bidding_firms", "winning_firms", "varieties_succeeded", "places_unused"} <= zero


def test_a_variety_with_an_empty_bid_list_counts_as_tendered_only(tiny, make_lot):
    lots, costs = tiny
    empty = make_lot("C", (), [[], []], places=[0, 0])
    for at in (0, 1, 2):
        more_lots, more_costs = [*lots], [*costs]
        more_lots.insert(at, empty)
        more_costs.insert(at, np.zeros((1, 0), dtype=np.int64))
        metrics = round_metrics(more_lots, more_costs)
        for name in set(ROUND_METRICS) - {"varieties_tendered"}:
            np.testing.assert_allclose(metrics[name], BY_HAND[name], rtol=1e-14, err_msg=name)
        assert metrics["varieties_tendered"].tolist() == [3, 3]
    alone = round_metrics([empty])
    assert alone["bidding_firms"].tolist() == [0, 0]
    assert np.isnan(alone["hhi_firms"]).all()


def test_a_consortium_is_one_winner_but_each_member_is_a_winning_product(make_lot):
    won = [[State.WON, State.WON, State.WON]]
    lot = make_lot("A", ("F1", "F2", "F3"), won, price=[[10, 10, 20]], winners=[2], link=[0, 0, -1])
    metrics = round_metrics([lot])
    assert metrics["winners_per_variety"] == 2
    assert metrics["winning_products"] == 3
    assert metrics["winning_firms"] == 2
    assert metrics["bidding_firms"] == 2


def test_one_consortium_alone_has_no_price_ratio(make_lot):
    lot = make_lot("A", ("F1", "F2"), [[State.WON, State.WON]], price=[[10, 10]], winners=[1], link=[0, 0])
    assert np.isnan(round_metrics([lot])["price_ratio"][0])
    assert np.isnan(round_metrics([lot])["price_cv"][0])


def test_links_join_firms_across_varieties(make_lot):
    state = [[State.WON, State.WON]]
    lots = [
        make_lot("A", ("F1", "F2"), state, link=[5, 5]),
        make_lot("B", ("F2", "F3"), state, link=[0, 0]),
        make_lot("C", ("F1", "F4"), state),
    ]
    found = [ids.tolist() for ids in owners([lot.lot for lot in lots])]
    assert len({*found[0], *found[1], found[2][0]}) == 1
    assert found[2][1] != found[2][0]
    assert round_metrics(lots)["bidding_firms"] == 2


def test_group_numbers_of_different_varieties_are_not_the_same_group(make_lot):
    state = [[State.WON, State.NO_PLACE]]
    pairs = {"A": ("F1", "F2"), "B": ("F3", "F4")}
    lots = [make_lot(variety, firms, state, link=[0, -1]) for variety, firms in pairs.items()]
    assert round_metrics(lots)["bidding_firms"] == 4


def test_given_owners_replace_names_and_links(tiny):
    lots, costs = tiny
    same = [np.zeros(3, dtype=np.int64)] * 2
    metrics = round_metrics(lots, costs, same)
    assert metrics["bidding_firms"].tolist() == [1, 1]
    np.testing.assert_allclose(metrics["hhi_firms"], [1.0, NAN])


def test_a_price_above_the_reference_is_a_negative_cut(make_lot):
    lot = make_lot("A", ("F1",), [[State.WON]], price=[[150]], reference=[[100]], ceiling=[[200]])
    metrics = round_metrics([lot])
    assert metrics["mean_cut_reference"] == pytest.approx(-0.5)
    assert metrics["max_cut_reference"] == pytest.approx(-0.5)


def test_mistakes_of_the_caller_are_refused(tiny):
    lots, costs = tiny
    with pytest.raises(ValueError, match="at least one variety"):
        round_metrics([])
    with pytest.raises(ValueError, match="costs must give one value"):
        round_metrics(lots, costs[:1])
    with pytest.raises(ValueError, match="owner must give one value"):
        round_metrics(lots, costs, [np.zeros(2, dtype=np.int64)] * 2)
    with pytest.raises(ValueError, match="same number of replications"):
        round_metrics([lots[0], rows(lots[1], slice(0, 1))])


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_firms_and_of_varieties_does_not_matter(seed, random_round):
    rng = np.random.default_rng(seed)
    lots, costs = random_round(rng, replications=7, varieties=5)
    before = round_metrics(lots, costs)
    orders = [rng.permutation(lot.lot.size) for lot in lots]
    moved = [bids(lot, order) for lot, order in zip(lots, orders, strict=True)]
    moved_costs = [cost[:, order] for cost, order in zip(costs, orders, strict=True)]
    shuffle = rng.permutation(len(lots))
    after = round_metrics([moved[i] for i in shuffle], [moved_costs[i] for i in shuffle])
    for name, values in before.items():
        np.testing.assert_allclose(after[name], values, rtol=1e-12, err_msg=name)


@pytest.mark.parametrize("seed", range(3))
def test_prices_scaled_by_a_factor_leave_every_metric_as_it_is(seed, random_round):
    lots, costs = random_round(np.random.default_rng(seed), replications=5, varieties=4)
    scaled = [
        replace(
            lot,
            price=lot.price * 7,
            comparable_ceiling=lot.comparable_ceiling * 7,
            lot=replace(lot.lot, reference=lot.lot.reference * 7),
        )
        for lot in lots
    ]
    before, after = round_metrics(lots, costs), round_metrics(scaled, [cost * 7 for cost in costs])
    for name, values in before.items():
        np.testing.assert_allclose(after[name], values, rtol=1e-12, err_msg=name)


def test_a_replication_does_not_depend_on_its_neighbours(random_round):
    lots, costs = random_round(np.random.default_rng(3), replications=6, varieties=9)
    whole = block_metrics(lots, costs)
    for row in range(6):
        part = slice(row, row + 1)
        one = block_metrics([rows(lot, part) for lot in lots], [cost[part] for cost in costs])
        for name, values in whole.by_round.items():
            np.testing.assert_array_equal(one.by_round[name], values[part], err_msg=name)
        for name, values in whole.by_variety.items():
            np.testing.assert_array_equal(one.by_variety[name], values[part], err_msg=name)


def rows(lot: AwardedLot, part: slice) -> AwardedLot:
    """Keep some replications."""
    per_row = {f.name for f in fields(AwardedLot)} - {"lot"}
    height = lot.state.shape[0]
    wide = ("bid", "present", "ceiling", "reference", "reserve", "draw")
    inner = {n: getattr(lot.lot, n)[part] for n in wide if getattr(lot.lot, n).shape[0] == height}
    return replace(lot, lot=replace(lot.lot, **inner), **{n: getattr(lot, n)[part] for n in per_row})


def bids(lot: AwardedLot, order: np.ndarray) -> AwardedLot:
    """Put the bids in another order (areas aside)."""
    inner: Lot = lot.lot
    names = ("bid", "present", "ceiling", "reference", "reserve", "draw", "status", "link")
    moved = {name: getattr(inner, name)[..., order] for name in names}
    moved_lot = replace(inner, firms=tuple(inner.firms[i] for i in order), **moved)
    per_bid = (
        "state",
        "met",
        "undecided",
        "comparable",
        "comparable_ceiling",
        "price",
        "position",
        "rank",
        "offered",
        "volume",
    )
    return replace(lot, lot=moved_lot, **{name: getattr(lot, name)[:, order] for name in per_bid})


def test_a_price_equal_to_cost_is_not_below_it(make_lot):
    lot = make_lot("A", ("F1", "F2"), [[State.WON, State.WON]], price=[[100, 100]])
    assert round_metrics([lot], [np.array([[100, 101]])])["winners_below_cost"] == 0.5


def test_a_clause_left_open_for_an_absent_firm_is_no_missing_fact(make_lot):
    lot = make_lot("A", ("F1", "F2"), [[State.ABSENT, State.WON]], undecided=[[16, 0]])
    assert round_metrics([lot])["missing_facts"] == 0
