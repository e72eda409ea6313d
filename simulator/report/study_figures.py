"""Figures of studies as pages need them, whatever a folder calls them."""

from __future__ import annotations

from simulator.report.measures import Measure
from simulator.study.figures import FIGURES, Figure

__all__ = ["measure_of"]


def measure_of(name: str) -> Measure:
    """Return a figure by name; one that this version does not know bears its name and no unit."""
    return FIGURES.get(name) or Figure(name, "", "", name, name)
