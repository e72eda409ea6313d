"""Tables for the terminal, at most 100 columns wide, with Chinese characters counted as two."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from simulator.market.areas import Areas
from simulator.money import MAX_PRICE, format_price
from simulator.report.facts import shown_facts
from simulator.report.words import Language, clause, reason, text
from simulator.tender.journal import Explanation
from simulator.tender.replay import Decision, Replay

__all__ = ["WIDTH", "explanation_lines", "replay_lines", "table", "width_of"]

WIDTH = 100
"""Most columns that a line may take."""


def width_of(words: str) -> int:
    """Count the columns that a text takes on a terminal."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in words)


def table(header: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[bool]) -> list[str]:
    """Lay out a table; the widest left-aligned column is shortened until the table fits.

    Parameters
    ----------
    header
        Column titles.
    rows
        Cells.
    right
        For each column whether it is aligned to the right.
    """
    widths = [max(width_of(line[i]) for line in (header, *rows)) for i in range(len(header))]
    while sum(widths) + 2 * (len(widths) - 1) > WIDTH:
        # The first column holds names that people type again, so it is shortened last.
        wide = [i for i in range(len(widths)) if not right[i] and widths[i] > 8]
        if not wide:
            break
        longest = max(wide, key=lambda i: (i > 0) * widths[i])
        widths[longest] -= 1
    lines = [_line(header, widths, right), "  ".join("-" * width for width in widths)]
    return lines + [_line(row, widths, right) for row in rows]


def _line(cells: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> str:
    return "  ".join(
        _pad(_fit(cell, width), width, to_right)
        for cell, width, to_right in zip(cells, widths, right, strict=True)
    ).rstrip()


def _fit(words: str, width: int) -> str:
    if width_of(words) <= width:
        return words
    kept = ""
    for c in words:
        if width_of(kept + c) > width - 1:
            break
        kept += c
    return kept + "…"


def _pad(words: str, width: int, to_right: bool) -> str:
    space = " " * (width - width_of(words))
    return space + words if to_right else words + space


def replay_lines(result: Replay, areas: Areas, language: Language) -> list[str]:
    """Write a replay as a table followed by what could not be decided."""
    names = areas.names_en if language == "en" else areas.names_zh
    titles = ("variety", "firm", "price", "decision", "award_price", "rank", "areas")
    rows = [_replay_row(decision, areas, names, language) for decision in result.decisions]
    right = (False, False, True, False, True, True, False)
    lines = table([text(title, language) for title in titles], rows, right)
    notes = [text("switched-off", language)] if result.switched_off else []
    notes += [
        _doubt(doubt.variety, doubt.fact, doubt.bids, doubt.matters, language) for doubt in result.doubts
    ]
    return [*lines, *(["", *notes] if notes else [])]


def _replay_row(decision: Decision, areas: Areas, names: Sequence[str], language: Language) -> list[str]:
    firm = f"{decision.firm} · {decision.brand}" if decision.brand else decision.firm
    served = [names[areas.codes.index(code)] for code in decision.regions]
    shown = f"{len(served)}: {', '.join(served)}" if served else "-"
    return [
        decision.variety,
        firm,
        format_price(decision.price),
        f"{decision.reason} ({reason(decision.reason, language)})"
        if decision.reason != "won"
        else f"won ({reason('won', language)})"
        if language == "zh"
        else "won",
        "-" if decision.award_price is None else format_price(decision.award_price),
        "-" if decision.rank is None else str(decision.rank),
        shown,
    ]


def _doubt(variety: str, fact: str, bids: int, matters: bool, language: Language) -> str:
    if fact == "quality":
        return text("assumed-quality", language, variety=variety, bids=bids)
    key = "doubt-matters" if matters else "doubt-harmless"
    return text(key, language, variety=variety, fact=text(f"fact-{fact}", language), bids=bids)


def explanation_lines(story: Explanation, language: Language) -> list[str]:
    """Write the chain of clauses for one bid."""
    brand = f" · {story.brand}" if story.brand else ""
    yuan = text("yuan", language)
    lines = [
        f"{story.firm}{brand} · {story.variety} · {format_price(story.price)} {yuan}",
        f"=> {story.reason}: {reason(story.reason, language)}",
        "",
    ]
    for number, entry in enumerate(story.entries, 1):
        facts = shown_facts(entry.numbers, language)
        head = f"{number:2d}. {clause(entry.clause, language)}{': ' if language == 'en' else '：'}"
        outcome = "" if entry.outcome == "fact" else text(entry.outcome, language)
        lines.append(head + " - ".join(part for part in (outcome, facts) if part))
    lines.append("")
    if story.would_have_won == MAX_PRICE:
        lines.append(text("would-always-win", language))
    elif story.would_have_won is None:
        lines.append(text("would-never-win", language))
    else:
        lines.append(text("would-win", language, price=format_price(story.would_have_won)))
    return lines
