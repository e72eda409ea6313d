"""Games solved once for each that differs, several at a time, and kept by the hash of what they are."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

import numpy as np
import numpy.typing as npt

from simulator.bidding.equilibrium.game import BidderClass

__all__ = ["Concept", "Remembered", "Solving", "Store", "key_of", "keys_of", "parts_of", "told"]

Floats = npt.NDArray[np.float64]

Case = TypeVar("Case")
Case_contra = TypeVar("Case_contra", contravariant=True)
Solved = TypeVar("Solved")


class Store(Protocol):
    """Keeps solved games by the hash of what they are made of."""

    def get(self, key: str) -> dict[str, Floats] | None:
        """Return what is kept under a key, if anything."""
        ...

    def holds(self, key: str) -> bool:
        """Tell whether something is kept under a key."""
        ...

    def put(self, key: str, arrays: dict[str, Floats]) -> None:
        """Keep arrays under a key."""
        ...


@dataclass(frozen=True, slots=True)
class Solving:
    """How games are solved."""

    store: Store | None = None
    """Where solved games are kept; nowhere if not given."""
    jobs: int = 1
    """Games that are solved at the same time; the bids do not depend on it."""
    progress: Callable[[int, int], None] | None = None
    """Called with games solved and games in all."""


class Concept(Protocol[Case_contra, Solved]):
    """What counts as the solution of a game, and how it is found and kept."""

    def identity(self, case: Case_contra) -> Sequence[object] | None:
        """Return everything that decides the solution, as plain values; ``None`` if nobody may bid."""
        ...

    def solve(self, case: Case_contra) -> Solved:
        """Solve the game."""
        ...

    def arrays_of(self, solved: Solved) -> dict[str, Floats]:
        """Return what is needed to restore a solution."""
        ...

    def restored(self, case: Case_contra, arrays: dict[str, Floats]) -> Solved:
        """Restore a solution; ``ValueError`` if the arrays are not one of this game."""
        ...


class Remembered(Generic[Case, Solved]):
    """Solves each game once, and asks a store before that."""

    def __init__(self, solving: Solving, concept: Concept[Case, Solved]) -> None:
        self._solving = solving
        self._concept = concept
        self._known: dict[str, Solved] = {}

    def solve_all(
        self, cases: Sequence[Case], keys: Sequence[str | None] | None = None
    ) -> tuple[Solved | None, ...]:
        """Return the solutions of games, in their order; ``None`` where nobody may bid.

        Parameters
        ----------
        cases
            The games; some of them are solved at the same time, since most of the work is compiled.
        keys
            Their names, if :func:`keys_of` has been asked for them already.
        """
        keys = keys_of(self._concept, cases) if keys is None else keys
        todo = {
            key: one
            for key, one in zip(keys, cases, strict=True)
            if key is not None and key not in self._known and not self._recalled(key, one)
        }
        for done, (key, solved) in enumerate(self._each(todo), start=1):
            self._known[key] = solved
            if self._solving.progress is not None:
                self._solving.progress(done, len(todo))
        return tuple(None if key is None else self._known[key] for key in keys)

    def _recalled(self, key: str, case: Case) -> bool:
        """Restore what the store has, and tell whether it had it."""
        store = self._solving.store
        kept = None if store is None else store.get(key)
        if kept is None:
            return False
        try:
            self._known[key] = self._concept.restored(case, kept)
        except ValueError:
            # A file that is not what it should be is solved again and written over.
            return False
        return True

    def _each(self, todo: dict[str, Case]) -> Iterator[tuple[str, Solved]]:
        if self._solving.jobs <= 1 or len(todo) <= 1:
            yield from ((key, self._solve(key, one)) for key, one in todo.items())
            return
        with ThreadPoolExecutor(self._solving.jobs) as pool:
            futures = {pool.submit(self._solve, key, one): key for key, one in todo.items()}
            try:
                for future in as_completed(futures):
                    yield futures[future], future.result()
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                raise

    def _solve(self, key: str, case: Case) -> Solved:
        solved, store = self._concept.solve(case), self._solving.store
        if store is not None:
            store.put(key, self._concept.arrays_of(solved))
        return solved


def keys_of(concept: Concept[Case, Solved], cases: Sequence[Case]) -> tuple[str | None, ...]:
    """Return the names under which the solutions of games are kept; ``None`` where nobody may bid.

    Parameters
    ----------
    concept
        What counts as a solution.
    cases
        The games. One that stands there several times is named once.
    """
    known: dict[int, str | None] = {}
    for one in cases:
        if id(one) not in known:
            said = concept.identity(one)
            known[id(one)] = None if said is None else key_of(said)
    return tuple(known[id(one)] for one in cases)


def parts_of(classes: Sequence[BidderClass]) -> list[object]:
    """Return everything that decides how classes of bidders bid, as plain values.

    Parameters
    ----------
    classes
        The classes.
    """
    parts: list[object] = []
    for group in classes:
        outside = group.outside
        costs = (told(group.costs.points.round(9)), told(group.costs.levels))
        parts += [group.name, group.number, *costs, str(group.capacity)]
        parts += [outside.price, outside.when_winning, outside.when_losing, outside.entry_cost]
        parts.append(group.risk_aversion)
        # Games without these keep the name that they had before there were any.
        if outside.private or outside.pressure or outside.standard < outside.price:
            parts += ["outside", outside.private, outside.private_price, outside.pressure]
            parts.append(str(min(outside.standard, outside.price)))
        if group.wealth:
            parts += ["wealth", group.wealth]
        if group.breach is not None:
            risk, default = group.breach, group.breach.default
            parts += [
                "breach",
                float(default.hazard.value),
                float(default.slope.value),
                float(default.most.value),
            ]
            parts += [np.asarray(risk.years).tolist(), np.asarray(risk.penalty).tolist(), risk.barred_years]
        if group.stated:
            parts += ["stated", group.costs.levels.round(9).tolist()]
        if group.after is not None:
            after = group.after
            parts += ["after", after.discount, after.incumbency, after.profit]
    return parts


def told(numbers: Floats) -> str:
    """Return a short name of an array that no other array has.

    Parameters
    ----------
    numbers
        The array; 0 and -0 are the same.
    """
    whole = f"{numbers.shape}".encode() + (numbers + 0.0).tobytes()
    return hashlib.blake2b(whole, digest_size=16).hexdigest()


def key_of(said: Sequence[object]) -> str:
    """Return the name under which the solution of a game is kept.

    Parameters
    ----------
    said
        Everything that decides the solution, as plain values.
    """
    text = json.dumps(said, sort_keys=True)
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
