"""Calling the command line in this process, or as a user does."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from simulator.cli import main

ROOT = Path(__file__).resolve().parents[2]
BIDS = (
    "variety,firm,price\nacarbose,Bayer,0.1807\nacarbose,Sichuan Luye,0.32\nacarbose,Hangzhou Huadong,0.465\n"
)


@dataclass(frozen=True)
class Answer:
    """What a command answered."""

    code: int
    out: str
    err: str


Caller = Callable[..., Answer]


@pytest.fixture
def vbp(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Caller:
    """Call the command line in this process, from an empty folder."""
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str) -> Answer:
        capsys.readouterr()
        try:
            code = main(arguments)
        except SystemExit as leaving:
            code = int(leaving.code or 0)
        said = capsys.readouterr()
        return Answer(code, said.out, said.err)

    return call


@pytest.fixture
def no_report(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the HTML report out where nothing depends on it: it takes most of the time of a small run."""
    monkeypatch.setattr("simulator.report.page.write_report", lambda *_: None)


@pytest.fixture
def bids(tmp_path: Path) -> str:
    """A bid list of three firms."""
    (tmp_path / "bids.csv").write_text(BIDS, encoding="utf-8")
    return "bids.csv"


def outside(arguments: Sequence[str], folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Call the command line in a process of its own."""
    return subprocess.run(
        [sys.executable, "-c", "from simulator.cli import main; raise SystemExit(main())", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )


def manifest(folder: Path) -> dict[str, object]:
    """Read the manifest of a run."""
    content: dict[str, object] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return content
