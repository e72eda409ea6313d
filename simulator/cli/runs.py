"""Verbs about runs: run, campaign, report, published, history."""

from __future__ import annotations

import argparse
import json
import sys
from functools import partial
from pathlib import Path

from simulator.cli.options import (
    Parser,
    Verbs,
    add_output,
    add_sets,
    add_work,
    note,
    refusals,
    say,
    say_json,
    whole_number,
)

__all__ = ["VERBS", "add_history", "add_runs"]


def add_runs(verbs: argparse._SubParsersAction[Parser]) -> None:
    """Add `run`, `campaign`, `report` and `published`."""
    run = verbs.add_parser("run", help="run scenarios, each into a folder with tables and a report")
    run.add_argument(
        "scenarios", nargs="+", metavar="scenario", help="id (see: vbp list) or path; several run in turn"
    )
    run.add_argument("--seed", type=whole_number, help="master seed")
    run.add_argument("--reps", type=whole_number, help="number of replications")
    add_work(run)
    run.add_argument(
        "--bids",
        choices=("solved", "frozen"),
        help="let makers answer to the rule book, or bid as the scenario says (frozen, the default)",
    )
    run.add_argument(
        "--out", help="folder for the results; with several scenarios, one folder for each in it"
    )
    run.add_argument("--resume", action="store_true", help="go on with an interrupted run")
    run.add_argument("--csv", action="store_true", help="write CSV files as well")
    run.add_argument("--dry-run", action="store_true", help="check everything and say what would be run")
    run.add_argument(
        "--stress",
        action="append",
        default=[],
        metavar="NAME",
        help="carry the contracts out under a stress test (docs/contracts.md), beside those of the "
        "scenario; may be repeated",
    )
    run.add_argument(
        "--engine", choices=("compiled", "simpy"), help="what carries contracts out; results are the same"
    )
    run.add_argument("--lang", choices=("en", "zh"), default="en", help="language of the table")
    add_sets(run)
    campaign = verbs.add_parser("campaign", help="run rounds in calendar order, each with what came before")
    campaign.add_argument("name", help="id (see: vbp list campaigns) or path")
    campaign.add_argument("--seed", type=whole_number, help="master seed")
    campaign.add_argument("--reps", type=whole_number, help="number of replications")
    add_work(campaign)
    campaign.add_argument("--out", help="folder for the tables")
    campaign.add_argument("--resume", action="store_true", help="go on with an interrupted campaign")
    campaign.add_argument("--dry-run", action="store_true", help="check everything and say what would be run")
    campaign.add_argument("--csv", action="store_true", help="write CSV files as well")
    add_sets(campaign)
    add_output(campaign)
    report = verbs.add_parser(
        "report", help="write the page of a run, study, search or campaign, or of several runs"
    )
    report.add_argument("runs", nargs="+", metavar="run", help="folder of a run or study, complete or not")
    report.add_argument("--out", metavar="FILE", help="HTML file to write")
    report.add_argument(
        "--figures", metavar="FOLDER", help="write the figures of one page into a folder as well"
    )
    formats = ("png", "svg", "pdf")
    report.add_argument("--format", choices=formats, default="png", help="format of the figures")
    report.add_argument("--lang", choices=("en", "zh"), default="en", help="language it opens in")
    published = verbs.add_parser("published", help="compare a run with the published figures of its tender")
    published.add_argument("folder", help="folder of a complete run")
    add_output(published)


def add_history(verbs: argparse._SubParsersAction[Parser]) -> None:
    """Add `history`."""
    verb = verbs.add_parser("history", help="follow one contract from the bids to the last delivery")
    verb.add_argument("scenario", help="scenario: id or path")
    verb.add_argument("--variety", metavar="NAME", help="variety; the first one by default")
    verb.add_argument("--replication", type=whole_number, default=0, help="which replication, from 0")
    verb.add_argument("--money", action="store_true", help="follow the money: every posting (docs/money.md)")
    verb.add_argument(
        "--out",
        metavar="FILE",
        help="write events and monthly deliveries, or with --money all postings (Parquet)",
    )
    verb.add_argument("--plot", metavar="FILE", help="draw it (PNG, SVG or PDF)")
    add_sets(verb)
    add_output(verb)


def _run(options: argparse.Namespace) -> int:
    from simulator import api
    from simulator.study.stress_sets import stressed

    engine = [f"supply.engine={options.engine}"] if options.engine else []
    every = [*options.sets, *engine, *api.run_sets(options.seed, options.reps)]
    several = len(options.scenarios) > 1
    if options.dry_run or several:
        # A mistake in the last scenario is told before the first has run for an hour.
        planned = api.check_plans(options.scenarios, every, options.bids, options.stress)
        if options.dry_run:
            return say(*planned)
    if not several:
        name = options.scenarios[0]
        return _run_one(options, name, options.out, stressed(name, every, options.stress))
    codes = []
    for name in options.scenarios:
        out = None if options.out is None else str(Path(options.out) / Path(name).stem)
        sets = stressed(name, every, options.stress)
        codes.append(refusals(partial(_run_one, options, name, out, sets)))
        if codes[-1]:
            sys.stderr.write(f"vbp: {name} failed\n")
    failed = [code for code in codes if code]
    if not failed:
        return 0
    return max(failed) if len(failed) == len(codes) else 3


def _campaign(options: argparse.Namespace) -> int:
    from simulator import api

    sets = [*options.sets, *api.run_sets(options.seed, options.reps)]
    if options.dry_run:
        return say(*api.plan_lines(options.name, sets))
    return _run_campaign(options, options.name, options.out, sets)


def _run_campaign(options: argparse.Namespace, name: str, out: str | None, sets: list[str]) -> int:
    from simulator import api
    from simulator.report.campaigns import campaign_lines

    folder = api.campaign(
        name,
        out=out,
        sets=sets,
        bids=getattr(options, "bids", None),
        jobs=options.jobs,
        resume=options.resume,
        csv=options.csv,
        progress=not options.quiet,
    )
    tables = api.read_campaign(folder.path)
    if getattr(options, "json", False):
        return say_json(json.loads(tables["rounds"].to_json(orient="records")))
    return say(*campaign_lines(tables, folder.manifest(), folder.path, options.lang))


def _run_one(options: argparse.Namespace, name: str, out: str | None, sets: list[str]) -> int:
    from simulator import api

    if api.is_campaign(name):
        return _run_campaign(options, name, out, sets)
    folder = api.run(
        name,
        out=out,
        bids=options.bids,
        jobs=options.jobs,
        sets=sets,
        resume=options.resume,
        csv=options.csv,
        progress=not options.quiet,
    )
    from simulator.report.page import read_report
    from simulator.report.summary import summary_lines

    return say(*summary_lines(read_report(folder), options.lang))


def _report(options: argparse.Namespace) -> int:
    from simulator import api
    from simulator.report.reports import save_pictures

    written = api.write_report(options.runs, out=options.out, language=options.lang)
    lines = [str(written)]
    if options.figures:
        lines += save_pictures(options.runs, Path(options.figures), options.format, options.lang)
    return say(*lines)


def _published(options: argparse.Namespace) -> int:
    from simulator import api
    from simulator.report.verdicts import agreement_lines, agreement_rows, verdict_lines, verdict_rows
    from simulator.results.published import worst_level

    verdicts, agreement = api.compare_published(options.folder), api.winners_named(options.folder)
    if options.json:
        say_json([*verdict_rows(verdicts), *agreement_rows(agreement)])
    else:
        figures = verdict_lines(verdicts, options.lang) if verdicts else []
        named = agreement_lines(agreement, options.lang)
        say(*figures, *([""] if figures and named else []), *named)
    return 4 if worst_level(verdicts) == "error" else 0


def _history(options: argparse.Namespace) -> int:
    from dataclasses import asdict

    from simulator import api
    from simulator.report.contracts import history_lines, history_picture
    from simulator.report.plot_files import check_picture

    if options.money:
        return _ledger(options)
    if options.plot:
        check_picture(Path(options.plot))
    found = api.history(
        options.scenario,
        variety=options.variety,
        replication=options.replication,
        sets=options.sets,
        out=options.out,
    )
    if options.plot:
        note(history_picture(found).save(options.plot, options.lang))
    if options.json:
        return say_json([{"day": found.day(one.month).isoformat(), **asdict(one)} for one in found.events])
    return say(*history_lines(found, options.lang))


def _ledger(options: argparse.Namespace) -> int:
    from simulator import api
    from simulator.report.ledger import ledger_lines, ledger_rows

    found = api.ledger(
        options.scenario,
        variety=options.variety,
        replication=options.replication,
        sets=options.sets,
        out=options.out,
    )
    return say_json(ledger_rows(found)) if options.json else say(*ledger_lines(found, options.lang))


VERBS: Verbs = {
    "run": _run,
    "campaign": _campaign,
    "report": _report,
    "published": _published,
    "history": _history,
}
