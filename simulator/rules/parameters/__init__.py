"""Parameters of every award mechanism: what a rule book may say under each clause."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from simulator.rules.parameters.contract import (
    Backup,
    BrandFirst,
    BrandShare,
    ByBidders,
    ByBrand,
    ByClass,
    ByCut,
    ByIncumbency,
    ByPrintedClass,
    ByRank,
    ByRatio,
    ByWinners,
    ClassShares,
    ClassYears,
    FixedEnd,
    FixedYears,
    LateEntry,
    Listing,
    Nested,
    NoVolume,
    SerialChoice,
    ShareByWinners,
    TopUp,
    WholeArea,
)
from simulator.rules.parameters.entry import (
    Ceiling,
    Composite,
    Consortium,
    DemandUnits,
    Factors,
    Linear,
    LowestPrice,
    Merge,
    QualityGate,
    QualityTiers,
    Ratio,
    Score,
    TieOrder,
    VoidHigher,
)
from simulator.rules.parameters.selection import (
    AcrossVarieties,
    AnyOf,
    CutTest,
    EnquiryTest,
    ExtremeRatios,
    LineTest,
    MultipleTest,
    NotShortlistedRevival,
    PlaceTable,
    ProvisionalList,
    Revivals,
    ShareOfBidders,
    ShortlistedRevival,
    Tests,
    ThresholdTest,
    Unlimited,
)
from simulator.rules.parameters.types import Off
from simulator.scenario.records import Closed

__all__ = [
    "AcrossVarieties",
    "AnyOf",
    "Backup",
    "BrandFirst",
    "BrandShare",
    "ByBidders",
    "ByBrand",
    "ByClass",
    "ByCut",
    "ByIncumbency",
    "ByPrintedClass",
    "ByRank",
    "ByRatio",
    "ByWinners",
    "Ceiling",
    "ClassShares",
    "ClassYears",
    "Clauses",
    "Composite",
    "Consortium",
    "CutTest",
    "DemandUnits",
    "EnquiryTest",
    "ExtremeRatios",
    "Factors",
    "FixedEnd",
    "FixedYears",
    "LateEntry",
    "LineTest",
    "Linear",
    "Listing",
    "LowestPrice",
    "Merge",
    "MultipleTest",
    "Nested",
    "NoVolume",
    "NotShortlistedRevival",
    "Off",
    "PlaceTable",
    "ProvisionalList",
    "QualityGate",
    "QualityTiers",
    "Ratio",
    "Revivals",
    "Score",
    "SerialChoice",
    "ShareByWinners",
    "ShareOfBidders",
    "ShortlistedRevival",
    "Tests",
    "ThresholdTest",
    "TieOrder",
    "TopUp",
    "Unlimited",
    "VoidHigher",
    "WholeArea",
]

_OFF = Off(use="none")


def _choice(text: str, default: object = ...) -> Any:  # noqa: ANN401  # a pydantic field
    return Field(default, discriminator="use", description=text)


class Clauses(Closed):
    """The clauses of a rule book, in the order in which they are applied."""

    quality: QualityGate | Off = _choice("Who may bid, by quality status.")
    units: DemandUnits | QualityTiers | Off = _choice("Units in which bids compete.", _OFF)
    conversion: Ratio | Linear | Factors | Composite | Off = _choice("How bids become comparable prices.")
    links: Merge | VoidHigher | Consortium | Off = _choice("How linked firms are treated.")
    ceiling: Ceiling | Off = _choice("Highest valid bid.")
    ranking: LowestPrice | Score = _choice("What bids are ranked by.", LowestPrice(use="lowest-price"))
    ties: Annotated[TieOrder, Field(description="How equal prices are told apart.")]
    places: PlaceTable | ShareOfBidders | Unlimited = _choice("How many bids are shortlisted.")
    price_test: AnyOf | Off = _choice("Which shortlisted bids win.")
    negotiation: ProvisionalList | AcrossVarieties | Off = _choice(
        "How varieties with few bidders compete across the round."
    )
    elimination: ExtremeRatios | Off = _choice("Round-wide elimination.")
    revival: Revivals | Off = _choice("Second chances.")
    volume: (
        ShareByWinners
        | BrandShare
        | ByClass
        | BrandFirst
        | ByRank
        | ByCut
        | ByPrintedClass
        | ByRatio
        | ByIncumbency
        | Nested
        | NoVolume
    ) = _choice("Committed volume.")
    supply: SerialChoice | WholeArea | ByBrand = _choice("Who supplies where.")
    term: ByWinners | FixedEnd | FixedYears | ByBidders = _choice("How long contracts run.")
    late_entry: LateEntry | Off = _choice("Who may join during the term.", _OFF)
    listing: Listing | Off = _choice("Limits for prices outside the tender.", _OFF)
