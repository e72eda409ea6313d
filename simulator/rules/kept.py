"""Volumes that follow the brand: winners keep part of what was reported for them, the rest is pooled."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulator.money import Ints, round_half_up
from simulator.rules.exact import at_most, fraction, round_product
from simulator.rules.lot import UNKNOWN, Bools, Bytes, Lot, State, revived
from simulator.rules.parameters import ByCut, ByPrintedClass, ByRank, ByRatio, Nested
from simulator.rules.places import by_number
from simulator.rules.volume import SHARE_UNIT, millionths

__all__ = ["Awards", "Kept", "by_cut", "by_printed_class", "by_rank", "by_ratio", "nested"]


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
    own = np.maximum(lot.brand_volume, 0)[None, :]
    won = awards.rank > 0
    most = int(awards.rank.max(initial=1))
    use_reduced = clause.reduced_kept is not None and lot.volume_class == "reduced"
    kept_table = clause.reduced_kept if use_reduced and clause.reduced_kept is not None else clause.kept
    kept = by_number(millionths(kept_table.value), most)[awards.rank]
    pool = by_number(millionths(clause.pool.value), most)[awards.rank]
    kept, pool = _top_up(awards, kept, pool, clause)
    volume = np.where(won, round_product(own, kept, SHARE_UNIT), 0)
    pooled = np.where(won, np.minimum(round_product(own, pool, SHARE_UNIT), own - volume), 0)
    again = revived(awards.state)
    own_part = round_product(own, *_millionth(clause.revived_kept.value))
    volume = np.where(again, own_part, volume)
    pooled = np.where(again, own - own_part, pooled)
    lost = ~won & (awards.state != State.ABSENT)
    pooled = np.where(lost, round_product(own, *_millionth(clause.loser_pool.value)), pooled)
    total = pooled.sum(axis=1, keepdims=True)
    given = round_product(total, *_millionth(clause.pool_to_first.value))
    assigned = np.where((awards.rank == 1) & awards.leads, given, 0)
    return Kept(volume + assigned, pooled, assigned)


def _millionth(share: object) -> tuple[int, int]:
    return int(share * SHARE_UNIT), SHARE_UNIT  # type: ignore[operator]  # an exact decimal


def _top_up(awards: Awards, kept: Ints, pool: Ints, clause: ByRank) -> tuple[Ints, Ints]:
    open_ = (awards.rank > 0) & ~awards.listed
    for line in clause.top_up:
        over, under = fraction(line.at_most.value)
        within = (awards.ceiling != UNKNOWN) & at_most(
            awards.price, under, np.maximum(awards.ceiling, 0), over
        )
        hit = open_ & within
        kept = np.where(hit, int(line.kept.value * SHARE_UNIT), kept)
        pool = np.where(hit, int(line.pool.value * SHARE_UNIT), pool)
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
    own = np.maximum(lot.brand_volume, 0)[None, :]
    first, last = (int(share.value * SHARE_UNIT) for share in (clause.from_cut, clause.to_cut))
    step = int(clause.per_point.value * SHARE_UNIT)
    known = awards.ceiling != UNKNOWN
    base = np.where(known, np.maximum(awards.ceiling, 1), 1).astype(object)
    # Everything below is over the common denominator base * SHARE_UNIT, in whole numbers of any size.
    cut = np.where(known, awards.ceiling - awards.price, 0).astype(object) * SHARE_UNIT
    cut = np.where(known, np.clip(cut, first * base, last * base), first * base)
    gained = 100 * step * (cut - first * base)
    shares = [
        np.clip(
            int(start.value * SHARE_UNIT) * base * SHARE_UNIT + sign * gained, 0 * base, base * SHARE_UNIT**2
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
    own = np.maximum(lot.brand_volume, 0)[None, :]
    won = awards.rank > 0
    again = revived(awards.state)
    in_a = won & ~again & (lot.class_a != UNKNOWN) & (awards.price <= lot.class_a)
    in_b = won & ~again & ~in_a & (lot.class_b != UNKNOWN) & (awards.price <= lot.class_b)
    best = np.where(in_a, awards.rank, np.iinfo(np.int64).max).min(axis=1, keepdims=True)
    share = np.select(
        [in_a & (awards.rank == best), in_a, in_b],
        [int(s.value * SHARE_UNIT) for s in (clause.first, clause.a, clause.b)],
        int(clause.c.value * SHARE_UNIT),
    )
    volume = np.where(won, round_product(own, share, SHARE_UNIT), 0)
    return Kept(volume, np.zeros_like(volume), np.zeros_like(volume))


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
    own = np.maximum(lot.brand_volume, 0)[None, :]
    benchmark = awards.enquiry if clause.benchmark.value == "enquiry" else awards.ceiling
    share = _step_share(awards.price, benchmark, clause)
    factor = np.full(share.shape, SHARE_UNIT, dtype=np.int64)
    if clause.raised is not None:
        left = int(clause.raised.value * SHARE_UNIT)
        old = np.broadcast_to(lot.previous_price, share.shape)
        incumbent = old != UNKNOWN
        raised = incumbent & (awards.price > old)
        points = _points(awards.price - old, np.maximum(old, 1))
        factor = np.where(raised, np.maximum(left - points * (SHARE_UNIT // 100), 0), factor)
        if clause.others_line is not None:
            over, under = fraction(clause.others_line.value)
            line = np.where(benchmark != UNKNOWN, benchmark * over, 0)
            above = ~incumbent & (benchmark != UNKNOWN) & (awards.price * under > line)
            points = _points(awards.price * under - line, np.maximum(line, 1))
            factor = np.where(above, np.maximum(left - points * (SHARE_UNIT // 100), 0), factor)
    won = awards.rank > 0
    volume = np.where(won, round_product(own, share * factor, SHARE_UNIT**2), 0)
    return Kept(volume, np.zeros_like(volume), np.zeros_like(volume))


def _step_share(price: Ints, benchmark: Ints, clause: ByRatio) -> Ints:
    steps = sorted(clause.steps.value.items())
    share = np.zeros(price.shape, dtype=np.int64)
    for largest, kept in reversed(steps):
        over, under = fraction(largest)
        within = at_most(price, under, np.maximum(benchmark, 0), over)
        share = np.where(within, int(kept * SHARE_UNIT), share)
    return np.where(benchmark == UNKNOWN, int(steps[-1][1] * SHARE_UNIT), share)


def _points(rise: Ints, base: Ints) -> Ints:
    """Return a rise in whole points of a base, rounded up."""
    points: Ints = -((-100 * np.maximum(rise, 0)) // base)
    return points


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
    whole = int(round_half_up(int(lot.base.sum()) * int(clause.share.value * SHARE_UNIT), SHARE_UNIT))
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
    nothing = np.zeros_like(volume)
    return Kept(volume, nothing, nothing)
