"""Price index over tenders: what it rests on, by hand, and from scenarios and folders of runs alike."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from simulator import api
from simulator.errors import InputError
from simulator.market.varieties import Variety
from simulator.study.plan import make_plan
from simulator.study.price_index import index_table, line_up
from simulator.study.price_periods import Period, read_period
from simulator.study.run import execute

SMALL = ("market.varieties=3", "market.bids=18", "firms.firms=14", "published=null")


def variety(name: str, reference: int, base: int) -> Variety:
    return Variety(name, 3, "", "ordinary", reference * 10_000, base)


def period(name: str, goods: dict[str, tuple[int, int, float]], *, made_up: bool = False) -> Period:
    """Name to reference price, base and award price (NaN without winner); two equal replications."""
    listed = tuple(variety(one, *facts[:2]) for one, facts in goods.items())
    price = np.array([[facts[2] for facts in goods.values()]] * 2)
    use = np.array([[float(facts[1]) for facts in goods.values()]] * 2)
    return Period(name, "book", 1, listed, made_up, price, use, delivered=False)


def figures(*periods: Period) -> dict[tuple[int, str], float]:
    table = index_table(line_up(periods))
    return {(row.period, row.metric): row.mean for row in table.itertuples()}


FIRST = period("first", {"a": (10, 100, 4.0), "b": (20, 50, np.nan)})
SECOND = period("second", {"a": (4, 120, 3.0), "c": (5, 200, 1.0)})


def test_two_tenders_by_hand() -> None:
    """Before: 100 a at 10, 50 b at 20, 200 c at 5. First: a to 4. Second: a to 3 (120 of them), c to 1."""
    found = figures(FIRST, SECOND)
    assert found[1, "own_fisher"] == pytest.approx((400 + 1000) / (1000 + 1000))
    assert found[1, "laspeyres"] == pytest.approx((400 + 1000 + 1000) / 3000)
    assert found[2, "laspeyres"] == pytest.approx((300 + 1000 + 200) / 3000)
    assert found[2, "paasche"] == pytest.approx((360 + 1000 + 200) / (1200 + 1000 + 1000))
    assert found[2, "matched_laspeyres"] == pytest.approx(3 / 4)
    link = np.sqrt(1500 / 2400 * 1560 / (480 + 1000 + 1000))
    assert found[2, "chained_fisher"] == pytest.approx(2400 / 3000 * link)


def test_what_is_common_new_left_and_without_a_winner_is_told_apart() -> None:
    one, two = line_up([FIRST, SECOND]).coverage
    assert (one.common, one.new, one.left, one.without_winner) == ((), ("a", "b"), (), 1.0)
    assert (two.common, two.new, two.left, two.without_winner) == (("a",), ("c",), ("b",), 0.0)


def test_made_up_varieties_of_one_name_are_matched_only_if_they_are_the_same_good() -> None:
    made_up = [period(n, {"V001": (ref, 10, 1.0)}, made_up=True) for n, ref in (("x", 5), ("y", 6))]
    study = line_up(made_up)
    assert study.coverage[1].common == ()
    assert study.coverage[1].other_goods == ("V001",)
    assert line_up([made_up[0], replace(made_up[0], name="z")]).coverage[1].common == ("V001",)


def test_nothing_to_compare() -> None:
    with pytest.raises(InputError, match="no tender to compare"):
        line_up([])


@pytest.mark.long
def test_folder_and_scenario_give_the_same(tmp_path: Path) -> None:
    for extra in ((), ("supply={}",)):
        plan = make_plan("round-7-2022", [*SMALL, *extra, "run.replications=6"])
        folder = execute(plan, tmp_path / f"run{len(extra)}")
        stored, played = read_period(str(folder.path)), read_period("round-7-2022", [*SMALL, *extra], 6)
        assert np.array_equal(stored.price, played.price, equal_nan=True)
        assert np.array_equal(stored.use, played.use)
        assert stored.varieties == played.varieties
        assert stored.delivered is bool(extra)


def test_index_of_one_round_against_itself_is_one(tmp_path: Path) -> None:
    study, table = api.price_index(
        ["round-7-2022", "round-7-2022"], sets=SMALL, reps=5, out=tmp_path / "index.csv"
    )
    means = table.set_index(["period", "metric"])["mean"]
    assert means[2, "matched_fisher"] == pytest.approx(1)
    assert means[2, "own_paasche"] == pytest.approx(1)
    assert means[2, "chained_fisher"] == pytest.approx(means[1, "fisher"])
    assert 0.2 < means[1, "fisher"] < 0.8
    assert len((tmp_path / "index.csv").read_text(encoding="utf-8-sig").splitlines()) == len(table) + 1
    assert json.dumps(study.coverage[1].common) == '["V001", "V002", "V003"]'


@pytest.mark.parametrize(
    ("sources", "out", "says"),
    [
        (["round-7-2023"], None, "there is no round 'round-7-2023'"),
        (["."], None, "holds no complete run"),
        (["round-7-2022"], "index.doc", "no name of a table"),
    ],
)
def test_bad_sources_are_refused(sources, out, says, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match=says):
        api.price_index(sources, sets=SMALL if out else (), reps=2, out=out)
