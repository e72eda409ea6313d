"""Scarce supply and hospitals' pools: who gets what of a firm's promise, and for what hospitals choose."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulator.money import Ints, split
from simulator.rules.exact import round_product
from simulator.rules.kept import kept_by_rank
from simulator.rules.lot import UNKNOWN, Bools
from simulator.rules.parameters import ByRank
from simulator.rules.places import by_number
from simulator.rules.volume import SHARE_UNIT, in_millionths, millionths

__all__ = ["HospitalPools", "hospital_pools", "ration"]


def ration(claims: Ints, capacity: Ints, groups: Ints) -> Ints:
    """Share out what each firm promised to supply, in proportion to the claims, group after group.

    Parameters
    ----------
    claims
        ``[H, n]`` units that each buyer wants of each firm.
    capacity
        ``[n]`` units that each firm promised, ``UNKNOWN`` for no limit.
    groups
        ``[H]`` group of each buyer; a smaller number is served in full before the next gets anything:
        0 for hospitals, 1 for pharmacies.

    Returns
    -------
    numpy.ndarray
        ``[H, n]`` units; no buyer gets more than it claims, no firm gives more than it promised, and nothing
        is held back while a claim is open.

    Notes
    -----
    Source: alliance of 2022, pro rata, hospitals before pharmacies (S92).
    """
    if claims.ndim != 2 or capacity.shape != claims.shape[1:] or groups.shape != claims.shape[:1]:
        raise ValueError("ration needs claims [H, n], a capacity [n] and groups [H]")
    if (claims < 0).any():
        raise ValueError("claims are not negative")
    given = claims.astype(np.int64)
    for firm in np.flatnonzero((capacity != UNKNOWN) & (claims.sum(axis=0) > capacity)):
        left = int(capacity[firm])
        for group in np.unique(groups):
            members = np.flatnonzero(groups == group)
            wanted = given[members, firm]
            if int(wanted.sum()) > left:
                given[members, firm] = split(left, wanted)
            left -= int(given[members, firm].sum())
    return given


@dataclass(frozen=True, slots=True)
class HospitalPools:
    """What becomes of each hospital's need; need = kept + pooled + not committed."""

    kept: Ints
    """``[H, n]`` units that stay with the firm that the hospital had reported."""
    pool: Ints
    """``[H]`` units that go to winners in another way."""
    assigned: Ints
    """``[H, n]`` units of the pool that are assigned to a winner; the hospital chooses for the rest."""
    uncommitted: Ints
    """``[H, n]`` units that are not committed to anybody."""

    @property
    def free(self) -> Ints:
        """``[H]`` units of the pool for which the hospital chooses among the winners."""
        return np.asarray(self.pool - self.assigned.sum(axis=1), dtype=np.int64)


def hospital_pools(
    need: Ints,
    price: Ints,
    rank: Ints,
    clause: ByRank,
    *,
    revived: Bools | None = None,
    reduced: bool = False,
) -> HospitalPools:
    """Divide each hospital's need into what winners keep, what is pooled, and what is assigned of the pool.

    Parameters
    ----------
    need
        ``[H, n]`` units that each hospital had reported for each bid.
    price
        ``[n]`` comparable award price.
    rank
        ``[n]`` rank among the winners, 0 for losers.
    clause
        The clause ``volume``.
    revived
        ``[n]`` winners by revival: they keep ``revived_kept`` of their own need and pool the rest.
    reduced
        Whether the variety is of the reduced class (antibacterials).

    Notes
    -----
    Sources: joints 2021 (S12), alliance of 2022 (S92). A share of the pool is assigned to the cheapest winner
    that the hospital had reported, in equal parts where several have one price (a unit that is left goes to
    the earlier bid); a hospital that had reported no winner chooses freely. Kept and pooled units together
    never exceed the need: where both would be rounded up, the pool gets the smaller number.
    """
    if need.ndim != 2 or price.shape != need.shape[1:] or rank.shape != need.shape[1:]:
        raise ValueError("hospital_pools needs a need [H, n], a price [n] and a rank [n]")
    won = rank > 0
    most = int(rank.max(initial=1))
    kept_share = np.where(won, kept_by_rank(clause, most, reduced=reduced)[rank], 0)
    loser = in_millionths(clause.loser_pool.value)
    pool_share = np.where(won, by_number(millionths(clause.pool.value), most)[rank], loser)
    if revived is not None:
        own = in_millionths(clause.revived_kept.value)
        kept_share = np.where(revived, own, kept_share)
        pool_share = np.where(revived, SHARE_UNIT - own, pool_share)
    kept = round_product(need, kept_share[None, :], SHARE_UNIT)
    pooled = np.minimum(round_product(need, pool_share[None, :], SHARE_UNIT), need - kept)
    pool = pooled.sum(axis=1)
    given = round_product(pool, in_millionths(clause.pool_to_first.value), SHARE_UNIT)
    assigned = _in_equal_parts(given, _cheapest_reported(need, price, won))
    return HospitalPools(kept, pool, assigned, need - kept - pooled)


def _cheapest_reported(need: Ints, price: Ints, won: Bools) -> Bools:
    """Mark for each hospital the cheapest of the winners that it had reported, ``[H, n]``."""
    reported = (need > 0) & won[None, :]
    worst = np.iinfo(np.int64).max
    lowest = np.where(reported, price[None, :], worst).min(axis=1, initial=worst)
    return np.asarray(reported & (price[None, :] == lowest[:, None]), dtype=np.bool_)


def _in_equal_parts(given: Ints, takers: Bools) -> Ints:
    number = np.maximum(takers.sum(axis=1), 1)
    whole, rest = np.divmod(given, number)
    parts = whole[:, None] + (np.cumsum(takers, axis=1) <= rest[:, None])
    return np.asarray(np.where(takers, parts, 0), dtype=np.int64)
