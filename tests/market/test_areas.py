"""Supply areas: the shipped sets, the user's own, and volumes shared out over them."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.errors import InputError
from simulator.market.areas import load_areas

SHIPPED = {"national-31": 31, "expansion-25": 25, "cities-11": 11}
HEAD = "code,name_en,name_zh,unit,weight\n"


@pytest.mark.parametrize(("name", "number"), SHIPPED.items())
def test_shipped_sets_are_whole(name: str, number: int) -> None:
    areas = load_areas(name)
    assert len(areas) == number
    assert list(areas.codes) == sorted(set(areas.codes))
    assert len(set(areas.names_en)) == len(set(areas.names_zh)) == number
    assert (areas.weights > 0).all()
    assert sorted(set(areas.units.tolist())) == list(range(len(areas.unit_names)))
    assert set(areas.unit_names) == {"north", "northeast", "east", "central-south", "southwest", "northwest"}


def test_weights_are_the_census() -> None:
    """The 2020 census counted 1,409,778,724 people in the 31 areas (servicemen apart)."""
    assert load_areas("national-31").weights.sum() == 1_409_778_724


def test_expansion_is_the_nation_without_the_pilot_and_two_early_provinces() -> None:
    nation, expansion = load_areas("national-31"), load_areas("expansion-25")
    whole = dict(zip(nation.codes, zip(nation.names_en, nation.weights.tolist(), strict=True), strict=True))
    left = {whole[code][0] for code in set(whole) - set(expansion.codes)}
    assert left == {"Beijing", "Tianjin", "Shanghai", "Chongqing", "Fujian", "Hebei"}
    for code, weight in zip(expansion.codes, expansion.weights.tolist(), strict=True):
        assert whole[code][1] == weight


def test_pilot_is_four_municipalities_and_seven_cities() -> None:
    cities, nation = load_areas("cities-11"), load_areas("national-31")
    assert len(set(cities.names_en) & set(nation.names_en)) == 4


@pytest.mark.long
@given(st.sampled_from(sorted(SHIPPED)), st.integers(0, 10**12))
def test_sharing_out_loses_no_unit(name: str, total: int) -> None:
    areas = load_areas(name)
    parts = areas.share_out(total)
    assert parts.sum() == total
    whole = int(areas.weights.sum())
    for part, weight in zip(parts.tolist(), areas.weights.tolist(), strict=True):
        assert abs(part - Fraction(total * weight, whole)) < 1


def test_own_table_is_put_in_order_of_codes(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text(HEAD + "20,B,乙,south,3\n10,A,甲,north,1\n30,C,丙,south,6\n", encoding="utf-8")
    areas = load_areas(str(path))
    assert areas.codes == ("10", "20", "30")
    assert areas.names_zh == ("甲", "乙", "丙")
    assert areas.unit_names == ("north", "south")
    np.testing.assert_array_equal(areas.units, [0, 1, 1])
    np.testing.assert_array_equal(areas.share_out(10), [1, 3, 6])


def test_unknown_set_names_the_nearest() -> None:
    with pytest.raises(InputError, match="did you mean 'national-31'"):
        load_areas("national-13")


def test_mistakes_are_named_at_their_cells(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text(HEAD + "10,A,甲,north,-1\n20,,乙,south,many\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_areas(str(path))
    places = [(p.place.line, p.place.column) for p in caught.value.problems if p.place]
    assert places == [(2, 5), (3, 2), (3, 5)]
    assert all(p.mend for p in caught.value.problems)


def test_code_may_stand_once(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text(HEAD + "10,A,甲,north,1\n10,A,甲,north,1\n", encoding="utf-8")
    with pytest.raises(InputError):
        load_areas(str(path))


def test_weights_may_not_all_be_zero(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text(HEAD + "10,A,甲,north,0\n20,B,乙,north,0\n", encoding="utf-8")
    with pytest.raises(InputError):
        load_areas(str(path)).share_out(5)
