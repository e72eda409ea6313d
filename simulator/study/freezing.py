"""Twins of the choices of a study: the same rules, under which everybody keeps the bids of the baseline."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from simulator.errors import Problem
from simulator.scenario.loading import Loaded
from simulator.scenario.studies import Study
from simulator.study.choices import BASELINE, Choice, frozen_twin
from simulator.study.games import Arms
from simulator.study.plan import Plan
from simulator.study.points import Point
from simulator.tender.frozen import same_bidders

__all__ = ["Twins", "frozen_twins", "unfreezable"]


@dataclass(frozen=True, slots=True)
class Twins:
    """Choices and runs of a study with frozen twins beside them."""

    choices: tuple[Choice, ...]
    points: list[Point]


def frozen_twins(choices: Sequence[Choice], points: Sequence[Point]) -> Twins:
    """Put beside each choice the same rules with the bids of the baseline kept, in every future.

    Parameters
    ----------
    choices
        What is compared.
    points
        Their runs, with solved bids.
    """
    bases = {point.future: point.plan for point in points if point.choice == BASELINE}
    twinned: list[Choice] = []
    for one in choices:
        twinned.append(one)
        if one.name != BASELINE:
            twinned.append(_choice(one))
    played: list[Point] = []
    for point in points:
        played.append(point)
        base = bases.get(point.future)
        if point.choice != BASELINE and isinstance(base, Plan):
            played.append(_twin(point, base))
    return Twins(tuple(twinned), played)


def _choice(one: Choice) -> Choice:
    en, zh = f"{one.title_en}, FROZEN", f"{one.title_zh}（报价固定）"
    return replace(one, name=frozen_twin(one.name), title_en=en, title_zh=zh)


def _twin(point: Point, base: Plan) -> Point:
    """Return a run without a command of its own: nothing but a study takes bids from another run."""
    said = hashlib.sha256(f"{point.id}|bids of {base.id}".encode()).hexdigest()[:12]
    return replace(point, choice=frozen_twin(point.choice), id=said, command="", solved=False, frozen_at=base)


def unfreezable(arms: Arms, study: Loaded[Study]) -> Iterator[Problem]:
    """Find choices with other bidders than the baseline has, who have no bid of its that they could keep.

    Parameters
    ----------
    arms
        Tenders of the study, with solved bids.
    study
        The study.
    """
    bases = {point.future: arms.read(point) for point in arms.points if point.choice == BASELINE}
    said: set[str] = set()
    for point in arms.points:
        base, own = bases.get(point.future), arms.read(point)
        if base is None or own == base or point.choice in said:
            continue
        if not same_bidders(arms.tender(own), arms.tender(base)):
            said.add(point.choice)
            place = study.origins.get(f"variants.{point.choice}") or study.origins.get("baseline")
            yield Problem(
                f"{point.choice}: other firms or varieties than in the baseline, so that there is no bid of"
                " the baseline that they could keep",
                place,
                "compare rules in one market (vbp compare BOOK BOOK --in SCENARIO), or say --bids solved",
            )
