"""Tables of contracts: figures of the tender and its varieties, and of every region and variety."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from simulator.results.bids import Floats
from simulator.results.by_region import COARSE, FINE
from simulator.results.contract_definitions import CONTRACT_METRICS, REGION_METRICS
from simulator.results.contracts import ContractBlock, figure, whole_tender
from simulator.results.estimates import estimate_rows
from simulator.results.tables import RunLabel

__all__ = ["contract_replications_table", "contract_table", "region_table"]

_LEVEL = 0.975


def contract_table(label: RunLabel, blocks: Sequence[ContractBlock]) -> pd.DataFrame:
    """Return one row for each figure of the tender (``variety`` empty), then of each variety.

    ``low`` and ``high`` are the 95 % interval of the mean, ``p05`` and ``p95`` the range of replications,
    ``shortfall`` the mean of the worst twentieth of them.
    """
    counts = _joined(blocks)
    whole = whole_tender(counts)
    shape = (1 + len(blocks[0].varieties), len(CONTRACT_METRICS), len(next(iter(counts.values()))))
    figures = np.empty(shape)
    for at, (name, one) in enumerate(CONTRACT_METRICS.items()):
        figures[0, at], figures[1:, at] = whole[name], figure(one, counts).T
    worse = [one.worse for one in CONTRACT_METRICS.values()] * len(figures)
    numbers = estimate_rows(figures.reshape(-1, shape[2]), worse)
    names = np.array(["", *blocks[0].varieties], dtype=object)
    units = [one.unit for one in CONTRACT_METRICS.values()]
    return pd.DataFrame(
        {
            **label.head(),
            "variety": np.repeat(names, len(units)),
            "metric": np.tile(np.array(list(CONTRACT_METRICS), dtype=object), len(names)),
            **numbers,
            "n": numbers["n"].astype(np.int64),
            "unit": np.tile(np.array(units, dtype=object), len(names)),
        }
    )


def _joined(blocks: Sequence[ContractBlock]) -> dict[str, Floats]:
    """Put the counts of all blocks together: ``[R, V]`` by name."""
    return {
        name: np.concatenate([block.by_variety[name] for block in blocks]) for name in blocks[0].by_variety
    }


def contract_replications_table(label: RunLabel, blocks: Sequence[ContractBlock]) -> pd.DataFrame:
    """Return one row for each figure of the whole tender and replication, for distributions of risk.

    Columns are those of the replications of the award; ``value`` is empty where a figure is undefined.

    Parameters
    ----------
    label
        Scenario and rule book.
    blocks
        Counts of every block of replications, in order.
    """
    whole = whole_tender(_joined(blocks))
    values = np.stack([whole[name] for name in CONTRACT_METRICS], axis=1)
    count, number = values.shape
    units = np.array([one.unit for one in CONTRACT_METRICS.values()], dtype=object)
    return pd.DataFrame(
        {
            **label.head(),
            "replication": np.repeat(np.arange(count), number),
            "variety": "",
            "variable": np.tile(np.array(list(CONTRACT_METRICS), dtype=object), count),
            "value": values.ravel(),
            "unit": np.tile(units, count),
        }
    )


def region_table(label: RunLabel, blocks: Sequence[ContractBlock]) -> pd.DataFrame:
    """Return one row for each figure of each region and variety: mean and its 95 % interval.

    Rows with an empty ``variety`` are of all that a region buys, volumes weighted with reference prices.
    """
    first = blocks[0]
    number = np.sum([block.number for block in blocks], axis=0)
    total = np.sum([block.total for block in blocks], axis=0)
    squares = np.sum([block.squares for block in blocks], axis=0)
    scale = np.max([block.scale for block in blocks], axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = total / FINE / number
        spread = np.maximum(squares / COARSE**2 / number - mean**2, 0.0)
        se = np.where(number > 1, np.sqrt(spread / np.maximum(number - 1, 1)), np.nan)
    half = stdtrit(np.maximum(number - 1, 1), _LEVEL) * se
    names = list(REGION_METRICS)
    factor = np.ones_like(mean)
    factor[:, :, names.index("shortage_volume")] = scale
    shape = mean.shape
    return pd.DataFrame(
        {
            **label.head(),
            "variety": np.repeat(np.array([*first.varieties, ""], dtype=object), shape[1] * shape[2]),
            "region": np.tile(np.repeat(np.array(first.regions, dtype=object), shape[2]), shape[0]),
            "metric": np.tile(np.array(names, dtype=object), shape[0] * shape[1]),
            "mean": (mean * factor).ravel(),
            "low": ((mean - half) * factor).ravel(),
            "high": ((mean + half) * factor).ravel(),
            "se": (se * factor).ravel(),
            "n": number.ravel(),
            "unit": np.tile(
                np.array([REGION_METRICS[name][0] for name in names], dtype=object), shape[0] * shape[1]
            ),
        }
    )
