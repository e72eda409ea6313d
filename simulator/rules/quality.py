"""Quality gate: which products may bid."""

from __future__ import annotations

import numpy as np

from simulator.rules.lot import STATUSES, UNKNOWN, Bytes, Lot, State, Test
from simulator.rules.parameters import Off, QualityGate

__all__ = ["admit"]

_REASONS = {
    "not-passed": State.NOT_PASSED,
    "violation-list": State.VIOLATION_LIST,
    "gmp-breach": State.GMP_BREACH,
    "failed-sampling": State.FAILED_SAMPLING,
    "inexperienced": State.INEXPERIENCED,
}


def admit(lot: Lot, gate: QualityGate | Off) -> tuple[Bytes, Bytes]:
    """Let in the products that have an accepted quality status.

    Parameters
    ----------
    lot
        The variety.
    gate
        The clause ``quality``.

    Returns
    -------
    state, undecided
        ``[R, n]`` each; a bid without a status is admitted and marked as undecided.

    Notes
    -----
    Source: originator, reference or generic that passed the consistency evaluation, all rounds;
    experience and GMP conditions of round 11 appear as statuses of their own.
    """
    state = np.where(lot.present, State.WON, State.ABSENT).astype(np.uint8)
    undecided = np.zeros(state.shape, dtype=np.uint8)
    if isinstance(gate, Off):
        return state, undecided
    accepted = set(gate.accept.value)
    verdict = np.array(
        [
            State.WON if name == "unknown" or name in accepted else _REASONS.get(name, State.NOT_ACCEPTED)
            for name in STATUSES
        ],
        dtype=np.uint8,
    )[lot.status]
    state = np.where(lot.present, verdict, state).astype(np.uint8)
    undecided[lot.present & (lot.status == 0)] = Test.QUALITY
    for least, scores, reason in (
        (gate.least_supply_score, lot.supply_score, State.SUPPLY_RECORD),
        (gate.least_credit, lot.credit, State.CREDIT_RECORD),
    ):
        if least is not None:
            below = (scores != UNKNOWN) & (scores < least.value)
            state = np.where((state == State.WON) & below, reason, state).astype(np.uint8)
    return state, undecided
