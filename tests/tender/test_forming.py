"""Games of a whole tender, formed together: the same as one by one, and alike ones once."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from simulator.bidding.equilibrium.lines import guaranteed_line, highest_passing, only_ratios_matter
from simulator.firms.population import Entrants
from simulator.study.plan import make_plan
from simulator.tender.concepts import NashBids
from simulator.tender.forming import Forming, equilibrium_setting
from simulator.tender.ready import set_up
from simulator.tender.settings import levels_of, variety_setting
from simulator.tender.simulate import Tender
from simulator.tender.solving import keys_of

PAYOFFS = "payoffs={generic: {outside_price: 0.5, outside_winner: 0.1, outside_loser: 0.2, entry_cost: 0.1}}"
UNIT = 10**6


def tender(*sets: str) -> Tender:
    made = make_plan(
        "round-5-2021",
        ["market.varieties=3", "market.bids=15", "firms.firms=10", "firms.size_exponent=0", *sets],
    )
    return set_up(made.scenario.record, made.rules.record.clauses, made.folder, solve=False)


def priced(one: Entrants, reference: int) -> Entrants:
    return replace(one, variety=replace(one.variety, reference=reference))


@pytest.mark.parametrize("pooled", [False, True])
@pytest.mark.parametrize("sets", [(), (PAYOFFS,)])
def test_games_formed_together_are_those_formed_one_by_one(sets: tuple[str, ...], pooled: bool) -> None:
    """Prices from a few ticks to a thousand yuan, so that some varieties are on their own scale."""
    one = tender(*sets)
    at = (one.scenario, one.clauses, one.areas)
    levels = levels_of(one.scenario, 3)
    entrants = [priced(each, price) for each in one.entrants for price in (9, 1_200, 10**7)]
    together = Forming(*at, pooled).settings(entrants, levels)
    concept = NashBids(0.01)
    for each, row in zip(entrants, together, strict=True):
        alone = [equilibrium_setting(*at, each, level, pooled) for level in levels]
        assert keys_of(concept, row) == keys_of(concept, alone)
        for level, formed in zip(levels, row, strict=True):
            own = variety_setting(*at, each, level)
            assert formed.ceiling == (UNIT if only_ratios_matter(own) else own.ceiling)
            assert formed.bidders == own.bidders
    assert {game.ceiling == UNIT for row in together for game in row} == {True, False}


def test_alike_varieties_share_one_game() -> None:
    one = tender()
    first, *_ = one.entrants
    alike = replace(first, firms=tuple(f"{name}'" for name in first.firms))
    entrants = [priced(each, 10**6 * k) for k, each in enumerate((first, alike, first), start=1)]
    rows = Forming(one.scenario, one.clauses, one.areas, True).settings(entrants, levels_of(one.scenario, 2))
    assert all(other is game for row in rows for other, game in zip(row, rows[0], strict=True))
    assert rows[0][0] is not rows[0][1]


def test_need_counts_where_something_beside_the_award_does() -> None:
    """An entry cost weighs less in a large variety, so that large and small ones are two games."""
    for sets, games in (((), 1), ((PAYOFFS,), 2)):
        one = tender(*sets)
        first = one.entrants[0]
        large = replace(first, variety=replace(first.variety, base=10 * first.variety.base))
        rows = Forming(one.scenario, one.clauses, one.areas).settings(
            [first, large], levels_of(one.scenario, 1)
        )
        keys = keys_of(NashBids(0.01), [game for row in rows for game in row])
        assert len(set(keys)) == games


def test_lines_of_many_ceilings_are_those_of_each() -> None:
    one = tender()
    level = levels_of(one.scenario, 1)[0]
    setting = variety_setting(one.scenario, one.clauses, one.areas, one.entrants[0], level)
    rng = np.random.default_rng(1)
    ceilings = np.unique(np.rint(10 ** rng.uniform(0, 8, 200)).astype(np.int64))
    together = highest_passing(setting.clauses.price_test, setting.form, ceilings, ("multiple",))
    alone = [guaranteed_line(replace(setting, ceiling=one)) for one in ceilings.tolist()]
    assert together.tolist() == alone
    # Round 5 in words: a cut of half, or 0.1 yuan, and nothing above the ceiling.
    assert alone == [min(max(one // 2, 1_000), one) for one in ceilings.tolist()]
