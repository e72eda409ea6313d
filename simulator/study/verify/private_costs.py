"""Private costs: pay-as-bid with one award, several, a ceiling, ranks; uniform prices; risk aversion."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from simulator.bidding.equilibrium.closed_forms import pay_as_bid, risk_aversion, uniform_price
from simulator.bidding.equilibrium.closed_forms.outside_market import OutsideMarket
from simulator.bidding.equilibrium.closed_forms.symmetric import SymmetricTender, equal_awards
from simulator.bidding.equilibrium.closed_forms.uniform import Floats
from simulator.study.verify.check import Check, Name, of_chance, of_sample
from simulator.study.verify.draws import Draws
from simulator.study.verify.tenders import YUAN, Played, by_rank, in_ticks, lot_of, play, tabulated

__all__ = ["all_win", "averse", "ceiling", "equal", "outside", "ranks", "single", "uniform_prices"]


def single(draws: Draws) -> Iterator[Check]:
    """Five firms, one award."""
    tender = equal_awards(5, 1)
    cost = tender.costs.at(draws.levels("one-award", 5))
    played = play(cost, pay_as_bid.single_award_bids(cost, tender), None, by_rank([1.0]))
    known = pay_as_bid.expected_outcome(tender)
    name = Name("one-award.price", "one award, 5 firms: price", "一家中选，5家报价：价格")
    yield of_sample(name, "yuan", known.price * YUAN, played.payment * YUAN)
    name = Name("one-award.profit", "one award, 5 firms: profit of a firm", "一家中选，5家报价：单家利润")
    yield of_sample(name, "yuan", known.profit * YUAN, played.profit * YUAN)


def equal(draws: Draws) -> Iterator[Check]:
    """Six firms, three equal awards."""
    tender = equal_awards(6, 3)
    cost = tender.costs.at(draws.levels("equal-awards", 6))
    played = play(cost, pay_as_bid.equal_award_bids(cost, tender), None, by_rank([1.0] * 3))
    known = pay_as_bid.expected_outcome(tender)
    name = Name("equal-awards.payment", "3 equal awards, 6 firms: payment", "三家均分，6家报价：总支付")
    yield of_sample(name, "yuan", known.payment * YUAN, played.payment * YUAN)
    name = Name("equal-awards.profit", "3 equal awards, 6 firms: profit", "三家均分，6家报价：单家利润")
    yield of_sample(name, "yuan", known.profit * YUAN, played.profit * YUAN)


def ceiling(draws: Draws) -> Iterator[Check]:
    """Six firms, three equal awards, a ceiling that keeps four in ten costs out."""
    tender = equal_awards(6, 3, ceiling=0.6)
    played = _with_ceiling(draws, "ceiling", tender)
    known = pay_as_bid.expected_outcome(tender)
    name = Name(
        "ceiling.payment", "3 awards under a binding ceiling: payment", "限价有约束的三家中选：总支付"
    )
    yield of_sample(name, "yuan", known.payment * YUAN, played.payment * YUAN)
    name = Name("ceiling.volume", "3 awards under a binding ceiling: awards", "限价有约束的三家中选：中选数")
    yield of_sample(name, "volume", known.volume, played.bought)
    none = Name("ceiling.no-award", "the same: chance of no award", "限价有约束的三家中选：流标概率")
    yield of_chance(none, known.no_award, ~played.won.any(axis=1))


def ranks(draws: Draws) -> Iterator[Check]:
    """Five firms, volumes of 50, 30 and 20 % by rank."""
    tender = SymmetricTender(5, (0.5, 0.3, 0.2))
    cost = tender.costs.at(draws.levels("ranks", 5))
    played = play(cost, pay_as_bid.rank_volume_bids(cost, tender), None, by_rank(tender.volumes))
    known = pay_as_bid.expected_outcome(tender)
    name = Name("ranks.payment", "volumes 50/30/20 % by rank: payment", "按顺位分量50/30/20%：总支付")
    yield of_sample(name, "yuan", known.payment * YUAN, played.payment * YUAN)
    name = Name("ranks.profit", "volumes 50/30/20 % by rank: profit", "按顺位分量50/30/20%：单家利润")
    yield of_sample(name, "yuan", known.profit * YUAN, played.profit * YUAN)


def all_win(draws: Draws) -> Iterator[Check]:
    """Four firms that all win; only the ceiling and the ranks hold prices down."""
    tender = SymmetricTender(4, (0.4, 0.3, 0.2, 0.1), ceiling=1.2)
    played = _with_ceiling(draws, "all-win", tender)
    known = pay_as_bid.expected_outcome(tender)
    name = Name("all-win.payment", "all 4 firms win, by rank: payment", "4家全部中选、按顺位分量：总支付")
    yield of_sample(name, "yuan", known.payment * YUAN, played.payment * YUAN)


def _with_ceiling(draws: Draws, name: str, tender: SymmetricTender) -> Played:
    cost = tender.costs.at(draws.levels(name, tender.firms))
    bids = pay_as_bid.rank_volume_bids(cost, tender)
    lot = lot_of(in_ticks(np.nan_to_num(bids)), tender.ceiling)
    return play(cost, bids, lot, by_rank(tender.ranks, ceiling=True))


def uniform_prices(draws: Draws) -> Iterator[Check]:
    """Four firms, two equal awards at one price: the rules rank the bids, the price is read off the ranks."""
    tender = equal_awards(4, 2)
    cost = tender.costs.at(draws.levels("uniform-price", 4))
    known = uniform_price.expected_payment(tender)
    bids = uniform_price.bids_for_highest_winning_price(cost, tender)
    name = Name(
        "highest-winning.payment", "uniform price, highest winner: payment", "统一价（最高中选价）：总支付"
    )
    yield of_sample(name, "yuan", known * YUAN, 2 * YUAN * _bid_of_rank(cost, bids, 2))
    bids = uniform_price.bids_for_lowest_losing_price(cost, tender)
    name = Name("lowest-losing.payment", "uniform price, best loser: payment", "统一价（最低落选价）：总支付")
    yield of_sample(name, "yuan", known * YUAN, 2 * YUAN * _bid_of_rank(cost, bids, 3))


def _bid_of_rank(cost: Floats, bids: Floats, rank: int) -> Floats:
    played = play(cost, bids, None, by_rank([1.0, 1.0]))
    return np.asarray((played.bid * (played.position == rank)).sum(axis=1))


def averse(draws: Draws) -> Iterator[Check]:
    """Firms that dislike risk, with one award and with volumes by rank."""
    rho = 0.5
    one = equal_awards(4, 1)
    cost = one.costs.at(draws.levels("averse", 4))
    played = play(cost, risk_aversion.averse_single_award_bids(cost, one, rho), None, by_rank([1.0]))
    known = risk_aversion.expected_single_price(one, rho)
    name = Name("averse.price", "risk-averse firms, one award: price", "企业厌恶风险、一家中选：价格")
    yield of_sample(name, "yuan", known * YUAN, played.payment * YUAN)
    tender = SymmetricTender(5, (0.5, 0.3, 0.2))
    cost = tender.costs.at(draws.levels("averse-ranks", 5))
    bids = tabulated(lambda at: risk_aversion.averse_rank_volume_bids(at, tender, rho), tender.costs, cost)
    played = play(cost, bids, None, by_rank(tender.volumes))
    known = risk_aversion.expected_payment(tender, rho)
    name = Name(
        "averse-ranks.payment", "risk-averse firms, by rank: payment", "企业厌恶风险、按顺位分量：总支付"
    )
    yield of_sample(name, "yuan", known * YUAN, played.payment * YUAN)


def outside(draws: Draws) -> Iterator[Check]:
    """Five firms, two awards, and a market outside in which winners sell less."""
    market = OutsideMarket(SymmetricTender(5, (0.4, 0.4)), price=1.0, winning=0.05, losing=0.2)
    cost = market.tender.costs.at(draws.levels("outside", 5))
    played = play(cost, market.bids(cost), None, by_rank(market.tender.volumes))
    name = Name("outside.payment", "firms also sell outside: payment", "企业另有院外市场：总支付")
    yield of_sample(name, "yuan", market.outcome.payment * YUAN, played.payment * YUAN)
