"""What outsiders can tell of costs: right on average, with the stated error, the bidder's own."""

from __future__ import annotations

import numpy as np

from simulator.firms.cost_signs import COST_ERROR, cost_signs
from simulator.study.plan import load_scenario
from simulator.tender.ready import set_up


def test_signs_have_the_stated_error_and_belong_to_replications() -> None:
    """Logarithms of 4 bidders' errors, 2,000 replications: mean 0, deviation 0.1, within 4 standard errors.

    A block that begins later sees the same signs, so that the size of blocks moves nothing.
    """
    scenario, book = load_scenario("round-7-2022", ("market.varieties=1", "market.bids=4", "firms.firms=4"))
    (entrants,) = set_up(scenario.record, book.record.clauses).entrants
    cost = np.full((2000, len(entrants.firms)), 1000, dtype=np.int64)
    error = np.log(cost_signs(entrants, cost, 1, 0) / cost)
    assert abs(error.mean()) < 4 * COST_ERROR / error.size**0.5
    assert abs(error.std() / COST_ERROR - 1) < 4 / (2 * error.size) ** 0.5
    between = np.corrcoef(error.T)[np.triu_indices(error.shape[1], 1)]
    assert np.abs(between).max() < 4 / len(error) ** 0.5
    assert (cost_signs(entrants, cost[1500:], 1, 1500) == cost_signs(entrants, cost, 1, 0)[1500:]).all()
