"""Scores for credit and past supply, lowered by awards lost in earlier rounds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from simulator.campaign.carried import Ban
from simulator.campaign.violations import months_later
from simulator.money import Ints
from simulator.rules.lot import UNKNOWN, Lot
from simulator.scenario.campaign import Record

__all__ = ["losses", "with_scores"]

_FULL = 100


def losses(bans: Sequence[Ban], firms: Sequence[str], day: float, months: int, rows: int) -> Ints:
    """Count the awards that each firm lost in the months before a day, whatever the variety: ``[R, n]``.

    Parameters
    ----------
    bans
        Losses so far, with or without a ban.
    firms
        ``[n]`` firms.
    day
        Day of the calendar.
    months
        Months for which a loss counts, from the day of the loss.
    rows
        Number of replications.
    """
    found = np.zeros((rows, len(firms)), dtype=np.int64)
    for ban in bans:
        until = months_later(ban.begins, np.full(rows, float(months)))
        counts = (ban.begins <= day) & (day < until)
        for at, firm in enumerate(firms):
            if firm == ban.firm:
                found[:, at] += counts
    return found


def with_scores(lot: Lot, record: Record | None, bans: Sequence[Ban], day: float) -> Lot:
    """Take points from the scores of firms that lost awards lately; a firm without a score starts from 100.

    Parameters
    ----------
    lot
        The bids of a variety.
    record
        What a loss costs; nothing is changed without it.
    bans
        Losses so far.
    day
        Day on which bids are opened.
    """
    if record is None:
        return lot
    lost = losses(bans, lot.firms, day, record.months.value, lot.replications)
    taken = np.floor(lost * float(record.points.value) + 0.5).astype(np.int64)
    scores = {
        name: np.maximum(np.where(score == UNKNOWN, _FULL, score) - taken, 0)
        for name, score in (("credit", lot.credit), ("supply_score", lot.supply_score))
    }
    return replace(lot, **scores)
