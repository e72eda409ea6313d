"""Bids as the public functions take them: a file, a table or rows, made ready for the rules."""

from __future__ import annotations

from collections.abc import Sequence
from csv import writer as csv_writer
from dataclasses import replace
from decimal import Decimal
from io import StringIO
from pathlib import Path

import numpy as np

from simulator.errors import InputError, Place, Problem
from simulator.market.areas import Areas, load_areas
from simulator.market.delegation import Delegated
from simulator.rules.lot import Lot
from simulator.rules.parameters import Clauses
from simulator.rules.sense import check_combination
from simulator.scenario.catalogue import find
from simulator.scenario.loading import load_rulebook
from simulator.scenario.rulebook import RuleBook
from simulator.tender.lists import BID_COLUMNS, BidRow, parse_bids, read_bids, read_preferences, to_lots

__all__ = ["prepare_lots"]


def prepare_lots(
    bids: object,
    rules: str,
    sets: Sequence[str],
    seed: int,
    preferences: str | Path | None,
    demand: Delegated | None = None,
) -> tuple[tuple[Lot, ...], RuleBook[Clauses], Areas]:
    """Read bids, from a file or a notebook, with the rule book and the supply areas that they need."""
    book = check_combination(load_rulebook(rules, Clauses, sets)).record
    areas = load_areas(book.clauses.supply.areas.value)
    rows = read_bids(find("data", bids)) if isinstance(bids, str | Path) else _rows(bids)
    wishes = None if preferences is None else read_preferences(Path(preferences), areas)
    return to_lots(rows, areas, seed, wishes, demand), book, areas


def _rows(bids: object) -> tuple[BidRow, ...]:
    """Read rows of a notebook with the checks that a file gets: they are written out as one first."""
    records = bids.to_dict("records") if hasattr(bids, "to_dict") else list(bids)  # type: ignore[call-overload]
    header = list(dict.fromkeys(str(key) for record in records for key in record))
    text = StringIO()
    writer = csv_writer(text, lineterminator="\n")
    writer.writerow(header or [column.name for column in BID_COLUMNS])
    for record in records:
        cells = {str(key): _cell(value) for key, value in record.items()}
        writer.writerow([cells.get(name, "") for name in header])
    try:
        return parse_bids(text.getvalue(), "rows")
    except InputError as error:
        raise InputError([_at_row(problem) for problem in error.problems]) from None


def _at_row(problem: Problem) -> Problem:
    """Name the row of a notebook instead of the line of a file; the header is line 1."""
    line = problem.place.line if problem.place else 0
    return replace(problem, place=Place(f"row {line - 2}" if line > 1 else "rows"))


def _cell(value: object) -> str:
    """Write a value of a notebook as the cell of a file."""
    if isinstance(value, bool | np.bool_):
        return "yes" if value else "no"
    if isinstance(value, float | np.floating):
        return "" if np.isnan(value) else f"{Decimal(repr(float(value))).normalize():f}"
    # Missing values of pandas print as <NA> or NaT and equal nothing, not even themselves.
    return "" if value is None or str(value) in ("<NA>", "NaT") else str(value)
