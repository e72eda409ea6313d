"""The shipped page and the command that writes it are in step."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from simulator import api
from simulator.cli import main
from simulator.report.terminal import WIDTH, width_of
from simulator.report.validation_lines import experiment_lines, figure_title, figure_unit, validation_lines
from simulator.report.words import Language
from simulator.results.record import read_misses, read_record
from simulator.study.experiments import EXPERIMENTS, Change
from simulator.study.validation import Checked

PAGE = (Path(__file__).parents[2] / "docs" / "validation.md").read_text(encoding="utf-8")


def rows(page: str) -> list[list[str]]:
    return [
        [cell.strip() for cell in line.split("|")[1:-1]]
        for line in page.splitlines()
        if line.startswith("| ")
    ]


def test_page_has_every_row_of_the_record_once() -> None:
    shown = [(cells[0], cells[1]) for cells in rows(PAGE) if len(cells) == 7 and cells[0] != "tender"]
    listed = PAGE[PAGE.index("## Figures that the model has nothing to say about") :]
    for row in read_record():
        if row.figure:
            assert shown.count((row.tender, row.metric)) == 1, row
        else:
            assert f"{row.tender}: {row.metric.replace('_', ' ')}" in listed
    assert "no reason is known" not in PAGE
    assert all(f"### {one.title}" in PAGE for one in EXPERIMENTS)


def test_every_miss_on_the_page_has_its_reason_and_no_other_has() -> None:
    by_name = {(row.tender, row.metric): (row.scenario, row.figure) for row in read_record()}
    missed = {
        by_name[cells[0], cells[1]] for cells in rows(PAGE) if len(cells) == 7 and cells[5] == "**outside**"
    }
    assert missed == set(read_misses())


def test_page_is_what_the_command_writes() -> None:
    """One cheap tender under the effort that the page states: the same rows, letter by letter."""
    found = re.search(r"--reps (\d+) --seed (\d+)", PAGE)
    assert found
    page = api.validate(only=["stents-2020"], reps=int(found[1]), seed=int(found[2])).page
    lines = [line for line in page.splitlines() if line.startswith("| Coronary stents")]
    assert len(lines) > 8
    assert set(lines) <= set(PAGE.splitlines())


def test_command_writes_page_and_picture(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page, picture = tmp_path / "v.md", tmp_path / "v.svg"
    options = ["--only", "stents-2020", "--reps", "2", "--out", str(page), "--plot", str(picture)]
    assert main(["validate", *options]) == 0
    assert re.search(r"wrote .*: \d+ of \d+ published figures inside", capsys.readouterr().out)
    assert page.read_text(encoding="utf-8").startswith("# Validation")
    assert "mean_price_cut" in picture.read_text(encoding="utf-8") or picture.stat().st_size > 5000


@pytest.mark.parametrize("language", ["en", "zh"])
def test_terminal_shows_titles_units_and_verdicts(language: Language) -> None:
    """Every figure of the record has a title and a unit; what is inside is counted by role."""
    cuts = [row for row in read_record() if row.figure]
    assert all(figure_title(row.figure, language) and figure_unit(row.figure) for row in cuts)
    row = next(row for row in cuts if (row.scenario, row.figure) == ("stents-2020", "mean_cut_reference"))
    why = "The bids had a long upper tail; the simulated costs have not."
    checked = [Checked(row, "calibration", 0.9, 0.8, 0.95, ""), Checked(row, "check", 0.5, 0.4, 0.6, why)]
    change = Change("mean_cut_reference", 0.5, 0.4, -0.1, -0.12, -0.08, 0.02)
    lines = validation_lines(checked, language) + experiment_lines([(EXPERIMENTS[0], [change])], language)
    text = "\n".join(lines)
    assert max(width_of(line) for line in lines) <= WIDTH
    assert "90.0%" in text
    assert "40.0 – 60.0%" in text
    assert "-10.00" in text
    assert (why if language == "en" else "实际报价上端拖尾较长，模拟成本则无。") in lines
    assert text.count("OUTSIDE" if language == "en" else "  范围外") == 1
    assert ("1 of 2 figures inside" if language == "en" else "2个指标中1个在范围内") in text
    assert ("OPPOSITE" if language == "en" else "方向相反") in text
    assert all(one.title_zh for one in EXPERIMENTS)


def test_mistakes_are_told_before_anything_runs(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate", "--only", "stents-2021"]) == 2
    assert "stents-2020" in capsys.readouterr().err
    assert main(["validate", "--plot", "picture.gif"]) == 2
    assert "svg" in capsys.readouterr().err
