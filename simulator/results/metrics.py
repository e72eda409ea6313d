"""Metrics of a round and of its varieties, for all replications of a block at once.

Every metric is worded in :mod:`simulator.results.dictionary`. A metric whose denominator is empty is NaN, and
is left out of means.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulator.money import Ints
from simulator.results.agreement import agreement
from simulator.results.bids import Floats, RoundBids, gather, ratio
from simulator.results.dictionary import ROUND_METRICS, VARIETY_METRICS
from simulator.rules.lot import AwardedLot, Bools, State

__all__ = ["BlockMetrics", "block_metrics", "round_metrics"]


@dataclass(frozen=True, slots=True)
class BlockMetrics:
    """The metrics of one block of replications."""

    varieties: tuple[str, ...]
    """Names of the ``V`` varieties."""
    by_round: dict[str, Floats]
    """``[R]`` for every round metric, and for those of agreement where actual winners are on record."""
    by_variety: dict[str, Floats]
    """``[R, V]`` for every variety metric."""

    @property
    def replications(self) -> int:
        """Number of replications in the block."""
        return int(self.by_round["varieties_tendered"].shape[0])


def block_metrics(
    awarded: Sequence[AwardedLot],
    costs: Sequence[Ints] | None = None,
    owner: Sequence[Ints] | None = None,
    actual: Sequence[Bools | None] | None = None,
) -> BlockMetrics:
    """Compute all metrics of a round, of the whole and of each variety.

    Parameters
    ----------
    awarded
        The varieties of the round, all with the same ``R`` replications.
    costs
        For each variety the cost of each bid, ``[R, n]`` or ``[1, n]``, in the unit of the comparable price;
        ``UNKNOWN`` where not known.
    owner
        For each variety the number of the owner of each bid, the same number across varieties for the same
        firm or group; by default from firm names and links.
    actual
        For each variety which bids won the actual tender, ``[n]``; ``None`` where that is not on record.
    """
    bids = gather(awarded, costs, owner)
    whole: dict[str, Floats] = {}
    parts: dict[str, Floats] = {}
    for of_round, of_varieties in (_cuts(bids), _prices(bids), _competition(bids)):
        whole |= of_round
        parts |= of_varieties
    whole |= _below_cost(bids) | _firms(bids) | _originators(bids) | _events(bids)
    return BlockMetrics(
        varieties=tuple(lot.lot.variety for lot in awarded),
        by_round={name: whole[name] for name in ROUND_METRICS} | agreement(awarded, actual or ()),
        by_variety={name: parts[name] for name in VARIETY_METRICS},
    )


def round_metrics(
    awarded: Sequence[AwardedLot],
    costs: Sequence[Ints] | None = None,
    owner: Sequence[Ints] | None = None,
) -> dict[str, Floats]:
    """Compute every metric of the whole round: ``[R]`` by name (see :func:`block_metrics`)."""
    return block_metrics(awarded, costs, owner).by_round


def _mean_of_defined(values: Floats) -> Floats:
    """Mean over varieties, leaving out those where the metric is undefined."""
    defined = ~np.isnan(values)
    total = np.where(defined, values, 0.0).sum(axis=1)
    return ratio(total, defined.sum(axis=1, dtype=np.float64))


def _cuts(bids: RoundBids) -> tuple[dict[str, Floats], dict[str, Floats]]:
    whole: dict[str, Floats] = {}
    parts: dict[str, Floats] = {}
    for against, before in (("reference", bids.reference), ("ceiling", bids.ceiling)):
        known = ~np.isnan(before)
        cut = 1.0 - bids.price / before
        value = np.where(known, cut, 0.0)
        spending = np.where(known, bids.volume * before, 0.0)
        cuts, count = bids.total(value), bids.total(known.astype(np.float64))
        saved, spent = bids.total(spending * value), bids.total(spending)
        parts[f"mean_cut_{against}"] = ratio(cuts, count)
        parts[f"mean_cut_{against}_weighted"] = ratio(saved, spent)
        whole[f"mean_cut_{against}"] = ratio(cuts.sum(axis=1), count.sum(axis=1))
        whole[f"mean_cut_{against}_weighted"] = ratio(saved.sum(axis=1), spent.sum(axis=1))
        whole[f"max_cut_{against}"] = np.fmax.reduce(bids.largest(cut), axis=1)
    return whole, parts


def _prices(bids: RoundBids) -> tuple[dict[str, Floats], dict[str, Floats]]:
    several: Bools = bids.winners >= 2
    products = bids.total()
    mean = ratio(bids.total(bids.price), products)
    off = bids.price - bids.spread(mean)
    deviation = np.sqrt(ratio(bids.total(off * off), products))
    highest, lowest = bids.largest(bids.price), -bids.largest(-bids.price)
    parts = {
        "price_ratio": np.where(several, ratio(highest, lowest), np.nan),
        "price_cv": np.where(several, ratio(deviation, mean), np.nan),
    }
    return {name: _mean_of_defined(values) for name, values in parts.items()}, parts


def _competition(bids: RoundBids) -> tuple[dict[str, Floats], dict[str, Floats]]:
    bidding, winning = _bidding_by_variety(bids), bids.total()
    succeeded = (bids.winners > 0).astype(np.float64)
    unused = np.maximum(bids.places - bids.winners, 0.0)
    volume = bids.total(bids.volume)
    held = np.nan_to_num(ratio(bids.volume, bids.spread(volume)), nan=0.0)
    concentration = np.where(volume > 0, bids.total(held * held), np.nan)
    parts = {
        "succeeded": succeeded,
        "winners": bids.winners,
        "bidding_products": bidding,
        "winning_products": winning,
        "product_win_rate": ratio(winning, bidding),
        "places_unused": unused,
        "hhi_volume": concentration,
    }
    whole = {
        "varieties_tendered": np.full(succeeded.shape[0], float(succeeded.shape[1])),
        "varieties_succeeded": succeeded.sum(axis=1),
        "winners_per_variety": ratio(bids.winners.sum(axis=1), succeeded.sum(axis=1)),
        "bidding_products": bidding.sum(axis=1),
        "winning_products": winning.sum(axis=1),
        "product_win_rate": ratio(winning.sum(axis=1), bidding.sum(axis=1)),
        "places_unused": unused.sum(axis=1),
        "hhi_volume": _mean_of_defined(concentration),
    }
    return whole, parts


def _below_cost(bids: RoundBids) -> dict[str, Floats]:
    known = ~np.isnan(bids.cost)
    rows = len(bids.state)
    below = np.bincount(bids.row[bids.price < bids.cost], minlength=rows).astype(np.float64)
    count = np.bincount(bids.row[known], minlength=rows).astype(np.float64)
    return {"winners_below_cost": ratio(below, count)}


def _firms(bids: RoundBids) -> dict[str, Floats]:
    rows, firms = len(bids.state), int(bids.owner.max(initial=-1)) + 1
    bidding = np.zeros((rows, firms), dtype=np.bool_)
    row, bid = np.nonzero(bids.state != State.ABSENT)
    bidding[row, bids.owner[bid]] = True
    key = bids.row * firms + bids.owner[bids.bid]
    winning = np.bincount(key, minlength=rows * firms).reshape(rows, firms)
    value: Floats = np.bincount(key, bids.volume * bids.price, minlength=rows * firms).astype(np.float64)
    value = value.reshape(rows, firms)
    total: Floats = value.sum(axis=1)
    share = ratio(value, total[:, np.newaxis])
    return {
        "bidding_firms": _count(bidding),
        "winning_firms": _count(winning),
        "firm_win_rate": ratio(_count(winning), _count(bidding)),
        "hhi_firms": np.where(total > 0, (share * share).sum(axis=1), np.nan),
    }


def _originators(bids: RoundBids) -> dict[str, Floats]:
    winning = np.bincount(bids.row[bids.originator[bids.bid]], minlength=len(bids.state)).astype(np.float64)
    bidding = _count(bids.state[:, bids.originator] != State.ABSENT)
    return {"originators_winning": winning, "originator_win_rate": ratio(winning, bidding)}


def _events(bids: RoundBids) -> dict[str, Floats]:
    ended = bids.count_by_state()
    return {
        "eliminated": ended[:, State.ELIMINATED_WIDEST] + ended[:, State.ELIMINATED_TIGHTEST],
        "revived": ended[:, State.REVIVED_SHORTLISTED] + ended[:, State.REVIVED_NOT_SHORTLISTED],
        "negotiated": ended[:, State.WON_NEGOTIATED],
        "over_ceiling": ended[:, State.OVER_CEILING],
        "undecided": ended[:, State.UNDECIDED],
        "missing_facts": _count(bids.undecided),
    }


def _bidding_by_variety(bids: RoundBids) -> Floats:
    sizes = np.bincount(bids.lot_of, minlength=bids.winners.shape[1])
    ends = np.cumsum(sizes)
    present = np.cumsum(bids.state != State.ABSENT, axis=1, dtype=np.int64)
    upto = np.pad(present, ((0, 0), (1, 0)))
    return (upto[:, ends] - upto[:, ends - sizes]).astype(np.float64)


def _count(flags: npt.NDArray[np.generic]) -> Floats:
    return np.asarray(np.count_nonzero(flags, axis=1), dtype=np.float64)
