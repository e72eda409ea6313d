"""Gains and losses: a market by hand, the cheapest supply by brute force, and what must always hold."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import numpy as np
import pytest

from simulator.errors import InputError
from simulator.market.areas import load_areas
from simulator.results.welfare import WelfareCounts, against, policy_figure, welfare_figures
from simulator.results.welfare_counts import Market, annuity, count_variety, least_cost, tender_sales
from simulator.results.welfare_definitions import COMPARED, POLICIES, WELFARE_METRICS, WELFARE_TALLY
from simulator.rules.award import award_round
from simulator.rules.lot import AwardedLot, State
from simulator.rules.parameters import Clauses
from simulator.scenario.loading import load_rulebook
from simulator.scenario.welfare import Welfare
from simulator.tender.lists import parse_bids, to_lots

PLAIN = Welfare(patient_share="0.25", shortage_value="3", discount="0", horizon="2", after_term="0")


def award(prices: dict[str, str], book: str, volumes: dict[str, int] | None = None) -> AwardedLot:
    """Award one variety; agreed volumes are laid over the result."""
    listed = "".join(f"a,{firm},{price},20\n" for firm, price in prices.items())
    clauses = load_rulebook(book, Clauses).record.clauses
    areas = load_areas(clauses.supply.areas.value)
    lots = to_lots(parse_bids(f"variety,firm,price,ceiling\n{listed}", "rows"), areas, 1)
    (lot,) = award_round(lots, clauses, areas.units, False)
    past = np.array([30, 10, 60], dtype=np.int64)[: lot.lot.size]
    lot = replace(lot, lot=replace(lot.lot, past_volume=past))
    if volumes is None:
        return lot
    return replace(lot, volume=np.array([[volumes.get(firm, 0) for firm in lot.lot.firms]], dtype=np.int64))


def counted(elasticity: float = 0.0) -> dict[str, np.ndarray]:
    """100 units at 10 yuan before; X and Y win 40 and 20 at 2 and 3; Z, with 60 % of past sales, loses at 9.

    Costs 1, 2, 4. Without volume all three sell at their bids.
    """
    tender = award({"X": "2", "Y": "3", "Z": "9"}, "round-2-2020", {"X": 40, "Y": 20})
    assert tender.won.tolist() == [[True, True, False]]
    costs = np.array([[10_000, 20_000, 40_000]])
    market = Market.of(tender, costs, 100_000, 100, elasticity)
    loose = award({"X": "2", "Y": "3", "Z": "9"}, "tender-without-volume")
    assert loose.won.all()
    return count_variety(market, tender, tender_sales(market, tender, None), loose, PLAIN)


def test_market_by_hand() -> None:
    found = {name: values[0] for name, values in counted().items()}
    assert found["none_spending"] == 1000
    assert found["spending"] == 40 * 2 + 20 * 3 + 40 * 10
    assert found["price_saving"] == 1000 - 540
    assert found["gain"] == pytest.approx(460)
    assert found["patients"] == 135
    assert found["winners_profit"] == 40 * 1 + 20 * 1
    # The 40 units that are not committed are sold as before: margins 9, 8 and 6 by 30, 10 and 60 %.
    mean = 0.3 * 9 + 0.1 * 8 + 0.6 * 6
    assert found["none_profit"] == pytest.approx(100 * mean)
    assert found["profit"] == pytest.approx(60 + 40 * mean)
    assert found["losers_past"] == pytest.approx(600)
    assert found["fund_saving"] == pytest.approx(0.75 * 460 * 2), "a term of two years"
    price = 0.3 * 2 + 0.1 * 3 + 0.6 * 9
    assert found["loose_spending"] == pytest.approx(100 * price)
    assert found["loose_profit"] == pytest.approx(100 * (price - (0.3 * 1 + 0.1 * 2 + 0.6 * 4)))
    assert (found["award_cost"], found["least_cost"]) == (40 * 1 + 20 * 2, 40 * 1 + 20 * 2)
    assert found["split_saving"] == 0, "nothing is known about use beyond the commitment"


def test_use_answers_to_price_without_volume_as_well() -> None:
    found = counted(elasticity=0.5)
    price = 0.3 * 2 + 0.1 * 3 + 0.6 * 9
    use = 100 * (price / 10) ** -0.5
    assert found["loose_use"][0] == pytest.approx(10 * use)
    assert found["loose_gain"][0] == pytest.approx(0.5 * (100 + use) * (10 - price))


@pytest.mark.parametrize("factor", [3, 70])
def test_all_money_scales_with_all_prices(factor: int) -> None:
    """Prices, costs and reference times a factor: so is every sum of money, and no share moves."""
    prices = {"X": "2", "Y": "3", "Z": "9"}
    one = award(prices, "round-2-2020", {"X": 40, "Y": 20})
    dear = replace(one, price=one.price * factor)
    costs = np.array([[10_000, 20_000, 40_000]])
    markets = [Market.of(one, costs * f, 100_000 * f, 100, 0.3) for f in (1, factor)]
    found = [
        count_variety(market, lot, tender_sales(market, lot, None), None, PLAIN)
        for market, lot in zip(markets, (one, dear), strict=True)
    ]
    for name in WELFARE_TALLY:
        assert found[1][name] == pytest.approx(found[0][name] * factor, nan_ok=True), name


def test_cheapest_supply_against_brute_force() -> None:
    """Every way to hand the agreed volumes to admitted bidders, for 60 random awards."""
    rng = np.random.default_rng(7)
    base = award({"X": "2", "Y": "3", "Z": "9"}, "round-2-2020", {})
    for _ in range(60):
        bids = int(rng.integers(2, 6))
        state = rng.choice([State.WON, State.NO_PLACE, State.NOT_PASSED, State.ABSENT], bids).astype(np.uint8)
        state[0] = State.WON
        volume = np.where(state == State.WON, rng.integers(1, 100, bids), 0)
        cost = rng.uniform(1, 9, bids)
        lot = replace(base, state=state[None], volume=volume[None])
        actual, best = least_cost(lot, cost[None])
        admitted = [i for i in range(bids) if state[i] in (State.WON, State.NO_PLACE)]
        volumes = [*volume[volume > 0]]
        ways = permutations(admitted, len(volumes))
        expected = min(sum(v * cost[i] for v, i in zip(volumes, way, strict=True)) for way in ways)
        assert best[0] == pytest.approx(expected)
        assert actual[0] == pytest.approx(float(volume @ cost))
        assert best[0] <= actual[0] + 1e-9


def test_worth_of_a_yearly_saving() -> None:
    def worth(years: float, **changes: str) -> float:
        values = {"discount": "0", "horizon": "5", "after_term": "0"} | changes
        return float(annuity(np.array([years]), Welfare(**values))[0])

    assert worth(3) == 3
    assert worth(3, after_term="0.5") == 3 + 0.5 * 2
    assert worth(8) == 5
    assert worth(0) == 0
    assert worth(2.5, discount="0.05") == pytest.approx(1 + 1 / 1.05 + 0.5 / 1.05**2)
    assert worth(9, discount="0.05", horizon="2.5") == pytest.approx(1 + 1 / 1.05 + 0.5 / 1.05**2)


def test_figures_hang_together() -> None:
    counts = counted()
    figures = {name: values[0] for name, values in welfare_figures(counts).items()}
    assert set(figures) == set(WELFARE_METRICS)
    assert figures["saving_against_none"] == pytest.approx(460 / 1e6)
    assert figures["saving_share_against_none"] == pytest.approx(0.46)
    assert np.isnan(figures["committed_share"])
    total = figures["payers_gain"] + figures["profit_change"] - figures["shortage_cost"]
    assert figures["surplus_change"] == pytest.approx(total)
    # Use stays as it is, so that nothing is gained but the costs that winners save.
    saved = 60 * (0.3 * 1 + 0.1 * 2 + 0.6 * 4) - (40 * 1 + 20 * 2)
    assert figures["surplus_change"] == pytest.approx(saved / 1e6)


def test_counterfactuals_are_compared_figure_by_figure() -> None:
    counts = counted()
    for policy in POLICIES:
        for metric in COMPARED:
            assert np.isfinite(policy_figure(counts, metric, policy)).all(), (policy, metric)
    assert policy_figure(counts, "price_level")[0] == pytest.approx(0.54)
    assert policy_figure(counts, "price_level", "no-procurement")[0] == 1
    assert policy_figure(counts, "surplus_change", "no-procurement")[0] == 0
    assert policy_figure(counts, "spending", "tender-without-volume")[0] == pytest.approx(630 / 1e6)
    loose = policy_figure(counts, "profit", "tender-without-volume")
    assert loose[0] == pytest.approx(counts["loose_profit"][0] / 1e6)


def test_unknown_names_are_refused_with_the_nearest() -> None:
    counts = counted()
    with pytest.raises(InputError, match="did you mean 'spending'"):
        policy_figure(counts, "spendin")
    with pytest.raises(InputError, match="did you mean 'no-procurement'"):
        policy_figure(counts, "spending", "no procurement")
    with pytest.raises(InputError, match="did you mean 'tender-without-volume'"):
        against(None, "tender-without-volumes")
    whole = WelfareCounts(("V001",), {name: np.zeros((1, 1)) for name in WELFARE_TALLY})
    with pytest.raises(InputError, match="did you mean 'V001'"):
        whole.of("V01")


def test_definitions_name_counts_that_exist() -> None:
    for metric in WELFARE_METRICS.values():
        assert {name.removeprefix("-") for name in metric.over + metric.under} <= set(WELFARE_TALLY)
    labels = [(one.label_en, one.label_zh) for one in WELFARE_METRICS.values()]
    assert len(set(labels)) == len(labels)
