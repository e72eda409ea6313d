"""What hospitals order: those of all histories of a variety side by side, month by month.

They order what they need, whatever arrives; what suppliers do comes later (:mod:`.history`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from simulator.money import Ints
from simulator.rules.lot import Bools
from simulator.supply.records import Cell, Contracts, Floats, Outcome

__all__ = ["Hospitals"]

_FINDINGS = ("hospitals-warned", "hospitals-cut", "hospitals-excluded")

Answer = Callable[[int, Floats], Floats]
"""From a month and the usual shares, ``[C]``, the shares that a user's behaviour makes of them."""


class Month(NamedTuple):
    """What is the same in a month whatever suppliers do."""

    demand: Floats
    """``[R, C]`` units ordered."""
    of_suppliers: list[list[float]]
    """``[R, n]`` units ordered of each supplier."""
    ramp: float
    """Part of planned capacity that is there."""


class Hospitals:
    """The hospitals of each cell in some histories of a variety: ``[R, C]`` unless said otherwise.

    Each month is opened and looked back upon once, for all histories, when the first of them comes to it.
    """

    def __init__(self, contracts: Contracts, rows: Ints, answer: Answer | None = None) -> None:
        g, k = contracts.given, contracts.knobs
        self.given, self.knobs, self.rows, self.answer = g, k, rows, answer
        served, self.term = g.main[rows] >= 0, g.term[rows, None]
        self.need, self.agreed = (np.where(served, of[rows], 0.0) for of in (g.need, g.agreed))
        self.response, self.leaves = g.response[rows], g.leaves[rows]
        self.found_at, self.signed = g.found_at[rows], g.signed[rows]
        self.gap = np.full(self.need.shape, k.final - k.first)
        self.habit = np.full(self.need.shape, k.habit)
        self.paid = np.ones(self.need.shape, dtype=np.bool_)
        self.findings = np.zeros(self.need.shape, dtype=np.int64)
        self.total, self.year_start, self.demand, self.leak, self.leaked, self.gone = np.zeros(
            (6, *self.need.shape)
        )
        self.assessed = np.zeros((len(rows), 3))
        """``[R, 3]`` cells that were assessed, that failed, that had no merit."""
        self.months: list[Month] = []
        self.told: dict[tuple[int, int], list[tuple[str, int]]] = {}
        """What was found at cells, by history and month."""
        self._reviewed = 0

    def orders(self, month: int) -> Month:
        """Return what was ordered in a month."""
        if month == len(self.months):
            self._order(month)
        return self.months[month]

    def _order(self, month: int) -> None:
        """Let hospitals switch to winners, and split their need between winners and others."""
        g, k = self.given, self.knobs
        if month > 0:
            begun = self.signed.min(axis=2) <= month
            moved = np.where(self.paid, k.reviewed * k.paid, k.reviewed)
            self.gap = np.where(begun, self.gap * (k.close * moved), self.gap)
            self.habit = np.where(begun, self.habit * moved, self.habit)
        part = np.zeros(self.need.shape)
        for kind, of_all in enumerate(g.weight.tolist()):
            part += of_all * np.clip(month + 1.0 - self.signed[:, :, kind], 0.0, 1.0)
        share = np.maximum(k.final + (k.habit - self.habit) - self.gap, 0.0)
        share = (share + g.moved[self.rows, month // 12, None] * (1.0 - share)) * part
        done = (self.agreed > 0) & (self.total - self.year_start >= 12 * self.agreed)
        share = np.where(done, share * k.after, share)
        if self.answer is not None:
            share = self.answer(month, share[0])[None, :]
        season = np.where(month < self.term, g.factor[self.rows, month, None], 0.0)
        need = self.need * (1 + self.response * g.phase[month]) * season
        gone = need * (self.leaves * g.drift[month])
        need -= gone
        self.demand = need * share
        self.leak = need - self.demand
        self.total += self.demand
        self.leaked += self.leak
        self.gone += gone
        self.months.append(Month(self.demand, self._of_suppliers(self.demand), float(g.ramp[month])))

    def _of_suppliers(self, demand: Floats) -> list[list[float]]:
        """Add up what is ordered of each supplier: ``[R, n]``."""
        bids = self.given.won.shape[1]
        main = np.maximum(self.given.main[self.rows], 0)
        place = np.arange(len(self.rows))[:, None] * bids + main
        summed = np.bincount(place.ravel(), weights=demand.ravel(), minlength=len(self.rows) * bids)
        return np.asarray(summed, dtype=np.float64).reshape(len(self.rows), bids).tolist()

    def review(self, month: int) -> None:
        """Look back at the end of a month, 1 for the first: reminders, inspections, the yearly assessment."""
        if month <= self._reviewed:
            return
        self._reviewed = month
        k, running = self.knobs, month <= self.term
        lags = self.total < self.agreed * month
        reminded = lags & (self.signed.min(axis=2) <= month)
        self.gap = np.where(reminded, self.gap * (1 - k.reminder), self.gap)
        if self.found_at.shape[2]:
            seen = running & (self.found_at == month).any(axis=2)
            self._sanction(month, seen & (lags | (self.demand < k.priority * (self.demand + self.leak))))
        if month % 12 == 0:
            self._assess(month, running & (self.agreed > 0))

    def _assess(self, month: int, assessed: Bools) -> None:
        """Assess what hospitals ordered in a contract year."""
        ordered = self.total - self.year_start
        share = np.divide(ordered, 12 * self.agreed, out=np.ones_like(ordered), where=assessed)
        failed, merit = assessed & (share < self.knobs.fail_below), share >= self.knobs.merit_from
        counted = (assessed, failed, assessed & ~merit)
        self.assessed += np.stack([of.sum(axis=1) for of in counted], axis=1)
        self.paid = np.where(assessed, merit, self.paid)
        self._sanction(month, failed)
        self.year_start = self.total.copy()

    def _sanction(self, month: int, whom: Bools) -> None:
        """Go one step further with cells: warning, cut of funds, loss of the insurance contract."""
        for row, cell in np.argwhere(whom & (self.findings < len(_FINDINGS))).tolist():
            found = int(self.findings[row, cell])
            left = 1 - self.knobs.removes[found]
            self.gap[row, cell] *= left
            self.habit[row, cell] *= left
            self.signed[row, cell] = np.minimum(self.signed[row, cell], month)
            self.findings[row, cell] += 1
            self.told.setdefault((row, month), []).append((_FINDINGS[found], cell))

    def write(self, out: Outcome) -> None:
        """Write down what was counted of hospitals."""
        cells = out.cells
        cells[self.rows, :, Cell.ELSEWHERE] = self.leaked
        cells[self.rows, :, Cell.SUBSTITUTED] = self.gone
        cells[self.rows, :, Cell.SANCTIONS] = self.findings
        cells[self.rows, :, Cell.EXCLUDED] = self.findings == len(_FINDINGS)
        out.whole[self.rows, 3:] = self.assessed
