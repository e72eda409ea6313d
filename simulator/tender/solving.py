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

from simulator.bidding.equilibrium.setting import Setting

__all__ = ["Concept", "Remembered", "Solved", "Solving", "Store"]

Floats = npt.NDArray[np.float64]

Solved = TypeVar("Solved")

_VERSION = 5


class Store(Protocol):
    """Keeps solved games by the hash of what they are made of."""

    def get(self, key: str) -> dict[str, Floats] | None:
        """Return what is kept under a key, if anything."""
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


class Concept(Protocol[Solved]):
    """What counts as the solution of a game, and how it is found and kept."""

    @property
    def name(self) -> str:
        """What the bids solve: ``equilibrium``, ``quantal`` or ``hierarchy``."""
        ...

    @property
    def terms(self) -> Sequence[object]:
        """What decides the solution besides the game, as plain values."""
        ...

    def solve(self, setting: Setting) -> Solved:
        """Solve the game of a variety."""
        ...

    def arrays_of(self, solved: Solved) -> dict[str, Floats]:
        """Return what is needed to restore a solution."""
        ...

    def restored(self, setting: Setting, arrays: dict[str, Floats]) -> Solved:
        """Restore a solution; ``ValueError`` if the arrays are not one of this game."""
        ...

    def bids(self, solved: Solved, number: int) -> Floats:
        """Return ``[Q, U]`` bids over the ceiling of a class, by cost and whim; ``nan`` stays out."""
        ...

    def gain(self, solved: Solved) -> float:
        """Return the largest relative gain of any class from bidding otherwise."""
        ...

    def converged(self, solved: Solved) -> bool:
        """Tell whether the solution is as close as asked for."""
        ...


class Remembered(Generic[Solved]):
    """Solves each game once, and asks a store before that."""

    def __init__(self, solving: Solving, concept: Concept[Solved]) -> None:
        self._solving = solving
        self._concept = concept
        self._known: dict[str, Solved] = {}

    def solve_all(self, settings: Sequence[Setting]) -> tuple[Solved | None, ...]:
        """Return the solutions of varieties, in their order; ``None`` where nobody may bid.

        Parameters
        ----------
        settings
            The varieties; some of them are solved at the same time, since most of the work is compiled.
        """
        keys = [self._key(one) if one.classes else None for one in settings]
        todo = {
            key: one
            for key, one in zip(keys, settings, strict=True)
            if key is not None and key not in self._known
        }
        for done, (key, solved) in enumerate(self._each(todo), start=1):
            self._known[key] = solved
            if self._solving.progress is not None:
                self._solving.progress(done, len(todo))
        return tuple(None if key is None else self._known[key] for key in keys)

    def _each(self, todo: dict[str, Setting]) -> Iterator[tuple[str, Solved]]:
        if self._solving.jobs <= 1:
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

    def _solve(self, key: str, setting: Setting) -> Solved:
        store = self._solving.store
        kept = None if store is None else store.get(key)
        if kept is not None:
            try:
                return self._concept.restored(setting, kept)
            except ValueError:
                # A file that is not what it should be is solved again and written over.
                pass
        solved = self._concept.solve(setting)
        if store is not None:
            store.put(key, self._concept.arrays_of(solved))
        return solved

    def _key(self, setting: Setting) -> str:
        """Return the hash of everything that decides the bids."""
        parts: list[object] = [_VERSION, self._concept.name, *self._concept.terms]
        parts += [setting.clauses.model_dump(mode="json"), setting.ceiling]
        parts += [setting.form, setting.volume_class]
        parts += [setting.weights.tolist(), setting.units.tolist()]
        for group in setting.classes:
            outside = group.outside
            parts += [group.name, group.number, group.costs.points.round(9).tolist(), str(group.capacity)]
            parts += [outside.price, outside.when_winning, outside.when_losing, outside.entry_cost]
            parts.append(group.risk_aversion)
        text = json.dumps(parts, sort_keys=True)
        return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
