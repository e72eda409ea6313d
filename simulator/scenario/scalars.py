"""How one unquoted word of a scenario file is read: plain decimals are exact numbers, the rest is text."""

from __future__ import annotations

import re
from decimal import Decimal

from simulator.scenario.nodes import Scalar, shown

__all__ = ["MAX_DIGITS", "read_plain", "refused_character"]

MAX_DIGITS = 30
"""Longest number that is read; anything longer is a mistake, not a quantity."""

_INTEGER = re.compile(r"-?(0|[1-9][0-9]*)")
_DECIMAL = re.compile(r"-?(0|[1-9][0-9]*)\.[0-9]+")
_LOOKS_NUMERIC = re.compile(
    r"[-+]?(?:[0-9][0-9_]*\.?[0-9_]*|\.[0-9][0-9_]*)(?:[eE][-+]?[0-9]+)?"  # 012, 1_000, +3, .5, 5., 1e5
    r"|[-+]?0[xXoObB][0-9a-fA-F_]+"
    r"|[-+]?\.(?:inf|Inf|INF)"
    r"|\.(?:nan|NaN|NAN)"
)
_WORDS: dict[str, bool | None] = {"": None, "~": None, "null": None, "true": True, "false": False}


def read_plain(text: str) -> Scalar:
    """Read an unquoted word.

    Parameters
    ----------
    text
        The word as it stands in the file.

    Returns
    -------
    None, bool, int, decimal.Decimal or str
        Decimals keep every digit; what is no number, ``true``, ``false`` or empty is text.

    Raises
    ------
    ValueError
        If the word looks like a number but is not written as a plain decimal.
    """
    if text in _WORDS:
        return _WORDS[text]
    is_integer = _INTEGER.fullmatch(text)
    if is_integer or _DECIMAL.fullmatch(text):
        if len(text) > MAX_DIGITS:
            raise ValueError(f"the number {shown(text, 20)} has more than {MAX_DIGITS} digits")
        return int(text) if is_integer else Decimal(text)
    if _LOOKS_NUMERIC.fullmatch(text):
        raise ValueError(f"'{shown(text)}' looks like a number but is not a plain decimal")
    return text


def refused_character(text: str) -> str:
    """Name the first character that no text may hold (control characters, half characters), or nothing."""
    for c in text:
        code = ord(c)
        if (code < 32 and c not in "\n\t") or 127 <= code < 160 or 0xD800 <= code <= 0xDFFF:
            return f"U+{code:04X}"
    return ""
