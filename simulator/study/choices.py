"""What a study compares: its baseline, its variants, the points over its axes, each with its changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from simulator.scenario.catalogue import is_id
from simulator.scenario.loading import Loaded
from simulator.scenario.nodes import Leaf, Map, Node
from simulator.scenario.overrides import Setting
from simulator.scenario.studies import Arm, Study
from simulator.study.design_points import lay_points

__all__ = ["BASELINE", "Choice", "bids_of", "choices_of", "frozen_twin", "is_frozen"]

BASELINE = "baseline"

_FROZEN = "@frozen"
"""End of the name of a choice in which everybody hands in the bids of the baseline; no name that is written
down may hold the sign."""


def frozen_twin(choice: str) -> str:
    """Return the name of a choice under which everybody keeps the bids of the baseline."""
    return f"{choice}{_FROZEN}"


def is_frozen(choice: str) -> bool:
    """Tell whether a choice is such a twin."""
    return choice.endswith(_FROZEN)


def bids_of(choice: str) -> str:
    """Return the choice whose game the bids of a choice are the solution of."""
    return BASELINE if is_frozen(choice) else choice


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that is compared: the baseline, a variant, or a point over the axes."""

    name: str
    title_en: str
    title_zh: str
    scenario: str
    settings: tuple[str | Setting, ...]
    values: tuple[tuple[str, str], ...] = ()
    """Values on the axes."""
    campaign: bool = False
    """Whether ``scenario`` names a campaign."""


def choices_of(study: Loaded[Study], folder: Path, sets: Sequence[str | Setting]) -> Iterator[Choice]:
    """Lay out everything that a study compares, the baseline first.

    Parameters
    ----------
    study
        The study.
    folder
        Folder that paths of scenarios start from.
    sets
        Changes of every scenario, below what the study itself varies.
    """
    record, root = study.record, study.root
    run = [f"run.seed={record.run.seed}"]
    base, node = record.baseline, root.get(BASELINE)
    scenario, rounds = _scenario(base.scenario or base.campaign or "", folder), base.campaign is not None
    common = [*run, *_settings(base, node), *sets]
    yield _choice(BASELINE, base, scenario, common, rounds)
    variants = root.get("variants")
    for name, arm in record.variants.items():
        own = variants.get(name) if isinstance(variants, Map) else None
        other = arm.scenario or arm.campaign
        if other is None:
            yield _choice(name, arm, scenario, [*common, *_settings(arm, own)], rounds)
        else:
            laid = [*run, *sets, *_settings(arm, own)]
            yield _choice(name, arm, _scenario(other, folder), laid, rounds)
    for point in lay_points(record.axes, root.get("axes")):
        laid = [*common, *point.settings]
        yield Choice(point.name, point.name, point.name, scenario, tuple(laid), point.values, rounds)


def _choice(name: str, arm: Arm, scenario: str, settings: Sequence[str | Setting], campaign: bool) -> Choice:
    title = arm.title
    names = (name, name) if title is None else (title.en, title.zh)
    return Choice(name, *names, scenario, tuple(settings), campaign=campaign)


def _scenario(name: str, folder: Path) -> str:
    """Find a scenario of the user's own beside the study that names it."""
    beside = folder / name
    return str(beside) if not is_id(name) and beside.is_file() else name


def _settings(arm: Arm, node: Node | None) -> list[str | Setting]:
    found: list[str | Setting] = []
    if not isinstance(node, Map):
        return found
    rules = node.get("rules")
    if isinstance(rules, Leaf):
        found.append(Setting("rules.book", rules, rules.place))
    laid = node.get("set")
    if isinstance(laid, Map):
        found += [Setting(path, entry.node, entry.place) for path, entry in laid.entries.items()]
    return found
