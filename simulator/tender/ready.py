"""A scenario made ready: varieties, areas and firms laid out before anything is drawn."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from simulator.bidding.equilibrium.table import BidTable
from simulator.bidding.equilibrium.translation import coverage
from simulator.bidding.strategies.library import AnyStrategy
from simulator.firms.entries import read_entrants
from simulator.firms.facts import BidFacts, draw_facts
from simulator.firms.population import Entrants, populate
from simulator.market.areas import Areas, load_areas
from simulator.market.varieties import design_varieties
from simulator.money import Ints
from simulator.rules.parameters import Clauses
from simulator.scenario.model import Scenario
from simulator.tender.equilibria import check_solvable, equilibrium_bidder, find_equilibria
from simulator.tender.listed import with_listed_bids
from simulator.tender.solving import Solving

__all__ = ["Tender", "set_up"]


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
        Whether equilibrium bids are computed where a class bids them; without them nothing can be played.

    Raises
    ------
    InputError
        If the numbers do not fit together, or a class bids its equilibrium where no volume is promised.
    """
    check_solvable(scenario, clauses)
    here = folder or Path()
    own_areas = scenario.market.areas_file
    areas = load_areas(here / own_areas if own_areas else clauses.supply.areas.value)
    seed = scenario.run.seed
    varieties = design_varieties(scenario.market, seed, here)
    if scenario.firms.entries_file is not None:
        entrants = read_entrants(here / scenario.firms.entries_file, varieties, areas, seed)
    else:
        several = scenario.facts.products_per_firm if scenario.facts is not None else None
        entrants = populate(varieties, scenario.firms, areas, seed, 1 if several is None else several.value)
    scenario = scenario.model_copy(update={"bidding": with_listed_bids(scenario.bidding, here)})
    bases = tuple(areas.share_out(v.base) for v in varieties)
    facts = tuple(draw_facts(one, scenario.facts, seed) for one in entrants)
    none = (None,) * len(entrants)
    tender = Tender(scenario, clauses, areas, entrants, bases, facts, none)
    return replace(tender, equilibria=_equilibria(tender, solving or Solving())) if solve else tender


def _equilibria(tender: Tender, solving: Solving) -> tuple[BidTable | None, ...]:
    """Return equilibrium bids by variety where a class bids them: exact, or found against drawn rivals."""
    scenario, clauses = tender.scenario, tender.clauses
    if equilibrium_bidder(scenario) is None or not coverage(clauses).missing:
        return find_equilibria(scenario, clauses, tender.areas, tender.entrants, solving)
    # That search lays varieties out as a tender does, so it comes after this module.
    from simulator.tender.drawn import drawn_equilibria

    return drawn_equilibria(tender, solving)
