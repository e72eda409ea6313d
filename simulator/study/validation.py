"""Set every published figure that the project holds beside the distribution that the model gives it."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulator.results.published import Published
from simulator.results.record import RecordRow, read_misses, read_record
from simulator.scenario.catalogue import list_ids
from simulator.scenario.loading import load
from simulator.study.record_figures import CONTRACT_FIGURES, play_scenario

__all__ = ["Checked", "check_record", "roles"]

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Checked:
    """One printed figure beside its simulated distribution."""

    row: RecordRow
    role: str
    """``calibration``, or ``check`` for what was never fitted to."""
    mean: float
    """Simulated mean; NaN where a run has no such figure."""
    p05: float
    """5th percentile of simulated rounds."""
    p95: float
    """95th percentile."""
    why: str
    """Why it is missed, where it is and a reason is known."""

    @property
    def inside(self) -> bool:
        """Whether what was printed meets the range of nine simulated rounds of ten."""
        return self.row.low <= self.p95 + 1e-9 and self.row.high >= self.p05 - 1e-9

    @property
    def computed(self) -> bool:
        """Whether the model has such a figure."""
        return not math.isnan(self.mean)


def roles() -> dict[tuple[str, str], str]:
    """Return the role of every published figure, by tender and metric; fits name the ones that they use."""
    return {
        (name, figure.metric): figure.role
        for name in list_ids("published")
        for figure in load(name, Published, (), "published").record.figures
    }


def check_record(
    replications: int,
    seed: int,
    only: Sequence[str] = (),
    progress: Callable[[int, int], None] | None = None,
) -> tuple[Checked, ...]:
    """Simulate every tender of the record and compare.

    Parameters
    ----------
    replications
        Replications of each scenario; tenders whose contracts are carried out have at most 64.
    seed
        Master seed.
    only
        Scenarios that are simulated; all by default. Rows of others are left out.
    progress
        Called with tenders done and tenders in all.
    """
    known, misses, played = roles(), read_misses(), dict[str, Mapping[str, Floats]]()
    rows = [row for row in read_record() if not only or row.scenario in only]
    with_contracts = {row.scenario for row in rows if row.figure in CONTRACT_FIGURES}
    names = list(dict.fromkeys(row.scenario for row in rows if row.scenario))
    for done, name in enumerate(names, 1):
        carried = name in with_contracts
        played[name] = play_scenario(name, min(replications, 64) if carried else replications, seed, carried)
        if progress is not None:
            progress(done, len(names))
    return tuple(_checked(row, known, misses, played.get(row.scenario, {})) for row in rows)


def _checked(
    row: RecordRow,
    known: Mapping[tuple[str, str], str],
    misses: Mapping[tuple[str, str], str],
    played: Mapping[str, Floats],
) -> Checked:
    role = known.get((row.scenario, row.figure), "check")
    values = played.get(row.figure, np.array([np.nan]))
    if np.isnan(values).all():
        return Checked(row, role, math.nan, math.nan, math.nan, "")
    low, high = np.nanquantile(values, [0.05, 0.95])
    why = misses.get((row.scenario, row.figure), "")
    return Checked(row, role, float(np.nanmean(values)), float(low), float(high), why)
