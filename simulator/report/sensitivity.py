"""Sensitivity indices as tables, for programs, and as a tornado picture; doubts stand beside each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from simulator.report.figures.fonts import chinese_font
from simulator.report.lines import wrapped
from simulator.report.plot_files import save_picture
from simulator.report.search_words import metric_title, say, unit_title
from simulator.report.study_bids import bids_notes
from simulator.report.study_words import bracketed
from simulator.report.terminal import table
from simulator.report.words import Language
from simulator.study.doubts import Doubt
from simulator.study.measuring import Measured
from simulator.study.sensitivity import Index, points_for
from simulator.study.stage_figures import figure_named

__all__ = ["doubt_lines", "draw_tornado", "sensitivity_lines", "sensitivity_rows"]

_MAIN = ("total", "mean-effect", "distance", "none")
"""The measure of each method that the picture shows."""
_NAMED = 4
"""Indices that a doubt names."""


def sensitivity_lines(found: Measured, language: Language) -> list[str]:
    """Tell indices in one table for each figure, the largest first, with what speaks against them.

    Parameters
    ----------
    found
        The indices.
    language
        ``en`` or ``zh``.
    """
    lines: list[str] = []
    doubtful = {id(one) for doubt in found.doubts for one in doubt.indices}
    heads = [say(key, language) for key in ("moved", "measure", "index", "interval")]
    for metric in _metrics(found.indices):
        own = [one for one in _ordered(found.indices) if one.metric == metric]
        cells = [
            [one.parameter, say(one.measure, language), _value(one), _interval(one, id(one) in doubtful)]
            for one in own
        ]
        lines += [_head(metric, own, language), *table(heads, cells, [False, False, True, True]), ""]
    for measure in dict.fromkeys(one.measure for one in found.indices):
        if measure != "total":
            facts = {"size": found.size, "reps": found.effort.replications}
            lines += wrapped(say(f"says-{measure}", language, **facts))
    if any(one.cut_off for one in found.indices):
        lines += wrapped(say("cut-off", language))
    lines += [piece for line in doubt_lines(found, language) for piece in wrapped(f"! {line}")]
    lines += [piece for one in bids_notes(found.bidders, language) for piece in wrapped(one)]
    return [*lines, "", say("path", language, path=found.path.as_posix())]


def _head(metric: str, own: Sequence[Index], language: Language) -> str:
    title = metric_title(metric, language)
    if own[0].measure != "mean-effect":
        return title
    return title + bracketed(unit_title(metric, language), language)


def doubt_lines(found: Measured, language: Language) -> list[str]:
    """Say what speaks against the indices, and how many points would do; nothing if nothing does."""
    if not found.doubts:
        return []
    needed = max(one.needed for one in found.doubts)
    what = say(f"of-{found.method}", language)
    parameters = len({one.parameter for one in found.indices})
    points = points_for(found.method, needed, parameters)
    told = [
        say(doubt.sign, language, size=found.size, what=what, names=_named(doubt, language))
        for doubt in found.doubts
    ]
    return [
        say("too-few", language),
        *told,
        say("needed", language, needed=needed, what=what, points=points),
    ]


def _named(doubt: Doubt, language: Language) -> str:
    names = list(dict.fromkeys(f"{one.parameter} · {one.metric}" for one in doubt.indices))
    more = say("more", language, count=len(names) - _NAMED) if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more


def sensitivity_rows(found: Measured) -> dict[str, object]:
    """Return indices, effort and doubts as plain data."""
    parameters = len({one.parameter for one in found.indices})
    return {
        "method": found.method,
        "size": found.size,
        "points": found.points,
        "replications": found.effort.replications,
        "seed": found.effort.seed,
        "indices": [
            {
                **asdict(one),
                "shown_low": one.interval[0],
                "shown_high": one.interval[1],
                "unit": figure_named(one.metric).unit if one.measure == "mean-effect" else "index",
                "title_en": metric_title(one.metric, "en"),
                "title_zh": metric_title(one.metric, "zh"),
            }
            for one in _ordered(found.indices)
        ],
        "warnings": [
            {
                "sign": doubt.sign,
                "indices": [f"{one.metric}/{one.parameter}/{one.measure}" for one in doubt.indices],
                "points_needed": doubt.needed,
                "runs_needed": points_for(found.method, doubt.needed, parameters),
            }
            for doubt in found.doubts
        ],
        "folder": found.path.as_posix(),
    }


def draw_tornado(found: Measured, path: Path, language: Language = "en") -> None:
    """Draw one tornado for each figure: the longest bar on top, with its interval.

    Parameters
    ----------
    found
        The indices.
    path
        Picture to write (PNG, SVG or PDF).
    language
        ``en`` or ``zh``; English where no font of this machine can write Chinese.
    """
    import matplotlib as mpl
    from matplotlib.figure import Figure

    font = chinese_font() if language == "zh" else None
    written: Language = "zh" if font else "en"
    metrics = _metrics(found.indices)
    most = max(len(_bars(found.indices, metric)) for metric in metrics)
    with mpl.rc_context({"font.family": [font, "DejaVu Sans"]} if font else {}):
        figure = Figure(figsize=(7, len(metrics) * (1.0 + 0.32 * most) + 0.3), layout="constrained")
        all_axes = figure.subplots(len(metrics), 1, squeeze=False)[:, 0]
        for axes, metric in zip(all_axes, metrics, strict=True):
            bars = _bars(found.indices, metric)[::-1]
            ends = [one.interval for one in bars]
            spread = [
                [max(one.value - low, 0.0) for one, (low, _) in zip(bars, ends, strict=True)],
                [max(high - one.value, 0.0) for one, (_, high) in zip(bars, ends, strict=True)],
            ]
            values = [one.value for one in bars]
            axes.barh(range(len(bars)), values, xerr=spread, color="#0072b2", ecolor="#444444", capsize=3)
            axes.set_yticks(range(len(bars)), [one.parameter for one in bars])
            head = f"{_head(metric, bars, written)}: {say(bars[-1].measure, written)}"
            axes.set_title(head, loc="left", fontsize=9)
        if found.doubts:
            said = doubt_lines(found, written)
            figure.suptitle("\n".join((said[0], said[-1])), fontsize=9, color="#b00020", weight="bold")
        save_picture(figure, path)


def _value(one: Index) -> str:
    share = one.measure == "mean-effect" and figure_named(one.metric).unit == "share"
    return f"{one.value * 100:.2f}" if share else f"{one.value:.3f}"


def _interval(one: Index, doubtful: bool) -> str:
    share = one.measure == "mean-effect" and figure_named(one.metric).unit == "share"
    low, high = one.interval
    shown = f"{low * 100:.2f} – {high * 100:.2f}" if share else f"{low:.3f} – {high:.3f}"
    return f"{shown} !" if doubtful else f"{shown}  "


def _metrics(found: Sequence[Index]) -> list[str]:
    return list(dict.fromkeys(one.metric for one in found))


def _ordered(found: Sequence[Index]) -> list[Index]:
    metrics, measures = _metrics(found), list(dict.fromkeys(one.measure for one in found))
    return sorted(found, key=lambda one: (metrics.index(one.metric), measures.index(one.measure), -one.value))


def _bars(found: Sequence[Index], metric: str) -> list[Index]:
    return [one for one in _ordered(found) if one.metric == metric and one.measure in _MAIN]
