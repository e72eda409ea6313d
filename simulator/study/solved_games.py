"""The games of a study solved once, before its replications, with what is known about the solutions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from simulator.bidding.equilibrium.coverage import coverage
from simulator.bidding.equilibrium.setting import Setting
from simulator.study.ambiguity import LevelGain, mean_gain
from simulator.study.games import Arms, GamesToSolve, counted
from simulator.tender.concepts import TableConcept
from simulator.tender.equilibria import ExactGames
from simulator.tender.ready import with_solved_bids
from simulator.tender.solving import Remembered, Solving, key_of

__all__ = ["solve_games"]


def solve_games(
    arms: Arms, solving: Solving, announce: Callable[[GamesToSolve], None] | None = None
) -> dict[str, object]:
    """Solve every game of a study once, so that workers find all solutions where they are kept.

    Parameters
    ----------
    arms
        Its tenders.
    solving
        How games are solved, and where their solutions are kept.
    announce
        Told how much there is to solve before the first game is.

    Returns
    -------
    dict
        What is known about the bids of all arms together, and of each: number of ``varieties``, of those that
        are ``uncertified`` at any cost level, ``largest_gain`` left to any class, ``mean_gain`` (see
        :func:`simulator.study.ambiguity.mean_gain`), clauses ``left_out``; arms with the same ``games`` bid
        the same.
    """
    exact = {read: formed for read in arms.by_read if (formed := arms.exact(read)) is not None}
    if announce is not None:
        announce(counted([arms.games(read) for read in arms.by_read], solving.store))
    found = _solved_exactly(exact, solving)
    for read in arms.by_read:
        if read not in exact:
            tables = with_solved_bids(arms.tender(read), solving).equilibria
            found[read] = [
                _Known(
                    [LevelGain(float(gain), 1.0) for gain in one.exploitability], one.certified, one.left_out
                )
                for one in tables
                if one is not None
            ]
    by_arm = [
        {
            "choice": point.choice,
            "future": point.future,
            "games": _named(arms, arms.read(point)),
            **_certificate(found[arms.read(point)]),
        }
        for point in arms.points
    ]
    whole = _certificate([one for each in found.values() for one in each])
    return {"solution": "equilibrium", **whole, "arms": by_arm}


def _named(arms: Arms, read: str) -> str:
    """Return a name of the games of an arm; where rivals are drawn, of all that they could depend on."""
    games = arms.games(read)
    return key_of([read] if games.drawn else list(games.keys))


class _Known(NamedTuple):
    """What is known of the bids of one variety."""

    gains: list[LevelGain]
    """By cost level; those at which nobody may bid have no weight."""
    certified: bool
    left_out: tuple[str, ...]

    @property
    def largest(self) -> float:
        """Largest gain at any cost level."""
        return max((one.gain for one in self.gains), default=0.0)


def _solved_exactly(exact: Mapping[str, ExactGames], solving: Solving) -> dict[str, list[_Known]]:
    """Solve the games of all arms together: those that are alike once, whichever arms they belong to."""
    found: dict[str, list[_Known]] = {}
    for concept in dict.fromkeys(one.concept for one in exact.values()):
        mine = {read: one for read, one in exact.items() if one.concept == concept}
        solved = iter(
            Remembered(solving, concept).solve_all([each for one in mine.values() for each in one.flat])
        )
        for read, games in mine.items():
            found[read] = [_known(one, [next(solved) for _ in one], concept) for one in games.settings]
    return found


def _known(settings: Sequence[Setting], solved: Sequence[object], concept: TableConcept[Any]) -> _Known:
    met = [one for one in solved if one is not None]
    gains = [LevelGain(0.0, 0.0) if one is None else _level_gain(one, concept) for one in solved]
    return _Known(gains, all(concept.converged(one) for one in met), coverage(settings[0].clauses).left_out)


def _level_gain(solved: object, concept: TableConcept[Any]) -> LevelGain:
    """Weigh a game by its winners and their mean price, as the mean price of a tender does."""
    # Compiled; loaded by now, but not by commands that solve nothing.
    from simulator.bidding.equilibrium.variety import VarietyEquilibrium

    gain = concept.gain(solved)
    if not isinstance(solved, VarietyEquilibrium):
        return LevelGain(gain, 1.0)
    outcome = solved.outcome
    winners = sum(number * chance for number, chance in enumerate(outcome.winners))
    award = winners * outcome.award / float(solved.prices[-1]) if winners > 0 else 0.0
    return LevelGain(gain, award)


def _certificate(known: Sequence[_Known]) -> dict[str, object]:
    return {
        "varieties": len(known),
        "uncertified": sum(not one.certified for one in known),
        "largest_gain": max((one.largest for one in known), default=0.0),
        "mean_gain": mean_gain([one.gains for one in known]),
        "left_out": sorted({name for one in known for name in one.left_out}),
    }
