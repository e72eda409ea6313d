"""From a rule book and a variety to the compiled award: every number is asked of the rules."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulator.bidding.equilibrium import packed as at
from simulator.bidding.equilibrium.lines import line_where
from simulator.bidding.equilibrium.packed import Order
from simulator.bidding.equilibrium.setting import Setting
from simulator.bidding.equilibrium.translation import volumes_by_rank
from simulator.money import Ints, round_half_up
from simulator.rules.exact import fraction
from simulator.rules.lot import Lot
from simulator.rules.parameters import (
    AnyOf,
    BrandFirst,
    BrandShare,
    ByBrand,
    ByClass,
    ByRank,
    Clauses,
    LowestPrice,
    Off,
    Revivals,
    SerialChoice,
    ShareByWinners,
    ShareOfBidders,
    WholeArea,
)
from simulator.rules.places import places_for
from simulator.rules.ranking import static_ties
from simulator.rules.regions.choice import choose_areas
from simulator.rules.volume import SHARE_UNIT, committed_share, in_millionths, term_years

__all__ = ["Compiled", "compiled_award"]

Floats = npt.NDArray[np.float64]

_ANY = np.iinfo(np.int64).max // 2
_ORDERS = 1024


@dataclass(frozen=True, slots=True, eq=False)
class Compiled:
    """The award of a variety in a form that is fast to ask about one firm at a time."""

    order: Order
    tie: Ints
    """``[n]`` rank of each bidder by tie keys."""
    brand: Floats
    """``[n]`` part of the need that names each bidder."""


def compiled_award(setting: Setting, lot: Lot) -> Compiled | None:
    """Return the award of a variety in compiled form, or nothing where the rule book asks for more.

    Left out are linked firms, clauses that look across varieties, and each firm's own taste for areas:
    what a rank is worth is the mean over many orders of the actual bidders.

    Parameters
    ----------
    setting
        The variety and its rules.
    lot
        Its bidders.
    """
    if not _covered(setting.clauses, lot):
        return None
    need = max(float(lot.base.sum()) or float(np.maximum(lot.brand_volume, 0).sum()), 1.0)
    brand = np.maximum(lot.brand_volume, 0) / need
    return Compiled(_order(setting, lot), static_ties(lot, setting.clauses.ties), brand)


def _covered(clauses: Clauses, lot: Lot) -> bool:
    """Tell whether the order of prices decides, and volumes are of a kind that is compiled."""
    volume, test = clauses.volume, clauses.price_test
    plain = isinstance(clauses.ranking, LowestPrice) and isinstance(clauses.units, Off)
    known = isinstance(volume, ShareByWinners | BrandFirst | BrandShare | ByClass | ByRank)
    if isinstance(volume, ByClass):
        known = len(volume.shares.value) > 1
    if isinstance(volume, ByClass | ByRank):
        known = known and isinstance(clauses.revival, Off)
    if isinstance(test, AnyOf) and test.tests.enquiry is not None:
        return False
    if getattr(clauses.places, "per_firm", None) is not None and len(set(lot.firms)) < lot.size:
        return False
    supply = clauses.supply
    by_score = isinstance(supply, SerialChoice) and supply.order is not None and supply.order.value != "rank"
    return plain and known and not by_score and not lot.full().fee.any()


def _order(setting: Setting, lot: Lot) -> Order:
    most = lot.size
    count = np.arange(most + 1)
    places = np.array([places_for(int(k), setting.clauses.places) for k in count], dtype=np.int64)
    kind, by_rank, share = _volumes(setting, lot)
    years = np.ones(most + 1) if kind == at.BY_RANK else _years(setting, lot, count)
    ends, kept = _price_classes(setting.clauses, count)
    numbers = _numbers(setting)
    numbers[at.VOLUME] = kind
    return Order(numbers, np.column_stack([places, ends]), by_rank, np.stack([share, years], axis=1), kept)


def _numbers(setting: Setting) -> Ints:
    clauses, numbers = setting.clauses, np.zeros(at.NUMBERS, dtype=np.int64)
    numbers[at.BEYOND] = isinstance(clauses.places, ShareOfBidders) and clauses.places.beyond_line.value
    numbers[[at.LINE, at.SOLE_LINE]] = _ANY
    numbers[[at.TIMES_PARTS, at.MEAN_PARTS, at.SOLE_TIMES, at.SOLE_PARTS]] = 1
    test = clauses.price_test
    if isinstance(test, AnyOf):
        numbers[at.LINE] = line_where(setting, needs_place=True)
        numbers[at.FREE_LINE] = line_where(setting, needs_place=False)
        if test.sole_bidder_cut is not None:
            over, under = fraction(test.sole_bidder_cut.value)
            numbers[at.SOLE_LINE] = setting.ceiling * (under - over) // under
        multiple = test.tests.multiple
        if multiple is not None:
            numbers[[at.TIMES, at.TIMES_PARTS]] = fraction(multiple.times.value)
            numbers[at.TIMES_FREE] = not multiple.needs_place
            if multiple.anchor.value == "mean-or-lowest":
                share = (1, 1) if multiple.share is None else fraction(multiple.share.value)
                numbers[[at.MEAN, at.MEAN_PARTS]] = share
    if isinstance(clauses.revival, Revivals):
        _second_chances(numbers, clauses.revival)
    return numbers


def _second_chances(numbers: Ints, clause: Revivals) -> None:
    if clause.shortlisted is not None:
        numbers[at.LISTED] = 1
        numbers[[at.SOLE_TIMES, at.SOLE_PARTS]] = fraction(clause.shortlisted.sole_multiple.value)
        numbers[at.SOLE_ANCHOR] = clause.shortlisted.sole_base.value == "anchor"
        numbers[at.LISTED_CHOOSE] = clause.shortlisted.chooses_regions.value
    if clause.not_shortlisted is not None:
        numbers[at.UNLISTED] = 1
        numbers[at.UNLISTED_CHOOSE] = clause.not_shortlisted.chooses_regions.value
        numbers[at.UNLISTED_KEEP] = clause.not_shortlisted.keeps_brand_volume.value


def _years(setting: Setting, lot: Lot, numbers: Ints) -> Floats:
    bidders = np.full_like(numbers, setting.bidders)
    return np.maximum(term_years(lot, numbers, bidders, setting.clauses.term), 1).astype(np.float64)


def _volumes(setting: Setting, lot: Lot) -> tuple[int, Floats, Floats]:
    """Return where volumes come from, the tables by rank, and committed shares by number of winners."""
    clause, most = setting.clauses.volume, lot.size
    nothing, everything = np.zeros((most, most + 1, most + 1)), np.ones(most + 1)
    if isinstance(clause, ByRank):
        return at.BY_RANK, np.tile(volumes_by_rank(setting, most), (most, 1, 1)), everything
    if isinstance(clause, ByClass):
        return at.BY_CLASS, nothing, everything
    if isinstance(clause, BrandShare):
        return at.BY_BRAND, nothing, everything * in_millionths(clause.share.value) / SHARE_UNIT
    if not isinstance(clause, ShareByWinners | BrandFirst):
        raise TypeError("only volumes that _covered knows are compiled")
    share = committed_share(np.arange(most + 1), lot.volume_class, clause) / SHARE_UNIT
    kind = at.BY_BRAND if isinstance(clause, BrandFirst) else at.BY_AREA
    return kind, _area_parts(setting, lot), share


def _area_parts(setting: Setting, lot: Lot) -> Floats:
    """Return the part of the base that each bidder gets by number of firms that choose areas and own rank.

    The mean over orders of the actual bidders that fill the space of orders evenly: fractional parts of
    multiples of square roots of primes (Richtmyer's sequence).
    """
    count, base = lot.size, lot.base / max(float(lot.base.sum()), 1.0)
    roots = np.sqrt(_primes(count))
    position = np.modf(np.arange(1, _ORDERS + 1)[:, None] * roots[None, :])[0].argsort(axis=1).argsort(axis=1)
    table = np.zeros((count, count + 1, count + 1))
    for choosing in range(1, count + 1):
        rank = np.where(position < choosing, position + 1, 0).astype(np.int64)
        main, _ = choose_areas(lot, rank, rank > 0, setting.units, _without_backup(setting.clauses))
        rows, areas = np.nonzero(main >= 0)
        who = main[rows, areas]
        slot = who * (count + 1) + rank[rows, who]
        got = np.bincount(slot, base[areas], minlength=count * (count + 1)).reshape(count, count + 1)
        times = np.stack([np.bincount(one, minlength=count + 1) for one in rank.T])
        table[:, choosing] = got / np.maximum(times, 1)
    return table


def _without_backup(clauses: Clauses) -> SerialChoice | WholeArea | ByBrand:
    supply = clauses.supply
    return supply.model_copy(update={"backup": None}) if isinstance(supply, SerialChoice) else supply


def _primes(count: int) -> Ints:
    found: list[int] = []
    number = 2
    while len(found) < count:
        if all(number % one for one in found):
            found.append(number)
        number += 1
    return np.array(found, dtype=np.int64)


def _price_classes(clauses: Clauses, numbers: Ints) -> tuple[Ints, Floats]:
    """Return the last rank of each price class by number of winners, and what classes keep and give away."""
    clause = clauses.volume
    if not isinstance(clause, ByClass):
        return np.zeros((len(numbers), 1), dtype=np.int64), np.zeros(3)
    last, ends = np.ones_like(numbers), []
    for cut in clause.cuts.value:
        over, under = fraction(cut)
        last = np.maximum(last, round_half_up(numbers * over, under))
        ends.append(last)
    kept = [*clause.shares.value, clause.transfer.value]
    return np.stack(ends, axis=1), np.array([float(one) for one in kept])
