"""Makers that answer to the rule book, as a forecaster whose costs and way of thinking are fitted."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

import numpy as np
import numpy.typing as npt

from simulator.results.metrics import round_metrics
from simulator.study.bid_lattice import BidLattice
from simulator.study.calibration import cost_settings, rounded
from simulator.study.overlay import overlaid
from simulator.tender.simulate import Tender, play_block

__all__ = ["COSTS", "ThinkingMakers", "settings_of", "with_costs"]

Floats = npt.NDArray[np.float64]

COSTS = (
    ("costs.median.generic", 0.20, 0.03, 0.85),
    ("costs.spread_between_varieties", 1.20, 0.05, 2.5),
    ("market.ceiling_over_reference", 1.45, 1.0, 3.0),
)
"""What is fitted beside the spread between bidders and the strength: start, lowest and highest value."""

_OWN_SPREAD = "costs.spread_between_bidders"
_STRENGTH = "strength"


def settings_of(values: Floats) -> dict[str, Decimal]:
    """Return the values of a scenario that follow from fitted costs.

    Parameters
    ----------
    values
        Median generic cost, spread between varieties, ceiling, spread between bidders; more are ignored.
    """
    generic, between, ceiling, own = values[:4]
    return cost_settings(generic, between, own) | {"market.ceiling_over_reference": rounded(ceiling)}


def with_costs(tender: Tender, values: Floats) -> Tender:
    """Lay fitted costs over a tender; its tables of bids stay.

    Parameters
    ----------
    tender
        A national drug round.
    values
        As in :func:`settings_of`.
    """
    return replace(tender, scenario=overlaid(tender.scenario, settings_of(values)))


@dataclass(frozen=True, slots=True)
class ThinkingMakers:
    """Makers whose bids are read between the nodes of a lattice; originators bid as shipped."""

    name: str
    lattice: BidLattice

    @property
    def parameters(self) -> tuple[str, ...]:
        """Names of the parameters, as paths in a scenario; the strength last, where there is one to fit."""
        further = (_OWN_SPREAD, _STRENGTH) if self._strong else (_OWN_SPREAD,)
        return (*(name for name, *_ in COSTS), *further)

    @property
    def start(self) -> Floats:
        """``[P]`` where the search begins: in the middle of the lattice."""
        middle = [float(np.sqrt(nodes[0] * nodes[-1])) for nodes in self._free]
        return np.array([*(start for _, start, _, _ in COSTS), *middle])

    @property
    def bounds(self) -> tuple[Floats, Floats]:
        """``[P]`` lowest and highest values; the lattice ends at its outermost nodes."""
        low = [*(one[2] for one in COSTS), *(nodes[0] for nodes in self._free)]
        high = [*(one[3] for one in COSTS), *(nodes[-1] for nodes in self._free)]
        return np.array(low), np.array(high)

    def shipped(self, tender: Tender) -> Floats | None:
        """Return None: no shipped scenario holds all of these parameters."""

    def play(self, tender: Tender, values: Floats, first: int, count: int) -> dict[str, Floats]:
        """Return the round metrics of some replications."""
        strength = float(values[4]) if self._strong else self.lattice.nodes.strengths[0]
        laid = self.lattice.laid_over(with_costs(tender, values), float(values[3]), strength)
        return round_metrics(play_block(laid, first, count).awarded)

    @property
    def _strong(self) -> bool:
        return len(self.lattice.nodes.strengths) > 1

    @property
    def _free(self) -> tuple[tuple[float, ...], ...]:
        nodes = self.lattice.nodes
        return (nodes.spreads, nodes.strengths) if self._strong else (nodes.spreads,)
