"""The command line: verbs over the public functions, no logic; heavy imports happen inside the verbs."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from simulator.market.delegation import Delegated
    from simulator.study.results import StudyResult

__all__ = ["EXIT_CODES", "build_parser", "main"]

_SCHEMAS = ("scenario", "campaign", "rulebook", "published", "study", "calibration")

EXIT_CODES = {
    0: "fine",
    1: "the run, or a check of 'vbp verify', failed",
    2: "the input is wrong",
    3: "some of several runs failed; their folders say so",
    4: "a published range is missed",
    130: "interrupted; what was written is kept",
}
"""What the exit codes mean."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(
            2, f"vbp: {message}\n    -> 'vbp --help' lists the verbs, 'vbp VERB --help' their options\n"
        )


def build_parser() -> argparse.ArgumentParser:
    """Build the parser of all verbs."""
    codes = "; ".join(f"{code} {meaning}" for code, meaning in EXIT_CODES.items())
    parser = _Parser(
        prog="vbp",
        description="Simulate volume-based procurement (带量采购): what would this rule have done?",
        epilog=f"Exit codes: {codes}.",
    )
    parser.add_argument("--version", action="store_true", help="print the version and leave")
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", parser_class=_Parser)
    _add_files(verbs)
    _add_runs(verbs)
    _add_lists(verbs)
    _add_equilibrium(verbs)
    _add_deviations(verbs)
    _add_costs(verbs)
    _add_screens(verbs)
    _add_history(verbs)
    _add_scope(verbs)
    _add_index(verbs)
    _add_layers(verbs)
    _add_monitor(verbs)
    _add_verify(verbs)
    _add_studies(verbs)
    _add_validate(verbs)
    _add_calibrate(verbs)
    _add_searches(verbs)
    return parser


def _add_files(verbs: argparse._SubParsersAction[_Parser]) -> None:
    new = verbs.add_parser(
        "new", help="write a scenario or rule book of your own that starts from a shipped one"
    )
    new.add_argument("name", nargs="?", help="id of the new file, such as tight-line")
    new.add_argument("--from", dest="base", default="round-7-2022", help="scenario it starts from")
    kind = new.add_mutually_exclusive_group()
    kind.add_argument("--rules", action="store_true", help="write a rule book, not a scenario")
    kind.add_argument("--from-data", metavar="CSV", help="make the market from a table of varieties")
    kind.add_argument("--template", action="store_true", help="write a table of varieties to fill in")
    new.add_argument("--folder", default=".", help="where to write it")
    listing = verbs.add_parser("list", help="list scenarios, rule books, strategies, metrics")
    shipped = ("rounds", "campaigns", "rules", "published", "data", "studies")
    kinds = (*shipped, "strategies", "metrics", "figures")
    listing.add_argument("kind", nargs="?", default="rounds", choices=kinds, help="what to list")
    listing.add_argument("--json", action="store_true", help="print JSON")
    check = verbs.add_parser("check", help="check files and name every problem with its place")
    check.add_argument("files", nargs="+", help="scenario, rule book, published figures or bid list")
    show = verbs.add_parser("show", help="print a file fully resolved, each value with its origin")
    show.add_argument("name", help="id or path")
    show.add_argument("--rules", action="store_true", help="take the id for that of a rule book")
    _add_sets(show)
    diff = verbs.add_parser("diff", help="tell two rule books (or scenarios) apart")
    diff.add_argument("before")
    diff.add_argument("after")
    diff.add_argument("--scenarios", action="store_true", help="take ids for those of scenarios")
    diff.add_argument("--all", action="store_true", help="sources, notes, titles and dates as well")
    _add_output(diff)
    schema = verbs.add_parser("schema", help="write the JSON Schema that editors use")
    schema.add_argument("name", nargs="?", default="scenario", choices=_SCHEMAS)
    schema.add_argument("--out", help="file to write to")


def _add_runs(verbs: argparse._SubParsersAction[_Parser]) -> None:
    run = verbs.add_parser("run", help="run scenarios, each into a folder with tables and a report")
    run.add_argument(
        "scenarios", nargs="+", metavar="scenario", help="id (see: vbp list) or path; several run in turn"
    )
    run.add_argument("--seed", type=_whole, help="master seed")
    run.add_argument("--reps", type=_whole, help="number of replications")
    run.add_argument("--jobs", type=_positive, default=1, help="number of processes")
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
        help="carry the contracts out under a stress test (docs/contracts.md); may be repeated",
    )
    run.add_argument(
        "--engine", choices=("compiled", "simpy"), help="what carries contracts out; results are the same"
    )
    run.add_argument("--lang", choices=("en", "zh"), default="en", help="language of the table")
    run.add_argument("--quiet", action="store_true", help="no progress")
    _add_sets(run)
    campaign = verbs.add_parser("campaign", help="run rounds in calendar order, each with what came before")
    campaign.add_argument("name", help="id (see: vbp list campaigns) or path")
    campaign.add_argument("--seed", type=_whole, help="master seed")
    campaign.add_argument("--reps", type=_whole, help="number of replications")
    campaign.add_argument("--out", help="folder for the tables")
    campaign.add_argument("--csv", action="store_true", help="write CSV files as well")
    campaign.add_argument("--quiet", action="store_true", help="no progress")
    _add_sets(campaign)
    _add_output(campaign)
    report = verbs.add_parser("report", help="write the report of a run again, or of several side by side")
    report.add_argument("runs", nargs="+", metavar="run", help="folder of a run, complete or not")
    report.add_argument("--out", metavar="FILE", help="HTML file to write")
    report.add_argument(
        "--figures", metavar="FOLDER", help="write the figures of one run into a folder as well"
    )
    formats = ("png", "svg", "pdf")
    report.add_argument("--format", choices=formats, default="png", help="format of the figures")
    report.add_argument("--lang", choices=("en", "zh"), default="en", help="language it opens in")
    published = verbs.add_parser("published", help="compare a run with the published figures of its tender")
    published.add_argument("folder", help="folder of a complete run")
    _add_output(published)


def _add_lists(verbs: argparse._SubParsersAction[_Parser]) -> None:
    for name, words in (
        ("replay", "apply a rule book to an actual bid list"),
        ("explain", "tell the whole chain of clauses for one firm, and what price would have won"),
    ):
        verb = verbs.add_parser(name, help=words)
        what = "bid list (CSV)" if name == "replay" else "bid list (CSV) or scenario"
        verb.add_argument("bids", help=what)
        verb.add_argument("--rules", required=name == "replay", help="rule book: id or path")
        verb.add_argument("--preferences", help="CSV of firms' orders of preference over areas")
        verb.add_argument("--reports", help="CSV of what hospitals report (with --institutions)")
        verb.add_argument("--institutions", help="CSV of hospitals and pharmacies (with --reports)")
        whole = verb.add_mutually_exclusive_group()
        whole.add_argument("--whole-round", dest="whole", action="store_true", default=None)
        whole.add_argument("--part-of-round", dest="whole", action="store_false")
        verb.add_argument("--seed", type=_whole, default=1, help="seed of the drawing of lots")
        _add_sets(verb)
        _add_output(verb)
        if name == "explain":
            verb.add_argument("--firm", required=True, help="the firm")
            verb.add_argument("--variety", help="only this variety")
            verb.add_argument("--brand", help="only this brand")
            verb.add_argument("--replication", type=_whole, default=0, help="which simulated round")


def _add_equilibrium(verbs: argparse._SubParsersAction[_Parser]) -> None:
    verb = verbs.add_parser(
        "equilibrium", help="find the bids from which no firm would want to move, with a certificate"
    )
    verb.add_argument("scenario", help="id (see: vbp list) or path")
    verb.add_argument(
        "--variety", action="append", default=[], help="only this variety, in full; may be repeated"
    )
    verb.add_argument(
        "--move", metavar="CLAUSE=VALUE", help="compare with one value of the rule book moved: places.cap=8"
    )
    verb.add_argument("--tolerance", type=_number, default=0.01, help="largest relative gain left to a class")
    verb.add_argument(
        "--draws",
        type=_whole,
        default=4000,
        help="fresh draws on which deviations from a single variety's bids are tried; 0 for none",
    )
    verb.add_argument(
        "--starts", action="store_true", help="search from other starts too: is there another equilibrium?"
    )
    verb.add_argument("--jobs", type=_positive, default=1, help="games that are solved at the same time")
    verb.add_argument("--plot", metavar="FILE", help="draw the bids of the variety (PNG, SVG or PDF)")
    verb.add_argument("--quiet", action="store_true", help="no progress")
    _add_sets(verb)
    _add_output(verb)


def _add_deviations(verbs: argparse._SubParsersAction[_Parser]) -> None:
    verb = verbs.add_parser("deviations", help="how much a firm could gain by bidding otherwise than it does")
    verb.add_argument("scenario", help="id (see: vbp list) or path")
    verb.add_argument("--variety", action="append", default=[], help="only this variety; may be repeated")
    verb.add_argument("--draws", type=_whole, default=4000, help="draws on which other bids are tried")
    verb.add_argument("--jobs", type=_positive, default=1, help="games that are solved at the same time")
    verb.add_argument("--quiet", action="store_true", help="no progress")
    _add_sets(verb)
    _add_output(verb)


def _add_history(verbs: argparse._SubParsersAction[_Parser]) -> None:
    verb = verbs.add_parser("history", help="follow one contract from the bids to the last delivery")
    verb.add_argument("scenario", help="scenario: id or path")
    verb.add_argument("--variety", metavar="NAME", help="variety; the first one by default")
    verb.add_argument("--replication", type=_whole, default=0, help="which replication, from 0")
    verb.add_argument("--money", action="store_true", help="follow the money: every posting (docs/money.md)")
    verb.add_argument(
        "--out",
        metavar="FILE",
        help="write events and monthly deliveries, or with --money all postings (Parquet)",
    )
    verb.add_argument("--plot", metavar="FILE", help="draw it (PNG, SVG or PDF)")
    _add_sets(verb)
    _add_output(verb)


def _add_costs(verbs: argparse._SubParsersAction[_Parser]) -> None:
    verb = verbs.add_parser("costs", help="infer firms' costs from a bid list")
    verb.add_argument("bids", help="bid list (CSV)")
    verb.add_argument("--rules", required=True, help="rule book: id or path")
    verb.add_argument("--reps", type=_whole, default=200, help="resamples for the intervals; 0 for none")
    verb.add_argument("--seed", type=_whole, default=1, help="seed of the resamples")
    verb.add_argument("--out", metavar="FILE", help="write one row per bid into a CSV file")
    verb.add_argument("--quiet", action="store_true", help="no progress")
    _add_sets(verb)
    _add_output(verb)


def _add_screens(verbs: argparse._SubParsersAction[_Parser]) -> None:
    verb = verbs.add_parser("screens", help="screen bids for signs of a ring, or measure what screens find")
    verb.add_argument("source", help="bid list (CSV), folder of a run, or scenario with a ring")
    verb.add_argument("--reps", type=_whole, default=100, help="rounds simulated for a scenario")
    verb.add_argument(
        "--false-alarms", type=_number, default=0.05, help="rate of false alarms that sets thresholds"
    )
    verb.add_argument("--jobs", type=_positive, default=1, help="games that are solved at the same time")
    _add_sets(verb)
    _add_output(verb)


def _add_scope(verbs: argparse._SubParsersAction[_Parser]) -> None:
    scope = verbs.add_parser("scope", help="choose the varieties that are put up for tender")
    scope.add_argument("candidates", help="candidates (CSV)")
    scope.add_argument("--least-firms", type=_whole, default=0, help="fewest qualified firms")
    scope.add_argument("--least-market", type=_whole, default=0, help="smallest yearly spending in yuan")
    scope.add_argument("--essential-first", action="store_true", help="essential medicines before others")
    scope.add_argument("--most", type=_whole, help="most varieties, by spending")
    scope.add_argument(
        "--in-force",
        action="append",
        type=_counted,
        default=[],
        metavar="REGION=NUMBER",
        help="varieties in force in a region before, to compare with the targets; may be repeated",
    )
    _add_output(scope)


def _add_index(verbs: argparse._SubParsersAction[_Parser]) -> None:
    verb = verbs.add_parser("index", help="price index over tenders, one after the other")
    verb.add_argument("sources", nargs="+", metavar="source", help="scenario (id or path) or folder of a run")
    verb.add_argument("--reps", type=_positive, default=100, help="replications of each scenario")
    verb.add_argument("--out", metavar="FILE", help="write the figures (Parquet or CSV)")
    verb.add_argument("--same-names", action="store_true", help="made-up names mean the same goods")
    _add_sets(verb)
    _add_output(verb)


def _add_layers(verbs: argparse._SubParsersAction[_Parser]) -> None:
    verb = verbs.add_parser("layers", help="what a price is made of before and after a tender")
    verb.add_argument("scenario", nargs="?", help="scenario (id or path), in place of two prices")
    verb.add_argument("--before", metavar="YUAN", help="price that hospitals paid")
    verb.add_argument("--after", metavar="YUAN", help="price that they pay now")
    verb.add_argument("--cost", metavar="YUAN", help="production cost, if known")
    verb.add_argument("--kind", choices=("drug", "device"), default="drug", help="of the two prices")
    verb.add_argument("--reps", type=_positive, default=100, help="replications of a scenario")
    _add_sets(verb)
    _add_output(verb)


def _add_monitor(verbs: argparse._SubParsersAction[_Parser]) -> None:
    verb = verbs.add_parser("monitor", help="report how contracts are carried out, quarter by quarter")
    verb.add_argument("source", help="scenario (id or path) or folder of a run")
    verb.add_argument("--replication", type=_whole, default=0, help="first simulated round, from 0")
    verb.add_argument("--reps", type=_positive, default=1, help="simulated rounds that are monitored")
    verb.add_argument("--by", choices=("firm", "region", "variety"), default="firm", help="second table")
    verb.add_argument("--out", metavar="FOLDER", help="write the tables (Parquet and CSV)")
    _add_sets(verb)
    _add_output(verb)


def _add_verify(verbs: argparse._SubParsersAction[_Parser]) -> None:
    verify = verbs.add_parser("verify", help="test this installation against known equilibria and rules")
    verify.add_argument("--seed", type=_whole, default=1, help="master seed")
    verify.add_argument("--reps", type=_whole, default=40_000, help="simulated tenders for each check")
    _add_output(verify)


def _add_studies(verbs: argparse._SubParsersAction[_Parser]) -> None:
    compare = verbs.add_parser(
        "compare", help="compare scenarios, rule books or runs under common random numbers, with intervals"
    )
    compare.add_argument(
        "names", nargs="+", metavar="NAME", help="scenarios, folders of runs, or rule books with --in"
    )
    compare.add_argument("--in", dest="scenario", metavar="SCENARIO", help="compare rule books in this one")
    compare.add_argument("--reps", type=_positive, default=1000, help="number of replications")
    compare.add_argument("--seed", type=_whole, default=1, help="master seed of everything compared")
    compare.add_argument("--metric", action="append", default=[], help="figure to compare; may be repeated")
    _add_study_options(compare)
    sweep = verbs.add_parser("sweep", help="carry a study out: variants, axes and futures against a baseline")
    sweep.add_argument("study", help="id (see: vbp list studies) or path")
    sweep.add_argument("--reps", type=_positive, help="number of replications of every run")
    sweep.add_argument("--seed", type=_whole, help="master seed of all runs")
    sweep.add_argument("--resume", action="store_true", help="go on with an interrupted study")
    sweep.add_argument("--dry-run", action="store_true", help="check everything and say what would be run")
    where = sweep.add_mutually_exclusive_group()
    where.add_argument("--cluster", metavar="ADDRESS", help="work on a Dask cluster, such as tcp://host:8786")
    where.add_argument("--dask", action="store_true", help="start a Dask cluster of --jobs workers here")
    _add_study_options(sweep)

    export = verbs.add_parser("export", help="write the tables of a run or study for Excel, Stata and others")
    export.add_argument("folder", help="folder of a complete run or study")
    export.add_argument("--to", required=True, metavar="FILE", help="file: .xlsx, .dta, .csv or .parquet")
    export.add_argument("--table", help="only this table")
    cite = verbs.add_parser("cite", help="print how to cite a run or study, and how to do it again")
    cite.add_argument("folder", help="folder of a complete run or study")
    cite.add_argument("--lang", choices=("en", "zh"), default="en", help="language")


def _add_study_options(verb: argparse.ArgumentParser) -> None:
    _add_sets(verb)
    verb.add_argument("--baseline", metavar="NAME", help="take differences from this one")
    verb.add_argument("--jobs", type=_positive, default=1, help="number of processes")
    verb.add_argument("--out", help="folder for the results")
    verb.add_argument("--quiet", action="store_true", help="no progress")
    _add_output(verb)


def _add_validate(verbs: argparse._SubParsersAction[_Parser]) -> None:
    verb = verbs.add_parser("validate", help="set every published figure beside its simulated distribution")
    verb.add_argument(
        "--only", action="append", default=[], metavar="SCENARIO", help="only this one; may be repeated"
    )
    verb.add_argument("--reps", type=_positive, default=200, help="replications of each tender")
    verb.add_argument("--seed", type=_whole, default=1, help="master seed")
    verb.add_argument("--out", metavar="FILE", help="page to write; it is printed if left out")
    verb.add_argument("--plot", metavar="FILE", help="draw it (PNG, SVG or PDF)")
    verb.add_argument("--json", action="store_true", help="print JSON")


def _add_calibrate(verbs: argparse._SubParsersAction[_Parser]) -> None:
    verb = verbs.add_parser("calibrate", help="fit parameters to published figures, as a file says")
    verb.add_argument("calibration", help="id (see scenarios/calibrations) or path")
    verb.add_argument("--reps", type=_positive, help="replications of each tender")
    verb.add_argument("--out", metavar="FILE", help="write the values as a file that scenarios extend")
    verb.add_argument("--json", action="store_true", help="print JSON")
    _add_sets(verb)


def _add_searches(verbs: argparse._SubParsersAction[_Parser]) -> None:
    verb = verbs.add_parser("sensitivity", help="measure which uncertain value of a study moves which figure")
    verb.add_argument("study", help="id (see: vbp list studies) or path")
    verb.add_argument("--method", choices=("sobol", "morris", "pawn"), default="sobol", help="method")
    verb.add_argument(
        "--points", type=_positive, default=64, help="base points (Sobol', PAWN) or trajectories (Morris)"
    )
    verb.add_argument("--metric", action="append", default=[], help="figure; those of the study by default")
    _add_search_options(verb)
    verb = verbs.add_parser("design", help="search a study's axes for rules good in several respects at once")
    verb.add_argument("study", help="id (see: vbp list studies) or path; 'better' in it names the objectives")
    verb.add_argument("--trials", type=_positive, default=100, help="points that are simulated")
    verb.add_argument(
        "--cvar", action="append", default=[], metavar="METRIC", help="let its worst 5 %% of rounds count"
    )
    verb.add_argument(
        "--limit", action="append", default=[], metavar="METRIC<=X", help="bound that designs must keep"
    )
    _add_search_options(verb)


def _add_search_options(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("--reps", type=_positive, default=100, help="replications at each point")
    verb.add_argument("--seed", type=_whole, default=1, help="seed of the points")
    verb.add_argument("--plot", metavar="FILE", help="draw it (PNG, SVG or PDF)")
    verb.add_argument("--quiet", action="store_true", help="no progress")
    verb.add_argument("--json", action="store_true", help="print JSON")
    _add_sets(verb)


def _add_sets(verb: argparse.ArgumentParser) -> None:
    verb.add_argument(
        "--set", dest="sets", action="append", default=[], metavar="PATH=VALUE", help="change one value"
    )


def _add_output(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("--lang", choices=("en", "zh"), default="en", help="language")
    verb.add_argument("--json", action="store_true", help="print JSON")


def _whole(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 18:
        raise argparse.ArgumentTypeError(f"'{text}' is not a whole number from 0 on")
    return int(text)


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is not a number") from None


def _counted(text: str) -> tuple[str, int]:
    region, mark, number = text.partition("=")
    if not (region and mark):
        raise argparse.ArgumentTypeError(f"'{text}' is not of the form REGION=NUMBER, such as 50=443")
    return region, _whole(number)


def _positive(text: str) -> int:
    if (number := _whole(text)) < 1:
        raise argparse.ArgumentTypeError("at least 1 is needed")
    return number


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    parser = build_parser()
    options = parser.parse_args(arguments)
    if options.version:
        from importlib.metadata import version

        return _say(f"vbp-sim {version('vbp-sim')}")
    if options.verb is None:
        parser.print_help()
        return 0
    return _guarded(options)


def _guarded(options: argparse.Namespace) -> int:
    try:
        return _refusals(partial(_VERBS[options.verb], options))
    except KeyboardInterrupt:
        sys.stderr.write("\nvbp: interrupted; what was written is kept, --resume goes on\n")
        return 130
    except BrokenPipeError:
        # The reader (such as head) has had enough: no message, and no second try at exit.
        sys.stdout = None
        return 0


def _refusals(work: Callable[[], int]) -> int:
    """Do the work; say what is wrong with the input or the machine, and return the exit code."""
    from simulator.errors import InputError, VbpError

    try:
        return work()
    except InputError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    except VbpError as error:
        sys.stderr.write(f"vbp: {error}\n")
        return 1
    except BrokenPipeError:
        raise
    except OSError as error:
        sys.stderr.write(f"vbp: {error.filename or 'file system'}: {error.strerror or error}\n")
        return 1


def _say(*lines: str) -> int:
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()
    return 0


def _say_json(content: object) -> int:
    return _say(json.dumps(content, ensure_ascii=False, indent=1))


def _new(options: argparse.Namespace) -> int:
    from simulator import api

    if options.template:
        table, columns = api.new_table(options.folder)
        return _say(f"wrote {table} and {columns}; next: vbp new NAME --from-data {table}")
    if options.name is None:
        from simulator.errors import InputError

        raise InputError.one("a new file needs a name", mend="write it first: vbp new tight-line")
    written = api.new(options.name, options.base, options.folder, rules=options.rules, data=options.from_data)
    return _say(f"wrote {written}; next: vbp check {written}")


def _list(options: argparse.Namespace) -> int:
    from simulator import api
    from simulator.report.terminal import table

    rows = api.list_shipped(options.kind)
    if options.json:
        return _say_json(rows)
    if not rows:
        return _say(f"no {options.kind} are shipped")
    names = [name for name in rows[0] if name not in ("formula", "says_en", "says_zh")]
    cells = [["-" if row[name] is None else str(row[name]) for name in names] for row in rows]
    return _say(*table(names, cells, [False] * len(names)))


def _check(options: argparse.Namespace) -> int:
    from simulator import api
    from simulator.errors import InputError

    code = 0
    for file in options.files:
        try:
            _say(f"{file}: a valid {api.check(file)}")
        except InputError as error:
            sys.stderr.write(f"{error}\n")
            code = 2
    return code


def _show(options: argparse.Namespace) -> int:
    from simulator import api

    return _say(api.show(options.name, options.sets, rules=options.rules).rstrip("\n"))


def _diff(options: argparse.Namespace) -> int:
    from dataclasses import asdict

    from simulator import api
    from simulator.report.sentences import difference_lines

    found = api.diff(options.before, options.after, scenarios=options.scenarios, everything=options.all)
    if options.json:
        return _say_json([asdict(one) for one in found])
    return _say(*(difference_lines(found, options.lang) or ["-"]))


def _schema(options: argparse.Namespace) -> int:
    from simulator import api

    content = api.schema(options.name)
    if not options.out:
        return _say_json(content)
    text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
    Path(options.out).write_text(text, encoding="utf-8")
    return _say(f"wrote {options.out}")


def _run(options: argparse.Namespace) -> int:
    from simulator import api

    stress = [f"supply.stress=[{', '.join(options.stress)}]"] if options.stress else []
    engine = [f"supply.engine={options.engine}"] if options.engine else []
    sets = [*options.sets, *stress, *engine, *api.run_sets(options.seed, options.reps)]
    several = len(options.scenarios) > 1
    if options.dry_run or several:
        # A mistake in the last scenario is told before the first has run for an hour.
        planned = api.check_plans(options.scenarios, sets)
        if options.dry_run:
            return _say(*planned)
    if not several:
        return _run_one(options, options.scenarios[0], options.out, sets)
    codes = []
    for name in options.scenarios:
        out = None if options.out is None else str(Path(options.out) / Path(name).stem)
        codes.append(_refusals(partial(_run_one, options, name, out, sets)))
        if codes[-1]:
            sys.stderr.write(f"vbp: {name} failed\n")
    failed = [code for code in codes if code]
    if not failed:
        return 0
    return max(failed) if len(failed) == len(codes) else 3


def _campaign(options: argparse.Namespace) -> int:
    from simulator import api

    sets = [*options.sets, *api.run_sets(options.seed, options.reps)]
    return _run_campaign(options, options.name, options.out, sets)


def _run_campaign(options: argparse.Namespace, name: str, out: str | None, sets: list[str]) -> int:
    from simulator import api
    from simulator.report.campaigns import campaign_lines

    folder = api.campaign(name, out=out, sets=sets, csv=options.csv, progress=not options.quiet)
    tables = api.read_campaign(folder.path)
    if getattr(options, "json", False):
        return _say_json(json.loads(tables["rounds"].to_json(orient="records")))
    return _say(*campaign_lines(tables, folder.manifest(), folder.path, options.lang))


def _run_one(options: argparse.Namespace, name: str, out: str | None, sets: list[str]) -> int:
    from simulator import api

    if api.is_campaign(name):
        return _run_campaign(options, name, out, sets)
    folder = api.run(
        name,
        out=out,
        jobs=options.jobs,
        sets=sets,
        resume=options.resume,
        csv=options.csv,
        progress=not options.quiet,
    )
    from simulator.report.page import read_report
    from simulator.report.summary import summary_lines

    return _say(*summary_lines(read_report(folder), options.lang))


def _report(options: argparse.Namespace) -> int:
    from simulator import api
    from simulator.report.reports import save_pictures

    written = api.write_report(options.runs, out=options.out, language=options.lang)
    lines = [str(written)]
    if options.figures:
        lines += save_pictures(options.runs, Path(options.figures), options.format, options.lang)
    return _say(*lines)


def _published(options: argparse.Namespace) -> int:
    from simulator import api
    from simulator.report.verdicts import agreement_lines, agreement_rows, verdict_lines, verdict_rows
    from simulator.results.published import worst_level

    verdicts, agreement = api.compare_published(options.folder), api.winners_named(options.folder)
    if options.json:
        _say_json([*verdict_rows(verdicts), *agreement_rows(agreement)])
    else:
        figures = verdict_lines(verdicts, options.lang) if verdicts else []
        named = agreement_lines(agreement, options.lang)
        _say(*figures, *([""] if figures and named else []), *named)
    return 4 if worst_level(verdicts) == "error" else 0


def _replay(options: argparse.Namespace) -> int:
    from simulator import api
    from simulator.report.decisions import decision_rows
    from simulator.report.demand import demand_lines
    from simulator.report.terminal import replay_lines

    demand = _demand(options)
    result, areas = api.replay_list(
        options.bids,
        options.rules,
        sets=options.sets,
        whole_round=options.whole,
        seed=options.seed,
        preferences=options.preferences,
        demand=demand,
    )
    if options.json:
        return _say_json(decision_rows(result))
    notes = [] if demand is None else ["", *demand_lines(demand, result.decisions, options.lang)]
    return _say(*replay_lines(result, areas, options.lang), *notes)


def _demand(options: argparse.Namespace) -> Delegated | None:
    from simulator import api
    from simulator.errors import InputError

    files = (options.institutions, options.reports)
    if files == (None, None):
        return None
    if None in files:
        raise InputError.one("reports need their institutions", mend="give --reports and --institutions")
    if options.rules is None:
        raise InputError.one("reports need a rule book", mend="add --rules ID (see: vbp list rules)")
    return api.collect_reports(*files, options.rules, sets=options.sets)


def _explain(options: argparse.Namespace) -> int:
    from simulator import api
    from simulator.report.decisions import story_rows
    from simulator.report.terminal import explanation_lines

    stories = api.explain(
        options.bids,
        options.firm,
        rules=options.rules,
        variety=options.variety,
        brand=options.brand,
        replication=options.replication,
        sets=options.sets,
        whole_round=options.whole,
        seed=options.seed,
        preferences=options.preferences,
        demand=_demand(options),
    )
    if options.json:
        return _say_json(story_rows(stories))
    return _say(*[line for story in stories for line in [*explanation_lines(story, options.lang), ""]][:-1])


def _equilibrium(options: argparse.Namespace) -> int:
    from simulator import api
    from simulator.errors import InputError
    from simulator.report.equilibrium import (
        PICTURES,
        draw_bids,
        equilibrium_lines,
        equilibrium_rows,
        moved_lines,
        variety_lines,
    )

    if options.plot and len(options.variety) != 1:
        raise InputError.one("a picture shows one variety", mend="add --variety NAME")
    if options.plot and Path(options.plot).suffix.lower() not in PICTURES:
        raise InputError.one(
            f"'{options.plot}' is no name of a picture", mend=f"let it end in {', '.join(PICTURES)}"
        )
    solve = partial(
        api.equilibrium,
        options.scenario,
        varieties=options.variety,
        tolerance=options.tolerance,
        draws=options.draws if options.variety else 0,
        starts=options.starts,
        jobs=options.jobs,
        progress=not (options.quiet or options.json),
    )
    found = solve(sets=options.sets)
    if options.plot:
        draw_bids(found[0], Path(options.plot))
    moved = solve(sets=[*options.sets, f"rules.change.{options.move}"]) if options.move else ()
    if options.json:
        rows = equilibrium_rows(found)
        return _say_json({"before": rows, "after": equilibrium_rows(moved)} if options.move else rows)
    if options.move:
        return _say(*moved_lines(found, moved, options.move, options.lang))
    if options.variety:
        return _say(*[line for one in found for line in [*variety_lines(one, options.lang), ""]][:-1])
    return _say(*equilibrium_lines(found, options.lang))


def _deviations(options: argparse.Namespace) -> int:
    from simulator import api
    from simulator.report.deviations import gain_lines, gain_rows

    found = api.deviations(
        options.scenario,
        varieties=options.variety,
        sets=options.sets,
        draws=options.draws,
        jobs=options.jobs,
        progress=not (options.quiet or options.json),
    )
    return _say_json(gain_rows(found)) if options.json else _say(*gain_lines(found, options.lang))


def _history(options: argparse.Namespace) -> int:
    from dataclasses import asdict

    from simulator import api
    from simulator.errors import InputError
    from simulator.report.contracts import draw_history, history_lines
    from simulator.report.equilibrium import PICTURES

    if options.money:
        return _ledger(options)
    if options.plot and Path(options.plot).suffix.lower() not in PICTURES:
        what = f"'{options.plot}' is no name of a picture"
        raise InputError.one(what, mend=f"let it end in {', '.join(PICTURES)}")
    found = api.history(
        options.scenario,
        variety=options.variety,
        replication=options.replication,
        sets=options.sets,
        out=options.out,
    )
    if options.plot:
        draw_history(found, Path(options.plot))
    if options.json:
        return _say_json([{"day": found.day(one.month).isoformat(), **asdict(one)} for one in found.events])
    return _say(*history_lines(found, options.lang))


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
    return _say_json(ledger_rows(found)) if options.json else _say(*ledger_lines(found, options.lang))


def _costs(options: argparse.Namespace) -> int:
    from simulator import api
    from simulator.report.costs import cost_lines, cost_rows, write_costs

    found = api.recover_costs(
        options.bids,
        options.rules,
        sets=options.sets,
        reps=options.reps,
        seed=options.seed,
        progress=not (options.quiet or options.json),
    )
    if options.out:
        write_costs(found, Path(options.out))
    if options.json:
        return _say_json(cost_rows(found))
    return _say(*cost_lines(found, options.lang))


def _screens(options: argparse.Namespace) -> int:
    from simulator import api
    from simulator.report.screens import power_lines, power_rows, screen_lines, screen_rows
    from simulator.scenario.catalogue import list_ids

    source = options.source
    if Path(source).is_dir() or source.lower().endswith(".csv") or source in list_ids("data"):
        screened = api.screen_bids(source)
        if options.json:
            return _say_json(screen_rows(screened))
        return _say(*screen_lines(screened, options.lang))
    study = api.screen_power(
        source, sets=options.sets, reps=options.reps, false_alarms=options.false_alarms, jobs=options.jobs
    )
    if options.json:
        return _say_json(power_rows(study))
    return _say(*power_lines(study, options.lang))


def _scope(options: argparse.Namespace) -> int:
    from simulator import api
    from simulator.market.scope import ScopeRule, count_in_force
    from simulator.report.demand import scope_lines, scope_rows

    rule = ScopeRule(options.least_firms, options.least_market, options.essential_first, options.most)
    chosen = api.choose_varieties(options.candidates, rule)
    regions = count_in_force(chosen, dict(options.in_force))
    if options.json:
        return _say_json(scope_rows(chosen, regions))
    return _say(*scope_lines(chosen, regions, options.lang))


def _index(options: argparse.Namespace) -> int:
    from simulator import api
    from simulator.report.price_index import index_lines, index_rows

    study, figures = api.price_index(
        options.sources,
        sets=options.sets,
        reps=options.reps,
        same_names=options.same_names,
        out=options.out,
    )
    if options.json:
        return _say_json(index_rows(study, figures))
    return _say(*index_lines(study, figures, options.lang))


def _layers(options: argparse.Namespace) -> int:
    from simulator import api
    from simulator.errors import InputError
    from simulator.report.price_layers import layer_lines, layer_rows, price_lines
    from simulator.study.price_layers import scenario_layers

    if options.scenario is not None:
        name, table = scenario_layers(options.scenario, options.sets, options.reps)
        if options.json:
            return _say_json(table.astype(object).where(table.notna(), None).to_dict("records"))
        return _say(*layer_lines(name, table, options.lang))
    missing = [f"--{name}" for name in ("before", "after") if getattr(options, name) is None]
    if missing:
        what = "there is nothing to split" if len(missing) == 2 else f"{missing[0]} is missing"
        raise InputError.one(what, mend="name a scenario, or give --before and --after")
    found = api.price_layers(options.before, options.after, cost=options.cost, kind=options.kind)
    return _say_json(layer_rows(found)) if options.json else _say(*price_lines(found, options.lang))


def _monitor(options: argparse.Namespace) -> int:
    from simulator import api
    from simulator.report.monitoring import monitor_lines, monitor_rows

    found = api.monitor(
        options.source,
        replication=options.replication,
        reps=options.reps,
        sets=options.sets,
        out=options.out,
    )
    if options.json:
        return _say_json(monitor_rows(found))
    return _say(*monitor_lines(found, options.by, options.lang))


def _verify(options: argparse.Namespace) -> int:
    from simulator import api
    from simulator.report.checks import check_lines, check_rows

    checks = api.verify(options.seed, options.reps)
    if options.json:
        _say_json(check_rows(checks))
    else:
        _say(*check_lines(checks, options.lang))
    return 0 if all(one.passed for one in checks) else 1


def _compare(options: argparse.Namespace) -> int:
    from simulator import api

    found = api.compare(
        options.names,
        scenario=options.scenario,
        metrics=options.metric,
        reps=options.reps,
        seed=options.seed,
        sets=options.sets,
        jobs=options.jobs,
        out=options.out,
        progress=not options.quiet,
    )
    return _say_study(found, options)


def _sweep(options: argparse.Namespace) -> int:
    from simulator import api

    if options.dry_run:
        return _say(*api.study_lines(options.study, options.sets, options.reps, options.seed))
    found = api.sweep(
        options.study,
        sets=options.sets,
        reps=options.reps,
        seed=options.seed,
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
    return _say(f"wrote {options.to}: {', '.join(written)}")


def _cite(options: argparse.Namespace) -> int:
    from simulator import api

    return _say(*api.cite(options.folder, options.lang))


def _say_study(found: StudyResult, options: argparse.Namespace) -> int:
    from simulator.report.studies import failed_lines, study_lines, study_rows

    baseline = options.baseline
    if options.json:
        _say_json(study_rows(found, baseline))
    else:
        _say(*study_lines(found, baseline, options.lang))
    failed = failed_lines(found)
    sys.stderr.write("".join(f"{line}\n" for line in failed))
    return 3 if failed else 0


def _validate(options: argparse.Namespace) -> int:
    from simulator import api
    from simulator.report.plot_files import check_picture
    from simulator.report.validation import validation_rows
    from simulator.report.validation_picture import draw_validation

    if options.plot:
        check_picture(Path(options.plot))
    found = api.validate(only=options.only, reps=options.reps, seed=options.seed)
    if options.plot:
        draw_validation(found.checked, Path(options.plot))
    if options.json:
        return _say_json(validation_rows(found.checked))
    if options.out is None:
        return _say(found.page.rstrip("\n"))
    Path(options.out).write_text(found.page, encoding="utf-8")
    inside, computed = found.inside
    return _say(f"wrote {options.out}: {inside} of {computed} published figures inside")


def _calibrate(options: argparse.Namespace) -> int:
    from simulator import api
    from simulator.report.calibration import calibration_lines, calibration_rows, fragment

    reps = [] if options.reps is None else [f"run.replications={options.reps}"]
    found = api.calibrate(options.calibration, [*options.sets, *reps])
    if options.out:
        Path(options.out).write_text(fragment(found), encoding="utf-8")
    return _say_json(calibration_rows(found)) if options.json else _say(*calibration_lines(found))


def _sensitivity(options: argparse.Namespace) -> int:
    from simulator import api
    from simulator.report.plot_files import check_picture
    from simulator.report.sensitivity import draw_tornado, sensitivity_lines, sensitivity_rows

    if options.plot:
        check_picture(Path(options.plot))
    found = api.sensitivity(
        options.study,
        method=options.method,
        points=options.points,
        metrics=options.metric,
        reps=options.reps,
        seed=options.seed,
        sets=options.sets,
        progress=not options.quiet,
    )
    if options.plot:
        draw_tornado(found, Path(options.plot))
    return _say_json(sensitivity_rows(found)) if options.json else _say(*sensitivity_lines(found))


def _design(options: argparse.Namespace) -> int:
    from simulator import api
    from simulator.report.designs import design_lines, design_rows, draw_designs
    from simulator.report.plot_files import check_picture

    if options.plot:
        check_picture(Path(options.plot))
    found = api.design(
        options.study,
        tails=options.cvar,
        limits=options.limit,
        trials=options.trials,
        reps=options.reps,
        seed=options.seed,
        sets=options.sets,
        progress=not options.quiet,
    )
    if options.plot:
        draw_designs(found, Path(options.plot))
    return _say_json(design_rows(found)) if options.json else _say(*design_lines(found))


_VERBS = {
    "new": _new,
    "list": _list,
    "check": _check,
    "show": _show,
    "diff": _diff,
    "schema": _schema,
    "run": _run,
    "campaign": _campaign,
    "report": _report,
    "published": _published,
    "replay": _replay,
    "explain": _explain,
    "equilibrium": _equilibrium,
    "deviations": _deviations,
    "costs": _costs,
    "screens": _screens,
    "history": _history,
    "scope": _scope,
    "index": _index,
    "layers": _layers,
    "monitor": _monitor,
    "verify": _verify,
    "compare": _compare,
    "sweep": _sweep,
    "export": _export,
    "cite": _cite,
    "validate": _validate,
    "calibrate": _calibrate,
    "sensitivity": _sensitivity,
    "design": _design,
}


if __name__ == "__main__":
    raise SystemExit(main())
