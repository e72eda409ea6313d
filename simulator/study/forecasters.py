"""What may forecast a tender: firms with fitted mark-ups, or bids without any strategy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Protocol

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri

from simulator.bidding.strategies.protocol import Quotes
from simulator.firms.draws import draw_variety
from simulator.results.metrics import round_metrics
from simulator.rules.award import award_round
from simulator.study import calibration
from simulator.tender.quoting import lay_out
from simulator.tender.simulate import Tender, play_block

__all__ = ["FORECASTERS", "Forecaster", "Lognormal", "Markups"]

Floats = npt.NDArray[np.float64]

_TINY = 1e-12


class Forecaster(Protocol):
    """A way to simulate a tender that has parameters to be fitted."""

    @property
    def name(self) -> str:
        """Short name for tables."""

    @property
    def parameters(self) -> tuple[str, ...]:
        """Names of the parameters."""

    @property
    def start(self) -> Floats:
        """``[P]`` where the search begins."""

    @property
    def bounds(self) -> tuple[Floats, Floats]:
        """``[P]`` lowest and ``[P]`` highest values."""

    def shipped(self, tender: Tender) -> Floats | None:
        """Return the ``[P]`` values of a scenario as shipped; None if scenarios hold none of them."""

    def play(self, tender: Tender, values: Floats, first: int, count: int) -> dict[str, Floats]:
        """Return the round metrics, ``[R]`` by name, of some replications under ``[P]`` values."""


@dataclass(frozen=True, slots=True)
class Markups:
    """Firms of the shipped scenarios: costs, mark-ups that answer to competition, the guaranteed line."""

    name: ClassVar[str] = "engine"

    @property
    def parameters(self) -> tuple[str, ...]:
        """Names of the parameters, as paths in a scenario."""
        return tuple(name for name, _ in calibration.PARAMETERS)

    @property
    def start(self) -> Floats:
        """``[P]`` where the search begins."""
        return np.array([value for _, value in calibration.PARAMETERS])

    @property
    def bounds(self) -> tuple[Floats, Floats]:
        """``[P]`` lowest and highest values."""
        return calibration.LOWEST, calibration.HIGHEST

    def shipped(self, tender: Tender) -> Floats | None:
        """Return the ``[P]`` values of a scenario as shipped."""
        return calibration.parameters_of(tender)

    def play(self, tender: Tender, values: Floats, first: int, count: int) -> dict[str, Floats]:
        """Return the round metrics of some replications."""
        return round_metrics(play_block(calibration.with_parameters(tender, values), first, count).awarded)


@dataclass(frozen=True, slots=True)
class Lognormal:
    """Bids without strategy: lognormal around one fraction of the reference price, whatever the rules.

    Every bidder, originators among them, bids the reference price times ``fraction`` times the exponential
    of ``spread`` times a standard normal number of its own. Ceilings are those of the scenario, and the
    rule book decides who wins.
    """

    name: ClassVar[str] = "sketch"
    parameters: ClassVar[tuple[str, ...]] = ("fraction", "spread")

    @property
    def start(self) -> Floats:
        """``[2]`` where the search begins."""
        return np.array([0.5, 0.5])

    @property
    def bounds(self) -> tuple[Floats, Floats]:
        """``[2]`` lowest and highest values."""
        return np.array([0.02, 0.02]), np.array([1.5, 2.5])

    def shipped(self, tender: Tender) -> Floats | None:
        """Return None: no scenario holds these parameters."""

    def play(self, tender: Tender, values: Floats, first: int, count: int) -> dict[str, Floats]:
        """Return the round metrics of some replications."""
        scenario, (fraction, spread) = tender.scenario, values
        lots = []
        for at, entrants in enumerate(tender.entrants):
            drawn = draw_variety(entrants, scenario.market, scenario.costs, scenario.run.seed, first, count)
            normal = ndtri(np.clip(drawn.standing, _TINY, 1 - _TINY))
            price = entrants.variety.reference * fraction * np.exp(spread * normal)
            bid = np.maximum(np.floor(price + 0.5), 1).astype(np.int64)
            lots.append(lay_out(tender, at, drawn, Quotes(bid, np.ones(bid.shape, dtype=np.bool_))))
        return round_metrics(award_round(lots, tender.clauses, tender.areas.units))


FORECASTERS: tuple[Forecaster, ...] = (Markups(), Lognormal())
"""The forecasters that are compared."""
