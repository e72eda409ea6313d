"""Rounds in sequence: what is carried, what is not, and that nothing else moves."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise

import numpy as np
import pytest

from simulator.campaign.carried import Carried
from simulator.campaign.sequence import Played, play_campaign
from simulator.campaign.stages import lay_out_rounds
from simulator.rules.lot import UNKNOWN
from simulator.study.campaign_plan import plan_campaign
from simulator.supply.records import Cause, Cell, Maker
from simulator.supply.terms import DAYS_PER_MONTH
from simulator.tender.simulate import play_block

REPS = 12
FIRST = (
    "rounds.0.change={market: {varieties: 4, bids: 24, most_bidders: 8, fewest_bidders: 4},"
    " firms: {firms: 16}}"
)
QUIET = "rounds.0.change.supply.stress=[]"


@lru_cache
def course(*sets: str, start: int = 0, count: int = REPS) -> tuple[tuple[Played, ...], Carried]:
    """Play the campaign of a breach, made small."""
    plan = plan_campaign("renewal-after-breach", [FIRST, *sets])
    return play_campaign(lay_out_rounds([one.made for one in plan.rounds]), start, count)


@pytest.fixture(scope="module")
def played() -> tuple[Played, ...]:
    return course()[0]


def same(one: Played, other: Played) -> bool:
    figures = all(np.array_equal(one.figures[k], other.figures[k], equal_nan=True) for k in one.figures)
    awards = all(
        np.array_equal(a.state, b.state) and np.array_equal(a.price, b.price)
        for a, b in zip(one.block.awarded, other.block.awarded, strict=True)
    )
    cells = all(np.array_equal(a.cells, b.cells) for a, b in zip(one.outcomes, other.outcomes, strict=True))
    return figures and awards and cells


def test_the_first_round_is_the_scenario_by_itself(played: tuple[Played, ...]) -> None:
    plan = plan_campaign("renewal-after-breach", [FIRST])
    made = plan.rounds[0].made
    alone = play_block(lay_out_rounds([made])[0].tender, 0, REPS)
    for one, other in zip(played[0].block.awarded, alone.awarded, strict=True):
        assert np.array_equal(one.state, other.state)
        assert np.array_equal(one.price, other.price)
        assert np.array_equal(one.lot.bid, other.lot.bid)


@pytest.mark.parametrize(
    "change", ["rounds.1.change={rules: {change: {places: {cap: 2}}}}", "rounds.1.need=3"]
)
def test_campaigns_that_differ_in_a_round_share_everything_before_it(change: str) -> None:
    one, other = course()[0], course(change)[0]
    assert same(one[0], other[0])
    assert not same(one[1], other[1])
    # What is drawn for the rounds from there on is the same too: costs, and lots.
    for number in (1, 2):
        for a, b in zip(one[number].tabled, other[number].tabled, strict=True):
            assert np.array_equal(a.cost, b.cost)
            assert np.array_equal(a.lot.draw, b.lot.draw)


def test_a_replication_does_not_depend_on_its_block() -> None:
    whole = course()[0]
    parts = [course(start=0, count=5)[0], course(start=5, count=REPS - 5)[0]]
    for number, one in enumerate(whole):
        for name, values in one.figures.items():
            pieces = np.concatenate([part[number].figures[name] for part in parts])
            assert np.array_equal(values, pieces, equal_nan=True), name


def test_who_is_on_the_violation_list_hands_in_no_bid_for_any_variety(played: tuple[Played, ...]) -> None:
    """Every largest supplier refuses half a year into its contract, and half a year later bids are opened."""
    first, second, third = played
    assert (second.figures["winners_barred"] > 0).all()
    for one in second.tabled:
        assert not (one.lot.present & one.barred).any()
    # Firms that refused in one variety are shut out of the others, too.
    firms = second.stage.tender.entrants
    assert all((one.cause == Cause.DEFAULT).any(axis=1).all() for one in first.outcomes)
    refused = {
        (row, firms[at].firms[bid])
        for at, outcome in enumerate(first.outcomes)
        for row, bid in np.argwhere(outcome.makers[:, :, Maker.LOST_AT] == 6).tolist()
    }
    for at, one in enumerate(second.tabled):
        for bid, firm in enumerate(firms[at].firms):
            for row in range(REPS):
                if (row, firm) in refused and one.put_up[row]:
                    assert one.barred[row, bid]
    # 1 October 2020 and nine months is 1 July 2021: a year later they bid again.
    assert third.figures["firms_barred"].sum() < second.figures["firms_barred"].sum() / 4


def test_without_a_breach_nobody_is_barred() -> None:
    calm = "supply={default: {hazard: 0}, quality: {failure: 0, fraud: 0}, breach: {serious_below: 0}}"
    found = course(calm, QUIET, "rounds.0.change." + calm)
    assert all(one.figures["firms_barred"].sum() == 0 for one in found[0])
    assert not found[1].bans


def test_costs_last_and_everything_else_is_drawn_afresh(played: tuple[Played, ...]) -> None:
    first, second = played[0].tabled, played[1].tabled
    for one, other in zip(first, second, strict=True):
        assert np.array_equal(one.cost, other.cost)
        assert not np.array_equal(one.lot.draw, other.lot.draw)
    cheaper = course("rounds.1.costs=0.8")[0]
    for one, other in zip(first, cheaper[1].tabled, strict=True):
        assert np.abs(other.cost - 0.8 * one.cost).max() <= 0.5 + 1e-6
    # A change lasts: the third round continues the second.
    assert np.array_equal(cheaper[1].tabled[0].cost, cheaper[2].tabled[0].cost)


def test_prices_that_won_are_the_ceiling_of_the_next_round() -> None:
    for which, of in (("highest", np.max), ("lowest", np.min)):
        found = course(f"rounds.1.ceiling={{of: {which}}}")[0]
        before, after = found[0].block.awarded, found[1].tabled
        for lot, one in zip(before, after, strict=True):
            for row in np.flatnonzero(lot.won.any(axis=1)).tolist():
                assert set(one.lot.ceiling[row].tolist()) == {of(lot.price[row][lot.won[row]])}


def test_the_record_of_the_bids_is_that_of_the_round_before(played: tuple[Played, ...]) -> None:
    first, second = played[0], played[1]
    day = second.stage.day.toordinal()
    for at, lot in enumerate(first.block.awarded):
        before = second.tabled[at].lot
        lost = first.outcomes[at].cause > 0
        assert first.stage.terms is not None
        lost_at = np.floor(first.outcomes[at].makers[:, :, Maker.LOST_AT] * DAYS_PER_MONTH)
        gone = lost & (first.stage.terms.start.toordinal() + lost_at <= day)
        held = lot.won & ~gone
        assert np.array_equal(before.incumbent == 1, held)
        assert np.array_equal(before.previous_price, np.where(held, lot.price, UNKNOWN))


def test_what_nobody_won_is_not_tendered_again(played: tuple[Played, ...]) -> None:
    for before, after in pairwise(played):
        for lot, one in zip(before.block.awarded, after.tabled, strict=True):
            assert np.array_equal(one.put_up, lot.won.any(axis=1))
            assert not one.lot.present[~one.put_up].any()


def test_firms_enter_and_products_are_given_up() -> None:
    entry = "rounds.1.entry={bids: 6, firms: 4}"
    found = course(entry, "rounds.2.exit={losers: 1}")[0]
    first, second, third = (one.stage.tender.entrants for one in found)
    for old, new in zip(first, second, strict=True):
        assert new.names[: len(old.names)] == old.names
        assert all(name.startswith("while-barred ") for name in new.firms[len(old.firms) :])
    assert sum(len(one.firms) for one in second) == sum(len(one.firms) for one in first) + 6
    assert len({firm for one in second for firm in one.firms if firm.startswith("while-barred ")}) == 4
    assert [one.names for one in third] == [one.names for one in second]
    for one, lot in zip(found[2].tabled, found[1].block.awarded, strict=True):
        assert np.array_equal(one.gone, ~lot.won)
        assert not (one.lot.present & one.gone).any()
    # Adding firms moves nobody's costs.
    plain = course()[0]
    for at, one in enumerate(plain[1].tabled):
        assert np.array_equal(found[1].tabled[at].cost[:, : one.cost.shape[1]], one.cost)


def test_firms_count_their_rivals_by_replication(played: tuple[Played, ...]) -> None:
    """Mark-ups fall with the number of bidders, so that bids are those of a tender without who is barred."""
    second = played[1]
    seen = {
        int(number)
        for one in second.tabled
        for number in (~one.barred & ~one.gone & one.put_up[:, None]).sum(axis=1)
    }
    assert len(seen) > 2
    quiet = course(QUIET)[0][1]
    differs = [
        (one.lot.bid != other.lot.bid)[one.lot.present & other.lot.present].any()
        for one, other in zip(second.tabled, quiet.tabled, strict=True)
    ]
    assert any(differs)


def test_imitators_copy_the_cut_that_won_before() -> None:
    copy = "{use: imitation, cut: 0.5, spread: 0, further: 0}"
    bidding = f"{{originator: {copy}, generic: {copy}, own-api: {copy}, newcomer: {copy}}}"
    found = course(f"rounds.1.change={{bidding: {bidding}}}")[0]
    forms = [one.variety.form for one in found[1].stage.tender.entrants]
    won = [lot.won for lot in found[0].block.awarded]
    cuts = [1 - lot.price / lot.lot.ceiling for lot in found[0].block.awarded]
    for at, one in enumerate(found[1].tabled):
        same_form = [i for i, form in enumerate(forms) if form == forms[at]]
        for row in range(REPS):
            mean = np.concatenate([cuts[i][row][won[i][row]] for i in same_form]).mean()
            ceiling = one.lot.ceiling[row]
            wish = np.maximum(np.floor(ceiling * (1 - mean) + 0.5), np.minimum(one.cost[row], ceiling))
            there = one.lot.present[row]
            assert np.abs(one.lot.bid[row] - wish)[there].max(initial=0) <= 1


def test_firms_that_reply_to_the_last_prices_bid_just_below_them() -> None:
    reply = "{use: last-price, further: 0.05}"
    bidding = f"{{generic: {reply}, own-api: {reply}, newcomer: {reply}}}"
    found = course(f"rounds.1.change={{bidding: {bidding}}}")[0]
    followed = 0
    for lot, one, entrants in zip(
        found[0].block.awarded, found[1].tabled, found[1].stage.tender.entrants, strict=True
    ):
        highest = np.where(lot.won, lot.price, 0).max(axis=1, keepdims=True)
        wish = np.minimum(np.floor(highest * 0.95 + 0.5), one.lot.ceiling)
        able = one.lot.present & (entrants.kind != 0) & (wish >= one.cost) & (highest > 0)
        assert np.array_equal(one.lot.bid[able], np.broadcast_to(wish, able.shape)[able])
        followed += int(able.sum())
    assert followed > REPS


def test_reports_by_brand_name_the_products_under_contract() -> None:
    found = course("rounds.1.loyalty=1")[0]
    for one in found[1].tabled:
        held = one.standing.held
        some = held.any(axis=1)
        assert (one.lot.brand_volume[some] * ~held[some] == 0).all()
        total = one.lot.brand_volume[some].sum(axis=1)
        assert (np.ptp(total) <= held.shape[1]) if total.size else True


def test_terms_of_one_to_three_years(played: tuple[Played, ...]) -> None:
    """Hainan's plan for round 2: agreements of one to three years by the number of winners."""
    for one in played:
        for dealt, lot in zip(one.contracts, one.block.awarded, strict=True):
            assert np.array_equal(dealt.given.term, 12 * lot.years)
            assert set(lot.years[lot.winners > 0].tolist()) <= {1, 2, 3}


def test_hospitals_need_not_switch_again() -> None:
    """Two years after the first contract the way from 70 % to 95 % is gone: exp(-24 / 4) of it is left."""
    learned, anew = course()[0], course("rounds.1.experience=0", "rounds.2.experience=0")[0]
    supply = learned[2].stage.tender.scenario.supply
    assert supply is not None
    assert float(supply.demand.first_share.value) == pytest.approx(0.95, abs=0.002)
    assert float(supply.demand.signing_months.value) == 0
    for number in (1, 2):
        one, other = (
            sum(out.cells[..., Cell.ELSEWHERE].sum() for out in each[number].outcomes)
            for each in (learned, anew)
        )
        assert one < other / 1.3
    assert same(learned[0], anew[0])


def test_evidence_moves_shares_before_they_pass_on() -> None:
    """All that stays is habit and half of it goes: 85 % at first; later rounds begin no lower."""
    plan = plan_campaign("renewal-after-breach", [FIRST, "rounds.0.change.payoffs={evidence: 0.5}"])
    supplies = [one.tender.scenario.supply for one in lay_out_rounds([one.made for one in plan.rounds])]
    shares = [float(one.demand.first_share.value) for one in supplies if one is not None]
    assert shares[0] == pytest.approx(0.85)
    assert shares[2] > 0.94
