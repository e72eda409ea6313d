"""Exports read back as the tables they were made from, and hold nothing that a program would run."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from simulator.errors import InputError
from simulator.results.export import export_tables

TABLE = pd.DataFrame(
    {
        "study": pd.Categorical(["s", "s", "s"]),
        "choice": ["=1+1", "带量\x01采购", "x" * 3000],
        "mean": [0.1, np.nan, np.inf],
        "n": [1, 2, 3],
        "cautious": [True, False, True],
    }
)
TABLES = {"comparison": TABLE, "points": TABLE[["n"]]}


def test_excel_holds_every_table_and_no_formula(tmp_path: Path) -> None:
    target = tmp_path / "x.xlsx"
    assert export_tables(TABLES, {"seed": 1, "digest": "abc"}, target) == ("comparison", "points")
    sheets = pd.read_excel(target, sheet_name=None)
    assert list(sheets) == ["about", "comparison", "points"]
    assert sheets["about"].set_index("what")["value"].to_dict() == {"seed": "1", "digest": "abc"}
    back = sheets["comparison"]
    assert back["choice"].tolist() == ["=1+1", "带量采购", "x" * 3000]
    assert back["mean"].iloc[0] == 0.1
    assert back["mean"].isna().tolist() == [False, True, True]
    assert back["n"].tolist() == [1, 2, 3]


def test_stata_reads_numbers_and_chinese(tmp_path: Path) -> None:
    target = tmp_path / "x.dta"
    assert export_tables(TABLES, {}, target) == ("comparison",)
    back = pd.read_stata(target)
    assert back["choice"].tolist() == TABLE["choice"].tolist()
    assert back["mean"].isna().tolist() == [False, True, True], "what is infinite is missing"
    assert back["cautious"].tolist() == [1, 0, 1]


@pytest.mark.parametrize("ending", [".csv", ".parquet"])
def test_plain_files(tmp_path: Path, ending: str) -> None:
    target = tmp_path / f"x{ending}"
    assert export_tables(TABLES, {}, target, "points") == ("points",)
    back = pd.read_csv(target) if ending == ".csv" else pd.read_parquet(target)
    assert back["n"].tolist() == [1, 2, 3]


def test_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no known ending"):
        export_tables(TABLES, {}, tmp_path / "x.doc")
    with pytest.raises(InputError, match="did you mean 'points'"):
        export_tables(TABLES, {}, tmp_path / "x.csv", "pionts")
    assert not list(tmp_path.iterdir())
