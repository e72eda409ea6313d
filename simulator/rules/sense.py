"""What is legal clause by clause but makes no sense together: every such combination with a way out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from simulator.errors import InputError, Place, Problem
from simulator.rules.parameters import (
    AnyOf,
    BrandFirst,
    BrandShare,
    ByBrand,
    ByClass,
    ByCut,
    ByIncumbency,
    ByPrintedClass,
    ByRank,
    ByRatio,
    Clauses,
    Listing,
    Nested,
    Off,
    PlaceTable,
    QualityTiers,
    Revivals,
    Score,
    ShareByWinners,
    ShareOfBidders,
    Tests,
)
from simulator.scenario.catalogue import SHIPPED
from simulator.scenario.loading import Loaded
from simulator.scenario.rulebook import RuleBook

__all__ = ["Finding", "check_combination", "combination_errors", "combination_problems"]

_BY_BRAND = (ByRank, ByCut, ByPrintedClass, ByRatio, BrandShare, ByClass, Nested)
_BY_AREA = (ShareByWinners, BrandFirst, ByIncumbency)
_LINES = tuple(f"price_test.tests.{name}.needs_place" for name in ("cut", "threshold", "line", "enquiry"))


@dataclass(frozen=True, slots=True)
class Finding:
    """One combination of values that makes no sense."""

    path: str
    """Dotted path of the value inside the clauses."""
    what: str
    """What is wrong."""
    mend: str
    """How to mend it."""
    also: tuple[str, ...] = ()
    """Paths of the values that it does not go with; any of them could be changed instead."""


def combination_problems(clauses: Clauses) -> tuple[Finding, ...]:
    """Find values that are each allowed but make no sense together.

    Parameters
    ----------
    clauses
        The clauses of a rule book.

    Returns
    -------
    tuple of Finding
        In the order of the clauses; empty for a rule book that hangs together.
    """
    checks = (_units, _ranking, _places, _price_test, _revival, _volume, _supply, _listing)
    return tuple(finding for check in checks for finding in check(clauses))


def combination_errors(loaded: Loaded[RuleBook[Clauses]]) -> tuple[Problem, ...]:
    """Turn what makes no sense in a loaded rule book into problems at the lines that say so.

    Parameters
    ----------
    loaded
        The rule book, with the places of its values.

    Notes
    -----
    Of the values that do not go together the one that the user wrote is named rather than a shipped one.
    """
    places = loaded.origins
    return tuple(
        Problem(finding.what, _place(places, finding), finding.mend)
        for finding in combination_problems(loaded.record.clauses)
    )


def check_combination(loaded: Loaded[RuleBook[Clauses]]) -> Loaded[RuleBook[Clauses]]:
    """Return a rule book that hangs together, or refuse it.

    Raises
    ------
    InputError
        With every combination that makes no sense.
    """
    problems = combination_errors(loaded)
    if problems:
        raise InputError(problems)
    return loaded


def _place(places: Mapping[str, Place], finding: Finding) -> Place | None:
    known = [place for path in (finding.path, *finding.also) if (place := _nearest_place(places, path))]
    own = [place for place in known if not place.file.startswith(SHIPPED)]
    return next(iter([*own, *known]), None)


def _nearest_place(places: Mapping[str, Place], path: str) -> Place | None:
    """Return where a value was written, or the nearest key around it."""
    parts = ["clauses", *path.split(".")]
    for end in range(len(parts), 0, -1):
        key = ".".join(parts[:end])
        for name in (f"{key}.value", key):
            if name in places:
                return places[name]
    return None


def _use(clause: object) -> str:
    return str(getattr(clause, "use", ""))


def _units(clauses: Clauses) -> Iterator[Finding]:
    units = clauses.units
    if not isinstance(units, Off) and not isinstance(clauses.supply, ByBrand):
        yield Finding(
            "units.use",
            f"competitive units ('{units.use}') do not go with supply '{_use(clauses.supply)}'",
            "set supply.use to by-brand: units do not choose areas; or set units.use to none",
            ("supply.use",),
        )
    if isinstance(units, QualityTiers):
        listed = [status for tier in units.tiers.value for status in tier]
        twice = sorted({status for status in listed if listed.count(status) > 1})
        if twice:
            yield Finding(
                "units.tiers",
                f"'{twice[0]}' stands in more than one tier",
                "name each quality status once; the first tier that names it would count",
            )


def _ranking(clauses: Clauses) -> Iterator[Finding]:
    ranking = clauses.ranking
    if not isinstance(ranking, Score):
        return
    total = ranking.price_weight.value + ranking.technical_weight.value
    if total != 1:
        yield Finding(
            "ranking.price_weight",
            f"the weights of price and technical points sum to {_number(total)}, not to 1",
            f"with technical_weight {_number(ranking.technical_weight.value)}, "
            f"price_weight is {_number(1 - ranking.technical_weight.value)}",
            ("ranking.technical_weight",),
        )
    if ranking.criteria is not None and sum(ranking.criteria.value.values()) != 1:
        total = sum(ranking.criteria.value.values(), Decimal(0))
        yield Finding(
            "ranking.criteria",
            f"the weights of the criteria sum to {_number(total)}, not to 1",
            "let them sum to exactly 1",
            tuple(f"ranking.criteria.value.{name}" for name in ranking.criteria.value),
        )


def _places(clauses: Clauses) -> Iterator[Finding]:
    places = clauses.places
    if isinstance(places, PlaceTable):
        for bidders, number in sorted(places.table.value.items()):
            if number > bidders:
                yield Finding(
                    f"places.table.value.{bidders}",
                    f"{bidders} bidder{'s' if bidders > 1 else ''} would have {number} places",
                    f"give at most {bidders}",
                    ("places.table",),
                )
    if isinstance(places, ShareOfBidders) and places.beyond_line.value and not _has_line(clauses):
        yield Finding(
            "places.beyond_line",
            "no bid can win by a guaranteed line, so none can be left out when bidders are counted",
            "set needs_place to false in a price test (cut, threshold, line or enquiry), "
            "or beyond_line to false",
            _LINES,
        )


def _has_line(clauses: Clauses) -> bool:
    """Tell whether some test, other than the multiple, needs no place."""
    if not isinstance(clauses.price_test, AnyOf):
        return False
    tests = clauses.price_test.tests
    return any(
        test is not None and not test.needs_place
        for test in (tests.cut, tests.threshold, tests.line, tests.enquiry)
    )


def _price_test(clauses: Clauses) -> Iterator[Finding]:
    if not isinstance(clauses.price_test, AnyOf):
        return
    tests = clauses.price_test.tests
    if all(getattr(tests, name) is None for name in Tests.model_fields):
        yield Finding(
            "price_test.tests",
            "a price test without any test lets nobody win",
            f"name one of {', '.join(Tests.model_fields)}, or set price_test.use to none",
        )
    multiple = tests.multiple
    if multiple is not None and multiple.anchor.value == "mean-or-lowest" and multiple.share is None:
        yield Finding(
            "price_test.tests.multiple.anchor",
            "the anchor 'mean-or-lowest' needs a share of the mean",
            "add share, such as 0.5, or set anchor to lowest",
        )


def _revival(clauses: Clauses) -> Iterator[Finding]:
    if not isinstance(clauses.revival, Revivals):
        return
    shortlisted, without_place = clauses.revival.shortlisted, clauses.revival.not_shortlisted
    if shortlisted is not None:
        if not isinstance(clauses.price_test, AnyOf):
            yield Finding(
                "revival.shortlisted",
                "no shortlisted bid can fail without a price test, so none can be readmitted",
                "set price_test.use to any-of, or remove revival.shortlisted",
                ("price_test.use",),
            )
        elif shortlisted.sole_base.value == "anchor" and clauses.price_test.tests.multiple is None:
            yield Finding(
                "revival.shortlisted.sole_base",
                "the base 'anchor' is that of the test 'multiple', which this rule book does not have",
                "set sole_base to own-price, or add price_test.tests.multiple",
                ("price_test.tests",),
            )
    for name, terms in (("shortlisted", shortlisted), ("not_shortlisted", without_place)):
        if terms is not None and terms.chooses_regions.value and isinstance(clauses.supply, ByBrand):
            yield Finding(
                f"revival.{name}.chooses_regions",
                "readmitted firms cannot choose areas where supply is 'by-brand'",
                "set chooses_regions to false, or supply.use to serial-choice",
                ("supply.use",),
            )
    if without_place and without_place.keeps_brand_volume.value and without_place.chooses_regions.value:
        yield Finding(
            "revival.not_shortlisted.keeps_brand_volume",
            "readmitted firms that choose areas do not keep their brand's volume as well",
            "set one of keeps_brand_volume and chooses_regions to false",
            ("revival.not_shortlisted.chooses_regions",),
        )
    gives_all = isinstance(clauses.volume, BrandFirst)
    if without_place and gives_all and not without_place.keeps_brand_volume.value:
        yield Finding(
            "revival.not_shortlisted.keeps_brand_volume",
            "volume 'brand-first' gives every winning brand the volume that names it, readmitted or not",
            "set keeps_brand_volume to true, or volume.use to share-by-winners",
            ("volume.use",),
        )


def _volume(clauses: Clauses) -> Iterator[Finding]:
    volume = clauses.volume
    if isinstance(volume, ByClass):
        yield from _classes(volume)
    if isinstance(volume, ByRank):
        yield from _ranks(volume)
        if volume.top_up and not _has_line(clauses):
            yield Finding(
                "volume.top_up",
                "nobody can win without a place, so the smaller shares are for nobody",
                "set needs_place to false in a price test, or remove top_up",
                _LINES,
            )
    if isinstance(volume, ByCut) and volume.from_cut.value > volume.to_cut.value:
        yield Finding(
            "volume.from_cut",
            f"the line starts at a cut of {_number(volume.from_cut.value)} and ends at "
            f"{_number(volume.to_cut.value)}",
            "swap from_cut and to_cut",
            ("volume.to_cut",),
        )
    if isinstance(volume, ByRatio) and volume.others_line is not None and volume.raised is None:
        yield Finding(
            "volume.others_line",
            "others_line lowers a share by the factor 'raised', which is missing",
            "add raised, such as 0.9, or remove others_line",
        )


def _classes(volume: ByClass) -> Iterator[Finding]:
    cuts, shares = volume.cuts.value, volume.shares.value
    if len(shares) != len(cuts) + 1:
        yield Finding(
            "volume.shares",
            f"{len(cuts)} cuts make {len(cuts) + 1} classes, but {len(shares)} shares are given",
            f"give {len(cuts) + 1} shares, or {max(len(shares) - 1, 0)} cuts",
            ("volume.cuts",),
        )
    if any(later <= earlier for earlier, later in pairwise(cuts)):
        yield Finding(
            "volume.cuts",
            f"the cuts {_listed(cuts)} do not rise",
            "write cumulative shares of winners, each larger than the one before",
        )


def _ranks(volume: ByRank) -> Iterator[Finding]:
    for name, table in (("kept", volume.kept), ("reduced_kept", volume.reduced_kept)):
        if table is None:
            continue
        for rank in sorted({*table.value, *volume.pool.value}):
            kept, pooled = _at(table.value, rank), _at(volume.pool.value, rank)
            if kept + pooled > 1:
                yield Finding(
                    f"volume.{name}.value.{rank}",
                    f"rank {rank} keeps {_number(kept)} and pools {_number(pooled)} of its volume, "
                    "more than all of it",
                    f"keep at most {_number(1 - pooled)}, or pool at most {_number(1 - kept)}",
                    (f"volume.pool.value.{rank}",),
                )
    lines = [line.at_most.value for line in volume.top_up]
    if any(later <= earlier for earlier, later in pairwise(lines)):
        yield Finding(
            "volume.top_up",
            f"the price lines {_listed(lines)} do not rise, so a later one is never reached",
            "write the smallest at_most first",
        )
    for number, line in enumerate(volume.top_up):
        if line.kept.value + line.pool.value > 1:
            yield Finding(
                f"volume.top_up.{number}.kept",
                f"a winner up to {_number(line.at_most.value)} of the ceiling keeps and pools more than all "
                "of its volume",
                f"keep at most {_number(1 - line.pool.value)}",
            )


def _supply(clauses: Clauses) -> Iterator[Finding]:
    volume, supply = clauses.volume, clauses.supply
    if isinstance(volume, _BY_BRAND) and not isinstance(supply, ByBrand):
        yield Finding(
            "supply.use",
            f"volume '{_use(volume)}' is shared out by brand, but supply is '{_use(supply)}'",
            "set supply.use to by-brand, or volume.use to share-by-winners",
            ("volume.use",),
        )
    if isinstance(volume, _BY_AREA) and isinstance(supply, ByBrand):
        yield Finding(
            "supply.use",
            f"volume '{_use(volume)}' is committed area by area, but supply 'by-brand' has no areas",
            "set supply.use to serial-choice or whole-area, or volume.use to brand-share",
            ("volume.use",),
        )


def _listing(clauses: Clauses) -> Iterator[Finding]:
    listing = clauses.listing
    if not isinstance(listing, Listing) or listing.yellow is None or listing.red is None:
        return
    yellow, red = listing.yellow.value, listing.red.value
    if red < yellow:
        yield Finding(
            "listing.red",
            f"the red line ({_number(red)}) lies below the yellow one ({_number(yellow)})",
            "swap them",
            ("listing.yellow",),
        )


def _at(table: Mapping[int, Decimal], rank: int) -> Decimal:
    """Return the share of a rank: that of the largest key up to it, 0 below all keys."""
    keys = [key for key in table if key <= rank]
    return table[max(keys)] if keys else Decimal(0)


def _number(value: Decimal) -> str:
    return f"{value.normalize():f}"


def _listed(values: Sequence[Decimal]) -> str:
    return ", ".join(_number(value) for value in values)
