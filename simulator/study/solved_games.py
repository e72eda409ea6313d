"""The games of a study solved once, before its replications, with what is known about the solutions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from simulator.bidding.equilibrium.coverage import coverage
from simulator.bidding.equilibrium.setting import Setting
from simulator.study.games import Arms, GamesToSolve, counted
from simulator.tender.concepts import TableConcept
from simulator.tender.equilibria import ExactGames
from simulator.tender.ready import with_solved_bids
from simulator.tender.solving import Remembered, Solving

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
        are ``uncertified`` at any cost level, ``largest_gain`` left to any class, clauses ``left_out``.
    """
    exact = {read: formed for read in arms.by_read if (formed := arms.exact(read)) is not None}
    if announce is not None:
        announce(counted([arms.games(read) for read in arms.by_read], solving.store))
    found = _solved_exactly(exact, solving)
    for read in arms.by_read:
        if read not in exact:
            tables = with_solved_bids(arms.tender(read), solving).equilibria
            found[read] = [
                (float(one.exploitability.max()), one.certified, one.left_out)
                for one in tables
                if one is not None
            ]
    by_arm = [
        {"choice": point.choice, "future": point.future, **_certificate(found[arms.read(point)])}
        for point in arms.points
    ]
    whole = _certificate([one for each in found.values() for one in each])
    return {"solution": "equilibrium", **whole, "arms": by_arm}


Known = tuple[float, bool, tuple[str, ...]]
"""Of one variety: the largest gain at any cost level, whether all are certified, and the clauses left out."""


def _solved_exactly(exact: Mapping[str, ExactGames], solving: Solving) -> dict[str, list[Known]]:
    """Solve the games of all arms together: those that are alike once, whichever arms they belong to."""
    found: dict[str, list[Known]] = {}
    for concept in dict.fromkeys(one.concept for one in exact.values()):
        mine = {read: one for read, one in exact.items() if one.concept == concept}
        solved = iter(
            Remembered(solving, concept).solve_all([each for one in mine.values() for each in one.flat])
        )
        for read, games in mine.items():
            found[read] = [_known(one, [next(solved) for _ in one], concept) for one in games.settings]
    return found


def _known(settings: Sequence[Setting], solved: Sequence[object], concept: TableConcept[Any]) -> Known:
    met = [one for one in solved if one is not None]
    gain = max((concept.gain(one) for one in met), default=0.0)
    return gain, all(concept.converged(one) for one in met), coverage(settings[0].clauses).left_out


def _certificate(known: Sequence[Known]) -> dict[str, object]:
    return {
        "varieties": len(known),
        "uncertified": sum(not certified for _, certified, _ in known),
        "largest_gain": max((gain for gain, _, _ in known), default=0.0),
        "left_out": sorted({name for *_, left_out in known for name in left_out}),
    }
