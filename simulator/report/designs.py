"""Designs that a search found, as a table and as a picture of their Pareto set."""

from __future__ import annotations

import math
from pathlib import Path

from simulator.report.plot_files import save_picture
from simulator.report.terminal import table
from simulator.study.search_public import Searched

__all__ = ["design_lines", "design_rows", "draw_designs"]


def design_lines(found: Searched) -> list[str]:
    """Tell designs in lines: values, objectives on fresh draws, and those of the search in brackets."""
    if not found.designs:
        return ["no point of the search keeps the limits"]
    heads = [*found.box.names, *(one.name for one in found.objectives), "limits", "set"]
    cells = []
    for one in found.designs:
        numbers = [f"{x:.4g} ({y:.4g})" for x, y in zip(one.fresh, one.searched, strict=True)]
        marks = ["kept" if one.keeps else "broken", "stays" if one.stays else "beaten"]
        cells.append([*found.values(one).values(), *numbers, *marks])
    note = "objectives on fresh draws, in brackets on those of the search, which chose the designs"
    return [*table(heads, cells, [True] * (len(heads) - 2) + [False, False]), "", note]


def design_rows(found: Searched) -> list[dict[str, object]]:
    """Return designs as plain data."""
    names = [one.name for one in found.objectives]
    return [
        {
            "values": found.values(one),
            "fresh": dict(zip(names, one.fresh, strict=True)),
            "searched": dict(zip(names, one.searched, strict=True)),
            "errors": {name: None if math.isnan(x) else x for name, x in zip(names, one.errors, strict=True)},
            "keeps_limits": one.keeps,
            "stays": one.stays,
        }
        for one in found.designs
    ]


def draw_designs(found: Searched, path: Path) -> None:
    """Draw the first two objectives of every design: fresh draws as dots, those of the search as rings.

    Parameters
    ----------
    found
        What the search found.
    path
        Picture to write (PNG, SVG or PDF).
    """
    from matplotlib.figure import Figure

    figure = Figure(figsize=(6, 4.5), layout="constrained")
    axes = figure.add_subplot()
    for one in found.designs:
        colour = "#0072b2" if one.stays and one.keeps else "#999999"
        axes.plot(
            [one.searched[0], one.fresh[0]],
            [one.searched[1], one.fresh[1]],
            "-",
            color="#cccccc",
            linewidth=1,
        )
        axes.plot([one.searched[0]], [one.searched[1]], "o", mfc="none", mec=colour, markersize=5)
        half = [1.96 * x if math.isfinite(x) else 0.0 for x in one.errors[:2]]
        axes.errorbar([one.fresh[0]], [one.fresh[1]], half[1], half[0], fmt="o", color=colour, markersize=5)
    first, second = found.objectives[:2]
    axes.set_xlabel(f"{first.name} ({first.better} is better)")
    axes.set_ylabel(f"{second.name} ({second.better} is better)")
    axes.set_title("Designs: fresh draws (dots, 95 %) and the search (rings)", loc="left", fontsize=9)
    save_picture(figure, path)
