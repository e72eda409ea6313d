"""Pictures that commands write beside their tables."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from simulator.errors import InputError
from simulator.report.figures.picture import FORMATS

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["check_picture", "save_picture"]


def check_picture(path: Path) -> None:
    """Refuse a name that no picture can have, before anything is simulated.

    Raises
    ------
    InputError
        If the name does not end in a known suffix.
    """
    if path.suffix.lower() not in FORMATS:
        raise InputError.one(f"'{path}' is no name of a picture", mend=f"let it end in {', '.join(FORMATS)}")


def save_picture(figure: Figure, path: Path) -> None:
    """Write a picture; the same picture is the same file, without a date.

    Parameters
    ----------
    figure
        The picture.
    path
        Where to: PNG, SVG or PDF by its suffix.
    """
    import matplotlib as mpl

    kind = path.suffix.lower()
    metadata = {".svg": {"Date": None}, ".pdf": {"CreationDate": None}}.get(kind)
    with mpl.rc_context({"svg.hashsalt": "vbp"}):
        figure.savefig(path, dpi=150, metadata=metadata)
