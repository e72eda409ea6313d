"""Carries out the contracts of a block of replications, and traces single histories."""

from __future__ import annotations

import pandas as pd

from simulator.fund.pricing import price
from simulator.fund.settlement import settle_contracts, terms_of_fund
from simulator.results.contracts import ContractBlock, contract_block
from simulator.results.money import MoneyBlock, money_block
from simulator.results.tables import RunLabel
from simulator.supply.dealing import Dealer
from simulator.supply.draws import Rows
from simulator.supply.execution import execute_contracts, execute_with_flows
from simulator.supply.reference import Behaviour
from simulator.supply.terms import Terms
from simulator.supply.trace import History, trace
from simulator.tender.simulate import Block, Tender

__all__ = [
    "count_and_settle",
    "count_contracts",
    "dealer_of",
    "first_history",
    "history_table",
    "trace_history",
]


def dealer_of(tender: Tender, block: Block, terms: Terms) -> Dealer:
    """Make ready the one who deals chances to the contracts of a block."""
    scenario = tender.scenario
    if scenario.supply is None:
        raise ValueError("this scenario does not carry contracts out")
    rows = Rows(scenario.run.seed, block.start, len(block.awarded[0].state))
    longest = max(int(one.years.max(initial=0)) * 12 for one in block.awarded)
    return Dealer(scenario.supply, terms, tender.areas, rows, max(longest, terms.months, 12))


def count_contracts(tender: Tender, block: Block, terms: Terms) -> ContractBlock:
    """Carry out the contracts of all varieties of a block and count what came of them.

    Parameters
    ----------
    tender
        The scenario made ready.
    block
        The awards.
    terms
        What the rule book says about contracts.

    Raises
    ------
    RunError
        If units are lost or appear from nowhere.
    """
    return count_and_settle(tender, block, terms)[0]


def count_and_settle(tender: Tender, block: Block, terms: Terms) -> tuple[ContractBlock, MoneyBlock | None]:
    """Carry out the contracts of all varieties of a block, settle them, and count what came of them.

    Parameters
    ----------
    tender
        The scenario made ready.
    block
        The awards.
    terms
        What the rule book says about contracts.

    Returns
    -------
    tuple
        Counts of contracts, and amounts of money where the scenario follows it.

    Raises
    ------
    RunError
        If units or money are lost or appear from nowhere.
    """
    dealer, fund = dealer_of(tender, block, terms), tender.scenario.fund
    rules = None if fund is None else terms_of_fund(fund, dealer.supply)
    contracts, outcomes, settled = [], [], []
    for at, awarded in enumerate(block.awarded):
        entrants = tender.entrants[at]
        dealt = dealer.deal(awarded, block.costs[at], entrants, tender.bases[at])
        contracts.append(dealt)
        if fund is None or rules is None:
            outcomes.append(execute_contracts(dealt, engine=dealer.supply.engine))
            continue
        outcome, flows = execute_with_flows(dealt)
        outcomes.append(outcome)
        settled.append(settle_contracts(dealt, price(dealt, entrants, fund, terms.kind), rules, flows))
    counted = contract_block(contracts, outcomes, dealer.supply.breach)
    if fund is None:
        return counted, None
    return counted, money_block(counted.varieties, settled, [one.given.term for one in contracts], fund)


def trace_history(
    tender: Tender, block: Block, terms: Terms, at: int, behaviour: Behaviour | None = None
) -> History:
    """Trace the history of one variety in the first replication of a block, with SimPy."""
    dealer = dealer_of(tender, block, terms)
    dealt = dealer.deal(block.awarded[at], block.costs[at], tender.entrants[at], tender.bases[at])
    return trace(dealt, block.start, terms.start, terms.bids, behaviour)


def first_history(tender: Tender, first: Block, terms: Terms, label: RunLabel) -> pd.DataFrame:
    """Trace the first replication of the variety in which most happens, among the first ten."""
    histories = [trace_history(tender, first, terms, at) for at in range(min(len(first.awarded), 10))]
    return history_table(label, max(histories, key=lambda one: len(one.events)))


def history_table(label: RunLabel, history: History) -> pd.DataFrame:
    """Return a history as a table: one row for each event, then for each month and supplier."""
    events = [(one.month, one.what, one.firm, one.value) for one in history.events]
    names = [*history.firms, "", ""]
    for month, row in enumerate(history.flows):
        for column, (name, units) in enumerate(zip(names, row, strict=True)):
            if units > 0:
                what = "shortage" if column == len(names) - 1 else "delivered"
                events.append((float(month + 1), what, name, float(units)))
    events.sort(key=lambda one: (one[0], one[1] == "end-of-term"))
    return pd.DataFrame(
        [
            {
                **label.head(),
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
