"""Draws by name and what is made of them."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.firms.default_hazard import default_hazard
from simulator.scenario.hospitals import Institutions
from simulator.scenario.supply import Default, Demand, Material, Outages, Quality, Supply
from simulator.supply import draws
from simulator.supply.default_risk import Exposure, Moves, first_refusals, refuses_at
from simulator.supply.draws import Rows
from simulator.supply.hospitals import signing
from simulator.supply.raw_material import Shock, highest_levels, levels, material_draws
from simulator.supply.records import Floats
from simulator.supply.stress import close_ports, largest_leaves, shock_of, surge

ROWS = Rows(seed=7, start=0, count=2000)


def material_prices(
    rows: Rows, variety: str, months: int, material: Material, shock: Shock | None = None
) -> Floats:
    """Return the price of every source, ``[R, S, M]``, 1 in the first month."""
    drawn = material_draws(rows, variety, months, material)
    return np.moveaxis(np.exp(levels(drawn, months, material, shock)), 0, 2)


def test_longer_terms_move_no_draw() -> None:
    short, long = (draws.outages(ROWS, ["F"], months, Outages()) for months in (12, 120))
    width = short[0].shape[2]
    assert (long[0][..., :width] == short[0]).all()
    assert (long[1][..., :width] == short[1]).all()
    demand = Demand()
    assert (draws.factors(ROWS, "V", 36, 0, demand)[:, :24] == draws.factors(ROWS, "V", 24, 0, demand)).all()
    raw = Material()
    assert (material_prices(ROWS, "V", 36, raw)[:, :, :12] == material_prices(ROWS, "V", 12, raw)).all()


def test_blocks_of_replications_are_parts_of_the_whole() -> None:
    part = Rows(seed=7, start=1500, count=100)
    whole = draws.reports(ROWS, "V", ("11", "12"), Demand())
    assert (draws.reports(part, "V", ("11", "12"), Demand())[0] == whole[0][1500:1600]).all()
    ends = draws.outages(part, ["F"], 36, Outages())[1]
    assert (ends == draws.outages(ROWS, ["F"], 36, Outages())[1][1500:1600, :, : ends.shape[2]]).all()


def test_outages_have_the_stated_times() -> None:
    """Up-times of mean 60 (standard error 1.3), down-times of median 1.5."""
    starts, ends = draws.outages(ROWS, ["F"], 36, Outages())
    starts, ends = starts[:, 0], ends[:, 0]
    assert starts[:, 0].mean() == pytest.approx(60, abs=4 * 60 / np.sqrt(2000))
    assert np.median(ends[:, 0] - starts[:, 0]) == pytest.approx(1.5, abs=0.15)
    assert (starts[:, 1:] >= ends[:, :-1]).all()


def test_true_over_reported_need_has_mean_one_before_understatement() -> None:
    error, drawn = draws.reports(ROWS, "V", ("11",), Demand())
    signed, weight = signing(drawn, Institutions(), 1.0, 0.6)
    assert weight.tolist() == [1.0], "kinds that behave alike are one"
    assert error.mean() == pytest.approx(1.0, abs=4 * 0.2 / np.sqrt(2000))
    assert signed.mean() == pytest.approx(0.4, abs=4 * 0.4 / np.sqrt(2000))


def test_samples_and_fraud_come_at_their_rates() -> None:
    """Shares with four binomial standard errors."""
    quality = Quality.model_validate({"failure": "0.1", "fraud": "0.2"})
    fails, _ = draws.samples(ROWS, "V", ("F", "G"), 3, quality)
    assert np.isfinite(fails).mean() == pytest.approx(0.1, abs=4 * 0.3 / np.sqrt(12000))
    assert (np.floor(fails / 12)[np.isfinite(fails)] == np.nonzero(np.isfinite(fails))[2]).all()
    found = draws.found_at(ROWS, "V", quality)
    assert (found < 12).mean() == pytest.approx(0.2, abs=4 * 0.4 / np.sqrt(2000))


def test_raw_material_reverts_after_a_jump() -> None:
    calm = Material.model_validate({"volatility": "0", "jump_chance": "0", "reversion": "0.15"})
    price = material_prices(ROWS, "V", 24, calm, shock=Shock(6, 10.0))
    assert (price[:, :, :6] == 1).all()
    assert price[0, 0, 6:9] == pytest.approx(10 ** np.array([1, 0.85, 0.7225]))
    jumpy = Material.model_validate({"volatility": "0", "jump_chance": "0.6", "reversion": "0"})
    steps = np.diff(np.log(material_prices(ROWS, "V", 24, jumpy)), axis=2)
    jumps = steps[steps > 0]
    assert jumps.min() >= np.log(9) - 1e-9
    assert jumps.max() <= np.log(100) + 1e-9
    assert len(jumps) / steps.size == pytest.approx(0.05, abs=4 * 0.22 / np.sqrt(steps.size))


def test_bids_below_cost_default_more_often() -> None:
    cost = np.array([0.5, 0.9, 1.0, 1.2])
    one = default_hazard(cost, np.full(4, 0.4), np.ones((4, 1)), Default())[:, 0]
    assert one[2] == pytest.approx(0.006 / 12)
    assert one[3] / one[2] == pytest.approx(np.exp(5 * 0.2))
    assert (np.diff(one) > 0).all()
    dearer = default_hazard(cost, np.full(4, 0.4), np.full((4, 1), 10.0), Default())[:, 0]
    assert (dearer > one).all()
    assert dearer[3] == pytest.approx(6 / 12), "the most that the scenario allows"


def test_time_of_default_is_exponential_under_a_constant_hazard() -> None:
    patience = np.array([0.1, 0.25, 5.0])
    times = refuses_at(np.full((3, 24), 0.02), patience)
    assert times[:2] == pytest.approx([5.0, 12.5])
    assert times[2] == np.inf


def hit(stress: str, **sizes: object) -> Supply:
    return Supply.model_validate({"stress": [stress], "stress_tests": sizes})


def test_stress_tests_hit_as_hard_as_they_are_told() -> None:
    later = hit("demand-surge", start_month=1, lasts_months=2, surge_need="3")
    assert surge(np.ones((1, 4)), later)[0].tolist() == [1.0, 3.0, 3.0, 1.0]
    left = largest_leaves(np.full((1, 1), np.inf), np.ones((1, 1)), hit("largest-supplier", start_month=9))
    assert left[0].tolist() == [9.0]
    dear = hit("raw-material-10", start_month=4, price_jump="50")
    assert shock_of(dear) == Shock(4, 50.0)
    calm = Material.model_validate({"volatility": "0", "jump_chance": "0"})
    assert material_prices(ROWS, "V", 6, calm, shock_of(dear))[0, 0, 3:5] == pytest.approx([1, 50])
    assert shock_of(Supply()) is None


def test_stress_tests_hit_when_they_say() -> None:
    assert surge(np.ones((1, 14)), hit("demand-surge"))[0].tolist() == [1.0] * 6 + [1.5] * 6 + [1.0] * 2
    never = np.full((1, 3), np.inf)
    left = largest_leaves(never, np.array([[1.0, 3.0, 2.0]]), hit("largest-supplier"))
    assert left[0].tolist() == [np.inf, 6.0, np.inf]
    starts = np.array([[[5.0, 20.0], [5.0, 20.0]]])
    ends = np.array([[[7.0, 21.0], [7.0, 21.0]]])
    new_starts, new_ends = close_ports(starts, ends, np.array([True, False]), hit("port-closure"))
    assert new_starts[0, 0, :2].tolist() == [5.0, 20.0]
    assert new_ends[0, 0, :2].tolist() == [12.0, 21.0]
    assert new_ends[0, 1, :2].tolist() == [7.0, 21.0]


def test_defaults_are_the_documented_ones() -> None:
    supply = Supply()
    assert supply.breach.fail_below.value * 2 == supply.breach.merit_from.value == 1
    bans = (supply.breach.ban_lenient, supply.breach.ban_failure, supply.breach.ban_collusion)
    assert [one.value for one in (*bans, supply.breach.ban_quality)] == [6, 9, 12, 18]
    assert supply.start_lag_days.value.drug == 84


def test_who_holds_out_under_the_highest_price_is_not_followed_to_the_same_end() -> None:
    """Refusals found with the bound are those found by following every winner month by month."""
    material = Material.model_validate({"volatility": "0.2", "jump_chance": "0.05"})
    moves = Moves(material_draws(ROWS, "V", 24, material), 24, material, shock=Shock(6, 10.0))
    path, bound = levels(*moves), highest_levels(*moves)
    assert (path.max(axis=0) <= bound * (1 + 1e-12)).all()
    assert (bound < 10).mean() > 0.8
    source = np.arange(ROWS.count) % 2
    patience = -np.log(ROWS.draw("patience")[:, 0])
    winners = Exposure(np.full(ROWS.count, 0.85), np.full(ROWS.count, 0.4), patience)
    found = first_refusals(winners, moves, (np.arange(ROWS.count), source), Default())
    raw = np.exp(path[:, np.arange(ROWS.count), source].T)
    assert np.array_equal(
        found, refuses_at(default_hazard(winners.cost, winners.weight, raw, Default()), patience)
    )
    assert 0.01 < np.isfinite(found).mean() < 0.9
