"""Scores that awards lost before have lowered, and the rules that ask for them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from simulator.campaign.carried import NEVER, Ban
from simulator.campaign.credit import losses, with_scores
from simulator.campaign.sequence import play_campaign
from simulator.campaign.stages import lay_out_rounds
from simulator.rules.award import award_round
from simulator.rules.lot import UNKNOWN, State
from simulator.scenario.campaign import Record
from simulator.study.campaign_plan import plan_campaign
from tests.rules.tenders import book, lot, tune

WIDE = ("bid", "present")
DAY = date(2021, 1, 15).toordinal()


def ban(firm: str, *days: str | None) -> Ban:
    begins = np.array([NEVER if day is None else date.fromisoformat(day).toordinal() for day in days])
    return Ban("r", "V", firm, begins, begins, np.ones(len(days), dtype=np.uint8))


BANS = (ban("A", "2020-01-15", None), ban("A", "2020-12-31", "2021-01-16"), ban("B", None, "2020-01-16"))


@pytest.mark.parametrize(
    ("months", "expected"),
    [
        (12, [[1, 0, 0], [0, 1, 0]]),  # a loss on 15 January 2020 counts for the last time the day before
        (13, [[2, 0, 0], [0, 1, 0]]),
        (1, [[1, 0, 0], [0, 0, 0]]),
    ],
)
def test_losses_count_for_their_months(months: int, expected: list[list[int]]) -> None:
    assert losses(BANS, ("A", "B", "C"), DAY, months, 2).tolist() == expected


def test_each_loss_takes_its_points_and_nobody_falls_below_zero() -> None:
    bids = lot(["1", "2", "3"], firms=["A", "B", "C"])
    twice = np.repeat(bids.bid, 2, axis=0)
    bids = replace(bids, bid=twice, credit=np.array([70, UNKNOWN, 10]))
    record = Record.model_validate({"points": 40, "months": 13})
    scored = with_scores(bids, record, BANS, DAY)
    assert scored.credit.tolist() == [[0, 100, 10], [70, 60, 10]]
    assert scored.supply_score.tolist() == [[20, 100, 100], [100, 60, 100]]
    assert with_scores(bids, None, BANS, DAY) is bids


def test_the_best_supplier_of_each_replication_chooses_first() -> None:
    """Three winners choose areas in the order of their scores, which differ between replications."""
    clauses, units = (
        tune(book("round-7-2022"), "supply", order={"value": "supply-score"}),
        np.zeros(31, dtype=np.int64),
    )
    bids = lot(["1", "1.01", "1.02"], ceiling="10", base=[900] * 31)
    wide = {name: np.repeat(np.broadcast_to(getattr(bids, name), (1, 3)), 2, axis=0) for name in WIDE}
    scores = np.array([[90, 80, 70], [70, 80, 90]])
    (both,) = award_round([replace(bids, **wide, supply_score=scores)], clauses, units, False)
    assert not np.array_equal(both.main[0], both.main[1])
    for row in range(2):
        (alone,) = award_round([replace(bids, supply_score=scores[row])], clauses, units, False)
        assert np.array_equal(both.main[row], alone.main[0])


def test_a_rule_book_that_asks_for_credit_turns_away_who_lost_an_award() -> None:
    sets = [
        "rounds.0.change={market: {varieties: 4, bids: 24, most_bidders: 8, fewest_bidders: 4}}",
        "rounds.0.change.firms.firms=16",
        # On the list for three months only, so that the next tender finds them free.
        "rounds.0.change.supply.breach.ban_failure=3",
        "rounds.1.change={rules: {change: {quality: {least_credit: 70}}}}",
    ]
    found = {}
    for record in ("null", "{points: 40, months: 24}"):
        plan = plan_campaign("renewal-after-breach", [*sets, f"rounds.1.record={record}"])
        played, _ = play_campaign(lay_out_rounds([one.made for one in plan.rounds[:2]]), 0, 8)
        found[record] = played[1]
    plain, strict = found.values()
    assert plain.figures["bids_barred"].sum() == 0
    assert not any((one.state == State.CREDIT_RECORD).any() for one in plain.block.awarded)
    out = [one.state == State.CREDIT_RECORD for one in strict.block.awarded]
    assert all(each.any(axis=1).any() for each in out)
    for each, one in zip(out, strict.block.awarded, strict=True):
        assert np.array_equal(each, one.lot.present & (one.lot.credit < 70))
