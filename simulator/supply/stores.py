"""What hospitals have done by the end of the term with what they bought: used it, stored it, let it expire.

Both engines follow goods as far as the hospital's door; a flow identity leads on from there. Hospitals begin
without the winners' products. Of purchases ``P`` the part ``e`` expires; at the end of a term of ``T`` days
they hold ``d`` days of mean use. With the use ``U`` that leaves ``P (1 - e) = U + d U / T``.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from simulator.supply.records import Floats
from simulator.supply.terms import DAYS_PER_MONTH

__all__ = ["Stores", "stores"]


class Stores(NamedTuple):
    """Where purchases have gone; the three add up to them."""

    used: Floats
    """Dispensed to patients."""
    held: Floats
    """In stock at the end of the term."""
    expired: Floats
    """Expired or broken."""


def stores(bought: Floats, months: Floats, days: float, expires: float) -> Stores:
    """Split purchases of a term into use, stock at its end, and loss.

    Parameters
    ----------
    bought
        ``[R]`` purchases in the term, units.
    months
        ``[R]`` length of the term.
    days
        Days of use in stock at the end.
    expires
        Part of purchases that expires.
    """
    share = days / (np.maximum(months, 1.0) * DAYS_PER_MONTH)
    expired = bought * expires
    used = (bought - expired) / (1 + share)
    return Stores(used, used * share, expired)
