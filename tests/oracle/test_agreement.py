"""The engine agrees with the plain reading of the rules on tenders that are made to be difficult.

From the shell, any number of tenders: ``python -m tests.oracle.test_agreement 200000 --seed 7``.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import fields as fields_of
from typing import get_args

import numpy as np
import pytest

from simulator.rules.award import award_round
from simulator.rules.lot import AwardedLot, State
from simulator.rules.parameters import Clauses
from simulator.scenario.records import Closed
from tests.oracle.engine_lots import to_lots
from tests.oracle.plain import PlainBid, PlainBidList, PlainLot, award_plain
from tests.oracle.random_rules import random_clauses, shipped_clauses
from tests.oracle.random_tenders import random_round, random_units

SHOWN = ("state", "rank", "price", "volume")
BY_BID = (*SHOWN, "pool", "assigned", "late", "outside_cap", "yellow", "red")
SHORT = {
    "past_volume": "past",
    "brand_volume": "brand",
    "coverage": "cov",
    "reserve": "res",
    "nationwide": "everywhere",
    "specification": "spec",
    "previous_price": "old",
    "strength_ratio": "strength",
    "pack_ratio": "pack",
}
PLAIN_DEFAULTS = PlainBid("", 0)


def answer_of(awarded: AwardedLot) -> dict[str, object]:
    """What the engine decided, in plain values; an area without a supplier is ``None``."""
    return {
        "state": [State(int(code)).code for code in awarded.state[0]],
        "rank": awarded.rank[0].tolist(),
        "price": awarded.price[0].tolist(),
        "volume": awarded.volume[0].tolist(),
        "pool": awarded.pool[0].tolist(),
        "assigned": awarded.assigned[0].tolist(),
        "late": awarded.late[0].tolist(),
        "outside_cap": awarded.outside_cap[0].tolist(),
        "yellow": awarded.yellow[0].tolist(),
        "red": awarded.red[0].tolist(),
        "bidders": int(awarded.bidders[0]),
        "places": int(awarded.places[0]),
        "winners": int(awarded.winners[0]),
        "share": int(awarded.share[0]),
        "years": int(awarded.years[0]),
        "main": [None if i < 0 else int(i) for i in awarded.main[0]],
        "backup": [None if i < 0 else int(i) for i in awarded.backup[0]],
    }


def answer_expected(plain: PlainLot) -> dict[str, object]:
    """What the plain reading decided, in the same form."""
    return {
        "state": plain.state,
        "rank": plain.rank,
        "price": plain.price,
        "volume": plain.volume,
        "pool": plain.pool,
        "assigned": plain.assigned,
        "late": plain.late,
        "outside_cap": plain.outside_cap,
        "yellow": plain.yellow,
        "red": plain.red,
        "bidders": plain.bidders,
        "places": plain.places,
        "winners": plain.winners,
        "share": int((plain.share or 0) * 1_000_000),
        "years": plain.years,
        "main": plain.main,
        "backup": plain.backup,
    }


def same(field: str, engine: object, plain: object) -> bool:
    """Whether two answers agree; no areas at all and areas without a supplier are the same."""
    if field in {"main", "backup"} and isinstance(engine, list) and isinstance(plain, list) and not engine:
        return all(i is None for i in plain)
    return engine == plain


def differences(awarded: AwardedLot, plain: PlainLot) -> list[str]:
    """Names of the fields in which the two disagree."""
    engine, expected = answer_of(awarded), answer_expected(plain)
    return [field for field in engine if not same(field, engine[field], expected[field])]


def run_case(seed: int, number: int) -> tuple[int, Counter[str], list[tuple[str, str]]]:
    """Decide one random round both ways; return tenders, final states, and the disagreements."""
    rng = random.Random(f"{seed}/{number}")  # noqa: S311
    label, clauses = random_clauses(rng, shipped_clauses())
    lots = random_round(rng, clauses)
    units = random_units(rng, lots)
    whole = rng.random() < 0.9
    plain = award_plain(lots, clauses, [f"u{unit}" for unit in units], whole)
    engine = award_round(to_lots(lots), clauses, np.array(units, dtype=np.int64), whole)
    found = []
    for k, (mine, its) in enumerate(zip(plain, engine, strict=True)):
        fields = differences(its, mine)
        if fields:
            head = f"seed {seed} case {number} lot {k} whole={whole} {label}"
            found.append((" ".join(fields), f"{head}\n{dump(clauses, lots[k], units, its, mine, fields)}"))
    states = Counter(state for lot in plain for state in lot.state)
    return len(lots), states, found


def dump(
    clauses: Clauses,
    lot: PlainBidList,
    units: Sequence[int],
    awarded: AwardedLot,
    plain: PlainLot,
    fields: Sequence[str],
) -> str:
    """Both answers beside the bids, short enough to settle by hand."""
    engine, expected = answer_of(awarded), answer_expected(plain)
    settings = clauses.model_dump(mode="json", exclude_none=True)
    lines = [f"  {clause}: {_bare(value)}" for clause, value in settings.items()]
    lines.append(f"  form={lot.form} class={lot.volume_class} base={lot.base} units={list(units)}")
    for i, bid in enumerate(lot.bids):
        facts = f"{_facts(bid)} comp={int(awarded.comparable[0][i])}"
        for name in (*SHOWN, *(name for name in fields if name in BY_BID and name not in SHOWN)):
            pair = [answer[name][i] for answer in (engine, expected)]  # type: ignore[index]
            facts += f" | {name} {pair[0]}" + ("" if pair[0] == pair[1] else f" <> {pair[1]}")
        lines.append(f"  [{i}] {facts}")
    lines += [
        f"  {name}: engine {engine[name]}\n  {' ' * len(name)}  plain  {expected[name]}"
        for name in fields
        if name not in BY_BID
    ]
    if {"main", "backup"} & set(fields):
        lines += [f"  preference[{i}] {bid.preference}" for i, bid in enumerate(lot.bids) if plain.rank[i]]
        lines.append(f"  main (plain) {plain.main}")
    return "\n".join(lines)


def _facts(bid: PlainBid) -> str:
    """The facts of a bid that are not the usual ones, shortly."""
    words = [f"{bid.firm} {'bids' if bid.present else 'ABSENT'} {bid.price}"]
    for field in fields_of(bid):
        value = getattr(bid, field.name)
        if field.name in {"firm", "price", "present", "preference", "reference"}:
            continue
        if value != getattr(PLAIN_DEFAULTS, field.name):
            words.append(f"{SHORT.get(field.name, field.name)}={value}")
    return " ".join(words)


def _bare(value: object) -> object:
    """A clause without its sources."""
    if isinstance(value, dict):
        if "source" in value:
            return _bare(value["value"])
        return {key: _bare(inner) for key, inner in value.items()}
    return value


def run(tenders: int, seed: int) -> tuple[int, Counter[str], list[tuple[str, str]]]:
    """Compare at least so many tenders (varieties)."""
    done, number = 0, 0
    states: Counter[str] = Counter()
    found: list[tuple[str, str]] = []
    while done < tenders:
        lots, seen, wrong = run_case(seed, number)
        done, number = done + lots, number + 1
        states += seen
        found += wrong
    return done, states, found


def check(tenders: int, seed: int) -> Counter[str]:
    done, states, found = run(tenders, seed)
    assert not found, f"{len(found)} of {done} tenders differ; the shortest:\n" + min(
        (text for _, text in found), key=len
    )
    return states


@pytest.mark.long
def test_engine_agrees_with_the_plain_reading() -> None:
    states = check(2_000, seed=1)
    assert set(states) >= {state.code for state in State}, "every state must have been met"


def test_every_mechanism_is_drawn() -> None:
    drawn: set[tuple[str, str]] = set()
    for number in range(600):
        _, clauses = random_clauses(random.Random(f"3/{number}"), shipped_clauses())  # noqa: S311
        drawn |= {(name, getattr(clauses, name).use) for name in Clauses.model_fields}
    known = {
        (name, use)
        for name, field in Clauses.model_fields.items()
        for kind in (get_args(field.annotation) or (field.annotation,))
        if isinstance(kind, type) and issubclass(kind, Closed)
        for use in get_args(kind.model_fields["use"].annotation)
    }
    assert drawn == known


@pytest.mark.slow
def test_engine_agrees_with_the_plain_reading_on_many_tenders() -> None:
    check(12_000, seed=2)


def main(arguments: Sequence[str] | None = None) -> int:
    """Compare any number of tenders from the shell."""
    parser = argparse.ArgumentParser(description="Compare the engine with the plain reading of the rules.")
    parser.add_argument("tenders", type=int)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", type=int, default=3, help="differences to print, one per kind first")
    options = parser.parse_args(arguments)
    done, number, step = 0, 0, max(1, options.tenders // 10)
    states: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    samples: dict[str, str] = {}
    started = time.perf_counter()
    while done < options.tenders:
        lots, seen, wrong = run_case(options.seed, number)
        if (done + lots) // step > done // step:
            print(f"{done + lots} tenders, {sum(kinds.values())} differ", file=sys.stderr, flush=True)  # noqa: T201
        done, number = done + lots, number + 1
        states += seen
        for kind, text in wrong:
            kinds[kind] += 1
            samples[kind] = min(samples.get(kind, text), text, key=len)
    for kind, _ in kinds.most_common(options.show):
        print(f"--- differs in {kind}\n{samples[kind]}")  # noqa: T201
    print(f"{done} tenders in {number} rounds, {time.perf_counter() - started:.0f} s; states {dict(states)}")  # noqa: T201
    print(f"{sum(kinds.values())} differ: {dict(kinds.most_common())}")  # noqa: T201
    return 1 if kinds else 0


if __name__ == "__main__":
    sys.exit(main())
