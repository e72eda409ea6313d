"""The search finds a Pareto set that is known, keeps limits, and tries designs on fresh draws."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

pytest.importorskip("optuna", reason="the extra is not installed: pip install 'vbp-sim[science]'")

from simulator.cli import main
from simulator.errors import InputError
from simulator.study import carry
from simulator.study.aims import Limit, Objective, read_limit, summarised
from simulator.study.figures import evaluate
from simulator.study.folder import Folder
from simulator.study.inputs import Inputs
from simulator.study.pareto import Play, dominated, search

Floats = npt.NDArray[np.float64]

AIMS = (Objective("left", "low"), Objective("right", "low"))

STUDY = """\
id: small
title: {en: "x", zh: "x"}
summary: {en: "x", zh: "x"}
baseline:
  scenario: round-2-2020
  set: {market.varieties: 3, market.bids: 12, market.most_bidders: 6, firms.firms: 10}
axes:
  of:
    cap: {set: rules.change.places.cap, lowest: 1, highest: 6, steps: 6, whole: true}
metrics: [mean_cut_reference, winners_per_variety]
better: {mean_cut_reference: high, winners_per_variety: high}
"""


def each(play: Callable[[Floats, bool], Mapping[str, Floats]]) -> Play:
    """Play points one by one."""
    return lambda points, fresh: [play(point, fresh) for point in points]


@each
def schaffer(point: Floats, fresh: bool) -> Mapping[str, Floats]:
    """Schaffer's problem: every first coordinate from 0.25 to 0.75 is on the set if the second one is 0."""
    x, y = point
    shift = 0.001 if fresh else 0.0
    return {
        "left": np.full(4, (x - 0.25) ** 2 + y + shift),
        "right": np.full(4, (x - 0.75) ** 2 + y + shift),
        "x": np.full(4, x),
    }


def test_known_pareto_set_is_found() -> None:
    found = search(2, AIMS, (), schaffer, 300, 1)
    assert len(found) > 5
    for one in found:
        x, y = one.point
        assert 0.2 < x < 0.8
        assert y < 0.15
        assert one.fresh == pytest.approx([value + 0.001 for value in one.searched])
    assert [one.point for one in found] == [one.point for one in search(2, AIMS, (), schaffer, 300, 1)]


def test_limits_are_kept() -> None:
    found = search(2, AIMS, (Limit("x", ">=", 0.6),), schaffer, 150, 1)
    assert found
    assert all(one.point[0] >= 0.6 and one.keeps for one in found)
    assert search(2, AIMS, (Limit("x", ">=", 2.0),), schaffer, 20, 1) == ()


def test_designs_that_only_luck_put_on_the_set_are_marked() -> None:
    """On the draws of the search both ends of an axis are as good; on fresh ones one end beats the other."""

    @each
    def lucky(point: Floats, fresh: bool) -> Mapping[str, Floats]:
        x = float(point[0])
        return {"left": np.array([x]), "right": np.array([x + 1 if fresh else 1 - x])}

    found = search(1, AIMS, (), lucky, 20, 1)
    assert sum(one.stays for one in found) == 1
    assert min(found, key=lambda one: one.point).stays


@pytest.mark.parametrize("seed", range(3))
def test_dominated_agrees_with_a_plain_search(seed: int) -> None:
    values = np.random.default_rng(seed).integers(0, 4, (12, 3)).astype(float)
    better = ("high", "low", "high")
    sign = [1, -1, 1]

    def beats(one: Floats, other: Floats) -> bool:
        gaps = [(a - b) * s for a, b, s in zip(one, other, sign, strict=True)]
        return min(gaps) >= 0 and max(gaps) > 0

    expected = [any(beats(other, one) for other in values) for one in values]
    assert dominated(values, better).tolist() == expected


def test_tail_is_the_mean_of_the_worst() -> None:
    values = np.arange(100.0)
    assert summarised(Objective("x", "low", True), values) == pytest.approx(97)
    assert summarised(Objective("x", "high", True), values) == pytest.approx(2)
    assert summarised(Objective("x", "high"), np.array([1.0, np.nan, 3.0])) == 2


def test_limits_are_read() -> None:
    assert read_limit("shortage <= 0.01") == Limit("shortage", "<=", 0.01)
    with pytest.raises(InputError, match="METRIC<=NUMBER"):
        read_limit("shortage < 1")


def test_a_point_without_a_value_is_left_out_of_the_search() -> None:
    """Half of the axis cannot be simulated: what is found lies in the other half, on fresh draws too."""

    def half(points: Floats, fresh: bool) -> list[Mapping[str, Floats] | None]:
        played = schaffer(points, fresh)
        return [found if point[0] <= 0.5 else None for point, found in zip(points, played, strict=True)]

    found = search(2, AIMS, (), half, 100, 1)
    assert found
    assert all(one.point[0] <= 0.5 for one in found)
    assert search(2, AIMS, (), lambda points, _: [None] * len(points), 8, 1) == ()


def test_command_finds_more_places_as_a_trade_off(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """More places mean more winners and smaller cuts, so that the set has both a small and a large cap."""
    monkeypatch.chdir(tmp_path)
    study, picture = tmp_path / "small.yaml", tmp_path / "p.svg"
    study.write_text(STUDY, encoding="utf-8")
    options = ["--trials", "12", "--reps", "4", "--out", "found", "--plot", str(picture)]
    assert main(["design", str(study), *options]) == 0
    told = capsys.readouterr()
    shown = [line.split() for line in told.out.splitlines()]
    caps = {int(cells[0]) for cells in shown if cells and cells[0].isdigit()}
    assert len(caps) > 1
    assert "point 12 of 12" in told.err
    assert "A: Mean price cut against the reference price (high is better)" in told.out
    assert picture.stat().st_size > 3000
    # A search that is asked for again finds its points; six values of the cap are six points.
    played: list[str] = []
    monkeypatch.setattr(carry, "evaluate", lambda *given: played.append(given[0].plan))
    assert main(["design", str(study), *options[:6], "--json", "--quiet"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert not played
    assert {int(one["values"]["cap"]) for one in rows["designs"]} == caps
    assert rows["objectives"][1]["title_zh"] == "每个成功品种的中选家数"
    assert main(["export", "found", "--to", "found.xlsx"]) == 0
    assert "designs" in capsys.readouterr().out
    assert main(["cite", "found"]) == 0
    assert "vbp design" in capsys.readouterr().out
    assert main(["design", str(study), "--cvar", "shortage", "--quiet"]) == 2
    assert "no objective" in capsys.readouterr().err
    study.write_text(STUDY.replace(", winners_per_variety: high}", "}"), encoding="utf-8")
    assert main(["design", str(study), "--quiet"]) == 2
    assert "better" in capsys.readouterr().err


def test_failed_points_are_rows_and_the_search_goes_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "small.yaml").write_text(STUDY, encoding="utf-8")
    seen: list[str] = []

    def fails(inputs: Inputs, start: int, count: int) -> dict[str, Floats]:
        seen.append(inputs.plan)
        if inputs.plan == seen[0]:
            raise ValueError("numbers went astray")
        return evaluate(inputs, start, count)

    monkeypatch.setattr(carry, "evaluate", fails)
    assert main(["design", "small.yaml", "--trials", "8", "--reps", "2", "--out", "found", "--quiet"]) == 3
    assert "numbers went astray)\n    -> vbp run round-2-2020" in capsys.readouterr().err
    assert Folder(Path("found")).manifest()["status"] == "partial"
    monkeypatch.setattr(carry, "evaluate", lambda *_: 1 / 0)
    assert main(["design", "small.yaml", "--trials", "4", "--reps", "2", "--out", "none", "--quiet"]) == 1
    assert "every point failed" in capsys.readouterr().err
