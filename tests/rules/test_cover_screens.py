"""Screens for cover bids and shapes: by hand, against scipy, and what must not move them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from simulator.rules.cover_screens import alternative_distance, normalised_distance, relative_distance
from simulator.rules.screen_power import SCREENS
from simulator.rules.shape_screens import kurtosis, rank_agreement, relative_range, skewness
from tests.rules.tenders import lot

Figure = Callable[..., npt.NDArray[np.float64]]
DISTANCES: list[Figure] = [relative_distance, alternative_distance, normalised_distance]


def of(figure: Figure, prices: list[int], *more: object) -> float:
    bids = np.array([prices], dtype=np.int64)
    return float(figure(bids, np.ones(bids.shape, dtype=np.bool_), *more)[0])


def test_distances_by_hand() -> None:
    """Bids 100, 130, 140, 160: step 30; losers deviate by sqrt(700 / 3), their mean gap is 15, of all 20."""
    prices = [140, 100, 160, 130]
    assert of(relative_distance, prices) == pytest.approx(30 / (700 / 3) ** 0.5)
    assert of(alternative_distance, prices) == pytest.approx(30 / 15)
    assert of(normalised_distance, prices) == pytest.approx(30 / 20)
    assert of(relative_range, prices) == pytest.approx(0.6)


def test_distances_with_two_winners_by_hand() -> None:
    """Winners 100 and 130: the step is from 130 to 140, the losers are 140 and 160."""
    prices = [140, 100, 160, 130]
    assert of(relative_distance, prices, 2) == pytest.approx(10 / 200**0.5)
    assert of(alternative_distance, prices, 2) == pytest.approx(10 / 20)
    assert of(normalised_distance, prices, 2) == pytest.approx(10 / 20)
    assert np.isnan(of(relative_distance, prices, 3))
    assert np.isnan(of(alternative_distance, prices, 3))
    assert of(normalised_distance, prices, 3) == pytest.approx(20 / 20)
    assert all(np.isnan(of(figure, prices, winners)) for figure in DISTANCES for winners in (4, 5, 99))


def test_two_distances_order_tenders_of_one_size_alike() -> None:
    bids = np.random.default_rng(1).integers(1, 10**6, size=(300, 6))
    there = np.ones(bids.shape, dtype=np.bool_)
    one, other = alternative_distance(bids, there), normalised_distance(bids, there)
    assert np.argsort(one).tolist() == np.argsort(other).tolist()


def test_losers_with_one_price() -> None:
    assert of(relative_distance, [100, 130, 130, 130]) == np.inf
    assert of(alternative_distance, [100, 130, 130, 130]) == np.inf
    assert of(normalised_distance, [100, 130, 130, 130]) == pytest.approx(3)
    assert all(np.isnan(of(figure, [100, 100, 100])) for figure in DISTANCES)


def test_shapes_by_hand() -> None:
    """Bids 1, 2, 6: mean 3, deviations -2, -1, 3, sample variance 7; 3 / 2 * (-8 - 1 + 27) / 7^1.5."""
    assert of(skewness, [6, 1, 2]) == pytest.approx(1.5 * 18 / 7**1.5)
    # Bids 0, 0, 0, 4 above a thousand: fourth powers 1 + 1 + 1 + 81 over 4^2; 20 / 6 * 84 / 16 - 3 * 9 / 2.
    assert of(kurtosis, [1000, 1000, 1000, 1004]) == pytest.approx(20 / 6 * 84 / 16 - 13.5)
    # A winner far below a bunch of losers leans to the left.
    assert of(skewness, [100, 150, 151, 152, 153]) < -1.5 < 1.5 < of(skewness, [100, 101, 102, 103, 150])


@pytest.mark.long
@given(st.lists(st.integers(1, 10**9), min_size=4, max_size=12).filter(lambda x: len(set(x)) > 1))
def test_shapes_agree_with_scipy(prices: list[int]) -> None:
    assert of(skewness, prices) == pytest.approx(stats.skew(prices, bias=False), rel=1e-6, abs=1e-6)
    assert of(kurtosis, prices) == pytest.approx(stats.kurtosis(prices, bias=False), rel=1e-6, abs=1e-6)


@pytest.mark.long
@given(st.lists(st.tuples(st.integers(1, 9), st.integers(1, 9)), min_size=3, max_size=10))
def test_rank_agreement_is_spearman(pairs: list[tuple[int, int]]) -> None:
    prices, signs = (list(column) for column in zip(*pairs, strict=True))
    found = of(rank_agreement, prices, signs)
    if len(set(prices)) == 1 or len(set(signs)) == 1:
        assert np.isnan(found)
    else:
        assert found == pytest.approx(stats.spearmanr(prices, signs).statistic, abs=1e-12)


def test_rank_agreement_by_hand() -> None:
    assert of(rank_agreement, [10, 30, 20], [1, 3, 2]) == pytest.approx(1)
    assert of(rank_agreement, [10, 30, 20], [3, 1, 2]) == pytest.approx(-1)
    # Ranks less their mean: -1, 1, 0 against -0.5, -0.5, 1; the products add up to zero.
    assert of(rank_agreement, [10, 30, 20], [1, 1, 5]) == pytest.approx(0)


@pytest.mark.long
@given(st.lists(st.integers(1, 10**6), min_size=2, max_size=9), st.integers(0, 4))
def test_bids_not_handed_in_and_the_order_and_unit_do_not_matter(prices: list[int], away: int) -> None:
    rng = np.random.default_rng(away)
    padded = np.array([*prices, *rng.integers(1, 10**6, size=away)])
    there = np.array([True] * len(prices) + [False] * away)
    order = rng.permutation(len(padded))
    for screen in SCREENS:
        plain = of(screen.figure, prices)
        mixed = screen.figure(1000 * padded[order][None, :], there[order][None, :])[0]
        assert mixed == pytest.approx(plain, rel=1e-6, abs=1e-6, nan_ok=True)


def test_winners_may_differ_between_tenders() -> None:
    bids = np.tile([100, 130, 140, 160], (2, 1))
    both = relative_distance(bids, np.ones(bids.shape, dtype=np.bool_), np.array([1, 2]))
    assert both.tolist() == pytest.approx([30 / (700 / 3) ** 0.5, 10 / 200**0.5])
    with pytest.raises(ValueError, match="at least one winning bid"):
        relative_distance(bids, np.ones(bids.shape, dtype=np.bool_), np.array([1, 0]))


def test_with_too_few_bids_there_is_no_figure() -> None:
    least = {
        "variation": 2,
        "lowest-gap": 2,
        "identical": 2,
        "relative-distance": 3,
        "alternative-distance": 3,
        "normalised-distance": 2,
        "relative-range": 2,
        "skewness": 3,
        "kurtosis": 4,
    }
    assert list(least) == [screen.name for screen in SCREENS]
    for screen in SCREENS:
        for count in range(6):
            bids = np.array([[100, 130, 131, 150, 170][:count]], dtype=np.int64).reshape(1, count)
            found = screen.figure(bids, np.ones((1, count), dtype=np.bool_))
            assert found.shape == (1,)
            assert np.isnan(found[0]) == (count < least[screen.name]), (screen.name, count)


def test_figures_of_a_variety() -> None:
    full = lot([140, 100, 160, 130]).full()
    found = {screen.name: screen.figure(full.bid, full.present) for screen in SCREENS}
    assert float(found["relative-distance"][0]) == pytest.approx(30 / (700 / 3) ** 0.5)
    assert float(found["lowest-gap"][0]) == pytest.approx(0.3)


def test_the_largest_prices_do_not_overflow() -> None:
    prices = [3_000_000_000, 3_000_000_000, 1, 2_999_999_999]
    assert of(relative_range, prices) == 2_999_999_999
    assert of(normalised_distance, prices) == pytest.approx(2_999_999_998 / 2_999_999_999 * 3)
