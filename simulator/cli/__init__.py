"""The command line: verbs over the public functions, no logic; heavy imports happen inside the verbs."""

from __future__ import annotations

import argparse
import gc
import sys
from collections.abc import Sequence
from functools import partial

from simulator.cli import bids, files, prices, runs, science, studies, tenders
from simulator.cli.bids import add_costs, add_deviations, add_equilibrium, add_screens
from simulator.cli.files import add_files
from simulator.cli.options import Parser, Verbs, refusals, say
from simulator.cli.prices import add_index, add_layers, add_monitor
from simulator.cli.runs import add_history, add_runs
from simulator.cli.science import add_calibrate, add_searches, add_validate, add_verify
from simulator.cli.studies import add_studies
from simulator.cli.tenders import add_lists, add_scope

__all__ = ["EXIT_CODES", "build_parser", "main"]

_VERBS: Verbs = {
    **files.VERBS,
    **runs.VERBS,
    **tenders.VERBS,
    **bids.VERBS,
    **prices.VERBS,
    **studies.VERBS,
    **science.VERBS,
}

EXIT_CODES = {
    0: "fine",
    1: "the run, or a check of 'vbp verify', failed",
    2: "the input is wrong",
    3: "some of several runs failed; their folders say so",
    4: "a published range is missed",
    130: "interrupted; what was written is kept",
}
"""What the exit codes mean."""


def build_parser() -> argparse.ArgumentParser:
    """Build the parser of all verbs."""
    codes = "; ".join(f"{code} {meaning}" for code, meaning in EXIT_CODES.items())
    parser = Parser(
        prog="vbp",
        description="Simulate volume-based procurement (带量采购): what would this rule have done?",
        epilog=f"Exit codes: {codes}.",
    )
    parser.add_argument("--version", action="store_true", help="print the version and leave")
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", parser_class=Parser)
    add_files(verbs)
    add_runs(verbs)
    add_lists(verbs)
    add_equilibrium(verbs)
    add_deviations(verbs)
    add_costs(verbs)
    add_screens(verbs)
    add_history(verbs)
    add_scope(verbs)
    add_index(verbs)
    add_layers(verbs)
    add_monitor(verbs)
    add_verify(verbs)
    add_studies(verbs)
    add_validate(verbs)
    add_calibrate(verbs)
    add_searches(verbs)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    # Commands make many objects that stay: looking through them for cycles ever again takes longer than work.
    gc.set_threshold(50_000, 20, 20)
    parser = build_parser()
    options = parser.parse_args(arguments)
    if options.version:
        from importlib.metadata import version

        return say(f"vbp-sim {version('vbp-sim')}")
    if options.verb is None:
        parser.print_help()
        return 0
    return _guarded(options)


def _guarded(options: argparse.Namespace) -> int:
    try:
        return refusals(partial(_VERBS[options.verb], options))
    except KeyboardInterrupt:
        sys.stderr.write(f"\nvbp: interrupted{_goes_on(options)}\n")
        return 130
    except BrokenPipeError:
        # The reader (such as head) has had enough: no message, and no second try at exit.
        sys.stdout = None
        return 0


def _goes_on(options: argparse.Namespace) -> str:
    """Say how interrupted work goes on, of commands that keep it."""
    how = "--resume goes on" if hasattr(options, "resume") else ""
    how = "the same command goes on" if options.verb == "compare" else how
    return f"; what was written is kept, {how}" if how else ""
