"""How a campaign goes from round to round, as figures: prices, winners, shortage, bans and money by year."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pandas as pd

from simulator.report.figures.course import Path, by_round, by_year, firms_barred
from simulator.report.figures.picture import Picture

__all__ = ["campaign_pictures"]

_PATHS = (
    (
        "carried",
        Path(
            "price-path",
            ("Prices", "价格"),
            ("Price over the first reference", "中选价与首轮前最低采购价之比"),
        ),
        "price_over_original",
    ),
    (
        "award",
        Path("winners-path", ("Winners", "中选家数"), ("Winners per variety", "每品种中选家数")),
        "winners_per_variety",
    ),
    (
        "contracts",
        Path("shortage-path", ("Shortage", "短缺"), ("Orders not met", "未满足订单占比")),
        "shortage",
    ),
)


def campaign_pictures(tables: Mapping[str, pd.DataFrame], manifest: Mapping[str, object]) -> list[Picture]:
    """Return the figures of a campaign.

    Parameters
    ----------
    tables, manifest
        What its folder holds; what is missing is not drawn.
    """
    if "rounds" not in tables:
        return []
    rounds = tables["rounds"]
    found: list[Picture | None] = []
    for part, path, metric in _PATHS:
        own = rounds[(rounds["part"] == part) & (rounds["metric"] == metric)]
        found.append(by_round(own, path))
    known = manifest.get("replications")
    days = [date.fromisoformat(str(day)) for day in dict.fromkeys(rounds["date"])]
    if "bans" in tables and known is not None:
        found.append(firms_barred(tables["bans"], days, int(str(known))))
    if "budget" in tables:
        found.append(by_year(tables["budget"]))
    return [one for one in found if one is not None]
