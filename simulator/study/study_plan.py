"""From a study file to the runs that it asks for: every problem of all of them before the first begins."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from simulator.errors import InputError, Problem
from simulator.scenario.catalogue import find
from simulator.scenario.loading import Loaded, load
from simulator.scenario.overrides import Setting
from simulator.scenario.studies import Study
from simulator.study.arms import scenarios_of, spelled_out
from simulator.study.bids import AS_WRITTEN, BidsKind, StudyBids, answers_already
from simulator.study.choices import Choice, choices_of
from simulator.study.design_points import DesignPoint, lay_points
from simulator.study.freezing import frozen_twins, unfreezable
from simulator.study.games import Arms, games_differ, unsolvable
from simulator.study.points import Point, points_of
from simulator.study.study_problems import cap_problems, lacking_sections, metric_problems, unfit_markets

__all__ = ["StudyPlan", "plan_study", "study_of"]

_MANY = 20
"""Runs that take as long to lay out as workers take to start."""


@dataclass(frozen=True, slots=True)
class StudyPlan:
    """A checked study with everything that it will run."""

    study: Loaded[Study]
    choices: tuple[Choice, ...]
    futures: tuple[DesignPoint, ...]
    points: tuple[Point, ...]
    id: str
    """Hash of the points, in their order, and of how much of them is simulated."""
    command: str = ""
    """Command that carries the study out again."""
    bids: StudyBids = AS_WRITTEN
    """Whether makers answer to what is compared."""
    arms: Arms | None = field(default=None, compare=False, repr=False)
    """Tenders whose games are to be solved, where they are."""

    @property
    def record(self) -> Study:
        """The study file."""
        return self.study.record


def study_of(name_or_path: str, sets: Sequence[str] = ()) -> tuple[Loaded[Study], Path]:
    """Load a study file.

    Parameters
    ----------
    name_or_path
        Id of a shipped study, or path of a file.
    sets
        Changes of the file of the form ``path=value``.

    Returns
    -------
    tuple
        The study, and the folder that paths in it start from.
    """
    loaded: Loaded[Study] = load(name_or_path, Study, sets, "studies")
    return loaded, find("studies", name_or_path).parent


def plan_study(
    study: Loaded[Study],
    folder: Path,
    sets: Sequence[str | Setting] = (),
    early: Callable[[], None] | None = None,
) -> StudyPlan:
    """Check a study as a whole and lay out its runs.

    Parameters
    ----------
    study
        The study.
    folder
        Folder that paths of scenarios start from.
    sets
        Changes of every scenario, below what the study itself varies.
    early
        Called where many runs are to be laid out and nothing speaks against the study so far.

    Raises
    ------
    InputError
        With every problem: unknown figures, values out of range, more runs than the cap.
    """
    record = study.record
    problems = [*metric_problems(study), *cap_problems(study)]
    if problems:
        raise InputError(problems)
    choices = tuple(choices_of(study, folder, sets))
    futures = lay_points(record.futures, study.root.get("futures"))
    if early is not None and len(choices) * max(len(futures), 1) >= _MANY:
        early()
    bids, points, problems, arms = _with_bids(study, choices, futures)
    if not problems:
        problems += unfit_markets(points)
    if not problems and bids.kind == "both" and arms is not None:
        problems += unfreezable(arms, study)
    if problems:
        raise InputError(tuple(dict.fromkeys(problems)))
    if bids.kind == "both":
        twins = frozen_twins(choices, points)
        choices, points = twins.choices, twins.points
    name = _study_id(record, points, bids)
    if record.baseline.campaign is not None:
        study = replace(study, record=spelled_out(record, points))
    return StudyPlan(study, choices, futures, tuple(points), name, bids=bids, arms=arms)


def _with_bids(
    study: Loaded[Study], choices: tuple[Choice, ...], futures: tuple[DesignPoint, ...]
) -> tuple[StudyBids, list[Point], list[Problem], Arms | None]:
    """Load the runs with bids as the study asks for: solved anew where makers have something to answer to."""
    if study.record.baseline.campaign is not None:
        points, problems = points_of(choices, futures)
        problems += [*lacking_sections(study, points), *_unanswered(study, points)]
        return AS_WRITTEN, points, problems, None
    if study.record.bids == "frozen":
        points, problems = points_of(choices, futures)
        return StudyBids("frozen"), points, [*problems, *lacking_sections(study, points)], None
    points, problems = points_of(choices, futures, solve=True)
    problems += lacking_sections(study, points)
    if not problems and study.record.bids == "both":
        problems += _answering_already(study, points)
    if problems or not any(point.solved for point in points):
        return AS_WRITTEN, points, problems, None
    arms = Arms(points)
    problems = unsolvable(arms, study)
    if problems or games_differ(arms):
        kept = tuple(dict.fromkeys(path for point in arms.points for path in point.kept))
        kind: BidsKind = "both" if study.record.bids == "both" else "solved"
        return StudyBids(kind, kept), points, problems, arms
    points, problems = points_of(choices, futures)
    return StudyBids("unmoved"), points, problems, None


def _answering_already(study: Loaded[Study], points: Sequence[Point]) -> Iterator[Problem]:
    """Find that frozen bids are asked for beside solved ones where scenarios say how firms answer."""
    written = next((point for point in points if not point.solved), None)
    if written is not None:
        what = f"'both' compares solved bids with frozen ones, but the strategies of '{written.choice}' stay"
        mend = "leave out bidding.CLASS.use=…, or say --bids solved: its firms answer, or bid from a list"
        yield Problem(f"{what} as written", study.origins.get("bids"), mend)


def _unanswered(study: Loaded[Study], points: Sequence[Point]) -> Iterator[Problem]:
    """Find that campaigns are to be compared with solved bids in so many words, which nothing would solve."""
    if study.record.bids == "both":
        what = "'both' solves the bids of single rounds; firms of a campaign bid as each stage says"
        yield Problem(what, study.origins.get("bids"), "leave 'bids' out, or compare rules in one scenario")
        return
    asked = "bids" in study.record.model_fields_set and study.record.bids == "solved"
    arms = [one for point in points for one in scenarios_of(point.plan).values()]
    if asked and arms and not any(answers_already(one) for one in arms):
        what = "a study does not solve the bids of campaigns anew; firms bid as each stage says"
        mend = "leave 'bids' out, or let makers answer: set STAGE.bidding.generic to {use: equilibrium}"
        yield Problem(what, study.origins.get("bids"), mend)


def _study_id(record: Study, points: Sequence[Point], bids: StudyBids) -> str:
    said = [record.id, record.run.model_dump_json(exclude={"block"}), bids.kind]
    said += [f"{point.choice}|{point.future}|{point.id}" for point in points]
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:12]
