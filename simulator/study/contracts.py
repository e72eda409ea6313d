"""Carries out the contracts of a block of replications, and traces single histories."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import pandas as pd

from simulator.fund.pricing import price
from simulator.fund.records import Settled
from simulator.fund.records import Terms as Rules
from simulator.fund.settlement import settle_contracts, terms_of_fund
from simulator.fund.switching import avoiding_labels
from simulator.results.contracts import ContractBlock, contract_block
from simulator.results.money import MoneyBlock, money_block
from simulator.results.tables import RunLabel
from simulator.scenario.fund import Fund
from simulator.scenario.loyalty import with_evidence
from simulator.scenario.supply import Kind
from simulator.supply.dealing import Dealer
from simulator.supply.draws import Rows
from simulator.supply.execution import execute_contracts, execute_with_flows
from simulator.supply.records import Beyond, Contracts, Flows, Outcome
from simulator.supply.reference import Behaviour, Event, carry_out_one
from simulator.supply.terms import Terms
from simulator.supply.trace import History, trace
from simulator.tender.simulate import Block, Tender

__all__ = [
    "Carried",
    "Settling",
    "carried_out",
    "count_contracts",
    "dealer_of",
    "dealt",
    "events_and_flows",
    "first_history",
    "followed",
    "history_table",
    "settled",
    "trace_history",
]


class Carried(NamedTuple):
    """The contracts of a variety, carried out."""

    contracts: Contracts
    outcome: Outcome
    settled: Settled | None = None
    """What settlement came to, where money follows the contracts."""


def dealer_of(tender: Tender, block: Block, terms: Terms) -> Dealer:
    """Make ready the one who deals chances to the contracts of a block."""
    scenario = tender.scenario
    if scenario.supply is None:
        raise ValueError("this scenario does not carry contracts out")
    rows = Rows(scenario.run.seed, block.start, len(block.awarded[0].state))
    longest = max(int(one.years.max(initial=0)) * 12 for one in block.awarded)
    supply = with_evidence(scenario.supply, scenario.payoffs)
    return Dealer(supply, terms, tender.areas, rows, max(longest, terms.months, 12))


def dealt(tender: Tender, block: Block, dealer: Dealer, at: int) -> Contracts:
    """Deal the contracts of one variety; hospitals answer to price labels where money is followed."""
    entrants = tender.entrants[at]
    found = dealer.deal(block.awarded[at], block.costs[at], entrants, tender.bases[at])
    return avoiding_labels(found, entrants, tender.scenario.fund, dealer.terms.kind)


def carried_out(tender: Tender, block: Block, terms: Terms) -> list[Carried]:
    """Carry out the contracts of all varieties of a block.

    Parameters
    ----------
    tender, block
        The scenario made ready, and the awards.
    terms
        What the rule book says about contracts.

    Raises
    ------
    RunError
        If units are lost or appear from nowhere.
    """
    dealer, settle = dealer_of(tender, block, terms), Settling.of(tender, terms)
    done = []
    for at in range(len(block.awarded)):
        one = dealt(tender, block, dealer, at)
        if settle is None:
            done.append(Carried(one, execute_contracts(one, engine=dealer.supply.engine)))
        else:
            # What was delivered when takes more room than all else: it is settled and let go.
            outcome, flows = execute_with_flows(one)
            done.append(Carried(one, outcome, settle.variety(at, one, flows)))
    return done


@dataclass(frozen=True, slots=True)
class Settling:
    """Settles the contracts of a tender, variety by variety."""

    tender: Tender
    fund: Fund
    rules: Rules
    kind: Kind

    @classmethod
    def of(cls, tender: Tender, terms: Terms) -> Settling | None:
        """Make ready to settle; nothing where money is not followed."""
        fund, supply = tender.scenario.fund, tender.scenario.supply
        if fund is None or supply is None:
            return None
        return cls(tender, fund, terms_of_fund(fund, supply), terms.kind)

    def variety(self, at: int, contracts: Contracts, flows: Flows) -> Settled:
        """Settle the contracts of one variety.

        Raises
        ------
        RunError
            If money is lost or appears from nowhere.
        """
        priced = price(contracts, self.tender.entrants[at], self.fund, self.kind)
        return settle_contracts(contracts, priced, self.rules, flows)


def count_contracts(
    tender: Tender, block: Block, terms: Terms, done: Sequence[Carried] | None = None
) -> ContractBlock:
    """Carry out the contracts of all varieties of a block and count what came of them.

    Parameters
    ----------
    tender
        The scenario made ready.
    block
        The awards.
    terms
        What the rule book says about contracts.
    done
        The contracts carried out, if they are already.

    Raises
    ------
    RunError
        If units are lost or appear from nowhere.
    """
    supply = tender.scenario.supply
    if supply is None:
        raise ValueError("this scenario does not carry contracts out")
    every = carried_out(tender, block, terms) if done is None else done
    return contract_block([one.contracts for one in every], [one.outcome for one in every], supply.breach)


def settled(tender: Tender, done: Sequence[Carried]) -> MoneyBlock:
    """Put the settlements of a block together.

    Parameters
    ----------
    tender
        The scenario made ready.
    done
        The contracts carried out and settled.
    """
    if tender.scenario.fund is None:
        raise ValueError("this scenario does not follow money")
    found = [one.settled for one in done if one.settled is not None]
    names = [one.contracts.variety for one in done]
    return money_block(names, found, [one.contracts.given.term for one in done], tender.scenario.fund)


def trace_history(
    tender: Tender, block: Block, terms: Terms, at: int, behaviour: Behaviour | None = None
) -> History:
    """Trace the history of one variety in the first replication of a block, with SimPy."""
    return _traced(tender, block, dealer_of(tender, block, terms), at, behaviour)


def _traced(
    tender: Tender, block: Block, dealer: Dealer, at: int, behaviour: Behaviour | None = None
) -> History:
    terms = dealer.terms
    return trace(dealt(tender, block, dealer, at), block.start, terms.start, terms.bids, behaviour)


def followed(
    tender: Tender, block: Block, terms: Terms
) -> Iterator[tuple[Contracts, Outcome, tuple[Event, ...]]]:
    """Follow the contracts of every variety in the first replication of a block, with events and postings."""
    dealer = dealer_of(tender, block, terms)
    for at in range(len(block.awarded)):
        one = dealt(tender, block, dealer, at)
        yield one, *carry_out_one(one, 0)


def first_history(tender: Tender, first: Block, terms: Terms, label: RunLabel) -> pd.DataFrame:
    """Trace the first replication of the variety in which most happens, among the first ten."""
    dealer = dealer_of(tender, first, terms)
    histories = [_traced(tender, first, dealer, at) for at in range(min(len(first.awarded), 10))]
    return history_table(label, max(histories, key=lambda one: len(one.events)))


def history_table(label: RunLabel, history: History) -> pd.DataFrame:
    """Return a history as a table: one row for each event, then for each month and supplier."""
    found = events_and_flows(history)
    for at, (name, value) in enumerate(label.head().items()):
        found.insert(at, name, value)
    return found


def events_and_flows(history: History) -> pd.DataFrame:
    """Return the rows of :func:`history_table` without the name of a run."""
    events = [(one.month, one.what, one.firm, one.value) for one in history.events]
    names = [*history.firms, *[""] * len(Beyond)]
    for month, row in enumerate(history.flows):
        for column, (name, units) in enumerate(zip(names, row, strict=True)):
            if units > 0:
                what = "shortage" if column == len(names) - 1 else "delivered"
                events.append((float(month + 1), what, name, float(units)))
    events.sort(key=lambda one: (one[0], one[1] == "end-of-term"))
    return pd.DataFrame(
        [
            {
                "variety": history.variety,
                "replication": history.replication,
                "day": history.day(month).isoformat(),
                "month": month,
                "what": what,
                "firm": firm,
                "value": value,
            }
            for month, what, firm, value in events
        ]
    )
