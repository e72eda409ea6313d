"""Counts of contracts by history, and by region and variety, from what the engines return."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from simulator.money import Ints
from simulator.results.bids import Floats, ratio
from simulator.results.by_region import TRACE, region_sums
from simulator.results.contract_definitions import CONTRACT_METRICS, REGION_METRICS, TALLY, ContractMetric
from simulator.scenario.supply import Breach
from simulator.supply.records import BOUGHT, Cause, Cell, Contracts, Maker, Outcome, Whole

__all__ = ["ContractBlock", "contract_block", "figure", "tally", "whole_tender"]


@dataclass(frozen=True, slots=True)
class ContractBlock:
    """Counts of one block of replications."""

    varieties: tuple[str, ...]
    by_variety: Mapping[str, Floats]
    """``[R, V]`` for every count of ``TALLY``; NaN in replications without a winner."""
    regions: tuple[str, ...]
    """Codes of the ``A`` regions; none where winners do not serve regions."""
    number: Ints
    """``[V + 1, A, 6]`` histories in which each figure is defined; all varieties together come last."""
    total: Ints
    """``[V + 1, A, 6]`` sum of each figure of ``REGION_METRICS``, in units of 1/``FINE``."""
    squares: Ints
    """``[V + 1, A, 6]`` sum of squares, in units of 1/``COARSE`` squared."""
    scale: Floats
    """``[V + 1, A]`` reported need a year: shortage volumes are counted over it."""


def figure(metric: ContractMetric, counts: Mapping[str, Floats]) -> Floats:
    """Compute a figure from counts of any shape; undefined where there is nothing below a line."""
    over = np.sum([counts[name] for name in metric.over], axis=0)
    if not metric.under:
        return np.asarray(metric.factor * over)
    under = np.sum([counts[name] for name in metric.under], axis=0)
    return metric.factor * ratio(np.asarray(over), np.asarray(under))


def tally(contracts: Contracts, out: Outcome, breach: Breach) -> dict[str, Floats]:
    """Count one variety: ``[R]`` for every name of ``TALLY``.

    Parameters
    ----------
    contracts, out
        The contracts and what came of them.
    breach
        Months on the violation list.
    """
    given, makers = contracts.given, out.makers
    term = given.term.astype(np.float64)
    value = contracts.reference
    in_all = _summed(contracts, out)
    sums, late, changed = in_all[:, : len(Cell)] * value, in_all[:, len(Cell)], in_all[:, len(Cell) + 1]
    cells, agreed = (given.main >= 0).sum(axis=1), given.agreed.sum(axis=1) * term
    bans = np.array([0, breach.ban_failure.value, breach.ban_failure.value, breach.ban_quality.value, 0])
    collusion = np.where(contracts.lenient, breach.ban_lenient.value, breach.ban_collusion.value)
    banned = np.where(out.cause == Cause.COLLUSION, collusion, bans[out.cause])
    counts = {
        "ordered": sums[:, Cell.ORDERED],
        "delivered": sums[:, BOUGHT].sum(axis=1),
        "by_backup": sums[:, Cell.BACKUP],
        "by_others": sums[:, Cell.OTHERS],
        "by_invited": sums[:, Cell.INVITED],
        "by_outside": sums[:, Cell.OUTSIDE],
        "bridged": sums[:, Cell.BRIDGED],
        "shortage": sums[:, Cell.SHORTAGE],
        "need_met_elsewhere": sums[:, Cell.ELSEWHERE],
        "substituted": sums[:, Cell.SUBSTITUTED],
        "agreed": agreed * value,
        "reported": given.reported.sum(axis=1) * term * value,
        "true_need": given.need.sum(axis=1) * term * value,
        "cell_months": cells * term,
        "short_months": in_all[:, Cell.SHORT_MONTHS],
        "spells": in_all[:, Cell.SPELLS],
        "winners": given.won.sum(axis=1),
        "takeovers": makers[:, :, Maker.TAKEOVERS].sum(axis=1),
        "lost": (out.cause > 0).sum(axis=1),
        "defaults": (out.cause == Cause.DEFAULT).sum(axis=1),
        "ban_months": banned.sum(axis=1),
        "months": out.whole[:, Whole.MONTHS],
        "few_able": out.whole[:, Whole.FEW_ABLE],
        "stock": out.whole[:, Whole.STOCK] * value,
        "assessed": out.whole[:, Whole.ASSESSED],
        "failed": out.whole[:, Whole.FAILED],
        "no_merit": out.whole[:, Whole.NO_MERIT],
        "sanctions": in_all[:, Cell.SANCTIONS],
        "excluded": in_all[:, Cell.EXCLUDED],
        "cells": cells,
        "late": late * value,
        "talks": makers[:, :, Maker.TALKS].sum(axis=1),
        "distributors_summoned": contracts.summoned.sum(axis=1),
        "changed": changed,
        "used": sums[:, Cell.USED],
        "held": sums[:, Cell.HELD],
        "expired": sums[:, Cell.EXPIRED],
        "agreed_units": agreed,
        "bought_units": in_all[:, BOUGHT].sum(axis=1),
        "used_units": in_all[:, Cell.USED],
    }
    counts |= _spread(contracts, sums[:, Cell.ORDERED], in_all[:, -3:])
    held = given.term > 0
    return {name: np.where(held, np.asarray(counts[name], dtype=np.float64), np.nan) for name in TALLY}


def _summed(contracts: Contracts, out: Outcome) -> Floats:
    """Sum cells up: ``[R, 20]`` what is counted by cell, what is late, cells that changed, evenness."""
    from simulator.results.kernel import sum_cells

    summed = np.empty((len(out.cells), len(Cell) + 5))
    cells = out.cells.shape[1]
    lent = (np.empty((3, cells)), np.empty(cells, dtype=np.int64))
    sum_cells(out.cells, contracts.late, TRACE, lent, summed)
    return summed


def _spread(contracts: Contracts, ordered: Floats, even: Floats) -> dict[str, Floats]:
    """Count how evenly regions are served, weighted with orders; nothing where winners serve no regions."""
    orders = ordered * contracts.regional
    worst, fifth, gini = even.T if contracts.regional else np.zeros((3, len(orders)))
    weighed = {"worst_region": worst * orders, "worst_fifth": fifth * orders, "gini": gini * orders}
    return {"in_regions": orders, **weighed}


def _no_regions(varieties: int) -> Ints:
    return np.zeros((3, varieties + 1, 0, len(REGION_METRICS)), dtype=np.int64)


def contract_block(
    contracts: Sequence[Contracts], outcomes: Sequence[Outcome], breach: Breach
) -> ContractBlock:
    """Count a block of replications.

    Parameters
    ----------
    contracts, outcomes
        By variety.
    breach
        Months on the violation list.
    """
    counted = [tally(one, out, breach) for one, out in zip(contracts, outcomes, strict=True)]
    regional = contracts[0].regional
    regions = contracts[0].areas if regional else ()
    sums = region_sums(contracts, outcomes) if regional else _no_regions(len(contracts))
    scale = np.zeros(sums.shape[1:3])
    for at, one in enumerate(contracts if regional else ()):
        scale[at] = one.given.reported.max(axis=0) * 12
    return ContractBlock(
        varieties=tuple(one.variety for one in contracts),
        by_variety={name: np.stack([one[name] for one in counted], axis=1) for name in TALLY},
        regions=regions,
        number=sums[0],
        total=sums[1],
        squares=sums[2],
        scale=scale,
    )


def whole_tender(by_variety: Mapping[str, Floats]) -> dict[str, Floats]:
    """Compute every figure of the whole tender: ``[R]`` by name."""
    summed = {name: np.nansum(values, axis=1) for name, values in by_variety.items()}
    return {name: figure(metric, summed) for name, metric in CONTRACT_METRICS.items()}
