"""What a trained bidder sees, as numbers, and how its answer is read."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulator.bidding.strategies.protocol import Quotes, View
from simulator.errors import InputError
from simulator.money import TICKS_PER_YUAN
from simulator.rules.lot import AwardedLot, Bools

__all__ = ["FEATURES", "HIGHEST_ACTION", "UPPER", "Floats", "News", "observe", "publish", "to_quotes"]

Floats = npt.NDArray[np.float64]

FEATURES = (
    "cost",
    "ceiling",
    "ceiling_over_reference",
    "bidders",
    "places",
    "guaranteed_line",
    "taste",
    "last_winners",
    "last_lowest",
    "last_highest",
    "incumbent",
    "round",
)
"""Names of an observation's numbers, in order."""

_UNIT = frozenset({"guaranteed_line", "taste", "incumbent"})
UPPER: Floats = np.array([1.0 if name in _UNIT else np.inf for name in FEATURES])
"""``[F]`` upper bounds of the observation; the lower ones are 0."""

HIGHEST_ACTION = 1.1
"""Upper end of the action space: shares above 1 are no bids."""


@dataclass(frozen=True, slots=True)
class News:
    """What was published about a variety after the last round of a campaign."""

    round: int
    """Rounds played so far."""
    winners: int
    """Winning bids."""
    lowest: int
    """Lowest winning price in 1/10,000 yuan; 0 without a winner."""
    highest: int
    """Highest winning price."""
    won: Bools
    """``[m]`` whether each of the bidders asked about won."""
    cut: float = float("nan")
    """Mean cut of the winners from the ceiling; ``nan`` without a winner."""


def publish(awarded: AwardedLot, rounds: int) -> News:
    """Say what bidders learn about a variety after a round.

    Parameters
    ----------
    awarded
        The award, of one replication.
    rounds
        Rounds played so far.
    """
    won: Bools = awarded.won[0]
    prices = awarded.price[0][won]
    lowest, highest = (int(prices.min()), int(prices.max())) if prices.size else (0, 0)
    cuts = 1 - prices / np.broadcast_to(awarded.lot.ceiling, awarded.price.shape)[0][won]
    cut = float(cuts.mean()) if cuts.size else float("nan")
    return News(rounds, int(won.sum()), lowest, highest, won, cut)


def observe(view: View, news: News | None = None) -> Floats:
    """Write what bidders know about a variety as numbers.

    Parameters
    ----------
    view
        What the bidders know when they quote, ``[R, m]``.
    news
        What was published after the last round; nothing before the first one.

    Returns
    -------
    numpy.ndarray
        ``[R, m, F]`` in the order of ``FEATURES``: own cost over the ceiling; ceiling in yuan; ceiling over
        the reference price; bidders and places; highest price that a protected cut allows, over the ceiling
        (0 without one); a private uniform; number of winners, lowest and highest winning price of the last
        round, over the ceiling of this one (0 before the first); whether the bidder won the last round;
        rounds played so far.
    """
    ceiling = view.ceiling.astype(np.float64)
    over, under = view.guaranteed_cut if view.guaranteed_cut is not None else (1, 1)
    seen = np.zeros((*view.cost.shape, len(FEATURES)))
    seen[..., 0] = view.cost / ceiling
    seen[..., 1] = ceiling / TICKS_PER_YUAN
    seen[..., 2] = ceiling / view.reference
    seen[..., 3] = view.bidders
    seen[..., 4] = view.places
    seen[..., 5] = 1 - over / under
    seen[..., 6] = view.taste
    if news is not None:
        seen[..., 7] = news.winners
        seen[..., 8] = news.lowest / ceiling
        seen[..., 9] = news.highest / ceiling
        seen[..., 10] = news.won
        seen[..., 11] = news.round
    return seen


def to_quotes(actions: Floats, view: View) -> Quotes:
    """Read actions as bids: a share of the ceiling, to the nearest tick; above 1, no bid is handed in.

    Parameters
    ----------
    actions
        ``[R, m]`` shares of the ceiling; what is below 0 counts as 0, and the lowest bid is one tick.
    view
        What the bidders knew.

    Raises
    ------
    InputError
        If an action is no finite number.
    """
    if not np.isfinite(actions).all():
        raise InputError.one(
            "an action is not a finite number",
            mend="give each bidder a share of the ceiling from 0 to 1, or more than 1 to stay out",
        )
    present = actions <= 1
    share = np.clip(actions, 0, 1)
    bid = np.maximum(np.floor(share * view.ceiling + 0.5), 1).astype(np.int64)
    return Quotes(bid, present)
