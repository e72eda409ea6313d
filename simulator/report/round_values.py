"""Figures of a run by replication: those of the award, and those of contracts and money from its parts."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
import pyarrow as pa

from simulator.errors import InputError
from simulator.report.data import ReportData
from simulator.results.bids import Floats
from simulator.study.figures import TABLES
from simulator.study.folder import Folder

__all__ = ["values_by_round"]

_CLOSE = 1e-9


def values_by_round(data: ReportData) -> dict[str, Floats]:
    """Return every figure of a run that is known replication by replication.

    Parameters
    ----------
    data
        The run.

    Returns
    -------
    dict
        ``[R]`` values by name. Figures of contracts and money are read from ``parts``, which the digest does
        not cover: one whose mean is not that of its table is left out.
    """
    found = _of_rounds(data.tables.get("replications"))
    for name in ("contracts", "money"):
        if name in data.tables:
            found |= _of_parts(data, name)
    return found


def _of_rounds(table: pd.DataFrame | None) -> dict[str, Floats]:
    if table is None:
        return {}
    groups = table.groupby("variable", sort=False)["value"]
    return {str(name): values.to_numpy(dtype=np.float64) for name, values in groups}


def _of_parts(data: ReportData, name: str) -> dict[str, Floats]:
    table = data.tables[name]
    whole = table[table["variety"] == ""]
    means = {str(each): float(mean) for each, mean in zip(whole["metric"], whole["mean"], strict=True)}
    starts = sorted(
        int(part.stem.partition("-")[2]) for part in (data.path / "parts").glob(f"{name}-*.parquet")
    )
    try:
        blocks = [TABLES[name].kept(Folder(data.path), start) for start in starts]
    except (OSError, ValueError, KeyError, InputError, pa.ArrowException):
        return {}
    if not blocks:
        return {}
    values = {each: np.concatenate([block[each] for block in blocks]) for each in blocks[0]}
    return {each: found for each, found in values.items() if _is_mean(found, each, means)}


def _is_mean(values: Floats, name: str, means: Mapping[str, float]) -> bool:
    if name not in means:
        return False
    known = values[~np.isnan(values)]
    told = means[name]
    if not known.size:
        return bool(np.isnan(told))
    return bool(np.isclose(float(known.mean()), told, rtol=_CLOSE, atol=_CLOSE))
