"""The public functions: what the command line and notebooks call."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Executor
from csv import writer as csv_writer
from dataclasses import asdict, replace
from decimal import Decimal
from functools import partial
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel

from simulator.bidding.strategies.library import STRATEGIES, AnyStrategy
from simulator.errors import InputError, Place, Problem, nearest
from simulator.market.areas import Areas, load_areas
from simulator.market.delegation import Delegated, delegate, read_institutions, read_reports
from simulator.market.participation import Participation
from simulator.market.scope import Scope, ScopeRule, choose_scope, read_candidates
from simulator.money import TICKS_PER_YUAN, parse_price
from simulator.report.differences import Difference, differences
from simulator.rules.lot import Lot
from simulator.rules.parameters import Clauses
from simulator.rules.sense import check_combination
from simulator.scenario.campaign import CampaignPlan
from simulator.scenario.catalogue import Kind, find, is_id, label, list_ids
from simulator.scenario.loading import Loaded, load, load_rulebook, resolved_yaml
from simulator.scenario.model import Scenario
from simulator.scenario.nodes import Map
from simulator.scenario.rulebook import RuleBook
from simulator.scenario.studies import Study
from simulator.scenario.text import read_file
from simulator.study.plan import load_scenario, make_plan
from simulator.tender.journal import Explanation, explain_bid
from simulator.tender.lists import BID_COLUMNS, BidRow, parse_bids, read_bids, read_preferences, to_lots
from simulator.tender.replay import Replay, replay
from simulator.tender.simulate import play_block, set_up

if TYPE_CHECKING:
    import pandas as pd

    from simulator.campaign.petting_zoo import TenderEnvironment
    from simulator.report.figures.picture import Picture
    from simulator.report.validation import Validation
    from simulator.report.words import Language
    from simulator.results.agreement import Agreement
    from simulator.results.published import Verdict
    from simulator.study.calibrate import Calibrated
    from simulator.study.costs.results import CostRecovery
    from simulator.study.deviations import VarietyGains
    from simulator.study.equilibrium import VarietyResult
    from simulator.study.folder import Folder
    from simulator.study.ledgers import Ledger
    from simulator.study.monitoring import Monitored
    from simulator.study.price_index import IndexStudy
    from simulator.study.price_layers import PriceLayers
    from simulator.study.results import StudyResult
    from simulator.study.screening import RingStudy, ScreenedVariety
    from simulator.study.search_public import Searched
    from simulator.study.sensitivity import Index, Method
    from simulator.study.verify.check import Check
    from simulator.supply.reference import Behaviour
    from simulator.supply.trace import History

__all__ = [
    "award",
    "calibrate",
    "campaign",
    "check",
    "check_plans",
    "choose_varieties",
    "cite",
    "collect_reports",
    "compare",
    "compare_published",
    "design",
    "deviations",
    "diff",
    "equilibrium",
    "explain",
    "export",
    "history",
    "is_campaign",
    "list_shipped",
    "monitor",
    "new",
    "new_table",
    "parallel_env",
    "plan_lines",
    "price_index",
    "price_layers",
    "read_campaign",
    "read_run",
    "recover_costs",
    "replay_list",
    "run",
    "run_sets",
    "schema",
    "screen_bids",
    "screen_power",
    "show",
    "study_lines",
    "sweep",
    "verify",
    "winners_named",
]

Row = dict[str, object]


def award(
    bids: str | Path | pd.DataFrame | Iterable[Mapping[str, object]],
    rules: str = "round-7-2022",
    *,
    sets: Sequence[str] = (),
    whole_round: bool | None = None,
    seed: int = 1,
) -> pd.DataFrame:
    """Apply a rule book to a bid list and return the decision on every bid.

    Parameters
    ----------
    bids
        CSV file (or the id of a shipped list), pandas table or rows with the columns ``variety``,
        ``firm``, ``price`` (yuan) and any of the optional ones (``ceiling``, ``reference_price``,
        ``quality``, ``link``, ``form``, ``base``, …).
    rules
        Id of a shipped rule book, or path of a file.
    sets
        Changes of the rule book, such as ``clauses.price_test.tests.multiple.times=1.5``.
    whole_round
        Whether the list is the whole round; by default decided from the number of varieties.
    seed
        Seed of the drawing of lots among equal prices.

    Returns
    -------
    pandas.DataFrame
        One row per bid: ``variety, firm, brand, price, award_price`` (yuan), ``won, reason, rank,
        regions`` and more.

    Raises
    ------
    InputError
        With every problem of the list or the rule book.
    """
    import pandas as pd

    result, _ = replay_list(bids, rules, sets=sets, whole_round=whole_round, seed=seed)
    rows = [asdict(decision) for decision in result.decisions]
    table = pd.DataFrame(rows)
    table["price"] = table["price"] / TICKS_PER_YUAN
    table["award_price"] = table["award_price"].astype("float64") / TICKS_PER_YUAN
    table["rank"] = table["rank"].astype("Int64")
    table["regions"] = table["regions"].map(list)
    return table


def replay_list(  # noqa: PLR0913  # options of a public call, by keyword
    bids: str | Path | pd.DataFrame | Iterable[Mapping[str, object]],
    rules: str,
    *,
    sets: Sequence[str] = (),
    whole_round: bool | None = None,
    seed: int = 1,
    preferences: str | Path | None = None,
    demand: Delegated | None = None,
) -> tuple[Replay, Areas]:
    """Replay a bid list and return all that is known about it, with the supply areas.

    Parameters
    ----------
    bids, rules, sets, whole_round, seed
        As in ``award``.
    preferences
        CSV file with the firms' orders of preference over areas.
    demand
        What hospitals reported (see ``collect_reports``): bases by area and brand volumes come from it.
    """
    lots, book, areas = _prepare(bids, rules, sets, seed, preferences, demand)
    return replay(lots, book.clauses, areas, book.scope.varieties.value, whole_round), areas


def collect_reports(
    institutions: str | Path,
    reports: str | Path,
    rules: str,
    participation: Participation | None = None,
    *,
    sets: Sequence[str] = (),
) -> Delegated:
    """Pass what institutions report on to the regions and the joint office of a rule book.

    Parameters
    ----------
    institutions
        CSV file of hospitals and pharmacies (or the id of a shipped list).
    reports
        CSV file of what they need (or the id of a shipped list).
    rules
        Rule book: its supply areas are the regions.
    participation
        Who takes part; by default all public and military institutions in the rule book's areas, and those
        private ones and pharmacies that opt in.
    sets
        Changes of the rule book.

    Raises
    ------
    InputError
        With every problem of the two lists.
    """
    areas = load_areas(load_rulebook(rules, Clauses, sets).record.clauses.supply.areas.value)
    return delegate(
        read_institutions(find("data", institutions)),
        read_reports(find("data", reports)),
        participation or Participation(regions=areas.codes),
    )


def choose_varieties(candidates: str | Path, rule: ScopeRule | None = None) -> Scope:
    """Choose the varieties that are put up for tender.

    Parameters
    ----------
    candidates
        CSV file of candidates (or the id of a shipped list).
    rule
        Which of them are put up; by default all that are not in force.

    Raises
    ------
    InputError
        With every problem of the list.
    """
    return choose_scope(read_candidates(find("data", candidates)), rule or ScopeRule())


def explain(  # noqa: PLR0913  # options of a public call, by keyword
    source: str | Path,
    firm: str,
    *,
    rules: str | None = None,
    variety: str | None = None,
    brand: str | None = None,
    replication: int = 0,
    sets: Sequence[str] = (),
    whole_round: bool | None = None,
    seed: int = 1,
    preferences: str | Path | None = None,
    demand: Delegated | None = None,
) -> tuple[Explanation, ...]:
    """Tell the whole chain of clauses for a firm's bids, in a bid list or a simulated round.

    Parameters
    ----------
    source
        CSV file of bids, or the id or path of a scenario.
    firm
        The firm.
    rules
        Rule book, for a bid list.
    variety, brand
        Narrow the answer to one variety or brand.
    replication
        Which simulated round, for a scenario.
    sets, whole_round, seed, preferences, demand
        As in ``replay_list``.

    Raises
    ------
    InputError
        If there is no such firm, variety or brand.
    """
    if str(source).lower().endswith(".csv") or (is_id(str(source)) and rules is not None):
        if rules is None:
            raise InputError.one("a bid list needs a rule book", mend="add --rules ID (see: vbp list rules)")
        lots, book, areas = _prepare(source, rules, sets, seed, preferences, demand)
        clauses = book.clauses
        whole = len(lots) >= book.scope.varieties.value if whole_round is None else whole_round
    else:
        if demand is not None:
            raise InputError.one("reports go with a bid list", mend="leave them out for a scenario")
        if replication < 0:
            raise InputError.one(f"there is no replication {replication}", mend="they count from 0")
        lots, clauses, areas = _simulated(str(source), replication, sets)
        whole = True
    found = _find_bids(lots, firm, variety, brand)
    return tuple(explain_bid(lots, at, clauses, areas, whole) for at in found)


def _simulated(name: str, replication: int, sets: Sequence[str]) -> tuple[tuple[Lot, ...], Clauses, Areas]:
    from simulator.study.store import default_store
    from simulator.tender.solving import Solving

    scenario, book = load_scenario(name, sets)
    folder = find("rounds", name).parent
    tender = set_up(scenario.record, book.record.clauses, folder, Solving(default_store()))
    block = play_block(tender, replication, 1)
    return tuple(one.lot for one in block.awarded), book.record.clauses, tender.areas


def _find_bids(
    lots: Sequence[Lot], firm: str, variety: str | None, brand: str | None
) -> list[tuple[int, int]]:
    names = [lot.variety for lot in lots]
    if variety is not None and variety not in names:
        raise InputError.one(f"there is no variety '{variety}'", mend=nearest(variety, names))
    found = [
        (at, bid)
        for at, lot in enumerate(lots)
        if variety in (None, lot.variety)
        for bid in range(lot.size)
        if lot.firms[bid] == firm and brand in (None, lot.brands[bid])
    ]
    if not found:
        firms = {name for lot in lots if variety in (None, lot.variety) for name in lot.firms}
        what = f"no bid of '{firm}'" + (f" for '{variety}'" if variety else "")
        raise InputError.one(what, mend=nearest(firm, firms))
    return found


def _prepare(
    bids: object,
    rules: str,
    sets: Sequence[str],
    seed: int,
    preferences: str | Path | None,
    demand: Delegated | None = None,
) -> tuple[tuple[Lot, ...], RuleBook[Clauses], Areas]:
    book = check_combination(load_rulebook(rules, Clauses, sets)).record
    areas = load_areas(book.clauses.supply.areas.value)
    rows = read_bids(find("data", bids)) if isinstance(bids, str | Path) else _rows(bids)
    wishes = None if preferences is None else read_preferences(Path(preferences), areas)
    return to_lots(rows, areas, seed, wishes, demand), book, areas


def _rows(bids: object) -> tuple[BidRow, ...]:
    """Read rows of a notebook with the checks that a file gets: they are written out as one first."""
    records = bids.to_dict("records") if hasattr(bids, "to_dict") else list(bids)  # type: ignore[call-overload]
    header = list(dict.fromkeys(str(key) for record in records for key in record))
    text = StringIO()
    writer = csv_writer(text, lineterminator="\n")
    writer.writerow(header or [column.name for column in BID_COLUMNS])
    for record in records:
        cells = {str(key): _cell(value) for key, value in record.items()}
        writer.writerow([cells.get(name, "") for name in header])
    try:
        return parse_bids(text.getvalue(), "rows")
    except InputError as error:
        raise InputError([_at_row(problem) for problem in error.problems]) from None


def _at_row(problem: Problem) -> Problem:
    """Name the row of a notebook instead of the line of a file; the header is line 1."""
    line = problem.place.line if problem.place else 0
    return replace(problem, place=Place(f"row {line - 2}" if line > 1 else "rows"))


def _cell(value: object) -> str:
    """Write a value of a notebook as the cell of a file."""
    if isinstance(value, bool | np.bool_):
        return "yes" if value else "no"
    if isinstance(value, float | np.floating):
        return "" if np.isnan(value) else f"{Decimal(repr(float(value))).normalize():f}"
    # Missing values of pandas print as <NA> or NaT and equal nothing, not even themselves.
    return "" if value is None or str(value) in ("<NA>", "NaT") else str(value)


def run(  # noqa: PLR0913  # options of a public call, by keyword
    scenario: str,
    *,
    out: str | Path | None = None,
    seed: int | None = None,
    reps: int | None = None,
    jobs: int = 1,
    sets: Sequence[str] = (),
    resume: bool = False,
    csv: bool = False,
    progress: bool = False,
    page: bool = True,
) -> Folder:
    """Run a scenario and leave its tables and report in a folder.

    Parameters
    ----------
    scenario
        Id of a shipped scenario, or path of a file.
    out
        Folder for the results; by default ``results/<scenario>-<plan>``.
    seed, reps
        Master seed and number of replications, if not those of the scenario.
    jobs
        Number of processes; results do not depend on it.
    sets
        Changes of the scenario of the form ``path=value``.
    resume
        Go on with an interrupted run.
    csv
        Write CSV files as well.
    progress
        Say on the error stream how far the run is.
    page
        Write ``report.html`` as well; without it :func:`write_report` writes it when it is wanted.
    """
    from simulator.report.page import read_report
    from simulator.report.page import write_report as write_page
    from simulator.study.progress import to_stderr
    from simulator.study.run import execute

    plan = make_plan(scenario, [*sets, *run_sets(seed, reps)])
    target = Path(out) if out is not None else Path("results") / f"{plan.scenario.record.id}-{plan.id}"
    folder = execute(
        plan, target, jobs=jobs, resume=resume, csv=csv, progress=to_stderr if progress else None
    )
    if page and not (folder.path / "report.html").exists():
        write_page(folder, read_report(folder))
    return folder


def campaign(
    name: str,
    *,
    out: str | Path | None = None,
    sets: Sequence[str] = (),
    csv: bool = False,
    progress: bool = False,
) -> Folder:
    """Run a campaign: rounds in calendar order, each with what happened in those before.

    Parameters
    ----------
    name
        Id of a shipped campaign, or path of a file.
    out
        Folder for the tables; by default ``results/<campaign>-<plan>``.
    sets
        Changes of the campaign of the form ``path=value``; ``rounds.1.change={…}`` changes a scenario.
    csv
        Write CSV files as well.
    progress
        Say on the error stream how far it is.
    """
    from simulator.study.campaign_plan import plan_campaign
    from simulator.study.campaigns import execute_campaign
    from simulator.study.progress import to_stderr

    plan = plan_campaign(name, sets)
    target = Path(out) if out is not None else Path("results") / f"{plan.record.id}-{plan.id}"
    return execute_campaign(plan, target, csv=csv, progress=to_stderr if progress else None)


def read_campaign(folder: str | Path) -> dict[str, pd.DataFrame]:
    """Read the tables of a complete campaign: ``rounds, replications, prices, bans``."""
    from simulator.study.campaigns import read_campaign_tables
    from simulator.study.folder import Folder

    return read_campaign_tables(Folder(Path(folder)))


def write_report(
    runs: Sequence[str | Path],
    *,
    out: str | Path | None = None,
    language: Language = "en",
) -> Path:
    """Write the report of a run again, or one report that puts several runs side by side.

    Parameters
    ----------
    runs
        Folders of runs, complete or not.
    out
        File to write; by default ``report.html`` in the folder of the run, or ``comparison.html`` beside the
        first of several folders.
    language
        ``en`` or ``zh``: the language in which the page opens; it holds both.

    Returns
    -------
    Path
        The file. What is missing, damaged or changed in a folder is named in it.

    Raises
    ------
    InputError
        If a folder holds no run at all, or one is named twice.
    RunError
        If the file cannot be written.
    """
    from simulator.report.reports import write_reports

    return write_reports([Path(one) for one in runs], None if out is None else Path(out), language)


def pictures(run: str | Path) -> dict[str, Picture]:
    """Return the figures of a run by name; a notebook shows them, and ``save`` writes them into files.

    Parameters
    ----------
    run
        Folder of a run.

    Raises
    ------
    InputError
        If there is no run in the folder.
    """
    from simulator.report.reports import pictures_of

    return pictures_of(Path(run))


def history(
    scenario: str,
    *,
    variety: str | None = None,
    replication: int = 0,
    sets: Sequence[str] = (),
    out: str | Path | None = None,
    behaviour: Behaviour | None = None,
) -> History:
    """Follow the contract of one variety in one simulated round, from the bids to the last delivery.

    Parameters
    ----------
    scenario
        Id of a shipped scenario, or path of a file; without a section ``supply`` its defaults hold.
    variety
        The variety; the first one by default.
    replication
        Which simulated round, from 0.
    sets
        Changes of the scenario of the form ``path=value``.
    out
        Parquet file for the events and monthly deliveries.
    behaviour
        What firms and hospitals do where they have a choice.

    Raises
    ------
    InputError
        If there is no such variety or replication.
    """
    from simulator.fund.feedback import answered
    from simulator.results.files import write_parquet
    from simulator.results.tables import RunLabel
    from simulator.study.contracts import history_table, trace_history
    from simulator.study.store import default_store
    from simulator.supply.terms import terms_of
    from simulator.tender.solving import Solving

    plan = make_plan(scenario, sets)
    if plan.scenario.record.supply is None:
        plan = make_plan(scenario, [*sets, "supply={}"])
    record, rules = plan.scenario.record, plan.rules.record
    if replication >= record.run.replications or replication < 0:
        raise InputError.one(
            f"there is no replication {replication}",
            mend=f"they count from 0 to {record.run.replications - 1}; --set run.replications=N for more",
        )
    tender = set_up(answered(record), rules.clauses, plan.folder, Solving(default_store()))
    names = [entrants.variety.name for entrants in tender.entrants]
    if variety is not None and variety not in names:
        raise InputError.one(f"there is no variety '{variety}'", mend=nearest(variety, names))
    at = 0 if variety is None else names.index(variety)
    assert record.supply is not None  # noqa: S101  # added above
    block = play_block(tender, replication, 1)
    found = trace_history(tender, block, terms_of(rules, record.supply), at, behaviour)
    if out is not None:
        write_parquet(history_table(RunLabel(record.id, rules.id), found), Path(out))
    return found


def ledger(
    scenario: str,
    *,
    variety: str | None = None,
    replication: int = 0,
    sets: Sequence[str] = (),
    out: str | Path | None = None,
) -> Ledger:
    """Follow the money of one variety in one simulated round: every posting, to the last fen.

    Parameters
    ----------
    scenario
        Id of a shipped scenario, or path of a file; without sections ``supply`` and ``fund`` their defaults
        hold.
    variety
        The variety; the first one by default.
    replication
        Which simulated round, from 0.
    sets
        Changes of the scenario of the form ``path=value``.
    out
        Parquet file for the postings.

    Raises
    ------
    InputError
        If there is no such variety or replication.
    """
    from simulator.study.ledgers import read_ledger

    return read_ledger(scenario, variety=variety, replication=replication, sets=sets, out=out)


def run_sets(seed: int | None, reps: int | None) -> list[str]:
    """Write seed and replications as changes of the scenario."""
    return ([f"run.seed={seed}"] if seed is not None else []) + (
        [f"run.replications={reps}"] if reps is not None else []
    )


def read_run(folder: str | Path) -> dict[str, pd.DataFrame]:
    """Read the tables of a complete run: ``summary, varieties, replications, awards``."""
    from simulator.study.folder import Folder
    from simulator.study.run import read_tables

    return read_tables(Folder(Path(folder)))


def compare_published(folder: str | Path) -> list[Verdict]:
    """Compare a run with the published figures of its tender; with none if only its winners are known.

    Raises
    ------
    InputError
        If the run is not complete, or neither figures nor winners of its tender are known here.
    """
    from simulator.results.agreement import read_agreement
    from simulator.results.published import Published, compare
    from simulator.study.folder import Folder

    tables = read_run(folder)
    name = Folder(Path(folder)).manifest().get("published")
    if not isinstance(name, str):
        if read_agreement(tables["replications"]) is not None:
            return []
        raise InputError.one(
            f"the tender of {folder} has no published figures here",
            mend="rounds without them are kept for checks out of sample",
        )
    record = load(name, Published, (), "published").record
    return compare(tables["summary"], record, tables.get("contracts"))


def winners_named(folder: str | Path) -> Agreement | None:
    """Say which share of the firms that won the actual tender a run names, and what a random pick would name.

    Returns
    -------
    Agreement or None
        Share, interval of its mean and gain over the random pick; ``None`` if the scenario's table of
        entries does not say who won.

    Raises
    ------
    InputError
        If the run is not complete.
    """
    from simulator.results.agreement import read_agreement

    return read_agreement(read_run(folder)["replications"])


def calibrate(name_or_path: str, sets: Sequence[str] = ()) -> Calibrated:
    """Fit parameters to published figures as a calibration file says, and try them on other tenders.

    Parameters
    ----------
    name_or_path
        Id of a shipped calibration, or path of a file.
    sets
        Changes of the file of the form ``path=value``.

    Raises
    ------
    InputError
        If the file is wrong, or a scenario has no published figure that may be fitted.
    """
    from simulator.scenario.calibrations import Calibration
    from simulator.study.calibrate import calibrate as fit

    return fit(load(name_or_path, Calibration, sets, "calibrations").record)


def sensitivity(  # noqa: PLR0913  # options of a public call, by keyword
    study: str,
    *,
    method: Method = "sobol",
    points: int = 64,
    metrics: Sequence[str] = (),
    reps: int = 100,
    seed: int = 1,
    sets: Sequence[str] = (),
    progress: bool = False,
) -> tuple[Index, ...]:
    """Measure which uncertain value of a study moves which figure of its baseline.

    Parameters
    ----------
    study
        Id of a shipped study, or path of a file; its futures are moved, or its axes if it has none.
    method
        ``sobol``, ``morris`` or ``pawn``.
    points
        Base points of Sobol' (a power of 2) and PAWN, or trajectories of Morris.
    metrics
        Figures; those of the study by default.
    reps
        Replications at each point, with the same draws at all of them.
    seed
        Seed of the points.
    sets
        Changes of the study file of the form ``path=value``.
    progress
        Say on the error stream how far it is.

    Raises
    ------
    InputError
        If the study moves nothing, or the number of points does not fit the method.
    """
    from simulator.study.search_public import measure

    return measure(study, method, points, metrics, (reps, seed, progress), sets)


def design(  # noqa: PLR0913  # options of a public call, by keyword
    study: str,
    *,
    tails: Sequence[str] = (),
    limits: Sequence[str] = (),
    trials: int = 100,
    reps: int = 100,
    seed: int = 1,
    sets: Sequence[str] = (),
    progress: bool = False,
) -> Searched:
    """Search a study's axes for rules that are good in several respects at once.

    Objectives are the figures under `better` of the study. What the search finds is simulated again on
    fresh draws, four times as many.

    Parameters
    ----------
    study
        Id of a shipped study, or path of a file.
    tails
        Objectives of which the mean of the worst 5 % of replications counts (CVaR).
    limits
        Bounds such as ``shortage<=0.01``.
    trials
        Points that the search simulates.
    reps
        Replications at each point, with the same draws at all of them.
    seed
        Seed of the search.
    sets
        Changes of the study file of the form ``path=value``.
    progress
        Say on the error stream how far it is.

    Raises
    ------
    InputError
        If the study has no axes, or fewer than two objectives.
    """
    from simulator.study.search_public import find_designs

    return find_designs(study, tails, limits, trials, (reps, seed, progress), sets)


def validate(*, only: Sequence[str] = (), reps: int = 200, seed: int = 1) -> Validation:
    """Set every published figure that is held here beside its simulated distribution.

    Parameters
    ----------
    only
        Scenarios that are simulated; every tender of the record, and natural experiments, by default.
    reps
        Replications of each tender.
    seed
        Master seed.

    Raises
    ------
    InputError
        If a scenario has no published figure.
    """
    from simulator.report.validation import validate_record

    return validate_record(only, reps, seed)


def verify(seed: int = 1, reps: int = 40_000) -> tuple[Check, ...]:
    """Test this installation against results that are known without it: equilibria and tender documents.

    Simulated firms bid equilibria that can be written down; the rules that decide every other tender decide
    theirs; prices, payments, chances and volumes are compared with the formulas. Thresholds, places and
    shares are compared with what tender documents say.

    Parameters
    ----------
    seed
        Master seed of the draws.
    reps
        Simulated tenders for each check, at least 2,000.

    Returns
    -------
    tuple of Check
        Each with what was expected and measured, the tolerance, and whether it passed.

    Raises
    ------
    InputError
        If there are too few simulated tenders.
    """
    from simulator.study.verify.suite import verify as run_checks

    return run_checks(seed, reps)


def equilibrium(  # noqa: PLR0913  # options of a public call, by keyword
    scenario: str,
    *,
    varieties: Sequence[str] = (),
    sets: Sequence[str] = (),
    tolerance: float = 0.01,
    draws: int = 0,
    starts: bool = False,
    jobs: int = 1,
    progress: bool = False,
) -> tuple[VarietyResult, ...]:
    """Find the bids from which no firm would want to move, for the varieties of a scenario.

    Parameters
    ----------
    scenario
        Id of a shipped scenario, or path of a file.
    varieties
        Names of varieties; all of them if empty.
    sets
        Changes of the form ``path=value``; ``rules.change.places.cap=8`` changes the rule book.
    tolerance
        Largest relative gain that the search leaves to any class of firms.
    draws
        Fresh draws on which deviations are tried under the full rules; none if 0, else at least 1,000.
    starts
        Search from other starts too, and say whether they lead to the same prices.
    jobs
        Games that are solved at the same time.
    progress
        Show progress on the terminal.

    Returns
    -------
    tuple of VarietyResult
        For each variety, at its typical cost level: the game, the bids, the certificate and what the bids
        lead to.

    Raises
    ------
    InputError
        If the scenario is wrong, or no game can be formed under its rule book.
    """
    from simulator.study.equilibrium import Search, solve_plan
    from simulator.study.progress import to_stderr
    from simulator.study.store import default_store
    from simulator.tender.solving import Solving

    if not 1e-6 <= tolerance <= 0.5:
        raise InputError.one(f"a tolerance of {tolerance}", mend="choose one from 0.000001 to 0.5")
    if draws and not 1_000 <= draws <= 1_000_000:
        raise InputError.one(f"{draws} fresh draws", mend="choose 1,000 to 1,000,000, or 0 for none")
    plan = make_plan(scenario, sets)
    shown = partial(to_stderr, what="game") if progress else None
    search = Search(tuple(varieties), tolerance, draws, starts)
    return solve_plan(plan, search, Solving(default_store(), jobs, shown))


def deviations(
    scenario: str,
    *,
    varieties: Sequence[str] = (),
    sets: Sequence[str] = (),
    draws: int = 4000,
    jobs: int = 1,
    progress: bool = False,
) -> list[VarietyGains]:
    """Say how much one firm could gain by bidding otherwise than the scenario's strategies.

    Parameters
    ----------
    scenario
        Id of a shipped scenario, or path of a file.
    varieties
        Names of varieties; all of them if empty.
    sets
        Changes of the form ``path=value``.
    draws
        Draws on which deviations are tried under the full rules, 100 to 1,000,000.
    jobs
        Games that are solved at the same time, where bids are solved.
    progress
        Show progress on the terminal.

    Returns
    -------
    list of VarietyGains
        For each variety and class of firm: what it earns in yuan, and what the best deviation adds, with its
        99 % interval.

    Raises
    ------
    InputError
        If the scenario is wrong, or bids in it have no value of their own to a firm.
    """
    from simulator.study.deviations import gains_of_plan
    from simulator.study.progress import to_stderr
    from simulator.study.store import default_store
    from simulator.tender.solving import Solving

    if not 100 <= draws <= 1_000_000:
        raise InputError.one(f"{draws} draws", mend="choose 100 to 1,000,000")
    shown = partial(to_stderr, what="variety") if progress else None
    solving = Solving(default_store(), jobs, shown)
    return gains_of_plan(make_plan(scenario, sets), varieties, draws, solving)


def parallel_env(  # noqa: PLR0913  # options of a public call, by keyword
    scenario: str = "round-7-2022",
    *,
    rules: str | None = None,
    sets: Sequence[str] = (),
    learners: Sequence[str] = ("generic",),
    variety: str | None = None,
    rounds: int = 1,
    whole_round: bool | None = None,
    ceiling_follows: bool = False,
    render_mode: str | None = None,
) -> TenderEnvironment:
    """Make a scenario a PettingZoo environment in which bidders can be trained against its firms and rules.

    Parameters
    ----------
    scenario
        Id of a shipped scenario, or path of a file.
    rules
        Rule book in place of the scenario's.
    sets
        Changes of the scenario of the form ``path=value``.
    learners, variety, rounds, whole_round, ceiling_follows, render_mode
        As in :func:`simulator.campaign.parallel_env`.

    Raises
    ------
    InputError
        If the scenario is wrong, or an option does not fit it.
    RunError
        If PettingZoo is not installed.
    """
    from simulator.campaign.environment import parallel_env as make_environment

    changes = [*sets, f"rules.book={rules}"] if rules is not None else sets
    loaded, book = load_scenario(scenario, changes)
    tender = set_up(loaded.record, book.record.clauses, find("rounds", scenario).parent)
    return make_environment(
        tender,
        learners=learners,
        variety=variety,
        rounds=rounds,
        whole_round=whole_round,
        ceiling_follows=ceiling_follows,
        render_mode=render_mode,
    )


def recover_costs(
    bids: str | Path | pd.DataFrame | Iterable[Mapping[str, object]],
    rules: str,
    *,
    sets: Sequence[str] = (),
    reps: int = 200,
    seed: int = 1,
    progress: bool = False,
) -> CostRecovery:
    """Infer what units cost the firms behind a bid list, if their bids were an equilibrium.

    Parameters
    ----------
    bids, rules, sets
        As in ``award``.
    reps
        Resamples of the list for the intervals; 0 for none.
    seed
        Seed of the resamples.
    progress
        Show progress on the terminal.

    Returns
    -------
    CostRecovery
        For each valid bid with a rival: a cost, the bounds within which the bid is a best response, and a
        90 % interval; mean margins by quality status.

    Raises
    ------
    InputError
        With every problem of the list; if it has too few bids; or if no game can be formed under the rules.
    """
    from simulator.study.costs.bidders import valid_bidders
    from simulator.study.costs.pool import Resampling
    from simulator.study.costs.recovery import recover
    from simulator.study.progress import to_stderr

    if reps and not 20 <= reps <= 10_000:
        raise InputError.one(f"{reps} resamples", mend="choose 20 to 10,000, or 0 for none")
    lots, book, areas = _prepare(bids, rules, sets, seed, None)
    shown = partial(to_stderr, what="resample") if progress else None
    valid = valid_bidders(lots, book.clauses, areas)
    return recover(valid, book.clauses, areas, Resampling(reps, seed), shown)


def compare(  # noqa: PLR0913  # options of a public call, by keyword
    names: Sequence[str],
    *,
    scenario: str | None = None,
    metrics: Sequence[str] = (),
    reps: int = 1000,
    seed: int = 1,
    sets: Sequence[str] = (),
    jobs: int = 1,
    executor: Executor | None = None,
    out: str | Path | None = None,
    progress: bool = False,
) -> StudyResult:
    """Compare scenarios, rule books or folders of runs under common random numbers.

    Parameters
    ----------
    names
        Scenarios, or folders of complete runs, or rule books if a scenario is given.
    scenario
        Scenario in which rule books are compared.
    metrics
        Figures to compare (``list_shipped("figures")``); the usual ones by default.
    reps, seed
        Replications of each, and the master seed of all; not used for folders.
    sets
        Changes of every scenario of the form ``path=value``.
    jobs
        Number of processes; results do not depend on it.
    executor
        Any ``concurrent.futures.Executor`` in place of processes of our own; ``jobs`` says how wide it is.
    out
        Folder for the results; by default ``results/compare-<plan>``. What is there already is used.
    progress
        Say on the error stream how far the work is.

    Returns
    -------
    StudyResult
        Its method ``comparison`` gives the table, with differences from any of the names.

    Raises
    ------
    InputError
        With every problem that was found.
    """
    from simulator.study.compare import Asked
    from simulator.study.public import Where, compare_things, pool_for

    asked = Asked(tuple(names), scenario, tuple(metrics), reps, seed)
    pool = pool_for(Where(jobs, executor=executor))
    return compare_things(
        asked, sets, pool, None if out is None else Path(out), resume=True, progress=progress
    )


def sweep(  # noqa: PLR0913  # options of a public call, by keyword
    study: str,
    *,
    sets: Sequence[str] = (),
    reps: int | None = None,
    seed: int | None = None,
    jobs: int = 1,
    cluster: str | None = None,
    dask: bool = False,
    executor: Executor | None = None,
    out: str | Path | None = None,
    resume: bool = False,
    progress: bool = False,
) -> StudyResult:
    """Carry a study out, run by run, and read what it found.

    Parameters
    ----------
    study
        Id of a shipped study (``list_shipped("studies")``), or path of a file.
    sets
        Changes of every scenario of the form ``path=value``, below what the study itself varies.
    reps, seed
        Replications of every run, and the master seed, if not those of the study.
    jobs
        Number of processes; results do not depend on it.
    cluster
        Address of the scheduler of a Dask cluster to work on.
    dask
        Start a Dask cluster of ``jobs`` workers on this machine.
    executor
        Any ``concurrent.futures.Executor`` to work on; ``jobs`` says how wide it is.
    out
        Folder for the results; by default ``results/<study>-<plan>``.
    resume
        Go on with an interrupted study.
    progress
        Say on the error stream how far the work is.

    Raises
    ------
    InputError
        With every problem of the study, before the first run.
    RunError
        If something cannot be written, another process writes there, or no cluster answers.
    """
    from simulator.study.public import Where, plan_sweep, pool_for, sweep_study

    plan = plan_sweep(study, sets, study_changes(reps, seed))
    pool = pool_for(Where(jobs, cluster, dask, executor))
    return sweep_study(plan, pool, None if out is None else Path(out), resume=resume, progress=progress)


def study_changes(reps: int | None = None, seed: int | None = None) -> list[str]:
    """Return the changes of a study file that stand for its own options."""
    changes = [] if seed is None else [f"run.seed={seed}"]
    return changes if reps is None else [*changes, f"run.replications={reps}", "run.precision=null"]


def study_lines(
    study: str, sets: Sequence[str] = (), reps: int | None = None, seed: int | None = None
) -> list[str]:
    """Check a study and say what it would run, without running it."""
    from simulator.study.public import plan_sweep

    plan = plan_sweep(study, sets, study_changes(reps, seed))
    run = plan.record.run
    wanted = run.precision
    many = (
        f"{run.replications} replications each"
        if wanted is None
        else (
            f"{wanted.pilot} to {wanted.most} replications each, until the interval of {wanted.metric} is "
            f"within +/- {wanted.half_width}"
        )
    )
    return [
        f"study {plan.record.id}, plan {plan.id}",
        f"{len(plan.choices)} choices, {max(len(plan.futures), 1)} futures, {len(plan.points)} runs "
        f"({len({point.id for point in plan.points})} different)",
        f"{many}, seed {run.seed}",
        f"results would go to results/{plan.record.id}-{plan.id}",
    ]


def export(folder: str | Path, to: str | Path, *, table: str | None = None) -> tuple[str, ...]:
    """Write the tables of a run or study for another program.

    Parameters
    ----------
    folder
        Folder of a complete run or study.
    to
        The file: ``.xlsx`` takes all tables, ``.dta`` (Stata), ``.csv`` and ``.parquet`` one.
    table
        The only table to write; by default all, or the summary (of a study: the comparison).

    Returns
    -------
    tuple of str
        Names of the tables that were written.
    """
    from simulator.results.export import export_tables
    from simulator.study.results import tables_in

    tables, about = tables_in(Path(folder))
    return export_tables(tables, about, Path(to), table)


def cite(folder: str | Path, language: Language = "en") -> list[str]:
    """Return how to cite a complete run or study, and the command that repeats it."""
    from simulator.report.cite import citation_lines
    from simulator.study.results import tables_in

    _, said = tables_in(Path(folder))
    return citation_lines(Path(folder), said, language)


def screen_bids(source: str | Path) -> tuple[ScreenedVariety, ...]:
    """Screen bids for signs of a ring, as a supervision group could: figures and flags, never a verdict.

    Parameters
    ----------
    source
        CSV file of bids (or the id of a shipped list), or the folder of a complete run, of which the first
        simulated round is screened.

    Raises
    ------
    InputError
        With every problem of the list, or if the run is not complete.
    """
    from simulator.study.screening import screen_awards, screen_lots

    if Path(source).is_dir():
        return screen_awards(read_run(source)["awards"])
    # Areas play no part in screens; any table of them serves to lay a list out.
    return screen_lots(to_lots(read_bids(find("data", source)), load_areas("national-31")))


def screen_power(
    scenario: str, *, sets: Sequence[str] = (), reps: int = 100, false_alarms: float = 0.05, jobs: int = 1
) -> RingStudy:
    """Measure how well each screen tells the ring of a scenario from the same firms without one.

    Parameters
    ----------
    scenario
        Id of a shipped scenario, or path of a file, with a section ``ring``.
    sets
        Changes of the form ``path=value``; ``ring.size=4`` puts a ring to work.
    reps
        Rounds simulated without and with the ring, 1 to 100,000.
    false_alarms
        Accepted rate of false alarms of each screen on its own.
    jobs
        Games that are solved at the same time, where firms bid an equilibrium.

    Raises
    ------
    InputError
        If the scenario is wrong or has no ring, or the numbers make no sense.
    """
    from simulator.study.screening import measure_screens
    from simulator.study.store import default_store
    from simulator.tender.solving import Solving

    if not 0 < false_alarms < 1:
        raise InputError.one(f"a false-alarm rate of {false_alarms}", mend="choose one between 0 and 1")
    if not 1 <= reps <= 100_000:
        raise InputError.one(f"{reps} simulated rounds", mend="choose 1 to 100,000")
    return measure_screens(make_plan(scenario, sets), reps, false_alarms, Solving(default_store(), jobs))


def price_index(
    sources: Sequence[str],
    *,
    sets: Sequence[str] = (),
    reps: int = 100,
    same_names: bool = False,
    out: str | Path | None = None,
) -> tuple[IndexStudy, pd.DataFrame]:
    """Compute a price index over tenders in order: Laspeyres, Paasche, Fisher, direct and chained.

    Parameters
    ----------
    sources
        Ids or paths of scenarios, or folders of complete runs; the first is compared with prices before.
    sets
        Changes of the scenarios of the form ``path=value``.
    reps
        Replications of each scenario; folders have their own number, and the fewest of all are used.
    same_names
        Whether equal names mean the same good, also where varieties are laid out at random.
    out
        Parquet or CSV file for the figures.

    Returns
    -------
    tuple
        Prices, quantities and coverage by tender, and the table of figures with 95 % intervals.

    Raises
    ------
    InputError
        If a source is wrong or no complete run.
    """
    from simulator.results.files import write_table
    from simulator.study.price_index import index_table, line_up
    from simulator.study.price_periods import read_period

    study = line_up([read_period(str(source), sets, reps) for source in sources], same_names)
    figures = index_table(study)
    if out is not None:
        write_table(figures, Path(out))
    return study, figures


def price_layers(
    before: str | float, after: str | float, *, cost: str | float | None = None, kind: str = "drug"
) -> PriceLayers:
    """Split a price before and one after a tender into cost, margins, selling and distribution.

    Parameters
    ----------
    before, after
        What hospitals pay, in yuan, with at most four decimals.
    cost
        Production cost in yuan; the highest that the price after carries if left out.
    kind
        ``drug`` or ``device``.

    Raises
    ------
    InputError
        If an amount is no price, or the kind is unknown.
    """
    from simulator.scenario.welfare import Layers
    from simulator.study.price_layers import split_prices

    if kind not in ("drug", "device"):
        raise InputError.one(f"there is no kind '{kind}'", mend=nearest(kind, ("drug", "device")))
    amounts = [None if one is None else _ticks(one) for one in (before, after, cost)]
    assert amounts[0] is not None and amounts[1] is not None  # noqa: PT018, S101  # they were given
    return split_prices(amounts[0], amounts[1], amounts[2], kind, Layers())  # type: ignore[arg-type]


def _ticks(amount: str | float) -> int:
    try:
        return parse_price(str(amount))
    except ValueError as error:
        raise InputError.one(str(error), mend="give an amount in yuan, such as 13000 or 0.1807") from None


def monitor(
    source: str | Path,
    *,
    replication: int = 0,
    reps: int = 1,
    sets: Sequence[str] = (),
    out: str | Path | None = None,
) -> Monitored:
    """Report quarter by quarter how the contracts of a tender are carried out, and what follows from it.

    Parameters
    ----------
    source
        Id or path of a scenario, or folder of a run; contracts take their defaults if it says nothing of
        them.
    replication
        First simulated round that is monitored, from 0.
    reps
        Simulated rounds.
    sets
        Changes of the form ``path=value``.
    out
        Folder for the tables ``monitoring``, ``notices`` and ``quarters``, as Parquet and CSV.

    Returns
    -------
    Monitored
        Rows by quarter, variety, region and main supplier; notices; figures of each quarter with intervals.

    Raises
    ------
    InputError
        If the source is wrong, or there are no such simulated rounds.
    """
    from simulator.study.monitoring import monitor as watch
    from simulator.study.monitoring import plan_with_contracts, write_monitored

    if not 1 <= reps <= 1000:
        raise InputError.one(f"{reps} simulated rounds", mend="choose 1 to 1,000")
    folder = Path(source)
    if folder.is_dir() and not (folder / "resolved.yaml").exists():
        raise InputError.one(f"{folder} holds no run", mend="give the folder of a run, or a scenario")
    name = str(folder / "resolved.yaml") if folder.is_dir() else str(source)
    found = watch(plan_with_contracts(name, sets), range(replication, replication + reps))
    if out is not None:
        write_monitored(found, Path(out))
    return found


def list_shipped(kind: str = "rounds") -> list[Row]:
    """List what comes with the product.

    Parameters
    ----------
    kind
        ``rules``, ``rounds``, ``campaigns``, ``published``, ``data``, ``strategies``, ``metrics``,
        ``studies`` or ``figures`` (what studies can compare).
    """
    listers: dict[str, Callable[[], list[Row]]] = {
        "rules": _list_rules,
        "rounds": _list_rounds,
        "campaigns": _list_campaigns,
        "published": _list_published,
        "data": lambda: [{"id": name} for name in list_ids("data")],
        "strategies": _list_strategies,
        "metrics": _list_metrics,
        "studies": _list_studies,
        "figures": _list_figures,
    }
    if kind not in listers:
        raise InputError.one(f"there is no list of '{kind}'", mend=nearest(kind, listers))
    return listers[kind]()


def _list_rules() -> list[Row]:
    found: list[Row] = []
    for name in list_ids("rules"):
        book = load_rulebook(name, Clauses).record
        title = {"title_en": book.title.en, "title_zh": book.title.zh}
        bids = book.dates.bids.value.isoformat()
        found.append({"id": book.id, **title, "bids": bids, "kind": book.kind, "confidence": book.confidence})
    return found


def _list_rounds() -> list[Row]:
    found: list[Row] = []
    for name in list_ids("rounds"):
        record = load(name, Scenario[AnyStrategy], (), "rounds").record
        title = {"title_en": record.title.en, "title_zh": record.title.zh}
        found.append({"id": record.id, **title, "rules": record.rules.book, "published": record.published})
    return found


def _list_campaigns() -> list[Row]:
    found = [load(name, CampaignPlan, (), "campaigns").record for name in list_ids("campaigns")]
    return [
        {
            "id": one.id,
            "title_en": one.title.en,
            "title_zh": one.title.zh,
            "rounds": ", ".join(each.id for each in one.rounds),
        }
        for one in found
    ]


def _list_published() -> list[Row]:
    from simulator.results.published import Published

    records: list[Published] = [
        load(name, Published, (), "published").record for name in list_ids("published")
    ]
    return [
        {"id": r.id, "title_en": r.title.en, "title_zh": r.title.zh, "figures": len(r.figures)}
        for r in records
    ]


def _list_strategies() -> list[Row]:
    return [
        {
            "id": str(strategy.model_fields["use"].annotation.__args__[0]),  # type: ignore[union-attr]
            "says": (strategy.__doc__ or "").strip().splitlines()[0],
            **asdict(strategy.traits),
        }
        for strategy in STRATEGIES
    ]


def _list_metrics() -> list[Row]:
    from simulator.results.dictionary import METRICS

    return [asdict(entry) for entry in METRICS.values()]


def _list_studies() -> list[Row]:
    records: list[Study] = [load(name, Study, (), "studies").record for name in list_ids("studies")]
    return [
        {"id": one.id, "title_en": one.title.en, "title_zh": one.title.zh, "scenario": one.baseline.scenario}
        for one in records
    ]


def _list_figures() -> list[Row]:
    from simulator.study.figures import FIGURES

    return [asdict(one) for one in FIGURES.values()]


def check(name: str | Path) -> str:
    """Check one file of any kind and say what it is.

    Returns
    -------
    str
        ``scenario``, ``campaign``, ``rule book``, ``published figures``, ``study`` or ``bid list``.

    Raises
    ------
    InputError
        With every problem that was found.
    """
    if str(name).lower().endswith(".csv"):
        read_bids(Path(name))
        return "bid list"
    file, kind = _locate(str(name), ("rounds", "rules", "published", "campaigns", "studies"))
    if kind == "rules":
        check_combination(load_rulebook(file, Clauses))
        return "rule book"
    if kind == "published":
        from simulator.results.published import Published

        load(file, Published, (), "published")
        return "published figures"
    if kind == "campaigns":
        from simulator.study.campaign_plan import plan_campaign

        plan_campaign(str(file))
        return "campaign"
    if kind == "studies":
        from simulator.study.study_plan import plan_study, study_of

        loaded, folder = study_of(str(file))
        plan_study(loaded, folder)
        return "study"
    scenario, book = load_scenario(str(file))
    set_up(scenario.record, book.record.clauses, file.parent, solve=False)
    return "scenario"


def _locate(name: str, order: Sequence[Kind]) -> tuple[Path, Kind]:
    """Find a file and its kind: a shipped id in the order of kinds given, or a path by its content."""
    if is_id(name):
        for kind in order:
            if name in list_ids(kind):
                return find(kind, name), kind
        known = [each for kind in order for each in list_ids(kind)]
        raise InputError.one(f"nothing is called '{name}'", mend=nearest(name, known))
    file = find(order[0], name)
    own = read_file(file, label(file))
    keys = set(own.entries) if isinstance(own, Map) else set()
    for key, kind in _TELLING:
        if key in keys:
            return file, kind
    return file, "rounds"


_TELLING: tuple[tuple[str, Kind], ...] = (
    ("clauses", "rules"),
    ("figures", "published"),
    ("rounds", "campaigns"),
    ("baseline", "studies"),
)
"""Keys that tell what a file of one's own is; a scenario has none of them."""


def is_campaign(name: str) -> bool:
    """Say whether a name is that of a campaign, not of a scenario."""
    return name in list_ids("campaigns") if is_id(name) else _locate(name, ("rounds",))[1] == "campaigns"


def show(name: str, sets: Sequence[str] = (), *, rules: bool = False) -> str:
    """Return a scenario or rule book fully resolved, each value with the file and line it comes from.

    Parameters
    ----------
    name
        Id or path.
    sets
        Changes of the form ``path=value``.
    rules
        Take an id for that of a rule book, not of a scenario.
    """
    return resolved_yaml(_load_any(name, ("rules", "rounds") if rules else ("rounds", "rules"), sets))


def _load_any(
    name: str, order: Sequence[Kind], sets: Sequence[str] = ()
) -> Loaded[Scenario[AnyStrategy]] | Loaded[RuleBook[Clauses]]:
    file, kind = _locate(name, order)
    return load_rulebook(file, Clauses, sets) if kind == "rules" else load_scenario(str(file), sets)[0]


def diff(
    before: str, after: str, *, scenarios: bool = False, everything: bool = False
) -> tuple[Difference, ...]:
    """List what tells two rule books, or two scenarios, apart.

    Parameters
    ----------
    before, after
        Ids or paths.
    scenarios
        Take ids for those of scenarios, not of rule books.
    everything
        List sources, notes, titles and dates as well.
    """
    order: tuple[Kind, Kind] = ("rounds", "rules") if scenarios else ("rules", "rounds")
    kinds = [_locate(name, order)[1] for name in (before, after)]
    if kinds[0] != kinds[1]:
        names = " and ".join(
            f"'{name}' ({'a scenario' if kind == 'rounds' else 'a rule book'})"
            for name, kind in zip((before, after), kinds, strict=True)
        )
        raise InputError.one(
            f"{names} are not of one kind",
            mend="compare two of a kind; --scenarios takes ids for those of scenarios",
        )
    one, other = (_load_any(name, order).tree for name in (before, after))
    return differences(one, other, everything=everything)


def schema(name: str = "scenario") -> Mapping[str, object]:
    """Return the JSON Schema (draft 7) of scenarios, campaigns, rule books, published figures or studies."""
    from simulator.results.published import Published
    from simulator.scenario.calibrations import Calibration
    from simulator.scenario.schema import json_schema

    models: dict[str, type[BaseModel]] = {
        "scenario": Scenario[AnyStrategy],
        "campaign": CampaignPlan,
        "rulebook": RuleBook[Clauses],
        "published": Published,
        "study": Study,
        "calibration": Calibration,
    }
    if name not in models:
        raise InputError.one(f"there is no schema '{name}'", mend=nearest(name, models))
    return json_schema(models[name], f"vbp {name}")


def plan_lines(scenario: str, sets: Sequence[str] = ()) -> list[str]:
    """Check a scenario or campaign and say what a run of it would do, without running it."""
    if is_campaign(scenario):
        from simulator.study.campaign_plan import campaign_lines

        return campaign_lines(scenario, sets)
    plan = make_plan(scenario, sets)
    record, book = plan.scenario.record, plan.rules.record
    tender = set_up(record, book.clauses, plan.folder, solve=False)
    bids = sum(len(entrants.firms) for entrants in tender.entrants)
    return [
        f"scenario {record.id}, rule book {book.id} ({book.confidence}), plan {plan.id}",
        f"{len(tender.entrants)} varieties, {bids} bids, {len(tender.areas)} supply areas",
        f"{record.run.replications} replications in {len(plan.blocks)} blocks, seed {record.run.seed}",
        f"results would go to results/{record.id}-{plan.id}",
    ]


def check_plans(scenarios: Sequence[str], sets: Sequence[str] = ()) -> list[str]:
    """Check several scenarios and say what runs of them would do, without running them.

    Raises
    ------
    InputError
        With the problems of all of them, or if two would write into one folder.
    """
    lines: list[str] = []
    problems: list[Problem] = []
    for at, scenario in enumerate(scenarios):
        if Path(scenario).stem in [Path(other).stem for other in scenarios[:at]]:
            problems.append(Problem(f"'{scenario}' is named twice", mend="name each scenario once"))
            continue
        try:
            lines += plan_lines(scenario, sets)
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return lines


def new(
    name: str,
    base: str = "round-7-2022",
    folder: str | Path = ".",
    *,
    rules: bool = False,
    data: str | Path | None = None,
) -> Path:
    """Write a scenario or rule book of your own that starts from a shipped one.

    Parameters
    ----------
    name
        Id of the new scenario, also its file name.
    base
        Shipped scenario or rule book that it starts from.
    folder
        Where to write it.
    rules
        Write a rule book, not a scenario.
    data
        CSV table of varieties that become the scenario's market (``new_table`` writes one to fill in).

    Raises
    ------
    InputError
        If the name is no id, the base is unknown, the file exists, or the table is wrong.
    """
    if data is not None:
        from simulator.study.own_market import scenario_from_data

        return scenario_from_data(name, Path(data), base, Path(folder))
    from simulator.scenario.template import rulebook_template, scenario_template, write_new

    start = base if is_id(base) else _beside(base, Path(folder))
    if rules:
        load_rulebook(base, Clauses)
        return write_new(name, rulebook_template(name, start, Clauses), Path(folder))
    load_scenario(base)
    return write_new(name, scenario_template(name, start), Path(folder))


def new_table(folder: str | Path = ".") -> tuple[Path, Path]:
    """Write a table of varieties to fill in, and a table of what its columns hold."""
    from simulator.study.own_market import write_template

    return write_template(Path(folder))


def _beside(base: str, folder: Path) -> str:
    """Return the path of a file as one beside it says it; nothing extends files that lie elsewhere."""
    try:
        return Path(base).resolve().relative_to(folder.resolve()).as_posix()
    except ValueError:
        raise InputError.one(
            f"'{base}' does not lie in the folder '{folder}'",
            mend="a file extends shipped ids, or files beside or below it: use the folder of that file",
        ) from None
