"""Parameters of the clauses that turn an award into volumes, areas, terms and limits."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from simulator.rules.parameters.types import (
    Areas,
    Count,
    ExactShare,
    Form,
    Multiple,
    RankTable,
    ShareTable,
    YearTable,
)
from simulator.scenario.records import Cited, Closed

__all__ = [
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
    "ClassShares",
    "ClassYears",
    "FixedEnd",
    "FixedYears",
    "LateEntry",
    "Listing",
    "Nested",
    "NoVolume",
    "SerialChoice",
    "ShareByWinners",
    "TopUp",
    "WholeArea",
]

RatioStep = Annotated[Decimal, Field(gt=0, le=10, decimal_places=4)]
Signed = Annotated[Decimal, Field(ge=-100, le=100, decimal_places=6)]


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


class BrandFirst(Closed):
    """Volume that names a winning brand goes to that brand; the rest goes to the area's main supplier."""

    use: Literal["brand-first"]
    """The mechanism."""
    shares: ClassShares
    """Committed share by number of winners, for each volume class."""


class TopUp(Closed):
    """Bids without a rank of their own that win by a price line keep a smaller share."""

    at_most: Cited[ExactShare]
    """Price over the ceiling up to which this line holds."""
    kept: Cited[ExactShare]
    """Share of the brand's volume kept."""
    pool: Cited[ExactShare]
    """Share that goes to the pool."""


class ByRank(Closed):
    """Each winner keeps a share of its brand's reported volume by its rank; the rest is pooled."""

    use: Literal["by-rank"]
    """The mechanism."""
    kept: Cited[RankTable]
    """Share kept by rank; the largest key serves all later ranks."""
    pool: Cited[RankTable]
    """Share that goes to the hospitals' pools by rank."""
    reduced_kept: Cited[RankTable] | None = None
    """Share kept by rank for varieties of the reduced class."""
    loser_pool: Cited[ExactShare]
    """Share of the losers' reported volume that goes to the pools."""
    revived_kept: Cited[ExactShare]
    """Share that revived winners keep of their own volume."""
    pool_to_first: Cited[ExactShare]
    """Share of the pool that is assigned to the cheapest winner; the hospitals choose for the rest."""
    top_up: tuple[TopUp, ...] = ()
    """Smaller shares for winners without a place, by price over the ceiling, smallest first."""


class ByCut(Closed):
    """The share kept rises in a straight line with the cut from the ceiling; what is passed on falls."""

    use: Literal["by-cut"]
    """The mechanism."""
    from_cut: Cited[ExactShare]
    """Cut at which the line starts; smaller cuts count as this one."""
    to_cut: Cited[ExactShare]
    """Cut at which the line ends; larger cuts count as this one."""
    kept: Cited[ExactShare]
    """Share kept at the start."""
    passed_on: Cited[ExactShare]
    """Share passed on at the start."""
    per_point: Cited[Signed]
    """Share gained for each further point of cut; what is passed on loses as much."""


class ByPrintedClass(Closed):
    """Classes by printed prices keep different shares of their brand's volume (insulin 2024)."""

    use: Literal["by-printed-class"]
    """The mechanism."""
    first: Cited[ExactShare]
    """Share of the cheapest winner of class A (A1)."""
    a: Cited[ExactShare]
    """Share of the others at or below the class-A price."""
    b: Cited[ExactShare]
    """Share of those at or below the class-B price."""
    c: Cited[ExactShare]
    """Share of the others."""


class ByRatio(Closed):
    """The share kept falls in steps with the price over a benchmark; raising one's old price costs more."""

    use: Literal["by-ratio"]
    """The mechanism."""
    benchmark: Cited[Literal["enquiry", "ceiling"]]
    """What the price is compared with."""
    steps: Cited[Annotated[dict[RatioStep, ExactShare], Field(min_length=1)]]
    """Largest ratio of each step, and the share kept there; above the last step nothing is kept."""
    raised: Cited[ExactShare] | None = None
    """Factor less the rise, rounded up to a whole point, for an incumbent above its own old price."""
    others_line: Cited[ExactShare] | None = None
    """Share of the benchmark above which other firms lose in the same way."""


class ByIncumbency(Closed):
    """The committed share depends on whether the supplier is the incumbent."""

    use: Literal["by-incumbency"]
    """The mechanism."""
    incumbent: Cited[ExactShare]
    """Share for an incumbent in an ordinary variety."""
    other: Cited[ExactShare]
    """Share for a newcomer, or in a variety of the reduced class."""


class Nested(Closed):
    """The cheapest takes a part, the next the same part of the rest, and the last what is left."""

    use: Literal["nested"]
    """The mechanism."""
    share: Cited[ExactShare]
    """Share of the reported base that is committed."""
    part: Cited[ShareTable]
    """Part that each takes of what is left, by number of winners."""


class NoVolume(Closed):
    """A price is set and nothing is promised (只招不采)."""

    use: Literal["no-volume"]
    """The mechanism."""


class Backup(Closed):
    """A second supplier per area, ready to take over."""

    unit: Cited[Literal["administrative-area", "none"]]
    """Groups of areas in which a firm may not back up the same main supplier twice."""


class SerialChoice(Closed):
    """Winners choose supply areas in turn, cheapest first."""

    use: Literal["serial-choice"]
    """The mechanism."""
    areas: Cited[Areas]
    """The set of supply areas."""
    first_pick: Cited[Annotated[int, Field(ge=0, le=31)]]
    """How many winners, from the first rank on, take one area before the turns begin."""
    most_areas: Cited[Annotated[int, Field(ge=1, le=31)]] | None = None
    """Most areas for one winner; areas that nobody may take stay without a supplier."""
    order: Cited[Literal["rank", "supply-score"]] | None = None
    """Who chooses first: the lower price (by default) or the better score for past supply."""
    backup: Backup | None = None
    """Backup suppliers."""


class WholeArea(Closed):
    """The first winner supplies the whole area."""

    use: Literal["whole-area"]
    """The mechanism."""
    areas: Cited[Areas]
    """The set of supply areas."""


class ByBrand(Closed):
    """No areas: each winner serves the hospitals that reported its brand."""

    use: Literal["by-brand"]
    """The mechanism."""
    areas: Cited[Areas]
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


class ByBidders(Closed):
    """The term rises with the number of bidders."""

    use: Literal["by-bidders"]
    """The mechanism."""
    years: Cited[YearTable]
    """Years by number of bidders; the largest key serves all larger numbers."""
    extension_years: Cited[Annotated[int, Field(ge=0, le=5)]] | None = None
    """Years by which the term may be extended."""


class LateEntry(Closed):
    """A firm that did not win, or a new product, may join during the term at the ceiling."""

    use: Literal["at-ceiling"]
    """The mechanism."""
    from_year: Cited[Count]
    """First agreement year in which it may join."""


class Listing(Closed):
    """Limits and labels for prices outside the tender."""

    use: Literal["limits"]
    """The mechanism."""
    outside_area: Cited[Multiple] | None = None
    """A winner outside its area: this multiple of its own price, or the variety's highest winning price."""
    yellow: Cited[Multiple] | None = None
    """Yellow line of a passed product without an award: this multiple of the highest winning price."""
    red: Cited[Multiple] | None = None
    """Red line of the same."""
    not_passed_red: Cited[Annotated[Decimal, Field(gt=0, le=100, decimal_places=6)]] | None = None
    """Red line of a product that has not passed, as a multiple of the highest winning price."""
