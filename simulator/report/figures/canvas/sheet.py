"""A sheet on which figures are drawn and written as SVG: axes, ticks, grid, legend."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace

from simulator.report.figures.canvas.axis import Axis
from simulator.report.figures.canvas.ink import Look, element, letters, marker, place, text_width
from simulator.report.figures.canvas.lines import Entry
from simulator.report.figures.canvas.plot import Plot
from simulator.results.bids import Floats

__all__ = ["Sheet"]

Placed = tuple[Floats, Sequence[str]]
"""Where ticks stand in points, and what is written there."""

_POINTS = 72.0
_FRAME = Look(stroke="black", width=0.8).attributes()
_GRID = Look(stroke="#dddddd", width=0.6).attributes()
_HATCH = (
    '<defs><pattern id="hatch" width="4" height="4" patternUnits="userSpaceOnUse" '
    'patternTransform="rotate(45)"><rect width="4" height="4" fill="white"/>'
    '<path d="M2 0V4" stroke="#d55e00" stroke-width="0.7"/></pattern></defs>'
)
_MIDDLE = {"text-anchor": "middle"}
_HANDLE = 18.0
_GAP = 7.0


@dataclass(slots=True)
class Sheet:
    """A figure; names are those of Matplotlib's."""

    size: tuple[float, float]
    """Width and height in inches."""
    said: Mapping[str, str] = field(default_factory=dict)
    """Other wordings of labels, for which there has to be room as well."""
    plots: list[Plot] = field(default_factory=list)
    columns: int = 0
    """Of the legend; none without."""
    letter: float = 9.0
    """Size of the letters of the legend."""
    dpi: float = _POINTS

    @property
    def wide(self) -> float:
        """Width in points."""
        return self.size[0] * _POINTS

    @property
    def high(self) -> float:
        """Height in points."""
        return self.size[1] * _POINTS

    @property
    def bbox(self) -> SimpleNamespace:
        """Extent in points."""
        return SimpleNamespace(width=self.wide, height=self.high)

    def get_size_inches(self) -> tuple[float, float]:
        """Return width and height."""
        return self.size

    def add_axes(self, rect: tuple[float, float, float, float]) -> Plot:
        """Add axes: left, bottom, width and height as parts of the sheet."""
        left, bottom, width, height = rect
        box = (
            left * self.wide,
            (1 - bottom - height) * self.high,
            (left + width) * self.wide,
            (1 - bottom) * self.high,
        )
        plot = Plot(box, self)
        self.plots.append(plot)
        return plot

    def legend(self, *, ncols: int = 1, fontsize: float = 9.0, **_: object) -> None:
        """Add a legend in the upper left corner, above the axes."""
        self.columns, self.letter = ncols, fontsize

    def svg(self, background: str = "none") -> str:
        """Return the SVG element."""
        size = f'width="{place(self.wide)}pt" height="{place(self.high)}pt"'
        box = f'viewBox="0 0 {place(self.wide)} {place(self.high)}"'
        parts = [f'<svg xmlns="http://www.w3.org/2000/svg" {size} {box}', " font-family=\"'DejaVu Sans'\">"]
        if background != "none":
            parts.append(element("rect", {"width": "100%", "height": "100%", "fill": background}))
        drawn = [one for at, plot in enumerate(self.plots) for one in _written(plot, f"in{at}")]
        drawn += self._legend()
        hatched = any("url(#hatch)" in one for one in drawn)
        return "\n".join([*parts, *([_HATCH] if hatched else []), *drawn, "</svg>"])

    def _legend(self) -> list[str]:
        entries = [entry for plot in self.plots for entry in plot.entries] if self.columns else []
        deep = -(-len(entries) // max(self.columns, 1))
        parts: list[str] = []
        left = 1.0
        for column in range(0, len(entries), max(deep, 1)):
            rows = entries[column : column + deep]
            for at, entry in enumerate(rows):
                middle = 9.0 + 1.42 * self.letter * at
                parts.append(_handle(entry, left, middle))
                spot = left + _HANDLE + _GAP, middle + 0.35 * self.letter
                parts.append(letters(entry.words, spot, self.letter))
            widths = [text_width(words, self.letter) for one in rows for words in self._wordings(one.words)]
            left += _HANDLE + _GAP + max(widths) + 1.6 * self.letter
        return parts

    def _wordings(self, words: str) -> tuple[str, ...]:
        return words, self.said.get(words, words)


def _handle(entry: Entry, left: float, middle: float) -> str:
    said = entry.look.attributes()
    if entry.kind == "line":
        return element("path", {"d": f"M{place(left)} {place(middle)}h{place(_HANDLE)}", **said})
    if entry.kind == "patch":
        box = {"x": place(left), "y": place(middle - 3.2), "width": place(_HANDLE), "height": "6.4"}
        return element("rect", {**box, **said})
    return marker(entry.kind, left + _HANDLE / 2, middle, entry.size, said)


def _written(plot: Plot, clip: str) -> list[str]:
    left, top, right, foot = plot.box
    box = {"x": place(left), "y": place(top), "width": place(right - left), "height": place(foot - top)}
    parts = [f'<clipPath id="{clip}">{element("rect", box)}</clipPath>']
    across, upright = plot.x.values(right - left, 3 * plot.x.size), plot.y.values(foot - top, 2 * plot.y.size)
    xs = plot.project(across[0], [0.0] * len(across[0]))[0]
    ys = plot.project([0.0] * len(upright[0]), upright[0])[1]
    if plot.framed:
        parts += [
            element("path", {"d": f"M{place(x)} {place(foot)}V{place(top)}", **_GRID})
            for x in xs
            if plot.x.grid
        ]
        parts += [
            element("path", {"d": f"M{place(left)} {place(y)}H{place(right)}", **_GRID})
            for y in ys
            if plot.y.grid
        ]
    marks = sorted(plot.marks, key=lambda one: one.order)
    # Words lie above everything, and are never cut.
    inside = [one.write(plot.project) for one in marks if one.clipped]
    parts += [f'<g clip-path="url(#{clip})" stroke-linejoin="round">', *inside, "</g>"]
    if plot.framed:
        parts += _frame(plot, (xs, across[1]), (ys, upright[1]))
    return [*parts, *(one.write(plot.project) for one in marks if not one.clipped)]


def _frame(plot: Plot, across: Placed, upright: Placed) -> list[str]:
    left, top, right, foot = plot.box
    parts = [element("path", {"d": f"M{place(left)} {place(top)}V{place(foot)}H{place(right)}", **_FRAME})]
    for x, words in zip(*across, strict=True):
        parts += _tick(f"M{place(x)} {place(foot)}v{place(plot.x.ticks)}", plot.x)
        for line, one in enumerate(words.split("\n")):
            drop = plot.x.ticks + 3.5 + plot.x.size * (0.76 + 1.2 * line)
            parts.append(letters(one, (x, foot + drop), plot.x.size, _MIDDLE))
    for y, words in zip(*upright, strict=True):
        parts += _tick(f"M{place(left)} {place(y)}h{place(-plot.y.ticks)}", plot.y)
        beside = left - plot.y.ticks - 3.5
        parts.append(letters(words, (beside, y + 0.36 * plot.y.size), plot.y.size, {"text-anchor": "end"}))
    if plot.x.label:
        lines = max((words.count("\n") for words in across[1]), default=0) + 1
        drop = plot.x.ticks + 3.5 + plot.x.size * (0.2 + 1.2 * lines) + plot.x.label_size * 0.95
        parts.append(letters(plot.x.label, ((left + right) / 2, foot + drop), plot.x.label_size, _MIDDLE))
    if plot.y.label:
        widest = max((text_width(words, plot.y.size) for words in upright[1]), default=0.0)
        at = max(plot.y.label_size, left - plot.y.ticks - 3.5 - widest - 5.0), (top + foot) / 2
        turned = f"rotate(-90 {place(at[0])} {place(at[1])})"
        parts.append(letters(plot.y.label, at, plot.y.label_size, {**_MIDDLE, "transform": turned}))
    if plot.title:
        parts.append(letters(plot.title, (left, top - 6.0), 10.0))
    return parts


def _tick(path: str, axis: Axis) -> list[str]:
    return [element("path", {"d": path, **_FRAME})] if axis.ticks else []
