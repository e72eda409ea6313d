"""Verbs about the model itself: verify, validate, calibrate, sensitivity, design."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from simulator.cli.options import (
    Parser,
    Verbs,
    add_clusters,
    add_output,
    add_quiet,
    add_sets,
    add_work,
    check_target,
    positive,
    say,
    say_json,
    whole_number,
)

__all__ = ["VERBS", "add_calibrate", "add_search_options", "add_searches", "add_validate", "add_verify"]


def add_verify(verbs: argparse._SubParsersAction[Parser]) -> None:
    """Add `verify`."""
    verify = verbs.add_parser("verify", help="test this installation against known equilibria and rules")
    verify.add_argument("--seed", type=whole_number, default=1, help="master seed")
    verify.add_argument("--reps", type=whole_number, default=40_000, help="simulated tenders for each check")
    add_output(verify)


def add_validate(verbs: argparse._SubParsersAction[Parser]) -> None:
    """Add `validate`."""
    verb = verbs.add_parser("validate", help="set every published figure beside its simulated distribution")
    verb.add_argument(
        "--only", action="append", default=[], metavar="SCENARIO", help="only this one; may be repeated"
    )
    verb.add_argument("--reps", type=positive, default=200, help="replications of each tender")
    verb.add_argument("--seed", type=whole_number, default=1, help="master seed")
    verb.add_argument("--out", metavar="FILE", help="page to write, with reasons; a table if left out")
    verb.add_argument("--plot", metavar="FILE", help="draw it (PNG, SVG or PDF)")
    add_quiet(verb)
    add_output(verb)


def add_calibrate(verbs: argparse._SubParsersAction[Parser]) -> None:
    """Add `calibrate`."""
    verb = verbs.add_parser("calibrate", help="fit parameters to published figures, as a file says")
    verb.add_argument("calibration", help="id (see scenarios/calibrations) or path")
    verb.add_argument("--reps", type=positive, help="replications of each tender")
    verb.add_argument("--out", metavar="FILE", help="write the values as a file that scenarios extend")
    add_quiet(verb)
    add_output(verb)
    add_sets(verb)


def add_searches(verbs: argparse._SubParsersAction[Parser]) -> None:
    """Add `sensitivity` and `design`."""
    verb = verbs.add_parser("sensitivity", help="measure which uncertain value of a study moves which figure")
    verb.add_argument("study", help="id (see: vbp list studies) or path")
    verb.add_argument("--method", choices=("sobol", "morris", "pawn"), default="sobol", help="method")
    verb.add_argument(
        "--points", type=positive, default=64, help="base points (Sobol', PAWN) or trajectories (Morris)"
    )
    verb.add_argument("--metric", action="append", default=[], help="figure; those of the study by default")
    add_search_options(verb)
    verb = verbs.add_parser("design", help="search a study's axes for rules good in several respects at once")
    verb.add_argument("study", help="id (see: vbp list studies) or path; 'better' in it names the objectives")
    verb.add_argument("--trials", type=positive, default=100, help="points that are simulated")
    verb.add_argument(
        "--cvar", action="append", default=[], metavar="METRIC", help="let its worst 5 %% of rounds count"
    )
    verb.add_argument(
        "--limit", action="append", default=[], metavar="METRIC<=X", help="bound that designs must keep"
    )
    add_search_options(verb)


def add_search_options(verb: argparse.ArgumentParser) -> None:
    """Let effort, seed, workers, folder and picture be chosen."""
    verb.add_argument("--reps", type=positive, default=100, help="replications at each point")
    verb.add_argument("--seed", type=whole_number, default=1, help="seed of the points")
    add_work(verb)
    add_clusters(verb)
    verb.add_argument("--out", metavar="FOLDER", help="folder that keeps every point")
    verb.add_argument("--resume", action="store_true", help="go on where such work was interrupted")
    verb.add_argument("--plot", metavar="FILE", help="draw it (PNG, SVG or PDF)")
    add_output(verb)
    add_sets(verb)


def _verify(options: argparse.Namespace) -> int:
    from simulator import api
    from simulator.report.checks import check_lines, check_rows

    checks = api.verify(options.seed, options.reps)
    if options.json:
        say_json(check_rows(checks))
    else:
        say(*check_lines(checks, options.lang))
    return 0 if all(one.passed for one in checks) else 1


def _validate(options: argparse.Namespace) -> int:
    from simulator import api
    from simulator.report.plot_files import check_picture
    from simulator.report.validation import validation_rows
    from simulator.report.validation_lines import experiment_lines, validation_lines
    from simulator.report.validation_picture import draw_validation

    if options.plot:
        check_picture(Path(options.plot))
        check_target(options.plot)
    check_target(options.out)
    found = api.validate(only=options.only, reps=options.reps, seed=options.seed, progress=not options.quiet)
    if options.plot:
        draw_validation(found.checked, Path(options.plot))
    if options.json:
        return say_json(validation_rows(found.checked))
    if options.out is None:
        experiments = experiment_lines(found.changes, options.lang)
        return say(*validation_lines(found.checked, options.lang), *experiments)
    Path(options.out).write_text(found.page, encoding="utf-8")
    inside, computed = found.inside
    return say(f"wrote {options.out}: {inside} of {computed} published figures inside")


def _calibrate(options: argparse.Namespace) -> int:
    from simulator import api
    from simulator.report.calibration import calibration_lines, calibration_rows, fragment
    from simulator.report.fit_words import say as worded

    check_target(options.out)
    reps = [] if options.reps is None else [f"run.replications={options.reps}"]
    found = api.calibrate(options.calibration, [*options.sets, *reps], progress=not options.quiet)
    if options.out:
        Path(options.out).write_text(fragment(found), encoding="utf-8")
    if options.json:
        return say_json(calibration_rows(found))
    wrote = ["", worded("wrote", options.lang, path=options.out)] if options.out else []
    return say(*calibration_lines(found, options.lang), *wrote)


def _sensitivity(options: argparse.Namespace) -> int:
    from simulator import api
    from simulator.report.plot_files import check_picture
    from simulator.report.sensitivity import draw_tornado, sensitivity_lines, sensitivity_rows

    if options.plot:
        check_picture(Path(options.plot))
        check_target(options.plot)
    found = api.sensitivity(
        options.study,
        method=options.method,
        points=options.points,
        metrics=options.metric,
        **_effort(options),
    )
    if options.plot:
        draw_tornado(found, Path(options.plot), options.lang)
    if options.json:
        return say_json(sensitivity_rows(found))
    return say(*sensitivity_lines(found, options.lang))


def _design(options: argparse.Namespace) -> int:
    from simulator import api
    from simulator.report.designs import design_lines, design_rows, draw_designs, failed_point_lines
    from simulator.report.plot_files import check_picture

    if options.plot:
        check_picture(Path(options.plot))
        check_target(options.plot)
    found = api.design(
        options.study, tails=options.cvar, limits=options.limit, trials=options.trials, **_effort(options)
    )
    if options.plot:
        draw_designs(found, Path(options.plot), options.lang)
    if options.json:
        say_json(design_rows(found))
    else:
        say(*design_lines(found, options.lang))
    failed = failed_point_lines(found)
    sys.stderr.write("".join(f"{line}\n" for line in failed))
    return 3 if failed else 0


def _effort(options: argparse.Namespace) -> dict[str, Any]:
    """Return the options that both searches share."""
    return {
        "reps": options.reps,
        "seed": options.seed,
        "sets": options.sets,
        "jobs": options.jobs,
        "cluster": options.cluster,
        "dask": options.dask,
        "out": options.out,
        "resume": options.resume,
        "progress": not options.quiet,
    }


VERBS: Verbs = {
    "verify": _verify,
    "validate": _validate,
    "calibrate": _calibrate,
    "sensitivity": _sensitivity,
    "design": _design,
}
