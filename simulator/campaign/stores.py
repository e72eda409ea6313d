"""What hospitals hold of a variety when its contracts end, and have when the next ones begin."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from simulator.supply.records import Cell, Contracts, Floats, Outcome

__all__ = ["HospitalStores", "stores_after", "stores_before"]


@dataclass(frozen=True, slots=True)
class HospitalStores:
    """Units that hospitals hold of a variety when its contracts end."""

    areas: tuple[str, ...]
    """``[C]`` code of each cell's area; the firm where cells are not areas."""
    held: Floats
    """``[R, C]`` units."""


def stores_after(contracts: Contracts, outcome: Outcome) -> HospitalStores:
    """Look into hospitals' stores at the end of the contracts of a variety.

    Parameters
    ----------
    contracts, outcome
        The contracts and what came of them.
    """
    return HospitalStores(contracts.areas, outcome.cells[..., Cell.HELD])


def stores_before(dealt: Contracts, left: HospitalStores | None, part: float) -> Contracts:
    """Let hospitals begin new contracts of a variety with what they hold of it.

    Cells keep what is theirs: areas by their code, and where supply is by product, products by their name.
    What lies where nobody is supplied now is spread over the new cells in proportion to their need.
    Where nobody won, nothing is carried out, and nothing handed over.

    Parameters
    ----------
    dealt
        Contracts as dealt to hospitals without a past.
    left
        What they hold; ``None`` if the variety was not bought before.
    part
        Part of it that is there when the contracts begin.
    """
    if left is None or part <= 0:
        return dealt
    given = dealt.given
    supplied = (given.main >= 0) & (given.term > 0)[:, None]
    place = {area: at for at, area in enumerate(left.areas)}
    at = np.array([place.get(area, -1) for area in dealt.areas])
    held = part * left.held
    own = np.where(supplied & (at >= 0), held[:, at], 0.0)
    need = np.where(supplied, given.need, 0.0)
    whole = need.sum(axis=1, keepdims=True)
    elsewhere = np.maximum(held.sum(axis=1, keepdims=True) - own.sum(axis=1, keepdims=True), 0.0)
    share = np.divide(need, whole, out=np.zeros_like(need), where=whole > 0)
    return replace(dealt, given=given._replace(stored=own + elsewhere * share))
