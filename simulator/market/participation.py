"""Who takes part in a tender: kinds of institution, regions, and firms with the integrity pledge."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias, get_args

from simulator.errors import InputError, Problem, nearest

__all__ = ["KINDS", "InstitutionKind", "Participation", "Pledges", "check_pledges", "region_of"]

InstitutionKind: TypeAlias = Literal["public", "military", "private", "pharmacy"]
KINDS: tuple[InstitutionKind, ...] = get_args(InstitutionKind)

MAX_TERM = 120
"""Longest term in months."""


@dataclass(frozen=True, slots=True)
class Participation:
    """Who must take part in a tender, who may, and which regions do from when on.

    By default all public and military institutions must join, private hospitals and pharmacies may
    (Hainan's plan for round 2; 医保函〔2022〕137号).
    """

    regions: tuple[str, ...]
    """Area codes of the alliance: one city, the eleven cities of the pilot, a group, or all."""
    must_join: frozenset[InstitutionKind] = frozenset({"public", "military"})
    """Kinds of institution that take part without being asked."""
    may_join: frozenset[InstitutionKind] = frozenset({"private", "pharmacy"})
    """Kinds that take part where they opt in."""
    stay_out: frozenset[str] = frozenset()
    """Regions, or parts of regions, that stay out although they lie in the alliance."""
    late: Mapping[str, int] = field(default_factory=dict)
    """Regions, or parts of regions, that join late: the month of the term with which they begin, from 1."""
    term_months: int = 12
    """Months of the term, for the share that is left to late regions."""
    pledge_required: bool = True
    """Whether firms must hand in the integrity pledge to take part."""

    def __post_init__(self) -> None:
        problems = [*_region_problems(self), *_kind_problems(self)]
        if not 1 <= self.term_months <= MAX_TERM:
            problems.append(
                Problem(f"a term of {self.term_months} months", mend=f"give 1 to {MAX_TERM} months")
            )
        problems += [
            Problem(
                f"region '{code}' joins in month {month} of a term of {self.term_months}",
                mend=f"give a month from 1 (no delay) to {self.term_months}, or let the region stay out",
            )
            for code, month in self.late.items()
            if not 1 <= month <= self.term_months
        ]
        if problems:
            raise InputError(tuple(problems))


def _region_problems(who: Participation) -> list[Problem]:
    problems: list[Problem] = []
    if not who.regions:
        problems.append(Problem("the alliance has no region", mend="name one area code or more"))
    problems += [
        Problem(f"region '{code}' is named twice", mend="name each region once")
        for at, code in enumerate(who.regions)
        if code in who.regions[:at]
    ]
    problems += [
        Problem(f"there is no region '{code}' in the alliance", mend=nearest(code, who.regions))
        for code in sorted({*who.stay_out, *who.late})
        if region_of(code, who.regions) is None
    ]
    return problems


def _kind_problems(who: Participation) -> list[Problem]:
    problems = [
        Problem(f"there is no kind of institution '{kind}'", mend=nearest(kind, KINDS))
        for kind in sorted({*who.must_join, *who.may_join} - set(KINDS))
    ]
    problems += [
        Problem(f"'{kind}' both must and may join", mend="name it in one of the two")
        for kind in sorted(who.must_join & who.may_join)
    ]
    return problems


def region_of(code: str, regions: Iterable[str]) -> str | None:
    """Find the region that an area lies in: its own code, or the code of the city or province around it.

    Codes of GB/T 2260 nest: 460105 lies in 4601, 4601 in 46.

    Parameters
    ----------
    code
        Code of the area.
    regions
        Codes of the regions.
    """
    known = set(regions)
    if code in known:
        return code
    if code.isascii() and code.isdigit():
        return next((code[:n] for n in (4, 2) if len(code) > n and code[:n] in known), None)
    return None


@dataclass(frozen=True, slots=True)
class Pledges:
    """Which firms handed in the integrity pledge (守信承诺)."""

    share: float
    """Share of the firms that handed it in; in Chongqing in 2022 it was 1 (渝医保函〔2022〕133号)."""
    out: tuple[str, ...]
    """Firms that may not take part for want of it, in order."""


def check_pledges(firms: Iterable[str], handed_in: Iterable[str], participation: Participation) -> Pledges:
    """Tell which firms may not take part because they did not hand in the integrity pledge.

    Parameters
    ----------
    firms
        Firms that want to take part.
    handed_in
        Firms that handed in the pledge.
    participation
        Whether the pledge is required.

    Raises
    ------
    InputError
        If there is no firm, or a pledge comes from a firm that does not want to take part.
    """
    wanting, pledged = tuple(dict.fromkeys(firms)), set(handed_in)
    if not wanting:
        raise InputError.one("no firm wants to take part", mend="name one firm or more")
    strangers = sorted(pledged - set(wanting))
    if strangers:
        raise InputError(
            [Problem(f"there is no firm '{name}'", mend=nearest(name, wanting)) for name in strangers]
        )
    missing = tuple(name for name in wanting if name not in pledged)
    return Pledges(len(pledged) / len(wanting), missing if participation.pledge_required else ())
