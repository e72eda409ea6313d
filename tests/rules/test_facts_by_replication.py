"""Facts of bids that differ between replications decide each replication as if it stood alone."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from simulator.money import Ints
from simulator.rules.award import award_round
from simulator.rules.lot import UNKNOWN, Lot
from tests.rules.tenders import book, lot

ROWS, BIDS = 40, 5
WIDE = ("bid", "present", "ceiling", "draw", "reserve")


def drawn() -> tuple[Lot, dict[str, Ints]]:
    random = np.random.default_rng(7)
    plain = lot(["1"] * BIDS, ceiling="100", base=[9_000] * 31, past=[1, 0, 1, 0, 1])
    bid = random.integers(200_000, 990_000, (ROWS, BIDS))
    held = random.random((ROWS, BIDS)) < 0.5
    facts = {
        "previous_price": np.where(held, random.integers(200_000, 990_000, (ROWS, BIDS)), UNKNOWN),
        "incumbent": held.astype(np.int64),
        "brand_volume": random.integers(0, 50_000, (ROWS, BIDS)),
        "enquiry": np.broadcast_to(random.integers(400_000, 990_000, (ROWS, 1)), (ROWS, BIDS)).copy(),
    }
    wide = {key: np.broadcast_to(getattr(plain, key), (ROWS, BIDS)) for key in ("present", "ceiling", "draw")}
    reserve = np.broadcast_to(plain.reserve, (ROWS, BIDS))
    return replace(plain, bid=bid, reserve=reserve, **wide), facts


@pytest.mark.parametrize(
    "name", ["renewal-rounds-1-8-2026", "renewal-yangtze-2022", "renewal-jiangsu-2022", "stents-2022"]
)
def test_rows_together_are_the_rows_one_by_one(name: str) -> None:
    base, facts = drawn()
    clauses, units = book(name), np.zeros(31, dtype=np.int64)
    (together,) = award_round([replace(base, **facts)], clauses, units, False)
    seen = set()
    for row in range(ROWS):
        one = replace(
            base,
            **{key: getattr(base, key)[row : row + 1] for key in WIDE},
            **{key: values[row] for key, values in facts.items()},
        )
        (alone,) = award_round([one], clauses, units, False)
        assert np.array_equal(alone.state[0], together.state[row])
        assert np.array_equal(alone.volume[0], together.volume[row])
        seen.update(alone.volume[0].tolist())
    assert len(seen) > 2


def test_who_held_the_contract_decides_and_past_volume_only_where_that_is_not_known() -> None:
    base = lot(["10"], ceiling="20", base=[10_000] * 31, past=[0])
    clauses, units = book("renewal-yangtze-2022"), np.zeros(31, dtype=np.int64)
    volumes = [
        int(award_round([replace(base, incumbent=np.array([known]))], clauses, units, False)[0].volume[0, 0])
        for known in (UNKNOWN, 0, 1)
    ]
    assert volumes[0] == volumes[1]
    assert volumes[2] * 5 == volumes[0] * 6  # 60 % against 50 %
