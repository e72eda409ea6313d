"""How patient a ring must be, as a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from simulator.report.terminal import table
from simulator.report.words import Language, text
from simulator.study.ring_stability import RingStability

__all__ = ["stability_lines", "stability_rows"]

_TITLES = ("eq-bidders", "eq-places", "eq-varieties", "patience-by-lot", "patience-in-turn")


def stability_lines(rows: Sequence[RingStability], language: Language) -> list[str]:
    """Write the least discount factor by number of bidders, and how to read it."""
    cells = [
        [str(one.bidders), str(one.places), str(one.varieties), f"{one.by_lot:.3f}", f"{one.in_turn:.3f}"]
        for one in rows
    ]
    lines = table([text(title, language) for title in _TITLES], cells, [True] * len(_TITLES))
    easiest, hardest = min(rows, key=_patience), max(rows, key=_patience)
    told = text(
        "patience-note",
        language,
        hard=f"{hardest.by_lot:.2f}",
        hardest=f"{hardest.places}/{hardest.bidders}",
        easy=f"{easiest.by_lot:.2f}",
        easiest=f"{easiest.places}/{easiest.bidders}",
    )
    return [*lines, "", text("patience-means", language), told]


def stability_rows(rows: Sequence[RingStability]) -> list[dict[str, object]]:
    """Return the same as plain rows, for JSON."""
    return [asdict(one) for one in rows]


def _patience(one: RingStability) -> float:
    return one.by_lot
