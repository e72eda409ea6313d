"""The plan of a campaign: its rounds checked and made ready, and an id made of the content."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

from simulator.bidding.strategies.library import AnyStrategy
from simulator.campaign.stages import RoundInput, lay_out_rounds
from simulator.errors import InputError, Place, Problem, nearest
from simulator.rules.parameters import Clauses
from simulator.scenario.campaign import CampaignPlan, RoundPlan
from simulator.scenario.catalogue import find, is_id, list_ids
from simulator.scenario.check import check_sources
from simulator.scenario.layers import read_layers
from simulator.scenario.loading import Loaded, load
from simulator.scenario.merge import merge
from simulator.scenario.model import Scenario
from simulator.scenario.nodes import List, Map
from simulator.scenario.overrides import Setting
from simulator.scenario.rulebook import RuleBook
from simulator.study.plan import fingerprint, load_scenario, plain_values
from simulator.study.stage_sets import RESERVED, by_number
from simulator.supply.terms import Terms, terms_of

__all__ = [
    "PlannedCampaign",
    "PlannedRound",
    "campaign_fingerprint",
    "campaign_lines",
    "is_campaign",
    "plan_campaign",
]


@dataclass(frozen=True, slots=True)
class PlannedRound:
    """One round with the scenario and rule book that it names."""

    plan: RoundPlan
    scenario: Loaded[Scenario[AnyStrategy]]
    rules: Loaded[RuleBook[Clauses]]
    made: RoundInput


@dataclass(frozen=True, slots=True)
class PlannedCampaign:
    """Everything that decides the numbers of a campaign."""

    loaded: Loaded[CampaignPlan]
    rounds: tuple[PlannedRound, ...]
    id: str
    """Hash of what the campaign, its scenarios, rule books and tables say."""

    @property
    def record(self) -> CampaignPlan:
        """What the campaign file says."""
        return self.loaded.record

    @property
    def blocks(self) -> tuple[tuple[int, int], ...]:
        """First replication and number of replications of each block."""
        run = self.record.run
        starts = range(0, run.replications, run.block)
        return tuple((start, min(run.block, run.replications - start)) for start in starts)


def is_campaign(name_or_path: str) -> bool:
    """Say whether a name is that of a campaign, not of a scenario: by its id, or by what the file holds."""
    if is_id(name_or_path):
        return name_or_path in list_ids("campaigns")
    try:
        file = find("campaigns", name_or_path)
        return "rounds" in read_layers(file, (), "campaigns").root.entries
    except InputError:
        # Whoever reads it as something else says what is wrong with it.
        return False


def plan_campaign(name_or_path: str, sets: Sequence[str | Setting] = ()) -> PlannedCampaign:
    """Load a campaign with the scenarios and rule books of its rounds, and check that they hang together.

    Parameters
    ----------
    name_or_path
        Id of a shipped campaign, or path of a file.
    sets
        Overrides of the form ``path=value``: ``STAGE.path`` for the scenario of a stage, ``all.path`` for
        those of all, ``rounds.STAGE.key`` for what the campaign says of a stage.

    Raises
    ------
    InputError
        With every problem that was found.
    """
    loaded = load(name_or_path, CampaignPlan, by_number(name_or_path, sets), "campaigns")
    problems = [*check_sources(loaded.record, loaded.root, loaded.record.sources), *_out_of_order(loaded)]
    if problems:
        raise InputError(problems)
    folder = find("campaigns", name_or_path).parent
    rounds = tuple(_planned(loaded, at, folder) for at in range(len(loaded.record.rounds)))
    problems = _dates_out_of_order(loaded, rounds)
    if problems:
        raise InputError(problems)
    return PlannedCampaign(loaded, rounds, campaign_fingerprint(loaded, rounds)[:12])


def campaign_fingerprint(
    loaded: Loaded[CampaignPlan], rounds: Sequence[PlannedRound], run_without: Sequence[str] = ("block",)
) -> str:
    """Return the hash of what a campaign, its scenarios, rule books and tables say.

    Parameters
    ----------
    loaded, rounds
        The checked inputs.
    run_without
        What of the section ``run`` is left out.
    """
    said = loaded.record.model_dump(by_alias=True, exclude={"run": set(run_without), "sources": True})
    content = hashlib.sha256(json.dumps(plain_values(said), sort_keys=True, default=str).encode())
    for one in rounds:
        # How much is simulated is said by the campaign, whatever the scenarios say of themselves.
        every = ("block", "replications", "seed")
        content.update(fingerprint(one.scenario, one.rules, one.made.folder, every).encode())
    return content.hexdigest()


def _planned(loaded: Loaded[CampaignPlan], at: int, folder: Path) -> PlannedRound:
    campaign, plan = loaded.record, loaded.record.rounds[at]
    beside = folder / plan.scenario
    source: str | Path = beside if not is_id(plan.scenario) and beside.is_file() else plan.scenario
    scenario, rules = load_scenario(source, (), _laid_over(loaded, at, source))
    record = scenario.record.model_copy(update={"run": campaign.run})
    book = rules.record
    day = book.dates.bids.value if plan.date is None else plan.date.value
    terms = None
    if record.supply is not None:
        written = terms_of(book, record.supply)
        later = timedelta(days=(day - book.dates.bids.value).days)
        terms = Terms(written.kind, day, written.start + later, written.months, written.regional)
    made = RoundInput(plan, day, record, book.clauses, find("rounds", source).parent, terms)
    return PlannedRound(plan, scenario, rules, made)


def _laid_over(loaded: Loaded[CampaignPlan], at: int, source: str | Path) -> Map | None:
    """Return what is laid over the scenario of a round: its changes, and contracts if it has none itself."""
    rounds, root = loaded.root.get("rounds"), loaded.root
    one = rounds.items[at] if isinstance(rounds, List) else None
    change = one.get("change") if isinstance(one, Map) else None
    laid = change if isinstance(change, Map) and change.entries else None
    if root.get("supply") is None or "supply" in (laid.entries if laid else ()):
        return laid
    if isinstance(read_layers(find("rounds", source), (), "rounds").root.get("supply"), Map):
        return laid
    # What the campaign says of contracts may name the campaign's sources.
    common = Map({key: root.entries[key] for key in ("supply", "sources") if key in root.entries}, root.place)
    both = common if laid is None else merge(common, laid)
    return both if isinstance(both, Map) else laid


def _out_of_order(loaded: Loaded[CampaignPlan]) -> list[Problem]:
    """Find names given twice, rounds that continue none, and prices taken over from nowhere."""
    problems: list[Problem] = []
    seen: list[str] = []
    for at, one in enumerate(loaded.record.rounds):

        def place(key: str, at: int = at) -> Place | None:
            origins = loaded.origins
            return origins.get(f"rounds.{at}.{key}") or origins.get(f"rounds.{at}")

        if one.id in RESERVED:
            what = f"no round can be called '{one.id}', which means something else in paths"
            problems.append(Problem(what, place("id"), "call it something else"))
        if one.id in seen:
            problems.append(Problem(f"two rounds are called '{one.id}'", place("id"), "rename one of them"))
        if one.continues is not None and one.continues not in seen:
            hint = nearest(one.continues, seen) if seen else "leave 'continues' out of the first round"
            what = f"round '{one.id}' continues '{one.continues}', which is no earlier round"
            problems.append(Problem(what, place("continues"), hint))
        for key in ("reference", "ceiling", "entry") if one.continues is None else ():
            if getattr(one, key) is not None:
                what = f"round '{one.id}' has '{key}' but continues no earlier round"
                problems.append(Problem(what, place(key), "add 'continues: ROUND', or leave it out"))
        if one.ring != "ends" and one.continues is None:
            what = f"round '{one.id}' continues no round whose ring could go on"
            problems.append(Problem(what, place("ring"), "add 'continues: ROUND', or leave out ring"))
        seen.append(one.id)
    return problems


def _dates_out_of_order(loaded: Loaded[CampaignPlan], rounds: Sequence[PlannedRound]) -> list[Problem]:
    problems = []
    for at, (before, after) in enumerate(pairwise(rounds), 1):
        if after.made.day <= before.made.day:
            what = (
                f"round '{after.plan.id}' opens bids on {after.made.day}, not after round "
                f"'{before.plan.id}' on {before.made.day}"
            )
            origins = loaded.origins
            place = origins.get(f"rounds.{at}.date") or origins.get(f"rounds.{at}")
            problems.append(Problem(what, place, "put rounds in calendar order, or give the round a 'date'"))
    return problems


def campaign_lines(name_or_path: str, sets: Sequence[str | Setting] = ()) -> list[str]:
    """Check a campaign and say what a run of it would do, without running it."""
    plan = plan_campaign(name_or_path, sets)
    stages = lay_out_rounds([one.made for one in plan.rounds], solve=False)
    lines = [f"campaign {plan.record.id}, {len(plan.rounds)} rounds, plan {plan.id}"]
    for one, stage in zip(plan.rounds, stages, strict=True):
        bids = sum(len(entrants.firms) for entrants in stage.tender.entrants)
        named = f"scenario {one.made.scenario.id}, rule book {one.rules.record.id}"
        size = f"{len(stage.tender.entrants)} varieties, {bids} bids"
        lines.append(f"{one.plan.id}: {one.made.day}, {named}, {size}")
    run = plan.record.run
    lines.append(f"{run.replications} replications in {len(plan.blocks)} blocks, seed {run.seed}")
    return [*lines, f"results would go to results/{plan.record.id}-{plan.id}"]
