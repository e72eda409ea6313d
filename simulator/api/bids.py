"""What firms would bid: equilibria, deviations from them, learners."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from simulator.errors import InputError
from simulator.scenario.catalogue import find
from simulator.study.plan import load_scenario, make_plan

if TYPE_CHECKING:
    from simulator.campaign.petting_zoo import TenderEnvironment
    from simulator.study.deviations import VarietyGains
    from simulator.study.equilibrium_results import CostsOf, RivalsKnownBy, VarietyResult


__all__ = ["deviations", "equilibrium", "parallel_env"]


def equilibrium(  # noqa: PLR0913  # options of a public call, by keyword
    scenario: str,
    *,
    varieties: Sequence[str] = (),
    sets: Sequence[str] = (),
    tolerance: float = 0.01,
    draws: int = 0,
    starts: bool = False,
    rivals_known_by: RivalsKnownBy = "class",
    costs: CostsOf = "solved",
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
    rivals_known_by
        ``class``: bidders know the class of each rival; ``number``: only how many makers and originators bid.
    costs
        ``solved``: costs and ceilings fitted for solved bids where the scenario takes those of the national
        rounds, as in a run with solved bids; ``scenario``: those of the scenario, fitted for mark-ups.
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
    from simulator.study.equilibrium import solve_plan
    from simulator.study.equilibrium_results import Search
    from simulator.study.progress import to_stderr
    from simulator.study.run_bids import plan_with_costs
    from simulator.study.store import default_store
    from simulator.tender.solving import Solving

    if not 1e-6 <= tolerance <= 0.5:
        raise InputError.one(f"a tolerance of {tolerance}", mend="choose one from 0.000001 to 0.5")
    if draws and not 1_000 <= draws <= 1_000_000:
        raise InputError.one(f"{draws} fresh draws", mend="choose 1,000 to 1,000,000, or 0 for none")
    if costs not in ("solved", "scenario"):
        raise InputError.one(f"there are no costs '{costs}'", mend="say 'solved' or 'scenario'")
    plan = plan_with_costs(scenario, sets) if costs == "solved" else make_plan(scenario, sets)
    shown = partial(to_stderr, what="game") if progress else None
    search = Search(tuple(varieties), tolerance, draws, starts, rivals_known_by)
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
    from simulator.tender.ready import set_up

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
