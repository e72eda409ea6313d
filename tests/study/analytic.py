"""A forecaster whose figures are known without simulation, for tests of fits."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
import numpy.typing as npt

from simulator.study.calibration import Moment, Target
from simulator.study.fitting import FORECAST_METRICS

Floats = npt.NDArray[np.float64]


class Line:
    """Every metric is the first parameter plus the second times the number that stands for the tender."""

    name: ClassVar[str] = "line"
    parameters: ClassVar[tuple[str, ...]] = ("level", "slope")
    start: ClassVar[Floats] = np.array([0.4, 0.2])
    bounds: ClassVar[tuple[Floats, Floats]] = (np.array([-5.0, -5.0]), np.array([5.0, 5.0]))

    def shipped(self, tender: object) -> Floats | None:
        return None

    def play(self, tender: float, values: Floats, first: int, count: int) -> dict[str, Floats]:
        return {name: np.full(count, values[0] + values[1] * tender) for name in FORECAST_METRICS}


def line_targets(published: dict[float, float], scale: float = 0.1) -> tuple[Target, ...]:
    """Make one target with one figure for each number that stands for a tender."""
    return tuple(
        Target(f"at-{x}", x, (Moment("mean_cut_reference", y, scale),))  # type: ignore[arg-type]
        for x, y in published.items()
    )
