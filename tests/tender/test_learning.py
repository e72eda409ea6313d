"""What firms learn before a tender: payoffs by hand, against the campaign environment, and what is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest

from simulator.bidding.learning.table import LearnedBids, price_list
from simulator.bidding.strategies.learned import Learned
from simulator.bidding.strategies.protocol import Quotes
from simulator.campaign.environment import lay_campaign
from simulator.campaign.rounds import begin, play
from simulator.firms.draws import draw_variety
from simulator.results.metrics import round_metrics
from simulator.study.plan import load_scenario
from simulator.tender.learning import find_learned
from simulator.tender.lessons import learn, payoffs_of
from simulator.tender.quoting import guaranteed_cut, quote_bids
from simulator.tender.simulate import Tender, play_block, set_up
from simulator.tender.solving import Solving
from tests.campaign.conftest import pencil_tender

SMALL = ("market.varieties=3", "market.bids=18", "market.most_bidders=8", "firms.firms=15")
QUICK = "{use: learning, rounds: 3, campaigns: 4, prices: 5}"
RULES = ("best-response", "hedge", "regret-matching", "ewa", "roth-erev")


def small(*sets: str, solving: Solving | None = None) -> Tender:
    scenario, book = load_scenario("round-7-2022", (*SMALL, f"bidding.generic={QUICK}", *sets))
    return set_up(scenario.record, book.record.clauses, solving=solving)


def taught(tender: Tender, **terms: object) -> Tender:
    """Let the one generic firm of the tender by hand learn."""
    strategy = Learned.model_validate({"use": "learning", "campaigns": 2, "standings": 1, **terms})
    bidding = tender.scenario.bidding.model_copy(update={"generic": strategy})
    return replace(tender, scenario=tender.scenario.model_copy(update={"bidding": bidding}))


@pytest.fixture
def pencil(tmp_path: Path) -> Tender:
    """Cost 4 yuan, ceiling 15 yuan, rivals at 9.00 and 9.50 yuan, two of three have a place."""
    return pencil_tender(tmp_path, A="9", B="9.5")


def earned_by(
    tender: Tender, prices: list[int], bids: Sequence[int] = (60_000, 90_000, 95_000)
) -> np.ndarray:
    scenario = tender.scenario
    drawn = draw_variety(tender.entrants[0], scenario.market, scenario.costs, 1, 0, 1)
    played = Quotes(np.array([bids]), np.ones((1, 3), dtype=np.bool_))
    offers = np.array(prices, dtype=np.int64)[None, None, :]
    return payoffs_of(tender, 0, drawn, played, (np.array([0]), offers))[0, 0]


def test_payoffs_by_hand(pencil: Tender) -> None:
    """At 4.50 half of the need: 0.5/11 x 0.5 x 2; at 6.00 two fifths; at ceiling and cost nothing.

    Volumes are those that the training ground has by hand: 450,000 and 360,000 of 900,000 units.
    """
    found = earned_by(pencil, [40_000, 45_000, 60_000, 150_000])
    assert found.tolist() == pytest.approx([0.0, 0.5 / 11, 2 / 11 * 0.8, 0.0])


def test_payoffs_are_the_rewards_of_the_campaign_environment(pencil: Tender) -> None:
    """Same prices, another way of playing them: proportional, whatever the price."""
    campaign = lay_campaign(pencil, ("generic",))
    prices = list(range(40_000, 150_001, 5_000))
    rewards = []
    for price in prices:
        result, _ = play(campaign, begin(campaign, 1, 0), np.array([price / 150_000]))
        rewards.append(result.reward[0])
    found = earned_by(pencil, prices)
    assert max(rewards) > 0
    # 15 yuan of ceiling against 10 of reference, 11 yuan of room, two places: one factor for all.
    np.testing.assert_allclose(found, np.array(rewards) * 10 / 11 * 2, atol=1e-12)


@pytest.mark.long
@pytest.mark.parametrize(
    ("rule", "rounds", "least"),
    [
        ("best-response", 2, 1.0),
        pytest.param("hedge", 1000, 0.8, marks=pytest.mark.slow),
        pytest.param("regret-matching", 200, 0.95, marks=pytest.mark.slow),
        pytest.param("ewa", 200, 0.25, marks=pytest.mark.slow),
    ],
)
def test_against_fixed_bids_the_best_price_is_learned(
    pencil: Tender, rule: str, rounds: int, least: float
) -> None:
    """The price that earns most, found by trying each, is quoted most, and at least as often as stated.

    Planted: dearer rivals make another price the best one, and it is learned in its place.
    """
    learned = []
    for dearer in (Decimal(1), Decimal("1.3")):
        tender = taught(pencil, rule=rule, rounds=rounds)
        fixed = tender.scenario.bidding.own_api
        bids = {"drug": {firm: price * dearer for firm, price in fixed.bids.value["drug"].items()}}
        own_api = fixed.model_copy(update={"bids": fixed.bids.model_copy(update={"value": bids})})
        bidding = tender.scenario.bidding.model_copy(update={"own_api": own_api})
        tender = replace(tender, scenario=tender.scenario.model_copy(update={"bidding": bidding}))
        cut = guaranteed_cut(tender.clauses)
        listed = price_list(np.array([[40_000]]), np.array([[150_000]]), cut, 9)[0, 0].tolist()
        worth = earned_by(tender, listed, [60_000, int(90_000 * dearer), int(95_000 * dearer)])
        best = np.flatnonzero(worth >= worth.max() - 1e-12)
        mixture = learn(tender, 0, {"generic": tender.scenario.bidding.generic})["generic"].mixture[0]
        assert mixture.argmax() in best
        assert mixture[best].sum() >= least
        learned.append(listed[int(mixture.argmax())])
    assert learned == [81_250, 108_750]


@pytest.mark.long
@pytest.mark.parametrize("rule", RULES)
def test_learned_bids_run_like_any_other(rule: str) -> None:
    tender = small(f"bidding.own-api={{use: learning, rule: {rule}, rounds: 2, campaigns: 2, prices: 4}}")
    block = play_block(tender, 0, 20)
    metrics = round_metrics(block.awarded, block.costs)
    assert np.nanmax(metrics["winners_below_cost"]) == 0
    assert metrics["winning_products"].min() > 0


def test_everybody_learns_with_its_own_class_and_horizon() -> None:
    tender = small("bidding.own-api={use: learning, rounds: 1, campaigns: 2, prices: 3, standings: 2}")
    for entrants, lessons in zip(tender.entrants, tender.learned, strict=True):
        there = {("originator", "generic", "own-api", "newcomer")[kind] for kind in entrants.kind}
        assert set(lessons) == there & {"generic", "own-api"}
        for name, one in lessons.items():
            assert one.mixture.shape == ((4, 6) if name == "generic" else (2, 4))


@pytest.mark.long
def test_the_same_seed_learns_the_same_and_another_does_not() -> None:
    one, same, other = small(), small(), small("run.seed=2")

    def mixtures(tender: Tender) -> list[np.ndarray]:
        return [lesson["generic"].mixture for lesson in tender.learned if "generic" in lesson]

    assert all(np.array_equal(a, b) for a, b in zip(mixtures(one), mixtures(same), strict=True))
    assert any(not np.array_equal(a, b) for a, b in zip(mixtures(one), mixtures(other), strict=False))


def test_nobody_learns_from_the_rounds_that_are_simulated() -> None:
    """Costs in the campaigns are not those of the run: planted, the run's own seed gives the very same."""
    from simulator.tender import lessons

    tender = small()
    scenario, entrants = tender.scenario, tender.entrants[0]
    run = draw_variety(entrants, scenario.market, scenario.costs, scenario.run.seed, 0, 4)
    campaigns = lessons._drawn(tender, 0, 0, 4)
    assert not (run.cost == campaigns.cost).all(axis=1).any()


class Shelf:
    """A store in memory that counts."""

    def __init__(self) -> None:
        self.kept: dict[str, dict[str, np.ndarray]] = {}
        self.written = 0

    def get(self, key: str) -> dict[str, np.ndarray] | None:
        return self.kept.get(key)

    def holds(self, key: str) -> bool:
        return key in self.kept

    def put(self, key: str, arrays: dict[str, np.ndarray]) -> None:
        self.written += 1
        self.kept[key] = arrays


@pytest.mark.long
def test_what_was_learned_is_kept_under_what_it_depends_on() -> None:
    shelf = Shelf()
    first = small(solving=Solving(shelf))
    assert shelf.written == len(first.entrants)
    again = small(solving=Solving(shelf))
    more = small("run.replications=7", solving=Solving(shelf))
    assert shelf.written == len(first.entrants)
    for tender in (again, more):
        np.testing.assert_array_equal(
            tender.learned[0]["generic"].mixture, first.learned[0]["generic"].mixture
        )
    for change in ("run.seed=2", "costs.spread_between_bidders=0.3", "rules.change.places.cap=2"):
        small(change, solving=Solving(shelf))
    assert shelf.written == 4 * len(first.entrants)


@pytest.mark.long
def test_what_is_kept_but_makes_no_sense_is_learned_again() -> None:
    shelf = Shelf()
    first = small(solving=Solving(shelf))
    for arrays in shelf.kept.values():
        arrays["generic"] = np.array([[0.5, 0.1]])
    again = find_learned(replace(first, learned=()), Solving(shelf))
    np.testing.assert_array_equal(again[0]["generic"].mixture, first.learned[0]["generic"].mixture)


def test_who_learns_nothing_costs_nothing() -> None:
    scenario, book = load_scenario("round-7-2022", SMALL)
    assert set_up(scenario.record, book.record.clauses).learned == ()
    scenario, book = load_scenario("round-7-2022", (*SMALL, f"bidding.generic={QUICK}"))
    assert set_up(scenario.record, book.record.clauses, solve=False).learned == ()


@pytest.mark.long
def test_rings_move_learned_bids() -> None:
    """The members' own bids are the learned ones; what is learned does not depend on the ring."""
    plain, rigged = small(), small("ring.size=3")
    np.testing.assert_array_equal(plain.learned[0]["generic"].mixture, rigged.learned[0]["generic"].mixture)
    scenario = plain.scenario
    drawn = draw_variety(plain.entrants[0], scenario.market, scenario.costs, 1, 0, 30)
    assert not np.array_equal(quote_bids(plain, 0, drawn).bid, quote_bids(rigged, 0, drawn).bid)
    assert isinstance(plain.learned[0]["generic"], LearnedBids)
