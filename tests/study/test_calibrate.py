"""A calibration finds known parameters, says what figures do not tell, and writes values for scenarios."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from simulator import api
from simulator.cli import main
from simulator.errors import InputError
from simulator.report.calibration import calibration_lines, calibration_rows, fragment
from simulator.report.search_words import metric_title
from simulator.report.terminal import WIDTH, width_of
from simulator.report.words import Language
from simulator.scenario.calibrations import Calibration
from simulator.scenario.catalogue import list_ids
from simulator.scenario.loading import load
from simulator.study import calibrate as module
from simulator.study.calibrate import Calibrated
from simulator.study.calibration import NATIONAL_ROUNDS, PARAMETERS
from simulator.study.plan import make_plan

FILE = """\
id: small
title: {en: "x", zh: "x"}
summary: {en: "x", zh: "x"}
train: [stents-2020]
test: [hips-2021]
parameters:
  cost: {set: {costs.median.generic: 1, costs.median.own-api: 0.9}, start: 0.1, lowest: 0.02, highest: 0.5}
  idle: {set: {costs.median.originator: 1}, start: 0.3, lowest: 0.02, highest: 0.9}
run: {replications: 6, draws: 4}
"""


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("calibration") / "small.yaml"
    path.write_text(FILE, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def found(file: Path) -> Calibrated:
    return api.calibrate(str(file))


def test_known_cost_is_found(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Figures simulated from a cost of 0.13 give 0.13 back: the draws are the same, so nearly exactly."""
    plan = load(str(file), Calibration, ["run.draws=0"], "calibrations").record
    family = module._Family(plan)
    target = module._target("stents-2020", 1, fitting=True)
    played = family.play(target.tender, np.array([0.13, 0.3]), 0, 6)
    known = module.replace(
        target,
        moments=tuple(module.replace(m, value=float(np.nanmean(played[m.name]))) for m in target.moments),
    )
    own = module._target
    monkeypatch.setattr(
        module, "_target", lambda name, seed, fitting, _: known if fitting else own(name, seed, fitting)
    )
    fitted = module.calibrate(plan)
    assert fitted.fitted.values[0] == pytest.approx(0.13, rel=0.02)
    assert fitted.loss < 0.1
    assert fitted.interval(0) is None


def test_a_parameter_that_no_figure_tells_lowers_the_rank(found: Calibrated) -> None:
    """No originator bids for stents in this scenario's classes, so that their cost moves nothing."""
    assert np.abs(found.fitted.jacobian[:, 1]).max() < 1e-9
    assert found.rank == 1
    assert found.singular_values[1] == pytest.approx(0, abs=1e-9)
    assert found.singular_values[0] == pytest.approx(
        np.linalg.norm(found.fitted.jacobian[:, 0]) * 0.1, rel=1e-6
    )


def test_test_tenders_do_not_move_the_fit(file: Path, found: Calibrated) -> None:
    alone = api.calibrate(str(file), ["test=[]", "run.draws=0"])
    np.testing.assert_array_equal(alone.fitted.values, found.fitted.values)
    assert alone.test == ()
    assert {name for name, _, _ in found.test} == {"hips-2021"}
    assert {name for name, _, _ in found.train} == {"stents-2020"}


def test_profile_is_lowest_at_the_fit_or_says_so(found: Calibrated) -> None:
    points = found.profiles["cost"]
    assert [one.value for one in points] == sorted(one.value for one in points)
    assert min(points[0].loss, points[-1].loss) > found.loss
    low, high = found.interval(0) or (np.nan, np.nan)
    assert 0.02 <= low <= high <= 0.5


def test_fragment_is_taken_by_a_scenario(found: Calibrated, tmp_path: Path) -> None:
    (tmp_path / "fitted.yaml").write_text(fragment(found), encoding="utf-8")
    mine = tmp_path / "mine.yaml"
    mine.write_text("extends: [stents-2020, fitted.yaml]\nid: mine\n", encoding="utf-8")
    record = make_plan(str(mine)).scenario.record
    value = round(float(found.fitted.values[0]), 6)
    assert float(record.costs.median.generic.value) == value
    assert float(record.costs.median.own_api.value) == pytest.approx(0.9 * value, abs=1e-6)
    assert record.costs.median.generic.confidence == "fitted"
    assert "small" in (record.costs.median.generic.note or "")
    sets = [
        line.split("--set ")[1] for line in fragment(found).splitlines() if "--set " in line and "=" in line
    ]
    assert (
        make_plan("stents-2020", sets).scenario.record.costs.median.generic.value
        == record.costs.median.generic.value
    )


@pytest.mark.parametrize("language", ["en", "zh"])
def test_lines_and_rows_tell_the_same(found: Calibrated, language: Language) -> None:
    lines, rows = calibration_lines(found, language), calibration_rows(found)
    text = "\n".join(lines)
    assert rows["rank"] == 1
    assert f"{found.loss:.1f}" in text
    assert max(width_of(line) for line in lines) <= WIDTH
    for name, moment, off in (*found.train, *found.test):
        title = metric_title(moment.name, language)[:12]
        assert any(name in line and title in line and f"{off:+.1f}" in line for line in lines)
    assert moment.name not in text
    assert 1 <= rows["effective_draws"] <= rows["draws"]


def test_profile_takes_a_value_at_a_bound_once(found: Calibrated) -> None:
    """No figure tells the idle parameter, so that all steps to a side end at the bound."""
    values = [one.value for one in found.profiles["idle"]]
    assert len(values) == len(set(values))


def test_shipped_calibration_states_the_parameters_of_the_page() -> None:
    """The file says what the calibration of the documentation fits, with the same starts and bounds."""
    plan = load("national-drugs", Calibration, (), "calibrations").record
    assert plan.train == NATIONAL_ROUNDS
    first = {next(iter(one.set)): float(one.start) for one in plan.parameters.values()}
    assert first == {
        ("bidding.generic.response" if name == "bidding.response" else name): start
        for name, start in PARAMETERS
    }
    assert list_ids("calibrations") == ("national-drugs",)
    for name in (*plan.train, *plan.test):
        scenario = make_plan(name).scenario.record
        for one in plan.parameters.values():
            for path in one.set:
                module.value_at(scenario, path)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("test: [hips-2021]", "test: [stents-2020]", "both trains and tests"),
        ("lowest: 0.02, highest: 0.5", "lowest: 0.5, highest: 0.02", "lowest"),
        ("costs.median.originator: 1", "costs.median.generic: 1", "follows two parameters"),
        ("train: [stents-2020]", "train: [round-8-2023]", "no published figures"),
        ("costs.median.originator: 1", "costs.median.orginator: 1", "originator"),
    ],
)
def test_mistakes_are_told(file: Path, tmp_path: Path, old: str, new: str, message: str) -> None:
    path = tmp_path / "small.yaml"
    path.write_text(file.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(InputError, match=message):
        api.calibrate(str(path))


def test_command_writes_the_fragment(file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "fitted.yaml"
    options = ["--set", "run.draws=0", "--set", "test=[]", "--reps", "2", "--out", str(out)]
    assert main(["calibrate", str(file), *options]) == 0
    told = capsys.readouterr()
    assert "std. error" in told.out
    assert f"wrote {out}" in told.out
    first, *_, last = told.err.splitlines()
    assert re.fullmatch(r"fit: evaluation 1, loss [\d.]+, least so far [\d.]+", first)
    assert last.startswith("profiles: evaluation 8 of 8, loss ")
    assert "source: calibration" in out.read_text(encoding="utf-8")


@pytest.mark.parametrize("out", ["none/fitted.yaml", "."])
def test_a_file_that_cannot_be_written_is_refused_before_the_fit(
    file: Path, out: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(api, "calibrate", lambda *_, **__: pytest.fail("it was fitted"))
    assert main(["calibrate", str(file), "--out", out]) == 2


@pytest.mark.parametrize(
    ("verb", "name", "hint"),
    [
        ("calibrate", "calibrate", ""),
        ("sensitivity", "sensitivity", "; what was written is kept, --resume goes on"),
        ("compare", "compare", "; what was written is kept, the same command goes on"),
    ],
)
def test_an_interrupted_command_promises_what_it_can_keep(
    verb: str, name: str, hint: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(api, name, stopped)
    assert main([verb, "national-drugs"]) == 130
    assert capsys.readouterr().err == f"\nvbp: interrupted{hint}\n"
