"""The figures of a run: which can be drawn from its tables, and from which table each is drawn."""

from __future__ import annotations

import numpy as np
import pandas as pd

from simulator.errors import InputError
from simulator.market.areas import load_areas
from simulator.report.data import ReportData
from simulator.report.figures.cash import cash_flows
from simulator.report.figures.cuts import cuts_of_rounds, cuts_of_varieties
from simulator.report.figures.frontier import price_risk_frontier
from simulator.report.figures.picture import Picture, Words
from simulator.report.figures.tiles import tile_map
from simulator.report.figures.timeline import shortage_timeline
from simulator.report.figures.winners import winners_by_bids
from simulator.report.one_round import places_for
from simulator.report.spread import spread_by_variety
from simulator.scenario.catalogue import find_table

__all__ = ["area_names", "contract_pictures", "money_pictures", "region_means", "tender_pictures"]

_CUTS = ("mean_cut_reference", "mean_cut_ceiling")


def tender_pictures(data: ReportData) -> list[Picture]:
    """Draw what the tables of the tender can show, in the order of the page."""
    tables = data.tables
    found: list[Picture | None] = []
    if "replications" in tables:
        published = {one.figure.metric: one.figure for one in data.verdicts}
        found.append(cuts_of_rounds(tables["replications"], published))
    if "varieties" in tables and data.rules is not None:
        clauses = data.rules.record.clauses
        found.append(winners_by_bids(tables["varieties"], lambda count: places_for(count, clauses)))
    if (metric := _cut_known(tables.get("varieties"))) is not None:
        spread = spread_by_variety(data.path, tables, metric)
        found.append(None if spread is None else cuts_of_varieties(spread, metric))
    return [one for one in found if one is not None]


def contract_pictures(data: ReportData) -> list[Picture]:
    """Draw what the tables of contracts can show; nothing if the run carried none out."""
    tables = data.tables
    found: list[Picture | None] = []
    if "history" in tables:
        found.append(shortage_timeline(tables["history"]))
    if "regions" in tables:
        names = area_names(data)
        days: Words = ("Days a year with a shortage", "年均短缺天数")
        found.append(tile_map(region_means(tables["regions"], "shortage_days"), names, days, "days"))
    if "contracts" in tables and (metric := _cut_known(tables.get("varieties"))) is not None:
        points = _points(tables["varieties"], tables["contracts"], metric)
        found.append(price_risk_frontier(points, ("Orders not met", "未满足订单占比"), ("varieties", "品种")))
    return [one for one in found if one is not None]


def money_pictures(data: ReportData) -> list[Picture]:
    """Draw what the tables of money can show; nothing if the run did not follow it."""
    drawn = cash_flows(data.tables["ledger"]) if "ledger" in data.tables else None
    return [] if drawn is None else [drawn]


def region_means(regions: pd.DataFrame, metric: str) -> pd.DataFrame:
    """Return a figure of each region for all that it buys.

    Parameters
    ----------
    regions
        Table ``regions`` of a run.
    metric
        The figure.

    Returns
    -------
    DataFrame
        ``region``, ``mean``, ``low``, ``high`` (95 % interval of the mean).
    """
    rows = regions[(regions["metric"] == metric) & (regions["variety"] == "")]
    return rows[["region", "mean", "low", "high"]].sort_values("region", ignore_index=True)


def area_names(data: ReportData) -> dict[str, Words]:
    """Return the names of the supply areas by code; nothing if their table cannot be read."""
    if data.scenario is None or data.rules is None:
        return {}
    own, shipped = data.scenario.record.market.areas_file, data.rules.record.clauses.supply.areas.value
    try:
        areas = load_areas(find_table(own, data.path) if own else shipped)
    except (InputError, OSError):
        return {}
    return {code: (en, zh) for code, en, zh in zip(areas.codes, areas.names_en, areas.names_zh, strict=True)}


def _cut_known(varieties: pd.DataFrame | None) -> str | None:
    if varieties is None:
        return None
    known = set(varieties.loc[varieties["mean"].notna(), "metric"])
    return next((name for name in _CUTS if name in known), None)


def _points(varieties: pd.DataFrame, contracts: pd.DataFrame, metric: str) -> pd.DataFrame:
    columns = ["mean", "low", "high"]
    cuts = varieties[varieties["metric"] == metric].set_index("variety")
    risk = contracts[(contracts["metric"] == "shortage") & (contracts["variety"] != "")].set_index("variety")
    cuts = cuts.reindex(risk.index)
    if not set(columns) <= set(cuts.columns):
        cuts = cuts.assign(low=np.nan, high=np.nan)
    found = {"label": risk.index.to_numpy()}
    for name, table in (("cut", cuts), ("risk", risk)):
        keys = (name, f"{name}_low", f"{name}_high")
        found |= {key: table[column].to_numpy() for key, column in zip(keys, columns, strict=True)}
    return pd.DataFrame(found)
