"""The games that a study has to solve: whether they differ, and how many there are."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from simulator.bidding.equilibrium.coverage import coverage
from simulator.errors import InputError, Problem
from simulator.fund.feedback import answered
from simulator.scenario.loading import Loaded
from simulator.scenario.studies import Study
from simulator.study.bids import FREEZE
from simulator.study.plan import Plan, plain_values
from simulator.study.points import Point
from simulator.study.progress import in_time
from simulator.study.store import FolderStore
from simulator.tender.equilibria import check_solvable
from simulator.tender.games import Games, games_of
from simulator.tender.ready import Tender, set_up
from simulator.tender.solving import Store

__all__ = [
    "PATIENCE",
    "GamesToSolve",
    "counted",
    "games_differ",
    "games_to_solve",
    "laid_out",
    "say_games",
    "unsolvable",
    "what_games_read",
]

PATIENCE = 600.0
"""Seconds of processor time on drawn rivals above which a study must ask for solved bids in so many words."""

_NOT_PLAYED = {"id", "title", "summary", "sources", "fund", "welfare", "published", "run"}
"""Sections of a scenario that no game reads; what the fund changes in costs is worked in before."""


@dataclass(frozen=True, slots=True)
class GamesToSolve:
    """How much there is to solve before the first replication."""

    arms: int
    """Tenders whose games differ in anything."""
    games: int
    """Games, those that are alike counted once."""
    missing: int
    """Games of which no solution is kept yet, as far as that is known."""
    seconds: float
    """Processor time that those take, roughly."""

    def sentence(self) -> str:
        """Say how much there is to do."""
        what = f"games of {self.arms} tenders" if self.arms > 1 else "games"
        if not self.missing:
            return f"bids: all {self.games} {what} are solved and kept already"
        return (
            f"bids: {self.missing} of {self.games} {what} are to be solved first,"
            f" roughly {in_time(self.seconds)} of processor time, and then kept"
        )


def say_games(found: GamesToSolve) -> None:
    """Say on the error stream how much there is to solve."""
    sys.stderr.write(f"vbp: {found.sentence()}\n")
    sys.stderr.flush()


def games_differ(points: Sequence[Point]) -> bool:
    """Tell whether any choice makes bidders play another game than another choice in the same future.

    Parameters
    ----------
    points
        Runs with solved bids.
    """
    known: dict[str, Games] = {}
    first: dict[str, tuple[str, Games]] = {}
    for point in (one for one in points if one.solved):
        read = what_games_read(point)
        if read not in known:
            known[read] = games_of(laid_out(point))
        before, games = first.setdefault(point.future, (read, known[read]))
        drawn = games.drawn or known[read].drawn
        if before != read and (drawn or games.keys != known[read].keys):
            return True
    return False


def games_to_solve(points: Sequence[Point], store: FolderStore) -> GamesToSolve:
    """Count the games of a study.

    Parameters
    ----------
    points
        Its runs.
    store
        Where solutions are kept.
    """
    arms = {what_games_read(point): point for point in points if point.solved}
    return counted([games_of(laid_out(point)) for point in arms.values()], store)


def counted(found: Sequence[Games], store: Store | None) -> GamesToSolve:
    """Add up the games of several tenders.

    Parameters
    ----------
    found
        Their games.
    store
        Where solutions are kept.
    """
    exact = {key: one.seconds for one in found for key in one.keys}
    kept = store.holds if isinstance(store, FolderStore) else _never
    missing = [seconds for key, seconds in exact.items() if not kept(key)]
    drawn = [one for one in found if one.drawn]
    number = sum(one.number for one in drawn)
    seconds = sum(missing) + sum(one.number * one.seconds for one in drawn)
    return GamesToSolve(len(found), len(exact) + number, len(missing) + number, seconds)


def _never(_key: str) -> bool:
    return False


def unsolvable(points: Sequence[Point], study: Loaded[Study]) -> list[Problem]:
    """Find runs whose bids cannot be solved, or not in a time that anybody would wait for unasked.

    Parameters
    ----------
    points
        Runs with solved bids.
    study
        The study; where it says ``bids: solved`` itself, any time is accepted.
    """
    problems: list[Problem] = []
    asked = "bids" in study.record.model_fields_set
    for point in {what_games_read(one): one for one in points}.values():
        place = study.origins.get(f"variants.{point.choice}") or study.origins.get("baseline")
        try:
            games = games_of(laid_out(point)) if not _exact(point) else None
        except InputError as error:
            problems += (Problem(f"{point.choice}: {one.what}", place, FREEZE) for one in error.problems)
            continue
        if games is not None and not asked and games.number * games.seconds > PATIENCE:
            minutes = games.number * games.seconds / 60
            what = (
                f"{point.choice}: under '{_round(point).rules.record.id}' bids can only be found against "
                f"drawn rivals, {games.number} games that take roughly {minutes:.0f} minutes of"
                " processor time"
            )
            accept = "; or say --bids solved ('bids: solved' in the study) if that is not too long"
            problems.append(Problem(what, place, FREEZE + accept))
    return problems


def _exact(point: Point) -> bool:
    plan = _round(point)
    clauses = plan.rules.record.clauses
    check_solvable(plan.scenario.record, clauses)
    return not coverage(clauses).missing


def what_games_read(point: Point) -> str:
    """Return everything of a run that its games could depend on, as text.

    Parameters
    ----------
    point
        The run.
    """
    plan = _round(point)
    scenario = answered(plan.scenario.record).model_dump(by_alias=True, exclude=_NOT_PLAYED)
    clauses = plan.rules.record.clauses.model_dump(by_alias=True)
    said = [plain_values(scenario), plain_values(clauses), plan.scenario.record.run.seed]
    return json.dumps([said, plan.folder.as_posix()], sort_keys=True, default=str)


def _round(point: Point) -> Plan:
    if not isinstance(point.plan, Plan):
        raise TypeError("only single rounds are solved; campaigns bid as they are written")
    return point.plan


def laid_out(point: Point) -> Tender:
    """Lay the tender of a run out without finding any bids.

    Parameters
    ----------
    point
        The run.
    """
    plan = _round(point)
    return set_up(answered(plan.scenario.record), plan.rules.record.clauses, plan.folder, solve=False)
