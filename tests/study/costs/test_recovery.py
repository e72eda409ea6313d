"""Recovery from simulated lists: costs are drawn, firms bid the equilibrium, and the costs come back.

The errors stated are those of the fixed seeds; a coverage is a mean over bids of the lists, whose errors move
together within a list, so that its tolerance is far wider than that of independent draws.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from simulator.bidding.equilibrium.costs import uniform
from simulator.bidding.equilibrium.game import BidderClass
from simulator.bidding.equilibrium.setting import Setting
from simulator.bidding.equilibrium.solver import Terms
from simulator.bidding.equilibrium.variety import Grid, VarietyEquilibrium, solve_variety
from simulator.errors import InputError
from simulator.market.areas import load_areas
from simulator.streams import uniforms
from simulator.study.costs.bidders import LEAST_BIDS, Bidders, pooled
from simulator.study.costs.pool import Resampling
from simulator.study.costs.recovery import recover
from simulator.study.costs.results import CostRecovery
from tests.rules.tenders import book

LOW, HIGH = 0.2, 0.7
"""Costs over the ceiling."""
VARIETIES = 200


@cache
def solved(name: str, firms: int) -> VarietyEquilibrium:
    clauses = book(name)
    areas = load_areas(clauses.supply.areas.value)
    one = BidderClass("generic", firms, uniform(LOW * 1e6, HIGH * 1e6))
    setting = Setting(clauses, 1_000_000, "oral-solid", "ordinary", areas.units, areas.weights, (one,))
    return solve_variety(setting, Terms(0.005, 1000), Grid(judged=512))


def levels(firms: int, seed: int, varieties: int = VARIETIES) -> np.ndarray:
    drawn = [uniforms(seed, "cost", str(firm), count=varieties)[:, 0] for firm in range(firms)]
    return np.stack(drawn, axis=1)


def listed(over_ceiling: np.ndarray, seed: int, scale: int = 1) -> tuple[Bidders, ...]:
    """Write bids over the ceiling as a list of varieties with ceilings from 50 to 1,000 yuan."""
    drawn = uniforms(seed, "ceiling", count=len(over_ceiling))[:, 0]
    ceilings = 2 * np.rint(250_000 * 20**drawn).astype(np.int64)  # so that half a ceiling is a price
    firms = over_ceiling.shape[1]
    return tuple(
        Bidders(
            variety=f"variety {at}",
            firms=tuple(f"firm {k}" for k in range(firms)),
            brands=("",) * firms,
            price=np.rint(row * ceiling).astype(np.int64) * scale,
            group=np.ones(firms, dtype=np.int64),
            bases={"ceiling": int(ceiling) * scale, "median-bid": 1},
            form="oral-solid",
            volume_class="ordinary",
            dropped=0,
        )
        for at, (row, ceiling) in enumerate(zip(over_ceiling, ceilings, strict=True))
    )


def equilibrium_list(name: str, firms: int, seed: int) -> tuple[tuple[Bidders, ...], np.ndarray]:
    found = solved(name, firms)
    level = levels(firms, seed)
    mass = found.profile.mass[0]
    assert mass.sum() == pytest.approx(1)  # everybody bids
    at = np.searchsorted(np.cumsum(mass), level, side="right").clip(max=int(np.flatnonzero(mass)[-1]))
    return listed(found.game.prices[at] / 1e6, seed), (LOW + (HIGH - LOW) * level).ravel()


def recovered(name: str, bidders: tuple[Bidders, ...], reps: int = 0, seed: int = 1) -> CostRecovery:
    clauses = book(name)
    return recover(bidders, clauses, load_areas(clauses.supply.areas.value), Resampling(reps, seed))


def over_ceiling(found: CostRecovery, bidders: tuple[Bidders, ...], what: str) -> np.ndarray:
    ceilings = np.repeat([one.bases["ceiling"] for one in bidders], [len(one.price) for one in bidders])
    values = [getattr(one, what) for one in found.bids]
    return np.array([np.nan if each is None else each for each in values]) / ceilings


@pytest.mark.slow
@pytest.mark.parametrize(("name", "firms"), [("expansion-2019", 6), ("round-5-2021", 8)])
def test_costs_come_back_with_intervals(name: str, firms: int) -> None:
    """Three winners by price alone; and places, 1.8 times, 50 % and volume by number of winners.

    Over eight lists of 200 varieties. Bound on the median error of a list: 0.015 of the ceiling, a tenth
    of the mean mark-up of about 0.1 to 0.15 (measured: 0.001 to 0.007). Coverage of the nominal 90 %
    intervals within 0.86 and 1 (measured: 0.98 and 0.96); the coverage of a list has a standard deviation
    of about 0.05, the mean of eight one of 0.02, and the width of the bounds is on top of the sampling
    error, so that more than 0.9 is expected. Intervals of the mean margin: at most 3 of 8 miss, a chance
    of 0.5 % if they keep their level.
    """
    covered, errors, means = [], [], []
    for seed in range(1, 9):
        bidders, cost = equilibrium_list(name, firms, seed)
        found = recovered(name, bidders, reps=60, seed=seed)
        point = over_ceiling(found, bidders, "cost")
        assert np.isfinite(point).mean() > 0.8
        errors.append(float(np.nanmedian(np.abs(point - cost))))
        low, high = over_ceiling(found, bidders, "low"), over_ceiling(found, bidders, "high")
        covered.append(float(((low <= cost + 1e-6) & (cost <= high + 1e-6)).mean()))
        price = over_ceiling(found, bidders, "price")
        known = np.isfinite(point)
        truth = float((1 - cost / price)[known].mean())
        means.append(found.groups[-1].low <= truth <= found.groups[-1].high)
        assert abs(found.groups[-1].mean - truth) < 0.02
    assert max(errors) < 0.015
    assert 0.86 <= np.mean(covered) <= 1
    assert sum(means) >= 5


@pytest.mark.slow
def test_bids_that_are_no_equilibrium_give_other_costs() -> None:
    """Firms that add 60 % to their costs: the recovery must not give these costs back."""
    level = levels(6, 1)
    cost = LOW + 0.4 * (HIGH - LOW) * level
    bidders = listed(1.6 * cost, 1)
    found = recovered("expansion-2019", bidders)
    error = np.abs(over_ceiling(found, bidders, "cost") - cost.ravel())
    fair, true_cost = equilibrium_list("expansion-2019", 6, 1)
    usual = np.abs(over_ceiling(recovered("expansion-2019", fair), fair, "cost") - true_cost)
    assert np.nanmedian(error) > 5 * np.nanmedian(usual)
    assert abs(found.groups[-1].mean - 0.375) > 0.1


def made_up(seed: int = 1, varieties: int = 30, firms: int = 6) -> np.ndarray:
    return np.asarray(0.3 + 0.4 * levels(firms, seed, varieties))


def test_scale_of_prices_does_not_matter() -> None:
    small, large = (recovered("round-5-2021", listed(made_up(), 1, scale)) for scale in (1, 7))
    for one, other in zip(small.bids, large.bids, strict=True):
        assert other.price == 7 * one.price
        assert other.kind == one.kind
        assert other.lower == pytest.approx(7 * one.lower, rel=1e-6, abs=1e-3)
        assert other.upper == pytest.approx(7 * one.upper, rel=1e-6, abs=1e-3)


@pytest.mark.long
def test_same_seed_same_intervals_other_seed_other_intervals() -> None:
    bidders = listed(made_up(), 1)
    one, same, other = (recovered("round-5-2021", bidders, 20, seed) for seed in (1, 1, 2))
    assert one.bids == same.bids
    assert one.groups == same.groups
    assert any(a.low != b.low for a, b in zip(one.bids, other.bids, strict=True))
    assert all(a.cost == b.cost for a, b in zip(one.bids, other.bids, strict=True))


def test_bids_at_the_line_are_only_bounded_and_on_the_right_side() -> None:
    """A third of the bids at 50 % of the ceiling, a gap above: an interval, between the neighbours' costs."""
    over = made_up()
    over = np.where(over < 0.47, over, np.where(over < 0.6, 0.5, over))
    bidders = listed(over, 1)
    found = recovered("round-5-2021", bidders)
    ceilings = np.repeat([one.bases["ceiling"] for one in bidders], 6)
    at = [k for k, one in enumerate(found.bids) if one.kind == "line"]
    assert len(at) == int((over == 0.5).sum())
    lower, upper = found.bids[at[0]].lower / ceilings[at[0]], found.bids[at[0]].upper / ceilings[at[0]]
    assert all(found.bids[k].cost is None for k in at)
    assert lower < upper - 0.01
    assert upper <= 0.5
    points = [(one, c) for one, c in zip(found.bids, ceilings, strict=True) if one.kind == "point"]
    below = [one.upper / c for one, c in points if one.price < 0.5 * c]
    above = [one.lower / c for one, c in points if one.price > 0.5 * c]
    assert min(len(below), len(above)) > 10
    assert max(below) <= lower + 1e-3
    assert min(above) >= upper - 1e-3


def test_costs_rise_with_bids_and_never_exceed_them() -> None:
    found = recovered("round-7-2022", listed(made_up(), 1), 20)
    for one in found.bids:
        assert 0 <= one.lower <= one.upper <= one.price * (1 + 1e-9)
        assert one.low <= one.high
    ratio = over_ceiling(found, listed(made_up(), 1), "price")
    order = np.argsort(ratio)
    for what in ("lower", "upper"):
        assert (np.diff(over_ceiling(found, listed(made_up(), 1), what)[order]) >= -1e-6).all()
    assert found.left_out == ("tastes", "elimination", "links")


def test_groups_with_enough_bids_have_distributions_of_their_own() -> None:
    over = made_up(varieties=40)
    over[:, 0] = 0.6 + 0.3 * levels(6, 3, 40)[:, 0]
    mixed = tuple(replace(one, group=np.array([0, 1, 1, 1, 1, 1])) for one in listed(over, 1))
    found = recovered("round-5-2021", mixed)
    assert found.pools[0].distributions == ("originator", "generic")
    assert [(one.group, one.bids) for one in found.groups] == [
        ("originator", 40),
        ("generic", 200),
        ("all", 240),
    ]
    few = recovered("round-5-2021", mixed[:12])
    assert few.pools[0].distributions == ("all",)


def test_neighbouring_numbers_of_bidders_share_a_pool_until_it_is_large_enough() -> None:
    some = listed(made_up(varieties=4), 1) + listed(made_up(varieties=2, firms=7), 2)
    some += listed(made_up(varieties=5, firms=9), 3) + listed(made_up(varieties=1, firms=12), 4)
    assert [(one.fewest, one.most, one.bids) for one in pooled(some)] == [(6, 6, 24), (7, 12, 71)]


def test_refusals_teach() -> None:
    with pytest.raises(InputError, match=f"at least {LEAST_BIDS} are needed"):
        recovered("round-5-2021", listed(made_up(varieties=3), 1))
    with pytest.raises(InputError, match=r"cannot be recovered.*volume that depends on the price"):
        recovered("iol-36-2020", listed(made_up(), 1))
    bare = tuple(replace(one, bases={"median-bid": 1000}) for one in listed(made_up(), 1))
    with pytest.raises(InputError, match=r"(?s)tests prices against the ceiling, but 30 of 30.*cut=null"):
        recovered("round-5-2021", bare)
