"""What rivals know would change a firm's own estimate of its cost: bids guard against the winner's curse."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from scipy.special import gammainc, gammaln

from simulator.bidding.equilibrium.closed_forms.uniform import Floats, Uniform

__all__ = [
    "CommonCost",
    "affiliated_bids",
    "affiliated_expected_price",
    "interdependent_bids",
    "interdependent_expected_price",
]

_SIGNALS = Uniform()


def interdependent_bids(signal: npt.ArrayLike, firms: int, weight: float) -> Floats:
    """Bid for one award when one's cost is one's own signal plus a part of every rival's.

    Parameters
    ----------
    signal
        Own signals between 0 and 1, any shape; signals are independent and equally likely.
    firms
        Number of firms, at least 2.
    weight
        Part of each rival's signal that counts, from 0 (private costs) to 1.

    Raises
    ------
    ValueError
        If a signal, the number of firms or the weight is out of range.

    Notes
    -----
    With ``m = x + (1 - x)/n``, the expected lowest rival signal above one's own, the bid is the cost of a
    firm that ties at ``m``: ``m + weight (m + (n - 2)(1 + m)/2)``.
    Source: Milgrom and Weber, Econometrica 50(5), 1982, for independent signals and a linear cost, mirrored.
    """
    _check(firms, weight)
    own = _SIGNALS.level(signal)
    tie = own + (1 - own) / firms
    return np.asarray(tie + weight * (tie + (firms - 2) * (1 + tie) / 2))


def interdependent_expected_price(firms: int, weight: float) -> float:
    """Return the price to be expected: what the second-lowest firm would cost if it tied with the lowest.

    Parameters
    ----------
    firms, weight
        As in ``interdependent_bids``, with the same errors.
    """
    _check(firms, weight)
    second = 2 / (firms + 1)
    return second + weight * (second + (firms - 2) * (1 + second) / 2)


def _check(firms: int, weight: float) -> None:
    if firms < 2 or not 0 <= weight <= 1:
        raise ValueError(f"{firms} firms and weight {weight}: at least 2 firms, weight from 0 to 1")


def affiliated_bids(signal: npt.ArrayLike) -> Floats:
    """Bid of one of two firms whose signals share a part, and whose common cost is the mean of the signals.

    Parameters
    ----------
    signal
        Own signals, any shape: an own part plus a shared part, each between 0 and 1 and equally likely.

    Raises
    ------
    ValueError
        If a signal is not between 0 and 2.

    Notes
    -----
    ``b(x) = 2/3 + 2x/3``.
    Source: Krishna, Auction Theory (2nd ed.), chapter 6 (two bidders, ``X_i = S_i + T``), mirrored.
    """
    own = np.asarray(signal, dtype=np.float64)
    if np.any(own < 0) or np.any(own > 2):
        raise ValueError("a signal lies outside its range from 0 to 2")
    return np.asarray(2 / 3 + 2 * own / 3)


def affiliated_expected_price() -> float:
    """Return the price to be expected of the two firms.

    The lower signal is 1/2 + 1/3 on average, and bids are a straight line.
    """
    return 11 / 9


@dataclass(frozen=True, slots=True)
class CommonCost:
    """Firms with one unknown cost, of which each has an estimate that errs by at most a known amount.

    Notes
    -----
    Away from the ends of the range of costs the bid is the estimate, plus the largest error, less a term
    that only matters near the upper end: ``x + d - 2d/(n + 1) exp(-n/(2d) (high - d - x))``. Who wins has
    the estimate that errs most downwards; adding ``d`` makes good for it.
    Source: Kagel and Levin, American Economic Review 76(5), 1986, mirrored.
    """

    firms: int
    """Number of firms, at least 2."""
    error: float
    """Largest error of an estimate; all errors up to it are equally likely."""
    costs: Uniform = field(default_factory=Uniform)
    """Range of the common cost."""

    def __post_init__(self) -> None:
        """Refuse what has no interior."""
        if self.firms < 2:
            raise ValueError(f"{self.firms} firm(s): a tender needs at least 2")
        if not 0 < 4 * self.error <= self.costs.width:
            raise ValueError("the error must be above 0 and at most a quarter of the range of costs")

    @property
    def interior(self) -> Uniform:
        """Range of estimates for which the bid is known."""
        return Uniform(self.costs.low + self.error, self.costs.high - self.error)

    def bids(self, estimate: npt.ArrayLike) -> Floats:
        """Bid by one's estimate of the common cost.

        Parameters
        ----------
        estimate
            Estimates in the interior of the range of costs, any shape.

        Raises
        ------
        ValueError
            If an estimate is not in the interior.
        """
        own = self.interior.at(self.interior.level(estimate))
        near_end = np.exp(-self.firms / (2 * self.error) * (self.interior.high - own))
        return np.asarray(own + self.error * (1 - 2 * near_end / (self.firms + 1)))

    def expected_price(self, cost: float) -> float:
        """Return the price to be expected when the common cost is this, and with it all estimates interior.

        Parameters
        ----------
        cost
            The common cost, at least twice the error away from both ends of its range.

        Raises
        ------
        ValueError
            If the cost is nearer to an end.
        """
        self.interior.level([cost - self.error, cost + self.error])
        n = self.firms
        # The mean of the last term of the bid over the lowest estimate, an incomplete gamma function.
        power = n + gammaln(n) + (1 - n) * np.log(n) - n / (2 * self.error) * (self.costs.high - cost)
        near_end = float(gammainc(n, n) * np.exp(power))
        return cost + 2 * self.error / (n + 1) * (1 - near_end)
