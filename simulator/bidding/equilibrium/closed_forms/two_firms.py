"""Two unequal firms, one award: bids, chances and payments from a pair of inverse bid functions.

Unequal firms have no common bid function, but in a few families the *inverse* ones, from prices to costs,
can be written down (``common_upper_cost``, ``different_upper_costs``). What follows is the same for all of
them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Literal, Protocol

import numpy as np
import numpy.typing as npt
from scipy.optimize import elementwise

from simulator.bidding.equilibrium.closed_forms.quadrature import integral
from simulator.bidding.equilibrium.closed_forms.uniform import Floats, Uniform

__all__ = ["Duel", "DuelOutcome", "Firm", "bids", "expected_outcome"]

Firm = Literal[0, 1]
"""Which of the two firms."""

_TOP = 1e-9
"""Where a search stops short of the highest price, at which some inverse bids have no limit that computes."""


class Duel(Protocol):
    """Two firms with known inverse bids along a path from the highest serious price (0) to the lowest (1)."""

    @property
    def costs(self) -> tuple[Uniform, Uniform]:
        """Ranges of the two costs."""
        ...

    @property
    def entry(self) -> tuple[float, float]:
        """Highest cost with which each firm may still win."""
        ...

    @property
    def stays_out(self) -> bool:
        """Whether a firm with a higher cost may not bid (a ceiling), or bids in vain."""
        ...

    def price(self, path: Floats) -> Floats:
        """Return prices along the path."""
        ...

    def slope(self, path: Floats) -> Floats:
        """Return how fast prices fall along the path, as a positive number."""
        ...

    def cost(self, firm: Firm, path: Floats) -> Floats:
        """Return the cost with which a firm bids each price along the path."""
        ...


@dataclass(frozen=True, slots=True)
class DuelOutcome:
    """What to expect of two unequal firms before costs are known."""

    lowest_price: float
    highest_price: float
    """Highest price that can win against a rival that bids."""
    chance: tuple[float, float]
    """Probability that each firm wins."""
    profit: tuple[float, float]
    """Expected profit of each firm."""
    payment: float
    """Expected payment; nothing is paid without an award."""
    no_award: float
    """Probability that neither bids."""


def bids(duel: Duel, firm: Firm, cost: npt.ArrayLike) -> Floats:
    """Bid of one of two unequal firms, found as the price whose inverse bid is the cost.

    Parameters
    ----------
    duel
        The two firms.
    firm
        0 for the first, 1 for the second.
    cost
        Unit costs of that firm, any shape.

    Returns
    -------
    numpy.ndarray
        Bids; for a cost that cannot win, NaN where a ceiling keeps the firm out, else the cost itself.

    Raises
    ------
    ValueError
        If a cost is outside the firm's range.
    """
    own = duel.costs[firm]
    wanted = own.at(own.level(cost))
    top, bottom = duel.cost(firm, np.array([_TOP, 1.0]))
    # A hair inside both ends, so that rounding leaves a root to be found.
    slack = 1e-13 * own.width
    found = elementwise.find_root(
        lambda path, at: duel.cost(firm, path) - at,
        (np.full_like(wanted, _TOP), np.ones_like(wanted)),
        args=(np.clip(wanted, bottom + slack, top - slack),),
    )
    path = np.where(wanted <= bottom, 1.0, np.where(wanted >= top, _TOP, found.x))
    beyond = np.full_like(wanted, np.nan) if duel.stays_out else wanted
    return np.where(wanted <= duel.entry[firm], duel.price(path), beyond)


def expected_outcome(duel: Duel) -> DuelOutcome:
    """Return chances, profits and payment to be expected of two unequal firms.

    Parameters
    ----------
    duel
        The two firms.

    Notes
    -----
    Integrals over prices. The density of a firm's bids is known without differentiating: where the rival's
    bid is optimal, it is the chance that the firm bids higher, over the rival's margin.
    """
    firms: tuple[Firm, Firm] = (0, 1)
    chance = [_over_prices(partial(_wins, duel, firm)) for firm in firms]
    profit = [_over_prices(partial(_earns, duel, firm)) for firm in firms]
    payment = sum(_over_prices(partial(_is_paid, duel, firm)) for firm in firms)
    top, bottom = (float(duel.price(np.array([at]))[0]) for at in (0.0, 1.0))
    out = [1 - min(1.0, float(one.level(at))) for at, one in zip(duel.entry, duel.costs, strict=True)]
    nobody = out[0] * out[1] if duel.stays_out else 0.0
    return DuelOutcome(bottom, top, (chance[0], chance[1]), (profit[0], profit[1]), payment, nobody)


def _over_prices(of: Callable[[Floats], Floats]) -> float:
    return float(integral(of, 0.0, 1.0))


def _higher(duel: Duel, firm: Firm, path: Floats) -> Floats:
    """Return the chance that a firm bids higher than each price."""
    own = duel.costs[firm]
    return np.asarray((own.high - duel.cost(firm, path)) / own.width)


def _wins(duel: Duel, firm: Firm, path: Floats) -> Floats:
    """Return the density of a firm's winning prices along the path."""
    other: Firm = 1 if firm == 0 else 0
    both_higher = _higher(duel, 0, path) * _higher(duel, 1, path)
    margin = duel.price(path) - duel.cost(other, path)
    return np.asarray(both_higher / margin * duel.slope(path))


def _earns(duel: Duel, firm: Firm, path: Floats) -> Floats:
    return (duel.price(path) - duel.cost(firm, path)) * _wins(duel, firm, path)


def _is_paid(duel: Duel, firm: Firm, path: Floats) -> Floats:
    return duel.price(path) * _wins(duel, firm, path)
