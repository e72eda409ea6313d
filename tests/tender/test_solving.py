"""Games are named once, read before any is solved, and solved once each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from simulator.bidding.equilibrium.costs import CostLaw, uniform
from simulator.bidding.equilibrium.game import BidderClass
from simulator.tender.solving import Remembered, Solving, keys_of, parts_of, told


class Squares:
    """A concept whose games are numbers, and whose solutions are their squares; nobody plays 0."""

    def __init__(self) -> None:
        self.named: list[float] = []
        self.solved: list[float] = []

    def identity(self, case: list[float]) -> Sequence[object] | None:
        self.named.append(case[0])
        return case if case[0] else None

    def solve(self, case: list[float]) -> float:
        self.solved.append(case[0])
        return case[0] ** 2

    def arrays_of(self, solved: float) -> dict[str, np.ndarray]:
        return {"square": np.array([solved])}

    def restored(self, case: list[float], arrays: dict[str, np.ndarray]) -> float:
        if arrays["square"].shape != (1,):
            raise ValueError("not a square")
        return float(arrays["square"][0])


class Shelf:
    """A store in memory."""

    def __init__(self) -> None:
        self.kept: dict[str, dict[str, np.ndarray]] = {}

    def get(self, key: str) -> dict[str, np.ndarray] | None:
        return self.kept.get(key)

    def holds(self, key: str) -> bool:
        return key in self.kept

    def put(self, key: str, arrays: dict[str, np.ndarray]) -> None:
        self.kept[key] = arrays


@pytest.mark.parametrize("jobs", [1, 2])
def test_only_what_is_not_kept_is_solved_and_counted(jobs: int) -> None:
    shelf, concept = Shelf(), Squares()
    two, three, nobody, four = [2.0], [3.0], [0.0], [4.0]
    assert Remembered(Solving(shelf), concept).solve_all([two, three]) == (4.0, 9.0)
    damaged = keys_of(concept, [three])[0]
    assert damaged is not None
    shelf.kept[damaged] = {"square": np.zeros(2)}
    concept.solved.clear()
    told_of: list[tuple[int, int]] = []
    again = Remembered(Solving(shelf, jobs, lambda *at: told_of.append(at)), concept)
    assert again.solve_all([two, three, nobody, four, two, list(three)]) == (4.0, 9.0, None, 16.0, 4.0, 9.0)
    assert sorted(concept.solved) == [3.0, 4.0]
    assert told_of == [(1, 2), (2, 2)]
    assert shelf.kept[damaged]["square"].tolist() == [9.0]


def test_a_game_that_stands_there_twice_is_named_once() -> None:
    concept = Squares()
    one, like_it, nobody = [2.0], [2.0], [0.0]
    keys = keys_of(concept, [one, one, like_it, nobody, one])
    assert concept.named == [2.0, 2.0, 0.0]
    assert keys[3] is None
    assert len(set(keys)) == 2


def test_every_number_of_a_class_of_bidders_counts_in_its_name() -> None:
    """Laws with the same costs at other odds are other laws; noise in the last digits is not."""
    group = BidderClass("generic", 3, CostLaw(np.array([1.0, 2.0, 4.0]), np.array([0.0, 0.5, 1.0])))
    others = [
        replace(group, number=4),
        replace(group, costs=uniform(1.0, 4.0)),
        replace(group, costs=CostLaw(group.costs.points, np.array([0.0, 0.25, 1.0]))),
        replace(group, costs=CostLaw(group.costs.points + np.array([0, 1e-6, 0]), group.costs.levels)),
        replace(group, capacity=2.0),
        replace(group, risk_aversion=0.2),
    ]
    said = {repr(parts_of([one])) for one in (group, *others)}
    assert len(said) == 1 + len(others)
    near = replace(group, costs=CostLaw(group.costs.points + np.array([0, 1e-12, 0]), group.costs.levels))
    assert parts_of([near]) == parts_of([group])


def test_arrays_of_other_numbers_or_another_shape_have_another_name() -> None:
    one = np.array([[0.0, 1.0], [2.0, 3.0]])
    assert told(one) == told(one.copy()) == told(one * np.array(1.0)) == told(np.where(one == 0, -0.0, one))
    assert len({told(each) for each in (one, one.ravel(), one.T, one + 1e-15)}) == 4
