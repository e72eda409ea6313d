"""Layers of prices for people."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

import pandas as pd

from simulator.fund.price_build_up import LAYERS
from simulator.report.numbers import MISSING, number, price
from simulator.report.summary import wrapped
from simulator.report.terminal import table
from simulator.report.words import Language
from simulator.results.build_up import LAYER_LABELS

if TYPE_CHECKING:
    from simulator.study.price_layers import PriceLayers

__all__ = ["layer_lines", "layer_rows", "price_lines"]

_YUAN = 10_000

WORDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "layer": ("layer", "构成"),
        "before": ("before", "集采前"),
        "after": ("after", "集采后"),
        "change": ("change", "变化"),
        "of-cut": ("of the cut", "占降价额"),
        "head": (
            "Price build-up of a {kind}, yuan a unit",
            "{kind}的价格构成，每单位元",
        ),
        "drug": ("medicine", "药品"),
        "device": ("device", "耗材"),
        "squeezed": (
            "Most of the fall of {fall} yuan ({share}) comes out of: {layer} ({part}).",
            "降价{fall}元（{share}）主要来自：{layer}（{part}）。",
        ),
        "cost-carried": (
            "No cost is given: it is taken to be the highest that the price after carries with a reasonable "
            "margin, so that the further margin after the tender is nothing by construction.",
            "未给出成本：取集采后价格在保证合理利润时所能承受的最高成本，故集采后的超额利润按构造为零。",
        ),
        "rates": (
            "Rates of selling, distribution and reasonable margin are assumptions (section "
            "welfare.layers); that "
            "the layers add up to the price is exact.",
            "销售费用率、流通加价率、合理利润率均为假设（welfare.layers）；各项之和与价格严格相等。",
        ),
        "shares-head": (
            "{name}: layers over the price before the tender, mean of {count} replications, weighted "
            "by agreed "
            "volume and price",
            "{name}：各构成与集采前价格之比，模拟 {count} 次的均值，按约定量与价格加权",
        ),
    }
)
"""What is said about layers."""


def _say(key: str, language: Language, **values: str | int) -> str:
    return WORDS[key][0 if language == "en" else 1].format(**values)


def _label(layer: str, language: Language) -> str:
    return LAYER_LABELS[layer][0 if language == "en" else 1]


def _share(part: float) -> str:
    return number(part, "share")


def layer_rows(found: PriceLayers) -> list[dict[str, object]]:
    """Return the layers for programs, amounts in yuan."""
    fall = sum(found.before.values()) - sum(found.after.values())
    rows: list[dict[str, object]] = []
    for name in LAYERS:
        less = found.before[name] - found.after[name]
        rows.append(
            {
                "layer": name,
                "before": found.before[name] / _YUAN,
                "after": found.after[name] / _YUAN,
                "of_cut": less / fall if fall else None,
            }
        )
    return rows


def price_lines(found: PriceLayers, language: Language) -> list[str]:
    """Write the layers of one price before and after, and which was squeezed."""
    rows = []
    totals = [sum(one.values()) for one in (found.before, found.after)]
    fall = totals[0] - totals[1]
    for name in (*LAYERS, "price"):
        then, now = (
            one.get(name, total) for one, total in zip((found.before, found.after), totals, strict=True)
        )
        rows.append(
            [
                _label(name, language),
                price(then / _YUAN),
                price(now / _YUAN),
                _share(now / then - 1) if then > 0 else MISSING,
                _share((then - now) / fall) if fall else MISSING,
            ]
        )
    titles = [_say(title, language) for title in ("layer", "before", "after", "change", "of-cut")]
    lines = [_say("head", language, kind=_say(found.kind, language)), ""]
    lines += [*table(titles, rows, (False, True, True, True, True)), ""]
    notes = []
    if fall > 0:
        most = max(LAYERS, key=lambda name: found.before[name] - found.after[name])
        part = _share((found.before[most] - found.after[most]) / fall)
        share = _share(fall / totals[0])
        words = _label(most, language)
        notes.append(
            _say("squeezed", language, fall=price(fall / _YUAN), share=share, layer=words, part=part)
        )
    if not found.cost_given:
        notes.append(_say("cost-carried", language))
    notes.append(_say("rates", language))
    return [*lines, *(piece for note in notes for piece in wrapped(note))]


def layer_lines(name: str, layers: pd.DataFrame, language: Language) -> list[str]:
    """Write the mean layers of a whole tender."""
    whole = layers[layers["variety"] == ""].set_index("metric")
    means = whole["mean"].to_dict() | {"price_before": 1.0, "price_of_cut": 1.0}
    rows = []
    for layer in (*LAYERS, "price"):
        then, now, part = (float(means[f"{layer}_{what}"]) for what in ("before", "after", "of_cut"))
        change = _share(now / then - 1) if then > 0 else MISSING
        rows.append([_label(layer, language), _share(then), _share(now), change, _share(part)])
    titles = [_say(title, language) for title in ("layer", "before", "after", "change", "of-cut")]
    head = _say("shares-head", language, name=name, count=int(whole["n"].max()))
    lines = [*wrapped(head), "", *table(titles, rows, (False, True, True, True, True)), ""]
    return [*lines, *wrapped(_say("rates", language))]
