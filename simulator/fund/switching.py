"""Contracts of hospitals that avoid labelled products: more of their need goes to winners."""

from __future__ import annotations

from dataclasses import replace

from simulator.firms.population import Entrants
from simulator.fund.pricing import price
from simulator.scenario.fund import Fund
from simulator.scenario.supply import Kind
from simulator.supply.records import Contracts

__all__ = ["avoiding_labels"]


def avoiding_labels(contracts: Contracts, entrants: Entrants, fund: Fund | None, kind: Kind) -> Contracts:
    """Let price labels move purchases to winners before contracts are carried out.

    Parameters
    ----------
    contracts
        The contracts as dealt.
    entrants
        The bidders.
    fund
        The section on money; without it, or where labels cost no sales, contracts stay as they are.
    kind
        Medicine or device.
    """
    if fund is None or not fund.prices.red_loses.value:
        return contracts
    moved = price(contracts, entrants, fund, kind).moved
    return replace(contracts, given=contracts.given._replace(moved=moved))
