"""Tiny games with private costs or values on a list: all symmetric equilibria in pure bids, by trial."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, product

import numpy as np
import numpy.typing as npt

from simulator.bidding.equilibrium.finite.games import Floats
from simulator.bidding.equilibrium.finite.shares import RankVolume

__all__ = ["MOST_STRATEGIES", "PrivateGame", "PureEquilibrium", "auction", "pure_equilibria", "tender"]

MOST_STRATEGIES = 2_000_000
"""Most bid functions that are tried."""

_BLOCK = 8192


@dataclass(frozen=True, slots=True, eq=False)
class PrivateGame:
    """A symmetric game in which each firm knows its own type and only the odds of the others'."""

    prior: Floats
    """``[T]`` probability of each type."""
    margin: Floats
    """``[T, A]`` what a type earns per unit at each bid."""
    volume: Callable[[Floats], Floats]
    """From ``[..., A]``, the distribution of a rival's bid, to ``[..., A]``, the volume of each own bid."""
    legal: npt.NDArray[np.bool_]
    """``[T, A]`` which bids a type may make."""


@dataclass(frozen=True, slots=True)
class PureEquilibrium:
    """A bid for every type that no type would change, when all firms follow it."""

    choice: tuple[int, ...]
    """Position of the bid of each type."""
    payoff: float
    """Expected payoff of a firm before it knows its type."""
    gain: float
    """Largest gain of any type by another bid."""


def auction(
    values: Sequence[float], bids: Sequence[float], *, firms: int = 2, below_value: bool = False
) -> PrivateGame:
    """Make a sealed auction that the highest bid wins and pays, ties by lot, all values equally likely.

    Parameters
    ----------
    values
        Values that a firm may have.
    bids
        Bids on offer, upwards.
    firms
        Number of firms.
    below_value
        Whether a firm may only bid less than its value.
    """
    offered, worth = _rising(bids, "bids"), np.asarray(values, dtype=np.float64)
    law = RankVolume((1.0,), firms)
    margin = worth[:, None] - offered
    return PrivateGame(
        prior=np.full(len(worth), 1.0 / len(worth)),
        margin=margin,
        # The volume law ranks the first of a list best.
        volume=lambda rival: law.volume(rival[..., ::-1])[..., ::-1],
        legal=margin > 0 if below_value else np.ones(margin.shape, dtype=np.bool_),
    )


def tender(
    costs: Sequence[float], prices: Sequence[float], shares: Sequence[float], *, firms: int = 2
) -> PrivateGame:
    """Make a tender whose volumes go by rank of price, ties shared evenly, all costs equally likely.

    Parameters
    ----------
    costs
        Unit costs that a firm may have.
    prices
        Prices that may be quoted, upwards.
    shares
        Volume of rank 1, 2, …; later ranks get nothing.
    firms
        Number of firms.
    """
    offered, unit = _rising(prices, "prices"), np.asarray(costs, dtype=np.float64)
    law = RankVolume(tuple(float(share) for share in shares), firms)
    margin = offered - unit[:, None]
    return PrivateGame(
        prior=np.full(len(unit), 1.0 / len(unit)),
        margin=margin,
        volume=law.volume,
        legal=np.ones(margin.shape, dtype=np.bool_),
    )


def pure_equilibria(game: PrivateGame, tolerance: float = 1e-12) -> tuple[PureEquilibrium, ...]:
    """Find all symmetric equilibria in which each type makes one bid for sure, by trying every bid function.

    Parameters
    ----------
    game
        The game.
    tolerance
        Largest gain of a type that counts as none, in the unit of the payoff.

    Returns
    -------
    tuple of PureEquilibrium
        Ordered by their bids; empty when there is none in pure bids.

    Raises
    ------
    ValueError
        If there are too many bid functions to try.

    Notes
    -----
    On a coarse grid there may be several. Two bidders with values 1 to 5 and whole bids below the value
    have three: (0, 1, 2, 2, 2), from which every change costs something, and (0, 1, 1, 2, 2) and (0, 1, 2,
    2, 3), in which one value is indifferent. They pay firms 0.92, 1.06 and 0.80.
    """
    options = [np.flatnonzero(row).tolist() for row in game.legal]
    # A type without a legal bid would otherwise make the list of bid functions silently empty.
    if not all(options):
        kind = next(i for i, row in enumerate(options) if not row)
        raise ValueError(f"type {kind} may not make any bid; drop it or offer it one")
    count = int(np.prod([len(row) for row in options], dtype=np.float64))
    if count > MOST_STRATEGIES:
        raise ValueError(
            f"{count:,} bid functions are too many to try (most: {MOST_STRATEGIES:,}); "
            "offer fewer bids or types"
        )
    return tuple(_tried(game, product(*options), tolerance))


def _tried(
    game: PrivateGame, functions: Iterator[tuple[int, ...]], tolerance: float
) -> Iterator[PureEquilibrium]:
    types = np.arange(len(game.prior))
    while block := list(islice(functions, _BLOCK)):
        choice = np.array(block)
        rival = np.zeros((len(block), game.margin.shape[1]))
        for kind, weight in enumerate(game.prior):
            np.add.at(rival, (np.arange(len(block)), choice[:, kind]), weight)
        payoffs = game.margin * game.volume(rival)[:, None, :]
        own = payoffs[np.arange(len(block))[:, None], types, choice]
        gain = (np.where(game.legal, payoffs, -np.inf).max(axis=-1) - own).max(axis=-1)
        for row in np.flatnonzero(gain <= tolerance):
            yield PureEquilibrium(block[row], float(game.prior @ own[row]), float(gain[row]))


def _rising(levels: Sequence[float], what: str) -> Floats:
    offered = np.asarray(levels, dtype=np.float64)
    if offered.ndim != 1 or offered.size == 0 or (np.diff(offered) <= 0).any():
        raise ValueError(f"{what} are a list of numbers that rises from each to the next")
    return offered
