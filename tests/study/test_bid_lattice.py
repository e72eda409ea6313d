"""Bids between solved games: equal at the nodes, in ratio between them, and who stays out stays out."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from simulator.bidding.equilibrium.table import BidTable, ClassBids
from simulator.study.bid_lattice import BidLattice, Nodes, _kind, solve_lattice
from simulator.study.plan import make_plan
from simulator.tender.ready import Tender
from simulator.tender.simulate import set_up
from simulator.tender.solving import Solving

SMALL = (
    "market.varieties.value=3",
    "market.bids.value=14",
    "firms.firms.value=12",
    "market.most_bidders.value=6",
    "bidding.generic={use: equilibrium, rivals_known_by: number}",
    "bidding.own-api={use: equilibrium, rivals_known_by: number}",
    "bidding.newcomer={use: equilibrium, rivals_known_by: number}",
)
NODES = Nodes(
    "{use: hierarchy, steps: {strength}, levels: 2, rivals_known_by: number}", (0.2, 0.8), (1.0, 4.0)
)


@cache
def tender() -> Tender:
    """Three varieties of which no game is solved."""
    plan = make_plan("round-5-2021", SMALL)
    return set_up(plan.scenario.record, plan.rules.record.clauses, plan.folder, solve=False)


def lattice() -> BidLattice:
    """Bids that tell where they were solved: spread times strength over ten."""

    def table(spread: float, strength: float) -> BidTable:
        bids = np.full((1, 2, 1), spread * strength / 10)
        bids[0, 1, 0] = np.nan if spread > 0.5 else 0.5
        one = ClassBids(np.zeros(1), bids, 0.0)
        return BidTable("hierarchy", {"generic": one}, np.zeros(1), True, ())

    kinds = {_kind(one) for one in tender().entrants}
    where = [(spread, strength) for spread in NODES.spreads for strength in NODES.strengths]
    return BidLattice(NODES, {("round-5-2021", *at): dict.fromkeys(kinds, table(*at)) for at in where})


@pytest.mark.parametrize(
    ("spread", "strength", "expected"),
    [(0.2, 1.0, 0.02), (0.8, 4.0, 0.32), (0.4, 1.0, 0.04), (0.4, 2.0, 0.08), (0.1, 9.0, 0.08)],
)
def test_between_nodes_bids_follow_in_ratio(spread: float, strength: float, expected: float) -> None:
    """A product of powers is met exactly; beyond the outermost nodes their bids hold."""
    laid = lattice().laid_over(tender(), spread, strength)
    for one in laid.equilibria:
        assert one is not None
        assert one.classes["generic"].bids[0, 0, 0] == pytest.approx(expected, rel=1e-9)


def test_who_stays_out_at_a_node_stays_out_between_nodes() -> None:
    at_node, between = (lattice().laid_over(tender(), spread, 1.0).equilibria[0] for spread in (0.2, 0.3))
    assert at_node is not None
    assert between is not None
    assert at_node.classes["generic"].bids[0, 1, 0] == 0.5
    assert np.isnan(between.classes["generic"].bids[0, 1, 0])


@pytest.mark.slow
def test_every_variety_of_the_round_finds_its_bids() -> None:
    """Solved at one node; costs between bidders that differ more leave more room between bids."""
    nodes = Nodes(NODES.strategy, (0.2, 0.8), (1.0,))
    solved = solve_lattice(["round-5-2021"], nodes, Solving(), SMALL[:4])
    narrow, wide = (solved.laid_over(tender(), spread, 1.0).equilibria for spread in (0.2, 0.8))
    assert len(narrow) == 3

    def room(one: BidTable | None) -> float:
        assert one is not None
        middle = np.nanmean(one.classes["generic"].bids[0], axis=1)
        return float(np.log(middle[-1] / middle[0]))

    assert all(room(b) > room(a) for a, b in zip(narrow, wide, strict=True))
