"""Equilibrium bids inside a tender: from a scenario to games, and from bid tables to awards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path
from weakref import WeakKeyDictionary

import numpy as np
import pytest

from simulator import api
from simulator.bidding.equilibrium.kept_variety import restored
from simulator.bidding.equilibrium.lines import absolute_line, lowest_price, price_list
from simulator.bidding.equilibrium.translation import to_game
from simulator.errors import InputError
from simulator.firms.draws import draw_variety, generic_median
from simulator.study.plan import Plan, make_plan
from simulator.study.store import FolderStore
from simulator.tender import equilibria
from simulator.tender.concepts import NashBids
from simulator.tender.equilibria import find_equilibria
from simulator.tender.forming import equilibrium_setting
from simulator.tender.settings import LEAST_SPREAD, levels_of, makers_law
from simulator.tender.simulate import Tender, play_block, set_up
from simulator.tender.solving import Remembered, Solving

SMALL = (
    "market.varieties.value=2",
    "market.bids.value=7",
    "firms.firms.value=6",
    "market.most_bidders.value=4",
)
CLASSES = ("generic", "own-api", "newcomer", "originator")
ALL = tuple(f"bidding.{name}={{use: equilibrium, levels: 2, tolerance: 0.05}}" for name in CLASSES)


def plan(*sets: str) -> Plan:
    return make_plan("round-5-2021", [*SMALL, *sets])


@cache
def tender(*sets: str) -> Tender:
    made = plan(*sets)
    return set_up(made.scenario.record, made.rules.record.clauses, made.folder)


def bids_in(one: Tender) -> Sequence[np.ndarray]:
    return [np.where(lot.lot.present, lot.lot.bid, 0) for lot in play_block(one, 0, 120).awarded]


@pytest.mark.long
def test_quotes_are_never_below_cost_nor_above_the_ceiling() -> None:
    block = play_block(tender(*ALL), 0, 400)
    for awarded, cost in zip(block.awarded, block.costs, strict=True):
        there = awarded.lot.present
        assert there.any()
        assert (awarded.lot.bid >= cost)[there].all()
        assert (awarded.lot.bid <= awarded.lot.ceiling)[there].all()
        assert (awarded.price[awarded.won] <= awarded.lot.ceiling[awarded.won]).all()


def test_dearer_firms_of_a_class_never_bid_less() -> None:
    """Within a replication, among bidders of one class; to a tick of rounding."""
    one = tender(*ALL)
    block = play_block(one, 0, 200)
    pairs = 0
    for awarded, cost, entrants in zip(block.awarded, block.costs, one.entrants, strict=True):
        for kind in set(entrants.kind.tolist()):
            who = np.flatnonzero(entrants.kind == kind)
            order = np.argsort(cost[:, who], axis=1)
            bids = np.take_along_axis(
                np.where(awarded.lot.present, awarded.lot.bid, 10**9)[:, who], order, axis=1
            )
            assert (np.diff(bids, axis=1) >= 0).all()
            pairs += len(who) - 1
    assert pairs > 0


@pytest.mark.long
def test_only_chosen_classes_move() -> None:
    """Common random numbers: costs stay, and so do the bids of classes with another strategy."""
    some, none = tender(ALL[0]), tender()
    assert none.equilibria == (None, None)
    moved, before = play_block(some, 0, 120), play_block(none, 0, 120)
    for a, b, entrants in zip(moved.awarded, before.awarded, some.entrants, strict=True):
        generic = entrants.kind == 1
        np.testing.assert_array_equal(a.lot.bid[:, ~generic], b.lot.bid[:, ~generic])
        np.testing.assert_array_equal(a.lot.draw, b.lot.draw)
        np.testing.assert_array_equal(a.lot.ceiling, b.lot.ceiling)
    for one, other in zip(moved.costs, before.costs, strict=True):
        np.testing.assert_array_equal(one, other)
    assert any((a.lot.bid != b.lot.bid).any() for a, b in zip(moved.awarded, before.awarded, strict=True))


def test_a_block_is_a_part_of_the_whole() -> None:
    one = tender(*ALL)
    whole, part = play_block(one, 0, 60), play_block(one, 40, 20)
    for a, b in zip(whole.awarded, part.awarded, strict=True):
        np.testing.assert_array_equal(a.lot.bid[40:], b.lot.bid)
        np.testing.assert_array_equal(a.price[40:], b.price)


@pytest.mark.long
def test_a_run_from_scenario_to_tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("simulator.report.page.write_report", lambda *_: None)
    folder = api.run("round-5-2021", out=tmp_path / "run", reps=20, sets=[*SMALL, *ALL])
    tables = api.read_run(folder.path)
    assert len(tables["varieties"]) >= 2
    assert tables["awards"]["state"].str.startswith("won").any()


def solver_must_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("solved again")

    monkeypatch.setattr("simulator.bidding.equilibrium.variety.solve_variety", refuse)


@pytest.mark.long
def test_a_store_saves_the_work_and_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made, store = plan(*ALL), FolderStore(tmp_path)
    scenario, clauses = made.scenario.record, made.rules.record.clauses
    first = set_up(scenario, clauses, made.folder, Solving(store))
    assert len(list(tmp_path.glob("*.game"))) == 4
    solver_must_rest(monkeypatch)
    with pytest.raises(AssertionError, match="solved again"):
        set_up(scenario, clauses, made.folder, Solving(FolderStore(tmp_path / "empty")))
    monkeypatch.setattr(equilibria, "_READ", WeakKeyDictionary())
    second = set_up(scenario, clauses, made.folder, Solving(store))
    assert set_up(scenario, clauses, made.folder, Solving(store)).equilibria is second.equilibria
    for one, other in zip(bids_in(first), bids_in(second), strict=True):
        np.testing.assert_array_equal(one, other)
    for a, b in zip(first.equilibria, second.equilibria, strict=True):
        assert a is not None and b is not None  # noqa: PT018  # narrows the types
        np.testing.assert_array_equal(a.exploitability, b.exploitability)


@pytest.mark.long
@pytest.mark.parametrize("damage", ["nonsense", "other arrays", "other shape"])
def test_a_broken_file_is_solved_again(tmp_path: Path, damage: str) -> None:
    """Whatever lies in the store under the right name, the bids are the same."""
    made, store = plan(), FolderStore(tmp_path)
    level = levels_of(made.scenario.record, 1)[0]
    setting = equilibrium_setting(
        made.scenario.record, made.rules.record.clauses, tender().areas, tender().entrants[0], level
    )
    sound = Remembered(Solving(store), NashBids(0.05)).solve_all([setting])[0]
    assert sound is not None
    file = next(tmp_path.glob("*.game"))
    if damage == "nonsense":
        file.write_bytes(b"nonsense")
    else:
        kept = store.get(file.stem)
        assert kept is not None
        wrong = {"mass": np.zeros(3)} if damage == "other arrays" else kept | {"mass": kept["mass"][:, 1:]}
        store.put(file.stem, wrong)
    again = Remembered(Solving(store), NashBids(0.05)).solve_all([setting])[0]
    assert again is not None
    np.testing.assert_array_equal(again.profile.mass, sound.profile.mass)
    kept = store.get(file.stem)
    assert kept is not None
    np.testing.assert_array_equal(restored(setting, kept).profile.mass, sound.profile.mass)


@pytest.mark.parametrize("name", CLASSES[:3])
def test_a_class_that_the_gate_keeps_out_hands_in_nothing(name: str) -> None:
    """All generics unqualified: only originators are admitted, and some varieties have none."""
    one = tender(*(["firms.unqualified_share.value=1", f"bidding.{name}={{use: equilibrium, levels: 1}}"]))
    kind = ("originator", "generic", "own-api", "newcomer").index(name)
    block = play_block(one, 0, 20)
    there = [lot.lot.present[:, e.kind == kind] for lot, e in zip(block.awarded, one.entrants, strict=True)]
    assert sum(each.shape[1] for each in there) > 0
    assert not any(each.any() for each in there)


def test_games_come_back_in_the_order_in_which_they_were_asked_for() -> None:
    made, one = plan(), tender()
    level = levels_of(made.scenario.record, 1)[0]
    first, second = (
        equilibrium_setting(made.scenario.record, made.rules.record.clauses, one.areas, each, level)
        for each in one.entrants
    )
    nobody = replace(first, classes=())
    asked = [second, nobody, first, second]
    found = Remembered(Solving(jobs=2), NashBids(0.05)).solve_all(asked)
    assert found[1] is None
    assert found[0] is found[3]
    for setting, solved in zip(asked, found, strict=True):
        if solved is not None:
            assert [one.name for one in solved.game.classes] == [one.name for one in setting.classes]
    assert found[0] is not found[2]


DRAWN = (
    *SMALL,
    "market.fewest_bidders.value=3",
    *(f"bidding.{name}={{use: equilibrium, levels: 1, tolerance: 0.01}}" for name in CLASSES),
)
"""Two small varieties under a rule book without an exact game."""


def drawn_tender(monkeypatch: pytest.MonkeyPatch, store: FolderStore | None = None) -> Tender:
    """Set up a tender whose bids come from a short search against drawn rivals."""
    from simulator.bidding.equilibrium import drawn_variety
    from simulator.bidding.equilibrium.drawn_search import Stage

    monkeypatch.setattr(drawn_variety, "COMPILED", (Stage(12, 32, 0, 10, 0.3), Stage(12, 32, 16, 40, 0.15)))
    made = make_plan("round-11-2025", DRAWN)
    return set_up(made.scenario.record, made.rules.record.clauses, made.folder, Solving(store))


@pytest.mark.long
def test_a_rule_book_without_an_exact_game_is_solved_against_drawn_rivals(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Every class bids from its table; what a short search leaves to be gained is told, and kept."""
    store = FolderStore(tmp_path)
    made = drawn_tender(monkeypatch, store)
    for table in made.equilibria:
        assert table is not None
        assert table.exploitability.shape == (1,)
        assert table.certified == bool(table.exploitability[0] <= 0.03)
    assert len(play_block(made, 0, 4).awarded) == 2
    monkeypatch.setattr("simulator.bidding.equilibrium.drawn_variety.solve_drawn", None)
    again = drawn_tender(monkeypatch, store)
    for first, second in zip(made.equilibria, again.equilibria, strict=True):
        assert first is not None
        assert second is not None
        np.testing.assert_array_equal(first.exploitability, second.exploitability)
        for name, bids in first.classes.items():
            np.testing.assert_array_equal(bids.bids, second.classes[name].bids)


@pytest.mark.parametrize(
    ("sets", "said"),
    [
        (["bidding.generic={use: quantal, precision: 5}"], "only an 'equilibrium' is, not 'quantal'"),
        (["bidding.generic={use: hierarchy, steps: 2}"], "only an 'equilibrium' is, not 'hierarchy'"),
        (["bidding.generic={use: equilibrium, rivals_known_by: number}"], "only rivals known by class"),
        ([ALL[0], "payoffs={risk_aversion: 0.5}"], "only for firms without risk aversion"),
    ],
)
def test_what_cannot_be_found_against_drawn_rivals_is_refused(sets: list[str], said: str) -> None:
    made = make_plan("round-11-2025", sets)
    with pytest.raises(InputError) as refused:
        set_up(made.scenario.record, made.rules.record.clauses, made.folder)
    assert said in str(refused.value)
    assert "an anchor that depends on the mean of the bids" in str(refused.value)


def test_a_rule_book_without_volume_is_refused_with_the_reason() -> None:
    made = make_plan("tender-without-volume", ALL)
    with pytest.raises(InputError) as refused:
        set_up(made.scenario.record, made.rules.record.clauses, made.folder)
    said = str(refused.value)
    assert "promises no volume" in said
    assert "bidding.generic.use=markup" in said


def test_a_rule_book_that_nobody_needs_to_solve_is_not_refused() -> None:
    made = make_plan("round-11-2025")
    found = set_up(made.scenario.record, made.rules.record.clauses, made.folder)
    assert set(found.equilibria) == {None}


def test_varieties_that_differ_in_scale_alone_are_one_game() -> None:
    """Ten times the reference price, the same share of the need: not a number of the game changes."""
    made, entrants = plan(), tender().entrants[0]
    level = levels_of(made.scenario.record, 1)[0]
    scenario, clauses, areas = made.scenario.record, made.rules.record.clauses, tender().areas
    dear = replace(entrants, variety=replace(entrants.variety, reference=entrants.variety.reference * 10))
    one, ten = (equilibrium_setting(scenario, clauses, areas, each, level) for each in (entrants, dear))
    assert one.ceiling == ten.ceiling
    prices = price_list(one, lowest_price(one), 20)
    a, b = to_game(one, prices), to_game(ten, prices)
    np.testing.assert_array_equal(a.limit, b.limit)
    np.testing.assert_array_equal(a.volume, b.volume)
    for group, other in zip(a.classes, b.classes, strict=True):
        np.testing.assert_allclose(group.costs.points, other.costs.points, rtol=1e-12)
        assert (group.name, group.number) == (other.name, other.number)


def test_a_variety_near_the_absolute_line_is_a_game_of_its_own() -> None:
    made, entrants = plan(), tender().entrants[0]
    level = levels_of(made.scenario.record, 1)[0]
    cheap = replace(entrants, variety=replace(entrants.variety, reference=1_000))
    own = equilibrium_setting(made.scenario.record, made.rules.record.clauses, tender().areas, cheap, level)
    assert own.ceiling == round(1_000 * level.ceiling)
    assert absolute_line(own) == 1_000


def test_levels_reach_from_very_cheap_to_very_dear_varieties() -> None:
    """Evenly spaced in position; of 4,000 drawn varieties 2 % lie outside the ends, to 3 standard errors."""
    made = plan()
    levels = levels_of(made.scenario.record, 5)
    positions = np.array([one.position for one in levels])
    np.testing.assert_allclose(np.diff(positions), np.diff(positions)[0])
    assert all(one.common < other.common for one, other in pairwise(levels))
    entrants, record = tender().entrants[0], made.scenario.record
    drawn = draw_variety(entrants, record.market, record.costs, 5, 0, 4000).position
    outside = float(((drawn < positions[0]) | (drawn > positions[-1])).mean())
    assert abs(outside - 0.02) < 3 * (0.02 * 0.98 / 4000) ** 0.5
    middle = levels_of(record, 1)[0]
    assert abs(float((drawn < middle.position).mean()) - 0.5) < 3 * 0.5 / 4000**0.5
    for one in (*levels, middle):
        median = float(generic_median(record.costs, np.array(one.common)))
        assert one.position == pytest.approx(np.log(median / one.ceiling))


@pytest.mark.slow
def test_firms_that_err_bid_near_the_equilibrium_when_they_err_little() -> None:
    """Mean awards of 120 replications: 2 % apart at a precision of 200, further at 4."""
    exact = tender(*ALL)
    means = {}
    for precision in ("200", "4"):
        quantal = [f"bidding.{name}={{use: quantal, levels: 2, precision: {precision}}}" for name in CLASSES]
        means[precision] = np.mean(_relative_prices(tender(*quantal)))
    goal = np.mean(_relative_prices(exact))
    assert means["200"] == pytest.approx(goal, rel=0.02)
    assert abs(means["4"] / goal - 1) > 0.05


def _relative_prices(one: Tender) -> Sequence[float]:
    block = play_block(one, 0, 120)
    return [
        float(lot.price[r, i] / lot.lot.ceiling[r, i])
        for lot in block.awarded
        for r, i in zip(*np.nonzero(lot.won), strict=True)
    ]


@pytest.mark.slow
def test_firms_averse_to_risk_bid_less() -> None:
    """Mean bids on the same costs; three places for four bidders, so that there is little to fear."""
    close = [f"bidding.{name}={{use: equilibrium, levels: 1, tolerance: 0.003}}" for name in CLASSES]
    means = [
        np.mean(_relative_prices(tender(*close, f"payoffs={{risk_aversion: {degree}}}")))
        for degree in ("0", "0.8")
    ]
    assert means[1] < means[0] - 0.002


def test_no_bids_are_sought_against_drawn_rivals_by_firms_averse_to_risk() -> None:
    with pytest.raises(InputError, match="knows no risk aversion yet"):
        api.equilibrium("round-11-2025", sets=["payoffs={risk_aversion: 0.5}"])


def test_classes_that_solve_the_game_in_different_ways_are_refused() -> None:
    made = plan(ALL[0], "bidding.newcomer={use: quantal, precision: 10}")
    with pytest.raises(InputError, match=r"bidding\.newcomer names another solution of the game") as refused:
        set_up(made.scenario.record, made.rules.record.clauses, made.folder)
    assert "vbp list strategies" in str(refused.value)
    other = plan(ALL[0], "bidding.newcomer={use: equilibrium, levels: 3, tolerance: 0.05}")
    with pytest.raises(InputError, match="another solution"):
        set_up(other.scenario.record, other.rules.record.clauses, other.folder)


def test_tables_are_none_where_nobody_bids_an_equilibrium() -> None:
    made = plan()
    one = tender()
    found = find_equilibria(made.scenario.record, made.rules.record.clauses, one.areas, one.entrants)
    assert found == (None, None)


def test_checking_a_plan_solves_nothing_but_refuses_what_cannot_be_solved(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    solver_must_rest(monkeypatch)
    assert "2 varieties" in api.plan_lines("round-5-2021", [*SMALL, *ALL])[1]
    with pytest.raises(InputError, match="promises no volume"):
        api.plan_lines("tender-without-volume", ALL)


def test_a_tender_that_nobody_can_supply_runs_without_bids() -> None:
    """All costs lie above the ceiling at both levels: no table asks for a bid, and nobody wins."""
    low = tender(*ALL, "market.ceiling_over_reference.value=0.02", "costs.spread_between_varieties.value=0")
    assert [table.nobody_bids for table in low.equilibria if table is not None] == [True, True]
    assert not any(bids.any() for bids in bids_in(low))


def test_levels_without_bids_stand_beside_levels_with_bids() -> None:
    """At the dearer level nobody can supply; at the cheaper one some can."""
    some = tender(*ALL, "market.ceiling_over_reference.value=0.2", "costs.spread_between_varieties.value=1.5")
    for table in some.equilibria:
        assert table is not None
        bidding = np.stack([np.isfinite(one.bids).any(axis=(1, 2)) for one in table.classes.values()])
        assert bidding.any(axis=0).tolist() == [True, False]
        assert table.nobody_bids
    assert any(bids.any() for bids in bids_in(some))


def test_makers_of_unknown_kind_are_told_apart_where_costs_are_equal() -> None:
    """Bids of a run know rivals by number: their law takes the least spread as that of each class does."""
    equal, little = (
        make_plan("round-7-2022", [f"costs.spread_between_bidders={spread}"]).scenario.record
        for spread in ("0", str(LEAST_SPREAD))
    )
    level = levels_of(little, 1)[0]
    one, other = makers_law(equal, level, 1.0), makers_law(little, level, 1.0)
    np.testing.assert_array_equal(one.points, other.points)
    np.testing.assert_array_equal(one.levels, other.levels)
