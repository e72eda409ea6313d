"""Combinations that make no sense are refused, each at its place and with a way out."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator import api
from simulator.errors import InputError
from simulator.rules.parameters import Clauses
from simulator.rules.sense import combination_errors, combination_problems
from simulator.scenario.catalogue import list_ids
from simulator.scenario.loading import load_rulebook
from simulator.study.plan import load_scenario
from tests.rules.tenders import BOOKS, book, change, tune


def paths(clauses: Clauses) -> list[str]:
    return [finding.path for finding in combination_problems(clauses)]


@pytest.mark.parametrize("name", BOOKS)
def test_every_shipped_book_hangs_together(name: str) -> None:
    assert combination_problems(book(name)) == ()


@pytest.mark.parametrize("name", list_ids("rounds"))
def test_every_shipped_round_hangs_together(name: str) -> None:
    load_scenario(name)


WHOLE = ["supply={use: whole-area, areas: national-31}"]
BRAND = ["supply={use: by-brand, areas: national-31}"]

# A shipped book, overrides that spoil it, where it is said, what is said, and how to mend it.
WRONG = [
    ("joints-2021", WHOLE, "supply.use", "shared out by brand", "by-brand"),
    ("insulin-2021", WHOLE, "supply.use", "'by-class'", "by-brand"),
    ("insulin-2024", WHOLE, "supply.use", "'by-printed-class'", "by-brand"),
    ("device-linear-fujian", WHOLE, "supply.use", "'by-cut'", "by-brand"),
    ("iol-36-2020", WHOLE, "supply.use", "'nested'", "by-brand"),
    ("round-7-2022", BRAND, "supply.use", "area by area", "serial-choice"),
    ("renewal-yangtze-2022", BRAND, "supply.use", "'by-incumbency'", "whole"),
    (
        "round-7-2022",
        ["units={use: quality-tiers, tiers: [[originator], [passed]]}"],
        "units.use",
        "competitive units ('quality-tiers') do not go with supply 'serial-choice'",
        "set supply.use to by-brand",
    ),
    (
        "province-henan-2020",
        ["units.tiers=[[passed], [passed]]"],
        "units.tiers",
        "'passed' stands in more",
        "once",
    ),
    (
        "round-11-2025",
        ["price_test.tests.multiple=null"],
        "revival.shortlisted.sole_base",
        "'multiple'",
        "own-price",
    ),
    ("round-11-2025", ["price_test={use: none}"], "price_test", "without a price test", "any-of"),
    (
        "insulin-2024",
        ["revival.shortlisted.chooses_regions=true"],
        "revival.shortlisted.chooses_regions",
        "cannot choose areas",
        "set chooses_regions to false",
    ),
    (
        "round-11-2025",
        ["revival.not_shortlisted.chooses_regions=true"],
        "revival.not_shortlisted.chooses_regions",
        "do not keep their brand's volume",
        "to false",
    ),
    (
        "round-11-2025",
        ["revival.not_shortlisted.keeps_brand_volume=false"],
        "revival.not_shortlisted.keeps_brand_volume",
        "gives every winning brand",
        "to true",
    ),
    (
        "round-11-2025",
        ["price_test.tests.multiple.share=null"],
        "price_test.tests.multiple",
        "needs a share of the mean",
        "add share",
    ),
    (
        "insulin-2021",
        ["volume.cuts=[0.4]"],
        "volume.cuts",
        "1 cuts make 2 classes, but 3 shares",
        "give 2 shares",
    ),
    (
        "insulin-2021",
        ["volume.cuts=[0.7, 0.4]"],
        "volume.cuts",
        "0.7, 0.4 do not rise",
        "larger than the one before",
    ),
    ("insulin-2021", ["volume.cuts=[0.4, 0.4]"], "volume.cuts", "do not rise", "larger"),
    (
        "tcm-national-2023",
        ["ranking.price_weight=0.7"],
        "ranking.price_weight",
        "sum to 1.1",
        "price_weight is 0.6",
    ),
    (
        "tcm-national-2023",
        ["ranking.criteria.recognition=0.5"],
        "ranking.criteria",
        "the criteria sum to 1.35714",
        "exactly",
    ),
    (
        "renewal-rounds-1-8-2026",
        ["volume.raised=null"],
        "volume.raised",
        "'raised', which is missing",
        "add raised",
    ),
    ("round-7-2022", ["places.table.3=4"], "places.table.3", "3 bidders would have 4 places", "at most 3"),
    ("round-7-2022", ["places.table.1=2"], "places.table.1", "1 bidder would have 2 places", "at most 1"),
    (
        "renewal-jiangsu-2022",
        ["price_test.tests.enquiry.needs_place=true"],
        "price_test.tests.enquiry.needs_place",
        "no bid can win by a guaranteed line",
        "beyond_line to false",
    ),
    (
        "joints-2021",
        ["volume.pool.2=0.2"],
        "volume.pool.2",
        "rank 2 keeps 0.9 and pools 0.2",
        "keep at most 0.8",
    ),
    ("device-linear-fujian", ["volume.from_cut=0.8"], "volume.from_cut", "starts at a cut of 0.8", "swap"),
    ("province-henan-2020", ["listing.red=1.5"], "listing.red", "lies below the yellow one (1.8)", "swap"),
    (
        "round-2-2020",
        ["price_test.tests={multiple: null, cut: null, threshold: null}"],
        "price_test.tests",
        "lets nobody win",
        "price_test.use to none",
    ),
]


@pytest.mark.parametrize(("name", "sets", "path", "what", "mend"), WRONG)
def test_a_wrong_combination_is_refused_with_a_way_out(
    name: str, sets: list[str], path: str, what: str, mend: str
) -> None:
    loaded = load_rulebook(name, Clauses, [f"clauses.{one}" for one in sets])
    problems = combination_errors(loaded)
    (found,) = [problem for problem in problems if what in problem.what]
    assert mend in found.mend
    assert found.place is not None
    if "null" in sets[0]:
        # What was taken away is nowhere: the shipped line that needs it is named.
        assert found.place.file == f"shipped:rules/{name}.yaml"
        assert found.place.line > 0
    else:
        # The override is named, not the shipped line that it does not go with.
        assert found.place.file.startswith(f"--set clauses.{path.removesuffix('.use')}"), found.place


def test_the_place_is_the_line_of_the_value_or_of_the_key_around_it(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(
        "extends: round-7-2022\n"
        "id: mine\n"
        "clauses:\n"
        "  places:\n"
        "    table:\n"
        "      value: {1: 1, 2: 3, 3: 3}\n"
        "      source: assumption\n"
        "      confidence: assumed\n"
        "      note: ours\n"
        "  supply: {use: by-brand, areas: national-31}\n",
        encoding="utf-8",
    )
    with pytest.raises(InputError) as caught:
        api.check(file)
    told = [(p.place.line, p.place.column, p.what) for p in caught.value.problems if p.place]
    assert told == [
        (6, 24, "2 bidders would have 3 places"),
        (10, 17, "volume 'share-by-winners' is committed area by area, but supply 'by-brand' has no areas"),
    ]


def test_awards_and_scenarios_are_refused_too(tmp_path: Path) -> None:
    bids = [{"variety": "a", "firm": "f", "price": 1}]
    with pytest.raises(InputError, match="committed area by area"):
        api.award(bids, "round-7-2022", sets=["clauses.supply={use: by-brand, areas: national-31}"])
    file = tmp_path / "mine.yaml"
    file.write_text(
        "extends: round-7-2022\nid: mine\ntitle: {en: mine, zh: mine}\nrules:\n  change:\n"
        "    volume: {use: brand-share, share: 0.8}\n",
        encoding="utf-8",
    )
    with pytest.raises(InputError) as caught:
        load_scenario(str(file))
    (problem,) = caught.value.problems
    assert problem.place is not None
    assert (problem.place.line, problem.what) == (
        6,
        "volume 'brand-share' is shared out by brand, but supply is 'serial-choice'",
    )


def test_all_problems_are_told_at_once() -> None:
    spoilt = tune(
        change(book("insulin-2021"), volume=book("insulin-2021").volume), "volume", cuts=["0.5", "0.2"]
    )
    spoilt = change(spoilt, supply={"use": "whole-area", "areas": "national-31"})
    assert paths(spoilt) == ["volume.cuts", "supply.use"]


def test_smaller_shares_for_winners_without_a_place_need_such_winners() -> None:
    without_line = change(book("reagent-jiangxi-2024"), price_test={"use": "none"})
    assert paths(without_line) == ["volume.top_up"]
    lines = book("reagent-jiangxi-2024").volume.top_up  # type: ignore[union-attr]
    assert paths(tune(book("reagent-jiangxi-2024"), "volume", top_up=lines[::-1])) == ["volume.top_up"]
    greedy = lines[0].model_copy(
        update={"pool": lines[0].pool.model_copy(update={"value": lines[0].kept.value})}
    )
    assert paths(tune(book("reagent-jiangxi-2024"), "volume", top_up=(greedy, lines[1]))) == [
        "volume.top_up.0.kept"
    ]
