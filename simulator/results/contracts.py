"""Counts of contracts by history, and by region and variety, from what the engines return."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from simulator.money import Ints
from simulator.results.bids import Floats, ratio
from simulator.results.contract_definitions import CONTRACT_METRICS, REGION_METRICS, TALLY, ContractMetric
from simulator.scenario.supply import Breach
from simulator.supply.records import Cause, Cell, Contracts, Maker, Outcome, Whole

__all__ = ["COARSE", "FINE", "ContractBlock", "contract_block", "figure", "tally", "whole_tender"]

FINE = 2.0**20
"""Regional values are kept as whole numbers of this fraction, so that sums do not depend on their order."""
COARSE = 2.0**12
"""The same for their squares."""
_MOST = 1e5


@dataclass(frozen=True, slots=True)
class ContractBlock:
    """Counts of one block of replications."""

    varieties: tuple[str, ...]
    by_variety: Mapping[str, Floats]
    """``[R, V]`` for every count of ``TALLY``; NaN in replications without a winner."""
    regions: tuple[str, ...]
    """Codes of the ``A`` regions; none where winners do not serve regions."""
    number: Ints
    """``[V, A, 5]`` histories in which each figure is defined."""
    total: Ints
    """``[V, A, 5]`` sum of each figure of ``REGION_METRICS``, in units of 1/``FINE``."""
    squares: Ints
    """``[V, A, 5]`` sum of squares, in units of 1/``COARSE`` squared."""
    scale: Floats
    """``[V, A]`` reported need a year: shortage volumes are counted over it."""


def figure(metric: ContractMetric, counts: Mapping[str, Floats]) -> Floats:
    """Compute a figure from counts of any shape; undefined where there is nothing below the line."""
    over = np.sum([counts[name] for name in metric.over], axis=0)
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
    given, cells, makers = contracts.given, out.cells, out.makers
    term = given.term.astype(np.float64)
    value = contracts.reference
    in_all = cells.sum(axis=1)
    sums, delivered = in_all * value, _delivered(cells)
    served = (given.main >= 0).sum(axis=1) * term
    bans = np.array([0, breach.ban_failure.value, breach.ban_failure.value, breach.ban_quality.value, 0])
    collusion = np.where(contracts.lenient, breach.ban_lenient.value, breach.ban_collusion.value)
    banned = np.where(out.cause == Cause.COLLUSION, collusion, bans[out.cause])
    counts = {
        "ordered": sums[:, Cell.ORDERED],
        "delivered": sums[:, Cell.MAIN : Cell.SHORTAGE].sum(axis=1),
        "by_backup": sums[:, Cell.BACKUP],
        "by_others": sums[:, Cell.OTHERS],
        "by_outside": sums[:, Cell.OUTSIDE],
        "shortage": sums[:, Cell.SHORTAGE],
        "need_met_elsewhere": sums[:, Cell.ELSEWHERE],
        "substituted": sums[:, Cell.SUBSTITUTED],
        "agreed": given.agreed.sum(axis=1) * term * value,
        "reported": given.reported.sum(axis=1) * term * value,
        "true_need": given.need.sum(axis=1) * term * value,
        "cell_months": served,
        "short_months": cells[:, :, Cell.SHORT_MONTHS].sum(axis=1),
        "spells": in_all[:, Cell.SPELLS],
        "winners": given.won.sum(axis=1),
        "takeovers": makers[:, :, Maker.TAKEOVERS].sum(axis=1),
        "lost": (out.cause > 0).sum(axis=1),
        "defaults": (out.cause == Cause.DEFAULT).sum(axis=1),
        "ban_months": banned.sum(axis=1),
        "months": out.whole[:, Whole.MONTHS],
        "few_able": out.whole[:, Whole.FEW_ABLE],
        "cover": out.whole[:, Whole.COVER],
        "assessed": out.whole[:, Whole.ASSESSED],
        "failed": out.whole[:, Whole.FAILED],
        "no_merit": out.whole[:, Whole.NO_MERIT],
        "sanctions": in_all[:, Cell.SANCTIONS],
        "excluded": in_all[:, Cell.EXCLUDED],
        "cells": (given.main >= 0).sum(axis=1),
        "late": (delivered * contracts.late).sum(axis=1) * value,
        "talks": makers[:, :, Maker.TALKS].sum(axis=1),
        "distributors_summoned": contracts.summoned.sum(axis=1),
    }
    held = given.term > 0
    return {name: np.where(held, np.asarray(counts[name], dtype=np.float64), np.nan) for name in TALLY}


def _delivered(cells: Floats) -> Floats:
    """Add up what main suppliers, backups, other winners and firms without an award delivered."""
    helped = cells[..., Cell.MAIN] + cells[..., Cell.BACKUP] + cells[..., Cell.OTHERS]
    return np.asarray(helped + cells[..., Cell.OUTSIDE])


def _regional(contracts: Contracts, out: Outcome) -> Iterator[Floats]:
    """Return ``[R, A]`` values of each of ``REGION_METRICS``; NaN where a region is not served."""
    given, cells = contracts.given, out.cells
    years = given.term[:, None] / 12.0
    ordered, delivered = np.ascontiguousarray(cells[..., Cell.ORDERED]), _delivered(cells)
    yield ratio(delivered, ordered)
    yield ratio(cells[..., Cell.SHORTAGE], given.reported * 12 * years)
    yield 365.25 * ratio(cells[..., Cell.SHORT_MONTHS], np.broadcast_to(12 * years, ordered.shape))
    yield ratio(delivered, given.agreed * 12 * years)
    yield ratio(delivered - cells[..., Cell.MAIN], ordered)


def _summed(values: Floats) -> Ints:
    """Return ``[3, A]`` number of known values, sum and sum of squares, in units of the two fractions."""
    known = ~np.isnan(values)
    filled = np.where(known, np.minimum(values, _MOST), 0.0)
    fine = np.floor(filled * FINE + 0.5).astype(np.int64)
    rough = np.floor(np.minimum(filled, 2.0**12) * COARSE + 0.5).astype(np.int64)
    return np.stack([known.sum(axis=0), fine.sum(axis=0), np.einsum("ra,ra->a", rough, rough)])


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
    sums = np.zeros((3, len(contracts), len(regions), len(REGION_METRICS)), dtype=np.int64)
    scale = np.zeros(sums.shape[1:3])
    for at, (one, out) in enumerate(zip(contracts, outcomes, strict=True)) if regional else ():
        for metric, values in enumerate(_regional(one, out)):
            sums[:, at, :, metric] = _summed(values)
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
