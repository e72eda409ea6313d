"""Costs and ceilings: the stated distribution, and draws that belong to firm, variety and replication."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import numpy as np
import pytest
from scipy.special import logit
from scipy.stats import kstest, spearmanr

from simulator.firms.draws import Drawn, draw_variety
from simulator.firms.population import Entrants
from simulator.market.varieties import Variety
from simulator.scenario.model import Costs, Market
from simulator.scenario.records import Cited

ROWS = 20_000
REFERENCE = 100_000_000  # ten thousand yuan: rounding to a tick does not show
BETWEEN, OWN, OVER, SPREAD = 0.6, 0.3, 1.5, 0.25
MEDIANS = {"originator": 0.8, "generic": 0.4, "own-api": 0.3, "newcomer": 0.5}


def market(follows: float = 0.5) -> Market:
    return Market.model_validate(
        {
            "varieties": 1,
            "bids": 1,
            "most_bidders": 1,
            "fewest_bidders": 1,
            "forms": {"oral-solid": 1},
            "volume_classes": {"ordinary": 1},
            "reference_price": {"value": {"lowest": 1, "highest": 1}},
            "yearly_value": {"value": {"lowest": 1, "highest": 1}},
            "ceiling_over_reference": Decimal(str(OVER)),
            "ceiling_spread": Decimal(str(SPREAD)),
            "ceiling_follows_cost": Decimal(str(follows)),
        }
    )


def costs(between: float = BETWEEN, own: float = OWN) -> Costs:
    return Costs.model_validate(
        {
            "median": {name: Decimal(str(value)) for name, value in MEDIANS.items()},
            "spread_between_varieties": Decimal(str(between)),
            "spread_between_bidders": Decimal(str(own)),
            "least_margin": Decimal("0.02"),
        }
    )


def entrants(
    names: Sequence[str] = ("A", "B", "C", "D"), variety: str = "V", kinds: Sequence[int] = (0, 1, 2, 3)
) -> Entrants:
    size = len(names)
    return Entrants(
        variety=Variety(variety, size, "oral-solid", "ordinary", REFERENCE, 1000),
        firms=tuple(names),
        brands=("",) * size,
        kind=np.array(kinds[:size], dtype=np.int64),
        status=np.zeros(size, dtype=np.uint8),
        link=np.full(size, -1),
        past_volume=np.zeros(size, dtype=np.int64),
        brand_volume=np.zeros(size, dtype=np.int64),
        coverage=np.zeros(size, dtype=np.int64),
        preference=np.zeros((size, 1), dtype=np.int16),
    )


def draw(who: Entrants | None = None, seed: int = 1, start: int = 0, count: int = ROWS) -> Drawn:
    return draw_variety(who or entrants(), market(), costs(), seed, start, count)


@pytest.fixture(scope="module")
def drawn() -> Drawn:
    return draw()


def odds_of_cost(drawn: Drawn) -> np.ndarray:
    return logit(drawn.cost / REFERENCE)


def test_shapes_and_kinds(drawn: Drawn) -> None:
    for values in (drawn.cost, drawn.ceiling, drawn.draw):
        assert values.shape == (ROWS, 4)
        assert values.dtype == np.int64
    assert drawn.cost.min() >= 1
    assert (drawn.ceiling == drawn.ceiling[:, :1]).all(), "a variety has one ceiling"


def test_cost_has_the_stated_median_and_deviation(drawn: Drawn) -> None:
    """Each class within four standard errors: sd / sqrt(R) of a mean, sd / sqrt(2R) of a deviation."""
    sd = np.hypot(BETWEEN, OWN)
    logs = odds_of_cost(drawn)
    middle = logit(list(MEDIANS.values()))
    assert (np.abs(logs.mean(axis=0) - middle) < 4 * sd / ROWS**0.5).all()
    assert (np.abs(logs.std(axis=0, ddof=1) - sd) < 4 * sd / (2 * ROWS) ** 0.5).all()
    # The median itself: its standard error is sqrt(pi / 2) times that of the mean.
    assert (np.abs(np.median(logs, axis=0) - middle) < 4 * 1.2533 * sd / ROWS**0.5).all()


def test_log_odds_of_cost_are_normal(drawn: Drawn) -> None:
    for column, median in zip(odds_of_cost(drawn).T, MEDIANS.values(), strict=True):
        standard = (column - logit(median)) / np.hypot(BETWEEN, OWN)
        assert kstest(standard, "norm").pvalue > 1e-4


def test_bidders_of_a_variety_are_correlated_as_stated(drawn: Drawn) -> None:
    """All pairs within four standard errors of Fisher's z, 1 / sqrt(R - 3)."""
    stated = np.arctanh(BETWEEN**2 / (BETWEEN**2 + OWN**2))
    found = np.arctanh(np.corrcoef(odds_of_cost(drawn).T)[np.triu_indices(4, 1)])
    assert (np.abs(found - stated) < 4 / (ROWS - 3) ** 0.5).all()


def test_varieties_and_replications_are_independent(drawn: Drawn) -> None:
    """Correlations within four standard errors of nothing."""
    limit = 4 / ROWS**0.5
    logs, other = odds_of_cost(drawn), odds_of_cost(draw(entrants(variety="W")))
    assert np.abs(np.corrcoef(logs.T, other.T)[:4, 4:]).max() < limit
    assert np.abs(np.corrcoef(logs[1:].T, logs[:-1].T)[:4, 4:]).max() < limit
    assert np.abs(np.corrcoef(logs.T, odds_of_cost(draw(seed=2)).T)[:4, 4:]).max() < limit


def test_ceiling_has_the_stated_median_and_deviation(drawn: Drawn) -> None:
    logs = np.log(drawn.ceiling[:, 0] / REFERENCE)
    assert abs(logs.mean() - np.log(OVER)) < 4 * SPREAD / ROWS**0.5
    assert abs(logs.std(ddof=1) - SPREAD) < 4 * SPREAD / (2 * ROWS) ** 0.5


@pytest.mark.parametrize("follows", [0.0, 0.3, 0.8])
def test_ceiling_follows_the_cost_of_the_variety_as_stated(follows: float) -> None:
    """Correlation with the shared cost level, and diluted by their own part with a bidder's cost."""
    level = draw_variety(entrants(), market(follows), costs(own=0), 1, 0, ROWS)
    bidder = draw_variety(entrants(), market(follows), costs(), 1, 0, ROWS)
    for one, stated in ((level, follows), (bidder, follows * BETWEEN / np.hypot(BETWEEN, OWN))):
        found = np.corrcoef(logit(one.cost[:, 0] / REFERENCE), np.log(one.ceiling[:, 0]))[0, 1]
        assert abs(np.arctanh(found) - np.arctanh(stated)) < 4 / (ROWS - 3) ** 0.5


def test_ceiling_that_follows_cost_wholly_has_its_ranks() -> None:
    level = draw_variety(entrants(), market(1), costs(own=0), 1, 0, 2000)
    assert spearmanr(level.cost[:, 1], level.ceiling[:, 1]).statistic == pytest.approx(1, abs=1e-12)


def test_without_spread_everything_is_at_its_median() -> None:
    still = draw_variety(entrants(), market(), costs(0, 0), 1, 0, 50)
    np.testing.assert_array_equal(still.cost, np.tile(np.array(list(MEDIANS.values())) * REFERENCE, (50, 1)))


def test_taste_is_uniform_and_independent_of_cost(drawn: Drawn) -> None:
    assert ((drawn.taste >= 0) & (drawn.taste < 1)).all()
    assert kstest(drawn.taste.ravel(), "uniform").pvalue > 1e-4
    assert np.abs(np.corrcoef(drawn.taste.T, odds_of_cost(drawn).T)[:4, 4:]).max() < 4 / ROWS**0.5
    assert np.abs(np.corrcoef(drawn.taste.T)[np.triu_indices(4, 1)]).max() < 4 / ROWS**0.5


def test_lots_are_drawn_evenly_and_apart_from_cost(drawn: Drawn) -> None:
    """Each bidder comes first in a quarter of the draws, within four standard errors."""
    assert ((drawn.draw >= 0) & (drawn.draw < 2**32)).all()
    first = np.bincount(drawn.draw.argmin(axis=1), minlength=4) / ROWS
    assert (np.abs(first - 0.25) < 4 * (0.1875 / ROWS) ** 0.5).all()
    assert np.abs(np.corrcoef(drawn.draw.T, odds_of_cost(drawn).T)[:4, 4:]).max() < 4 / ROWS**0.5


def assert_same(one: Drawn, other: Drawn, columns: object = slice(None)) -> None:
    for name in ("cost", "ceiling", "taste", "draw"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name)[:, columns], err_msg=name)


def test_another_bidder_moves_nobody() -> None:
    few = draw(entrants(("A", "C"), kinds=(0, 2)), count=50)
    assert_same(few, draw(count=50), [0, 2])
    assert_same(few, draw(entrants(("X", "C", "A"), kinds=(1, 2, 0)), count=50), [2, 1])


def test_blocks_give_the_same_as_the_whole() -> None:
    whole = draw(count=50)
    for start, count in ((0, 1), (7, 13), (49, 1)):
        part = draw(start=start, count=count)
        for name in ("cost", "ceiling", "taste", "draw"):
            np.testing.assert_array_equal(getattr(part, name), getattr(whole, name)[start : start + count])


def test_parameters_move_levels_and_not_draws() -> None:
    """Common random numbers: two scenarios under one seed face the same luck."""
    one = draw_variety(entrants(), market(), costs(0.6, 0.3), 1, 0, 500)
    other = draw_variety(entrants(), market(), costs(1.2, 0.6), 1, 0, 500)
    middle = logit(list(MEDIANS.values()))
    np.testing.assert_allclose(2 * (odds_of_cost(one) - middle), odds_of_cost(other) - middle, atol=1e-5)
    np.testing.assert_array_equal(one.ceiling, other.ceiling)
    np.testing.assert_array_equal(one.taste, other.taste)


def test_cost_is_at_least_a_tick() -> None:
    cheap = entrants()
    tiny = Entrants(
        **{name: getattr(cheap, name) for name in Entrants.__dataclass_fields__ if name != "variety"},
        variety=Variety("V", 4, "oral-solid", "ordinary", 1, 1000),
    )
    drawn = draw_variety(tiny, market(), costs(), 1, 0, 200)
    assert drawn.cost.min() == 1
    assert drawn.ceiling.min() >= 1


def test_costs_lie_below_the_reference_price(drawn: Drawn) -> None:
    assert (drawn.cost <= REFERENCE).all()


def test_ceiling_that_was_a_price_before_stays_below_the_reference_price() -> None:
    before = market(1).model_copy(update={"ceiling_over_reference": Cited[Decimal](value=Decimal("0.48"))})
    old = draw_variety(entrants(), before, costs(), 1, 0, ROWS).ceiling[:, 0] / REFERENCE
    assert (old < 1).all()
    assert abs(logit(old).mean() - logit(0.48)) < 4 * SPREAD / ROWS**0.5
