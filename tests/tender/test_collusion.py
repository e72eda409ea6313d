"""Rings as a scenario names them: who belongs, what they hand in, and that outsiders bid as before."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from simulator.errors import InputError
from simulator.firms.draws import Drawn, draw_variety
from simulator.firms.population import CLASSES
from simulator.rules.lot import STATUSES
from simulator.study.plan import load_scenario
from simulator.tender.collusion import collude
from simulator.tender.quoting import quote_bids
from simulator.tender.simulate import Tender, play_block, set_up

SMALL = ("market.varieties=8", "market.bids=60", "market.most_bidders=12", "firms.firms=30")
ROWS = 40
SCHEMES = ("rotation", "lot", "cheapest", "linked")


@cache
def tender(*sets: str) -> Tender:
    scenario, book = load_scenario("round-7-2022", (*SMALL, *sets))
    return set_up(scenario.record, book.record.clauses)


def drawn_of(one: Tender, at: int) -> Drawn:
    scenario = one.scenario
    return draw_variety(one.entrants[at], scenario.market, scenario.costs, scenario.run.seed, 0, ROWS)


def test_without_a_ring_nothing_changes() -> None:
    plain, idle = tender(), tender("ring.share=0")
    assert plain.rings == ()
    assert set(idle.rings) == {None}
    for at in range(len(plain.entrants)):
        drawn = drawn_of(plain, at)
        assert (quote_bids(plain, at, drawn).bid == quote_bids(idle, at, drawn).bid).all()


def test_members_follow_one_order_of_firms() -> None:
    """Originators and unqualified products never belong; who comes first in one variety does in all."""
    one = tender("ring.size=3", "firms.unqualified_share=0.3")
    order: dict[tuple[str, str], bool] = {}
    for entrants, ring in zip(one.entrants, one.rings, strict=True):
        assert ring is not None
        assert 2 <= len(ring.members) <= 3
        kinds = {CLASSES[int(entrants.kind[at])] for at in ring.members}
        assert "originator" not in kinds
        assert STATUSES.index("not-passed") not in entrants.status[list(ring.members)].tolist()
        names = [entrants.firms[at] for at in ring.members]
        for first in range(len(names)):
            for second in range(first + 1, len(names)):
                order[names[first], names[second]] = True
    assert not any((second, first) in order for first, second in order)


AGREEMENTS = [
    (scheme, cover)
    for scheme in SCHEMES
    for cover in ("above", "same", "abstain")
    if (scheme, cover) != ("linked", "same")
]


@pytest.mark.parametrize(("scheme", "cover"), AGREEMENTS)
def test_a_ring_keeps_its_agreement_and_leaves_outsiders_alone(scheme: str, cover: str) -> None:
    sets = (f"ring.scheme={scheme}", f"ring.cover={cover}", "ring.size=4", "ring.raised=0.5")
    one, plain = tender(*sets), tender()
    moved = False
    for at, ring in enumerate(one.rings):
        assert ring is not None
        drawn = drawn_of(one, at)
        own, rigged = quote_bids(plain, at, drawn), quote_bids(one, at, drawn)
        members = list(ring.members)
        outside = [bid for bid in range(own.bid.shape[1]) if bid not in members]
        assert (rigged.bid[:, outside] == own.bid[:, outside]).all()
        assert (rigged.bid[:, members] >= own.bid[:, members]).all()
        valid = (own.present & (own.bid < drawn.ceiling))[:, members]
        lowest = np.where(valid, own.bid[:, members], np.iinfo(np.int64).max).min(axis=1)
        there = rigged.present[:, members] & valid
        price = np.where(there, rigged.bid[:, members], np.iinfo(np.int64).max)
        ready = valid.any(axis=1)
        if scheme == "linked":
            assert (price.min(axis=1)[ready] == lowest[ready]).all()
        if cover == "above":
            # One bid stands alone at the bottom of the ring.
            second = np.sort(price, axis=1)[:, 1]
            assert (second > price.min(axis=1))[valid.sum(axis=1) > 1].all()
        elif cover == "abstain":
            assert (there.sum(axis=1) <= 1).all()
        moved |= not np.array_equal(rigged.bid, own.bid) or not np.array_equal(rigged.present, own.present)
    assert moved


def test_turns_go_round_the_varieties() -> None:
    """With the same members everywhere and a ring of three, each is designated every third time."""
    one = tender("ring.size=3", "ring.least=0.1", "ring.most=0.1")
    for at, ring in enumerate(one.rings):
        assert ring is not None
        assert ring.turn == at
        drawn = drawn_of(one, at)
        plain = quote_bids(tender(), at, drawn)
        able = (plain.present & (plain.bid < drawn.ceiling))[:, list(ring.members)]
        rigged = quote_bids(one, at, drawn)
        price = np.where(rigged.present, rigged.bid, np.iinfo(np.int64).max)[:, list(ring.members)]
        everyone = able.all(axis=1)
        assert (price[everyone].argmin(axis=1) == at % len(ring.members)).all()


def test_schemes_designate_whom_they_say() -> None:
    """The cheapest has the lowest cost; by lot all come up alike, in 320 draws within 4 standard errors."""
    cheap, lots = tender("ring.scheme=cheapest", "ring.size=3"), tender("ring.scheme=lot", "ring.size=3")
    counts = np.zeros(3)
    for at in range(len(cheap.entrants)):
        ring, drawn = cheap.rings[at], drawn_of(cheap, at)
        assert ring is not None
        members = list(ring.members)
        plain = quote_bids(tender(), at, drawn)
        able = (plain.present & (plain.bid < drawn.ceiling))[:, members].all(axis=1)
        if len(members) < 3:
            continue
        for one in (cheap, lots):
            rigged = quote_bids(one, at, drawn)
            lead = np.where(rigged.present, rigged.bid, np.iinfo(np.int64).max)[:, members].argmin(axis=1)
            if one is cheap:
                cost = drawn.cost[:, members]
                assert (cost[np.arange(ROWS), lead] == cost.min(axis=1))[able].all()
            else:
                counts += np.bincount(lead[able], minlength=3)
    total = counts.sum()
    assert total > 200
    assert np.abs(counts / total - 1 / 3).max() < 4 * (2 / 9 / total) ** 0.5


def test_lots_are_independent_of_where_covers_lie() -> None:
    """Planted: lots drawn from the uniform that places the covers leave the low end to the designated."""
    one = tender("ring.scheme=lot", "ring.size=2")
    above, planted = [], []
    for at, ring in enumerate(one.rings):
        assert ring is not None
        drawn = drawn_of(one, at)
        members = list(ring.members)
        rigged = quote_bids(one, at, drawn)
        follows = rigged.bid[:, members].argmax(axis=1)
        above += drawn.cover[np.arange(ROWS), np.array(members)[follows]].tolist()
        planted += drawn.cover[:, members].max(axis=1).tolist()
    error = 4 * (1 / 12 / len(above)) ** 0.5
    assert np.mean(above) == pytest.approx(0.5, abs=error)
    assert abs(np.mean(planted) - 0.5) > error


def test_phantoms_cover_and_open_places() -> None:
    """Three bidders on paper in each variety: more places, never the lowest bid of the ring."""
    one, plain = tender("ring.phantoms=3", "ring.size=3"), tender("ring.size=3")
    for at, ring in enumerate(one.rings):
        assert ring is not None
        entrants = one.entrants[at]
        assert [entrants.firms[bid] for bid in ring.phantoms] == ["Phantom 1", "Phantom 2", "Phantom 3"]
        assert not set(ring.phantoms) & set(ring.members)
        assert len(entrants.firms) == len(plain.entrants[at].firms) + 3 == entrants.variety.bidders
        rigged = quote_bids(one, at, drawn_of(one, at))
        price = np.where(rigged.present, rigged.bid, np.iinfo(np.int64).max)
        real, paper = price[:, list(ring.members)].min(axis=1), price[:, list(ring.phantoms)].min(axis=1)
        assert (real < paper).all()
    more, fewer = play_block(one, 0, 20), play_block(plain, 0, 20)
    assert sum(lot.places.sum() for lot in more.awarded) > sum(lot.places.sum() for lot in fewer.awarded)


def test_phantoms_stay_away_where_nobody_is_to_win() -> None:
    one = tender("ring.phantoms=2", "ring.size=3")
    ring, drawn = one.rings[0], drawn_of(one, 0)
    assert ring is not None
    quotes = quote_bids(replace(one, rings=()), 0, drawn)
    hopeless = quotes.present.copy()
    hopeless[:, list(ring.members)] = False
    rigged = collude(ring, replace(quotes, present=hopeless), drawn)
    assert not rigged.present[:, list(ring.phantoms)].any()


def dearer(rigged: Tender, plain: Tender) -> tuple[float, float]:
    """Rise of the mean winning price over the ceiling for the same costs, and its standard error."""

    def level(one: Tender) -> np.ndarray:
        block = play_block(one, 0, ROWS)
        parts = [np.where(lot.won, lot.price / lot.lot.ceiling, np.nan) for lot in block.awarded]
        return np.nanmean(np.hstack(parts), axis=1)

    gain = level(rigged) - level(plain)
    return float(gain.mean()), float(gain.std(ddof=1) / ROWS**0.5)


def everybody_belongs(one: Tender) -> bool:
    return all(
        ring is not None and len(ring.members) == len(entrants.firms)
        for ring, entrants in zip(one.rings, one.entrants, strict=True)
    )


def test_rings_of_all_raise_prices() -> None:
    """Of mark-up bids, without originators: by more than 3 standard errors, and more than a ring of six."""
    makers = ("firms.originator_presence=0",)
    full, plain = tender(*makers, "ring.size=100"), tender(*makers)
    assert everybody_belongs(full)
    rise, error = dearer(full, plain)
    assert rise > 3 * error
    some, error = dearer(tender(*makers, "ring.size=6"), plain)
    assert 3 * error < some < rise


def test_rings_of_all_raise_solved_prices() -> None:
    """Seven makers that bid an equilibrium: more than the certificate and 3 standard errors leave open.

    Both sides play one and the same game, so that its certificate counts twice in five times the two.
    """
    solved = tuple(
        f"bidding.{name}={{use: equilibrium, levels: 1, rivals_known_by: number}}"
        for name in CLASSES
        if name != "originator"
    )
    market = ("market.varieties=1", "market.bids=7", "market.most_bidders=7", "firms.firms=7")
    small = (*market, "firms.originator_presence=0", *solved)
    full, plain = tender(*small, "ring.size=7"), tender(*small)
    assert everybody_belongs(full)
    (table,) = plain.equilibria
    assert table is not None
    assert table.certified
    rise, error = dearer(full, plain)
    assert rise - 3 * error > 5 * 2 * float(table.exploitability.max())


@pytest.mark.parametrize(
    ("sets", "word"),
    [
        (("ring.size=1",), "size"),
        (("ring.least=0.2", "ring.most=0.1"), "swap them"),
        (("ring.phantoms=2", "ring.cover=abstain"), "there to cover"),
        (("ring.scheme=linked", "ring.cover=same"), "nobody has to move"),
        (("ring.scheme=rotating",), "rotation"),
    ],
)
def test_what_is_no_ring_is_refused(sets: tuple[str, ...], word: str) -> None:
    with pytest.raises(InputError, match=word):
        load_scenario("round-7-2022", sets)
