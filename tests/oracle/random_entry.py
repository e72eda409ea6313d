"""Random clauses that decide who may bid and how bids are compared and ranked."""

from __future__ import annotations

import random

from simulator.rules.lot import STATUSES

__all__ = ["ceiling", "conversion", "links", "quality", "ranking", "ties", "units"]

CRITERIA = ("recognition", "firm-rank", "innovation", "raw-material", "supply", "credit", "quality")
WEIGHTS = (
    ("0.6", "0.4"),
    ("0.5", "0.5"),
    ("0.5", "0.5"),
    ("1", "0"),
    ("0.123456", "0.876544"),
    ("0.8", "0.2"),
)


def quality(rng: random.Random) -> object:
    if rng.random() < 0.3:
        return {"use": "none"}
    accept = rng.sample(STATUSES[1:], rng.choice([1, 3, 5, 7, 9]))
    clause: dict[str, object] = {"use": "quality-gate", "accept": accept}
    if rng.random() < 0.4:
        clause["least_supply_score"] = rng.choice([0, 60, 60, 100])
    if rng.random() < 0.4:
        clause["least_credit"] = rng.choice([0, 60, 60, 100])
    return clause


def units(rng: random.Random) -> object:
    use = rng.choice(["none", "demand-units", "demand-units", "quality-tiers"])
    if use == "demand-units":
        return {
            "use": use,
            "share": rng.choice(["0.85", "0.5", "0.5", "0.75", "1", "0"]),
            "nationwide": rng.random() < 0.5,
            "least_firms": rng.choice([0, 1, 2, 3, 7]),
            "all_up_to": rng.choice([0, 0, 1, 2, 4, 20]),
        }
    if use == "quality-tiers":
        statuses = rng.sample(STATUSES[1:], len(STATUSES) - 1)
        first, second = sorted(rng.sample(range(len(statuses) + 1), 2))
        return {
            "use": use,
            "tiers": [t for t in (statuses[:first], statuses[first:second], ["reference"]) if t],
        }
    return {"use": use}


def conversion(rng: random.Random) -> object:
    use = rng.choice(["none", "linear", "ratio", "factors", "composite"])
    if use == "ratio":
        return {"use": use, "strength_base": "1.7", "pack_base": "1.95"}
    if use == "factors":
        names = rng.sample(["s0", "s1", "s2", ""], rng.randint(1, 3))
        return {
            "use": use,
            "factors": {name: rng.choice(["1.3", "1.4", "0.8", "1", "2", "0.7"]) for name in names},
        }
    return {"use": use}


def links(rng: random.Random) -> object:
    use = rng.choice(["none", "merge", "void-higher", "consortium", "consortium"])
    if use == "none":
        return {"use": use}
    if use == "void-higher":
        return {"use": use, "scope": "any", "if_left_highest": rng.choice(["void", "void", "stands"])}
    return {"use": use, "scope": "any"}


def ceiling(rng: random.Random) -> object:
    clause = {"use": "ceiling", "basis": "published-list", "above": rng.choice(["void", "noted"])}
    return rng.choice([{"use": "none"}, clause])


def ranking(rng: random.Random) -> object:
    if rng.random() < 0.4:
        return {"use": "lowest-price"}
    price_weight, technical_weight = rng.choice(WEIGHTS)
    clause: dict[str, object] = {
        "use": "score",
        "price_weight": price_weight,
        "technical_weight": technical_weight,
        "price_points": rng.choice(["lowest-over-price", "cut"]),
        "least_bidders": rng.choice([1, 1, 2, 3, 5]),
    }
    if rng.random() < 0.4:
        names = rng.sample(CRITERIA, rng.choice([1, 2, 4, 7]))
        clause["criteria"] = {name: rng.choice(["0.1", "0.25", "0.5", "0.333333"]) for name in names}
    return clause


def ties(rng: random.Random) -> object:
    keys = ["past-volume", "brand-volume", "coverage"]
    return {"use": "tie-order", "keys": rng.sample(keys, rng.randint(0, 3))}
