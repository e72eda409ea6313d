"""What the folder of a run says of itself, which tables it holds, and whether a run may go on in it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from shutil import copyfile

import pandas as pd

from simulator.bidding.equilibrium.table import SOLUTIONS
from simulator.bidding.strategies.library import AnyStrategy
from simulator.errors import RunError
from simulator.firms.population import CLASSES
from simulator.results.files import write_whole
from simulator.scenario.catalogue import INPUTS, find_table, is_id
from simulator.scenario.model import Scenario
from simulator.study.folder import Folder, Json
from simulator.study.plan import Plan, named_tables
from simulator.study.program import code_digest
from simulator.study.work_folder import read_complete
from simulator.tender.settings import nearly_equal_costs
from simulator.tender.simulate import Tender
from simulator.tender.stated import classes_as_stated

__all__ = [
    "CONTRACT_TABLES",
    "MONEY_TABLES",
    "RISK_TABLES",
    "TABLES",
    "WELFARE_TABLES",
    "certificate_of",
    "head_of_run",
    "keep_inputs",
    "read_tables",
    "tables_in",
    "tables_of",
]

TABLES = ("summary", "varieties", "replications", "awards")
"""Tables of a run."""
CONTRACT_TABLES = ("contracts", "regions", "history")
"""Further tables of a run that carries its contracts out."""
RISK_TABLES = ("contract_replications",)
"""Figures of its contracts by replication; folders of earlier versions have none."""
MONEY_TABLES = ("money", "ledger")
"""Further tables of a run that follows money."""
WELFARE_TABLES = ("welfare", "counterfactuals", "layers")
"""Further tables of a run that counts gains and losses."""


def tables_of(scenario: Scenario[AnyStrategy]) -> tuple[str, ...]:
    """Name the tables that a run of a scenario leaves."""
    return tables_in(_parts(scenario))


def tables_in(manifest: Mapping[str, object]) -> tuple[str, ...]:
    """Name the tables that a run leaves, by what its manifest says about it."""
    names: tuple[str, ...] = TABLES
    further = (
        ("contracts", CONTRACT_TABLES),
        ("contract_replications", RISK_TABLES),
        ("money", MONEY_TABLES),
        ("welfare", WELFARE_TABLES),
    )
    for part, more in further:
        names += more if manifest.get(part) else ()
    return names


def _parts(scenario: Scenario[AnyStrategy]) -> dict[str, bool]:
    """Tell which parts a run of a scenario has beside the award."""
    parts = {
        "contracts": scenario.supply,
        "contract_replications": scenario.supply,
        "money": scenario.fund,
        "welfare": scenario.welfare,
    }
    return {name: True for name, section in parts.items() if section is not None}


def head_of_run(plan: Plan, jobs: int) -> Json:
    """Return what the manifest says from the beginning."""
    scenario = plan.scenario.record
    return {
        "status": "running",
        "plan": plan.id,
        "scenario": scenario.id,
        "rule_book": plan.rules.record.id,
        "seed": scenario.run.seed,
        "replications": scenario.run.replications,
        "published": scenario.published,
        "jobs": jobs,
        "code": code_digest(),
        **({} if plan.costs_kept is None else {"bids": "solved", "bids_kept": list(plan.costs_kept)}),
        **({"to_answer": plan.to_answer} if plan.to_answer else {}),
        **_parts(scenario),
    }


def certificate_of(tender: Tender) -> Json | None:
    """Return what is known about solved or listed bids; nothing where firms bid by rules of thumb."""
    tables = {
        one.variety.name: table
        for one, table in zip(tender.entrants, tender.equilibria, strict=True)
        if table is not None
    }
    used = _strategies(tender)
    if not tables:
        if "learning" in used.values():
            return {"solution": "learning"}
        return {"solution": "listed"} if set(used.values()) == {"fixed-list"} else None
    first = next(iter(tables.values()))
    others = [name for name, use in used.items() if use not in SOLUTIONS]
    foreseen = [name for name in others if name in classes_as_stated(tender.scenario, tender.clauses)]
    return {
        "solution": first.solution,
        "largest_gain": max(float(table.exploitability.max()) for table in tables.values()),
        "uncertified": {
            name: round(float(table.exploitability.max()), 6)
            for name, table in tables.items()
            if not table.certified
        },
        "nearly_equal_costs": nearly_equal_costs(tender.scenario),
        "nobody_bids": [name for name, table in tables.items() if table.nobody_bids],
        "left_out": list(first.left_out),
        "bid_otherwise": [name for name in others if name not in foreseen],
        "foreseen": foreseen,
        "ring": any(one is not None for one in tender.rings),
    }


def _strategies(tender: Tender) -> dict[str, str]:
    """Return how the classes of firm bid that are present."""
    present = {CLASSES[kind] for one in tender.entrants for kind in one.kind.tolist()}
    return {name: one.use for name, one in tender.scenario.bidding.by_class().items() if name in present}


def keep_inputs(plan: Plan, folder: Folder) -> None:
    """Copy the tables that lie beside the scenario, so that the folder can be run again by itself."""
    for name in named_tables(plan.scenario.record):
        if is_id(name):
            continue
        try:
            kept = folder.path / INPUTS / name
            kept.parent.mkdir(parents=True, exist_ok=True)
            write_whole(kept, partial(copyfile, find_table(name, plan.folder)))
        except OSError as error:
            raise RunError(f"{kept} cannot be written: {error.strerror}") from None


def read_tables(folder: Folder) -> dict[str, pd.DataFrame]:
    """Read the tables of a complete run.

    Raises
    ------
    InputError
        If the folder holds no complete run, or its tables are not those that the run wrote.
    """
    manifest = folder.manifest()
    return read_complete(folder, manifest, "run", tables_in(manifest))
