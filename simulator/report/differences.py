"""What tells two rule books (or scenarios) apart, value by value, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from simulator.report.words import CLAUSES, Language, clause

__all__ = ["Difference", "difference_lines", "differences"]

_SKIPPED = ("source", "confidence", "note")


@dataclass(frozen=True, slots=True)
class Difference:
    """One value that differs; ``None`` where one side does not have it."""

    path: str
    before: str | None
    after: str | None


def differences(before: object, after: object) -> tuple[Difference, ...]:
    """List the values that differ between two resolved files, leaving sources and notes aside.

    Parameters
    ----------
    before, after
        Plain merged data.
    """
    one, other = dict(_leaves(before, "")), dict(_leaves(after, ""))
    paths = [*one, *(path for path in other if path not in one)]
    return tuple(
        Difference(path, one.get(path), other.get(path)) for path in paths if one.get(path) != other.get(path)
    )


def _leaves(data: object, path: str) -> list[tuple[str, str]]:
    if isinstance(data, Mapping):
        if "value" in data and set(data) <= {"value", *_SKIPPED}:
            return _leaves(data["value"], path)
        found: list[tuple[str, str]] = []
        for key, value in data.items():
            found += _leaves(value, f"{path}.{key}" if path else str(key))
        return found
    if isinstance(data, list | tuple):
        return [(path, ", ".join(_shown(item) for item in data))]
    return [(path, _shown(data))]


def _shown(value: object) -> str:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return "" if value is None else str(value)


def difference_lines(found: tuple[Difference, ...], language: Language) -> list[str]:
    """Write differences as lines, grouped by clause."""
    lines = []
    for one in found:
        parts = one.path.split(".")
        if parts[0] == "clauses" and len(parts) > 1 and parts[1] in CLAUSES:
            name = clause(parts[1], language)
            rest = ".".join(parts[2:])
            where = f"{name} · {rest}" if rest else name
        else:
            where = one.path
        none = "—"
        lines.append(f"{where}: {one.before or none} → {one.after or none}")
    return lines
