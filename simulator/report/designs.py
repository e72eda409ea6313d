"""Designs that a search found, as a table and as a picture of their Pareto set."""

from __future__ import annotations

import math
from pathlib import Path

from simulator.report.figures.fonts import chinese_font
from simulator.report.lines import wrapped
from simulator.report.plot_files import save_picture
from simulator.report.search_words import aim_title, aim_value, say
from simulator.report.study_bids import bids_notes
from simulator.report.terminal import table
from simulator.report.words import Language
from simulator.study.searching import FRESH, Searched
from simulator.study.stage_figures import figure_named

__all__ = ["design_lines", "design_rows", "draw_designs", "failed_point_lines"]

_FEWEST = 400
"""Replications of which the worst twentieth is twenty or more."""


def design_lines(found: Searched, language: Language) -> list[str]:
    """Tell designs in lines: values, objectives on fresh draws, and those of the search in brackets.

    Parameters
    ----------
    found
        What the search found.
    language
        ``en`` or ``zh``.
    """
    reps = found.effort.replications
    if not found.designs:
        return [say("no-design", language), say("path", language, path=found.path.as_posix())]
    # Titles of objectives are long: columns bear letters that are explained above.
    letters = [chr(ord("A") + at % 26) for at in range(len(found.objectives))]
    titles = [
        f"{letter}: {aim_title(one, language)} ({say(one.better, language)})"
        for letter, one in zip(letters, found.objectives, strict=True)
    ]
    heads = [*found.box.names, *letters, say("limits", language), say("set", language)]
    cells = []
    for one in found.designs:
        numbers = [
            f"{aim_value(aim, x)} ({aim_value(aim, y)})"
            for aim, x, y in zip(found.objectives, one.fresh, one.searched, strict=True)
        ]
        marks = ["kept" if one.keeps else "broken", "stays" if one.stays else "beaten"]
        cells.append([*found.values(one).values(), *numbers, *(say(mark, language) for mark in marks)])
    lines = [*(piece for title in titles for piece in wrapped(title)), ""]
    lines += table(heads, cells, [True] * (len(heads) - 2) + [False, False])
    lines += ["", *wrapped(say("fresh", language, fresh=reps * FRESH, reps=reps))]
    if any(one.tail for one in found.objectives) and reps < _FEWEST:
        tail = max(round(0.05 * reps), 1)
        lines += wrapped("! " + say("tail", language, reps=reps, tail=tail))
    lines += [piece for one in bids_notes(found.bidders, language) for piece in wrapped(one)]
    return [*lines, "", say("path", language, path=found.path.as_posix())]


def failed_point_lines(found: Searched) -> list[str]:
    """Write which points failed, why, and the command that repeats each."""
    return [
        f"vbp: {row['future']} failed ({row['kind']}: {row['message']})\n    -> {row['command']}"
        for row in found.failed
    ]


def design_rows(found: Searched) -> dict[str, object]:
    """Return designs, objectives and effort as plain data."""
    names = [one.name for one in found.objectives]
    return {
        "trials": found.trials,
        "replications": found.effort.replications,
        "seed": found.effort.seed,
        "objectives": [
            {
                "name": one.name,
                "metric": one.metric,
                "better": one.better,
                "tail": one.tail,
                "unit": figure_named(one.metric).unit,
                "title_en": aim_title(one, "en"),
                "title_zh": aim_title(one, "zh"),
            }
            for one in found.objectives
        ],
        "designs": [
            {
                "values": found.values(one),
                "fresh": dict(zip(names, one.fresh, strict=True)),
                "searched": dict(zip(names, one.searched, strict=True)),
                "errors": {
                    name: None if math.isnan(x) else x for name, x in zip(names, one.errors, strict=True)
                },
                "keeps_limits": one.keeps,
                "stays": one.stays,
            }
            for one in found.designs
        ],
        "failed": [
            {name: row[name] for name in ("future", "kind", "message", "command")} for row in found.failed
        ],
        "folder": found.path.as_posix(),
    }


def draw_designs(found: Searched, path: Path, language: Language = "en") -> None:
    """Draw the first two objectives of every design: fresh draws as dots, those of the search as rings.

    Parameters
    ----------
    found
        What the search found.
    path
        Picture to write (PNG, SVG or PDF).
    language
        ``en`` or ``zh``; English where no font of this machine can write Chinese.
    """
    import matplotlib as mpl
    from matplotlib.figure import Figure

    font = chinese_font() if language == "zh" else None
    written: Language = "zh" if font else "en"
    with mpl.rc_context({"font.family": [font, "DejaVu Sans"]} if font else {}):
        figure = Figure(figsize=(6, 4.5), layout="constrained")
        axes = figure.add_subplot()
        scales = [100.0 if figure_named(one.metric).unit == "share" else 1.0 for one in found.objectives[:2]]
        for one in found.designs:
            colour = "#0072b2" if one.stays and one.keeps else "#999999"
            searched, fresh = (
                [x * scale for x, scale in zip(values[:2], scales, strict=True)]
                for values in (one.searched, one.fresh)
            )
            axes.plot([searched[0], fresh[0]], [searched[1], fresh[1]], "-", color="#cccccc", linewidth=1)
            axes.plot([searched[0]], [searched[1]], "o", mfc="none", mec=colour, markersize=5)
            half = [
                1.96 * x * scale if math.isfinite(x) else 0.0
                for x, scale in zip(one.errors[:2], scales, strict=True)
            ]
            axes.errorbar([fresh[0]], [fresh[1]], half[1], half[0], fmt="o", color=colour, markersize=5)
        labels = [_axis(found, at, written) for at in range(2)]
        axes.set_xlabel(labels[0], fontsize=9)
        axes.set_ylabel(labels[1], fontsize=9)
        axes.set_title(say("picture", written), loc="left", fontsize=9)
        save_picture(figure, path)


def _axis(found: Searched, at: int, language: Language) -> str:
    aim = found.objectives[at]
    unit = ", %" if figure_named(aim.metric).unit == "share" else ""
    return f"{aim_title(aim, language)}{unit} ({say(aim.better, language)})"
