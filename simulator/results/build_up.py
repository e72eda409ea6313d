"""Layers of award prices against those of the prices before: counts by variety, and the table of a run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from simulator.fund.price_build_up import LAYERS, Rates, layers_of
from simulator.money import TICKS_PER_YUAN, Ints
from simulator.results.bids import Floats, ratio
from simulator.results.estimates import estimate, expected_shortfall
from simulator.results.tables import RunLabel
from simulator.rules.lot import AwardedLot

__all__ = ["LAYER_LABELS", "LAYER_TALLY", "Split", "count_layers", "layer_figures", "layer_table"]

LAYER_TALLY: tuple[str, ...] = (
    "layer_weight",
    *(f"{one}_{when}" for when in ("before", "after") for one in LAYERS),
)
"""What is counted in every history of a variety: weight, then yuan by layer at the price before and after."""

LAYER_LABELS: Mapping[str, tuple[str, str]] = {
    "cost": ("production cost", "生产成本"),
    "margin": ("reasonable margin", "合理利润"),
    "further": ("further margin", "超额利润"),
    "selling": ("selling expense", "销售费用"),
    "distribution": ("distribution mark-up", "流通加价"),
    "price": ("hospital price", "医院采购价"),
}
"""Names of layers."""


class Split(NamedTuple):
    """Rates by which prices are split before and after a tender."""

    before: Rates
    after: Rates


def count_layers(awarded: AwardedLot, costs: Ints, old: Ints, split: Split) -> dict[str, Floats]:
    """Split the prices of one variety's winners, weighted by agreed volume (alike where none is agreed).

    Parameters
    ----------
    awarded
        The award.
    costs
        ``[R, n]`` unit costs in 1/10,000 yuan.
    old
        Price before the tender in 1/10,000 yuan, of each bid or one of all.
    split
        Rates of the layers.

    Returns
    -------
    dict
        ``[R]`` for every name of ``LAYER_TALLY``; zeros where nobody wins.
    """
    won = awarded.won
    volume = np.where(won, np.maximum(awarded.volume, 0), 0).astype(np.float64)
    weight = np.where(volume.sum(axis=1, keepdims=True) > 0, volume, won.astype(np.float64))
    cost = np.maximum(np.broadcast_to(costs, won.shape), 0)
    then = np.broadcast_to(np.maximum(old, 1), won.shape).astype(np.int64)
    before = layers_of(then, cost, split.before)
    after = layers_of(np.where(won, np.maximum(awarded.price, 1), 1), cost, split.after)
    counts = {"layer_weight": weight.sum(axis=1)}
    for when, layers in (("before", before), ("after", after)):
        sums = (weight[:, :, None] * layers).sum(axis=1) / TICKS_PER_YUAN
        counts |= {f"{name}_{when}": sums[:, at] for at, name in enumerate(LAYERS)}
    return counts


def layer_figures(counts: Mapping[str, Floats]) -> dict[str, Floats]:
    """Compute shares of layers from counts of any shape.

    ``…_before`` and ``…_after`` are over the price before the tender, ``…_of_cut`` over the fall in price.
    """
    before = np.sum([counts[f"{name}_before"] for name in LAYERS], axis=0)
    after = np.sum([counts[f"{name}_after"] for name in LAYERS], axis=0)
    found = {"price_after": ratio(after, before)}
    for when in ("before", "after"):
        found |= {f"{name}_{when}": ratio(counts[f"{name}_{when}"], before) for name in LAYERS}
    fall = np.where(np.abs(before - after) > 1e-9 * np.abs(before), before - after, np.nan)
    with np.errstate(invalid="ignore", divide="ignore"):
        return found | {
            f"{name}_of_cut": (counts[f"{name}_before"] - counts[f"{name}_after"]) / fall for name in LAYERS
        }


def layer_table(label: RunLabel, varieties: Sequence[str], counts: Mapping[str, Floats]) -> pd.DataFrame:
    """Return one row for each share of the tender (``variety`` empty), then of each variety.

    Parameters
    ----------
    label
        What the run is called.
    varieties
        The ``V`` varieties.
    counts
        ``[R, V]`` for every name of ``LAYER_TALLY``.
    """
    whole = {name: np.nansum(counts[name], axis=1) for name in LAYER_TALLY}
    rows = list(_rows(label, "", layer_figures(whole)))
    for at, variety in enumerate(varieties):
        own = {name: counts[name][:, at] for name in LAYER_TALLY}
        rows += _rows(label, variety, layer_figures(own))
    return pd.DataFrame(rows)


def _rows(label: RunLabel, variety: str, figures: Mapping[str, Floats]) -> Iterator[dict[str, object]]:
    for name, values in figures.items():
        e = estimate(values)
        yield {
            **label.head(),
            "variety": variety,
            "metric": name,
            **{column: getattr(e, column) for column in ("mean", "low", "high", "p05", "p95")},
            "shortfall": expected_shortfall(values, "high"),
            "se": e.se,
            "n": e.n,
            "unit": "share",
        }
