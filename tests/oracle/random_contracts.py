"""Random clauses that turn an award into volumes, areas, terms and limits."""

from __future__ import annotations

import random
from collections.abc import Callable

from tests.oracle.random_selection import FORMS

__all__ = ["AREAS", "late_entry", "listing", "supply_by_area", "term", "volume_by_area", "volume_by_brand"]

AREAS = {"national-31": 31, "expansion-25": 25, "cities-11": 11}

Clause = dict[str, object]


def volume_by_area(rng: random.Random) -> Clause:
    use = rng.choice(["share-by-winners", "brand-first", "by-incumbency", "no-volume"])
    if use == "by-incumbency":
        return {"use": use, "incumbent": rng.choice(["0.6", "0.333333"]), "other": rng.choice(["0.5", "0"])}
    if use == "no-volume":
        return {"use": use}
    shares: Clause = {"ordinary": {1: "0.5", 2: "0.6", 4: "0.8"}}
    if rng.random() < 0.5:
        shares["reduced"] = {1: "0.333333", 3: "0.7"}
    if rng.random() < 0.5:
        shares["special"] = {1: "0", 2: "1"}
    return {"use": use, "shares": shares}


def volume_by_brand(rng: random.Random) -> Clause:
    makers: list[Callable[[random.Random], Clause]] = [
        _brand_share,
        _by_class,
        _by_rank,
        _by_rank,
        _by_cut,
        _by_printed_class,
        _by_ratio,
        _by_ratio,
        _nested,
        lambda _: {"use": "no-volume"},
    ]
    return rng.choice(makers)(rng)


def _brand_share(rng: random.Random) -> Clause:
    return {"use": "brand-share", "share": rng.choice(["0.7", "0.5", "0.123456"])}


def _by_class(rng: random.Random) -> Clause:
    cuts = sorted(rng.sample(["0.1", "0.25", "0.4", "0.5", "0.75", "0.9"], rng.randint(1, 3)))
    shares = [rng.choice(["1", "0.8", "0.55", "0.5"]) for _ in range(len(cuts) + 1)]
    return {"use": "by-class", "cuts": cuts, "shares": shares, "transfer": rng.choice(["0.3", "0", "0.15"])}


def _by_rank(rng: random.Random) -> Clause:
    clause: Clause = {
        "use": "by-rank",
        "kept": {1: "1", 2: "0.9", 3: "0.85", 4: "0.8", 5: "0.75"},
        "pool": {1: "0", 3: "0.05", 4: "0.1", 6: "0.2"},
        "loser_pool": rng.choice(["1", "0.9", "0", "0.5"]),
        "revived_kept": rng.choice(["0", "0.5", "0.333333"]),
        "pool_to_first": rng.choice(["0.5", "0", "1", "0.333333"]),
    }
    if rng.random() < 0.5:
        clause["reduced_kept"] = {1: "0.7", 2: "0.6", 3: "0.5"}
    if rng.random() < 0.6:
        lines = [("0.5", "0.6", "0.3"), ("0.6", "0.4", "0.5"), ("0.75", "0.25", "0.5")]
        used = sorted(rng.sample(lines, rng.randint(1, 3)))
        clause["top_up"] = [{"at_most": at_most, "kept": kept, "pool": pool} for at_most, kept, pool in used]
    return clause


def _by_cut(rng: random.Random) -> Clause:
    from_cut, to_cut = rng.choice([("0.65", "0.75"), ("0", "1"), ("0.4", "0.5"), ("0.5", "0.5")])
    return {
        "use": "by-cut",
        "from_cut": from_cut,
        "to_cut": to_cut,
        "kept": rng.choice(["0.5", "0.9", "0.333333"]),
        "passed_on": rng.choice(["0.3", "0", "0.5"]),
        "per_point": rng.choice(["0.03", "0.001", "-0.01", "0.05"]),
    }


def _by_printed_class(rng: random.Random) -> Clause:
    a, b, c = rng.choice([("0.8", "0.55", "0.45"), ("0.5", "0.9", "0.123456")])
    return {"use": "by-printed-class", "first": rng.choice(["1", "0.95"]), "a": a, "b": b, "c": c}


def _by_ratio(rng: random.Random) -> Clause:
    clause: Clause = {
        "use": "by-ratio",
        "benchmark": rng.choice(["enquiry", "ceiling"]),
        "steps": rng.choice(
            [{"0.5": "0.9", "0.7": "0.8", "1": "0.6"}, {"1": "0.7", "0.5": "1"}, {"1.5": "0.5"}, {"0.7": "1"}]
        ),
    }
    if rng.random() < 0.7:
        clause["raised"] = rng.choice(["0.9", "1", "0.05", "0"])
        if rng.random() < 0.7:
            clause["others_line"] = rng.choice(["0.7", "0.5", "1"])
    return clause


def _nested(rng: random.Random) -> Clause:
    part = rng.choice([{1: "1", 2: "0.6", 3: "0.6", 4: "0.5"}, {1: "0.333333"}, {2: "0.5"}])
    return {"use": "nested", "share": rng.choice(["0.6", "0.7", "0.123456", "1"]), "part": part}


def supply_by_area(rng: random.Random) -> Clause:
    use = rng.choice(["serial-choice", "serial-choice", "serial-choice", "whole-area"])
    clause: Clause = {"use": use, "areas": rng.choice(sorted(AREAS))}
    if use == "serial-choice":
        clause["first_pick"] = rng.choice([0, 1, 1, 2, 5, 31])
        if rng.random() < 0.4:
            clause["most_areas"] = rng.choice([1, 2, 3, 10])
        if rng.random() < 0.5:
            clause["order"] = rng.choice(["rank", "supply-score", "supply-score"])
        if rng.random() < 0.75:
            clause["backup"] = {"unit": rng.choice(["administrative-area", "administrative-area", "none"])}
    return clause


def term(rng: random.Random) -> Clause:
    use = rng.choice(["by-winners", "by-winners", "fixed-end", "fixed-years", "by-bidders"])
    if use == "fixed-end":
        return {"use": use, "end": "2028-12-31"}
    if use == "fixed-years":
        return {"use": use, "years": rng.randint(1, 4)}
    if use == "by-bidders":
        return {"use": use, "years": rng.choice([{1: 2, 6: 3}, {1: 1, 4: 2}, {2: 1, 3: 2, 5: 4}])}
    clause: Clause = {
        "use": use,
        "years": {"ordinary": {1: 1, 2: 2, 4: 3}, "special": {1: 1, 3: 2}},
    }
    if rng.random() < 0.5:
        clause["by_form"] = {rng.choice(FORMS): rng.randint(1, 3)}
    return clause


def late_entry(rng: random.Random) -> Clause:
    return rng.choice([{"use": "none"}, {"use": "at-ceiling", "from_year": rng.randint(1, 3)}])


def listing(rng: random.Random) -> Clause:
    if rng.random() < 0.3:
        return {"use": "none"}
    limits: Clause = {"outside_area": "1.5", "yellow": "1.8", "red": "3", "not_passed_red": "1.666667"}
    return {"use": "limits", **{name: value for name, value in limits.items() if rng.random() < 0.8}}
