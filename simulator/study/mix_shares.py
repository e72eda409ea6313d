"""Shares of strategies in a class of firms as parameters: what is fitted, the rest giving way pro rata."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_DOWN, Decimal

from pydantic import BaseModel

from simulator.bidding.strategies.mix import Mix, Part
from simulator.errors import InputError, nearest

__all__ = ["shares_moved"]

_DIGITS = Decimal("0.000001")


def shares_moved(record: BaseModel, fitted: Mapping[str, float]) -> dict[str, Decimal]:
    """Return all shares of the mixes of a scenario when some of them are given new values.

    The parts of a mix that are given none share out what is left in the proportions that they have, equally
    if they have none. Where the new values sum to more than 1 they are scaled down to it, with nothing left.

    Parameters
    ----------
    record
        The scenario.
    fitted
        Shares by the path of their part, such as ``bidding.generic.of.hungry``.

    Returns
    -------
    dict
        Shares by path of the value (``bidding.generic.of.hungry.share``); those of one mix sum to exactly 1.

    Raises
    ------
    InputError
        If a path leads to no part of a mix, or no part of a mix is left to give way.
    """
    by_mix: dict[str, dict[str, float]] = {}
    for path, value in fitted.items():
        mix, _, part = path.rpartition(".")
        by_mix.setdefault(mix.removesuffix(".of"), {})[part] = value
    moved: dict[str, Decimal] = {}
    for path, values in by_mix.items():
        parts = _mix_at(record, path).of
        for name, share in _whole(parts, values, path).items():
            moved[f"{path}.of.{name}.share"] = share
    return moved


def _mix_at(record: BaseModel, path: str) -> Mix:
    """Find a mix; a path has the form ``bidding.CLASS``."""
    by_class = record.bidding.by_class()  # type: ignore[attr-defined]  # every scenario has one
    name = path.partition(".")[2]
    if name not in by_class:
        raise InputError.one(f"'{path}' leads nowhere: there is no '{name}'", mend=nearest(name, by_class))
    found = by_class[name]
    if not isinstance(found, Mix):
        what = f"'{path}' is no mix of strategies, but '{found.use}': it has no shares that could be fitted"
        mend = f"let it be one: 'set: {{{path}: {{use: mix, of: {{PART: {{share: …, bids: …}}, …}}}}}}'"
        raise InputError.one(what, mend=mend)
    return found


def _whole(parts: Mapping[str, Part], values: Mapping[str, float], path: str) -> dict[str, Decimal]:
    """Return the shares of one mix, which sum to exactly 1."""
    for name in values:
        if name not in parts:
            what = f"'{path}.of.{name}' leads nowhere: the mix has no part '{name}'"
            raise InputError.one(what, mend=nearest(name, parts))
    rest = [name for name in parts if name not in values]
    if not rest:
        what = f"every part of the mix '{path}' is fitted, so that none is left to give way"
        raise InputError.one(what, mend="leave one part out; its share is what the others leave")
    fitted = {name: max(value, 0.0) for name, value in values.items()}
    scale = max(sum(fitted.values()), 1.0)
    shares = {name: _down(Decimal(repr(value / scale))) for name, value in fitted.items()}
    left = 1 - sum(shares.values(), Decimal(0))
    weight = sum((parts[name].share.value for name in rest), Decimal(0))
    for name in rest:
        part = parts[name].share.value / weight if weight else Decimal(1) / len(rest)
        shares[name] = _down(left * part)
    # What rounding down leaves is given to one of those that give way.
    shares[rest[-1]] += 1 - sum(shares.values(), Decimal(0))
    return {name: shares[name] for name in parts}


def _down(value: Decimal) -> Decimal:
    return value.quantize(_DIGITS, ROUND_DOWN)
