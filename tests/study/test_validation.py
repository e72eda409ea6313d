"""Figures of the record that runs do not hold, verdicts, and natural experiments."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.results.metrics import round_metrics
from simulator.results.record import RecordRow
from simulator.rules.lot import winning
from simulator.study import record_figures
from simulator.study.experiments import EXPERIMENTS, Experiment, run_experiment
from simulator.study.plan import make_plan
from simulator.study.record_figures import extra_figures, play_scenario
from simulator.study.validation import Checked, check_record
from simulator.tender.simulate import Block, Tender, play_block, set_up

SMALL = (
    "market.varieties.value=3",
    "market.bids.value=12",
    "market.most_bidders.value=6",
    "firms.firms.value=10",
)


@pytest.fixture(scope="module")
def played() -> tuple[Tender, Block]:
    plan = make_plan("round-2-2020", SMALL)
    tender = set_up(plan.scenario.record, plan.rules.record.clauses)
    return tender, play_block(tender, 0, 4)


def test_extra_figures_agree_with_a_plain_count(played: tuple[Tender, Block]) -> None:
    tender, block = played
    found = extra_figures(tender, block)
    for row in range(4):
        prices, generic, foreign, lowest, wins = [], [], [], [], {}
        for one in block.awarded:
            won = winning(one.state)[row]
            reference = np.broadcast_to(one.lot.reference, one.state.shape)[row]
            valid = one.lot.bid[row][one.lot.present[row] & (one.lot.bid[row] <= one.lot.ceiling[row])]
            lowest.append(1 - valid.min() / reference[0])
            for at in np.flatnonzero(won):
                prices.append(one.price[row, at] / 10_000)
                cut = 1 - one.price[row, at] / reference[at]
                (foreign if one.lot.firms[at].startswith("Originator") else generic).append(cut)
                wins[one.lot.firms[at]] = wins.get(one.lot.firms[at], 0) + 1
        assert found["mean_price"][row] == pytest.approx(np.mean(prices))
        assert found["lowest_price"][row] == pytest.approx(min(prices))
        assert found["mean_cut_generics"][row] == pytest.approx(np.mean(generic))
        assert np.isnan(found["mean_cut_originators"][row]) == (not foreign)
        assert found["first_cut_all"][row] == pytest.approx(np.mean(lowest))
        assert found["most_wins"][row] == max(wins.values())
    bidders = [entrants.variety.bidders for entrants in tender.entrants]
    assert found["varieties_over_five"][0] == sum(n > 5 for n in bidders)


def test_first_bids_split_by_their_number(played: tuple[Tender, Block]) -> None:
    """The mean over all varieties lies between the means of the two parts."""
    found = extra_figures(*played)
    both = ~np.isnan(found["first_cut_two"]) & ~np.isnan(found["first_cut_more"])
    ends = np.sort([found["first_cut_two"][both], found["first_cut_more"][both]], axis=0)
    assert (found["first_cut_all"][both] >= ends[0] - 1e-12).all()
    assert (found["first_cut_all"][both] <= ends[1] + 1e-12).all()


def test_play_goes_on_over_blocks_as_in_one(
    played: tuple[Tender, Block], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(record_figures, "_BLOCK", 3)
    found = play_scenario("round-2-2020", 4, 1, sets=SMALL)
    expected = round_metrics(played[1].awarded)["mean_cut_reference"]
    np.testing.assert_array_equal(found["mean_cut_reference"], expected)


def checked(low: float, high: float, p05: float, p95: float) -> Checked:
    row = RecordRow("t", "m", "1", "", "", "s", "f", low, high, "", "x")
    return Checked(row, "check", (p05 + p95) / 2, p05, p95, "")


@pytest.mark.parametrize(
    ("ends", "inside"),
    [
        ((0.5, 0.6, 0.55, 0.7), True),
        ((0.5, 0.6, 0.61, 0.7), False),
        ((0.5, 0.6, 0.3, 0.49), False),
        ((0.5, np.inf, 0.7, 0.8), True),
        ((0.5, np.inf, 0.3, 0.4), False),
    ],
)
def test_inside_means_that_print_and_range_meet(ends: tuple[float, ...], inside: bool) -> None:
    assert checked(*ends).inside is inside


def test_rows_of_one_tender_are_checked_with_their_role() -> None:
    found = {one.row.metric: one for one in check_record(3, 1, ["stents-2020"])}
    assert found["mean_price_cut"].role == "calibration"
    assert found["winning_firms"].role == "check"
    assert found["winning_products"].inside
    assert all(one.p05 <= one.mean <= one.p95 for one in found.values())


def test_differences_are_those_of_the_same_draws() -> None:
    """The same side twice differs by nothing; another rule book moves places within narrow bounds."""
    same = Experiment(
        "same", ("round-10-2024", SMALL), ("round-10-2024", SMALL), (("mean_cut_reference",) * 2,)
    )
    (change,) = run_experiment(same, 4, 1)
    assert (change.difference, change.low, change.high) == (0, 0, 0)
    moved = Experiment(
        "moved",
        same.before,
        ("round-10-2024", (*SMALL, "rules.book=pilot-4-7-2018")),
        (("winning_products",) * 2,),
    )
    (change,) = run_experiment(moved, 4, 1)
    assert change.difference < 0
    assert change.low <= change.difference <= change.high
    assert change.after - change.before == pytest.approx(change.difference)


def test_experiments_name_figures_that_exist(played: tuple[Tender, Block]) -> None:
    names = set(extra_figures(*played)) | set(round_metrics(played[1].awarded))
    for one in EXPERIMENTS:
        assert {name for pair in one.figures for name in pair} <= names
        for name, changes in (one.before, one.after):
            make_plan(name, changes)
        assert {name for name, _ in one.published} <= {after for _, after in one.figures}
