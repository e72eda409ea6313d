"""Each rule by hand, its special cases, and its parameters."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from learning_games import random_rounds, seen, state_after
from scipy.optimize import minimize
from scipy.special import softmax

from simulator.bidding.equilibrium.closed_forms.regret import hedge_rate
from simulator.bidding.learning.best_response import BestResponse
from simulator.bidding.learning.ewa import ExperienceWeightedAttraction
from simulator.bidding.learning.hedge import Hedge
from simulator.bidding.learning.protocol import Feedback, LearningRule, Seen
from simulator.bidding.learning.regret_matching import RegretMatching
from simulator.bidding.learning.roth_erev import RothErev

SHAPE = (4, 2, 5)


def mixture_after(rule: LearningRule[Any], *rounds: tuple[list[float], int]) -> list[float]:
    prices = len(rounds[0][0])
    state = state_after(rule, (1, 1, prices), [seen(payoffs, chosen) for payoffs, chosen in rounds])
    return [float(p) for p in rule.mix(state)[0, 0]]


def test_roth_erev_by_hand() -> None:
    """Propensities 1, 1, 1 fade to 0.9; a gain of 4 is split 3.2 to the quoted, 0.4 to each other."""
    rule = RothErev(forgetting=0.1, experimentation=0.2, strength=3)
    state = rule.update(rule.start((1, 1, 3)), seen([9, 4, 9], 1))
    assert state.values[0, 0] == pytest.approx([1.3, 4.1, 1.3])
    assert rule.mix(state)[0, 0] == pytest.approx([1.3 / 6.7, 4.1 / 6.7, 1.3 / 6.7])
    again = rule.update(state, seen([2, 9, 9], 0))
    assert again.values[0, 0] == pytest.approx([1.17 + 1.6, 3.69 + 0.2, 1.17 + 0.2])


def test_roth_erev_counts_gains_from_the_least_payoff() -> None:
    rule = RothErev(least=-5, strength=1)
    moved = mixture_after(rule, ([-3, 0], 0))
    assert moved == pytest.approx(mixture_after(RothErev(strength=1), ([2, 0], 0)))
    with pytest.raises(ValueError, match="below the least payoff -5"):
        mixture_after(rule, ([-6, 0], 0))


def test_roth_erev_sums_are_conserved() -> None:
    """Without forgetting the propensities grow by exactly what was earned."""
    rounds = random_rounds(SHAPE, 20, seed=1)
    state = state_after(RothErev(forgetting=0, strength=2), SHAPE, rounds)
    total = 2 + sum(one.earned for one in rounds)
    assert state.values.sum(axis=2) == pytest.approx(total, abs=1e-12)


def test_roth_erev_without_gains_never_divides_by_zero() -> None:
    rule = RothErev(forgetting=1.0)
    state = rule.update(rule.start((1, 1, 2)), seen([0, 0], 0))
    assert rule.mix(state)[0, 0].tolist() == [0.5, 0.5]


def test_ewa_by_hand() -> None:
    """Decay 0.8, growth 0.5, imagination 0.25, experience 2.

    First N = 0.8 * 0.5 * 2 + 1 = 1.8; attractions 4 / 1.8 and 0.25 * 8 / 1.8. Then N = 0.4 * 1.8 + 1 = 1.72
    and, as 0.8 * 1.8 = 1.44, attractions (1.44 * 4 / 1.8 + 0.25 * 2) / 1.72 and (1.44 * 2 / 1.8 + 6) /
    1.72.
    """
    rule = ExperienceWeightedAttraction(precision=0.5, imagination=0.25, decay=0.8, growth=0.5, experience=2)
    first = rule.update(rule.start((1, 1, 2)), seen([4, 8], 0))
    assert first.experience == pytest.approx(1.8)
    assert first.values[0, 0] == pytest.approx([4 / 1.8, 2 / 1.8])
    second = rule.update(first, seen([2, 6], 1))
    assert second.experience == pytest.approx(1.72)
    assert second.values[0, 0] == pytest.approx([3.7 / 1.72, 7.6 / 1.72])
    assert rule.mix(second)[0, 0, 0] == pytest.approx(1 / (1 + np.exp(0.5 * 3.9 / 1.72)))


@pytest.mark.parametrize("decay", [1.0, 0.6, 0.0])
def test_ewa_with_full_imagination_is_fictitious_play_with_logit_choice(decay: float) -> None:
    """Attractions are the expected payoffs under weighted beliefs, computed here from rival prices."""
    rng = np.random.default_rng(2)
    matrix, rivals = rng.random((5, 5)), rng.integers(0, 5, size=30)
    rule = ExperienceWeightedAttraction(precision=3, imagination=1, decay=decay, growth=0, experience=1)
    state, counts, weight = rule.start((1, 1, 5)), np.zeros(5), 1.0
    for rival in rivals:
        state = rule.update(state, seen(matrix[:, rival], int(rng.integers(5))))
        counts, weight = decay * counts, decay * weight + 1
        counts[rival] += 1
        # The start weighs as one round in which nothing was earned.
        assert state.values[0, 0] == pytest.approx(matrix @ counts / weight, abs=1e-12)
        assert rule.mix(state)[0, 0] == pytest.approx(softmax(3 * matrix @ counts / weight), abs=1e-12)


def test_ewa_without_start_weight_agrees_with_the_memory_of_best_response() -> None:
    """With hardly any experience at the start both hold the same expected payoffs."""
    rounds = random_rounds(SHAPE, 12, seed=3)
    for decay in (1.0, 0.5, 0.0):
        rule = ExperienceWeightedAttraction(precision=1, imagination=1, decay=decay, experience=1e-12)
        ewa = state_after(rule, SHAPE, rounds)
        played = state_after(BestResponse(memory=decay), SHAPE, rounds)
        assert ewa.values == pytest.approx(played.values, abs=1e-10)


def test_ewa_without_imagination_is_reinforcement() -> None:
    rounds = random_rounds(SHAPE, 15, seed=4)
    earned = [np.where(one.is_chosen, one.payoffs, 0) for one in rounds]
    sums = ExperienceWeightedAttraction(precision=1, imagination=0, decay=1, growth=1)
    assert sums.feedback is Feedback.BANDIT
    assert state_after(sums, SHAPE, rounds).values == pytest.approx(sum(earned), abs=1e-12)
    means = ExperienceWeightedAttraction(precision=1, imagination=0, decay=1, growth=0)
    assert state_after(means, SHAPE, rounds).values == pytest.approx(sum(earned) / 16, abs=1e-12)
    fading = ExperienceWeightedAttraction(precision=1, imagination=0, decay=0.5, growth=1)
    weighted = sum(0.5 ** (14 - turn) * one for turn, one in enumerate(earned))
    assert state_after(fading, SHAPE, rounds).values == pytest.approx(weighted, abs=1e-12)


def test_hedge_by_hand() -> None:
    rule = Hedge(rate=np.log(2))
    assert mixture_after(rule, ([1, 0], 0)) == pytest.approx([2 / 3, 1 / 3])
    assert mixture_after(rule, ([1, 0], 0), ([1, 0], 1)) == pytest.approx([4 / 5, 1 / 5])
    assert hedge_rate(10, 1000) == pytest.approx(np.sqrt(8 * np.log(10) / 1000))
    assert hedge_rate(10, 1000, spread=5) == pytest.approx(hedge_rate(10, 1000) / 5)


def test_hedge_without_a_rate_uses_that_of_the_round_to_come() -> None:
    rounds = random_rounds(SHAPE, 6, seed=5)
    totals = sum(one.payoffs for one in rounds)
    rate = np.sqrt(8 * np.log(5) / 7) / 2.5
    rule = Hedge(span=2.5)
    assert rule.mix(state_after(rule, SHAPE, rounds)) == pytest.approx(
        softmax(rate * totals, axis=2), abs=1e-12
    )


def test_hedge_is_dual_averaging_with_the_entropy() -> None:
    """The mixture maximises its total payoff plus its entropy over the rate; a general optimiser agrees."""
    totals = np.array([3.0, 1.0, 2.5, 0.2])
    found = minimize(
        lambda x: -(x @ totals) + x @ np.log(x) / 0.7,
        np.full(4, 0.25),
        bounds=[(1e-9, 1)] * 4,
        constraints={"type": "eq", "fun": lambda x: x.sum() - 1},
        options={"ftol": 1e-14},
    )
    assert mixture_after(Hedge(rate=0.7), (totals.tolist(), 0)) == pytest.approx(found.x, abs=1e-5)


def test_hedge_survives_large_totals() -> None:
    assert mixture_after(Hedge(rate=1.0), ([1e6, 1e6 - 1, 0], 0)) == pytest.approx(
        [1 / (1 + np.exp(-1)), 1 / (1 + np.exp(1)), 0]
    )


def test_regret_matching_by_hand() -> None:
    """Even mix earns 3 of 6, 3, 0: regrets 3, 0, -3. Then the first alone earns 1 of 1, 5, 2: 3, 4, -2."""
    rule = RegretMatching()
    assert mixture_after(rule, ([6, 3, 0], 1)) == pytest.approx([1, 0, 0])
    assert mixture_after(rule, ([6, 3, 0], 1), ([1, 5, 2], 0)) == pytest.approx([3 / 7, 4 / 7, 0])


def test_realised_regret_matching_by_hand() -> None:
    """Quoting the second earns 3 of 6, 3, 0: regrets 3, 0, -3; quoting the third 2 of 1, 5, 2: 2, 3, -3."""
    rule = RegretMatching(realised=True)
    assert mixture_after(rule, ([6, 3, 0], 1), ([1, 5, 2], 2)) == pytest.approx([2 / 5, 3 / 5, 0])


def test_regret_matching_without_regret_is_even() -> None:
    assert mixture_after(RegretMatching(realised=True), ([3, 2, 1], 0)) == pytest.approx([1 / 3] * 3)


def test_regret_matching_keeps_regret_at_right_angles_to_what_it_plays() -> None:
    """Blackwell's condition: the mixture's mean of a round's regrets is zero."""
    rule = RegretMatching()
    state = rule.start(SHAPE)
    for one in random_rounds(SHAPE, 20, seed=6):
        mixture, before = rule.mix(state), state.values
        state = rule.update(state, one)
        assert (mixture * (state.values - before)).sum(axis=2) == pytest.approx(
            np.zeros(SHAPE[:2]), abs=1e-12
        )


def test_best_response_by_hand() -> None:
    rounds = ([5.0, 1.0], 0), ([0.0, 3.0], 0)
    assert mixture_after(BestResponse(), *rounds) == [0, 1]
    assert mixture_after(BestResponse(memory=1), *rounds) == [1, 0]
    # Half the past: 0.5 * 5 + 0 = 2.5 against 0.5 * 1 + 3 = 3.5.
    assert mixture_after(BestResponse(memory=0.5), *rounds) == [0, 1]
    assert mixture_after(BestResponse(memory=1), *rounds, ([0, 1], 1)) == [0.5, 0.5]


def test_fading_memory_is_a_weighted_mean() -> None:
    rounds = random_rounds(SHAPE, 9, seed=7)
    weights = 0.7 ** np.arange(8, -1, -1)
    mean = sum(w * one.payoffs for w, one in zip(weights, rounds, strict=True)) / weights.sum()
    assert state_after(BestResponse(memory=0.7), SHAPE, rounds).values == pytest.approx(mean, abs=1e-12)


def test_fictitious_play_answers_the_mean_of_rival_prices() -> None:
    """The same as the best price against the distribution of what the rival quoted."""
    rng = np.random.default_rng(8)
    matrix, rivals = rng.random((6, 6)), rng.integers(0, 6, size=25)
    rule = BestResponse(memory=1)
    state = state_after(rule, (1, 1, 6), [seen(matrix[:, rival], 0) for rival in rivals])
    beliefs = np.bincount(rivals, minlength=6) / 25
    assert int(rule.mix(state)[0, 0].argmax()) == int((matrix @ beliefs).argmax())


@pytest.mark.parametrize(
    ("rule", "wrong"),
    [
        (RothErev, {"forgetting": 1.1}),
        (RothErev, {"experimentation": -0.1}),
        (RothErev, {"strength": 0.0}),
        (ExperienceWeightedAttraction, {"precision": 0.0}),
        (ExperienceWeightedAttraction, {"precision": 1.0, "imagination": 2.0}),
        (ExperienceWeightedAttraction, {"precision": 1.0, "decay": float("nan")}),
        (ExperienceWeightedAttraction, {"precision": 1.0, "growth": -1.0}),
        (ExperienceWeightedAttraction, {"precision": 1.0, "experience": 0.0}),
        (Hedge, {"rate": -1.0}),
        (Hedge, {"span": 0.0}),
        (BestResponse, {"memory": 1.5}),
    ],
)
def test_parameters_that_make_no_sense_are_refused(rule: Any, wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=f"{list(wrong)[-1]} is a (positive )?number"):
        rule(**wrong)


def test_chosen_prices_alone_move_realised_regret() -> None:
    """Planted: the same payoffs with another choice give another state, for this rule only."""
    one, other = seen([1, 2, 3], 0), seen([1, 2, 3], 2)
    realised, mixture = RegretMatching(realised=True), RegretMatching()
    for rule, same in ((realised, False), (mixture, True)):
        states = [rule.update(rule.start((1, 1, 3)), happened) for happened in (one, other)]
        assert bool((states[0].values == states[1].values).all()) is same
    assert isinstance(one, Seen)
