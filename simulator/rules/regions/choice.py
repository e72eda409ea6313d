"""Serial choice of supply areas by rank, with backup suppliers."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from simulator.money import Ints
from simulator.rules.lot import UNKNOWN, Bools, Lot
from simulator.rules.parameters import ByBrand, SerialChoice, WholeArea
from simulator.rules.regions import plain

__all__ = ["COMPILE_FROM", "Shorts", "choose_areas"]

Shorts = npt.NDArray[np.int16]

COMPILE_FROM = 64
"""Replications from which the compiled version is worth loading."""


def choose_areas(
    lot: Lot, rank: Ints, choosing: Bools, units: Ints, clause: SerialChoice | WholeArea | ByBrand
) -> tuple[Shorts, Shorts]:
    """Settle the main and the backup supplier of every area.

    Parameters
    ----------
    lot
        The variety, with each firm's order of preference.
    rank
        ``[R, n]`` rank among the winners, 0 for losers.
    choosing
        ``[R, n]`` winners that choose areas.
    units
        ``[A]`` unit of each area.
    clause
        The clause ``supply``.

    Returns
    -------
    main, backup
        ``[R, A]`` bid that supplies or backs up each area, -1 for none; no columns without areas.
    """
    rows, areas = rank.shape[0], lot.preference.shape[1]
    if isinstance(clause, ByBrand):
        none = np.full((rows, 0), -1, dtype=np.int16)
        return none, none
    queue = _queue(_choice_order(lot, rank, clause), choosing)
    nobody = np.full((rows, areas), -1, dtype=np.int16)
    if isinstance(clause, WholeArea):
        first = queue[:, :1] if queue.shape[1] else np.full((rows, 1), -1, dtype=np.int16)
        return np.repeat(first, areas, axis=1), nobody
    main = _main(queue, lot.preference, clause)
    if clause.backup is None:
        return main, nobody
    bound = units if clause.backup.unit.value != "none" else np.full(areas, -1)
    return main, _backup(queue, lot, main, bound.astype(np.int16))


def _queue(rank: Ints, choosing: Bools) -> Shorts:
    most = int(choosing.sum(axis=1).max(initial=0))
    behind = np.where(choosing, rank, np.iinfo(np.int64).max)
    order = np.argsort(behind, axis=1, kind="stable")[:, :most]
    here = np.take_along_axis(choosing, order, axis=1)
    return np.where(here, order, -1).astype(np.int16)


def _choice_order(lot: Lot, rank: Ints, clause: SerialChoice | WholeArea | ByBrand) -> Ints:
    """Return the order in which winners choose: by rank, or by score for past supply."""
    if not isinstance(clause, SerialChoice) or clause.order is None or clause.order.value == "rank":
        return rank
    worst = int(lot.supply_score.max(initial=0)) + 1
    behind = np.where(lot.supply_score == UNKNOWN, worst, worst - 1 - lot.supply_score)
    return np.where(rank > 0, np.atleast_2d(behind) * (lot.size + 1) + rank, 0)


def _main(queue: Shorts, preference: Shorts, clause: SerialChoice) -> Shorts:
    first_pick, areas = clause.first_pick.value, preference.shape[1]
    most = areas if clause.most_areas is None else clause.most_areas.value
    if len(queue) >= COMPILE_FROM:
        from simulator.rules.regions import kernel

        return kernel.choose_main_many(queue, preference, first_pick, most)
    wishes = preference.tolist()
    rows = [
        plain.choose_main([b for b in row if b >= 0], wishes, first_pick, areas, most)
        for row in queue.tolist()
    ]
    return np.array(rows, dtype=np.int16).reshape(len(queue), preference.shape[1])


def _backup(queue: Shorts, lot: Lot, main: Shorts, units: Shorts) -> Shorts:
    names = {firm: number for number, firm in enumerate(dict.fromkeys(lot.firms))}
    owner = np.array([names[firm] for firm in lot.firms], dtype=np.int16)
    preference = lot.preference
    if len(queue) >= COMPILE_FROM:
        from simulator.rules.regions import kernel

        return kernel.choose_backup_many(queue, preference, main, units, owner)
    wishes, groups, firms = preference.tolist(), units.tolist(), owner.tolist()
    rows = [
        plain.choose_backup([b for b in row if b >= 0], wishes, supplier, groups, firms)
        for row, supplier in zip(queue.tolist(), main.tolist(), strict=True)
    ]
    return np.array(rows, dtype=np.int16).reshape(len(queue), preference.shape[1])
