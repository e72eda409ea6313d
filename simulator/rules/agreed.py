"""Committed volume under any volume clause."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulator.money import Ints
from simulator.rules.kept import Awards, Kept, by_cut, by_printed_class, by_rank, by_ratio, nested
from simulator.rules.lot import Lot, State
from simulator.rules.parameters import (
    BrandFirst,
    BrandShare,
    ByClass,
    ByCut,
    ByIncumbency,
    ByPrintedClass,
    ByRank,
    ByRatio,
    Clauses,
    Nested,
    ShareByWinners,
)
from simulator.rules.regions.choice import Shorts
from simulator.rules.revival import keeps_brand_volume
from simulator.rules.volume import (
    area_volumes,
    brand_first_volumes,
    brand_volumes,
    class_volumes,
    committed_share,
    fixed_share,
    incumbency_volumes,
)

__all__ = ["Agreed", "agree_volumes"]


@dataclass(frozen=True, slots=True)
class Agreed:
    """Volumes of a variety."""

    share: Ints
    """``[R]`` committed share in millionths; 0 where volume is not by winners."""
    volume: Ints
    """``[R, n]`` agreed volume."""
    pool: Ints
    """``[R, n]`` put into the hospitals' pools."""
    assigned: Ints
    """``[R, n]`` assigned out of the pools, included in ``volume``."""


def agree_volumes(lot: Lot, awards: Awards, main: Shorts, clauses: Clauses) -> Agreed:
    """Work out what every winner is promised.

    Parameters
    ----------
    lot
        The variety.
    awards
        The award.
    main
        ``[R, A]`` main suppliers.
    clauses
        The rule book.
    """
    clause = clauses.volume
    if isinstance(clause, ByRank):
        return _kept(by_rank(lot, awards, clause))
    if isinstance(clause, ByCut):
        return _kept(by_cut(lot, awards, clause))
    if isinstance(clause, ByPrintedClass):
        return _kept(by_printed_class(lot, awards, clause))
    if isinstance(clause, ByRatio):
        return _kept(by_ratio(lot, awards, clause))
    if isinstance(clause, Nested):
        return _kept(nested(lot, awards, clause))
    rows = len(awards.winners)
    share = np.zeros(rows, dtype=np.int64)
    volume = np.zeros(awards.rank.shape, dtype=np.int64)
    if isinstance(clause, ShareByWinners | BrandFirst):
        share, volume = _by_winners(lot, awards, main, clauses, clause)
    elif isinstance(clause, ByClass):
        volume = class_volumes(lot, awards.rank, awards.winners, clause)
    elif isinstance(clause, BrandShare):
        volume = brand_volumes(lot, fixed_share(clause, rows), awards.rank > 0)
    elif isinstance(clause, ByIncumbency) and lot.base.size and main.shape[1]:
        volume = incumbency_volumes(lot, main, clause)
    return Agreed(share, volume, np.zeros_like(volume), np.zeros_like(volume))


def _kept(kept: Kept) -> Agreed:
    return Agreed(np.zeros(len(kept.volume), dtype=np.int64), kept.volume, kept.pool, kept.assigned)


def _by_winners(
    lot: Lot, awards: Awards, main: Shorts, clauses: Clauses, clause: ShareByWinners | BrandFirst
) -> tuple[Ints, Ints]:
    share = committed_share(awards.winners, lot.volume_class, clause)
    if isinstance(clause, BrandFirst):
        return share, brand_first_volumes(lot, awards.rank > 0, share, main)
    volume = np.zeros(awards.rank.shape, dtype=np.int64)
    if lot.base.size and main.shape[1]:
        volume = area_volumes(lot.base, share, main, lot.size)
    if keeps_brand_volume(clauses.revival):
        volume = volume + brand_volumes(lot, share, awards.state == State.REVIVED_NOT_SHORTLISTED)
    return share, volume
