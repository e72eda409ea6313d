"""Deals chances to contracts: everything that is settled before a history begins."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from simulator.firms.population import CLASSES, Entrants
from simulator.market.areas import Areas
from simulator.money import TICKS_PER_YUAN, Ints
from simulator.rules.lot import AwardedLot
from simulator.scenario.supply import Supply
from simulator.supply import draws, hospitals, planning
from simulator.supply.default_risk import Exposure, Moves, first_refusals
from simulator.supply.distribution import Behind, deliveries, fall_behind, first_carriers
from simulator.supply.draws import MakersDrawn, Rows
from simulator.supply.knobs import knobs_of
from simulator.supply.material_stops import Exposed, stops
from simulator.supply.plants import Plants
from simulator.supply.raw_material import material_draws
from simulator.supply.records import Contracts, Floats, Given
from simulator.supply.stress import close_ports, largest_leaves, shock_of, stressed_annulment, surge
from simulator.supply.terms import DAYS_PER_MONTH, Terms, cells_of

__all__ = ["Dealer"]

_OWN_API = CLASSES.index("own-api")
_ORIGINATOR = CLASSES.index("originator")


@dataclass(slots=True)
class Dealer:
    """Deals the contracts of one block of replications, variety by variety."""

    supply: Supply
    terms: Terms
    areas: Areas
    rows: Rows
    months: int
    """Longest term in the block."""
    plants: Plants = field(init=False)
    """Plants of firms, which their varieties share."""
    inspected: dict[tuple[str, ...], Floats] = field(default_factory=dict)
    """Inspections by regions: they look at all varieties."""
    distributed: dict[tuple[str, ...], Behind] = field(default_factory=dict)
    """Distributors by regions: they serve all varieties."""

    def __post_init__(self) -> None:
        self.plants = Plants(self.supply, self.rows, self.months)

    def deal(self, awarded: AwardedLot, costs: Ints, entrants: Entrants, base: Ints) -> Contracts:
        """Deal the contracts of one variety.

        Parameters
        ----------
        awarded
            The award in the block's replications.
        costs
            ``[R, n]`` unit costs in ticks.
        entrants
            The bidders.
        base
            ``[A]`` reported need a year by area.
        """
        supply, rows, name = self.supply, self.rows, entrants.variety.name
        won = awarded.won
        cells = cells_of(awarded, base, entrants.variety.reference, self.terms)
        regional = self.terms.regional and awarded.main.shape[1] > 0
        labels = self.areas.codes if regional else entrants.names
        error, drawn_signing = draws.reports(rows, name, labels, supply.demand)
        signed, weight = hospitals.signing(
            drawn_signing,
            supply.institutions,
            float(supply.demand.signing_months.value),
            float(supply.demand.sanctions.value),
        )
        leaves, drift = hospitals.leaving(cells.ratio, supply.substitutes, self.months)
        drawn = draws.makers(
            rows,
            name,
            entrants.names,
            supply.makers,
            supply.material.sources.value,
            float(supply.quality.lenient.value),
        )
        own = planning.own_need(cells, won.shape[1])
        maker, stops_reported = draws.makings(rows, name, entrants.names, supply.makers)
        down_from, down_to = close_ports(
            *self.plants.outages(entrants.firms, name, maker), entrants.kind == _ORIGINATOR, supply
        )
        exposed = self._exposed(awarded, costs, entrants, drawn)
        own_made = (entrants.kind == _OWN_API)[exposed.at[1]]
        starved, fed = stops(exposed, won.shape, own_made, supply.material)
        fails, severe = draws.samples(
            rows, name, entrants.names, max(-(-self.months // 12), 1), supply.quality
        )
        factor = draws.factors(rows, name, self.months, self.terms.start.month - 1, supply.demand)
        given = Given(
            term=cells.months,
            main=cells.main,
            backup=cells.backup,
            reported=np.ascontiguousarray(cells.reported),
            agreed=cells.agreed,
            won=won,
            need=self._need(cells.reported, error),
            response=planning.response(cells, supply.demand, self.terms),
            phase=planning.phase(self.months, float(supply.demand.response_months.value)),
            factor=surge(factor, supply),
            stored=np.zeros_like(cells.reported),
            signed=signed + float(supply.distribution.delivery_days.value) / DAYS_PER_MONTH,
            weight=weight,
            moved=np.zeros((len(cells.main), max(-(-self.months // 12), 1))),
            leaves=leaves,
            drift=drift,
            found_at=self._found_at(labels),
            capacity=drawn.capacity * planning.planned_on(own),
            ramp=planning.ramp(self.months, supply),
            reserve=float(supply.makers.reserve_months.value) * own,
            opening=float(supply.makers.reserve_months.value) * own,
            down_from=down_from,
            down_to=down_to,
            fails_at=fails,
            severe=severe,
            reports=stops_reported,
            starved=starved,
            fed=fed,
            refuses_at=largest_leaves(self._refusals(exposed, won.shape), own, supply),
            annulled_at=stressed_annulment(draws.found_at(rows, name, supply.quality), supply),
        )
        late, summoned = deliveries(
            self._behind(labels),
            cells.main,
            first_carriers(entrants.firms, supply.distribution),
            cells.months,
        )
        return Contracts(
            variety=name,
            firms=entrants.names,
            areas=labels,
            regional=regional,
            given=given,
            knobs=knobs_of(supply, float(base.sum()) * entrants.variety.reference / TICKS_PER_YUAN),
            ratio=cells.ratio,
            price=cells.price,
            reference=entrants.variety.reference / TICKS_PER_YUAN,
            lenient=drawn.lenient,
            late=late,
            summoned=summoned,
        )

    def _need(self, reported: Floats, error: Floats) -> Floats:
        """Return the true need behind reports: ``[R, C]``."""
        need = reported * error
        need /= planning.reported_share(self.supply.demand, self.terms)
        need *= hospitals.joined(self.supply.institutions)
        return need

    def _found_at(self, labels: tuple[str, ...]) -> Floats:
        if labels not in self.inspected:
            self.inspected[labels] = hospitals.found_at(
                self.rows, labels, self.months, self.supply.inspections
            )
        return self.inspected[labels]

    def _behind(self, labels: tuple[str, ...]) -> Behind:
        if labels not in self.distributed:
            years = -(-self.months // 12)
            self.distributed[labels] = fall_behind(self.rows, labels, years, self.supply.distribution)
        return self.distributed[labels]

    def _exposed(self, awarded: AwardedLot, costs: Ints, entrants: Entrants, drawn: MakersDrawn) -> Exposed:
        """Say how the price of the raw material reaches each winner."""
        material = self.supply.material
        drawn_moves = material_draws(self.rows, entrants.variety.name, self.months, material)
        won = np.nonzero(awarded.won)
        felt = np.where(entrants.kind == _OWN_API, float(material.own_exposure.value), 1.0)
        over_price = np.maximum(costs[won], 1) / np.maximum(awarded.price[won], 1)
        return Exposed(
            (won[0], won[1]),
            drawn.source[won],
            Exposure(over_price, float(material.share.value) * felt[won[1]], drawn.patience[won]),
            Moves(drawn_moves, self.months, material, shock_of(self.supply)),
        )

    def _refusals(self, exposed: Exposed, shape: tuple[int, ...]) -> Floats:
        """Return when each winner refuses to go on: ``[R, n]``, infinite for those that never do."""
        refuses = np.full(shape, np.inf)
        at = (exposed.at[0], exposed.source)
        refuses[exposed.at] = first_refusals(exposed.winners, exposed.moves, at, self.supply.default)
        return refuses
