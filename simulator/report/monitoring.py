"""Quarterly monitoring for people: figures by quarter, by firm, region or variety, and what followed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING

import pandas as pd

from simulator.report.numbers import MISSING, number
from simulator.report.summary import wrapped
from simulator.report.terminal import table
from simulator.report.words import Language
from simulator.results.monitoring import MONITOR_METRICS, NOTICES

if TYPE_CHECKING:
    from simulator.study.monitoring import Monitored

__all__ = ["GROUPS", "monitor_lines", "monitor_rows"]

GROUPS = ("firm", "region", "variety")
"""What figures can be shown by, beside quarters."""

_DAYS = 365.25 / 4
_MOST_GROUPS = 12
_MOST_NOTICES = 15
_REMINDERS = ("reminder-use", "reminder-supply", "reminder-payment")

WORDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "head": (
            "Quarterly monitoring of {name} (rule book {book}); simulated rounds: {count}, from "
            "number {first}",
            "{name}（规则 {book}）执行情况季度监测，模拟 {count} 次，自第 {first} 次起",
        ),
        "quarter": ("Q", "季度"),
        "from": ("from", "起始日"),
        "purchases": ("bought", "采购"),
        "over_agreed": ("/agreed", "进度"),
        "delivery_rate": ("on time", "到货"),
        "shortage": ("short", "短缺"),
        "use_rate": ("used", "使用"),
        "paid_share": ("paid", "结算"),
        "overdue": ("overdue", "逾期"),
        "summons": ("talks", "约谈"),
        "delisting": ("off", "撤网"),
        "credit": ("credit", "信用"),
        "reminders": ("remind", "提醒"),
        "who": ("who", "对象"),
        "firm": ("firm", "企业"),
        "region": ("region", "地区"),
        "variety": ("variety", "品种"),
        "note": (
            "bought: deliveries in million yuan at award prices; /agreed: orders over the agreed "
            "volume pro rata; "
            "on time: delivered by the main supplier itself; used: use over purchases; paid: paid "
            "over due bills; "
            "overdue: million yuan at the end of the quarter; then makers summoned, products off the list, "
            "credit grades, reminders. Means over the simulated rounds.",
            "采购：按中选价计的供应额（百万元）；进度：订单与按时间进度的约定量之比；到货：由主供企业供应的比例；使用：使用量与采购量之比；"
            "结算：已付与应付之比；逾期：季末逾期货款（百万元）；其后为约谈企业数、撤网产品数、信用评级数、提醒数。均为各次模拟平均。",
        ),
        "by": ("By {what}, lowest delivery first (whole term)", "按{what}，到货率由低到高（整个协议期）"),
        "more": ("… and {count} more", "……其余 {count} 个"),
        "what": ("what followed", "后续措施"),
        "value": ("measure", "依据"),
        "one-round": ("In one simulated round (number {first}):", "其中一次模拟（第{first}次）："),
        "reminded": (
            "Reminders, all quarters: {use} to hospitals that lag, {supply} to makers that must "
            "secure supply, "
            "{payment} to pay overdue bills.",
            "各季度提醒合计：采购滞后 {use} 次，提醒企业保供 {supply} 次，货款逾期 {payment} 次。",
        ),
        "not-modelled": (
            "Payment and time in store follow thresholds of the section 'monitoring', most of them assumed; "
            "distributors are not modelled.",
            "结算与库存时间取自 monitoring 一节的参数，多为假设；未模拟配送企业。",
        ),
        "none": ("No contract was awarded: there is nothing to monitor.", "没有中选合同，无可监测。"),
        "grade-warned": ("warned", "提醒约谈"),
        "grade-cut": ("funds cut", "扣减补助"),
        "grade-excluded": ("insurance contract lost", "取消医保协议"),
        "grade-general": ("general", "一般"),
        "grade-medium": ("medium", "中等"),
        "grade-serious": ("serious", "严重"),
        "grade-worst": ("worst", "特别严重"),
    }
)
"""What is said about monitoring."""


def _say(key: str, language: Language, **values: str | int) -> str:
    return WORDS[key][0 if language == "en" else 1].format(**values)


def monitor_rows(found: Monitored) -> dict[str, object]:
    """Return figures and notices for programs."""

    def records(rows: pd.DataFrame) -> list[dict[str, object]]:
        plain = rows.astype(object).where(rows.notna(), None)
        return [{str(name): one[name] for name in plain.columns} for _, one in plain.iterrows()]

    return {
        "start": found.start.isoformat(),
        "figures": records(found.figures),
        "notices": records(found.notices),
    }


def monitor_lines(found: Monitored, by: str, language: Language) -> list[str]:
    """Write the report on a tender's contracts.

    Parameters
    ----------
    found
        What monitoring found.
    by
        ``firm``, ``region`` or ``variety``: what the second table is by.
    language
        ``en`` or ``zh``.
    """
    if found.rows.empty:
        return [_say("none", language)]
    rounds = found.rows["replication"]
    label = found.label
    head = _say(
        "head",
        language,
        name=label.scenario_id,
        book=label.rule_book,
        count=int(rounds.nunique()),
        first=int(rounds.min()),
    )
    lines = [*wrapped(head), "", *_quarters(found, language), ""]
    lines += [*wrapped(_say("note", language)), "", *_groups(found, by, language), ""]
    followed = _notices(found.notices, language)
    lines += [*followed, ""] if followed else []
    counted = found.notices["notice"].value_counts()
    reminded = {name.removeprefix("reminder-"): int(counted.get(name, 0)) for name in _REMINDERS}
    lines += wrapped(_say("reminded", language, **reminded))
    return [*lines, *wrapped(_say("not-modelled", language))]


def _quarters(found: Monitored, language: Language) -> list[str]:
    means = found.figures.pivot_table(index="quarter", columns="metric", values="mean", dropna=False)
    shown = ("purchases", "over_agreed", "delivery_rate", "shortage", "use_rate", "paid_share", "overdue")
    counts = ("summons", "delisting", "credit")
    rows = []
    for quarter, row in means.iterrows():
        number_of = int(str(quarter))
        day = found.start + timedelta(days=round((number_of - 1) * _DAYS))
        cells = [_written(float(row[name]), MONITOR_METRICS[name].unit) for name in shown]
        cells += [number(float(row[name]), "days") for name in counts]
        reminders = sum(float(row[name]) for name in _REMINDERS)
        rows.append([str(number_of), day.isoformat(), *cells, number(reminders, "days")])
    titles = ("quarter", "from", *shown, *counts, "reminders")
    header = [_say(title, language) for title in titles]
    return table(header, rows, (True, False, *(True,) * (len(titles) - 2)))


def _written(value: float, unit: str) -> str:
    return number(value, "days" if unit == "million yuan" else unit)


def _groups(found: Monitored, by: str, language: Language) -> list[str]:
    """Write the whole term by firm, region or variety, those with the lowest delivery first."""
    rows = found.rows
    rounds = int(rows["replication"].nunique())
    value = rows["reference"]
    wide = pd.DataFrame(
        {
            "name": rows[by],
            "bought": rows["purchased"] / 1e6 / rounds,
            "ordered": rows["ordered"] * value,
            "delivered": rows["delivered"] * value,
            "agreed": rows["agreed"] * value,
            "short": rows["short"] * value,
            "due": rows["due"],
            "paid": rows["paid"],
        }
    )
    summed = wide.groupby("name").sum()
    rate = (summed["delivered"] / summed["ordered"]).where(summed["ordered"] > 0)
    shown = summed.assign(rate=rate).sort_values("rate", kind="stable").head(_MOST_GROUPS)
    talks = found.notices[found.notices["notice"] == "summons"]
    summons = talks.groupby(by).size() if by != "region" else pd.Series(dtype=float)
    lines = []
    for name, row in shown.iterrows():
        cells = [
            number(float(row["bought"]), "days"),
            _over(row["ordered"], row["agreed"], "ratio"),
            _over(row["delivered"], row["ordered"], "share"),
            _over(row["short"], row["ordered"], "share"),
            _over(row["paid"], row["due"], "share"),
        ]
        if by != "region":
            cells.append(number(float(summons.get(name, 0)) / rounds, "days"))
        lines.append([str(name) or MISSING, *cells])
    titles: tuple[str, ...] = (by, "purchases", "over_agreed", "delivery_rate", "shortage", "paid_share")
    if by != "region":
        titles = (*titles, "summons")
    head = _say("by", language, what=_say(by, language))
    body = table([_say(title, language) for title in titles], lines, (False, *(True,) * (len(titles) - 1)))
    left = len(summed) - len(shown)
    return [head, "", *body, *([_say("more", language, count=left)] if left > 0 else [])]


def _over(above: float, below: float, unit: str) -> str:
    return number(float(above) / float(below), unit) if below > 0 else MISSING


def _notices(notices: pd.DataFrame, language: Language) -> list[str]:
    """Write summons, delistings and grades of the first simulated round; reminders are only counted."""
    first = notices["replication"].min() if len(notices) else 0
    chosen = notices[(notices["replication"] == first) & ~notices["notice"].isin(_REMINDERS)]
    if chosen.empty:
        return []
    order = pd.Categorical(chosen["notice"], ["delisting", "credit", "sanction", "summons"], ordered=True)
    chosen = chosen.assign(order=order).sort_values(["order", "quarter"], kind="stable")
    rows = [_notice(one, language) for _, one in chosen.head(_MOST_NOTICES).iterrows()]
    titles: Sequence[str] = ("quarter", "what", "who", "variety", "value")
    lines = table([_say(title, language) for title in titles], rows, (True, False, False, False, True))
    left = len(chosen) - len(rows)
    head = _say("one-round", language, first=int(first))
    return [head, *lines, *([_say("more", language, count=left)] if left > 0 else [])]


def _notice(one: pd.Series, language: Language) -> list[str]:
    words = NOTICES[str(one["notice"])][0 if language == "en" else 1]
    if one["grade"]:
        separator = ": " if language == "en" else "："
        words += separator + _say(f"grade-{one['grade']}", language)
    value, unit = float(one["value"]), str(one["unit"])
    units = {"months": (" months", "个月"), "yuan": (" yuan", "元")}.get(unit, ("", ""))
    measure = f"{value:,.0f}" if unit in ("months", "yuan") else number(value, unit)
    shown = measure + units[0 if language == "en" else 1] if unit else ""
    return [str(one["quarter"]), words, str(one["firm"]) or str(one["region"]), str(one["variety"]), shown]
