"""The page of a sensitivity analysis: which uncertain value moves which figure, and how sure that is."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import get_args

import numpy as np
import pandas as pd

from simulator.errors import InputError
from simulator.report.data import Flaw
from simulator.report.figures.picture import Picture
from simulator.report.figures.tornado import Bar, tornado
from simulator.report.measures import label_words
from simulator.report.page import rendered
from simulator.report.points_data import PointsData, matches, read_points_data
from simulator.report.points_table import points_context
from simulator.report.search_words import say, unit_title
from simulator.report.sensitivity import doubt_lines
from simulator.report.study_figures import measure_of
from simulator.report.words import Language
from simulator.study.doubts import doubts_of
from simulator.study.folder import Folder
from simulator.study.measuring import Measured
from simulator.study.points_folder import Effort
from simulator.study.sensitivity import Index, Method, analysed, sampled

__all__ = ["sensitivity_figures", "sensitivity_page"]

Words = tuple[str, str]

_COLUMNS = ("metric", "parameter", "measure", "value", "low", "high")
_MAIN = ("total", "mean-effect", "distance")
"""The measure of each method that the pictures show."""


def sensitivity_page(folder: Folder, language: Language) -> str:
    """Return the page of a sensitivity analysis as HTML.

    Parameters
    ----------
    folder
        What ``vbp sensitivity`` wrote.
    language
        Language in which the page opens; it holds both.
    """
    data = read_points_data(folder, ("indices", "points"), _COLUMNS)
    found = _measured(data)
    changed = _changed(data, found)
    flaws = [*data.flaws, *([Flaw("flaw-changed", (("names", ", ".join(changed)),))] if changed else [])]
    context = {
        **points_context(data, flaws, ("Sensitivity", "敏感性")),
        "doubts": _both_doubts(found),
        "says": _says(found),
        "figures": _tables(found),
        "pictures": _pictures(found),
    }
    return rendered("sensitivity.html.j2", context, language)


def sensitivity_figures(folder: Folder) -> list[Picture]:
    """Return the figures of the page of a sensitivity analysis."""
    return _pictures(_measured(read_points_data(folder, ("indices", "points"), _COLUMNS)))


def _measured(data: PointsData) -> Measured | None:
    table, method = data.tables.get("indices"), data.manifest.get("method")
    if table is None:
        return None
    indices = tuple(_index(row) for row in table.to_dict("records"))
    known: Method = next((one for one in get_args(Method) if one == method), "sobol")
    size = data.number("size")
    effort = Effort(data.number("replications"), data.number("seed"))
    doubts = doubts_of(known, size, indices) if size else ()
    return Measured(known, size, data.number("points"), effort, indices, doubts, data.path)


def _index(row: Mapping[Hashable, object]) -> Index:
    texts = [str(row[name]) for name in _COLUMNS[:3]]
    value, low, high = (float(str(row[name])) for name in _COLUMNS[3:])
    return Index(texts[0], texts[1], texts[2], value, low, high)


def _changed(data: PointsData, found: Measured | None) -> list[str]:
    """Name the tables that do not follow from the points any more."""
    points = data.tables.get("points")
    if points is None or found is None:
        return []
    changed = []
    played, names = data.played(), [str(name) for name in points.columns if name not in data.metrics]
    for row in points.to_dict("records"):
        label = ", ".join(f"{name}={row[name]}" for name in names)
        own = played.get(label, {})
        if not all(matches(float(row[metric]), own.get(metric)) for metric in data.metrics if metric in row):
            changed.append("points.parquet")
            break
    again = _again(found, points, names, data.metrics)
    if again is not None and not _same(again, found.indices):
        changed.append("indices.parquet")
    return changed


def _again(
    found: Measured, points: pd.DataFrame, names: list[str], metrics: list[str]
) -> tuple[Index, ...] | None:
    """Compute the indices anew from the figures at the points; nothing where that cannot be done here."""
    try:
        cube = sampled(found.method, names, found.size, found.effort.seed)
        figures = points[metrics].to_numpy(dtype=np.float64)
        return analysed(found.method, names, metrics, (cube, figures), found.effort.seed)
    except (InputError, KeyError, ValueError, IndexError):
        return None


def _same(one: tuple[Index, ...], other: tuple[Index, ...]) -> bool:
    def told(found: tuple[Index, ...]) -> dict[tuple[str, ...], list[float]]:
        return {(x.metric, x.parameter, x.measure): [x.value, x.low, x.high] for x in found}

    left, right = told(one), told(other)
    return left.keys() == right.keys() and all(
        np.allclose(left[key], right[key], rtol=1e-6, atol=1e-9, equal_nan=True) for key in left
    )


def _both_doubts(found: Measured | None) -> list[Words]:
    if found is None:
        return []
    return list(zip(doubt_lines(found, "en"), doubt_lines(found, "zh"), strict=True))


def _says(found: Measured | None) -> list[Words]:
    if found is None:
        return []
    facts = {"size": found.size, "reps": found.effort.replications}
    keys = [f"says-{one}" for one in dict.fromkeys(x.measure for x in found.indices) if one != "total"]
    keys += ["cut-off"] if any(one.cut_off for one in found.indices) else []
    return [(say(key, "en", **facts), say(key, "zh", **facts)) for key in keys]


def _scale(one: Index) -> float:
    return 100.0 if one.measure == "mean-effect" and measure_of(one.metric).unit == "share" else 1.0


def _tables(found: Measured | None) -> list[dict[str, object]]:
    """Lay the indices out, figure by figure, the largest first."""
    if found is None:
        return []
    tables: list[dict[str, object]] = []
    for metric in dict.fromkeys(one.metric for one in found.indices):
        own = sorted((one for one in found.indices if one.metric == metric), key=lambda one: -one.value)
        rows: list[dict[str, object]] = []
        for one in own:
            scale, digits = _scale(one), 2 if _scale(one) > 1 else 3
            value, (low, high) = one.value * scale, (end * scale for end in one.interval)
            cells = [(value, f"{value:.{digits}f}"), (low, f"{low:.{digits}f} – {high:.{digits}f}")]
            measure = say(one.measure, "en"), say(one.measure, "zh")
            rows.append({"parameter": one.parameter, "measure": measure, "cells": cells})
        unit = _unit(metric) if own[0].measure == "mean-effect" else ("", "")
        tables.append({"label": label_words(measure_of(metric)), "unit": unit, "rows": rows})
    return tables


def _bar(one: Index) -> Bar:
    value, low, high = (end * _scale(one) for end in (one.value, *one.interval))
    return Bar(one.parameter, value, low, high)


def _unit(metric: str) -> Words:
    return unit_title(metric, "en"), unit_title(metric, "zh")


def _pictures(found: Measured | None) -> list[Picture]:
    drawn: list[Picture | None] = []
    for metric in dict.fromkeys(one.metric for one in found.indices) if found else ():
        own = [one for one in found.indices if one.metric == metric and one.measure in _MAIN] if found else []
        if not own:
            continue
        bars = [_bar(one) for one in own]
        label = label_words(measure_of(metric))
        measure = say(own[0].measure, "en"), say(own[0].measure, "zh")
        if own[0].measure == "mean-effect":
            unit = _unit(metric)
            measure = f"{measure[0]}, {unit[0]}", f"{measure[1]}（{unit[1]}）"
        measure = measure[0][:1].upper() + measure[0][1:], measure[1]
        drawn.append(tornado(bars, f"tornado-{metric.replace('.', '-')}", label, measure))
    return [one for one in drawn if one is not None]
