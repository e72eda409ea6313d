"""The page of a search for rules: the designs it kept, on fresh draws and on those that chose them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from simulator.report.data import Flaw
from simulator.report.figures.pareto import Aim, pareto_front
from simulator.report.figures.picture import Picture
from simulator.report.numbers import number, span
from simulator.report.page import rendered
from simulator.report.points_data import PointsData, matches, read_points_data
from simulator.report.points_table import points_context
from simulator.report.search_words import aim_title, say
from simulator.report.study_figures import measure_of
from simulator.report.words import Language
from simulator.results.bids import Floats
from simulator.study.aims import Objective
from simulator.study.folder import Folder

__all__ = ["design_figures", "design_page"]

Words = tuple[str, str]

_COLUMNS = ("keeps_limits", "stays")
_TAIL = " (worst 5 %)"
_KINDS = ("", ", error", ", searched")
"""Ends of the columns of an objective: on fresh draws, its standard error, on the draws of the search."""
_FRESH = 4
"""How many times as many replications designs are tried again on."""


@dataclass(frozen=True, slots=True)
class _Designs:
    """The table of designs, taken apart."""

    axes: list[str]
    aims: list[Objective]
    table: pd.DataFrame

    def of(self, aim: Objective, what: str = "") -> Floats:
        return self.table[f"{aim.name}{what}"].to_numpy(dtype=np.float64)


def design_page(folder: Folder, language: Language) -> str:
    """Return the page of a search as HTML.

    Parameters
    ----------
    folder
        What ``vbp design`` wrote.
    language
        Language in which the page opens; it holds both.
    """
    data = read_points_data(folder, ("designs",), _COLUMNS)
    designs = _designs(data)
    changed = designs is not None and not _unchanged(data, designs)
    named = Flaw("flaw-changed", (("names", "designs.parquet"),))
    reps = data.number("replications")
    facts = {"reps": reps, "fresh": reps * _FRESH}
    context = {
        **points_context(
            data, [*data.flaws, *([named] if changed else [])], ("Search for rules", "规则搜索")
        ),
        "explained": (say("fresh", "en", **facts), say("fresh", "zh", **facts)),
        "tail": _tail(designs, reps),
        "axes": [] if designs is None else designs.axes,
        "aims": [] if designs is None else [_label(aim) for aim in designs.aims],
        "designs": [] if designs is None else _rows(designs),
        "nothing": (say("no-design", "en"), say("no-design", "zh")) if designs is None else None,
        "pictures": _pictures(designs),
    }
    return rendered("design.html.j2", context, language)


def design_figures(folder: Folder) -> list[Picture]:
    """Return the figures of the page of a search."""
    return _pictures(_designs(read_points_data(folder, ("designs",), _COLUMNS)))


def _designs(data: PointsData) -> _Designs | None:
    table = data.tables.get("designs")
    if table is None or table.empty:
        return None
    names = [str(name) for name in table.columns]
    aims = [name.removesuffix(", searched") for name in names if name.endswith(", searched")]
    own = {f"{aim}{end}" for aim in aims for end in _KINDS} | set(_COLUMNS)
    better = {} if data.study is None else data.study.better
    return _Designs(
        [name for name in names if name not in own],
        [
            Objective(
                aim.removesuffix(_TAIL), better.get(aim.removesuffix(_TAIL), "high"), aim.endswith(_TAIL)
            )
            for aim in aims
        ],
        table,
    )


def _unchanged(data: PointsData, designs: _Designs) -> bool:
    """Say whether the means of the designs are those of their parts; tails are left out."""
    for what, played in (("", data.played(fresh=True)), (", searched", data.played())):
        for at, row in enumerate(designs.table.to_dict("records")):
            label = ", ".join(f"{name}={row[name]}" for name in designs.axes)
            own = played.get(label, {})
            for aim in designs.aims:
                if not aim.tail and not matches(float(designs.of(aim, what)[at]), own.get(aim.metric)):
                    return False
    return True


def _tail(designs: _Designs | None, reps: int) -> Words | None:
    if designs is None or reps >= 400 or not any(aim.tail for aim in designs.aims):
        return None
    facts = {"reps": reps, "tail": max(round(0.05 * reps), 1)}
    return say("tail", "en", **facts), say("tail", "zh", **facts)


def _label(aim: Objective) -> Words:
    unit = ", %" if measure_of(aim.metric).unit == "share" else ""
    english, chinese = aim_title(aim, "en"), aim_title(aim, "zh")
    return f"{english}{unit} ({say(aim.better, 'en')})", f"{chinese}{unit}（{say(aim.better, 'zh')}）"


def _rows(designs: _Designs) -> list[dict[str, object]]:
    """Lay the designs out: values, each objective on fresh draws with its interval, and on the search's."""
    rows = []
    for at, row in enumerate(designs.table.to_dict("records")):
        cells = []
        for aim in designs.aims:
            unit = measure_of(aim.metric).unit
            fresh, error, searched = (
                float(designs.of(aim, what)[at]) for what in ("", ", error", ", searched")
            )
            ends = span(fresh - 1.96 * error, fresh + 1.96 * error, unit)
            cells.append((fresh, number(fresh, unit), ends, number(searched, unit)))
        marks = [("kept", "broken")[not row["keeps_limits"]], ("stays", "beaten")[not row["stays"]]]
        rows.append(
            {
                "number": at + 1,
                "values": [str(row[name]) for name in designs.axes],
                "cells": cells,
                "marks": [(say(mark, "en"), say(mark, "zh")) for mark in marks],
            }
        )
    return rows


def _pictures(designs: _Designs | None) -> list[Picture]:
    if designs is None or len(designs.aims) < 2:
        return []
    stands = (designs.table["keeps_limits"] & designs.table["stays"]).to_numpy(dtype=np.float64)
    first, *others = designs.aims
    return [
        pareto_front(_aim(designs, first), _aim(designs, other), stands, f"pareto-{other.metric}")
        for other in _first(others)
    ]


def _first(aims: Sequence[Objective]) -> Sequence[Objective]:
    return aims[:3]


def _aim(designs: _Designs, aim: Objective) -> Aim:
    scale = 100.0 if measure_of(aim.metric).unit == "share" else 1.0
    fresh, error, searched = (scale * designs.of(aim, what) for what in _KINDS)
    return Aim(_label(aim), fresh, 1.96 * error, searched)
