"""Solved bids at a few settings of what decides them, and between these, for fits that try many settings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from simulator.bidding.equilibrium.table import BidTable, ClassBids
from simulator.firms.population import Entrants
from simulator.study.bids import MAKERS
from simulator.study.plan import Plan, make_plan
from simulator.tender.equilibria import find_equilibria
from simulator.tender.ready import Tender
from simulator.tender.simulate import set_up
from simulator.tender.solving import Solving

__all__ = ["BidLattice", "Nodes", "solve_lattice"]

Floats = npt.NDArray[np.float64]
_Kind = tuple[object, ...]
_Tables = dict[_Kind, BidTable]

_SIDE = 32
"""Parts of a class, and of its whims, whose bids are kept."""

_WIDE = (
    "costs.median.generic.value=0.2",
    "costs.median.own-api.value=0.17",
    "costs.median.newcomer.value=0.23",
    "costs.spread_between_varieties.value=1.6",
    "market.ceiling_over_reference.value=1.45",
    # So dear that 0.1 yuan is no bid: the games of a fit are solved again, with all lines, where it ends.
    "market.reference_price.value={lowest: 50, highest: 200}",
)
"""Costs from far below the ceiling to near it: a bid depends on the ratio of cost to ceiling."""


@dataclass(frozen=True, slots=True)
class Nodes:
    """Where games are solved."""

    strategy: str
    """How makers bid, as in a scenario file, with ``{strength}`` where its number goes."""
    spreads: tuple[float, ...]
    """Spreads of costs between the bidders of a variety."""
    strengths: tuple[float, ...] = (1.0,)
    """Precisions, or numbers of steps; one where the strategy has no such number."""


@dataclass(frozen=True, slots=True)
class BidLattice:
    """Solved bids of tenders by spread of costs between bidders and by how well firms think."""

    nodes: Nodes
    tables: dict[tuple[str, float, float], _Tables]
    """Bids by tender, spread and strength, then by who bids."""

    def laid_over(self, tender: Tender, spread: float, strength: float) -> Tender:
        """Return a tender whose makers bid as firms with a spread and a strength do.

        Parameters
        ----------
        tender
            A tender of the lattice, with any costs and ceilings.
        spread, strength
            Where between the nodes.
        """
        corners = [
            (self.tables[tender.scenario.id, at, how], share * part)
            for at, share in _around(self.nodes.spreads, spread)
            for how, part in _around(self.nodes.strengths, strength)
        ]
        mixed = {
            kind: _between([(tables[kind], w) for tables, w in corners])
            for kind in {_kind(one) for one in tender.entrants}
        }
        return replace(tender, equilibria=tuple(mixed[_kind(one)] for one in tender.entrants))


def solve_lattice(
    rounds: Sequence[str], nodes: Nodes, solving: Solving, sets: Sequence[str] = ()
) -> BidLattice:
    """Solve the games of some tenders at all nodes.

    Parameters
    ----------
    rounds
        Ids of scenarios.
    nodes
        Where.
    solving
        How games are solved.
    sets
        Changes of all scenarios, beside costs and ceilings.
    """
    tables = {
        (name, spread, strength): _solved(
            make_plan(name, [*sets, *_settings(nodes.strategy, spread, strength)]), solving
        )
        for name in rounds
        for spread in nodes.spreads
        for strength in nodes.strengths
    }
    return BidLattice(nodes, tables)


def _settings(strategy: str, spread: float, strength: float) -> list[str]:
    way = strategy.replace("{strength}", repr(strength))
    bids = [f"bidding.{maker}={way}" for maker in MAKERS]
    return [*bids, f"costs.spread_between_bidders.value={spread}", *_WIDE]


def _solved(plan: Plan, solving: Solving) -> _Tables:
    tender = set_up(plan.scenario.record, plan.rules.record.clauses, plan.folder, solve=False)
    # One variety for all that have the same bidders: at these prices they play the same game.
    kinds = {_kind(one): one for one in tender.entrants}
    found = find_equilibria(tender.scenario, tender.clauses, tender.areas, tuple(kinds.values()), solving)
    return {kind: _thinned(one) for kind, one in zip(kinds, found, strict=True) if one is not None}


def _kind(entrants: Entrants) -> _Kind:
    """Return what tells the games of a round apart: who bids, and for what."""
    counts = np.bincount(entrants.kind, minlength=4)
    makers = (counts[1:] > 0).tolist()
    variety = entrants.variety
    return (len(entrants.firms), int(counts[0]), *makers, variety.form, variety.volume_class)


def _thinned(table: BidTable) -> BidTable:
    """Keep fewer parts and whims, which means of many bids do not need."""
    classes = {
        name: ClassBids(one.positions, _fewer(one.bids), one.line, one.below_cost)
        for name, one in table.classes.items()
    }
    return BidTable(table.solution, classes, table.exploitability, table.certified, table.left_out)


def _fewer(bids: Floats) -> Floats:
    _, parts, whims = bids.shape
    return bids[:, parts // _SIDE // 2 :: max(parts // _SIDE, 1), :: max(whims // _SIDE, 1)]


def _around(nodes: Sequence[float], value: float) -> list[tuple[float, float]]:
    """Return the neighbours of a value with their weights, by ratio."""
    if len(nodes) == 1:
        return [(nodes[0], 1.0)]
    place = float(np.interp(np.log(value), np.log(nodes), np.arange(len(nodes))))
    low = min(int(place), len(nodes) - 2)
    pairs = [(nodes[low], low + 1 - place), (nodes[low + 1], place - low)]
    return [(node, share) for node, share in pairs if share > 0]


def _between(corners: Sequence[tuple[BidTable, float]]) -> BidTable:
    """Average bids in ratio; who stays out at one corner stays out."""
    first = corners[0][0]
    classes = {}
    for name, one in first.classes.items():
        logs = sum(share * np.log(table.classes[name].bids) for table, share in corners)
        classes[name] = ClassBids(one.positions, np.exp(logs), one.line, one.below_cost)
    return BidTable(first.solution, classes, first.exploitability, first.certified, first.left_out)
