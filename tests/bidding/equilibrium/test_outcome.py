"""What the exact outcome says is what tenders under the full rules average to."""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt
import pytest
from solvable import book, firms, lot_of, setting, solved, varieties

from simulator.bidding.equilibrium.outcome import QUANTILES, Outcome, expected_outcome
from simulator.bidding.equilibrium.solver import Terms
from simulator.bidding.equilibrium.variety import Grid, solve_variety
from simulator.rules.award import award_round
from simulator.rules.lot import AwardedLot
from simulator.streams import uniforms

NAMES = list(varieties())
DRAWS = 20_000
FOUR_ERRORS = 4
"""Each comparison allows four standard errors of its own average; the seed is fixed."""

Floats = npt.NDArray[np.float64]


@cache
def simulated(name: str) -> tuple[AwardedLot, Floats, Floats]:
    """Return awards of many tenders, costs, and years of contract: every firm draws, bids, and is judged."""
    variety, found = varieties()[name], solved(name)
    standing = uniforms(11, "outcome", name, count=DRAWS, blocks=2)[:, : variety.bidders]
    lots = uniforms(12, "lots", name, count=DRAWS, blocks=2)[:, : variety.bidders]
    bids, costs, first = np.zeros(standing.shape, dtype=np.int64), np.zeros(standing.shape), 0
    for number, one in enumerate(variety.classes):
        who = slice(first, first + one.number)
        steps = np.cumsum(found.profile.mass[number])
        at = np.searchsorted(steps, standing[:, who])
        bids[:, who] = np.where(at < len(steps), found.prices[np.minimum(at, len(steps) - 1)], 0)
        costs[:, who] = one.costs.low + standing[:, who] * (one.costs.high - one.costs.low)
        first += one.number
    awarded = award_round([lot_of(variety, bids, lots)], variety.clauses, variety.units, whole_round=False)[0]
    return awarded, costs, np.maximum(awarded.years, 1).astype(np.float64)


@cache
def outcome(name: str) -> Outcome:
    return expected_outcome(solved(name).game, solved(name).profile)


def near(sample: Floats, expected: float) -> None:
    error = sample.std(ddof=1) / np.sqrt(len(sample))
    unseen = 3 / len(sample) * abs(expected)  # what happens less than once in these draws
    assert abs(sample.mean() - expected) <= FOUR_ERRORS * error + unseen


def members(name: str) -> list[slice]:
    ends = np.cumsum([one.number for one in varieties()[name].classes]).tolist()
    return [slice(end - one.number, end) for end, one in zip(ends, varieties()[name].classes, strict=True)]


@pytest.mark.parametrize("name", NAMES)
def test_mean_price_and_volume(name: str) -> None:
    awarded, _, years = simulated(name)
    volume = awarded.volume / 1e9 * years[:, None]
    expected = outcome(name)
    near(volume.sum(axis=1), expected.volume)
    # A ratio of means: the error of its linearisation.
    near(((awarded.price - expected.price) * volume).sum(axis=1), 0.0)


@pytest.mark.parametrize("name", NAMES)
def test_mean_award(name: str) -> None:
    awarded, _, _ = simulated(name)
    near(((awarded.price - outcome(name).award) * awarded.won).sum(axis=1), 0.0)


@pytest.mark.parametrize("name", NAMES)
def test_win_rates_profits_and_bids_of_each_class(name: str) -> None:
    awarded, costs, years = simulated(name)
    for who, one in zip(members(name), outcome(name).classes, strict=True):
        near(awarded.won[:, who].mean(axis=1), one.wins)
        volume = awarded.volume[:, who] / 1e9 * years[:, None]
        near(((awarded.price[:, who] - costs[:, who]) * volume).mean(axis=1), one.profit)
        near(((awarded.price[:, who] - one.mean_award) * awarded.won[:, who]).sum(axis=1), 0.0)
        bid = awarded.lot.present[:, who]
        near(bid.mean(axis=1), one.attends)
        near(((awarded.lot.bid[:, who] - one.mean_bid) * bid).sum(axis=1), 0.0)


@pytest.mark.parametrize("name", NAMES)
def test_number_of_winners(name: str) -> None:
    awarded, _, _ = simulated(name)
    expected = outcome(name).winners
    assert sum(expected) == pytest.approx(1, abs=1e-9)
    for count, share in enumerate(expected):
        error = max(share * (1 - share), 1e-5) ** 0.5 / DRAWS**0.5
        assert abs((awarded.winners == count).mean() - share) <= FOUR_ERRORS * error


@pytest.mark.parametrize("name", NAMES)
def test_accounts_add_up(name: str) -> None:
    """What is paid is what firms earn and what the goods cost; volumes are the shares by winners."""
    variety, expected = varieties()[name], outcome(name)
    table = solved(name).game.volume.sum(axis=1)
    assert expected.volume == pytest.approx(np.dot(expected.winners, table), rel=1e-9)
    wins = sum(one.number * one.wins for one in expected.classes)
    assert wins == pytest.approx(np.dot(expected.winners, np.arange(len(expected.winners))), rel=1e-9)
    for one, group in zip(expected.classes, variety.classes, strict=True):
        assert one.number == group.number
        assert one.mean_cost == pytest.approx((group.costs.low + group.costs.high) / 2)
        assert one.costs == pytest.approx(group.costs.quantile(np.array(QUANTILES)))
        assert all(bid >= cost for bid, cost in zip(one.bids, one.costs, strict=True) if not np.isnan(bid))


def test_a_class_that_stays_out_has_no_price() -> None:
    """Costs of 1.1 to 1.2 times the ceiling: nothing to win, nothing to report."""
    one = setting(book("round-5-2021"), firms(3), firms(2, 1.1, 1.2, "newcomer"))
    found = solve_variety(one, Terms(0.02, 300), Grid(20, (32,), 64))
    out = expected_outcome(found.game, found.profile).classes[1]
    assert out.attends == pytest.approx(0, abs=1e-5)
    assert out.wins == pytest.approx(0, abs=1e-5)
    assert np.isnan(out.mean_award)
    assert np.isnan(out.bids).all()
