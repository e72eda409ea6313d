"""A second, literal reading of the award rules, written for clarity and sharing no code with the engine.

Everything is plain Python: one tender at a time, integers and exact fractions, loops over lists. The text
that it follows, sentence by sentence, is ``docs/clauses.md``. Where that text leaves something open, the
reading taken here is marked with ``Reading:``.
"""

from __future__ import annotations

from tests.oracle.plain.bid_list import PlainBid, PlainBidList, PlainLot
from tests.oracle.plain.tender import award_plain

__all__ = ["PlainBid", "PlainBidList", "PlainLot", "award_plain"]
