"""What every strategy must keep: one contract, inherited by the tests of each strategy."""

from __future__ import annotations

import inspect
import pickle
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from pydantic import BaseModel, TypeAdapter, ValidationError

from simulator.bidding.equilibrium.table import ClassBids
from simulator.bidding.learning.table import LearnedBids
from simulator.bidding.strategies.library import STRATEGIES, AnyStrategy
from simulator.bidding.strategies.protocol import Quotes, Strategy, Traits, View
from simulator.scenario.model import FORMS

WIDE = ("cost", "ceiling", "taste", "standing", "position", "former_cut", "former_price")
"""What a view knows by replication."""


def table(levels: int = 3, parts: int = 16, whims: int = 1) -> ClassBids:
    """Return solved bids that rise with the own cost and the level; the dearest stay out."""
    positions = np.linspace(-2.0, 0.0, levels)
    bids = 0.2 + 0.35 * np.linspace(0, 1, levels)[:, None] + 0.6 * np.linspace(0, 1, parts)[None, :]
    bids = bids[:, :, None] * np.linspace(1.0, 1.1, whims)[None, None, :]
    return ClassBids(positions, np.where(bids > 1, np.nan, bids), 0.5)


ROWS, FIRMS = 150, ("F0", "F1", "F2")
CUTS = (None, (2, 5), (1, 2), (0, 1), (333_333, 1_000_000))


def view(cost: object, ceiling: object, taste: object = 0.5, **given: Any) -> View:
    """Build a view from lists or numbers; what is not given is unremarkable."""
    costs = np.atleast_2d(np.array(cost, dtype=np.int64))
    values: dict[str, Any] = {
        "reference": 10_000,
        "bidders": 1,
        "places": 1,
        "guaranteed_cut": None,
        "firms": tuple(f"F{i}" for i in range(costs.shape[1])),
        "variety": "V",
        "standing": np.full(costs.shape, 0.5),
        "position": np.full((len(costs), 1), -1.0),
        "former_cut": np.full((len(costs), 1), np.nan),
        "former_price": np.zeros((len(costs), 1), dtype=np.int64),
        **given,
    }
    return View(
        cost=costs,
        ceiling=np.broadcast_to(np.array(ceiling, dtype=np.int64), costs.shape).copy(),
        taste=np.broadcast_to(np.array(taste, dtype=np.float64), costs.shape).copy(),
        **values,
    )


def random_views() -> Iterator[View]:
    """Yield views of every kind: cost far below, near and above the ceiling, cheap and dear products."""
    rng = np.random.default_rng(20)
    for cut in CUTS:
        for level in (20.0, 30_000.0, 5_000_000.0):
            shape = (ROWS, len(FIRMS))
            cost = np.maximum(level * np.exp(rng.normal(0, 0.6, shape)), 1).astype(np.int64)
            ceiling = np.maximum(1.4 * level * np.exp(rng.normal(0, 0.4, (ROWS, 1))), 1).astype(np.int64)
            bidders = int(rng.integers(1, 20))
            yield view(
                cost,
                ceiling,
                rng.random(shape),
                reference=int(level),
                bidders=bidders,
                places=int(rng.integers(1, 11)),
                guaranteed_cut=cut,
                firms=FIRMS,
                standing=rng.random(shape),
                position=rng.uniform(-2.5, 0.5, (ROWS, 1)),
                form=str(rng.choice(FORMS)),
                learned=LearnedBids(rng.dirichlet(np.ones(9 + (cut is not None)), size=4)),
                former_cut=np.where(rng.random((ROWS, 1)) < 0.5, rng.random((ROWS, 1)), np.nan),
                former_price=np.where(rng.random((ROWS, 1)) < 0.6, ceiling * 9 // 10, 0),
            )


def rows_of(seen: View, rows: object) -> View:
    """Return some replications of a view, in some order."""
    return replace(seen, **{name: getattr(seen, name)[rows] for name in WIDE})


def same(one: Quotes, other: Quotes) -> bool:
    return bool(np.array_equal(one.bid, other.bid) and np.array_equal(one.present, other.present))


class StrategyContract:
    """Inherit it and give ``made``, strategies of one class with telling parameters."""

    made: tuple[Any, ...]
    solved = table()
    """Solved bids that the views show."""
    scales = True
    """Whether prices ten times as high are answered with bids ten times as high."""

    def pairs(self) -> Iterator[tuple[Strategy, View]]:
        for seen in random_views():
            for strategy in self.made:
                yield strategy, replace(seen, equilibrium=self.solved)

    def test_is_registered(self) -> None:
        kind = type(self.made[0])
        assert all(type(one) is kind for one in self.made)
        assert kind in STRATEGIES
        assert isinstance(self.made[0], Strategy)
        assert isinstance(kind.traits, Traits)

    def test_is_deterministic_and_leaves_the_view_alone(self) -> None:
        for strategy, seen in self.pairs():
            before = [np.copy(getattr(seen, name)) for name in WIDE]
            assert same(strategy.quote(seen), strategy.quote(seen))
            for name, was in zip(WIDE, before, strict=True):
                np.testing.assert_array_equal(getattr(seen, name), was)

    def test_answers_one_bid_for_each_bidder_and_replication(self) -> None:
        for strategy, seen in self.pairs():
            quotes = strategy.quote(seen)
            assert quotes.bid.shape == quotes.present.shape == seen.cost.shape
            assert quotes.bid.dtype == np.int64
            assert quotes.present.dtype == np.bool_
            assert quotes.bid.min() >= 1

    def test_a_replication_depends_on_itself_alone(self) -> None:
        order = np.random.default_rng(3).permutation(ROWS)
        for strategy, seen in self.pairs():
            whole = strategy.quote(seen)
            for rows in (order, slice(5, 6), np.arange(0, ROWS, 7)):
                part = strategy.quote(rows_of(seen, rows))
                assert same(part, Quotes(whole.bid[rows], whole.present[rows]))

    def test_a_bid_knows_nothing_of_the_costs_of_others(self) -> None:
        for strategy, seen in self.pairs():
            cost, taste = seen.cost.copy(), seen.taste.copy()
            cost[:, 1:], taste[:, 1:] = 2 * cost[:, 1:] + 1, 1 - taste[:, 1:]
            standing = seen.standing.copy()
            standing[:, 1:] = 1 - standing[:, 1:]
            others = replace(seen, cost=cost, taste=taste, standing=standing)
            mine, again = strategy.quote(seen), strategy.quote(others)
            np.testing.assert_array_equal(mine.bid[:, 0], again.bid[:, 0])
            np.testing.assert_array_equal(mine.present[:, 0], again.present[:, 0])

    def test_ten_times_the_money_is_ten_times_the_bid(self) -> None:
        """To a tick of the smaller money; views where a tick decides a threshold do not occur here."""
        for strategy, seen in self.pairs():
            if seen.reference < 1000:
                continue
            tenfold = replace(
                seen, cost=seen.cost * 10, ceiling=seen.ceiling * 10, reference=seen.reference * 10
            )
            assert seen.former_price is not None
            tenfold = replace(tenfold, former_price=seen.former_price * 10)
            one, ten = strategy.quote(seen), strategy.quote(tenfold)
            np.testing.assert_array_equal(one.present, ten.present)
            if self.scales:
                assert np.abs(ten.bid - 10 * one.bid).max() <= 10
            else:
                np.testing.assert_array_equal(ten.bid, one.bid)

    def test_more_bidders_never_raise_a_bid(self) -> None:
        for strategy, seen in self.pairs():
            bids = [strategy.quote(replace(seen, bidders=n, places=4)).bid for n in (1, 4, 5, 8, 30)]
            for fewer, more in pairwise(bids):
                assert (more <= fewer).all()

    def test_traits_are_what_is_measured(self) -> None:
        """Each promise holds in every view; what is not promised does happen in one."""
        taste = below = above = absent = False
        for strategy, seen in self.pairs():
            quotes = strategy.quote(seen)
            other = strategy.quote(replace(seen, taste=1 - seen.taste))
            valid = quotes.present & (quotes.bid <= seen.ceiling)
            taste |= not same(quotes, other)
            below |= bool((valid & (quotes.bid < seen.cost)).any())
            above |= bool((quotes.present & (quotes.bid > seen.ceiling)).any())
            absent |= not quotes.present.all()
        assert Traits(taste, not below, not above, not absent) == type(self.made[0]).traits

    def test_says_what_it_does_and_where_it_comes_from(self) -> None:
        text = inspect.getdoc(type(self.made[0])) or ""
        first = text.split("\n\n")[0].replace("\n", " ")
        assert first[0].isupper()
        assert first.endswith(".")
        names = text.partition("Names: ")[2].partition("Source:")[0].split("\n")[0]
        assert " / " in names
        assert any("\u4e00" <= letter <= "\u9fff" for letter in names.partition(" / ")[0])
        assert names.partition(" / ")[2].strip(" .").isascii()
        assert len(text.partition("Source: ")[2]) > 20
        for name, field in type(self.made[0]).model_fields.items():
            assert field.description, name

    def test_name_in_scenarios_is_its_own(self) -> None:
        uses = [kind.model_fields["use"].annotation.__args__[0] for kind in STRATEGIES]  # type: ignore[union-attr]
        assert uses.count(self.made[0].use) == 1

    def test_survives_the_way_to_another_process(self) -> None:
        for strategy in self.made:
            assert pickle.loads(pickle.dumps(strategy)) == strategy  # noqa: S301  # our own bytes

    def test_survives_a_file(self) -> None:
        adapter: TypeAdapter[BaseModel] = TypeAdapter(AnyStrategy)
        for strategy in self.made:
            text = strategy.model_dump_json(by_alias=True)
            assert type(strategy).model_validate_json(text) == strategy
            read = adapter.validate_json(text)
            assert type(read) is type(strategy)
            assert read == strategy

    def test_is_closed_and_frozen(self) -> None:
        strategy = self.made[0]
        with pytest.raises(ValidationError):
            type(strategy).model_validate({**strategy.model_dump(by_alias=True), "mark-up": 1})
        with pytest.raises(ValidationError):
            strategy.use = "other"
