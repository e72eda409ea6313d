"""Reported need: from hospitals through regions to the joint office, with nothing lost on the way."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator import api
from simulator.cli import main
from simulator.errors import InputError, Place
from simulator.market.areas import load_areas
from simulator.market.delegation import (
    MAX_NEED,
    Delegated,
    Institution,
    Report,
    delegate,
    read_institutions,
    read_reports,
)
from simulator.market.participation import KINDS, Participation, check_pledges, region_of
from simulator.rules.lot import UNKNOWN
from simulator.scenario.catalogue import find
from simulator.tender.demand import unmatched
from simulator.tender.lists import BidRow, to_lots

NATIONAL = load_areas("national-31")
CITIES = load_areas("cities-11")

# Hainan's plan for round 2: all public and military institutions, private ones if they wish.
HAINAN = (
    Institution("provincial", "46", "public"),
    Institution("city", "4601", "public"),
    Institution("army", "46", "military"),
    Institution("willing", "4602", "private", joins=True),
    Institution("unwilling", "46", "private", joins=False),
    Institution("silent", "46", "pharmacy"),
)


def reports_of(**needs: int) -> list[Report]:
    return [Report(name, "x", quantity) for name, quantity in needs.items()]


def reasons(found: Delegated) -> dict[str, tuple[int, str]]:
    return {one.report.institution: (one.quantity, one.reason) for one in found.outside}


def wrong(folder: Path, reader: object, text: str) -> list[tuple[int, int, str, str]]:
    """Line, cell, what and mend of every mistake in a table."""
    path = folder / "t.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        reader(path)  # type: ignore[operator]
    return [(p.place.line, p.place.column, p.what, p.mend) for p in caught.value.problems if p.place]


def test_who_takes_part_in_hainan() -> None:
    needs = {one.name: 10 ** (at + 1) for at, one in enumerate(HAINAN)}
    found = delegate(HAINAN, reports_of(**needs), Participation(regions=("46",)))
    assert found.needs["x"].by_region.tolist() == [10 + 100 + 1_000 + 10_000]
    assert reasons(found) == {
        "unwilling": (100_000, "did-not-join"),
        "silent": (1_000_000, "did-not-join"),
    }
    assert [(report.institution, region) for report, region, _ in found.entrusted] == [
        (name, "46") for name in ("provincial", "city", "army", "willing")
    ]


def test_kinds_that_may_not_join() -> None:
    who = Participation(regions=("46",), must_join=frozenset({"public"}), may_join=frozenset())
    found = delegate(HAINAN, reports_of(provincial=5, army=6, willing=7), who)
    assert found.needs["x"].total == 5
    assert reasons(found) == {"army": (6, "kind-not-admitted"), "willing": (7, "kind-not-admitted")}


def test_an_institution_that_must_join_cannot_refuse() -> None:
    refusing = replace(HAINAN[0], joins=False, place=Place("i.csv", 2, 5))
    with pytest.raises(InputError, match=r"i.csv:2:5: 'provincial' must join, as every public institution"):
        delegate([refusing], [], Participation(regions=("46",)))
    # Elsewhere nobody asks it, and where it need not join it may refuse.
    assert not delegate([refusing], [], Participation(regions=("50",))).outside
    free = Participation(regions=("46",), must_join=frozenset(), may_join=frozenset({"public"}))
    assert reasons(delegate([refusing], reports_of(provincial=3), free)) == {
        "provincial": (3, "did-not-join")
    }


def test_pilot_cities_group_and_whole_country() -> None:
    """The same hospitals in an alliance of one city, of eleven cities, of a group, and of all areas."""
    hospitals = [
        Institution("Chengdu", "5101", "public"),
        Institution("Mianyang", "5107", "public"),
        Institution("Beijing", "1100", "public"),
        Institution("Haikou", "4601", "public"),
    ]
    reports = reports_of(Chengdu=1, Mianyang=20, Beijing=300, Haikou=4_000)

    def tendered(*regions: str) -> dict[str, int]:
        found = delegate(hospitals, reports, Participation(regions=regions))
        need = found.needs["x"]
        return {code: int(n) for code, n in zip(regions, need.by_region, strict=True) if n}

    assert tendered("5101") == {"5101": 1}
    assert tendered(*CITIES.codes) == {"1100": 300, "5101": 1}
    assert tendered("46", "51") == {"46": 4_000, "51": 21}
    assert tendered(*NATIONAL.codes) == {"11": 300, "46": 4_000, "51": 21}


def test_regions_that_stay_out() -> None:
    """In the expansion of 2019 the pilot's cities stayed out of their provinces' share."""
    hospitals = [Institution("Chengdu", "5101", "public"), Institution("Mianyang", "5107", "public")]
    who = Participation(regions=("46", "51"), stay_out=frozenset({"5101"}))
    found = delegate(hospitals, reports_of(Chengdu=7, Mianyang=20), who)
    assert found.needs["x"].by_region.tolist() == [0, 20]
    assert reasons(found) == {"Chengdu": (7, "region-stays-out")}


@pytest.mark.parametrize(
    ("month", "term", "need", "part"),
    [
        (1, 12, 101, 101),
        (4, 12, 100, 75),
        (7, 12, 101, 51),  # 50.5 is rounded up
        (12, 12, 100, 8),  # 8.33
        (13, 24, 9, 5),  # 4.5 is rounded up
        (24, 24, 11, 0),  # 0.46
    ],
)
def test_late_regions_get_the_rest_of_the_term(month: int, term: int, need: int, part: int) -> None:
    who = Participation(regions=("46", "50"), late={"46": month}, term_months=term)
    hospitals = [Institution("late", "4601", "public"), Institution("early", "50", "public")]
    found = delegate(hospitals, reports_of(late=need, early=1_000), who)
    assert found.needs["x"].by_region.tolist() == [part, 1_000]
    expected = {"late": (need - part, "before-region-joined")} if part < need else {}
    assert reasons(found) == expected


def test_brands_are_kept_apart() -> None:
    reports = [
        Report("city", "x", 40, "A"),
        Report("city", "x", 20, "B"),
        Report("provincial", "x", 5, "A"),
        Report("city", "x", 10),
        Report("city", "y", 3),
    ]
    found = delegate(HAINAN, reports, Participation(regions=("46",)))
    need = found.needs["x"]
    assert (need.by_brand, need.unbranded, need.total) == ({"A": 45, "B": 20}, 10, 75)
    assert (found.needs["y"].by_brand, found.needs["y"].unbranded) == ({}, 3)
    assert list(found.needs) == ["x", "y"]


@st.composite
def markets(draw: st.DrawFn) -> tuple[list[Institution], list[Report], Participation]:
    areas = ["11", "4601", "4602", "50", "99"]
    joins = st.sampled_from([None, True])
    hospitals = [
        Institution(f"h{at}", draw(st.sampled_from(areas)), draw(st.sampled_from(KINDS)), joins=draw(joins))
        for at in range(draw(st.integers(1, 8)))
    ]
    names = st.sampled_from([one.name for one in hospitals])
    quantities = st.integers(0, 10**9)
    texts = st.sampled_from(["", "A", "B"])
    row = st.tuples(names, st.sampled_from("xy"), quantities, texts)
    rows = draw(st.lists(row, max_size=20))
    term = draw(st.integers(1, 36))
    who = Participation(
        regions=("11", "46", "50"),
        stay_out=draw(st.sampled_from([frozenset(), frozenset({"50"}), frozenset({"4602"})])),
        late=draw(st.dictionaries(st.sampled_from(["11", "46", "4601"]), st.integers(1, term))),
        term_months=term,
    )
    return hospitals, [Report(*one) for one in rows], who


@pytest.mark.long
@given(markets())
def test_nothing_is_lost_between_hospitals_and_office(
    market: tuple[list[Institution], list[Report], Participation],
) -> None:
    hospitals, reports, who = market
    found = delegate(hospitals, reports, who)
    for report in reports:
        mine = sum(units for one, _, units in found.entrusted if one is report)
        left = sum(one.quantity for one in found.outside if one.report is report)
        assert mine + left == report.quantity
    for variety in ("x", "y"):
        given_away = [(region, n) for one, region, n in found.entrusted if one.variety == variety]
        assert (variety in found.needs) == bool(given_away)
        if not given_away:
            continue
        need = found.needs[variety]
        by_region = [sum(n for code, n in given_away if code == region) for region in found.regions]
        assert need.by_region.tolist() == by_region
        assert need.total == sum(n for _, n in given_away) == sum(need.by_brand.values()) + need.unbranded


def test_codes_nest() -> None:
    assert region_of("460105", ("46", "4601")) == "4601"
    assert region_of("460105", ("46",)) == "46"
    assert region_of("46", ("4601",)) is None
    assert region_of("north", ("nor", "no")) is None
    assert region_of("north", ("north",)) == "north"
    assert region_of("461", ("46",)) == "46"


def test_participation_is_checked() -> None:
    with pytest.raises(InputError) as caught:
        Participation(
            regions=("46", "46"),
            must_join=frozenset({"public"}),
            may_join=frozenset({"public", "clinic"}),  # type: ignore[arg-type]
            late={"47": 2, "46": 13},
        )
    assert str(caught.value).splitlines() == [
        "region '46' is named twice",
        "    -> name each region once",
        "there is no region '47' in the alliance",
        "    -> known: 46",
        "there is no kind of institution 'clinic'",
        "    -> known: military, pharmacy, private, public",
        "'public' both must and may join",
        "    -> name it in one of the two",
        "region '46' joins in month 13 of a term of 12",
        "    -> give a month from 1 (no delay) to 12, or let the region stay out",
    ]
    with pytest.raises(InputError, match="no region"):
        Participation(regions=())
    with pytest.raises(InputError, match="a term of 0 months"):
        Participation(regions=("46",), term_months=0)


def test_unknown_institutions_and_too_much_need() -> None:
    who = Participation(regions=("46",))
    with pytest.raises(InputError, match=r"there is no institution 'citi'\n    -> did you mean 'city'\?"):
        delegate(HAINAN, reports_of(citi=1), who)
    with pytest.raises(InputError, match="the need of 'x' is more than 1,000,000,000,000 units"):
        delegate(HAINAN, reports_of(city=MAX_NEED, army=1), who)
    assert delegate(HAINAN, reports_of(city=MAX_NEED), who).needs["x"].total == MAX_NEED


def test_mistakes_in_the_lists(tmp_path: Path) -> None:
    assert wrong(
        tmp_path, read_institutions, "institution,region,kind,joins\na,46,publik,\nb,46,public,maybe\n"
    ) == [
        (2, 3, "column 'kind': 'publik' is not one of the choices", "did you mean 'public'?"),
        (3, 4, "column 'joins': 'maybe' is not yes or no", "write yes or no"),
    ]
    assert wrong(tmp_path, read_institutions, "institution,region,kind\na,46,public\na,50,public\n") == [
        (3, 1, "institution 'a' is listed twice (first in line 2)", "give each one row and one name")
    ]
    assert wrong(tmp_path, read_institutions, "institution,region,kind\n")[0][2] == (
        "the list holds no institution"
    )
    head = "institution,variety,brand,quantity\n"
    whole = "write a whole number without separators or units"
    assert wrong(tmp_path, read_reports, head + "a,x,,-1\na,x,,1.5\n,x,,3\n") == [
        (2, 4, "column 'quantity': -1 is too small", "the smallest allowed is 0"),
        (3, 4, "column 'quantity': '1.5' is not a whole number", whole),
        (4, 1, "column 'institution': the cell is empty", "write some text"),
    ]
    assert wrong(tmp_path, read_reports, head + f"a,x,A,1\na,x,A,2\nb,x,,{MAX_NEED + 1}\n") == [
        (3, 1, "'a' reports 'x', brand 'A' twice (first in line 2)", "add the two rows up"),
        (4, 4, "quantity is more than 1,000,000,000,000 units", "check the unit"),
    ]
    assert wrong(tmp_path, read_reports, head)[0][2] == "the list holds no report"


def test_who_is_out_without_the_pledge() -> None:
    """In Chongqing every firm handed in the pledge: 100 %."""
    who = Participation(regions=("50",))
    everybody = check_pledges(["A", "B", "C"], ["C", "B", "A"], who)
    assert (everybody.share, everybody.out) == (1.0, ())
    some = check_pledges(["A", "B", "C", "D"], ["B"], who)
    assert (some.share, some.out) == (0.25, ("A", "C", "D"))
    assert check_pledges(["A", "B"], ["B"], replace(who, pledge_required=False)).out == ()
    with pytest.raises(InputError, match="there is no firm 'Z'"):
        check_pledges(["A"], ["Z"], who)
    with pytest.raises(InputError, match="no firm"):
        check_pledges([], [], who)


def national(**brands: int) -> Delegated:
    hospitals = [Institution("h", "4601", "public"), Institution("i", "50", "public")]
    reports = [Report("h", "x", quantity, brand) for brand, quantity in brands.items()]
    return delegate(hospitals, [*reports, Report("i", "x", 100)], Participation(regions=NATIONAL.codes))


def test_lots_take_bases_and_brand_volumes_from_reports() -> None:
    rows = (
        BidRow(variety="x", firm="F", price=10, brand="one", base=999, brand_volume=1),
        BidRow(variety="x", firm="F", price=20, brand="two"),
        BidRow(variety="x", firm="G", price=30),
        BidRow(variety="x", firm="H", price=40, brand_volume=55),
    )
    demand = national(one=40, two=20, G=10, F=5, Z=3)
    (lot,) = to_lots(rows, NATIONAL, demand=demand)
    expected = np.zeros(31, dtype=np.int64)
    expected[NATIONAL.codes.index("46")] = 78
    expected[NATIONAL.codes.index("50")] = 100
    assert lot.base.tolist() == expected.tolist()
    # A brand's bid is meant by its brand alone, another's by its firm; who is not named has no volume.
    assert lot.brand_volume.tolist() == [40, 20, 10, 0]
    # Where firms choose, the area with the largest reported need comes first.
    assert lot.preference[0, :2].tolist() == [NATIONAL.codes.index("50"), NATIONAL.codes.index("46")]
    (before,) = to_lots(rows, NATIONAL)
    assert before.base.sum() == 999
    assert before.brand_volume.tolist() == [1, UNKNOWN, UNKNOWN, 55]
    bids = [(row.variety, row.brand or row.firm) for row in rows]
    assert [(one.brand, one.quantity) for one in unmatched(bids, demand)] == [("F", 5), ("Z", 3)]
    assert [(one.variety, one.brand, one.quantity) for one in unmatched([], demand)] == [("x", "", 178)]


def test_reports_that_do_not_fit_the_bids() -> None:
    demand = national(F=1)
    with pytest.raises(InputError, match="different supply areas"):
        to_lots([BidRow(variety="x", firm="F", price=1)], CITIES, demand=demand)
    rows = [
        BidRow(variety="z", firm="F", price=1),
        BidRow(variety="z", firm="G", price=1),
        BidRow(variety="x", firm="F", price=1),
        BidRow(variety="x", firm="G", brand="F", price=1),
    ]
    with pytest.raises(InputError) as caught:
        to_lots(rows, NATIONAL, demand=demand)
    assert [problem.what for problem in caught.value.problems] == [
        "no institution that takes part reported 'z'",
        "reports for 'F' could mean 'F' or 'G' in 'x'",
    ]


REPLAY = ("replay", "acarbose-round-2", "--rules", "round-2-2020")
LISTS = ("--reports", "reports-made-up", "--institutions", "institutions-made-up")


def test_shipped_example_by_hand(capsys: pytest.CaptureFixture[str]) -> None:
    """Hainan 193,001, Chongqing 562,000 and Jiangsu 220,000 units; two winners share 60 % of each area."""
    demand = api.collect_reports("institutions-made-up", "reports-made-up", "round-2-2020")
    need = demand.needs["acarbose"]
    at = {code: int(n) for code, n in zip(demand.regions, need.by_region, strict=True) if n}
    assert at == {"32": 220_000, "46": 193_001, "50": 562_000}
    assert need.by_brand == {"Bayer": 515_000, "Sichuan Luye": 40_001, "Hangzhou Huadong": 150_000}
    assert sum(one.quantity for one in demand.outside) == 1_500 + 4_000
    assert main([*REPLAY, *LISTS, "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    volumes = {row["firm"]: row["volume"] for row in rows}
    # The cheapest picks the largest area first, then they take turns: 337,200 + 132,000, and 115,800.6.
    assert volumes == {"Bayer": 469_200, "Sichuan Luye": 115_801, "Hangzhou Huadong": 0}


def test_replay_tells_what_stays_outside(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*REPLAY, *LISTS]) == 0
    out = capsys.readouterr().out
    assert "975,001 of 980,501 units are tendered" in out
    assert "not tendered: 5,500 units in 2 reports: the institution did not opt in" in out
    assert main([*REPLAY, *LISTS, "--lang", "zh"]) == 0
    assert "所报980,501个单位中有975,001个纳入采购" in capsys.readouterr().out


def test_replay_names_brands_without_a_bid(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("r.csv").write_text(
        "institution,variety,brand,quantity\nNanjing hospital,acarbose,Bayr,7\nNanjing hospital,other,,9\n",
        encoding="utf-8",
    )
    assert main([*REPLAY, "--reports", "r.csv", *LISTS[2:]]) == 0
    out = capsys.readouterr().out
    assert "acarbose: 7 units are reported for 'Bayr', for which there is no bid" in out
    assert "other: 9 units are reported, but nobody bids in this list" in out


def test_explain_uses_the_same_volumes(capsys: pytest.CaptureFixture[str]) -> None:
    explain = ("explain", *REPLAY[1:], "--firm", "Bayer")
    assert main([*explain, *LISTS]) == 0
    assert "winners 2; volume 469,200" in capsys.readouterr().out
    assert main(["explain", "round-7-2022", "--firm", "Bayer", *LISTS]) == 2
    assert "reports need a rule book" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (LISTS[:2], "give --reports and --institutions"),
        (LISTS[2:], "give --reports and --institutions"),
        (("--reports", "none.csv", *LISTS[2:]), "there is no such file"),
        (("--reports", "institutions-made-up", *LISTS[2:]), "unknown column 'region'"),
        (("--reports", "reports-made-u", *LISTS[2:]), "did you mean 'reports-made-up'?"),
    ],
)
def test_replay_refuses_bad_lists(
    options: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*REPLAY, *options]) == 2
    assert said in capsys.readouterr().err


def test_shipped_lists_are_complete() -> None:
    hospitals = read_institutions(find("data", "institutions-made-up"))
    assert {one.kind for one in hospitals} == set(KINDS)
    assert {one.institution for one in read_reports(find("data", "reports-made-up"))} <= {
        one.name for one in hospitals
    }
