"""Facts of the journal in words: codes, dosage forms and names of areas in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from simulator.market.areas import load_areas
from simulator.report.labels import shown_value
from simulator.report.words import Language, text

__all__ = ["shown_facts"]

_CODED = ("status", "met", "threshold", "areas")
"""Facts that hold codes or names; others are numbers, or what a file calls a firm."""
_AREAS = ("national-31", "cities-11")


def shown_facts(numbers: tuple[tuple[str, str], ...], language: Language) -> str:
    """Write the facts of one clause of the journal, such as ``bid 2.5; comparable price 2.5``."""
    if language == "en":
        return "; ".join(f"{text(name, language)} {value}" for name, value in numbers)
    return "；".join(f"{text(name, language)} {_chinese(name, value)}" for name, value in numbers)


def _chinese(name: str, value: str) -> str:
    if name not in _CODED:
        return value
    return "、".join(
        " ".join(_word(word) for word in part.split(" ")) if name == "threshold" else _word(part)
        for part in value.split(", ")
    )


def _word(word: str) -> str:
    return _areas().get(word) or shown_value(word, "zh")


@lru_cache(maxsize=1)
def _areas() -> Mapping[str, str]:
    """Return Chinese names of the shipped areas; those of a file of one's own stay as they are written."""
    found = [load_areas(name) for name in _AREAS]
    return {en: zh for one in found for en, zh in zip(one.names_en, one.names_zh, strict=True)}
