"""An actual bid list as arrays: from a CSV file, or from rows in a notebook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from simulator.errors import InputError, Place, Problem, nearest
from simulator.market.areas import Areas
from simulator.money import MAX_PRICE, Ints
from simulator.rules.lot import STATUSES, UNKNOWN, Lot
from simulator.rules.regions.choice import Shorts
from simulator.scenario.tables import Column, Table, parse_table, read_table
from simulator.streams import uniforms

__all__ = ["BID_COLUMNS", "BidRow", "parse_bids", "read_bids", "read_preferences", "to_lots"]

MAX_VOLUME = 10**12
"""Largest volume accepted, so that volumes times shares stay exact in 64 bits."""

FORMS = ("oral-solid", "small-injection", "large-injection", "oral-liquid", "other")

BID_COLUMNS = (
    Column("variety", "text", required=True, sentence="Variety (lot) that the bid is for."),
    Column("firm", "text", required=True, sentence="Bidding firm."),
    Column("price", "price", required=True, sentence="Bid in yuan, as quoted."),
    Column("brand", "text", required=False, default="", sentence="Brand, where a firm bids several."),
    Column("ceiling", "price", required=False, sentence="Highest valid bid in yuan."),
    Column("reference_price", "price", required=False, sentence="Lowest price before the tender, in yuan."),
    Column(
        "quality",
        "choice",
        required=False,
        choices=STATUSES[1:],
        sentence="Quality status of the product.",
    ),
    Column("link", "text", required=False, default="", sentence="Name shared by linked firms."),
    Column(
        "form", "choice", required=False, default="", choices=FORMS, sentence="Dosage form of the variety."
    ),
    Column("base", "integer", required=False, sentence="Reported need of the variety, in units."),
    Column("past_volume", "integer", required=False, sentence="Volume sold before, in units."),
    Column("brand_volume", "integer", required=False, sentence="Volume reported for this brand, in units."),
    Column(
        "accepts",
        "boolean",
        required=False,
        default=True,
        sentence="Whether the firm accepts a price offered in a revival or negotiation (yes by default).",
    ),
    Column("coverage", "integer", required=False, sentence="Number of areas in which the firm sold before."),
    Column(
        "volume_class",
        "choice",
        required=False,
        default="",
        choices=("ordinary", "reduced", "special"),
        sentence="Volume class of the variety.",
    ),
    Column("strength_ratio", "text", required=False, default="", sentence="Strength over the main strength."),
    Column("pack_ratio", "text", required=False, default="", sentence="Pack size over the main pack."),
)
"""Columns of a bid list; the first three are required."""

_SAME_IN_VARIETY = ("form", "base", "volume_class")


@dataclass(frozen=True, slots=True, kw_only=True)
class BidRow:
    """One bid; prices in 1/10,000 yuan, ``UNKNOWN`` for what is not on record."""

    variety: str
    firm: str
    price: int
    brand: str = ""
    ceiling: int = UNKNOWN
    reference_price: int = UNKNOWN
    quality: str = "unknown"
    link: str = ""
    form: str = ""
    base: int = UNKNOWN
    past_volume: int = UNKNOWN
    brand_volume: int = UNKNOWN
    accepts: bool = True
    coverage: int = UNKNOWN
    volume_class: str = ""
    strength_ratio: float = 1.0
    pack_ratio: float = 1.0
    place: Place | None = None


def read_bids(path: Path) -> tuple[BidRow, ...]:
    """Read a bid list.

    Parameters
    ----------
    path
        CSV file with the columns ``variety``, ``firm``, ``price`` and any of the optional ones.

    Raises
    ------
    InputError
        With every mistake at its line and cell.
    """
    return _checked(read_table(path, BID_COLUMNS))


def parse_bids(text: str, name: str) -> tuple[BidRow, ...]:
    """Read a bid list from text, under a name for messages (see :func:`read_bids`)."""
    return _checked(parse_table(text, name, BID_COLUMNS))


def _checked(table: Table) -> tuple[BidRow, ...]:
    if not len(table):
        raise InputError.one("the list holds no bid", Place(table.file, 1, 1), "add one row per bid")
    problems: list[Problem] = []
    rows = tuple(_row(table, at, problems) for at in range(len(table)))
    problems += _conflicts(table, rows)
    if problems:
        raise InputError(problems)
    return rows


def _row(table: Table, at: int, problems: list[Problem]) -> BidRow:
    values = {name: cells[at] for name, cells in table.columns.items() if cells[at] is not None}
    for name in ("strength_ratio", "pack_ratio"):
        text = str(values.pop(name, "") or "")
        try:
            ratio = float(text) if text else 1.0
        except ValueError:
            ratio = -1.0
        if not 1e-6 <= ratio <= 1e6:
            what = f"'{text}' is not a ratio such as 0.5 or 2"
            problems.append(Problem(what, table.place(at, name), "give own over main specification"))
            ratio = 1.0
        values[name] = ratio  # type: ignore[assignment]  # a float replaces the checked text
    return BidRow(**values, place=table.place(at))  # type: ignore[arg-type]  # kinds are checked by the columns


def _conflicts(table: Table, rows: Sequence[BidRow]) -> list[Problem]:
    problems: list[Problem] = []
    seen: dict[tuple[str, str, str], int] = {}
    first: dict[tuple[str, str], int] = {}
    for at, row in enumerate(rows):
        key = (row.variety, row.firm, row.brand)
        if key in seen:
            what = (
                f"firm '{row.firm}' bids twice for '{row.variety}' (first in line {table.lines[seen[key]]})"
            )
            problems.append(Problem(what, table.place(at, "firm"), "name the brand, or remove one row"))
        seen.setdefault(key, at)
        for name in _SAME_IN_VARIETY:
            mine = getattr(row, name)
            if mine in ("", UNKNOWN):
                continue
            leader = first.setdefault((row.variety, name), at)
            theirs = getattr(rows[leader], name)
            if mine != theirs:
                what = f"{name} '{mine}' differs from '{theirs}' in line {table.lines[leader]}"
                problems.append(Problem(what, table.place(at, name), "all bids of a variety share it"))
        problems += [
            Problem(f"{name} is more than {MAX_VOLUME:,} units", table.place(at, name), "check the unit")
            for name in ("base", "past_volume", "brand_volume")
            if getattr(row, name) > MAX_VOLUME
        ]
    return problems


def read_preferences(path: Path, areas: Areas) -> dict[str, tuple[int, ...]]:
    """Read firms' orders of preference over supply areas.

    Parameters
    ----------
    path
        CSV file with columns ``firm``, ``rank`` and ``area`` (a code); areas left out follow by size.
    areas
        The supply areas.
    """
    columns = (
        Column("firm", "text", required=True, sentence="Firm."),
        Column("rank", "integer", required=True, sentence="1 for the area it wants most."),
        Column("area", "text", required=True, sentence="Code of the area."),
    )
    table = read_table(path, columns)
    problems: list[Problem] = []
    wishes: dict[str, list[tuple[int, int]]] = {}
    for at in range(len(table)):
        firm, code = str(table.columns["firm"][at]), str(table.columns["area"][at])
        if code not in areas.codes:
            what = f"there is no area '{code}'"
            problems.append(Problem(what, table.place(at, "area"), nearest(code, areas.codes)))
            continue
        listed = wishes.setdefault(firm, [])
        area = areas.codes.index(code)
        if area in (known for _, known in listed):
            what = f"area '{code}' is listed twice for '{firm}'"
            problems.append(Problem(what, table.place(at, "area"), "list each area once"))
        rank = int(table.integers("rank")[at])
        if rank in (known for known, _ in listed):
            what = f"rank {rank} is given twice for '{firm}'"
            problems.append(Problem(what, table.place(at, "rank"), "give each area a rank of its own"))
        listed.append((rank, area))
    if problems:
        raise InputError(problems)
    return {firm: tuple(area for _, area in sorted(listed)) for firm, listed in wishes.items()}


def to_lots(
    rows: Sequence[BidRow], areas: Areas, seed: int = 1, wishes: dict[str, tuple[int, ...]] | None = None
) -> tuple[Lot, ...]:
    """Arrange bids by variety, in the order of first appearance, as lots of one replication.

    Parameters
    ----------
    rows
        The bids.
    areas
        Supply areas; where a variety's base is known it is split over them by weight.
    seed
        Seed of the drawing of lots.
    wishes
        Firms' orders of preference; by default the largest area first, ties by code.
    """
    unknown = sorted(set(wishes or {}) - {row.firm for row in rows})
    if unknown:
        raise InputError.one(
            f"preferences name '{unknown[0]}', which does not bid",
            mend=nearest(unknown[0], (row.firm for row in rows)),
        )
    grouped: dict[str, list[BidRow]] = {}
    for row in rows:
        grouped.setdefault(row.variety, []).append(row)
    return tuple(_lot(name, bids, areas, seed, wishes or {}) for name, bids in grouped.items())


def _lot(
    name: str, rows: Sequence[BidRow], areas: Areas, seed: int, wishes: dict[str, tuple[int, ...]]
) -> Lot:
    def column(field: str) -> Ints:
        return np.array([getattr(row, field) for row in rows], dtype=np.int64)

    form, volume_class = (_shared(rows, field, "") for field in ("form", "volume_class"))
    whole = int(_shared(rows, "base", UNKNOWN))
    base = areas.share_out(whole) if whole != UNKNOWN else np.zeros(0, dtype=np.int64)
    groups = {link: number for number, link in enumerate(dict.fromkeys(r.link for r in rows if r.link))}
    draws = [uniforms(seed, "lot", name, row.firm, row.brand)[0, 0] for row in rows]
    return Lot(
        variety=name,
        firms=tuple(row.firm for row in rows),
        brands=tuple(row.brand for row in rows),
        bid=column("price")[None, :],
        present=np.ones((1, len(rows)), dtype=np.bool_),
        ceiling=column("ceiling")[None, :],
        reference=column("reference_price")[None, :],
        status=np.array([STATUSES.index(row.quality) for row in rows], dtype=np.uint8),
        link=np.array([groups.get(row.link, UNKNOWN) for row in rows], dtype=np.int64),
        strength_ratio=np.array([row.strength_ratio for row in rows], dtype=np.float64),
        pack_ratio=np.array([row.pack_ratio for row in rows], dtype=np.float64),
        past_volume=column("past_volume"),
        brand_volume=column("brand_volume"),
        coverage=column("coverage"),
        reserve=np.array([[0 if row.accepts else MAX_PRICE + 1 for row in rows]], dtype=np.int64),
        draw=(np.array(draws) * 2**32).astype(np.int64)[None, :],
        form=str(form),
        volume_class=str(volume_class) or "ordinary",
        base=base,
        preference=_by_wish(rows, base if base.size else areas.weights, wishes),
    )


def _shared(rows: Sequence[BidRow], name: str, missing: str | int) -> str | int:
    """Return what any bid says of its variety; the first that says it stands for all."""
    return next((getattr(row, name) for row in rows if getattr(row, name) != missing), missing)


def _by_wish(rows: Sequence[BidRow], sizes: Ints, wishes: dict[str, tuple[int, ...]]) -> Shorts:
    by_size = np.argsort(-sizes, kind="stable").tolist()
    orders = []
    for row in rows:
        first = wishes.get(row.firm, ())
        orders.append([*first, *(area for area in by_size if area not in first)])
    return np.array(orders, dtype=np.int16).reshape(len(rows), len(sizes))
