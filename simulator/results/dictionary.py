"""The data dictionary: every metric and every column of the award table, with unit and meaning."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from simulator.errors import InputError, nearest
from simulator.results.definitions import DEFINITIONS, Level, Metric, Unit

__all__ = [
    "AGREEMENT_METRICS",
    "AWARD_COLUMNS",
    "METRICS",
    "ROUND_METRICS",
    "UNIT_LABELS",
    "VARIETY_METRICS",
    "Column",
    "Level",
    "Metric",
    "Unit",
    "metric",
]

METRICS: Mapping[str, Metric] = MappingProxyType({entry.name: entry for entry in DEFINITIONS})
"""Every metric by name."""

ROUND_METRICS: tuple[str, ...] = tuple(
    entry.name for entry in DEFINITIONS if entry.level != "variety" and not entry.needs_winners
)
"""Names of the metrics of a whole round, in the order of tables."""

AGREEMENT_METRICS: tuple[str, ...] = tuple(entry.name for entry in DEFINITIONS if entry.needs_winners)
"""Names of the metrics that follow where it is on record who won the actual tender."""

VARIETY_METRICS: tuple[str, ...] = tuple(entry.name for entry in DEFINITIONS if entry.level != "round")
"""Names of the metrics of each variety, in the order of tables."""

UNIT_LABELS: Mapping[Unit, tuple[str, str]] = MappingProxyType(
    {
        "share": ("share (1 = 100 %)", "比例（1 = 100%）"),
        "ratio": ("ratio", "比值"),
        "count": ("number", "个数"),
        "index": ("index from 0 to 1", "指数（0 至 1）"),
    }
)
"""English and Chinese wording of each unit."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the award table."""

    name: str
    unit: str
    says_en: str
    says_zh: str


AWARD_COLUMNS: tuple[Column, ...] = (
    Column("scenario_id", "", "Scenario that was run.", "所运行的情景。"),
    Column("rule_book", "", "Rule book that was applied.", "所适用的规则。"),
    Column("replication", "number", "Replication, from 0.", "模拟序号，自 0 起。"),
    Column("variety", "", "Variety that was tendered.", "品种。"),
    Column("firm", "", "Firm that bid.", "申报企业。"),
    Column(
        "brand",
        "",
        "Brand or product of the firm, empty if it has one only.",
        "企业的品牌或产品，仅有一个时为空。",
    ),
    Column(
        "class",
        "",
        "Class of the product: its quality status unless the scenario gives another.",
        "产品类别：除情景另有规定外，为质量状态。",
    ),
    Column("bid", "yuan", "Price as bid, before conversion.", "申报价（折算前）。"),
    Column(
        "ceiling",
        "yuan",
        "Highest valid bid for the specification; empty if not on record.",
        "该品规的最高有效申报价；无记录时为空。",
    ),
    Column(
        "reference",
        "yuan",
        "Lowest procurement price before the tender; empty if not on record.",
        "集采前最低采购价；无记录时为空。",
    ),
    Column("cost", "yuan", "Cost of the product; empty if not known.", "产品成本；未知时为空。"),
    Column("comparable", "yuan", "Bid converted to the main specification.", "单位可比价。"),
    Column(
        "state",
        "",
        "Reason code of where the bid ended, such as won or no-place.",
        "报价的最终状态代码。",
    ),
    Column(
        "offered",
        "yuan",
        "Price offered in a revival or negotiation; empty without an offer.",
        "复活或议价时给出的价格；没有时为空。",
    ),
    Column(
        "price",
        "yuan",
        "Comparable award price; empty for a bid that lost.",
        "中选可比价；未中选时为空。",
    ),
    Column(
        "rank",
        "number",
        "Rank among the winners, from 1; 0 for a bid that lost.",
        "中选顺位，自 1 起；未中选为 0。",
    ),
    Column("volume", "units", "Committed volume; 0 where none is on record.", "约定采购量；无记录时为 0。"),
    Column("areas", "number", "Number of areas served as main supplier.", "主供地区数。"),
    Column("backup_areas", "number", "Number of areas served as backup supplier.", "备供地区数。"),
)
"""Columns of the award table, in order; prices are in yuan."""


def metric(name: str) -> Metric:
    """Look a metric up by name.

    Raises
    ------
    InputError
        If there is no such metric; the message names the nearest one.
    """
    if name not in METRICS:
        raise InputError.one(
            f"there is no metric '{name}'",
            mend=f"{nearest(name, METRICS)} ('vbp list metrics' names them all)",
        )
    return METRICS[name]
