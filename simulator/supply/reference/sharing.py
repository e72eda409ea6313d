"""Who steps in for a supplier that is short: shared pro rata by rule, not by the order of claims."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simulator.rules.lot import Bools
from simulator.supply.records import Floats
from simulator.supply.reference.actors import SHORT

if TYPE_CHECKING:
    from simulator.supply.reference.history import History

__all__ = ["share_out", "stop_sharing"]

_ORDERED, _MAIN, _BACKUP, _OTHERS, _INVITED, _OUTSIDE, _MISSING, _SHORT = range(8)


def stop_sharing(history: History) -> None:
    """Ask nobody any more."""
    for supplier in history.suppliers:
        supplier.asked = supplier.by_pool = 0.0


def share_out(history: History) -> None:
    """Set what each cell gets from whom and what it lacks where any supplier is short."""
    stop_sharing(history)
    _ask(history)
    ways = history.ways
    ways[_ORDERED] = history.demand
    history.short = ways[_SHORT] = ways[_MISSING] > SHORT * history.demand


def _ask(history: History) -> None:
    """Let those who lack goods ask backups, then other winners, then firms without an award."""
    suppliers, ways, main = history.suppliers, history.ways, history.main
    np.multiply(history.demand, np.array([one.served for one in suppliers])[main], out=ways[_MAIN])
    np.subtract(history.demand, ways[_MAIN], out=ways[_MISSING])
    ways[_BACKUP:_MISSING] = 0.0
    # Cells whose supplier serves all lack nothing, whatever its step.
    steps = [one.step if one.served < 1.0 else 0 for one in suppliers]
    furthest = max(steps)
    if furthest < 1:
        return
    step = np.array(steps)[main]
    left = _ask_backups(history, _spare(history), step >= 1)
    if furthest < 2:
        return
    _ask_others(history, left, step >= 2)
    k = history.knobs
    for way, first, most in ((_INVITED, 3, k.invited), (_OUTSIDE, 4, k.outside)):
        if furthest < first:
            return
        calls = ways[_MISSING] * (step >= first)
        claims = float(calls.sum())
        if claims > 0:
            _give(ways, way, calls, min(most * history.reported / claims, 1.0))


def _spare(history: History) -> list[float]:
    """Return what each supplier can make beyond its own orders, and offers to others."""
    now, offered = float(history.env.now), history.behaviour.spare
    beyond = [max(one.able - one.orders, 0.0) for one in history.suppliers]
    return [min(offered(one, now, most), most) for one, most in zip(history.suppliers, beyond, strict=True)]


def _ask_backups(history: History, spare: list[float], asking: Bools) -> list[float]:
    """Let each cell ask its backup, which gives what it can make beyond its own orders; return the rest."""
    calls = history.ways[_MISSING] * asking
    asked = np.bincount(history.backup, weights=calls, minlength=len(spare) + 1).tolist()
    fraction, left = [0.0] * len(asked), []
    for at, (one, able) in enumerate(zip(history.suppliers, spare, strict=True)):
        one.asked, one.helped = asked[at], min(able, asked[at])
        if one.asked > 0:
            fraction[at] = one.helped / one.asked
        left.append(able - one.helped)
    _give(history.ways, _BACKUP, calls, np.array(fraction)[history.backup])
    return left


def _ask_others(history: History, left: list[float], asking: Bools) -> None:
    """Let what is still missing be asked of all other winners, out of one pool."""
    calls = history.ways[_MISSING] * asking
    claims, pool = float(calls.sum()), sum(left)
    if claims <= 0 or pool <= 0:
        return
    fraction = min(pool / claims, 1.0)
    for one, rest in zip(history.suppliers, left, strict=True):
        one.by_pool = rest * (claims * fraction / pool)
        one.helped += one.by_pool
    _give(history.ways, _OTHERS, calls, fraction)


def _give(ways: Floats, way: int, calls: Floats, fraction: Floats | float) -> None:
    """Give those who call a fraction of what they lack."""
    np.multiply(calls, fraction, out=ways[way])
    ways[_MISSING] -= ways[way]
