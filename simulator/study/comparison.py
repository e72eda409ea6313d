"""One table with each figure of everything compared, and its paired difference from a baseline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from simulator.errors import InputError, nearest
from simulator.results.bids import Floats
from simulator.results.estimates import estimate
from simulator.results.paired import difference
from simulator.study.stage_figures import figure_named

__all__ = ["Sample", "comparison_table", "replications_table", "samples_of"]


@dataclass(frozen=True, slots=True)
class Sample:
    """Figures by replication of one choice in one future."""

    choice: str
    future: str
    values: Mapping[str, Floats]
    """``[R]`` by name of figure."""


def comparison_table(
    study: str, samples: Sequence[Sample], metrics: Sequence[str], baseline: str, pilot: int = 0
) -> pd.DataFrame:
    """Return one row for each figure of each choice in each future.

    Parameters
    ----------
    study
        What the comparison is called.
    samples
        Everything that is compared.
    metrics
        Names of the figures.
    baseline
        Choice that differences are taken from, in the same future.
    pilot
        First replications whose variance decided on the number of all; 0 if it was fixed.

    Returns
    -------
    pandas.DataFrame
        Mean with its 95 % interval (``low``, ``high``), 5th and 95th percentile of replications; then
        ``difference`` from the baseline with its paired 95 % interval, its standard error paired and as it
        would be unpaired, ``reduction`` (ratio of the two variances) and the number of ``pairs``. The
        interval covers Monte Carlo error alone, not what is uncertain about parameters.

    Raises
    ------
    InputError
        If there is no such baseline.
    """
    choices = list(dict.fromkeys(one.choice for one in samples))
    if baseline not in choices:
        raise InputError.one(f"there is no '{baseline}' to compare with", mend=nearest(baseline, choices))
    bases = {one.future: one for one in samples if one.choice == baseline}
    rows = [
        _row(study, name, one, bases.get(one.future), pilot)
        for name in metrics
        for one in samples
        if name in one.values
    ]
    return pd.DataFrame(rows)


def _row(study: str, name: str, of: Sample, base: Sample | None, pilot: int) -> dict[str, object]:
    e = estimate(of.values[name])
    head = {
        "study": study,
        "metric": name,
        "future": of.future,
        "choice": of.choice,
        "baseline": "" if base is None else base.choice,
        "mean": e.mean,
        "low": e.low,
        "high": e.high,
        "p05": e.p05,
        "p95": e.p95,
        "se": e.se,
        "n": e.n,
        "unit": figure_named(name).unit,
    }
    known = base is not None and base is not of and name in base.values
    d = difference(of.values[name], base.values[name], pilot) if known and base is not None else None
    missing = float("nan")
    return {
        **head,
        "difference": missing if d is None else d.mean,
        "difference_low": missing if d is None else d.low,
        "difference_high": missing if d is None else d.high,
        "difference_se": missing if d is None else d.se,
        "unpaired_se": missing if d is None else d.unpaired,
        "reduction": missing if d is None else d.reduction,
        "pairs": 0 if d is None else d.n,
    }


def replications_table(study: str, samples: Sequence[Sample], metrics: Sequence[str]) -> pd.DataFrame:
    """Return one row for each figure of each replication of each choice in each future."""
    parts = [(one, name) for one in samples for name in metrics if name in one.values]
    sizes = [one.values[name].size for one, name in parts]

    def texts(words: Sequence[str]) -> pd.Series:
        # A million rows of text are held as numbers of a few words.
        kinds = pd.CategoricalDtype(list(dict.fromkeys(words)))
        return pd.Series(list(words), dtype=kinds).repeat(sizes).reset_index(drop=True)

    return pd.DataFrame(
        {
            "study": texts([study] * len(parts)),
            "choice": texts([one.choice for one, _ in parts]),
            "future": texts([one.future for one, _ in parts]),
            "replication": np.concatenate([np.arange(size) for size in sizes] or [np.arange(0)]),
            "variable": texts([name for _, name in parts]),
            "value": np.concatenate([one.values[name] for one, name in parts] or [np.zeros(0)]),
            "unit": texts([figure_named(name).unit for _, name in parts]),
        }
    )


def samples_of(replications: pd.DataFrame) -> tuple[Sample, ...]:
    """Read samples back out of a table that :func:`replications_table` made."""
    found: dict[tuple[str, str], dict[str, Floats]] = {}
    keys = ["future", "choice", "variable"]
    for (future, choice, name), rows in replications.groupby(keys, sort=False, observed=True):
        found.setdefault((str(future), str(choice)), {})[str(name)] = rows["value"].to_numpy(dtype=np.float64)
    return tuple(Sample(choice, future, values) for (future, choice), values in found.items())
