"""The reference page of what contracts take by default: each parameter with its source."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.report.inputs import plain
from simulator.report.labels import label, source_name
from simulator.scenario.records import Cited, Closed
from simulator.scenario.supply import Supply

__all__ = ["PARAMETER_TITLES", "contract_parameters", "default_rows"]

PARAMETER_TITLES = ("parameter", "中文", "default", "meaning", "source", "confidence", "note")
"""What the columns of the rows are called."""


def default_rows(record: Closed, path: str) -> Iterator[tuple[str, ...]]:
    """Walk through the parameters of a section that takes every default.

    Parameters
    ----------
    record
        The section.
    path
        Where it stands in a scenario.

    Yields
    ------
    tuple of str
        Path, Chinese name, default, meaning, source, confidence and note; sources stay empty for what is a
        choice rather than a number.
    """
    for name, field in type(record).model_fields.items():
        value, key = getattr(record, name), f"{path}.{field.alias or name}"
        if isinstance(value, Closed) and not isinstance(value, Cited):
            yield from default_rows(value, key)
            continue
        known = value if isinstance(value, Cited) else Cited[object](value=value, source=())
        sources = (known.source,) if isinstance(known.source, str) else known.source
        chosen = isinstance(value, Cited)
        yield (
            f"`{key}`",
            label(key.partition(".")[2], "zh"),
            "none" if known.value in (None, ()) else plain(known.value),
            field.description or "",
            ", ".join(source_name(one, "en") for one in sources),
            known.confidence if chosen else "",
            known.note,
        )


def contract_parameters() -> list[tuple[str, ...]]:
    """Return every parameter of contracts that take all defaults."""
    return list(default_rows(Supply(), "supply"))
