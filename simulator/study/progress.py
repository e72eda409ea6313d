"""How far a run is: a bar on terminals, plain lines elsewhere."""

from __future__ import annotations

import math
import sys
import time
from collections.abc import Callable

__all__ = ["FitProgress", "in_time", "timed", "to_stderr"]

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
    return f"about {in_time(seconds)} left"


def _say(done: int, whole: int, what: str, left: str) -> None:
    if sys.stderr.isatty():
        filled = _WIDTH * done // max(whole, 1)
        end = "\n" if done == whole else ""
        # Blanks wipe out what a longer line left behind.
        sys.stderr.write(f"\r[{'#' * filled}{'.' * (_WIDTH - filled)}] {done}/{whole} {left:<20}{end}")
    else:
        sys.stderr.write(f"{what} {done} of {whole}{', ' if left else ''}{left}\n")
    sys.stderr.flush()


class FitProgress:
    """How far a fit is: what it is doing, how often it has simulated, and the loss so far.

    On terminals one line is written over; elsewhere a line is written whenever the loss falls by a tenth or
    more, with every tenth evaluation, and at the end of each phase.

    Parameters
    ----------
    clock
        Seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._phase = ""
        self._whole = 0
        self._done = 0
        self._began = 0.0
        self._best = math.inf
        self._shown = math.inf

    def phase(self, name: str, whole: int = 0) -> None:
        """Begin a phase.

        Parameters
        ----------
        name
            What is done in it.
        whole
            Evaluations that it takes; 0 if that is not known.
        """
        if self._done and sys.stderr.isatty():
            sys.stderr.write("\n")
        self._phase, self._whole, self._done, self._began = name, whole, 0, self._clock()

    def evaluated(self, loss: float) -> None:
        """Count one evaluation and tell it.

        Parameters
        ----------
        loss
            Sum of squared misfits.
        """
        self._done += 1
        self._best = min(self._best, loss)
        of = f" of {self._whole}" if self._whole else ""
        line = f"{self._phase}: evaluation {self._done}{of}, loss {loss:.2f}, least so far {self._best:.2f}"
        if self._whole and self._done < self._whole:
            left = (self._clock() - self._began) / self._done * (self._whole - self._done)
            line += f", {_left(left)}"
        if sys.stderr.isatty():
            sys.stderr.write(f"\r{line:<99}")
        elif self._done % 10 == 1 or self._done == self._whole or self._best < 0.9 * self._shown:
            self._shown = self._best
            sys.stderr.write(f"{line}\n")
        sys.stderr.flush()

    def finish(self) -> None:
        """End the line that was written over."""
        self.phase("")


def in_time(seconds: float) -> str:
    """Say roughly how long something takes.

    Parameters
    ----------
    seconds
        How long.
    """
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
