"""Varieties small enough to be solved in a test: shipped rule books, a few firms, costs by hand."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import numpy.typing as npt

from simulator.bidding.equilibrium.costs import uniform
from simulator.bidding.equilibrium.game import BidderClass
from simulator.bidding.equilibrium.setting import Setting
from simulator.bidding.equilibrium.solver import Terms
from simulator.bidding.equilibrium.variety import Grid, VarietyEquilibrium, solve_variety
from simulator.market.areas import load_areas
from simulator.money import Ints
from simulator.rules.lot import STATUSES, UNKNOWN, Lot
from simulator.rules.parameters import AnyOf, Clauses
from simulator.scenario.loading import load_rulebook

CEILING = 1_000_000
NO_TEST = {"use": "none"}


@cache
def book(name: str) -> Clauses:
    """Return the clauses of a shipped rule book."""
    return load_rulebook(name, Clauses).record.clauses


def cited(value: object) -> dict[str, object]:
    """Write a value as rule books do."""
    return {"value": value, "source": "assumption", "confidence": "assumed"}


def change(clauses: Clauses, **parts: object) -> Clauses:
    """Return the clauses with some of them replaced."""
    return Clauses.model_validate({name: getattr(clauses, name) for name in Clauses.model_fields} | parts)


def with_places(clauses: Clauses, table: dict[int, int]) -> Clauses:
    """Return the clauses with another place table."""
    places = {"use": "place-table", "table": cited(table), "cap": cited(20)}
    return change(clauses, places=places)


def with_tests(clauses: Clauses, **tests: object) -> Clauses:
    """Return the clauses with some price tests replaced; ``None`` drops one."""
    assert isinstance(clauses.price_test, AnyOf)
    old = {
        name: getattr(clauses.price_test.tests, name) for name in type(clauses.price_test.tests).model_fields
    }
    return change(clauses, price_test={"use": "any-of", "tests": old | tests})


def firms(
    number: int, low: float = 0.2, high: float = 0.6, name: str = "generic", **given: object
) -> BidderClass:
    """Return a class with costs spread evenly between two shares of the ceiling."""
    return BidderClass(name, number, uniform(low * CEILING, high * CEILING), **given)  # type: ignore[arg-type]


def even(clauses: Clauses, places: int, *classes: BidderClass) -> Setting:
    """Return a variety whose winners share the volume evenly: areas of one size, nobody picks first.

    Up to four winners, six and nine divide the 36 areas.
    """
    assert 36 % places == 0, "areas that are left over would go to the first ranks"
    supply = {name: getattr(clauses.supply, name) for name in type(clauses.supply).model_fields}
    clauses = change(clauses, supply=supply | {"first_pick": cited(0)})
    one = setting(with_places(clauses, {1: 1, places: places}), *classes)
    areas = np.ones(36, dtype=np.int64)
    return replace(one, units=0 * areas, weights=areas)


def setting(clauses: Clauses, *classes: BidderClass, ceiling: int = CEILING, form: str = "oral") -> Setting:
    """Return a variety in the areas of its rule book."""
    areas = load_areas(clauses.supply.areas.value)
    return Setting(clauses, ceiling, form, "ordinary", areas.units, areas.weights, classes)


def lot_of(one: Setting, bids: Ints, lots: npt.NDArray[np.float64], base: int = 10**9) -> Lot:
    """Return a list of bids ``[R, n]`` for the rules, 0 for none, written without the product's own one."""
    rows, count = bids.shape
    shares = one.weights / one.weights.sum()
    by_size = sorted(range(len(shares)), key=lambda area: -int(one.weights[area]))
    return Lot(
        variety="V",
        firms=tuple(f"F{k}" for k in range(count)),
        brands=("",) * count,
        bid=np.where(bids > 0, bids, 1),
        present=bids > 0,
        ceiling=np.full((rows, count), one.ceiling),
        reference=np.full((rows, count), one.ceiling),
        status=np.full(count, STATUSES.index("passed"), dtype=np.uint8),
        link=np.full(count, UNKNOWN, dtype=np.int64),
        strength_ratio=np.ones(count),
        pack_ratio=np.ones(count),
        past_volume=np.full(count, base // count),
        brand_volume=np.full(count, base // count),
        coverage=np.zeros(count, dtype=np.int64),
        reserve=np.full((rows, count), one.ceiling),
        draw=(lots * 2**40).astype(np.int64),
        form=one.form,
        volume_class=one.volume_class,
        base=np.array([int(base * share) for share in shares]),
        preference=np.tile(np.array(by_size, dtype=np.int16), (count, 1)),
    )


@cache
def varieties() -> dict[str, Setting]:
    """Return varieties of round 5 that are solved within a second or two."""
    rules = book("round-5-2021")
    return {
        "three firms": setting(rules, firms(3)),
        "six firms": setting(rules, firms(6)),
        "originator": setting(rules, firms(3), firms(1, 0.3, 0.8, "originator")),
    }


TOLERANCE = 0.01


@cache
def solved(name: str) -> VarietyEquilibrium:
    """Return the equilibrium of one of the varieties above, solved once for all tests."""
    return solve_variety(varieties()[name], Terms(TOLERANCE, 2000), Grid())
