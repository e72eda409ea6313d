"""What firms of a class have at stake beside the award, from a scenario to the scale of a game."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from simulator.bidding.equilibrium.game import BidderClass
from simulator.bidding.equilibrium.outside import Outside
from simulator.bidding.equilibrium.stakes import Breach, NextTender
from simulator.bidding.strategies.library import AnyStrategy
from simulator.market.varieties import Variety
from simulator.money import TICKS_PER_YUAN
from simulator.scenario.loyalty import brand_loyalty, part_left
from simulator.scenario.model import Scenario
from simulator.scenario.payoffs import ClassPayoff, Payoffs
from simulator.scenario.supply import Supply

__all__ = ["Scale", "breach_of", "next_tender_of", "outside_of", "with_stakes"]


@dataclass(frozen=True, slots=True)
class Scale:
    """What numbers of a scenario mean in a game."""

    ceiling: int
    """Ceiling."""
    reference: float
    """Reference price."""
    years: int
    """Years of the contract."""


def with_stakes(
    one: BidderClass, scenario: Scenario[AnyStrategy], variety: Variety, scale: Scale
) -> BidderClass:
    """Return a class with what it has at stake beside the award over the whole term.

    Parameters
    ----------
    one
        The class with nothing but the award at stake.
    scenario
        The scenario.
    variety
        The variety.
    scale
        What its numbers mean in the game.
    """
    payoffs = scenario.payoffs
    if payoffs is None:
        return one
    if payoffs.aversion() > 0:
        one = replace(one, risk_aversion=payoffs.aversion(), wealth=payoffs.riches() * scale.ceiling)
    else:
        breach = breach_of(scenario, scale.years, scale.ceiling)
        one = replace(one, breach=breach, after=next_tender_of(scenario, scale.ceiling))
    stakes = payoffs.by_class()[one.name]
    return one if stakes is None else _with_outside(one, payoffs, stakes, variety, scale)


def _with_outside(
    one: BidderClass, payoffs: Payoffs, stakes: ClassPayoff, variety: Variety, scale: Scale
) -> BidderClass:
    # One unit of volume is a year's need, so a sum of yuan counts by the unit of the need.
    yuan = 0.0 if stakes.entry_cost is None else float(stakes.entry_cost.value) * 1e6
    entry = yuan * TICKS_PER_YUAN / variety.base * scale.reference / variety.reference
    outside = outside_of(payoffs, one.name).scaled(scale.ceiling, scale.years)
    capacity = float("inf") if stakes.capacity is None else float(stakes.capacity.value) * scale.years
    return replace(one, outside=replace(outside, entry_cost=entry), capacity=capacity)


def outside_of(payoffs: Payoffs, name: str) -> Outside:
    """Return what a class sells outside the tender in a year: prices over the ceiling, volumes over the need.

    Parameters
    ----------
    payoffs
        The scenario's section; its costs of handing in a bid are left aside.
    name
        The class.
    """
    stakes = payoffs.by_class()[name]
    if stakes is None:
        return Outside()
    kept = part_left(brand_loyalty(name, stakes), payoffs)
    public = stakes.residual_share.value * kept
    private_price = stakes.outside_price if stakes.private_price is None else stakes.private_price
    limit = stakes.payment_standard
    return Outside(
        price=float(stakes.outside_price.value),
        when_winning=float(stakes.outside_winner.value * public),
        when_losing=float(stakes.outside_loser.value * public),
        private_price=float(private_price.value),
        private=float(stakes.private_share.value * kept),
        pressure=float(stakes.price_pressure.value),
        standard=float("inf") if limit is None else float(limit.value),
    )


def breach_of(scenario: Scenario[AnyStrategy], years: npt.ArrayLike, ceiling: npt.ArrayLike) -> Breach | None:
    """Return the risk of failing to supply, with the hazard of the contracts; none without such a risk.

    Parameters
    ----------
    scenario
        The scenario; without a section `supply`, the defaults of one.
    years
        Years of the contract.
    ceiling
        Ceiling, in the unit of the prices.
    """
    said = None if scenario.payoffs is None else scenario.payoffs.breach
    supply = scenario.supply or Supply()
    if said is None or not supply.default.hazard.value * supply.default.most.value:
        return None
    months = supply.breach.ban_failure.value if said.barred_months is None else said.barred_months.value
    return Breach(supply.default, years, float(said.penalty.value) * np.asarray(ceiling), months / 12)


def next_tender_of(scenario: Scenario[AnyStrategy], worth: float) -> NextTender | None:
    """Return what an award does to a firm's part in the next tender; none if that counts for nothing.

    Parameters
    ----------
    scenario
        The scenario.
    worth
        A year's need at the ceiling, in the unit of the payoffs.
    """
    said = None if scenario.payoffs is None else scenario.payoffs.continuation
    if said is None or not said.discount.value:
        return None
    profit = None if said.profit is None else float(said.profit.value) * worth
    return NextTender(float(said.discount.value), float(said.incumbency.value), profit)
