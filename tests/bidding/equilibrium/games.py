"""Published tenders as games on a price list, with their true bids."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulator.bidding.equilibrium.closed_forms import pay_as_bid, two_firms
from simulator.bidding.equilibrium.closed_forms.common_upper_cost import CommonUpperCost
from simulator.bidding.equilibrium.closed_forms.different_upper_costs import DifferentUpperCosts
from simulator.bidding.equilibrium.closed_forms.outside_market import OutsideMarket
from simulator.bidding.equilibrium.closed_forms.risk_aversion import averse_rank_volume_bids
from simulator.bidding.equilibrium.closed_forms.symmetric import SymmetricTender
from simulator.bidding.equilibrium.closed_forms.uniform import Uniform
from simulator.bidding.equilibrium.costs import uniform
from simulator.bidding.equilibrium.expectation import Expectations
from simulator.bidding.equilibrium.game import BidderClass, Game, Outside, Profile
from tests.bidding.equilibrium.cases import Case, costs_of

Floats = npt.NDArray[np.float64]
Truth = Callable[[Floats], Floats]

BELOW = (0.3, 0.1, 0.03)
"""Prices below the lowest true bid, so that undercutting is a deviation; in parts of the range of bids."""


@dataclass(frozen=True)
class Known:
    """A game whose true bids are known for each class."""

    game: Game
    truths: tuple[Truth, ...]


def by_rank(shares: Sequence[float]) -> Floats:
    """Volumes that depend on the rank alone."""
    table = np.zeros((len(shares) + 1, len(shares) + 1))
    for winners in range(1, len(shares) + 1):
        table[winners, 1 : winners + 1] = shares[:winners]
    return table


def open_game(prices: Floats, classes: Sequence[BidderClass], shares: Sequence[float]) -> Game:
    """A game without a price test, in which every rank has a fixed volume."""
    size, bidders = len(prices), sum(one.number for one in classes)
    limit = np.full(size, size - 1)
    return Game(prices, tuple(classes), limit, np.full(bidders + 1, len(shares)), by_rank(shares))


def price_points(bids: Floats, top: float) -> Floats:
    """The true bids of firms at even steps of cost, which are close where bids are, and some below them."""
    below = bids[0] - (top - bids[0]) * np.array(BELOW)
    return np.unique(np.round(np.concatenate([below, bids[:-1], [top]]), 7))


def symmetric(case: Case, count: int) -> Known:
    """A tender between firms that look alike."""
    tender, outside, truth = _symmetric(case)
    averse = 1 - case.params.get("rho", 1.0)
    highest = min(tender.ceiling, tender.costs.high)
    bids = truth(np.linspace(tender.costs.low, highest, count))
    top = float(bids[-1]) if np.isinf(tender.ceiling) else tender.ceiling
    firms = BidderClass(
        "all", tender.firms, uniform(tender.costs.low, tender.costs.high), outside, risk_aversion=averse
    )
    game = open_game(price_points(bids, top), [firms], tender.volumes)
    return Known(game, (lambda cost: truth(np.minimum(cost, highest)),))


def _symmetric(case: Case) -> tuple[SymmetricTender, Outside, Truth]:
    p = case.params
    ceiling = p.get("ceiling") or np.inf
    if case.family == "outside-market":
        tender = SymmetricTender(p["n"], (p["v"],) * p["K"], case.costs)
        market = OutsideMarket(tender, p["p0"], p["s_win"], p["s_lose"])
        return tender, Outside(p["p0"], p["s_win"], p["s_lose"]), market.bids
    tender = SymmetricTender(p["n"], tuple(p.get("shares", [1.0] * p["K"])), case.costs, ceiling)
    if case.family.startswith("averse"):
        return tender, Outside(), lambda cost: averse_rank_volume_bids(cost, tender, p["rho"])
    return tender, Outside(), lambda cost: pay_as_bid.rank_volume_bids(cost, tender)


def duel(case: Case, count: int) -> Known:
    """A tender between two unequal firms."""
    p = case.params
    if case.family == "common-upper-cost":
        first, second = (Uniform(p["z"] - width, p["z"]) for width in p["a"])
        known: two_firms.Duel = CommonUpperCost(first, second, p["ceiling"])
        top, beyond = p["ceiling"], []
    else:
        known = DifferentUpperCosts(Uniform(p["lo1"], p["hi1"]), Uniform(p["lo2"], p["hi2"]))
        top, beyond = known.highest_price, [p["hi1"]]
    prices = price_points(np.linspace(case.scalars["lowest_price"], top, count), top)
    firms = [BidderClass(f"firm {k}", 1, uniform(own.low, own.high)) for k, own in enumerate(known.costs)]
    game = open_game(np.append(prices, beyond), firms, (1.0,))
    return Known(game, (_bids_of(known, 0, top), _bids_of(known, 1, top)))


def _bids_of(known: two_firms.Duel, firm: two_firms.Firm, top: float) -> Truth:
    return lambda cost: np.nan_to_num(two_firms.bids(known, firm, cost), nan=top)


def gated(case: Case) -> Game:
    """A tender with a price test, on the price list that the case names."""
    p = case.params
    prices = np.arange(5, 101) / 100
    firms = []
    for number, row in enumerate(p["classes"]):
        costs = costs_of(row["cost"])
        firms.append(BidderClass(f"class {number}", row["n"], uniform(costs.low, costs.high)))
    volume = np.zeros((p["K"] + 1, p["K"] + 1))
    for winners, shares in p["volume_by_winners"].items():
        volume[int(winners), 1 : int(winners) + 1] = shares
    places = np.full(sum(one.number for one in firms) + 1, p["K"])
    return Game(prices, tuple(firms), gate(prices, p), places, volume)


def gate(prices: Floats, params: dict[str, float]) -> npt.NDArray[np.int64]:
    """Highest price that qualifies, by the lowest price."""
    if params["ratio_gate"] is None:
        return np.full(len(prices), len(prices) - 1)
    line = params["absolute_gate_share_of_ceiling"] * params["ceiling"]
    highest = np.maximum(np.maximum(params["ratio_gate"] * prices, line), prices)
    return np.searchsorted(prices, highest + 1e-9, side="right") - 1


def bid_error(known: Known, profile: Profile, number: int) -> float:
    """Root mean square of bids less true bids, each price held against the firm in the middle of its step.

    Firms are weighted by the volume that they win: the bid of a firm that wins next to nothing is worth next
    to nothing, so that no solver can find it.
    """
    game, mass = known.game, profile.mass[number]
    share = np.minimum(np.cumsum(mass) - mass / 2, 1.0)
    true = known.truths[number](game.classes[number].costs.quantile(share))
    weight = mass * Expectations.of(game).worth(profile, number, game.volume[None])[0]
    bids = weight > 0
    error = (game.prices - true)[bids]
    return float(np.sqrt(np.average(error**2, weights=weight[bids])))


@dataclass(frozen=True)
class Outcome:
    """What a profile leads to on average."""

    price: float
    winners: Floats
    """Probability of 0, 1, 2, ... winners."""
    wins: tuple[Floats, ...]
    """Expected volume of each price by class."""


def outcome(game: Game, profile: Profile) -> Outcome:
    """Expected price per unit and number of winners."""
    size = game.volume.shape[0]
    wins = np.tril(np.ones((size, size)))
    wins[:, 0] = wins[0] = 0
    # A tender with m winners is counted 1 / m by each of them.
    number = np.zeros((size - 1, size, size))
    for winners in range(1, size):
        number[winners - 1, winners] = wins[winners] / winners
    ready = Expectations.of(game)
    found = [
        ready.worth(profile, k, np.concatenate([game.volume[None], number])) for k in range(len(game.classes))
    ]
    weights = [one.number * profile.mass[k] for k, one in enumerate(game.classes)]
    volume = sum(float(w @ f[0]) for w, f in zip(weights, found, strict=True))
    paid = sum(float((w * game.prices) @ f[0]) for w, f in zip(weights, found, strict=True))
    some = sum(f[1:] @ w for w, f in zip(weights, found, strict=True))
    return Outcome(paid / volume, np.concatenate([[1 - some.sum()], some]), tuple(f[0] for f in found))
