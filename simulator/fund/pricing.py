"""Prices of everything that is delivered: before the tender, now, and what the fund reimburses against."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

import numpy as np

from simulator.firms.population import CLASSES, Entrants
from simulator.fund.labels import avoid_labels, label_products
from simulator.fund.records import Floats, Group, Priced
from simulator.money import TICKS_PER_YUAN, Ints
from simulator.rules.exact import fraction, round_product
from simulator.rules.lot import STATUSES, Bools
from simulator.rules.payment_standard import StandardPath, listing_price, payment_standard
from simulator.scenario.fund import Fund, Prices
from simulator.scenario.supply import Kind
from simulator.supply.records import Contracts
from simulator.supply.terms import of_kind

__all__ = ["Before", "before_tender", "price", "standard_path"]

_ORIGINATOR = CLASSES.index("originator")
_NOT_PASSED = STATUSES.index("not-passed")
_NO_LIMIT = np.iinfo(np.int64).max // 4


def standard_path(fund: Fund) -> StandardPath:
    """Read the steps of the payment standard from the scenario."""
    one = fund.standard
    return StandardPath(one.within.value, one.cuts.value, one.compounded.value, one.floor.value)


def price(contracts: Contracts, entrants: Entrants, fund: Fund, kind: Kind) -> Priced:
    """Price what the contracts of one variety deliver.

    Parameters
    ----------
    contracts
        The contracts; award prices come from them.
    entrants
        The bidders: class, quality and past use.
    fund
        The scenario's section.
    kind
        Medicine or device.
    """
    given = contracts.given
    award = np.round(contracts.price * TICKS_PER_YUAN).astype(np.int64)
    reference, bidders = entrants.variety.reference, Bidders(entrants, fund.prices, kind)
    old_by_group = bidders.old(reference)
    old, mean_old, _ = before_tender(entrants, fund.prices, kind)
    highest = award.max(axis=1)
    others = _other_areas(award, old, given.won, fund.prices.listing_cap.value)
    years = max(-(-given.factor.shape[1] // 12), 1)
    group_old = np.tile(old_by_group, (len(award), 1))
    group_old[:, Group.OTHER_AREAS] = old_by_group[Group.PASSED]
    now = np.stack([_now(old_by_group, others, fund.prices, year) for year in range(1, years + 1)], axis=1)
    path, winning = standard_path(fund), fund.standard.winning.value
    compared = np.broadcast_to(highest[:, None], award.shape) if winning == "highest" else award
    standard = _standards(group_old, now, np.maximum(compared, 1), path)
    label = label_products(now, highest, fund.prices)
    bought = bidders.elsewhere(given.won, float(fund.prices.outside_area.value))
    share, moved = avoid_labels(bought, label, fund.prices)
    cap = np.full(award.shape, _NO_LIMIT) if winning == "own" else compared
    return Priced(
        award=award,
        old=old,
        mean_old=mean_old,
        cap=np.ascontiguousarray(cap, dtype=np.int64),
        share=share,
        group_old=group_old,
        group_price=np.ascontiguousarray(now),
        group_standard=standard,
        substitute=bidders.substitute(reference),
        label=label,
        moved=moved,
    )


class Before(NamedTuple):
    """A variety before the tender: the one reading of it for money and for gains and losses."""

    old: Ints
    """``[n]`` each bidder's price in ticks."""
    mean: int
    """Mean price in ticks, by past use, products that do not bid included."""
    part: Floats
    """``[n]`` each bidder's share of past use; the rest is of products without the evaluation that do not
    bid."""


def before_tender(entrants: Entrants, prices: Prices, kind: Kind) -> Before:
    """Return prices and shares before the tender.

    Parameters
    ----------
    entrants
        The bidders: class, quality and past use.
    prices
        The scenario's parameters.
    kind
        Medicine or device.
    """
    bidders = Bidders(entrants, prices, kind)
    by_group, use = bidders.old(entrants.variety.reference), bidders.use()
    mean = int(np.floor(float(use @ by_group[:3]) + 0.5))
    return Before(by_group[bidders.group], mean, bidders.part())


class Bidders:
    """What the bidders of a variety say about the market before the tender."""

    def __init__(self, entrants: Entrants, prices: Prices, kind: Kind) -> None:
        self.prices, self.kind = prices, kind
        group = np.full(len(entrants.kind), int(Group.PASSED), dtype=np.int64)
        group[entrants.status == _NOT_PASSED] = Group.NOT_PASSED
        group[entrants.kind == _ORIGINATOR] = Group.ORIGINATOR
        self.group = group
        self.past = np.maximum(entrants.past_volume, 0).astype(np.float64)

    def use(self) -> Floats:
        """Return ``[3]`` shares of past use: originator, passed, not passed."""
        part = self.part()
        found = np.array([part[self.group == group].sum() for group in range(3)])
        found[Group.NOT_PASSED] += self._not_bidding()
        return found

    def part(self) -> Floats:
        """Return ``[n]`` shares of past use by bidder; alike where none is on record."""
        total = self.past.sum()
        known = self.past / total if total > 0 else np.full(self.past.shape, 1 / max(self.past.size, 1))
        return np.asarray(known * (1 - self._not_bidding()))

    def _not_bidding(self) -> float:
        return float(of_kind(self.prices.not_passed_share.value, self.kind))

    def old(self, reference: int) -> Ints:
        """Return ``[4]`` prices before the tender by group, in ticks; those of other areas are not used."""
        chosen = (self.prices.originator, self.prices.passed, self.prices.not_passed, self.prices.passed)
        ticks = [
            int(round_product(np.array([reference]), *fraction(of_kind(one.value, self.kind)))[0])
            for one in chosen
        ]
        return np.maximum(np.array(ticks, dtype=np.int64), 1)

    def substitute(self, reference: int) -> int:
        """Return the price of other substances of the class, in ticks."""
        times = fraction(of_kind(self.prices.substitute.value, self.kind))
        return max(int(round_product(np.array([reference]), *times)[0]), 1)

    def elsewhere(self, won: Bools, outside_area: float) -> Floats:
        """Return ``[R, 4]`` shares of what is bought of others: losers as they sold before."""
        lost = np.where(won, 0.0, self.part()[None, :])
        share = np.zeros((len(won), len(Group)))
        for group in (Group.ORIGINATOR, Group.PASSED, Group.NOT_PASSED):
            share[:, group] = lost[:, self.group == group].sum(axis=1)
        share[:, Group.NOT_PASSED] += self._not_bidding()
        sum_of = share.sum(axis=1, keepdims=True)
        # Where all bidders won, what is bought of others is bought of firms that did not bid.
        share[:, Group.PASSED] += np.where(sum_of[:, 0] > 0, 0.0, 1.0)
        share *= (1 - outside_area) / np.where(sum_of > 0, sum_of, 1.0)
        share[:, Group.OTHER_AREAS] = outside_area
        return np.ascontiguousarray(share)


def _other_areas(award: Ints, old: Ints, won: Bools, times: Decimal) -> Ints:
    """Return ``[R]`` mean listing price of winners outside their areas."""
    listed = np.where(won, listing_price(old[None, :], award, times), 0)
    number = np.maximum(won.sum(axis=1), 1)
    return np.asarray((2 * listed.sum(axis=1) + number) // (2 * number), dtype=np.int64)


def _now(old: Ints, others: Ints, prices: Prices, year: int) -> Ints:
    """Return ``[R, 4]`` prices in a contract year."""
    cuts = (prices.originator_cuts.value, prices.other_cuts.value, prices.other_cuts.value)
    parts = [1 - steps[min(year, len(steps)) - 1] for steps in cuts]
    now = [round_product(old[i : i + 1], *fraction(part)) for i, part in enumerate(parts)]
    table = np.tile(np.concatenate([*now, [0]]), (len(others), 1))
    table[:, Group.OTHER_AREAS] = others
    return np.asarray(np.maximum(table, 1), dtype=np.int64)


def _standards(old: Ints, now: Ints, winning: Ints, path: StandardPath) -> Ints:
    """Return ``[R, n, Y, 4]`` standards by contract year, for cells of each bid."""
    found = np.empty((*winning.shape, *now.shape[1:]), dtype=np.int64)
    for at in range(now.shape[1]):
        for group in Group:
            found[:, :, at, group] = payment_standard(
                old[:, None, group],
                now[:, at, None, group],
                winning,
                at + 1,
                path,
                evaluated=group != Group.NOT_PASSED,
            )
    return found
