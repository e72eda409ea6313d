"""What a round is told as: by learner, as a record or as a table."""

from __future__ import annotations

from collections.abc import Sequence

from simulator.campaign.course import Result
from simulator.money import TICKS_PER_YUAN, format_price

__all__ = ["as_table", "info_of"]


def info_of(result: Result, at: int) -> dict[str, object]:
    """Return a learner's part in a round: prices in yuan, volume in units a year, and where the bid ended.

    Parameters
    ----------
    result
        What the round brought.
    at
        Position of the learner.
    """
    present = bool(result.quotes.present[at])
    return {
        "bid": int(result.quotes.bid[at]) / TICKS_PER_YUAN if present else 0.0,
        "award_price": int(result.price[at]) / TICKS_PER_YUAN,
        "volume": int(result.volume[at]),
        "profit": float(result.profit[at]),
        "outcome": result.state[at],
    }


def as_table(result: Result, agents: Sequence[str]) -> str:
    """Write a round as text, a line for each learner: prices and profit in yuan, volume in units a year.

    Parameters
    ----------
    result
        What the round brought.
    agents
        ``[S]`` names of the learners.
    """
    names = ("agent", "bid", "award", "volume", "profit", "reward", "outcome")
    rows = [names, *(_row(result, at, agent) for at, agent in enumerate(agents))]
    widths = [max(len(row[at]) for row in rows) for at in range(len(names))]
    lines = ("  ".join(map(str.ljust, row, widths)) for row in rows)
    return "\n".join(line.rstrip() for line in lines)


def _row(result: Result, at: int, agent: str) -> tuple[str, ...]:
    return (
        agent,
        format_price(int(result.quotes.bid[at])) if result.quotes.present[at] else "none",
        format_price(int(result.price[at])) if result.price[at] else "none",
        f"{result.volume[at]:,}",
        f"{result.profit[at]:,.0f}",
        f"{result.reward[at]:.4f}",
        result.state[at],
    )
