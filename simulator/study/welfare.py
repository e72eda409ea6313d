"""Counts gains and losses of a block of replications, with the counterfactuals under the same draws."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from simulator.fund.pricing import before_tender
from simulator.money import TICKS_PER_YUAN, Ints
from simulator.results.bids import Floats, owners
from simulator.results.build_up import LAYER_TALLY, count_layers
from simulator.results.money import MoneyBlock
from simulator.results.payments import followed_payments
from simulator.results.welfare_counts import Market, Sales, count_variety, tender_sales
from simulator.results.welfare_definitions import WELFARE_TALLY
from simulator.rules.lot import AwardedLot
from simulator.rules.parameters import Clauses
from simulator.scenario.loading import load_rulebook
from simulator.scenario.supply import Kind
from simulator.scenario.welfare import Welfare
from simulator.study.contracts import Carried
from simulator.study.price_layers import old_prices, split_of
from simulator.supply.terms import of_kind
from simulator.tender.simulate import Block, Tender, play_block, set_up

__all__ = ["WITHOUT_VOLUME", "count_welfare", "without_volume"]

WITHOUT_VOLUME = "tender-without-volume"
"""Rule book of the counterfactual."""

_MEANT_FOR_VOLUME = ("equilibrium", "quantal", "hierarchy", "learning", "fixed-list")


def without_volume(tender: Tender, folder: Path | None) -> Tender | None:
    """Set the same firms up under the book without volume.

    Parameters
    ----------
    tender
        The scenario made ready.
    folder
        Folder that its tables lie in.

    Returns
    -------
    Tender or None
        Nothing where a class of firms bids as solved, learned or listed for a tender that promises
        volume: such bids say nothing about one that does not.
    """
    bidding = tender.scenario.bidding
    uses = {one.use for one in (bidding.originator, bidding.generic, bidding.own_api, bidding.newcomer)}
    if uses & set(_MEANT_FOR_VOLUME):
        return None
    clauses = load_rulebook(WITHOUT_VOLUME, Clauses).record.clauses
    return set_up(tender.scenario, clauses, folder, solve=False)


def count_welfare(
    tender: Tender,
    block: Block,
    kind: Kind,
    done: Sequence[Carried],
    other: Tender | None,
    money: MoneyBlock | None = None,
) -> dict[str, Floats]:
    """Count gains and losses of all varieties of a block.

    Parameters
    ----------
    tender, block
        The scenario made ready, and the awards.
    kind
        ``drug`` or ``device``.
    done
        Contracts and what came of them by variety; empty where they are not carried out.
    other
        The same firms under the book without volume.
    money
        What the contracts were settled at, where the scenario follows its money: spending, old prices and
        patients' costs are then those of the money.

    Returns
    -------
    dict
        ``[R, V]`` for every name of ``WELFARE_TALLY`` and ``LAYER_TALLY``.
    """
    welfare, supply = tender.scenario.welfare or Welfare(), tender.scenario.supply
    elasticity = 0.0 if supply is None else float(of_kind(supply.demand.price_response.value, kind))
    invited_price = 1.0 if supply is None else float(supply.takeover.invited_price.value)
    rows = len(block.awarded[0].state)
    loose = None if other is None else play_block(other, block.start, rows).awarded
    fund = None if money is None else tender.scenario.fund
    split = split_of(welfare.layers, kind, fund)
    outside = 0.0 if fund is None else float(fund.prices.outside_area.value)
    counted, before, after = [], [], []
    for at, awarded in enumerate(block.awarded):
        entrants = tender.entrants[at]
        variety = entrants.variety
        then = None if fund is None else before_tender(entrants, fund.prices, kind)
        market = Market.of(awarded, block.costs[at], variety.reference, variety.base, elasticity, then)
        sales = tender_sales(market, awarded, done[at][:2] if done else None, invited_price)
        paid = None if money is None else followed_payments(money.by_variety, at)
        one = count_variety(market, awarded, sales, None if loose is None else loose[at], welfare, paid)
        counted.append(one | count_layers(awarded, block.costs[at], old_prices(entrants, fund, kind), split))
        sold, now = _sold(market, awarded, sales, outside)
        before.append(sold)
        after.append(now)
    counts = {name: np.stack([one[name] for one in counted], axis=1) for name in WELFARE_TALLY + LAYER_TALLY}
    firms, exits = _exits(block.awarded, before, after, float(welfare.exit_below.value))
    # Firms bid in several varieties, so that their numbers stand with the first one.
    counts["firms"][:, 0], counts["exits"][:, 0] = firms, exits
    return counts


def _sold(market: Market, awarded: AwardedLot, sales: Sales, outside: float) -> tuple[Floats, Floats]:
    """Return what each bid sells a year before and after, at its old price: ``[R, n]``.

    ``outside`` is the part of what is bought of others that is winners' products of other areas.
    """
    past = market.part * market.past
    before = sales.need[:, None] * past
    keep = np.where(awarded.won, 0.0, past) if sales.executed else past
    keep = np.broadcast_to(keep, before.shape)
    total = keep.sum(axis=1, keepdims=True) + (1 - market.part)
    share = np.divide(keep * (1 - outside), total, out=np.zeros(before.shape), where=total > 0)
    share = share + awarded.won * outside / np.maximum(awarded.won.sum(axis=1, keepdims=True), 1)
    after = sales.by_award + sales.elsewhere[:, None] * share
    return before * market.old, after * market.old


def _exits(
    awarded: Sequence[AwardedLot], before: Sequence[Floats], after: Sequence[Floats], below: float
) -> tuple[Floats, Floats]:
    """Count ``[R]`` firms that sold something before, and those of them that keep too little."""
    owner = np.concatenate(owners([one.lot for one in awarded]))
    then, now = (_by_owner(np.concatenate(one, axis=1), owner) for one in (before, after))
    # A tenth of a fen a year is nobody's business.
    selling = then > 0.1 / TICKS_PER_YUAN
    left = selling & (now < below * then)
    return selling.sum(axis=1).astype(np.float64), left.sum(axis=1).astype(np.float64)


def _by_owner(values: Floats, owner: Ints) -> Floats:
    """Add ``[R, B]`` values up by owner, bid after bid: ``[R, firms]``."""
    total = np.zeros((len(values), int(owner.max()) + 1))
    for bid, number in enumerate(owner.tolist()):
        total[:, number] += values[:, bid]
    return total
