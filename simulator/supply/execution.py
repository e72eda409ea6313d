"""Carries contracts out, with the compiled kernel or with SimPy, and checks that no unit is lost."""

from __future__ import annotations

import numpy as np

from simulator.errors import RunError
from simulator.scenario.supply import Engine
from simulator.supply.records import Beyond, Contracts, Flows, Outcome, empty_flows, empty_outcome

__all__ = ["by_year", "check_units", "execute_contracts", "execute_with_flows"]

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
        from simulator.supply.reference import carry_out_all

        carry_out_all(contracts, out)
    else:
        from simulator.supply.kernel import carry_out

        carry_out(contracts.given, contracts.knobs, out, empty_flows(contracts.given, 0))
    check_units(contracts, out)
    return out


def execute_with_flows(contracts: Contracts, length: int = 12) -> tuple[Outcome, Flows]:
    """Carry out every history of a variety and keep what was delivered when, for money to follow.

    Parameters
    ----------
    contracts
        The contracts with their chances.
    length
        Months over which deliveries of others than the main supplier are added up.

    Raises
    ------
    RunError
        If units are lost or appear from nowhere.
    """
    from simulator.supply.kernel import carry_out

    room = 1024 + 16 * contracts.given.main.size
    while True:
        out = empty_outcome(contracts.given, postings=False)
        flows = empty_flows(contracts.given, room, length)
        carry_out(contracts.given, contracts.knobs, out, flows)
        room = int(flows.used[0])
        if room <= len(flows.key):
            break
    check_units(contracts, out)
    flows = _merged(flows, contracts.given.won.shape[1])
    _check_flows(contracts, out, flows)
    return out, flows


def _merged(flows: Flows, bids: int) -> Flows:
    """Sort deliveries of helpers, and add up those of one period, cell and supplier."""
    from simulator.supply.kernel import merge_deliveries

    used = int(flows.used[0])
    places = flows.elsewhere[0].size * (bids + len(Beyond))
    # One by one and in order: sums of months and of years then agree to the last bit.
    key, units = merge_deliveries(flows.key[:used], flows.units[:used], places)
    return flows._replace(key=key, units=units, used=np.array([len(key)], dtype=np.int64))


def by_year(flows: Flows, bids: int) -> Flows:
    """Add flows by month up to contract years."""
    months = flows.elsewhere.shape[2]
    years = -(-months // 12)
    places = bids + len(Beyond)
    cell, rest = np.divmod(flows.key, months * places)
    period, who = np.divmod(rest, places)
    elsewhere, gone = np.zeros((2, *flows.elsewhere.shape[:2], years))
    for month in range(months):
        elsewhere[:, :, month // 12] += flows.elsewhere[:, :, month]
        gone[:, :, month // 12] += flows.substituted[:, :, month]
    key = (cell * years + period // 12) * places + who
    return _merged(flows._replace(elsewhere=elsewhere, substituted=gone, key=key, length=12), bids)


def _check_flows(contracts: Contracts, out: Outcome, flows: Flows) -> None:
    """Check that what was delivered month by month is what was delivered in all."""
    from simulator.supply.kernel.flow_balance import flows_off

    off = flows_off(flows, out.cells, contracts.given.won.shape[1])
    if not off < _TOLERANCE * 100:
        raise RunError(
            f"{contracts.variety}: deliveries by month do not add up (off by {off:.2g}); please report this"
        )


def check_units(contracts: Contracts, out: Outcome) -> None:
    """Check that no unit is lost on its way from makers to patients.

    Every unit ordered was delivered or is short; every unit made was delivered or is in stock; every unit
    that hospitals had and bought was used, is held or has expired.

    Raises
    ------
    RunError
        If a balance is off by more than rounding.
    """
    from simulator.supply.kernel.balance import BALANCES, most_off

    safety = contracts.knobs.safety * contracts.given.need
    off = most_off(contracts.given.stored, safety, out.cells, out.makers, np.zeros(len(BALANCES)))
    for what, most in zip(BALANCES, off.tolist(), strict=True):
        if not most < _TOLERANCE * 100:
            raise RunError(
                f"{contracts.variety}: {what} do not balance (off by {most:.2g}); please report this"
            )
