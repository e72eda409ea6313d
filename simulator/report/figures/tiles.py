"""A map of tiles: every province the same size, roughly where it lies."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from simulator.report.figures.picture import Picture, Say, Words
from simulator.report.numbers import number

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["LAYOUT", "tile_map"]

_ROWS = (
    "                     23",
    "65          15 11    22",
    "      62 64 14 13 12 21",
    "      63 61 41 37",
    "   54 51 50 42 34 32 31",
    "      53 52 43 36 33",
    "         45 44 35",
    "         46",
)
LAYOUT: Mapping[str, tuple[int, int]] = {
    line[at : at + 2]: (at // 3, row)
    for row, line in enumerate(_ROWS)
    for at in range(0, len(line), 3)
    if line[at : at + 2].strip()
}
"""Column and row of each of the 31 areas, by code (GB/T 2260)."""

_SHORT = {"Inner Mongolia": "Inner Mong.", "Heilongjiang": "Heilongj.", "Xinjiang with XPCC": "Xinjiang"}
_SHORT_ZH = {"新疆(含兵团)": "新疆"}
_COLUMNS = 8
_EDGE = 0.66
_HALFWAY = 0.179
"""Luminance on which black and white stand out alike."""


def tile_map(
    regions: pd.DataFrame, names: Mapping[str, Words], measure: Words, unit: str, darker: str = "high"
) -> Picture | None:
    """Draw one tile for each region, with its value written in it and a shade for it.

    Parameters
    ----------
    regions
        One row a region: ``region`` (code) and ``mean``.
    names
        English and Chinese name of each code.
    measure
        What the value is called.
    unit
        Unit of the value: ``share``, ``days``, ``ratio``, ``count``.
    darker
        Which end is dark: ``high`` or ``low``.

    Returns
    -------
    Picture
        The figure; nothing if no region has a value. Regions that are not provinces stand in rows.
    """
    known = regions.dropna(subset=["mean"])
    if known.empty:
        return None
    codes = [str(code) for code in known["region"]]
    values = known["mean"].to_numpy(dtype=np.float64)
    spots = _spots(codes)
    rows = max(row for _, row in spots.values()) + 1
    shades = _shades(values, darker)

    def draw(figure: Figure, say: Say) -> None:
        axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
        axes.set_axis_off()
        axes.set_xlim(-0.1, _COLUMNS + 0.1)
        axes.set_ylim(rows + 0.05, -0.75)
        for code, value, shade in zip(codes, values, shades, strict=True):
            _tile(axes, spots[code], (say(_short(names.get(code, (code, code)))), number(value, unit)), shade)
        ends = (number(float(values.min()), unit), number(float(values.max()), unit))
        scale = (f"{measure[0]}: {ends[0]} to {ends[1]}", f"{measure[1]}：{ends[0]}至{ends[1]}")
        axes.text(0.0, -0.35, say(scale), fontsize=10, va="center")

    def name(at: int, which: int) -> str:
        return names.get(codes[at], (codes[at], codes[at]))[which]

    low, high = int(values.argmin()), int(values.argmax())
    ends = (number(float(values[low]), unit), number(float(values[high]), unit))
    says = (
        f"{measure[0]} by region: lowest {ends[0]} ({name(low, 0)}), highest {ends[1]} ({name(high, 0)}). "
        "Tiles stand roughly where the provinces lie; shades run from the best (white) to the worst.",
        f"各地区{measure[1]}：最低{ends[0]}（{name(low, 1)}），最高{ends[1]}（{name(high, 1)}）。"
        "方格大致按地理位置排列，颜色由最好（白）到最差渐深。",
    )
    size = (_COLUMNS * _EDGE + 0.15, (rows + 0.8) * _EDGE)
    return Picture("regions", ("Supply by region", "各地区供应"), says, draw, size)


def _spots(codes: list[str]) -> dict[str, tuple[int, int]]:
    if all(code in LAYOUT for code in codes):
        return {code: LAYOUT[code] for code in codes}
    return {code: (at % _COLUMNS, at // _COLUMNS) for at, code in enumerate(codes)}


def _short(names: Words) -> Words:
    return _SHORT.get(names[0], names[0]), _SHORT_ZH.get(names[1], names[1])


def _shades(values: np.ndarray, darker: str) -> list[float]:
    """Return lightness from 0.12 (dark) to 1: a grey scale survives any printer and any colour vision."""
    low, high = float(values.min()), float(values.max())
    if math.isclose(low, high):
        return [0.8] * len(values)
    place = (values - low) / (high - low)
    return [float(1 - 0.85 * (one if darker == "high" else 1 - one)) for one in place]


def _luminance(*rgb: float) -> float:
    """Return the relative luminance of an sRGB colour (WCAG 2.2)."""
    linear = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in rgb)
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def _tile(axes: Axes, spot: tuple[int, int], words: tuple[str, str], shade: float) -> None:
    column, row = spot
    # From white to a dark blue, lightness falling all the way.
    red, green, blue = (1 - (1 - end) * (1 - shade) for end in (0.03, 0.19, 0.36))
    ink = "black" if _luminance(red, green, blue) > _HALFWAY else "white"
    sides, ends = np.array([0.03, 0.97, 0.97, 0.03]), np.array([0.03, 0.03, 0.97, 0.97])
    axes.fill(column + sides, row + ends, fc=(red, green, blue), ec="#777777", lw=0.6)
    axes.text(column + 0.5, row + 0.36, words[0], ha="center", va="center", fontsize=7, color=ink)
    axes.text(column + 0.5, row + 0.68, words[1], ha="center", va="center", fontsize=9.5, color=ink)
