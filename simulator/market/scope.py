"""What is put up for tender: varieties chosen by competition, market size and need."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from simulator.errors import InputError, Place, Problem
from simulator.scenario.tables import Column, read_table

__all__ = [
    "TARGETS",
    "Candidate",
    "Coverage",
    "InForce",
    "LeftOut",
    "Scope",
    "ScopeReason",
    "ScopeRule",
    "choose_scope",
    "count_in_force",
    "read_candidates",
]

ScopeReason: TypeAlias = Literal["in-force", "too-few-firms", "market-too-small", "beyond-most"]
"""Why a candidate is not put up."""

TARGETS: Mapping[int, int] = {2022: 350, 2025: 500}
"""Least number of drugs under national and provincial procurement in each province by the end of a year.

Source: 医保函〔2022〕137号, reply of the National Healthcare Security Administration, 8 July 2022."""

_COLUMNS = (
    Column("variety", "text", required=True, sentence="Name of the variety."),
    Column("spending", "integer", required=True, sentence="Yearly spending on it, in whole yuan."),
    Column("volume", "integer", required=True, sentence="Yearly use, in units."),
    Column("qualified_firms", "integer", required=True, sentence="Firms that pass the quality gate."),
    Column("essential", "boolean", required=True, sentence="Whether it is an essential medicine."),
    Column("in_force", "boolean", required=True, sentence="Whether it is bought by volume already."),
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A variety that could be put up for tender."""

    variety: str
    spending: int
    """Yearly spending in yuan."""
    volume: int
    """Yearly use in units."""
    qualified_firms: int
    essential: bool = False
    in_force: bool = False
    """Whether it is bought by volume already; then it is counted but not put up again."""


@dataclass(frozen=True, slots=True)
class ScopeRule:
    """Which candidates are put up; as it stands, all that are not in force.

    In round 11 a draft asked for at least seven competing firms, and markets under 100 million yuan were
    left out (S24 and S31 of the rule books): ``ScopeRule(least_firms=7, least_spending=100_000_000)``.
    """

    least_firms: int = 0
    """Fewest qualified firms."""
    least_spending: int = 0
    """Smallest market in yuan of yearly spending; a market of just this size is put up."""
    essential_first: bool = False
    """Whether essential medicines come before all others, where not everything can be put up."""
    most: int | None = None
    """Most varieties, those with the largest spending first."""

    def __post_init__(self) -> None:
        values = {"least_firms": self.least_firms, "least_spending": self.least_spending, "most": self.most}
        problems = [
            Problem(f"{name} is {value}", mend="give a whole number from 0 on")
            for name, value in values.items()
            if value is not None and value < 0
        ]
        if problems:
            raise InputError(tuple(problems))


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A candidate that is not put up, with every reason that holds."""

    candidate: Candidate
    reasons: tuple[ScopeReason, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """Share of all candidates that is put up, and that is bought by volume afterwards (0 to 1)."""

    spending: float
    spending_after: float
    volume: float
    """Units of different varieties are added up, as the sources do; read it beside the spending."""
    volume_after: float


@dataclass(frozen=True, slots=True)
class Scope:
    """What is put up, in order of rank, and what is not."""

    chosen: tuple[Candidate, ...]
    left_out: tuple[LeftOut, ...]
    """In the order of the list."""
    coverage: Coverage

    @property
    def in_force(self) -> tuple[int, int]:
        """Number of the list's varieties that are bought by volume before and after the tender."""
        before = sum(one.candidate.in_force for one in self.left_out)
        return before, before + len(self.chosen)


@dataclass(frozen=True, slots=True)
class InForce:
    """Varieties in force in one region after the tender, against the target of one year."""

    region: str
    before: int
    after: int
    year: int
    target: int

    @property
    def met(self) -> bool:
        """Whether the target is met after the tender."""
        return self.after >= self.target


def read_candidates(path: Path) -> tuple[Candidate, ...]:
    """Read the varieties that could be put up.

    Parameters
    ----------
    path
        CSV file with the columns ``variety``, ``spending`` (yuan a year), ``volume`` (units a year),
        ``qualified_firms``, ``essential`` and ``in_force`` (yes or no).

    Raises
    ------
    InputError
        With every mistake at its line and cell.
    """
    table = read_table(path, _COLUMNS)
    names = [str(name) for name in table.texts("variety")]
    problems = [] if names else [Problem("the list holds no candidate", Place(table.file, 1, 1), "add rows")]
    first: dict[str, int] = {}
    for at, name in enumerate(names):
        leader = first.setdefault(name, at)
        if leader != at:
            what = f"variety '{name}' is listed twice (first in line {table.lines[leader]})"
            problems.append(Problem(what, table.place(at, "variety"), "give each variety one row"))
    if problems:
        raise InputError(tuple(problems))
    spending, volume, firms = (table.integers(name) for name in ("spending", "volume", "qualified_firms"))
    essential, in_force = table.flags("essential"), table.flags("in_force")
    return tuple(
        Candidate(
            variety=name,
            spending=int(spending[at]),
            volume=int(volume[at]),
            qualified_firms=int(firms[at]),
            essential=bool(essential[at]),
            in_force=bool(in_force[at]),
        )
        for at, name in enumerate(names)
    )


def choose_scope(candidates: Sequence[Candidate], rule: ScopeRule) -> Scope:
    """Choose the varieties that are put up for tender.

    Parameters
    ----------
    candidates
        What could be put up.
    rule
        Which of them are.

    Notes
    -----
    Candidates that pass every gate are ranked: essential medicines first if the rule says so, then by
    spending, ties by number of firms and then by their place in the list.
    """
    gates = [_gates(one, rule) for one in candidates]
    passing = [at for at, reasons in enumerate(gates) if not reasons]
    passing.sort(key=lambda at: _rank(candidates[at], rule))
    most = len(passing) if rule.most is None else rule.most
    chosen = tuple(candidates[at] for at in passing[:most])
    beyond = set(passing[most:])
    left_out = tuple(
        LeftOut(one, ("beyond-most",) if at in beyond else gates[at])
        for at, one in enumerate(candidates)
        if gates[at] or at in beyond
    )
    return Scope(chosen, left_out, _coverage(candidates, chosen))


def _gates(one: Candidate, rule: ScopeRule) -> tuple[ScopeReason, ...]:
    reasons: list[tuple[ScopeReason, bool]] = [
        ("in-force", one.in_force),
        ("too-few-firms", one.qualified_firms < rule.least_firms),
        ("market-too-small", one.spending < rule.least_spending),
    ]
    # What is bought already is not judged as if it were to be put up.
    return ("in-force",) if one.in_force else tuple(reason for reason, holds in reasons if holds)


def _rank(one: Candidate, rule: ScopeRule) -> tuple[bool, int, int]:
    return (rule.essential_first and not one.essential, -one.spending, -one.qualified_firms)


def _coverage(candidates: Sequence[Candidate], chosen: Sequence[Candidate]) -> Coverage:
    old = [one for one in candidates if one.in_force]

    def share(name: Literal["spending", "volume"], part: Sequence[Candidate]) -> float:
        whole = sum(getattr(one, name) for one in candidates)
        return sum(getattr(one, name) for one in part) / whole if whole else 0.0

    both = [*old, *chosen]
    return Coverage(
        share("spending", chosen), share("spending", both), share("volume", chosen), share("volume", both)
    )


def count_in_force(
    scope: Scope, before: Mapping[str, int], targets: Mapping[int, int] = TARGETS
) -> tuple[InForce, ...]:
    """Count the varieties in force in each region that takes part, and compare them with the targets.

    Parameters
    ----------
    scope
        What is put up; every region that takes part gets all of it.
    before
        Varieties in force by region before the tender, such as ``{"50": 443}`` for the drugs of Chongqing
        in June 2022 (渝医保函〔2022〕133号; its 14 device types are not counted, the targets are for drugs).
    targets
        Least number by year.

    Raises
    ------
    InputError
        If a number is negative.
    """
    wrong = [
        Problem(f"region '{code}' has {number} varieties in force", mend="give a number from 0 on")
        for code, number in before.items()
        if number < 0
    ]
    if wrong:
        raise InputError(tuple(wrong))
    return tuple(
        InForce(region, number, number + len(scope.chosen), year, target)
        for region, number in before.items()
        for year, target in sorted(targets.items())
    )
