"""Indices of functions whose indices are known, and of a small market."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

pytest.importorskip("SALib", reason="the extra is not installed: pip install 'vbp-sim[science]'")

from simulator import api
from simulator.cli import main
from simulator.errors import InputError, RunError
from simulator.study import carry
from simulator.study.doubts import doubts_of
from simulator.study.figures import evaluate
from simulator.study.folder import Folder
from simulator.study.inputs import Inputs
from simulator.study.sensitivity import METHODS, Index, Method, points_for, sensitivity

Floats = npt.NDArray[np.float64]

STUDY = """\
id: small
title: {en: "x", zh: "x"}
summary: {en: "x", zh: "x"}
baseline:
  scenario: round-2-2020
  set: {market.varieties: 3, market.bids: 12, market.most_bidders: 6, firms.firms: 10}
futures:
  draw: latin-hypercube
  points: 8
  of:
    cost: {set: costs.median.generic, lowest: 0.2, highest: 0.6}
    idle: {set: firms.originator_volume_share, lowest: 0.4, highest: 0.6}
metrics: [mean_cut_reference, winners_per_variety]
"""


def ishigami(points: Floats) -> Floats:
    x = np.pi * (2 * points - 1)
    return (np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0]))[:, None]


def linear(points: Floats) -> Floats:
    return np.stack([points @ [3.0, 1.0, 0.0], np.ones(len(points))], axis=1)


def named(found: tuple[Index, ...], measure: str) -> dict[str, Index]:
    return {one.parameter: one for one in found if one.measure == measure and one.metric == "y"}


def test_sobol_indices_of_the_ishigami_function() -> None:
    """Closed form (Ishigami and Homma 1990): S 0.3139, 0.4424, 0; T 0.5576, 0.4424, 0.2437."""
    found = sensitivity("sobol", ("a", "b", "c"), ("y",), ishigami, 1024, 1)
    for measure, truth in (("first", (0.3139, 0.4424, 0.0)), ("total", (0.5576, 0.4424, 0.2437))):
        for name, value in zip("abc", truth, strict=True):
            one = named(found, measure)[name]
            assert one.value == pytest.approx(value, abs=0.05)
            assert one.low <= one.value <= one.high


def test_morris_effects_of_a_linear_function_are_its_slopes() -> None:
    found = named(sensitivity("morris", ("a", "b", "c"), ("y", "z"), linear, 10, 1), "mean-effect")
    assert [found[name].value for name in "abc"] == pytest.approx([3, 1, 0], abs=1e-9)


def test_pawn_orders_parameters_of_a_linear_function() -> None:
    found = named(sensitivity("pawn", ("a", "b", "c"), ("y", "z"), linear, 200, 1), "distance")
    assert found["a"].value > 0.4 > found["b"].value > found["c"].low
    assert all(one.low <= one.value <= one.high for one in found.values())


@pytest.mark.parametrize("method", METHODS)
def test_points_are_as_many_as_announced_and_repeat_with_the_seed(method: str) -> None:
    seen: list[Floats] = []

    def record(points: Floats) -> Floats:
        seen.append(points)
        return linear(points)

    one, again, _ = (sensitivity(method, ("a", "b", "c"), ("y", "z"), record, 16, s) for s in (3, 3, 4))
    assert len(seen[0]) == points_for(method, 16, 3)
    np.testing.assert_array_equal(seen[0], seen[1])
    assert one == again
    assert not np.array_equal(seen[0], seen[2])
    assert [i for i in one if i.metric == "z"] == [Index("z", n, "none", 0.0, 0.0, 0.0) for n in "abc"]


@pytest.mark.parametrize(
    ("method", "size", "function", "message"),
    [
        ("sobol", 12, linear, "powers of 2"),
        ("pawn", 4, linear, "too few"),
        ("morris", 4, lambda x: np.full((len(x), 2), np.nan), "undefined"),
    ],
)
def test_mistakes_are_told(
    method: str, size: int, function: Callable[[Floats], Floats], message: str
) -> None:
    with pytest.raises(InputError, match=message):
        sensitivity(method, ("a", "b", "c"), ("y", "z"), function, size, 1)


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "small.yaml").write_text(STUDY, encoding="utf-8")
    return tmp_path / "small.yaml"


def test_command_tells_what_moves_a_small_market(study: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Costs move the cut; a share of past volume that no rule looks at moves nothing."""
    picture = study.with_name("t.svg")
    options = ["--method", "morris", "--points", "2", "--reps", "2", "--plot", str(picture), "--quiet"]
    assert main(["sensitivity", str(study), *options]) == 0
    shown = capsys.readouterr().out
    first = shown[: shown.index("Winners per variety bought")]
    effects = {
        line.split()[0]: float(line.split()[3]) for line in first.splitlines() if "mean effect" in line
    }
    assert "Mean price cut against the reference price (percentage points)" in first
    assert effects["cost"] > 5
    assert effects["idle"] == 0
    assert "! TOO FEW POINTS" in shown
    assert "--points 10" in shown, "ten trajectories are the fewest"
    assert "#b00020" in picture.read_text(encoding="utf-8"), "the picture warns in its head"
    assert main(["sensitivity", str(study), "--metric", "mean_cut_referense"]) == 2
    assert "mean_cut_reference" in capsys.readouterr().err
    # The points are there already, and so is another figure of them; JSON and Chinese say the same.
    assert main(["sensitivity", str(study), *options[:6], "--quiet", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert {one["sign"] for one in rows["warnings"]} == {"few"}
    assert rows["warnings"][0]["runs_needed"] == 30
    assert main(["sensitivity", str(study), *options[:6], "--quiet", "--lang", "zh"]) == 0
    assert "点数过少" in capsys.readouterr().out


def test_points_are_the_same_in_any_order_interrupted_and_resumed(
    study: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = api.sensitivity(str(study), method="morris", points=2, reps=2)
    digest = Folder(whole.path).manifest()["digest"]
    units: list[str] = []

    def stopping(inputs: Inputs, start: int, count: int) -> dict[str, Floats]:
        if len(units) == 3:
            raise KeyboardInterrupt
        units.append(inputs.plan)
        return evaluate(inputs, start, count)

    monkeypatch.setattr(carry, "evaluate", stopping)
    with pytest.raises(KeyboardInterrupt):
        api.sensitivity(str(study), method="morris", points=2, reps=2, out="again")
    assert Folder(Path("again")).manifest()["status"] == "interrupted"
    with pytest.raises(InputError, match="--resume"):
        api.sensitivity(str(study), method="morris", points=2, reps=2, out="again")
    monkeypatch.setattr(carry, "evaluate", lambda *given: units.append(given[0].plan) or evaluate(*given))
    with ThreadPoolExecutor(1) as one:
        again = api.sensitivity(
            str(study), method="morris", points=2, reps=2, out="again", resume=True, executor=one, jobs=2
        )
    assert Folder(again.path).manifest()["digest"] == digest
    assert again.indices == whole.indices
    assert len(set(units)) == 6
    assert len(units) <= 7, "only what is missing is simulated, and what was under way"
    with pytest.raises(InputError, match="holds another sensitivity analysis"):
        api.sensitivity(str(study), method="morris", points=2, reps=3, out="again")


def test_a_point_that_fails_is_told_with_its_command(study: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(inputs: Inputs, start: int, count: int) -> dict[str, Floats]:
        if not seen:
            seen.append(inputs.plan)
        if inputs.plan == seen[0]:
            raise ValueError("numbers went astray")
        return evaluate(inputs, start, count)

    seen: list[str] = []
    monkeypatch.setattr(carry, "evaluate", fails)
    with pytest.raises(RunError, match=r"1 of 6 points failed.*numbers went astray\)\n    -> vbp run"):
        api.sensitivity(str(study), method="morris", points=2, reps=2)


@pytest.mark.slow
def test_two_processes_give_the_same_indices(study: Path) -> None:
    one, two = (
        api.sensitivity(str(study), method="morris", points=2, reps=2, jobs=n, out=f"{n}") for n in (1, 2)
    )
    assert one.indices == two.indices
    assert Folder(one.path).manifest()["digest"] == Folder(two.path).manifest()["digest"]


def index(parameter: str, measure: str, value: float, low: float, high: float) -> Index:
    return Index("mean_cut_reference", parameter, measure, value, low, high)


def test_enough_points_raise_no_doubt() -> None:
    found = sensitivity("sobol", ("a", "b", "c"), ("y",), ishigami, 1024, 1)
    assert doubts_of("sobol", 1024, found) == ()
    few = doubts_of("sobol", 8, sensitivity("sobol", ("a", "b", "c"), ("y",), ishigami, 8, 1))
    assert {one.sign for one in few} >= {"few", "wide"}
    assert few[0].needed >= 128
    assert few[0].needed & (few[0].needed - 1) == 0, "Sobol' points come in powers of 2"


@pytest.mark.parametrize(
    ("method", "indices", "signs"),
    [
        ("sobol", [index("a", "first", 0.5, 0.4, 0.6), index("a", "total", 0.55, 0.45, 0.65)], []),
        (
            "sobol",
            [index("a", "first", 0.5, 0.4, 0.6), index("a", "total", 0.4, 0.3, 0.5)],
            ["first-above-total"],
        ),
        ("sobol", [index("a", "total", 1.1, 1.0, 1.2)], ["outside"]),
        ("sobol", [index("a", "total", -0.01, -0.1, 0.1)], []),
        ("sobol", [index("a", "total", 0.5, 0.2, 0.8)], ["wide"]),
        ("sobol", [index("a", "total", 0.5, float("nan"), float("nan"))], ["wide"]),
        ("pawn", [index("a", "distance", 0.5, 0.2, 0.8)], ["wide"]),
        ("morris", [index("a", "mean-effect", 2.0, 1.5, 2.5), index("b", "mean-effect", 1.0, 0.5, 1.5)], []),
        ("morris", [index("a", "mean-effect", 2.0, 0.9, 3.1)], ["unranked"]),
        ("sobol", [index("a", "none", 0.0, 0.0, 0.0)], []),
    ],
)
def test_signs_of_too_few_points(method: Method, indices: list[Index], signs: list[str]) -> None:
    assert [one.sign for one in doubts_of(method, 1024, indices)] == signs


def test_intervals_end_where_an_index_can_go_no_further() -> None:
    assert index("a", "total", 0.9, 0.7, 1.1).interval == (0.7, 1.0)
    assert index("a", "first", 0.0, -0.1, 0.1).interval == (0.0, 0.1)
    effect = index("a", "mean-effect", 2.0, -1.0, 5.0)
    assert effect.interval == (0.0, 5.0)
    assert effect.cut_off
    assert not index("a", "total", 0.9, 0.7, 1.0).cut_off
