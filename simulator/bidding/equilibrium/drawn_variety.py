"""Equilibrium of one variety against drawn rivals: search, choice among candidates, certificate."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from simulator.bidding.equilibrium import packed as at
from simulator.bidding.equilibrium.absence import nobody, too_dear
from simulator.bidding.equilibrium.drawn_search import BY_CLASS, COMPILED, RULES, Effort, candidates
from simulator.bidding.equilibrium.fresh_draws import FreshGain, gains_by_compiled_award, gains_on_fresh_draws
from simulator.bidding.equilibrium.game import Profile
from simulator.bidding.equilibrium.outcome import Outcome, outcome_arrays, outcome_from, sampled_outcome
from simulator.bidding.equilibrium.sampled import Draws, SampledGame
from simulator.bidding.equilibrium.starts import Start

__all__ = ["DrawnEquilibrium", "certificate_on", "drawn_arrays", "drawn_from", "solve_drawn"]

Floats = npt.NDArray[np.float64]

_CHOICE, _CERTIFICATE = 30_000, 60_000
_OUTCOME = 4_000
_CHOICE_BY_RULES, _CERTIFICATE_BY_RULES = 1_500, 6_000


@dataclass(frozen=True, slots=True, eq=False)
class DrawnEquilibrium:
    """Bids of a variety with what deviations gain on draws that the search has not seen."""

    game: SampledGame
    """The variety on the list of prices that the bids are on."""
    profile: Profile
    gains: tuple[FreshGain, ...]
    outcome: Outcome
    """What the bids lead to, in draws decided by the rules."""

    @property
    def bounds(self) -> tuple[float, ...]:
        """Upper ends of the 99 % intervals of each class's gain."""
        return tuple(max(one.bound, 0.0) for one in self.gains)

    @property
    def exploitability(self) -> float:
        """Largest of these."""
        return max(self.bounds, default=0.0)


def solve_drawn(
    game: SampledGame,
    draws: Draws,
    tolerance: float,
    effort: Effort | None = None,
    start: Start = "even",
) -> DrawnEquilibrium:
    """Search for the equilibrium bids of a variety, and certify the best that was found.

    Parameters
    ----------
    game
        The variety.
    draws
        Source of uniforms.
    tolerance
        Largest relative gain at which the search stops early.
    effort
        How long to search.
    start
        What firms are first taken to bid; where there are several equilibria, it decides which is found.
    """
    quick = game.compiled is not None
    least, best = np.inf, None
    if too_dear(game.classes, float(game.prices[-1])):
        least, best = 0.0, (game, nobody(game.classes, len(game.prices)))
    for now, profile in () if best else candidates(game, draws, effort or _effort_for(game), start):
        gains = certificate_on(now, profile, draws, "choice", _CHOICE if quick else _CHOICE_BY_RULES)
        found = max(one.bound for one in gains)
        if best is None or found < least:
            least, best = found, (now, profile)
        if least <= tolerance:
            break
    if best is None:
        raise ValueError("a search has at least one stage")
    count = _CERTIFICATE if quick else _CERTIFICATE_BY_RULES
    outcome = sampled_outcome(*best, draws("outcome", _OUTCOME))
    return DrawnEquilibrium(*best, certificate_on(*best, draws, "certificate", count), outcome)


def _effort_for(game: SampledGame) -> Effort:
    if game.compiled is None:
        return RULES
    return BY_CLASS if game.compiled.order.numbers[at.VOLUME] == at.BY_CLASS else COMPILED


def certificate_on(
    game: SampledGame, profile: Profile, draws: Draws, name: str, count: int
) -> tuple[FreshGain, ...]:
    """Return what deviations gain each class on draws of a name, by the compiled award where there is one.

    Parameters
    ----------
    game, profile
        The variety and its bids.
    draws, name, count
        Source of uniforms, the name of these draws, and how many.
    """
    seen = [draws(f"{name} {one.name}", count) for one in game.classes]
    if game.compiled is not None:
        return gains_by_compiled_award(game, profile, seen)
    return gains_on_fresh_draws(game, profile, game.kept.tolist(), seen)


def drawn_arrays(solved: DrawnEquilibrium) -> dict[str, Floats]:
    """Return what is needed to restore an equilibrium without searching again."""
    return {
        "prices": solved.game.prices.astype(np.float64),
        "mass": solved.profile.mass,
        "fresh": np.array([(one.earned, one.gain, one.half_width) for one in solved.gains]),
        **outcome_arrays(solved.outcome),
    }


def drawn_from(game: SampledGame, arrays: dict[str, Floats]) -> DrawnEquilibrium:
    """Restore an equilibrium from :func:`drawn_arrays`.

    Parameters
    ----------
    game
        The variety that it was found for.
    arrays
        What was kept.

    Raises
    ------
    ValueError
        If the arrays are not those of an equilibrium of this variety.
    """
    names, count = [one.name for one in game.classes], len(game.classes)
    needed = {"prices", "mass", "fresh", "outcome", "winners", "class_numbers", "class_costs", "class_bids"}
    if not arrays.keys() >= needed:
        raise ValueError("arrays are missing")
    prices, mass, fresh = arrays["prices"], arrays["mass"], arrays["fresh"]
    shapes = [mass.shape, fresh.shape, arrays["class_numbers"].shape]
    if prices.ndim != 1 or shapes != [(count, len(prices)), (count, 3), (count, 7)]:
        raise ValueError("arrays of another variety")
    sound = all(bool(np.isfinite(one).all()) for one in (prices, mass, fresh))
    if not sound or (np.diff(prices) <= 0).any() or prices[-1] != game.prices[-1] or (mass < 0).any():
        raise ValueError("numbers that are no bids")
    gains = tuple(FreshGain(name, *row.tolist()) for name, row in zip(names, fresh, strict=True))
    laid = replace(game, prices=prices.astype(np.int64))
    return DrawnEquilibrium(laid, Profile(mass), gains, outcome_from(arrays, names))
