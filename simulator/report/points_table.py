"""What the pages of a sensitivity analysis and of a search share: head, played points, failures."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from simulator.report.data import Flaw
from simulator.report.measures import label_words
from simulator.report.numbers import number
from simulator.report.points_data import PointsData
from simulator.report.study_figures import measure_of
from simulator.report.study_page import page_facts

__all__ = ["play_table", "points_context"]

Words = tuple[str, str]

_MOST_ROWS = 300


def points_context(data: PointsData, flaws: Sequence[Flaw], kind: Words) -> dict[str, object]:
    """Lay out what both pages show.

    Parameters
    ----------
    data
        What the folder holds.
    flaws
        What the reader must know about it.
    kind
        What the work is called.
    """
    study = data.study
    title = kind if study is None else (f"{kind[0]}: {study.title.en}", f"{kind[1]}：{study.title.zh}")
    return {
        **page_facts(data.manifest),
        "title": title,
        "summary": None if study is None else (study.summary.en, study.summary.zh),
        "flaws": [(flaw.say("en"), flaw.say("zh")) for flaw in flaws],
        "notes": [],
        "failed": data.failed,
        "played": play_table(data),
    }


def play_table(data: PointsData) -> dict[str, object]:
    """Lay out the points that were played, with the values of the axes and the means of the figures."""
    played = data.played()
    labels = list(played)[:_MOST_ROWS]
    metrics = [name for name in data.metrics if any(name in values for values in played.values())]
    rows = []
    for label in labels:
        parts = [part.partition("=")[2] for part in label.split(", ")]
        means = [_mean(played[label].get(name)) for name in metrics]
        shown = [
            (mean, number(mean, measure_of(name).unit)) for mean, name in zip(means, metrics, strict=True)
        ]
        rows.append({"values": parts, "cells": shown})
    axes = [part.partition("=")[0] for part in labels[0].split(", ")] if labels else []
    return {
        "axes": axes,
        "labels": [label_words(measure_of(name)) for name in metrics],
        "rows": rows,
        "more": len(played) - len(labels),
    }


def _mean(values: np.ndarray[tuple[int, ...], np.dtype[np.float64]] | None) -> float:
    known = np.array([]) if values is None else values[~np.isnan(values)]
    return float(known.mean()) if known.size else float("nan")
