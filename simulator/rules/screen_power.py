"""How well a screen tells rings from competition: its power at a stated rate of false alarms."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from simulator.money import Ints
from simulator.rules import cover_screens, screens, shape_screens
from simulator.rules.lot import Bools

__all__ = ["RANK", "SCREENS", "CostScreen", "Power", "Screen", "screen_power"]

Floats = npt.NDArray[np.float64]
Side = Literal["low", "high"]

_TAIL = 0.025


@dataclass(frozen=True, slots=True)
class Screen:
    """A figure of the bids of a variety, and which end of it is suspicious."""

    name: str
    figure: Callable[[Ints, Bools], Floats]
    """From ``[R, n]`` bids and which were handed in to ``[R]`` figures."""
    suspicious: Side
    """Whether low or high figures are suspicious."""


SCREENS = (
    Screen("variation", screens.coefficient_of_variation, "low"),
    Screen("lowest-gap", screens.lowest_gap, "high"),
    Screen("identical", screens.identical_share, "high"),
    Screen("relative-distance", cover_screens.relative_distance, "high"),
    Screen("alternative-distance", cover_screens.alternative_distance, "high"),
    Screen("normalised-distance", cover_screens.normalised_distance, "high"),
    Screen("relative-range", shape_screens.relative_range, "low"),
    Screen("skewness", shape_screens.skewness, "low"),
    Screen("kurtosis", shape_screens.kurtosis, "high"),
)
"""All screens that need nothing but the bids of one variety."""


@dataclass(frozen=True, slots=True)
class CostScreen:
    """A figure of bids beside a public sign of each bidder's cost, and which end of it is suspicious."""

    name: str
    figure: Callable[[Ints, Bools, npt.ArrayLike], Floats]
    """From ``[R, n]`` bids, which were handed in, and signs of costs to ``[R]`` figures."""
    suspicious: Side
    """Whether low or high figures are suspicious."""


RANK = CostScreen("rank", shape_screens.rank_agreement, "low")
"""Whether bids rank as costs do: the one screen that needs to know something of costs."""


@dataclass(frozen=True, slots=True)
class Power:
    """What a screen is worth.

    Names: 检出率（功效）与误报率 / power and false-positive rate.
    """

    suspicious: Side
    """Which side of the threshold is flagged."""
    threshold: float
    """Figures strictly beyond it are flagged."""
    false_positive: float
    """Rate of false alarms that a new competitive tender does not exceed."""
    false_positive_interval: tuple[float, float]
    """95 % interval of the true rate of this very threshold, which was set from a sample."""
    power: float
    """Share of the rings' tenders that are flagged."""
    interval: tuple[float, float]
    """95 % interval of that share, for this threshold."""
    undefined: tuple[int, int]
    """Number of competitive and of rings' tenders without a figure; they are never flagged."""


def screen_power(
    competitive: npt.ArrayLike, ring: npt.ArrayLike, false_positive: float, suspicious: Side
) -> Power:
    """Set a threshold on competitive tenders and count how many tenders of a ring lie beyond it.

    Parameters
    ----------
    competitive
        Figures of tenders without a ring.
    ring
        Figures of tenders with one.
    false_positive
        Accepted rate of false alarms, above 0 and below 1.
    suspicious
        Whether low or high figures are suspicious.

    Returns
    -------
    Power
        Threshold, power and their intervals.

    Raises
    ------
    ValueError
        If the rate is out of range, a sample is empty, or there are too few competitive tenders for the rate.

    Notes
    -----
    With ``N`` competitive figures the threshold is the ``floor(rate * (N + 1))``-th most suspicious of
    them. A new competitive tender then lies strictly beyond it with at most the stated probability,
    whatever the law of the figures and with ties (conformal test: Vovk, Gammerman and Shafer, Algorithmic
    Learning in a Random World, 2005). The true rate of a threshold that is the k-th of N has the law
    Beta(k, N + 1 - k) when there are no ties, and lies lower with ties. The interval of the power is the
    exact one of Clopper and Pearson, Biometrika 26, 1934.
    """
    from scipy.special import betaincinv

    sign = 1.0 if suspicious == "high" else -1.0
    plain, rigged = (_ordered(sign, sample) for sample in (competitive, ring))
    if not 0 < false_positive < 1:
        raise ValueError(f"a rate of false alarms lies between 0 and 1, not at {false_positive}")
    place = int(np.floor(false_positive * (len(plain) + 1) + 1e-9))
    if place < 1:
        raise ValueError(
            f"{len(plain)} competitive tenders cannot set a threshold for a false-alarm rate of "
            f"{false_positive:g}; it takes at least {int(np.ceil(1 / false_positive - 1e-9)) - 1}"
        )
    threshold = float(np.sort(plain)[-place])
    flagged = int((rigged > threshold).sum())
    missed = len(rigged) - flagged
    others = len(plain) + 1 - place
    return Power(
        suspicious=suspicious,
        threshold=sign * threshold,
        false_positive=false_positive,
        false_positive_interval=(
            float(betaincinv(place, others, _TAIL)),
            float(betaincinv(place, others, 1 - _TAIL)),
        ),
        power=flagged / len(rigged),
        interval=(
            float(betaincinv(flagged, missed + 1, _TAIL)) if flagged else 0.0,
            float(betaincinv(flagged + 1, missed, 1 - _TAIL)) if missed else 1.0,
        ),
        undefined=(int(np.isneginf(plain).sum()), int(np.isneginf(rigged).sum())),
    )


def _ordered(sign: float, sample: npt.ArrayLike) -> Floats:
    """Return figures so that high is suspicious; undefined ones are the least suspicious of all."""
    figures = np.asarray(sample, dtype=np.float64).ravel()
    if figures.size == 0:
        raise ValueError("power is measured on at least one tender with a ring and some without")
    return np.where(np.isnan(figures), -np.inf, sign * figures)
