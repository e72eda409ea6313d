"""Who bids where, read from a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from simulator.errors import InputError, Place, Problem, nearest
from simulator.firms.population import CLASSES, Entrants, preferences
from simulator.market.areas import Areas
from simulator.market.varieties import Variety
from simulator.money import split
from simulator.rules.lot import STATUSES, UNKNOWN
from simulator.scenario.tables import Column, Table, read_table

__all__ = ["read_entrants"]

_COLUMNS = (
    Column("variety", "text", required=True, sentence="Variety that the firm bids for."),
    Column("firm", "text", required=True, sentence="Bidding firm."),
    Column("class", "choice", required=True, choices=CLASSES, sentence="Class of firm."),
    Column("quality", "choice", required=False, choices=STATUSES[1:], sentence="Quality status."),
    Column("link", "text", required=False, default="", sentence="Name shared by linked firms."),
    Column("past_volume", "integer", required=False, sentence="Volume sold before, in units."),
    Column("brand_volume", "integer", required=False, sentence="Volume reported for this brand, in units."),
    Column("brand", "text", required=False, default="", sentence="Product, where a firm enters several."),
    Column(
        "won",
        "boolean",
        required=False,
        sentence="Whether the product won the actual tender; a run is compared with it, never made from it.",
    ),
)


def read_entrants(path: Path, varieties: Sequence[Variety], areas: Areas, seed: int) -> tuple[Entrants, ...]:
    """Read a table of who bids where; it must name every variety and no other.

    Parameters
    ----------
    path
        CSV file with the columns ``variety``, ``firm``, ``class`` and any of the optional ones.
    varieties
        What is put up.
    areas
        Supply areas.
    seed
        Master seed, for the firms' taste for areas.

    Raises
    ------
    InputError
        With every mistake at its line and cell.
    """
    table = read_table(path, _COLUMNS)
    rows: dict[str, list[int]] = {variety.name: [] for variety in varieties}
    problems: list[Problem] = []
    for at, name in enumerate(table.texts("variety")):
        if name not in rows:
            what = f"there is no variety '{name}'"
            problems.append(Problem(what, table.place(at, "variety"), nearest(str(name), rows)))
        elif _bid(table, at) in (_bid(table, other) for other in rows[str(name)]):
            what = f"firm '{table.columns['firm'][at]}' stands twice for '{name}'"
            mend = "give each firm one row a variety, or name its products under brand"
            problems.append(Problem(what, table.place(at, "firm"), mend))
        else:
            rows[str(name)].append(at)
    problems += [
        Problem(f"nobody bids for '{name}'", Place(table.file), "add a row for it, or leave the variety out")
        for name, found in rows.items()
        if not found
    ]
    problems += _half_told(table, rows)
    if problems:
        raise InputError(problems)
    return tuple(_entrants(table, variety, rows[variety.name], areas, seed) for variety in varieties)


def _bid(table: Table, at: int) -> tuple[object, object]:
    return table.columns["firm"][at], table.columns["brand"][at]


def _half_told(table: Table, rows: dict[str, list[int]]) -> list[Problem]:
    """Find varieties that say of some products whether they won, and of others nothing."""
    won = table.columns["won"]
    return [
        Problem(
            f"it is not said whether '{table.columns['firm'][at]}' won '{name}'",
            table.place(at, "won"),
            "say yes or no for all products of a variety, or for none",
        )
        for name, found in rows.items()
        if any(won[other] is not None for other in found)
        for at in found
        if won[at] is None
    ]


def _entrants(table: Table, variety: Variety, rows: Sequence[int], areas: Areas, seed: int) -> Entrants:
    firms = tuple(str(table.columns["firm"][at]) for at in rows)
    kinds = [CLASSES.index(str(table.columns["class"][at])) for at in rows]
    usual = ["originator" if kind == 0 else "passed" for kind in kinds]
    given = [table.columns["quality"][at] for at in rows]
    status = [STATUSES.index(str(g or u)) for g, u in zip(given, usual, strict=True)]
    links = [str(table.columns["link"][at] or "") for at in rows]
    groups = {name: number for number, name in enumerate(dict.fromkeys(name for name in links if name))}
    even = split(variety.base, [1] * len(rows))
    brands = tuple(str(table.columns["brand"][at] or "") for at in rows)
    names = [f"{firm}, {brand}" if brand else firm for firm, brand in zip(firms, brands, strict=True)]
    won = [table.columns["won"][at] for at in rows]
    past, brand = (table.integers(name)[list(rows)] for name in ("past_volume", "brand_volume"))
    return Entrants(
        variety=replace(variety, bidders=len(rows)),
        firms=firms,
        brands=brands,
        kind=np.array(kinds, dtype=np.int64),
        status=np.array(status, dtype=np.uint8),
        link=np.array([groups.get(name, UNKNOWN) for name in links], dtype=np.int64),
        past_volume=np.where(past == UNKNOWN, even, past),
        brand_volume=np.where(brand == UNKNOWN, even, brand),
        coverage=np.full(len(rows), len(areas), dtype=np.int64),
        preference=preferences(variety.name, names, areas, seed),
        actual=None if None in won else np.array(won, dtype=np.bool_),
    )
