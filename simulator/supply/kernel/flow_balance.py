"""How far deliveries by month are off from those in all, compiled: looked at wherever money follows them."""

# The compiler types records by their fields; Python has no name for such a type.
# mypy: disable-error-code="no-untyped-def, no-untyped-call"

from __future__ import annotations

import numba
import numpy as np

from simulator.supply.columns import Beyond
from simulator.supply.kernel.layout import OPTIONS

__all__ = ["flows_off"]


@numba.njit(cache=True, **OPTIONS)
def _total(values):  # pragma: no cover - compiled
    """Add up ``[N]`` numbers, four sums side by side."""
    a, b, c, d, whole = 0.0, 0.0, 0.0, 0.0, values.shape[0] // 4 * 4
    for at in range(0, whole, 4):
        a += values[at]
        b += values[at + 1]
        c += values[at + 2]
        d += values[at + 3]
    for at in range(whole, values.shape[0]):
        a += values[at]
    return (a + b) + (c + d)


@numba.njit(cache=True, **OPTIONS)
def _off(main, elsewhere, gone, key, units, places, cells):  # pragma: no cover - compiled
    at, most, short, missing, outside = 0, 0.0, 0.0, 0.0, places - 1
    for r in range(main.shape[0]):
        ordered, chosen, left = 0.0, 0.0, 0.0
        for c in range(cells.shape[1]):
            ordered += cells[r, c, 0]
            missing += cells[r, c, 5] + cells[r, c, 16]
            chosen += cells[r, c, 6]
            left += cells[r, c, 9]
        end, delivered = (r + 1) * elsewhere.shape[1] * places, _total(main[r])
        while at < key.shape[0] and key[at] < end:
            delivered += units[at]
            short += units[at] if key[at] % places == outside else 0.0
            at += 1
        most = _worse(most, delivered, ordered)
        most = _worse(most, _total(elsewhere[r]), chosen)
        most = _worse(most, _total(gone[r]), left)
    if at < key.shape[0]:
        return np.inf
    return _worse(most, short, missing)


@numba.njit(**OPTIONS)
def _worse(most, parts, whole):  # pragma: no cover - compiled
    """Return the larger difference; a number that is none counts as infinitely far off."""
    off = abs(parts - whole) / (1.0 + whole)
    return off if off > most else most if off <= most else np.inf


def flows_off(flows, cells, bids: int) -> float:
    """Return the largest difference in any history between deliveries by month and those in all.

    Parameters
    ----------
    flows
        The merged :class:`simulator.supply.records.Flows`.
    cells
        ``[R, C, 18]`` what was counted by cell (``Cell``).
    bids
        Number of bids.

    Returns
    -------
    float
        Relative to one unit more than what was counted; of orders, need bought elsewhere, need that goes to
        other substances, and, over all histories, shortage.
    """
    rows = len(flows.main)
    by_history = (one.reshape(rows, -1) for one in (flows.main, flows.elsewhere, flows.substituted))
    key, units = np.ascontiguousarray(flows.key), np.ascontiguousarray(flows.units)
    return float(_off(*by_history, key, units, bids + len(Beyond), cells))
