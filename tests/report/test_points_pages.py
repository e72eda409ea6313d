"""Pages of sensitivity analyses, searches and campaigns say what the folders hold, and what was edited."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from simulator import api
from simulator.report.reports import kind_of
from simulator.results.files import read_parquet, write_parquet

STUDY = """
id: lines
title: {en: "Two lines", zh: "两条线"}
summary: {en: "Two lines of the price test.", zh: "两条线。"}
baseline:
  scenario: round-7-2022
  set: {market.varieties: 3, market.bids: 18, firms.firms: 12, published: null}
axes:
  draw: sobol
  points: 4
  of:
    multiple: {set: rules.change.price_test.tests.multiple.times, lowest: 1.1, highest: 3, decimals: 2}
    cut: {set: rules.change.price_test.tests.cut.at_least, lowest: 0.3, highest: 0.7, decimals: 2}
metrics: [mean_cut_reference, winners_per_variety]
better: {mean_cut_reference: high, winners_per_variety: high}
"""


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return small folders of each kind; not to be written to."""
    base = tmp_path_factory.mktemp("points")
    study = base / "lines.yaml"
    study.write_text(STUDY, encoding="utf-8")
    api.sensitivity(str(study), method="morris", points=2, reps=2, out=base / "sensitivity")
    api.design(str(study), trials=6, reps=4, out=base / "design")
    api.campaign("renewal-after-breach", sets=["run.replications=2"], out=base / "campaign")
    return {name: base / name for name in ("sensitivity", "design", "campaign")}


@pytest.fixture
def copied(folders: dict[str, Path], tmp_path: Path) -> Callable[[str], Path]:
    """Return a maker of a copy that a test may spoil."""

    def copy(name: str) -> Path:
        shutil.copytree(folders[name], tmp_path / name)
        return tmp_path / name

    return copy


def told(path: Path) -> str:
    return api.write_report([path]).read_text(encoding="utf-8")


@pytest.mark.slow
@pytest.mark.parametrize("name", ["sensitivity", "design", "campaign"])
def test_a_whole_folder_has_a_page_in_both_languages(folders: dict[str, Path], name: str) -> None:
    html = told(folders[name])
    assert 'role="alert"' not in html
    assert {"sensitivity": "敏感性", "design": "规则搜索", "campaign": "采购系列"}[name] in html
    assert html.count("<svg ") == {"sensitivity": 2, "design": 1, "campaign": 4}[name]
    ids = re.findall(r'\bid="([^"]+)"', html)
    assert len(set(ids)) == len(ids)


@pytest.mark.slow
def test_the_tornado_has_the_indices_and_the_doubts_are_said(folders: dict[str, Path]) -> None:
    table = read_parquet(folders["sensitivity"] / "indices.parquet")
    html = told(folders["sensitivity"])
    assert "TOO FEW POINTS" in html, "two trajectories are too few"
    for value in table.loc[table["metric"] == "winners_per_variety", "value"]:
        assert f"{value:.3f}" in html
    drawn = api.pictures(folders["sensitivity"])
    assert set(drawn) == {"tornado-mean_cut_reference", "tornado-winners_per_variety"}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "edits"),
    [
        ("sensitivity", {"indices": "value", "points": "winners_per_variety"}),
        ("design", {"designs": "winners_per_variety, searched"}),
        ("campaign", {"rounds": "mean"}),
    ],
)
def test_edited_numbers_are_noticed(copied: Callable[[str], Path], name: str, edits: dict[str, str]) -> None:
    path = copied(name)
    for table, column in edits.items():
        found = read_parquet(path / f"{table}.parquet")
        found.loc[0, column] = 0.5 + found.loc[0, column]
        write_parquet(found, path / f"{table}.parquet")
    html = told(path)
    assert "TABLES CHANGED" in html if name == "campaign" else "CHANGED SINCE" in html
    if name != "campaign":
        assert all(f"{table}.parquet" in html for table in edits)


@pytest.mark.slow
def test_unfinished_and_damaged_work_shows_the_points_that_were_played(
    copied: Callable[[str], Path],
) -> None:
    path = copied("sensitivity")
    for table in ("indices", "points"):
        (path / f"{table}.parquet").unlink()
    (path / "runs.parquet").write_bytes(b"rubbish")
    said = json.loads((path / "manifest.json").read_text(encoding="utf-8"))
    (path / "manifest.json").write_text(json.dumps({**said, "status": "interrupted"}), encoding="utf-8")
    html = told(path)
    assert "UNFINISHED" in html
    assert "runs.parquet cannot be read" in html
    assert "Means at each point" in html


@pytest.mark.slow
def test_a_lost_manifest_is_named(copied: Callable[[str], Path]) -> None:
    for name in ("sensitivity", "design", "campaign"):
        path = copied(name)
        (path / "manifest.json").unlink()
        assert kind_of(path) == name
    assert "manifest.json is missing" in told(path)
