"""What a search for rules aims at: figures that are to be high or low, and bounds that are kept."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from simulator.errors import InputError
from simulator.results.estimates import expected_shortfall

__all__ = ["Limit", "Objective", "read_limit", "summarised"]

Floats = npt.NDArray[np.float64]

_LIMIT = re.compile(r"(?P<name>[a-z0-9_.-]+)(?P<sign><=|>=)(?P<value>-?[0-9]+(\.[0-9]+)?)")


@dataclass(frozen=True, slots=True)
class Objective:
    """One thing that is to be high or low."""

    metric: str
    better: Literal["high", "low"]
    tail: bool = False
    """Take the mean of the worst 5 % of replications (CVaR) in place of the mean of all."""

    @property
    def name(self) -> str:
        """Name in tables."""
        return f"{self.metric} (worst 5 %)" if self.tail else self.metric


@dataclass(frozen=True, slots=True)
class Limit:
    """A bound that the mean of a figure must keep."""

    metric: str
    sign: Literal["<=", ">="]
    value: float

    def excess(self, mean: float) -> float:
        """Return by how much a mean breaks the bound; 0 or less if it keeps it."""
        return mean - self.value if self.sign == "<=" else self.value - mean


def read_limit(text: str) -> Limit:
    """Read a bound such as ``shortage<=0.01``.

    Raises
    ------
    InputError
        If it is not of that form.
    """
    found = _LIMIT.fullmatch(text.replace(" ", ""))
    if found is None:
        raise InputError.one(f"'{text}' is no limit", mend="write METRIC<=NUMBER or METRIC>=NUMBER")
    return Limit(found["name"], "<=" if found["sign"] == "<=" else ">=", float(found["value"]))


def summarised(objective: Objective, values: Floats) -> float:
    """Return what an objective makes of ``[R]`` replications: their mean, or the mean of the worst 5 %."""
    if objective.tail:
        return expected_shortfall(values, "low" if objective.better == "high" else "high")
    known = values[~np.isnan(values)]
    return float(known.mean()) if known.size else float("nan")
