"""What a calibration file may say: which tenders train, which test, which parameters are fitted."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Annotated, Any

from pydantic import Field, model_validator

from simulator.scenario.records import Closed, Identifier, Titled

__all__ = ["Calibration", "CalibrationRun", "FittedParameter"]

Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]
Number = Annotated[Decimal, Field(ge=-1_000_000, le=1_000_000)]
_PART = re.compile(r"bidding\.[a-z-]+\.of\.[a-z][a-z0-9-]*")
Path = Annotated[str, Field(pattern=r"^[a-z0-9_-]+(\.[a-z0-9_-]+)+$")]


class FittedParameter(Closed):
    """One number that is fitted, with the values of a scenario that follow it, or parts of mixes."""

    set: dict[Path, Number] = Field(default_factory=dict)
    """Dotted paths of values in a scenario, each with its ratio to the parameter."""
    share: tuple[str, ...] = ()
    """Parts of mixes of strategies, such as `bidding.generic.of.hungry`, whose share the parameter is; the
    parts of a mix that are not fitted give way in the proportions that the scenario says."""
    start: Number
    """Where the search begins."""
    lowest: Number
    """Lower bound."""
    highest: Number
    """Upper bound."""

    @model_validator(mode="after")
    def _in_order(self) -> FittedParameter:
        if bool(self.set) == bool(self.share):
            raise ValueError("give either 'set' (paths with their ratios) or 'share' (parts of mixes)")
        for path in self.share:
            if not _PART.fullmatch(path):
                raise ValueError(f"'{path}' is no part of a mix: write it as bidding.CLASS.of.PART")
        if self.share and not 0 <= self.lowest < self.highest <= 1:
            raise ValueError("a share lies between 0 and 1: give it such bounds")
        if not self.lowest < self.highest or not self.lowest <= self.start <= self.highest:
            raise ValueError("let lowest be below highest, and start between them")
        if self.start == 0:
            raise ValueError("start at another number than 0: steps of the search are parts of it")
        return self


class CalibrationRun(Closed):
    """How much is simulated."""

    replications: Annotated[int, Field(ge=1, le=100_000)] = 64
    """Replications of each tender, the same for all values of the parameters."""
    seed: Annotated[int, Field(ge=0, lt=2**63)] = 1
    """Master seed of all tenders."""
    draws: Annotated[int, Field(ge=0, le=100_000)] = 64
    """Parameter vectors that intervals are made of; 0 for none."""


class Calibration(Closed):
    """Parameters to be fitted to published figures of some tenders and tried on others."""

    id: Identifier
    """Name of the calibration, equal to its file name."""
    title: Titled
    """Title in both languages."""
    summary: Titled
    """What is fitted to what."""
    train: Annotated[tuple[str, ...], Field(min_length=1)]
    """Scenarios whose published figures of role `calibration` are fitted."""
    test: tuple[str, ...] = ()
    """Scenarios whose published figures, of whatever role, are compared with the fit afterwards."""
    set: dict[str, Any] = Field(default_factory=dict)
    """Values of all these scenarios that are changed before anything is fitted, by dotted path as in `--set`,
    such as the mix of strategies whose shares are fitted."""
    parameters: Annotated[dict[Name, FittedParameter], Field(min_length=1)]
    """What is fitted."""
    run: CalibrationRun = CalibrationRun()
    """How much is simulated."""

    @model_validator(mode="after")
    def _apart(self) -> Calibration:
        both = sorted({*self.train} & {*self.test})
        if both:
            raise ValueError(f"'{both[0]}' both trains and tests; a tender does one of the two")
        paths = [path for one in self.parameters.values() for path in (*one.set, *one.share)]
        for path in paths:
            if paths.count(path) > 1:
                raise ValueError(f"'{path}' follows two parameters")
        return self
