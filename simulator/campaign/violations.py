"""The violation list: which winners are barred from tenders, from when to when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np

from simulator.campaign.carried import NEVER, Ban, Floats
from simulator.campaign.stages import Stage
from simulator.money import Ints
from simulator.rules.lot import Bools
from simulator.scenario.supply import Breach
from simulator.supply.records import Cause, Contracts, Maker, Outcome
from simulator.supply.terms import DAYS_PER_MONTH

__all__ = ["ban_months", "bans_of", "lost_on", "months_later"]

_EPOCH = date(1970, 1, 1).toordinal()


def ban_months(cause: Ints, lenient: Bools, breach: Breach) -> Floats:
    """Return for how many months who lost an award is barred.

    Parameters
    ----------
    cause
        Why it was lost (``Cause``), of any shape.
    lenient
        Whether the firm helped the inquiry.
    breach
        Months by cause.

    Notes
    -----
    Source: nine months for giving up ibuprofen of round 3 (S05); eighteen for glimepiride of round 2 and
    peramivir (EVENTS); twelve for collusion over bromhexine of round 7, six for those who helped (S06).
    """
    months = np.zeros(len(Cause))
    months[[Cause.FAILURE, Cause.DEFAULT]] = breach.ban_failure.value
    months[Cause.QUALITY] = breach.ban_quality.value
    collusion = np.where(lenient, breach.ban_lenient.value, breach.ban_collusion.value)
    return np.asarray(np.where(cause == Cause.COLLUSION, collusion, months[cause]), dtype=np.float64)


def months_later(days: Floats, months: Floats) -> Floats:
    """Return the same day of the month so many months later, or the last day of a shorter month.

    Parameters
    ----------
    days
        Days of the calendar, of any shape; infinite ones stay so.
    months
        Whole months.

    Notes
    -----
    Source: nine months from 11 August 2021 ended on 10 May 2022 (S05), so that 11 May is the first free day.
    """
    known = np.isfinite(days)
    day = (np.where(known, days, _EPOCH).astype(np.int64) - _EPOCH).astype("datetime64[D]")
    month = day.astype("datetime64[M]")
    later = month + months.astype(np.int64)
    of_month = (day - month.astype("datetime64[D]")).astype(np.int64)
    length = ((later + 1).astype("datetime64[D]") - later.astype("datetime64[D]")).astype(np.int64)
    end = later.astype("datetime64[D]").astype(np.int64) + np.minimum(of_month, length - 1)
    return np.where(known, end + _EPOCH, days).astype(np.float64)


def lost_on(outcome: Outcome, start: date) -> Floats:
    """Return the day of the calendar on which each award was lost, ``[R, n]``; infinite if it never was."""
    day = start.toordinal() + np.floor(outcome.makers[:, :, Maker.LOST_AT] * DAYS_PER_MONTH)
    return np.where(outcome.cause > Cause.NONE, day, NEVER)


def bans_of(stage: Stage, contracts: Sequence[Contracts], outcomes: Sequence[Outcome]) -> tuple[Ban, ...]:
    """List the bans that a round's contracts end in.

    Parameters
    ----------
    stage
        The round made ready.
    contracts, outcomes
        By variety.
    """
    supply, terms = stage.tender.scenario.supply, stage.terms
    if supply is None or terms is None:
        return ()
    found = []
    for entrants, dealt, outcome in zip(stage.tender.entrants, contracts, outcomes, strict=True):
        begins = lost_on(outcome, terms.start)
        months = ban_months(outcome.cause, dealt.lenient, supply.breach)
        ends = np.where(months > 0, months_later(begins, months), begins)
        found += [
            Ban(
                round=stage.plan.id,
                variety=entrants.variety.name,
                firm=firm,
                begins=begins[:, at],
                ends=ends[:, at],
                cause=outcome.cause[:, at].astype(np.uint8),
            )
            for at, firm in enumerate(entrants.firms)
            if outcome.cause[:, at].any()
        ]
    return tuple(found)
