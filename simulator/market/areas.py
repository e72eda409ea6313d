"""Supply areas: who buys where, with a weight for demand."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from simulator.errors import InputError, Place, Problem
from simulator.money import Ints, split
from simulator.scenario.catalogue import find
from simulator.scenario.tables import Column, read_table

__all__ = ["Areas", "load_areas"]

_COLUMNS = (
    Column("code", "text", required=True, sentence="Code of the area (GB/T 2260)."),
    Column("name_en", "text", required=True, sentence="English name."),
    Column("name_zh", "text", required=True, sentence="Chinese name."),
    Column("unit", "text", required=True, sentence="Administrative area it belongs to."),
    Column("weight", "integer", required=True, sentence="Weight for demand (resident population)."),
)


@dataclass(frozen=True, slots=True)
class Areas:
    """A set of supply areas in the order of their codes."""

    codes: tuple[str, ...]
    names_en: tuple[str, ...]
    names_zh: tuple[str, ...]
    unit_names: tuple[str, ...]
    units: Ints
    """``[A]`` number of the unit of each area."""
    weights: Ints
    """``[A]`` weights for demand."""

    def __len__(self) -> int:
        return len(self.codes)

    def share_out(self, total: int) -> Ints:
        """Split a national volume over the areas by weight without losing a unit."""
        return split(total, self.weights)


def load_areas(name_or_path: str | Path) -> Areas:
    """Read a set of supply areas, shipped or the user's own.

    Parameters
    ----------
    name_or_path
        Id of a shipped table such as ``national-31``, or the path of a CSV file.

    Raises
    ------
    InputError
        If the table cannot be found or has mistakes.
    """
    table = read_table(find("data", name_or_path), _COLUMNS)
    codes = [str(code) for code in table.texts("code")]
    rows = sorted(range(len(table)), key=codes.__getitem__)

    def column(name: str) -> tuple[str, ...]:
        values = table.texts(name)
        return tuple(str(values[i]) for i in rows)

    weights = table.integers("weight")
    problems = [
        Problem(f"the code '{code}' stands twice", table.place(row, "code"), "give each area one row")
        for row, code in enumerate(codes)
        if code in codes[:row]
    ]
    if not len(table) or not weights.any():
        what = "no area has a weight above zero"
        problems.append(Problem(what, Place(table.file), "give at least one area a weight"))
    if problems:
        raise InputError(problems)
    units = column("unit")
    names = tuple(dict.fromkeys(units))
    return Areas(
        codes=column("code"),
        names_en=column("name_en"),
        names_zh=column("name_zh"),
        unit_names=names,
        units=np.array([names.index(unit) for unit in units], dtype=np.int64),
        weights=np.array([table.integers("weight")[i] for i in rows], dtype=np.int64),
    )
