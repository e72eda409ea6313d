"""Double-entry bookkeeping of one history: every posting moves money from one account to another."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

import numpy as np

from simulator.errors import RunError
from simulator.fund.records import Party
from simulator.money import Ints

__all__ = ["Book", "Kind", "Posting", "balances", "check_book"]

Kind = Literal["cash", "claims"]


class Posting(NamedTuple):
    """Money that moves between two accounts of one kind; it cannot but balance."""

    month: int
    """Month of execution, from 1."""
    cell: int
    """Cell whose deliveries it is about."""
    kind: Kind
    """Whether cash moves or a claim."""
    payer: Party
    """Whose account goes down."""
    payee: Party
    """Whose account goes up."""
    what: str
    """Why."""
    fen: int
    """How much; positive."""


@dataclass(slots=True)
class Book:
    """Postings in the order in which they were made."""

    postings: list[Posting] = field(default_factory=list)
    cell: int = 0
    """Cell that is being settled."""

    def move(
        self, month: int, payer: Party, payee: Party, what: str, fen: int, *, kind: Kind = "cash"
    ) -> None:
        """Post a movement; a negative one goes the other way, none is not posted."""
        if fen < 0:
            payer, payee, fen = payee, payer, -fen
        if fen:
            self.postings.append(Posting(month, self.cell, kind, payer, payee, what, fen))

    def owe(self, month: int, debtor: Party, creditor: Party, what: str, fen: int) -> None:
        """Post a claim that comes into being."""
        self.move(month, debtor, creditor, what, fen, kind="claims")

    def pay(self, month: int, debtor: Party, creditor: Party, what: str, fen: int) -> None:
        """Pay what is owed: cash one way, the claim the other."""
        self.move(month, debtor, creditor, what, fen)
        self.owe(month, creditor, debtor, what, fen)


def balances(postings: Iterable[Posting], kind: Kind, months: int) -> Ints:
    """Return what each party has in an account at the end of each month: ``[months, 10]`` fen."""
    kept = [(one.month, one.payer, one.payee, one.fen) for one in postings if one.kind == kind]
    month, payer, payee, fen = np.array(kept, dtype=np.int64).reshape(-1, 4).T
    found = np.zeros((months, len(Party)), dtype=np.int64)
    at = np.minimum(month, months) - 1
    np.subtract.at(found, (at, payer), fen)
    np.add.at(found, (at, payee), fen)
    return np.asarray(np.cumsum(found, axis=0))


def check_book(variety: str, postings: Iterable[Posting], cash: Ints) -> None:
    """Check that all claims are settled in the end and that cash is what settlement says.

    Parameters
    ----------
    variety
        Name, for the message.
    postings
        All postings of a history.
    cash
        ``[10]`` what each party gained or paid by the settlement in totals.

    Raises
    ------
    RunError
        If a fen is missing.
    """
    found = list(postings)
    claims = balances(found, "claims", 1)[0]
    off = balances(found, "cash", 1)[0] - cash
    for what, by_party in (("claims left open", claims), ("cash against the settlement", off)):
        if by_party.any():
            party = Party(int(np.argmax(np.abs(by_party)))).name.lower()
            raise RunError(
                f"{variety}: ledger does not balance ({what}: {party}, {int(np.abs(by_party).max())} fen); "
                "please report this"
            )
