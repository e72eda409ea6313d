"""Power of screens: thresholds by hand, promised rates in repeated samples, and rings that must be found."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from scipy.stats import binom

from simulator.bidding.rings.cover import Ring, Spread, rig
from simulator.bidding.rings.designation import in_turn
from simulator.bidding.strategies.protocol import Quotes
from simulator.rules.screen_power import SCREENS, Power, screen_power
from simulator.rules.shape_screens import rank_agreement

Ints = npt.NDArray[np.int64]
Bids = tuple[Ints, npt.NDArray[np.bool_]]


def test_power_by_hand() -> None:
    """Of 1 to 19 with 10 % of 20, the second largest is the limit; 18.5 and 30 lie beyond it, 18 does not."""
    found = screen_power(range(1, 20), [18, 18.5, 30, float("nan")], 0.1, "high")
    assert (found.threshold, found.power, found.undefined) == (18, 0.5, (0, 1))
    low = screen_power(range(1, 20), [2, 1.5, -7, float("nan")], 0.1, "low")
    assert (low.threshold, low.power) == (2, 0.5)


def test_intervals_solve_their_equations() -> None:
    """Clopper and Pearson: at the ends, what was seen or more extreme has probability 2.5 %."""
    found = screen_power(range(1, 20), [30] * 7 + [0] * 13, 0.1, "high")
    low, high = found.interval
    assert binom.sf(6, 20, low) == pytest.approx(0.025, abs=1e-9)
    assert binom.cdf(7, 20, high) == pytest.approx(0.025, abs=1e-9)
    # The true rate beyond the second of 19 is below r when at least two of 19 uniforms are.
    low, high = found.false_positive_interval
    assert binom.sf(1, 19, low) == pytest.approx(0.025, abs=1e-9)
    assert binom.sf(1, 19, high) == pytest.approx(0.975, abs=1e-9)
    assert low < 0.1 < high


def test_ends_of_power() -> None:
    assert screen_power(range(20), [50] * 10, 0.05, "high").interval == pytest.approx((0.025**0.1, 1))
    assert screen_power(range(20), [-50] * 10, 0.05, "high").interval == pytest.approx((0, 1 - 0.025**0.1))


def test_undefined_competitive_figures_are_the_least_suspicious() -> None:
    found = screen_power([float("nan")] * 15 + [1, 2, 3, 4, 5], [4.5, 6], 0.1, "high")
    assert (found.threshold, found.power, found.undefined) == (4, 1.0, (15, 0))
    # With hardly any defined, whatever is defined is unusual.
    rare = screen_power([float("nan")] * 20, [1, float("nan")], 0.1, "low")
    assert rare.power == 0.5


def test_infinite_figures_are_the_most_suspicious() -> None:
    assert screen_power(range(19), [np.inf, 5], 0.05, "high").power == 0.5


@pytest.mark.parametrize("law", ["continuous", "ties"])
def test_false_alarms_keep_their_rate(law: str) -> None:
    """A new competitive tender is flagged in 5 % of 4000 samples, within 4 standard errors; ties lower it."""
    rng = np.random.default_rng(12)
    values = rng.random((4000, 100)) if law == "continuous" else rng.integers(0, 10, (4000, 100))
    flagged = np.mean([screen_power(row[:99], row[99:], 0.05, "high").power for row in values])
    error = 4 * (0.05 * 0.95 / 4000) ** 0.5
    assert flagged <= 0.05 + error
    if law == "continuous":
        assert flagged >= 0.05 - error


def test_the_interval_of_false_alarms_holds_the_true_rate() -> None:
    """Of uniform figures the true rate is 1 - threshold; 95 % of 2000 intervals hold it, within 4 errors."""
    rng = np.random.default_rng(13)
    inside = 0
    for _ in range(2000):
        found = screen_power(rng.random(60), [0.5], 0.1, "high")
        low, high = found.false_positive_interval
        inside += low <= 1 - found.threshold <= high
    assert inside / 2000 == pytest.approx(0.95, abs=4 * (0.95 * 0.05 / 2000) ** 0.5)


@pytest.mark.parametrize("rate", [0.0, 1.0, -0.1, float("nan")])
def test_rates_that_make_no_sense_are_refused(rate: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        screen_power(range(20), [1], rate, "high")


def test_too_small_samples_say_how_many_it_takes() -> None:
    with pytest.raises(ValueError, match="at least 19"):
        screen_power(range(18), [1], 0.05, "high")
    assert screen_power(range(19), [99], 0.05, "high").power == 1
    with pytest.raises(ValueError, match="at least one tender"):
        screen_power(range(20), [], 0.05, "high")


def competitive_quotes(tenders: int, firms: int, seed: int) -> tuple[Quotes, Ints]:
    """Each firm bids a quarter above its own cost, which varies by about a quarter."""
    rng = np.random.default_rng(seed)
    bids = np.floor(12_500 * np.exp(0.25 * rng.normal(size=(tenders, firms)))).astype(np.int64)
    return Quotes(bids, np.ones(bids.shape, dtype=np.bool_)), np.full(bids.shape, 40_000)


def ring_bids(ring: Ring, tenders: int, firms: int, seed: int) -> Bids:
    own, ceiling = competitive_quotes(tenders, firms, seed)
    members = list(ring.members)
    designated = in_turn(np.arange(tenders), own.present[:, members])
    uniform = np.random.default_rng(seed + 1).random((tenders, len(members)))
    rigged = rig(own, ceiling, ring, designated, uniform)
    return rigged.bid, rigged.present


def compare_screens(competitive: Bids, ring: Bids, rate: float) -> dict[str, Power]:
    """Every screen by itself on the same tenders."""
    return {
        one.name: screen_power(one.figure(*competitive), one.figure(*ring), rate, one.suspicious)
        for one in SCREENS
    }


def measured(ring: Ring, tenders: int = 500, firms: int = 8) -> dict[str, Power]:
    plain, _ = competitive_quotes(tenders, firms, seed=1)
    return compare_screens((plain.bid, plain.present), ring_bids(ring, tenders, firms, seed=3), 0.05)


def test_a_full_ring_with_narrow_cover_is_found_by_spread() -> None:
    """Eight of eight, cover 2 to 6 % above, half way to the ceiling: the bids lie far too close together."""
    found = measured(Ring(tuple(range(8)), raised=0.5, spread=Spread(0.02, 0.06)))
    assert list(found) == [screen.name for screen in SCREENS]
    assert found["variation"].interval[0] > 0.9
    assert found["relative-range"].interval[0] > 0.9
    # The gap to the second is small, so that the gap alone finds nothing.
    assert found["lowest-gap"].interval[1] < 0.05


def test_a_full_ring_with_distant_cover_is_found_by_distance() -> None:
    """Cover 20 to 24 % above: the winner stands apart from losers that lie together."""
    found = measured(Ring(tuple(range(8)), raised=0.5, spread=Spread(0.20, 0.24)))
    for name in ("relative-distance", "alternative-distance", "normalised-distance", "skewness"):
        assert found[name].interval[0] > 0.9, name


def test_a_ring_among_outsiders_is_harder_to_find() -> None:
    """Three members among ten firms leave most of the spread to the outsiders."""
    few = measured(Ring((0, 1, 2), raised=0.5, spread=Spread(0.02, 0.06)), firms=10)
    all_ten = measured(Ring(tuple(range(10)), raised=0.5, spread=Spread(0.02, 0.06)), firms=10)
    assert few["variation"].interval[1] < all_ten["variation"].interval[0]


def test_cover_bids_do_not_follow_costs() -> None:
    """Costs seen with some noise: competitive bids rank with them, cover bids do not."""
    plain, _ = competitive_quotes(500, 8, seed=1)
    own, _ = competitive_quotes(500, 8, seed=3)
    noise = np.exp(0.1 * np.random.default_rng(8).normal(size=own.bid.shape))
    ring = Ring(tuple(range(8)), raised=0.5, spread=Spread(0.1, 0.4))
    rigged, present = ring_bids(ring, 500, 8, seed=3)
    competitive = rank_agreement(plain.bid, plain.present, plain.bid * noise)
    found = screen_power(competitive, rank_agreement(rigged, present, own.bid * noise), 0.05, "low")
    assert found.interval[0] > 0.5


def test_where_there_is_no_ring_screens_find_what_they_promise() -> None:
    """Planted: competition against competition; each interval of power reaches down to 5 % or below."""
    plain, _ = competitive_quotes(999, 8, seed=5)
    other, _ = competitive_quotes(2000, 8, seed=6)
    found = compare_screens((plain.bid, plain.present), (other.bid, other.present), 0.05)
    for name, power in found.items():
        low, high = power.false_positive_interval
        error = 4 * (0.05 * 0.95 / 2000) ** 0.5
        assert power.power <= high + error, name
        # Without ties the rate is used up as well; identical prices hardly occur, so that any is flagged.
        if name != "identical":
            assert power.power >= low - error, name
