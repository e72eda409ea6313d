"""Money acts back through parameters of earlier rooms: reports of hospitals, costs of firms."""

from __future__ import annotations

import pytest

from simulator.fund.feedback import answered, cost_factor, penalty_factor
from simulator.scenario.fund import Fund
from simulator.study.plan import make_plan

ON = ("supply={}", "fund.feedback.reporting=1", "fund.feedback.costs=1")


def fund(*sets: str) -> Fund:
    found = make_plan("round-7-2022", (*ON, *sets)).scenario.record.fund
    assert found is not None
    return found


def test_without_feedback_the_scenario_stays_as_written() -> None:
    record = make_plan("round-7-2022", ("supply={}", "fund={}")).scenario.record
    assert answered(record) is record


@pytest.mark.parametrize(("most", "factor"), [("0.5", 1.0), ("0.25", 0.5), ("0", 0.0)])
def test_less_retained_surplus_makes_wrong_reports_cheaper(most: str, factor: float) -> None:
    assert penalty_factor(fund(f"fund.retention.most={most}")) == factor
    record = make_plan("round-7-2022", (*ON, f"fund.retention.most={most}")).scenario.record
    changed = answered(record).supply
    assert changed is not None
    assert float(changed.demand.penalty.value) == pytest.approx(0.5 * factor)


def test_earlier_payment_lowers_costs_by_the_cost_of_capital() -> None:
    # Paid after 0.5 + 10 days + a fifth three months late, and a month at the distributor; six months before.
    months = 0.5 + 10 / 30.4375 + 0.6 + 1
    assert cost_factor(fund()) == pytest.approx(1 - 0.06 * (6 - months) / 12)
    prepaid = fund("fund.prepayment.to=makers", "fund.prepayment.share=1")
    assert cost_factor(prepaid) == pytest.approx(1 - 0.06 * 6 / 12)
    late = fund("fund.settlement.late_share=1", "fund.settlement.late_months=12")
    assert cost_factor(late) > 1
    record = make_plan("round-7-2022", ON).scenario.record
    before, after = (float(one.costs.median.generic.value) for one in (record, answered(record)))
    assert after / before == pytest.approx(cost_factor(fund()))
