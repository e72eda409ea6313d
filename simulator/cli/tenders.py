"""Verbs about bid lists: replay, explain, scope."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from simulator.market.delegation import Delegated

from simulator.cli.options import Parser, Verbs, add_output, add_sets, counted, say, say_json, whole_number

__all__ = ["VERBS", "add_lists", "add_scope"]


def add_lists(verbs: argparse._SubParsersAction[Parser]) -> None:
    """Add `replay` and `explain`."""
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
        verb.add_argument("--seed", type=whole_number, default=1, help="seed of the drawing of lots")
        add_sets(verb)
        add_output(verb)
        if name == "explain":
            verb.add_argument("--firm", required=True, help="the firm")
            verb.add_argument("--variety", help="only this variety")
            verb.add_argument("--brand", help="only this brand")
            verb.add_argument("--replication", type=whole_number, default=0, help="which simulated round")


def add_scope(verbs: argparse._SubParsersAction[Parser]) -> None:
    """Add `scope`."""
    scope = verbs.add_parser("scope", help="choose the varieties that are put up for tender")
    scope.add_argument("candidates", help="candidates (CSV)")
    scope.add_argument("--least-firms", type=whole_number, default=0, help="fewest qualified firms")
    scope.add_argument(
        "--least-market", type=whole_number, default=0, help="smallest yearly spending in yuan"
    )
    scope.add_argument("--essential-first", action="store_true", help="essential medicines before others")
    scope.add_argument("--most", type=whole_number, help="most varieties, by spending")
    scope.add_argument(
        "--in-force",
        action="append",
        type=counted,
        default=[],
        metavar="REGION=NUMBER",
        help="varieties in force in a region before, to compare with the targets; may be repeated",
    )
    add_output(scope)


def _replay(options: argparse.Namespace) -> int:
    from simulator import api
    from simulator.report.decisions import decision_rows
    from simulator.report.demand import demand_lines
    from simulator.report.terminal import replay_lines

    demand = _demand(options)
    result, areas = api.replay_list(
        options.bids,
        options.rules,
        demand=demand,
        **_list_of_bids(options),
    )
    if options.json:
        return say_json(decision_rows(result))
    notes = [] if demand is None else ["", *demand_lines(demand, result.decisions, options.lang)]
    return say(*replay_lines(result, areas, options.lang), *notes)


def _list_of_bids(options: argparse.Namespace) -> dict[str, Any]:
    """Return the options of all who read a list of bids."""
    return {
        "sets": options.sets,
        "whole_round": options.whole,
        "seed": options.seed,
        "preferences": options.preferences,
    }


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
        demand=_demand(options),
        **_list_of_bids(options),
    )
    if options.json:
        return say_json(story_rows(stories))
    return say(*[line for story in stories for line in [*explanation_lines(story, options.lang), ""]][:-1])


def _scope(options: argparse.Namespace) -> int:
    from simulator import api
    from simulator.market.scope import ScopeRule, count_in_force
    from simulator.report.demand import scope_lines, scope_rows

    rule = ScopeRule(options.least_firms, options.least_market, options.essential_first, options.most)
    chosen = api.choose_varieties(options.candidates, rule)
    regions = count_in_force(chosen, dict(options.in_force))
    if options.json:
        return say_json(scope_rows(chosen, regions))
    return say(*scope_lines(chosen, regions, options.lang))


VERBS: Verbs = {
    "replay": _replay,
    "explain": _explain,
    "scope": _scope,
}
