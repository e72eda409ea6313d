"""Every verb: what it prints and with which exit code it ends."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from simulator.cli import EXIT_CODES, build_parser, main

RUN = ("run", "round-2-2020", "--reps", "10", "--quiet", "--out", "out")


def test_help_names_every_verb_and_exit_code(vbp) -> None:
    answer = vbp("--help")
    assert answer.code == 0
    files, runs = ("new", "list", "check", "show", "diff", "schema"), ("run", "published", "verify")
    for verb in (*files, *runs, "replay", "explain"):
        assert f"    {verb}" in answer.out
        assert vbp(verb, "--help").code == 0
    words = " ".join(answer.out.split())
    assert all(f"{code} {meaning}" in words for code, meaning in EXIT_CODES.items())


def test_no_verb_shows_the_help(vbp) -> None:
    answer = vbp()
    assert answer.code == 0
    assert answer.out == build_parser().format_help()


def test_version(vbp) -> None:
    assert vbp("--version").out.startswith("vbp-sim 0.")


@pytest.mark.long
@pytest.mark.parametrize(
    "kind", ["rounds", "rules", "published", "data", "strategies", "metrics", "studies", "figures"]
)
def test_list(vbp, kind: str) -> None:
    rows = json.loads(vbp("list", kind, "--json").out)
    answer = vbp("list", kind)
    assert answer.code == 0
    lines = answer.out.splitlines()
    assert len(lines) == len(rows) + 2
    assert all(len(line) <= 100 for line in lines)
    key = "name" if kind in ("metrics", "figures") else "id"
    assert all(str(row[key])[:8] in answer.out for row in rows)


@pytest.mark.long
def test_new_check_show_diff(vbp) -> None:
    assert vbp("new", "mine").code == 0
    assert vbp("check", "mine.yaml").out == "mine.yaml: a valid scenario\n"
    assert vbp("new", "book", "--rules", "--from", "round-5-2021").code == 0
    assert vbp("check", "book.yaml", "mine.yaml", "round-7-2022").out.count("a valid") == 3
    assert "id: mine  # mine.yaml:" in vbp("show", "mine.yaml").out
    assert "rules/round-7-2022.yaml" in vbp("show", "round-7-2022", "--rules").out
    changed = json.loads(vbp("diff", "round-5-2021", "book.yaml", "--json", "--all").out)
    assert [one["path"] for one in changed] == ["id", "title.en", "title.zh"]
    assert vbp("diff", "round-5-2021", "book.yaml").out == "-\n"
    assert vbp("diff", "round-7-2022", "round-7-2022").out == "-\n"


def test_new_never_overwrites(vbp, tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text("precious", encoding="utf-8")
    answer = vbp("new", "mine")
    assert answer.code == 2
    assert "exists already" in answer.err
    assert (tmp_path / "mine.yaml").read_text(encoding="utf-8") == "precious"


def test_check_goes_on_after_a_bad_file(vbp, tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text("extends: round-7-2022\nid: bad\nmarkt: {}\n", encoding="utf-8")
    answer = vbp("check", "bad.yaml", "round-7-2022")
    assert answer.code == 2
    assert answer.err == "bad.yaml:3:1: unknown key 'markt'\n    -> did you mean 'market'?\n"
    assert answer.out == "round-7-2022: a valid scenario\n"


@pytest.mark.long
@pytest.mark.parametrize("name", ["scenario", "rulebook", "published", "study"])
def test_schema(vbp, tmp_path: Path, name: str) -> None:
    printed = json.loads(vbp("schema", name).out)
    assert vbp("schema", name, "--out", "schema.json").code == 0
    assert json.loads((tmp_path / "schema.json").read_text(encoding="utf-8")) == printed
    assert printed["$schema"] == "http://json-schema.org/draft-07/schema#"


@pytest.mark.parametrize("language", ["en", pytest.param("zh", marks=pytest.mark.slow)])
def test_run_prints_its_table_and_report(vbp, tmp_path: Path, language: str) -> None:
    answer = vbp(*RUN, "--csv", "--lang", language)
    assert answer.code == 0
    assert answer.err == ""
    assert answer.out.splitlines()[-1] == "out/report.html"
    names = {path.name for path in (tmp_path / "out").iterdir()}
    tables = {
        f"{name}.{end}"
        for name in ("summary", "varieties", "replications", "awards")
        for end in ("parquet", "csv")
    }
    assert {*tables, "report.html", "manifest.json", "resolved.yaml", "rules.yaml"} <= names
    again = vbp(*RUN, "--lang", language)
    assert again.out == answer.out


@pytest.mark.long
@pytest.mark.usefixtures("no_report")
def test_run_says_how_far_it_is(vbp) -> None:
    answer = vbp("run", "stents-2020", "--reps", "10", "--set", "run.block=5", "--out", "out")
    assert answer.err == "block 1 of 2\nblock 2 of 2\n"


def test_dry_run_writes_nothing(vbp, tmp_path: Path) -> None:
    answer = vbp("run", "round-7-2022", "--dry-run")
    assert answer.code == 0
    assert "1000 replications" in answer.out
    assert list(tmp_path.iterdir()) == []


@pytest.mark.long
@pytest.mark.usefixtures("no_report")
def test_default_folder_is_named_after_scenario_and_plan(vbp, tmp_path: Path) -> None:
    plan = vbp("run", "stents-2020", "--reps", "5", "--dry-run").out.splitlines()[-1].split()[-1]
    assert vbp("run", "stents-2020", "--reps", "5", "--quiet").out.splitlines()[-1] == f"{plan}/report.html"
    assert (tmp_path / plan / "manifest.json").exists()


@pytest.mark.long
@pytest.mark.usefixtures("no_report")
def test_published_is_met_or_missed(vbp) -> None:
    """Exit code 4 only for figures of level error."""
    assert vbp(*RUN).code == 0
    rows = json.loads(vbp("published", "out", "--json").out)
    grave = [row for row in rows if row["level"] == "error" and row["verdict"] == "outside"]
    assert vbp("published", "out").code == (4 if grave else 0)
    cheap = ("--set", "costs.median.generic=0.05", "--set", "costs.median.own-api=0.05")
    assert vbp(*RUN[:-1], "cheap", *cheap).code == 0
    answer = vbp("published", "cheap")
    assert answer.code == 4
    assert "OUTSIDE" in answer.out
    assert vbp("published", "cheap", "--lang", "zh").code == 4


@pytest.mark.long
@pytest.mark.usefixtures("no_report")
def test_published_of_a_round_without_figures(vbp) -> None:
    assert vbp("run", "round-10-2024", "--reps", "2", "--quiet", "--out", "ten").code == 0
    answer = vbp("published", "ten")
    assert answer.code == 2
    assert "no published figures" in answer.err


@pytest.mark.parametrize("other", ["round-10-2024", pytest.param("pilot-4-7-2018", marks=pytest.mark.slow)])
def test_any_round_can_be_run_under_another_rule_book(vbp, other: str) -> None:
    for row in json.loads(vbp("list", "--json").out):
        answer = vbp("run", row["id"], "--set", f"rules.book={other}", "--set", "published=null", "--dry-run")
        assert answer.code == 0, f"{row['id']}: {answer.err}"


def test_replay(vbp, bids: str) -> None:
    answer = vbp("replay", bids, "--rules", "round-2-2020")
    assert answer.code == 0
    assert "the ceiling is missing for 3 bid(s)" in answer.out
    assert "中选" in vbp("replay", bids, "--rules", "round-2-2020", "--lang", "zh").out
    rows = json.loads(vbp("replay", bids, "--rules", "round-2-2020", "--json").out)
    decisions = rows["decisions"] if isinstance(rows, dict) else rows
    assert [row["won"] for row in decisions] == [True, True, False]
    narrow = vbp("replay", bids, "--rules", "round-2-2020", "--set", "clauses.places.cap=1", "--json")
    decisions = json.loads(narrow.out)
    decisions = decisions["decisions"] if isinstance(decisions, dict) else decisions
    assert [row["won"] for row in decisions] == [True, False, False]


def test_explain(vbp, bids: str) -> None:
    who = ("explain", bids, "--rules", "round-2-2020", "--firm", "Hangzhou Huadong")
    answer = vbp(*who)
    assert answer.code == 0
    assert "=> no-place: " in answer.out
    # At 0.32 yuan, the price of another firm, the lot decides; below it nothing does.
    assert re.search(r"would have won[^:]*: 0\.(32|3199) yuan", answer.out)
    assert "未入围" in vbp(*who, "--lang", "zh").out
    assert json.loads(vbp(*who, "--json").out)


@pytest.mark.slow
@pytest.mark.usefixtures("no_report")
def test_explain_tells_what_the_run_did(vbp, tmp_path: Path) -> None:
    import pandas as pd

    assert vbp("run", "round-7-2022", "--reps", "2", "--quiet", "--out", "out").code == 0
    awards = pd.read_parquet(tmp_path / "out/awards.parquet")
    for row in awards[awards["variety"] == "V03"].head(4).to_dict("records"):
        answer = vbp(
            "explain",
            "round-7-2022",
            "--set",
            "run.replications=2",
            "--firm",
            row["firm"],
            "--variety",
            "V03",
        )
        assert f"=> {row['state']}: " in answer.out


def test_interrupt_in_this_process_is_130(vbp, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("simulator.api.run", stop)
    answer = vbp(*RUN)
    assert answer.code == 130
    assert "--resume" in answer.err


def test_main_takes_its_arguments_from_the_command_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["vbp", "list", "data"])
    assert main() == 0
    assert "national-31" in capsys.readouterr().out
