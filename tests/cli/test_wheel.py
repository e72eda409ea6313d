"""What is installed is what is here: the wheel brings its scenarios and runs from any folder."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

from tests.cli.conftest import ROOT

VBP = "from simulator.cli import main; raise SystemExit(main())"


def call(*command: str | Path, folder: Path) -> str:
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in ("PYTHONPATH", "COVERAGE_PROCESS_START")
    }
    done = subprocess.run(
        [str(word) for word in command],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.slow
def test_wheel_runs_on_its_own(tmp_path: Path) -> None:
    build = (
        "pip",
        "wheel",
        ROOT,
        "--no-deps",
        "--quiet",
        "--disable-pip-version-check",
        "--wheel-dir",
        tmp_path,
    )
    call(sys.executable, "-m", *build, folder=tmp_path)
    (wheel,) = tmp_path.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0] for name in names} == {"simulator", wheel.name.split("-py3")[0] + ".dist-info"}
    for file in (ROOT / "scenarios").rglob("*.*"):
        assert f"simulator/shipped/{file.relative_to(ROOT / 'scenarios').as_posix()}" in names

    venv.create(tmp_path / "venv", with_pip=False)
    packages = next((tmp_path / "venv").glob("lib/python*/site-packages"))
    zipfile.ZipFile(wheel).extractall(packages)
    # The libraries come from the environment of the tests; the package itself from the wheel.
    ours = next(path for path in map(Path, sys.path) if path.name == "site-packages")
    for library in ours.iterdir():
        if (
            not library.name.startswith(("simulator", "vbp_sim", "_editable", "__"))
            and not (packages / library.name).exists()
        ):
            (packages / library.name).symlink_to(library)
    python = tmp_path / "venv/bin/python"
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    where = call(python, "-c", "import simulator; print(simulator.__file__)", folder=elsewhere)
    assert Path(where.strip()).is_relative_to(packages)
    rules = json.loads(call(python, "-c", VBP, "list", "rules", "--json", folder=elsewhere))
    assert "round-7-2022" in [row["id"] for row in rules]
    shown = call(python, "-c", VBP, "run", "round-7-2022", "--reps", "8", "--out", "out", folder=elsewhere)
    assert shown.splitlines()[-1] == "out/report.html"
    same = ("run", "round-7-2022", "--reps", "8", "--out", elsewhere / "here")
    call(sys.executable, "-c", VBP, *same, folder=ROOT)
    digests = [
        json.loads((elsewhere / name / "manifest.json").read_text())["digest"] for name in ("out", "here")
    ]
    assert digests[0] == digests[1]
