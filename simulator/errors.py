"""The one exception tree: every message says what, where, what was expected and how to mend it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

__all__ = ["InputError", "Place", "Problem", "RunError", "VbpError", "nearest"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the user's input something stands.

    ``line`` and ``column`` count from 1; 0 means that the place is not known more closely.
    ``chain`` names the files that a value came through, outermost first.
    """

    file: str
    line: int = 0
    column: int = 0
    chain: tuple[str, ...] = ()

    def __str__(self) -> str:
        text = self.file
        if self.line:
            text += f":{self.line}:{self.column}"
        return text


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake in the input: what is wrong, where, and how to mend it."""

    what: str
    place: Place | None = None
    mend: str = ""

    def __str__(self) -> str:
        text = f"{self.place}: {self.what}" if self.place else self.what
        if self.place and self.place.chain:
            text += f" (reached through {' -> '.join(self.place.chain)})"
        if self.mend:
            text += f"\n    -> {self.mend}"
        return text


class VbpError(Exception):
    """Any failure that the user can do something about."""


@dataclass(eq=False)
class InputError(VbpError):
    """The user's input is wrong; carries every problem that was found, not only the first."""

    problems: Sequence[Problem] = field(default_factory=tuple)

    def __post_init__(self) -> None:
        super().__init__(str(self))

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)

    def __reduce__(self) -> tuple[type[InputError], tuple[tuple[Problem, ...]]]:
        return (InputError, (tuple(self.problems),))

    @classmethod
    def one(cls, what: str, place: Place | None = None, mend: str = "") -> InputError:
        """Build an error that carries a single problem."""
        return cls((Problem(what, place, mend),))


class RunError(VbpError):
    """The input was fine, but the run could not be carried out or finished."""


def nearest(word: str, known: Iterable[str]) -> str:
    """Return a hint that names the nearest valid spelling, or the valid ones if none is near."""
    choices = sorted(set(known))
    close = difflib.get_close_matches(word, choices, n=1, cutoff=0.6)
    if close:
        return f"did you mean '{close[0]}'?"
    shown = ", ".join(choices[:12]) + (", …" if len(choices) > 12 else "")
    return f"known: {shown}" if choices else ""
