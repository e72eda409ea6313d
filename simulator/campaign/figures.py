"""Figures of what is carried from round to round, by replication."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from simulator.campaign.bids import Tabled
from simulator.campaign.carried import Ban, Floats
from simulator.campaign.stages import Stage
from simulator.rules.lot import AwardedLot, Bools

__all__ = ["CARRIED_FIGURES", "carried_figures", "mean_price"]

CARRIED_FIGURES: dict[str, str] = {
    "varieties_put_up": "count",
    "firms_barred": "count",
    "bids_barred": "count",
    "winners_barred": "count",
    "products_given_up": "count",
    "new_bids": "count",
    "incumbent_bids": "count",
    "incumbent_win_rate": "share",
    "winners_new": "share",
    "price_over_before": "ratio",
    "price_over_original": "ratio",
    "awards_lost": "count",
    "bans_imposed": "count",
}
"""Figures by name, with their unit."""


def carried_figures(
    stage: Stage, tabled: Sequence[Tabled], awarded: Sequence[AwardedLot], bans: Sequence[Ban]
) -> dict[str, Floats]:
    """Count what a round took over from those before it: ``[R]`` by name.

    Parameters
    ----------
    stage
        The round made ready.
    tabled
        Its bids, by variety.
    awarded
        Its awards.
    bans
        Bans that its contracts end in.
    """
    present = [lot.lot.present & np.ones_like(lot.won) for lot in awarded]
    before = [one.standing.won for one in tabled]
    held = [one.standing.held for one in tabled]
    won = [lot.won for lot in awarded]
    new = [
        there & np.array([firm.startswith(f"{stage.plan.id} ") for firm in entrants.firms])
        for there, entrants in zip(present, stage.tender.entrants, strict=True)
    ]
    put_up = np.stack([one.put_up for one in tabled], axis=1)
    incumbents = _count([a & b for a, b in zip(held, present, strict=True)])
    again = _count([a & b & c for a, b, c in zip(held, present, won, strict=True)])
    winners = _count(won)
    follows = stage.follows is not None
    nothing = np.full(len(put_up), np.nan)
    return {
        "varieties_put_up": put_up.sum(axis=1).astype(np.float64),
        "firms_barred": _firms_barred(stage, tabled),
        "bids_barred": _count([one.barred for one in tabled]),
        "winners_barred": _count([one.barred & was for one, was in zip(tabled, before, strict=True)]),
        "products_given_up": _count([one.gone & ~one.standing.gone for one in tabled]),
        "new_bids": _count(new),
        "incumbent_bids": incumbents if follows else nothing,
        "incumbent_win_rate": _over(again, incumbents),
        "winners_new": _over(winners - _count([a & b for a, b in zip(before, won, strict=True)]), winners)
        if follows
        else nothing,
        "price_over_before": _price_ratio(tabled, awarded) if follows else nothing,
        "price_over_original": _original(stage, awarded),
        "awards_lost": _lost(bans, len(put_up), only_barred=False),
        "bans_imposed": _lost(bans, len(put_up), only_barred=True),
    }


def mean_price(price: Floats, won: Bools) -> Floats:
    """Return the mean price of the winning products, ``[R]``; ``nan`` without one."""
    return _over(np.where(won, price, 0.0).sum(axis=1), won.sum(axis=1).astype(np.float64))


def _firms_barred(stage: Stage, tabled: Sequence[Tabled]) -> Floats:
    firms = sorted({firm for one in stage.tender.entrants for firm in one.firms})
    out = np.zeros((len(tabled[0].put_up), len(firms)), dtype=np.bool_)
    for one, entrants in zip(tabled, stage.tender.entrants, strict=True):
        for at, firm in enumerate(entrants.firms):
            out[:, firms.index(firm)] |= one.barred[:, at]
    return np.asarray(out.sum(axis=1), dtype=np.float64)


def _price_ratio(tabled: Sequence[Tabled], awarded: Sequence[AwardedLot]) -> Floats:
    """Return the mean over varieties bought both times of the mean price over the one before."""
    ratios = [
        _over(
            mean_price(lot.price.astype(np.float64), lot.won),
            mean_price(one.standing.price.astype(np.float64), one.standing.won),
        )
        for one, lot in zip(tabled, awarded, strict=True)
    ]
    return _mean(np.stack(ratios, axis=1))


def _original(stage: Stage, awarded: Sequence[AwardedLot]) -> Floats:
    """Return the mean over winning products of the price over the one before the first tender."""
    total = np.sum(
        [
            np.where(lot.won, lot.price / one.variety.reference, 0.0).sum(axis=1)
            for lot, one in zip(awarded, stage.tender.entrants, strict=True)
        ],
        axis=0,
    )
    return _over(np.asarray(total), _count([lot.won for lot in awarded]))


def _lost(bans: Sequence[Ban], rows: int, *, only_barred: bool) -> Floats:
    out: Floats = np.zeros(rows)
    for ban in bans:
        out += (ban.ends > ban.begins) if only_barred else np.isfinite(ban.begins)
    return out


def _count(flags: Sequence[Bools]) -> Floats:
    return np.asarray(np.sum([one.sum(axis=1) for one in flags], axis=0), dtype=np.float64)


def _over(above: Floats, below: Floats) -> Floats:
    some = np.isfinite(below) & (below > 0)
    return np.where(some, above / np.where(some, below, 1.0), np.nan)


def _mean(values: Floats) -> Floats:
    known = ~np.isnan(values)
    return _over(np.where(known, values, 0.0).sum(axis=1), known.sum(axis=1).astype(np.float64))
