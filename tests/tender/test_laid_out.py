"""What is laid out once serves every tender that says the same of market and firms, and no other."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np

from simulator.study.plan import make_plan
from simulator.tender import ready
from simulator.tender.ready import set_up

MORE = "supply={demand: {overstatement: 0.1}}"
SMALL = ("market.varieties=3", "market.bids=15", "firms.firms=12", "firms.size_exponent=0")


def laid(*sets: str) -> tuple[ready.Tender, SimpleNamespace]:
    """Lay a tender out, and return it with all that may be read for it."""
    plan = make_plan("round-7-2022", [*SMALL, *sets])
    record, clauses = plan.scenario.record, plan.rules.record.clauses
    only = SimpleNamespace(
        scenario=SimpleNamespace(
            market=record.market,
            firms=record.firms,
            facts=record.facts,
            ring=record.ring,
            supply=record.supply,
            run=SimpleNamespace(seed=record.run.seed),
        ),
        clauses=SimpleNamespace(supply=SimpleNamespace(areas=clauses.supply.areas)),
        here=plan.folder,
    )
    return set_up(record, clauses, plan.folder), only


def test_nothing_is_read_that_the_name_does_not_say() -> None:
    ready._laid_out.cache_clear()
    tender, only = laid()
    again = ready._laid_out.__wrapped__(only)  # whatever else were read is not there
    assert [one.variety for one in again.entrants] == [one.variety for one in tender.entrants]
    for one, other in zip(again.entrants, tender.entrants, strict=True):
        np.testing.assert_array_equal(one.kind, other.kind)
    for mine, theirs in zip(again.bases, tender.bases, strict=True):
        np.testing.assert_array_equal(mine, theirs)


def test_rules_costs_and_bids_share_a_market_and_firms_do_not() -> None:
    first, _ = laid()
    for same in ("rules.change.places.cap=2", "costs.median.generic=0.4", "bidding.generic.response=2"):
        assert laid(same)[0].entrants is first.entrants, same
    for other in ("run.seed=2", "market.varieties=4", "firms.firms=13", "firms.newcomer_share=0.31", MORE):
        assert laid(other)[0].entrants is not first.entrants, other
