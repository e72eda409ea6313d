"""A single run whose makers answer to its rule book: its plan, and how much there is to solve."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace

from simulator.errors import InputError, Problem
from simulator.scenario.overrides import Setting
from simulator.scenario.studies import Bids
from simulator.study.bids import (
    answers_already,
    fitted_costs,
    moved_markups,
    national_values,
    solved_settings,
)
from simulator.study.games import counted
from simulator.study.other_rules import to_answer
from simulator.study.plan import Plan, make_plan
from simulator.study.store import FolderStore, default_store
from simulator.tender.equilibria import check_solvable
from simulator.tender.games import games_of
from simulator.tender.ready import Tender

__all__ = ["games_sentence", "plan_with_bids", "plan_with_costs", "refuse_bids", "say_games_of"]

_WITHOUT = "leave out --bids solved, so that all bid as the scenario says"


def plan_with_bids(name: str, sets: Sequence[str | Setting] = (), bids: Bids | None = None) -> Plan:
    """Plan a run with bids as the scenario says, or with makers who bid the equilibrium of its rule book.

    Parameters
    ----------
    name
        Id or path of the scenario.
    sets
        Its changes; they stay on top of the costs that are fitted for solved bids.
    bids
        ``solved``: makers (generic, own-api, newcomer) solve their game; otherwise as the scenario says.

    Raises
    ------
    InputError
        If the scenario is wrong, no game can be formed, mark-ups are changed that nobody would use, or
        ``both`` are asked for.
    """
    if bids == "both":
        what = "one run has one set of bids; 'both' is for comparisons"
        raise InputError.one(what, mend="vbp compare NAME NAME --bids both")
    plan = make_plan(name, sets)
    record, clauses = plan.scenario.record, plan.rules.record.clauses
    if bids != "solved" or answers_already(record):
        asked = bids is None and not answers_already(record)
        return replace(plan, to_answer=to_answer(name, plan, sets)) if asked else plan
    moved = [Problem(one.what, one.place, _WITHOUT) for one in moved_markups(sets)]
    if moved:
        raise InputError(moved)
    settings, kept = solved_settings(national_values(name), record, clauses, sets)
    answering = make_plan(name, settings)
    try:
        check_solvable(answering.scenario.record, clauses)
    except InputError as error:
        raise InputError([Problem(one.what, one.place, _WITHOUT) for one in error.problems]) from None
    return replace(answering, costs_kept=kept)


def plan_with_costs(name: str, sets: Sequence[str | Setting] = ()) -> Plan:
    """Plan a scenario whose games are to be solved, with the costs that are fitted for solved bids.

    They are those of a run with solved bids: in place of the costs of the national rounds, which were fitted
    together with mark-ups; costs of the scenario's own stay, and all of them where its strategies answer.

    Parameters
    ----------
    name
        Id or path of the scenario.
    sets
        Its changes; they stay on top.

    Raises
    ------
    InputError
        If the scenario is wrong.
    """
    plan = make_plan(name, sets)
    if answers_already(plan.scenario.record):
        return plan
    settings, kept = fitted_costs(national_values(name), sets)
    return replace(make_plan(name, settings), costs_kept=kept)


def refuse_bids(campaign: str, bids: Bids | None) -> None:
    """Refuse to let makers answer in a campaign, whose stages say how they bid.

    Parameters
    ----------
    campaign
        Its name.
    bids
        What was asked for.

    Raises
    ------
    InputError
        If it is asked for.
    """
    if bids == "solved":
        what = f"'{campaign}' is a campaign: its firms bid as its stages say, not by --bids"
        mend = "leave out --bids, and say --set all.bidding.generic.use=equilibrium"
        raise InputError.one(what, mend=mend)


def games_sentence(tender: Tender, store: FolderStore) -> str:
    """Say how many games are to be solved before a run, and how long it takes; empty if there are none.

    Parameters
    ----------
    tender
        The tender, laid out without its bids.
    store
        Where solutions are kept.
    """
    games = games_of(tender)
    return counted([games], store).sentence() if games.number else ""


def say_games_of(tender: Tender) -> None:
    """Say on the error stream how much there is to solve, if anything.

    Parameters
    ----------
    tender
        The tender, laid out without its bids.
    """
    sentence = games_sentence(tender, default_store())
    if sentence:
        sys.stderr.write(f"vbp: {sentence}\n")
        sys.stderr.flush()
