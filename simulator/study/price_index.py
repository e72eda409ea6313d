"""A price index over tenders: from before the first of them to after the last, with intervals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from simulator.errors import InputError
from simulator.fund.price_index import FORMULAS, chained, price_index
from simulator.results.bids import Floats
from simulator.results.estimates import estimate, expected_shortfall
from simulator.study.price_periods import Period

__all__ = ["Coverage", "IndexStudy", "index_table", "line_up"]

Key = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """Which varieties the link to one period rests on."""

    source: str
    """Id of the scenario."""
    rule_book: str
    common: tuple[str, ...]
    """Varieties tendered in this period and in the one before."""
    new: tuple[str, ...]
    """Varieties tendered here for the first time, or not in the period before."""
    left: tuple[str, ...]
    """Varieties of earlier periods that are not tendered here: their last price stays."""
    other_goods: tuple[str, ...]
    """Names that both periods have for different made-up varieties; they are not matched."""
    columns: tuple[int, ...]
    """Places of the varieties tendered here among all ``K``."""
    without_winner: float
    """Mean number of varieties without a winner: their price before stays."""
    delivered: bool
    """Whether quantities are deliveries under contracts; if not, what hospitals reported."""


@dataclass(frozen=True, slots=True)
class IndexStudy:
    """Prices and quantities of all varieties in all periods, and what they rest on."""

    prices: tuple[Floats, ...]
    """For the time before and each of ``T`` tenders ``[R, K]`` prices in yuan."""
    quantities: tuple[Floats, ...]
    """The same of units a year."""
    awarded: tuple[Floats, ...]
    """For each tender ``[R, K]`` award prices, NaN where the variety is not tendered or has no winner."""
    coverage: tuple[Coverage, ...]
    """One for each tender."""

    @property
    def replications(self) -> int:
        """Replications that all sources have."""
        return len(self.prices[0])


def _keys(period: Period, same_names: bool) -> list[Key]:
    """Tell goods apart: by name, and made-up ones by price and need too unless names are said to do."""
    if same_names or not period.made_up:
        return [(one.name,) for one in period.varieties]
    return [(one.name, one.reference, one.base) for one in period.varieties]


def line_up(periods: Sequence[Period], same_names: bool = False) -> IndexStudy:
    """Lay the prices of all varieties out over time.

    Before its first tender a variety costs its reference price; after a tender its award price; where it is
    not tendered, or nobody wins, its price stays.

    Parameters
    ----------
    periods
        Tenders in the order of time, at least one.
    same_names
        Whether equal names mean the same good, also where varieties are laid out at random.

    Raises
    ------
    InputError
        If there is none.
    """
    if not periods:
        raise InputError.one("there is no tender to compare", mend="name scenarios or folders of runs")
    rows = min(len(one.price) for one in periods)
    goods = [_keys(one, same_names) for one in periods]
    keys = list(dict.fromkeys(key for listed in goods for key in listed))
    place = {key: at for at, key in enumerate(keys)}
    price, quantity = np.full((rows, len(keys)), np.nan), np.full((rows, len(keys)), np.nan)
    for period, listed in reversed(list(zip(periods, goods, strict=True))):
        columns = [place[key] for key in listed]
        price[:, columns], quantity[:, columns] = period.reference, period.need
    prices, quantities, awarded, coverage = [price], [quantity], [], []
    for number, period in enumerate(periods):
        columns = [place[key] for key in goods[number]]
        price, quantity, won = prices[-1].copy(), quantities[-1].copy(), np.full(price.shape, np.nan)
        won[:, columns] = period.price[:rows]
        price = np.where(np.isnan(won), price, won)
        quantity[:, columns] = period.use[:rows]
        prices.append(price)
        quantities.append(quantity)
        awarded.append(won)
        coverage.append(_coverage(period, goods[: number + 1], columns, rows))
    return IndexStudy(tuple(prices), tuple(quantities), tuple(awarded), tuple(coverage))


def _coverage(period: Period, goods: Sequence[Sequence[Key]], columns: Sequence[int], rows: int) -> Coverage:
    *earlier, here = goods
    last = earlier[-1] if earlier else []
    gone = dict.fromkeys(key for listed in earlier for key in listed if key not in here)
    names = {str(key[0]) for key in last}
    strangers = [str(key[0]) for key in here if key not in last and str(key[0]) in names]
    return Coverage(
        source=period.name,
        rule_book=period.rule_book,
        common=tuple(str(key[0]) for key in here if key in last),
        new=tuple(str(key[0]) for key in here if key not in last),
        left=tuple(str(key[0]) for key in gone),
        other_goods=tuple(strangers),
        columns=tuple(columns),
        without_winner=float(np.isnan(period.price[:rows]).sum(axis=1).mean()),
        delivered=period.delivered,
    )


def index_table(study: IndexStudy) -> pd.DataFrame:
    """Return one row for each figure of each tender, with intervals over the replications.

    ``own_…`` compare the varieties of the tender with their prices just before it; ``laspeyres``, ``paasche``
    and ``fisher`` compare all varieties with the time before the first tender, ``chained_…`` multiply links
    from tender to tender, and ``matched_…`` compare award prices with those of the
    tender before over the varieties that both awarded. 1 is no change.
    """
    rows: list[dict[str, object]] = []
    links = {name: chained(study.prices, study.quantities, name) for name in FORMULAS}
    for number, coverage in enumerate(study.coverage):
        values = dict(_values(study, number))
        values |= {f"chained_{name}": link[number + 1] for name, link in links.items()}
        for metric, one in values.items():
            e = estimate(one)
            rows.append(
                {
                    "scenario_id": coverage.source,
                    "rule_book": coverage.rule_book,
                    "period": number + 1,
                    "variety": "",
                    "metric": metric,
                    **{name: getattr(e, name) for name in ("mean", "low", "high", "p05", "p95")},
                    "shortfall": expected_shortfall(one, "high"),
                    "se": e.se,
                    "n": e.n,
                    "unit": "ratio",
                }
            )
    return pd.DataFrame(rows)


def _values(study: IndexStudy, number: int) -> Iterator[tuple[str, Floats]]:
    prices, quantities = study.prices, study.quantities
    tendered = list(study.coverage[number].columns)
    for name in FORMULAS:
        link = (prices[number], prices[number + 1], quantities[number], quantities[number + 1])
        yield f"own_{name}", price_index(name, *(one[:, tendered] for one in link))
    for name in FORMULAS:
        whole = (prices[0], prices[number + 1], quantities[0], quantities[number + 1])
        yield name, price_index(name, *whole)
    if number:
        before, after = study.awarded[number - 1], study.awarded[number]
        weights = quantities[number], quantities[number + 1]
        for name in FORMULAS:
            yield f"matched_{name}", price_index(name, before, after, *weights)
