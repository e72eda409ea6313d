"""Stress tests: what a run is made to go through, the same in every replication."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from simulator.rules.lot import Bools
from simulator.scenario.supply import Stress
from simulator.supply.records import Floats

__all__ = ["BEGINS", "close_ports", "largest_leaves", "stressed_annulment", "surge"]

BEGINS = 6
"""Month in which a stress test begins."""
LASTS = 6
"""Months that a closure or a surge lasts."""
SURGE = 1.5
"""Need in the surge over usual need."""


def surge(factor: Floats, stress: Sequence[Stress]) -> Floats:
    """Raise the national factor of need, ``[R, M]``, for some months."""
    if "demand-surge" not in stress:
        return factor
    months = np.arange(factor.shape[1])
    inside = (months >= BEGINS) & (months < BEGINS + LASTS)
    return np.where(inside, factor * SURGE, factor)


def largest_leaves(refuses_at: Floats, own: Floats, stress: Sequence[Stress]) -> Floats:
    """Let the supplier with the largest own cells refuse: ``[R, n]``."""
    if "largest-supplier" not in stress:
        return refuses_at
    largest = own.argmax(axis=1)[:, None] == np.arange(own.shape[1])
    return np.where(largest & (own > 0), np.minimum(refuses_at, float(BEGINS)), refuses_at)


def stressed_annulment(found_at: Floats, stress: Sequence[Stress]) -> Floats:
    """Let collusion be found in every variety: ``[R]``."""
    if "fraud-annulment" not in stress:
        return found_at
    return np.minimum(found_at, float(BEGINS))


def close_ports(
    starts: Floats, ends: Floats, imported: Bools, stress: Sequence[Stress]
) -> tuple[Floats, Floats]:
    """Let importers fail for some months: outages that overlap the closure become one with it.

    Parameters
    ----------
    starts, ends
        ``[R, n, K]`` outages, in order.
    imported
        ``[n]`` whether the product comes from abroad (originators, by assumption).
    stress
        Stress tests of the run.
    """
    if "port-closure" not in stress or not imported.any():
        return starts, ends
    first, last = float(BEGINS), float(BEGINS + LASTS)
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
