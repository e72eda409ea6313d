"""What is paid for a variety, read from its money: by hand, from the small market that is settled by hand."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.fund.pricing import Before
from simulator.fund.records import Sum
from simulator.fund.settlement import settle_contracts
from simulator.results.payments import Paid, followed_payments
from simulator.results.welfare_counts import Market, count_variety, patients_share, tender_sales
from tests.fund.markets import TERMS, two_firms_two_hospitals
from tests.results.test_welfare import PLAIN, award


def settled_by_hand(months: int = 3) -> dict[str, np.ndarray]:
    market = two_firms_two_hospitals()
    out = settle_contracts(market.contracts, market.priced, TERMS, market.yearly)
    found = {one.name.lower(): out.sums[:, [one]] for one in Sum}
    return found | {"months": np.array([[months]])}


def test_three_months_settled_by_hand_in_yuan_a_year() -> None:
    """Fen of tests/fund/test_hand_computed.py, times four quarters."""
    paid = followed_payments(settled_by_hand(), 0)
    assert paid.before[0] == pytest.approx(4 * 2_160.00)
    assert paid.spending[0] == pytest.approx(4 * (530 + 90 + 30 - 10))
    assert paid.others[0] == pytest.approx(4 * (90 + 30 - 10))
    assert paid.at_own_old[0] == pytest.approx(4 * 1_737.00)
    assert paid.patients_before[0] == pytest.approx(4 * (2_160.00 - 1_252.80))
    assert paid.patients[0] == pytest.approx(4 * 303.60)
    # 336.40 yuan are paid, and hospitals keep 203: the saving is the fund's, the patients' and theirs.
    assert paid.fund_saved[0] == pytest.approx(4 * (1_252.80 - 336.40 - 203.00))
    gained = paid.fund_saved + paid.patients_before - paid.patients + 4 * 203
    assert gained == pytest.approx(paid.before - paid.spending)


def test_nobody_pays_where_nobody_won() -> None:
    assert all(value[0] == 0 for value in followed_payments(settled_by_hand(0), 0))


def test_patients_share_is_that_of_each_history() -> None:
    none = np.zeros(2)
    paid = Paid(np.array([100.0, 0.0]), none, none, none, np.array([35.0, 0.0]), none, none)
    assert patients_share(paid, 0.3).tolist() == [0.35, 0.3]


def test_old_prices_by_product_by_hand() -> None:
    """X, Y and Z cost 15.50, 11 and 9 yuan before and sold 34, 34 and 17 %; others sold 15 % at 9."""
    before = Before(np.array([155_000, 110_000, 90_000]), 118_900, np.array([0.34, 0.34, 0.17]))
    tender = award({"X": "2", "Y": "3", "Z": "9"}, "round-2-2020", {"X": 40, "Y": 20})
    loose = award({"X": "2", "Y": "3", "Z": "9"}, "tender-without-volume")
    market = Market.of(tender, np.array([[10_000, 20_000, 40_000]]), 100_000, 100, 0.0, before)
    assert market.mean_old == pytest.approx(0.34 * 15.5 + 0.34 * 11 + 0.32 * 9)
    sales = tender_sales(market, tender, None)
    assert sales.committed_saving[0] == pytest.approx(40 * (15.5 - 2) + 20 * (11 - 3))
    amounts = (1_189.0, 500.0, 300.0, 1_000.0, 416.15, 200.0, 400.0)
    paid = Paid(*(np.array([one]) for one in amounts))
    found = {k: float(v[0]) for k, v in count_variety(market, tender, sales, loose, PLAIN, paid).items()}
    assert (found["none_spending"], found["spending"], found["patients"]) == (1_189, 500, 200)
    assert found["price_saving"] == 500
    assert found["fund_saving"] == pytest.approx(2 * 400)
    assert found["losers_past"] == pytest.approx(100 * 0.17 * 9)
    # Costs 1, 2 and 4 in the mean by past sales; who does not bid costs the same.
    mean_cost = (0.34 * 1 + 0.34 * 2 + 0.17 * 4) / 0.85
    assert found["none_profit"] == pytest.approx(1_189 - 100 * mean_cost)
    assert found["profit"] == pytest.approx(40 * 1 + 20 * 1 + 300 - 40 * mean_cost)
    # Without volume all three sell at their bids, the others at 9 yuan.
    assert found["loose_spending"] == pytest.approx(100 * (0.34 * 2 + 0.34 * 3 + 0.32 * 9))
    assert found["loose_patients"] == pytest.approx(0.35 * found["loose_spending"])
