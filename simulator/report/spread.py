"""How a figure of each variety is spread over the replications, from the parts of a run."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa

from simulator.results.files import read_parquet

__all__ = ["spread_by_variety"]

_LEVELS = {"p05": 0.05, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p95": 0.95}


def spread_by_variety(path: Path, tables: Mapping[str, pd.DataFrame], metric: str) -> pd.DataFrame | None:
    """Return quantiles of a metric over the replications, one row a variety.

    Parameters
    ----------
    path
        Folder of the run.
    tables
        Tables of the run; the quantiles are given only if the parts agree with the means in ``varieties``.
    metric
        Metric of varieties.

    Returns
    -------
    DataFrame
        ``variety``, ``mean``, ``p05``, ``p25``, ``p50``, ``p75``, ``p95``, ``n``; nothing if the parts are
        missing, or are not those that the tables were made from.
    """
    varieties = tables.get("varieties")
    if varieties is None:
        return None
    means = varieties[varieties["metric"] == metric].set_index("variety")["mean"]
    parts = _parts(path, metric)
    if parts is None or means.empty:
        return None
    known = parts.dropna(subset=[metric]).groupby("variety", sort=False)[metric]
    if not np.allclose(known.mean().reindex(means.index), means, rtol=1e-9, atol=1e-12, equal_nan=True):
        return None
    found = {"mean": means, **{name: known.quantile(q) for name, q in _LEVELS.items()}, "n": known.size()}
    return pd.DataFrame(found).reindex(means.index).rename_axis("variety").reset_index()


def _parts(path: Path, metric: str) -> pd.DataFrame | None:
    found = []
    for file in sorted((path / "parts").glob("variety-*.parquet")):
        try:
            part = read_parquet(file)
        except (OSError, pa.ArrowException):
            return None
        if not {"variety", metric} <= set(part.columns):
            return None
        found.append(part[["variety", metric]])
    return pd.concat(found, ignore_index=True) if found else None
