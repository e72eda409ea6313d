"""Choice of supply areas: plain and compiled version agree, and both keep the promises of the clause."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.rules.parameters import SerialChoice
from simulator.rules.regions import kernel, plain
from simulator.rules.regions.choice import COMPILE_FROM, choose_areas
from tests.rules.tenders import book, lot, tune


class Case(NamedTuple):
    """Queues of winners for a few replications, preferences and firms of the bids, units of the areas."""

    queues: list[list[int]]
    preference: list[list[int]]
    first_pick: int
    units: list[int]
    owner: list[int]


@st.composite
def choices(draw: st.DrawFn, fewest: int = 0) -> Case:
    """Draw a case in which some firms may win with two brands."""
    bids = draw(st.integers(max(1, fewest), 12))
    areas = draw(st.integers(1, 31))
    rng = draw(st.randoms(use_true_random=False))
    alike = draw(st.booleans())
    common = rng.sample(range(areas), areas)
    preference = [common if alike else rng.sample(range(areas), areas) for _ in range(bids)]
    rows = draw(st.integers(1, 4))
    queues = [rng.sample(range(bids), rng.randint(fewest, bids)) for _ in range(rows)]
    units = [rng.randint(-1, 5) for _ in range(areas)]
    owner = [rng.randrange(bids) for _ in range(bids)] if draw(st.booleans()) else list(range(bids))
    return Case(queues, preference, draw(st.integers(0, 31)), units, owner)


def padded(queues: list[list[int]]) -> np.ndarray:
    most = max(1, *map(len, queues))
    return np.array([q + [-1] * (most - len(q)) for q in queues], dtype=np.int16)


def check_twins(case: Case) -> None:
    queues, preference, first_pick, units, owner = case
    areas = len(units)
    wishes = np.array(preference, dtype=np.int16)
    main = [plain.choose_main(q, preference, first_pick, areas) for q in queues]
    fast = kernel.choose_main_many(padded(queues), wishes, first_pick)
    assert fast.tolist() == main
    backup = [plain.choose_backup(q, preference, m, units, owner) for q, m in zip(queues, main, strict=True)]
    groups, firms = np.array(units, dtype=np.int16), np.array(owner, dtype=np.int16)
    assert kernel.choose_backup_many(padded(queues), wishes, fast, groups, firms).tolist() == backup


@pytest.mark.long
@settings(max_examples=200, deadline=None)
@given(choices())
def test_the_compiled_version_equals_the_plain_one(case: Case) -> None:
    check_twins(case)


@pytest.mark.slow
@settings(max_examples=700, deadline=None)
@given(choices())
def test_the_compiled_version_equals_the_plain_one_on_many(case: Case) -> None:
    check_twins(case)


@pytest.mark.long
@settings(max_examples=60, deadline=None)
@given(choices(fewest=1))
def test_every_area_has_one_main_supplier_and_turns_are_even(case: Case) -> None:
    queues, preference, first_pick, units, _ = case
    areas = len(units)
    for queue in queues:
        main = plain.choose_main(queue, preference, first_pick, areas)
        assert len(main) == areas
        assert set(main) <= set(queue)
        # How many areas each rank has follows from the number of areas alone, whatever anybody prefers.
        early = min(first_pick, len(queue), areas)
        turns, rest = divmod(areas - early, len(queue))
        expected = [(rank < early) + turns + (rank < rest) for rank in range(len(queue))]
        counts = [main.count(bid) for bid in queue]
        assert counts == expected
        assert max(counts) - min(counts) <= 2
        assert counts == sorted(counts, reverse=True)


@pytest.mark.long
@settings(max_examples=60, deadline=None)
@given(choices(fewest=1))
def test_the_first_of_the_ranking_gets_the_area_it_wants_most(case: Case) -> None:
    queues, preference, first_pick, units, _ = case
    for queue in queues:
        main = plain.choose_main(queue, preference, first_pick, len(units))
        assert main[preference[queue[0]][0]] == queue[0]
        # Nobody could have wanted an area that was free in its turn more than the ones it took: walking the
        # areas in the order in which they went, each is the taker's best among those left.
        free = set(range(len(units)))
        taken: Counter[int] = Counter()
        early = list(queue[:first_pick])
        turn = 0
        while free:
            bid = early[turn] if turn < len(early) else queue[(turn - len(early)) % len(queue)]
            best = min(free, key=preference[bid].index)
            assert main[best] == bid
            free.remove(best)
            taken[bid] += 1
            turn += 1
        assert taken == Counter(main)


@pytest.mark.long
@settings(max_examples=60, deadline=None)
@given(choices(fewest=1))
def test_backups_cover_everything_and_no_firm_backs_up_itself(case: Case) -> None:
    queues, preference, first_pick, units, owner = case
    for queue in queues:
        main = plain.choose_main(queue, preference, first_pick, len(units))
        backup = plain.choose_backup(queue, preference, main, units, owner)
        if len({owner[bid] for bid in queue}) == 1:
            assert backup == [-1] * len(units)
            continue
        assert set(backup) <= set(queue)
        assert all(owner[b] != owner[m] for b, m in zip(backup, main, strict=True))


@pytest.mark.long
@settings(max_examples=60, deadline=None)
@given(choices(fewest=2))
def test_the_unit_condition_holds_wherever_there_are_enough_other_firms(case: Case) -> None:
    queues, preference, first_pick, units, _ = case
    everybody = list(range(len(preference)))
    for queue in queues:
        main = plain.choose_main(queue, preference, first_pick, len(units))
        backup = plain.choose_backup(queue, preference, main, units, everybody)
        repeats = Counter((b, m, u) for b, m, u in zip(backup, main, units, strict=True) if u >= 0)
        held = Counter((m, u) for m, u in zip(main, units, strict=True) if u >= 0)
        # Each other firm may back up a main supplier once in a unit, so in a unit where the supplier has more
        # areas than there are other firms somebody must do it twice; and nobody does where it has only one.
        for (supplier, unit), areas in held.items():
            most = max(count for (_, m, u), count in repeats.items() if (m, u) == (supplier, unit))
            assert most >= -(-areas // (len(queue) - 1))
            assert areas > 1 or most == 1


@pytest.mark.long
@settings(max_examples=60, deadline=None)
@given(choices(fewest=2))
def test_without_units_backups_are_a_plain_choice_in_turns(case: Case) -> None:
    queues, preference, first_pick, units, _ = case
    everybody = list(range(len(preference)))
    for queue in queues:
        main = plain.choose_main(queue, preference, first_pick, len(units))
        backup = plain.choose_backup(queue, preference, main, [-1] * len(units), everybody)
        open_areas, turn = set(range(len(units))), 0
        while open_areas:
            bid = queue[turn % len(queue)]
            wanted = [a for a in preference[bid] if a in open_areas and main[a] != bid]
            if wanted:
                assert backup[wanted[0]] == bid
                open_areas.remove(wanted[0])
            turn += 1


def test_the_condition_is_dropped_only_after_a_turn_in_which_nobody_could_take_an_area() -> None:
    # Two winners, one unit: a has areas 0 and 2, b has 1 and 3. b backs up a in area 0 and a backs up b in
    # area 1; then the condition stops both. It is dropped, and b and a take what is left.
    queue, preference = [0, 1], [[0, 1, 2, 3], [0, 1, 2, 3]]
    main = plain.choose_main(queue, preference, 0, 4)
    assert main == [0, 1, 0, 1]
    assert plain.choose_backup(queue, preference, main, [0, 0, 0, 0], [0, 1]) == [1, 0, 1, 0]
    # Three winners: c can still take what a may not, so the condition holds throughout.
    preference = [[0, 1, 2, 3, 4, 5]] * 3
    main = plain.choose_main([0, 1, 2], preference, 0, 6)
    assert main == [0, 1, 2, 0, 1, 2]
    backup = plain.choose_backup([0, 1, 2], preference, main, [0] * 6, [0, 1, 2])
    assert len({(b, m) for b, m in zip(backup, main, strict=True)}) == 6


def test_a_firm_may_back_up_the_same_supplier_in_another_unit() -> None:
    preference = [[0, 1, 2, 3]] * 3
    main = [0, 0, 1, 2]
    # Units: areas 0 and 1 apart. Rank 1 (bid 0) takes 2, bid 1 takes 0, bid 2 takes 1 (its best open one).
    assert plain.choose_backup([0, 1, 2], preference, main, [0, 1, 0, 0], [0, 1, 2])[:3] == [1, 2, 0]
    # With two winners only: b backs up a in both units, with no condition dropped.
    assert plain.choose_backup([0, 1], preference, [0, 0, 1, 1], [0, 1, 0, 1], [0, 1]) == [1, 1, 0, 0]


def test_two_brands_of_one_firm_do_not_back_each_other_up() -> None:
    # Bids 0 and 1 are brands of one firm, which supplies areas 0 and 1; only bid 2 can stand behind them.
    preference = [[0, 1, 2]] * 3
    main = plain.choose_main([0, 1, 2], preference, 0, 3)
    assert main == [0, 1, 2]
    assert plain.choose_backup([0, 1, 2], preference, main, [-1] * 3, [7, 7, 8]) == [2, 2, 0]


def test_few_and_many_replications_give_the_same_areas() -> None:
    rng = np.random.default_rng(5)
    clauses = book("round-7-2022")
    assert isinstance(clauses.supply, SerialChoice)
    bids = 9
    preference = np.array([rng.permutation(31) for _ in range(bids)], dtype=np.int16)
    variety = replace(lot([1] * bids, firms=list("abcdefgha")), preference=preference)
    units = rng.integers(0, 6, 31)
    rank = np.array([rng.permutation(bids) + 1 for _ in range(COMPILE_FROM)])
    rank = np.where(rank <= rng.integers(0, bids + 1, (COMPILE_FROM, 1)), rank, 0)
    choosing = (rank > 0) & (rng.random(rank.shape) < 0.8)
    for supply in (clauses.supply, tune(clauses, "supply", first_pick=3, backup={"unit": "none"}).supply):
        many = choose_areas(variety, rank, choosing, units, supply)  # type: ignore[arg-type]
        for at in range(COMPILE_FROM):
            few = choose_areas(variety, rank[at : at + 1], choosing[at : at + 1], units, supply)  # type: ignore[arg-type]
            assert many[0][at].tolist() == few[0][0].tolist()
            assert many[1][at].tolist() == few[1][0].tolist()
