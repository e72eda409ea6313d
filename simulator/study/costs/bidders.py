"""The bids of a list that costs are recovered from: valid ones, over a common basis, pooled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from simulator.errors import InputError
from simulator.market.areas import Areas
from simulator.money import Ints
from simulator.rules.award import award_round
from simulator.rules.lot import STATUSES, UNKNOWN, AwardedLot, Lot, State
from simulator.rules.parameters import AnyOf, Clauses

__all__ = ["GROUPS", "LEAST_BIDS", "Basis", "Bidders", "Pool", "common_basis", "pooled", "valid_bidders"]

Floats = npt.NDArray[np.float64]
Basis = Literal["ceiling", "reference-price", "median-bid"]

GROUPS = ("originator", "generic")
"""Groups of firms within which all are alike; what is not known to be an originator counts as generic."""

LEAST_BIDS = 20
"""Fewest bids from which a distribution is estimated."""

_OUT = frozenset(
    {
        State.ABSENT,
        State.NOT_PASSED,
        State.VIOLATION_LIST,
        State.GMP_BREACH,
        State.FAILED_SAMPLING,
        State.INEXPERIENCED,
        State.NOT_ACCEPTED,
        State.SUPPLY_RECORD,
        State.CREDIT_RECORD,
        State.LINKED_HIGHER,
        State.LINKED_HIGHEST,
        State.OVER_CEILING,
    }
)


@dataclass(frozen=True, slots=True, eq=False)
class Bidders:
    """Valid bids of one variety."""

    variety: str
    firms: tuple[str, ...]
    brands: tuple[str, ...]
    price: Ints
    """``[n]`` comparable prices in 1/10,000 yuan."""
    group: Ints
    """``[n]`` index into ``GROUPS``."""
    bases: dict[Basis, int]
    """What prices can be put in relation to, in 1/10,000 yuan."""
    form: str
    volume_class: str
    dropped: int
    """Bids of the variety that are not valid."""


@dataclass(frozen=True, slots=True, eq=False)
class Pool:
    """Varieties whose bids are taken for draws from the same distributions."""

    fewest: int
    """Fewest bidders of a variety in the pool."""
    most: int
    varieties: tuple[Bidders, ...]

    @property
    def bids(self) -> int:
        """Number of bids in the pool."""
        return sum(len(one.price) for one in self.varieties)


def valid_bidders(lots: Sequence[Lot], clauses: Clauses, areas: Areas) -> tuple[Bidders, ...]:
    """Return the bids of a list that take part in the competition, variety by variety.

    Parameters
    ----------
    lots
        The bids, one replication.
    clauses
        The rule book; its own steps decide which bids are valid.
    areas
        Supply areas.
    """
    return tuple(_of_lot(one) for one in award_round(lots, clauses, areas.units, whole_round=False))


def _of_lot(one: AwardedLot) -> Bidders:
    lot = one.lot
    valid = np.array([State(state) not in _OUT for state in one.state[0].tolist()], dtype=np.bool_)
    price = one.comparable[0][valid]
    ceiling = one.comparable_ceiling[0][valid]
    reference = lot.reference[0][valid]
    bases: dict[Basis, int] = {}
    if (ceiling != UNKNOWN).any():
        bases["ceiling"] = int(np.median(ceiling[ceiling != UNKNOWN]))
    if (reference != UNKNOWN).any():
        known = reference != UNKNOWN
        bases["reference-price"] = int(np.median((reference * (price / lot.bid[0][valid]))[known]))
    if price.size:
        bases["median-bid"] = max(int(np.median(price)), 1)
    return Bidders(
        variety=lot.variety,
        firms=tuple(np.array(lot.firms, dtype=object)[valid].tolist()),
        brands=tuple(np.array(lot.brands, dtype=object)[valid].tolist()),
        price=price,
        group=(lot.status[valid] != STATUSES.index("originator")).astype(np.int64),
        bases=bases,
        form=lot.form,
        volume_class=lot.volume_class,
        dropped=int((~valid).sum()),
    )


def common_basis(bidders: Sequence[Bidders], clauses: Clauses) -> Basis:
    """Choose what the prices of all varieties can be put in relation to.

    Parameters
    ----------
    bidders
        The varieties that are used.
    clauses
        The rule book.

    Raises
    ------
    InputError
        If the rule book has a test against the ceiling and a ceiling is not on record.
    """
    bare = [one.variety for one in bidders if "ceiling" not in one.bases]
    if not bare:
        return "ceiling"
    test = clauses.price_test
    if isinstance(test, AnyOf) and test.tests.cut is not None:
        raise InputError.one(
            f"the rule book tests prices against the ceiling, but {len(bare)} of {len(bidders)} varieties "
            f"have none, such as '{bare[0]}'",
            mend="fill the column 'ceiling', leave those varieties out, or drop the test with "
            "--set clauses.price_test.tests.cut=null",
        )
    return "reference-price" if all("reference-price" in one.bases for one in bidders) else "median-bid"


def pooled(bidders: Sequence[Bidders]) -> tuple[Pool, ...]:
    """Pool varieties by number of bidders; neighbouring numbers share a pool until it has enough bids.

    Parameters
    ----------
    bidders
        Varieties with at least two valid bids.

    Raises
    ------
    InputError
        If all of them together have too few bids.
    """
    total = sum(len(one.price) for one in bidders)
    if total < LEAST_BIDS:
        raise InputError.one(
            f"{total} valid bids in varieties with at least two bidders are too few to recover costs from",
            mend=f"at least {LEAST_BIDS} are needed, better several hundred",
        )
    runs: list[list[Bidders]] = []
    for number in sorted({len(one.price) for one in bidders}):
        same = [one for one in bidders if len(one.price) == number]
        if runs and _size(runs[-1]) < LEAST_BIDS:
            runs[-1] += same
        else:
            runs.append(same)
    if len(runs) > 1 and _size(runs[-1]) < LEAST_BIDS:
        last = runs.pop()
        runs[-1] += last
    return tuple(Pool(len(run[0].price), len(run[-1].price), tuple(run)) for run in runs)


def _size(run: Sequence[Bidders]) -> int:
    return sum(len(one.price) for one in run)
