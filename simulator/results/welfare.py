"""Tables of gains and losses: a tender, and each figure against the counterfactuals in the same run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from simulator.errors import InputError, nearest
from simulator.results.bids import Floats, ratio
from simulator.results.estimates import estimate, expected_shortfall
from simulator.results.tables import RunLabel
from simulator.results.welfare_definitions import (
    COMPARED,
    POLICIES,
    WELFARE_METRICS,
    WELFARE_TALLY,
    WelfareMetric,
)

__all__ = [
    "WelfareCounts",
    "against",
    "compared_figures",
    "counterfactual_table",
    "less",
    "policy_figure",
    "welfare_figures",
    "welfare_table",
]

_MILLION = 1e6


@dataclass(frozen=True, slots=True)
class WelfareCounts:
    """Counts of all histories."""

    varieties: tuple[str, ...]
    counts: Mapping[str, Floats]
    """``[R, V]`` for every name of ``WELFARE_TALLY``, in yuan a year."""

    def of(self, variety: str) -> dict[str, Floats]:
        """Return ``[R]`` counts of a variety, or summed over all of them for an empty name.

        Raises
        ------
        InputError
            If there is no such variety.
        """
        if not variety:
            return {name: self.counts[name].sum(axis=1) for name in WELFARE_TALLY}
        if variety not in self.varieties:
            raise InputError.one(f"there is no variety '{variety}'", mend=nearest(variety, self.varieties))
        at = self.varieties.index(variety)
        return {name: self.counts[name][:, at] for name in WELFARE_TALLY}


def _summed(counts: Mapping[str, Floats], names: Sequence[str], prefix: str = "") -> Floats:
    """Add counts up; a minus takes one away. A prefix stands for a policy where it has such a count."""
    total: Floats = np.zeros(())
    for name in names:
        plain = name.removeprefix("-")
        of_policy = f"{prefix}_{plain}" if prefix else plain
        value = counts[of_policy if of_policy in counts else plain]
        total = total - value if name.startswith("-") else total + value
    return np.asarray(total)


def _figure(
    counts: Mapping[str, Floats], over: Sequence[str], under: Sequence[str], unit: str, prefix: str = ""
) -> Floats:
    above = _summed(counts, over, prefix)
    if under:
        return ratio(above, _summed(counts, under, prefix))
    return above / _MILLION if unit.startswith("million") else above


def welfare_figures(counts: Mapping[str, Floats], tender: bool = True) -> dict[str, Floats]:
    """Compute every figure from counts: ``[R]`` by name.

    Parameters
    ----------
    counts
        ``[R]`` for every name of ``WELFARE_TALLY``.
    tender
        Whether they are of the whole tender; some figures are of nothing less.
    """
    return {
        name: _figure(counts, one.over, one.under, one.unit)
        for name, one in WELFARE_METRICS.items()
        if tender or not one.of_tender
    }


def welfare_table(label: RunLabel, found: WelfareCounts) -> pd.DataFrame:
    """Return one row for each figure of the tender (``variety`` empty), then of each variety.

    ``low`` and ``high`` are the 95 % interval of the mean, ``p05`` and ``p95`` the range of replications,
    ``shortfall`` the mean of the worst twentieth of them.
    """
    rows: list[dict[str, object]] = []
    for variety in ("", *found.varieties):
        figures = welfare_figures(found.of(variety), tender=not variety)
        rows += [_row(label, variety, WELFARE_METRICS[name], values) for name, values in figures.items()]
    return pd.DataFrame(rows)


def _row(label: RunLabel, variety: str, metric: WelfareMetric, values: Floats) -> dict[str, object]:
    head = {**label.head(), "variety": variety, "metric": metric.name}
    return head | _numbers(values, metric.unit, metric.worse)


def _numbers(values: Floats, unit: str, worse: str) -> dict[str, object]:
    e = estimate(values)
    return {
        **{column: getattr(e, column) for column in ("mean", "low", "high", "p05", "p95")},
        "shortfall": expected_shortfall(values, worse),
        "se": e.se,
        "n": e.n,
        "unit": unit,
    }


def policy_figure(counts: Mapping[str, Floats], metric: str, policy: str = "") -> Floats:
    """Compute one compared figure under a policy: ``[R]``.

    Parameters
    ----------
    counts
        ``[R]`` for every name of ``WELFARE_TALLY``.
    metric
        A name of ``COMPARED``.
    policy
        ``no-procurement``, ``tender-without-volume``, or empty for the tender itself.

    Raises
    ------
    InputError
        If there is no such figure or policy; the message names the nearest one.
    """
    if metric not in COMPARED:
        raise InputError.one(f"there is no figure '{metric}'", mend=nearest(metric, COMPARED))
    if policy and policy not in POLICIES:
        raise InputError.one(f"there is no counterfactual '{policy}'", mend=nearest(policy, POLICIES))
    over, under, unit = COMPARED[metric]
    if not policy:
        return _figure(counts, over, under, unit)
    prefix = POLICIES[policy][0]
    # The profit without procurement is taken away from every policy's profit, that one's own included.
    kept = {name: values for name, values in counts.items() if name != f"{prefix}_none_profit"}
    return _figure(kept, over, under, unit, prefix)


def compared_figures(counts: Mapping[str, Floats]) -> dict[str, Floats]:
    """Compute the tender's figures less those under each counterfactual, history by history.

    Parameters
    ----------
    counts
        ``[R]`` for every name of ``WELFARE_TALLY``.

    Returns
    -------
    dict
        ``[R]`` by the name of the figure followed by ``_less_no_procurement`` or
        ``_less_tender_without_volume``.
    """
    return {
        less(metric, policy): policy_figure(counts, metric) - policy_figure(counts, metric, policy)
        for policy in POLICIES
        for metric in COMPARED
    }


def less(metric: str, policy: str) -> str:
    """Name a figure less that under a counterfactual."""
    return f"{metric}_less_{policy.replace('-', '_')}"


def counterfactual_table(label: RunLabel, found: WelfareCounts) -> pd.DataFrame:
    """Return each compared figure under each counterfactual, and the tender's less it, pair by pair.

    ``kind`` is ``level`` for the figure under the counterfactual and ``difference`` for the tender's
    figure less it; differences are taken in each history, which meets the same firms, costs, needs and
    disasters.
    """
    return pd.DataFrame(list(_compared(label, found)))


def _compared(label: RunLabel, found: WelfareCounts) -> Iterator[dict[str, object]]:
    for variety in ("", *found.varieties):
        counts = found.of(variety)
        for policy in POLICIES:
            for metric, (_, _, unit) in COMPARED.items():
                there, here = policy_figure(counts, metric, policy), policy_figure(counts, metric)
                for kind, values in (("level", there), ("difference", here - there)):
                    head = {**label.head(), "variety": variety, "policy": policy, "metric": metric}
                    yield {**head, "kind": kind} | _numbers(values, unit, "low")


def against(counterfactuals: pd.DataFrame, policy: str = "no-procurement") -> pd.DataFrame:
    """Return every compared figure of a run's tender less that under a counterfactual in the same run.

    Parameters
    ----------
    counterfactuals
        The table ``counterfactuals`` of a run.
    policy
        ``no-procurement`` or ``tender-without-volume``.

    Raises
    ------
    InputError
        If there is no such counterfactual.
    """
    if policy not in POLICIES:
        raise InputError.one(f"there is no counterfactual '{policy}'", mend=nearest(policy, POLICIES))
    chosen = (counterfactuals["policy"] == policy) & (counterfactuals["kind"] == "difference")
    return counterfactuals[chosen].drop(columns=["policy", "kind"]).reset_index(drop=True)
