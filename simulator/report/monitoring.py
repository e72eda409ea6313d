"""Quarterly monitoring for people: figures by quarter, by firm, region or variety, and what followed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

import pandas as pd

from simulator.report.monitoring_words import say_of
from simulator.report.numbers import MISSING, number
from simulator.report.summary import wrapped
from simulator.report.terminal import table
from simulator.report.words import Language
from simulator.results.monitoring import MONITOR_METRICS, NOTICES

if TYPE_CHECKING:
    from simulator.study.monitoring import Monitored

__all__ = ["GROUPS", "monitor_lines", "monitor_rows"]

GROUPS = ("firm", "region", "variety", "distributor")
"""What figures can be shown by, beside quarters."""

_DAYS = 365.25 / 4
_MOST_GROUPS = 12
_MOST_NOTICES = 15
_REMINDERS = ("reminder-use", "reminder-supply", "reminder-payment")


def monitor_rows(found: Monitored) -> dict[str, object]:
    """Return figures and notices for programs."""

    def records(rows: pd.DataFrame) -> list[dict[str, object]]:
        plain = rows.astype(object).where(rows.notna(), None)
        return [{str(name): one[name] for name in plain.columns} for _, one in plain.iterrows()]

    return {
        "start": found.start.isoformat(),
        "figures": records(found.figures),
        "notices": records(found.notices),
        "distributors": records(found.distributors),
    }


def monitor_lines(found: Monitored, by: str, language: Language) -> list[str]:
    """Write the report on a tender's contracts.

    Parameters
    ----------
    found
        What monitoring found.
    by
        ``firm``, ``region``, ``variety`` or ``distributor``: what the second table is by.
    language
        ``en`` or ``zh``.
    """
    if found.rows.empty:
        return [say_of("none", language)]
    rounds = found.rows["replication"]
    label = found.label
    head = say_of(
        "head",
        language,
        name=label.scenario_id,
        book=label.rule_book,
        count=int(rounds.nunique()),
        first=int(rounds.min()),
    )
    lines = [*wrapped(head), "", *_quarters(found, language), ""]
    groups = _distributors(found, language) if by == "distributor" else _groups(found, by, language)
    lines += [*wrapped(say_of("note", language)), "", *groups, ""]
    followed = _notices(found.notices, language)
    lines += [*followed, ""] if followed else []
    counted = found.notices["notice"].value_counts()
    reminded = {name.removeprefix("reminder-"): int(counted.get(name, 0)) for name in _REMINDERS}
    lines += wrapped(say_of("reminded", language, **reminded))
    return [*lines, *wrapped(say_of("not-modelled", language))]


def _quarters(found: Monitored, language: Language) -> list[str]:
    means = found.figures.pivot_table(index="quarter", columns="metric", values="mean", dropna=False)
    shown = ("purchases", "over_agreed", "delivery_rate", "shortage", "use_rate", "paid_share", "overdue")
    counts = ("summons", "delisting", "credit")
    rows = []
    for quarter, row in means.iterrows():
        number_of = int(str(quarter))
        day = found.start + timedelta(days=round((number_of - 1) * _DAYS))
        cells = [_written(float(row[name]), MONITOR_METRICS[name].unit) for name in shown]
        cells.append(number(float(row["summons"] + row["summons-distributor"]), "days"))
        cells += [number(float(row[name]), "days") for name in counts[1:]]
        reminders = sum(float(row[name]) for name in _REMINDERS)
        rows.append([str(number_of), day.isoformat(), *cells, number(reminders, "days")])
    titles = ("quarter", "from", *shown, *counts, "reminders")
    header = [say_of(title, language) for title in titles]
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
    head = say_of("by", language, what=say_of(by, language))
    body = table([say_of(title, language) for title in titles], lines, (False, *(True,) * (len(titles) - 1)))
    left = len(summed) - len(shown)
    return [head, "", *body, *([say_of("more", language, count=left)] if left > 0 else [])]


def _distributors(found: Monitored, language: Language) -> list[str]:
    """Write the whole term by distributor, those with the lowest part in time first."""
    rounds = int(found.rows["replication"].nunique())
    table_of = found.distributors.astype({"distributor": str})
    names = table_of["region"] + " D" + table_of["distributor"]
    summed = table_of[["carried", "late"]].groupby(names).sum()
    talks = found.notices[found.notices["notice"] == "summons-distributor"]
    summons = talks.groupby(talks["region"] + " " + talks["firm"]).size()
    order = (summed["late"] / summed["carried"]).sort_values(ascending=False, kind="stable").index
    lines = [
        [
            str(name),
            number(float(summed["carried"][name]) / 1e6 / rounds, "days"),
            number(1 - float(summed["late"][name]) / float(summed["carried"][name]), "share"),
            number(float(summons.get(name, 0)) / rounds, "days"),
        ]
        for name in order[:_MOST_GROUPS]
    ]
    titles = ("distributor", "carried", "in-time", "summons")
    body = table([say_of(title, language) for title in titles], lines, (False, True, True, True))
    left = len(summed) - len(lines)
    more = [say_of("more", language, count=left)] if left > 0 else []
    return [say_of("by", language, what=say_of("distributor", language)), "", *body, *more]


def _over(above: float, below: float, unit: str) -> str:
    return number(float(above) / float(below), unit) if below > 0 else MISSING


def _notices(notices: pd.DataFrame, language: Language) -> list[str]:
    """Write summons, delistings and grades of the first simulated round; reminders are only counted."""
    first = notices["replication"].min() if len(notices) else 0
    chosen = notices[(notices["replication"] == first) & ~notices["notice"].isin(_REMINDERS)]
    if chosen.empty:
        return []
    order = pd.Categorical(
        chosen["notice"], ["delisting", "credit", "sanction", "summons", "summons-distributor"], ordered=True
    )
    chosen = chosen.assign(order=order).sort_values(["order", "quarter"], kind="stable")
    rows = [_notice(one, language) for _, one in chosen.head(_MOST_NOTICES).iterrows()]
    titles: Sequence[str] = ("quarter", "what", "who", "variety", "value")
    lines = table([say_of(title, language) for title in titles], rows, (True, False, False, False, True))
    left = len(chosen) - len(rows)
    head = say_of("one-round", language, first=int(first))
    return [head, *lines, *([say_of("more", language, count=left)] if left > 0 else [])]


def _notice(one: pd.Series, language: Language) -> list[str]:
    words = NOTICES[str(one["notice"])][0 if language == "en" else 1]
    if one["grade"]:
        separator = ": " if language == "en" else "："
        words += separator + say_of(f"grade-{one['grade']}", language)
    value, unit = float(one["value"]), str(one["unit"])
    units = {"months": (" months", "个月"), "yuan": (" yuan", "元"), "days": (" days", "天")}.get(
        unit, ("", "")
    )
    measure = f"{value:,.0f}" if unit in ("months", "yuan", "days") else number(value, unit)
    shown = measure + units[0 if language == "en" else 1] if unit else ""
    return [str(one["quarter"]), words, f"{one['region']} {one['firm']}".strip(), str(one["variety"]), shown]
