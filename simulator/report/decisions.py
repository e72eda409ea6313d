"""Decisions and explanations as plain rows, for JSON."""

from __future__ import annotations

from collections.abc import Sequence

from simulator.money import TICKS_PER_YUAN
from simulator.tender.journal import Explanation
from simulator.tender.replay import Replay

__all__ = ["decision_rows", "story_rows"]

Row = dict[str, object]


def _yuan(ticks: int | None) -> float | None:
    return None if ticks is None else ticks / TICKS_PER_YUAN


def decision_rows(result: Replay) -> list[Row]:
    """Return one row per bid; prices in yuan, regions as area codes."""
    return [
        {
            "variety": one.variety,
            "firm": one.firm,
            "brand": one.brand,
            "price": _yuan(one.price),
            "award_price": _yuan(one.award_price),
            "won": one.won,
            "reason": one.reason,
            "rank": one.rank,
            "regions": list(one.regions),
            "backup_regions": list(one.backs_up),
            "volume": one.volume,
            "pool": one.pool,
            "assigned": one.assigned,
            "may_join_late": one.may_join_late,
            "outside_cap": _yuan(one.outside_cap or None),
            "yellow_line": _yuan(one.yellow or None),
            "red_line": _yuan(one.red or None),
            "tests_met": list(one.tests),
            "undecided": list(one.undecided),
        }
        for one in result.decisions
    ]


def story_rows(stories: Sequence[Explanation]) -> list[Row]:
    """Return one row per bid with its chain of clauses; prices in yuan."""
    return [
        {
            "variety": story.variety,
            "firm": story.firm,
            "brand": story.brand,
            "price": _yuan(story.price),
            "won": story.won,
            "reason": story.reason,
            "highest_winning_price": _yuan(story.would_have_won),
            "chain": [
                {"clause": entry.clause, "outcome": entry.outcome, "numbers": dict(entry.numbers)}
                for entry in story.entries
            ],
        }
        for story in stories
    ]
