"""Areas, bars, bands and lines from side to side on axes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Unpack

import numpy as np

from simulator.report.figures.canvas.asked import Asked, lined, painted
from simulator.report.figures.canvas.ink import Look, element, outline, place
from simulator.report.figures.canvas.lines import Entry, Lines, Project, Values, as_pair

__all__ = ["Areas"]

_AREA, _LINE = 1.0, 2.0


class Areas(Lines):
    """Axes with lines, marks and areas."""

    __slots__ = ()

    def fill(self, x: Values, y: Values, **asked: Unpack[Asked]) -> None:
        """Paint the area inside of a line."""
        look = painted(asked)
        self.shape(*as_pair(x, y), look, order=_AREA, closed=True)
        self.entry(asked.get("label"), Entry("", "patch", look))

    def fill_between(
        self, x: Values, y1: Values, y2: Values = 0.0, *, step: str = "", **asked: Unpack[Asked]
    ) -> None:
        """Paint the area between two lines; with ``step`` ``post``, each value holds until the next one."""
        wide, one = as_pair(x, y1)
        other = as_pair(x, y2)[1]
        if step == "post":
            wide, one, other = np.repeat(wide, 2)[1:], np.repeat(one, 2)[:-1], np.repeat(other, 2)[:-1]
        self.fill(np.concatenate([wide, wide[::-1]]), np.concatenate([one, other[::-1]]), **asked)

    def stairs(
        self, values: Values, edges: Values, *, baseline: Values, fill: bool, **asked: Unpack[Asked]
    ) -> None:
        """Paint the area between two flights of stairs; where a value is not known there is none."""
        if not fill:
            raise NotImplementedError("stairs without an area")
        tops, feet = as_pair(values, baseline)
        ends = np.repeat(np.asarray(edges, dtype=np.float64), 2)[1:-1]
        known = np.flatnonzero(np.isfinite(tops))
        look = painted(asked)
        for run in np.split(known, np.flatnonzero(np.diff(known) > 1) + 1) if known.size else ():
            wide = ends[2 * run[0] : 2 * run[-1] + 2]
            up, down = np.repeat(tops[run], 2), np.repeat(feet[run], 2)[::-1]
            around = np.concatenate([wide, wide[::-1]]), np.concatenate([up, down])
            self.shape(*around, look, order=_AREA, closed=True)
        self.entry(asked.get("label"), Entry("", "patch", look))

    def hist(self, x: Values, *, bins: Values, **asked: Unpack[Asked]) -> None:
        """Draw how many values lie between edges."""
        counts, edges = np.histogram(np.asarray(x), np.asarray(bins))
        self.bar((edges[1:] + edges[:-1]) / 2, counts, np.diff(edges), **asked)

    def bar(self, x: Values, height: Values, width: Values = 0.8, **asked: Unpack[Asked]) -> None:
        """Draw upright bars from zero."""
        middle, end = as_pair(x, height)
        half = np.broadcast_to(np.asarray(width, dtype=np.float64) / 2, middle.shape)
        for at, reach, to in zip(middle, half, end, strict=True):
            sides, along = (
                np.array([at - reach, at + reach, at + reach, at - reach]),
                np.array([0, 0, to, to]),
            )
            self.shape(sides, along, painted(asked), order=_AREA, closed=True)
        self.y.floors.add(0.0)
        self.entry(asked.get("label"), Entry("", "patch", painted(asked)))

    def barh(self, y: Values, width: Values, height: float = 0.8, **asked: Unpack[Asked]) -> None:
        """Draw level bars from zero."""
        for at, to in zip(*as_pair(y, width), strict=True):
            sides = at + height / 2 * np.array([-1, 1, 1, -1])
            self.shape(np.array([0, 0, to, to]), sides, painted(asked), order=_AREA, closed=True)
        self.x.floors.add(0.0)
        self.entry(asked.get("label"), Entry("", "patch", painted(asked)))

    def axvspan(self, xmin: float, xmax: float, **asked: Unpack[Asked]) -> None:
        """Paint a band from the foot of the axes to their top."""
        look = painted(asked)
        said = look.attributes()
        self.x.spans([xmin, xmax])
        top, foot = place(self.box[1]), place(self.box[3])

        def write(project: Project) -> str:
            left, right = (place(one) for one in project([xmin, xmax], [0, 0])[0])
            return element("path", {"d": f"M{left} {foot}V{top}H{right}V{foot}Z", **said})

        self.keep(_AREA, write)
        self.entry(asked.get("label"), Entry("", "patch", look))

    def axvline(self, x: float = 0.0, **asked: Unpack[Asked]) -> None:
        """Draw an upright line over the whole height."""
        self.x.spans([x])
        top, foot = place(self.box[1]), place(self.box[3])
        self._straight(lambda project: f"M{place(float(project([x], [0])[0][0]))} {foot}V{top}", asked)

    def axhline(self, y: float = 0.0, **asked: Unpack[Asked]) -> None:
        """Draw a level line over the whole width."""
        self.y.spans([y])
        left, right = place(self.box[0]), place(self.box[2])
        self._straight(lambda project: f"M{left} {place(float(project([0], [y])[1][0]))}H{right}", asked)

    def axline(self, xy1: tuple[float, float], *, slope: float, **asked: Unpack[Asked]) -> None:
        """Draw a straight line through a point from one side of the axes to the other."""

        def path(project: Project) -> str:
            ends = np.array(self.x.ends())
            return outline(*project(ends, xy1[1] + slope * (ends - xy1[0])))

        self._straight(path, asked)

    def _straight(self, path: Callable[[Project], str], asked: Asked) -> None:
        look: Look = lined(asked)
        said = look.attributes()
        self.keep(_LINE, lambda project: element("path", {"d": path(project), **said}))
        self.entry(asked.get("label"), Entry("", "line", look))
