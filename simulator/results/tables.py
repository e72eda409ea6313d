"""Tidy tables of a run: one row a fact, with its unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from simulator.money import TICKS_PER_YUAN, Ints
from simulator.results.dictionary import AWARD_COLUMNS, METRICS
from simulator.results.moments import Moments
from simulator.rules.lot import STATUSES, AwardedLot, State

__all__ = [
    "RunLabel",
    "awards_table",
    "replications_table",
    "result_tables",
    "summary_table",
    "varieties_table",
]

Texts = npt.NDArray[np.object_]

_STATE_CODES = np.array(
    [State(i).code if i in set(State) else "" for i in range(max(State) + 1)], dtype=object
)
_STATUS_CODES = np.array(STATUSES, dtype=object)


@dataclass(frozen=True, slots=True)
class RunLabel:
    """What a run is called in every row of its tables."""

    scenario_id: str
    rule_book: str

    def head(self) -> dict[str, str]:
        """Return the columns that every table begins with."""
        return {"scenario_id": self.scenario_id, "rule_book": self.rule_book}


def summary_table(label: RunLabel, moments: Moments) -> pd.DataFrame:
    """Return one row for each round metric: mean, intervals and number of replications.

    Columns ``low`` and ``high`` are the 95 % interval of the mean, ``p05`` and ``p95`` the range of
    replications.
    """
    rows = [
        {
            **label.head(),
            "metric": name,
            "level": "round",
            "mean": e.mean,
            "low": e.low,
            "high": e.high,
            "p05": e.p05,
            "p95": e.p95,
            "se": e.se,
            "n": e.n,
            "unit": METRICS[name].unit,
        }
        for name, e in moments.estimates().items()
    ]
    return pd.DataFrame(rows)


def replications_table(label: RunLabel, moments: Moments) -> pd.DataFrame:
    """Return one row for each round metric of each replication; ``variety`` is empty: all are meant."""
    names = list(moments.by_round)
    count = moments.replications
    values = np.stack([moments.by_round[name] for name in names], axis=1)
    return pd.DataFrame(
        {
            **label.head(),
            "replication": np.repeat(np.arange(count), len(names)),
            "variety": "",
            "variable": np.tile(np.array(names, dtype=object), count),
            "value": values.ravel(),
            "unit": np.tile(np.array([METRICS[name].unit for name in names], dtype=object), count),
        }
    )


def varieties_table(label: RunLabel, moments: Moments) -> pd.DataFrame:
    """Return one row for each metric of each variety: mean over the replications and its 95 % interval."""
    names = list(moments.by_variety)
    estimates = [moments.by_variety[name] for name in names]

    def column(attribute: str) -> npt.NDArray[np.float64]:
        return np.stack([getattr(e, attribute) for e in estimates], axis=1).ravel()

    varieties = np.array(moments.varieties, dtype=object)
    return pd.DataFrame(
        {
            **label.head(),
            "variety": np.repeat(varieties, len(names)),
            "metric": np.tile(np.array(names, dtype=object), len(varieties)),
            "level": "variety",
            **{name: column(name) for name in ("mean", "low", "high", "se")},
            "n": column("n").astype(np.int64),
            "unit": np.tile(np.array([METRICS[name].unit for name in names], dtype=object), len(varieties)),
        }
    )


def awards_table(
    label: RunLabel,
    awarded: Sequence[AwardedLot],
    costs: Sequence[Ints] | None = None,
    keep: int = 1,
    classes: Sequence[Sequence[str]] | None = None,
) -> pd.DataFrame:
    """Return one row for every bid of the first replications of a block.

    Parameters
    ----------
    label
        What the run is called.
    awarded
        The varieties of the round, from the first block of the run.
    costs
        For each variety the cost of each bid, ``[R, n]`` or ``[1, n]``.
    keep
        Number of replications to keep.
    classes
        For each variety the class of each bid; by default its quality status.

    Notes
    -----
    Columns and units are in :data:`simulator.results.dictionary.AWARD_COLUMNS`. Prices are in yuan; a price
    that is not on record is empty. Firms that stayed away have no row.
    """
    keep = min(keep, awarded[0].state.shape[0]) if awarded else 0
    frames = [
        _bids_of(lot, None if costs is None else costs[i], keep, None if classes is None else classes[i])
        for i, lot in enumerate(awarded)
    ]
    names = [column.name for column in AWARD_COLUMNS]
    if not frames:
        return pd.DataFrame(columns=names)
    table = pd.concat(frames, ignore_index=True)
    table = table[table["state"] != State.ABSENT.code].sort_values("replication", kind="stable")
    return table.assign(**label.head()).reset_index(drop=True)[names]


def _bids_of(
    awarded: AwardedLot, cost: Ints | None, keep: int, classes: Sequence[str] | None
) -> pd.DataFrame:
    lot, shape = awarded.lot, (keep, awarded.lot.size)

    def texts(values: Sequence[str]) -> Texts:
        return np.tile(np.array(values, dtype=object), keep)

    def numbers(values: Ints) -> Ints:
        return np.broadcast_to(values[:keep], shape).ravel()

    def yuan(values: Ints) -> npt.NDArray[np.float64]:
        ticks = numbers(values)
        return np.where(ticks > 0, ticks / TICKS_PER_YUAN, np.nan)

    return pd.DataFrame(
        {
            "replication": np.repeat(np.arange(keep), lot.size),
            "variety": lot.variety,
            "firm": texts(lot.firms),
            "brand": texts(lot.brands),
            "class": texts(classes) if classes is not None else np.tile(_STATUS_CODES[lot.status], keep),
            "bid": yuan(lot.bid),
            "ceiling": yuan(lot.ceiling),
            "reference": yuan(lot.reference),
            "cost": yuan(cost) if cost is not None else np.nan,
            "comparable": yuan(awarded.comparable),
            "state": _STATE_CODES[awarded.state[:keep].ravel()],
            "offered": yuan(awarded.offered),
            "price": yuan(awarded.price),
            "rank": numbers(awarded.rank),
            "volume": numbers(awarded.volume),
            "areas": _served(awarded.main, keep, lot.size),
            "backup_areas": _served(awarded.backup, keep, lot.size),
        }
    )


def _served(supplier: npt.NDArray[np.int16], keep: int, size: int) -> Ints:
    mine = supplier[:keep, :, np.newaxis] == np.arange(size)
    return np.asarray(mine.sum(axis=1), dtype=np.int64).ravel()


def result_tables(label: RunLabel, moments: Moments, awards: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Put the tables of a run together: ``summary``, ``varieties``, ``replications``, ``awards``."""
    return {
        "summary": summary_table(label, moments),
        "varieties": varieties_table(label, moments),
        "replications": replications_table(label, moments),
        "awards": awards,
    }
