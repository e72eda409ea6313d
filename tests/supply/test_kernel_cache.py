"""The compiled kernel is spread over files; its cache must notice a change in any of them."""

from __future__ import annotations

import shutil
from pathlib import Path

from simulator.supply.kernel import run

SOURCES = Path(run.__file__).parent


def test_a_change_in_any_file_is_noticed(tmp_path: Path) -> None:
    usual = run.fingerprint(SOURCES)
    for at, source in enumerate(sorted(SOURCES.glob("*.py"))):
        copy = tmp_path / f"{at}"
        shutil.copytree(SOURCES, copy, ignore=shutil.ignore_patterns("__pycache__"))
        assert run.fingerprint(copy) == usual
        with (copy / source.name).open("a") as file:
            file.write("\n")
        assert run.fingerprint(copy) != usual


def test_the_number_is_enclosed_in_what_is_cached() -> None:
    """The cache keeps functions apart by what they enclose; a number that is not used is not enclosed."""
    enclosed = [cell.cell_contents for cell in run._every.py_func.__closure__]
    assert enclosed == [run.fingerprint(SOURCES)]
