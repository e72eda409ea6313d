"""Devices, insulin, alliances and renewals: they run, conserve, and hold the facts asked for."""

from __future__ import annotations

import time
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from simulator.cli import main
from simulator.errors import InputError
from simulator.firms.facts import BidFacts, draw_facts, panel_points
from simulator.results.published import Published
from simulator.rules.lot import CRITERIA, UNKNOWN
from simulator.rules.parameters import AnyOf, ByRank, Ceiling, NoVolume, ShareOfBidders
from simulator.scenario.catalogue import list_ids
from simulator.scenario.loading import load
from simulator.scenario.model import Facts, Panel
from simulator.study.plan import load_scenario
from simulator.tender.simulate import Tender, play_block, set_up

SCENARIOS = Path(__file__).parents[2] / "scenarios"
DEVICES = (
    "hips-2021",
    "insulin-2021",
    "insulin-2024",
    "joints-2024",
    "knees-2021",
    "spine-2022",
    "stents-2020",
    "stents-2020-firms",
    "stents-2022",
)
ALLIANCES = (
    "alliance-allocation-2022",
    "chongqing-common-1",
    "chongqing-common-2",
    "chongqing-endoscopic-staplers",
    "chongqing-needles",
    "chongqing-staplers-films",
    "renewal-jiangsu-2022",
    "renewal-rounds-1-8-2026",
    "renewal-yangtze-2022",
    "shortage-chongqing-2021",
    "tcm-hubei-2021",
    "tcm-national-2023",
    "tender-without-volume",
)
ALL = (*DEVICES, *ALLIANCES)
REPLICATIONS = 20


@cache
def tender(name: str, *sets: str) -> Tender:
    scenario, book = load_scenario(name, sets)
    return set_up(scenario.record, book.record.clauses)


def facts_of(name: str, *sets: str) -> tuple[BidFacts, ...]:
    return tender(name, *sets).facts


def pooled(facts: tuple[BidFacts, ...], field: str) -> np.ndarray:
    return np.concatenate([getattr(one, field) for one in facts])


# Every scenario


def test_these_are_shipped() -> None:
    assert tuple(sorted(path.stem for path in (SCENARIOS / "devices").glob("*.yaml"))) == DEVICES
    assert tuple(sorted(path.stem for path in (SCENARIOS / "alliances").glob("*.yaml"))) == ALLIANCES
    assert set(ALL) <= set(list_ids("rounds"))


@pytest.mark.parametrize("name", ALL)
def test_a_scenario_checks_and_names_its_file(name: str) -> None:
    scenario, _ = load_scenario(name)
    assert scenario.record.id == name
    assert scenario.record.title.en != scenario.record.title.zh
    assert scenario.record.run.replications == 1000, "a scenario leaves the amount of work to the user"


@pytest.mark.long
@pytest.mark.parametrize("name", ALL)
def test_a_scenario_runs_and_conserves(name: str) -> None:
    made = tender(name)
    block = play_block(made, 0, REPLICATIONS)
    bids = 0
    for award, base in zip(block.awarded, made.bases, strict=True):
        lot, won = award.lot, award.won
        assert won.shape == (REPLICATIONS, lot.size)
        assert ((award.rank > 0) == won).all()
        assert (award.volume[~won] == 0).all(), "nobody without an award has a volume"
        # Each area rounds by itself; brand volumes round by bid.
        assert (award.volume.sum(axis=1) <= base.sum() + len(base) + lot.size).all()
        assert (award.price[won] > 0).all()
        if isinstance(made.clauses.ceiling, Ceiling):
            assert (award.price <= np.where(won, award.comparable_ceiling, award.price)).all()
        bids += lot.size
    assert bids == made.scenario.market.bids.value
    assert sum(int(award.won.sum()) for award in block.awarded) > 0


@pytest.mark.parametrize(
    "name", ["hips-2021", "joints-2024", "knees-2021", "spine-2022", "alliance-allocation-2022"]
)
def test_volume_by_rank_keeps_and_pools_no_more_than_was_reported(name: str) -> None:
    made = tender(name)
    clause = made.clauses.volume
    assert isinstance(clause, ByRank)
    share = float(clause.pool_to_first.value)
    for award in play_block(made, 0, REPLICATIONS).awarded:
        kept = award.volume - award.assigned
        assert (kept + award.pool <= award.lot.brand_volume).all()
        assert (award.assigned.sum(axis=1) <= award.pool.sum(axis=1) * share + 1).all()
        lost = ~award.won & award.lot.present
        assert (award.pool[lost] == np.broadcast_to(award.lot.brand_volume, lost.shape)[lost]).all()


@pytest.mark.parametrize("name", ALL)
def test_a_replication_does_not_depend_on_its_block(name: str) -> None:
    made = tender(name)
    whole, part = play_block(made, 0, 8), play_block(made, 5, 3)
    for one, other in zip(whole.awarded, part.awarded, strict=True):
        assert (one.state[5:8] == other.state).all()
        assert (one.volume[5:8] == other.volume).all()


@pytest.mark.slow
@pytest.mark.parametrize("name", ALL)
def test_fifty_replications_are_quick(name: str) -> None:
    play_block(tender(name), 0, 1)
    start = time.process_time()
    play_block(tender(name), 0, 50)
    assert time.process_time() - start < 5


# What the books make of them


def test_stents_have_four_places_a_firm_at_most_and_products_of_their_own() -> None:
    made = tender("stents-2020")
    (entrants,) = made.entrants
    assert len(set(entrants.firms)) == 11
    assert len(set(zip(entrants.firms, entrants.brands, strict=True))) == 26
    assert max(entrants.firms.count(firm) for firm in entrants.firms) <= 5
    (award,) = play_block(made, 0, REPLICATIONS).awarded
    assert (award.winners == 10).all()
    for firm in set(entrants.firms):
        own = [i for i, name in enumerate(entrants.firms) if name == firm]
        assert award.won[:, own].sum(axis=1).max() <= 4


def test_products_of_one_firm_draw_costs_of_their_own() -> None:
    made = tender("stents-2020")
    (cost,) = play_block(made, 0, 3).costs
    # Two bids may round to the same cost once by chance; bids that shared a draw would agree every time.
    pairs = [(one, other) for one in range(26) for other in range(one)]
    assert all((cost[:, one] == cost[:, other]).sum() <= 1 for one, other in pairs)


@pytest.mark.parametrize("name", ["hips-2021", "knees-2021"])
def test_a_joint_is_compared_with_its_service_fee(name: str) -> None:
    made = tender(name)
    for award in play_block(made, 0, 4).awarded:
        fee = round(award.lot.reference[0, 0] * 0.02)
        assert (award.lot.fee == fee).all()
        assert (award.comparable == award.lot.bid + fee).all()


def test_the_fee_moves_the_split_of_a_quote_and_nothing_else() -> None:
    with_fee = play_block(tender("knees-2021"), 0, 5).awarded[0]
    without = play_block(tender("knees-2021", "facts.service_fee=0"), 0, 5).awarded[0]
    assert (with_fee.comparable == without.comparable).all()
    assert (with_fee.state == without.state).all()


def test_renewed_insulin_keeps_by_the_printed_class() -> None:
    made = tender("insulin-2024")
    for award in play_block(made, 0, REPLICATIONS).awarded:
        lot = award.lot
        assert (lot.class_a < lot.class_b).all()
        assert (lot.enquiry == lot.class_b).all()
        share = award.volume / np.maximum(lot.brand_volume, 1)
        in_a = award.won & (award.price <= lot.class_a) & (award.state <= 2)
        assert share[in_a].min(initial=1) >= 0.79
        assert share[award.won & (award.price > lot.class_b)].max(initial=0) <= 0.46


def test_a_raised_price_loses_volume_in_the_renewal_of_rounds_1_to_8() -> None:
    raised = kept = 0
    for award in play_block(tender("renewal-rounds-1-8-2026"), 0, REPLICATIONS).awarded:
        lot = award.lot
        share = award.volume / np.maximum(lot.brand_volume, 1)
        known = award.won & (lot.previous_price != UNKNOWN) & (lot.brand_volume > 1000)
        above = known & (award.price > lot.previous_price)
        raised += int(above.sum())
        kept += int((known & ~above).sum())
        assert share[above].max(initial=0) <= 0.8 * 0.9
    assert min(raised, kept) > 100


def test_at_or_below_the_enquiry_price_everybody_wins_in_jiangsu() -> None:
    made = tender("renewal-jiangsu-2022")
    assert isinstance(made.clauses.places, ShareOfBidders)
    assert isinstance(made.clauses.price_test, AnyOf)
    for award in play_block(made, 0, REPLICATIONS).awarded:
        sure = (award.comparable <= award.lot.enquiry) & (award.comparable <= award.comparable_ceiling)
        assert (award.won | ~sure | (award.state == 20)).all(), "all but linked higher quotes"


def test_without_volume_all_quote_the_ceiling_on_the_market_of_round_7() -> None:
    made, before = tender("tender-without-volume"), tender("round-7-2022")
    assert isinstance(made.clauses.volume, NoVolume)
    for one, other in zip(made.entrants, before.entrants, strict=True):
        assert one.firms == other.firms
        assert one.variety == other.variety
    for award in play_block(made, 0, 5).awarded:
        assert (award.lot.bid >= award.lot.ceiling).all()
        assert (award.won == (award.lot.bid == award.lot.ceiling)).all()
        assert (award.volume == 0).all()


# Facts


@pytest.mark.long
def test_without_facts_nothing_is_on_record_and_nothing_moves() -> None:
    plain, empty = tender("round-7-2022"), tender("round-7-2022", "facts={}")
    assert plain.scenario.facts is None
    assert "facts" not in plain.scenario.model_dump(by_alias=True)
    assert empty.scenario.facts == Facts()
    for one, other in zip(play_block(plain, 0, 3).awarded, play_block(empty, 0, 3).awarded, strict=True):
        assert (one.state == other.state).all()
        assert (one.volume == other.volume).all()
        assert (one.lot.enquiry == UNKNOWN).all()
        assert (one.lot.technical == UNKNOWN).all()
        assert (one.lot.fee == 0).all()


def test_incumbents_are_as_many_as_asked_and_no_newcomers() -> None:
    made = tender("renewal-jiangsu-2022")
    kind = np.concatenate([one.kind for one in made.entrants])
    old = pooled(made.facts, "previous_price")
    known = old != UNKNOWN
    assert not known[kind == 3].any()
    assert known[kind != 3].mean() == pytest.approx(0.5, abs=0.08)
    reference = np.concatenate([np.full(len(one.firms), one.variety.reference) for one in made.entrants])
    ratio = np.log(old[known] / reference[known])
    assert np.exp(np.median(ratio)) == pytest.approx(1.1, rel=0.05)
    assert ratio.std() == pytest.approx(0.15, rel=0.2)
    past = pooled(made.facts, "past_volume")
    assert (past[~known] == 0).all()
    assert (past[known] > 0).mean() > 0.9


def test_printed_prices_are_one_a_variety_and_spread_as_asked() -> None:
    made = tender("renewal-jiangsu-2022")
    ratios = []
    for entrants, facts in zip(made.entrants, made.facts, strict=True):
        assert len(set(facts.enquiry.tolist())) == 1
        ratios.append(np.log(facts.enquiry[0] / entrants.variety.reference))
    assert np.exp(np.median(ratios)) == pytest.approx(1.1, rel=0.04)
    assert np.std(ratios) == pytest.approx(0.1, rel=0.3)


def test_technical_points_follow_the_class_and_the_spread() -> None:
    made = tender("tcm-hubei-2021", "market.bids=400", "firms.firms=300", "facts={$delete: [panel]}")
    kind = np.concatenate([one.kind for one in made.entrants])
    points = pooled(made.facts, "technical") / 10_000
    for code, mean in ((1, 65), (2, 70), (3, 55)):
        assert points[kind == code].mean() == pytest.approx(mean, abs=3)
        assert points[kind == code].std() == pytest.approx(10, rel=0.2)
    criteria = pooled(made.facts, "criteria") / 10_000
    assert criteria.shape[1] == len(CRITERIA)
    # Criteria share the mean of the class and nothing else: a correlation of about 0.15.
    assert np.abs(np.corrcoef(criteria.T) - np.eye(len(CRITERIA))).max() < 0.35


@pytest.mark.long
def test_a_panel_adds_the_error_of_a_mean_without_extremes() -> None:
    true = pooled(facts_of("tcm-hubei-2021", "facts={$delete: [panel]}"), "technical")
    exact = pooled(facts_of("tcm-hubei-2021", "facts.panel.noise=0"), "technical")
    few = pooled(facts_of("tcm-hubei-2021", "facts.panel.experts=3"), "technical")
    many = pooled(facts_of("tcm-hubei-2021", "facts.panel.experts=41"), "technical")
    assert np.abs(exact - true).max() <= 1, "experts who do not err give the true points"
    assert (many - true).std() < 0.5 * (few - true).std()
    # The middle one of three normal errors has a variance of 0.449.
    assert (few - true).std() == pytest.approx(8 * 0.449**0.5 * 10_000, rel=0.15)


def panel(experts: int, noise: float = 1) -> Panel:
    return Panel.model_validate({"experts": {"value": experts}, "noise": {"value": str(noise)}})


def test_panel_points_by_hand() -> None:
    errors = np.array([[-30.0, 1.0, 2.0, 4.0, 40.0]])
    assert panel_points(np.array([50.0]), panel(5), errors).tolist() == [523_333]  # 50 + (1 + 2 + 4) / 3
    assert panel_points(np.array([50.0]), panel(2), errors[:, :2]).tolist() == [355_000]  # nobody left out
    assert panel_points(np.array([50.0]), panel(1), errors[:, 4:]).tolist() == [900_000]
    assert panel_points(np.array([99.0]), panel(3), np.array([[9.0, 9.0, 9.0]])).tolist() == [1_000_000]


def test_scores_promises_and_named_volumes() -> None:
    scores = pooled(facts_of("renewal-yangtze-2022"), "supply_score")
    assert scores.min() >= 0
    assert scores.max() <= 100
    assert scores.mean() == pytest.approx(90, abs=2)
    made = tender("spine-2022")
    promise: dict[str, set[int]] = {}
    for entrants, facts in zip(made.entrants, made.facts, strict=True):
        for firm, says in zip(entrants.firms, facts.nationwide.tolist(), strict=True):
            promise.setdefault(firm, set()).add(says)
    assert all(len(says) == 1 for says in promise.values()), "a firm promises once for all"
    assert np.mean([says == {1} for says in promise.values()]) == pytest.approx(0.8, abs=0.08)
    made = tender("alliance-allocation-2022")
    for entrants, facts in zip(made.entrants, made.facts, strict=True):
        assert np.abs(facts.brand_volume - 0.8 * entrants.past_volume).max() <= 0.5
        assert (facts.past_volume == entrants.past_volume).all()


def test_credit_scores_are_drawn_where_asked() -> None:
    asked = "facts.credit={mean: {value: 80}, spread: {value: 0}}"
    assert (pooled(facts_of("renewal-yangtze-2022", asked), "credit") == 80).all()
    assert pooled(facts_of("renewal-yangtze-2022"), "credit").size == 0


def test_each_fact_has_a_stream_of_its_own() -> None:
    made = tender("renewal-yangtze-2022")
    facts = made.scenario.facts
    assert facts is not None
    fewer = facts.model_copy(update={"incumbents": None, "supply_score": None})
    for entrants, before in zip(made.entrants, made.facts, strict=True):
        after = draw_facts(entrants, fewer, made.scenario.run.seed)
        assert (after.technical == before.technical).all()
        assert (after.criteria == before.criteria).all()
        assert (after.enquiry == before.enquiry).all()
        other_seed = draw_facts(entrants, facts, made.scenario.run.seed + 1)
        assert (other_seed.technical != before.technical).any()


def test_a_bid_keeps_its_facts_when_another_leaves() -> None:
    made = tender("renewal-yangtze-2022")
    entrants, before = made.entrants[0], made.facts[0]
    rest = replace(
        entrants,
        firms=entrants.firms[1:],
        brands=entrants.brands[1:],
        kind=entrants.kind[1:],
        past_volume=entrants.past_volume[1:],
        brand_volume=entrants.brand_volume[1:],
    )
    after = draw_facts(rest, made.scenario.facts, made.scenario.run.seed)
    assert (after.technical == before.technical[1:]).all()
    assert (after.previous_price == before.previous_price[1:]).all()


@pytest.mark.parametrize(
    ("name", "change", "message"),
    [
        ("insulin-2024", "facts.class_a=1.2", "class_a 1.2 is above class_b 1"),
        ("insulin-2021", "facts.class_a=1.2", "give both or neither"),
        ("insulin-2021", "facts.panel={experts: {value: 5}, noise: {value: 3}}", "needs true points"),
        ("insulin-2021", "facts.nationwide=1.5", "1.5"),
        ("insulin-2021", "facts.nationwid=1", "nationwide"),
    ],
)
def test_facts_that_make_no_sense_are_refused(name: str, change: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        load_scenario(name, [change])


# Published figures


@pytest.mark.parametrize("name", ALL)
def test_figures_of_an_assumed_book_are_notes(name: str) -> None:
    scenario, book = load_scenario(name)
    if scenario.record.published is None:
        return
    published = load(scenario.record.published, Published, (), "published").record
    assert published.id == name
    assert published.rules == book.record.id
    if book.record.confidence == "assumed":
        assert {figure.level for figure in published.figures} == {"note"}


@pytest.mark.long
def test_predictions_have_no_published_figures() -> None:
    without = {name for name in ALL if load_scenario(name)[0].record.published is None}
    assert without == {
        "insulin-2024",
        "joints-2024",
        "stents-2020-firms",
        "stents-2022",
        "spine-2022",
        "alliance-allocation-2022",
        "renewal-jiangsu-2022",
        "renewal-rounds-1-8-2026",
        "renewal-yangtze-2022",
        "shortage-chongqing-2021",
        "tender-without-volume",
    }


@pytest.mark.long
def test_a_run_under_an_assumed_book_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, assumed in (("knees-2021", True), ("stents-2020", False)):
        assert main(["run", name, "--reps", "3", "--out", str(tmp_path / name)]) == 0
        assert ("ASSUMED RULE BOOK" in capsys.readouterr().out) is assumed
        page = (tmp_path / name / "report.html").read_text(encoding="utf-8")
        assert ("ASSUMED RULE BOOK" in page) is assumed


def test_one_cost_level_serves_hips_knees_and_spine() -> None:
    implants = ("hips-2021", "knees-2021", "spine-2022")
    assert len({load_scenario(name)[0].record.costs for name in implants}) == 1
    consumables = ("chongqing-staplers-films", "chongqing-endoscopic-staplers", "chongqing-needles")
    costs = {load_scenario(name)[0].record.costs for name in consumables}
    assert len(costs) == 1
