"""Deals chances to contracts: everything that is settled before a history begins."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from simulator.firms.population import CLASSES, Entrants
from simulator.market.areas import Areas
from simulator.money import TICKS_PER_YUAN, Ints
from simulator.rules.lot import AwardedLot
from simulator.scenario.supply import Default, Demand, Supply
from simulator.supply import draws, hospitals
from simulator.supply.draws import MakersDrawn, Rows
from simulator.supply.records import Contracts, Floats, Given, Knobs
from simulator.supply.stress import BEGINS, close_ports, largest_leaves, stressed_annulment, surge
from simulator.supply.terms import Cells, Terms, cells_of, of_kind

__all__ = ["Dealer", "default_hazard", "knobs_of", "refuses_at"]

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
    plants: dict[str, tuple[Floats, Floats]] = field(default_factory=dict)
    """Outages by firm: the varieties of a firm share its plant."""
    inspected: dict[tuple[str, ...], Floats] = field(default_factory=dict)
    """Inspections by regions: they look at all varieties."""

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
        own = _own_need(cells, awarded.won.shape[1])
        down_from, down_to = self._outages(entrants)
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
            won=awarded.won,
            need=cells.reported
            * error
            / _reported_share(supply.demand, self.terms)
            * hospitals.joined(supply.institutions),
            response=_response(cells, supply.demand, self.terms),
            phase=_phase(self.months, float(supply.demand.response_months.value)),
            factor=surge(factor, supply.stress),
            signed=signed,
            weight=weight,
            leaves=leaves,
            drift=drift,
            found_at=self._found_at(labels),
            capacity=drawn.capacity * _planned_on(own),
            ramp=_ramp(self.months, supply),
            reserve=float(supply.makers.reserve_months.value) * own,
            down_from=down_from,
            down_to=down_to,
            fails_at=fails,
            severe=severe,
            refuses_at=largest_leaves(self._refusals(awarded, costs, entrants, drawn), own, supply.stress),
            annulled_at=stressed_annulment(draws.found_at(rows, name, supply.quality), supply.stress),
        )
        return Contracts(
            variety=name,
            firms=entrants.names,
            areas=labels,
            regional=regional,
            given=given,
            knobs=knobs_of(supply),
            ratio=cells.ratio,
            price=cells.price,
            reference=entrants.variety.reference / TICKS_PER_YUAN,
            lenient=drawn.lenient,
        )

    def _found_at(self, labels: tuple[str, ...]) -> Floats:
        if labels not in self.inspected:
            self.inspected[labels] = hospitals.found_at(
                self.rows, labels, self.months, self.supply.inspections
            )
        return self.inspected[labels]

    def _outages(self, entrants: Entrants) -> tuple[Floats, Floats]:
        for firm in entrants.firms:
            if firm not in self.plants:
                self.plants[firm] = draws.outages(self.rows, firm, self.months, self.supply.outages)
        found = [self.plants[firm] for firm in entrants.firms]
        most = max(starts.shape[1] for starts, _ in found)

        def wide(arrays: list[Floats]) -> Floats:
            return np.stack(
                [np.pad(a, ((0, 0), (0, most - a.shape[1])), constant_values=np.inf) for a in arrays], axis=1
            )

        starts, ends = wide([one for one, _ in found]), wide([one for _, one in found])
        return close_ports(starts, ends, entrants.kind == _ORIGINATOR, self.supply.stress)

    def _refusals(self, awarded: AwardedLot, costs: Ints, entrants: Entrants, drawn: MakersDrawn) -> Floats:
        """Return when each winner refuses to go on: ``[R, n]``, infinite for those that never do."""
        material = self.supply.material
        shock = BEGINS if "raw-material-10" in self.supply.stress else -1
        raw = draws.materials(self.rows, entrants.variety.name, self.months, material, shock)
        won = np.nonzero(awarded.won)
        exposed = np.where(entrants.kind == _OWN_API, float(material.own_exposure.value), 1.0)
        weight = float(material.share.value) * exposed[won[1]]
        over_price = np.maximum(costs[won], 1) / np.maximum(awarded.price[won], 1)
        hazard = default_hazard(over_price, weight, raw[won[0], drawn.source[won]], self.supply.default)
        refuses = np.full(awarded.won.shape, np.inf)
        refuses[won] = refuses_at(hazard, drawn.patience[won])
        return refuses


def default_hazard(cost: Floats, weight: Floats, raw: Floats, default: Default) -> Floats:
    """Return the hazard of default, which depends on the margin.

    Parameters
    ----------
    cost
        ``[W]`` cost over price at a raw-material price of 1.
    weight
        ``[W]`` share of the raw material in cost, as far as the maker feels its price.
    raw
        ``[W, M]`` price of the raw material in each month.
    default
        Hazard at a margin of zero, slope and most.

    Returns
    -------
    numpy.ndarray
        ``[W, M]`` defaults a month.
    """
    slope, usual, most = (float(one.value) for one in (default.slope, default.hazard, default.most))
    exponent = raw * (slope * cost * weight)[:, None]
    exponent += slope * (cost * (1 - weight) - 1)[:, None]
    hazard = np.exp(np.minimum(exponent, 100.0, out=exponent), out=exponent)
    hazard *= usual / 12
    return np.minimum(hazard, most / 12, out=hazard)


def refuses_at(hazard: Floats, patience: Floats) -> Floats:
    """Return when the sum of a hazard that is constant in each month reaches a threshold.

    Parameters
    ----------
    hazard
        ``[W, M]`` hazard a month.
    patience
        ``[W]`` threshold.

    Returns
    -------
    numpy.ndarray
        ``[W]`` months; infinite where it is never reached.
    """
    total = np.cumsum(hazard, axis=1)
    reached = total[:, -1] >= patience
    times = np.full(len(patience), np.inf)
    rows = np.flatnonzero(reached)
    month = (total[rows] < patience[rows, None]).sum(axis=1)
    rate = hazard[rows, month]
    left = patience[rows] - (total[rows, month] - rate)
    times[rows] = month + np.clip(left / np.maximum(rate, 1e-300), 0.0, 1.0)
    return times


def _own_need(cells: Cells, bids: int) -> Floats:
    """Sum the reported need of each supplier's own cells: ``[R, n]`` a month."""
    own = np.zeros((len(cells.main), bids))
    rows, at = np.nonzero(cells.main >= 0)
    np.add.at(own, (rows, cells.main[rows, at]), cells.reported[rows, at])
    return own


def _planned_on(own: Floats) -> Floats:
    """Let winners without own cells (revived without choice) plan on the mean of the others."""
    has = own > 0
    mean = own.sum(axis=1, keepdims=True) / np.maximum(has.sum(axis=1, keepdims=True), 1)
    return np.where(has, own, mean)


def _reported_share(demand: Demand, terms: Terms) -> float:
    left_out = float(of_kind(demand.understatement.value, terms.kind))
    return 1 - left_out * (1 - float(demand.penalty_effect.value) * float(demand.penalty.value))


def _response(cells: Cells, demand: Demand, terms: Terms) -> Floats:
    elasticity = float(of_kind(demand.price_response.value, terms.kind))
    return np.asarray(cells.ratio**-elasticity - 1)


def _phase(months: int, constant: float) -> Floats:
    middle = np.arange(months) + 0.5
    return np.ones(months) if constant <= 0 else np.asarray(1 - np.exp(-middle / constant))


def _ramp(months: int, supply: Supply) -> Floats:
    start, length = float(supply.makers.starting_capacity.value), float(supply.makers.ramp_months.value)
    grown = np.ones(months) if length <= 0 else np.minimum(np.arange(months) / length, 1.0)
    return np.asarray(start + (1 - start) * grown)


def knobs_of(supply: Supply) -> Knobs:
    """Write the parameters that both engines use as numbers."""
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
        growth=float(made.growth.value),
        growth_limit=float(made.growth_limit.value),
        recall=float(supply.quality.recall_months.value),
        steps=(
            float(takeover.backup_after.value),
            float(takeover.others_after.value),
            float(takeover.outside_after.value),
        ),
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
    )
