"""CSV tables: right cells are read exactly, wrong ones are named at their line and cell."""

# ruff: noqa: E501  # messages are easier to compare on one line
from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest

from simulator.errors import InputError, Place
from simulator.scenario import tables
from simulator.scenario.tables import Column, Table, read_table

COLUMNS = (
    Column("variety", "identifier", sentence="Id of the variety."),
    Column("firm", "text"),
    Column("bid", "price"),
    Column("volume", "integer", required=False, least=1),
    Column("share", "share", required=False, default=Decimal("0.5")),
    Column("passed", "boolean", required=False),
    Column("form", "choice", required=False, default="other", choices=("oral-solid", "other")),
)
HEAD = "variety,firm,bid,volume,share,passed,form\n"


@pytest.fixture
def table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)

    def _read(text: str | bytes, columns: tuple[Column, ...] = COLUMNS) -> Table:
        Path("t.csv").write_bytes(text.encode() if isinstance(text, str) else text)
        return read_table("t.csv", columns)

    return _read


def told(table, text: str | bytes) -> list[str]:
    with pytest.raises(InputError) as caught:
        table(text)
    return [str(problem).replace("\n    ->", " ->") for problem in caught.value.problems]


def test_cells_are_read_exactly(table) -> None:
    read = table(
        HEAD
        + 'a,"Firm, ""A""",0.1807,12,0.25,yes,oral-solid\n\n  b , 药厂 ,12.5,,,no,\n,,,,,,\nc,C,300000,1,1,,other\n'
    )
    assert len(read) == 3
    assert read.lines == (2, 4, 6)
    assert read.texts("variety") == ("a", "b", "c")
    assert read.texts("firm") == ('Firm, "A"', "药厂", "C")
    assert np.array_equal(read.integers("bid"), [1807, 125_000, 3_000_000_000])
    assert np.array_equal(read.integers("volume", missing=0), [12, 0, 1])
    assert read.integers("volume").dtype == np.int64
    assert read.shares("share") == (Decimal("0.25"), Decimal("0.5"), Decimal(1))
    assert read.flags("passed") == (True, False, None)
    assert read.texts("form") == ("oral-solid", "other", "other")
    assert read.columns["volume"] == (12, None, 1)
    assert read.place(1, "bid") == Place("t.csv", 4, 3)
    assert read.place(1) == Place("t.csv", 4, 1)


def test_columns_in_any_order_and_optional_ones_left_out(table) -> None:
    read = table("bid,firm,variety\n1,F,a\n")
    assert read.columns["share"] == (Decimal("0.5"),)
    assert read.columns["volume"] == (None,)
    assert read.texts("volume") == (None,)
    assert read.shares("volume") == (None,)
    assert read.flags("firm") == (None,)
    with pytest.raises(KeyError):
        read.texts("nothing")


def test_a_place_follows_the_file_not_the_order_of_the_columns_asked_for(table) -> None:
    read = table("bid,firm,variety\n1,F,a\n")
    assert read.place(0, "bid") == Place("t.csv", 2, 1)
    assert read.place(0, "variety") == Place("t.csv", 2, 3)
    assert read.place(0, "share") == Place("t.csv", 2, 1)


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_byte_order_mark_and_line_ends(table, mark: bytes, end: bytes) -> None:
    read = table(mark + end.join([b"variety,firm,bid", b"a,F,1", b"", b'b,"G', b'H",2', b"c,I,3", b""]))
    assert read.lines == (2, 4, 6)
    assert read.texts("variety") == ("a", "b", "c")
    assert read.texts("firm") == ("F", "G\nH", "I")


def test_a_table_without_rows_is_empty(table) -> None:
    assert len(table("variety,firm,bid\n")) == 0


@pytest.mark.parametrize(
    ("text", "messages"),
    [
        ("", ["t.csv:1:1: the table is empty -> begin with the headers: variety,firm,bid"]),
        ("\nvariety,firm,bid,bid\n", ["t.csv:2:4: the column 'bid' stands twice -> remove one of the two"]),
        ("variety,firm,bid,volum\n", ["t.csv:1:4: unknown column 'volum' -> did you mean 'volume'?"]),
        ("variety,firm,bid,\n", ["t.csv:1:4: unknown column '' -> give every column a header, or remove the empty column"]),
        ("variety,bid\n", ["t.csv:1:1: the column 'firm' is missing -> add it"]),
        ("variety,firm,bid\na,F\n", ["t.csv:2:2: the row has 2 cells where the header has 3 -> add the missing commas"]),
        ("variety,firm,bid\na,F,1,5,6\n", ["t.csv:2:4: the row has 5 cells where the header has 3 -> put a cell that holds a comma in double quotes"]),
        ('variety,firm,bid\na,"F"x,1\n', ["t.csv:2:1: the line is not valid CSV: ',' expected after '\"' -> double a quotation mark inside a quoted cell, and close every quoted cell"]),
        ('variety,firm,bid\na,F,1\nb,"F,1\n', ["t.csv:3:1: the line is not valid CSV: unexpected end of data -> double a quotation mark inside a quoted cell, and close every quoted cell"]),
        ("variety,firm,bid\na,,1\n", ["t.csv:2:2: column 'firm': the cell is empty -> write some text"]),
        ("variety,firm,bid\nA b,F,1\n", ["t.csv:2:1: column 'variety': 'A b' is not an identifier -> use small letters, digits and hyphens, at most 64"]),
        ("variety,firm,bid\na,F,1.23456\n", ["t.csv:2:3: column 'bid': 1.23456 yuan has more than four decimals; round it to 1/10,000 yuan -> write a price in yuan such as 12.5 or 0.1807"]),
        ("variety,firm,bid\na,F,x\n", ["t.csv:2:3: column 'bid': 'x' is not a price in yuan, such as 12.5 or 0.1807 -> write a price in yuan such as 12.5 or 0.1807"]),
        (f"variety,firm,bid\na,F,{'1' * 30}\n", [f"t.csv:2:3: column 'bid': '{'1' * 30}' is not a price -> write a price in yuan such as 12.5 or 0.1807"]),
        (HEAD + "a,F,1,0,,,\n", ["t.csv:2:4: column 'volume': 0 is too small -> the smallest allowed is 1"]),
        (HEAD + 'a,F,1,"1,000",,,\n', ["t.csv:2:4: column 'volume': '1,000' is not a whole number -> write a whole number without separators or units"]),
        (HEAD + "a,F,1,1e3,,,\n", ["t.csv:2:4: column 'volume': '1e3' is not a whole number -> write a whole number without separators or units"]),
        (HEAD + "a,F,1,,60%,,\n", ["t.csv:2:5: column 'share': '60%' is not a share between 0 and 1 -> write a share between 0 and 1, such as 0.5 for 50 %"]),
        (HEAD + "a,F,1,,1.01,,\n", ["t.csv:2:5: column 'share': '1.01' is not a share between 0 and 1 -> write a share between 0 and 1, such as 0.5 for 50 %"]),
        (HEAD + "a,F,1,,,TRUE,\n", ["t.csv:2:6: column 'passed': 'TRUE' is not yes or no -> write yes or no"]),
        (HEAD + "a,F,1,,,,oralsolid\n", ["t.csv:2:7: column 'form': 'oralsolid' is not one of the choices -> did you mean 'oral-solid'?"]),
        (HEAD + "a,F\x1b,1,,,,\n", ["t.csv:2:2: column 'firm': the cell holds the character U+001B -> remove it"]),
        ("variety;firm;bid\na;F;1\n", ["t.csv:1:1: unknown column 'variety;firm;bid' -> separate the cells with commas",
                                       "t.csv:1:1: the column 'variety' is missing -> add it (Id of the variety)",
                                       "t.csv:1:1: the column 'firm' is missing -> add it",
                                       "t.csv:1:1: the column 'bid' is missing -> add it"]),
    ],
)  # fmt: skip
def test_wrong_tables(table, text: str, messages: list[str]) -> None:
    assert told(table, text) == messages


def test_all_problems_are_told_at_once_and_many_are_counted(table) -> None:
    messages = told(table, "variety,firm,bid\n" + "A,,x\n" * 40)
    assert len(messages) == tables.MAX_PROBLEMS + 1
    assert messages[0].startswith("t.csv:2:1: column 'variety'")
    assert messages[3].startswith("t.csv:3:1:")
    assert messages[-1] == "t.csv: … and 70 more problems"


def test_what_is_no_text_is_refused(table) -> None:
    assert told(table, b"variety,firm,bid\na,\x00,1\n") == [
        "t.csv:2:3: the file holds a NUL character, so it is not text"
        " -> save it as 'CSV UTF-8' (in Excel: Save as, CSV UTF-8)"
    ]
    assert "not UTF-8" in told(table, "variety,集采".encode("gbk"))[0]
    assert "not UTF-8" in told(table, "variety".encode("utf-16"))[0]


def test_the_size_is_limited(table, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MAX_ROWS", 3)
    assert len(table("variety,firm,bid\n" + "a,F,1\n" * 3)) == 3
    assert told(table, "variety,firm,bid\n" + "a,F,1\n" * 5) == [
        "t.csv:5:1: the table has more than 3 rows -> split it"
    ]
    monkeypatch.setattr(tables, "MAX_TABLE_BYTES", 1024)
    assert "larger than 1 KiB" in told(table, "variety,firm,bid\n" + "a,F,1\n" * 500)[0]


def test_a_cell_beyond_the_limit_of_the_reader(table) -> None:
    assert (
        "not valid CSV: field larger than field limit"
        in told(table, "variety,firm,bid\na," + "x" * 140_000 + ",1\n")[0]
    )


@pytest.mark.slow
def test_the_largest_table_is_read(table) -> None:
    read = table(
        "variety,firm,bid,volume\n"
        + "".join(f"v{i},F{i},0.{i % 9999 + 1:04d},{i + 1}\n" for i in range(200_000))
    )
    assert len(read) == 200_000
    assert int(read.integers("volume").sum()) == 200_000 * 200_001 // 2
