"""The published record beside its simulated distribution, for the terminal."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from simulator.report.comparison import signed
from simulator.report.fit_words import say
from simulator.report.lines import wrapped
from simulator.report.numbers import number, span
from simulator.report.search_words import metric_title
from simulator.report.terminal import table
from simulator.report.words import Language
from simulator.results.record import read_chinese_reasons
from simulator.study.experiments import Change, Experiment
from simulator.study.figures import FIGURES
from simulator.study.plan import load_scenario
from simulator.study.validation import Checked

__all__ = ["experiment_lines", "figure_title", "figure_unit", "validation_lines"]

_EXTRA: Mapping[str, tuple[str, str, str]] = MappingProxyType(
    {
        "bids_above_2850": ("Bids above 2,850 yuan", "高于2850元的报价数", "count"),
        "bids_below_1000": ("Bids below 1,000 yuan", "低于1000元的报价数", "count"),
        "first_cut_all": ("Lowest first bid: cut", "首轮最低报价降幅", "share"),
        "first_cut_more": (
            "Lowest first bid: cut, three bids or more",
            "首轮最低报价降幅（三家及以上）",
            "share",
        ),
        "first_cut_two": ("Lowest first bid: cut, two bids", "首轮最低报价降幅（两家）", "share"),
        "lowest_price": ("Lowest winning price, yuan", "最低中选价（元）", "price"),
        "mean_cut_generics": ("Mean price cut of generics", "仿制药平均降幅", "share"),
        "mean_cut_originators": ("Mean price cut of originators", "原研药平均降幅", "share"),
        "mean_price": ("Mean winning price, yuan", "平均中选价（元）", "price"),
        "min_cut_ceiling": (
            "Smallest price cut against the ceiling",
            "最小降幅（较最高有效申报价）",
            "share",
        ),
        "most_wins": ("Most products won by one firm", "单家企业最多中选产品数", "count"),
        "success_rate": ("Share of varieties bought", "采购成功品种占比", "share"),
        "varieties_over_five": ("Varieties with more than five bidders", "申报企业超过5家的品种数", "count"),
        "varieties_with_originator": (
            "Varieties with a bid of the originator",
            "原研参与申报的品种数",
            "count",
        ),
    }
)
"""Figures that only the record prints: titles and unit."""


def figure_title(name: str, language: Language) -> str:
    """Return the title of a figure of a run or of the record."""
    if name in FIGURES:
        return metric_title(name, language)
    return _EXTRA[name][0 if language == "en" else 1]


def figure_unit(name: str) -> str:
    """Return the unit of a figure of a run or of the record."""
    return FIGURES[name].unit if name in FIGURES else _EXTRA[name][2]


def validation_lines(checked: Sequence[Checked], language: Language) -> list[str]:
    """Write the figures that the model has in one table, tender by tender.

    Parameters
    ----------
    checked
        Rows of the record.
    language
        ``en`` or ``zh``.
    """
    computed = [one for one in checked if one.computed]
    keys = ("figure", "published", "simulated", "range", "role", "verdict")
    rows: list[list[str]] = []
    for tender in dict.fromkeys(one.row.tender for one in computed):
        own = [one for one in computed if one.row.tender == tender]
        rows.append([tender if language == "en" else _chinese_title(own[0]), "", "", "", "", ""])
        rows += [_cells(one, language) for one in own]
    heads = [say(key, language) for key in keys]
    lines = table(heads, rows, [False, True, True, True, False, False]) if rows else []
    fitted = [one.inside for one in computed if one.role == "calibration"]
    never = [one.inside for one in computed if one.role != "calibration"]
    facts = {
        "inside": sum(fitted) + sum(never),
        "computed": len(computed),
        "fitted": sum(fitted),
        "fits": len(fitted),
        "checked": sum(never),
        "checks": len(never),
        "others": len(checked) - len(computed),
    }
    notes = [say("sum-up", language, **facts)]
    notes += [say("others", language, **facts)] if facts["others"] else []
    notes += [say("says-inside", language), say("why", language)]
    said = [piece for note in notes for piece in wrapped(note)]
    return [*lines, "", *said, *_reasons(computed, language)]


def _reasons(computed: Sequence[Checked], language: Language) -> list[str]:
    """Say why figures are missed, those with the same reason together."""
    missed: dict[str, list[str]] = {}
    for one in computed:
        if not one.inside:
            tender = one.row.tender if language == "en" else _chinese_title(one)
            name = f"{tender}: {figure_title(one.row.figure, language)}"
            missed.setdefault(one.why, []).append(name)
    chinese = read_chinese_reasons() if language == "zh" else {}
    lines = []
    for why, names in missed.items():
        reason = chinese.get(why, why) or say("no-reason", language)
        lines += ["", *wrapped(reason), *(f"  {name}" for name in dict.fromkeys(names))]
    return lines


def _chinese_title(one: Checked) -> str:
    """Return the title of the scenario: the record names its tenders in English."""
    return load_scenario(one.row.scenario)[0].record.title.zh


def experiment_lines(changes: Sequence[tuple[Experiment, Sequence[Change]]], language: Language) -> list[str]:
    """Write natural experiments in one table: differences under the same draws, with their intervals.

    Parameters
    ----------
    changes
        Natural experiments with what came of them.
    language
        ``en`` or ``zh``.
    """
    rows: list[list[str]] = []
    for experiment, found in changes:
        rows.append([experiment.title if language == "en" else experiment.title_zh, "", "", "", ""])
        rows += [_change(one, language) for one in found]
    if not rows:
        return []
    heads = [say(key, language) for key in ("experiment", "difference", "of-difference", "published")]
    return ["", *table([*heads, ""], rows, [False, True, True, True, False])]


def _change(one: Change, language: Language) -> list[str]:
    unit = figure_unit(one.figure)
    ends = f"{signed(one.low, unit)} .. {signed(one.high, unit)}"
    cells = [f"  {figure_title(one.figure, language)}", signed(one.difference, unit), ends]
    if one.published is None:
        return [*cells, "", ""]
    same = (one.difference > 0) == (one.published > 0)
    verdict = say("experiment-same" if same else "experiment-differs", language)
    return [*cells, signed(one.published, unit), verdict]


def _cells(one: Checked, language: Language) -> list[str]:
    unit = figure_unit(one.row.figure)
    verdict = say("inside" if one.inside else "outside", language)
    return [
        f"  {figure_title(one.row.figure, language)}",
        _printed(one, unit, language),
        number(one.mean, unit),
        span(one.p05, one.p95, unit),
        say("yes" if one.role == "calibration" else "no", language),
        verdict,
    ]


def _printed(one: Checked, unit: str, language: Language) -> str:
    if not math.isfinite(one.row.high):
        return say("over", language, value=number(one.row.low, unit))
    if not one.row.printed or one.row.high - one.row.low > 0.2 * abs(one.row.value):
        return span(one.row.low, one.row.high, unit)
    return number(one.row.value, unit)
