"""Rounds with learners: a tender by hand, rewards that add up, draws that belong to the campaign."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest

from simulator.bidding.strategies.imitation import Imitation
from simulator.campaign.course import Campaign
from simulator.campaign.environment import lay_campaign
from simulator.campaign.rounds import begin, observations, play
from simulator.campaign.signals import FEATURES, UPPER, to_quotes
from simulator.errors import InputError
from simulator.firms.population import CLASSES
from simulator.money import TICKS_PER_YUAN
from simulator.rules.award import award_round
from simulator.rules.lot import State
from simulator.study.plan import load_scenario
from simulator.tender.quoting import view_of
from simulator.tender.ready import Tender, set_up
from simulator.tender.simulate import play_block
from tests.campaign.conftest import markup_of, pencil_tender, small_tender

ALL = ("originator", "generic", "own-api", "newcomer")


def seen(campaign: Campaign, course: object) -> list[dict[str, float]]:
    rows = observations(campaign, course)  # type: ignore[arg-type]
    return [dict(zip(FEATURES, row.tolist(), strict=True)) for row in rows]


class TestByHand:
    """Ceiling 15 yuan, the learner's cost 4 yuan; rivals at 9.00 and 9.50 yuan; two of three have a place."""

    @pytest.fixture
    def campaign(self, tmp_path: Path) -> Campaign:
        return lay_campaign(pencil_tender(tmp_path, A="9", B="9.5"), ("generic",), rounds=4)

    def test_first_observation(self, campaign: Campaign) -> None:
        (first,) = seen(campaign, begin(campaign, 1, 0))
        assert 0 <= first.pop("taste") < 1
        assert first == {
            "cost": 4 / 15,
            "ceiling": 15,
            "ceiling_over_reference": 1.5,
            "bidders": 3,
            "places": 2,
            "guaranteed_line": 0.5,
            "last_winners": 0,
            "last_lowest": 0,
            "last_highest": 0,
            "incumbent": 0,
            "round": 0,
        }

    def test_sole_winner(self, campaign: Campaign) -> None:
        """4.50 x 1.8 = 8.10 and half the ceiling is 7.50, so both rivals fail; one winner has half the need.

        (4.50 - 4.00) x 450,000 = 225,000 yuan, of a need of 900,000 x 10 yuan: 2.5 %.
        """
        result, course = play(campaign, begin(campaign, 1, 0), np.array([0.3]))
        assert result.quotes.bid.tolist() == [45_000]
        assert result.price.tolist() == [45_000]
        assert result.volume.tolist() == [450_000]
        assert result.profit.tolist() == [225_000]
        assert result.reward.tolist() == [0.025]
        assert result.state == ("won",)
        (after,) = seen(campaign, course)
        assert (after["last_winners"], after["incumbent"], after["round"]) == (1, 1, 1)
        assert (after["last_lowest"], after["last_highest"]) == (0.3, 0.3)

    def test_two_winners_share_six_tenths(self, campaign: Campaign) -> None:
        """At 6.00 the limit is 10.80, so 9.00 wins too.

        The cheapest chooses one area first, then each one in turn from the cheapest: two areas of three, with
        0.6 of 300,000 units each. 2.00 x 360,000 of 9,000,000 yuan is 8 %.
        """
        result, course = play(campaign, begin(campaign, 1, 0), np.array([0.4]))
        assert result.volume.tolist() == [360_000]
        assert result.reward.tolist() == [0.08]
        (after,) = seen(campaign, course)
        assert (after["last_winners"], after["last_lowest"], after["last_highest"]) == (2, 0.4, 0.6)

    def test_loser_has_nothing(self, campaign: Campaign) -> None:
        """At 9.60 the learner is third of three."""
        result, course = play(campaign, begin(campaign, 1, 0), np.array([0.64]))
        assert result.state == (State.NO_PLACE.code,)
        assert (result.price[0], result.volume[0], result.reward[0]) == (0, 0, 0)
        (after,) = seen(campaign, course)
        assert (after["incumbent"], after["last_lowest"]) == (0, 0.6)

    def test_below_cost_is_a_loss(self, campaign: Campaign) -> None:
        """3.00 - 4.00 on 450,000 units."""
        result, _ = play(campaign, begin(campaign, 1, 0), np.array([0.2]))
        assert result.profit.tolist() == [-450_000]
        assert result.reward.tolist() == [-0.05]

    def test_above_one_is_no_bid(self, campaign: Campaign) -> None:
        result, _ = play(campaign, begin(campaign, 1, 0), np.array([np.nextafter(1, 2)]))
        assert result.state == ("absent",)
        assert result.reward.tolist() == [0]
        assert result.awarded[0].bidders.tolist() == [2]

    def test_highest_winning_price_becomes_the_ceiling(self, campaign: Campaign) -> None:
        campaign = replace(campaign, ceiling_follows=True)
        _, course = play(campaign, begin(campaign, 1, 0), np.array([0.4]))
        (second,) = seen(campaign, course)
        assert (second["ceiling"], second["cost"]) == (9, 4 / 9)
        assert (second["last_lowest"], second["last_highest"]) == (6 / 9, 1)
        result, course = play(campaign, course, np.array([0.5]))
        assert result.price.tolist() == [45_000]
        assert seen(campaign, course)[0]["ceiling"] == 4.5
        # Now nobody can win: the rivals are above the ceiling. It stays.
        result, course = play(campaign, course, np.array([1.1]))
        assert result.awarded[0].winners.tolist() == [0]
        assert seen(campaign, course)[0]["ceiling"] == 4.5
        assert seen(campaign, course)[0]["last_winners"] == 0

    def test_negative_share_is_a_tick(self, campaign: Campaign) -> None:
        result, _ = play(campaign, begin(campaign, 1, 0), np.array([-3.0]))
        assert result.quotes.bid.tolist() == [1]


class TestWholeRound:
    @pytest.fixture
    def campaign(self, small: Tender) -> Campaign:
        return lay_campaign(small, ALL, rounds=2)

    def test_rewards_add_up_to_the_award(self, campaign: Campaign) -> None:
        """All bidders learn; their profits are those of a second award of the same bids, yuan by yuan."""
        course = begin(campaign, 5, 0)
        actions = np.random.default_rng(5).uniform(0.1, 1.1, len(campaign.seats))
        result, _ = play(campaign, course, actions)
        tender = campaign.tender
        again = award_round([one.lot for one in result.awarded], tender.clauses, tender.areas.units)
        profit, paid = 0, 0
        for lot, drawn in zip(again, course.drawn, strict=True):
            for bid in np.flatnonzero(lot.won[0]):
                price, volume = int(lot.price[0, bid]), int(lot.volume[0, bid])
                profit += (price - int(drawn.cost[0, bid])) * volume
                paid += price * volume
        assert result.profit.sum() * TICKS_PER_YUAN == pytest.approx(profit, rel=1e-12)
        assert int((result.price * result.volume).sum()) == paid > 0
        values = [tender.entrants[seat.variety].variety for seat in campaign.seats]
        value = np.array([one.base * one.reference / TICKS_PER_YUAN for one in values])
        np.testing.assert_allclose(result.reward * value, result.profit, rtol=1e-12)
        assert {State.NO_PLACE.code, "won", "absent"} <= set(result.state)

    def test_each_seat_has_its_own_bid(self, campaign: Campaign) -> None:
        """Actions reach the bidder that they are for, in every variety."""
        course = begin(campaign, 5, 0)
        actions = np.linspace(0.2, 1, len(campaign.seats))
        result, _ = play(campaign, course, actions)
        for at, seat in enumerate(campaign.seats):
            lot = result.awarded[seat.variety].lot
            ceiling = int(course.drawn[seat.variety].ceiling[0, seat.bid])
            assert lot.bid[0, seat.bid] == int(actions[at] * ceiling + 0.5)
            assert seat.agent == f"{lot.variety}/{lot.firms[seat.bid]}"

    @pytest.mark.parametrize("learners", [ALL, ("own-api",)])
    def test_observations_are_those_of_the_seat(self, small: Tender, learners: tuple[str, ...]) -> None:
        campaign = lay_campaign(small, learners, rounds=2)
        course = begin(campaign, 5, 0)
        result, course = play(campaign, course, np.full(len(campaign.seats), 0.3))
        rows = observations(campaign, course)
        assert rows.shape == (len(campaign.seats), len(FEATURES))
        assert (rows >= 0).all()
        assert (rows <= UPPER).all()
        for row, seat in zip(rows, campaign.seats, strict=True):
            drawn, lot = course.drawn[seat.variety], result.awarded[seat.variety]
            assert row[0] == drawn.cost[0, seat.bid] / drawn.ceiling[0, seat.bid]
            assert row[10] == lot.won[0, seat.bid]
            assert row[7] == lot.won[0].sum()
        assert 0 < rows[:, 10].sum() < len(rows)

    def test_costs_last_for_a_campaign_and_lots_do_not(self, campaign: Campaign) -> None:
        course = begin(campaign, 5, 0)
        _, second = play(campaign, course, np.full(len(campaign.seats), 0.3))
        other = begin(campaign, 5, 1)
        for before, after, later in zip(course.drawn, second.drawn, other.drawn, strict=True):
            np.testing.assert_array_equal(before.cost, after.cost)
            np.testing.assert_array_equal(before.ceiling, after.ceiling)
            assert (before.draw != after.draw).all()
            assert (before.taste != after.taste).all()
            assert (before.cost != later.cost).any()

    def test_what_equilibrium_bids_rest_on_lasts_with_the_costs(self, campaign: Campaign) -> None:
        """Standing within the class and cost level stay; a ceiling that halves doubles cost over ceiling."""
        course = begin(campaign, 5, 0)
        _, after = play(campaign, course, np.full(len(campaign.seats), 0.5))
        for before, later in zip(course.drawn, after.drawn, strict=True):
            np.testing.assert_array_equal(later.cost, before.cost)
            np.testing.assert_array_equal(later.standing, before.standing)
            np.testing.assert_allclose(later.position, before.position, atol=1e-12)
            halved = before.under(before.ceiling // 2)
            np.testing.assert_allclose(halved.position, before.position + np.log(2), atol=1e-3)

    def test_no_two_rounds_of_a_seed_share_draws(self, campaign: Campaign) -> None:
        lots = []
        for number in range(3):
            course = begin(campaign, 5, number)
            _, second = play(campaign, course, np.full(len(campaign.seats), 0.3))
            lots += [course.drawn[0].draw[0, 0], second.drawn[0].draw[0, 0]]
        assert len(set(lots)) == 6


def test_others_bid_by_their_strategies_and_campaigns_are_replications(small: Tender) -> None:
    """A learner that repeats what its class would do leaves the award of every replication as it was."""
    campaign = lay_campaign(small, ("newcomer",))
    seed = small.scenario.run.seed
    block = play_block(small, 0, 4)
    for number in range(4):
        course = begin(campaign, seed, number)
        lots = [one.lot for one in block.awarded]
        actions = np.array(
            [
                lots[seat.variety].bid[number, seat.bid] / lots[seat.variety].ceiling[number, seat.bid]
                for seat in campaign.seats
            ]
        )
        result, _ = play(campaign, course, actions)
        for one, whole in zip(result.awarded, block.awarded, strict=True):
            np.testing.assert_array_equal(one.price[0], whole.price[number])
            np.testing.assert_array_equal(one.volume[0], whole.volume[number])
            np.testing.assert_array_equal(one.lot.bid[0], whole.lot.bid[number])


@pytest.mark.long
def test_whole_round_brings_the_clauses_across_varieties(small: Tender) -> None:
    """Round 7 eliminates the widest spreads of the round; a variety alone knows nothing of them.

    Learners of one variety bid the same under both; its only difference may be an elimination, and there is
    one in some of 40 campaigns.
    """
    name = small.entrants[0].variety.name
    alone = lay_campaign(small, ("generic",), variety=name)
    whole = lay_campaign(small, ("generic",), variety=name, whole_round=True)
    assert (alone.whole_round, whole.whole_round) == (False, True)
    assert (len(alone.varieties), len(whole.varieties)) == (1, 8)
    assert alone.seats == whole.seats
    eliminated = 0
    for number in range(40):
        actions = np.full(len(alone.seats), 0.35)
        here, _ = play(alone, begin(alone, 1, number), actions)
        there, _ = play(whole, begin(whole, 1, number), actions)
        np.testing.assert_array_equal(here.awarded[0].lot.bid, there.awarded[0].lot.bid)
        out = there.awarded[0].state[0] == State.ELIMINATED_WIDEST
        eliminated += int(out.any())
        if not out.any():
            np.testing.assert_array_equal(here.awarded[0].state, there.awarded[0].state)
        assert not (here.awarded[0].state == State.ELIMINATED_WIDEST).any()
    assert eliminated > 0


def test_learners_by_class_firm_and_all(small: Tender) -> None:
    kinds = [int(kind) for one in small.entrants for kind in one.kind]
    for code, name in enumerate(ALL):
        assert len(lay_campaign(small, (name,)).seats) == kinds.count(code)
    assert len(lay_campaign(small, ALL).seats) == len(kinds)
    firm = small.entrants[2].firms[-1]
    (seat,) = lay_campaign(small, (firm,), variety=small.entrants[2].variety.name).seats
    assert (seat.variety, seat.bid) == (2, len(small.entrants[2].firms) - 1)
    assert lay_campaign(small, "generic").seats == lay_campaign(small, ("generic",)).seats


def test_a_firm_with_several_products_has_a_seat_for_each() -> None:
    scenario, book = load_scenario("stents-2020")
    tender = set_up(scenario.record, book.record.clauses)
    campaign = lay_campaign(tender, ALL)
    assert any(one.brands[0] != one.brands[-1] for one in tender.entrants)
    names = [seat.agent for seat in campaign.seats]
    assert len(names) == len(set(names)) == sum(len(one.firms) for one in tender.entrants)
    result, _ = play(campaign, begin(campaign, 1, 0), np.full(len(names), 0.5))
    assert (result.volume > 0).any()


@pytest.mark.parametrize(
    ("options", "what", "mend"),
    [
        ({"learners": ("generics",)}, "learner 'generics' is neither", "did you mean 'generic'?"),
        ({"learners": ()}, "(none named)", "classes that bid there: "),
        ({"variety": "V9"}, "there is no variety 'V9'", "V00"),
        ({"rounds": 0}, "a campaign of 0 rounds", "rounds=1"),
        ({"variety": "V004", "learners": ("newcomer",)}, "of the class newcomer", "generic, own-api"),
    ],
)
def test_mistakes_are_told(small: Tender, options: dict[str, object], what: str, mend: str) -> None:
    with pytest.raises(InputError) as caught:
        lay_campaign(small, **{"learners": ("generic",), **options})  # type: ignore[arg-type]
    assert what in str(caught.value)
    assert mend in str(caught.value).split("->")[1]


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_actions_are_numbers(small: Tender, bad: float) -> None:
    campaign = lay_campaign(small, ("generic",))
    with pytest.raises(InputError, match="not a finite number"):
        play(campaign, begin(campaign, 1, 0), np.full(len(campaign.seats), bad))


def test_a_share_is_rounded_to_the_nearest_tick_and_never_above_the_ceiling(small: Tender) -> None:
    drawn = begin(lay_campaign(small, ALL), 1, 0).drawn[0]
    drawn = replace(drawn, ceiling=np.full_like(drawn.ceiling, 7))
    view = view_of(small, 0, drawn, np.arange(4))
    quotes = to_quotes(np.array([[0.0, 0.5, 0.9999, 1.0]]), view)  # 0, 3.5, 6.9993 and 7 ticks
    assert quotes.bid.tolist() == [[1, 4, 7, 7]]
    assert quotes.present.all()


@pytest.mark.slow
def test_importing_the_room_needs_no_extra() -> None:
    program = (
        "import sys, simulator.campaign; "
        "raise SystemExit(bool({'gymnasium', 'pettingzoo'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False, timeout=120).returncode == 0


def test_markup_rivals_are_what_the_tests_say() -> None:
    assert {small_tender(*markup_of()).scenario.bidding.own_api.use} == {"markup"}


def test_imitators_follow_what_won_the_round_before(tmp_path: Path) -> None:
    """Published 30 %: 10.50 yuan. L wins at 6.00 and one imitator at 10.50: a mean cut of 45 %, 8.25 yuan."""
    tender = pencil_tender(tmp_path, A="9", B="9.5")
    copied = {"cut": Decimal("0.3"), "cut_of": "ceiling", "spread": Decimal(0), "further": Decimal(0)}
    bidding = tender.scenario.bidding.model_copy(
        update={"own_api": Imitation.model_validate({"use": "imitation", **copied})}
    )
    tender = replace(tender, scenario=tender.scenario.model_copy(update={"bidding": bidding}))
    campaign = lay_campaign(tender, ("generic",), rounds=3)
    course = begin(campaign, 1, 0)
    for bids in ([60_000, 105_000, 105_000], [60_000, 82_500, 82_500]):
        result, course = play(campaign, course, np.array([0.4]))
        assert result.awarded[0].lot.bid[0].tolist() == bids


def test_imitators_look_at_varieties_of_their_form_only() -> None:
    """The copied cut is the mean over winners of the form; planted: the mean over all varieties differs."""
    tender = small_tender("bidding.generic.use=imitation", "bidding.generic.spread=0")
    campaign = lay_campaign(tender, ("own-api",), rounds=2)
    result, course = play(
        campaign, begin(campaign, 3, 0), np.full(len(lay_campaign(tender, ("own-api",)).seats), 0.3)
    )
    forms = [one.variety.form for one in tender.entrants]
    cuts = {
        form: np.concatenate(
            [
                (1 - lot.price / lot.lot.ceiling)[lot.won]
                for lot, its in zip(result.awarded, forms, strict=True)
                if its == form
            ]
        ).mean()
        for form in set(forms)
    }
    assert len(set(cuts.values())) > 1
    after, _ = play(campaign, course, np.full(len(campaign.seats), 0.3))
    for at, form in enumerate(forms):
        lot, cost = after.awarded[at].lot, course.drawn[at].cost[0]
        ceiling = course.drawn[at].ceiling[0]
        copied = np.floor(ceiling * (1 - cuts[form]) * 0.98 + 0.5)
        expected = np.maximum(np.minimum(copied, ceiling), cost)
        followers = (tender.entrants[at].kind == CLASSES.index("generic")) & lot.present[0]
        np.testing.assert_allclose(lot.bid[0][followers], expected[followers], atol=1)
