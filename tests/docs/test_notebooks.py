"""Notebooks run, use the public functions alone, and are the same as text and as .ipynb."""

from __future__ import annotations

import ast
import runpy
from pathlib import Path

import paired_notebooks
import pytest

import simulator

TEXTS = paired_notebooks.texts()
ALLOWED = {"__future__", "itertools", "os", "pathlib", "matplotlib.pyplot", "numpy", "pandas", "simulator"}


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_text_and_notebook_are_in_step(path: Path) -> None:
    pytest.importorskip("jupytext")
    made = paired_notebooks.as_notebook(path.read_text(encoding="utf-8"))
    assert path.with_suffix(".ipynb").read_text(encoding="utf-8") == made, "'make docs' writes it again"


def test_every_notebook_has_its_text() -> None:
    assert [path.stem for path in sorted(paired_notebooks.FOLDER.glob("*.ipynb"))] == [p.stem for p in TEXTS]
    assert len(TEXTS) >= 7


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_only_public_functions_are_used(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            assert {alias.name for alias in node.names} <= ALLOWED
        elif isinstance(node, ast.ImportFrom):
            assert node.module in ALLOWED - {"simulator"}
        elif (
            isinstance(node, ast.Attribute)
            and isinstance(node.value, ast.Name)
            and node.value.id == "simulator"
        ):
            assert node.attr in simulator.__all__


@pytest.mark.slow
@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_notebook_runs(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every cell in turn, with few replications and without a screen."""
    import matplotlib as mpl
    import matplotlib.pyplot as plt

    monkeypatch.setenv("VBP_NOTEBOOK_REPS", "10")
    monkeypatch.chdir(tmp_path)
    mpl.use("agg")
    monkeypatch.setattr(plt, "show", plt.close)
    try:
        runpy.run_path(str(path), run_name="__main__")
    finally:
        plt.close("all")
