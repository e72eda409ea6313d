"""Quality counts beside the price: scores that firms can choose, and points that they cannot."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from simulator.bidding.equilibrium.closed_forms.quadrature import integral
from simulator.bidding.equilibrium.closed_forms.uniform import Floats, Uniform

__all__ = ["ChosenQuality", "QualityPoints"]


@dataclass(frozen=True, slots=True)
class ChosenQuality:
    """Firms choose quality and price; the best score, ``2 sqrt(quality) - price``, wins.

    A unit of quality costs a firm its type.

    Notes
    -----
    Source: Che, RAND Journal of Economics 24(4), 1993, with this score: quality is set as if there were no
    rivals, and the price follows as in a first-price tender for the score.
    """

    firms: int
    """Number of firms, at least 2."""
    types: Uniform = field(default_factory=lambda: Uniform(1.0, 2.0))
    """Range of the unit cost of quality, above 0."""

    def __post_init__(self) -> None:
        """Refuse what has no solution."""
        if self.firms < 2:
            raise ValueError(f"{self.firms} firm(s): a tender needs at least 2")
        if self.types.low <= 0:
            raise ValueError("the unit cost of quality must be above 0")

    def quality(self, unit_cost: npt.ArrayLike) -> Floats:
        """Return the quality that firms offer; it does not depend on the number of rivals.

        Parameters
        ----------
        unit_cost
            Unit costs of quality, any shape.
        """
        own = self.types.at(self.types.level(unit_cost))
        return np.asarray(own**-2.0)

    def prices(self, unit_cost: npt.ArrayLike) -> Floats:
        """Return the prices that firms ask.

        Parameters
        ----------
        unit_cost
            Unit costs of quality, any shape.
        """
        level = self.types.level(unit_cost)
        above = (1 - level)[..., None]

        def gain(at: Floats) -> Floats:
            left = np.divide(1 - at, above, out=np.zeros_like(at), where=above > 0)
            return np.asarray(self.types.at(at) ** -2.0 * left ** (self.firms - 1))

        return np.asarray(1 / self.types.at(level) + self.types.width * integral(gain, level, 1.0))

    def scores(self, unit_cost: npt.ArrayLike) -> Floats:
        """Return the scores that firms reach.

        Parameters
        ----------
        unit_cost
            Unit costs of quality, any shape.
        """
        return np.asarray(2 * np.sqrt(self.quality(unit_cost)) - self.prices(unit_cost))

    @property
    def expected_score(self) -> float:
        """Score that the buyer may expect: what the second-best firm could offer without a profit."""
        n = self.firms

        def best_loser(level: Floats) -> Floats:
            return n * (n - 1) * level * (1 - level) ** (n - 2) / self.types.at(level)

        return float(integral(best_loser, 0.0, 1.0))


@dataclass(frozen=True, slots=True)
class QualityPoints:
    """Firms with given quality points, worth money in the ranking; the lowest price less points wins.

    Notes
    -----
    Only cost less points matters to a firm's rank: with ``k`` for it and ``S(k)`` for the chance that a
    rival's is higher, the price less points is ``k`` plus the integral of ``(S(t)/S(k))^(n-1)`` above
    ``k``.
    Source: Asker and Cantillon, RAND Journal of Economics 39(1), 2008 (pseudotypes), for independent
    uniform cost and points.
    """

    firms: int
    """Number of firms, at least 2."""
    costs: Uniform = field(default_factory=Uniform)
    """Range of the unit costs."""
    points: Uniform = field(default_factory=lambda: Uniform(0.0, 0.5))
    """Range of the points, in money."""

    def __post_init__(self) -> None:
        """Refuse what is no tender."""
        if self.firms < 2:
            raise ValueError(f"{self.firms} firm(s): a tender needs at least 2")

    @property
    def net_costs(self) -> Uniform:
        """Range of cost less points."""
        return Uniform(self.costs.low - self.points.high, self.costs.high - self.points.low)

    def higher(self, net_cost: npt.ArrayLike) -> Floats:
        """Return the chance that one rival's cost less points is higher.

        Parameters
        ----------
        net_cost
            Costs less points, any shape.
        """
        left = self.net_costs.high - np.asarray(net_cost, dtype=np.float64)
        wide, narrow = self.costs.width, self.points.width
        # The area of a rectangle above a slanted line, piece by piece.
        pieces = [np.maximum(left - cut, 0) ** 2 for cut in (0.0, wide, narrow, wide + narrow)]
        area = (pieces[0] - pieces[1] - pieces[2] + pieces[3]) / 2
        return np.asarray(np.clip(area / (wide * narrow), 0.0, 1.0))

    def net_bids(self, net_cost: npt.ArrayLike) -> Floats:
        """Return price less points, by cost less points.

        Parameters
        ----------
        net_cost
            Costs less points, any shape.

        Raises
        ------
        ValueError
            If one of them is not possible.
        """
        span = self.net_costs
        own = span.at(span.level(net_cost))
        chance = self.higher(own)[..., None]

        def left(at: Floats) -> Floats:
            ratio = np.divide(self.higher(at), chance, out=np.zeros_like(at), where=chance > 0)
            return np.asarray(ratio ** (self.firms - 1))

        narrow, wide = sorted((self.costs.width, self.points.width))
        kinks = (span.low + narrow, span.low + wide, span.high)
        starts = (span.low, *kinks[:-1])
        margin = np.zeros_like(own)
        for start, end in zip(starts, kinks, strict=True):
            margin = margin + integral(left, np.clip(own, start, end), end)
        return np.asarray(own + margin)

    def prices(self, cost: npt.ArrayLike, points: npt.ArrayLike) -> Floats:
        """Return the prices that firms ask.

        Parameters
        ----------
        cost, points
            Unit costs and points, any shapes that broadcast.
        """
        worth = np.asarray(points, dtype=np.float64)
        return np.asarray(self.net_bids(np.asarray(cost, dtype=np.float64) - worth) + worth)

    @property
    def expected_net_price(self) -> float:
        """Price less points of the winner that the buyer may expect: the second-lowest cost less points."""
        n, span = self.firms, self.net_costs

        def second_is_above(at: Floats) -> Floats:
            one = self.higher(at)
            return np.asarray(one**n + n * one ** (n - 1) * (1 - one))

        narrow, wide = sorted((self.costs.width, self.points.width))
        kinks = np.array([span.low, span.low + narrow, span.low + wide, span.high])
        return float(span.low + integral(second_is_above, kinks[:-1], kinks[1:]).sum())
