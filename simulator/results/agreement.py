"""Whether a run names the firms that won the actual tender, beside what a random pick would name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from simulator.results.bids import Floats
from simulator.rules.lot import AwardedLot, Bools

__all__ = ["Agreement", "agreement", "read_agreement"]

_LEVEL = 0.975


def agreement(awarded: Sequence[AwardedLot], actual: Sequence[Bools | None]) -> dict[str, Floats]:
    """Return which share of the actual winners each replication names, and what a random pick would name.

    Parameters
    ----------
    awarded
        The varieties of the round.
    actual
        For each variety which of its bids won the actual tender, ``[n]``; ``None`` where not on record.

    Returns
    -------
    dict
        ``winners_named`` and ``winners_named_by_chance``, ``[R]`` each; empty if no actual winner is on
        record.

    Notes
    -----
    The random pick takes as many bids of a variety as win in the replication, all with the same chance, so
    that on average it names ``winners / bids`` of the actual winners. The measure without the random pick is
    that of ProcureGym (2026), where learning agents name 74.81 % of the winners of seven rounds.
    """
    pairs = [(lot, won) for lot, won in zip(awarded, actual, strict=False) if won is not None]
    winners = sum(int(won.sum()) for _, won in pairs)
    if not winners:
        return {}
    named = sum((lot.won[:, won].sum(axis=1) for lot, won in pairs), np.zeros(len(pairs[0][0].state)))
    chance = sum((lot.won.sum(axis=1) * (won.sum() / len(won)) for lot, won in pairs), np.zeros(len(named)))
    return {"winners_named": named / winners, "winners_named_by_chance": chance / winners}


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far a run names the actual winners; shares of one, intervals of 95 % for the mean."""

    named: float
    low: float
    high: float
    p05: float
    """5th percentile of the replications."""
    p95: float
    by_chance: float
    """What a random pick of as many bidders names on average."""
    gain: float
    """How much more the run names."""
    gain_low: float
    gain_high: float
    """Ends of the interval of the gain, from the differences by replication."""
    replications: int


def read_agreement(replications: pd.DataFrame) -> Agreement | None:
    """Read the agreement with actual winners from a run, if its scenario says who won.

    Parameters
    ----------
    replications
        The table ``replications`` of one run.
    """
    values = {
        name: replications.loc[replications["variable"] == name, "value"].to_numpy(dtype=np.float64)
        for name in ("winners_named", "winners_named_by_chance")
    }
    named, chance = values["winners_named"], values["winners_named_by_chance"]
    if not len(named):
        return None
    low, high = _interval(named)
    gain_low, gain_high = _interval(named - chance)
    p05, p95 = (float(x) for x in np.quantile(named, (0.05, 0.95)))
    mean, by_chance = float(named.mean()), float(chance.mean())
    return Agreement(mean, low, high, p05, p95, by_chance, mean - by_chance, gain_low, gain_high, len(named))


def _interval(values: Floats) -> tuple[float, float]:
    """Return the 95 % interval of a mean by Student's t; the mean itself for a single value."""
    mean, count = float(values.mean()), len(values)
    if count < 2:
        return mean, mean
    half = float(stdtrit(count - 1, _LEVEL)) * float(values.std(ddof=1)) / count**0.5
    return mean - half, mean + half
