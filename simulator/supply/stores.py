"""What hospitals have done by the end of the term with what they bought: used it, stored it, let it expire.

Both engines follow goods as far as the hospital's door; a flow identity leads on from there. Hospitals begin
with what they hold from an earlier contract, ``S``, nothing if there was none. Of purchases ``P`` the part
``e`` expires; at the end of a term of ``T`` months they hold ``d`` months of mean use. With the use ``U``
that leaves ``S + P (1 - e) = U + d U / T``.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from simulator.supply.records import Floats

__all__ = ["Stores", "stores"]


class Stores(NamedTuple):
    """Where purchases have gone; the three add up to them and to what was there before."""

    used: Floats
    """Dispensed to patients."""
    held: Floats
    """In stock at the end of the term."""
    expired: Floats
    """Expired or broken."""


def stores(
    bought: ArrayLike, months: ArrayLike, held: float, expires: float, stored: ArrayLike = 0.0
) -> Stores:
    """Split purchases of a term into use, stock at its end, and loss.

    Parameters
    ----------
    bought
        Purchases in the term, units, of any shape.
    months
        Length of the term, at least 1.
    held
        Months of use in stock at the end.
    expires
        Part of purchases that expires.
    stored
        Units in stock at the start.
    """
    bought, share = np.asarray(bought, dtype=np.float64), held / np.asarray(months, dtype=np.float64)
    expired = np.asarray(bought * expires)
    used = np.asarray((np.asarray(stored, dtype=np.float64) + bought - expired) / (1 + share))
    return Stores(used, np.asarray(used * share), expired)
