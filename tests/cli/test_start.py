"""The command line starts fast, from any folder, and needs little."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli.conftest import ROOT, outside

HEAVY = ("numpy", "pandas", "scipy", "numba", "pydantic", "matplotlib", "pyarrow", "ruamel")

VBP = "from simulator.cli import main; raise SystemExit(main())"
LIGHT = """
import sys
from simulator.cli import main
for arguments in (["--help"], ["run", "--help"], ["explain", "--help"], ["run"], ["nonsense"], []):
    try:
        main(arguments)
    except SystemExit:
        pass
print(sorted({name.split(".")[0] for name in sys.modules} & set(sys.argv[1:])))
"""


def test_help_loads_nothing_heavy() -> None:
    done = subprocess.run(
        [sys.executable, "-c", LIGHT, *HEAVY], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"


def test_importing_the_package_loads_nothing_heavy() -> None:
    program = (
        "import sys, simulator; print(sorted({n.split('.')[0] for n in sys.modules} & set(sys.argv[1:])))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *HEAVY], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"


@pytest.mark.long
def test_the_solver_is_loaded_only_where_a_game_is_solved() -> None:
    """Compiler, statistics and pictures cost seconds; a replay needs none of them."""
    program = "import sys, simulator.api; print([name for name in sys.argv[1:] if name in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", program, "numba", "scipy.stats", "matplotlib", "pettingzoo"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "[]\n"


@pytest.mark.long
def test_help_is_fast() -> None:
    def once() -> float:
        start = time.perf_counter()
        subprocess.run([sys.executable, "-c", VBP, "--help"], cwd=ROOT, capture_output=True, check=True)
        return time.perf_counter() - start

    assert min(once() for _ in range(5)) < 0.5


@pytest.mark.slow
@pytest.mark.parametrize("arguments", [["list", "rules", "--json"], ["show", "round-7-2022"]])
def test_works_from_any_folder(tmp_path: Path, arguments: list[str]) -> None:
    elsewhere = outside(arguments, tmp_path)
    assert elsewhere.returncode == 0
    assert elsewhere.stdout == outside(arguments, ROOT).stdout


@pytest.mark.long
def test_output_is_utf_8_in_any_locale(tmp_path: Path) -> None:
    show = ["show", "round-7-2022"]
    done = outside(show, tmp_path, LC_ALL="C", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert done.returncode == 0
    assert "第七批" in done.stdout


@pytest.mark.long
def test_a_reader_that_has_had_enough_is_no_failure(tmp_path: Path) -> None:
    show = f"{sys.executable} -c '{VBP}' show round-7-2022 --rules"
    command = f"{show} | head -1; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert done.stderr == ""
    assert done.stdout.startswith("# ")
