"""Counts gains and losses of one variety, under the tender and under each counterfactual."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from simulator.fund.pricing import Before
from simulator.money import TICKS_PER_YUAN, Ints
from simulator.results.bids import Floats, ratio
from simulator.results.payments import Paid
from simulator.results.welfare_definitions import WELFARE_TALLY
from simulator.rules.lot import AwardedLot, Bools, State
from simulator.scenario.welfare import Welfare
from simulator.supply.records import BOUGHT, Cell, Contracts, Maker, Outcome

__all__ = [
    "Market",
    "Sales",
    "annuity",
    "count_variety",
    "least_cost",
    "patients_share",
    "payments_by_share",
    "tender_sales",
]

_BARRED = tuple(state for state in State if State.NOT_PASSED <= state < State.LINKED_HIGHER)


class Market(NamedTuple):
    """One variety before the tender."""

    old: Floats
    """``[n]`` each bidder's old price in yuan."""
    mean_old: float
    """Mean old price in yuan, by past use."""
    need: float
    """Reported need, units a year."""
    past: Floats
    """``[n]`` each bidder's share of the bidders' past use; sums to 1."""
    part: float
    """Bidders' part of all past use."""
    cost: Floats
    """``[R, n]`` unit costs in yuan."""
    elasticity: float
    """Response of need to price where contracts are carried out; 0 otherwise."""

    @classmethod
    def of(
        cls,
        awarded: AwardedLot,
        costs: Ints,
        reference: int,
        need: int,
        elasticity: float,
        before: Before | None = None,
    ) -> Market:
        """Read a variety; bidders without past sales on record count alike if nobody has any.

        Without prices by product (``before``) every product cost the reference price and nobody else sold.
        """
        cost = np.broadcast_to(costs, awarded.state.shape) / TICKS_PER_YUAN
        if before is None:
            past = np.maximum(awarded.lot.past_volume, 0).astype(np.float64)
            old, mean, part = np.full(past.shape, reference), reference, 1.0
        else:
            old, mean, past = before
            part = float(past.sum())
        shares = past / past.sum() if past.sum() > 0 else np.full(past.shape, 1 / max(past.size, 1))
        return cls(old / TICKS_PER_YUAN, mean / TICKS_PER_YUAN, float(need), shares, part, cost, elasticity)

    def by_past(self, values: Floats) -> Floats:
        """Return ``[R]`` the mean of ``[R, n]`` values by past sales.

        A product of matrices would depend in its last bits on how many rows there are.
        """
        return np.asarray((values * self.past).sum(axis=1))

    def mean_cost(self, sellers: Bools | None = None) -> Floats:
        """Return ``[R]`` the mean unit cost by past sales of all bidders or of some.

        Products that do not bid have no cost on record and are taken to cost the same.
        """
        weight = np.broadcast_to(self.past, self.cost.shape)
        if sellers is not None:
            weight = np.where(sellers, weight, 0.0)
        mean = ratio((weight * self.cost).sum(axis=1), weight.sum(axis=1))
        return np.asarray(np.where(np.isnan(mean), self.by_past(self.cost), mean))


@dataclass(frozen=True, slots=True)
class Sales:
    """What is sold of a variety in a year under the tender, in ``R`` histories."""

    need: Floats
    """``[R]`` units that would be used without procurement."""
    by_award: Floats
    """``[R, n]`` units delivered under awards."""
    elsewhere: Floats
    """``[R]`` units bought from others, taken to cost the old price unless the money is followed."""
    invited: Floats
    """``[R]`` yuan that an invited firm's units among them cost beyond the old price (below 0: less)."""
    substituted: Floats
    """``[R]`` units that go to untendered substitutes; the same."""
    short: Floats
    """``[R]`` units ordered that nobody delivered and no stock of hospitals bridged."""
    committed_saving: Floats
    """``[R]`` yuan saved by lower prices on units within the agreed volume."""
    years: Floats
    """``[R]`` years of the term; 0 without a winner."""
    executed: bool
    """Whether contracts are carried out."""

    def where_bought(self) -> Sales:
        """Leave out histories in which nobody won, as the figures of money do."""
        held = self.years > 0
        return replace(
            self, need=np.where(held, self.need, 0.0), elsewhere=np.where(held, self.elsewhere, 0.0)
        )


def tender_sales(
    market: Market,
    awarded: AwardedLot,
    done: tuple[Contracts, Outcome] | None,
    invited_price: float = 1.0,
) -> Sales:
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
    invited_price
        Price of an invited firm over the award price of the supplier that it stands in for.
    """
    price = np.where(awarded.won, awarded.price, 0) / TICKS_PER_YUAN
    if done is None:
        agreed = np.where(awarded.won, np.maximum(awarded.volume, 0), 0).astype(np.float64)
        saved = (agreed * (market.old - price)).sum(axis=1)
        need = np.full(len(price), market.need)
        rest = np.maximum(need - agreed.sum(axis=1), 0.0)
        years = np.where(awarded.winners > 0, awarded.years, 0).astype(np.float64)
        none = np.zeros(len(price))
        return Sales(need, agreed, rest, none, none, none, saved, years, executed=False)
    contracts, out = done
    given = contracts.given
    years = given.term / 12.0
    held = years > 0

    def yearly(total: Floats) -> Floats:
        return np.divide(total, years, out=np.zeros_like(total), where=held)

    months = np.arange(given.factor.shape[1]) < given.term[:, None]
    needed = given.need.sum(axis=1) * np.where(months, given.factor, 0.0).sum(axis=1)
    cells = out.cells
    delivered = cells[..., BOUGHT].sum(axis=2)
    within = np.minimum(delivered, given.agreed * given.term[:, None])
    main = np.maximum(given.main, 0)
    award = np.take_along_axis(price, main, axis=1)
    saved = (within * (market.old[main] - award)).sum(axis=1)
    invited = (cells[..., Cell.INVITED] * (invited_price * award - market.mean_old)).sum(axis=1)
    elsewhere = cells[..., [Cell.ELSEWHERE, Cell.INVITED, Cell.OUTSIDE]].sum(axis=(1, 2))
    made = np.divide(
        out.makers[..., Maker.DELIVERED], years[:, None], out=np.zeros(price.shape), where=held[:, None]
    )
    return Sales(
        need=np.where(held, yearly(needed), market.need),
        by_award=made,
        elsewhere=np.where(held, yearly(elsewhere), market.need),
        invited=yearly(invited),
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


def payments_by_share(market: Market, awarded: AwardedLot, sales: Sales, share: float) -> Paid:
    """Return what is paid for a variety where money is not followed: old prices, one share of patients."""
    price = np.where(awarded.won, awarded.price, 0) / TICKS_PER_YUAN
    others = market.mean_old * sales.elsewhere + sales.invited
    before = market.mean_old * sales.need
    spending = (sales.by_award * price).sum(axis=1) + others + market.mean_old * sales.substituted
    use = sales.by_award.sum(axis=1) + sales.elsewhere + sales.substituted
    saved = (1 - share) * (before - spending)
    return Paid(before, spending, others, market.mean_old * use, share * before, share * spending, saved)


def count_variety(
    market: Market,
    awarded: AwardedLot,
    sales: Sales,
    loose: AwardedLot | None,
    welfare: Welfare,
    followed: Paid | None = None,
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
    followed
        What is paid, where the run follows its money; by one share of patients and old prices otherwise.
    """
    share = float(welfare.patient_share.value)
    if followed is None:
        paid = payments_by_share(market, awarded, sales, share)
    else:
        paid, sales = followed, sales.where_bought()
    shares = patients_share(paid, share)
    use = sales.by_award.sum(axis=1) + sales.elsewhere + sales.substituted
    winners = _winners_profit(market, awarded, sales)
    counts = _policy("none_", market, sales.need, sales.need, paid.before)
    counts["none_gain"] = np.zeros(len(use))
    counts["none_profit"] = paid.before - sales.need * market.mean_cost()
    counts |= _policy("", market, sales.need, use, paid.spending)
    others = market.mean_cost(~awarded.won if sales.executed else None)
    counts["profit"] = winners + paid.others - sales.elsewhere * others
    counts["shortage_cost"] = float(welfare.shortage_value.value) * market.mean_old * sales.short
    counts |= _without_volume(market, sales.need, loose)
    worth = annuity(sales.years, welfare)
    counts |= {
        "fund_saving": paid.fund_saved * worth,
        "none_fund_saving": np.zeros(len(use)),
        "loose_fund_saving": (1 - shares) * (paid.before - counts["loose_spending"]) * worth,
        "patients": paid.patients,
        "none_patients": paid.patients_before,
        "loose_patients": shares * counts["loose_spending"],
        "winners_profit": winners,
    }
    counts |= _savings(paid, sales) | _costs(market, awarded) | _past(market, awarded, sales)
    zero = np.zeros(len(use))
    return {name: counts.get(name, zero) for name in WELFARE_TALLY}


def patients_share(paid: Paid, default: float) -> Floats:
    """Return patients' part of spending without procurement, which holds in a tender without volume too.

    By history, so that results do not depend on blocks; ``default`` where nothing is spent.
    """
    found = ratio(paid.patients_before, paid.before)
    return np.asarray(np.where(np.isnan(found), default, found))


def _winners_profit(market: Market, awarded: AwardedLot, sales: Sales) -> Floats:
    price = np.where(awarded.won, awarded.price, 0) / TICKS_PER_YUAN
    return np.asarray((sales.by_award * (price - market.cost)).sum(axis=1))


def _savings(paid: Paid, sales: Sales) -> dict[str, Floats]:
    saving = paid.at_own_old - paid.spending
    return {
        "price_saving": saving,
        "split_saving": saving if sales.executed else np.zeros_like(saving),
        "committed_saving": sales.committed_saving,
    }


def _costs(market: Market, awarded: AwardedLot) -> dict[str, Floats]:
    actual, least = least_cost(awarded, market.cost)
    each = market.need / np.maximum(awarded.won.sum(axis=1), 1)
    scale = np.where(awarded.volume.sum(axis=1) > 0, 1.0, each)
    return {"award_cost": actual * scale, "least_cost": least * scale}


def _past(market: Market, awarded: AwardedLot, sales: Sales) -> dict[str, Floats]:
    """Return the bidders' past sales at their old prices, and the losers' part of them."""
    sold = market.part * market.past * market.old
    lost = np.where(awarded.won, 0.0, sold).sum(axis=1)
    return {"past": sales.need * sold.sum(), "losers_past": sales.need * lost}


def _policy(prefix: str, market: Market, need: Floats, use: Floats, spending: Floats) -> dict[str, Floats]:
    """Return spending, use at old prices, and the gain of those who pay (rule of half)."""
    mean = ratio(spending, use)
    fall = np.where(np.isnan(mean), 0.0, market.mean_old - mean)
    return {
        f"{prefix}spending": spending,
        f"{prefix}use": market.mean_old * use,
        f"{prefix}gain": 0.5 * (need + use) * fall,
    }


def _without_volume(market: Market, need: Floats, loose: AwardedLot | None) -> dict[str, Floats]:
    """Everybody admitted sells at its bid, hospitals buy as before; no volume is promised and none moves."""
    if loose is None:
        unknown = np.full(len(need), np.nan)
        return {f"loose_{name}": unknown for name in ("spending", "use", "gain", "profit", "shortage_cost")}
    fall = np.where(loose.won, market.old - loose.price / TICKS_PER_YUAN, 0.0)
    mean = market.mean_old - market.part * market.by_past(fall)
    use = need * (mean / market.mean_old) ** -market.elasticity
    counts = _policy("loose_", market, need, use, use * mean)
    counts["loose_profit"] = use * (mean - market.mean_cost())
    return counts
