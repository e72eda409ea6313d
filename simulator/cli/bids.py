"""Verbs about bids: equilibrium, deviations, costs, screens."""

from __future__ import annotations

import argparse
from functools import partial
from pathlib import Path

from simulator.cli.options import (
    Parser,
    Verbs,
    add_output,
    add_quiet,
    add_sets,
    add_work,
    note,
    number,
    positive,
    say,
    say_json,
    whole_number,
)

__all__ = ["VERBS", "add_costs", "add_deviations", "add_equilibrium", "add_screens"]


def add_equilibrium(verbs: argparse._SubParsersAction[Parser]) -> None:
    """Add `equilibrium`."""
    verb = verbs.add_parser(
        "equilibrium", help="find the bids from which no firm would want to move, with a certificate"
    )
    verb.add_argument("scenario", help="id (see: vbp list) or path")
    verb.add_argument(
        "--variety", action="append", default=[], help="only this variety, in full; may be repeated"
    )
    verb.add_argument(
        "--move",
        action="append",
        default=[],
        metavar="CLAUSE=VALUE",
        help="compare with a value of the rule book moved: places.cap=8; several move together",
    )
    verb.add_argument("--tolerance", type=number, default=0.01, help="largest relative gain left to a class")
    verb.add_argument(
        "--draws",
        type=whole_number,
        default=4000,
        help="fresh draws on which deviations from a single variety's bids are tried; 0 for none",
    )
    verb.add_argument(
        "--starts", action="store_true", help="search from other starts too: is there another equilibrium?"
    )
    verb.add_argument(
        "--rivals-known-by",
        choices=("class", "number"),
        default="class",
        help="number: bidders know how many makers bid, not of which kind each is",
    )
    verb.add_argument(
        "--costs",
        choices=("solved", "scenario"),
        default="solved",
        help="costs and ceilings fitted for solved bids, as in 'run --bids solved', or the scenario's own",
    )
    add_work(verb, "games that are solved at the same time")
    verb.add_argument("--plot", metavar="FILE", help="draw the bids of the variety (PNG, SVG or PDF)")
    add_sets(verb)
    add_output(verb)


def add_deviations(verbs: argparse._SubParsersAction[Parser]) -> None:
    """Add `deviations`."""
    verb = verbs.add_parser("deviations", help="how much a firm could gain by bidding otherwise than it does")
    verb.add_argument("scenario", help="id (see: vbp list) or path")
    verb.add_argument("--variety", action="append", default=[], help="only this variety; may be repeated")
    verb.add_argument("--draws", type=whole_number, default=4000, help="draws on which other bids are tried")
    add_work(verb, "games that are solved at the same time")
    add_sets(verb)
    add_output(verb)


def add_costs(verbs: argparse._SubParsersAction[Parser]) -> None:
    """Add `costs`."""
    verb = verbs.add_parser("costs", help="infer firms' costs from a bid list")
    verb.add_argument("bids", help="bid list (CSV)")
    verb.add_argument("--rules", required=True, help="rule book: id or path")
    verb.add_argument(
        "--reps", type=whole_number, default=200, help="resamples for the intervals; 0 for none"
    )
    verb.add_argument("--seed", type=whole_number, default=1, help="seed of the resamples")
    verb.add_argument("--out", metavar="FILE", help="write one row per bid into a CSV file")
    add_quiet(verb)
    add_sets(verb)
    add_output(verb)


def add_screens(verbs: argparse._SubParsersAction[Parser]) -> None:
    """Add `screens`."""
    verb = verbs.add_parser("screens", help="screen bids for signs of a ring, or measure what screens find")
    verb.add_argument("source", help="bid list (CSV), folder of a run, or scenario with a ring")
    verb.add_argument("--reps", type=whole_number, default=100, help="rounds simulated for a scenario")
    verb.add_argument(
        "--stability", action="store_true", help="how patient firms must be for a ring to hold, of a scenario"
    )
    verb.add_argument(
        "--false-alarms", type=number, default=0.05, help="rate of false alarms that sets thresholds"
    )
    verb.add_argument("--jobs", type=positive, default=1, help="games that are solved at the same time")
    add_sets(verb)
    add_output(verb)


def _equilibrium(options: argparse.Namespace) -> int:
    from simulator import api
    from simulator.errors import InputError
    from simulator.report.equilibrium import (
        equilibrium_lines,
        equilibrium_rows,
        number_lines,
        variety_lines,
    )
    from simulator.report.equilibrium_moves import move_rows, moved_lines
    from simulator.report.figures.bids import bid_functions
    from simulator.report.plot_files import check_picture

    if options.plot and len(options.variety) != 1:
        raise InputError.one("a picture shows one variety", mend="add --variety NAME")
    if options.plot:
        check_picture(Path(options.plot))
    solve = partial(
        api.equilibrium,
        options.scenario,
        varieties=options.variety,
        tolerance=options.tolerance,
        draws=options.draws if options.variety else 0,
        starts=options.starts,
        rivals_known_by=options.rivals_known_by,
        costs=options.costs,
        jobs=options.jobs,
        progress=not (options.quiet or options.json),
    )
    changes = [f"rules.change.{change}" for change in options.move]
    if changes:
        # A mistake in what moves is told before the first games are solved for minutes.
        api.check_plans([options.scenario], [*options.sets, *changes])
    found = solve(sets=options.sets)
    if options.plot:
        picture = bid_functions(found[0])
        nobody = f"nobody bids for {found[0].variety}, so that there is no picture"
        note(nobody if picture is None else picture.save(options.plot, options.lang))
    moved = solve(sets=[*options.sets, *changes]) if changes else ()
    if options.json:
        rows = equilibrium_rows(found)
        if not changes:
            return say_json(rows)
        return say_json({"before": rows, "after": equilibrium_rows(moved), "moves": move_rows(found, moved)})
    if changes:
        return say(*moved_lines(found, moved, ", ".join(options.move), options.lang))
    if options.variety:
        return say(*[line for one in found for line in [*variety_lines(one, options.lang), ""]][:-1])
    lines = number_lines if options.rivals_known_by == "number" else equilibrium_lines
    return say(*lines(found, options.lang))


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
    return say_json(gain_rows(found)) if options.json else say(*gain_lines(found, options.lang))


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
        return say_json(cost_rows(found))
    return say(*cost_lines(found, options.lang))


def _screens(options: argparse.Namespace) -> int:
    from simulator import api
    from simulator.errors import InputError
    from simulator.report.screens import power_lines, power_rows, screen_lines, screen_rows
    from simulator.scenario.catalogue import list_ids

    source = options.source
    bids = Path(source).is_dir() or source.lower().endswith(".csv")
    if options.stability and bids:
        raise InputError.one(
            "--stability reads the rules of a scenario, not bids", mend="name a scenario (see: vbp list)"
        )
    if options.stability:
        from simulator.report.ring_stability import stability_lines, stability_rows

        rows = api.ring_stability(source, sets=options.sets)
        return say_json(stability_rows(rows)) if options.json else say(*stability_lines(rows, options.lang))
    if bids or source in list_ids("data"):
        screened = api.screen_bids(source)
        if options.json:
            return say_json(screen_rows(screened))
        return say(*screen_lines(screened, options.lang))
    study = api.screen_power(
        source, sets=options.sets, reps=options.reps, false_alarms=options.false_alarms, jobs=options.jobs
    )
    if options.json:
        return say_json(power_rows(study))
    return say(*power_lines(study, options.lang))


VERBS: Verbs = {
    "equilibrium": _equilibrium,
    "deviations": _deviations,
    "costs": _costs,
    "screens": _screens,
}
