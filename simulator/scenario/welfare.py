"""What a scenario may say about who gains and loses; every value has a default with its source.

Sources of defaults: `SHANGHAI` is the interview with the head of the city's authority of early 2021
(reasonable profit for makers, squeezing what is inflated in distribution), `CHONGQING` the reply of that
city's authority of June 2022. No source gives sizes of layers or of losses from a shortage: these are
ours.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import Field, model_validator

from simulator.scenario.defaults import default, ours, says
from simulator.scenario.records import Cited, Closed, Share
from simulator.scenario.supply import ByKind

__all__ = ["Layers", "Welfare"]

Part = Annotated[Decimal, Field(ge=0, lt=1)]
Rate = Annotated[Decimal, Field(ge=0, le=5)]
Multiple = Annotated[Decimal, Field(ge=0, le=1000)]
Years = Annotated[Decimal, Field(gt=0, le=30)]


class Layers(Closed):
    """What the price that a hospital pays is made of."""

    margin: Cited[Rate] = default(
        says("0.15", "SHANGHAI", "makers keep a reasonable profit; its size is ours", "assumed")
    )
    """Reasonable margin over production cost."""
    selling_before: Cited[ByKind[Part]] = default(ours({"drug": "0.4", "device": "0.35"}))
    """Selling expense before the tender, over the ex-works price."""
    selling_after: Cited[ByKind[Part]] = default(
        ours(
            {"drug": "0.05", "device": "0.08"}, "volume is agreed; devices still need service in the theatre"
        )
    )
    """Selling expense after the tender, over the ex-works price."""
    distribution_before: Cited[ByKind[Part]] = default(
        ours({"drug": "0.1", "device": "0.45"}, "devices passed through several tiers of dealers")
    )
    """Distribution mark-up before the tender, over the price that hospitals pay."""
    distribution_after: Cited[ByKind[Part]] = default(ours({"drug": "0.05", "device": "0.1"}))
    """Distribution mark-up after the tender, over the price that hospitals pay."""


class Welfare(Closed):
    """Who gains and who loses; `welfare: {}` takes every default."""

    layers: Layers = Layers()
    """Price build-up."""
    patient_share: Cited[Share] = default(
        ours("0.3", "urban employees pay less, residents more; products within the insurance list")
    )
    """Share of spending that patients pay themselves."""
    shortage_value: Cited[Multiple] = default(
        ours("3", "harm to patients, search and substitutes; 0 counts a unit that is missing as costless")
    )
    """What a unit that is ordered and not delivered costs, over its reference price."""
    discount: Cited[Rate] = default(ours("0.05", "a rate that is common in economic evaluation in China"))
    """Discount rate a year."""
    horizon: Cited[Years] = default(ours("5"))
    """Years of the budget impact, from the start of execution."""
    after_term: Cited[Share] = default(ours("1", "1: renewals keep the prices; 0: old prices come back"))
    """Part of the yearly saving that stays after the term."""
    exit_below: Cited[Share] = default(ours("0.1"))
    """Sales left in the tendered varieties, over sales before, below which a firm is counted as leaving."""

    @model_validator(mode="after")
    def _in_order(self) -> Welfare:
        for kind in ("drug", "device"):
            before, after = (
                getattr(one.value, kind)
                for one in (self.layers.distribution_before, self.layers.distribution_after)
            )
            if after > before:
                what = (
                    f"layers.distribution_after of a {kind} ({after}) is above distribution_before ({before})"
                )
                raise ValueError(f"{what}: swap them, or raise the latter")
        return self
