"""A scenario made ready: varieties, areas and firms laid out before anything is drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from simulator.bidding.equilibrium.coverage import coverage
from simulator.bidding.equilibrium.table import BidTable
from simulator.bidding.learning.table import LearnedBids
from simulator.bidding.strategies.library import AnyStrategy
from simulator.firms.entries import read_entrants
from simulator.firms.facts import BidFacts, draw_facts
from simulator.firms.population import Entrants, populate
from simulator.market.areas import Areas, load_areas
from simulator.market.reports import excess, reported, reported_of
from simulator.market.varieties import design_varieties
from simulator.money import Ints
from simulator.rules.parameters import Clauses
from simulator.scenario.catalogue import find, find_table
from simulator.scenario.model import Scenario
from simulator.tender.collusion import RingAtWork, form_rings, with_phantoms
from simulator.tender.equilibria import check_solvable, equilibrium_bidder, find_equilibria
from simulator.tender.listed import with_listed_bids
from simulator.tender.solving import Solving

__all__ = ["Tender", "reports_of", "set_up", "with_solved_bids"]


@dataclass(frozen=True, slots=True)
class Tender:
    """A scenario made ready: everything that does not change between replications."""

    scenario: Scenario[AnyStrategy]
    clauses: Clauses
    areas: Areas
    entrants: tuple[Entrants, ...]
    bases: tuple[Ints, ...]
    """``[A]`` reported need by area, one array per variety."""
    facts: tuple[BidFacts, ...]
    """Further facts of the bids, by variety."""
    equilibria: tuple[BidTable | None, ...]
    """Equilibrium bids by variety, where a class bids them."""
    rings: tuple[RingAtWork | None, ...] = ()
    """Ring by variety, where one is at work; empty without any."""
    learned: tuple[Mapping[str, LearnedBids], ...] = ()
    """What each class has learned, by variety; empty where none learns."""


def set_up(
    scenario: Scenario[AnyStrategy],
    clauses: Clauses,
    folder: Path | None = None,
    solving: Solving | None = None,
    solve: bool = True,
) -> Tender:
    """Lay out varieties, areas and firms of a scenario.

    Parameters
    ----------
    scenario
        The checked scenario.
    clauses
        The rule book that applies, with the scenario's changes.
    folder
        Folder that the scenario's tables lie in.
    solving
        How equilibrium bids are computed.
    solve
        Whether equilibrium and learned bids are found where a class bids them; without them nothing can be
        played.

    Raises
    ------
    InputError
        If the numbers do not fit together, or a class bids its equilibrium where no volume is promised.
    """
    check_solvable(scenario, clauses)
    here = folder or Path()
    asked = _Asked(_said(scenario, clauses), scenario, clauses, here)
    # Tables of the user's own may change while a session lasts.
    laid = _laid_out.__wrapped__(asked) if _has_tables(scenario) else _laid_out(asked)
    scenario = scenario.model_copy(update={"bidding": with_listed_bids(scenario.bidding, here)})
    none = (None,) * len(laid.entrants)
    tender = Tender(scenario, clauses, laid.areas, laid.entrants, laid.bases, laid.facts, none, laid.rings)
    return with_solved_bids(tender, solving) if solve else tender


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is to be laid out, known by what it says."""

    said: str
    scenario: Scenario[AnyStrategy] = field(compare=False)
    clauses: Clauses = field(compare=False)
    here: Path = field(compare=False)


@dataclass(frozen=True, slots=True)
class _Laid:
    """Who sells what where: the same for all tenders that differ in rules, costs or bids alone."""

    areas: Areas
    entrants: tuple[Entrants, ...]
    bases: tuple[Ints, ...]
    facts: tuple[BidFacts, ...]
    rings: tuple[RingAtWork | None, ...]


def _said(scenario: Scenario[AnyStrategy], clauses: Clauses) -> str:
    """Write down all that :func:`_laid_out` reads."""
    sections = scenario.model_dump_json(include={"market": True, "firms": True, "facts": True, "ring": True})
    table = find("data", clauses.supply.areas.value).read_bytes()
    return f"{scenario.run.seed}|{hash(table)}|{_excess(scenario)}|{sections}"


def _excess(scenario: Scenario[AnyStrategy]) -> Decimal:
    """Return by what part hospitals report too much; nothing is said of it without contracts."""
    return Decimal(0) if scenario.supply is None else excess(scenario.supply.demand)


def reports_of(tender: Tender, entrants: Sequence[Entrants]) -> tuple[Ints, ...]:
    """Return what hospitals report of other entrants' varieties in a tender's areas: ``[A]`` for each.

    Raises
    ------
    InputError
        If that is more than can be counted.
    """
    above = _excess(tender.scenario)
    return tuple(reported(tender.areas, one.variety.base, above) for one in entrants)


def _has_tables(scenario: Scenario[AnyStrategy]) -> bool:
    market = scenario.market
    return any((market.areas_file, market.varieties_file, scenario.firms.entries_file))


@lru_cache(maxsize=4)
def _laid_out(asked: _Asked) -> _Laid:
    scenario, here, seed = asked.scenario, asked.here, asked.scenario.run.seed
    own_areas = scenario.market.areas_file
    areas = load_areas(find_table(own_areas, here) if own_areas else asked.clauses.supply.areas.value)
    varieties = design_varieties(scenario.market, seed, here)
    if scenario.firms.entries_file is not None:
        entrants = read_entrants(find_table(scenario.firms.entries_file, here), varieties, areas, seed)
    else:
        several = scenario.facts.products_per_firm if scenario.facts is not None else None
        entrants = populate(varieties, scenario.firms, areas, seed, 1 if several is None else several.value)
    entrants = with_phantoms(entrants, scenario.ring, areas, seed)
    above = _excess(scenario)
    entrants = tuple(replace(one, brand_volume=reported_of(one.brand_volume, above)) for one in entrants)
    bases = tuple(reported(areas, v.base, above) for v in varieties)
    facts = tuple(draw_facts(one, scenario.facts, seed) for one in entrants)
    rings = () if scenario.ring is None else form_rings(entrants, scenario.ring, seed)
    return _Laid(areas, entrants, bases, facts, rings)


def with_solved_bids(tender: Tender, solving: Solving | None = None) -> Tender:
    """Find equilibrium and learned bids of a tender that is laid out, where a class bids them.

    Parameters
    ----------
    tender
        The tender without them.
    solving
        How equilibrium bids are computed.
    """
    tender = replace(tender, equilibria=_equilibria(tender, solving or Solving()))
    # Learning plays whole tenders, so that its module stands after this one.
    from simulator.tender.learning import find_learned

    return replace(tender, learned=find_learned(tender, solving))


def _equilibria(tender: Tender, solving: Solving) -> tuple[BidTable | None, ...]:
    """Return solved bids by variety where a class bids them: exact, or found against drawn rivals."""
    scenario, clauses = tender.scenario, tender.clauses
    if equilibrium_bidder(scenario) is None or not coverage(clauses).missing:
        return find_equilibria(scenario, clauses, tender.areas, tender.entrants, solving)
    # That search lays varieties out as a tender does, so it comes after this module.
    from simulator.tender.drawn import drawn_equilibria

    return drawn_equilibria(tender, solving)
