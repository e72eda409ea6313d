"""Whatever is typed: a sentence, the right exit code, and never a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest

SILLY = {
    "frobnicate": 2,
    "run": 2,
    "run --nope": 2,
    "run round-7-2022 --reps 0": 2,
    "run round-7-2022 --reps -1": 2,
    "run round-7-2022 --reps many": 2,
    "run round-7-2022 --reps 99999999999": 2,
    "run round-7-2022 --seed 99999999999999999999": 2,
    "run round-7-2022 --jobs 0": 2,
    "run round-7-2022 --lang fr": 2,
    "run round-7-2023": 2,
    "run <empty>": 2,
    "run .": 2,
    "run / --reps 5": 2,
    "run ../nowhere.yaml": 2,
    "run nul\0byte": 2,
    "run <long>": 2,
    "run round-7-2022 --reps 5 --out file": 2,
    "run round-7-2022 --reps 5 --out file/below": 2,
    "run round-7-2022 --reps 5 --out full-folder": 2,
    "run round-7-2022 --set <empty>": 2,
    "run round-7-2022 --set =": 2,
    "run round-7-2022 --set run.replications": 2,
    "run round-7-2022 --set run.replications=[1,2": 2,
    "run round-7-2022 --set run..replications=1": 2,
    "run round-7-2022 --set bidding.generic.use=magic": 2,
    "run round-7-2022 --set rules.book=nothing": 2,
    "run round-7-2022 --set rules.book=round-7-2022.yaml": 2,
    "run round-7-2022 --set extends=round-5-2021": 2,
    "run round-7-2022 --set market.bids=5001": 2,
    "run round-7-2022 --set market.forms.oral-solid=0.9": 2,
    "run bytes.yaml": 2,
    "run nothing.yaml": 2,
    "run empty.yaml": 2,
    "run bids.csv": 2,
    "check": 2,
    "check <empty>": 2,
    "check /": 2,
    "check bytes.csv": 2,
    "check bytes.yaml": 2,
    "check empty.csv": 2,
    "check empty.yaml": 2,
    "check nothing-here": 2,
    "show nothing": 2,
    "show stents-2020 --set a=b": 2,
    "diff round-7-2022": 2,
    "diff round-7-2022 nothing": 2,
    "diff bids.csv round-7-2022": 2,
    "schema nothing": 2,
    "schema scenario --out file/below": 1,
    "schema scenario --out empty-folder": 1,
    "list nothing": 2,
    "published nowhere": 2,
    "published empty-folder": 2,
    "published full-folder": 2,
    "published file": 2,
    "replay bids.csv": 2,
    "replay bids.csv --rules nothing": 2,
    "replay bids.csv --rules bids.csv": 2,
    "replay none.csv --rules round-2-2020": 2,
    "replay empty-folder --rules round-2-2020": 2,
    "replay bytes.csv --rules round-2-2020": 2,
    "replay bids.csv --rules round-2-2020 --preferences none.csv": 2,
    "replay bids.csv --rules round-2-2020 --preferences bids.csv": 2,
    "replay bids.csv --rules round-2-2020 --whole-round --part-of-round": 2,
    "replay bids.csv --rules round-2-2020 --set clauses.places.cap=none": 2,
    "replay bids.csv --rules round-2-2020 --seed -1": 2,
    "explain bids.csv --firm Bayer": 2,
    "explain bids.csv --rules round-2-2020": 2,
    "explain bids.csv --rules round-2-2020 --firm Nobody": 2,
    "explain bids.csv --rules round-2-2020 --firm Bayer --variety none": 2,
    "explain round-7-2022 --firm Nobody": 2,
    "explain round-7-2022 --firm <empty>": 2,
    "new Bad": 2,
    "new <empty>": 2,
    "new ../up": 2,
    "new ok --from nothing": 2,
    "new ok --folder file": 1,
    "new ok --folder nowhere": 1,
}


@pytest.mark.parametrize(("line", "code"), SILLY.items(), ids=[line.replace("\0", "<nul>") for line in SILLY])
def test_silly_input(vbp, bids: str, tmp_path: Path, line: str, code: int) -> None:
    for name in ("file", "empty.csv", "empty.yaml"):
        (tmp_path / name).write_text("", encoding="utf-8")
    for name in ("bytes.csv", "bytes.yaml"):
        (tmp_path / name).write_bytes(bytes(range(256)))
    (tmp_path / "empty-folder").mkdir()
    (tmp_path / "full-folder").mkdir()
    (tmp_path / "full-folder/notes.txt").write_text("mine", encoding="utf-8")
    before = sorted(path.name for path in tmp_path.iterdir())
    words = {"<empty>": "", "<long>": "x" * 5000}
    answer = vbp(*(words.get(word, word) for word in line.split(" ")))
    assert answer.code == code, answer.err
    assert answer.err.strip()
    assert "Traceback" not in answer.err + answer.out
    assert answer.out == ""
    assert len(answer.err) < 6000
    if code == 2:
        assert "    -> " in answer.err or "out of range" in answer.err
    assert sorted(path.name for path in tmp_path.iterdir()) == before


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("run round-7-2023", "did you mean 'round-"),
        ("run round-7-2022 --set market.bidz=1", "did you mean 'bids'?"),
        ("show round-7-2022 --rules --set clauses.place.cap=8", "did you mean 'places'?"),
        ("explain bids.csv --rules round-2-2020 --firm Bayr", "did you mean 'Bayer'?"),
        ("frobnicate", "'vbp --help' lists the verbs"),
        ("run round-7-2022 --replications 5", "'vbp --help' lists the verbs"),
        ("check .", "this is a folder, not a file\n    -> name a file in it\n"),
        ("check ..", "this is a folder, not a file\n    -> name a file in it\n"),
        ("campaign round-7-2022", "run it with: vbp run round-7-2022"),
        ("campaign cost-and-line", "run it with: vbp sweep cost-and-line"),
        ("run cost-and-line", "run it with: vbp sweep cost-and-line"),
        ("campaign scenarios/rounds/round-7-2022.yaml", "vbp run scenarios/rounds/round-7-2022.yaml"),
        ("compare round-7-2022 round-5-2021 --metric mean_cut", "'vbp list figures' names them all"),
    ],
)
def test_hint(vbp, bids: str, tmp_path: Path, line: str, hint: str) -> None:
    (tmp_path / "scenarios").symlink_to(Path(__file__).resolve().parents[2] / "scenarios")
    answer = vbp(*line.split(" "))
    assert answer.code == 2
    assert hint in answer.err


@pytest.mark.parametrize("change", ["market.bids=1", "firms.firms=1"])
def test_numbers_that_do_not_fit_leave_no_folder(vbp, tmp_path: Path, change: str) -> None:
    answer = vbp("run", "round-7-2022", "--set", change)
    assert answer.code == 2
    assert "    -> " in answer.err
    assert list(tmp_path.iterdir()) == []
