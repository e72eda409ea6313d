"""Solved bids are those of a game among the firms that may bid."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.campaign.participants import companies, only
from simulator.campaign.sequence import play_campaign
from simulator.campaign.stages import lay_out_rounds
from simulator.firms.population import CLASSES
from simulator.study.campaign_plan import plan_campaign
from simulator.tender.equilibria import find_equilibria

SMALL = (
    "first.market={varieties: 1, bids: 5, most_bidders: 5, fewest_bidders: 5}",
    "first.firms={firms: 5, originator_presence: 0, own_api_share: 0, newcomer_share: 0}",
    "rounds.first.change.supply.stress=[largest-supplier]",
)
SOLVED = "{use: equilibrium, levels: 1}"


@pytest.mark.slow
def test_who_is_barred_is_no_rival_in_the_game() -> None:
    """Bids of the tender while one firm is barred are read from the game of those that are left."""
    plan = plan_campaign("renewal-after-breach", [*SMALL, f"while-barred.bidding.generic={SOLVED}"])
    stages = lay_out_rounds([one.made for one in plan.rounds][:2])
    played, _ = play_campaign(stages, 0, 8)
    one, tender = played[1].tabled[0], stages[1].tender
    active = ~one.barred & ~one.gone & one.put_up[:, None]
    assert set(active.sum(axis=1).tolist()) <= {0, 3, 4, 5}
    four = np.flatnonzero(active.sum(axis=1) == 4)
    assert four.size
    few = only(tender.entrants[0], active[four[0]])
    assert len(few.firms) == 4
    (alone,) = find_equilibria(tender.scenario, tender.clauses, tender.areas, (few,))
    (everybody,) = find_equilibria(tender.scenario, tender.clauses, tender.areas, tender.entrants)
    assert alone is not None
    assert everybody is not None
    generic = CLASSES[int(few.kind[0])]
    known = stages[1].games.known.values()
    assert any(
        np.array_equal(each.classes[generic].bids, alone.classes[generic].bids) for each in known if each
    )
    assert not np.array_equal(alone.classes[generic].bids, everybody.classes[generic].bids)


def test_companies_are_told_apart_by_class_not_by_name() -> None:
    plan = plan_campaign("renewal-after-breach", SMALL[:2])
    (stage,) = lay_out_rounds([one.made for one in plan.rounds][:1])
    (entrants,) = stage.tender.entrants
    count = len(entrants.firms)
    alike = np.flatnonzero((entrants.kind == entrants.kind[-1]) & (entrants.status == entrants.status[-1]))
    active = np.ones((4, count), dtype=np.bool_)
    active[1, alike[0]] = active[2, alike[-1]] = False
    active[3] = False
    found = {tuple(rows.tolist()): told for told, rows in companies(entrants, active)}
    assert set(found) == {(0,), (1, 2)}, "nobody is no company"
    assert sum(number for *_, number in found[0,]) == count
    assert sum(number for *_, number in found[1, 2]) == count - 1
