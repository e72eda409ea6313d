"""Tables to files and back: Parquet for programs, CSV for spreadsheets, and the digest of what they say."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from simulator.errors import InputError, RunError
from simulator.results.dictionary import AWARD_COLUMNS

__all__ = [
    "digest",
    "read_parquet",
    "read_written",
    "write_csv",
    "write_parquet",
    "write_table",
    "write_whole",
]

Numbers = Mapping[str, npt.NDArray[Any]]
"""Columns of numbers, or of true and false, by name."""

_RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_UNITS = {column.name: column.unit for column in AWARD_COLUMNS if column.unit}


def write_parquet(table: pd.DataFrame, path: Path) -> None:
    """Write a table as Parquet, all of it or nothing.

    Units of columns (yuan, number) are kept as metadata of the columns.
    """
    arrow = pa.Table.from_pandas(table, preserve_index=False)
    schema = arrow.schema
    for i, column in enumerate(schema):
        if pa.types.is_null(column.type):
            # Text that happens to be empty throughout stays text: tables of several runs fit together.
            schema = schema.set(i, column.with_type(pa.string()))
    if "firm" in table.columns:
        for i, name in enumerate(schema.names):
            if name in _UNITS:
                schema = schema.set(i, schema.field(i).with_metadata({"unit": _UNITS[name]}))
    arrow = arrow.cast(schema)
    # Lists of the numbers that occur cost more time and room than they save; lists of words save both.
    words: list[str] | bool = [str(name) for name in table.columns if _is_text(table[name])] or False
    # Numbers are packed sooner where their first bytes lie together, then their second ones, and so on.
    apart: list[str] | bool = [one.name for one in arrow.schema if pa.types.is_floating(one.type)] or False
    write_whole(
        path,
        lambda part: pq.write_table(
            arrow, part, compression="zstd", use_dictionary=words, use_byte_stream_split=apart
        ),
    )


def read_parquet(path: Path) -> pd.DataFrame:
    """Read a table that :func:`write_parquet` wrote."""
    table: pd.DataFrame = pq.read_table(path).to_pandas()
    return table


def read_written(folder: Path, names: Iterable[str]) -> dict[str, pd.DataFrame]:
    """Read finished tables of a folder by name.

    Raises
    ------
    InputError
        If one is missing or damaged.
    """
    tables = {}
    for name in names:
        path = folder / f"{name}.parquet"
        try:
            tables[name] = read_parquet(path)
        except (OSError, pa.ArrowException) as error:
            what = "cannot be read" if path.exists() else "is missing"
            raise InputError.one(
                f"{path} {what}",
                mend="run it again into another folder; 'vbp report' shows what is left of a run",
            ) from error
    return tables


def write_csv(table: pd.DataFrame, path: Path) -> None:
    """Write a table as CSV that a spreadsheet opens safely, Chinese included.

    The file begins with a byte order mark. Text that a spreadsheet could take for a formula gets a
    leading apostrophe; numbers are left alone.
    """
    safe = table.assign(**{name: table[name].map(_disarm) for name in table.columns if _is_text(table[name])})
    # with this line end a stray carriage return is quoted too and cannot begin a row of its own
    write_whole(
        path, lambda part: safe.to_csv(part, index=False, encoding="utf-8-sig", lineterminator="\r\n")
    )


def write_table(table: pd.DataFrame, path: Path) -> None:
    """Write a table as Parquet or CSV, as the ending of its name says.

    Raises
    ------
    InputError
        If the name ends otherwise.
    RunError
        If it cannot be written.
    """
    writers = {".parquet": write_parquet, ".csv": write_csv}
    if path.suffix.lower() not in writers:
        raise InputError.one(f"'{path}' is no name of a table", mend="let it end in .parquet or .csv")
    writers[path.suffix.lower()](table, path)


def _disarm(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_RISKY) else cell


def _is_text(column: pd.Series) -> bool:
    return not pd.api.types.is_numeric_dtype(column.dtype)


def write_whole(path: Path, write: Callable[[Path], None]) -> None:
    """Write beside the target, make it durable, then swap it in, so that no reader sees half a file.

    Raises
    ------
    RunError
        If the folder is missing, full or read-only.
    """
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent)
    except OSError as error:
        raise RunError(f"cannot write {path.name} into {path.parent}: {error.strerror}") from error
    os.close(handle)
    part = Path(name)
    try:
        write(part)
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        part.chmod(0o644)
        part.replace(path)
        _sync_folder(path.parent)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise RunError(f"cannot write {path}: {error.strerror}") from error
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":  # pragma: no cover - folders cannot be opened there
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def digest(tables: Mapping[str, pd.DataFrame | Numbers]) -> str:
    """Return the SHA-256 of what the tables say, whatever file they are in.

    It covers names of tables and columns, their order within a table, the order of rows, and every value
    to the last bit; not the order of tables, the index, the library's types or the compression.

    Parameters
    ----------
    tables
        Tables by name; one of numbers alone may be given as its columns, which is quicker.
    """
    state = hashlib.sha256()
    for name in sorted(tables):
        table = tables[name]
        columns: list[tuple[Any, Any]] = list(table.items())
        _feed(state, "table", name.encode(), len(columns[0][1]) if columns else len(table))
        for column, values in columns:
            kind, content = _canonical(values)
            _feed(state, f"{kind}:{column}", content, len(content))
    return state.hexdigest()


def _feed(state: hashlib._Hash, head: str, content: bytes, length: int) -> None:
    state.update(f"{len(head.encode())}:{head}|{length}|{len(content)}:".encode())
    state.update(content)


def _canonical(column: pd.Series | npt.NDArray[Any]) -> tuple[str, bytes]:
    """Return kind and bytes of a column; texts as numbers by first appearance, with the list of them."""
    if pd.api.types.is_bool_dtype(column.dtype) or pd.api.types.is_integer_dtype(column.dtype):
        return "integer", np.asarray(column, dtype="<i8").tobytes()
    if pd.api.types.is_float_dtype(column.dtype):
        values = np.asarray(column, dtype="<f8") + 0.0  # a copy; minus zero becomes zero
        values[np.isnan(values)] = np.nan  # one bit pattern for all
        return "real", values.tobytes()
    codes, words = pd.factorize(np.asarray(column, dtype=object), use_na_sentinel=True)
    spelt = [str(word).encode() for word in words]
    listing = b"".join(str(len(word)).encode() + b":" + word for word in spelt)
    return "text", codes.astype("<i8").tobytes() + listing
