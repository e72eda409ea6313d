"""Counts gains and losses of one variety, under the tender and under each counterfactual."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from simulator.money import TICKS_PER_YUAN, Ints
from simulator.results.bids import Floats, ratio
from simulator.results.welfare_definitions import WELFARE_TALLY
from simulator.rules.lot import AwardedLot, Bools, State
from simulator.scenario.welfare import Welfare
from simulator.supply.records import Cell, Contracts, Maker, Outcome

__all__ = ["Market", "Sales", "annuity", "count_variety", "least_cost", "tender_sales"]

_BARRED = tuple(state for state in State if State.NOT_PASSED <= state < State.LINKED_HIGHER)


class Market(NamedTuple):
    """One variety before the tender."""

    reference: float
    """Old price in yuan."""
    need: float
    """Reported need, units a year."""
    past: Floats
    """``[n]`` each bidder's share of past use; sums to 1."""
    cost: Floats
    """``[R, n]`` unit costs in yuan."""
    elasticity: float
    """Response of need to price where contracts are carried out; 0 otherwise."""

    @classmethod
    def of(cls, awarded: AwardedLot, costs: Ints, reference: int, need: int, elasticity: float) -> Market:
        """Read a variety; bidders without past sales on record count alike if nobody has any."""
        volume = np.maximum(awarded.lot.past_volume, 0).astype(np.float64)
        past = volume / volume.sum() if volume.sum() > 0 else np.full(volume.shape, 1 / max(volume.size, 1))
        cost = np.broadcast_to(costs, awarded.state.shape) / TICKS_PER_YUAN
        return cls(reference / TICKS_PER_YUAN, float(need), past, cost, elasticity)

    def by_past(self, values: Floats) -> Floats:
        """Return ``[R]`` the mean of ``[R, n]`` values by past sales.

        A product of matrices would depend in its last bits on how many rows there are.
        """
        return np.asarray((values * self.past).sum(axis=1))

    def old_margin(self, sellers: Bools | None = None) -> Floats:
        """Return ``[R]`` the margin per unit at the old price, by past sales of all bidders or of some."""
        weight = np.broadcast_to(self.past, self.cost.shape)
        if sellers is not None:
            weight = np.where(sellers, weight, 0.0)
        total = weight.sum(axis=1)
        mean = ratio((weight * self.cost).sum(axis=1), total)
        return self.reference - np.where(np.isnan(mean), self.by_past(self.cost), mean)


@dataclass(frozen=True, slots=True)
class Sales:
    """What is sold of a variety in a year under the tender, in ``R`` histories."""

    need: Floats
    """``[R]`` units that would be used without procurement."""
    by_award: Floats
    """``[R, n]`` units delivered under awards."""
    at_old_price: Floats
    """``[R]`` units bought from others at the old price."""
    substituted: Floats
    """``[R]`` units that go to untendered substitutes, taken to cost the old price."""
    short: Floats
    """``[R]`` units ordered and not delivered."""
    committed_saving: Floats
    """``[R]`` yuan saved by lower prices on units within the agreed volume."""
    years: Floats
    """``[R]`` years of the term; 0 without a winner."""
    executed: bool
    """Whether contracts are carried out."""


def tender_sales(market: Market, awarded: AwardedLot, done: tuple[Contracts, Outcome] | None) -> Sales:
    """Return what is sold under the tender.

    Parameters
    ----------
    market
        The variety before.
    awarded
        The award.
    done
        Contracts and what came of them; without them winners deliver what is agreed, and everything else is
        bought as before.
    """
    price = np.where(awarded.won, awarded.price, 0) / TICKS_PER_YUAN
    if done is None:
        agreed = np.where(awarded.won, np.maximum(awarded.volume, 0), 0).astype(np.float64)
        saved = (agreed * (market.reference - price)).sum(axis=1)
        need = np.full(len(price), market.need)
        rest = np.maximum(need - agreed.sum(axis=1), 0.0)
        years = np.where(awarded.winners > 0, awarded.years, 0).astype(np.float64)
        none = np.zeros(len(price))
        return Sales(need, agreed, rest, none, none, saved, years, executed=False)
    contracts, out = done
    given = contracts.given
    years = given.term / 12.0
    held = years > 0

    def yearly(total: Floats) -> Floats:
        return np.divide(total, years, out=np.zeros_like(total), where=held)

    months = np.arange(given.factor.shape[1]) < given.term[:, None]
    needed = given.need.sum(axis=1) * np.where(months, given.factor, 0.0).sum(axis=1)
    cells = out.cells
    delivered = cells[..., Cell.MAIN : Cell.SHORTAGE].sum(axis=2)
    within = np.minimum(delivered, given.agreed * given.term[:, None])
    saved = market.reference * (within * (1 - contracts.ratio)).sum(axis=1)
    elsewhere = cells[..., Cell.ELSEWHERE].sum(axis=1) + cells[..., Cell.OUTSIDE].sum(axis=1)
    made = np.divide(
        out.makers[..., Maker.DELIVERED], years[:, None], out=np.zeros(price.shape), where=held[:, None]
    )
    return Sales(
        need=np.where(held, yearly(needed), market.need),
        by_award=made,
        at_old_price=np.where(held, yearly(elsewhere), market.need),
        substituted=yearly(cells[..., Cell.SUBSTITUTED].sum(axis=1)),
        short=yearly(cells[..., Cell.SHORTAGE].sum(axis=1)),
        committed_saving=yearly(saved),
        years=years,
        executed=True,
    )


def annuity(years: Floats, welfare: Welfare) -> Floats:
    """Return what a yearly saving of 1 is worth over the horizon, discounted from the start of execution.

    Parameters
    ----------
    years
        ``[R]`` years of the term; after it the stated part of the saving stays.
    welfare
        Discount rate, horizon, and that part. The first year is not discounted.
    """
    rate, horizon, stays = (
        float(one.value) for one in (welfare.discount, welfare.horizon, welfare.after_term)
    )
    total = np.zeros(len(years))
    for year in range(int(np.ceil(horizon))):
        counted = min(horizon - year, 1.0)
        inside = np.clip(years - year, 0.0, counted)
        total += (inside + stays * (counted - inside)) / (1 + rate) ** year
    return total


def least_cost(awarded: AwardedLot, cost: Floats) -> tuple[Floats, Floats]:
    """Return what the agreed volumes cost the winners, and what they would cost the cheapest bidders.

    Parameters
    ----------
    awarded
        The award; winners count alike where no volume is agreed.
    cost
        ``[R, n]`` unit costs in yuan.

    Returns
    -------
    tuple
        ``[R]`` each. The volumes keep their sizes; the largest goes to the cheapest bidder that passed the
        quality gate. Capacities are not looked at.
    """
    won = awarded.won
    volume = np.where(won, np.maximum(awarded.volume, 0), 0).astype(np.float64)
    weight = np.where(volume.sum(axis=1, keepdims=True) > 0, volume, won.astype(np.float64))
    admitted = (awarded.state != State.ABSENT) & ~np.isin(awarded.state, _BARRED)
    ranked = np.sort(np.where(admitted, cost, np.inf), axis=1)
    largest = -np.sort(-weight, axis=1)
    best = np.where(largest > 0, largest * np.where(np.isfinite(ranked), ranked, 0.0), 0.0)
    return (weight * cost).sum(axis=1), best.sum(axis=1)


def count_variety(
    market: Market, awarded: AwardedLot, sales: Sales, loose: AwardedLot | None, welfare: Welfare
) -> dict[str, Floats]:
    """Count one variety: ``[R]`` for every name of ``WELFARE_TALLY`` but ``firms`` and ``exits``.

    Parameters
    ----------
    market
        The variety before.
    awarded, sales
        The award, and what is sold under it.
    loose
        The same firms' award in a tender without volume; its figures are undefined without one.
    welfare
        Parameters.
    """
    patients, worth = float(welfare.patient_share.value), annuity(sales.years, welfare)
    price = np.where(awarded.won, awarded.price, 0) / TICKS_PER_YUAN
    by_award = sales.by_award.sum(axis=1)
    value = (sales.by_award * price).sum(axis=1)
    winners = (sales.by_award * (price - market.cost)).sum(axis=1)
    others = market.old_margin(~awarded.won if sales.executed else None)
    elsewhere = sales.at_old_price + sales.substituted
    use = by_award + elsewhere
    before = {"need": sales.need, "spending": market.reference * sales.need}
    counts = _policy("none_", market, before, sales.need, before["spending"])
    counts["none_gain"] = np.zeros(len(price))
    counts["none_profit"] = sales.need * market.old_margin()
    spending = value + market.reference * elsewhere
    counts |= _policy("", market, before, use, spending)
    counts["profit"] = winners + sales.at_old_price * others
    counts["shortage_cost"] = float(welfare.shortage_value.value) * market.reference * sales.short
    counts |= _without_volume(market, before, loose)
    for prefix in ("none_", "", "loose_"):
        saved = before["spending"] - counts[f"{prefix}spending"]
        counts[f"{prefix}fund_saving"] = (1 - patients) * saved * worth
        counts[f"{prefix}patients"] = patients * counts[f"{prefix}spending"]
    award_cost, least = least_cost(awarded, market.cost)
    saving = market.reference * use - spending
    scale = np.where(
        awarded.volume.sum(axis=1) > 0, 1.0, market.need / np.maximum(awarded.won.sum(axis=1), 1)
    )
    losers = np.where(awarded.won, 0.0, market.past).sum(axis=1)
    counts |= {
        "price_saving": saving,
        "split_saving": saving if sales.executed else np.zeros_like(saving),
        "committed_saving": sales.committed_saving,
        "winners_profit": winners,
        "award_cost": award_cost * scale,
        "least_cost": least * scale,
        "past": before["spending"],
        "losers_past": before["spending"] * losers,
    }
    zero = np.zeros(len(price))
    return {name: counts.get(name, zero) for name in WELFARE_TALLY}


def _policy(
    prefix: str, market: Market, before: dict[str, Floats], use: Floats, spending: Floats
) -> dict[str, Floats]:
    """Return spending, use at old prices, and the gain of those who pay (rule of half)."""
    mean = ratio(spending, use)
    fall = np.where(np.isnan(mean), 0.0, market.reference - mean)
    return {
        f"{prefix}spending": spending,
        f"{prefix}use": market.reference * use,
        f"{prefix}gain": 0.5 * (before["need"] + use) * fall,
    }


def _without_volume(market: Market, before: dict[str, Floats], loose: AwardedLot | None) -> dict[str, Floats]:
    """Everybody admitted sells at its bid, hospitals buy as before; no volume is promised and none moves."""
    if loose is None:
        unknown = np.full(len(before["need"]), np.nan)
        return {f"loose_{name}": unknown for name in ("spending", "use", "gain", "profit", "shortage_cost")}
    price = np.where(loose.won, loose.price / TICKS_PER_YUAN, market.reference)
    mean = market.by_past(price)
    use = before["need"] * (mean / market.reference) ** -market.elasticity
    counts = _policy("loose_", market, before, use, use * mean)
    counts["loose_profit"] = use * market.by_past(price - market.cost)
    return counts
