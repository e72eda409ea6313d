"""A policy as a strategy: one that repeats a strategy gives its awards; one that learns does better."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.bidding.strategies.protocol import Strategy
from simulator.campaign import PolicyStrategy, with_policy
from simulator.campaign.course import Campaign
from simulator.campaign.environment import lay_campaign
from simulator.campaign.rounds import begin, observations, play
from simulator.errors import InputError
from simulator.money import TICKS_PER_YUAN
from simulator.tender.ready import Tender
from simulator.tender.simulate import play_block
from tests.campaign.conftest import markup_of, small_tender

MARKUP, RESPONSE = 0.25, 1.7


@pytest.fixture(scope="module")
def marked() -> Tender:
    """A small round 7 in which all but originators bid cost plus a mark-up."""
    return small_tender(*markup_of())


def markup_policy(seen: np.ndarray) -> float:
    """Work the mark-up out anew, from the observation alone; who cannot bid validly stays out."""
    cost_over_ceiling, ceiling, _, bidders, places = seen[:5]
    cost = round(cost_over_ceiling * ceiling * TICKS_PER_YUAN)
    excess = max(bidders - places, 0) / max(places, 1)
    bid = cost + int(cost * (MARKUP / (1 + RESPONSE * excess)) + 0.5)
    if cost_over_ceiling > 1:
        return 1.1
    return min(bid / (ceiling * TICKS_PER_YUAN), 1)


def batched_markup_policy(seen: np.ndarray) -> np.ndarray:
    return np.array([[markup_policy(row)] for row in seen])


@pytest.mark.long
@pytest.mark.parametrize(
    "strategy",
    [PolicyStrategy(markup_policy), PolicyStrategy(batched_markup_policy, batched=True)],
    ids=["one by one", "batched"],
)
def test_policy_that_repeats_the_markup_gives_its_awards(marked: Tender, strategy: PolicyStrategy) -> None:
    """Equal to the tick and the unit, in every replication; only the word for a void bid differs."""
    policy = with_policy(marked, strategy, ("generic", "own-api", "newcomer"))
    by_strategy, by_policy = play_block(marked, 0, 60), play_block(policy, 0, 60)
    absent = 0
    for one, other in zip(by_strategy.awarded, by_policy.awarded, strict=True):
        for name in ("price", "volume", "rank", "winners", "places", "main", "won"):
            np.testing.assert_array_equal(getattr(one, name), getattr(other, name), err_msg=name)
        np.testing.assert_array_equal(one.lot.bid[other.lot.present], other.lot.bid[other.lot.present])
        absent += int((~other.lot.present).sum())
    assert sum(int(one.winners.sum()) for one in by_strategy.awarded) > 1000
    assert absent < 60


def test_the_same_policy_in_the_environment_gives_the_same_awards(marked: Tender) -> None:
    campaign = lay_campaign(marked, ("generic", "own-api", "newcomer"))
    block = play_block(marked, 0, 5)
    for number in range(5):
        course = begin(campaign, marked.scenario.run.seed, number)
        actions = np.array([markup_policy(row) for row in observations(campaign, course)])
        result, _ = play(campaign, course, actions)
        for one, whole in zip(result.awarded, block.awarded, strict=True):
            np.testing.assert_array_equal(one.price[0], whole.price[number])
            np.testing.assert_array_equal(one.volume[0], whole.volume[number])


def test_only_the_named_classes_bid_by_the_policy(marked: Tender) -> None:
    before, after = (
        play_block(one, 0, 3)
        for one in (marked, with_policy(marked, PolicyStrategy(lambda _: 0.123), ("own-api",)))
    )
    for entrants, one, other in zip(marked.entrants, before.awarded, after.awarded, strict=True):
        changed = (one.lot.bid != other.lot.bid).any(axis=0)
        np.testing.assert_array_equal(changed, entrants.kind == 2)
        assert marked.scenario.bidding.own_api.use == "markup"


def test_replications_are_independent_of_the_block(marked: Tender) -> None:
    policy = with_policy(marked, PolicyStrategy(lambda seen: 0.2 + 0.6 * seen[6]))
    whole, part = play_block(policy, 0, 6), play_block(policy, 4, 2)
    for one, other in zip(whole.awarded, part.awarded, strict=True):
        np.testing.assert_array_equal(one.lot.bid[4:], other.lot.bid)


def test_keeps_the_protocol() -> None:
    assert isinstance(PolicyStrategy(markup_policy), Strategy)


def test_mistakes_are_told(marked: Tender) -> None:
    with pytest.raises(InputError, match="did you mean 'generic'"):
        with_policy(marked, PolicyStrategy(markup_policy), ("generics",))
    short = with_policy(marked, PolicyStrategy(lambda seen: seen[:1, 0], batched=True))
    with pytest.raises(InputError, match="returned 1 actions for"):
        play_block(short, 0, 2)
    lost = with_policy(marked, PolicyStrategy(lambda _: np.nan))
    with pytest.raises(InputError, match="not a finite number"):
        play_block(lost, 0, 2)


def reward(campaign: Campaign, number: int, price: float) -> float:
    result, _ = play(campaign, begin(campaign, 3, number), np.array([price]))
    return float(result.reward[0])


@pytest.mark.long
def test_a_bandit_over_five_prices_beats_chance_against_markup_rivals(marked: Tender) -> None:
    """Training: 40 trials of each price, then the best mean. Test: 100 fresh campaigns, same draws for both.

    The price learnt is compared with one drawn at random each time. Were it no better, a paired t above 4
    would come up less than once in 10,000 seeds; the seeds are fixed.
    """
    prices = (0.15, 0.25, 0.35, 0.5, 0.9)
    name = marked.entrants[2].variety.name
    firm = marked.entrants[2].firms[3]
    campaign = lay_campaign(marked, (firm,), variety=name)
    earned = np.zeros(5)
    for trial in range(200):
        earned[trial % 5] += reward(campaign, trial, prices[trial % 5])
    best = prices[int(earned.argmax())]
    fresh = range(200, 300)
    guesses = np.random.default_rng(8).choice(prices, len(fresh))
    gain = np.array(
        [
            reward(campaign, number, best) - reward(campaign, number, guess)
            for number, guess in zip(fresh, guesses, strict=True)
        ]
    )
    assert gain.mean() / (gain.std(ddof=1) / len(gain) ** 0.5) > 4
    assert np.mean([reward(campaign, number, best) for number in fresh]) > 0
