"""Carries contracts out, with the compiled kernel or with SimPy, and checks that no unit is lost."""

from __future__ import annotations

import numpy as np

from simulator.errors import RunError
from simulator.scenario.supply import Engine
from simulator.supply.records import Cell, Contracts, Maker, Outcome, empty_outcome

__all__ = ["check_units", "execute_contracts"]

_TOLERANCE = 1e-9


def execute_contracts(contracts: Contracts, postings: bool = False, engine: Engine = "compiled") -> Outcome:
    """Carry out every history of a variety.

    Parameters
    ----------
    contracts
        The contracts with their chances.
    postings
        Whether deliveries are kept by month, cell and supplier, for a ledger to price.
    engine
        The compiled kernel, or the SimPy reference, which carries out one history after the other.

    Raises
    ------
    RunError
        If units are lost or appear from nowhere.
    """
    out = empty_outcome(contracts.given, postings)
    if engine == "simpy":
        from simulator.supply.reference import carry_out_one

        for row in range(len(contracts.given.term)):
            carry_out_one(contracts, row, out)
    else:
        from simulator.supply.kernel import carry_out

        carry_out(contracts.given, contracts.knobs, out)
    check_units(contracts, out)
    return out


def check_units(contracts: Contracts, out: Outcome) -> None:
    """Check that every unit ordered was delivered or is short, and every unit made delivered or in stock.

    Raises
    ------
    RunError
        If a balance is off by more than rounding.
    """
    cells, makers = out.cells, out.makers
    ways = cells[..., Cell.MAIN : Cell.SHORTAGE + 1].sum(axis=2)
    ordered = cells[..., Cell.ORDERED]
    scale = 1.0 + ordered
    flow = makers[..., Maker.STOCK_START] + makers[..., Maker.MADE]
    use = makers[..., Maker.DELIVERED] + makers[..., Maker.STOCK_END]
    from_makers = cells[..., Cell.MAIN : Cell.OTHERS + 1].sum(axis=(1, 2))
    delivered = makers[..., Maker.DELIVERED].sum(axis=1)
    balances = (
        ("orders and deliveries", np.abs(ways - ordered) / scale),
        ("stocks and production", np.abs(use - flow) / (1.0 + flow)),
        ("deliveries of suppliers and cells", np.abs(delivered - from_makers) / (1.0 + delivered)),
    )
    for what, off in balances:
        if off.size and not off.max() < _TOLERANCE * 100:
            raise RunError(
                f"{contracts.variety}: {what} do not balance (off by {off.max():.2g}); please report this"
            )
