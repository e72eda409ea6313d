"""What a section on contracts asks of the rule book."""

from __future__ import annotations

from simulator.bidding.strategies.library import AnyStrategy
from simulator.errors import Problem
from simulator.rules.parameters import Clauses, SerialChoice
from simulator.scenario.loading import Loaded
from simulator.scenario.loyalty import loyalty_left
from simulator.scenario.model import Scenario
from simulator.scenario.rulebook import RuleBook

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
    return [*_backups_never_created(scenario, rules), *_evidence_without_effect(scenario)]


def _backups_never_created(
    scenario: Loaded[Scenario[AnyStrategy]], rules: Loaded[RuleBook[Clauses]]
) -> list[Problem]:
    place, clause = scenario.origins.get("supply.takeover.backup_after"), rules.record.clauses.supply
    # Only who says when backups are called is told that there are none: the default is everybody's.
    chosen = isinstance(clause, SerialChoice)
    created = isinstance(clause, SerialChoice) and clause.backup is not None
    if scenario.record.supply is None or place is None or created:
        return []
    what = f"backups are to be called, but no rule of {rules.record.id} creates any"
    add = "leave it out, or let winners choose backups: rules.change.supply.backup.unit=administrative-area"
    return [Problem(what, place, add if chosen else "leave it out; others_after says when all are asked")]


def _evidence_without_effect(scenario: Loaded[Scenario[AnyStrategy]]) -> list[Problem]:
    """Refuse evidence that could move nobody: no originator sells outside, and nothing is carried out."""
    payoffs = scenario.record.payoffs
    if payoffs is None or payoffs.originator or scenario.record.supply or not 1 - loyalty_left(payoffs):
        return []
    what = "evidence of equivalence is published, but there is no loyalty that it could lower"
    mend = "add payoffs.originator (what originators sell outside the tender), or supply={} (contracts)"
    return [Problem(what, scenario.origins.get("payoffs.evidence"), mend)]
