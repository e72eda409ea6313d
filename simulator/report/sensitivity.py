"""Sensitivity indices as a table and as a tornado picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from simulator.report.plot_files import save_picture
from simulator.report.terminal import table
from simulator.study.sensitivity import Index

__all__ = ["draw_tornado", "sensitivity_lines", "sensitivity_rows"]

_MAIN = ("total", "mean-effect", "distance", "none")
"""The measure of each method that the picture shows."""


def sensitivity_lines(found: Sequence[Index]) -> list[str]:
    """Tell indices in lines, the largest of each figure first."""
    cells = [
        [one.metric, one.parameter, one.measure, f"{one.value:.3f}", f"{one.low:.3f} to {one.high:.3f}"]
        for one in _ordered(found)
    ]
    return table(["figure", "moved", "measure", "index", "95 %"], cells, [False, False, False, True, True])


def sensitivity_rows(found: Sequence[Index]) -> list[dict[str, object]]:
    """Return indices as plain data."""
    return [asdict(one) for one in _ordered(found)]


def draw_tornado(found: Sequence[Index], path: Path) -> None:
    """Draw one tornado for each figure: the longest bar on top, with its interval.

    Parameters
    ----------
    found
        The indices.
    path
        Picture to write (PNG, SVG or PDF).
    """
    from matplotlib.figure import Figure

    metrics = list(dict.fromkeys(one.metric for one in found))
    most = max(len(_bars(found, metric)) for metric in metrics)
    figure = Figure(figsize=(7, len(metrics) * (1.0 + 0.32 * most)), layout="constrained")
    all_axes = figure.subplots(len(metrics), 1, squeeze=False)[:, 0]
    for axes, metric in zip(all_axes, metrics, strict=True):
        bars = _bars(found, metric)[::-1]
        values = [one.value for one in bars]
        spread = [
            [max(one.value - one.low, 0.0) for one in bars],
            [max(one.high - one.value, 0.0) for one in bars],
        ]
        axes.barh(range(len(bars)), values, xerr=spread, color="#0072b2", ecolor="#444444", capsize=3)
        axes.set_yticks(range(len(bars)), [one.parameter for one in bars])
        axes.set_title(f"{metric}: {bars[-1].measure}", loc="left", fontsize=9)
    save_picture(figure, path)


def _ordered(found: Sequence[Index]) -> list[Index]:
    metrics = list(dict.fromkeys(one.metric for one in found))
    measures = list(dict.fromkeys(one.measure for one in found))
    return sorted(found, key=lambda one: (metrics.index(one.metric), measures.index(one.measure), -one.value))


def _bars(found: Sequence[Index], metric: str) -> list[Index]:
    return [one for one in _ordered(found) if one.metric == metric and one.measure in _MAIN]
