"""Pages in a headless Chromium. Asked for and missing, the browser is an error and never a skip."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from simulator import api
from simulator.study.plan import make_plan
from simulator.study.run import execute

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

MEND = "run 'make browser', which fetches what is missing, or install Chromium and 'vbp-sim[browser]'"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
SMALL = ("market.varieties=3", "market.bids=24", "firms.firms=18", "published=null", "run.replications=8")
DESKTOP, PHONE, PAPER = (1280, 900), (360, 740), (680, 962)

Open = Callable[..., "Page"]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start the system's Chromium, else the one that Playwright has fetched."""
    try:
        from playwright.sync_api import Error, sync_playwright
    except ImportError:
        pytest.fail(f"Playwright is not installed; {MEND}", pytrace=False)
    named = os.environ.get("VBP_CHROMIUM")
    found = named or next((path for name in NAMES if (path := shutil.which(name))), None)
    # The sandbox cannot be had by root, which is whom containers of CI run as.
    options = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        try:
            started = playwright.chromium.launch(executable_path=found, args=options)
        except Error as error:
            pytest.fail(f"no Chromium could be started; {MEND}\n{error}", pytrace=False)
        yield started
        started.close()


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Write a whole round, a small one with contracts, two side by side, a study, a spoilt one."""
    base = tmp_path_factory.mktemp("pages")
    whole = execute(make_plan("round-7-2022", ["run.replications=4"]), base / "whole")
    small = [
        execute(make_plan("round-7-2022", [*SMALL, "supply={}", f"rules.book={book}"]), base / book).path
        for book in ("round-7-2022", "round-10-2024")
    ]
    written = {
        "round": api.write_report([whole.path]),
        "contracts": api.write_report([small[0]], language="zh"),
        "several": api.write_report(small),
    }
    books = ["round-7-2022", "round-10-2024"]
    sets = [one for one in SMALL if not one.startswith("run.")]
    api.compare(books, scenario="round-7-2022", reps=8, sets=[*sets, "supply={}"], out=base / "study")
    written["study"] = api.write_report([base / "study"])
    (whole.path / "varieties.parquet").unlink()
    return {**written, "spoilt": api.write_report([whole.path], out=base / "spoilt.html")}


@pytest.fixture
def opened(browser: Browser, pages: dict[str, Path]) -> Iterator[Open]:
    """Return a way to open a page offline; whatever the browser complains about or asks for is a failure."""
    contexts, complaints = [], []

    def open_page(name: str, size: tuple[int, int] = DESKTOP, *, script: bool = True, mark: str = "") -> Page:
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]}, java_script_enabled=script, offline=True
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("console", lambda one: complaints.append(f"console {one.type}: {one.text}"))
        page.on("pageerror", lambda one: complaints.append(f"error: {one}"))
        wanted = pages[name].as_uri() + mark
        page.on(
            "request",
            lambda one: one.url == wanted.partition("#")[0] or complaints.append(f"request: {one.url}"),
        )
        page.goto(wanted)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []
