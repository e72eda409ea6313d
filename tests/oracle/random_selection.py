"""Random clauses that select the winners."""

from __future__ import annotations

import random

__all__ = ["elimination", "negotiation", "places", "price_test", "revival"]

FORMS = ("oral-solid", "small-injection", "large-injection", "oral-liquid", "other")


def places(rng: random.Random) -> object:
    use = rng.choice(["place-table"] * 3 + ["share-of-bidders", "unlimited"])
    if use == "share-of-bidders":
        share = rng.choice(["0.5", "0.5", "0.7", "0.4", "0", "1", "0.25"])
        return {"use": use, "share": share, "beyond_line": rng.random() < 0.6}
    if use == "unlimited":
        return {"use": use}
    keys = sorted(rng.sample(range(1, 18), rng.randint(1, 8)))
    table, number = {}, rng.choice([0, 1, 1, 1, 2])
    for key in keys:
        table[key] = number
        number += rng.randint(0, 2)
    clause: dict[str, object] = {"use": use, "table": table, "cap": rng.randint(1, 10)}
    if rng.random() < 0.6:
        clause["per_firm"] = rng.choice([1, 1, 2, 3])
    return clause


def price_test(rng: random.Random) -> object:
    if rng.random() < 0.1:
        return {"use": "none"}
    tests: dict[str, dict[str, object]] = {}
    if rng.random() < 0.6:
        tests["multiple"] = {"times": rng.choice(["1.3", "1.8", "1.0001", "2"]), "anchor": "lowest"}
        if rng.random() < 0.5:
            tests["multiple"] |= {"anchor": "mean-or-lowest", "share": rng.choice(["0.5", "0.65", "1", "0"])}
    if rng.random() < 0.4:
        tests["cut"] = {"at_least": rng.choice(["0.4", "0.5", "0.3333", "0.6"])}
    if rng.random() < 0.3:
        forms = rng.sample(["any", *FORMS], rng.randint(1, 3))
        tests["threshold"] = {"yuan": {form: rng.choice(["0.1", "1", "2.5"]) for form in forms}}
    if rng.random() < 0.3:
        tests["enquiry"] = {"times": rng.choice(["1", "0.7", "1.5", "0.3333"])}
    if rng.random() < 0.3 or not tests:
        tests["line"] = {"yuan": rng.choice(["2850", "0.1", "1", "5"])}
    for test in tests.values():
        test["needs_place"] = rng.random() < 0.6
    clause: dict[str, object] = {"use": "any-of", "tests": tests}
    if rng.random() < 0.3:
        clause["sole_bidder_cut"] = rng.choice(["0.1", "0.5", "0.25", "0"])
    return clause


def negotiation(rng: random.Random) -> object:
    use = rng.choice(
        ["none", "none", "provisional-list", "provisional-list", "across-varieties", "across-varieties"]
    )
    if use == "across-varieties":
        share = rng.choice(["0.4", "0.5", "0.5", "0.25", "0", "1"])
        return {"use": use, "competitive_from": rng.randint(1, 6), "share": share}
    if use == "provisional-list":
        return {
            "use": use,
            "competitive_from": rng.randint(1, 5),
            "direct": rng.randint(0, 4),
            "floor_share": rng.choice(["1", "0.8", "0.5", "0.333333"]),
        }
    return {"use": use}


def elimination(rng: random.Random) -> object:
    if rng.random() < 0.4:
        return {"use": "none"}
    return {
        "use": "extreme-ratios",
        "widest": rng.randint(0, 4),
        "tightest": rng.randint(0, 4),
        "ranked": rng.choice(["passed", "shortlisted", "valid"]),
        "minimum_bids": rng.randint(2, 4),
    }


def revival(rng: random.Random) -> object:
    clause: dict[str, object] = {"use": "revivals"}
    if rng.random() < 0.75:
        clause["shortlisted"] = {
            "sole_multiple": rng.choice(["1.8", "1.5", "1", "2.2"]),
            "sole_base": rng.choice(["anchor", "own-price"]),
            "chooses_regions": rng.random() < 0.6,
        }
    if rng.random() < 0.75:
        clause["not_shortlisted"] = {
            "chooses_regions": rng.random() < 0.4,
            "keeps_brand_volume": rng.random() < 0.7,
        }
    return clause
