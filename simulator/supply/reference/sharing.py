"""Who steps in for a supplier that is short: shared pro rata by rule, not by the order of claims."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simulator.rules.lot import Bools
from simulator.supply.records import Floats

if TYPE_CHECKING:
    from simulator.supply.reference.actors import Supplier
    from simulator.supply.reference.history import History

__all__ = ["share_out", "stop_sharing"]

_MAIN, _BACKUP, _OTHERS, _INVITED, _OUTSIDE, _MISSING = range(6)


def stop_sharing(history: History) -> None:
    """Ask nobody any more."""
    for supplier in history.suppliers:
        supplier.asked = supplier.by_pool = 0.0


def share_out(history: History) -> None:
    """Set what each cell gets from whom and what it lacks, ``[6, C]``, where any supplier is short."""
    stop_sharing(history)
    suppliers, ways, main = history.suppliers, history.ways, history.main
    np.multiply(history.demand, np.array([one.served for one in suppliers])[main], out=ways[_MAIN])
    np.subtract(history.demand, ways[_MAIN], out=ways[_MISSING])
    ways[_BACKUP:_MISSING] = 0.0
    furthest = max((one.step for one in suppliers if one.served < 1.0), default=0)
    if furthest < 1:
        return
    step = np.array([one.step for one in suppliers])[main]
    spare = np.array([_spare(history, one) for one in suppliers])
    left = _ask_backups(history, spare, (step >= 1) & history.has_backup)
    if furthest < 2:
        return
    _ask_others(history, left, step >= 2)
    k = history.knobs
    for way, first, spare_there in ((_INVITED, 3, k.invited), (_OUTSIDE, 4, k.outside)):
        calls = step >= first
        claims = float(ways[_MISSING, calls].sum())
        if claims > 0:
            _give(ways, way, calls, min(spare_there * history.reported / claims, 1.0))


def _spare(history: History, supplier: Supplier) -> float:
    """Return what a supplier can make beyond its own orders, and offers to others."""
    beyond = max(supplier.able - supplier.orders, 0.0)
    return min(history.behaviour.spare(supplier, float(history.env.now), beyond), beyond)


def _ask_backups(history: History, spare: Floats, calls: Bools) -> Floats:
    """Let each cell ask its backup, which gives what it can make beyond its own orders; return the rest."""
    backup = history.backup[calls]
    asked = np.bincount(backup, weights=history.ways[_MISSING, calls], minlength=len(spare))
    given = np.minimum(spare, asked)
    for one, claims, units in zip(history.suppliers, asked.tolist(), given.tolist(), strict=True):
        one.asked, one.helped = claims, units
    # Who is asked for nothing gives nothing, whatever its fraction.
    fraction = given / np.where(asked > 0.0, asked, 1.0)
    _give(history.ways, _BACKUP, calls, fraction[backup])
    return np.asarray(spare - given)


def _ask_others(history: History, left: Floats, calls: Bools) -> None:
    """Let what is still missing be asked of all other winners, out of one pool."""
    claims, pool = float(history.ways[_MISSING, calls].sum()), sum(left.tolist())
    if claims <= 0 or pool <= 0:
        return
    fraction = min(pool / claims, 1.0)
    for one, rest in zip(history.suppliers, left.tolist(), strict=True):
        one.by_pool = rest * (claims * fraction / pool)
        one.helped += one.by_pool
    _give(history.ways, _OTHERS, calls, fraction)


def _give(ways: Floats, way: int, calls: Bools, fraction: Floats | float) -> None:
    """Give those who call a fraction of what they lack."""
    got = ways[_MISSING, calls] * fraction
    ways[way, calls] = got
    ways[_MISSING, calls] -= got
