"""Tables for other programs: Excel, Stata, CSV, Parquet."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from simulator.errors import InputError, RunError, nearest
from simulator.results.files import write_csv, write_parquet, write_whole

__all__ = ["FORMATS", "export_tables"]

FORMATS = (".xlsx", ".dta", ".csv", ".parquet")
"""Endings of files that can be written."""
_EXCEL_ROWS = 1_048_575
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def export_tables(
    tables: Mapping[str, pd.DataFrame], about: Mapping[str, object], target: Path, table: str | None = None
) -> tuple[str, ...]:
    """Write tables into one file of another program.

    Parameters
    ----------
    tables
        Tables by name, the most important first.
    about
        What the run says of itself; in Excel it becomes the sheet ``about``.
    target
        The file; its ending decides the format. Excel takes all tables, the others one.
    table
        The only table to write; by default all of them for Excel, else the first.

    Returns
    -------
    tuple of str
        Names of the tables that were written.

    Raises
    ------
    InputError
        If the ending or the table is unknown, or a table has more rows than a sheet holds.
    RunError
        If the file cannot be written, or what writes Excel is not installed.
    """
    ending = target.suffix.lower()
    if ending not in FORMATS:
        raise InputError.one(f"'{target}' has no known ending", mend=f"let it end in {', '.join(FORMATS)}")
    if table is not None and table not in tables:
        raise InputError.one(f"there is no table '{table}'", mend=nearest(table, tables))
    chosen = {table: tables[table]} if table is not None else dict(tables)
    if ending == ".xlsx":
        _write_excel(chosen, about, target)
        return tuple(chosen)
    name, one = next(iter(chosen.items()))
    writers: dict[str, Callable[[pd.DataFrame, Path], None]] = {
        ".dta": _write_stata,
        ".csv": write_csv,
        ".parquet": write_parquet,
    }
    writers[ending](one, target)
    return (name,)


def _write_stata(table: pd.DataFrame, target: Path) -> None:
    """Write Stata 14 or newer, whose texts are UTF-8; what is infinite is missing there."""
    plain = table.copy()
    for name in plain.columns:
        column = plain[name]
        if pd.api.types.is_float_dtype(column.dtype):
            plain[name] = column.where(np.isfinite(column))
        elif pd.api.types.is_bool_dtype(column.dtype):
            plain[name] = column.astype("int8")
        elif not pd.api.types.is_numeric_dtype(column.dtype):
            plain[name] = column.astype(object).map(lambda cell: "" if _missing(cell) else str(cell))
    long = [
        str(name) for name in plain.columns if plain[name].dtype == object and _longest(plain[name]) > 2000
    ]
    write_whole(target, lambda part: plain.to_stata(part, write_index=False, version=118, convert_strl=long))


def _longest(column: pd.Series) -> int:
    return max((len(str(cell).encode()) for cell in column), default=0)


def _missing(cell: object) -> bool:
    return cell is None or (isinstance(cell, float) and math.isnan(cell))


def _write_excel(tables: Mapping[str, pd.DataFrame], about: Mapping[str, object], target: Path) -> None:
    try:
        from openpyxl import Workbook
        from openpyxl.cell import WriteOnlyCell
    except ImportError:
        raise RunError("Excel files need openpyxl; pip install 'vbp-sim[excel]'") from None
    for name, table in tables.items():
        if len(table) > _EXCEL_ROWS:
            raise InputError.one(
                f"the table '{name}' has {len(table):,} rows, more than a sheet of Excel holds",
                mend="write it as .parquet or .csv, or choose others with --table",
            )
    book = Workbook(write_only=True)
    facts = pd.DataFrame({"what": list(about), "value": [str(value) for value in about.values()]})
    for name, table in {"about": facts, **tables}.items():
        sheet = book.create_sheet(name[:31])
        sheet.append([str(column) for column in table.columns])
        for row in table.itertuples(index=False):
            cells = []
            for value in row:
                cell = WriteOnlyCell(sheet, value=_plain(value))
                if isinstance(value, str):
                    # A text that begins with '=' is a text, not a formula.
                    cell.data_type = "s"
                cells.append(cell)
            sheet.append(cells)
    write_whole(target, book.save)


def _plain(value: object) -> object:
    if isinstance(value, str):
        return _CONTROL.sub("", value)
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value if isinstance(value, bool | int | float) or value is None else str(value)
