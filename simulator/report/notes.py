"""Notes of parameters, rule values and published figures in Chinese: files hold them in English."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

__all__ = ["NOTES_FILE", "chinese_note", "chinese_notes"]

NOTES_FILE = Path(__file__).with_name("notes.zh.csv")
"""Table of two columns: the note as the input file has it, and the same in Chinese."""


def chinese_note(note: str) -> str | None:
    """Return a note in Chinese; nothing if it has not been translated, as notes of a user's own files."""
    return chinese_notes().get(note)


@lru_cache(maxsize=1)
def chinese_notes() -> Mapping[str, str]:
    """Read all notes that are known in Chinese."""
    with NOTES_FILE.open(encoding="utf-8", newline="") as file:
        return MappingProxyType({row["en"]: row["zh"] for row in csv.DictReader(file)})
