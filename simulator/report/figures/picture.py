"""A figure that can be written for a page in both languages, or into a file in one of them."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Callable, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulator.errors import InputError, RunError
from simulator.report.figures.fonts import chinese_font, drawable
from simulator.report.words import Language, text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = [
    "BLUE",
    "FORMATS",
    "GREY",
    "LIGHT",
    "ORANGE",
    "RED",
    "Picture",
    "Say",
    "Words",
    "legend_above",
    "one_style",
    "panel",
]

Words = tuple[str, str]
"""English and Chinese wording."""
Say = Callable[[Words], str]
"""Chooses the wording of the language that is drawn; names from data go through it too, as a pair."""

FORMATS = (".png", ".svg", ".pdf")
"""Endings of files that a picture can be written to."""

# Okabe-Ito colours: told apart with any colour vision, and by their lightness in grey.
BLUE, ORANGE, RED, GREY, LIGHT = "#0072b2", "#e69f00", "#d55e00", "#555555", "#9ccbe8"

_STYLE: Mapping[Any, Any] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "vbp",
    "font.size": 10.0,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.unicode_minus": False,
    "legend.frameon": False,
    "hatch.linewidth": 0.6,
}
_STYLED: ContextVar[bool] = ContextVar("styled", default=False)
_DOTS_PER_INCH = 150
_FAMILIES = "'DejaVu Sans', Arial, 'PingFang SC', 'Noto Sans CJK SC', 'Microsoft YaHei', sans-serif"


@dataclass(frozen=True, slots=True)
class Picture:
    """A figure with its title and a description for readers who cannot see it."""

    name: str
    """Name in files and in the page."""
    title: Words
    says: Words
    """What the figure shows, in a sentence with its numbers."""
    draw: Callable[[Figure, Say], None]
    """Draws on an empty figure."""
    size: tuple[float, float] = (5.3, 3.4)
    """Width and height in inches."""

    def svg(self) -> str:
        """Return an SVG element that holds the labels of both languages, for a page that switches them.

        The same figure gives the same bytes.
        """
        said: dict[str, str] = {}

        def record(words: Words) -> str:
            if words[0] != words[1]:
                said[words[0]] = words[1]
            return words[0]

        with _style(()), _other_letters():
            figure = self._drawn(record)
            out = io.StringIO()
            figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None}, transparent=True)
        return _for_page(out.getvalue(), said, self.name, self.says)

    def save(self, path: str | Path, language: Language = "en") -> str:
        """Write the figure into a file.

        Parameters
        ----------
        path
            File to write; its ending (``.png``, ``.svg`` or ``.pdf``) names the format.
        language
            Language of the labels. In PNG and PDF, Chinese needs a font for it on this machine; without one
            labels are English, names that cannot be written become numbers, and the answer says so.

        Returns
        -------
        str
            What a reader must know about the labels; empty if nothing.

        Raises
        ------
        InputError
            If the ending names no format.
        RunError
            If the file cannot be written.
        """
        target = Path(path)
        if target.suffix.lower() not in FORMATS:
            what = f"'{target.name}' is no name of a picture"
            raise InputError.one(what, mend=f"let it end in {', '.join(FORMATS)}")
        content, note = self._file(target.suffix.lower().removeprefix("."), language)
        try:
            target.write_bytes(content)
        except OSError as error:
            raise RunError(f"cannot write {target}: {error.strerror}") from None
        return note

    def _repr_png_(self) -> bytes:
        return self._file("png", "en")[0]

    def _file(self, kind: str, language: Language) -> tuple[bytes, str]:
        if kind == "svg":
            return self._vector(language), ""
        font = chinese_font()
        spoken: Language = language if font else "en"
        write = _Writer(0 if spoken == "en" else 1, {})
        notes = [text("no-chinese-font", language)] if spoken != language else []
        with _style(() if font is None else (font,)):
            figure = self._drawn(write)
            if write.replaced:
                names = "; ".join(f"{number} {words}" for words, number in write.replaced.items())
                notes.append(text("names-as-numbers", language, names=names))
            out = io.BytesIO()
            undated = {"CreationDate": None} if kind == "pdf" else None
            figure.savefig(out, format=kind, dpi=_DOTS_PER_INCH, metadata=undated)
        return out.getvalue(), " ".join(notes)

    def _vector(self, language: Language) -> bytes:
        """Return an SVG file, which holds its labels as text: whoever shows it draws the letters."""
        at = 0 if language == "en" else 1
        with _style(()), _other_letters():
            figure, out = self._drawn(lambda words: words[at]), io.StringIO()
            figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
        label = escape(self.says[at], quote=True)
        made = out.getvalue().replace("'DejaVu Sans'", _FAMILIES)
        return made.replace("<svg ", f'<svg role="img" aria-label="{label}" ', 1).encode()

    def _drawn(self, say: Say) -> Figure:
        from matplotlib.figure import Figure

        figure = Figure(figsize=self.size)
        self.draw(figure, say)
        return figure


@contextmanager
def _other_letters() -> Iterator[None]:
    """Leave letters that our font lacks to the reader's browser, which has fonts of its own."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        yield


@contextmanager
def one_style() -> Iterator[None]:
    """Draw all figures of a page with one setting: to set it anew for each takes as long as to draw it."""
    with _style(()):
        inside = _STYLED.set(True)
        try:
            yield
        finally:
            _STYLED.reset(inside)


@contextmanager
def _style(fonts: tuple[str, ...]) -> Iterator[None]:
    """Draw with settings of our own, whatever the caller's are, and leave those alone."""
    if not fonts and _STYLED.get():
        yield
        return
    import matplotlib as mpl

    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update({**_STYLE, "font.family": ["DejaVu Sans", *fonts]})
        yield


@dataclass(frozen=True, slots=True)
class _Writer:
    """Chooses the wording of one language; what no font can write becomes a number."""

    at: int
    replaced: dict[str, str]

    def __call__(self, words: Words) -> str:
        chosen = words[self.at]
        if drawable(chosen):
            return chosen
        return self.replaced.setdefault(chosen, f"({len(self.replaced) + 1})")


def panel(figure: Figure, left: float, top: float, right: float = 0.12, bottom: float = 0.52) -> Axes:
    """Return axes with margins in inches: fixed ones cost half the time of measured ones."""
    width, height = figure.get_size_inches()
    box = (left / width, bottom / height, 1 - (left + right) / width, 1 - (top + bottom) / height)
    return figure.add_axes(box)


def legend_above(figure: Figure, columns: int = 1) -> None:
    """Put the legend into the upper left corner, above the axes."""
    figure.legend(loc="upper left", ncols=columns, fontsize=9, borderaxespad=0.1, labelspacing=0.3)


def _for_page(svg: str, said: Mapping[str, str], name: str, says: Words) -> str:
    """Cut the element out, keep its ids apart from the page's, and add the Chinese labels."""
    svg = svg[svg.index("<svg") :].strip()
    svg = svg.replace("'DejaVu Sans'", _FAMILIES)
    svg = re.sub(r"<metadata>.*?</metadata>\s*", "", svg, flags=re.DOTALL)
    svg = re.sub(r'\bid="', f'id="{name}-', svg)
    svg = re.sub(r"url\(#", f"url(#{name}-", svg)
    svg = re.sub(r'href="#', f'href="#{name}-', svg)
    label = escape(f"{says[0]} {says[1]}", quote=True)
    svg = svg.replace("<svg ", f'<svg role="img" aria-label="{label}" ', 1)
    chinese = {escape(en, quote=False): escape(zh, quote=False) for en, zh in said.items() if en}

    def both(found: re.Match[str]) -> str:
        attributes, label = found[1], found[2]
        if label not in chinese:
            return found[0]
        pair = (("en", label), ("zh", chinese[label]))
        return "".join(f'<text class="{name}" {attributes}>{shown}</text>' for name, shown in pair)

    return re.sub(r"<text ([^>]*)>([^<]*)</text>", both, svg)
