"""Parameters of the clauses that select the winners."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from simulator.rules.parameters.types import Count, CountTable, ExactShare, Form, Multiple, Yuan
from simulator.scenario.records import Cited, Closed

__all__ = [
    "AcrossVarieties",
    "AnyOf",
    "CutTest",
    "EnquiryTest",
    "ExtremeRatios",
    "LineTest",
    "MultipleTest",
    "NotShortlistedRevival",
    "PlaceTable",
    "ProvisionalList",
    "Revivals",
    "ShareOfBidders",
    "ShortlistedRevival",
    "Tests",
    "ThresholdTest",
    "Unlimited",
]


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


class ShareOfBidders(Closed):
    """The cheaper part of the bidders is shortlisted."""

    use: Literal["share-of-bidders"]
    """The mechanism."""
    share: Cited[ExactShare]
    """Share of the bidders, rounded to the nearest number, at least one."""
    beyond_line: Cited[bool]
    """Whether bids that win by a guaranteed line are left out when bidders are counted."""


class Unlimited(Closed):
    """Every valid bid is shortlisted: a posted price decides."""

    use: Literal["unlimited"]
    """The mechanism."""


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


class EnquiryTest(Closed):
    """Price at most a multiple of the enquiry price printed for the product."""

    times: Cited[Annotated[Decimal, Field(gt=0, le=10, decimal_places=4)]]
    """The multiple."""
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
    enquiry: EnquiryTest | None = None
    """Multiple of the enquiry price."""


class AnyOf(Closed):
    """A bid passes the price test when one of the tests holds."""

    use: Literal["any-of"]
    """The mechanism."""
    tests: Tests
    """The tests."""
    sole_bidder_cut: Cited[ExactShare] | None = None
    """Cut from the ceiling that a sole bidder must offer as well."""


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


class AcrossVarieties(Closed):
    """Varieties with few bidders compete by their cuts across the round; the largest cuts win."""

    use: Literal["across-varieties"]
    """The mechanism."""
    competitive_from: Cited[Count]
    """Number of bidders from which a variety stands for itself."""
    share: Cited[ExactShare]
    """Share of the listed bids that wins, rounded to the nearest number."""


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
