"""Money of a campaign on one calendar: closed forms and sums that must agree."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.fund.liquidity import LIQUIDITY
from simulator.fund.records import Sum
from simulator.results.campaign_money import FLOWS, Dated, budget_by_year, present_part, whole_campaign
from simulator.results.money import MoneyBlock

ROWS, VARIETIES = 3, 2


def dated(begins: float, months: list[list[int]], seed: int) -> Dated:
    names = [*(one.name.lower() for one in Sum), "new_drugs", *LIQUIDITY]
    draw = np.random.default_rng(seed)
    sums = {name: draw.integers(10**9, 10**10, (ROWS, VARIETIES)) for name in names}
    return Dated(MoneyBlock(("a", "b"), sums | {"months": np.array(months)}), begins)


@pytest.mark.parametrize(("begins", "months"), [(0.0, 12), (2.5, 36), (1.0, 1)])
def test_what_a_yuan_spread_over_a_term_is_worth(begins: float, months: int) -> None:
    """The mean of 1.05 to the minus t over the term, by the midpoint rule with 100,000 steps."""
    at = begins + (np.arange(100_000) + 0.5) / 100_000 * months / 12
    mean = (1.05**-at).mean()
    assert present_part(begins, np.array(months), 0.05) == pytest.approx(mean, rel=1e-9)
    assert present_part(begins, np.array(months), 0.0) == 1


def test_discounting_a_sum_by_hand() -> None:
    """100 million yuan of one year that begins in a year: 100 (1 - 1 / 1.05) / ln(1.05) / 1.05."""
    one = dated(1.0, [[12, 0]] * ROWS, 1)
    one.money.by_variety["fund"][:] = 10**10
    found = whole_campaign([one], 0.05)
    assert found["fund"] == pytest.approx(np.full(ROWS, 100.0)), (
        "a variety without a winner counts for nothing"
    )
    assert found["fund_discounted"] == pytest.approx(
        np.full(ROWS, 100 * (1 - 1 / 1.05) / np.log(1.05) / 1.05)
    )


def test_years_add_up_to_terms() -> None:
    rounds = [dated(0.0, [[12, 24]] * ROWS, 2), dated(1.7, [[36, 0], [12, 12], [24, 36]], 3)]
    years, whole = budget_by_year(rounds), whole_campaign(rounds, 0.05)
    assert years["saving"].shape == (ROWS, 5)
    for name, values in years.items():
        assert values.sum(axis=1) == pytest.approx(whole[name])
    # Contracts that begin after twenty months cost nothing in the first year.
    alone = budget_by_year(rounds[1:])["fund"]
    assert alone[:, 0] == pytest.approx(np.zeros(ROWS))
    assert (alone[:, 1] > 0).all()


def test_balances_are_not_added_up_over_time() -> None:
    assert {"waiting", "advance_hospitals"}.isdisjoint(FLOWS)
    assert {"fund", "saving", "capital_firms"} <= set(FLOWS)
