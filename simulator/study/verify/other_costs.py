"""Costs that all know, costs that nobody knows alone, and points for quality."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from simulator.bidding.equilibrium.closed_forms import common_costs
from simulator.bidding.equilibrium.closed_forms.known_costs import RankLottery
from simulator.bidding.equilibrium.closed_forms.scoring import QualityPoints
from simulator.bidding.equilibrium.closed_forms.uniform import Uniform
from simulator.rules.award import award_round
from simulator.study.verify.check import Check, Name, of_sample
from simulator.study.verify.draws import Draws
from simulator.study.verify.tenders import (
    AREAS,
    UNIT,
    YUAN,
    by_rank,
    in_ticks,
    lot_of,
    play,
    tabulated,
)

__all__ = ["affiliated", "interdependent", "known", "points", "unknown"]

_NESTED = {"use": "nested", "share": 1, "part": {1: 1, 2: "0.7"}}
_SCORE = {
    "use": "score",
    "price_weight": "0.5",
    "technical_weight": "0.5",
    "price_points": "cut",
    "least_bidders": 1,
}
_POINT_LOTS = 400


def known(draws: Draws) -> Iterator[Check]:
    """All know all costs and all win: prices are drawn at random."""
    lottery = RankLottery((0.4, 0.3, 0.2, 0.1))
    prices = lottery.price_at(draws.levels("known", 4))
    played = play(np.zeros_like(prices), prices, None, by_rank(lottery.volumes))
    name = Name("known.profit", "costs known, all win by rank: profit", "成本公开、按顺位分量：单家利润")
    yield of_sample(name, "yuan", lottery.profit * YUAN, played.profit * YUAN)
    duopoly = RankLottery((0.7, 0.3), cost=0.1)
    prices = duopoly.price_at(draws.levels("duopoly", 2))
    clauses = by_rank([1.0, 1.0], volume=_NESTED)
    lot = lot_of(in_ticks(prices), base=np.array([UNIT], dtype=np.int64))
    played = play(np.full_like(prices, 0.1), prices, lot, clauses)
    name = Name("duopoly.payment", "70 % to the cheaper of two: payment", "两家按70/30分量、成本公开：总支付")
    yield of_sample(name, "yuan", duopoly.payment * YUAN, played.payment * YUAN)


def interdependent(draws: Draws) -> Iterator[Check]:
    """Rivals' signals are part of one's cost."""
    signals = draws.levels("interdependent", 4)
    bids = common_costs.interdependent_bids(signals, 4, 0.3)
    played = play(signals, bids, None, by_rank([1.0]))
    expected = common_costs.interdependent_expected_price(4, 0.3)
    name = Name("interdependent.price", "rivals' signals matter for cost: price", "他人信号影响成本：价格")
    yield of_sample(name, "yuan", expected * YUAN, played.payment * YUAN)


def affiliated(draws: Draws) -> Iterator[Check]:
    """Two firms whose signals have a part in common."""
    own, shared = draws.levels("affiliated", 2), draws.levels("affiliated", 1, column=1)
    bids = common_costs.affiliated_bids(own + shared)
    played = play(own, bids, None, by_rank([1.0]))
    name = Name("affiliated.price", "signals with a shared part: price", "信号相关的两家企业：价格")
    yield of_sample(name, "yuan", common_costs.affiliated_expected_price() * YUAN, played.payment * YUAN)


def unknown(draws: Draws) -> Iterator[Check]:
    """One cost that nobody knows: what the winner keeps in spite of the winner's curse."""
    tender = common_costs.CommonCost(4, 0.1, Uniform(0.0, 1.0))
    cost = 0.75
    estimates = cost + tender.error * (2 * draws.levels("unknown", 4) - 1)
    played = play(np.full_like(estimates, cost), tender.bids(estimates), None, by_rank([1.0]))
    expected = (tender.expected_price(cost) - cost) / tender.firms
    name = Name("unknown.profit", "a common cost nobody knows: profit", "共同成本未知（赢者诅咒）：单家利润")
    yield of_sample(name, "yuan", expected * YUAN, played.profit * YUAN)


def points(draws: Draws) -> Iterator[Check]:
    """Technical points beside the price, through the clause that ranks by a score.

    Points belong to a lot, so that there are many lots with new points and some tenders in each; a lot's mean
    is one measurement.
    """
    tender, top = QualityPoints(3), 2.0
    each = max(1, draws.replications // _POINT_LOTS)
    credit = tender.points.at(Draws(draws.seed, _POINT_LOTS).levels("points", 3, column=1))
    cost = tender.costs.at(Draws(draws.seed, _POINT_LOTS * each).levels("points-cost", 3))
    cost = cost.reshape(_POINT_LOTS, each, 3)
    net = tabulated(tender.net_bids, tender.net_costs, cost - credit[:, None, :])
    price = net + credit[:, None, :]
    # With equal weights a point is worth a hundredth of the ceiling.
    lots = [
        lot_of(in_ticks(price[at]), top, technical=np.rint(credit[at] / top * 1e6).astype(np.int64))
        for at in range(_POINT_LOTS)
    ]
    clauses = by_rank([1.0], ceiling=True, ranking=_SCORE)
    awarded = award_round(lots, clauses, np.zeros(AREAS, dtype=np.int64), whole_round=False)
    won = np.stack([one.won for one in awarded])
    paid = np.stack([one.price for one in awarded]) / in_ticks(np.array(1.0))
    sample = (paid - won * credit[:, None, :]).sum(axis=2).mean(axis=1)
    name = Name("points.price", "points for quality: price less points", "综合评分：价格减质量分折价")
    yield of_sample(name, "yuan", tender.expected_net_price * YUAN, sample * YUAN)
