"""The exact games of a whole tender, each formed once however many varieties are that game."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from simulator.bidding.equilibrium.lines import PriceLevels, scale_free, without_absolute_lines
from simulator.bidding.equilibrium.setting import Setting
from simulator.bidding.strategies.library import AnyStrategy
from simulator.firms.population import Entrants
from simulator.market.areas import Areas
from simulator.rules.parameters import Clauses
from simulator.scenario.model import Scenario
from simulator.tender.pooling import pool
from simulator.tender.settings import (
    Bidders,
    Level,
    bidders_of,
    ceiling_at,
    makers_law,
    pooled_bidders,
    setting_of,
)
from simulator.tender.stated import as_stated

__all__ = ["Forming", "equilibrium_setting"]

_UNIT_CEILING = 1_000_000


class _Case(NamedTuple):
    """A variety at a cost level."""

    who: Bidders
    level: Level
    ceiling: int


class Forming:
    """Forms the games of a tender; varieties that are the same game share one.

    Parameters
    ----------
    scenario, clauses, areas
        The tender.
    pooled
        Whether bidders know how many rivals they have, but not of which class each is
        (:func:`simulator.tender.pooling.pool`).
    """

    def __init__(
        self, scenario: Scenario[AnyStrategy], clauses: Clauses, areas: Areas, pooled: bool = False
    ) -> None:
        self._scenario, self._clauses, self._areas, self._pooled = scenario, clauses, areas, pooled
        self._relative = without_absolute_lines(clauses)
        self._formed: dict[tuple[_Case, bool], Setting] = {}
        self._played: dict[tuple[_Case, bool], Setting] = {}

    def settings(
        self, entrants: Sequence[Entrants], levels: Sequence[Level]
    ) -> tuple[tuple[Setting, ...], ...]:
        """Return what the bidders of each variety know about it, by variety, then by cost level.

        Where only ratios of prices count, a variety is on a scale of its own.

        Parameters
        ----------
        entrants
            The bidders, by variety.
        levels
            Cost levels, each with its ceiling.
        """
        whos = [bidders_of(one, self._scenario, self._clauses) for one in entrants]
        cases = [
            _Case(who, level, ceiling_at(one.variety, level))
            for one, who in zip(entrants, whos, strict=True)
            for level in levels
        ]
        free = self._scale_free(cases)
        flat = [self._one(case, bool(alone)) for case, alone in zip(cases, free, strict=True)]
        count = len(levels)
        return tuple(tuple(flat[at * count : (at + 1) * count]) for at in range(len(whos)))

    def _scale_free(self, cases: Sequence[_Case]) -> npt.NDArray[np.bool_]:
        """Tell which varieties are one game with all that differ from them in scale alone."""
        found = np.zeros(len(cases), dtype=np.bool_)
        for form in {case.who.form for case in cases if case.who.numbers}:
            at = [n for n, case in enumerate(cases) if case.who.numbers and case.who.form == form]
            alike = PriceLevels.of([self._setting(cases[n], True) for n in at])
            own = alike.at(np.array([cases[n].ceiling for n in at]))
            found[at] = scale_free(self._clauses.price_test, form, own)
        return found

    def _setting(self, case: _Case, alone: bool) -> Setting:
        """Return a game as bidders know it who can tell each other's classes."""
        case = case._replace(ceiling=_UNIT_CEILING) if alone else case
        if (case, alone) not in self._formed:
            clauses = self._relative if alone else self._clauses
            at = (case.level, case.ceiling)
            self._formed[case, alone] = setting_of(self._scenario, clauses, self._areas, case.who, at)
        return self._formed[case, alone]

    def _one(self, case: _Case, alone: bool) -> Setting:
        setting = self._setting(case, alone)
        # Who cannot tell makers apart plays the same game whatever they are.
        who = pooled_bidders(case.who) if self._pooled else case.who
        known = case._replace(who=who, ceiling=setting.ceiling), alone
        if known not in self._played:
            if self._pooled:
                makers = makers_law(self._scenario, case.level, setting.ceiling / case.level.ceiling)
                setting = replace(setting, classes=pool(setting.classes, makers))
            self._played[known] = as_stated(self._scenario, setting, case.level)
        return self._played[known]


def equilibrium_setting(
    scenario: Scenario[AnyStrategy],
    clauses: Clauses,
    areas: Areas,
    entrants: Entrants,
    level: Level,
    pooled: bool = False,
) -> Setting:
    """Return what the bidders of a variety know about it, on a scale of its own where only ratios count.

    Parameters
    ----------
    scenario, clauses, areas
        The tender.
    entrants
        The bidders of the variety.
    level
        Cost level and ceiling.
    pooled
        As for :class:`Forming`.
    """
    return Forming(scenario, clauses, areas, pooled).settings([entrants], [level])[0][0]
