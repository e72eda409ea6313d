"""Figures of a campaign as a whole: over all its rounds, by replication."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from simulator.campaign.carried import Ban, Floats
from simulator.campaign.sequence import Played
from simulator.results.bids import ratio
from simulator.rules.lot import Bools

__all__ = ["course_figures"]

Product = tuple[str, str, str]


def course_figures(played: Sequence[Played], bans: Sequence[Ban]) -> dict[str, Floats]:
    """Compute what a campaign came to as a whole: ``[R]`` by name (``COURSE_FIGURES``).

    Parameters
    ----------
    played
        The rounds in calendar order.
    bans
        All bans at the end.
    """
    won = dict[Product, Bools]()
    always = dict[Product, Bools]()
    firms = dict[str, Bools]()
    for product, firm, one, put_up in _awards(played):
        won[product] = won[product] | one if product in won else one
        # Where a variety is not tendered again, nothing is lost.
        again = one | ~put_up
        always[product] = always[product] & again if product in always else again
        firms[firm] = firms[firm] | one if firm in firms else one
    rows = len(played[0].block.awarded[0].state)
    imposed: Floats = np.zeros(rows)
    for ban in bans:
        imposed += ban.ends > ban.begins
    return {
        "price_index": _price_index(played),
        "products_winning": _count(won),
        "products_winning_always": _count({name: always[name] & won[name] for name in won}),
        "firms_winning": _count(firms),
        "bans_imposed": imposed,
    }


def _awards(played: Sequence[Played]) -> Iterator[tuple[Product, str, Bools, Bools]]:
    roots = dict[str, str]()
    for one in played:
        name = one.stage.plan.id
        roots[name] = name if one.stage.follows is None else roots[one.stage.follows]
        for entrants, lot, tabled in zip(
            one.stage.tender.entrants, one.block.awarded, one.tabled, strict=True
        ):
            for at, (firm, bid) in enumerate(zip(entrants.firms, entrants.names, strict=True)):
                yield (roots[name], entrants.variety.name, bid), firm, lot.won[:, at], tabled.put_up


def _price_index(played: Sequence[Played]) -> Floats:
    """Return what agreed volumes cost at award prices over what they cost before the first tender."""
    now, before = (np.zeros(len(played[0].block.awarded[0].state)) for _ in range(2))
    for one in played:
        for entrants, lot in zip(one.stage.tender.entrants, one.block.awarded, strict=True):
            volume = np.where(lot.won, lot.volume, 0) * lot.years[:, None].astype(np.float64)
            now += (volume * lot.price).sum(axis=1)
            before += volume.sum(axis=1) * entrants.variety.reference
    return ratio(now, before)


def _count(flags: Mapping[object, Bools] | Mapping[str, Bools] | Mapping[Product, Bools]) -> Floats:
    return np.asarray(np.sum(list(flags.values()), axis=0), dtype=np.float64)
