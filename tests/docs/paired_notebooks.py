"""Notebooks are kept as text (percent format) and written as .ipynb from it.

``python tests/docs/paired_notebooks.py`` writes every notebook again. Cells are numbered instead of named at
random, and outputs are left out, so that the same text gives the same file.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "notebooks"
KERNEL = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}


def texts() -> list[Path]:
    """Return the notebooks in their order."""
    return sorted(FOLDER.glob("[0-9]_*.py"))


def as_notebook(text: str) -> str:
    """Return the .ipynb of a notebook in percent format."""
    import jupytext

    made = jupytext.reads(text, fmt="py:percent")
    cells = []
    for number, cell in enumerate(made.cells, 1):
        one = {"cell_type": cell.cell_type, "id": f"cell-{number:02d}", "metadata": {}, "source": cell.source}
        cells.append(one | ({"execution_count": None, "outputs": []} if cell.cell_type == "code" else {}))
    content = {"cells": cells, "metadata": KERNEL, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def main() -> int:
    """Write every notebook."""
    for path in texts():
        target = path.with_suffix(".ipynb")
        target.write_text(as_notebook(path.read_text(encoding="utf-8")), encoding="utf-8")
        sys.stdout.write(f"wrote {target}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
