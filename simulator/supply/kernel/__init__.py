"""Contracts, compiled: the events and flows of docs/contracts.md for many histories at once.

The twin of :mod:`simulator.supply.reference`, written from the same page.
"""

from simulator.supply.kernel.merging import merge_deliveries
from simulator.supply.kernel.run import carry_out

__all__ = ["carry_out", "merge_deliveries"]
