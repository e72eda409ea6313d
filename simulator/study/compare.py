"""Comparisons without a study file: scenarios, rule books against a scenario, folders of runs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from simulator.errors import InputError, Place, nearest
from simulator.scenario.catalogue import is_id
from simulator.scenario.check import build
from simulator.scenario.loading import Loaded
from simulator.scenario.nodes import Map
from simulator.scenario.studies import Bids, Study
from simulator.scenario.text import parse
from simulator.study.campaign_plan import is_campaign
from simulator.study.campaigns import campaign_figures
from simulator.study.choices import BASELINE
from simulator.study.comparison import Sample
from simulator.study.figures import FIGURES, figure, read_figures
from simulator.study.folder import Folder
from simulator.study.stage_figures import WHOLE, figure_named, stage_of
from simulator.study.study_plan import StudyPlan, plan_study

__all__ = [
    "HEADLINE",
    "RUN_HEADLINE",
    "Asked",
    "are_folders",
    "bids_of_runs",
    "compare_plan",
    "folder_samples",
]

HEADLINE = (
    "mean_cut_reference",
    "mean_cut_ceiling",
    "winners_per_variety",
    "firm_win_rate",
    "product_win_rate",
    "varieties_succeeded",
    "originators_winning",
)
"""Figures that are compared unless others are asked for."""
RUN_HEADLINE = (*HEADLINE, "shortage", "shortage_days", "actual_over_agreed", "awards_lost")
"""The same where contracts are carried out."""
CAMPAIGN_HEADLINE = (
    "mean_cut_reference",
    "winners_per_variety",
    "price_over_original",
    "campaign.price_index",
    "campaign.firms_winning",
    "campaign.bans_imposed",
)
"""The same of campaigns: of every stage that all of them have, and of the whole."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What to compare, and how much of it to simulate."""

    names: tuple[str, ...]
    """Scenarios, or rule books if a scenario is given; the first is the baseline."""
    scenario: str | None = None
    """Scenario in which rule books are compared."""
    metrics: tuple[str, ...] = ()
    replications: int = 1000
    seed: int = 1
    bids: Bids | None = None
    """Whether makers answer to what is compared; they do if nothing is said."""


def are_folders(names: Sequence[str]) -> bool:
    """Tell whether names are folders of runs.

    Raises
    ------
    InputError
        If some are and some are not.
    """
    folders = [Path(name).is_dir() and (Path(name) / "manifest.json").exists() for name in names]
    if any(folders) and not all(folders):
        other = names[folders.index(False)]
        raise InputError.one(
            f"'{other}' is no folder of a run, but others are",
            mend="compare folders with folders, or scenarios with scenarios",
        )
    return all(folders)


def compare_plan(asked: Asked, sets: Sequence[str] = ()) -> StudyPlan:
    """Lay out a comparison as a study of its own.

    Parameters
    ----------
    asked
        What to compare.
    sets
        Changes of every scenario.

    Raises
    ------
    InputError
        With every problem that was found.
    """
    if len(asked.names) < 2:
        raise InputError.one("one thing alone cannot be compared", mend="name two or more")
    repeated = [name for at, name in enumerate(asked.names) if name in asked.names[:at]]
    if repeated:
        raise InputError.one(f"'{repeated[0]}' is named twice", mend="name each once")
    for name in asked.metrics:
        figure_named(name)
    metrics = asked.metrics or _metrics(sets)
    campaigns = _are_campaigns(asked)
    if campaigns and not asked.metrics:
        metrics = CAMPAIGN_HEADLINE
    key = "campaign" if campaigns else "scenario"
    arms = [_arm(name, asked.scenario, key) for name in asked.names]
    keys = [_key(name, at) for at, name in enumerate(asked.names)]
    keys = [f"variant-{at}" if key in keys[:at] else key for at, key in enumerate(keys)]
    content = {
        "id": "compare",
        "title": {"en": "Comparison", "zh": "比较"},
        "summary": {"en": "Comparison", "zh": "比较"},
        "baseline": arms[0],
        "variants": dict(zip(keys[1:], arms[1:], strict=True)),
        "metrics": list(metrics),
        "run": {"replications": asked.replications, "seed": asked.seed},
        "cap": len(arms),
        **({} if asked.bids is None else {"bids": asked.bids}),
    }
    root = parse(json.dumps(content, ensure_ascii=False), Place("vbp compare"), located=False)
    if not isinstance(root, Map):  # pragma: no cover  # a map was written
        raise TypeError
    record = build(Study, root)
    return plan_study(Loaded(record, root, ()), Path(), sets)


def _metrics(sets: Sequence[str]) -> tuple[str, ...]:
    contracts = any(text.partition("=")[0].strip().split(".")[0] == "supply" for text in sets)
    return RUN_HEADLINE if contracts else HEADLINE


def _are_campaigns(asked: Asked) -> bool:
    """Tell whether campaigns are compared.

    Raises
    ------
    InputError
        If some names are campaigns and some are not, or rule books are asked for in a scenario.
    """
    found = [asked.scenario is None and is_campaign(name) for name in asked.names]
    if any(found) and not all(found):
        other = asked.names[found.index(False)]
        raise InputError.one(
            f"'{other}' is no campaign, but others are",
            mend="compare campaigns with campaigns, or scenarios with scenarios",
        )
    return all(found)


def _arm(name: str, scenario: str | None, key: str) -> dict[str, object]:
    title = {"en": name, "zh": name}
    if scenario is None:
        return {"title": title, key: name}
    return {"title": title, "scenario": scenario, "rules": name}


def _key(name: str, at: int) -> str:
    stem = Path(name).stem.lower()
    return stem if is_id(stem) and stem != BASELINE and not stem.startswith("-") else f"variant-{at}"


def folder_samples(
    names: Sequence[str], metrics: Sequence[str]
) -> tuple[tuple[Sample, ...], tuple[str, ...]]:
    """Read the figures of several runs, and those that all of them have among the ones asked for.

    Parameters
    ----------
    names
        Folders of complete runs.
    metrics
        Figures; if none are named, the usual ones.

    Raises
    ------
    InputError
        If a folder holds no complete run, or lacks a figure.
    """
    rounds = [Folder(Path(name)).manifest().get("kind") == "campaign" for name in names]
    if any(rounds):
        return _campaign_samples(names, metrics, rounds)
    samples = tuple(Sample(name, "", read_figures(Path(name))) for name in names)
    for name in metrics:
        lacking = [one.choice for one in samples if name not in one.values]
        if figure(name) and lacking:
            raise InputError.one(
                f"the run {lacking[0]} has no '{name}'",
                mend="run it with --set 'supply={}' to have contracts",
            )
    common = [name for name in FIGURES if all(name in one.values for one in samples)]
    return samples, tuple(metrics) or tuple(name for name in RUN_HEADLINE if name in common)


def _campaign_samples(
    names: Sequence[str], metrics: Sequence[str], rounds: Sequence[bool]
) -> tuple[tuple[Sample, ...], tuple[str, ...]]:
    """Read the figures of several campaigns; a figure without a stage is that of every stage all have."""
    if not all(rounds):
        other = names[list(rounds).index(False)]
        raise InputError.one(
            f"'{other}' is no folder of a campaign, but others are", mend="compare campaigns with campaigns"
        )
    samples = tuple(Sample(name, "", campaign_figures(Folder(Path(name)))) for name in names)
    common = [name for name in samples[0].values if all(name in one.values for one in samples)]
    wanted: list[str] = []
    for name in metrics or CAMPAIGN_HEADLINE:
        found = [
            one for one in common if name in (one, stage_of(one)[1] if stage_of(one)[0] != WHOLE else "")
        ]
        if not found and metrics:
            raise InputError.one(f"the campaigns have no '{name}'", mend=nearest(name, common))
        wanted += found
    return samples, tuple(wanted)


def bids_of_runs(names: Sequence[str]) -> str:
    """Tell whether the firms of several runs answer to the rules.

    Parameters
    ----------
    names
        Folders of runs.

    Returns
    -------
    str
        ``frozen`` if nowhere, ``as-written`` if everywhere, else ``mixed``.
    """
    answers = {Folder(Path(name)).manifest().get("certificate") is not None for name in names}
    return "mixed" if len(answers) > 1 else "as-written" if True in answers else "frozen"
