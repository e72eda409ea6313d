"""The violation list: months on record, first and last day, all of a firm's varieties."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from simulator.campaign.carried import NEVER, Ban, Former, aligned, barred, price_before
from simulator.campaign.violations import ban_months, months_later
from simulator.scenario.supply import Breach
from simulator.supply.records import Cause


@pytest.mark.parametrize(
    ("cause", "lenient", "months"),
    [
        (Cause.NONE, False, 0),
        (Cause.FAILURE, False, 9),  # ibuprofen of round 3, nine months
        (Cause.DEFAULT, False, 9),
        (Cause.QUALITY, False, 18),  # glimepiride of round 2, eighteen months
        (Cause.COLLUSION, False, 12),  # bromhexine of round 7, twelve months
        (Cause.COLLUSION, True, 6),  # and six for the firms that helped the inquiry
    ],
)
def test_months_on_record(cause: Cause, lenient: bool, months: int) -> None:
    found = ban_months(np.array([[int(cause)]]), np.array([[lenient]]), Breach())
    assert found.tolist() == [[months]]


def test_a_ban_bars_from_its_first_day_until_the_day_it_ends() -> None:
    day = date(2021, 1, 1).toordinal()
    ban = Ban(
        "r", "V1", "A", np.array([day, NEVER]), np.array([day + 270.0, NEVER]), np.array([1, 0], np.uint8)
    )
    assert barred((ban,), "A", day - 1, 2).tolist() == [False, False]
    assert barred((ban,), "A", day, 2).tolist() == [True, False]
    assert barred((ban,), "A", day + 269, 2).tolist() == [True, False]
    assert barred((ban,), "A", day + 270, 2).tolist() == [False, False]
    assert not barred((ban,), "B", day, 2).any()


@pytest.mark.parametrize(
    ("begins", "months", "ends"),
    [
        ("2021-08-11", 9, "2022-05-11"),  # ibuprofen: barred from 11 August 2021 to 10 May 2022
        ("2020-01-31", 1, "2020-02-29"),
        ("2021-01-31", 1, "2021-02-28"),
        ("2021-12-31", 18, "2023-06-30"),
        ("2021-12-15", 12, "2022-12-15"),
        ("2021-12-15", 6, "2022-06-15"),
    ],
)
def test_bans_count_months_of_the_calendar(begins: str, months: int, ends: str) -> None:
    days = np.array([date.fromisoformat(begins).toordinal(), np.inf])
    found = months_later(days, np.array([float(months), 9.0]))
    assert date.fromordinal(int(found[0])).isoformat() == ends
    assert found[1] == np.inf


def former() -> Former:
    """Return two replications: A and B win at 3 and 6, then nobody wins."""
    won = np.array([[True, True, False], [False, False, False]])
    return Former(
        variety="V1",
        form="other",
        names=("A", "B", "C"),
        won=won,
        price=np.where(won, [[3, 6, 0]], 0),
        volume=np.where(won, [[10, 20, 0]], 0),
        lost_on=np.array([[NEVER, 100.0, NEVER], [NEVER] * 3]),
        cut=np.array([0.5, np.nan]),
        gone=np.zeros((2, 3), dtype=np.bool_),
        stock=np.zeros((2, 3)),
        capacity=np.zeros((2, 3)),
    )


def test_prices_before() -> None:
    assert price_before(former(), "highest").tolist() == [6, 0]
    assert price_before(former(), "lowest").tolist() == [3, 0]
    # 4.5 is rounded up.
    assert price_before(former(), "mean").tolist() == [5, 0]


def test_bids_are_matched_by_name_whatever_their_order() -> None:
    found = aligned(former(), ("C", "new", "B", "A"), 100.0)
    assert found.won[0].tolist() == [False, False, True, True]
    # B lost its award on that very day.
    assert found.held[0].tolist() == [False, False, False, True]
    assert found.price[0].tolist() == [0, 0, 6, 3]
    assert found.volume[0].tolist() == [0, 0, 20, 10]
