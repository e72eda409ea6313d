"""The page: well formed, in two languages, safe, without network, and with the run's own numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest

from simulator.report.data import read_report
from simulator.report.numbers import number
from simulator.report.page import write_report
from simulator.report.pictures import tender_pictures
from simulator.report.summary import HEADLINE
from simulator.results.files import read_parquet, write_parquet
from simulator.study.folder import Folder
from simulator.study.plan import make_plan
from simulator.study.run import execute

Copy = Callable[[str], Folder]
VOID = {"meta", "br", "link", "img", "input", "hr"}


class Balanced(HTMLParser):
    """Keeps a stack of open tags, and what a browser would load or run."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.ids: Counter[str] = Counter()
        self.loads: list[str] = []
        self.handlers: list[str] = []
        self.tags: Counter[str] = Counter()
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        for name, value in attrs:
            if name == "id":
                self.ids[value or ""] += 1
            if name == "src" or (
                name in ("href", "xlink:href") and tag != "a" and not (value or "").startswith("#")
            ):
                self.loads.append(f"{tag} {value}")
            if name.startswith("on"):
                self.handlers.append(name)
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open[-1] == tag, f"</{tag}> closes <{self.open[-1]}>, line {self.getpos()}"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def parsed(path: Path) -> Balanced:
    parser = Balanced()
    parser.feed(path.read_text(encoding="utf-8"))
    parser.close()
    assert parser.open == []
    assert [name for name, times in parser.ids.items() if times > 1] == []
    assert parser.loads == []
    assert parser.handlers == []
    return parser


@pytest.fixture(scope="module")
def page(whole_run: Folder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = Folder(tmp_path_factory.mktemp("page"))
    return write_report(target, read_report(whole_run))


def test_the_page_is_well_formed_and_small(page: Path) -> None:
    parser = parsed(page)
    assert parser.tags["svg"] == 3
    assert parser.tags["script"] == 1
    assert page.stat().st_size < 1_500_000


def test_both_languages_are_complete(page: Path) -> None:
    """Every English piece has its Chinese one right behind it, in the text and in the figures."""
    html = page.read_text(encoding="utf-8")
    assert "Headline figures" in html
    assert "主要指标" in html
    assert html.count('<text class="en"') == html.count('<text class="zh"') == 13
    assert html.count('<ol class="en"') == html.count('<ol class="zh"') > 400
    english = len(re.findall(r'<span class="en[ "]', html))
    alone = len(
        re.findall(r'<span class="en soft small"', html)
    )  # what a mechanism means is on record in English
    assert english - alone == len(re.findall(r'<span class="zh[ "]', html))
    assert re.search(r'<html class="lang-en" lang="en">', html), "English shows without a script"


def test_every_headline_number_is_that_of_the_table(page: Path, whole_run: Folder) -> None:
    html = page.read_text(encoding="utf-8")
    summary = read_parquet(whole_run.path / "summary.parquet").set_index("metric")
    found = re.findall(r'data-figure="(\w+)" data-v="([^"]+)">([^<]+)<', html)
    assert [name for name, _, _ in found] == list(HEADLINE)
    assert html.count('<dl class="why">') == len(HEADLINE)
    for name, exact, written in found:
        assert float(exact) == summary.loc[name, "mean"]
        assert written == number(summary.loc[name, "mean"], summary.loc[name, "unit"])


@pytest.mark.long
def test_verdicts_definitions_sources_and_the_way_to_repeat_are_there(page: Path, whole_run: Folder) -> None:
    data = read_report(whole_run)
    words = "".join(parsed(page).words)
    for verdict in data.verdicts:
        assert verdict.figure.source_says in words
        assert verdict.figure.why_tolerance in words
    assert "mean over winning products of 1 - award price / reference price" in words
    assert "vbp run round-7-2022 --seed 3 --reps 40" in words
    assert data.fact("digest") in words
    assert data.fact("plan") in words
    assert "The record of this rule book has holes" in words
    assert "Choice units are recorded for round 7 [S38]" in words
    assert str(whole_run.path) not in words


def test_every_bid_of_the_round_is_listed(page: Path, whole_run: Folder) -> None:
    awards = read_parquet(whole_run.path / "awards.parquet")
    html = page.read_text(encoding="utf-8")
    assert len(re.findall(r"<details><summary><strong>", html)) == awards["variety"].nunique()
    assert html.count('<tr class="won">') == (awards["rank"] > 0).sum()
    assert html.count('<details class="chain">') == len(awards), "every bid opens to its clauses"


@pytest.mark.long
def test_the_same_run_gives_the_same_bytes(page: Path, whole_run: Folder, tmp_path: Path) -> None:
    again = write_report(Folder(tmp_path), read_report(whole_run))
    assert again.read_bytes() == page.read_bytes()
    assert whole_run.manifest()["updated"] not in page.read_text(encoding="utf-8")


@pytest.mark.long
def test_figures_are_the_same_each_time_and_leave_settings_alone(whole_run: Folder) -> None:
    import matplotlib as mpl

    data = read_report(whole_run)
    before = dict(mpl.rcParams)
    first, again = ([one.svg() for one in tender_pictures(data)] for _ in range(2))
    assert len(first) == 3
    assert first == again
    assert all("'DejaVu Sans', Arial" in one for one in first)
    assert dict(mpl.rcParams) == before


@pytest.mark.long
def test_markup_in_names_is_only_text(copied_run: Copy) -> None:
    folder = copied_run("markup")
    path = folder.path / "awards.parquet"
    awards = read_parquet(path)
    nasty = "<b>甲</b>\"'><script>alert(1)</script>&amp;{{ 7*7 }}"
    awards["firm"] = awards["firm"].where(awards.index != 0, nasty)
    awards["variety"] = awards["variety"].replace("V001", "阿卡波糖 <i>50mg</i>")
    awards["state"] = awards["state"].where(awards.index != 1, "<u>odd</u>")
    write_parquet(awards, path)
    resolved = folder.path / "resolved.yaml"
    text = resolved.read_text("utf-8").replace("National round 7 (2022)", "</title><script>x</script>")
    resolved.write_text(text, encoding="utf-8")
    report = write_report(folder, read_report(folder))
    parser = parsed(report)
    assert parser.tags["b"] == parser.tags["i"] == parser.tags["u"] == 0
    assert parser.tags["script"] == 1
    words = "".join(parser.words)
    assert nasty in words
    assert "阿卡波糖 <i>50mg</i>" in words
    assert "TABLES CHANGED" in words


@pytest.mark.long
def test_an_address_that_is_no_web_page_is_no_link(copied_run: Copy) -> None:
    folder = copied_run("link")
    rules = folder.path / "rules.yaml"
    text = rules.read_text("utf-8").replace("https://flcube.com/", "javascript:alert(1)//")
    rules.write_text(text, encoding="utf-8")
    html = write_report(folder, read_report(folder)).read_text(encoding="utf-8")
    assert 'href="javascript' not in html


@pytest.mark.long
def test_a_spoilt_folder_still_gives_a_page_that_says_so(copied_run: Copy) -> None:
    folder = copied_run("spoilt")
    for name in ("summary.parquet", "awards.parquet", "rules.yaml", "resolved.yaml", "manifest.json"):
        (folder.path / name).write_bytes(b"\x00\x01")
    words = "".join(parsed(write_report(folder, read_report(folder))).words)
    assert "manifest.json is missing or damaged" in words
    assert "No results to show yet." in words
    assert "The rule book of this run cannot be read." in words


def test_a_manifest_alone_gives_a_page(whole_run: Folder, tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.write_manifest(whole_run.manifest(), status="failed", digest=None)
    words = "".join(parsed(write_report(folder, read_report(folder))).words)
    assert "INCOMPLETE RUN (status failed)" in words


@pytest.mark.long
def test_one_replication_and_a_consortium_rule_book(tmp_path: Path) -> None:
    """Without an interval, and with linked firms bidding as one, nothing is made up."""
    sets = ["run.replications=1", "rules.book=round-11-2025", "published=null"]
    folder = execute(make_plan("round-7-2022", sets), tmp_path / "one")
    data = read_report(folder)
    words = "".join(parsed(write_report(folder, data)).words)
    assert "none are on file for it" in words
    assert data.verdicts == ()
