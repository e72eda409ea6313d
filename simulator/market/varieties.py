"""Varieties put up for tender: bidders, form, class, reference price and reported need."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri

from simulator.errors import InputError, Problem
from simulator.money import TICKS_PER_YUAN, Ints, split
from simulator.scenario.catalogue import find_table
from simulator.scenario.model import FORMS, VOLUME_CLASSES, Market
from simulator.scenario.tables import Column, read_table
from simulator.streams import uniforms

__all__ = ["VARIETY_COLUMNS", "Variety", "bidder_profile", "design_varieties", "read_varieties"]

MAX_BASE = 10**12
"""Largest yearly need of a variety in units."""

VARIETY_COLUMNS = (
    Column("variety", "text", required=True, sentence="Name of the variety."),
    Column("bidders", "integer", required=True, sentence="Number of bidders."),
    Column("form", "choice", required=False, choices=FORMS, sentence="Dosage form."),
    Column("volume_class", "choice", required=False, choices=VOLUME_CLASSES, sentence="Volume class."),
    Column("reference_price", "price", required=True, sentence="Reference price in yuan."),
    Column("base", "integer", required=True, sentence="Reported need in units a year."),
)
"""Columns of a table of varieties."""


@dataclass(frozen=True, slots=True)
class Variety:
    """One variety before anybody bids."""

    name: str
    bidders: int
    form: str
    volume_class: str
    reference: int
    """Reference price in 1/10,000 yuan."""
    base: int
    """Reported need in units a year, over all areas."""


def bidder_profile(varieties: int, bids: int, fewest: int, most: int) -> Ints:
    """Spread a round's bids over its varieties so that total, least and most contested are as stated.

    Bidders beyond ``fewest`` follow the quantiles of a lognormal distribution whose mean is what the total
    asks for and whose top quantile is ``most``: a few crowded varieties, many with a handful of bidders.

    Parameters
    ----------
    varieties
        Number of varieties.
    bids
        Total number of bids.
    fewest, most
        Bidders of the least and the most contested variety.

    Returns
    -------
    numpy.ndarray
        ``[V]`` bidders per variety, largest first.

    Raises
    ------
    InputError
        If no such numbers exist.
    """
    if not varieties * fewest <= bids <= varieties * most:
        raise InputError.one(
            f"{bids} bids do not fit {varieties} varieties with {fewest} to {most} bidders each",
            mend=f"choose market.bids between {varieties * fewest} and {varieties * most}",
        )
    exact = fewest + _lognormal_excess(varieties, bids / varieties - fewest, most - fewest)
    counts = np.floor(exact).astype(np.int64)
    left = bids - int(counts.sum())
    order = np.lexsort((np.arange(varieties), -(exact - counts)))
    place = 0
    while left != 0:
        step = 1 if left > 0 else -1
        at_variety = order[place % varieties]
        if fewest <= counts[at_variety] + step <= most:
            counts[at_variety] += step
            left -= step
        place += 1
    return _with_top(np.sort(counts)[::-1].copy(), fewest, most)


def _with_top(counts: Ints, fewest: int, most: int) -> Ints:
    """Lift the most contested variety to its number, at the cost of the next ones where they can spare it."""
    lift, at = most - int(counts[0]), 1
    spare = int((counts[1:] - fewest).sum())
    if lift <= 0 or spare < lift:
        return counts
    counts[0] = most
    while lift > 0:
        if counts[at] > fewest:
            counts[at] -= 1
            lift -= 1
        at = at + 1 if at + 1 < len(counts) else 1
    return np.sort(counts)[::-1]


def _lognormal_excess(varieties: int, mean: float, top: int) -> npt.NDArray[np.float64]:
    """Return ``[V]`` numbers with a given mean and largest value, largest first."""
    z = ndtri(1 - (np.arange(varieties) + 0.5) / varieties)
    if mean <= 0 or top <= mean or varieties == 1:
        return np.full(varieties, max(mean, 0.0))
    low, high = 0.0, float(z[0])
    for _ in range(60):
        spread = (low + high) / 2
        shape = np.exp(spread * z)
        low, high = (spread, high) if shape[0] / shape.mean() < top / mean else (low, spread)
    shape = np.exp(low * z)
    return np.asarray(np.minimum(shape * (mean / shape.mean()), top))


def design_varieties(market: Market, seed: int, folder: Path | None = None) -> tuple[Variety, ...]:
    """Lay out the varieties of a round from a few cited numbers, or read them from a table.

    Parameters
    ----------
    market
        The scenario's market.
    seed
        Master seed: forms, classes and prices are dealt to varieties at random, by named streams.
    folder
        Folder that a table's path is relative to.
    """
    if market.varieties_file is not None:
        return read_varieties(find_table(market.varieties_file, folder or Path()))
    number = market.varieties.value
    counts = bidder_profile(number, market.bids.value, market.fewest_bidders.value, market.most_bidders.value)
    forms = _deal(market.forms.value, number, seed, "form")
    classes = _deal(market.volume_classes.value, number, seed, "volume-class")
    prices = _log_even(market.reference_price.value.lowest, market.reference_price.value.highest, number)
    values = _log_even(market.yearly_value.value.lowest, market.yearly_value.value.highest, number)
    price_at, value_at = _shuffle(number, seed, "price"), _shuffle(number, seed, "value")
    largest = float(market.yearly_value.value.highest) * 1e6 / float(market.reference_price.value.lowest)
    if largest > MAX_BASE:
        raise InputError.one(
            f"a variety could have more than {MAX_BASE:,} units a year",
            mend="lower market.yearly_value.highest or raise market.reference_price.lowest",
        )
    return tuple(
        Variety(
            name=f"V{i + 1:03d}",
            bidders=int(counts[i]),
            form=forms[i],
            volume_class=classes[i],
            reference=max(1, round(prices[price_at[i]] * TICKS_PER_YUAN)),
            base=max(1, round(values[value_at[i]] * 1e6 / prices[price_at[i]])),
        )
        for i in range(number)
    )


def _shuffle(number: int, seed: int, name: str) -> Ints:
    draws = uniforms(seed, "market", name, count=number)[:, 0]
    return np.argsort(draws, kind="stable")


def _deal(shares: Mapping[Any, Decimal], number: int, seed: int, name: str) -> list[str]:
    counts = split(number, [int(share * 1_000_000) for share in shares.values()])
    deck = [label for label, count in zip(shares, counts, strict=True) for _ in range(count)]
    return [deck[i] for i in _shuffle(number, seed, name)]


def _log_even(lowest: Decimal, highest: Decimal, number: int) -> list[float]:
    exponents = (np.arange(number) + 0.5) / number
    return [float(lowest) * (float(highest) / float(lowest)) ** float(e) for e in exponents]


def read_varieties(path: Path) -> tuple[Variety, ...]:
    """Read a table of varieties.

    Raises
    ------
    InputError
        With every problem of the table.
    """
    table = read_table(path, VARIETY_COLUMNS)
    names = table.texts("variety")
    problems = [
        Problem(f"variety '{name}' appears twice", table.place(row, "variety"), "give each variety one row")
        for row, name in enumerate(names)
        if name in names[:row]
    ]
    problems += [
        Problem(f"{number} bidders", table.place(row, "bidders"), "a variety needs at least one bidder")
        for row, number in enumerate(table.integers("bidders"))
        if number < 1
    ]
    problems += [
        Problem(f"a need of more than {MAX_BASE:,} units", table.place(row, "base"), "check the unit")
        for row, number in enumerate(table.integers("base"))
        if number > MAX_BASE
    ]
    if problems:
        raise InputError(problems)
    return tuple(
        Variety(
            name=str(names[row]),
            bidders=int(table.integers("bidders")[row]),
            form=table.texts("form")[row] or "",
            volume_class=table.texts("volume_class")[row] or "ordinary",
            reference=int(table.integers("reference_price")[row]),
            base=int(table.integers("base")[row]),
        )
        for row in range(len(table))
    )
