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
from simulator.tender.equilibria import ExactGames, check_solvable, exact_games
from simulator.tender.games import Games, games_of, named
from simulator.tender.ready import Tender, set_up
from simulator.tender.solving import Store

__all__ = [
    "PATIENCE",
    "Arms",
    "GamesToSolve",
    "counted",
    "games_differ",
    "games_to_solve",
    "say_games",
    "unsolvable",
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


class Arms:
    """The tenders of runs with solved bids, each laid out and its games formed once, when they are asked for.

    Runs that differ in nothing that a game reads share one tender.

    Parameters
    ----------
    points
        Runs of a study; those without solved bids are left out.
    """

    def __init__(self, points: Sequence[Point]) -> None:
        self.points = tuple(point for point in points if point.solved)
        self._read = {point.id: _what_games_read(point) for point in self.points}
        self.by_read = {self.read(point): point for point in self.points}
        self._tenders: dict[str, Tender] = {}
        self._exact: dict[str, ExactGames | None] = {}
        self._games: dict[str, Games] = {}

    def read(self, point: Point) -> str:
        """Return everything of a run that its games could depend on, as text."""
        return self._read[point.id]

    def tender(self, read: str) -> Tender:
        """Return the tender, without any bids found."""
        if read not in self._tenders:
            self._tenders[read] = _laid_out(self.by_read[read])
        return self._tenders[read]

    def exact(self, read: str) -> ExactGames | None:
        """Return the exact games; none where rivals are drawn."""
        if read not in self._exact:
            tender = self.tender(read)
            drawn = coverage(tender.clauses).missing
            self._exact[read] = (
                None if drawn else exact_games(tender.scenario, tender.clauses, tender.areas, tender.entrants)
            )
        return self._exact[read]

    def games(self, read: str) -> Games:
        """Return the names of the games, or their number where rivals are drawn."""
        if read not in self._games:
            exact = self.exact(read)
            self._games[read] = games_of(self.tender(read)) if exact is None else named(exact)
        return self._games[read]


def games_differ(arms: Arms) -> bool:
    """Tell whether any choice makes bidders play another game than another choice in the same future.

    Parameters
    ----------
    arms
        Tenders of the study.
    """
    first: dict[str, str] = {}
    for point in arms.points:
        read = arms.read(point)
        before = first.setdefault(point.future, read)
        if before == read:
            continue
        one, other = arms.games(before), arms.games(read)
        if one.drawn or other.drawn or one.keys != other.keys:
            return True
    return False


def games_to_solve(arms: Arms, store: FolderStore) -> GamesToSolve:
    """Count the games of a study.

    Parameters
    ----------
    arms
        Its tenders.
    store
        Where solutions are kept.
    """
    return counted([arms.games(read) for read in arms.by_read], store)


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


def unsolvable(arms: Arms, study: Loaded[Study]) -> list[Problem]:
    """Find runs whose bids cannot be solved, or not in a time that anybody would wait for unasked.

    Parameters
    ----------
    arms
        Tenders of the study.
    study
        The study; where it says ``bids: solved`` itself, any time is accepted.
    """
    problems: list[Problem] = []
    asked = "bids" in study.record.model_fields_set
    for read, point in arms.by_read.items():
        place = study.origins.get(f"variants.{point.choice}") or study.origins.get("baseline")
        try:
            games = arms.games(read) if not _exact(point) else None
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


def _what_games_read(point: Point) -> str:
    plan = _round(point)
    scenario = answered(plan.scenario.record).model_dump(by_alias=True, exclude=_NOT_PLAYED)
    clauses = plan.rules.record.clauses.model_dump(by_alias=True)
    said = [plain_values(scenario), plain_values(clauses), plan.scenario.record.run.seed]
    return json.dumps([said, plan.folder.as_posix()], sort_keys=True, default=str)


def _round(point: Point) -> Plan:
    if not isinstance(point.plan, Plan):
        raise TypeError("only single rounds are solved; campaigns bid as they are written")
    return point.plan


def _laid_out(point: Point) -> Tender:
    plan = _round(point)
    return set_up(answered(plan.scenario.record), plan.rules.record.clauses, plan.folder, solve=False)
