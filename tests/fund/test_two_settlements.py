"""The compiled settlement against the plain ledger on many random markets, and what must hold for both."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.errors import RunError
from simulator.fund.accounts import balances, check_book
from simulator.fund.ledger import write_ledger
from simulator.fund.records import PARTS, Party, Settled, Sum
from simulator.fund.rounding import part, shared
from simulator.fund.settlement import check_money, settle_contracts
from tests.fund.markets import TERMS, TIMING, Market, random_markets, random_terms, two_firms_two_hospitals


def agree(seed: int, market: Market) -> None:
    terms = random_terms(seed)
    out = settle_contracts(market.contracts, market.priced, terms, market.yearly)
    for row in range(len(out.sums)):
        postings, sums = write_ledger(market.contracts, market.priced, terms, market.flows, TIMING, row)
        assert sums.tolist() == out.sums[row].tolist(), (seed, row)
        check_book(f"seed {seed}, row {row}", postings, out.cash[row])


@pytest.mark.parametrize("seed", range(4))
def test_both_settlements_come_to_the_same_fen(seed: int) -> None:
    agree(seed, random_markets(100, seed))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 120))
def test_both_settlements_come_to_the_same_fen_on_20000_smaller_ones(seed: int) -> None:
    agree(seed, random_markets(1000, seed, cells=1, months=3))


@pytest.mark.parametrize("times", [2, 10, 1000])
def test_scaling_all_prices_scales_all_money(times: int) -> None:
    market, terms = random_markets(200, 7), random_terms(3)
    # Divisions of money round to the fen: a few fen of each cell's year are not scaled.
    scaled = _scaled(market, times)
    once = settle_contracts(market.contracts, market.priced, terms, market.yearly)
    more = settle_contracts(scaled.contracts, scaled.priced, terms, scaled.yearly)
    assert np.abs(more.cash - times * once.cash).max() <= 60 * times
    assert np.abs(more.sums[:, :24] - times * once.sums[:, :24]).max() <= 60 * times
    assert np.abs(once.sums[:, Sum.BASELINE]).max() > 10_000


def _scaled(market: Market, times: int) -> Market:
    p = market.priced
    cap = np.where(p.cap < 10**14, p.cap * times, p.cap)
    prices = p._replace(
        award=p.award * times,
        old=p.old * times,
        mean_old=p.mean_old * times,
        substitute=p.substitute * times,
        cap=cap,
        group_old=p.group_old * times,
        group_price=p.group_price * times,
        group_standard=p.group_standard * times,
    )
    return replace(market, priced=prices)


def test_every_month_balances_and_nothing_stays_open() -> None:
    market, terms = random_markets(20, 11), random_terms(5)
    for row in range(20):
        postings, _ = write_ledger(market.contracts, market.priced, terms, market.flows, TIMING, row)
        for kind in ("cash", "claims"):
            by_month = balances(postings, kind, 40)
            assert (by_month.sum(axis=1) == 0).all()
        assert (balances(postings, "claims", 40)[-1] == 0).all()
        assert all(one.fen > 0 and one.payer != one.payee for one in postings)


@pytest.mark.parametrize("column", [Sum.WINNERS, Sum.FUND, Sum.PATIENTS_RESIDENT, Sum.RETAINED, Sum.STAFF])
def test_a_lost_fen_stops_the_run(column: Sum) -> None:
    market = two_firms_two_hospitals()
    out = settle_contracts(market.contracts, market.priced, TERMS, market.yearly)
    check_money("V", out)
    sums = out.sums.copy()
    sums[0, column] -= 1
    with pytest.raises(RunError, match=r"do not balance \(off by 1 fen\)"):
        check_money("V", Settled(sums, out.cash))


def test_cash_from_nowhere_stops_the_run() -> None:
    market = two_firms_two_hospitals()
    out = settle_contracts(market.contracts, market.priced, TERMS, market.yearly)
    cash = out.cash.copy()
    cash[0, Party.MAKERS] += 1
    with pytest.raises(RunError, match="all parties together"):
        check_money("V", Settled(out.sums, cash))


@given(
    total=st.integers(0, 10**13),
    cuts=st.lists(st.integers(0, PARTS), min_size=2, max_size=2).map(sorted),
)
@settings(max_examples=200)
def test_shares_of_money_add_up_and_are_off_by_less_than_a_fen(total: int, cuts: list[int]) -> None:
    found = shared(total, (*cuts, PARTS))
    assert sum(found) == total
    exact = [(b - a) * total / PARTS for a, b in zip([0, *cuts], [*cuts, PARTS], strict=True)]
    assert all(abs(a - b) <= 1 for a, b in zip(found, exact, strict=True))


@given(total=st.integers(0, 10**13), share=st.integers(0, PARTS))
@settings(max_examples=300)
def test_the_kernels_division_is_the_exact_one(total: int, share: int) -> None:
    from simulator.fund.kernel import amounts

    assert amounts.part(np.int64(total), share) == part(total, share)
