"""Bills in time, late, or paid by the fund in the hospitals' place, on running totals."""

from __future__ import annotations

from dataclasses import dataclass

from simulator.fund.records import Terms
from simulator.fund.rounding import part, running

__all__ = ["Split", "split"]


@dataclass(frozen=True, slots=True)
class Split:
    """Amounts by month of delivery that are due in the same month, by when and by whom they are paid."""

    in_time: list[int]
    """By hospitals on the due day."""
    advanced: list[int]
    """By the fund on the due day; hospitals owe it to the fund."""
    late: list[int]
    """By hospitals when they are late."""


def split(totals: list[int], t: Terms) -> Split:
    """Split running totals of a contract year.

    Parameters
    ----------
    totals
        What is owed up to each month, in fen.
    t
        Parameters as numbers.
    """
    late = [part(total, t.late) for total in totals]
    advanced = [part(one, t.advanced) for one in late]
    return Split(
        running([a - b for a, b in zip(totals, late, strict=True)]),
        running(advanced),
        running([a - b for a, b in zip(late, advanced, strict=True)]),
    )
