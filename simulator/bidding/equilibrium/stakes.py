"""What an award costs or brings beyond this term's sales: failing to supply, and the next tender."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from simulator.firms.default_hazard import yearly_hazard
from simulator.scenario.supply import Default

__all__ = ["Breach", "Fates", "NextTender", "lost_by_failing", "worth_later"]

Floats = npt.NDArray[np.float64]


class Fates(NamedTuple):
    """What may become of a contract, on average when bids are made."""

    undelivered: Floats
    """Part of the volume that is not delivered any more."""
    kept: Floats
    """Probability that the firm supplies to the end."""
    missed: Floats
    """Probability that it fails, and so late that it may not bid in the next tender."""


@dataclass(frozen=True, slots=True)
class Breach:
    """Risk of failing to supply; the hazard is constant over the term and depends on cost over price."""

    default: Default
    """Parameters of the hazard, as those of the contracts."""
    years: npt.ArrayLike
    """Length of the term."""
    penalty: npt.ArrayLike
    """What a unit that is not delivered costs the firm, in the unit of the prices."""
    barred_years: float
    """Time on the violation list, from the failure on."""

    def fates(self, price: npt.ArrayLike, cost: npt.ArrayLike) -> Fates:
        """Return what may become of contracts at given prices and costs, of shapes that go together."""
        # No price: nothing won, so that any hazard will do.
        ratio = np.asarray(cost, dtype=np.float64) / np.maximum(price, 1e-300)
        hazard = yearly_hazard(ratio, self.default)
        years = np.asarray(self.years, dtype=np.float64)
        whole = hazard * years
        kept = np.exp(-whole)
        delivered = np.divide(-np.expm1(-whole), whole, out=np.ones_like(whole), where=whole > 0)
        in_time = np.exp(-hazard * np.maximum(years - self.barred_years, 0.0))
        return Fates(1 - delivered, kept, in_time - kept)


@dataclass(frozen=True, slots=True)
class NextTender:
    """What this tender does to a firm's part in the next one."""

    discount: float
    """Worth of a yuan of the next term."""
    incumbency: float
    """Worth of being the supplier then, over the expected profit of a term."""
    profit: float | None = None
    """A firm's expected profit of a term, price times yearly need; ``None`` for what its class earns in this
    game, where every tender is like this one."""


def lost_by_failing(breach: Breach, fates: Fates, price: npt.ArrayLike, cost: npt.ArrayLike) -> Floats:
    """Return what the risk of failing takes from the margin of a unit: what remains of it, and the penalty.

    Parameters
    ----------
    breach, fates
        The risk, and what it means at these prices and costs.
    price, cost
        Award price and own cost, of shapes that go together.
    """
    return np.asarray(fates.undelivered * (np.asarray(price) - np.asarray(cost) + np.asarray(breach.penalty)))


def worth_later(after: NextTender, fates: Fates | None, profit: npt.ArrayLike) -> Floats:
    """Return what an award is worth at the next tender, over having none.

    Who supplies to the end is an incumbent there; who is barred earns nothing.

    Parameters
    ----------
    after
        The next tender.
    fates
        What may become of the contract; ``None`` if all is supplied.
    profit
        Expected profit of a term.
    """
    kept, missed = (np.ones(()), np.zeros(())) if fates is None else (fates.kept, fates.missed)
    return np.asarray(after.discount * np.asarray(profit) * (after.incumbency * kept - missed))
