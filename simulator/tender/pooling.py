"""Bidders who know how many makers they are up against, but not what kind of maker each of them is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from simulator.bidding.equilibrium.costs import CostLaw, from_quantiles
from simulator.bidding.equilibrium.game import BidderClass
from simulator.scenario.model import Firms

__all__ = ["MAKERS", "POOL", "expected_shares", "mixture", "pool", "standing_in_pool"]

Floats = npt.NDArray[np.float64]

MAKERS = ("generic", "own-api", "newcomer")
"""Classes that rivals may be unable to tell apart; originators are known to everybody."""

POOL = "makers"
"""Name of the pooled class."""


def expected_shares(firms: Firms) -> Floats:
    """Return what part of all makers is of each class, in the order of ``MAKERS``.

    Parameters
    ----------
    firms
        Part of the scenario.
    """
    own, new = float(firms.own_api_share.value), float(firms.newcomer_share.value)
    return np.array([1 - own - new, own, new])


def pool(classes: Sequence[BidderClass], makers: CostLaw) -> tuple[BidderClass, ...]:
    """Replace all makers by one class whose costs are those of a maker of unknown kind.

    Parameters
    ----------
    classes
        The classes that are present, alike in what is at stake for them outside the tender.
    makers
        Costs of a maker of unknown kind.
    """
    apart = tuple(one for one in classes if one.name not in MAKERS)
    together = [one for one in classes if one.name in MAKERS]
    if not together:
        return apart
    number = sum(one.number for one in together)
    return (*apart, replace(together[0], name=POOL, number=number, costs=makers))


def mixture(laws: Sequence[CostLaw], shares: Floats) -> CostLaw:
    """Return the costs of a firm that is of each kind with a given probability.

    Parameters
    ----------
    laws
        Costs by kind.
    shares
        Probability of each kind; they sum to 1.
    """
    points = np.unique(np.concatenate([one.points for one in laws]))
    levels = sum(share * one.cdf(points) for one, share in zip(laws, shares.tolist(), strict=True))
    pieces = max(len(one.points) for one in laws) - 1
    return from_quantiles(lambda level: np.interp(level, levels, points), pieces)


def standing_in_pool(own: CostLaw, makers: CostLaw, standing: Floats) -> Floats:
    """Return the share of all makers that is cheaper, from the share of the own class that is.

    Parameters
    ----------
    own, makers
        Costs of the class, and of a maker of unknown kind.
    standing
        Share of the class that is cheaper, from 0 to 1.
    """
    return makers.cdf(own.quantile(standing))
