"""Volumes that follow the brand: winners keep part of what was reported for them, the rest is pooled."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulator.money import Ints, round_half_up
from simulator.rules.exact import at_most, fraction, round_product
from simulator.rules.lot import UNKNOWN, Bools, Bytes, Lot, State, revived
from simulator.rules.parameters import ByCut, ByPrintedClass, ByRank, ByRatio, Nested
from simulator.rules.places import by_number
from simulator.rules.volume import SHARE_UNIT, in_millionths, millionths, reported

__all__ = ["Awards", "Kept", "by_cut", "by_printed_class", "by_rank", "by_ratio", "kept_by_rank", "nested"]


@dataclass(frozen=True, slots=True)
class Awards:
    """What the volume clauses need to know of an award; arrays ``[R, n]`` unless said."""

    price: Ints
    """Comparable award price, 0 for losers."""
    ceiling: Ints
    """Comparable ceiling, ``UNKNOWN`` for none."""
    enquiry: Ints
    """Comparable enquiry price, ``UNKNOWN`` for none."""
    rank: Ints
    """Rank among winners, 0 for losers."""
    leads: Bools
    """Whether the bid stands for a unit (the first member of a consortium)."""
    listed: Bools
    """Whether the bid had a place."""
    state: Bytes
    winners: Ints
    """``[R]`` number of winners."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Volumes by bid, ``[R, n]``."""

    volume: Ints
    """Agreed volume, what was assigned out of the pools included."""
    pool: Ints
    """What the reports for the bid put into the hospitals' pools."""
    assigned: Ints
    """What was assigned out of the pools."""

    @classmethod
    def without_pools(cls, volume: Ints) -> Kept:
        """Return volumes under a clause that pools nothing."""
        nothing = np.zeros_like(volume)
        return cls(volume, nothing, nothing)


def by_rank(lot: Lot, awards: Awards, clause: ByRank) -> Kept:
    """Let winners keep a share of their own reports that falls with their rank.

    Parameters
    ----------
    lot
        The variety, with reported volume by brand.
    awards
        The award.
    clause
        The clause ``volume``.

    Notes
    -----
    Source: joints 2021, kept 100/90/85/80/75/70 % (S12); alliance 2022, 100/90/80 % and half of the pool to
    the cheapest (S92); Jiangxi reagents with smaller shares by price line (S14). Kept and pooled units never
    exceed the report: where both would be rounded up, the pool gets the smaller number.
    """
    own = reported(lot)
    won = awards.rank > 0
    most = int(awards.rank.max(initial=1))
    kept = kept_by_rank(clause, most, reduced=lot.volume_class == "reduced")[awards.rank]
    pool = by_number(millionths(clause.pool.value), most)[awards.rank]
    kept, pool = _top_up(awards, kept, pool, clause)
    volume = np.where(won, round_product(own, kept, SHARE_UNIT), 0)
    pooled = np.where(won, np.minimum(round_product(own, pool, SHARE_UNIT), own - volume), 0)
    again = revived(awards.state)
    own_part = round_product(own, in_millionths(clause.revived_kept.value), SHARE_UNIT)
    volume = np.where(again, own_part, volume)
    pooled = np.where(again, own - own_part, pooled)
    lost = ~won & (awards.state != State.ABSENT)
    of_losers = round_product(own, in_millionths(clause.loser_pool.value), SHARE_UNIT)
    pooled = np.where(lost, of_losers, pooled)
    total = pooled.sum(axis=1, keepdims=True)
    given = round_product(total, in_millionths(clause.pool_to_first.value), SHARE_UNIT)
    assigned = np.where((awards.rank == 1) & awards.leads, given, 0)
    return Kept(volume + assigned, pooled, assigned)


def kept_by_rank(clause: ByRank, most: int, *, reduced: bool) -> Ints:
    """Return what share of its own reports each rank keeps, in millionths.

    Parameters
    ----------
    clause
        The clause ``volume``.
    most
        Last rank.
    reduced
        Whether the variety is of the reduced class, which may have a table of its own.

    Returns
    -------
    numpy.ndarray
        ``[most + 1]`` shares by rank; entry 0 is for no rank.
    """
    table = clause.reduced_kept if reduced and clause.reduced_kept is not None else clause.kept
    return by_number(millionths(table.value), most)


def _top_up(awards: Awards, kept: Ints, pool: Ints, clause: ByRank) -> tuple[Ints, Ints]:
    open_ = (awards.rank > 0) & ~awards.listed
    for line in clause.top_up:
        over, under = fraction(line.at_most.value)
        within = (awards.ceiling != UNKNOWN) & at_most(
            awards.price, under, np.maximum(awards.ceiling, 0), over
        )
        hit = open_ & within
        kept = np.where(hit, in_millionths(line.kept.value), kept)
        pool = np.where(hit, in_millionths(line.pool.value), pool)
        open_ &= ~within
    return kept, pool


def by_cut(lot: Lot, awards: Awards, clause: ByCut) -> Kept:
    """Let the share kept rise in a straight line with the cut from the ceiling.

    Parameters
    ----------
    lot, awards, clause
        As in :func:`by_rank`.

    Notes
    -----
    Source: vascular clips, Fujian-led: 50 % kept and 30 % passed on at a cut of 65 %, three points more and
    less for each further point (S13).
    """
    own = reported(lot)
    first, last = (in_millionths(share.value) for share in (clause.from_cut, clause.to_cut))
    step = in_millionths(clause.per_point.value)
    known = awards.ceiling != UNKNOWN
    base = np.where(known, np.maximum(awards.ceiling, 1), 1).astype(object)
    # Everything below is over the common denominator base * SHARE_UNIT, in whole numbers of any size.
    cut = np.where(known, awards.ceiling - awards.price, 0).astype(object) * SHARE_UNIT
    cut = np.where(known, np.clip(cut, first * base, last * base), first * base)
    gained = 100 * step * (cut - first * base)
    shares = [
        np.clip(
            in_millionths(start.value) * base * SHARE_UNIT + sign * gained, 0 * base, base * SHARE_UNIT**2
        )
        for start, sign in ((clause.kept, 1), (clause.passed_on, -1))
    ]
    won = awards.rank > 0
    over = base * SHARE_UNIT**2
    parts = [np.where(won, (2 * own * share + over) // (2 * over), 0).astype(np.int64) for share in shares]
    passed_on = np.minimum(parts[1], own - parts[0])
    return Kept(parts[0], passed_on, np.zeros_like(passed_on))


def by_printed_class(lot: Lot, awards: Awards, clause: ByPrintedClass) -> Kept:
    """Let classes by printed prices keep different shares of their reports.

    Parameters
    ----------
    lot, awards, clause
        As in :func:`by_rank`.

    Notes
    -----
    Source: insulin 2024, A1 100 %, A 80 %, B 55 %, C 45 % (S67, S68, S69).
    """
    own = reported(lot)
    won = awards.rank > 0
    again = revived(awards.state)
    in_a = won & ~again & (lot.class_a != UNKNOWN) & (awards.price <= lot.class_a)
    in_b = won & ~again & ~in_a & (lot.class_b != UNKNOWN) & (awards.price <= lot.class_b)
    best = np.where(in_a, awards.rank, np.iinfo(np.int64).max).min(axis=1, keepdims=True)
    share = np.select(
        [in_a & (awards.rank == best), in_a, in_b],
        [in_millionths(share.value) for share in (clause.first, clause.a, clause.b)],
        in_millionths(clause.c.value),
    )
    volume = np.where(won, round_product(own, share, SHARE_UNIT), 0)
    return Kept.without_pools(volume)


def by_ratio(lot: Lot, awards: Awards, clause: ByRatio) -> Kept:
    """Let the share kept fall in steps with the price over a benchmark, and more where a price was raised.

    Parameters
    ----------
    lot, awards, clause
        As in :func:`by_rank`.

    Notes
    -----
    Source: renewal of rounds 1 to 8, base share times (0.9 less the rise) for a raised price (S89); stents
    2022, volume graded by price (S17).
    """
    own = reported(lot)
    benchmark = awards.enquiry if clause.benchmark.value == "enquiry" else awards.ceiling
    share = _step_share(awards.price, benchmark, clause)
    factor = _factor_of_rise(awards.price, lot.previous_price, benchmark, clause)
    won = awards.rank > 0
    volume = np.where(won, round_product(own, share * factor, SHARE_UNIT**2), 0)
    return Kept.without_pools(volume)


def _step_share(price: Ints, benchmark: Ints, clause: ByRatio) -> Ints:
    steps = sorted(clause.steps.value.items())
    share = np.zeros(price.shape, dtype=np.int64)
    for largest, kept in reversed(steps):
        over, under = fraction(largest)
        within = at_most(price, under, np.maximum(benchmark, 0), over)
        share = np.where(within, in_millionths(kept), share)
    return np.where(benchmark == UNKNOWN, in_millionths(steps[-1][1]), share)


def _factor_of_rise(price: Ints, old: Ints, benchmark: Ints, clause: ByRatio) -> Ints:
    """Return the factor, in millionths, for a rise over the firm's old price, or over the line for others."""
    if clause.raised is None:
        return np.full(price.shape, SHARE_UNIT, dtype=np.int64)
    line, under = np.full(price.shape, UNKNOWN, dtype=np.int64), 1
    if clause.others_line is not None:
        over, under = fraction(clause.others_line.value)
        line = np.where(benchmark != UNKNOWN, benchmark * over, UNKNOWN)
    # Prices are compared in parts of `under`, so that both lines are whole numbers.
    line = np.where(old != UNKNOWN, old * under, line)
    rise = np.where(line != UNKNOWN, np.maximum(price * under - line, 0), 0)
    points = -(-100 * rise // np.maximum(line, 1))
    left = np.maximum(in_millionths(clause.raised.value) - points * (SHARE_UNIT // 100), 0)
    return np.where(rise > 0, left, SHARE_UNIT)


def nested(lot: Lot, awards: Awards, clause: Nested) -> Kept:
    """Give the cheapest a part of the committed base, the next the same part of the rest, the last the rest.

    Parameters
    ----------
    lot, awards, clause
        As in :func:`by_rank`.

    Notes
    -----
    Source: '3+6' lens alliance 2020 (S96).
    """
    whole = int(round_half_up(int(lot.base.sum()) * in_millionths(clause.share.value), SHARE_UNIT))
    most = int(awards.winners.max(initial=0))
    part = by_number(millionths(clause.part.value), most)[awards.winners]
    left = np.full(len(awards.winners), whole, dtype=np.int64)
    volume = np.zeros(awards.rank.shape, dtype=np.int64)
    for rank in range(1, most + 1):
        last = awards.winners == rank
        taken = np.where(last, left, round_product(left, part, SHARE_UNIT))
        taken = np.where(awards.winners >= rank, taken, 0)
        volume = np.where((awards.rank == rank) & awards.leads, taken[:, None], volume)
        left = left - taken
    return Kept.without_pools(volume)
