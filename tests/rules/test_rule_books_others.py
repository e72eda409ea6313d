"""The rule books beside the drug rounds say what the record says: devices, renewals, alliances, TCM."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from functools import cache

import pytest
from ruamel.yaml import YAML

from simulator.market.areas import load_areas
from simulator.rules.parameters import (
    AcrossVarieties,
    AnyOf,
    BrandFirst,
    BrandShare,
    ByBidders,
    ByBrand,
    ByCut,
    ByIncumbency,
    ByPrintedClass,
    ByRank,
    ByRatio,
    ByWinners,
    Ceiling,
    Clauses,
    Composite,
    DemandUnits,
    Factors,
    FixedEnd,
    FixedYears,
    LateEntry,
    Listing,
    Nested,
    NoVolume,
    Off,
    PlaceTable,
    QualityTiers,
    Revivals,
    Score,
    SerialChoice,
    ShareByWinners,
    ShareOfBidders,
    Unlimited,
)
from simulator.scenario.catalogue import list_ids, shipped_root
from simulator.scenario.loading import load_rulebook
from simulator.scenario.rulebook import RuleBook
from simulator.tender.lists import read_bids, to_lots
from simulator.tender.replay import replay
from tests.rules.test_rule_books import (
    FOLDER,
    PLAIN_SOURCES,
    SCHEMA_LINE,
    cited,
    source_ids,
    written_out,
)

DRUG_ROUNDS = {
    "pilot-4-7-2018",
    "expansion-2019",
    *(f"round-{n}" for n in ("2-2020", "3-2020", "4-2021", "5-2021", "7-2022", "8-2023", "9-2023")),
    "round-10-2024",
    "round-11-2025",
    "insulin-2021",
    "stents-2020",
}
# kind, standing of the record, day on which bids were opened and how sure that day is
BOOKS = {
    "insulin-2024": ("biologic", "partial", "2024-04-23", "recorded"),
    "stents-2022": ("device", "partial", "2022-11-29", "recorded"),
    "joints-2021": ("device", "assumed", "2021-09-14", "uncertain"),
    "joints-2024": ("device", "assumed", "2024-05-21", "recorded"),
    "spine-2022": ("device", "partial", "2022-09-27", "recorded"),
    "iol-sports-2023": ("device", "assumed", "2023-11-30", "recorded"),
    "devices-6-2026": ("device", "partial", "2026-01-13", "recorded"),
    "renewal-rounds-1-8-2026": ("drug", "partial", "2026-02-09", "recorded"),
    "renewal-jiangsu-2022": ("drug", "partial", "2022-06-17", "uncertain"),
    "renewal-yangtze-2022": ("drug", "assumed", "2022-07-01", "assumed"),
    "alliance-allocation-2022": ("drug", "assumed", "2022-05-01", "uncertain"),
    "alliance-shaanxi-2020": ("drug", "partial", "2020-07-01", "assumed"),
    "alliance-shandong-shanxi-2021": ("drug", "partial", "2021-07-01", "assumed"),
    "province-henan-2020": ("drug", "partial", "2020-07-01", "assumed"),
    "tcm-hubei-2021": ("tcm", "assumed", "2021-12-21", "uncertain"),
    "tcm-national-2023": ("tcm", "partial", "2023-06-21", "recorded"),
    "shortage-chongqing-2021": ("drug", "assumed", "2021-05-18", "uncertain"),
    "iol-36-2020": ("device", "assumed", "2020-07-01", "assumed"),
    "device-linear-fujian": ("device", "assumed", "2023-07-01", "assumed"),
    "reagent-jiangxi-2024": ("reagent", "partial", "2024-07-01", "assumed"),
}
STUDY_BOOKS = {
    "tender-without-volume": ("drug", "assumed", "2018-07-01", "assumed"),
    "chongqing-common-2021": ("drug", "assumed", "2021-07-01", "assumed"),
    "chongqing-consumables-2021": ("device", "assumed", "2021-07-01", "assumed"),
}
EVERY = BOOKS | STUDY_BOOKS
VARIETIES_ON_RECORD = {
    "joints-2024": 4,
    "spine-2022": 14,
    "renewal-rounds-1-8-2026": 316,
    "shortage-chongqing-2021": 15,
}


@cache
def load(name: str) -> RuleBook[Clauses]:
    return load_rulebook(name, Clauses).record


def clauses(name: str) -> Clauses:
    return load(name).clauses


def ranks(*values: str) -> dict[int, Decimal]:
    return {n: Decimal(value) for n, value in enumerate(values, 1)}


def any_of(name: str) -> AnyOf:
    clause = clauses(name).price_test
    assert isinstance(clause, AnyOf)
    return clause


def by_rank(name: str) -> ByRank:
    clause = clauses(name).volume
    assert isinstance(clause, ByRank)
    return clause


def test_all_books_are_there() -> None:
    assert len(DRUG_ROUNDS) + len(BOOKS) == 33
    assert set(list_ids("rules")) == DRUG_ROUNDS | EVERY.keys()


@pytest.mark.parametrize("name", sorted(EVERY))
class TestEveryBook:
    def test_identity(self, name: str) -> None:
        book, text = load(name), (FOLDER / f"{name}.yaml").read_text(encoding="utf-8")
        assert text.startswith(SCHEMA_LINE + "\n")
        assert book.id == name
        opened = book.dates.bids
        found = (book.kind, book.confidence, opened.value.isoformat(), opened.confidence)
        assert found == EVERY[name]

    def test_titles_and_summaries_in_both_languages(self, name: str) -> None:
        book = load(name)
        assert re.search(r"[\u4e00-\u9fff]", book.title.zh)
        assert re.search(r"[\u4e00-\u9fff]", book.summary.zh)
        assert book.title.en
        assert len(book.summary.en.split(". ")) >= 2
        assert not re.search(r"[\u4e00-\u9fff]", book.title.en + book.summary.en)

    def test_every_value_says_its_source_and_confidence(self, name: str) -> None:
        values = dict(cited(load(name)))
        said = {"value", "source", "confidence"}
        assert [path for path, value in values.items() if not said <= value.model_fields_set] == []
        raw = YAML(typ="safe", pure=True).load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
        assert len(values) == written_out(raw) > 0

    def test_sources_are_registered_and_used(self, name: str) -> None:
        book, text = load(name), (FOLDER / f"{name}.yaml").read_text(encoding="utf-8")
        used = {source for _, value in cited(book) for source in source_ids(value)} - PLAIN_SOURCES
        assert used == set(book.sources)
        for group in re.findall(r"\[(S\d+(?:, S\d+)*)\]", text):
            assert set(group.split(", ")) <= set(book.sources)

    def test_confidence_fits_the_source(self, name: str) -> None:
        book = load(name)
        for path, value in cited(book):
            ids = set(source_ids(value))
            pages = ids - PLAIN_SOURCES
            if value.confidence in ("recorded", "draft"):
                assert pages, f"{path}: {value.confidence} without a page"
            if "assumption" in ids:
                assert value.confidence == "assumed", path
            if value.confidence != "recorded":
                assert value.note, path
            if pages and all(book.sources[page].grade.endswith("-draft") for page in pages):
                assert value.confidence != "recorded", path

    def test_dates_run_forward(self, name: str) -> None:
        dates = load(name).dates
        known = [d.value for d in (dates.document, dates.bids, dates.start) if d is not None]
        assert known == sorted(known)

    def test_an_assumed_book_says_so(self, name: str) -> None:
        book = load(name)
        says = ("not on record", "are not", "is not", "No tender on record")
        assert book.confidence == "partial" or any(words in book.summary.en for words in says)

    def test_mechanisms_that_go_together(self, name: str) -> None:
        """Units and shares of a brand's own volume go with supply by brand, shares of a base with areas."""
        book = clauses(name)
        if not isinstance(book.units, Off):
            assert isinstance(book.supply, ByBrand)
        if isinstance(book.volume, ByRank | ByCut | ByPrintedClass | ByRatio | BrandShare | Nested):
            assert isinstance(book.supply, ByBrand)
        if isinstance(book.volume, ShareByWinners | ByIncumbency):
            assert not isinstance(book.supply, ByBrand)

    def test_tables_hang_together(self, name: str) -> None:
        book = clauses(name)
        if isinstance(book.places, PlaceTable):
            table = book.places.table.value
            places = [table[n] for n in sorted(table)]
            assert places == sorted(places)
            assert all(table[n] <= n for n in table)
            assert places[-1] == book.places.cap.value
        if isinstance(book.ranking, Score):
            assert book.ranking.price_weight.value + book.ranking.technical_weight.value == 1
        if isinstance(book.volume, ByRank):
            assert book.volume.kept.value.keys() == book.volume.pool.value.keys()
            shares = zip(book.volume.kept.value.values(), book.volume.pool.value.values(), strict=True)
            assert all(kept + pooled <= 1 for kept, pooled in shares)
            assert all(line.kept.value + line.pool.value <= 1 for line in book.volume.top_up)


@pytest.mark.parametrize("name", sorted(VARIETIES_ON_RECORD))
def test_varieties_on_record(name: str) -> None:
    varieties = load(name).scope.varieties
    assert (varieties.value, varieties.confidence) == (VARIETIES_ON_RECORD[name], "recorded")


class TestJointsAndLaterDevices:
    KEPT = ranks("1", "0.9", "0.85", "0.8", "0.75", "0.7")
    POOL = ranks("0", "0", "0.05", "0.1", "0.15", "0.2")

    @pytest.mark.parametrize("name", ["joints-2021", "joints-2024", "spine-2022", "iol-sports-2023"])
    def test_table_by_rank(self, name: str) -> None:
        clause = by_rank(name)
        assert clause.kept.value == self.KEPT
        assert clause.pool.value == self.POOL
        assert (clause.loser_pool.value, clause.pool_to_first.value) == (1, 0)
        expected = "recorded" if name == "joints-2021" else "assumed"
        assert {clause.kept.confidence, clause.pool.confidence, clause.loser_pool.confidence} == {expected}

    def test_from_the_second_rank_on_nine_tenths_are_committed(self) -> None:
        assert [self.KEPT[n] + self.POOL[n] for n in range(2, 7)] == [Decimal("0.9")] * 5

    @pytest.mark.parametrize(
        "name", ["joints-2021", "joints-2024", "spine-2022", "iol-sports-2023", "devices-6-2026"]
    )
    def test_units(self, name: str) -> None:
        units = clauses(name).units
        assert isinstance(units, DemandUnits)
        found = (units.share.value, units.nationwide.value, units.least_firms.value, units.all_up_to.value)
        assert found == (Decimal("0.85"), True, 7, 20 if name == "iol-sports-2023" else 0)
        recorded = name in ("joints-2021", "iol-sports-2023")
        assert units.share.confidence == ("recorded" if recorded else "assumed")

    def test_systems_are_compared_with_their_service_fee(self) -> None:
        found = {name for name in EVERY if isinstance(clauses(name).conversion, Composite)}
        assert found == {"joints-2021", "joints-2024", "stents-2022"}

    def test_spine_has_more_places_than_joints(self) -> None:
        joints, spine = clauses("joints-2021").places, clauses("spine-2022").places
        assert isinstance(joints, PlaceTable)
        assert isinstance(spine, PlaceTable)
        more = [spine.table.value[n] - joints.table.value.get(n, 10) for n in range(1, 17)]
        assert min(more) == 0
        assert max(more) > 0

    def test_spine_guaranteed_line(self) -> None:
        cut = any_of("spine-2022").tests.cut
        assert cut is not None
        assert (cut.at_least.value, cut.at_least.confidence) == (Decimal("0.6"), "recorded")
        assert not cut.needs_place

    def test_sixth_device_round(self) -> None:
        multiple = any_of("devices-6-2026").tests.multiple
        assert multiple is not None
        assert multiple.share is not None
        assert (multiple.anchor.value, multiple.share.value) == ("mean-or-lowest", Decimal("0.65"))
        assert (multiple.times.value, multiple.times.confidence) == (Decimal("1.8"), "assumed")
        volume, term = clauses("devices-6-2026").volume, clauses("devices-6-2026").term
        assert isinstance(volume, BrandShare)
        assert isinstance(term, FixedYears)
        assert (volume.share.value, volume.share.confidence) == (Decimal("0.8"), "draft")
        assert (term.years.value, term.years.confidence) == (3, "draft")

    def test_stents_2022_are_a_posted_price(self) -> None:
        book = clauses("stents-2022")
        assert isinstance(book.places, Unlimited)
        assert isinstance(book.price_test, Off)
        assert isinstance(book.ceiling, Ceiling)
        assert (book.ceiling.above.value, book.ceiling.above.confidence) == ("void", "recorded")
        assert "848" in book.ceiling.basis.note
        assert isinstance(book.late_entry, LateEntry)
        assert book.late_entry.from_year.value == 2
        assert isinstance(book.volume, ByRatio)
        assert book.volume.benchmark.value == "ceiling"
        assert book.volume.steps.confidence == "assumed"


class TestInsulin2024:
    def test_price_test(self) -> None:
        tests = any_of("insulin-2024").tests
        assert tests.multiple is not None
        assert tests.enquiry is not None
        assert (tests.multiple.times.value, tests.multiple.anchor.value) == (Decimal("1.3"), "lowest")
        assert (tests.enquiry.times.value, tests.enquiry.needs_place) == (1, True)

    def test_volume_by_printed_class(self) -> None:
        clause = clauses("insulin-2024").volume
        assert isinstance(clause, ByPrintedClass)
        found = [share.value for share in (clause.first, clause.a, clause.b, clause.c)]
        assert found == [Decimal(text) for text in ("1", "0.8", "0.55", "0.45")]

    def test_factors_places_and_revival(self) -> None:
        book = clauses("insulin-2024")
        assert isinstance(book.conversion, Factors)
        assert book.conversion.factors.value == {"1.5ml-450u": Decimal("1.3")}
        assert isinstance(book.places, PlaceTable)
        assert (book.places.cap.value, book.places.cap.confidence) == (7, "recorded")
        assert isinstance(book.revival, Revivals)
        assert book.revival.not_shortlisted is None


class TestRenewals:
    def test_rounds_1_to_8(self) -> None:
        book = clauses("renewal-rounds-1-8-2026")
        assert isinstance(book.places, Unlimited)
        enquiry = any_of("renewal-rounds-1-8-2026").tests.enquiry
        assert enquiry is not None
        assert enquiry.times.value == 1
        clause = book.volume
        assert isinstance(clause, ByRatio)
        assert clause.benchmark.value == "enquiry"
        assert clause.raised is not None
        assert clause.others_line is not None
        assert (clause.raised.value, clause.others_line.value) == (Decimal("0.9"), Decimal("0.7"))
        assert clause.steps.confidence == "assumed"
        steps = [clause.steps.value[ratio] for ratio in sorted(clause.steps.value)]
        assert steps == sorted(steps, reverse=True)

    def test_jiangsu(self) -> None:
        places, tests = clauses("renewal-jiangsu-2022").places, any_of("renewal-jiangsu-2022").tests
        assert isinstance(places, ShareOfBidders)
        assert (places.share.value, places.beyond_line.value) == (Decimal("0.5"), True)
        assert tests.enquiry is not None
        assert tests.line is not None
        assert (tests.enquiry.times.value, tests.enquiry.needs_place) == (1, False)
        assert (tests.line.yuan.value, tests.line.needs_place) == (300_000, True)

    def test_yangtze(self) -> None:
        clause = clauses("renewal-yangtze-2022").volume
        assert isinstance(clause, ByIncumbency)
        assert (clause.incumbent.value, clause.other.value) == (Decimal("0.6"), Decimal("0.5"))


class TestAlliancesAndProvinces:
    def test_allocation_by_own_demand(self) -> None:
        clause = by_rank("alliance-allocation-2022")
        assert clause.kept.value == ranks("1", "0.9", "0.8")
        assert clause.pool.value == ranks("0", "0.1", "0.2")
        assert clause.reduced_kept is not None
        assert clause.reduced_kept.value == ranks("0.7", "0.6", "0.5")
        other = (clause.loser_pool.value, clause.revived_kept.value, clause.pool_to_first.value)
        assert other == (1, 0, Decimal("0.5"))
        assert isinstance(clauses("alliance-allocation-2022").revival, Revivals)

    @pytest.mark.parametrize(
        ("name", "weights", "least", "confidence"),
        [
            ("alliance-shaanxi-2020", ("0.8", "0.2"), 3, "recorded"),
            ("alliance-shandong-shanxi-2021", ("0.5", "0.5"), 3, "assumed"),
            ("province-henan-2020", ("0.6", "0.4"), 3, "assumed"),
            ("tcm-hubei-2021", ("0.6", "0.4"), 1, "uncertain"),
            ("tcm-national-2023", ("0.6", "0.4"), 1, "recorded"),
            ("renewal-yangtze-2022", ("0.6", "0.4"), 1, "assumed"),
        ],
    )
    def test_scores(self, name: str, weights: tuple[str, str], least: int, confidence: str) -> None:
        score = clauses(name).ranking
        assert isinstance(score, Score)
        assert (score.price_weight.value, score.technical_weight.value) == tuple(map(Decimal, weights))
        assert score.least_bidders.value == least
        assert {score.price_weight.confidence, score.technical_weight.confidence} == {confidence}

    def test_shaanxi(self) -> None:
        multiple = any_of("alliance-shaanxi-2020").tests.multiple
        assert multiple is not None
        assert multiple.times.value == Decimal("1.8")
        assert isinstance(clauses("alliance-shaanxi-2020").supply, SerialChoice)

    def test_shandong_and_shanxi(self) -> None:
        book = clauses("alliance-shandong-shanxi-2021")
        assert isinstance(book.negotiation, AcrossVarieties)
        assert (book.negotiation.competitive_from.value, book.negotiation.share.value) == (3, Decimal("0.4"))
        assert isinstance(book.places, PlaceTable)
        assert book.places.cap.value == 4

    @pytest.mark.parametrize("name", ["alliance-shandong-shanxi-2021", "province-henan-2020"])
    def test_quality_tiers(self, name: str) -> None:
        units = clauses(name).units
        assert isinstance(units, QualityTiers)
        assert units.tiers.value[0] == ("originator", "reference", "passed", "treated-as-passed")
        assert len(units.tiers.value) == 2

    def test_henan(self) -> None:
        book = clauses("province-henan-2020")
        assert isinstance(book.places, PlaceTable)
        assert book.places.table.value == {1: 1, 10: 2}
        volume = by_rank("province-henan-2020")
        # The only winner of a tier gets 70 % of its own need and of the losers'.
        assert (volume.kept.value, volume.loser_pool.value) == ({1: Decimal("0.7")}, Decimal("0.7"))
        assert volume.pool_to_first.value == 1

    def test_henan_price_lines(self) -> None:
        listing = clauses("province-henan-2020").listing
        assert isinstance(listing, Listing)
        lines = [listing.outside_area, listing.yellow, listing.red, listing.not_passed_red]
        found = [line.value for line in lines if line is not None]
        assert found == [Decimal(text) for text in ("1.5", "1.8", "3", "1.666667")]
        assert {line.confidence for line in lines if line is not None} == {"uncertain"}
        others = EVERY.keys() - {"province-henan-2020"}
        assert not [name for name in others if isinstance(clauses(name).listing, Listing)]

    def test_national_tcm_alliance(self) -> None:
        book, test = clauses("tcm-national-2023"), any_of("tcm-national-2023").tests
        assert isinstance(book.ranking, Score)
        assert book.ranking.criteria is not None
        weights = book.ranking.criteria.value
        items = {"recognition", "firm-rank", "innovation", "raw-material", "supply", "credit", "quality"}
        assert weights.keys() == items
        assert sum(weights.values()) == 1
        assert max(weights.values()) - min(weights.values()) == Decimal("0.000001")
        assert book.ranking.price_points.value == "cut"
        assert test.multiple is not None
        assert test.multiple.share is not None
        assert test.cut is not None
        multiple = (test.multiple.times.value, test.multiple.anchor.value, test.multiple.share.value)
        assert multiple == (Decimal("1.8"), "mean-or-lowest", 1)
        found = (test.cut.at_least.value, test.cut.at_least.confidence, test.cut.needs_place)
        assert found == (Decimal("0.4"), "uncertain", False)
        assert isinstance(book.places, ShareOfBidders)
        assert (book.places.share.value, book.places.share.confidence) == (Decimal("0.7"), "uncertain")

    def test_shortage_drugs_may_not_rise_above_the_past_price(self) -> None:
        book = clauses("shortage-chongqing-2021")
        assert isinstance(book.ceiling, Ceiling)
        assert book.ceiling.basis.value == "previous-winning-price"
        assert isinstance(book.places, PlaceTable)
        assert book.places.table.value == {1: 1, 2: 2}


class TestAllianceDevices:
    def test_lenses_three_plus_six(self) -> None:
        book = clauses("iol-36-2020")
        assert isinstance(book.volume, Nested)
        assert book.volume.share.value == Decimal("0.6")
        assert book.volume.part.value == ranks("1", "0.6", "0.6", "0.5")
        sole = any_of("iol-36-2020").sole_bidder_cut
        assert sole is not None
        assert sole.value == Decimal("0.0001")
        assert (book.ties.keys.value, book.ties.keys.confidence) == (("past-volume",), "recorded")

    def test_fujian_line(self) -> None:
        line = clauses("device-linear-fujian").volume
        assert isinstance(line, ByCut)
        found = (line.from_cut, line.to_cut, line.kept, line.passed_on, line.per_point)
        expected = [Decimal(text) for text in ("0.65", "0.75", "0.5", "0.3", "0.03")]
        assert [value.value for value in found] == expected
        assert {value.confidence for value in found} == {"recorded"}
        # The second point of the record: at 75 % a product keeps 80 % and passes on nothing.
        gained = line.per_point.value * 100 * (line.to_cut.value - line.from_cut.value)
        assert (line.kept.value + gained, line.passed_on.value - gained) == (Decimal("0.8"), 0)

    def test_jiangxi_table(self) -> None:
        clause = by_rank("reagent-jiangxi-2024")
        assert clause.kept.value == ranks("1", "0.95", "0.95", "0.8", "0.75", "0.7")
        assert clause.pool.value == ranks("0", "0", "0", "0.1", "0.15", "0.2")
        lines = [(line.at_most.value, line.kept.value, line.pool.value) for line in clause.top_up]
        assert lines == [tuple(map(Decimal, line)) for line in (("0.5", "0.6", "0.3"), ("0.6", "0.4", "0.5"))]
        cited_in_lines = [value for line in clause.top_up for _, value in cited(line)]
        assert [(value.source, value.confidence) for value in cited_in_lines] == [("S14", "recorded")] * 6
        cut = any_of("reagent-jiangxi-2024").tests.cut
        assert cut is not None
        # The last line for top-up winners is the line that lets them win.
        assert (1 - cut.at_least.value, cut.needs_place) == (clause.top_up[-1].at_most.value, False)


class TestTerms:
    @pytest.mark.parametrize(
        ("name", "end"),
        [("insulin-2024", date(2027, 12, 31)), ("renewal-rounds-1-8-2026", date(2028, 12, 31))],
    )
    def test_fixed_end(self, name: str, end: date) -> None:
        term = clauses(name).term
        assert isinstance(term, FixedEnd)
        assert (term.end.value, term.end.confidence) == (end, "recorded")

    @pytest.mark.parametrize(
        ("name", "years"),
        [
            ("stents-2022", 3),
            ("joints-2021", 2),
            ("joints-2024", 3),
            ("spine-2022", 3),
            ("iol-sports-2023", 2),
            ("renewal-jiangsu-2022", 2),
            ("province-henan-2020", 1),
        ],
    )
    def test_years_on_record(self, name: str, years: int) -> None:
        term = clauses(name).term
        assert isinstance(term, FixedYears)
        assert (term.years.value, term.years.confidence) == (years, "recorded")

    @pytest.mark.parametrize(
        ("name", "years", "extension"),
        [("renewal-yangtze-2022", {1: 2, 6: 3}, None), ("alliance-allocation-2022", {1: 1, 4: 2}, 1)],
    )
    def test_years_by_bidders(self, name: str, years: dict[int, int], extension: int | None) -> None:
        term = clauses(name).term
        assert isinstance(term, ByBidders)
        assert (term.years.value, term.years.confidence) == (years, "recorded")
        longer = term.extension_years
        assert (longer and longer.value) == extension

    def test_all_other_terms_are_assumed(self) -> None:
        fixed = {n: t for n in EVERY if isinstance(t := clauses(n).term, FixedYears)}
        found = {name for name, term in fixed.items() if term.years.confidence == "assumed"}
        assert found == {
            "alliance-shandong-shanxi-2021",
            "tcm-hubei-2021",
            "tcm-national-2023",
            "shortage-chongqing-2021",
            "iol-36-2020",
            "device-linear-fujian",
            "reagent-jiangxi-2024",
            "tender-without-volume",
            "chongqing-consumables-2021",
        }
        by_winners = {n: t for n in EVERY if isinstance(t := clauses(n).term, ByWinners)}
        assert by_winners.keys() == {"alliance-shaanxi-2020", "chongqing-common-2021"}
        assert {term.years.ordinary.confidence for term in by_winners.values()} == {"assumed"}


class TestStudyBooks:
    def test_tender_without_volume(self) -> None:
        book = clauses("tender-without-volume")
        assert isinstance(book.places, Unlimited)
        assert isinstance(book.price_test, Off)
        assert isinstance(book.volume, NoVolume)
        assert load("tender-without-volume").sources == {}

    @pytest.mark.parametrize("name", sorted(STUDY_BOOKS))
    def test_no_rule_is_recorded(self, name: str) -> None:
        assert {value.confidence for _, value in cited(load(name).clauses)} <= {"assumed", "uncertain"}


def test_round_11_reports_by_brand() -> None:
    volume = clauses("round-11-2025").volume
    assert isinstance(volume, BrandFirst)
    assert volume.shares.ordinary.value == ranks("0.5", "0.6", "0.7", "0.8")
    assert volume.shares.reduced is not None
    assert volume.shares.reduced.value == ranks("0.4", "0.5", "0.6", "0.7")
    assert "S30" in load("round-11-2025").sources


# Every volume and pool below is worked out by hand from the table of the book.
EXAMPLES = {
    # Need 40, 20 and 10: A ranks first, B third, C is not selected.
    "joints-hospital": ("joints-2021", (40, 0, 17, 0), (0, 0, 1, 10)),
    # 60 % of 10,000; 60 % of that, 60 % of the rest, and the rest; D sold more than C at the same price.
    "iol-36-shares": ("iol-36-2020", (3600, 1440, 0, 960, 0), (0, 0, 0, 0, 0)),
    # Cuts of 80, 75, 70, 65 and 64 %.
    "fujian-clips": ("device-linear-fujian", (800, 800, 650, 500, 0), (0, 0, 150, 300, 0)),
    # Six places, and top-up winners at exactly 0.5 and 0.6 of the ceiling.
    "jiangxi-reagents": (
        "reagent-jiangxi-2024",
        (100, 95, 95, 80, 75, 70, 60, 40),
        (0, 0, 0, 10, 15, 20, 30, 50),
    ),
    # Pool 330, half of it to the first; D is revived and keeps nothing.
    "alliance-pool": ("alliance-allocation-2022", (265, 90, 80, 0, 0, 0), (0, 10, 20, 100, 100, 100)),
    # A1, A, B by the multiple, B by the printed price, C by revival, and two without a place.
    "insulin-classes-2024": ("insulin-2024", (100, 80, 55, 55, 45, 0, 0), (0,) * 7),
    # Steps 0.8 and 0.7; B raised its price by 5 %: 0.8 x 0.85; D is 20 % above the line: 0.7 x 0.7.
    "renewal-ratio": ("renewal-rounds-1-8-2026", (800, 680, 800, 490, 0), (0,) * 5),
    # 650, 848 and 849 yuan with the fee.
    "stents-2022-fee": ("stents-2022", (1000, 900, 0), (0, 0, 0)),
}


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_bid_lists_give_the_volumes_of_the_record(name: str) -> None:
    rules, volumes, pools = EXAMPLES[name]
    areas = load_areas("national-31")
    rows = read_bids(shipped_root() / "data" / "bids" / f"{name}.csv")
    (awarded,) = replay(to_lots(rows, areas), clauses(rules), areas, 1000).awarded
    assert tuple(awarded.volume[0].tolist()) == volumes
    assert tuple(awarded.pool[0].tolist()) == pools
