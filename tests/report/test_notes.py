"""Notes and formulas on the Chinese side of a report: what is translated, what says that it is not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from simulator.report.inputs import cited_values
from simulator.report.labels import PARTS
from simulator.report.notes import NOTES_FILE, chinese_note, chinese_notes
from simulator.report.page import _environment
from simulator.results.published import Published
from simulator.scenario.loading import load
from simulator.study.plan import load_scenario

TABLE = "write the Chinese into simulator/report/notes.zh.csv"
SHOWN_OFTEN = ("round-7-2022", "round-5-2021", "stents-2020-money")
ROOT = Path(__file__).resolve().parents[2]


def notes_of_scenario(name: str) -> set[str]:
    """Every note that the page of a scenario shows, of its parameters and of its rule book."""
    scenario, book = load_scenario(name, [])
    parts = [(scenario, part) for part in PARTS if getattr(scenario.record, part) is not None]
    shown = [
        one for loaded, part in [*parts, (book, "clauses")] for one in cited_values(loaded, Path(), part)
    ]
    return {one.note for one in shown if one.note}


def notes_of_published(name: str) -> set[str]:
    """Every sentence about published figures that a page shows."""
    record = load(name, Published, (), "published").record
    said = {text for one in record.figures for text in (one.source_says, one.why_tolerance)}
    return said | ({record.note} if record.note else set())


def mechanisms(name: str) -> set[str]:
    """What the mechanisms of a rule book do, in the sentences that a page shows."""
    _, book = load_scenario(name, [])
    return {one.says for one in cited_values(book, Path(), "clauses") if one.path.endswith(".use")}


@pytest.mark.parametrize("name", SHOWN_OFTEN)
def test_pages_that_are_shown_often_have_every_note_in_chinese(name: str) -> None:
    shown = notes_of_scenario(name) | mechanisms(name)
    published = "stents-2020" if name.startswith("stents") else name
    missing = sorted(one for one in shown | notes_of_published(published) if chinese_note(one) is None)
    assert missing == [], TABLE


def test_the_table_is_not_stale() -> None:
    """A note that was worded anew would fall back to English without a word."""
    folders = ("scenarios/*/*.yaml", "simulator/rules/parameters/*.py", "simulator/scenario/*.py")
    files = [file for folder in folders for file in ROOT.glob(folder)]
    text = " ".join(" ".join(file.read_text(encoding="utf-8").split()) for file in files)
    text = text.replace("''", "'").replace('" "', "").replace('\\"', '"').replace("``", "").replace("`", "")
    stale = sorted(one for one in chinese_notes() if one.replace("`", "") not in text)
    assert stale == [], "no file says this any more: change the English in simulator/report/notes.zh.csv too"


def test_a_translation_keeps_citations_and_figures() -> None:
    for english, chinese in chinese_notes().items():
        assert re.search("[一-鿿]", chinese), english
        kept = re.findall(r"\bS\d\d\b|\d+\.\d+(?! million|\d)", english.replace(",", ""))
        lost = [one for one in kept if one.rstrip("0").rstrip(".") not in chinese]
        assert lost == [], (english, chinese)


def test_the_table_is_sorted_and_says_everything_once() -> None:
    """A file that is sorted merges; a note twice would hide one of its translations."""
    lines = NOTES_FILE.read_text(encoding="utf-8").splitlines()
    assert len(lines) - 1 == len(chinese_notes())
    assert list(chinese_notes()) == sorted(chinese_notes())


def test_a_note_without_chinese_says_that_it_is_english() -> None:
    page = _environment().from_string('{% from "macros.html.j2" import noted %}{{ noted(note) }}')
    made_up = "a note of somebody's own file < 3"
    shown = page.render(note=made_up)
    assert "（英文原注）" in shown
    assert shown.count("somebody&#39;s own file &lt; 3") == 2
    assert page.render(note="") == ""
    known = page.render(note="As in round 10.")
    assert "同第十批。" in known
    assert "英文原注" not in known
