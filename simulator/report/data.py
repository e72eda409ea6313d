"""Reads a run's folder for reports: what is whole, what is missing, and what was changed since."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path, PurePosixPath
from typing import TypeVar

import pandas as pd
import pyarrow as pa
from pydantic import BaseModel

from simulator.bidding.strategies.library import AnyStrategy
from simulator.errors import InputError
from simulator.report.certificate import uncertified
from simulator.report.words import Language, text
from simulator.results.dictionary import AWARD_COLUMNS
from simulator.results.files import digest, read_parquet
from simulator.results.published import Published, Verdict, compare
from simulator.rules.parameters import Clauses
from simulator.scenario.loading import Loaded, load, load_rulebook
from simulator.scenario.model import Scenario
from simulator.scenario.rulebook import RuleBook
from simulator.study.folder import Folder
from simulator.study.plan import Plan, load_scenario, make_plan
from simulator.study.run_folder import tables_in

__all__ = ["Flaw", "ReportData", "read_manifest", "read_report", "shortened"]

M = TypeVar("M", bound=BaseModel)

_NUMBERS: Mapping[str, tuple[str, ...]] = {
    "summary": ("mean", "low", "high", "p05", "p95", "n"),
    "varieties": ("mean",),
    "replications": ("value",),
    "awards": tuple(column.name for column in AWARD_COLUMNS if column.unit),
    "contracts": ("mean", "low", "high", "p05", "p95", "shortfall", "n"),
    "money": ("mean", "low", "high", "p05", "p95", "shortfall", "n"),
    "ledger": ("month", "fen"),
    "contract_replications": ("replication", "value"),
    "regions": ("mean", "low", "high", "n"),
    "history": ("month", "value"),
    **dict.fromkeys(("welfare", "counterfactuals", "layers"), ("mean", "low", "high", "n")),
}
_TEXTS: Mapping[str, tuple[str, ...]] = {
    "summary": ("metric", "level", "unit"),
    "varieties": ("variety", "metric"),
    "replications": ("variable",),
    "awards": ("variety", "firm", "brand", "class", "state"),
    "contracts": ("variety", "metric", "unit"),
    "money": ("variety", "metric", "unit"),
    "ledger": ("variety", "region", "account", "payer", "payee", "what"),
    "contract_replications": ("variable", "unit"),
    "regions": ("variety", "region", "metric", "unit"),
    "history": ("variety", "firm", "what"),
    "welfare": ("variety", "metric", "unit"),
    "counterfactuals": ("variety", "policy", "metric", "kind"),
    "layers": ("variety", "metric"),
}
_ORIGIN = re.compile(r"  # (.*)$")
_SET = "--set "
_MOST_NAMES = 8


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something about the folder that the reader of the report must know."""

    code: str
    """Key of the text that says it."""
    values: tuple[tuple[str, str], ...] = ()
    """What is filled into the text."""

    def say(self, language: Language) -> str:
        """Say it in a sentence."""
        return text(self.code, language, **dict(self.values))


@dataclass(frozen=True, slots=True)
class ReportData:
    """What a report shows; whatever could not be read is missing, and ``flaws`` says why."""

    path: Path
    """Folder of the run."""
    manifest: Mapping[str, object]
    """What the run wrote about itself."""
    tables: Mapping[str, pd.DataFrame]
    """Tables by name: ``summary``, ``varieties``, ``replications``, ``awards``."""
    scenario: Loaded[Scenario[AnyStrategy]] | None
    """The scenario as it was run."""
    rules: Loaded[RuleBook[Clauses]] | None
    """The rule book as it was applied."""
    published: Published | None
    """Published figures of the tender, if it has any."""
    verdicts: tuple[Verdict, ...]
    """How the run compares with them."""
    flaws: tuple[Flaw, ...]
    """What the reader must know about the folder."""
    overrides: tuple[str, ...]
    """Changes that were given on the command line, as ``path=value``."""
    command: tuple[str, ...]
    """Command that repeats the run."""
    plan: Plan | None
    """Inputs of the run; nothing unless they are those that the tables were made from."""

    @property
    def report_path(self) -> Path:
        """File of the report."""
        return self.path / "report.html"

    @property
    def complete(self) -> bool:
        """Whether the run finished."""
        return self.manifest.get("status") == "complete"

    def fact(self, name: str) -> str:
        """Return an entry of the manifest as text, empty if it is not there."""
        value = self.manifest.get(name)
        return "" if value is None else str(value)

    def verdict(self, metric: str) -> Verdict | None:
        """Return how a figure compares with the published one, if there is one."""
        return next((one for one in self.verdicts if one.figure.metric == metric), None)


def read_report(folder: Folder) -> ReportData:
    """Read a run's folder, complete or not.

    Parameters
    ----------
    folder
        The folder of a run.

    Raises
    ------
    InputError
        If there is no run in the folder at all.
    """
    flaws: list[Flaw] = []
    manifest = _manifest(folder, flaws)
    tables = _tables(folder, manifest, flaws)
    scenario = _scenario(folder, flaws)
    rules = _rules(folder, flaws)
    plan = _check_inputs(folder, manifest, rules, flaws)
    missed = uncertified(manifest)
    if missed:
        flaws.append(Flaw("flaw-uncertified", (("count", str(len(missed))), ("names", shortened(missed)))))
    published = _published(manifest, flaws)
    verdicts = _verdicts(tables, published)
    overrides = _overrides(folder)
    return ReportData(
        path=folder.path,
        manifest=manifest,
        tables=tables,
        scenario=scenario,
        rules=rules,
        published=published,
        verdicts=verdicts,
        flaws=tuple(flaws),
        overrides=overrides,
        command=_command(scenario, rules, overrides),
        plan=plan,
    )


def shortened(names: Sequence[str]) -> str:
    """List names, and stop where a sentence gets too long."""
    return ", ".join(names[:_MOST_NAMES]) + (" …" if len(names) > _MOST_NAMES else "")


def read_manifest(folder: Folder, flaws: list[Flaw]) -> Mapping[str, object]:
    """Read what a folder says of itself; what is missing, damaged or of another version joins the flaws.

    Parameters
    ----------
    folder
        Folder of a run, a study or a campaign.
    flaws
        What the reader must know; more is added.
    """
    try:
        manifest = folder.manifest()
    except (InputError, UnicodeDecodeError):
        manifest = {}
    if not manifest:
        flaws.append(Flaw("flaw-manifest"))
        return manifest
    versions = manifest.get("versions")
    theirs = versions.get("vbp-sim") if isinstance(versions, Mapping) else None
    if isinstance(theirs, str) and theirs != (ours := version("vbp-sim")):
        flaws.append(Flaw("flaw-version", (("theirs", theirs), ("ours", ours))))
    return manifest


def _manifest(folder: Folder, flaws: list[Flaw]) -> Mapping[str, object]:
    if not folder.manifest_path.exists() and not any(folder.path.glob("*.parquet")):
        mend = "give the folder of a run, a study, a sensitivity analysis, a search for rules or a campaign"
        raise InputError.one(f"{folder.path} holds no run", mend=mend)
    manifest = read_manifest(folder, flaws)
    if not manifest:
        return manifest
    if manifest.get("status") != "complete":
        done = str(_replications_done(folder))
        status = str(manifest.get("status"))
        of = str(manifest.get("replications"))
        flaws.append(Flaw("flaw-incomplete", (("status", status), ("done", done), ("of", of))))
    return manifest


def _replications_done(folder: Folder) -> int:
    done = 0
    for path in sorted((folder.path / "parts").glob("round-*.parquet")):
        try:
            done += len(read_parquet(path))
        except (OSError, pa.ArrowException):
            continue
    return done


def _tables(folder: Folder, manifest: Mapping[str, object], flaws: list[Flaw]) -> Mapping[str, pd.DataFrame]:
    """Read the tables that can be read, and tell whether they still say what the run wrote."""
    tables: dict[str, pd.DataFrame] = {}
    names = tables_in(manifest)
    for name in names:
        path = folder.path / f"{name}.parquet"
        if not path.exists():
            if manifest.get("status") == "complete":
                flaws.append(Flaw("flaw-missing", (("name", path.name),)))
            continue
        table = _table(path, name)
        if table is None:
            flaws.append(Flaw("flaw-damaged", (("name", path.name),)))
        else:
            tables[name] = table
    if manifest.get("status") == "complete" and len(tables) == len(names):
        known = manifest.get("digest")
        if not known:
            flaws.append(Flaw("flaw-no-digest"))
        elif digest(tables) != known:
            flaws.append(Flaw("flaw-digest"))
    return tables


def _table(path: Path, name: str) -> pd.DataFrame | None:
    """Read a table; nothing if it is damaged or lacks what the report needs."""
    try:
        table = read_parquet(path)
    except (OSError, pa.ArrowException):
        return None
    if not {*_NUMBERS[name], *_TEXTS[name]} <= {str(column) for column in table.columns}:
        return None
    if not all(pd.api.types.is_numeric_dtype(table[column].dtype) for column in _NUMBERS[name]):
        return None
    if name == "summary" and table["metric"].duplicated().any():
        return None
    return table


def _scenario(folder: Folder, flaws: list[Flaw]) -> Loaded[Scenario[AnyStrategy]] | None:
    try:
        return load(folder.path / "resolved.yaml", Scenario[AnyStrategy])
    except (InputError, OSError) as error:
        flaws.append(_unreadable("resolved.yaml", error))
        return None


def _rules(folder: Folder, flaws: list[Flaw]) -> Loaded[RuleBook[Clauses]] | None:
    try:
        return load_rulebook(folder.path / "rules.yaml", Clauses)
    except (InputError, OSError) as error:
        flaws.append(_unreadable("rules.yaml", error))
        return None


def _unreadable(name: str, error: InputError | OSError) -> Flaw:
    what = error.problems[0].what if isinstance(error, InputError) else error.strerror or ""
    return Flaw("flaw-inputs", (("name", name), ("what", what)))


def _check_inputs(
    folder: Folder,
    manifest: Mapping[str, object],
    rules: Loaded[RuleBook[Clauses]] | None,
    flaws: list[Flaw],
) -> Plan | None:
    """Tell whether the inputs beside the tables are still those that the run was made from."""
    if rules is None or not manifest:
        return None
    try:
        plan = make_plan(str(folder.path / "resolved.yaml"))
    except (InputError, OSError):
        flaws.append(Flaw("flaw-plan-unknown"))
        return None
    if plan.id != manifest.get("plan") or plan.rules.tree != rules.tree:
        flaws.append(Flaw("flaw-plan", (("plan", str(manifest.get("plan"))),)))
        return None
    return plan


def _published(manifest: Mapping[str, object], flaws: list[Flaw]) -> Published | None:
    name = manifest.get("published")
    if not isinstance(name, str):
        return None
    try:
        return load(name, Published, (), "published").record
    except (InputError, OSError):
        flaws.append(Flaw("flaw-published", (("name", PurePosixPath(name).name),)))
        return None


def _verdicts(tables: Mapping[str, pd.DataFrame], published: Published | None) -> tuple[Verdict, ...]:
    if published is None or "summary" not in tables:
        return ()
    return tuple(compare(tables["summary"], published, tables.get("contracts"), tables.get("money")))


def _overrides(folder: Folder) -> tuple[str, ...]:
    """Read from the comments of the inputs what was changed on the command line."""
    found: dict[str, None] = {}
    try:
        lines = (folder.path / "resolved.yaml").read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return ()
    for line in lines:
        origin = _ORIGIN.search(line)
        if origin and origin[1].startswith(_SET):
            found[origin[1].removeprefix(_SET)] = None
    return tuple(found)


def _command(
    scenario: Loaded[Scenario[AnyStrategy]] | None,
    rules: Loaded[RuleBook[Clauses]] | None,
    overrides: tuple[str, ...],
) -> tuple[str, ...]:
    """Return a command that repeats the run: by name where that gives the same inputs, else by file."""
    if scenario is None or rules is None:
        return ()
    run = scenario.record.run
    sets = [one for one in overrides if not one.startswith(("run.seed=", "run.replications=", "run.block="))]
    tail = ("--seed", str(run.seed), "--reps", str(run.replications))
    numbers = [f"run.seed={run.seed}", f"run.replications={run.replications}", f"run.block={run.block}"]
    try:
        again, book = load_scenario(scenario.record.id, [*sets, *numbers])
    except (InputError, OSError):
        return ("vbp", "run", "resolved.yaml", *tail)
    if again.record != scenario.record or book.record != rules.record:
        return ("vbp", "run", "resolved.yaml", *tail)
    return ("vbp", "run", scenario.record.id, *tail, *(f"--set {shlex.quote(one)}" for one in sets))
