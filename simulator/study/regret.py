"""Which choices nobody would take, and what each may cost in hindsight, over all futures of a study."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from simulator.results.bids import Floats
from simulator.results.paired import Difference, difference, differences
from simulator.scenario.studies import Better
from simulator.study.comparison import Sample
from simulator.study.stage_figures import figure_named

__all__ = ["dominance_table", "regret_table"]

Values = dict[tuple[str, str], Mapping[str, Floats]]


def _complete(samples: Sequence[Sample]) -> tuple[list[str], list[str], Values]:
    """Return the choices that are known in every future, the futures, and the figures of both."""
    values: Values = {(one.choice, one.future): one.values for one in samples}
    futures = list(dict.fromkeys(one.future for one in samples))
    names = dict.fromkeys(one.choice for one in samples)
    return [name for name in names if all((name, future) in values for future in futures)], futures, values


def _gain(of: Floats, over: Floats, better: Better) -> Difference:
    """Return how much better one is than another; positive is better."""
    return difference(of, over) if better == "high" else difference(over, of)


def regret_table(samples: Sequence[Sample], better: Mapping[str, Better]) -> pd.DataFrame:
    """Return how far each choice may fall behind the best one, by figure.

    The regret of a choice in a future is how much better the choice with the best mean does there; the one
    whose largest regret is smallest is the cautious choice (minimax regret, L. J. Savage, "The theory of
    statistical decision", Journal of the American Statistical Association 46, 1951).

    Parameters
    ----------
    samples
        Everything that is compared.
    better
        Which end of each figure is better.

    Returns
    -------
    pandas.DataFrame
        One row for each figure and choice: ``largest`` regret with its paired 95 % interval, the future and
        the choice it comes from, the ``mean`` over futures, and whether the choice is the ``cautious`` one.
    """
    choices, futures, values = _complete(samples)
    rows: list[dict[str, object]] = []
    for metric, end in better.items():
        means = {key: float(difference(v[metric], v[metric] * 0).mean) for key, v in values.items()}
        own = [_regrets(end, choice, choices, futures, means) for choice in choices]
        least = min((max(each.values()) for each in own), default=float("nan"))
        for choice, each in zip(choices, own, strict=True):
            worst = max(each, key=lambda future: each[future])
            best = _best(end, choices, worst, means)
            gain = _gain(values[best, worst][metric], values[choice, worst][metric], end)
            rows.append(
                {
                    "metric": metric,
                    "choice": choice,
                    "largest": each[worst],
                    "low": gain.low,
                    "high": gain.high,
                    "future": worst,
                    "best": best,
                    "mean": sum(each.values()) / len(each),
                    "cautious": each[worst] == least,
                    "futures": len(futures),
                    "unit": figure_named(metric).unit,
                }
            )
    return pd.DataFrame(rows)


def _best(end: Better, choices: Sequence[str], future: str, means: Mapping[tuple[str, str], float]) -> str:
    sign = 1 if end == "high" else -1
    return max(choices, key=lambda choice: sign * means[choice, future])


def _regrets(
    end: Better,
    choice: str,
    choices: Sequence[str],
    futures: Sequence[str],
    means: Mapping[tuple[str, str], float],
) -> dict[str, float]:
    best = {future: means[_best(end, choices, future, means), future] for future in futures}
    return {future: abs(best[future] - means[choice, future]) for future in futures}


def dominance_table(samples: Sequence[Sample], better: Mapping[str, Better]) -> pd.DataFrame:
    """Return which choices are worse than another one throughout.

    A choice is dominated if another has means at least as good in every figure and future, and a better one
    somewhere. It is so for certain if every paired 95 % interval says as much: none reaches the wrong side.

    Returns
    -------
    pandas.DataFrame
        One row for each pair: ``choice``, ``dominated_by``, ``certain``.
    """
    choices, futures, values = _complete(samples)
    signs = {metric: 1 if end == "high" else -1 for metric, end in better.items()}
    rows: list[dict[str, object]] = []
    kept = [
        _stacked([sign * values[one, future][metric] for one in choices])
        for future in futures
        for metric, sign in signs.items()
        if choices
    ]
    for at, loser in enumerate(choices if kept else ()):
        means, lows = zip(*(differences(each, each[at]) for each in kept), strict=True)
        worse = np.all(np.stack(means) >= 0, axis=0) & np.any(np.stack(means) > 0, axis=0)
        certain = np.all(np.stack(lows) >= 0, axis=0)
        rows += (
            {"choice": loser, "dominated_by": choices[by], "certain": bool(certain[by])}
            for by in np.flatnonzero(worse)
        )
    return pd.DataFrame(rows, columns=["choice", "dominated_by", "certain"])


def _stacked(rows: Sequence[Floats]) -> Floats:
    """Put replications below each other; what some choices of an unfinished study lack is undefined."""
    stacked = np.full((len(rows), max(row.size for row in rows)), np.nan)
    for at, row in enumerate(rows):
        stacked[at, : row.size] = row
    return stacked
