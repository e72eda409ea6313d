"""Plants: a firm's varieties share them, and so do the products that one contract maker makes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from simulator.money import Ints
from simulator.rules.lot import Bools
from simulator.scenario.supply import Supply
from simulator.streams import stream_key
from simulator.supply import draws
from simulator.supply.draws import Rows
from simulator.supply.records import Floats

__all__ = ["Plants", "plant_of"]

Outages = tuple[Floats, Floats]
"""Starts and ends, ``[R, K]`` each."""


@dataclass(slots=True)
class Plants:
    """The plants of one block of replications; each is drawn once."""

    supply: Supply
    rows: Rows
    months: int
    """Longest term in the block."""
    known: dict[str, Outages] = field(default_factory=dict)

    def outages(self, firms: tuple[str, ...], variety: str, contract: Ints) -> Outages:
        """Return the outages of the plants that make the products of a variety.

        Parameters
        ----------
        firms
            Firm of each product.
        variety
            The variety.
        contract
            ``[R, n]`` contract maker of each product, -1 for the firm itself.

        Returns
        -------
        tuple
            Starts and ends, ``[R, n, K]`` each, infinite where there is none.
        """
        own = [plant_of(firm, variety, self.supply.makers.plants.value) for firm in firms]
        others = np.unique(contract[contract >= 0]).tolist()
        self._draw([*own, *map(_contract_maker, others)])
        found = [self.known[name] for name in own]
        for number in others:
            other, there = self.known[_contract_maker(number)], contract == number
            found = [_made_elsewhere(own, other, there[:, at]) for at, own in enumerate(found)]
        most = max(starts.shape[1] for starts, _ in found)
        every = np.full((2, self.rows.count, len(found), most), np.inf)
        for at, (starts, ends) in enumerate(found):
            every[0, :, at, : starts.shape[1]], every[1, :, at, : ends.shape[1]] = starts, ends
        return every[0], every[1]

    def _draw(self, names: Sequence[str]) -> None:
        """Draw plants that are not known yet, side by side."""
        new = [name for name in dict.fromkeys(names) if name not in self.known]
        if new:
            starts, ends = draws.outages(self.rows, new, self.months, self.supply.outages)
            # Outages that begin after the longest term are let go; they come in order.
            most = max(int((starts <= self.months).any(axis=(0, 1)).sum()), 1)
            starts, ends = starts[..., :most], ends[..., :most]
            self.known |= {name: (starts[:, at], ends[:, at]) for at, name in enumerate(new)}


def _contract_maker(number: int) -> str:
    return f"contract maker {number}"


def plant_of(firm: str, variety: str, number: int) -> str:
    """Name the plant in which a firm makes a variety; the firm's name where it has one plant only."""
    return firm if number == 1 else f"{firm}, plant {stream_key(firm, variety) % number}"


def _made_elsewhere(own: Outages, other: Outages, there: Bools) -> Outages:
    """Take the outages of another plant in the histories in which the product is made there."""
    most = max(own[0].shape[1], other[0].shape[1])
    starts, ends = (
        np.where(there[:, None], _wide(b, most), _wide(a, most)) for a, b in zip(own, other, strict=True)
    )
    return starts, ends


def _wide(times: Floats, most: int) -> Floats:
    return np.pad(times, ((0, 0), (0, most - times.shape[1])), constant_values=np.inf)
