"""Contracts for people: figures in the terminal and in the report, and the timeline of one history."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

import pandas as pd

from simulator.errors import InputError
from simulator.report.figures.picture import Picture
from simulator.report.figures.timeline import shortage_timeline
from simulator.report.lines import wrapped
from simulator.report.numbers import number
from simulator.report.terminal import table
from simulator.report.whole_rows import WholeRow, whole_cells, whole_rows
from simulator.report.words import Language, text
from simulator.results.contract_definitions import CONTRACT_METRICS, ContractMetric
from simulator.study.contracts import events_and_flows

if TYPE_CHECKING:
    from simulator.supply.trace import History

__all__ = ["SHOWN_EVENTS", "contract_lines", "contract_rows", "history_lines", "history_picture"]

_MOST_EVENTS = 60

SHOWN_EVENTS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "bids-opened": ("bids are opened", "开标"),
        "awarded": ("wins; number of areas", "中选；地区数"),
        "execution-begins": ("execution begins", "开始执行"),
        "outage": ("plant fails", "停产"),
        "recovery": ("plant is back", "恢复生产"),
        "stock-out": ("stock is used up", "库存耗尽"),
        "short": ("serves this part of its orders only", "仅能满足部分订单"),
        "serves-again": ("serves all its orders again", "恢复全部供应"),
        "out-of-material": ("runs out of raw material", "原料药断供"),
        "material-again": ("has raw material again", "原料药恢复供应"),
        "stop-reported": ("reports that it has stopped; takeover is prepared", "报告停产，准备启用备供"),
        "backup-called": ("its backups are called", "启用备供"),
        "others-asked": ("other winners are asked", "请其他中选企业供应"),
        "firm-invited": ("another firm is invited", "邀请其他企业供应"),
        "outside-asked": ("firms without an award are asked", "请未中选企业供应"),
        "talks": ("is summoned", "约谈"),
        "compensation": ("owes compensation", "承担赔偿"),
        "sample-failed": ("sample fails; no deliveries", "抽检不合格，暂停供应"),
        "recall-over": ("may deliver again", "恢复供应资格"),
        "hospitals-warned": ("hospitals are warned", "医疗机构被提醒约谈"),
        "hospitals-cut": ("hospitals lose funds", "医疗机构被扣减补助"),
        "hospitals-excluded": ("hospitals lose the insurance contract", "医疗机构被取消医保协议"),
        "award-lost-failure": ("loses the award: does not deliver", "因断供取消中选资格"),
        "award-lost-default": ("loses the award: refuses to go on", "因拒绝履约取消中选资格"),
        "award-lost-quality": ("loses the award: quality", "因质量问题取消中选资格"),
        "award-lost-collusion": ("loses the award: collusion", "因串通投标取消中选资格"),
        "end-of-term": ("the term ends", "协议期满"),
    }
)
"""What each event means."""


def contract_rows(contracts: pd.DataFrame) -> list[WholeRow[ContractMetric]]:
    """Read the figures of the whole tender out of the table ``contracts``."""
    return whole_rows(contracts, CONTRACT_METRICS)


def contract_lines(contracts: pd.DataFrame, language: Language) -> list[str]:
    """Write the figures of the whole tender as a table."""
    titles = ("contracts", "mean", "of-mean", "of-rounds", "worst-20th")
    rows = whole_cells(contract_rows(contracts), lambda one: f"{_label(one, language)}{_unit(one, language)}")
    lines = table([text(title, language) for title in titles], rows, (False, True, True, True, True))
    return [*lines, text("contracts-flow", language)]


def _label(metric: ContractMetric, language: Language) -> str:
    return metric.label_en if language == "en" else metric.label_zh


def _unit(metric: ContractMetric, language: Language) -> str:
    if metric.unit == "10,000 units":
        return " (10,000 units)" if language == "en" else "（万单位）"
    if metric.unit not in ("days", "months") or "onths" in metric.label_en:
        return ""
    if metric.unit == "days":
        return " (a year)" if language == "en" else "（每年）"
    return " (months)" if language == "en" else "（月）"


def history_lines(history: History, language: Language) -> list[str]:
    """Write the events of one history as a timeline."""
    shown = history.events[:_MOST_EVENTS]
    rows = [
        [
            history.day(one.month).isoformat(),
            f"{one.month:.1f}",
            one.firm,
            SHOWN_EVENTS[one.what][0 if language == "en" else 1],
            number(one.value, "share") if one.what == "short" else f"{one.value:.0f}" if one.value else "",
        ]
        for one in shown
    ]
    titles = ("day", "month", "firm", "event", "value")
    lines = table([text(title, language) for title in titles], rows, (False, True, False, False, True))
    head = text("history", language, variety=history.variety, replication=history.replication)
    left = len(history.events) - len(shown)
    more = [text("more-events", language, count=left)] if left else []
    notes = wrapped(text("supply-by-default", language)) if history.by_default else []
    return [head, "", *lines, *more, *(["", *notes] if notes else [])]


def history_picture(history: History) -> Picture:
    """Draw monthly deliveries by supplier, what is short, and the events that matter.

    Raises
    ------
    InputError
        If nothing was ever ordered, because nobody won.
    """
    name, number_ = history.variety, history.replication
    title = (f"{name}, replication {number_}", f"{name}，第{number_}次模拟")
    found = shortage_timeline(events_and_flows(history), title)
    if found is None:
        what = f"nothing was delivered in replication {number_} of {name}: nobody won"
        raise InputError.one(what, mend="choose another --replication or --variety")
    return found
