"""Rule books to compare readings with: the shipped ones, and mixtures that no tender ever used.

Every choice comes from the ``random.Random`` that is handed in, so that a seed names a rule book.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from functools import cache
from typing import TypeAlias

from simulator.rules.parameters import Clauses, ProvisionalList
from tests.oracle import random_contracts as contracts
from tests.oracle import random_entry as entry
from tests.oracle import random_selection as selection
from tests.rules.tenders import BOOKS, book

__all__ = ["random_clauses", "shipped_clauses"]

Parts: TypeAlias = dict[str, object]

INVENTED = {
    "quality": entry.quality,
    "conversion": entry.conversion,
    "links": entry.links,
    "ceiling": entry.ceiling,
    "ranking": entry.ranking,
    "ties": entry.ties,
    "places": selection.places,
    "price_test": selection.price_test,
    "negotiation": selection.negotiation,
    "elimination": selection.elimination,
    "revival": selection.revival,
    "term": contracts.term,
    "late_entry": contracts.late_entry,
    "listing": contracts.listing,
}


@cache
def shipped_clauses() -> dict[str, Clauses]:
    """Return the clauses of the shipped rule books by id."""
    return {name: book(name) for name in BOOKS}


def random_clauses(rng: random.Random, books: Mapping[str, Clauses]) -> tuple[str, Clauses]:
    """Pick a shipped rule book (one case in three) or mix clauses of several and of none."""
    names = sorted(books)
    if rng.random() < 1 / 3:
        name = rng.choice(names)
        return name, books[name]
    parts: Parts = {}
    origin: dict[str, str] = {}
    for clause, invent in INVENTED.items():
        name = rng.choice(names) if rng.random() < 0.35 else "invented"
        origin[clause] = name
        parts[clause] = invent(rng) if name == "invented" else getattr(books[name], clause)
    _contract(rng, parts)
    if isinstance(parts["negotiation"], ProvisionalList) or _use(parts["negotiation"]) == "provisional-list":
        _like_the_pilot(rng, parts)
        origin |= dict.fromkeys(("links", "places", "price_test", "revival", "units"), "pilot")
    label = "mixture of " + ", ".join(f"{clause}: {name}" for clause, name in origin.items())
    return label, Clauses.model_validate(parts)


def _contract(rng: random.Random, parts: Parts) -> None:
    """Units, supply and volume fit together: brands or areas, and only brands where units compete."""
    if rng.random() < 0.5:
        parts["units"] = entry.units(rng)
        parts["supply"] = {"use": "by-brand", "areas": "national-31"}
        parts["volume"] = contracts.volume_by_brand(rng)
    else:
        parts["supply"] = contracts.supply_by_area(rng)
        parts["volume"] = contracts.volume_by_area(rng)


def _like_the_pilot(rng: random.Random, parts: Parts) -> None:
    """The negotiation of the pilot is defined for one winner in a lot, and never for a consortium."""
    parts |= {
        "links": rng.choice([{"use": "none"}, {"use": "merge", "scope": "any"}]),
        "places": {"use": "place-table", "table": {1: 1}, "cap": 1},
        "price_test": {"use": "none"},
        "revival": {"use": "none"},
        "units": {"use": "none"},
    }


def _use(part: object) -> object:
    return part.get("use") if isinstance(part, dict) else None
