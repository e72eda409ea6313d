"""Bids of fixed lists read from their tables."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from simulator.bidding.strategies.fixed_list import FixedList
from simulator.bidding.strategies.library import AnyStrategy
from simulator.money import TICKS_PER_YUAN
from simulator.scenario.catalogue import find_table
from simulator.scenario.model import Bidding
from simulator.scenario.records import Cited
from simulator.scenario.tables import Column, read_table

__all__ = ["with_listed_bids"]

_COLUMNS = (
    Column("variety", "text", required=True, sentence="Variety."),
    Column("firm", "text", required=True, sentence="Firm."),
    Column("price", "price", required=True, sentence="Bid in yuan."),
)


def with_listed_bids(bidding: Bidding[AnyStrategy], folder: Path) -> Bidding[AnyStrategy]:
    """Fill fixed lists that name a table with the bids in it.

    Parameters
    ----------
    bidding
        How each class of firm bids.
    folder
        Folder that the tables lie in.
    """
    filled = {
        name: _filled(strategy, folder)
        for name in ("originator", "generic", "own_api", "newcomer")
        if isinstance(strategy := getattr(bidding, name), FixedList) and strategy.bids_file is not None
    }
    return bidding.model_copy(update=filled) if filled else bidding


def _filled(strategy: FixedList, folder: Path) -> FixedList:
    table = read_table(find_table(str(strategy.bids_file), folder), _COLUMNS)
    bids = {variety: dict(prices) for variety, prices in strategy.bids.value.items()}
    for variety, firm, ticks in zip(
        table.texts("variety"), table.texts("firm"), table.integers("price").tolist(), strict=True
    ):
        bids.setdefault(str(variety), {})[str(firm)] = Decimal(ticks) / TICKS_PER_YUAN
    cited = Cited[dict[str, dict[str, Decimal]]](value=bids, source=strategy.bids.source)
    return strategy.model_copy(update={"bids": cited})
