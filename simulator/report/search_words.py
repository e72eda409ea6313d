"""Words of sensitivity and of searches for rules, in English and Chinese."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from simulator.report.numbers import number
from simulator.report.words import Language
from simulator.results.welfare_definitions import MONEY_UNITS
from simulator.study.aims import Objective
from simulator.study.stage_figures import figure_named

__all__ = ["aim_title", "aim_value", "metric_title", "say", "unit_title"]

_TEXTS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "moved": ("moved", "变动的参数"),
        "measure": ("measure", "度量"),
        "index": ("index", "指数"),
        "interval": ("95 %", "95%区间"),
        "first": ("alone (first)", "单独（一阶）"),
        "total": ("with others (total)", "含交互（总）"),
        "mean-effect": ("mean effect", "平均效应"),
        "distance": ("distance", "分布距离"),
        "none": ("moves nothing", "无影响"),
        "says-first": (
            "Shares of the variance of the mean over {reps} replications: alone, and with all others.",
            "指数为{reps}次模拟均值方差中的占比：单独作用，以及含与其他参数的交互。",
        ),
        "says-mean-effect": (
            "Mean size of the change of the figure, in its unit, when the value moves over its whole range, "
            "from {size} starting places, {reps} replications each.",
            "参数在整个取值范围内变动时指标变化的平均幅度（单位同指标），由{size}条轨迹得出，每点模拟{reps}次。",
        ),
        "says-distance": (
            "How far the distribution of the figure moves when the value is held, from 0 to 1; {size} "
            "points, {reps} replications each. With few points a value that moves nothing is above 0 too.",
            "固定参数时指标分布移动的距离（0至1）；共{size}个点，每点模拟{reps}次。点数少时，无影响的参数也大于0。",
        ),
        "says-none": ("Nothing that was moved changes this figure.", "所变动的参数均不影响该指标。"),
        "cut-off": (
            "Intervals end where an index can go no further (0, or 1).",
            "区间截止于指数可能取值的端点（0或1）。",
        ),
        "too-few": ("TOO FEW POINTS: do not rely on these numbers.", "点数过少：请勿依赖以上数字。"),
        "too-few-short": ("too few points", "点数过少"),
        "few": ("only {size} {what}", "仅{size}{what}"),
        "outside": (
            "{names}: estimate outside of what an index can be",
            "{names}：估计值超出指数可能范围",
        ),
        "wide": ("{names}: interval wider than 0.5", "{names}：区间宽度超过0.5"),
        "first-above-total": (
            "{names}: alone more than with all others, which cannot be",
            "{names}：单独作用大于含交互的总作用，不可能成立",
        ),
        "unranked": (
            "{names}: interval wider than the largest effect, so that the order is not known",
            "{names}：区间宽于最大效应，次序无法确定",
        ),
        "needed": (
            "Roughly {needed} {what} are needed, that is {points} runs: --points {needed}",
            "大约需要{needed}{what}，即运行{points}次：--points {needed}",
        ),
        "of-sobol": ("base points", "个基点"),
        "of-morris": ("trajectories", "条轨迹"),
        "of-pawn": ("points", "个点"),
        "more": (" and {count} more", "等{count}项"),
        "limits": ("limits", "约束"),
        "set": ("set", "非支配集"),
        "kept": ("kept", "满足"),
        "broken": ("broken", "违反"),
        "stays": ("stays", "保留"),
        "beaten": ("beaten", "被支配"),
        "worst": ("{title}, worst 5 %", "{title}（最差5%）"),
        "high": ("high is better", "越高越好"),
        "low": ("low is better", "越低越好"),
        "design": ("design", "方案"),
        "no-design": ("no point of the search keeps the limits", "搜索中没有满足约束的点"),
        "fresh": (
            "Values on {fresh} fresh replications; in brackets those on the {reps} of the search, which "
            "chose the designs.",
            "目标值由{fresh}次新抽样得出；括号内为搜索所用{reps}次抽样上的值，方案即由其选出。",
        ),
        "tail": (
            "The worst 5 % of {reps} replications are {tail}: a search on so few cannot tell a tail; raise "
            "--reps to 400 or more.",
            "{reps}次模拟中最差5%仅{tail}次，不足以判断尾部；请将--reps提高到400以上。",
        ),
        "picture": (
            "Designs: fresh draws (dots, 95 %) and the search (rings)",
            "方案：新抽样（点，95%区间）与搜索（圈）",
        ),
        "path": ("Points and tables: {path}", "各点与数据表：{path}"),
    }
)

_UNITS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "share": ("percentage points", "百分点"),
        "count": ("number", "个"),
        "ratio": ("ratio", "比值"),
        "index": ("index from 0 to 1", "指数（0至1）"),
        "days": ("days a year", "天/年"),
        "months": ("months", "月"),
        **MONEY_UNITS,
        "million yuan": ("million yuan a year", "百万元/年"),
    }
)


def say(key: str, language: Language, **facts: object) -> str:
    """Return a text with facts filled in."""
    return _TEXTS[key][0 if language == "en" else 1].format(**facts)


def metric_title(name: str, language: Language) -> str:
    """Return the title of a figure."""
    figure = figure_named(name)
    # Parts of other figures begin with a dash in their tables.
    return (figure.label_en if language == "en" else figure.label_zh).removeprefix("- ")


def unit_title(name: str, language: Language) -> str:
    """Return the unit that changes of a figure are told in."""
    unit = figure_named(name).unit
    return _UNITS.get(unit, (unit, unit))[0 if language == "en" else 1]


def aim_title(aim: Objective, language: Language) -> str:
    """Return the title of an objective."""
    title = metric_title(aim.metric, language)
    return say("worst", language, title=title) if aim.tail else title


def aim_value(aim: Objective, value: float) -> str:
    """Write a value of an objective in its unit."""
    return number(value, figure_named(aim.metric).unit)
