"""Money acts back on hospitals and firms: one paired test of the sign of each arrow that docs/money.md names.

Both runs of a pair have the same draws, so that signs hold for sums over replications without an allowance.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from simulator.fund.feedback import answered
from simulator.fund.records import Sum
from simulator.study.contracts import Carried, carried_out
from simulator.study.plan import make_plan
from simulator.supply.records import Cell
from simulator.supply.terms import terms_of
from simulator.tender.simulate import Block, Tender, play_block, set_up

SMALL = ("market.varieties=3", "market.bids=18", "market.most_bidders=9", "firms.firms=12")
REPLICATIONS = 8


@dataclass(frozen=True)
class Lived:
    """Some simulated rounds with contracts and money."""

    tender: Tender
    block: Block
    done: list[Carried]

    def cells(self, column: Cell) -> float:
        return float(sum(one.outcome.cells[..., column].sum() for one in self.done))

    def unreported(self) -> float:
        """True need over reported need."""
        given = [one.contracts.given for one in self.done]
        return float(sum(one.need.sum() for one in given) / sum(one.reported.sum() for one in given))

    def refusals(self) -> int:
        return int(sum(np.isfinite(one.contracts.given.refuses_at).sum() for one in self.done))

    def asked(self) -> float:
        """Mean award price over the reference price."""
        ratios = np.concatenate([one.contracts.ratio[one.contracts.given.main >= 0] for one in self.done])
        return float(ratios.mean())

    def sums(self) -> np.ndarray:
        total = np.zeros(len(Sum), dtype=np.int64)
        for one in self.done:
            assert one.settled is not None
            total += one.settled.sums.sum(axis=0)
        return total


def lived(*sets: str) -> Lived:
    plan = make_plan("round-7-2022", (*SMALL, "supply={}", "fund={}", *sets))
    rules, record = plan.rules.record, answered(plan.scenario.record)
    assert record.supply is not None
    tender = set_up(record, rules.clauses, plan.folder)
    block = play_block(tender, 0, REPLICATIONS)
    return Lived(tender, block, carried_out(tender, block, terms_of(rules, record.supply)))


@pytest.fixture(scope="module")
def usual() -> Lived:
    return lived()


REPORTS, USE, PAY = "fund.feedback.reporting=1", "fund.feedback.use=1", "fund.feedback.payment=1"
COSTS, EXITS = "fund.feedback.costs=1", "fund.feedback.exits=1"
LATE = ("fund.settlement.late_share=1", "fund.settlement.late_months=24")


def test_retained_surplus_makes_hospitals_report_more(usual: Lived) -> None:
    assert lived(REPORTS).unreported() == usual.unreported()
    assert lived(REPORTS, "fund.retention.most=0").unreported() > usual.unreported()


def test_surplus_paid_to_staff_moves_use_to_winners() -> None:
    none, half = lived(USE, "fund.retention.to_staff=0"), lived(USE)
    whole = lived(USE, "fund.retention.to_staff=1")
    assert none.cells(Cell.ELSEWHERE) > half.cells(Cell.ELSEWHERE) > whole.cells(Cell.ELSEWHERE)


def test_late_payment_costs_points_and_with_them_reports_and_use() -> None:
    prompt, late = lived(REPORTS, USE), lived(REPORTS, USE, "fund.settlement.late_share=1")
    assert late.unreported() > prompt.unreported()
    assert late.cells(Cell.ELSEWHERE) / late.cells(Cell.ORDERED) > (
        prompt.cells(Cell.ELSEWHERE) / prompt.cells(Cell.ORDERED)
    )


@pytest.mark.parametrize("sanction", ["interest=0.03", "withheld=0.005"])
def test_interest_and_sanctions_make_hospitals_pay_in_time(usual: Lived, sanction: str) -> None:
    answering = lived(PAY, f"fund.settlement.{sanction}").sums()
    assert answering[Sum.LATE] < usual.sums()[Sum.LATE]
    # Nobody answers who is not said to: goods and bills are those of a run without.
    silent = lived(f"fund.settlement.{sanction}").sums()
    assert silent[Sum.LATE] == usual.sums()[Sum.LATE]
    assert silent[Sum.INTEREST] + silent[Sum.WITHHELD] > 0


def test_prepayment_lowers_bids_and_delay_raises_them() -> None:
    prepaid = lived(COSTS, "fund.prepayment.to=makers", "fund.prepayment.share=1").asked()
    assert prepaid < lived(COSTS).asked() < lived(COSTS, *LATE).asked()


def test_delay_makes_winners_give_up_and_prepayment_keeps_them() -> None:
    prepaid = lived(EXITS, "fund.prepayment.to=makers", "fund.prepayment.share=1").refusals()
    late, foreseen = lived(EXITS, *LATE).refusals(), lived(*LATE).refusals()
    assert prepaid <= foreseen < late


@pytest.mark.slow
def test_labels_move_purchases_to_winners(usual: Lived) -> None:
    some, all_red = lived("fund.prices.red_loses=0.5"), lived("fund.prices.red_loses=1")
    stricter = lived("fund.prices.red_loses=0.5", "fund.prices.yellow_loses=0.5")
    wide = lived("fund.prices.red_loses=0.5", "fund.prices.red=1.8")
    units = [one.cells(Cell.ELSEWHERE) for one in (usual, some, all_red)]
    assert units[0] > units[1] > units[2]
    # More products with a label, more switching.
    assert stricter.cells(Cell.ELSEWHERE) < units[1]
    assert wide.cells(Cell.ELSEWHERE) < units[1]
    assert some.sums()[Sum.RED] < usual.sums()[Sum.RED]
    assert all_red.sums()[Sum.RED] == 0
    assert some.sums()[Sum.WINNERS] > usual.sums()[Sum.WINNERS]


def test_labels_that_nobody_minds_change_nothing(usual: Lived) -> None:
    other_lines = lived("fund.prices.yellow=1.1", "fund.prices.red=1.2")
    assert other_lines.cells(Cell.ELSEWHERE) == usual.cells(Cell.ELSEWHERE)
    assert other_lines.sums()[Sum.RED] > usual.sums()[Sum.RED]
    changed = np.flatnonzero(other_lines.sums() != usual.sums())
    assert set(changed) <= {Sum.YELLOW, Sum.RED}
