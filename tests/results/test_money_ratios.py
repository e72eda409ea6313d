"""Effects of volume, structure and price: by hand, and in every replication they multiply to the change."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.results.money import amounts
from simulator.results.money_definitions import MONEY_METRICS, SPENT


def effects(by_variety: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    names = ("volume_effect", "structure_effect", "price_effect", "cost_per_use", "saving_share")
    return {name: amounts(MONEY_METRICS[name], by_variety)[0] for name in names}


def test_effects_by_hand() -> None:
    """Without the tender 100 units at 10 yuan; with it 130, of them 100 of a product that cost 8 and costs 3.

    The other 30 cost 20 and still do: 1,300 at the mean old price, 1,400 at own old prices, 900 paid.
    """
    fen = {"baseline": 100_000, "at_mean_old": 130_000, "at_own_old": 140_000, "winners": 30_000}
    fen |= {"nonwinners": 60_000, "outside": 0, "substitutes": 0, "compensation": 0, "months": 12}
    found = effects({name: np.array([[value]]) for name, value in fen.items()})
    assert found["volume_effect"] == pytest.approx(1.3)
    assert found["structure_effect"] == pytest.approx(14 / 13)
    assert found["price_effect"] == pytest.approx(9 / 14)
    assert found["cost_per_use"] == pytest.approx(9 / 13)
    assert found["saving_share"] == pytest.approx(0.1)


def test_effects_multiply_to_the_change_of_spending() -> None:
    draw = np.random.default_rng(4)
    names = ("baseline", "at_mean_old", "at_own_old", *(name.lstrip("-") for name in SPENT))
    made = {name: draw.integers(1_000, 10**9, (50, 6)) for name in names}
    found = effects(made | {"compensation": draw.integers(0, 1_000, (50, 6)), "months": np.full((50, 6), 24)})
    assert found["structure_effect"] * found["price_effect"] == pytest.approx(found["cost_per_use"])
    assert found["volume_effect"] * found["cost_per_use"] == pytest.approx(1 - found["saving_share"])


def test_what_patients_pay_is_told_by_scheme_and_adds_up() -> None:
    """Two years of two varieties, million yuan a year: 3 + 1, 0.5 + 0.5 and 0.25 + 0."""
    schemes = {"employee": (6, 2), "resident": (1, 1), "uninsured": (0.5, 0)}
    made = {f"patients_{name}": np.array([pair]) * 1e8 for name, pair in schemes.items()}
    by_variety = {name: fen.astype(np.int64) for name, fen in made.items()} | {"months": np.full((1, 2), 24)}
    whole = {name: amounts(MONEY_METRICS[name], by_variety)[0][0] for name in (*made, "patients")}
    assert whole == {
        "patients_employee": 4.0,
        "patients_resident": 1.0,
        "patients_uninsured": 0.25,
        "patients": 5.25,
    }
