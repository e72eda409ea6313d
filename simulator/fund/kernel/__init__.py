"""Settlement, compiled: docs/money.md for many histories at once.

The twin of :mod:`simulator.fund.ledger`, which writes every posting down and must come to the same fen.
Columns are those of ``Sum`` and ``Party`` in :mod:`simulator.fund.records`.
"""

from simulator.fund.kernel.run import settle

__all__ = ["settle"]
