"""What the fund reimburses against: the payment standard of a product, and labels of high prices.

Source: Hainan's plan for round 2 (a draft for consultation, 2020), section 4(7); the national measures for
the pilot of 2019. Where the text is silent, :class:`StandardPath` has a switch.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from simulator.money import Ints
from simulator.rules.exact import at_most, fraction, round_product
from simulator.rules.lot import Bools

__all__ = ["StandardPath", "excess_price", "listing_price", "payment_standard"]


@dataclass(frozen=True, slots=True)
class StandardPath:
    """How the standard of a dear product comes down to the winning price."""

    within: Decimal = Decimal(2)
    """Multiple of the winning price up to which (inclusive) the winning price is the standard at once."""
    cuts: tuple[Decimal, ...] = (Decimal("0.3"), Decimal("0.3"))
    """Cut of each year above that multiple; the year after the last has the winning price."""
    compounded: bool = False
    """Whether each cut is taken off the last year's standard (0.70, 0.49) and not off the original price
    (0.70, 0.40)."""
    floor: bool = False
    """Whether the standard never goes below the winning price on its way."""

    def part(self, year: int) -> Decimal | None:
        """Return the standard of a year over the original price; none once it is the winning price.

        Parameters
        ----------
        year
            Year of the policy, from 1.
        """
        if year > len(self.cuts):
            return None
        part = Decimal(1)
        for cut in self.cuts[:year]:
            part = part * (1 - cut) if self.compounded else part - cut
        return part


def payment_standard(
    original: Ints, price: Ints, winning: Ints, year: int, path: StandardPath, *, evaluated: bool = True
) -> Ints:
    """Return what the fund reimburses against for a product without an award.

    A product no dearer than the winner is paid at its own price, one of up to twice the winning price at the
    winning price. A dearer one comes down in steps from its price before the policy. One that has not passed
    the consistency evaluation gets no time.

    Parameters
    ----------
    original
        Price in ticks when the policy began; any shape.
    price
        Present price in ticks; differs where the maker has cut it by itself.
    winning
        The winning price that the product is compared with, in ticks; positive.
    year
        Year of the policy, from 1.
    path
        The steps.
    evaluated
        Whether the product is an originator, a reference, or has passed the evaluation.

    Returns
    -------
    numpy.ndarray
        Standard in ticks; what is above it the patient pays. Read literally the second step may lie below the
        winning price, for prices from 2 to 2.5 times the winner's, as the draft has no floor.
    """
    own, standard = np.asarray(price), np.asarray(winning)
    part = path.part(year)
    if evaluated and part is not None:
        staged = round_product(np.asarray(original), *fraction(part))
        if path.floor:
            staged = np.maximum(staged, winning)
        standard = np.where(_dearer(own, standard, path), staged, standard)
    return np.asarray(np.minimum(own, standard), dtype=np.int64)


def _dearer(price: Ints, winning: Ints, path: StandardPath) -> Bools:
    over, under = fraction(path.within)
    return ~at_most(price, under, winning, over)


def excess_price(price: Ints, standard: Ints) -> Ints:
    """Return what a patient pays beyond the standard for a unit, in ticks."""
    return np.asarray(np.maximum(price - standard, 0), dtype=np.int64)


def listing_price(old: Ints, award: Ints, times: Decimal) -> Ints:
    """Return the highest price of a winner outside its areas: the old one, at most a multiple of its award.

    Parameters
    ----------
    old
        Price before the tender in ticks.
    award
        Its award price in ticks.
    times
        The multiple: 1.5 in rounds 8 to 10.
    """
    return np.asarray(np.minimum(old, round_product(np.asarray(award), *fraction(times))), dtype=np.int64)
