"""Prices before the tender: means by hand, shares that add up, and who sells what is bought of others."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from simulator.firms.population import CLASSES
from simulator.fund.labels import avoid_labels, label_products
from simulator.fund.pricing import Bidders, before_tender
from simulator.fund.records import Group
from simulator.rules.lot import STATUSES
from simulator.scenario.fund import Prices

PASSED, FAILED = STATUSES.index("passed"), STATUSES.index("not-passed")


def entrants(kinds: list[str], status: list[int], past: list[int]) -> SimpleNamespace:
    return SimpleNamespace(
        kind=np.array([CLASSES.index(kind) for kind in kinds]),
        status=np.array(status),
        past_volume=np.array(past),
        variety=SimpleNamespace(reference=100_000),
    )


MIXED = entrants(["originator", "generic", "generic"], [PASSED, PASSED, FAILED], [40, 40, 20])


def test_prices_before_by_hand() -> None:
    """10 yuan of reference: 15.50, 11 and 9; bidders sell 85 %, the rest costs 9 as well."""
    before = before_tender(MIXED, Prices(), "drug")
    assert before.old.tolist() == [155_000, 110_000, 90_000]
    assert before.part == pytest.approx([0.34, 0.34, 0.17])
    assert before.mean == round(0.34 * 155_000 + 0.34 * 110_000 + (0.17 + 0.15) * 90_000)


def test_the_mean_is_that_of_the_products() -> None:
    """For any bidders: products' old prices by their shares make the mean, to half a tick."""
    draw = np.random.default_rng(3)
    prices = Prices()
    for _ in range(50):
        n = int(draw.integers(1, 8))
        made = entrants(
            draw.choice(["originator", "generic", "newcomer"], n).tolist(),
            draw.choice([PASSED, FAILED], n).tolist(),
            draw.integers(0, 50, n).tolist(),
        )
        before = before_tender(made, prices, "drug")
        rest = 1 - before.part.sum()
        assert rest == pytest.approx(0.15)
        assert before.mean == pytest.approx(before.part @ before.old + rest * 90_000, abs=0.51)


def test_what_is_bought_of_others_is_sold_by_losers_as_before() -> None:
    bidders = Bidders(MIXED, Prices(), "drug")
    (share,) = bidders.elsewhere(np.array([[False, True, False]]), 0.1)
    # Losers sold 34 and 17 %, products that do not bid 15 %: 66 % in all; a tenth is of other areas.
    assert share[Group.ORIGINATOR] == pytest.approx(0.9 * 34 / 66)
    assert share[Group.PASSED] == 0
    assert share[Group.NOT_PASSED] == pytest.approx(0.9 * 32 / 66)
    assert share[Group.OTHER_AREAS] == pytest.approx(0.1)


def test_hospitals_avoid_labelled_products() -> None:
    """Half of what is yellow and all that is red goes to winners; the rest keeps its proportions."""
    share = np.array([[0.4, 0.3, 0.2, 0.1], [0.4, 0.3, 0.2, 0.1], [0.0, 0.0, 1.0, 0.0]])
    label = np.array([[1, 0, 2, 0], [0, 0, 0, 0], [0, 0, 2, 0]])[:, None]
    prices = Prices.model_validate({"yellow_loses": "0.5", "red_loses": "1"})
    after, moved = avoid_labels(share, label, prices)
    assert moved[:, 0].tolist() == pytest.approx([0.2 + 0.2, 0.0, 1.0])
    assert after[0, 0].tolist() == pytest.approx([1 / 3, 1 / 2, 0, 1 / 6])
    assert after[1, 0].tolist() == pytest.approx(share[1].tolist())
    assert after.sum(axis=2)[:, 0].tolist() == pytest.approx([1.0, 1.0, 1.0])


def test_labels_follow_the_prices_of_each_year() -> None:
    """A loser at 20 yuan beside a winner at 10 is yellow; once it has cut its price to 17 it is not."""
    prices = Prices.model_validate({"yellow": "1.8", "red": "3", "yellow_loses": "0.5", "red_loses": "1"})
    now = np.array([[[200_000, 90_000, 90_000, 90_000], [170_000, 90_000, 90_000, 90_000]]])
    label = label_products(now, np.array([100_000]), prices)
    assert label[0].tolist() == [[1, 0, 0, 0], [0, 0, 0, 0]]
    after, moved = avoid_labels(np.array([[0.4, 0.6, 0.0, 0.0]]), label, prices)
    assert moved[0].tolist() == pytest.approx([0.2, 0.0])
    assert after[0, :, 0].tolist() == pytest.approx([0.2 / 0.8, 0.4])


def test_labels_without_effect_change_nothing() -> None:
    share = np.array([[0.4, 0.3, 0.2, 0.1]])
    after, moved = avoid_labels(share, np.array([[[2, 2, 2, 2], [1, 1, 1, 1]]]), Prices())
    assert after.tolist() == [[share[0].tolist()] * 2]
    assert not moved.any()


def test_the_more_is_labelled_the_more_goes_to_winners() -> None:
    draw = np.random.default_rng(5)
    share = draw.dirichlet(np.ones(4), 300)
    label = draw.integers(0, 2, (300, 3, 4))
    prices = Prices.model_validate({"yellow_loses": "0.3", "red_loses": "0.6"})
    _, some = avoid_labels(share, label, prices)
    _, more = avoid_labels(share, label + 1, prices)
    assert (more > some).all()
    strict = Prices.model_validate({"yellow_loses": "0.5", "red_loses": "0.6"})
    assert (avoid_labels(share, label, strict)[1] >= some).all()
