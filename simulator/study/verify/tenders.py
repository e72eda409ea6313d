"""Tenders with known equilibria, decided by the same rule code as every other tender."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import numpy.typing as npt

from simulator.bidding.equilibrium.closed_forms.uniform import Floats, Uniform
from simulator.money import TICKS_PER_YUAN, Ints
from simulator.rules.award import award_round
from simulator.rules.lot import STATUSES, UNKNOWN, AwardedLot, Lot
from simulator.rules.parameters import Clauses

__all__ = [
    "AREAS",
    "UNIT",
    "YUAN",
    "Played",
    "award_one",
    "by_rank",
    "in_ticks",
    "lot_of",
    "play",
    "tabulated",
]

YUAN = 100.0
"""Yuan for one unit of cost of a formula: rounding to 1/10,000 yuan is far below any standard error."""

UNIT = 10_000
"""Packs for one unit of volume of a formula."""

AREAS = 31
"""Supply areas of the rule books that are used."""

_OFF: Mapping[str, object] = {"use": "none"}


@dataclass(frozen=True, slots=True)
class Played:
    """Simulated tenders in the units of the formulas."""

    cost: Floats
    """``[R, n]`` unit costs."""
    price: Floats
    """``[R, n]`` award prices, 0 without an award."""
    volume: Floats
    """``[R, n]`` committed volumes."""
    position: Ints
    """``[R, n]`` rank among all valid bids, from 1; 0 for others."""
    bid: Floats
    """``[R, n]`` bids as the rules saw them."""

    @property
    def won(self) -> npt.NDArray[np.bool_]:
        """``[R, n]`` who won."""
        return self.price > 0

    @property
    def payment(self) -> Floats:
        """``[R]`` paid for everything."""
        return np.asarray((self.price * self.volume).sum(axis=1))

    @property
    def bought(self) -> Floats:
        """``[R]`` volume bought."""
        return np.asarray(self.volume.sum(axis=1))

    @property
    def profit(self) -> Floats:
        """``[R]`` profit of a firm, on average over the firms."""
        return np.asarray(((self.price - self.cost) * self.volume).mean(axis=1))


def by_rank(volumes: Sequence[float], ceiling: bool = False, **others: object) -> Clauses:
    """Write a small rule book: the cheapest bids win, each is paid its bid and is given a volume by its rank.

    Parameters
    ----------
    volumes
        Volume of each rank in units of the reported volume, at most 1.
    ceiling
        Whether bids above a ceiling are void.
    others
        Clauses to use instead.
    """
    places = len(volumes)
    book: dict[str, object] = {
        **dict.fromkeys(("quality", "conversion", "links", "price_test"), _OFF),
        **dict.fromkeys(("negotiation", "elimination", "revival"), _OFF),
        "ceiling": {"use": "ceiling", "basis": "published-list", "above": "void"} if ceiling else _OFF,
        "ties": {"use": "tie-order", "keys": []},
        "places": {"use": "place-table", "table": {n: n for n in range(1, places + 1)}, "cap": places},
        "volume": {
            "use": "by-rank",
            "kept": {rank: Decimal(str(share)) for rank, share in enumerate(volumes, 1)},
            "pool": {1: 0},
            **dict.fromkeys(("loser_pool", "revived_kept", "pool_to_first"), 0),
        },
        "supply": {"use": "by-brand", "areas": "national-31"},
        "term": {"use": "fixed-years", "years": 1},
    }
    return Clauses.model_validate({**book, **others})


def in_ticks(price: Floats) -> Ints:
    """Turn prices in the unit of the formulas into ticks of 1/10,000 yuan, the nearest one."""
    return np.floor(price * YUAN * TICKS_PER_YUAN + 0.5).astype(np.int64)


def lot_of(bid: Ints, ceiling: float | None = None, draw: Ints | None = None, **facts: object) -> Lot:
    """Describe a variety by its bids; all firms have passed the quality gate and report the same volume.

    Parameters
    ----------
    bid
        ``[R, n]`` bids in ticks; 0 for a firm that stays out.
    ceiling
        Ceiling in the unit of the formulas.
    draw
        ``[R, n]`` drawing of lots; by default in the order of the firms.
    facts
        Further facts of the lot, as in ``simulator.rules.lot.Lot``.
    """
    rows, size = bid.shape
    unknown = np.full((1, size), UNKNOWN, dtype=np.int64)
    return Lot(
        **{
            "variety": "self-test",
            "firms": tuple(f"firm {i + 1}" for i in range(size)),
            "brands": ("",) * size,
            "bid": np.maximum(bid, 1),
            "present": bid > 0,
            "ceiling": unknown if ceiling is None else np.full((1, size), in_ticks(np.array(ceiling))),
            "reference": unknown,
            "status": np.full(size, STATUSES.index("passed"), dtype=np.uint8),
            "link": unknown[0],
            "strength_ratio": np.ones(size),
            "pack_ratio": np.ones(size),
            "past_volume": np.full(size, UNIT, dtype=np.int64),
            "brand_volume": np.full(size, UNIT, dtype=np.int64),
            "coverage": unknown[0],
            "reserve": np.zeros((1, size), dtype=np.int64),
            "draw": np.broadcast_to(np.arange(size), (rows, size)) if draw is None else draw,
            "form": "oral-solid",
            "volume_class": "ordinary",
            "base": np.zeros(0, dtype=np.int64),
            "preference": np.tile(np.arange(AREAS, dtype=np.int16), (size, 1)),
            **facts,
        }
    )


def award_one(lot: Lot, clauses: Clauses) -> AwardedLot:
    """Decide one variety out of a round."""
    return award_round([lot], clauses, np.zeros(AREAS, dtype=np.int64), whole_round=False)[0]


def play(cost: Floats, bids: Floats, lot: Lot | None, clauses: Clauses) -> Played:
    """Let the rules decide simulated tenders.

    Parameters
    ----------
    cost, bids
        ``[R, n]`` unit costs and bids; NaN for a firm that stays out.
    lot
        The variety with these bids; by default one without a ceiling.
    clauses
        The rule book.
    """
    awarded = award_one(lot_of(in_ticks(np.nan_to_num(bids))) if lot is None else lot, clauses)
    scale = YUAN * TICKS_PER_YUAN
    return Played(
        cost, awarded.price / scale, awarded.volume / UNIT, awarded.position, awarded.comparable / scale
    )


def tabulated(function: Callable[[Floats], Floats], span: Uniform, at: Floats) -> Floats:
    """Evaluate a smooth function at many points by a table of 4,001, far more exactly than needed."""
    points = span.at(np.linspace(0, 1, 4_001))
    return np.asarray(np.interp(at, points, function(points)))
