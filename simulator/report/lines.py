"""Sentences broken into lines of the terminal."""

from __future__ import annotations

import re
from collections.abc import Iterator

from simulator.report.terminal import WIDTH, width_of

__all__ = ["wrapped"]

_CLOSING = "，。；：、）”’！？…"
_PIECES = re.compile(rf"[ -~–…“”‘’·]+? |(?:[ -~–…·]+|.)[{_CLOSING}]*", re.DOTALL)
"""What stays together: a word, or a character with the closing marks after it: these begin no line."""


def wrapped(words: str, width: int = WIDTH) -> Iterator[str]:
    """Break a sentence into lines of at most so many columns, Chinese between any two characters."""
    line = ""
    for piece in _PIECES.findall(words):
        if line and width_of((line + piece).rstrip()) > width:
            yield line.rstrip()
            line = "  "
        line += piece
    yield line.rstrip()
