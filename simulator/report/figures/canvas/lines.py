"""Lines and marks on axes, kept until it is known where values lie."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Unpack

import numpy as np
import numpy.typing as npt

from simulator.report.figures.canvas.asked import Asked, lined
from simulator.report.figures.canvas.axis import Axis
from simulator.report.figures.canvas.ink import Look, element, marker, outline
from simulator.results.bids import Floats

if TYPE_CHECKING:
    from simulator.report.figures.canvas.sheet import Sheet

__all__ = ["Box", "Entry", "Lines", "Mark", "Project", "Values", "as_pair"]

Values = npt.ArrayLike
Project = Callable[[Values, Values], tuple[Floats, Floats]]
"""Turns values into points of the picture."""
Box = tuple[float, float, float, float]
"""Left, top, right and bottom in points."""

_LINE = 2.0
"""Order of lines."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Something to be written once it is known where values lie."""

    order: float
    """Marks of a higher order lie above."""
    write: Callable[[Project], str]
    clipped: bool = True
    """Whether it ends at the axes."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the legend."""

    words: str
    kind: str
    """``line``, ``patch`` or the name of a marker."""
    look: Look
    size: float = 6.0


def as_pair(x: Values, y: Values) -> tuple[Floats, Floats]:
    """Return values as two arrays of one length."""
    wide, high = np.broadcast_arrays(np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64))
    return np.atleast_1d(wide), np.atleast_1d(high)


@dataclass(slots=True)
class Lines:
    """Axes with lines and marks."""

    box: Box
    """Where the axes lie."""
    figure: Sheet
    x: Axis = field(default_factory=Axis)
    y: Axis = field(default_factory=Axis)
    marks: list[Mark] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)

    def plot(self, x: Values, y: Values, fmt: str = "", **asked: Unpack[Asked]) -> None:
        """Draw a line through points, or marks at them (``fmt``), or both (``marker``)."""
        line, kind, size = lined(asked), fmt or asked.get("marker", ""), asked.get("ms", 6.0)
        colour = asked.get("color", "black")
        dot = Look(asked.get("mfc", colour), asked.get("mec", colour))
        shape = as_pair(x, y)
        if not fmt:
            self.shape(*shape, line, order=asked.get("zorder", _LINE))
        if kind:
            clipped = asked.get("clip_on", True)
            self._dots(shape, kind, size, dot, Mark(asked.get("zorder", _LINE), _nothing, clipped))
        self.entry(asked.get("label"), Entry("", fmt or "line", dot if fmt else line, size))

    def scatter(self, x: Values, y: Values, s: Values = 36.0, **asked: Unpack[Asked]) -> None:
        """Draw marks whose areas are given in square points."""
        inside = asked.get("fc", asked.get("color", "black"))
        edge = asked.get("ec", asked.get("edgecolor", inside))
        look = Look(inside, edge, asked.get("lw", 1.0), alpha=asked.get("alpha"))
        sizes, kind = np.sqrt(np.asarray(s, dtype=np.float64)), asked.get("marker", "o")
        self._dots(as_pair(x, y), kind, sizes, look, Mark(asked.get("zorder", 1.0), _nothing))
        self.entry(asked.get("label"), Entry("", kind, look, float(min(8.0, sizes.mean()))))

    def step(self, x: Values, y: Values, *, where: str, **asked: Unpack[Asked]) -> None:
        """Draw a line that changes its height halfway between points (``mid``)."""
        if where != "mid":
            raise NotImplementedError(where)
        wide, high = as_pair(x, y)
        half = (wide[1:] + wide[:-1]) / 2
        self.plot(np.concatenate([wide[:1], np.repeat(half, 2), wide[-1:]]), np.repeat(high, 2), **asked)

    def hlines(self, y: Values, xmin: Values, xmax: Values, **asked: Unpack[Asked]) -> None:
        """Draw level lines."""
        start, still = as_pair(xmin, y)
        self.shape(*_apart(start, as_pair(xmax, y)[0], still), lined(asked), order=_LINE)
        self.entry(asked.get("label"), Entry("", "line", lined(asked)))

    def vlines(self, x: Values, ymin: Values, ymax: Values, **asked: Unpack[Asked]) -> None:
        """Draw upright lines."""
        start, still = as_pair(ymin, x)
        along, across = _apart(start, as_pair(ymax, x)[0], still)
        self.shape(across, along, lined(asked), order=_LINE)
        self.entry(asked.get("label"), Entry("", "line", lined(asked)))

    def errorbar(
        self,
        x: Values,
        y: Values,
        yerr: Values | None = None,
        xerr: Values | None = None,
        **asked: Unpack[Asked],
    ) -> None:
        """Draw how far points are uncertain, without the points."""
        wide, high = as_pair(x, y)
        if xerr is not None:
            left, right = _reach(wide, xerr)
            self.hlines(high, left, right, **asked)
            self._caps((left, high), (right, high), asked)
        if yerr is not None:
            foot, top = _reach(high, yerr)
            self.vlines(wide, foot, top, **asked)

    def _caps(self, one: tuple[Floats, Floats], other: tuple[Floats, Floats], asked: Asked) -> None:
        size = 2 * asked.get("capsize", 0.0)
        look = Look(stroke=asked.get("ecolor", "black"))
        for end in (one, other) if size else ():
            self._dots(end, "|", size, look, Mark(_LINE, _nothing))

    def shape(self, x: Floats, y: Floats, look: Look, *, order: float, closed: bool = False) -> None:
        """Keep a line, or an area, through points."""
        self.x.spans(x)
        self.y.spans(y)
        said = look.attributes()
        self.keep(order, lambda project: element("path", {"d": outline(*project(x, y), closed), **said}))

    def keep(self, order: float, write: Callable[[Project], str], clipped: bool = True) -> None:
        """Keep a mark."""
        self.marks.append(Mark(order, write, clipped))

    def entry(self, words: str | None, like: Entry) -> None:
        """Add a line to the legend, if there are words for it."""
        if words:
            self.entries.append(Entry(words, like.kind, like.look, like.size))

    def _dots(self, at: tuple[Floats, Floats], kind: str, sizes: Values, look: Look, like: Mark) -> None:
        self.x.spans(at[0])
        self.y.spans(at[1])
        size = np.broadcast_to(np.asarray(sizes, dtype=np.float64), at[0].shape)
        said = look.attributes()

        def write(project: Project) -> str:
            points = zip(*project(*at), size, strict=True)
            return "".join(marker(kind, *one, said) for one in points if np.isfinite(one).all())

        self.keep(like.order, write, like.clipped)


def _nothing(_: Project) -> str:
    return ""


def _apart(start: Floats, end: Floats, still: Floats) -> tuple[Floats, Floats]:
    """Return one line through pairs of points that is broken after each of them."""
    gap = np.full(len(start), np.nan)
    return np.column_stack([start, end, gap]).ravel(), np.repeat(still, 3)


def _reach(middle: Floats, reach: Values) -> tuple[Floats, Floats]:
    below, above = np.broadcast_to(np.asarray(reach, dtype=np.float64), (2, len(middle)))
    return middle - below, middle + above
