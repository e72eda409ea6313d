"""Amounts of money by history, and the table of figures that they make."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from simulator.fund.liquidity import LIQUIDITY, liquidity
from simulator.fund.records import Settled, Sum
from simulator.money import Ints
from simulator.results.bids import Floats, ratio
from simulator.results.estimates import estimate_rows
from simulator.results.money_definitions import MONEY_METRICS, MoneyMetric
from simulator.results.tables import RunLabel
from simulator.scenario.fund import Fund

__all__ = ["MoneyBlock", "amounts", "money_block", "money_table"]

_FEN_PER_MILLION = 1e8


@dataclass(frozen=True, slots=True)
class MoneyBlock:
    """Amounts of one block of replications."""

    varieties: tuple[str, ...]
    by_variety: Mapping[str, Ints]
    """``[R, V]`` fen over the term for every column of ``Sum``, by its name in small letters; and months."""


def money_block(
    varieties: Sequence[str], settled: Sequence[Settled], terms: Sequence[Ints], fund: Fund
) -> MoneyBlock:
    """Put the settlements of a block together.

    Parameters
    ----------
    varieties
        Names.
    settled
        What settlement came to, by variety.
    terms
        ``[R]`` months of the contract, by variety.
    fund
        The scenario's section: when bills are paid, and what capital costs.
    """
    sums = np.stack([one.sums for one in settled], axis=1)
    found = {column.name.lower(): np.ascontiguousarray(sums[:, :, column]) for column in Sum}
    waits = [liquidity(one, fund) for one in settled]
    found |= {name: np.stack([one[name] for one in waits], axis=1) for name in LIQUIDITY}
    return MoneyBlock(tuple(varieties), found | {"months": np.stack(terms, axis=1)})


def amounts(metric: MoneyMetric, by_variety: Mapping[str, Ints]) -> tuple[Floats, Floats]:
    """Return a figure for the whole tender, ``[R]``, and for each variety, ``[R, V]``.

    Amounts are in million yuan a year of the variety's contract, added up over varieties; varieties without a
    winner count for nothing.
    """
    months = by_variety["months"]
    held = months > 0
    years = np.where(held, months, 12) / 12
    over = _sum(metric.over, by_variety) / years
    if not metric.under:
        own = np.where(held, over / _FEN_PER_MILLION, np.nan)
        return np.asarray(np.nansum(own, axis=1)), own
    under = _sum(metric.under, by_variety) / years
    whole = ratio(over.sum(axis=1), under.sum(axis=1))
    return whole, np.where(held, ratio(over, under), np.nan)


def _sum(names: Sequence[str], by_variety: Mapping[str, Ints]) -> Ints:
    signed = [-by_variety[name[1:]] if name.startswith("-") else by_variety[name] for name in names]
    return np.asarray(np.sum(signed, axis=0), dtype=np.int64)


def money_table(label: RunLabel, blocks: Sequence[MoneyBlock]) -> pd.DataFrame:
    """Return one row for each figure of the tender (``variety`` empty), then of each variety.

    The columns are those of the table ``contracts``.
    """
    names = blocks[0].by_variety
    found = {name: np.concatenate([block.by_variety[name] for block in blocks]) for name in names}
    figures = [amounts(one, found) for one in MONEY_METRICS.values()]
    # A row for each variety and figure, the whole tender before the varieties.
    values = np.stack([np.vstack([whole, own.T]) for whole, own in figures], axis=1)
    varieties, metrics = ("", *blocks[0].varieties), list(MONEY_METRICS.values())
    numbers = estimate_rows(
        values.reshape(-1, values.shape[2]), [one.worse for one in metrics] * len(varieties)
    )
    table = {
        **label.head(),
        "variety": np.repeat(np.array(varieties, dtype=object), len(metrics)),
        "metric": [one.name for one in metrics] * len(varieties),
        **numbers,
        "unit": [one.unit for one in metrics] * len(varieties),
    }
    return pd.DataFrame(table).astype({"n": np.int64})
