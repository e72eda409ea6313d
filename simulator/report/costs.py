"""Recovered costs as tables, rows and a CSV file."""

from __future__ import annotations

import math
from collections.abc import Sequence
from csv import writer as csv_writer
from pathlib import Path

from simulator.money import TICKS_PER_YUAN
from simulator.report.numbers import MISSING, number, price, span
from simulator.report.terminal import table
from simulator.report.words import Language, text
from simulator.study.costs.results import CostRecovery, GroupMargin, PooledBids, RecoveredBid

__all__ = ["cost_lines", "cost_rows", "write_costs"]

Row = dict[str, object]

_SHOWN = 40


def cost_lines(found: CostRecovery, language: Language) -> list[str]:
    """Write margins by group, the bids (the first forty), and what the figures rest on."""
    lines = [*_groups(found, language), "", *_bids(found.bids[:_SHOWN], language)]
    if len(found.bids) > _SHOWN:
        lines.append(text("cr-more", language, count=len(found.bids) - _SHOWN))
    return [*lines, "", *_notes(found, language)]


def _groups(found: CostRecovery, language: Language) -> list[str]:
    titles = ("eq-class", "cr-bids", "cr-points", "cr-margin", "cr-interval", "cr-bounds")
    rows = [
        [
            text(f"class-{one.group}" if one.group != "all" else "cr-all", language),
            str(one.bids),
            str(one.points),
            number(one.mean, "share"),
            span(one.low, one.high, "share"),
            span(one.least, one.most, "share"),
        ]
        for one in found.groups
    ]
    return table([text(title, language) for title in titles], rows, [False] + [True] * 5)


def _bids(bids: Sequence[RecoveredBid], language: Language) -> list[str]:
    titles = ("variety", "firm", "price", "cr-cost", "cr-bounds", "cr-interval", "cr-margin")
    rows = [
        [
            one.variety,
            f"{one.firm} {one.brand}".strip(),
            price(one.price / TICKS_PER_YUAN),
            MISSING if one.cost is None else _estimate(one.cost),
            _range(one.lower, one.upper),
            _range(one.low, one.high),
            MISSING if one.margin is None else number(one.margin, "share"),
        ]
        for one in bids
    ]
    return table([text(title, language) for title in titles], rows, [False, False] + [True] * 5)


def _range(low: float, high: float) -> str:
    return f"{_estimate(low)} – {_estimate(high)}"


def _estimate(ticks: float) -> str:
    """Write an estimate in yuan with three digits: more would feign precision."""
    yuan = ticks / TICKS_PER_YUAN
    decimals = 2 if yuan < 1e-4 else max(2 - math.floor(math.log10(yuan)), 0)
    return f"{yuan:,.{min(decimals, 4)}f}"


def _notes(found: CostRecovery, language: Language) -> list[str]:
    lines = [text("cr-assumes", language), text(f"cr-basis-{found.basis}", language)]
    lines += [_pool(one, language) for one in found.pools]
    if found.reps:
        lines.append(text("cr-intervals", language, level=f"{found.level:.0%}", reps=found.reps))
    bounded = [sum(one.kind == kind for one in found.bids) for kind in ("line", "edge")]
    if any(bounded):
        lines.append(text("cr-bounded", language, line=bounded[0], edge=bounded[1]))
    unexplained = sum(one.kind == "unexplained" for one in found.bids)
    if unexplained:
        lines.append(text("cr-unexplained", language, count=unexplained))
    if found.invalid or found.alone:
        lines.append(text("cr-left", language, invalid=found.invalid, alone=found.alone))
    if found.left_out:
        names = [text(f"eq-left-{name}", language) for name in found.left_out]
        lines.append(text("cr-left-out", language, clauses=", ".join(names)))
    return lines


def _pool(one: PooledBids, language: Language) -> str:
    span_ = str(one.fewest) if one.fewest == one.most else f"{one.fewest}–{one.most}"
    key = "cr-pool-varieties" if one.whole else "cr-pool-bids"
    apart = text("cr-apart" if len(one.distributions) > 1 else "cr-together", language)
    return text(key, language, bidders=span_, varieties=one.varieties, bids=one.bids, apart=apart)


def cost_rows(found: CostRecovery) -> Row:
    """Return the recovery as plain values, for JSON; prices in yuan, ``null`` where undefined."""
    return {
        "basis": found.basis,
        "level": found.level,
        "reps": found.reps,
        "left_out_clauses": list(found.left_out),
        "invalid_bids": found.invalid,
        "bids_without_rival": found.alone,
        "pools": [
            {
                "bidders": [one.fewest, one.most],
                "varieties": one.varieties,
                "bids": one.bids,
                "distributions": list(one.distributions),
                "resampled": "varieties" if one.whole else "bids",
            }
            for one in found.pools
        ],
        "groups": [_group_row(one) for one in found.groups],
        "bids": [_bid_row(one) for one in found.bids],
    }


def _group_row(one: GroupMargin) -> Row:
    return {
        "group": one.group,
        "bids": one.bids,
        "points": one.points,
        "mean_margin": _plain(one.mean),
        "low": _plain(one.low),
        "high": _plain(one.high),
        "margin_least": one.least,
        "margin_most": one.most,
    }


def _bid_row(one: RecoveredBid) -> Row:
    def yuan(ticks: float | None) -> float | None:
        return None if ticks is None else round(ticks / TICKS_PER_YUAN, 6)

    return {
        "variety": one.variety,
        "firm": one.firm,
        "brand": one.brand,
        "group": one.group,
        "bidders": one.bidders,
        "price": yuan(one.price),
        "kind": one.kind,
        "cost": yuan(one.cost),
        "lower": yuan(one.lower),
        "upper": yuan(one.upper),
        "interval_low": yuan(one.low),
        "interval_high": yuan(one.high),
        "margin": None if one.margin is None else round(one.margin, 6),
    }


def _plain(value: float) -> float | None:
    return None if math.isnan(value) else value


def write_costs(found: CostRecovery, path: Path) -> None:
    """Write one row per bid into a CSV file; an empty cell where the cost is only bounded.

    Parameters
    ----------
    found
        The recovery.
    path
        File to write.
    """
    rows = [_bid_row(one) for one in found.bids]
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        out = csv_writer(file)
        out.writerow(rows[0])
        out.writerows([["" if cell is None else cell for cell in row.values()] for row in rows])
