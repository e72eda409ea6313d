"""What sums of profit are worth to firms averse to risk, and what drawn profits are worth for certain."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulator.money import Ints

__all__ = ["Utility", "as_certain", "tenths"]

Floats = npt.NDArray[np.float64]

_TENTHS = 10


@dataclass(frozen=True, slots=True)
class Utility:
    """A power of wealth and profit together (constant relative risk aversion).

    The power of a sum below 0 is minus that of the sum without its sign, so that losses always hurt and the
    limit without aversion is the sum itself.
    """

    aversion: float
    """Relative risk aversion, from 0 to below 1."""
    wealth: float = 0.0
    """What a firm has for certain beside the profit."""

    def of(self, profit: npt.ArrayLike) -> Floats:
        """Return what sums of profit are worth.

        Parameters
        ----------
        profit
            Profit of a term in and outside the tender, any shape.
        """
        whole = self.wealth + np.asarray(profit, dtype=np.float64)
        return np.asarray(np.sign(whole) * np.abs(whole) ** (1 - self.aversion))

    def certain(self, expected: npt.ArrayLike) -> Floats:
        """Return the sums that, if certain, are worth as much as gambles of expected utility.

        Parameters
        ----------
        expected
            Expected utilities, any shape.
        """
        felt = np.asarray(expected, dtype=np.float64)
        return np.asarray(np.sign(felt) * np.abs(felt) ** (1 / (1 - self.aversion)) - self.wealth)


def tenths(standing: Floats) -> Ints:
    """Return which tenth of a class firms belong to, by the share of it that is cheaper."""
    return np.minimum((standing * _TENTHS).astype(np.int64), _TENTHS - 1)


def as_certain(profit: Floats, standing: Floats, utility: Utility) -> Floats:
    """Return drawn profits in a form whose means are what gambles are worth for certain.

    For each tenth of costs, differences of utility to the first way to bid count by what they
    come to for certain. Without aversion that is profit itself.

    Parameters
    ----------
    profit
        ``[D, S]`` what several ways to bid earn in each draw, the way that firms follow first.
    standing
        ``[S]`` share of firms that are cheaper.
    utility
        What firms make of it.
    """
    if not utility.aversion:
        return profit
    felt, group, found = utility.of(profit), tenths(standing), np.empty_like(profit)
    for here in (group == each for each in np.unique(group)):
        mean = felt[:, here].mean(axis=1)
        sure, more = utility.certain(mean), mean - mean[0]
        worth = np.divide(sure - sure[0], more, out=np.zeros(len(more)), where=more != 0)
        found[:, here] = sure[0] + worth[:, None] * (felt[:, here] - felt[0, here])
    return found
