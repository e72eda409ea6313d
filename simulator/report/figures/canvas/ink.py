"""SVG elements: how lines, marks, shapes and letters are written."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

import numpy as np

from simulator.results.bids import Floats

__all__ = ["Colour", "Look", "element", "letters", "marker", "outline", "place", "text_width"]

Colour = str | tuple[float, ...]

_DASHES: Mapping[str, Sequence[float]] = {
    "--": (3.7, 1.6),
    "-.": (6.4, 1.6, 1.0, 1.6),
    ":": (1.0, 1.65),
}
_PLAIN: Mapping[str, object] = {}
_CORNERS: Mapping[str, Sequence[tuple[float, float]]] = {
    "s": ((-1, -1), (1, -1), (1, 1), (-1, 1)),
    "D": ((0, -1.41), (1.41, 0), (0, 1.41), (-1.41, 0)),
    "v": ((-1, -1), (1, -1), (0, 1)),
    "X": (
        *((-0.5, -1), (0, -0.5), (0.5, -1), (1, -0.5), (0.5, 0), (1, 0.5)),
        *((0.5, 1), (0, 0.5), (-0.5, 1), (-1, 0.5), (-0.5, 0), (-1, -0.5)),
    ),
}
"""Corners of marks, as parts of half their size."""
_NARROW, _WIDE = frozenset("iljtfrI.,:;|!'()[] "), frozenset("mwMW%@–—")


@dataclass(frozen=True, slots=True)
class Look:
    """How something is painted."""

    fill: Colour = "none"
    stroke: Colour = "none"
    width: float = 1.0
    """Of the stroke, in points."""
    dashes: str | tuple[float, Sequence[float]] = "-"
    alpha: float | None = None
    hatched: bool = False
    """Strokes of the same colour inside."""

    def attributes(self) -> dict[str, object]:
        """Return what an SVG element says of it."""
        said: dict[str, object] = {"fill": "url(#hatch)" if self.hatched else _colour(self.fill)}
        if self.width > 0 and self.stroke != "none":
            said |= {"stroke": _colour(self.stroke), "stroke-width": place(self.width)}
            parts = _DASHES.get(self.dashes, ()) if isinstance(self.dashes, str) else self.dashes[1]
            if parts:
                said["stroke-dasharray"] = " ".join(place(part * self.width) for part in parts)
        if self.alpha is not None:
            said["opacity"] = place(self.alpha)
        return said


def _colour(one: Colour) -> str:
    if isinstance(one, str):
        return one
    return "#" + "".join(f"{round(255 * part):02x}" for part in one[:3])


def place(value: float) -> str:
    """Write a number of points as short as its hundredths allow."""
    return f"{round(float(value), 2) + 0.0:.10g}"


def element(name: str, said: Mapping[str, object]) -> str:
    """Return an element without content."""
    return f"<{name} {_said(said)}/>"


def letters(words: str, at: tuple[float, float], size: float, said: Mapping[str, object] = _PLAIN) -> str:
    """Return words that start, or are centred, or end at a place on their base line."""
    attributes = {"x": place(at[0]), "y": place(at[1]), "font-size": f"{size:g}", **said}
    return f"<text {_said(attributes)}>{escape(words, quote=False)}</text>"


def _said(attributes: Mapping[str, object]) -> str:
    return " ".join(f'{key}="{value}"' for key, value in attributes.items())


def outline(x: Floats, y: Floats, closed: bool = False) -> str:
    """Return the path through points; it is broken where one is not known."""
    known = np.isfinite(x) & np.isfinite(y)
    parts: list[str] = []
    pen = "M"
    for at in range(len(x)):
        if not known[at]:
            pen = "M"
            continue
        parts.append(f"{pen}{place(x[at])} {place(y[at])}")
        pen = "L"
    return "".join(parts) + ("Z" if closed and parts else "")


def marker(kind: str, x: float, y: float, size: float, look: Mapping[str, object]) -> str:
    """Return one mark with its middle at a place; ``size`` is its whole width in points."""
    half = size / 2
    if kind == "o":
        return element("circle", {"cx": place(x), "cy": place(y), "r": place(half), **look})
    if kind == "|":
        path = f"M{place(x)} {place(y - half)}V{place(y + half)}"
        return element("path", {"d": path, **look})
    corners = np.array(_CORNERS[kind]) * half
    return element("path", {"d": outline(x + corners[:, 0], y + corners[:, 1], closed=True), **look})


def text_width(words: str, size: float) -> float:
    """Return about how many points words take in an ordinary font without serifs, rather too many."""

    def one(letter: str) -> float:
        if ord(letter) > 0x2E7F:
            return 1.0
        if letter in _NARROW:
            return 0.4
        return 0.95 if letter in _WIDE else 0.66 if letter.isupper() or letter.isdigit() else 0.6

    return size * math.fsum(map(one, words))
