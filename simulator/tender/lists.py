"""An actual bid list as arrays: from a CSV file, or from rows in a notebook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from simulator.errors import InputError, Place, Problem, nearest
from simulator.market.areas import Areas
from simulator.market.delegation import Delegated
from simulator.money import MAX_PRICE, TICKS_PER_YUAN, Ints, parse_price
from simulator.rules.lot import CRITERIA, STATUSES, UNKNOWN, Lot
from simulator.rules.regions.choice import Shorts
from simulator.scenario.model import FORMS, VOLUME_CLASSES
from simulator.scenario.tables import Column, Table, parse_table, read_table
from simulator.streams import uniforms
from simulator.tender.demand import with_reports

__all__ = ["BID_COLUMNS", "BidRow", "parse_bids", "read_bids", "read_preferences", "to_lots"]

MAX_VOLUME = 10**12
"""Largest volume accepted, so that volumes times shares stay exact in 64 bits."""

POINT_COLUMNS = tuple(f"points_{name.replace('-', '_')}" for name in CRITERIA)
"""Columns of single scores, one for each criterion."""

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
        choices=VOLUME_CLASSES,
        sentence="Volume class of the variety.",
    ),
    Column("service_fee", "price", required=False, sentence="Separately quoted service fee in yuan."),
    Column(
        "specification", "text", required=False, default="", sentence="Specification with a printed factor."
    ),
    Column("enquiry_price", "price", required=False, sentence="Enquiry price printed for the bid, in yuan."),
    Column(
        "previous_price", "price", required=False, sentence="Own winning price of the tender before, in yuan."
    ),
    Column("class_a_price", "price", required=False, sentence="Printed price of class A, in yuan."),
    Column("class_b_price", "price", required=False, sentence="Printed price of class B, in yuan."),
    Column(
        "nationwide", "boolean", required=False, sentence="Whether the firm promises to supply everywhere."
    ),
    Column("technical", "text", required=False, default="", sentence="Technical points, 0 to 100."),
    *(
        Column(
            name,
            "text",
            required=False,
            default="",
            sentence=f"Points for {name.replace('_', ' ')}, 0 to 100.",
        )
        for name in POINT_COLUMNS
    ),
    Column("supply_score", "integer", required=False, sentence="Score for past supply, 0 to 100."),
    Column("credit_score", "integer", required=False, sentence="Credit score, 0 to 100."),
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
    service_fee: int = 0
    specification: str = ""
    enquiry_price: int = UNKNOWN
    previous_price: int = UNKNOWN
    class_a_price: int = UNKNOWN
    class_b_price: int = UNKNOWN
    nationwide: bool | None = None
    technical: int = UNKNOWN
    points: tuple[int, ...] = (UNKNOWN,) * len(CRITERIA)
    supply_score: int = UNKNOWN
    credit_score: int = UNKNOWN
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
    points = {
        name: _points(str(values.pop(name, "") or ""), table.place(at, name), problems) for name in _SCORED
    }
    values["technical"] = points["technical"]
    values["points"] = tuple(points[name] for name in POINT_COLUMNS)  # type: ignore[assignment]
    return BidRow(**values, place=table.place(at))  # type: ignore[arg-type]  # kinds are checked by the columns


_SCORED = ("technical", *POINT_COLUMNS)


def _points(text: str, place: Place, problems: list[Problem]) -> int:
    """Read points from 0 to 100 as 1/10,000 of a point."""
    if not text:
        return UNKNOWN
    try:
        ticks = parse_price(text) if float(text) else 0
    except ValueError:
        ticks = -1
    if not 0 <= ticks <= 100 * TICKS_PER_YUAN:
        what = f"'{text}' is no number of points"
        problems.append(Problem(what, place, "give points from 0 to 100, with at most four decimals"))
        return UNKNOWN
    return ticks


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
    rows: Sequence[BidRow],
    areas: Areas,
    seed: int = 1,
    wishes: dict[str, tuple[int, ...]] | None = None,
    demand: Delegated | None = None,
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
    demand
        What hospitals reported: bases by area and brand volumes come from it, not from the bids.
    """
    if demand is not None:
        rows = with_reports(rows, areas, demand)
    unknown = sorted(set(wishes or {}) - {row.firm for row in rows})
    if unknown:
        raise InputError.one(
            f"preferences name '{unknown[0]}', which does not bid",
            mend=nearest(unknown[0], (row.firm for row in rows)),
        )
    grouped: dict[str, list[BidRow]] = {}
    for row in rows:
        grouped.setdefault(row.variety, []).append(row)
    bases = {} if demand is None else {name: need.by_region for name, need in demand.needs.items()}
    return tuple(
        _lot(bids, bases[name] if name in bases else _base(bids, areas), areas, seed, wishes or {})
        for name, bids in grouped.items()
    )


def _base(rows: Sequence[BidRow], areas: Areas) -> Ints:
    whole = int(_shared(rows, "base", UNKNOWN))
    return areas.share_out(whole) if whole != UNKNOWN else np.zeros(0, dtype=np.int64)


def _lot(
    rows: Sequence[BidRow], base: Ints, areas: Areas, seed: int, wishes: dict[str, tuple[int, ...]]
) -> Lot:
    name = rows[0].variety

    def column(field: str) -> Ints:
        return np.array([getattr(row, field) for row in rows], dtype=np.int64)

    form, volume_class = (_shared(rows, field, "") for field in ("form", "volume_class"))
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
        nationwide=np.array([UNKNOWN if r.nationwide is None else int(r.nationwide) for r in rows]),
        technical=column("technical"),
        criteria=np.array([row.points for row in rows], dtype=np.int64),
        supply_score=column("supply_score"),
        credit=column("credit_score"),
        fee=column("service_fee"),
        specifications=tuple(row.specification for row in rows),
        enquiry=column("enquiry_price"),
        previous_price=column("previous_price"),
        class_a=column("class_a_price"),
        class_b=column("class_b_price"),
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
