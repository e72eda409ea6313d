"""Designs that no other one beats: what each gives of two objectives, on fresh draws and in the search."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from simulator.report.figures.frontier import name_points
from simulator.report.figures.picture import BLUE, GREY, Picture, Say, Words, legend_above, panel
from simulator.results.bids import Floats

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["Aim", "pareto_front"]

Flags = npt.NDArray[np.bool_]

_MOST_NUMBERS = 6
"""Numbers that stand at one place."""
_NEAR = 0.03
"""Part of the range within which designs share a place."""


@dataclass(frozen=True, slots=True)
class Aim:
    """One objective of all designs, in the unit that is shown."""

    label: Words
    """With its unit, and which end is better."""
    fresh: Floats
    """``[D]`` values on fresh draws."""
    half: Floats
    """Half of their 95 % intervals; NaN where they are not known."""
    searched: Floats
    """``[D]`` values on the draws of the search."""


def pareto_front(first: Aim, second: Aim, stands: Floats, name: str) -> Picture:
    """Draw designs by two objectives.

    Parameters
    ----------
    first, second
        The objectives.
    stands
        ``[D]``, 1 where a design keeps all limits and no other one beats it on fresh draws, else 0.
    name
        Name of the figure.
    """
    standing = np.asarray(stands > 0.5)

    def draw(figure: Figure, say: Say) -> None:
        axes = panel(figure, 0.72, 0.72)
        for x, y, u, v in zip(first.searched, second.searched, first.fresh, second.fresh, strict=True):
            axes.plot([x, u], [y, v], color="#cccccc", lw=0.8, zorder=1)
        bars: dict[str, Any] = {"fmt": "none", "ecolor": GREY, "elinewidth": 0.8, "alpha": 0.45, "zorder": 2}
        axes.errorbar(
            first.fresh, second.fresh, np.nan_to_num(second.half), np.nan_to_num(first.half), **bars
        )
        axes.scatter(
            first.searched,
            second.searched,
            s=22,
            fc="none",
            ec=GREY,
            lw=0.9,
            zorder=3,
            label=say(("on the draws of the search, which flatter", "搜索所用抽样上（偏乐观）")),
        )
        _dots(axes, (first.fresh, second.fresh), standing, say)
        axes.set_xlabel(say(first.label), fontsize=9)
        axes.set_ylabel(say(second.label), fontsize=9)
        axes.margins(0.12)
        axes.locator_params(nbins=6)
        axes.ticklabel_format(useOffset=False)
        spots, names = _numbered(np.column_stack([first.fresh, second.fresh]))
        name_points(axes, spots, [say((name, name)) for name in names], [len(name) for name in names])
        legend_above(figure)

    count = int(standing.sum())
    says = (
        f"{first.label[0]} against {second.label[0]} of {len(standing)} designs; {count} of them keep all "
        "limits and are beaten by no other on fresh draws, by their means. Bars are 95% intervals; numbers "
        "are those of the table.",
        f"{len(standing)}个方案的{first.label[1]}与{second.label[1]}；其中{count}个满足全部约束，"
        "且按新抽样均值不被其他方案支配。误差线为95%区间；编号同下表。",
    )
    return Picture(name, ("Designs", "方案"), says, draw, (5.3, 4.2))


def _numbered(points: Floats) -> tuple[Floats, list[str]]:
    """Return the places of designs and their numbers; those that lie on each other share a place."""
    reach = np.maximum(np.ptp(points, axis=0), 1e-12)
    groups: list[list[int]] = []
    for at, point in enumerate(points):
        near = (one for one in groups if (np.abs(points[one[0]] - point) < _NEAR * reach).all())
        if (group := next(near, None)) is None:
            groups.append([at])
        else:
            group.append(at)
    return points[[one[0] for one in groups]], [_listed([at + 1 for at in one]) for one in groups]


def _listed(numbers: list[int]) -> str:
    shown = ", ".join(str(one) for one in numbers[:_MOST_NUMBERS])
    return f"{shown} …" if len(numbers) > _MOST_NUMBERS else shown


def _dots(axes: Axes, spots: tuple[Floats, Floats], standing: Flags, say: Say) -> None:
    looks: tuple[tuple[Flags, dict[str, Any], Words], ...] = (
        (
            standing,
            {"marker": "D", "fc": BLUE, "ec": BLUE},
            ("on fresh draws: keeps the limits, beaten by none", "新抽样：满足约束且不被支配"),
        ),
        (
            np.logical_not(standing),
            {"marker": "X", "fc": "white", "ec": "#222222"},
            ("on fresh draws: beaten, or breaks a limit", "新抽样：被支配或违反约束"),
        ),
    )
    for which, look, words in looks:
        if which.any():
            axes.scatter(spots[0][which], spots[1][which], s=34, zorder=4, label=say(words), **look)
