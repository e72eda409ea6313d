"""Section `fund`: prices before the tender and outside it, and what the fund reimburses against."""

from __future__ import annotations

from typing import Literal

from pydantic import model_validator

from simulator.scenario.defaults import default, ours, says
from simulator.scenario.fund_numbers import Multiple, Steps
from simulator.scenario.records import Cited, Closed, Share
from simulator.scenario.supply import ByKind

__all__ = ["Prices", "Standard"]


class Prices(Closed):
    """Prices and use before the tender, and what firms without an award do about theirs."""

    originator: Cited[ByKind[Multiple]] = default(
        ours({"drug": "1.55", "device": "1"}, "as the median ceiling; for devices the reference is the mean")
    )
    """Originator's old price over the reference price."""
    passed: Cited[ByKind[Multiple]] = default(
        ours({"drug": "1.1", "device": "1"}, "the reference is the lowest price of before")
    )
    """Old price of other products that passed the evaluation over the reference price."""
    not_passed: Cited[ByKind[Multiple]] = default(ours({"drug": "0.9", "device": "1"}))
    """Old price of products without the evaluation over the reference price."""
    not_passed_share: Cited[ByKind[Share]] = default(ours({"drug": "0.15", "device": "0"}))
    """Their share of past use."""
    substitute: Cited[ByKind[Multiple]] = default(
        ours({"drug": "1.5", "device": "1"}, "dearer than the mean; per unit of treatment")
    )
    """Price of other substances of the class, before and now, over the reference price."""
    originator_cuts: Cited[Steps] = default(
        says(["0.27"], "CUTS", "28.6, 34.2, 24.8 and 21.2 % in the first year; the mean")
    )
    """Cut of originators without an award off their old price, by contract year; the last holds on."""
    other_cuts: Cited[Steps] = default(ours(["0.1"]))
    """The same for other firms without an award."""
    outside_area: Cited[Share] = default(ours("0.1"))
    """Share of what is not bought from the areas' winners that is winners' products from other areas."""
    listing_cap: Cited[Multiple] = default(says("1.5", "S04", "rounds 8 to 10"))
    """Highest price of these over their award price."""
    yellow: Cited[Multiple] = default(says("1.8", "S10", "Henan 2026, of the highest winning price"))
    """Price over the highest winning price above which an evaluated product is labelled yellow."""
    red: Cited[Multiple] = default(says("3", "S10", "Henan 2026"))
    """The same for red."""
    yellow_loses: Cited[Share] = default(ours("0", "off: of 2026, and no source says what they do"))
    """Part of a product's sales that goes to winners, in contract years in which it is labelled yellow."""
    red_loses: Cited[Share] = default(ours("0"))
    """The same for red; at least as much."""

    @model_validator(mode="after")
    def _in_order(self) -> Prices:
        if self.yellow_loses.value > self.red_loses.value:
            raise ValueError("yellow_loses is above red_loses, but red says more: swap them")
        if self.yellow.value > self.red.value:
            raise ValueError("the yellow line is above the red one: swap them")
        return self


class Standard(Closed):
    """The payment standard: what the fund reimburses against."""

    within: Cited[Multiple] = default(says("2", "HAINAN", "inclusive", "draft"))
    """Multiple of the winning price up to which it is the standard at once."""
    cuts: Cited[Steps] = default(says(["0.3", "0.3"], "HAINAN", "then the winning price", "draft"))
    """Yearly cuts for products above that multiple."""
    compounded: Cited[bool] = default(says(False, "HAINAN", "of the original price", "draft"))
    """Whether a cut is taken off the last standard (0.49 in the second year), not the old price (0.40)."""
    floor: Cited[bool] = default(says(False, "HAINAN", "the draft has none", "draft"))
    """Whether the standard stays at or above the winning price on its way."""
    winning: Cited[Literal["own", "region", "highest"]] = default(
        says("own", "S101", "for products without an award the text is silent", "uncertain")
    )
    """The winning price where there are several: each winner's own (others are compared with the region's
    supplier), the region's supplier's for everybody, or the highest."""

    @model_validator(mode="after")
    def _above_nothing(self) -> Standard:
        if not self.compounded.value and sum(self.cuts.value) >= 1:
            raise ValueError("the cuts take away the whole price; let them sum to less than 1")
        return self
