"""Indices of functions whose indices are known, and of a small market."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

pytest.importorskip("SALib", reason="the extra is not installed: pip install 'vbp-sim[science]'")

from simulator.cli import main
from simulator.errors import InputError
from simulator.study.sensitivity import METHODS, Index, points_for, sensitivity

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


def test_command_tells_what_moves_a_small_market(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Costs move the cut; a share of past volume that no rule looks at moves nothing."""
    study, picture = tmp_path / "small.yaml", tmp_path / "t.svg"
    study.write_text(STUDY, encoding="utf-8")
    options = ["--method", "morris", "--points", "2", "--reps", "2", "--plot", str(picture), "--quiet"]
    assert main(["sensitivity", str(study), *options]) == 0
    shown = [line.split() for line in capsys.readouterr().out.splitlines()]
    effects = {cells[1]: float(cells[3]) for cells in shown if cells[:1] == ["mean_cut_reference"]}
    assert effects["cost"] > 0.05
    assert effects["idle"] == 0
    assert picture.stat().st_size > 3000
    assert main(["sensitivity", str(study), "--metric", "mean_cut_referense"]) == 2
    assert "mean_cut_reference" in capsys.readouterr().err
