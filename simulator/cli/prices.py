"""Verbs about prices after the award: index, layers, monitor."""

from __future__ import annotations

import argparse

from simulator.cli.options import Parser, Verbs, add_output, add_sets, positive, say, say_json, whole_number

__all__ = ["VERBS", "add_index", "add_layers", "add_monitor"]


def add_index(verbs: argparse._SubParsersAction[Parser]) -> None:
    """Add `index`."""
    verb = verbs.add_parser("index", help="price index over tenders, one after the other")
    verb.add_argument("sources", nargs="+", metavar="source", help="scenario (id or path) or folder of a run")
    verb.add_argument("--reps", type=positive, default=100, help="replications of each scenario")
    verb.add_argument("--out", metavar="FILE", help="write the figures (Parquet or CSV)")
    verb.add_argument("--same-names", action="store_true", help="made-up names mean the same goods")
    add_sets(verb)
    add_output(verb)


def add_layers(verbs: argparse._SubParsersAction[Parser]) -> None:
    """Add `layers`."""
    verb = verbs.add_parser("layers", help="what a price is made of before and after a tender")
    verb.add_argument("scenario", nargs="?", help="scenario (id or path), in place of two prices")
    verb.add_argument("--before", metavar="YUAN", help="price that hospitals paid")
    verb.add_argument("--after", metavar="YUAN", help="price that they pay now")
    verb.add_argument("--cost", metavar="YUAN", help="production cost, if known")
    verb.add_argument("--kind", choices=("drug", "device"), default="drug", help="of the two prices")
    verb.add_argument("--reps", type=positive, default=100, help="replications of a scenario")
    add_sets(verb)
    add_output(verb)


def add_monitor(verbs: argparse._SubParsersAction[Parser]) -> None:
    """Add `monitor`."""
    verb = verbs.add_parser("monitor", help="report how contracts are carried out, quarter by quarter")
    verb.add_argument("source", help="scenario (id or path) or folder of a run")
    verb.add_argument("--replication", type=whole_number, default=0, help="first simulated round, from 0")
    verb.add_argument("--reps", type=positive, default=1, help="simulated rounds that are monitored")
    verb.add_argument(
        "--by", choices=("firm", "region", "variety", "distributor"), default="firm", help="second table"
    )
    verb.add_argument("--out", metavar="FOLDER", help="write the tables (Parquet and CSV)")
    add_sets(verb)
    add_output(verb)


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
        return say_json(index_rows(study, figures))
    return say(*index_lines(study, figures, options.lang))


def _layers(options: argparse.Namespace) -> int:
    from simulator import api
    from simulator.errors import InputError
    from simulator.report.price_layers import layer_lines, layer_rows, price_lines
    from simulator.study.price_layers import scenario_layers

    if options.scenario is not None:
        name, table = scenario_layers(options.scenario, options.sets, options.reps)
        if options.json:
            return say_json(table.astype(object).where(table.notna(), None).to_dict("records"))
        return say(*layer_lines(name, table, options.lang))
    missing = [f"--{name}" for name in ("before", "after") if getattr(options, name) is None]
    if missing:
        what = "there is nothing to split" if len(missing) == 2 else f"{missing[0]} is missing"
        raise InputError.one(what, mend="name a scenario, or give --before and --after")
    found = api.price_layers(options.before, options.after, cost=options.cost, kind=options.kind)
    return say_json(layer_rows(found)) if options.json else say(*price_lines(found, options.lang))


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
        return say_json(monitor_rows(found))
    return say(*monitor_lines(found, options.by, options.lang))


VERBS: Verbs = {
    "index": _index,
    "layers": _layers,
    "monitor": _monitor,
}
