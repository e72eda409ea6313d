"""Run a campaign into a folder: every round of every replication, with what it leaves to the next."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd

from simulator.campaign.sequence import play_campaign
from simulator.campaign.stages import lay_out_rounds
from simulator.errors import InputError
from simulator.results.campaigns import RoundLabel, campaign_block, campaign_tables
from simulator.results.files import digest, read_written, write_csv, write_parquet
from simulator.scenario.loading import resolved_yaml
from simulator.study.campaign_plan import PlannedCampaign
from simulator.study.folder import Folder
from simulator.study.store import default_store
from simulator.tender.solving import Solving

__all__ = ["CAMPAIGN_TABLES", "execute_campaign", "read_campaign_tables"]

CAMPAIGN_TABLES = ("rounds", "replications", "prices", "bans")
"""Tables of a campaign."""


def execute_campaign(
    plan: PlannedCampaign, out: Path, *, csv: bool = False, progress: Callable[[int, int], None] | None = None
) -> Folder:
    """Run a campaign and leave its tables in a folder.

    Parameters
    ----------
    plan
        The checked plan.
    out
        Folder for the results. One that already holds this very campaign is returned as it is.
    csv
        Write CSV files beside the Parquet files.
    progress
        Called with blocks done and blocks in all.

    Raises
    ------
    InputError
        If the folder holds something else.
    RunError
        If something cannot be written.
    """
    folder = Folder(out)
    known = folder.manifest()
    if known.get("plan") == plan.id and known.get("status") == "complete":
        if csv:
            _write_csv(folder, read_campaign_tables(folder))
        return folder
    if known.get("plan", plan.id) != plan.id or (not known and folder.holds_other_things()):
        raise InputError.one(f"{out} holds something else", mend="choose an empty or new folder with --out")
    stages = lay_out_rounds([one.made for one in plan.rounds], Solving(default_store()))
    folder.create()
    head = {
        "status": "running",
        "kind": "campaign",
        "plan": plan.id,
        "campaign": plan.record.id,
        "rounds": [one.plan.id for one in plan.rounds],
        "seed": plan.record.run.seed,
        "replications": plan.record.run.replications,
    }
    manifest = folder.write_manifest({}, **head)
    folder.write_text("resolved.yaml", resolved_yaml(plan.loaded))
    blocks = []
    for start, count in plan.blocks:
        played, carried = play_campaign(stages, start, count)
        blocks.append(campaign_block(played, carried.bans))
        if progress is not None:
            progress(len(blocks), len(plan.blocks))
    tables = campaign_tables([_label(plan, at) for at in range(len(plan.rounds))], blocks)
    for name, table in tables.items():
        write_parquet(table, folder.path / f"{name}.parquet")
    if csv:
        _write_csv(folder, tables)
    folder.write_manifest(manifest, status="complete", digest=digest(tables))
    return folder


def _label(plan: PlannedCampaign, at: int) -> RoundLabel:
    one = plan.rounds[at]
    return RoundLabel(plan.record.id, one.plan.id, one.made.day, one.made.scenario.id, one.rules.record.id)


def _write_csv(folder: Folder, tables: dict[str, pd.DataFrame]) -> None:
    for name, table in tables.items():
        write_csv(table, folder.path / f"{name}.csv")


def read_campaign_tables(folder: Folder) -> dict[str, pd.DataFrame]:
    """Read the tables of a complete campaign.

    Raises
    ------
    InputError
        If the folder holds no complete campaign.
    """
    known = folder.manifest()
    if known.get("kind") != "campaign" or known.get("status") != "complete":
        raise InputError.one(
            f"{folder.path} holds no complete campaign", mend="run one with 'vbp campaign NAME'"
        )
    return read_written(folder.path, CAMPAIGN_TABLES)
