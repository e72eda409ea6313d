"""Games solved once for each that differs, several at a time, and kept by the hash of what they are."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt

from simulator.bidding.equilibrium.setting import Setting

if TYPE_CHECKING:
    from simulator.bidding.equilibrium.solver import Terms
    from simulator.bidding.equilibrium.variety import VarietyEquilibrium

__all__ = ["MOST_STEPS", "Remembered", "Solving", "Store"]

Floats = npt.NDArray[np.float64]

MOST_STEPS = 600
"""Steps after which the search for one variety on one price list gives up."""

_VERSION = 3


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


class Remembered:
    """Solves each game once, and asks a store before that."""

    def __init__(self, solving: Solving) -> None:
        self._solving = solving
        self._known: dict[str, VarietyEquilibrium] = {}

    def solve_all(self, settings: Sequence[Setting], terms: Terms) -> tuple[VarietyEquilibrium | None, ...]:
        """Return the equilibria of varieties, in their order; ``None`` where nobody may bid.

        Parameters
        ----------
        settings
            The varieties; some of them are solved at the same time, since most of the work is compiled.
        terms
            Tolerance and steps of the search.
        """
        keys = [_key(one, terms) if one.classes else None for one in settings]
        todo = {
            key: one
            for key, one in zip(keys, settings, strict=True)
            if key is not None and key not in self._known
        }
        for done, (key, solved) in enumerate(self._each(todo, terms), start=1):
            self._known[key] = solved
            if self._solving.progress is not None:
                self._solving.progress(done, len(todo))
        return tuple(None if key is None else self._known[key] for key in keys)

    def _each(self, todo: dict[str, Setting], terms: Terms) -> Iterator[tuple[str, VarietyEquilibrium]]:
        if self._solving.jobs <= 1:
            yield from ((key, self._solve(key, one, terms)) for key, one in todo.items())
            return
        with ThreadPoolExecutor(self._solving.jobs) as pool:
            futures = {pool.submit(self._solve, key, one, terms): key for key, one in todo.items()}
            try:
                for future in as_completed(futures):
                    yield futures[future], future.result()
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                raise

    def _solve(self, key: str, setting: Setting, terms: Terms) -> VarietyEquilibrium:
        # The solver is compiled; commands that solve nothing start without it.
        from simulator.bidding.equilibrium.variety import arrays_of, solve_variety

        store = self._solving.store
        kept = self._kept(key, setting)
        if kept is not None:
            return kept
        solved = solve_variety(setting, terms)
        if store is not None:
            store.put(key, arrays_of(solved))
        return solved

    def _kept(self, key: str, setting: Setting) -> VarietyEquilibrium | None:
        from simulator.bidding.equilibrium.variety import restored

        kept = None if self._solving.store is None else self._solving.store.get(key)
        try:
            return None if kept is None else restored(setting, kept)
        except ValueError:
            # A file that is not what it should be is solved again and written over.
            return None


def _key(setting: Setting, terms: Terms) -> str:
    """Return the hash of everything that decides the bids."""
    parts: list[object] = [_VERSION, terms.tolerance, terms.iterations]
    parts += [setting.clauses.model_dump(mode="json"), setting.ceiling, setting.form, setting.volume_class]
    parts += [setting.weights.tolist(), setting.units.tolist()]
    for group in setting.classes:
        outside = group.outside
        parts += [group.name, group.number, group.costs.points.round(9).tolist(), str(group.capacity)]
        parts += [outside.price, outside.when_winning, outside.when_losing, outside.entry_cost]
    text = json.dumps(parts, sort_keys=True)
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
