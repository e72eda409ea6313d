"""`vbp report`: pages from folders, whole or not, and figures as files."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.study.plan import make_plan
from simulator.study.run import execute

SMALL = ("run.replications=4", "market.varieties=3", "market.bids=24", "firms.firms=18", "published=null")


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a small run without its page."""
    return execute(make_plan("round-7-2022", SMALL), tmp_path_factory.mktemp("cli") / "run").path


@pytest.mark.long
def test_a_report_is_written_again_with_its_figures(vbp, run: Path, tmp_path: Path) -> None:
    answer = vbp("report", str(run), "--lang", "zh", "--figures", "pictures", "--format", "svg")
    assert answer.code == 0, answer.err
    assert answer.out.splitlines()[0] == str(run / "report.html")
    assert '<html class="lang-zh"' in (run / "report.html").read_text(encoding="utf-8")
    names = {path.name for path in (tmp_path / "pictures").iterdir()}
    assert names == {"cuts.svg", "winners.svg", "varieties.svg"}
    assert {Path(line).name for line in answer.out.splitlines()[1:4]} == names


def test_mistakes_are_told(vbp, run: Path, tmp_path: Path) -> None:
    assert "there is no folder 'nowhere'" in vbp("report", "nowhere").err
    assert "is named twice" in vbp("report", str(run), str(run)).err
    several = vbp("report", str(run), "--out", "page.txt")
    assert several.code == 2
    assert "let it end in .html" in several.err
    assert vbp("report", str(run), "--out", str(tmp_path)).code == 2
