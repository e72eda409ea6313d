"""Layers of a tender: weights, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.fund.price_build_up import LAYERS, Rates
from simulator.results.build_up import LAYER_TALLY, Split, count_layers, layer_figures
from simulator.rules.award import award_round
from simulator.rules.parameters import Clauses
from simulator.scenario.loading import load_rulebook
from simulator.tender.lists import parse_bids, to_lots

SPLIT = Split(Rates(100_000, 400_000, 100_000), Rates(100_000, 50_000, 50_000))


def awarded():
    """Three bids for acarbose in round 2, of which the lowest two win."""
    rows = "variety,firm,price,ceiling\na,X,1,10\na,Y,1.5,10\na,Z,9,10\n"
    book = load_rulebook("round-2-2020", Clauses).record
    from simulator.market.areas import load_areas

    areas = load_areas(book.clauses.supply.areas.value)
    return award_round(to_lots(parse_bids(rows, "rows"), areas, 1), book.clauses, areas.units, False)[0]


def test_winners_without_agreed_volume_count_alike() -> None:
    lot = awarded()
    won = np.flatnonzero(lot.won[0])
    assert len(won) == 2
    counts = count_layers(lot, np.full((1, 3), 5_000), np.array(40_000), SPLIT)
    assert set(counts) == set(LAYER_TALLY)
    assert counts["layer_weight"].tolist() == [2.0]
    prices = lot.price[0, won] / 10_000
    assert sum(counts[f"{name}_before"][0] for name in LAYERS) == pytest.approx(8.0)
    assert sum(counts[f"{name}_after"][0] for name in LAYERS) == pytest.approx(prices.sum())
    figures = layer_figures(counts)
    assert figures["price_after"][0] == pytest.approx(prices.sum() / 8)
    assert figures["distribution_before"][0] == pytest.approx(0.1)
    assert figures["cost_after"][0] == pytest.approx(0.5 / 4)


def test_a_price_that_does_not_change_has_no_cut_to_share() -> None:
    counts = {name: np.array([1.0]) for name in LAYER_TALLY}
    assert np.isnan(layer_figures(counts)["cost_of_cut"]).all()
