"""Stress tests: what a run is made to go through, the same in every replication."""

from __future__ import annotations

import numpy as np

from simulator.rules.lot import Bools
from simulator.scenario.supply import Supply
from simulator.supply.raw_material import Shock
from simulator.supply.records import Floats

__all__ = ["close_ports", "largest_leaves", "shock_of", "stressed_annulment", "surge"]


def _span(supply: Supply) -> tuple[float, float]:
    """Return when stress tests begin, and when those that pass end."""
    first = float(supply.stress_tests.start_month.value)
    return first, first + float(supply.stress_tests.lasts_months.value)


def shock_of(supply: Supply) -> Shock | None:
    """Return the jump of all raw-material prices, if the run is to go through one."""
    if "raw-material-10" not in supply.stress:
        return None
    return Shock(supply.stress_tests.start_month.value, float(supply.stress_tests.price_jump.value))


def surge(factor: Floats, supply: Supply) -> Floats:
    """Raise the national factor of need, ``[R, M]``, for some months."""
    if "demand-surge" not in supply.stress:
        return factor
    months, (first, last) = np.arange(factor.shape[1]), _span(supply)
    inside = (months >= first) & (months < last)
    return np.where(inside, factor * float(supply.stress_tests.surge_need.value), factor)


def largest_leaves(refuses_at: Floats, own: Floats, supply: Supply) -> Floats:
    """Let the supplier with the largest own cells refuse: ``[R, n]``."""
    if "largest-supplier" not in supply.stress:
        return refuses_at
    largest = own.argmax(axis=1)[:, None] == np.arange(own.shape[1])
    return np.where(largest & (own > 0), np.minimum(refuses_at, _span(supply)[0]), refuses_at)


def stressed_annulment(found_at: Floats, supply: Supply) -> Floats:
    """Let collusion be found in every variety: ``[R]``."""
    if "fraud-annulment" not in supply.stress:
        return found_at
    return np.minimum(found_at, _span(supply)[0])


def close_ports(starts: Floats, ends: Floats, imported: Bools, supply: Supply) -> tuple[Floats, Floats]:
    """Let importers fail for some months: outages that overlap the closure become one with it.

    Parameters
    ----------
    starts, ends
        ``[R, n, K]`` outages, in order.
    imported
        ``[n]`` whether the product comes from abroad (originators, by assumption).
    supply
        The scenario's section, with the stress tests of the run.
    """
    if "port-closure" not in supply.stress or not imported.any():
        return starts, ends
    first, last = _span(supply)
    wide_starts = np.concatenate([starts, np.full((*starts.shape[:2], 1), np.inf)], axis=2)
    wide_ends = np.concatenate([ends, np.full((*ends.shape[:2], 1), np.inf)], axis=2)
    touching = (wide_starts <= last) & (wide_ends >= first)
    begin = np.minimum(np.where(touching, wide_starts, np.inf).min(axis=2), first)
    end = np.maximum(np.where(touching, wide_ends, -np.inf).max(axis=2), last)
    merged_starts = np.where(touching, np.inf, wide_starts)
    merged_ends = np.where(touching, np.inf, wide_ends)
    merged_starts[:, :, -1], merged_ends[:, :, -1] = begin, end
    order = np.argsort(merged_starts, axis=2, kind="stable")
    new_starts = np.take_along_axis(merged_starts, order, axis=2)
    new_ends = np.take_along_axis(merged_ends, order, axis=2)
    at = imported[None, :, None]
    return np.where(at, new_starts, wide_starts), np.where(at, new_ends, wide_ends)
