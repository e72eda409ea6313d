"""Figures of quarterly monitoring: what each is, in both languages, and the table over replications."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import numpy as np
import pandas as pd

from simulator.results.bids import Floats, ratio
from simulator.results.count_words import QUARTER_WORDS, formula_in_words
from simulator.results.estimates import estimate, expected_shortfall
from simulator.results.tables import RunLabel

__all__ = ["CARRIED", "COLUMNS", "MONITOR_METRICS", "NOTICES", "MonitorMetric", "monitor_table", "totals"]

COLUMNS: Mapping[str, tuple[str, str, str]] = MappingProxyType(
    {
        "quarter": ("number", "Quarter of the contract, from 1.", "合同季度，自1起。"),
        "ordered": ("units", "Units ordered from the main supplier's cell.", "向主供企业下达的订单量。"),
        "delivered": ("units", "Of these delivered by the main supplier.", "主供企业供应量。"),
        "helped": ("units", "Delivered by backups, other winners and others.", "备供及其他企业供应量。"),
        "short": ("units", "Not delivered by anyone.", "短缺量。"),
        "used": ("units", "Used by patients.", "使用量。"),
        "agreed": ("units", "Agreed volume pro rata.", "按时间进度的约定采购量。"),
        "ordered_to_date": ("units", "Orders since the start of the contract year.", "本合同年累计订单。"),
        "agreed_to_date": ("units", "Agreed volume since then, pro rata.", "本合同年累计约定量。"),
        "purchased": ("yuan", "Deliveries at the suppliers' award prices.", "按中选价计的采购金额。"),
        "due": ("yuan", "Bills that fall due.", "到期应付货款。"),
        "paid": ("yuan", "Bills paid, in time or late.", "已付货款。"),
        "overdue": ("yuan", "Bills overdue at the end of the quarter.", "季末逾期货款。"),
    }
)
"""Columns of the table ``monitoring`` after scenario, replication, variety, region and firm: unit,
meaning."""

CARRIED: Mapping[str, tuple[str, str, str]] = MappingProxyType(
    {
        "replication": ("number", "Simulated round, from 0.", "模拟次序，自0起。"),
        "quarter": ("number", "Quarter of the contract, from 1.", "合同季度，自1起。"),
        "region": (
            "text",
            "Region; the product where contracts have no regions.",
            "地区；不分地区时为产品。",
        ),
        "distributor": ("number", "Distributor in the region, from 1.", "该地区的配送企业，自1起。"),
        "carried": ("yuan", "Purchases that it carried.", "其配送的采购金额。"),
        "late": ("yuan", "Of these what came late.", "其中延迟送达的金额。"),
    }
)
"""Columns of the table ``distributors`` after scenario and rule book: unit, meaning."""

NOTICES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "summons": ("maker summoned over late supply", "因供货不及时约谈生产企业"),
        "summons-distributor": ("distributor summoned over late delivery", "因配送不及时约谈配送企业"),
        "delisting": ("product off the list", "撤网"),
        "credit": ("credit grade", "信用评级"),
        "sanction": ("hospitals sanctioned", "医疗机构惩戒"),
        "reminder-use": ("hospitals reminded: orders lag behind", "提醒医疗机构：采购进度滞后"),
        "reminder-supply": ("maker reminded: orders run far ahead", "提醒企业保供：用量较大"),
        "reminder-payment": ("hospitals reminded: bills overdue", "提醒医疗机构：货款逾期"),
    }
)
"""What monitoring leads to."""


@dataclass(frozen=True, slots=True)
class MonitorMetric:
    """One figure of a quarter: a sum, or a ratio of two sums, over varieties, regions and firms."""

    name: str
    unit: Literal["share", "ratio", "million yuan", "count"]
    label_en: str
    label_zh: str
    over: str
    under: str = ""
    worse: Literal["high", "low"] = "low"

    @property
    def formula(self) -> tuple[str, str]:
        """The formula in words, in English and in Chinese."""
        return formula_in_words(QUARTER_WORDS, [self.over], [self.under] if self.under else [])


_ALL = (
    MonitorMetric("purchases", "million yuan", "purchases", "采购额", "purchased"),
    MonitorMetric(
        "over_agreed",
        "ratio",
        "orders over agreed volume",
        "订单与约定量之比",
        "ordered_value",
        "agreed_value",
    ),
    MonitorMetric(
        "delivery_rate",
        "share",
        "delivered by main suppliers",
        "主供到货率",
        "delivered_value",
        "ordered_value",
    ),
    MonitorMetric(
        "carried_in_time", "share", "carried in time by distributors", "配送及时率", "in_time", "carried"
    ),
    MonitorMetric("shortage", "share", "short", "短缺率", "short_value", "ordered_value", "high"),
    MonitorMetric("use_rate", "share", "use over purchases", "使用与采购之比", "used_value", "got_value"),
    MonitorMetric("paid_share", "share", "paid over due", "已付与应付之比", "paid", "due"),
    MonitorMetric("overdue", "million yuan", "overdue at the end", "季末逾期", "overdue", worse="high"),
    *(
        MonitorMetric(name, "count", words[0], words[1], name, worse="high")
        for name, words in NOTICES.items()
    ),
)

MONITOR_METRICS: Mapping[str, MonitorMetric] = MappingProxyType({one.name: one for one in _ALL})
"""Every figure of a quarter by name. Volumes of varieties are added at reference prices."""

_VALUED = ("ordered", "delivered", "short", "used", "agreed")
_MONEY = ("purchased", "due", "paid", "overdue")


def totals(rows: pd.DataFrame, notices: pd.DataFrame, carried: pd.DataFrame) -> pd.DataFrame:
    """Add up each quarter of each replication.

    Parameters
    ----------
    rows
        Table ``monitoring``, with the reference price in ``reference``.
    notices
        Table ``notices``.
    carried
        Table ``distributors``.

    Returns
    -------
    pandas.DataFrame
        By replication and quarter, one column for every sum that a figure is made of.
    """
    valued = {f"{name}_value": rows[name] * rows["reference"] for name in _VALUED}
    got = (rows["delivered"] + rows["helped"]) * rows["reference"]
    wide = rows[["replication", "quarter", *_MONEY]].assign(**valued, got_value=got)
    summed = wide.groupby(["replication", "quarter"]).sum()
    ways = carried.assign(in_time=carried["carried"] - carried["late"])
    ways = ways.groupby(["replication", "quarter"])[["carried", "in_time"]].sum()
    summed[["carried", "in_time"]] = ways.reindex(summed.index, fill_value=0.0)
    for name in NOTICES:
        counted = notices[notices["notice"] == name].groupby(["replication", "quarter"]).size()
        summed[name] = counted.reindex(summed.index, fill_value=0).astype(np.float64)
    return summed


def monitor_table(label: RunLabel, summed: pd.DataFrame) -> pd.DataFrame:
    """Return one row for each figure of each quarter, with intervals over the replications.

    Parameters
    ----------
    label
        What the run is called.
    summed
        As :func:`totals` returns it.
    """
    return pd.DataFrame(list(_rows(label, summed)))


def _rows(label: RunLabel, summed: pd.DataFrame) -> Iterator[dict[str, object]]:
    for quarter, of_quarter in summed.groupby(level="quarter"):
        for name, metric in MONITOR_METRICS.items():
            values = _figure(of_quarter, metric)
            e = estimate(values)
            yield {
                **label.head(),
                "quarter": quarter,
                "variety": "",
                "metric": name,
                **{column: getattr(e, column) for column in ("mean", "low", "high", "p05", "p95")},
                "shortfall": expected_shortfall(values, metric.worse),
                "se": e.se,
                "n": e.n,
                "unit": metric.unit,
            }


def _figure(summed: pd.DataFrame, metric: MonitorMetric) -> Floats:
    over: Floats = summed[metric.over].to_numpy(dtype=np.float64)
    if metric.under:
        return ratio(over, summed[metric.under].to_numpy(dtype=np.float64))
    return over / 1e6 if metric.unit == "million yuan" else over
