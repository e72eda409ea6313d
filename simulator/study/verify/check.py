"""One line of the self-test: what is known, what was measured, and how far the two may lie apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

__all__ = ["STANDARD_ERRORS", "Check", "Name", "Unit", "exact", "of_chance", "of_sample"]

Unit = Literal["yuan", "share", "volume", "count"]

STANDARD_ERRORS = 4.0
"""Standard errors that a measured mean may lie off: by chance alone one check in 16,000 fails."""


@dataclass(frozen=True, slots=True)
class Name:
    """What a check is called."""

    id: str
    """Stable name, such as ``one-award.price``."""
    en: str
    zh: str


@dataclass(frozen=True, slots=True)
class Check:
    """One comparison of a known value with a measured one."""

    name: Name
    unit: Unit
    expected: float
    """Value that is known: from a formula, or from a tender document."""
    measured: float
    """What the program gives."""
    tolerance: float
    """Largest difference that passes: four standard errors of a simulated mean, 0 where a rule is exact."""

    @property
    def passed(self) -> bool:
        """Whether the difference is within the tolerance; an undefined measurement never passes."""
        return bool(abs(self.measured - self.expected) <= self.tolerance)


def of_sample(name: Name, unit: Unit, expected: float, sample: npt.ArrayLike) -> Check:
    """Compare a known mean with that of a sample.

    Parameters
    ----------
    name, unit
        What is compared.
    expected
        The known mean.
    sample
        ``[N]`` independent measurements, at least two.

    Returns
    -------
    Check
        With a tolerance of four standard errors of the mean of the sample.
    """
    values = np.asarray(sample, dtype=np.float64)
    error = float(values.std(ddof=1)) / float(np.sqrt(values.size))
    return Check(name, unit, float(expected), float(values.mean()), STANDARD_ERRORS * error)


def of_chance(name: Name, expected: float, happened: npt.ArrayLike) -> Check:
    """Compare a known probability with how often something happened.

    Parameters
    ----------
    name
        What is compared.
    expected
        The known probability.
    happened
        ``[N]`` whether it happened, in independent trials.

    Returns
    -------
    Check
        With a tolerance of four standard errors of a share of ``N`` trials under the known probability, which
        holds for rare events too.
    """
    trials = np.asarray(happened, dtype=np.float64)
    error = float(np.sqrt(expected * (1 - expected) / trials.size))
    return Check(name, "share", float(expected), float(trials.mean()), STANDARD_ERRORS * error)


def exact(name: Name, unit: Unit, expected: float, measured: float) -> Check:
    """Compare values that must be equal.

    Parameters
    ----------
    name, unit
        What is compared.
    expected, measured
        The two values.
    """
    return Check(name, unit, float(expected), float(measured), 0.0)
