"""The parameters that both engines use, as numbers."""

from __future__ import annotations

import numpy as np

from simulator.scenario.supply import Supply
from simulator.supply.records import Knobs
from simulator.supply.terms import DAYS_PER_MONTH

__all__ = ["knobs_of"]


def knobs_of(supply: Supply, value: float = 0.0) -> Knobs:
    """Write the parameters that both engines use as numbers.

    Parameters
    ----------
    supply
        The scenario's section.
    value
        Reported need of the variety, yuan a year at the reference price.
    """
    warned = value >= 1e6 * float(supply.makers.high_volume.value)
    demand, made, takeover, breach = supply.demand, supply.makers, supply.takeover, supply.breach
    doctors, inspections = supply.prescribers, supply.inspections
    constant = float(demand.switching_months.value)
    loyal = float(demand.refusal.value) * (1 - float(demand.sanctions.value))
    final = max(float(demand.final_share.value) - loyal, 0.0)
    return Knobs(
        first=min(float(demand.first_share.value), final),
        final=final,
        habit=float(doctors.habit.value) * (1 - float(demand.final_share.value)),
        close=0.0 if constant <= 0 else float(np.exp(-1 / constant)),
        reviewed=1 - float(doctors.review.value) * float(doctors.sanction.value),
        paid=1 - float(doctors.surplus_share.value) * float(doctors.effort.value),
        reminder=float(demand.reminder.value),
        after=float(demand.after_commitment.value),
        warn_at=float(made.warn_at.value) if warned else 1.0,
        growth=float(made.growth.value),
        growth_limit=float(made.growth_limit.value),
        recall=float(supply.quality.recall_months.value),
        steps=(
            float(takeover.backup_after.value),
            float(takeover.others_after.value),
            float(takeover.invited_from.value),
            float(takeover.outside_after.value),
        ),
        invited=float(takeover.invited_spare.value),
        outside=float(takeover.outside_spare.value),
        serious=float(breach.serious_below.value),
        rungs=(
            float(breach.talks_after.value),
            float(breach.compensation_after.value),
            float(breach.loss_after.value),
        ),
        fail_below=float(breach.fail_below.value),
        merit_from=float(breach.merit_from.value),
        priority=float(inspections.priority.value),
        removes=(
            float(inspections.removes.value[0]),
            float(inspections.removes.value[1]),
            float(inspections.removes.value[2]),
        ),
        stock_months=float(supply.institutions.stock_days.value) / DAYS_PER_MONTH,
        expires=float(supply.institutions.expires.value),
        safety=float(supply.institutions.safety_days.value) / DAYS_PER_MONTH,
    )
