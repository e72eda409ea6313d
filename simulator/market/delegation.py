"""What hospitals report, and what of it regions and the joint office put up for tender."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias, cast

import numpy as np

from simulator.errors import InputError, Place, Problem, nearest
from simulator.market.participation import KINDS, InstitutionKind, Participation, region_of
from simulator.money import Ints, round_half_up
from simulator.scenario.tables import MAX_PROBLEMS, Column, read_table

__all__ = [
    "Delegated",
    "Institution",
    "Need",
    "NotDelegated",
    "Reason",
    "Report",
    "delegate",
    "read_institutions",
    "read_reports",
]

Reason: TypeAlias = Literal[
    "kind-not-admitted", "did-not-join", "region-not-in-alliance", "region-stays-out", "before-region-joined"
]
"""Why a reported need, or a part of it, is not tendered."""

MAX_NEED = 10**12
"""Largest need of a variety in units, so that volumes times shares stay exact in 64 bits."""

_INSTITUTIONS = (
    Column("institution", "text", required=True, sentence="Name of the institution."),
    Column("region", "text", required=True, sentence="Code of its area (GB/T 2260), such as 46 or 4601."),
    Column("kind", "choice", required=True, choices=KINDS, sentence="Who runs it."),
    Column("level", "text", required=False, default="", sentence="Level, such as tertiary."),
    Column("joins", "boolean", required=False, sentence="Whether it opts in, where it may choose."),
)

_REPORTS = (
    Column("institution", "text", required=True, sentence="Institution that reports."),
    Column("variety", "text", required=True, sentence="Variety that it needs."),
    Column("brand", "text", required=False, default="", sentence="Brand or firm that it names."),
    Column("quantity", "integer", required=True, sentence="Need in units a year."),
)


@dataclass(frozen=True, slots=True)
class Institution:
    """A hospital or pharmacy that may buy through the tender."""

    name: str
    region: str
    """Code of its area; may be finer than the regions of the alliance."""
    kind: InstitutionKind
    level: str = ""
    joins: bool | None = None
    """Whether it opts in; ``None`` where the list does not say."""
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """What one institution says that it needs of one variety (and brand) in a year."""

    institution: str
    variety: str
    quantity: int
    brand: str = ""
    """Brand or firm that is named; empty for none."""
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class NotDelegated:
    """A need, or a part of one, that is not tendered, with the reason."""

    report: Report
    region: str
    quantity: int
    reason: Reason


@dataclass(frozen=True, slots=True)
class Need:
    """What the joint office tenders of one variety."""

    variety: str
    by_region: Ints
    """``[A]`` units a year that each region passes on, in the order of the regions."""
    by_brand: Mapping[str, int]
    """Units reported for each brand or firm that reports name."""
    unbranded: int
    """Units reported without a brand."""

    @property
    def total(self) -> int:
        """Units that are tendered."""
        return int(self.by_region.sum())


@dataclass(frozen=True, slots=True)
class Delegated:
    """Volumes on their way from hospitals through regions to the joint office; nothing is lost on it."""

    regions: tuple[str, ...]
    """Regions of the alliance, in the order of ``Need.by_region``."""
    entrusted: tuple[tuple[Report, str, int], ...]
    """What each report entrusts: the report, the region that passes it on, and the units."""
    needs: Mapping[str, Need]
    """What is tendered, by variety in the order of first appearance."""
    outside: tuple[NotDelegated, ...]
    """What is not tendered, with reasons."""


def read_institutions(path: Path) -> tuple[Institution, ...]:
    """Read a list of hospitals and pharmacies.

    Parameters
    ----------
    path
        CSV file with the columns ``institution``, ``region`` (area code), ``kind`` (public, military,
        private or pharmacy) and, if wanted, ``level`` and ``joins`` (yes or no).

    Raises
    ------
    InputError
        With every mistake at its line and cell.
    """
    table = read_table(path, _INSTITUTIONS)
    names = [str(name) for name in table.texts("institution")]
    columns = {name: table.texts(name) for name in ("region", "kind", "level")}
    joins = table.flags("joins")
    problems: list[Problem] = []
    if not names:
        problems.append(Problem("the list holds no institution", Place(table.file, 1, 1), "add one row each"))
    first: dict[str, int] = {}
    for at, name in enumerate(names):
        if name in first:
            what = f"institution '{name}' is listed twice (first in line {table.lines[first[name]]})"
            problems.append(Problem(what, table.place(at, "institution"), "give each one row and one name"))
        first.setdefault(name, at)
    _stop(problems)
    return tuple(
        Institution(
            name=name,
            region=str(columns["region"][at]),
            kind=cast("InstitutionKind", columns["kind"][at]),
            level=columns["level"][at] or "",
            joins=joins[at],
            place=table.place(at, "joins" if joins[at] is not None else "institution"),
        )
        for at, name in enumerate(names)
    )


def read_reports(path: Path) -> tuple[Report, ...]:
    """Read what institutions report as their need.

    Parameters
    ----------
    path
        CSV file with the columns ``institution``, ``variety``, ``quantity`` (units a year) and, if wanted,
        ``brand`` (the brand or firm that is named).

    Raises
    ------
    InputError
        With every mistake at its line and cell.
    """
    table = read_table(path, _REPORTS)
    texts = {name: table.texts(name) for name in ("institution", "variety", "brand")}
    quantities = table.integers("quantity")
    problems: list[Problem] = []
    if not len(table):
        problems.append(Problem("the list holds no report", Place(table.file, 1, 1), "add one row each"))
    first: dict[tuple[str, str, str], int] = {}
    reports = []
    for at in range(len(table)):
        institution, variety, brand = (str(texts[name][at] or "") for name in texts)
        leader = first.setdefault((institution, variety, brand), at)
        if leader != at:
            named = f"'{variety}'" + (f", brand '{brand}'" if brand else "")
            what = f"'{institution}' reports {named} twice (first in line {table.lines[leader]})"
            problems.append(Problem(what, table.place(at, "institution"), "add the two rows up"))
        if quantities[at] > MAX_NEED:
            what = f"quantity is more than {MAX_NEED:,} units"
            problems.append(Problem(what, table.place(at, "quantity"), "check the unit"))
        place = table.place(at, "institution")
        reports.append(Report(institution, variety, int(quantities[at]), brand, place))
    _stop(problems)
    return tuple(reports)


def _stop(problems: Sequence[Problem]) -> None:
    if problems:
        told = list(problems[:MAX_PROBLEMS])
        if len(problems) > MAX_PROBLEMS:
            told.append(Problem(f"… and {len(problems) - MAX_PROBLEMS:,} more problems"))
        raise InputError(tuple(told))


@dataclass(frozen=True, slots=True)
class _Standing:
    """How an institution stands to the tender."""

    area: str
    region: str
    """Region of the alliance that it lies in, empty for none."""
    months: int
    """Months of the term for which it buys."""
    reason: Reason | None
    """Why it does not take part."""


def delegate(
    institutions: Sequence[Institution], reports: Sequence[Report], participation: Participation
) -> Delegated:
    """Pass reported needs on from hospitals to regions and from regions to the joint office.

    Parameters
    ----------
    institutions
        Who exists.
    reports
        What they need in a year.
    participation
        Who takes part.

    Returns
    -------
    Delegated
        For every report, what is entrusted and what stays outside add up to it; what hospitals entrust is
        what regions pass on and what the office tenders.

    Raises
    ------
    InputError
        If a report comes from an unknown institution, an institution that must join refuses, or a need is
        too large.

    Notes
    -----
    A region that joins with month m of a term of T months is tendered for ``(T - m + 1) / T`` of its need,
    rounded report by report (halves up), since each hospital signs for its own quantity.
    """
    known = {one.name: _standing(one, participation) for one in institutions}
    _stop([*_refusals(institutions, participation), *_strangers(reports, known)])
    entrusted: list[tuple[Report, str, int]] = []
    outside: list[NotDelegated] = []
    for report in reports:
        own = known[report.institution]
        if own.reason is not None:
            outside.append(NotDelegated(report, own.area, report.quantity, own.reason))
            continue
        part = _part_of_term(report.quantity, own.months, participation.term_months)
        entrusted.append((report, own.region, part))
        if part < report.quantity:
            late = NotDelegated(report, own.area, report.quantity - part, "before-region-joined")
            outside.append(late)
    needs = _tendered(entrusted, participation.regions)
    return Delegated(participation.regions, tuple(entrusted), needs, tuple(outside))


def _refusals(institutions: Iterable[Institution], who: Participation) -> list[Problem]:
    return [
        Problem(
            f"'{one.name}' must join, as every {one.kind} institution must, but 'joins' says no",
            one.place,
            "write yes, or leave the cell empty",
        )
        for one in institutions
        if one.joins is False and one.kind in who.must_join and _region_left_out(one, who) is None
    ]


def _strangers(reports: Iterable[Report], known: Mapping[str, _Standing]) -> list[Problem]:
    return [
        Problem(f"there is no institution '{r.institution}'", r.place, nearest(r.institution, known))
        for r in reports
        if r.institution not in known
    ]


def _region_left_out(one: Institution, who: Participation) -> Reason | None:
    if region_of(one.region, who.regions) is None:
        return "region-not-in-alliance"
    return None if region_of(one.region, who.stay_out) is None else "region-stays-out"


def _left_out(one: Institution, who: Participation) -> Reason | None:
    of_region = _region_left_out(one, who)
    if of_region is not None:
        return of_region
    if one.kind in who.must_join:
        return None
    if one.kind not in who.may_join:
        return "kind-not-admitted"
    return None if one.joins else "did-not-join"


def _standing(one: Institution, who: Participation) -> _Standing:
    late = region_of(one.region, who.late)
    months = who.term_months if late is None else who.term_months - who.late[late] + 1
    region = region_of(one.region, who.regions) or ""
    return _Standing(one.region, region, months, _left_out(one, who))


def _part_of_term(quantity: int, months: int, term: int) -> int:
    return quantity if months == term else int(round_half_up(quantity * months, term))


def _tendered(entrusted: Iterable[tuple[Report, str, int]], regions: tuple[str, ...]) -> dict[str, Need]:
    at = {code: number for number, code in enumerate(regions)}
    bases: dict[str, list[int]] = {}
    brands: dict[str, dict[str, int]] = {}
    for report, region, units in entrusted:
        bases.setdefault(report.variety, [0] * len(regions))[at[region]] += units
        named = brands.setdefault(report.variety, {})
        named[report.brand] = named.get(report.brand, 0) + units
    _stop(
        [
            Problem(f"the need of '{variety}' is more than {MAX_NEED:,} units", mend="check the unit")
            for variety, base in bases.items()
            if sum(base) > MAX_NEED
        ]
    )
    return {
        variety: Need(
            variety=variety,
            by_region=np.array(base, dtype=np.int64),
            by_brand={brand: units for brand, units in brands[variety].items() if brand},
            unbranded=brands[variety].get("", 0),
        )
        for variety, base in bases.items()
    }
