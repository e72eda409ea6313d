"""CSV tables: every cell is checked against its column, every mistake is named at its line and cell."""

from __future__ import annotations

import csv
import io
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Literal, TypeAlias

import numpy as np

from simulator.errors import InputError, Place, Problem, nearest
from simulator.money import Ints, parse_price
from simulator.scenario.catalogue import label
from simulator.scenario.nodes import shown
from simulator.scenario.scalars import refused_character
from simulator.scenario.text import decode, read_bytes

__all__ = [
    "MAX_PROBLEMS",
    "MAX_ROWS",
    "MAX_TABLE_BYTES",
    "Cell",
    "Column",
    "ColumnKind",
    "Table",
    "parse_table",
    "read_table",
]

MAX_ROWS = 200_000
MAX_TABLE_BYTES = 50 * 1024 * 1024
MAX_PROBLEMS = 50

ColumnKind: TypeAlias = Literal["text", "identifier", "price", "integer", "share", "boolean", "choice"]
Cell: TypeAlias = "str | int | Decimal | bool | None"

_ENCODING = "save it as 'CSV UTF-8' (in Excel: Save as, CSV UTF-8)"
_IDENTIFIER = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_WHOLE = re.compile(r"-?(0|[1-9][0-9]{0,17})")
_SHARE = re.compile(r"(0|[1-9][0-9]*)(\.[0-9]{1,12})?")


@dataclass(frozen=True, slots=True)
class Column:
    """What a column of a table holds."""

    name: str
    """Its header."""
    kind: ColumnKind
    """How its cells are read; a price is in yuan and becomes 1/10,000 yuan."""
    required: bool = True
    """Whether the column must be there and every cell filled."""
    default: Cell = None
    """What an empty cell, or a missing column, that is not required stands for."""
    choices: tuple[str, ...] = ()
    """The words that a choice allows."""
    sentence: str = ""
    """What the column says, for messages and documentation."""
    least: int = 0
    """Smallest whole number allowed."""


@dataclass(frozen=True, slots=True)
class Table:
    """A checked table, column by column."""

    file: str
    """Name of the file."""
    columns: Mapping[str, tuple[Cell, ...]]
    """Cells by column; columns that the file leaves out hold their default."""
    lines: tuple[int, ...]
    """Line of each row in the file."""
    cells: Mapping[str, int]
    """Number of the cell that each column of the file stands in, from 1."""

    def __len__(self) -> int:
        return len(self.lines)

    def texts(self, name: str) -> tuple[str | None, ...]:
        """Return a column of text, identifiers or choices."""
        return tuple(None if cell is None else str(cell) for cell in self.columns[name])

    def integers(self, name: str, missing: int = -1) -> Ints:
        """Return a column of whole numbers or prices (in 1/10,000 yuan), with a number for empty cells."""
        cells = [cell if isinstance(cell, int) else missing for cell in self.columns[name]]
        return np.array(cells, dtype=np.int64)

    def shares(self, name: str) -> tuple[Decimal | None, ...]:
        """Return a column of shares, exact."""
        return tuple(cell if isinstance(cell, Decimal) else None for cell in self.columns[name])

    def flags(self, name: str) -> tuple[bool | None, ...]:
        """Return a column of yes and no."""
        return tuple(cell if isinstance(cell, bool) else None for cell in self.columns[name])

    def place(self, row: int, name: str = "") -> Place:
        """Say where a row stands in the file (column 1 where the cell is not known)."""
        return Place(self.file, self.lines[row], self.cells.get(name, 1))


def read_table(path: str | os.PathLike[str], columns: Sequence[Column]) -> Table:
    """Read a CSV table.

    Parameters
    ----------
    path
        The file: UTF-8 with or without byte-order mark, commas between cells, headers in the first line.
    columns
        The columns that it may have, in any order.

    Raises
    ------
    InputError
        With the problems that were found, at most 50 of them spelled out.
    """
    file = label(Path(path))
    text = decode(read_bytes(Path(path), file, MAX_TABLE_BYTES), file, _ENCODING)
    return _Reader(file, tuple(columns)).read(text)


def parse_table(text: str, file: str, columns: Sequence[Column]) -> Table:
    """Read a table from text, with the same checks as a file.

    Parameters
    ----------
    text
        The table as CSV.
    file
        What it is called in messages.
    columns
        The columns that it may have, in any order.
    """
    return _Reader(file, tuple(columns)).read(text)


class _Reader:
    """Reads one table and gathers its problems."""

    def __init__(self, file: str, columns: tuple[Column, ...]) -> None:
        self.file = file
        self.columns = columns
        self.problems: list[Problem] = []
        self.untold = 0

    def read(self, text: str) -> Table:
        rows = self.rows(text)
        line, header = next(rows, (1, []))
        places = self.header(line, header)
        self.stop_if_any()
        cells: dict[str, list[Cell]] = {column.name: [] for column in self.columns}
        lines: list[int] = []
        for line, row in rows:
            if len(row) != len(header):
                self.width(line, row, len(header))
                continue
            lines.append(line)
            for column in self.columns:
                at = places.get(column.name)
                cells[column.name].append(
                    column.default if at is None else self.cell(column, row[at], line, at + 1)
                )
        self.stop_if_any()
        columns = {name: tuple(values) for name, values in cells.items()}
        return Table(self.file, columns, tuple(lines), {name: at + 1 for name, at in places.items()})

    def rows(self, text: str) -> Iterator[tuple[int, list[str]]]:
        """Split the text into rows that are not blank, each with the line where it begins."""
        reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        line, count = 1, 0
        try:
            for row in reader:
                if any(cell.strip() for cell in row):
                    count += 1
                    if count > MAX_ROWS + 1:
                        self.add(f"the table has more than {MAX_ROWS:,} rows", line, 1, "split it")
                        return
                    yield line, row
                line = reader.line_num + 1
        except csv.Error as error:
            mend = "double a quotation mark inside a quoted cell, and close every quoted cell"
            self.add(f"the line is not valid CSV: {error}", line, 1, mend)

    def header(self, line: int, header: Sequence[str]) -> dict[str, int]:
        if not header:
            self.add("the table is empty", 1, 1, f"begin with the headers: {self.names()}")
            return {}
        known = [column.name for column in self.columns]
        found: dict[str, int] = {}
        for at, name in enumerate(cell.strip() for cell in header):
            if name in found:
                self.add(f"the column '{name}' stands twice", line, at + 1, "remove one of the two")
            elif name not in known:
                free = [other for other in known if other not in found] or known
                self.add(f"unknown column '{shown(name)}'", line, at + 1, _header_hint(name, header, free))
            else:
                found[name] = at
        for column in self.columns:
            if column.required and column.name not in found:
                mend = f"add it ({column.sentence.rstrip('.')})" if column.sentence else "add it"
                self.add(f"the column '{column.name}' is missing", line, 1, mend)
        return found

    def width(self, line: int, row: Sequence[str], expected: int) -> None:
        at = min(len(row), expected) + (1 if len(row) > expected else 0)
        what = f"the row has {len(row)} cells where the header has {expected}"
        mend = (
            "put a cell that holds a comma in double quotes"
            if len(row) > expected
            else "add the missing commas"
        )
        self.add(what, line, at, mend)

    def cell(self, column: Column, text: str, line: int, at: int) -> Cell:
        cleaned = text.strip().replace("\r\n", "\n").replace("\r", "\n")
        if not cleaned:
            if column.required:
                self.add(f"column '{column.name}': the cell is empty", line, at, _expected(column))
            return column.default
        try:
            return _read_cell(column, cleaned)
        except ValueError as error:
            what, _, mend = str(error).partition("\n")
            self.add(f"column '{column.name}': {what}", line, at, mend or _expected(column))
            return None

    def add(self, what: str, line: int, at: int, mend: str) -> None:
        if len(self.problems) < MAX_PROBLEMS:
            self.problems.append(Problem(what, Place(self.file, line, at), mend))
        else:
            self.untold += 1

    def stop_if_any(self) -> None:
        if self.untold:
            self.problems.append(Problem(f"… and {self.untold:,} more problems", Place(self.file)))
        if self.problems:
            raise InputError(tuple(self.problems))

    def names(self) -> str:
        return ",".join(column.name for column in self.columns if column.required)


def _header_hint(name: str, header: Sequence[str], known: Sequence[str]) -> str:
    if len(header) == 1 and any(mark in name for mark in ";\t|"):
        return "separate the cells with commas"
    if not name:
        return "give every column a header, or remove the empty column"
    return nearest(name, known)


def _expected(column: Column) -> str:
    texts: dict[ColumnKind, str] = {
        "text": "write some text",
        "identifier": "use small letters, digits and hyphens, at most 64",
        "price": "write a price in yuan such as 12.5 or 0.1807",
        "integer": "write a whole number without separators or units",
        "share": "write a share between 0 and 1, such as 0.5 for 50 %",
        "boolean": "write yes or no",
        "choice": f"write one of: {', '.join(column.choices)}",
    }
    return texts[column.kind]


def _read_cell(column: Column, text: str) -> Cell:
    """Read one cell; an error holds what is wrong and, on a second line, how to mend it."""
    bad = refused_character(text)
    if bad:
        raise ValueError(f"the cell holds the character {bad}\nremove it")
    if column.kind == "price":
        return parse_price(text) if len(text) <= 20 else _refuse(text, "a price")
    if column.kind == "integer":
        return _integer(text, column.least)
    if column.kind == "share":
        value = Decimal(text) if _SHARE.fullmatch(text) else Decimal(2)
        return value if value <= 1 else _refuse(text, "a share between 0 and 1")
    if column.kind == "boolean":
        return text == "yes" if text in {"yes", "no"} else _refuse(text, "yes or no")
    if column.kind == "identifier" and not _IDENTIFIER.fullmatch(text):
        return _refuse(text, "an identifier")
    if column.kind == "choice" and text not in column.choices:
        raise ValueError(f"'{shown(text)}' is not one of the choices\n{nearest(text, column.choices)}")
    return text


def _integer(text: str, least: int) -> int:
    if not _WHOLE.fullmatch(text):
        raise ValueError(f"'{shown(text)}' is not a whole number")
    if int(text) < least:
        raise ValueError(f"{text} is too small\nthe smallest allowed is {least}")
    return int(text)


def _refuse(text: str, expected: str) -> Cell:
    raise ValueError(f"'{shown(text)}' is not {expected}")
