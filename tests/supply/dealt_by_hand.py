"""One variety, two suppliers, two areas: an award small enough to follow through the dealing by hand."""

from __future__ import annotations

from datetime import date

import numpy as np

from simulator.firms.population import CLASSES, Entrants
from simulator.market.areas import Areas
from simulator.market.varieties import Variety
from simulator.rules.lot import STATUSES, State
from simulator.scenario.supply import Supply
from simulator.supply.dealing import Dealer
from simulator.supply.draws import Rows
from simulator.supply.records import Contracts
from simulator.supply.terms import Terms
from tests.results.conftest import awarded_lot

MONTHLY = 100.0
"""Units a month that each of the two areas reports and needs."""

_CALM: dict[str, dict[str, object]] = {
    "demand": {
        "understatement": {"drug": "0", "device": "0"},
        "accuracy_spread": "0",
        "price_response": {"drug": "0", "device": "0"},
        "first_share": "1",
        "final_share": "1",
        "refusal": "0",
        "signing_months": "0",
        "monthly_spread": "0",
        "season": "0",
        "surge_chance": "0",
        "after_commitment": "1",
    },
    "makers": {
        "capacity": "1.5",
        "capacity_spread": "0",
        "starting_capacity": "1",
        "reserve_months": "0",
        "growth": "0",
    },
    "outages": {"down_months": "0"},
    "distribution": {"trouble": "0"},
    "quality": {"failure": "0", "fraud": "0", "lenient": "0"},
    "material": {"volatility": "0", "jump_chance": "0", "reversion": "0"},
    "default": {"hazard": "0"},
    "takeover": {"backup_after": "120", "others_after": "120", "outside_after": "120"},
    "breach": {"talks_after": "120", "compensation_after": "120", "loss_after": "120"},
}


def supply(stress: tuple[str, ...] = (), **changes: object) -> Supply:
    """Contracts in which nothing moves but what is changed, as ``section__name=value``."""
    content: dict[str, dict[str, object]] = {name: dict(section) for name, section in _CALM.items()}
    for path, value in changes.items():
        section, name = path.split("__")
        content.setdefault(section, {})[name] = value
    return Supply.model_validate({**content, "stress": list(stress)})


def deal(
    terms: Supply,
    rows: int = 1,
    kinds: tuple[str, str] = ("generic", "generic"),
    cost: tuple[float, float] = (0.5, 0.5),
) -> Contracts:
    """Deal a year's contracts: bid 0 serves area 11, bid 1 area 12, each backs the other up.

    Parameters
    ----------
    terms
        What may happen.
    rows
        Number of histories.
    kinds
        Class of each firm.
    cost
        Unit cost of each bid over its price, which is 1 yuan, as is the reference price.
    """
    names, wins = ("F0", "F1"), [State.WON, State.WON]
    yearly = round(12 * MONTHLY)
    every = np.ones((rows, 1), dtype=np.int64)
    awarded = awarded_lot(
        "V",
        names,
        [wins] * rows,
        price=every * [10_000, 10_000],
        volume=every * [yearly, yearly],
        main=every * [0, 1],
        backup=every * [1, 0],
    )
    nothing = np.zeros(2, dtype=np.int64)
    entrants = Entrants(
        variety=Variety("V", 2, "tablet", "ordinary", reference=10_000, base=2 * yearly),
        firms=names,
        brands=("", ""),
        kind=np.array([CLASSES.index(kind) for kind in kinds]),
        status=np.full(2, STATUSES.index("passed"), dtype=np.uint8),
        link=nothing - 1,
        past_volume=nothing,
        brand_volume=nothing,
        coverage=nothing,
        preference=np.array([[0, 1], [1, 0]], dtype=np.int16),
    )
    codes = ("11", "12")
    areas = Areas(codes, codes, codes, codes, np.arange(2), np.ones(2, dtype=np.int64))
    start = date(2022, 1, 1)
    dealer = Dealer(terms, Terms("drug", start, start, 12, True), areas, Rows(17, 0, rows), 12)
    return dealer.deal(
        awarded,
        np.rint(every * cost * np.array(10_000)).astype(np.int64),
        entrants,
        np.array([yearly, yearly]),
    )
