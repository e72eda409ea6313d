"""What makers plan on and hospitals report, and how need answers to price, by month."""

from __future__ import annotations

import numpy as np

from simulator.market.reports import excess
from simulator.scenario.supply import Demand, Supply
from simulator.supply.records import Floats
from simulator.supply.terms import Cells, Terms, of_kind

__all__ = ["own_need", "phase", "planned_on", "ramp", "reported_share", "response"]


def own_need(cells: Cells, bids: int) -> Floats:
    """Sum the reported need of each supplier's own cells: ``[R, n]`` a month."""
    rows = np.arange(len(cells.main))[:, None]
    place = (rows * bids + np.maximum(cells.main, 0)).ravel()
    own = np.bincount(place, weights=cells.reported.ravel(), minlength=len(rows) * bids)
    return np.asarray(own.reshape(len(rows), bids), dtype=np.float64)


def planned_on(own: Floats) -> Floats:
    """Let winners without own cells (revived without choice) plan on the mean of the others."""
    has = own > 0
    mean = own.sum(axis=1, keepdims=True) / np.maximum(has.sum(axis=1, keepdims=True), 1)
    return np.where(has, own, mean)


def reported_share(demand: Demand, terms: Terms) -> float:
    """Return reports over true need: penalties hold back under- and overstatement, checks find the latter."""
    left_out = float(of_kind(demand.understatement.value, terms.kind))
    share = 1 - left_out * (1 - float(demand.penalty_effect.value) * float(demand.penalty.value))
    return share * float(1 + excess(demand))


def response(cells: Cells, demand: Demand, terms: Terms) -> Floats:
    """Return the part by which need has risen when it has answered to the award price in full: ``[R, C]``."""
    elasticity = float(of_kind(demand.price_response.value, terms.kind))
    return np.asarray(cells.ratio**-elasticity - 1)


def phase(months: int, constant: float) -> Floats:
    """Return the part of that answer that has come by the middle of each month: ``[M]``."""
    middle = np.arange(months) + 0.5
    return np.ones(months) if constant <= 0 else np.asarray(1 - np.exp(-middle / constant))


def ramp(months: int, supply: Supply) -> Floats:
    """Return the part of planned capacity that is there in each month: ``[M]``."""
    start, length = float(supply.makers.starting_capacity.value), float(supply.makers.ramp_months.value)
    grown = np.ones(months) if length <= 0 else np.minimum(np.arange(months) / length, 1.0)
    return np.asarray(start + (1 - start) * grown)
