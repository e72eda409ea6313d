"""Reports in a browser: offline, in both languages, on screens, phones and paper, by keyboard."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.conftest import DESKTOP, PAPER, PHONE, Open

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
LAYOUT = (Path(__file__).parent / "layout.js").read_text(encoding="utf-8")
OPEN_ALL = "() => document.querySelectorAll('details').forEach(one => { one.open = true; })"
PLANTED = """() => document.body.insertAdjacentHTML("beforeend",
  '<p style="position:absolute;top:300px;left:10px;color:#bbb">one piece of text</p>' +
  '<p style="position:absolute;top:304px;left:12px;white-space:nowrap">another ' + "x".repeat(90) + '</p>')"""
CHINESE = re.compile(r"[一-鿿]")


def measured(page: Page, what: str) -> list[str]:
    found = page.evaluate(LAYOUT, what)
    return found if isinstance(found, list) else [str(found)]


@pytest.mark.parametrize("name", ["round", "contracts", "several", "study", "spoilt"])
def test_a_page_opens_offline_without_a_complaint(opened: Open, name: str) -> None:
    """Console messages, script errors and requests are collected by the fixture."""
    page = opened(name)
    assert page.locator("h1").is_visible()
    assert int(measured(page, "count")[0]) > 100
    assert page.locator("[role=alert]").count() == (1 if name == "spoilt" else 0)


def test_the_planted_errors_would_be_noticed(opened: Open) -> None:
    """Overlapping, faint and overlong text is found; otherwise the tests below would prove nothing."""
    page = opened("round", PHONE)
    page.evaluate(PLANTED)
    assert any("one piece of text" in pair for pair in measured(page, "overlaps"))
    assert "one piece of text" in measured(page, "contrast")
    assert any(text.startswith("another") for text in measured(page, "outside"))


@pytest.mark.parametrize("name", ["round", "several"])
def test_the_switch_changes_every_word_and_back(opened: Open, name: str) -> None:
    page = opened(name)
    button = page.locator("#switch")
    english = page.locator("body").inner_text()
    title = page.title()
    button.click()
    assert page.locator("html").get_attribute("lang") == "zh-Hans"
    assert CHINESE.search(page.title())
    assert button.inner_text() == "English"
    assert page.locator("h2").first.inner_text() == "主要指标"
    assert page.locator("svg text.zh").first.is_visible()
    assert not page.locator("svg text.en").first.is_visible()
    button.click()
    assert page.title() == title
    assert page.locator("body").inner_text() == english


def test_a_page_opens_in_the_language_asked_for(opened: Open) -> None:
    assert opened("contracts").locator("html").get_attribute("lang") == "zh-Hans"
    assert opened("contracts", mark="#en").locator("html").get_attribute("lang") == "en"
    assert opened("round", mark="#zh").locator("html").get_attribute("lang") == "zh-Hans"


def test_tables_sort_by_click_and_by_key(opened: Open) -> None:
    page = opened("round")
    table = page.locator("#round table.sortable").first
    head = table.locator("th").nth(5)

    def column() -> list[float]:
        values = table.locator("tbody tr td:nth-of-type(5)").evaluate_all(
            "all => all.map(one => one.dataset.v)"
        )
        return [float(value) for value in values if value != "nan"]

    before = column()
    head.locator("button").click()
    assert head.get_attribute("aria-sort") == "ascending"
    assert column() == sorted(before)
    head.locator("button").focus()
    page.keyboard.press("Enter")
    assert head.get_attribute("aria-sort") == "descending"
    assert column() == sorted(before, reverse=True)
    table.locator("th").first.locator("button").click()
    names = table.locator("tbody th").all_inner_texts()
    assert names == sorted(names)


def test_the_page_of_a_study_speaks_both_languages_and_sorts(opened: Open) -> None:
    page = opened("study")
    assert page.locator("h2").first.inner_text() == "What the study found"
    assert page.locator("svg text.en").first.is_visible()
    table = page.locator("#comparison table.sortable").first
    head = table.locator("th").nth(3)
    head.locator("button").click()
    assert head.get_attribute("aria-sort") == "ascending"
    values = [
        float(v) for v in table.locator("td:nth-of-type(3)").evaluate_all("all => all.map(x => x.dataset.v)")
    ]
    assert values == sorted(values)
    page.locator("#switch").click()
    assert page.locator("h2").first.inner_text() == "研究结果"
    assert page.locator("svg text.zh").first.is_visible()
    assert "vbp compare" in page.locator("#provenance").inner_text()


def test_figures_open_by_keyboard_in_the_order_of_the_page(opened: Open) -> None:
    page = opened("round")
    page.locator("#switch").focus()
    tops = []
    for _ in range(6):
        page.keyboard.press("Tab")
        tops.append(page.evaluate("() => document.activeElement.getBoundingClientRect().top + scrollY"))
    assert tops == sorted(tops)
    page.locator("#fig-mean_cut_reference summary").focus()
    page.keyboard.press("Enter")
    why = page.locator("#fig-mean_cut_reference dl.why")
    assert why.is_visible()
    said = why.inner_text()
    assert "1 - award price / reference price" in said
    assert "metric = mean_cut_reference" in said
    assert "seed 1" in said
    assert "95%" in said


def test_an_award_opens_to_the_clauses_it_went_through(opened: Open) -> None:
    page = opened("round")
    variety = page.locator("#round details").first
    variety.locator("> summary").click()
    award = variety.locator("tr.won details.chain").first
    award.locator("summary").click()
    assert "Price test: passed" in award.locator("ol.en").inner_text()
    assert not award.locator("ol.zh").is_visible()


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize(
    ("name", "mark"), [("round", "#en"), ("contracts", "#zh"), ("several", "#zh"), ("study", "#zh")]
)
def test_no_text_lies_on_another_or_leaves_the_screen(
    opened: Open, name: str, mark: str, size: tuple[int, int]
) -> None:
    page = opened(name, size, mark=mark)
    assert measured(page, "contrast") == []
    if name != "round":
        page.evaluate(OPEN_ALL)
    assert measured(page, "overlaps") == []
    assert measured(page, "outside") == []
    assert page.evaluate("() => document.scrollingElement.scrollWidth") <= size[0]


@pytest.mark.parametrize(("name", "mark"), [("round", "#zh"), ("several", "#en"), ("study", "#en")])
def test_paper_holds_the_whole_width(opened: Open, name: str, mark: str) -> None:
    page = opened(name, PAPER, mark=mark)
    page.emulate_media(media="print")
    assert measured(page, "beyond paper") == []
    assert measured(page, "overlaps") == []
    assert not page.locator("#switch").is_visible()
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")


def test_without_scripts_the_page_is_read_in_english(opened: Open) -> None:
    page = opened("round", script=False)
    assert page.locator("h2").first.inner_text() == "Headline figures"
    assert not page.locator("#switch").is_visible()
    page.locator("#fig-mean_cut_reference summary").click()
    assert page.locator("#fig-mean_cut_reference dl.why").is_visible()
