"""Nasty tenders and rule books for comparing the engine with the plain reading.

Prices sit on thresholds and one tick beside them, facts are missing, ties abound, firms are linked. Every
choice comes from the ``random.Random`` that is handed in, so that a seed names a tender.
"""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import numpy as np
from ruamel.yaml import YAML

from simulator.rules.lot import STATUSES, UNKNOWN, Lot
from simulator.rules.parameters import AnyOf, Ceiling, Clauses, ExtremeRatios, Off, ProvisionalList
from simulator.scenario.rulebook import RuleBook
from tests.oracle.plain import PlainBid, PlainBidList

RULES = Path(__file__).resolve().parents[2] / "scenarios" / "rules"
AREAS = {"national-31": 31, "expansion-25": 25, "cities-11": 11}
FORMS = ("oral-solid", "small-injection", "large-injection", "oral-liquid", "other")
GOOD = ("originator", "reference", "passed", "treated-as-passed")
BAD = ("not-passed", "violation-list", "gmp-breach", "failed-sampling", "inexperienced")
RATIOS = (0.25, 0.5, 1.5, 2.0, 3.0, 4.0, 0.7)
REFUSES = 10**12


# --- rule books ----------------------------------------------------------------------------------------


def shipped_clauses() -> dict[str, Clauses]:
    """Return the clauses of the shipped rule books by id."""
    found: dict[str, Clauses] = {}
    for path in sorted(RULES.glob("*.yaml")):
        book = RuleBook[Clauses].model_validate(YAML(typ="safe").load(path.read_text(encoding="utf-8")))
        found[book.id] = book.clauses
    return found


def random_clauses(rng: random.Random, books: Mapping[str, Clauses]) -> tuple[str, Clauses]:
    """Pick a shipped rule book (two cases in three) or mix clauses of several and of none.

    The negotiation of the pilot is defined for one winner a lot, so a mixture that takes it gives one place,
    has no price test and no revival, and never takes a consortium.
    """
    names = sorted(books)
    if rng.random() < 2 / 3:
        name = rng.choice(names)
        return name, books[name]
    parts: dict[str, object] = {}
    origin: dict[str, str] = {}
    for clause in Clauses.model_fields:
        name = rng.choice(names) if rng.random() < 0.5 else "invented"
        origin[clause] = name
        parts[clause] = invented(rng, clause) if name == "invented" else getattr(books[name], clause)
    if isinstance(parts["negotiation"], ProvisionalList) or _lists(parts["negotiation"]):
        parts |= {
            "links": rng.choice([{"use": "none"}, {"use": "merge", "scope": "any"}]),
            "places": {"use": "place-table", "table": {1: 1}, "cap": 1},
            "price_test": {"use": "none"},
            "revival": {"use": "none"},
        }
        origin |= dict.fromkeys(("links", "places", "price_test", "revival"), "pilot")
    label = "mixture of " + ", ".join(f"{clause}: {name}" for clause, name in origin.items())
    return label, Clauses.model_validate(parts)


def _lists(part: object) -> bool:
    return isinstance(part, dict) and part.get("use") == "provisional-list"


def invented(rng: random.Random, clause: str) -> object:
    """Write a clause with parameters that no shipped book need have."""
    return {
        "quality": _quality,
        "links": _links,
        "ceiling": _ceiling,
        "conversion": _conversion,
        "ties": _ties,
        "places": _places,
        "price_test": _price_test,
        "negotiation": _negotiation,
        "elimination": _elimination,
        "revival": _revival,
        "volume": _volume,
        "supply": _supply,
        "term": _term,
    }[clause](rng)


def _quality(rng: random.Random) -> object:
    accept = rng.sample(STATUSES[1:], rng.randint(0, 6))
    return rng.choice([{"use": "none"}, {"use": "quality-gate", "accept": accept}])


def _links(rng: random.Random) -> object:
    use = rng.choice(["none", "merge", "void-higher", "consortium", "consortium"])
    if use == "none":
        return {"use": use}
    if use == "void-higher":
        return {"use": use, "scope": "any", "if_left_highest": rng.choice(["void", "void", "stands"])}
    return {"use": use, "scope": "any"}


def _ceiling(rng: random.Random) -> object:
    clause = {"use": "ceiling", "basis": "published-list", "above": rng.choice(["void", "noted"])}
    return rng.choice([{"use": "none"}, clause])


def _conversion(rng: random.Random) -> object:
    return rng.choice(
        [{"use": "none"}, {"use": "linear"}, {"use": "ratio", "strength_base": "1.7", "pack_base": "1.95"}]
    )


def _ties(rng: random.Random) -> object:
    keys = ["past-volume", "brand-volume", "coverage"]
    return {"use": "tie-order", "keys": rng.sample(keys, rng.randint(0, 3))}


def _places(rng: random.Random) -> object:
    keys = sorted(rng.sample(range(1, 18), rng.randint(1, 8)))
    table, places = {}, rng.choice([0, 1, 1, 1, 2])
    for key in keys:
        table[key] = places
        places += rng.randint(0, 2)
    clause: dict[str, object] = {"use": "place-table", "table": table, "cap": rng.randint(1, 10)}
    if rng.random() < 0.4:
        clause["per_firm"] = rng.randint(1, 3)
    return clause


def _price_test(rng: random.Random) -> object:
    if rng.random() < 0.1:
        return {"use": "none"}
    tests: dict[str, dict[str, object]] = {}
    if rng.random() < 0.7:
        tests["multiple"] = {"times": rng.choice(["1.3", "1.8", "1.0001", "2"]), "anchor": "lowest"}
        if rng.random() < 0.5:
            tests["multiple"] |= {"anchor": "mean-or-lowest", "share": rng.choice(["0.5", "0.65", "1", "0"])}
    if rng.random() < 0.4:
        tests["cut"] = {"at_least": rng.choice(["0.4", "0.5", "0.3333", "0.6"])}
    if rng.random() < 0.4:
        forms = rng.sample(["any", *FORMS], rng.randint(1, 3))
        tests["threshold"] = {"yuan": {form: rng.choice(["0.1", "1", "2.5"]) for form in forms}}
    if rng.random() < 0.3 or not tests:
        tests["line"] = {"yuan": rng.choice(["2850", "0.1", "1", "5"])}
    for test in tests.values():
        test["needs_place"] = rng.random() < 0.7
    return {"use": "any-of", "tests": tests}


def _negotiation(rng: random.Random) -> object:
    return rng.choice(
        [
            {"use": "none"},
            {"use": "none"},
            {
                "use": "provisional-list",
                "competitive_from": rng.randint(1, 5),
                "direct": rng.randint(0, 4),
                "floor_share": rng.choice(["1", "0.8", "0.5", "0.333333"]),
            },
        ]
    )


def _elimination(rng: random.Random) -> object:
    return {
        "use": "extreme-ratios",
        "widest": rng.randint(0, 4),
        "tightest": rng.randint(0, 4),
        "ranked": rng.choice(["passed", "shortlisted", "valid"]),
        "minimum_bids": rng.randint(2, 4),
    }


def _revival(rng: random.Random) -> object:
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


def _volume(rng: random.Random) -> object:
    use = rng.choice(["share-by-winners", "brand-share", "by-class", "by-class"])
    if use == "brand-share":
        return {"use": use, "share": rng.choice(["0.7", "0.5", "0.123456"])}
    if use == "by-class":
        cuts = sorted(rng.sample(["0.1", "0.25", "0.4", "0.5", "0.75", "0.9"], rng.randint(1, 3)))
        shares = [rng.choice(["1", "0.8", "0.55", "0.5"]) for _ in range(len(cuts) + 1)]
        return {"use": use, "cuts": cuts, "shares": shares, "transfer": rng.choice(["0.3", "0", "0.15"])}
    shares_table: dict[str, object] = {"ordinary": {1: "0.5", 2: "0.6", 4: "0.8"}}
    if rng.random() < 0.5:
        shares_table["reduced"] = {1: "0.333333", 3: "0.7"}
    if rng.random() < 0.5:
        shares_table["special"] = {1: "0", 2: "1"}
    return {"use": use, "shares": shares_table}


def _supply(rng: random.Random) -> object:
    use = rng.choice(["serial-choice", "serial-choice", "serial-choice", "whole-area", "by-brand"])
    clause: dict[str, object] = {"use": use, "areas": rng.choice(sorted(AREAS))}
    if use == "serial-choice":
        clause["first_pick"] = rng.choice([0, 1, 1, 2, 5, 31])
        if rng.random() < 0.75:
            clause["backup"] = {"unit": rng.choice(["administrative-area", "administrative-area", "none"])}
    return clause


def _term(rng: random.Random) -> object:
    use = rng.choice(["by-winners", "by-winners", "fixed-end", "fixed-years"])
    if use == "fixed-end":
        return {"use": use, "end": "2028-12-31"}
    if use == "fixed-years":
        return {"use": use, "years": rng.randint(1, 4)}
    clause: dict[str, object] = {
        "use": use,
        "years": {"ordinary": {1: 1, 2: 2, 4: 3}, "special": {1: 1, 3: 2}},
    }
    if rng.random() < 0.5:
        clause["by_form"] = {rng.choice(FORMS): rng.randint(1, 3)}
    return clause


# --- tenders -------------------------------------------------------------------------------------------


def looks_across(clauses: Clauses) -> bool:
    """Whether a rule book has a clause that looks across varieties."""
    return isinstance(clauses.negotiation, ProvisionalList) or isinstance(clauses.elimination, ExtremeRatios)


def random_round(rng: random.Random, clauses: Clauses) -> list[PlainBidList]:
    """Make the varieties of one round: 1 to 6, or 2 to 12 where the rules look across varieties."""
    most = rng.choice([4, 12, 12]) if looks_across(clauses) else 6
    number = rng.randint(most // 2 if looks_across(clauses) else 1, most)
    areas = AREAS[clauses.supply.areas.value] if rng.random() < 0.5 else rng.randint(1, 9)
    lots: list[PlainBidList] = []
    for k in range(number):
        if lots and rng.random() < 0.15:  # equal ratios and equal cuts in several varieties
            lots.append(replace(rng.choice(lots), variety=f"v{k}"))
        else:
            lots.append(_random_lot(rng, clauses, f"v{k}", areas))
    return lots


def random_units(rng: random.Random, lots: Sequence[PlainBidList]) -> list[int]:
    """Number of the backup unit of each area."""
    areas = max(len(lot.base) for lot in lots)
    return [rng.randint(0, max(1, areas // rng.choice([1, 2, 4]))) for _ in range(areas)]


def _random_lot(rng: random.Random, clauses: Clauses, variety: str, areas: int) -> PlainBidList:
    few = isinstance(clauses.negotiation, ProvisionalList) and rng.random() < 0.7
    size = (
        rng.randint(1, 3) if few else rng.choice([1, 1, 2, 2, 3, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14, 16, 20])
    )
    form = rng.choice([None, *FORMS, "oral-solid"])
    base = [rng.choice([0, 1, 3, 999, 1001, rng.randint(1, 5_000_000)]) for _ in range(areas)]
    if rng.random() < 0.08:
        base = []
    prices, ceilings = _random_prices(rng, clauses, size)
    unusual = rng.random() < 0.3
    strength = [rng.choice(RATIOS) if unusual and rng.random() < 0.4 else 1.0 for _ in range(size)]
    pack = [rng.choice(RATIOS) if unusual and rng.random() < 0.3 else 1.0 for _ in range(size)]
    hopeless = rng.random() < 0.04
    shared = rng.random() < (0.5 if clauses.places.per_firm else 0.04)
    firms = [f"f{rng.randint(1, 4) if shared else i}" for i in range(size)]
    past, brand, coverage = (_random_volumes(rng, size, top) for top in (10**6, 10**6, 31))
    linked = rng.random() < 0.5
    lone = [None] * rng.choice([1, 1, 4])
    draws = rng.choice([[1], range(3), range(10**6)])
    absent = rng.choice([0.0] * 6 + [0.15, 0.15, 0.9])
    bids = [
        PlainBid(
            firm=firms[i],
            price=prices[i],
            present=rng.random() >= absent,
            ceiling=ceilings[i],
            reference=rng.choice([None, prices[i] * 2]),
            status=rng.choice(BAD) if hopeless else _random_status(rng),
            link=rng.choice(["a", "a", "b", "c", *lone]) if linked else None,
            strength_ratio=strength[i],
            pack_ratio=pack[i],
            past_volume=past[i],
            brand_volume=brand[i],
            coverage=coverage[i],
            reserve=_random_reserve(rng, prices),
            draw=rng.choice(draws),
            preference=rng.sample(range(len(base)), len(base)),
        )
        for i in range(size)
    ]
    return PlainBidList(variety, bids, form, rng.choice(["ordinary", "ordinary", "reduced", "special"]), base)


def _random_status(rng: random.Random) -> str | None:
    chance = rng.random()
    if chance < 0.04:
        return rng.choice(BAD)
    return None if chance < 0.10 else rng.choice(GOOD)


def _random_volumes(rng: random.Random, size: int, top: int) -> list[int | None]:
    """Few distinct values, so that ties and exact means happen; sometimes gaps."""
    values: list[int | None] = [rng.randint(0, top) for _ in range(rng.choice([1, 2, 3, 20]))]
    gaps = rng.choice([0.0, 0.0, 0.0, 0.1, 1.0])
    if rng.random() < 0.1:
        values.append(0)
    return [None if rng.random() < gaps else rng.choice(values) for _ in range(size)]


def _random_reserve(rng: random.Random, prices: list[int]) -> int:
    price = rng.choice(prices)
    return rng.choice([0, 0, price, price, price + 1, price - 1, price // 2, REFUSES])


def _random_prices(rng: random.Random, clauses: Clauses, size: int) -> tuple[list[int], list[int | None]]:
    """Prices on thresholds and one tick beside them, with ceilings to match."""
    lowest = rng.choice([200, 555, 556, 999, 1000, 5000, rng.randint(200, 10**6), 15_833_333])
    top = rng.choice([2 * lowest, 4 * lowest, 3 * lowest + 1, rng.randint(lowest, 6 * lowest), 57_000_000])
    tests = clauses.price_test.tests if isinstance(clauses.price_test, AnyOf) else None
    palette = [lowest, lowest, top, top // 2, rng.randint(lowest, max(top, lowest + 1)), lowest * 13 // 10]
    if tests and tests.multiple:
        palette += [_floor(lowest * _exact(tests.multiple.times.value))] * 2
    if tests and tests.cut:
        palette += [_floor(top * (1 - _exact(tests.cut.at_least.value)))] * 2
    if tests and tests.threshold:
        palette += [_floor(_exact(yuan) * 10_000) for yuan in tests.threshold.yuan.value.values()]
    if tests and tests.line:
        palette.append(_floor(_exact(tests.line.yuan.value) * 10_000))
    if rng.random() < 0.3:
        palette = rng.sample(palette, 2)
    near = [0, 0, 0, 1, -1] if rng.random() < 0.7 else [0]
    prices = [max(100, rng.choice(palette) + rng.choice(near)) for _ in range(size)]
    if rng.random() < 0.3:
        prices[rng.randrange(size)] = _on_the_mean(rng, clauses, prices)
    return prices, _random_ceilings(rng, clauses, prices, top)


def _on_the_mean(rng: random.Random, clauses: Clauses, prices: list[int]) -> int:
    """A price close to a multiple of a share of the mean of the lowest prices, itself among them."""
    tests = clauses.price_test.tests if isinstance(clauses.price_test, AnyOf) else None
    if not tests or not tests.multiple or not tests.multiple.share or len(prices) < 2:
        return rng.choice(prices)
    factor = _exact(tests.multiple.times.value) * _exact(tests.multiple.share.value)
    number = rng.randint(2, len(prices))
    rest = sum(sorted(prices)[: number - 1])
    if factor >= number:
        return rng.choice(prices)
    return max(100, _floor(factor * rest / (number - factor)) + rng.choice([-1, 0, 0, 1]))


def _random_ceilings(rng: random.Random, clauses: Clauses, prices: list[int], top: int) -> list[int | None]:
    if rng.random() < 0.08:
        return [None] * len(prices)
    gaps = rng.choice([0.0, 0.0, 0.2])
    own = rng.random() < 0.4
    cap = top if isinstance(clauses.ceiling, Off | Ceiling) and rng.random() < 0.95 else 100
    return [
        None
        if rng.random() < gaps
        else max(1, rng.choice([price, price, price - 1, 2 * price, 2 * price - 1, 3 * price, top]))
        if own
        else cap + rng.choice([0, 0, 0, 1, -1])
        for price in prices
    ]


def _exact(value: Decimal) -> Fraction:
    return Fraction(value)


def _floor(value: Fraction) -> int:
    return math.floor(value)


# --- the engine's arrays -------------------------------------------------------------------------------


def to_lots(lots: Sequence[PlainBidList]) -> tuple[Lot, ...]:
    """Write the lots as the engine's arrays, with one replication."""
    return tuple(_to_lot(lot) for lot in lots)


def _to_lot(lot: PlainBidList) -> Lot:
    bids = lot.bids
    links = sorted({bid.link for bid in bids if bid.link})

    def row(values: Sequence[int | None]) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
        return np.array([[UNKNOWN if value is None else value for value in values]], dtype=np.int64)

    return Lot(
        variety=lot.variety,
        firms=tuple(bid.firm for bid in bids),
        brands=tuple(f"b{i}" for i in range(len(bids))),
        bid=row([bid.price for bid in bids]),
        present=np.array([[bid.present for bid in bids]], dtype=np.bool_),
        ceiling=row([bid.ceiling for bid in bids]),
        reference=row([bid.reference for bid in bids]),
        status=np.array([STATUSES.index(bid.status or "unknown") for bid in bids], dtype=np.uint8),
        link=row([links.index(bid.link) if bid.link else None for bid in bids])[0],
        strength_ratio=np.array([bid.strength_ratio for bid in bids]),
        pack_ratio=np.array([bid.pack_ratio for bid in bids]),
        past_volume=row([bid.past_volume for bid in bids])[0],
        brand_volume=row([bid.brand_volume for bid in bids])[0],
        coverage=row([bid.coverage for bid in bids])[0],
        reserve=row([bid.reserve for bid in bids]),
        draw=row([bid.draw for bid in bids]),
        form=lot.form or "",
        volume_class=lot.volume_class,
        base=np.array(lot.base, dtype=np.int64),
        preference=np.array([bid.preference for bid in bids], dtype=np.int16).reshape(
            len(bids), len(lot.base)
        ),
    )
