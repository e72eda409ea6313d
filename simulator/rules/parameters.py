"""Parameters of every award mechanism: what a rule book may say under each clause."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from simulator.scenario.records import Cited, Closed

__all__ = [
    "AnyOf",
    "Backup",
    "BrandShare",
    "ByBrand",
    "ByClass",
    "ByWinners",
    "Ceiling",
    "Clauses",
    "Consortium",
    "ExtremeRatios",
    "FixedEnd",
    "FixedYears",
    "Linear",
    "Merge",
    "Off",
    "PlaceTable",
    "ProvisionalList",
    "QualityGate",
    "Ratio",
    "Revivals",
    "SerialChoice",
    "ShareByWinners",
    "TieOrder",
    "VoidHigher",
    "WholeArea",
]

Count = Annotated[int, Field(ge=1, le=1000)]
Multiple = Annotated[Decimal, Field(ge=1, le=1000, decimal_places=4)]
Yuan = Annotated[Decimal, Field(gt=0, le=300_000, decimal_places=4)]
ExactShare = Annotated[Decimal, Field(ge=0, le=1, decimal_places=6)]
CountTable = Annotated[dict[Count, Annotated[int, Field(ge=0, le=1000)]], Field(min_length=1)]
ShareTable = Annotated[dict[Count, ExactShare], Field(min_length=1)]
YearTable = Annotated[dict[Count, Annotated[int, Field(ge=1, le=10)]], Field(min_length=1)]
Form = Literal["any", "oral-solid", "small-injection", "large-injection", "oral-liquid", "other"]
Status = Literal[
    "originator",
    "reference",
    "passed",
    "treated-as-passed",
    "not-passed",
    "violation-list",
    "gmp-breach",
    "failed-sampling",
    "inexperienced",
]
TieKey = Literal["past-volume", "brand-volume", "coverage"]


class Off(Closed):
    """The clause is not part of this rule book."""

    use: Literal["none"]
    """The mechanism."""


class QualityGate(Closed):
    """Only products of a stated quality status may bid."""

    use: Literal["quality-gate"]
    """The mechanism."""
    accept: Cited[tuple[Status, ...]]
    """Quality statuses that are let in."""


class Merge(Closed):
    """Linked firms count as one bidder; the lowest of their quotes stands."""

    use: Literal["merge"]
    """The mechanism."""
    scope: Cited[str]
    """Which relations make firms linked, in words."""


class VoidHigher(Closed):
    """Of linked firms the higher quotes are void, and sometimes the one that is left as well."""

    use: Literal["void-higher"]
    """The mechanism."""
    scope: Cited[str]
    """Which relations make firms linked, in words."""
    if_left_highest: Cited[Literal["stands", "void"]]
    """What happens to the quote that is left when it is the highest of its variety."""


class Consortium(Closed):
    """Linked firms may bid together at one price and then win or lose together."""

    use: Literal["consortium"]
    """The mechanism."""
    scope: Cited[str]
    """Which relations make firms linked, in words."""


class Ceiling(Closed):
    """A bid above the ceiling of its specification is not valid."""

    use: Literal["ceiling"]
    """The mechanism."""
    basis: Cited[
        Literal[
            "own-lowest-price",
            "previous-winning-price",
            "published-list",
            "group-list",
            "lower-of-half-listing-and-provincial",
            "reference-line",
        ]
    ]
    """Where the ceiling comes from."""
    above: Cited[Literal["void", "noted"]]
    """Whether a bid above the ceiling is void or only noted."""


class Ratio(Closed):
    """Comparable prices by the price-ratio rule (差比价)."""

    use: Literal["ratio"]
    """The mechanism."""
    strength_base: Cited[Multiple]
    """Price factor when the strength doubles."""
    pack_base: Cited[Multiple]
    """Price factor when the number of units in the pack doubles."""


class Linear(Closed):
    """Comparable prices in proportion to content."""

    use: Literal["linear"]
    """The mechanism."""


class TieOrder(Closed):
    """Order in which equal prices are told apart, before lots are drawn."""

    use: Literal["tie-order"]
    """The mechanism."""
    keys: Cited[tuple[TieKey, ...]]
    """Keys in order; larger values come first; the lot decides last."""


class PlaceTable(Closed):
    """The number of bidders decides how many can be shortlisted."""

    use: Literal["place-table"]
    """The mechanism."""
    table: Cited[CountTable]
    """Bidders to places; the largest key serves all larger numbers."""
    cap: Cited[Count]
    """Most places in any variety."""
    per_firm: Cited[Count] | None = None
    """Most places for one firm in a variety."""


class MultipleTest(Closed):
    """Price at most a multiple of an anchor."""

    times: Cited[Multiple]
    """The multiple."""
    anchor: Cited[Literal["lowest", "mean-or-lowest"]]
    """The price that the multiple applies to."""
    share: Cited[ExactShare] | None = None
    """Share of the mean, for the anchor `mean-or-lowest`."""
    needs_place: bool = True
    """Whether only shortlisted bids can win by this test."""


class CutTest(Closed):
    """Cut from the ceiling of at least a stated share."""

    at_least: Cited[ExactShare]
    """Smallest cut that passes."""
    needs_place: bool = True
    """Whether only shortlisted bids can win by this test."""


class ThresholdTest(Closed):
    """Price at most an absolute number of yuan that depends on the dosage form."""

    yuan: Cited[dict[Form, Yuan]]
    """Threshold by dosage form; `any` serves forms without an entry."""
    needs_place: bool = True
    """Whether only shortlisted bids can win by this test."""


class LineTest(Closed):
    """Price at most a fixed number of yuan."""

    yuan: Cited[Yuan]
    """The line."""
    needs_place: bool = True
    """Whether only shortlisted bids can win by this test."""


class Tests(Closed):
    """Tests of which one is enough."""

    multiple: MultipleTest | None = None
    """Multiple of an anchor."""
    cut: CutTest | None = None
    """Cut from the ceiling."""
    threshold: ThresholdTest | None = None
    """Absolute threshold by form."""
    line: LineTest | None = None
    """Fixed line."""


class AnyOf(Closed):
    """A bid passes the price test when one of the tests holds."""

    use: Literal["any-of"]
    """The mechanism."""
    tests: Tests
    """The tests."""


class ProvisionalList(Closed):
    """Varieties with few bidders go on a list; the smallest cuts must negotiate (4+7 pilot)."""

    use: Literal["provisional-list"]
    """The mechanism."""
    competitive_from: Cited[Count]
    """Number of bidders from which the lowest wins at once."""
    direct: Cited[Annotated[int, Field(ge=0, le=1000)]]
    """Most varieties of the list that are final without negotiation."""
    floor_share: Cited[ExactShare]
    """Share of the mean cut of competitive varieties that the negotiation asks for."""


class ExtremeRatios(Closed):
    """Round-wide elimination of the highest bid where the spread is extreme (rounds 7 to 9)."""

    use: Literal["extreme-ratios"]
    """The mechanism."""
    widest: Cited[Annotated[int, Field(ge=0, le=100)]]
    """How many of the largest ratios are hit."""
    tightest: Cited[Annotated[int, Field(ge=0, le=100)]]
    """How many of the smallest ratios are hit."""
    ranked: Cited[Literal["passed", "shortlisted", "valid"]]
    """Which bids count when a variety's ratio is formed."""
    minimum_bids: Cited[Annotated[int, Field(ge=2, le=100)]]
    """Fewest counted bids for a variety to take part."""


class ShortlistedRevival(Closed):
    """Second chance for shortlisted bids that failed the price test."""

    sole_multiple: Cited[Multiple]
    """With one direct winner: the multiple that gives the offered price."""
    sole_base: Cited[Literal["anchor", "own-price"]]
    """With one direct winner: what the multiple applies to."""
    chooses_regions: Cited[bool]
    """Whether revived firms choose regions."""


class NotShortlistedRevival(Closed):
    """Second chance for bids without a place that hospitals asked for by name."""

    chooses_regions: Cited[bool]
    """Whether revived firms choose regions."""
    keeps_brand_volume: Cited[bool]
    """Whether revived firms keep the volume that named their brand."""


class Revivals(Closed):
    """Bids that failed may be readmitted at an offered price (rounds 10 and 11)."""

    use: Literal["revivals"]
    """The mechanism."""
    shortlisted: ShortlistedRevival | None = None
    """Revival of shortlisted bids."""
    not_shortlisted: NotShortlistedRevival | None = None
    """Revival of bids without a place."""


class ClassShares(Closed):
    """Committed share by number of winners, for each volume class."""

    ordinary: Cited[ShareTable]
    """Ordinary varieties."""
    reduced: Cited[ShareTable] | None = None
    """Antibiotics and others with a reduced share."""
    special: Cited[ShareTable] | None = None
    """Special antibacterials and antifungals."""


class ShareByWinners(Closed):
    """Committed volume is a share of the reported base that rises with the number of winners."""

    use: Literal["share-by-winners"]
    """The mechanism."""
    shares: ClassShares
    """Shares by class."""


class BrandShare(Closed):
    """Each winner gets a share of the volume that hospitals reported for its brand."""

    use: Literal["brand-share"]
    """The mechanism."""
    share: Cited[ExactShare]
    """The share."""


class ByClass(Closed):
    """Winners fall into price classes that keep different shares of their brand's volume (insulin)."""

    use: Literal["by-class"]
    """The mechanism."""
    cuts: Cited[tuple[ExactShare, ...]]
    """Cumulative shares of winners at which a class ends; the last class takes the rest."""
    shares: Cited[tuple[ExactShare, ...]]
    """Share of the brand's volume kept, by class."""
    transfer: Cited[ExactShare]
    """Share of the last class's volume that moves to the first class."""


class Backup(Closed):
    """A second supplier per area, ready to take over."""

    unit: Cited[Literal["administrative-area", "none"]]
    """Groups of areas in which a firm may not back up the same main supplier twice."""


class SerialChoice(Closed):
    """Winners choose supply areas in turn, cheapest first."""

    use: Literal["serial-choice"]
    """The mechanism."""
    areas: Cited[Literal["national-31", "expansion-25", "cities-11"]]
    """The set of supply areas."""
    first_pick: Cited[Annotated[int, Field(ge=0, le=31)]]
    """How many winners, from the first rank on, take one area before the turns begin."""
    backup: Backup | None = None
    """Backup suppliers."""


class WholeArea(Closed):
    """The first winner supplies the whole area."""

    use: Literal["whole-area"]
    """The mechanism."""
    areas: Cited[Literal["national-31", "expansion-25", "cities-11"]]
    """The set of supply areas."""


class ByBrand(Closed):
    """No areas: each winner serves the hospitals that reported its brand."""

    use: Literal["by-brand"]
    """The mechanism."""
    areas: Cited[Literal["national-31", "expansion-25", "cities-11"]]
    """The set of supply areas."""


class ClassYears(Closed):
    """Years by number of winners, for each volume class."""

    ordinary: Cited[YearTable]
    """Ordinary varieties."""
    reduced: Cited[YearTable] | None = None
    """Varieties with a reduced share."""
    special: Cited[YearTable] | None = None
    """Special antibacterials and antifungals."""


class ByWinners(Closed):
    """The term rises with the number of winners."""

    use: Literal["by-winners"]
    """The mechanism."""
    years: ClassYears
    """Years by class."""
    by_form: Cited[dict[Form, Annotated[int, Field(ge=1, le=10)]]] | None = None
    """Exceptions by dosage form, in years."""
    extension_years: Cited[Annotated[int, Field(ge=0, le=5)]] | None = None
    """Years by which the term may be extended."""


class FixedEnd(Closed):
    """All contracts of the round end on one date."""

    use: Literal["fixed-end"]
    """The mechanism."""
    end: Cited[date]
    """The date."""


class FixedYears(Closed):
    """All contracts run for the same number of years."""

    use: Literal["fixed-years"]
    """The mechanism."""
    years: Cited[Annotated[int, Field(ge=1, le=10)]]
    """The number."""


def _choice(text: str) -> object:
    return Field(discriminator="use", description=text)


class Clauses(Closed):
    """The clauses of a rule book, in the order in which they are applied."""

    quality: Annotated[QualityGate | Off, _choice("Who may bid, by quality status.")]
    links: Annotated[Merge | VoidHigher | Consortium | Off, _choice("How linked firms are treated.")]
    ceiling: Annotated[Ceiling | Off, _choice("Highest valid bid.")]
    conversion: Annotated[Ratio | Linear | Off, _choice("How bids become comparable prices.")]
    ties: Annotated[TieOrder, Field(description="How equal prices are told apart.")]
    places: Annotated[PlaceTable, Field(description="How many bids are shortlisted.")]
    price_test: Annotated[AnyOf | Off, _choice("Which shortlisted bids win.")]
    negotiation: Annotated[ProvisionalList | Off, _choice("Negotiation for varieties with few bidders.")]
    elimination: Annotated[ExtremeRatios | Off, _choice("Round-wide elimination.")]
    revival: Annotated[Revivals | Off, _choice("Second chances.")]
    volume: Annotated[ShareByWinners | BrandShare | ByClass, _choice("Committed volume.")]
    supply: Annotated[SerialChoice | WholeArea | ByBrand, _choice("Who supplies where.")]
    term: Annotated[ByWinners | FixedEnd | FixedYears, _choice("How long contracts run.")]
