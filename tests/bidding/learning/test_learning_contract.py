"""What every learning rule must keep."""

from __future__ import annotations

import pickle
from dataclasses import fields
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from learning_games import RULES, random_rounds, seen, state_after

from simulator.bidding.learning.protocol import Feedback, LearningRule, Seen, choose

SHAPE = (5, 3, 4)
every_rule = pytest.mark.parametrize("rule", RULES.values(), ids=RULES)


def arrays(state: Any) -> list[Any]:
    return [np.asarray(getattr(state, field.name)) for field in fields(state)]


@every_rule
def test_mixtures_are_probabilities(rule: LearningRule[Any]) -> None:
    state = rule.start(SHAPE)
    assert rule.mix(state) == pytest.approx(np.full(SHAPE, 0.25), abs=1e-15)
    for one in random_rounds(SHAPE, 30, seed=1):
        state = rule.update(state, one)
        mixture = rule.mix(state)
        assert mixture.shape == SHAPE
        assert (mixture >= 0).all()
        assert mixture.sum(axis=2) == pytest.approx(np.ones(SHAPE[:2]), abs=1e-12)


@every_rule
def test_rules_learn(rule: LearningRule[Any]) -> None:
    """A price that always earns 1, where the others earn 0, is quoted more and more."""
    state = rule.start((1, 1, 3))
    before = float(rule.mix(state)[0, 0, 2])
    for turn in range(60):
        state = rule.update(state, seen([0, 0, 1], turn % 3))
    assert float(rule.mix(state)[0, 0, 2]) > before + 0.3


@every_rule
def test_states_and_rounds_are_left_as_they_were(rule: LearningRule[Any]) -> None:
    state = state_after(rule, SHAPE, random_rounds(SHAPE, 3, seed=2))
    (one,) = random_rounds(SHAPE, 1, seed=3)
    kept, payoffs = pickle.loads(pickle.dumps(state)), one.payoffs.copy()  # noqa: S301
    rule.mix(state)
    rule.update(state, one)
    assert all((x == y).all() for x, y in zip(arrays(state), arrays(kept), strict=True))
    assert (one.payoffs == payoffs).all()


@every_rule
def test_replications_and_learners_do_not_touch_each_other(rule: LearningRule[Any]) -> None:
    rounds = random_rounds(SHAPE, 10, seed=4)
    together = rule.mix(state_after(rule, SHAPE, rounds))
    for r, m in np.ndindex(SHAPE[:2]):
        own = [Seen(one.chosen[r : r + 1, m : m + 1], one.payoffs[r : r + 1, m : m + 1]) for one in rounds]
        alone = rule.mix(state_after(rule, (1, 1, SHAPE[2]), own))
        assert (alone[0, 0] == together[r, m]).all()


@every_rule
def test_the_order_of_prices_does_not_matter(rule: LearningRule[Any]) -> None:
    rounds = random_rounds(SHAPE, 10, seed=5)
    order = np.array([2, 0, 3, 1])
    place = np.argsort(order)
    turned = [Seen(place[one.chosen], one.payoffs[..., order]) for one in rounds]
    plain = rule.mix(state_after(rule, SHAPE, rounds))
    assert rule.mix(state_after(rule, SHAPE, turned)) == pytest.approx(plain[..., order], abs=1e-12)


@every_rule
def test_feedback_is_what_is_read(rule: LearningRule[Any]) -> None:
    """Rules with bandit feedback learn without what other prices would have earned; the others refuse to."""
    rounds = random_rounds(SHAPE, 6, seed=6)
    bare = [Seen(one.chosen, np.where(one.is_chosen, one.payoffs, np.nan)) for one in rounds]
    if rule.feedback is Feedback.FULL:
        with pytest.raises(ValueError, match="bandit feedback"):
            state_after(rule, SHAPE, bare)
        return
    known, unknown = (state_after(rule, SHAPE, given_rounds) for given_rounds in (rounds, bare))
    assert all((x == y).all() for x, y in zip(arrays(known), arrays(unknown), strict=True))


@every_rule
def test_what_the_mixture_rests_on_is_only_the_state(rule: LearningRule[Any]) -> None:
    state = state_after(rule, SHAPE, random_rounds(SHAPE, 4, seed=7))
    again = pickle.loads(pickle.dumps(rule))  # noqa: S301
    assert (again.mix(state) == rule.mix(state)).all()
    assert again == rule


@pytest.mark.parametrize(
    "name", ["hedge", "hedge-fixed", "regret-matching", "last-prices", "fictitious-play"]
)
def test_what_is_added_to_all_prices_does_not_matter(name: str) -> None:
    rule, rounds = RULES[name], random_rounds(SHAPE, 12, seed=8)
    shifted = [Seen(one.chosen, one.payoffs + 10 * turn) for turn, one in enumerate(rounds)]
    plain = rule.mix(state_after(rule, SHAPE, rounds))
    assert rule.mix(state_after(rule, SHAPE, shifted)) == pytest.approx(plain, abs=1e-11)


@pytest.mark.parametrize(
    "name", ["regret-matching", "regret-matching-realised", "last-prices", "fading-play"]
)
def test_the_unit_of_money_does_not_matter(name: str) -> None:
    rule, rounds = RULES[name], random_rounds(SHAPE, 12, seed=9)
    scaled = [Seen(one.chosen, 1e4 * one.payoffs) for one in rounds]
    plain = rule.mix(state_after(rule, SHAPE, rounds))
    assert rule.mix(state_after(rule, SHAPE, scaled)) == pytest.approx(plain, abs=1e-11)


@every_rule
def test_a_single_price_is_always_quoted(rule: LearningRule[Any]) -> None:
    state = rule.start((2, 1, 1))
    for one in random_rounds((2, 1, 1), 3, seed=10):
        state = rule.update(state, one)
    assert (rule.mix(state) == 1).all()


def test_choices_by_hand() -> None:
    mixture = np.array([0.0, 0.25, 0.0, 0.5, 0.25, 0.0])
    uniform = np.array([0.0, 0.2499, 0.25, 0.7499, 0.75, 0.999999999])
    assert choose(np.tile(mixture, (6, 1)), uniform).tolist() == [1, 1, 3, 3, 4, 4]


@given(
    st.lists(st.floats(0, 1), min_size=1, max_size=8).filter(lambda x: sum(x) > 1e-6),
    st.floats(0, 1, exclude_max=True),
)
def test_what_has_no_probability_is_never_chosen(weights: list[float], uniform: float) -> None:
    mixture = np.array(weights) / sum(weights)
    assert mixture[choose(mixture, np.array(uniform))] > 0


def test_choices_have_the_probabilities_of_the_mixture() -> None:
    """Of 40,000 choices each share is within 4 standard errors (at most 0.01)."""
    mixture = np.array([0.1, 0.4, 0.0, 0.5])
    chosen = choose(np.broadcast_to(mixture, (40_000, 4)), np.random.default_rng(11).random(40_000))
    assert np.bincount(chosen, minlength=4) / 40_000 == pytest.approx(mixture, abs=0.01)


def test_rounds_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="same R and m"):
        Seen(np.zeros((2, 2), dtype=np.int64), np.zeros((2, 3, 4)))
    with pytest.raises(ValueError, match="same R and m"):
        Seen(np.zeros(2, dtype=np.int64), np.zeros((2, 4)))
    with pytest.raises(ValueError, match="position from 0 to 1"):
        seen([0, 1], 2)
    with pytest.raises(ValueError, match="position from 0 to 1"):
        seen([0, 1], -1)
    with pytest.raises(ValueError, match="finite"):
        seen([float("nan"), 1], 0)
