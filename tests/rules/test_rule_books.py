"""The rule books in scenarios/rules say what the record says, and every value says where it comes from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from pydantic import BaseModel
from ruamel.yaml import YAML

from simulator.rules.parameters import (
    AnyOf,
    BrandFirst,
    ByWinners,
    Clauses,
    ExtremeRatios,
    FixedEnd,
    FixedYears,
    Off,
    Revivals,
    SerialChoice,
    ShareByWinners,
    VoidHigher,
)
from simulator.scenario.records import Cited
from simulator.scenario.rulebook import RuleBook
from tests.rules.tenders import NATIONAL

FOLDER = Path(__file__).parents[2] / "scenarios" / "rules"
SCHEMA_LINE = "# yaml-language-server: $schema=../schema/rulebook.schema.json"
PLAIN_SOURCES = {"background", "uncertain", "assumption"}

VARIETIES = {
    "pilot-4-7-2018": 31,
    "expansion-2019": 25,
    "round-2-2020": 33,
    "round-3-2020": 56,
    "round-4-2021": 45,
    "round-5-2021": 62,
    "round-7-2022": 61,
    "round-8-2023": 40,
    "round-9-2023": 42,
    "round-10-2024": 62,
    "round-11-2025": 55,
    "insulin-2021": 6,
    "stents-2020": 1,
}
BOOKS = sorted(VARIETIES)

# Places by number of bidders (1 to 16), column by column as printed.
PLACES = {
    "round-2-2020": (1, 2, 2, 3, 4, 4, 5, 5, 6, 6, 6, 6, 6, 6, 6, 6),
    "round-3-2020": (1, 2, 2, 3, 4, 4, 5, 6, 7, 8, 8, 8, 8, 8, 8, 8),
    "round-4-2021": (1, 2, 2, 3, 4, 4, 5, 6, 7, 8, 9, 9, 10, 10, 10, 10),
    "round-5-2021": (1, 2, 2, 3, 4, 4, 5, 6, 7, 8, 9, 9, 10, 10, 10, 10),
    "round-7-2022": (1, 2, 2, 3, 4, 4, 5, 6, 7, 8, 9, 9, 10, 10, 10, 10),
    "round-8-2023": (1, 2, 2, 3, 4, 4, 5, 6, 7, 8, 9, 9, 10, 10, 10, 10),
    "round-9-2023": (1, 2, 2, 3, 4, 4, 5, 6, 7, 8, 9, 9, 10, 10, 10, 10),
    "round-10-2024": (1, 2, 2, 3, 3, 3, 4, 5, 6, 6, 7, 8, 8, 9, 9, 10),
    # The draft prints six bidders and more; one to five are those of round 10.
    "round-11-2025": (1, 2, 2, 3, 3, 3, 4, 5, 6, 6, 7, 8, 8, 9, 9, 10),
}

ORDINARY = ("0.5", "0.6", "0.7", "0.8")
REDUCED = ("0.4", "0.5", "0.6", "0.7")
SPECIAL = ("0.3", "0.4", "0.5", "0.5")
SHARES: dict[str, tuple[tuple[str, ...] | None, ...]] = {
    "expansion-2019": (("0.5", "0.6", "0.7"), None, None),
    "round-2-2020": (ORDINARY, None, None),
    "round-3-2020": (ORDINARY, REDUCED, None),
    "round-4-2021": (ORDINARY, REDUCED, None),
    "round-5-2021": (ORDINARY, REDUCED, None),
    "round-7-2022": (ORDINARY, REDUCED, SPECIAL),
    "round-8-2023": (ORDINARY, REDUCED, SPECIAL),
    "round-9-2023": (ORDINARY, REDUCED, SPECIAL),
    "round-10-2024": (ORDINARY, REDUCED, SPECIAL),
    "round-11-2025": (ORDINARY, REDUCED, None),
}
YEARS = {
    "expansion-2019": (1, 1, 2),
    "round-2-2020": (1, 2, 2, 3),
    "round-3-2020": (1, 1, 2, 3),
    "round-4-2021": (1, 1, 2, 3),
    "round-5-2021": (1, 1, 2, 3),
    "round-7-2022": (1, 1, 2, 3),
}
ENDS = {
    "round-8-2023": date(2025, 12, 31),
    "round-9-2023": date(2027, 12, 31),
    "round-10-2024": date(2027, 12, 31),
    "round-11-2025": date(2028, 12, 31),
}
FIXED_YEARS = {"pilot-4-7-2018": 1, "insulin-2021": 2, "stents-2020": 2}


@cache
def load(name: str) -> RuleBook[Clauses]:
    return RuleBook[Clauses].model_validate(raw(name))


def raw(name: str) -> object:
    return YAML(typ="safe", pure=True).load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))


def written_out(node: object) -> int:
    """How many values of a file are written with all of value, source and confidence."""
    if isinstance(node, dict):
        return int({"value", "source", "confidence"} <= node.keys()) + sum(map(written_out, node.values()))
    return 0


def cited(node: object, path: str = "") -> Iterator[tuple[str, Cited[object]]]:
    """Every cited value below a record, with its path."""
    if isinstance(node, Cited):
        yield path, node
    elif isinstance(node, BaseModel):
        for name in type(node).model_fields:
            yield from cited(getattr(node, name), f"{path}.{name}" if path else name)
    elif isinstance(node, Mapping):
        for key, value in node.items():
            yield from cited(value, f"{path}.{key}")


def source_ids(value: Cited[object]) -> tuple[str, ...]:
    return (value.source,) if isinstance(value.source, str) else value.source


def any_of(name: str) -> AnyOf:
    clause = load(name).clauses.price_test
    assert isinstance(clause, AnyOf)
    return clause


def numbered(values: tuple[str, ...] | None) -> dict[int, Decimal] | None:
    return None if values is None else {n: Decimal(v) for n, v in enumerate(values, 1)}


def test_all_national_books_are_there() -> None:
    assert set(BOOKS) == set(NATIONAL)
    assert set(BOOKS) <= {path.stem for path in FOLDER.glob("*.yaml")}


@pytest.mark.parametrize("name", BOOKS)
class TestEveryBook:
    def test_identity(self, name: str) -> None:
        book = load(name)
        assert book.id == name
        assert (FOLDER / f"{name}.yaml").read_text(encoding="utf-8").startswith(SCHEMA_LINE + "\n")
        assert re.search(r"[\u4e00-\u9fff]", book.title.zh)
        assert re.search(r"[\u4e00-\u9fff]", book.summary.zh)
        assert not re.search(r"[\u4e00-\u9fff]", book.title.en + book.summary.en)

    def test_every_value_says_its_source_and_confidence(self, name: str) -> None:
        values = dict(cited(load(name)))
        said = {"value", "source", "confidence"}
        silent = [path for path, value in values.items() if not said <= value.model_fields_set]
        assert silent == []
        assert len(values) == written_out(raw(name)) > 0

    def test_sources_are_registered_and_used(self, name: str) -> None:
        book = load(name)
        used = {source for _, value in cited(book) for source in source_ids(value)} - PLAIN_SOURCES
        assert used == set(book.sources)

    def test_sources_named_in_the_text_are_registered(self, name: str) -> None:
        text = (FOLDER / f"{name}.yaml").read_text(encoding="utf-8")
        assert set(re.findall(r"\[(S\d+)\]", text)) <= set(load(name).sources)

    def test_confidence_fits_the_source(self, name: str) -> None:
        for path, value in cited(load(name)):
            ids = set(source_ids(value))
            if value.confidence in ("recorded", "draft"):
                assert ids - PLAIN_SOURCES, f"{path}: {value.confidence} without a page"
            if ids == {"assumption"}:
                assert value.confidence == "assumed", path

    def test_what_is_not_recorded_is_explained(self, name: str) -> None:
        bare = [
            path for path, value in cited(load(name)) if value.confidence != "recorded" and not value.note
        ]
        assert bare == []

    def test_a_draft_is_called_a_draft(self, name: str) -> None:
        """A value that only a consultation draft or a memo supports is not marked as recorded."""
        book = load(name)
        for path, value in cited(book):
            pages = set(source_ids(value)) - PLAIN_SOURCES
            if pages and all(book.sources[page].grade.endswith("-draft") for page in pages):
                assert value.confidence != "recorded", path

    def test_variety_count(self, name: str) -> None:
        assert load(name).scope.varieties.value == VARIETIES[name]

    def test_book_with_holes_is_partial(self, name: str) -> None:
        book = load(name)
        assert any(value.confidence != "recorded" for _, value in cited(book.clauses))
        assert book.confidence == "partial"

    def test_dates_run_forward(self, name: str) -> None:
        dates = load(name).dates
        known = [d.value for d in (dates.document, dates.bids, dates.start) if d is not None]
        assert known == sorted(known)

    def test_quality_statuses(self, name: str) -> None:
        clause = load(name).clauses.quality
        assert not isinstance(clause, Off)
        assert clause.accept.value == ("originator", "reference", "passed", "treated-as-passed")


class TestPlaces:
    @pytest.mark.parametrize("name", sorted(PLACES))
    def test_place_table_as_printed(self, name: str) -> None:
        clause = load(name).clauses.places
        table = clause.table.value
        last = max(table)
        assert sorted(table) == list(range(1, last + 1))
        assert tuple(table[min(n, last)] for n in range(1, 17)) == PLACES[name]
        assert table[last] == clause.cap.value

    def test_other_tables(self) -> None:
        assert load("pilot-4-7-2018").clauses.places.table.value == {1: 1}
        assert load("expansion-2019").clauses.places.table.value == {1: 1, 2: 2, 3: 2, 4: 3}
        stents = load("stents-2020").clauses.places
        assert stents.table.value == {n: n for n in range(1, 11)}
        assert stents.cap.value == 10
        assert stents.per_firm is not None
        assert stents.per_firm.value == 4
        insulin = load("insulin-2021").clauses.places
        assert insulin.table.value == {n: PLACES["round-5-2021"][n - 1] for n in range(1, 12)}
        assert insulin.table.confidence == "assumed"


class TestPriceTests:
    @pytest.mark.parametrize("name", [name for name in BOOKS if re.match(r"round-[2-9]-", name)])
    def test_three_way_test_of_rounds_2_to_9(self, name: str) -> None:
        tests = any_of(name).tests
        assert tests.multiple is not None
        assert tests.cut is not None
        assert tests.threshold is not None
        assert tests.line is None
        assert (tests.multiple.times.value, tests.multiple.anchor.value) == (Decimal("1.8"), "lowest")
        assert tests.cut.at_least.value == Decimal("0.5")
        assert tests.threshold.yuan.value == {"any": Decimal("0.1")}

    def test_insulin_has_a_guaranteed_line(self) -> None:
        tests = any_of("insulin-2021").tests
        assert tests.multiple is not None
        assert tests.cut is not None
        assert (tests.multiple.times.value, tests.multiple.needs_place) == (Decimal("1.3"), True)
        assert (tests.cut.at_least.value, tests.cut.needs_place) == (Decimal("0.4"), False)

    def test_stents_have_a_line_in_yuan(self) -> None:
        tests = any_of("stents-2020").tests
        assert tests.multiple is not None
        assert tests.line is not None
        assert tests.cut is None
        assert tests.threshold is None
        assert (tests.multiple.times.value, tests.line.yuan.value) == (Decimal("1.8"), Decimal(2850))

    @pytest.mark.parametrize(
        ("name", "counts"), [("round-7-2022", (6, 0)), ("round-8-2023", (4, 2)), ("round-9-2023", (4, 2))]
    )
    def test_elimination(self, name: str, counts: tuple[int, int]) -> None:
        clause = load(name).clauses.elimination
        assert isinstance(clause, ExtremeRatios)
        assert (clause.widest.value, clause.tightest.value) == counts

    def test_only_rounds_7_to_9_eliminate_across_varieties(self) -> None:
        hit = {name for name in BOOKS if not isinstance(load(name).clauses.elimination, Off)}
        assert hit == {"round-7-2022", "round-8-2023", "round-9-2023"}

    def test_only_the_pilot_negotiates(self) -> None:
        found = [name for name in BOOKS if not isinstance(load(name).clauses.negotiation, Off)]
        assert found == ["pilot-4-7-2018"]


class TestVolumeAndTerm:
    @pytest.mark.parametrize("name", sorted(SHARES))
    def test_shares_by_winners(self, name: str) -> None:
        clause = load(name).clauses.volume
        # Round 11 shares out by brand first; the committed shares stand in the same tables.
        assert isinstance(clause, BrandFirst if name == "round-11-2025" else ShareByWinners)
        shares = clause.shares
        found = [None if c is None else c.value for c in (shares.ordinary, shares.reduced, shares.special)]
        assert found == [numbered(values) for values in SHARES[name]]

    @pytest.mark.parametrize("name", sorted(YEARS))
    def test_years_by_winners(self, name: str) -> None:
        clause = load(name).clauses.term
        assert isinstance(clause, ByWinners)
        assert clause.years.ordinary.value == dict(enumerate(YEARS[name], 1))
        special = clause.years.special
        assert (special and special.value) == ({1: 1, 2: 1, 3: 2} if name == "round-7-2022" else None)
        forms = clause.by_form
        assert (forms and forms.value) == (
            {"small-injection": 1, "large-injection": 1} if name == "round-4-2021" else None
        )
        extension = clause.extension_years
        assert (extension and extension.value) == (1 if name == "expansion-2019" else None)

    @pytest.mark.parametrize("name", sorted(ENDS))
    def test_fixed_end(self, name: str) -> None:
        clause = load(name).clauses.term
        assert isinstance(clause, FixedEnd)
        assert clause.end.value == ENDS[name]
        assert clause.end.confidence == ("draft" if name == "round-11-2025" else "recorded")

    @pytest.mark.parametrize("name", sorted(FIXED_YEARS))
    def test_fixed_years(self, name: str) -> None:
        clause = load(name).clauses.term
        assert isinstance(clause, FixedYears)
        assert clause.years.value == FIXED_YEARS[name]

    def test_backup_suppliers_from_round_7_on(self) -> None:
        with_backup = set()
        for name in BOOKS:
            supply = load(name).clauses.supply
            if isinstance(supply, SerialChoice) and supply.backup is not None:
                with_backup.add(name)
        assert with_backup == {name for name in BOOKS if re.match(r"round-(7|8|9|10|11)-", name)}


class TestAmendments:
    """What is known to have changed from one tender to the next shows as a difference between the files."""

    def test_round_2_to_3_raises_the_cap_and_voids_linked_quotes(self) -> None:
        assert load("round-2-2020").clauses.places.cap.value == 6
        assert load("round-3-2020").clauses.places.cap.value == 8
        links = load("round-3-2020").clauses.links
        assert isinstance(links, VoidHigher)
        assert links.if_left_highest.value == "void"
        assert [n for n in BOOKS if isinstance(load(n).clauses.links, VoidHigher)] == ["round-3-2020"]

    def test_round_3_to_4_raises_the_cap(self) -> None:
        assert load("round-3-2020").clauses.places.cap.value == 8
        assert load("round-4-2021").clauses.places.cap.value == 10

    def test_round_9_to_10(self) -> None:
        before, after = load("round-9-2023").clauses, load("round-10-2024").clauses
        old, new = any_of("round-9-2023").tests, any_of("round-10-2024").tests
        assert old.cut is not None
        assert new.cut is None
        assert isinstance(before.elimination, ExtremeRatios)
        assert isinstance(after.elimination, Off)
        assert isinstance(before.revival, Off)
        assert isinstance(after.revival, Revivals)
        assert after.revival.shortlisted is not None
        assert after.revival.shortlisted.sole_base.value == "own-price"
        assert after.revival.not_shortlisted is None
        places = zip(PLACES["round-9-2023"], PLACES["round-10-2024"], strict=True)
        assert all(fewer <= more for more, fewer in places)
        assert new.threshold is not None
        assert new.threshold.yuan.value["oral-solid"] == Decimal("0.1")
        assert new.threshold.yuan.confidence == "assumed"

    def test_round_10_to_11(self) -> None:
        before, after = load("round-10-2024").clauses, load("round-11-2025").clauses
        old, new = any_of("round-10-2024").tests.multiple, any_of("round-11-2025").tests.multiple
        assert old is not None
        assert new is not None
        assert (old.anchor.value, old.share) == ("lowest", None)
        assert new.anchor.value == "mean-or-lowest"
        assert new.share is not None
        assert new.share.value == Decimal("0.5")
        assert old.times.value == new.times.value == Decimal("1.8")
        assert isinstance(before.revival, Revivals)
        assert isinstance(after.revival, Revivals)
        assert after.revival.shortlisted is not None
        assert after.revival.shortlisted.sole_base.value == "anchor"
        second = after.revival.not_shortlisted
        assert before.revival.not_shortlisted is None
        assert second is not None
        assert (second.chooses_regions.value, second.keeps_brand_volume.value) == (False, True)
        assert before.places.table.value == after.places.table.value
        assert (before.places.table.confidence, after.places.table.confidence) == ("recorded", "draft")
