"""A picture of published shares beside the range of simulated rounds."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from simulator.report.plot_files import check_picture, save_picture
from simulator.study.validation import Checked

__all__ = ["draw_validation"]


def draw_validation(checked: Sequence[Checked], path: Path) -> None:
    """Draw shares: what was printed, and the range of simulated rounds.

    Parameters
    ----------
    checked
        Rows of the record; those that are no shares are left out.
    path
        Picture to write (PNG, SVG or PDF).
    """
    from matplotlib.figure import Figure

    check_picture(path)
    shares = [one for one in checked if one.computed and "percent" in one.row.unit and one.row.high < 1.5]
    figure = Figure(figsize=(9, 0.8 + 0.24 * len(shares)), layout="constrained")
    axes = figure.add_subplot()
    for at, one in enumerate(reversed(shares)):
        colour = "#0072b2" if one.inside else "#d55e00"
        axes.plot([one.p05, one.p95], [at, at], color=colour, linewidth=3, solid_capstyle="butt")
        axes.plot([one.mean], [at], "|", color=colour, markersize=9)
        marker = "o" if one.role == "check" else "s"
        axes.plot([one.row.value], [at], marker, color="black", markersize=4)
    axes.set_yticks(range(len(shares)), [f"{one.row.tender}, {one.row.metric}" for one in reversed(shares)])
    axes.tick_params(axis="y", labelsize=7)
    axes.set_ylim(-1, len(shares))
    axes.set_xlabel("share")
    axes.set_title(
        "Published (dots; squares: fitted), simulated (bars: nine rounds of ten; orange: outside)",
        fontsize=8,
    )
    axes.grid(axis="x", alpha=0.3)
    save_picture(figure, path)
