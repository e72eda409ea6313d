"""What a section on contracts asks of the rule book."""

from __future__ import annotations

from simulator.bidding.strategies.library import AnyStrategy
from simulator.errors import Problem
from simulator.rules.parameters import Clauses, FixedEnd, SerialChoice
from simulator.scenario.loading import Loaded
from simulator.scenario.loyalty import brand_loyalty, loyalty_left
from simulator.scenario.model import Scenario
from simulator.scenario.rulebook import RuleBook
from simulator.supply.terms import MOST_MONTHS, Terms, terms_of

__all__ = ["supply_problems"]


def supply_problems(
    scenario: Loaded[Scenario[AnyStrategy]], rules: Loaded[RuleBook[Clauses]]
) -> list[Problem]:
    """Find what is legal in the section `supply` by itself but not under the rule book.

    Parameters
    ----------
    scenario, rules
        The scenario and the rule book under which it runs.
    """
    supply = scenario.record.supply
    if supply is None:
        return _evidence_without_effect(scenario)
    terms = terms_of(rules.record, supply)
    return [*_no_backups(scenario, rules), *_dates_out_of_order(scenario, rules, terms)]


def _no_backups(scenario: Loaded[Scenario[AnyStrategy]], rules: Loaded[RuleBook[Clauses]]) -> list[Problem]:
    """Find that backups are called which no rule creates."""
    place, clause = scenario.origins.get("supply.takeover.backup_after"), rules.record.clauses.supply
    # Only who says when backups are called is told that there are none: the default is everybody's.
    chosen = isinstance(clause, SerialChoice)
    created = isinstance(clause, SerialChoice) and clause.backup is not None
    if place is None or created:
        return []
    what = f"backups are to be called, but no rule of {rules.record.id} creates any"
    add = "leave it out, or let winners choose backups: rules.change.supply.backup.unit=administrative-area"
    return [Problem(what, place, add if chosen else "leave it out; others_after says when all are asked")]


def _evidence_without_effect(scenario: Loaded[Scenario[AnyStrategy]]) -> list[Problem]:
    """Refuse evidence that could move nobody: no brand sells outside, and nothing is carried out."""
    payoffs = scenario.record.payoffs
    if payoffs is None or not 1 - loyalty_left(payoffs):
        return []
    if any(one is not None and brand_loyalty(name, one) for name, one in payoffs.by_class().items()):
        return []
    what = "evidence of equivalence is published, but there is no loyalty that it could lower"
    mend = "add payoffs.originator (what originators sell outside the tender), or supply={} (contracts)"
    return [Problem(what, scenario.origins.get("payoffs.evidence"), mend)]


def _dates_out_of_order(
    scenario: Loaded[Scenario[AnyStrategy]], rules: Loaded[RuleBook[Clauses]], terms: Terms
) -> list[Problem]:
    """Find contracts that begin before the bids, end before they begin, or last too long."""
    if terms.start < terms.bids:
        what = f"execution begins on {terms.start}, before bids are opened on {terms.bids}"
        place = scenario.origins.get("supply.start") or rules.origins.get("dates.start")
        return [Problem(what, place, f"begin on {terms.bids} or later")]
    term = rules.record.clauses.term
    if not isinstance(term, FixedEnd) or 1 <= terms.months <= MOST_MONTHS:
        return []
    end, place = term.end.value, scenario.origins.get("supply.start") or rules.origins.get("clauses.term.end")
    if end <= terms.start:
        what = f"the contracts end on {end}, before execution begins on {terms.start}"
        return [Problem(what, place, f"let them end after {terms.start}, or begin earlier")]
    length = f"{(end - terms.start).days} days"
    what = f"the contracts would last {length}, from {terms.start} to {end}"
    return [Problem(what, place, f"contracts of 1 to {MOST_MONTHS} months are carried out")]
