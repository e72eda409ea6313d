"""Before the bids: what hospitals report, and which varieties are tendered."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from simulator.market.areas import load_areas
from simulator.market.delegation import Delegated, delegate, read_institutions, read_reports
from simulator.market.participation import Participation
from simulator.market.scope import Scope, ScopeRule, choose_scope, read_candidates
from simulator.rules.parameters import Clauses
from simulator.scenario.catalogue import find
from simulator.scenario.loading import load_rulebook

__all__ = ["choose_varieties", "collect_reports"]


def collect_reports(
    institutions: str | Path,
    reports: str | Path,
    rules: str,
    participation: Participation | None = None,
    *,
    sets: Sequence[str] = (),
) -> Delegated:
    """Pass what institutions report on to the regions and the joint office of a rule book.

    Parameters
    ----------
    institutions
        CSV file of hospitals and pharmacies (or the id of a shipped list).
    reports
        CSV file of what they need (or the id of a shipped list).
    rules
        Rule book: its supply areas are the regions.
    participation
        Who takes part; by default all public and military institutions in the rule book's areas, and those
        private ones and pharmacies that opt in.
    sets
        Changes of the rule book.

    Raises
    ------
    InputError
        With every problem of the two lists.
    """
    areas = load_areas(load_rulebook(rules, Clauses, sets).record.clauses.supply.areas.value)
    return delegate(
        read_institutions(find("data", institutions)),
        read_reports(find("data", reports)),
        participation or Participation(regions=areas.codes),
    )


def choose_varieties(candidates: str | Path, rule: ScopeRule | None = None) -> Scope:
    """Choose the varieties that are put up for tender.

    Parameters
    ----------
    candidates
        CSV file of candidates (or the id of a shipped list).
    rule
        Which of them are put up; by default all that are not in force.

    Raises
    ------
    InputError
        With every problem of the list.
    """
    return choose_scope(read_candidates(find("data", candidates)), rule or ScopeRule())
