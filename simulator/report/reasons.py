"""Why each bid of the first simulated round won or lost, from the journal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from simulator.errors import VbpError
from simulator.money import TICKS_PER_YUAN
from simulator.rules.lot import AwardedLot, State
from simulator.study.plan import Plan
from simulator.study.store import default_store
from simulator.tender.journal import Entry, chain_of
from simulator.tender.simulate import play_block, set_up
from simulator.tender.solving import Solving, Store

__all__ = ["BidKey", "Reasons", "first_reasons"]

BidKey = tuple[str, str, str]
"""Variety, firm and brand of a bid."""


@dataclass(frozen=True, slots=True)
class Reasons:
    """The chain of clauses of every bid of replication 0, or why there is none."""

    chains: Mapping[BidKey, tuple[Entry, ...]]
    missing: str = ""
    """Key of the text that says why there are none; empty if there are."""

    def clauses_at_work(self) -> list[tuple[str, dict[str, int]]]:
        """Count by clause how many bids passed, failed, were left undecided, or had nothing to do with it."""
        counts: dict[str, dict[str, int]] = {}
        for chain in self.chains.values():
            for entry in chain:
                outcomes = counts.setdefault(entry.clause, {})
                outcomes[entry.outcome] = outcomes.get(entry.outcome, 0) + 1
        return list(counts.items())


class _UnsolvedError(VbpError):
    """A game of the run is not among those that are kept."""


class _KnownGames:
    """A store that never lets a game be solved: a report must not take minutes."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def get(self, key: str) -> dict[str, npt.NDArray[np.float64]] | None:
        kept = self._store.get(key)
        if kept is None:
            raise _UnsolvedError("a game of this run is not in the store")
        return kept

    def holds(self, key: str) -> bool:
        return self._store.holds(key)

    def put(self, key: str, arrays: dict[str, npt.NDArray[np.float64]]) -> None:
        """Keep nothing: reading a report leaves no trace."""


def first_reasons(plan: Plan | None, awards: pd.DataFrame | None) -> Reasons:
    """Play replication 0 of a run again and tell the chain of clauses of each bid.

    Parameters
    ----------
    plan
        The run's inputs; nothing if they cannot be read or are not those of the tables.
    awards
        Table ``awards`` of the run. Unless the round that is played again agrees with it bid by bid, no
        reasons are given.
    """
    if plan is None or awards is None:
        return Reasons({}, "reasons-no-inputs")
    scenario, clauses = plan.scenario.record, plan.rules.record.clauses
    try:
        tender = set_up(scenario, clauses, plan.folder, Solving(_KnownGames(default_store())))
        awarded = play_block(tender, 0, 1).awarded
    except _UnsolvedError:
        return Reasons({}, "reasons-not-kept")
    except (VbpError, OSError):
        return Reasons({}, "reasons-no-inputs")
    if not _agrees(awarded, awards):
        return Reasons({}, "reasons-differ")
    chains = {
        (one.lot.variety, one.lot.firms[bid], one.lot.brands[bid]): chain_of(
            one, bid, clauses, tender.areas, True
        )
        for one in awarded
        for bid in range(one.lot.size)
        if one.state[0, bid] != State.ABSENT
    }
    return Reasons(chains)


def _agrees(awarded: Sequence[AwardedLot], awards: pd.DataFrame) -> bool:
    """Say whether bids and outcomes of the round are those of the table."""
    first = awards[awards["replication"] == 0]
    columns = ("variety", "firm", "brand", "bid", "state")
    told = {
        (str(variety), str(firm), _text(brand)): (round(float(bid) * TICKS_PER_YUAN), str(state))
        for variety, firm, brand, bid, state in zip(*(first[name] for name in columns), strict=True)
    }
    played = {
        (one.lot.variety, one.lot.firms[bid], one.lot.brands[bid]): (
            int(one.lot.bid[0, bid]),
            State(int(one.state[0, bid])).code,
        )
        for one in awarded
        for bid in range(one.lot.size)
        if one.state[0, bid] != State.ABSENT
    }
    return told == played


def _text(cell: object) -> str:
    return cell if isinstance(cell, str) else ""
