"""What every price is worth against drawn rivals, compiled: rivals are sorted once for all own prices."""

from __future__ import annotations

from typing import NamedTuple

import numba
import numpy as np
import numpy.typing as npt

from simulator.bidding.equilibrium import packed as at
from simulator.bidding.equilibrium.own_award import own_award
from simulator.bidding.equilibrium.packed import Order
from simulator.money import Ints

__all__ = ["Drawn", "Worths", "count_worths", "single_awards"]

Floats = npt.NDArray[np.float64]


class Drawn(NamedTuple):
    """Bids of all firms in each draw."""

    bid: Ints
    """``[S, n]`` bids; 0 for none."""
    reserve: Ints
    """``[S, n]`` lowest price that each firm accepts later."""
    lot: Floats
    """``[S, n]`` numbers drawn for ties, smaller first."""
    tie: Ints
    """``[n]`` rank by tie keys, smaller first."""
    brand: Floats
    """``[n]`` part of the need that names each firm."""
    own: Ints
    """``[S]`` the firm that is looked at."""


class Worths(NamedTuple):
    """Sums over draws, by own price: awards at once, and prices offered later."""

    income: Floats
    """``[B]`` price times volume of awards at once."""
    volume: Floats
    """``[B]`` their volume."""
    wins: Floats
    """``[B]`` their number."""
    levels: Ints
    """``[H]`` prices at which offers are told apart, increasing, at least two; not a sum."""
    offered: Floats
    """``[B, H]`` volume offered later, by own price and offered price; between two levels it is split."""
    offers: Floats
    """``[B, H]`` number of such offers."""


@numba.njit(cache=True, nogil=True, error_model="numpy")
def _sort(bid: Ints, lot: Floats, tie: Ints, own: int, who: Ints) -> int:
    """Put the rivals of a draw in order of price, tie keys and lot, and return how many bid."""
    count = 0
    for i in range(len(bid)):
        if i == own or bid[i] <= 0:
            continue
        k = count
        while k > 0:
            j = who[k - 1]
            if bid[i] > bid[j] or (bid[i] == bid[j] and (tie[i], lot[i]) >= (tie[j], lot[j])):
                break
            who[k] = j
            k -= 1
        who[k] = i
        count += 1
    return count


@numba.njit(cache=True, nogil=True, error_model="numpy")
def _lay_out(bid: Ints, reserve: Ints, brand: Floats, who: Ints, rival: Ints, named: Floats) -> None:
    """Write the rivals in order, with running sums."""
    for k in range(len(who)):
        i = who[k]
        rival[at.PRICE, k], rival[at.RESERVE, k] = bid[i], reserve[i]
        rival[at.PRICE_SUM, k + 1] = rival[at.PRICE_SUM, k] + bid[i]
        named[at.BRAND, k] = brand[i]
        named[at.BRAND_SUM, k + 1] = named[at.BRAND_SUM, k] + brand[i]


@numba.njit(cache=True, nogil=True, error_model="numpy")
def _place(lot: Floats, tie: Ints, own: int, who: Ints, rival: Ints, at_price: tuple[int, int, int]) -> int:
    """Return how many rivals come before the own firm, counting on from a place that is not too far."""
    count, price, place = at_price
    while place < count and rival[at.PRICE, place] <= price:
        i = who[place]
        if rival[at.PRICE, place] == price and (tie[own], lot[own]) < (tie[i], lot[i]):
            break
        place += 1
    return place


@numba.njit(cache=True, nogil=True, error_model="numpy")
def count_worths(order: Order, drawn: Drawn, prices: Ints, capacity: float, into: Worths) -> None:
    """Add up what every price of a list brings the own firm over all draws.

    Parameters
    ----------
    order
        The rules.
    drawn
        Bids of everybody.
    prices
        ``[B]`` own prices, increasing.
    capacity
        Most that the firm can supply.
    into
        Sums to be added to.
    """
    numbers, steps, winners, kept = order.numbers, order.steps, order.winners, order.kept
    bid, reserve, lot, tie, brand = drawn.bid, drawn.reserve, drawn.lot, drawn.tie, drawn.brand
    income, sold, wins = into.income, into.volume, into.wins
    levels, offered, offers = into.levels, into.offered, into.offers
    draws, firms = bid.shape
    who = np.zeros(firms, dtype=np.int64)
    rival, named = np.zeros((3, firms + 1), dtype=np.int64), np.zeros((2, firms + 1))
    for s in range(draws):
        own = drawn.own[s]
        by_rank = order.by_rank[own]
        luck = lot[s]
        count = _sort(bid[s], luck, tie, own, who)
        _lay_out(bid[s], reserve[s], brand, who[:count], rival, named)
        place = 0
        for b in range(len(prices)):
            place = _place(luck, tie, own, who, rival, (count, prices[b], place))
            me = (count, place, prices[b], brand[own])
            kind, award, volume = own_award(numbers, steps, by_rank, winners, kept, rival, named, me)
            if kind == 0:
                continue
            volume = min(volume, capacity)
            if kind == at.AT_ONCE:
                income[b] += award * volume
                sold[b] += volume
                wins[b] += 1.0
                continue
            h = _cell(levels, award)
            part = min(max((award - levels[h]) / (levels[h + 1] - levels[h]), 0.0), 1.0)
            offered[b, h] += volume * (1.0 - part)
            offered[b, h + 1] += volume * part
            offers[b, h] += 1.0 - part
            offers[b, h + 1] += part


@numba.njit(cache=True, nogil=True, error_model="numpy")
def _cell(prices: Ints, price: float) -> int:
    """Return the last position, not the end, whose price is at most a price; 0 for lower prices."""
    low, high = 0, len(prices) - 1
    while high - low > 1:
        middle = (low + high) // 2
        if prices[middle] <= price:
            low = middle
        else:
            high = middle
    return low


@numba.njit(cache=True, nogil=True, error_model="numpy")
def single_awards(order: Order, drawn: Drawn, price: Ints) -> tuple[Ints, Floats, Floats]:
    """Return what becomes of the own firm at several prices in every draw.

    Parameters
    ----------
    order
        The rules.
    drawn
        Bids of everybody.
    price
        ``[D, S]`` own prices; 0 stays out.

    Returns
    -------
    kind, price, volume
        ``[D, S]`` each: 0 for no award, ``AT_ONCE`` or ``REVIVED``, as if the firm took a second chance.
    """
    numbers, steps, winners, kept = order.numbers, order.steps, order.winners, order.kept
    bid, reserve, lot, tie, brand = drawn.bid, drawn.reserve, drawn.lot, drawn.tie, drawn.brand
    draws, firms = bid.shape
    who = np.zeros(firms, dtype=np.int64)
    rival, named = np.zeros((3, firms + 1), dtype=np.int64), np.zeros((2, firms + 1))
    kinds = np.zeros(price.shape, dtype=np.int64)
    awards, volumes = np.zeros(price.shape), np.zeros(price.shape)
    for s in range(draws):
        own = drawn.own[s]
        by_rank = order.by_rank[own]
        luck = lot[s]
        count = _sort(bid[s], luck, tie, own, who)
        _lay_out(bid[s], reserve[s], brand, who[:count], rival, named)
        for d in range(price.shape[0]):
            if price[d, s] <= 0:
                continue
            place = _place(luck, tie, own, who, rival, (count, price[d, s], 0))
            me = (count, place, price[d, s], brand[own])
            kind, award, volume = own_award(numbers, steps, by_rank, winners, kept, rival, named, me)
            kinds[d, s], awards[d, s], volumes[d, s] = kind, award, volume
    return kinds, awards, volumes
