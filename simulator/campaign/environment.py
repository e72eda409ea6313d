"""The tender as a training ground: how an environment is made."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from simulator.campaign.course import Campaign
from simulator.campaign.seats import find_seats, find_varieties
from simulator.errors import InputError, RunError
from simulator.tender.ready import Tender

if TYPE_CHECKING:
    from simulator.campaign.petting_zoo import TenderEnvironment

__all__ = ["lay_campaign", "parallel_env"]


def parallel_env(  # noqa: PLR0913  # options of a public call, by keyword
    tender: Tender,
    *,
    learners: Sequence[str] = ("generic",),
    variety: str | None = None,
    rounds: int = 1,
    whole_round: bool | None = None,
    ceiling_follows: bool = False,
    render_mode: str | None = None,
) -> TenderEnvironment:
    """Make a tender a PettingZoo parallel environment in which bidders can be trained.

    Every learner is one bidder in one variety; all others bid by the scenario's strategies, and the rule book
    decides as in every run.

    Parameters
    ----------
    tender
        The scenario made ready; its own seed decides who bids where.
    learners
        Classes of firm (``originator``, ``generic``, ``own-api``, ``newcomer``) or names of firms.
    variety
        Name of the variety that is played; all varieties without one.
    rounds
        Rounds of a campaign. Costs last for the campaign; outcomes of a round are seen in the next.
    whole_round
        Whether all varieties are played, so that clauses that look across them apply, even if learners bid
        for one only. By default this is so if no variety is named, or if there is but one.
    ceiling_follows
        Whether the highest winning price of a round is the ceiling of the next.
    render_mode
        ``ansi`` to have ``render`` return a table as text.

    Returns
    -------
    TenderEnvironment
        An environment with the interface of ``pettingzoo.ParallelEnv``.

    Raises
    ------
    InputError
        If a variety or learner is not there, or the number of rounds is not positive.
    RunError
        If PettingZoo is not installed.
    """
    campaign = lay_campaign(
        tender,
        learners,
        variety=variety,
        rounds=rounds,
        whole_round=whole_round,
        ceiling_follows=ceiling_follows,
    )
    try:
        from simulator.campaign.petting_zoo import TenderEnvironment
    except ModuleNotFoundError as error:
        raise RunError(
            f"training needs the package '{error.name}', which is not installed\n"
            "    -> install the extra: pip install 'vbp-sim[rl]'"
        ) from None
    return TenderEnvironment(campaign, render_mode)


def lay_campaign(
    tender: Tender,
    learners: Sequence[str],
    *,
    variety: str | None = None,
    rounds: int = 1,
    whole_round: bool | None = None,
    ceiling_follows: bool = False,
) -> Campaign:
    """Check what is asked for and lay a campaign out; the parameters are those of ``parallel_env``."""
    if rounds < 1:
        raise InputError.one(f"a campaign of {rounds} rounds", mend="give rounds=1 or more")
    chosen, everything = find_varieties(tender, variety), find_varieties(tender, None)
    whole = chosen == everything if whole_round is None else whole_round
    seats = find_seats(tender, chosen, learners)
    return Campaign(tender, seats, everything if whole else chosen, rounds, whole, ceiling_follows)
