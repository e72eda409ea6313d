"""Sums over cells, compiled, against the same sums written plainly with NumPy."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from simulator.results.by_region import COARSE, FINE, TRACE, region_sums
from simulator.results.contract_definitions import REGION_METRICS
from simulator.results.contracts import tally
from simulator.scenario.supply import Breach
from simulator.supply.execution import execute_contracts
from simulator.supply.records import BOUGHT, Cell, Contracts, Outcome
from tests.supply.contracts_made_up import rough


def plainly(contracts: Contracts, out: Outcome) -> list[tuple[np.ndarray, np.ndarray]]:
    """Write down what stands above and below the line of each figure of regions."""
    given, cells = contracts.given, out.cells
    months = np.broadcast_to(given.term[:, None].astype(float), given.main.shape)
    delivered = cells[..., BOUGHT].sum(axis=2)
    ordered, main = cells[..., Cell.ORDERED], cells[..., Cell.MAIN]
    return [
        (delivered, ordered),
        (cells[..., Cell.SHORTAGE], given.reported * months),
        (cells[..., Cell.SHORT_MONTHS] * 365.25, months),
        (delivered, given.agreed * months),
        (delivered - main, ordered),
        (1.0 * (delivered > main * (1 + TRACE)), 1.0 * (ordered > 0)),
    ]


def test_regions_are_summed_as_numpy_sums_them() -> None:
    """The contracts made up lack hospitals in places and winners in some histories."""
    contracts = [replace(rough(40, seed), reference=3.0 + seed) for seed in (1, 2)]
    outcomes = [execute_contracts(one) for one in contracts]
    sums = region_sums(contracts, outcomes)
    number, total, squares = sums
    whole = [np.zeros((2, *contracts[0].given.main.shape)) for _ in REGION_METRICS]
    for at, (one, out) in enumerate(zip(contracts, outcomes, strict=True)):
        for metric, (over, under) in enumerate(plainly(one, out)):
            known = under > 0
            value = np.where(known, over / np.where(known, under, 1.0), 0.0)
            assert (number[at, :, metric] == known.sum(axis=0)).all()
            np.testing.assert_allclose(total[at, :, metric] / FINE, value.sum(axis=0), atol=1e-3)
            np.testing.assert_allclose(
                squares[at, :, metric] / COARSE**2, (value**2).sum(axis=0), rtol=1e-2, atol=0.1
            )
            whole[metric] += np.stack([over, under]) * (1.0 if metric in (2, 5) else one.reference)
    for metric, (over, under) in enumerate(whole):
        if list(REGION_METRICS)[metric] == "shortage_volume":
            assert not sums[:, -1, :, metric].any()
            continue
        known = under > 0
        value = np.where(known, over / np.where(known, under, 1.0), 0.0)
        np.testing.assert_allclose(total[-1, :, metric] / FINE, value.sum(axis=0), atol=1e-3)


def test_histories_are_tallied_as_numpy_tallies_them() -> None:
    contracts = rough(40, 3)
    out = execute_contracts(contracts)
    counts, held = tally(contracts, out, Breach()), contracts.given.term > 0
    delivered = out.cells[..., BOUGHT].sum(axis=2)
    for name, expected in {
        "ordered": out.cells[..., Cell.ORDERED].sum(axis=1) * contracts.reference,
        "short_months": out.cells[..., Cell.SHORT_MONTHS].sum(axis=1),
        "late": (delivered * contracts.late).sum(axis=1) * contracts.reference,
        "changed": (delivered > out.cells[..., Cell.MAIN] * (1 + TRACE)).sum(axis=1),
    }.items():
        np.testing.assert_allclose(counts[name][held], expected[held], rtol=1e-12)
    assert np.isnan(counts["ordered"][~held]).all()
