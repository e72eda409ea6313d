"""When a ring holds: how patient its members must be not to cheat."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from simulator.bidding.equilibrium.closed_forms.collusion import least_patience

__all__ = ["critical_discount", "critical_discount_in_turn", "critical_discount_of_cycle"]

_GRID = 1001
_HALVINGS = 60


def critical_discount(shares: Sequence[float], firms: int) -> float:
    """Return how much a firm must value the next tender for a ring at the ceiling to hold, when lots decide.

    All firms quote the ceiling; ranks fall by lot, so that each earns the mean share. Who undercuts gets
    the share of rank 1 once; from then on all compete at the common cost, where only a share that is left
    for everybody still earns anything.

    Parameters
    ----------
    shares
        Volume of rank 1, 2, …, falling; ``(1,) * K`` for ``K`` equal awards.
    firms
        Number of firms, all of them in the ring.

    Returns
    -------
    float
        Smallest discount factor from one tender to the next, from 0 (nobody ever cheats) to 1.

    Raises
    ------
    ValueError
        If there are fewer than two firms, or shares are negative or rise with rank.

    Notes
    -----
    ``(v_1 - mean) / (v_1 - punished)`` with the mean over all firms and ``punished = v_n`` if there are at
    least as many shares as firms, else 0. For ``K`` equal awards that is ``1 - K / n``: the more winners a
    tender has, the easier a ring holds.

    Names: 触发策略的临界贴现因子 / critical discount factor of grim-trigger collusion.
    Source: the one-shot deviation argument of Friedman, A Non-cooperative Equilibrium for Supergames,
    Review of Economic Studies 38(1), 1971.
    """
    volumes = _volumes(shares, firms)
    return least_patience(volumes.tolist(), firms)


def critical_discount_in_turn(winners: int, firms: int) -> float:
    """Return the same for equal awards that go round in turn, when everybody knows whose turn it is.

    Who was just served must wait longest and is tempted most, so that more patience is needed than by lot.

    Parameters
    ----------
    winners
        Number of equal awards.
    firms
        Number of firms, all of them in the ring.
    """
    if winners < 1:
        raise ValueError(f"there is at least one award, not {winners}")
    if winners >= firms:
        return 0.0
    served = [float((-turn * winners) % firms < winners) for turn in range(firms)]
    return critical_discount_of_cycle(served, best=1.0, punished=0.0)


def critical_discount_of_cycle(shares: Sequence[float], best: float, punished: float) -> float:
    """Return the discount factor from which on no firm cheats at any point of a cycle of shares.

    Parameters
    ----------
    shares
        What a member earns in each tender of the cycle, which then starts again; every member goes through
        the same cycle, at another point.
    best
        What it earns at most in the tender in which it cheats.
    punished
        What it earns in every tender after that.

    Returns
    -------
    float
        Smallest discount factor from which on the ring holds; 1 when no patience is enough.
    """
    cycle = np.asarray(shares, dtype=np.float64)
    factors = np.linspace(0.0, 1.0, _GRID)[:-1]
    failing = np.flatnonzero(_tempted(cycle, best, punished, factors))
    if failing.size == 0:
        return 0.0
    low, high = float(factors[failing[-1]]), float(factors[failing[-1]]) + 1.0 / (_GRID - 1)
    if failing[-1] == len(factors) - 1 and float(cycle.mean()) <= punished:
        return 1.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        tempted = bool(_tempted(cycle, best, punished, np.array([middle]))[0])
        low, high = (middle, high) if tempted else (low, middle)
    return high


def _tempted(
    cycle: npt.NDArray[np.float64], best: float, punished: float, factors: npt.NDArray[np.float64]
) -> npt.NDArray[np.bool_]:
    """Say for each discount factor whether cheating pays at any point of the cycle."""
    weights = factors[:, None] ** np.arange(len(cycle))
    turns = np.stack([np.roll(cycle, -start) for start in range(len(cycle))], axis=1)
    staying = (weights @ turns / weights.sum(axis=1, keepdims=True)).min(axis=1)
    # The tender in which it cheats weighs 1 - factor of all tenders to come.
    gain = (1.0 - factors) * best + factors * punished - staying
    return np.asarray(gain > 1e-12)


def _volumes(shares: Sequence[float], firms: int) -> npt.NDArray[np.float64]:
    given = np.asarray(shares, dtype=np.float64)
    if firms < 2:
        raise ValueError(f"a ring has at least two firms, not {firms}")
    if given.size == 0 or not np.isfinite(given).all() or (given < 0).any() or (np.diff(given) > 0).any():
        raise ValueError("shares are the volumes of rank 1, 2, …: not negative, none above the one before")
    volumes = np.zeros(firms)
    kept = min(firms, given.size)
    volumes[:kept] = given[:kept]
    return volumes
