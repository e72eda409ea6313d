"""The page of a study claims what its intervals support, and names what was changed or is missing."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import t as student

from simulator import api
from simulator.errors import InputError
from simulator.report.measures import label_words
from simulator.report.reports import kind_of
from simulator.report.study_data import StudyData, read_study_data
from simulator.report.study_figures import measure_of
from simulator.report.study_pictures import study_pictures
from simulator.report.study_sentences import found_differences, sentences
from simulator.results.files import read_parquet, write_parquet
from simulator.results.paired import difference
from simulator.study.comparison import samples_of
from simulator.study.folder import Folder
from simulator.study.study_plan import plan_study, study_of
from simulator.study.sweep import carry_study

STUDY = """
id: small
title: {en: "Small <study>", zh: "小研究"}
bids: frozen
summary: {en: "One & two.", zh: "一与二。"}
baseline:
  scenario: round-7-2022
  title: {en: "As it was", zh: "原规则"}
  set: {market.varieties: 3, market.bids: 24, firms.firms: 18, published: null}
variants:
  same: {title: {en: "The same again", zh: "相同"}}
  tight: {title: {en: "Tight line", zh: "严格"}, set: {rules.change.price_test.tests.multiple.times: 1.2}}
futures:
  of:
    cost: {set: costs.median.generic, values: [0.3, 0.4]}
metrics: [mean_cut_reference, winners_per_variety, price_ratio]
better: {mean_cut_reference: high, winners_per_variety: high}
run: {replications: 16, block: 8, seed: 3}
"""


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a finished study; not to be written to."""
    base = tmp_path_factory.mktemp("study")
    (base / "small.yaml").write_text(STUDY, encoding="utf-8")
    carry_study(plan_study(*study_of(str(base / "small.yaml"))), base / "out")
    return base / "out"


@pytest.fixture
def copied(study: Path, tmp_path: Path) -> Callable[[], Path]:
    """Return a maker of a copy that a test may spoil."""

    def copy() -> Path:
        shutil.copytree(study, tmp_path / "copy")
        return tmp_path / "copy"

    return copy


def read(path: Path) -> StudyData:
    return read_study_data(Folder(path))


def told(path: Path) -> str:
    return api.write_report([path]).read_text(encoding="utf-8")


def flaws(path: Path) -> list[str]:
    return [one.code for one in read(path).flaws]


def test_a_whole_study_has_no_flaws_and_its_page_holds_both_languages(study: Path) -> None:
    assert flaws(study) == []
    html = told(study)
    assert "Small &lt;study&gt;" in html
    assert "小研究" in html
    assert "Tight line" in html
    assert html.count("<svg ") == 3, "one forest plot for each figure"
    assert 'role="alert"' not in html
    assert len(set(re.findall(r'\bid="([^"]+)"', html))) == len(re.findall(r'\bid="([^"]+)"', html))


def test_intervals_hold_for_the_whole_study(study: Path) -> None:
    """Computed a second time from the table, with the quantile of scipy.stats."""
    found = found_differences(read(study).result, "baseline")
    assert len(found) == 2 * 2 * 3
    table = read_parquet(study / "replications.parquet")
    own = table[(table["variable"] == "winners_per_variety") & (table["future"] == "cost=0.3")]
    values = {name: rows["value"].to_numpy() for name, rows in own.groupby("choice", observed=True)}
    gap = values["tight"] - values["baseline"]
    one = next(
        x
        for x in found
        if (x.measure.name, x.choice, x.future) == ("winners_per_variety", "tight", "cost=0.3")
    )
    se = gap.std(ddof=1) / np.sqrt(16)
    for interval, family in ((one.alone, 1), (one.sure, 12)):
        wide = student.ppf(1 - 0.05 / 2 / family, 15) * se
        assert (interval.low, interval.high) == pytest.approx((gap.mean() - wide, gap.mean() + wide))


def test_no_sentence_claims_more_than_its_interval(study: Path) -> None:
    data = read(study)
    found = found_differences(data.result, "baseline")
    same, tight = sentences(found, {})
    ((english, chinese),) = same.said
    assert english.startswith("The same in every round of every future: ")
    assert all(label_words(measure_of(name))[0] in english for name in data.result.metrics)
    assert all(label_words(measure_of(name))[1] in chinese for name in data.result.metrics)
    for (english, chinese), name in zip(tight.said, data.result.metrics, strict=True):
        signs = [one.sign for one in found if one.choice == "tight" and one.measure.name == name]
        assert ("more in every one" in english) is (signs == [1, 1])
        assert ("less in every one" in english) is (signs == [-1, -1])
        assert ("in none of the 2 futures" in english) is (signs == [0, 0])
        assert ("均与随机误差无法区分" in chinese) is (signs == [0, 0])


def test_a_family_of_intervals_holds_together() -> None:
    """Of 120 studies of 8 differences that are none, at most 12 claim one (6 expected; p < 0.01; seed 5)."""
    draws = np.random.default_rng(5).normal(size=(120, 8, 12))
    nothing = np.zeros(12)
    wrong = {1: 0, 8: 0}
    for study in draws:
        for family in wrong:
            ends = [difference(one, nothing, family=family) for one in study]
            wrong[family] += any(end.low > 0 or end.high < 0 for end in ends)
    assert wrong[8] <= 12
    assert wrong[1] > 25, "each by itself they do not: the planted error"


@pytest.mark.slow
def test_edited_tables_are_named_and_the_rest_is_shown(copied: Callable[[], Path]) -> None:
    path = copied()
    for name, column in (("comparison", "difference"), ("replications", "value")):
        table = read_parquet(path / f"{name}.parquet")
        write_parquet(table.assign(**{column: table[column] + 0.01}), path / f"{name}.parquet")
    part = next((path / "parts").glob("*.parquet"))
    part.write_bytes(b"rubbish")
    html = told(path)
    assert "CHANGED SINCE" in html
    for name in ("comparison.parquet", "replications.parquet", part.name):
        assert name in html
    assert "Tight line" in html


@pytest.mark.slow
def test_an_unfinished_study_shows_what_is_done(copied: Callable[[], Path]) -> None:
    path = copied()
    for name in ("comparison", "points", "replications", "runs", "regrets", "dominance"):
        (path / f"{name}.parquet").unlink()
    said = json.loads((path / "manifest.json").read_text(encoding="utf-8"))
    (path / "manifest.json").write_text(json.dumps({**said, "status": "interrupted"}), encoding="utf-8")
    assert flaws(path) == ["flaw-study-unfinished"]
    whole = {(one.choice, one.future): one.values for one in read(path).result.samples}
    assert len(whole) == 6
    assert whole["baseline", "cost=0.3"]["winners_per_variety"].size == 16
    tight = next(row["point"] for row in read(path).runs if (row["choice"], row["start"]) == ("tight", 8))
    next((path / "parts").glob(f"{tight}-000000008-*.parquet")).unlink()
    left = read(path)
    sizes = sorted(one.values["price_ratio"].size for one in left.result.samples)
    assert sizes == [8, 16, 16, 16, 16, 16]
    assert "UNFINISHED" in told(path)


@pytest.mark.slow
def test_other_versions_lost_manifests_and_damage_are_named(copied: Callable[[], Path]) -> None:
    path = copied()
    said = json.loads((path / "manifest.json").read_text(encoding="utf-8"))
    said["versions"]["vbp-sim"] = "9.9"
    (path / "manifest.json").write_text(json.dumps(said), encoding="utf-8")
    (path / "points.parquet").write_bytes(b"rubbish")
    (path / "study.yaml").unlink()
    assert set(flaws(path)) == {"flaw-version", "flaw-damaged", "flaw-inputs"}
    (path / "manifest.json").unlink()
    assert kind_of(path) == "study"
    assert "manifest.json is missing" in told(path)


def test_studies_stand_by_themselves(study: Path) -> None:
    with pytest.raises(InputError, match="only runs are put side by side"):
        api.write_report([study, study / "parts"])


def test_pictures_of_a_study_have_names_and_descriptions(study: Path) -> None:
    found = api.pictures(study)
    assert set(found) == {
        "forest-mean_cut_reference",
        "forest-winners_per_variety",
        "forest-price_ratio",
    }
    for one in found.values():
        assert "Tight line · 0.3" in one.says[0]
        assert "严格 · 0.3" in one.says[1]


def test_price_against_risk_is_drawn_where_a_study_asked_for_both(study: Path) -> None:
    table = read_parquet(study / "replications.parquet")
    swapped = table.assign(variable=table["variable"].astype(str).replace("price_ratio", "shortage"))
    result = read(study).result
    asked = replace(
        result, samples=samples_of(pd.DataFrame(swapped)), metrics=("mean_cut_reference", "shortage")
    )
    drawn = study_pictures(asked, [], {"tight": ("Tight line", "严格")}, "baseline")
    assert [one.name for one in drawn] == ["frontier"]
    assert "严格" in drawn[0].svg()
