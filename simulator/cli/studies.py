"""Verbs about studies: compare, sweep, export, cite."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from simulator.study.results import StudyResult

from simulator.cli.options import (
    Parser,
    Verbs,
    add_clusters,
    add_output,
    add_sets,
    add_work,
    positive,
    say,
    say_json,
    whole_number,
)

__all__ = ["VERBS", "add_studies", "add_study_options"]


def add_studies(verbs: argparse._SubParsersAction[Parser]) -> None:
    """Add `compare`, `sweep`, `export` and `cite`."""
    compare = verbs.add_parser(
        "compare", help="compare scenarios, rule books or runs under common random numbers, with intervals"
    )
    compare.add_argument(
        "names", nargs="+", metavar="NAME", help="scenarios, folders of runs, or rule books with --in"
    )
    compare.add_argument("--in", dest="scenario", metavar="SCENARIO", help="compare rule books in this one")
    compare.add_argument("--reps", type=positive, default=1000, help="number of replications")
    compare.add_argument("--seed", type=whole_number, default=1, help="master seed of everything compared")
    compare.add_argument("--metric", action="append", default=[], help="figure to compare; may be repeated")
    add_study_options(compare)
    sweep = verbs.add_parser("sweep", help="carry a study out: variants, axes and futures against a baseline")
    sweep.add_argument("study", help="id (see: vbp list studies) or path")
    sweep.add_argument("--reps", type=positive, help="number of replications of every run")
    sweep.add_argument("--seed", type=whole_number, help="master seed of all runs")
    sweep.add_argument("--resume", action="store_true", help="go on with an interrupted study")
    sweep.add_argument("--dry-run", action="store_true", help="check everything and say what would be run")
    add_clusters(sweep)
    add_study_options(sweep)

    export = verbs.add_parser("export", help="write the tables of a run or study for Excel, Stata and others")
    export.add_argument("folder", help="folder of a complete run or study")
    export.add_argument("--to", required=True, metavar="FILE", help="file: .xlsx, .dta, .csv or .parquet")
    export.add_argument("--table", help="only this table")
    cite = verbs.add_parser("cite", help="print how to cite a run or study, and how to do it again")
    cite.add_argument("folder", help="folder of a complete run or study")
    cite.add_argument("--lang", choices=("en", "zh"), default="en", help="language")


def add_study_options(verb: argparse.ArgumentParser) -> None:
    """Let baseline, workers and folder be chosen."""
    add_sets(verb)
    verb.add_argument(
        "--bids",
        choices=("solved", "frozen", "both"),
        help="let makers answer to each rule book, or not (frozen), or both, with what answering adds",
    )
    verb.add_argument("--baseline", metavar="NAME", help="take differences from this one")
    add_work(verb)
    verb.add_argument("--out", help="folder for the results")
    add_output(verb)


def _compare(options: argparse.Namespace) -> int:
    from simulator import api

    found = api.compare(
        options.names,
        scenario=options.scenario,
        metrics=options.metric,
        reps=options.reps,
        seed=options.seed,
        bids=options.bids,
        sets=options.sets,
        jobs=options.jobs,
        out=options.out,
        progress=not options.quiet,
    )
    return _say_study(found, options)


def _sweep(options: argparse.Namespace) -> int:
    from simulator import api

    if options.dry_run:
        return say(*api.study_lines(options.study, options.sets, options.reps, options.seed, options.bids))
    found = api.sweep(
        options.study,
        sets=options.sets,
        reps=options.reps,
        seed=options.seed,
        bids=options.bids,
        jobs=options.jobs,
        cluster=options.cluster,
        dask=options.dask,
        out=options.out,
        resume=options.resume,
        progress=not options.quiet,
    )
    return _say_study(found, options)


def _export(options: argparse.Namespace) -> int:
    from simulator import api

    written = api.export(options.folder, options.to, table=options.table)
    return say(f"wrote {options.to}: {', '.join(written)}")


def _cite(options: argparse.Namespace) -> int:
    from simulator import api

    return say(*api.cite(options.folder, options.lang))


def _say_study(found: StudyResult, options: argparse.Namespace) -> int:
    from simulator.report.studies import failed_lines, study_lines, study_rows

    baseline = options.baseline
    if options.json:
        say_json(study_rows(found, baseline))
    else:
        say(*study_lines(found, baseline, options.lang))
    failed = failed_lines(found)
    sys.stderr.write("".join(f"{line}\n" for line in failed))
    return 3 if failed else 0


VERBS: Verbs = {
    "compare": _compare,
    "sweep": _sweep,
    "export": _export,
    "cite": _cite,
}
