"""How far a run is: a bar on terminals, plain lines elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

__all__ = ["timed", "to_stderr"]

_WIDTH = 40
_LINES = 100
"""Most plain lines of one study."""


def to_stderr(done: int, whole: int, what: str = "block") -> None:
    """Say how many blocks, or other parts of the work, are done."""
    _say(done, whole, what, "")


def timed(what: str, clock: Callable[[], float] = time.monotonic) -> Callable[[int, int], None]:
    """Return a teller of progress that also says how much time is left, by what was done since it began.

    Parameters
    ----------
    what
        What is counted.
    clock
        Seconds.
    """
    began: list[tuple[float, int]] = []

    def tell(done: int, whole: int) -> None:
        if not began:
            began.append((clock(), done))
        start, first = began[0]
        share = (whole - done) / (done - first) if done > first else 0.0
        left = _left(share * (clock() - start)) if 0 < done < whole and share else ""
        step = max(whole // _LINES, 1)
        if sys.stderr.isatty() or done % step == 0 or done == whole:
            _say(done, whole, what, left)

    return tell


def _left(seconds: float) -> str:
    if seconds < 90:
        return f"about {seconds:.0f} s left"
    return f"about {seconds / 60:.0f} min left" if seconds < 5400 else f"about {seconds / 3600:.1f} h left"


def _say(done: int, whole: int, what: str, left: str) -> None:
    if sys.stderr.isatty():
        filled = _WIDTH * done // max(whole, 1)
        end = "\n" if done == whole else ""
        # Blanks wipe out what a longer line left behind.
        sys.stderr.write(f"\r[{'#' * filled}{'.' * (_WIDTH - filled)}] {done}/{whole} {left:<20}{end}")
    else:
        sys.stderr.write(f"{what} {done} of {whole}{', ' if left else ''}{left}\n")
    sys.stderr.flush()
