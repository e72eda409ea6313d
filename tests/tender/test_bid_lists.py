"""Bid lists: what is read from a file, and every mistake at its line and cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

from simulator.errors import InputError, Problem
from simulator.market.areas import load_areas
from simulator.money import MAX_PRICE
from simulator.rules.lot import CRITERIA, STATUSES, UNKNOWN
from simulator.scenario.catalogue import shipped_root
from simulator.streams import uniforms
from simulator.tender.lists import BID_COLUMNS, BidRow, read_bids, read_preferences, to_lots

AREAS = load_areas("national-31")
FULL = """\
variety,firm,brand,price,ceiling,reference_price,quality,link,form,base,past_volume,brand_volume,accepts,coverage,volume_class,strength_ratio,pack_ratio
a,F,x,0.1807,0.5,0.6,originator,group,oral-solid,1000,10,20,no,30,special,2,0.5
a,G,,0.32,,,,,oral-solid,1000,,,,,special,,
b,F,,12,,,,,,,,,yes,,,,
"""


LATER = {
    "service_fee": ("50", "", ""),
    "specification": ("3ml-300u", "", ""),
    "enquiry_price": ("0.25", "", ""),
    "previous_price": ("0.2", "", ""),
    "class_a_price": ("0.3", "", ""),
    "class_b_price": ("0.4", "", ""),
    "nationwide": ("yes", "", "no"),
    "technical": ("87.5", "", ""),
    "points_recognition": ("90", "", ""),
    "points_firm_rank": ("0", "", ""),
    "points_innovation": ("100", "", ""),
    "points_raw_material": ("50.0001", "", ""),
    "points_supply": ("1", "", ""),
    "points_credit": ("2", "", ""),
    "points_quality": ("3", "", ""),
    "supply_score": ("95", "", ""),
    "credit_score": ("80", "", ""),
}
"""Facts for devices, renewals and scored tenders: the cells of three rows."""


def with_columns(text: str, columns: dict[str, tuple[str, ...]]) -> str:
    """A list with more columns behind the others."""
    lines = text.splitlines()
    more = [columns.keys(), *zip(*columns.values(), strict=True)]
    return "".join(f"{line},{','.join(cells)}\n" for line, cells in zip(lines, more, strict=True))


def problems(folder: Path, text: str | bytes) -> list[Problem]:
    """Mistakes that reading a bid list finds."""
    path = folder / "bids.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(InputError) as caught:
        read_bids(path)
    assert all(p.place is not None and p.place.file.endswith("bids.csv") for p in caught.value.problems)
    return list(caught.value.problems)


def found(folder: Path, text: str | bytes) -> list[tuple[int, int, str, str]]:
    """Line, cell, what and mend of every mistake."""
    return [(p.place.line, p.place.column, p.what, p.mend) for p in problems(folder, text) if p.place]


def write(folder: Path, text: str) -> Path:
    path = folder / "list.csv"
    path.write_text(text, encoding="utf-8")
    return path


BID_FIELDS = tuple(field.name for field in fields(BidRow) if field.name != "place")


def test_every_column_is_read(tmp_path: Path) -> None:
    first, second, third = read_bids(write(tmp_path, with_columns(FULL, LATER)))
    assert {name: getattr(first, name) for name in BID_FIELDS} == {
        "variety": "a", "firm": "F", "brand": "x", "price": 1_807, "ceiling": 5_000, "reference_price": 6_000,
        "quality": "originator", "link": "group", "form": "oral-solid", "base": 1_000, "past_volume": 10,
        "brand_volume": 20, "accepts": False, "coverage": 30, "volume_class": "special",
        "strength_ratio": 2.0, "pack_ratio": 0.5,
        "service_fee": 500_000, "specification": "3ml-300u", "enquiry_price": 2_500, "previous_price": 2_000,
        "class_a_price": 3_000, "class_b_price": 4_000, "nationwide": True, "technical": 875_000,
        "points": (900_000, 0, 1_000_000, 500_001, 10_000, 20_000, 30_000),
        "supply_score": 95, "credit_score": 80,
    }  # fmt: skip
    single = {"points_" + name.replace("-", "_") for name in CRITERIA}
    assert {column.name for column in BID_COLUMNS} - single == set(BID_FIELDS) - {"points"}
    assert single <= {column.name for column in BID_COLUMNS}
    unknown = ("enquiry_price", "previous_price", "class_a_price", "class_b_price", "technical")
    unknown += ("supply_score", "credit_score")
    assert {getattr(second, name) for name in unknown} == {UNKNOWN}
    assert (second.service_fee, second.specification, second.nationwide) == (0, "", None)
    assert second.points == (UNKNOWN,) * len(CRITERIA)
    assert third.nationwide is False
    assert (second.ceiling, second.reference_price, second.past_volume, second.brand_volume) == (UNKNOWN,) * 4
    assert (second.quality, second.link, second.accepts, second.strength_ratio) == ("unknown", "", True, 1.0)
    assert (third.form, third.base, third.volume_class, third.accepts) == ("", UNKNOWN, "", True)
    assert [row.place.line for row in (first, second, third) if row.place] == [2, 3, 4]


def test_three_columns_in_any_order_are_enough(tmp_path: Path) -> None:
    rows = read_bids(write(tmp_path, "price,variety,firm\n1,a,F\n2,a,G\n"))
    assert [(row.variety, row.firm, row.price) for row in rows] == [("a", "F", 10_000), ("a", "G", 20_000)]
    # A byte-order mark, as Excel writes it, and blank lines do not matter.
    rows = read_bids(write(tmp_path, "\ufeffprice,variety,firm\n\n1,阿卡波糖,拜耳\n"))
    assert (rows[0].variety, rows[0].firm, rows[0].place and rows[0].place.line) == ("阿卡波糖", "拜耳", 3)


def test_an_unknown_column_is_named_with_the_nearest(tmp_path: Path) -> None:
    ((line, cell, what, mend),) = found(tmp_path, "variety,firm,price,celing\na,F,1,2\n")
    assert (line, cell, what, mend) == (1, 4, "unknown column 'celing'", "did you mean 'ceiling'?")


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    ((line, _, what, _),) = found(tmp_path, "variety,firm\na,F\n")
    assert (line, what) == (1, "the column 'price' is missing")


@pytest.mark.parametrize(
    ("price", "what"),
    [
        ("cheap", "column 'price': 'cheap' is not a price in yuan, such as 12.5 or 0.1807"),
        ("-1", "column 'price': '-1' is not a plain decimal price in yuan, such as 12.5 or 0.1807"),
        ("0", "column 'price': 0 yuan is outside 0.0001 to 300,000 yuan"),
        ("0.12345", "column 'price': 0.12345 yuan has more than four decimals; round it to 1/10,000 yuan"),
        ("", "column 'price': the cell is empty"),
    ],
)
def test_a_bad_price_is_named_at_its_cell(tmp_path: Path, price: str, what: str) -> None:
    ((line, cell, said, mend),) = found(tmp_path, f"variety,price,firm\na,1,F\na,{price},G\n")
    assert (line, cell, said) == (3, 2, what)
    assert mend == "write a price in yuan such as 12.5 or 0.1807"


def test_a_firm_that_bids_twice_is_named_with_both_lines(tmp_path: Path) -> None:
    text = "variety,firm,price\na,F,1\na,G,2\nb,F,1\na,F,3\n"
    ((line, cell, what, mend),) = found(tmp_path, text)
    assert (line, cell, what) == (5, 2, "firm 'F' bids twice for 'a' (first in line 2)")
    assert mend == "name the brand, or remove one row"
    # Two brands are two bids; the same brand twice is not.
    assert len(read_bids(write(tmp_path, "variety,firm,brand,price\na,F,x,1\na,F,y,2\n"))) == 2
    assert len(found(tmp_path, "variety,firm,brand,price\na,F,x,1\na,F,x,2\n")) == 1


@pytest.mark.parametrize(
    ("column", "one", "other"),
    [("base", "100", "101"), ("form", "oral-solid", "other"), ("volume_class", "reduced", "special")],
)
def test_bids_of_a_variety_share_what_belongs_to_the_variety(
    tmp_path: Path, column: str, one: str, other: str
) -> None:
    text = f"variety,firm,{column},price\na,F,{one},1\nb,F,{other},1\na,G,{other},2\n"
    ((line, cell, what, mend),) = found(tmp_path, text)
    assert (line, cell) == (4, 3)
    assert what == f"{column} '{other}' differs from '{one}' in line 2"
    assert mend == "all bids of a variety share it"


def test_an_ordinary_class_beside_a_special_one_is_a_conflict_too(tmp_path: Path) -> None:
    assert len(found(tmp_path, "variety,firm,price,volume_class\na,F,1,special\na,G,2,ordinary\n")) == 1


@pytest.mark.parametrize(
    ("column", "value"), [("base", "100"), ("form", "oral-solid"), ("volume_class", "special")]
)
def test_a_fact_of_the_variety_may_stand_in_any_of_its_rows(tmp_path: Path, column: str, value: str) -> None:
    first = read_bids(write(tmp_path, f"variety,firm,price,{column}\na,F,1,{value}\na,G,2,\n"))
    later = read_bids(write(tmp_path, f"variety,firm,price,{column}\na,F,1,\na,G,2,{value}\n"))
    assert np.array_equal(*(getattr(to_lots(rows, AREAS)[0], column) for rows in (first, later)))


def test_an_unknown_form_is_named_with_the_nearest(tmp_path: Path) -> None:
    ((line, cell, what, mend),) = found(tmp_path, "variety,firm,price,form\na,F,1,oral solid\n")
    assert (line, cell, what) == (2, 4, "column 'form': 'oral solid' is not one of the choices")
    assert mend == "did you mean 'oral-solid'?"


@pytest.mark.parametrize(
    ("column", "text", "says"),
    [
        ("quality", "pased", "'pased' is not one of the choices"),
        ("accepts", "maybe", "'maybe' is not yes or no"),
        ("base", "1,5", "the row has 5 cells where the header has 4"),
        ("base", "1.5", "'1.5' is not a whole number"),
        ("past_volume", "-3", "-3 is too small"),
        ("strength_ratio", "double", "'double' is not a ratio such as 0.5 or 2"),
        ("pack_ratio", "0", "'0' is not a ratio"),
        ("pack_ratio", "nan", "'nan' is not a ratio"),
        ("ceiling", "0.12345", "more than four decimals"),
        ("technical", "101", "'101' is no number of points"),
        ("technical", "12.34567", "'12.34567' is no number of points"),
        ("points_firm_rank", "high", "'high' is no number of points"),
        ("nationwide", "mostly", "'mostly' is not yes or no"),
        ("enquiry_price", "0", "0 yuan is outside"),
        ("supply_score", "9.5", "'9.5' is not a whole number"),
    ],
)
def test_other_cells_are_checked_as_well(tmp_path: Path, column: str, text: str, says: str) -> None:
    ((line, _, what, mend),) = found(tmp_path, f"variety,firm,price,{column}\na,F,1,{text}\n")
    assert line == 2
    assert says in what
    assert mend


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    text = "variety,firm,price,form\na,F,cheap,pill\n,G,2,\n"
    assert [(line, cell) for line, cell, _, _ in found(tmp_path, text)] == [(2, 3), (2, 4), (3, 1)]


@pytest.mark.parametrize("text", ["", "\n\n"])
def test_an_empty_file(tmp_path: Path, text: str) -> None:
    ((line, cell, what, mend),) = found(tmp_path, text)
    assert (line, cell, what) == (1, 1, "the table is empty")
    assert mend == "begin with the headers: variety,firm,price"


def test_a_list_without_a_bid(tmp_path: Path) -> None:
    assert found(tmp_path, "variety,firm,price\n") == [(1, 1, "the list holds no bid", "add one row per bid")]


def test_a_file_that_is_not_utf_8(tmp_path: Path) -> None:
    ((line, _, what, mend),) = found(
        tmp_path, "variety,firm,price\na,F,1\n阿卡波糖,拜耳,1\n".encode("gb18030")
    )
    assert (line, what) == (3, "the file is not UTF-8 text")
    assert "CSV UTF-8" in mend


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        read_bids(tmp_path / "nothing.csv")


def test_every_shipped_list_can_be_read() -> None:
    paths = sorted((shipped_root() / "data" / "bids").glob("*.csv"))
    assert len(paths) >= 6
    for path in paths:
        assert read_bids(path)
        assert f"bids/{path.name}" in (path.parents[1] / "README.md").read_text(encoding="utf-8")


# --- lots -----------------------------------------------------------------------------------------------


def test_rows_become_lots_in_the_order_of_their_first_bid(tmp_path: Path) -> None:
    rows = read_bids(write(tmp_path, FULL.replace("b,F,,12", "c,F,,12") + "a,H,,1,,,,group,,,,,,,,,\n"))
    first, second = to_lots(rows, AREAS)
    assert (first.variety, second.variety) == ("a", "c")
    assert first.firms == ("F", "G", "H")
    assert first.bid.tolist() == [[1_807, 3_200, 10_000]]
    assert first.ceiling.tolist() == [[5_000, UNKNOWN, UNKNOWN]]
    assert [STATUSES[s] for s in first.status] == ["originator", "unknown", "unknown"]
    assert first.link.tolist() == [0, UNKNOWN, 0]
    assert (first.form, first.volume_class) == ("oral-solid", "special")
    # Who refuses takes no offer at all; who accepts takes any.
    assert first.reserve.tolist() == [[MAX_PRICE + 1, 0, 0]]
    assert int(first.base.sum()) == 1_000
    assert second.base.size == 0


def test_the_base_is_spread_by_weight_and_the_largest_area_is_wanted_most() -> None:
    rows = [BidRow(variety="a", firm="F", price=1, base=1_000_000)]
    lot = to_lots(rows, AREAS)[0]
    assert np.abs(lot.base - 1_000_000 * AREAS.weights / AREAS.weights.sum()).max() < 1
    codes = [AREAS.codes[a] for a in lot.preference[0]]
    assert codes[:3] == ["44", "37", "41"], "Guangdong, Shandong, Henan"
    sizes = [(-int(lot.base[a]), AREAS.codes[a]) for a in lot.preference[0]]
    assert sizes == sorted(sizes)


def test_equal_areas_are_wanted_in_the_order_of_their_codes() -> None:
    lot = to_lots([BidRow(variety="a", firm="F", price=1, base=0)], AREAS)[0]
    assert lot.preference[0].tolist() == list(range(31))


def test_the_lot_of_a_bid_belongs_to_its_name() -> None:
    rows = [BidRow(variety="a", firm=firm, price=1) for firm in "FGH"]
    draws = dict(zip("FGH", to_lots(rows, AREAS, seed=5)[0].draw[0].tolist(), strict=True))
    fewer = dict(zip("HF", to_lots([rows[2], rows[0]], AREAS, seed=5)[0].draw[0].tolist(), strict=True))
    assert fewer == {firm: draws[firm] for firm in "HF"}
    assert draws["F"] == int(uniforms(5, "lot", "a", "F", "")[0, 0] * 2**32)
    assert to_lots(rows, AREAS, seed=6)[0].draw.tolist() != to_lots(rows, AREAS, seed=5)[0].draw.tolist()


# --- preferences ----------------------------------------------------------------------------------------


def wishes(folder: Path, text: str) -> dict[str, tuple[int, ...]]:
    path = folder / "wishes.csv"
    path.write_text(text, encoding="utf-8")
    return read_preferences(path, AREAS)


def named(areas: Sequence[int]) -> list[str]:
    return [AREAS.codes[a] for a in areas]


def test_preferences_come_first_and_the_rest_follows_by_size(tmp_path: Path) -> None:
    read = wishes(tmp_path, "firm,rank,area\nF,2,54\nF,1,63\nG,1,11\n")
    assert {firm: named(areas) for firm, areas in read.items()} == {"F": ["63", "54"], "G": ["11"]}
    rows = [BidRow(variety="a", firm=firm, price=1, base=1_000_000) for firm in "FGH"]
    lot = to_lots(rows, AREAS, wishes=read)[0]
    assert named(lot.preference[0])[:4] == ["63", "54", "44", "37"]
    assert named(lot.preference[1])[:3] == ["11", "44", "37"]
    assert named(lot.preference[2])[:2] == ["44", "37"]
    assert all(sorted(wish) == list(range(31)) for wish in lot.preference.tolist())


def test_mistakes_in_preferences_are_named(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        wishes(tmp_path, "firm,rank,area\nF,1,98\nF,2,11\nF,3,11\n")
    told = [(p.place.line, p.place.column, p.what) for p in caught.value.problems if p.place]
    assert told == [(2, 3, "there is no area '98'"), (4, 3, "area '11' is listed twice for 'F'")]


def test_preferences_of_a_firm_that_does_not_bid_are_refused() -> None:
    rows = [BidRow(variety="a", firm="Bayer", price=1)]
    with pytest.raises(InputError, match="did you mean 'Bayer'") as caught:
        to_lots(rows, AREAS, wishes={"Bayr": (1,)})
    assert "which does not bid" in str(caught.value)


def test_a_volume_beyond_all_bounds_is_refused(tmp_path: Path) -> None:
    problems = found(tmp_path, "variety,firm,price,base\na,F,1,2000000000000\n")
    assert len(problems) == 1
    assert "base is more than 1,000,000,000,000 units" in str(problems[0])
