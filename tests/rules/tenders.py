"""Small tenders for tests: lots from a list of prices, shipped rule books by name, results in words."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np
from ruamel.yaml import YAML

from simulator.money import MAX_PRICE, Ints, parse_price
from simulator.rules.award import award_round
from simulator.rules.lot import STATUSES, UNKNOWN, AwardedLot, Lot, State
from simulator.rules.parameters import AnyOf, Clauses
from simulator.scenario.rulebook import RuleBook

FOLDER = Path(__file__).parents[2] / "scenarios" / "rules"
BOOKS = tuple(sorted(path.stem for path in FOLDER.glob("*.yaml")))
"""All shipped rule books."""
DRUG_ROUNDS = (
    "pilot-4-7-2018",
    "expansion-2019",
    "round-2-2020",
    "round-3-2020",
    "round-4-2021",
    "round-5-2021",
    "round-7-2022",
    "round-8-2023",
    "round-9-2023",
    "round-10-2024",
    "round-11-2025",
)
"""The drug rounds in the order of time."""
NATIONAL = (*DRUG_ROUNDS, "insulin-2021", "stents-2020")
"""The drug rounds, and the first national tenders of insulin and stents."""
THREE_WAY = DRUG_ROUNDS[2:9]
"""Drug rounds in which a bid wins by 1.8 times the lowest, a cut of 50 %, or 0.1 yuan."""
AREAS = {"national-31": 31, "expansion-25": 25, "cities-11": 11}
NO_UNITS = np.zeros(31, dtype=np.int64)
REFUSES = MAX_PRICE + 1
"""Reserve of a firm that accepts no offer."""

Price = str | int
"""Yuan as text, or ticks of 1/10,000 yuan."""


@cache
def book(name: str) -> Clauses:
    """Return the clauses of a shipped rule book."""
    text = (FOLDER / f"{name}.yaml").read_text(encoding="utf-8")
    return RuleBook[Clauses].model_validate(YAML(typ="safe").load(text)).clauses


def change(clauses: Clauses, **parts: object) -> Clauses:
    """Return the clauses with some of them replaced."""
    return Clauses.model_validate({name: getattr(clauses, name) for name in Clauses.model_fields} | parts)


def tune(clauses: Clauses, clause: str, **values: object) -> Clauses:
    """Return the clauses with some parameters of one of them replaced."""
    old = getattr(clauses, clause)
    return change(clauses, **{clause: {name: getattr(old, name) for name in type(old).model_fields} | values})


def with_tests(clauses: Clauses, **tests: object) -> Clauses:
    """Return the clauses with some price tests replaced; ``None`` drops one."""
    assert isinstance(clauses.price_test, AnyOf)
    old = {
        name: getattr(clauses.price_test.tests, name) for name in type(clauses.price_test.tests).model_fields
    }
    return change(clauses, price_test={"use": "any-of", "tests": old | tests})


def areas_of(clauses: Clauses) -> int:
    """Return the number of supply areas of a rule book."""
    return AREAS[clauses.supply.areas.value]


def ticks(price: Price) -> int:
    """Read a price."""
    return price if isinstance(price, int) else parse_price(price)


def _row(values: Sequence[Price | None] | Price | None, count: int) -> Ints:
    listed = values if isinstance(values, (list, tuple)) else [values] * count
    return np.array([UNKNOWN if value is None else ticks(value) for value in listed], dtype=np.int64)


def _facts(values: Sequence[int | None] | None, count: int) -> Ints:
    listed = [None] * count if values is None else list(values)
    assert len(listed) == count
    return np.array([UNKNOWN if value is None else value for value in listed], dtype=np.int64)


def lot(
    prices: Sequence[Price],
    *,
    name: str = "drug",
    ceiling: Sequence[Price | None] | Price | None = None,
    form: str = "oral-solid",
    volume_class: str = "ordinary",
    firms: Sequence[str] | None = None,
    link: Sequence[int | None] | None = None,
    past: Sequence[int | None] | None = None,
    brand: Sequence[int | None] | None = None,
    coverage: Sequence[int | None] | None = None,
    reserve: Sequence[Price] | None = None,
    draw: Sequence[int] | None = None,
    status: Sequence[str] | None = None,
    base: Sequence[int] = (),
    areas: int = 31,
    strength: Sequence[float] | None = None,
) -> Lot:
    """Make a variety with one bid per price; all have passed and accept offers, and nothing else is known.

    The lots are drawn in the order of the list, and every firm prefers the areas in their order.
    """
    count = len(prices)
    return Lot(
        variety=name,
        firms=tuple(firms or (f"f{i}" for i in range(count))),
        brands=tuple(f"b{i}" for i in range(count)),
        bid=_row(list(prices), count)[None, :],
        present=np.ones((1, count), dtype=np.bool_),
        ceiling=_row(ceiling, count)[None, :],
        reference=_row(None, count)[None, :],
        status=np.array([STATUSES.index(s) for s in (status or ["passed"] * count)], dtype=np.uint8),
        link=_facts(link, count),
        strength_ratio=np.array(strength or [1.0] * count),
        pack_ratio=np.ones(count),
        past_volume=_facts(past, count),
        brand_volume=_facts(brand, count),
        coverage=_facts(coverage, count),
        reserve=np.zeros((1, count), dtype=np.int64)
        if reserve is None
        else _row(list(reserve), count)[None, :],
        draw=np.array([list(draw) if draw is not None else list(range(count))], dtype=np.int64),
        form=form,
        volume_class=volume_class,
        base=np.array(base, dtype=np.int64),
        preference=np.tile(np.arange(len(base) or areas, dtype=np.int16), (count, 1)),
    )


def award(
    clauses: Clauses | str, *lots: Lot, whole: bool = True, units: Ints | None = None
) -> tuple[AwardedLot, ...]:
    """Apply a rule book, given by its clauses or its name, to a whole round (or to part of one)."""
    rules = book(clauses) if isinstance(clauses, str) else clauses
    bound = NO_UNITS[: areas_of(rules)] if units is None else units
    return award_round(lots, rules, bound, whole)


def one(clauses: Clauses | str, variety: Lot) -> AwardedLot:
    """Apply a rule book to a single variety out of a round."""
    return award(clauses, variety, whole=False)[0]


def states(awarded: AwardedLot) -> list[str]:
    """Spell out where each bid ended."""
    return [State(int(code)).code for code in awarded.state[0]]


def row(values: np.ndarray) -> list[int]:
    """Return the first replication as a list."""
    return [int(value) for value in np.asarray(values)[0]]
