"""Axes that take the calls of Matplotlib's that our figures make, and keep them to be written as SVG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypedDict, Unpack

import numpy as np

from simulator.report.figures.canvas.areas import Areas
from simulator.report.figures.canvas.axis import Axis
from simulator.report.figures.canvas.ink import letters
from simulator.report.figures.canvas.lines import Project, Values
from simulator.results.bids import Floats

__all__ = ["Plot"]

_ANCHORS = {"left": "start", "center": "middle", "right": "end"}
_RISE = {"center": 0.36, "top": 0.8, "bottom": -0.2}
"""Where the base line lies below the place of words, over their size."""
_HALO = {"stroke": "white", "stroke-width": "2.5", "stroke-linejoin": "round", "paint-order": "stroke"}


class Lettering(TypedDict, total=False):
    """How words are written, by Matplotlib's keywords."""

    fontsize: float
    color: str
    ha: str
    va: str
    textcoords: str
    bbox: object


@dataclass(slots=True)
class Plot(Areas):
    """One pair of axes, with Matplotlib's names and defaults, so that one figure can be drawn on both."""

    framed: bool = True
    title: str = ""

    def text(self, x: float, y: float, s: str, **asked: Unpack[Lettering]) -> None:
        """Write words at a place."""
        self._write((x, y), s, asked, (0.0, 0.0))

    def annotate(
        self, text: str, xy: Sequence[float], xytext: tuple[float, float], **asked: Unpack[Lettering]
    ) -> None:
        """Write words some points away from a place."""
        if asked.get("textcoords") != "offset points":
            raise NotImplementedError("words that are not placed by points")
        self._write((xy[0], xy[1]), text, asked, xytext)

    def _write(
        self, at: tuple[float, float], words: str, asked: Lettering, beside: tuple[float, float]
    ) -> None:
        size, colour = asked.get("fontsize", 10.0), asked.get("color", "black")
        said = {"text-anchor": _ANCHORS[asked.get("ha", "left")]}
        said |= ({"fill": colour} if colour != "black" else {}) | (_HALO if "bbox" in asked else {})
        drop = _RISE.get(asked.get("va", "baseline"), 0.0) * size - beside[1]

        def write(project: Project) -> str:
            wide, high = (float(one[0]) for one in project([at[0]], [at[1]]))
            return letters(words, (wide + beside[0], high + drop), size, said)

        self.keep(3.0, write, clipped=False)

    def set_title(self, words: str, *, loc: str = "left", fontsize: float = 10.0) -> None:
        """Write a title above the left end of the axes."""
        del loc
        self.title = words
        del fontsize

    def set_xlabel(self, words: str, fontsize: float = 10.0) -> None:
        """Say what lies along the axes."""
        self.x.label, self.x.label_size = words, fontsize

    def set_ylabel(self, words: str, fontsize: float = 10.0) -> None:
        """Say what goes up the axes."""
        self.y.label, self.y.label_size = words, fontsize

    def set_xlim(self, left: float | None = None, right: float | None = None) -> None:
        """Set ends."""
        self.x.fixed = left, right

    def set_ylim(self, bottom: float | None = None, top: float | None = None) -> None:
        """Set ends; the lower one may be the greater."""
        self.y.fixed = bottom, top

    def get_xlim(self) -> tuple[float, float]:
        """Return the ends."""
        return self.x.ends()

    def set_xticks(self, at: Values, labels: Sequence[str], fontsize: float = 10.0) -> None:
        """Set where ticks stand, and what is written there."""
        self._ticks(self.x, at, labels, fontsize)

    def set_yticks(self, at: Values, labels: Sequence[str], fontsize: float = 10.0) -> None:
        """Set where ticks stand, and what is written there."""
        self._ticks(self.y, at, labels, fontsize)

    @staticmethod
    def _ticks(axis: Axis, at: Values, labels: Sequence[str], size: float) -> None:
        axis.at, axis.labels, axis.size = [float(one) for one in np.asarray(at)], list(labels), size
        axis.spans(axis.at)

    def _axes(self, which: str) -> tuple[Axis, ...]:
        return {"x": (self.x,), "y": (self.y,)}.get(which, (self.x, self.y))

    def tick_params(self, axis: str = "both", *, length: float = 3.5) -> None:
        """Set how long ticks are."""
        for one in self._axes(axis):
            one.ticks = length

    def locator_params(self, axis: str = "both", *, integer: bool = False, nbins: int | None = None) -> None:
        """Ask for whole numbers at ticks, or for few of them."""
        for one in self._axes(axis):
            one.integer, one.most = integer or one.integer, nbins or one.most

    def grid(self, visible: bool = True, axis: str = "both", *, color: str, lw: float) -> None:
        """Draw thin lines at ticks, below everything else."""
        del color, lw
        for one in self._axes(axis):
            one.grid = visible

    def margins(self, both: float | None = None, *, x: float | None = None, y: float | None = None) -> None:
        """Set what is left free beyond the values, as a part of their range."""
        for axis, own in ((self.x, x), (self.y, y)):
            chosen = both if own is None else own
            axis.margin = axis.margin if chosen is None else chosen

    def set_axis_off(self) -> None:
        """Draw neither axes nor ticks."""
        self.framed = False

    def set_axisbelow(self, below: bool) -> None:
        """Leave the grid where it is: below."""

    def ticklabel_format(self, **_: object) -> None:
        """Leave numbers as they are: they are never written as a distance from another one."""

    def autoscale_view(self) -> None:
        """Find the ends; they are found when they are asked for."""

    @property
    def transData(self) -> Plot:
        """What turns values into points: these axes."""
        return self

    def transform(self, points: Floats) -> Floats:
        """Return where values lie, in points from the lower left corner of the picture."""
        x, y = self.project(points[:, 0], points[:, 1])
        return np.column_stack([x, self.figure.high - y])

    def project(self, x: Values, y: Values) -> tuple[Floats, Floats]:
        """Return where values lie, in points from the upper left corner of the picture."""
        left, top, right, foot = self.box
        (west, east), (south, north) = self.x.ends(), self.y.ends()
        wide, high = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
        return left + (wide - west) / (east - west) * (right - left), foot - (high - south) / (
            north - south
        ) * (foot - top)
