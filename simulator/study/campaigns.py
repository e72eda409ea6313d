"""Run a campaign into a folder: every round of every replication, with what it leaves to the next."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pandas as pd

from simulator.campaign.stages import lay_out_rounds
from simulator.errors import RunError
from simulator.results.bids import Floats
from simulator.results.campaigns import RoundLabel, campaign_tables
from simulator.results.files import digest
from simulator.scenario.loading import resolved_yaml
from simulator.study.campaign_figures import CampaignInputs, campaign_block, campaign_inputs, ready_stages
from simulator.study.campaign_parts import CampaignParts
from simulator.study.campaign_plan import PlannedCampaign
from simulator.study.carry import Answer, Unit, carry_out, failure
from simulator.study.executors import local
from simulator.study.folder import Folder, Json
from simulator.study.lock import only_writer
from simulator.study.program import code_digest
from simulator.study.store import default_store
from simulator.study.work_folder import Work, begun, read_complete, told_if_stopped
from simulator.tender.solving import Solving

__all__ = [
    "CAMPAIGN_TABLES",
    "Way",
    "campaign_figures",
    "execute_campaign",
    "play_unit",
    "read_campaign_tables",
]

CAMPAIGN_TABLES = ("rounds", "whole", "replications", "prices", "bans", "budget")
"""Tables of a campaign."""


@dataclass(frozen=True, slots=True)
class Way:
    """How a campaign is carried out, which does not change what it finds."""

    jobs: int = 1
    """Number of processes."""
    resume: bool = False
    """Go on with an interrupted campaign in the same folder."""
    csv: bool = False
    """Write CSV files beside the Parquet files."""
    progress: Callable[[int, int], None] | None = None
    """Called with blocks done and blocks in all."""


def execute_campaign(plan: PlannedCampaign, out: Path, way: Way | None = None) -> Folder:
    """Run a campaign and leave its tables in a folder.

    Parameters
    ----------
    plan
        The checked plan.
    out
        Folder for the results. One that already holds this very campaign is returned as it is.
    way
        On how many processes, and whether an interrupted campaign is gone on with.

    Raises
    ------
    InputError
        If the folder holds something else, or an unfinished campaign that is not to be gone on with.
    RunError
        If something cannot be written, another process writes there, or a block fails.
    """
    how, folder = way or Way(), Folder(out)
    known = folder.manifest()
    if begun(folder, known, Work("campaign", plan.id, CAMPAIGN_TABLES), how.resume):
        if how.csv:
            folder.write_csv(read_campaign_tables(folder))
        return folder
    inputs = campaign_inputs(plan)
    # Numbers that do not fit together are refused before anything is written; games are solved once.
    if how.jobs > 1:
        lay_out_rounds([one.made for one in plan.rounds], Solving(default_store(), how.jobs))
    else:
        ready_stages(inputs)
    folder.create()
    with only_writer(out):
        manifest = folder.write_manifest(known, **_head(plan, how.jobs))
        _complete(plan, inputs, folder, manifest, how)
    return folder


def _complete(
    plan: PlannedCampaign, inputs: CampaignInputs, folder: Folder, manifest: Json, way: Way
) -> None:
    with told_if_stopped(folder, manifest):
        folder.write_text("resolved.yaml", resolved_yaml(plan.loaded))
        parts = CampaignParts(folder.path)
        _play_missing(plan, inputs, parts, way)
        blocks = [parts.read(start) for start, _ in plan.blocks]
        tables = campaign_tables([_label(plan, at) for at in range(len(plan.rounds))], blocks)
        folder.write_tables(tables)
        if way.csv:
            folder.write_csv(tables)
    folder.write_manifest(manifest, status="complete", digest=digest(tables))


def _play_missing(plan: PlannedCampaign, inputs: CampaignInputs, parts: CampaignParts, way: Way) -> None:
    missing = [block for block in plan.blocks if not parts.has(*block)]
    done = len(plan.blocks) - len(missing)

    def take(unit: Unit, answer: Answer) -> None:
        nonlocal done
        if answer.values is None:
            last = unit.start + unit.count - 1
            what = f"replications {unit.start} to {last} failed ({answer.kind}: {answer.message})"
            raise RunError(f"{what}; what is done is kept, --resume goes on")
        done += 1
        if way.progress is not None:
            way.progress(done, len(plan.blocks))

    units = [Unit(inputs, *block) for block in missing]
    carry_out(units, local(way.jobs), take, partial(play_unit, parts.path, plan.record.id))


def play_unit(folder: Path, campaign: str, unit: Unit) -> Answer:
    """Play one block and make it durable; a failure is an answer."""
    if not isinstance(unit.inputs, CampaignInputs):  # pragma: no cover  # only campaigns are sent here
        raise TypeError
    try:
        block = campaign_block(unit.inputs, campaign, unit.start, unit.count)
        CampaignParts(folder).save(block)
    except RunError:
        # The disk is full, or units were lost: no other block would do better.
        raise
    except Exception as error:  # told by the parent, with the replications that it happened in
        return failure(error)
    return Answer({})


def _head(plan: PlannedCampaign, jobs: int) -> Json:
    return {
        "status": "running",
        "kind": "campaign",
        "plan": plan.id,
        "campaign": plan.record.id,
        "rounds": [one.plan.id for one in plan.rounds],
        "rule_books": [one.rules.record.id for one in plan.rounds],
        "seed": plan.record.run.seed,
        "replications": plan.record.run.replications,
        "discount": str(plan.record.discount.value),
        "jobs": jobs,
        "code": code_digest(),
    }


def _label(plan: PlannedCampaign, at: int) -> RoundLabel:
    one = plan.rounds[at]
    return RoundLabel(plan.record.id, one.plan.id, one.made.day, one.made.scenario.id, one.rules.record.id)


def read_campaign_tables(folder: Folder) -> dict[str, pd.DataFrame]:
    """Read the tables of a complete campaign.

    Raises
    ------
    InputError
        If the folder holds no complete campaign, or its tables are not those that the campaign wrote.
    """
    return read_complete(folder, folder.manifest(), "campaign", CAMPAIGN_TABLES)


def campaign_figures(folder: Folder) -> dict[str, Floats]:
    """Read every figure of a complete campaign by replication: ``[R]`` by name, as studies name them."""
    found: dict[str, Floats] = {}
    table = read_campaign_tables(folder)["replications"]
    for (stage, _, name), rows in table.groupby(["round", "part", "metric"], sort=False):
        found.setdefault(f"{stage}.{name}", rows["value"].to_numpy(dtype="float64"))
    return found
