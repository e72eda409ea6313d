"""Which bids of a tender are made by learners."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from simulator.errors import InputError, nearest
from simulator.firms.population import CLASSES
from simulator.tender.ready import Tender

__all__ = ["Seat", "find_seats", "find_varieties"]


@dataclass(frozen=True, slots=True)
class Seat:
    """One bid that a learner makes: a firm, or one of its products, in one variety."""

    agent: str
    """Name of the learner: the variety, then the bidder."""
    variety: int
    """Position of the variety in the tender."""
    bid: int
    """Position of the bidder in the variety."""


def find_varieties(tender: Tender, variety: str | None) -> tuple[int, ...]:
    """Return the positions of one variety, or of all without a name.

    Raises
    ------
    InputError
        If there is no variety of that name.
    """
    names = [one.variety.name for one in tender.entrants]
    if variety is None:
        return tuple(range(len(names)))
    if variety not in names:
        raise InputError.one(f"there is no variety '{variety}' in this tender", mend=nearest(variety, names))
    return (names.index(variety),)


def find_seats(tender: Tender, varieties: Sequence[int], learners: Sequence[str]) -> tuple[Seat, ...]:
    """Find the bids that learners make.

    Parameters
    ----------
    tender
        The scenario made ready.
    varieties
        Positions of the varieties that learners bid for.
    learners
        Classes of firm, or names of firms.

    Raises
    ------
    InputError
        If a learner is neither a class nor a bidder there, or if nobody is left to learn.
    """
    wanted = (learners,) if isinstance(learners, str) else tuple(learners)
    known = {*CLASSES, *(name for at in varieties for name in _names(tender, at))}
    for learner in wanted:
        if learner not in known:
            raise InputError.one(
                f"learner '{learner}' is neither a class of firms nor a bidder of the varieties played",
                mend=nearest(learner, known),
            )
    seats = [
        Seat(f"{tender.entrants[at].variety.name}/{name}", at, bid)
        for at in varieties
        for bid, name in enumerate(tender.entrants[at].names)
        if {CLASSES[tender.entrants[at].kind[bid]], tender.entrants[at].firms[bid], name} & set(wanted)
    ]
    if not seats:
        there = sorted({CLASSES[kind] for at in varieties for kind in tender.entrants[at].kind})
        raise InputError.one(
            f"no bidder of the varieties played is of the class {' or '.join(wanted) or '(none named)'}",
            mend=f"classes that bid there: {', '.join(there)}",
        )
    return tuple(seats)


def _names(tender: Tender, at: int) -> tuple[str, ...]:
    return (*tender.entrants[at].firms, *tender.entrants[at].names)
