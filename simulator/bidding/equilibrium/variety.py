"""Equilibrium of one variety under a rule book: price list, solution, and a certificate on a finer list."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulator.bidding.equilibrium.absence import all_stay_out, nobody
from simulator.bidding.equilibrium.certificate import Certificate
from simulator.bidding.equilibrium.continuous import BidCurve, award_alone, continuous_bids, on_list
from simulator.bidding.equilibrium.game import Game, Profile
from simulator.bidding.equilibrium.hopeless import without_hopeless
from simulator.bidding.equilibrium.judged import Candidate, certified, with_hopeless
from simulator.bidding.equilibrium.lines import lowest_price, marks, price_list
from simulator.bidding.equilibrium.outcome import Outcome, expected_outcome
from simulator.bidding.equilibrium.resolution import told_apart
from simulator.bidding.equilibrium.setting import Setting
from simulator.bidding.equilibrium.smoothed import smoothed_bids
from simulator.bidding.equilibrium.solver import Terms, play_slowly, search_for
from simulator.bidding.equilibrium.starts import Start, starting_profile
from simulator.bidding.equilibrium.stated import with_stated
from simulator.bidding.equilibrium.translation import to_game
from simulator.money import Ints

__all__ = ["Grid", "VarietyEquilibrium", "solve_variety"]

Floats = npt.NDArray[np.float64]

_USED, _GOAL, _NEAR = 1e-4, 0.6, 0.05
_BESIDE, _BEYOND = 24, 1.5
_CARELESS, _PRECISE, _WORTH_JUDGING, _SELDOM = (1.0, 20.0), (40.0, 320.0), 14.0, 1e-3


@dataclass(frozen=True, slots=True)
class Grid:
    """How finely prices are told apart."""

    coarse: int = 40
    """Prices on the first list, from the lowest cost to the ceiling."""
    fine: tuple[int, ...] = (64, 128)
    """Prices on the next lists, each over what was bid on the one before, until the tolerance is met."""
    judged: int = 256
    """Prices of the certificate's list over the same range, at least."""


@dataclass(frozen=True, slots=True, eq=False)
class VarietyEquilibrium:
    """Bids of a variety from which no class gains by more than the certificate says."""

    game: Game
    """The game on the certificate's price list."""
    profile: Profile
    """Bids on that list."""
    certificate: Certificate
    outcome: Outcome
    """What the bids lead to."""
    converged: bool
    iterations: int

    @property
    def prices(self) -> Ints:
        """``[B]`` price list in 1/10,000 yuan."""
        return self.game.prices.astype(np.int64)

    @property
    def exploitability(self) -> float:
        """Largest relative gain of any class from bidding otherwise."""
        return self.certificate.exploitability


def solve_variety(
    setting: Setting, terms: Terms | None = None, grid: Grid | None = None, start: Start = "even"
) -> VarietyEquilibrium:
    """Find the equilibrium bids of a variety.

    Classes of which no firm can win above its cost stay out: the others' game is solved without them.
    Where no firm gains by a bid even if nobody else bids, all stay out. Otherwise
    first the bids for continuous prices without a price test, which need no search: where they meet the
    tolerance under the rules as they are, they are kept. Else slow play from them, and then a search
    from ``start`` on finer and finer lists; the best of all is returned.

    Parameters
    ----------
    setting
        The variety as its bidders know it.
    terms
        Tolerance and steps of the search.
    grid
        How finely prices are told apart.
    start
        What firms are first taken to bid; where there are several equilibria, it decides which is found. With
        any but ``even``, bids for continuous prices are left aside.

    Returns
    -------
    VarietyEquilibrium
        Bids, and how much any class could gain with any price of a list several times as fine.
    """
    terms, grid = terms or Terms(), grid or Grid()
    if not grid.fine:
        raise ValueError("a grid needs at least one list of prices after the first")
    if (hopeful := without_hopeless(setting)) is not setting:
        few = solve_variety(hopeful, terms, grid, start)
        whole = with_hopeless(setting, few.prices, few.profile)
        return _solved(whole, whole.exploitability <= terms.tolerance, few.iterations)
    game = to_game(setting, _first_list(setting, grid.coarse))
    if all_stay_out(game):
        alone = nobody(game.classes, len(game.prices))
        return _solved(certified(setting, game, alone, _finer(grid, grid.coarse), terms.tolerance), True, 0)
    ways = [_by_search(setting, terms, grid, start)]
    if start == "even":
        first = (_by_formula, _by_smoothing, _by_slow_play)
        ways = [*(way(setting, terms, grid) for way in first), *ways]
    found: list[Candidate] = []
    steps = 0
    for way in ways:
        for now, taken in way:
            found.append(now)
            steps += taken
            if now.exploitability <= terms.tolerance:
                return _solved(now, True, steps)
    return _solved(min(found, key=lambda one: one.exploitability), False, steps)


def _solved(best: Candidate, converged: bool, steps: int) -> VarietyEquilibrium:
    outcome = expected_outcome(best.game, best.profile)
    return VarietyEquilibrium(best.game, best.profile, best.certificate, outcome, converged, steps)


def _by_formula(setting: Setting, terms: Terms, grid: Grid) -> Iterator[tuple[Candidate, int]]:
    """Yield bids for continuous prices without a price test, then smoothed ones near them."""
    curves = _curves(setting)
    if curves is None:
        return
    near = np.inf
    for count in grid.fine:
        game = to_game(setting, _along(setting, curves, count))
        now = certified(setting, game, on_list(game, curves), _finer(grid, count), terms.tolerance)
        near = min(near, now.exploitability)
        yield now, 0
    if near > _NEAR:
        return
    count = _middle(grid)
    game = to_game(setting, _along(setting, curves, count, _BEYOND))
    starts = ((on_list(game, curves), _PRECISE[0]), (starting_profile(game, "even"), _CARELESS[0]))
    for start, first in starts:
        for one in smoothed_bids(game, start, first, _PRECISE[1]):
            if one.precision >= _WORTH_JUDGING:
                found = certified(setting, game, one.profile, _finer(grid, count), terms.tolerance)
                yield found, one.steps


def _by_smoothing(setting: Setting, terms: Terms, grid: Grid) -> Iterator[tuple[Candidate, int]]:
    """Yield bids of firms that choose nearly the best price, on a coarse list first, then around them."""
    coarse = to_game(setting, _first_list(setting, 2 * grid.coarse))
    if not all(award_alone(one) for one in coarse.classes):
        return
    rough, steps, settled = starting_profile(coarse, "even"), 0, False
    for one in smoothed_bids(coarse, rough, *_CARELESS):
        rough, steps = one.profile, steps + one.steps
    count = _middle(grid)
    game = to_game(setting, _around(setting, coarse, rough, count, _SELDOM))
    for first in (_CARELESS[1], _CARELESS[1] / 2):
        for one in smoothed_bids(game, _moved(coarse, rough, game), first, _PRECISE[1]):
            found = certified(setting, game, one.profile, _finer(grid, count), terms.tolerance)
            yield found, steps + one.steps
            steps, settled = 0, True
        if settled:
            return


def _by_slow_play(setting: Setting, terms: Terms, grid: Grid) -> Iterator[tuple[Candidate, int]]:
    """Yield what slow play from bids for continuous prices finds; the bids may move beyond where they are."""
    curves = _curves(setting)
    if curves is None:
        return
    count = _middle(grid)
    game = to_game(setting, _along(setting, curves, count, _BEYOND))
    found = play_slowly(game, Terms(terms.tolerance * _GOAL, 2 * terms.iterations), on_list(game, curves))
    yield certified(setting, game, found.profile, _finer(grid, count), terms.tolerance), found.iterations


def _curves(setting: Setting) -> tuple[BidCurve, ...] | None:
    curves = continuous_bids(to_game(setting, price_list(setting, lowest_price(setting), 2), complete=False))
    return None if curves is None or not any(one.hopeful.any() for one in curves) else curves


def _middle(grid: Grid) -> int:
    return (grid.fine[0] + grid.fine[-1]) // 2


def _by_search(setting: Setting, terms: Terms, grid: Grid, start: Start) -> Iterator[tuple[Candidate, int]]:
    """Yield what is found on finer and finer lists, each around the bids on the one before."""
    game = to_game(setting, _first_list(setting, grid.coarse))
    first = None if start == "even" else starting_profile(game, start)
    found = search_for(game, Terms(max(terms.tolerance, 0.02), min(terms.iterations, 400)), first)
    steps = found.iterations
    for count in grid.fine:
        before = game
        game = to_game(setting, _around(setting, before, found.profile, count))
        near = _moved(before, found.profile, game)
        found = search_for(game, Terms(terms.tolerance / 2, terms.iterations), near)
        now = certified(setting, game, found.profile, _finer(grid, count), terms.tolerance)
        yield now, steps + found.iterations
        steps = 0


def _finer(grid: Grid, count: int) -> int:
    return max(-(-grid.judged // count), 2)


def _first_list(setting: Setting, count: int) -> Ints:
    return told_apart(setting, price_list(setting, lowest_price(setting), count))


def _along(setting: Setting, curves: tuple[BidCurve, ...], count: int, beyond: float = 1.03) -> Ints:
    """Return a list that is fine over all bids which may win, and coarse elsewhere."""
    live = [one.bids[one.hopeful] for one in curves if one.hopeful.any()]
    low, high = min(float(one[0]) for one in live), max(float(one[-1]) for one in live)
    ends = np.log([max(0.97 * low, 1.0), min(beyond * high, setting.ceiling)])
    fine = np.rint(np.exp(np.linspace(ends[0], ends[1], count))).astype(np.int64)
    beside = price_list(setting, lowest_price(setting), _BESIDE)
    return told_apart(setting, np.unique(np.concatenate([fine, beside])))


def _around(setting: Setting, coarse: Game, profile: Profile, count: int, least: float = _USED) -> Ints:
    """Return a list that is fine where bids are, and as coarse as before elsewhere."""
    thinking = [k for k, one in enumerate(coarse.classes) if not one.stated]
    used = np.flatnonzero(profile.mass[thinking].max(axis=0, initial=0.0) > least)
    # Where next to nobody bids, any price may still turn out to be worth a bid.
    used = used if used.size else np.array([0, len(coarse.prices) - 1])
    first, last = max(int(used[0]) - 1, 0), min(int(used[-1]) + 1, len(coarse.prices) - 1)
    ends = np.log(coarse.prices[[first, last]])
    fine = np.rint(np.exp(np.linspace(ends[0], ends[1], count))).astype(np.int64)
    before = coarse.prices.astype(np.int64)
    outside = before[(before < fine[0]) | (before > fine[-1])][::2]
    beside = [int(coarse.prices[0]), *marks(setting)]
    return told_apart(setting, np.unique(np.concatenate([outside, fine, beside])))


def _moved(source: Game, profile: Profile, target: Game) -> Profile:
    """Carry a profile over to another price list, as a place to start from."""
    mass = np.empty((len(profile.mass), len(target.prices)))
    for number, row in enumerate(profile.mass):
        steps = np.interp(target.prices, source.prices, np.cumsum(row))
        mass[number] = np.diff(steps, prepend=0.0)
    return Profile(with_stated(target, mass))
