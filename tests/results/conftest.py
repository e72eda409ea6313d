"""A round small enough to compute by hand: two varieties, three firms, two replications."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from simulator.rules.lot import STATUSES, UNKNOWN, AwardedLot, Lot, State


def awarded_lot(variety: str, firms: tuple[str, ...], state: list[list[State]], **given: Any) -> AwardedLot:
    """Build an awarded variety; what is not given is empty or unknown."""
    states = np.array(state, dtype=np.uint8)
    rows, size = states.shape

    def wide(name: str, default: int) -> np.ndarray:
        return np.array(given.get(name, np.full((rows, size), default)), dtype=np.int64)

    def flat(name: str, default: int, dtype: type = np.int64) -> np.ndarray:
        return np.array(given.get(name, np.full(size, default)), dtype=dtype)

    won = (states >= State.WON) & (states <= State.REVIVED_NOT_SHORTLISTED)
    price = wide("price", 0)
    lot = Lot(
        variety=variety,
        firms=firms,
        brands=given.get("brands", ("",) * size),
        bid=wide("bid", 1),
        present=states != State.ABSENT,
        ceiling=wide("ceiling", UNKNOWN),
        reference=wide("reference", UNKNOWN),
        status=flat("status", STATUSES.index("passed"), np.uint8),
        link=flat("link", UNKNOWN),
        strength_ratio=np.ones(size),
        pack_ratio=np.ones(size),
        past_volume=flat("past_volume", UNKNOWN),
        brand_volume=flat("brand_volume", UNKNOWN),
        coverage=flat("coverage", UNKNOWN),
        reserve=wide("reserve", 0),
        draw=wide("draw", 0),
        form="",
        volume_class="ordinary",
        base=np.zeros(0, dtype=np.int64),
        preference=np.zeros((size, 0), dtype=np.int16),
    )
    none = np.zeros((rows, 0), dtype=np.int16)
    ones = np.ones(rows, dtype=np.int64)
    return AwardedLot(
        lot=lot,
        state=states,
        met=np.zeros((rows, size), dtype=np.uint8),
        undecided=np.array(given.get("undecided", np.zeros((rows, size))), dtype=np.uint8),
        comparable=lot.bid,
        comparable_ceiling=wide("ceiling", UNKNOWN),
        price=price,
        position=np.zeros((rows, size), dtype=np.int64),
        rank=np.where(won, np.cumsum(won, axis=1), 0),
        bidders=ones * size,
        places=np.array(given.get("places", ones * size), dtype=np.int64),
        winners=np.array(given.get("winners", won.sum(axis=1)), dtype=np.int64),
        anchor=np.zeros((rows, 2), dtype=np.int64),
        offered=np.zeros((rows, size), dtype=np.int64),
        share=np.zeros(rows, dtype=np.int64),
        years=ones,
        main=np.array(given.get("main", none), dtype=np.int16),
        backup=np.array(given.get("backup", none), dtype=np.int16),
        volume=wide("volume", 0),
        pool=np.zeros((rows, size), dtype=np.int64),
        assigned=np.zeros((rows, size), dtype=np.int64),
        late=np.zeros((rows, size), dtype=np.bool_),
        outside_cap=np.zeros((rows, size), dtype=np.int64),
        yellow=np.zeros((rows, size), dtype=np.int64),
        red=np.zeros((rows, size), dtype=np.int64),
    )


@pytest.fixture
def make_lot() -> Callable[..., AwardedLot]:
    return awarded_lot


@pytest.fixture
def tiny() -> tuple[list[AwardedLot], list[np.ndarray]]:
    """Two varieties and their costs; the second replication is the odd one (a failed variety, no volumes)."""
    s, u = State, UNKNOWN
    first = awarded_lot(
        "A",
        ("F1", "F2", "F3"),
        [[s.WON, s.WON, s.NO_PLACE], [s.OVER_CEILING, s.UNDECIDED, s.ELIMINATED_WIDEST]],
        status=[STATUSES.index(name) for name in ("originator", "passed", "reference")],
        bid=[[50, 100, 190], [85, 100, 190]],
        price=[[50, 100, 0], [0, 0, 0]],
        reference=[[100, 400, u]],
        ceiling=[[80, 200, 200]] * 2,
        volume=[[600, 400, 0], [0, 0, 0]],
        places=[3, 2],
        undecided=[[0, 2, 0], [0, 2, 0]],
        main=[[0, 0, 1], [-1, -1, -1]],
        backup=[[1, -1, 0], [-1, -1, -1]],
    )
    second = awarded_lot(
        "B",
        ("F1", "F2", "F3"),
        [[s.ABSENT, s.FAILED_PRICE_TEST, s.WON], [s.ABSENT, s.WON_NEGOTIATED, s.REVIVED_SHORTLISTED]],
        bid=[[u, 70, 30], [u, 20, 30]],
        price=[[0, 0, 30], [0, 20, 30]],
        reference=[[40, 40, 40]],
        ceiling=[[u, 50, u]] * 2,
        volume=[[0, 0, 100], [0, 0, 0]],
        places=[1, 1],
    )
    return [first, second], [np.array([[60, 90, 10]]), np.array([[u, 10, u]])]


@pytest.fixture
def random_round() -> Callable[..., tuple[list[AwardedLot], list[np.ndarray]]]:
    """Return a maker of random outcomes: not what any rule book would decide, but every state occurs."""

    def make(
        rng: np.random.Generator, replications: int, varieties: int, most: int = 12
    ) -> tuple[list[AwardedLot], list[np.ndarray]]:
        lots, costs = [], []
        for number in range(varieties):
            size = int(rng.integers(1, most + 1))
            shape = (replications, size)
            state = rng.choice([int(s) for s in State], size=shape, p=_often_won())
            won = (state >= State.WON) & (state <= State.REVIVED_NOT_SHORTLISTED)
            lots.append(
                awarded_lot(
                    f"V{number}",
                    tuple(f"F{i}" for i in rng.choice(30, size=size, replace=False)),
                    state.tolist(),
                    price=np.where(won, rng.integers(1, 50_000, shape), 0),
                    reference=np.where(rng.random((1, size)) < 0.2, UNKNOWN, rng.integers(1, 99_999, size)),
                    ceiling=np.where(rng.random(shape) < 0.2, UNKNOWN, rng.integers(1, 99_999, shape)),
                    status=rng.integers(0, len(STATUSES), size),
                    link=np.where(rng.random(size) < 0.8, UNKNOWN, rng.integers(0, 3, size)),
                    volume=np.where(won & (rng.random(shape) < 0.8), rng.integers(0, 10**8, shape), 0),
                    places=rng.integers(0, 10, replications),
                    undecided=rng.integers(0, 2, shape),
                )
            )
            costs.append(np.where(rng.random(shape) < 0.3, UNKNOWN, rng.integers(1, 50_000, shape)))
        return lots, costs

    return make


def _often_won() -> np.ndarray:
    weight = np.array([6.0 if s == State.WON else 1.0 for s in State])
    return np.asarray(weight / weight.sum())
