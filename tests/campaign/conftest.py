"""A tender small enough for a pencil, and one with enough firms to learn against."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from simulator.study.plan import load_scenario
from simulator.tender.ready import Tender, set_up

PENCIL = """\
extends: round-2-2020
id: pencil
title: {en: "By hand", zh: "手算"}
market:
  varieties_file: varieties.csv
  areas_file: areas.csv
  ceiling_over_reference: {value: 1.5, source: assumption}
  ceiling_spread: {value: 0, source: assumption}
firms: {entries_file: entries.csv}
costs:
  median:
    generic: {value: 0.4, source: assumption}
  spread_between_varieties: {value: 0, source: assumption}
  spread_between_bidders: {value: 0, source: assumption}
bidding:
  own-api: {use: fixed-list, bids_file: bids.csv}
"""

SMALL = (
    "market.varieties=8",
    "market.bids=48",
    "market.most_bidders=9",
    "firms.firms=30",
    "costs.spread_between_varieties=0.3",
)


def pencil_tender(folder: Path, **rivals: str) -> Tender:
    """Return a tender for 900,000 units a year of one drug.

    Reference price 10 yuan, ceiling 15 yuan, three areas of equal size, the learner L with a cost of 4 yuan,
    and rivals that bid what is given, in yuan.
    """
    tables = {
        "pencil.yaml": PENCIL,
        "varieties.csv": "variety,bidders,form,volume_class,reference_price,base\n"
        "drug,1,oral-solid,ordinary,10,900000\n",
        "areas.csv": "code,name_en,name_zh,unit,weight\nN,North,北,N,1\nM,Middle,中,M,1\nS,South,南,S,1\n",
        "entries.csv": "variety,firm,class\ndrug,L,generic\n"
        + "".join(f"drug,{firm},own-api\n" for firm in rivals),
        "bids.csv": "variety,firm,price\n"
        + "".join(f"drug,{firm},{price}\n" for firm, price in rivals.items()),
    }
    for name, text in tables.items():
        (folder / name).write_text(text, encoding="utf-8")
    scenario, book = load_scenario(str(folder / "pencil.yaml"))
    return set_up(scenario.record, book.record.clauses, folder)


def small_tender(*sets: str, name: str = "round-7-2022") -> Tender:
    """Return a shipped round cut down to eight varieties."""
    scenario, book = load_scenario(name, [*SMALL, *sets])
    return set_up(scenario.record, book.record.clauses)


def markup_of(classes: Sequence[str] = ("generic", "own-api", "newcomer")) -> list[str]:
    """Return changes by which classes of firm bid cost plus a mark-up."""
    strategy = (
        "{use: markup, markup: {value: 0.25, source: assumption}, response: {value: 1.7, source: assumption}}"
    )
    return [f"bidding.{name}={strategy}" for name in classes]


@pytest.fixture(scope="session")
def small() -> Tender:
    return small_tender()
