"""How far a run is: a bar on terminals, plain lines elsewhere."""

from __future__ import annotations

import sys

__all__ = ["to_stderr"]

_WIDTH = 40


def to_stderr(done: int, whole: int, what: str = "block") -> None:
    """Say how many blocks, or other parts of the work, are done."""
    if sys.stderr.isatty():
        filled = _WIDTH * done // max(whole, 1)
        end = "\n" if done == whole else ""
        sys.stderr.write(f"\r[{'#' * filled}{'.' * (_WIDTH - filled)}] {done}/{whole}{end}")
    else:
        sys.stderr.write(f"{what} {done} of {whole}\n")
    sys.stderr.flush()
