"""Strategies as scenarios name them, within whole tenders."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.results.metrics import round_metrics
from simulator.study.plan import load_scenario
from simulator.tender.simulate import play_block, set_up

SMALL = ("market.varieties=8", "market.bids=60", "market.most_bidders=12", "firms.firms=30")
REPLICATIONS = 40


def metrics_of(*sets: str) -> dict[str, np.ndarray]:
    scenario, book = load_scenario("round-7-2022", (*SMALL, *sets))
    tender = set_up(scenario.record, book.record.clauses)
    block = play_block(tender, 0, REPLICATIONS)
    return round_metrics(block.awarded, block.costs)


@pytest.mark.long
def test_who_bids_to_survive_wins_below_cost() -> None:
    """Nobody else does; with nothing fixed, or no plant that would stand idle, they do not either."""
    own = "bidding.own-api.use=loss-leader"
    assert np.nanmax(metrics_of()["winners_below_cost"]) == 0
    share = metrics_of(own)["winners_below_cost"]
    assert 0.03 < np.nanmean(share) < 0.35
    for harmless in ("bidding.own-api.fixed=0", "bidding.own-api.idle=0", "bidding.own-api.response=0"):
        assert np.nanmax(metrics_of(own, harmless)["winners_below_cost"]) == 0


def test_pressure_to_survive_lowers_prices() -> None:
    """Same costs and rivals: the mean cut is deeper, by more than 3 standard errors of the difference."""
    plain = metrics_of("bidding.own-api.use=loss-leader", "bidding.own-api.idle=0")["mean_cut_reference"]
    pressed = metrics_of("bidding.own-api.use=loss-leader", "bidding.own-api.idle=1")["mean_cut_reference"]
    gain = pressed - plain
    assert gain.mean() > 3 * gain.std(ddof=1) / np.sqrt(len(gain))


def test_who_imitates_bids_the_published_cut() -> None:
    """Without spread, a copied cut of 40 % from the ceiling wins 40 % below it, less where costs forbid."""
    copied = "{use: imitation, cut: {value: 0.4}, cut_of: ceiling, spread: {value: 0}, further: {value: 0}}"
    everyone = [f"bidding.{name}={copied}" for name in ("originator", "generic", "own-api", "newcomer")]
    cuts = metrics_of(*everyone)
    assert np.nanmax(cuts["max_cut_ceiling"]) < 0.4001
    assert 0.3 < np.nanmean(cuts["mean_cut_ceiling"]) <= 0.4001
    assert np.nanmax(cuts["winners_below_cost"]) == 0
