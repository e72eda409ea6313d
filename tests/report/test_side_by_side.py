"""Several runs on one page: what is claimed is what the intervals support."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import t as student

from simulator import api
from simulator.errors import InputError
from simulator.report.data import read_report
from simulator.report.paired import run_differences
from simulator.report.side_by_side import run_names
from simulator.results.files import read_parquet
from simulator.study.folder import Folder
from simulator.study.plan import make_plan
from simulator.study.run import execute

SMALL = (
    "run.replications=20",
    "run.seed=3",
    "market.varieties=3",
    "market.bids=24",
    "firms.firms=18",
    "published=null",
)
NAMES = ("mean_cut_reference", "winners_per_variety", "eliminated")


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Return runs under the rules of rounds 7 and 10, and one under round 7 with another seed."""
    base = tmp_path_factory.mktemp("several")
    changes = ([], ["rules.book=round-10-2024"], ["run.seed=4"])
    return [
        execute(make_plan("round-7-2022", [*SMALL, *change]), base / f"run-{at}").path
        for at, change in enumerate(changes)
    ]


def test_paired_differences_are_those_of_the_tables(runs: list[Path]) -> None:
    """Computed a second time from the files, and with the quantile of scipy.stats."""
    one, two = (read_report(Folder(path)) for path in runs[:2])
    found = {each.metric.name: each for each in run_differences(one, two, NAMES)}
    values = []
    for path in runs[:2]:
        table = read_parquet(path / "replications.parquet")
        values.append(table[table["variable"] == "winners_per_variety"]["value"].to_numpy())
    gap = values[1] - values[0]
    each = found["winners_per_variety"]
    wide = student.ppf(1 - 0.05 / 2 / 3, 19) * gap.std(ddof=1) / np.sqrt(20)
    assert each.paired
    assert each.mean == pytest.approx(gap.mean())
    assert (each.sure_low, each.sure_high) == pytest.approx((gap.mean() - wide, gap.mean() + wide))
    assert each.sure_low < each.low < each.high < each.sure_high


def test_other_seeds_are_not_paired_and_nothing_is_claimed(runs: list[Path]) -> None:
    """The planted error: taking independent draws for pairs would not be noticed in the numbers."""
    one, other = (read_report(Folder(runs[at])) for at in (0, 2))
    for each in run_differences(one, other, NAMES):
        assert not each.paired
        said = each.sentence((("A", "甲"), ("B", "乙")))
        assert each.told is ("than under" in said[0])
    assert not run_differences(one, other, NAMES)[0].told


def test_a_run_beside_itself_is_the_same_in_every_round(runs: list[Path], tmp_path: Path) -> None:
    shutil.copytree(runs[0], tmp_path / "copy")
    one, two = (read_report(Folder(path)) for path in (runs[0], tmp_path / "copy"))
    for each in run_differences(one, two, NAMES):
        assert each.sentence((("A", "甲"), ("B", "乙")))[0].endswith("the same in every round.")
    assert len(set(run_names([one, two]))) == 2


@pytest.mark.long
def test_the_page_tells_rules_results_and_what_is_wrong(runs: list[Path], tmp_path: Path) -> None:
    shutil.copytree(runs[1], tmp_path / "spoilt")
    (tmp_path / "spoilt" / "awards.parquet").unlink()
    page = api.write_report([runs[0], tmp_path / "spoilt", runs[2]], out=tmp_path / "all.html", language="zh")
    html = page.read_text(encoding="utf-8")
    assert '<html class="lang-zh" lang="zh-Hans">' in html
    assert "awards.parquet is missing from the folder" in html
    assert "Price test: the test by cut from the ceiling is dropped" in html
    assert "Not only the rules differ" in html, "the third run has another seed"
    assert html.count("<svg ") == 1


def test_the_page_says_which_bids_are_compared(runs: list[Path], tmp_path: Path) -> None:
    mixed = [shutil.copytree(path, tmp_path / path.name) for path in runs[:2]]
    solved = {"solution": "equilibrium", "largest_gain": 0.012}
    folder = Folder(mixed[1])
    folder.write_manifest(folder.manifest(), certificate=solved)
    for paths, said in ((runs[:2], "FROZEN BIDS"), (mixed, "MIXED BIDS")):
        page = api.write_report([str(path) for path in paths], out=tmp_path / f"{said[:5]}.html")
        words = page.read_text(encoding="utf-8")
        assert said in words
        assert ("profit by more than 1.2%" in words) == (paths is mixed)


def test_folders_are_named_once_and_hold_runs(runs: list[Path], tmp_path: Path) -> None:
    with pytest.raises(InputError, match="named twice"):
        api.write_report([runs[0], runs[0]])
    with pytest.raises(InputError, match="there is no folder"):
        api.write_report([tmp_path / "nowhere"])
    with pytest.raises(InputError, match="holds no run"):
        api.write_report([tmp_path])
    with pytest.raises(InputError, match="no name of an HTML file"):
        api.write_report([runs[0]], out=tmp_path / "a.pdf")
