"""Who bids when varieties are tendered again: the firms of the round before, and those that enter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from simulator.firms.population import Entrants, populate, preferences
from simulator.market.areas import Areas
from simulator.market.varieties import Variety
from simulator.money import split
from simulator.rules.lot import UNKNOWN
from simulator.scenario.campaign import RoundPlan
from simulator.scenario.model import Firms
from simulator.streams import stream_key
from simulator.tender.collusion import is_phantom

__all__ = ["followed"]


def followed(
    before: Sequence[Entrants], plan: RoundPlan, firms: Firms, areas: Areas, seed: int
) -> tuple[Entrants, ...]:
    """Return the bidders of a round that tenders the varieties of an earlier one again.

    Parameters
    ----------
    before
        Bidders of the earlier round, by variety.
    plan
        What the campaign says of the round.
    firms
        Classes and links of firms that enter.
    areas
        Supply areas of the round.
    seed
        Master seed.

    Raises
    ------
    InputError
        If the new bids cannot be spread over the new firms.
    """
    new = _newcomers(before, plan, firms, areas, seed)
    return tuple(_joined(old, fresh, plan, areas, seed) for old, fresh in zip(before, new, strict=True))


def _newcomers(
    before: Sequence[Entrants], plan: RoundPlan, firms: Firms, areas: Areas, seed: int
) -> list[Entrants | None]:
    """Spread new bids over varieties, crowded ones first, by firms that no earlier round knew."""
    count = 0 if plan.entry is None else plan.entry.bids.value
    seats = split(count, [sum(not is_phantom(firm) for firm in one.firms) for one in before])
    places = [at for at, number in enumerate(seats) if number]
    found: list[Entrants | None] = [None] * len(before)
    if plan.entry is None or not places:
        return found
    varieties = [replace(before[at].variety, bidders=int(seats[at])) for at in places]
    number = firms.firms.model_copy(update={"value": plan.entry.firms.value})
    nobody = firms.originator_presence.model_copy(update={"value": 0})
    terms = firms.model_copy(update={"firms": number, "originator_presence": nobody})
    own = stream_key("campaign entry", plan.id, str(seed))
    for at, one in zip(places, populate(varieties, terms, areas, own), strict=True):
        found[at] = replace(one, firms=tuple(name.replace("Firm", plan.id) for name in one.firms))
    return found


def _joined(old: Entrants, new: Entrants | None, plan: RoundPlan, areas: Areas, seed: int) -> Entrants:
    number = 0 if new is None else len(new.firms)
    variety = _grown(old.variety, plan, len(old.firms) + number)
    grown = variety.base / max(old.variety.base, 1)
    past, brand = (np.round(one * grown).astype(np.int64) for one in (old.past_volume, old.brand_volume))
    firms = old.firms if new is None else old.firms + new.firms
    brands = old.brands if new is None else old.brands + new.brands
    nothing = np.zeros(number, dtype=np.int64)
    scaled = np.round(old.coverage * len(areas) / old.preference.shape[1]).astype(np.int64)
    links = nothing - 1 if new is None else np.where(new.link == UNKNOWN, UNKNOWN, new.link + len(old.firms))
    joined = replace(
        old,
        variety=variety,
        firms=firms,
        brands=brands,
        kind=old.kind if new is None else np.concatenate([old.kind, new.kind]),
        status=old.status if new is None else np.concatenate([old.status, new.status]),
        link=np.concatenate([old.link, links]),
        past_volume=np.concatenate([past, nothing]),
        brand_volume=np.concatenate([brand, nothing]),
        coverage=scaled if new is None else np.concatenate([scaled, new.coverage]),
        actual=None,
    )
    return replace(joined, preference=preferences(variety.name, joined.names, areas, seed))


def _grown(variety: Variety, plan: RoundPlan, bidders: int) -> Variety:
    base = max(round(variety.base * float(plan.need.value)), 1)
    return replace(variety, base=base, bidders=bidders)
