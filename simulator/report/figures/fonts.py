"""Which fonts of this machine can write Chinese: a label is never drawn as empty boxes."""

from __future__ import annotations

from functools import lru_cache

__all__ = ["chinese_font", "drawable"]

_FAMILIES = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "Microsoft YaHei",
    "PingFang SC",
    "Hiragino Sans GB",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "SimHei",
    "Arial Unicode MS",
    # Only the first face of a collection is listed, often the Japanese one: it has the characters too.
    "Noto Sans CJK JP",
    "Noto Sans CJK TC",
    "Droid Sans Fallback",
    "Noto Serif CJK SC",
    "Noto Serif CJK JP",
)
_LETTERS = "品种价格采购网络缺额"
_OWN = "DejaVu Sans"


@lru_cache(maxsize=1)
def chinese_font() -> str | None:
    """Return an installed font family that has Chinese characters, if there is one."""
    from matplotlib.font_manager import fontManager

    files = {entry.name: entry.fname for entry in fontManager.ttflist}
    return next((name for name in _FAMILIES if name in files and _has(files[name], _LETTERS)), None)


def drawable(words: str) -> bool:
    """Say whether every character of a label has a glyph in the fonts that figures use."""
    if words.isascii():
        return True
    from matplotlib.font_manager import findfont

    families = [_OWN, *([font] if (font := chinese_font()) else [])]
    files = [findfont(family) for family in families]
    return all(any(_has(file, letter) for file in files) for letter in words if not letter.isascii())


def _has(file: str, letters: str) -> bool:
    from matplotlib.font_manager import get_font

    try:
        font = get_font(file)
    except (OSError, RuntimeError):
        return False
    return all(font.get_char_index(ord(letter)) for letter in letters)
