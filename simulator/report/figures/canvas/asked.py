"""How a mark is to look, in the words of Matplotlib's keywords."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypedDict

from simulator.report.figures.canvas.ink import Colour, Look

__all__ = ["Asked", "lined", "painted"]


class Asked(TypedDict, total=False):
    """Keywords that our figures use; what they mean is told by Matplotlib."""

    color: Colour
    fc: Colour
    ec: Colour
    mfc: Colour
    mec: Colour
    ecolor: Colour
    edgecolor: Colour
    lw: float
    linewidth: float
    elinewidth: float
    capsize: float
    ls: str | tuple[float, Sequence[float]]
    alpha: float
    hatch: str
    marker: str
    ms: float
    label: str | None
    clip_on: bool
    zorder: float


def lined(asked: Asked) -> Look:
    """Return the look of a line."""
    colour = asked.get("color", asked.get("ecolor", "black"))
    width = asked.get("lw", asked.get("elinewidth", 1.5))
    return Look(stroke=colour, width=width, dashes=asked.get("ls", "-"), alpha=asked.get("alpha"))


def painted(asked: Asked, edge: Colour = "none") -> Look:
    """Return the look of an area; ``edge`` is its outline where none is asked for."""
    inside = asked.get("fc", asked.get("color", "black"))
    outline = asked.get("ec", asked.get("edgecolor", edge))
    width = asked.get("lw", asked.get("linewidth", 1.0))
    return Look(inside, outline, width, alpha=asked.get("alpha"), hatched="hatch" in asked)
