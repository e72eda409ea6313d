"""What a report says about a folder that is not whole, or not what the run wrote."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable

import pandas as pd
import pytest

from simulator.errors import InputError
from simulator.report.data import ReportData, read_report
from simulator.results.files import read_parquet, write_parquet
from simulator.study.folder import Folder
from simulator.study.plan import load_scenario, make_plan
from simulator.study.run import execute

Copy = Callable[[str], Folder]


def codes(data: ReportData) -> list[str]:
    return [flaw.code for flaw in data.flaws]


def edit(folder: Folder, name: str, column: str, row: int, value: object) -> None:
    path = folder.path / f"{name}.parquet"
    table = read_parquet(path)
    table.loc[row, column] = value
    write_parquet(table, path)


def test_a_whole_run_has_no_flaw(whole_run: Folder) -> None:
    data = read_report(whole_run)
    assert codes(data) == []
    assert data.complete
    assert set(data.tables) == {"summary", "varieties", "replications", "awards"}
    assert {v.figure.metric for v in data.verdicts} >= {"mean_cut_reference", "winners_per_variety"}


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [("summary", "mean", 0.9), ("awards", "price", 1.0), ("replications", "value", 0.0)],
)
def test_an_edited_number_is_named(copied_run: Copy, table: str, column: str, value: float) -> None:
    folder = copied_run("edited")
    edit(folder, table, column, 0, value)
    data = read_report(folder)
    assert codes(data) == ["flaw-digest"]
    assert "CHANGED" in data.flaws[0].say("en")
    assert table in data.tables


def test_bids_that_are_not_certified_are_named_with_what_could_be_gained(copied_run: Copy) -> None:
    folder = copied_run("uncertified")
    certificate = {"solution": "equilibrium", "uncertified": {"V001": 0.031, "V002": 0.0777}}
    folder.write_manifest(folder.manifest(), certificate=certificate)
    data = read_report(folder)
    assert codes(data) == ["flaw-uncertified"]
    assert "NOT CERTIFIED: in 2 varieties (V002: 7.8%, V001: 3.1%)" in data.flaws[0].say("en")


def test_a_missing_table_is_named_and_the_rest_is_shown(copied_run: Copy) -> None:
    folder = copied_run("missing")
    (folder.path / "awards.parquet").unlink()
    data = read_report(folder)
    assert codes(data) == ["flaw-missing"]
    assert "awards.parquet" in data.flaws[0].say("zh")
    assert "summary" in data.tables


def test_damaged_tables_are_left_out(copied_run: Copy) -> None:
    folder = copied_run("damaged")
    (folder.path / "awards.parquet").write_bytes(b"PAR1 no more")
    write_parquet(pd.DataFrame({"metric": ["x"]}), folder.path / "summary.parquet")
    frame = read_parquet(folder.path / "varieties.parquet")
    write_parquet(frame.assign(mean=["many"] * len(frame)), folder.path / "varieties.parquet")
    data = read_report(folder)
    assert codes(data) == ["flaw-damaged"] * 3
    assert set(data.tables) == {"replications"}
    assert data.verdicts == ()


def test_an_unfinished_run_says_how_far_it_came(copied_run: Copy) -> None:
    folder = copied_run("unfinished")
    folder.write_manifest(folder.manifest(), status="interrupted")
    for name in ("summary", "varieties", "replications", "awards"):
        (folder.path / f"{name}.parquet").unlink()
    (folder.path / "parts" / "round-000000020.parquet").unlink()
    data = read_report(folder)
    assert codes(data) == ["flaw-incomplete"]
    assert "20 of 40" in data.flaws[0].say("en")
    assert not data.complete
    assert data.rules is not None


@pytest.mark.parametrize("text", ["", "{", "[1]", "\ufeff{}"])
def test_a_damaged_manifest_is_named(copied_run: Copy, text: str) -> None:
    folder = copied_run("manifest")
    folder.manifest_path.write_text(text, encoding="utf-8")
    assert "flaw-manifest" in codes(read_report(folder))


def test_changed_inputs_are_named(copied_run: Copy) -> None:
    folder = copied_run("inputs")
    rules = folder.path / "rules.yaml"
    rules.write_text(rules.read_text("utf-8").replace("value: 1.8 ", "value: 1.5 "), encoding="utf-8")
    assert codes(read_report(folder)) == ["flaw-plan"]


def test_tables_of_another_version_are_named(copied_run: Copy) -> None:
    folder = copied_run("version")
    manifest = folder.manifest()
    folder.write_manifest(manifest, versions={**manifest["versions"], "vbp-sim": "0.0.9"})
    data = read_report(folder)
    assert codes(data) == ["flaw-version"]
    assert "vbp-sim 0.0.9 made these tables" in data.flaws[0].say("en")
    assert "summary" in data.tables


def test_unreadable_inputs_are_named_without_a_path_of_the_machine(copied_run: Copy) -> None:
    folder = copied_run("unreadable")
    (folder.path / "rules.yaml").write_text("clauses: [", encoding="utf-8")
    (folder.path / "resolved.yaml").unlink()
    data = read_report(folder)
    assert codes(data) == ["flaw-inputs", "flaw-inputs"]
    assert data.command == ()
    assert not any(str(folder.path) in flaw.say("en") for flaw in data.flaws)


def test_a_folder_without_a_run_is_refused(tmp_path) -> None:
    with pytest.raises(InputError, match="holds no run"):
        read_report(Folder(tmp_path))


@pytest.mark.long
def test_the_command_gives_the_same_inputs(copied_run: Copy, tmp_path) -> None:
    data = read_report(
        execute(make_plan("round-7-2022", ["market.bids=470", "run.replications=2"]), tmp_path / "r")
    )
    words = shlex.split(" ".join(data.command))
    assert words[:3] == ["vbp", "run", "round-7-2022"]
    options = dict(zip(words[3::2], words[4::2], strict=True))
    assert options == {"--seed": "1", "--reps": "2", "--set": "market.bids=470"}
    again, _ = load_scenario("round-7-2022", ["market.bids=470", "run.seed=1", "run.replications=2"])
    assert again.record == data.scenario.record


def test_the_command_names_the_file_when_the_shipped_scenario_differs(copied_run: Copy) -> None:
    folder = copied_run("other")
    resolved = folder.path / "resolved.yaml"
    text = resolved.read_text("utf-8")
    changed = "".join(
        line.replace(": 61 ", ": 60 ") if "varieties" not in line else line
        for line in text.splitlines(keepends=True)
    )
    assert changed != text
    resolved.write_text(changed, encoding="utf-8")
    data = read_report(folder)
    assert data.command[:3] == ("vbp", "run", "resolved.yaml")
    assert codes(data) == ["flaw-plan"]


def test_the_manifest_may_hold_anything(copied_run: Copy) -> None:
    folder = copied_run("odd")
    odd = {**folder.manifest(), "published": "no-such", "versions": 3, "seed": ["<b>"], "plan": None}
    folder.manifest_path.write_text(json.dumps(odd), encoding="utf-8")
    assert codes(read_report(folder)) == ["flaw-plan", "flaw-published"]
