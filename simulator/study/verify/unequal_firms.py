"""Two unequal firms: who wins, and what is paid."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from simulator.bidding.equilibrium.closed_forms import two_firms
from simulator.bidding.equilibrium.closed_forms.common_upper_cost import CommonUpperCost
from simulator.bidding.equilibrium.closed_forms.different_upper_costs import DifferentUpperCosts
from simulator.bidding.equilibrium.closed_forms.uniform import Uniform
from simulator.study.verify.check import Check, Name, of_chance, of_sample
from simulator.study.verify.draws import Draws
from simulator.study.verify.tenders import YUAN, Played, by_rank, in_ticks, lot_of, play

__all__ = ["common_upper", "common_upper_with_ceiling", "different_upper"]


def common_upper(draws: Draws) -> Iterator[Check]:
    """Costs that end at the same value."""
    duel = CommonUpperCost(Uniform(0.5, 1.0), Uniform(0.0, 1.0))
    played, known = _play(draws, "unequal", duel), two_firms.expected_outcome(duel)
    name = Name("unequal.chance", "unequal firms: the dear one wins", "两家成本不同：高成本企业中选概率")
    yield of_chance(name, known.chance[0], played.won[:, 0])
    name = Name("unequal.payment", "unequal firms: payment", "两家成本不同：总支付")
    yield of_sample(name, "yuan", known.payment * YUAN, played.payment * YUAN)


def common_upper_with_ceiling(draws: Draws) -> Iterator[Check]:
    """Costs that end at the same value, above a ceiling."""
    duel = CommonUpperCost(Uniform(0.5, 1.0), Uniform(0.0, 1.0), 0.8)
    played, known = _play(draws, "unequal-ceiling", duel), two_firms.expected_outcome(duel)
    name = Name(
        "unequal-ceiling.chance", "the same with a ceiling: the dear one wins", "另有限价：高成本企业中选概率"
    )
    yield of_chance(name, known.chance[0], played.won[:, 0])
    name = Name("unequal-ceiling.payment", "the same with a ceiling: payment", "另有限价：总支付")
    yield of_sample(name, "yuan", known.payment * YUAN, played.payment * YUAN)


def different_upper(draws: Draws) -> Iterator[Check]:
    """Costs that end at different values."""
    duel = DifferentUpperCosts(Uniform(0.0, 1.0), Uniform(0.1, 0.5))
    played, known = _play(draws, "different", duel), two_firms.expected_outcome(duel)
    name = Name(
        "different.chance", "different worst costs: the dear one wins", "最高成本不同：高成本企业中选概率"
    )
    yield of_chance(name, known.chance[0], played.won[:, 0])
    name = Name("different.payment", "different worst costs: payment", "最高成本不同：总支付")
    yield of_sample(name, "yuan", known.payment * YUAN, played.payment * YUAN)


def _play(draws: Draws, name: str, duel: two_firms.Duel) -> Played:
    levels = draws.levels(name, 2)
    first, second = (own.at(levels[:, at]) for at, own in enumerate(duel.costs))
    bids = np.stack([two_firms.bids(duel, 0, first), two_firms.bids(duel, 1, second)], axis=1)
    top = max(duel.entry) if duel.stays_out else None
    lot = lot_of(in_ticks(np.nan_to_num(bids)), top, draws.lots(name, 2))
    return play(np.stack([first, second], axis=1), bids, lot, by_rank([1.0], ceiling=duel.stays_out))
