"""Finished tables are read back, and what is missing or damaged is told in a sentence."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from simulator.errors import InputError
from simulator.report.terminal import WIDTH, table, width_of
from simulator.results.files import read_written, write_parquet


def test_tables_come_back_by_name(tmp_path: Path) -> None:
    written = pd.DataFrame({"n": [1, 2]})
    write_parquet(written, tmp_path / "one.parquet")
    pd.testing.assert_frame_equal(read_written(tmp_path, ["one"])["one"], written)


def test_a_missing_and_a_damaged_table_are_named(tmp_path: Path) -> None:
    (tmp_path / "bad.parquet").write_text("junk")
    with pytest.raises(InputError, match=r"bad\.parquet cannot be read"):
        read_written(tmp_path, ["bad"])
    with pytest.raises(InputError, match=r"gone\.parquet is missing"):
        read_written(tmp_path, ["gone"])


def test_a_long_first_column_is_shortened_beside_narrow_ones() -> None:
    row = ["esomeprazole-40mg-capsules", "Firm 005", *["9" * 9] * 7]
    lines = table(["variety", "rank 1", *"abcdefg"], [row], (False, False, *(True,) * 7))
    assert max(width_of(line) for line in lines) == WIDTH
