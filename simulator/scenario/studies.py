"""What a study file may say: a baseline, variants, axes, futures, figures, how much is simulated."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from simulator.scenario.records import Closed, Identifier, Titled

__all__ = ["Arm", "Axis", "Better", "Bids", "Design", "Precision", "Study", "StudyRun"]

Better = Literal["high", "low"]
Bids = Literal["solved", "frozen", "both"]
Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]
Number = Annotated[Decimal, Field(ge=-1_000_000_000, le=1_000_000_000)]


class Arm(Closed):
    """One thing to compare: a scenario or a campaign, a rule book, and values that are changed."""

    title: Titled | None = None
    """What it is called in tables; its name if left out."""
    scenario: str | None = None
    """Id of a shipped scenario or path of a file; the baseline's, with its changes, if left out."""
    campaign: str | None = None
    """Id of a shipped campaign or path of a file, in place of a scenario: its stages are compared one by one
    and as a whole."""
    rules: str | None = None
    """Id or path of the rule book that applies in place of the scenario's."""
    set: dict[str, Any] = Field(default_factory=dict)
    """Values of the scenario that are changed, by dotted path as in `--set`; of a campaign `STAGE.path` for
    the scenario of a stage, `all.path` for those of all, `rounds.STAGE.key` for what the campaign says."""

    @model_validator(mode="after")
    def _one_or_the_other(self) -> Arm:
        if self.campaign is not None and self.scenario is not None:
            raise ValueError("name a scenario or a campaign, not both")
        if self.campaign is not None and self.rules is not None:
            raise ValueError("each stage of a campaign has rules of its own: set STAGE.rules.book")
        return self


class Axis(Closed):
    """One value that is moved: listed values, or a range."""

    set: str | tuple[str, ...]
    """Dotted path of the value in the scenario; several paths get the same value."""
    values: tuple[Any, ...] | None = None
    """The values in turn; only in a grid."""
    lowest: Number | None = None
    """Lower end of the range."""
    highest: Number | None = None
    """Upper end of the range."""
    steps: Annotated[int, Field(ge=2, le=1000)] | None = None
    """Values of the range in a grid, ends included."""
    scale: Literal["linear", "log"] = "linear"
    """How the range is divided."""
    whole: bool = False
    """Round to whole numbers."""
    decimals: Annotated[int, Field(ge=1, le=9)] | None = None
    """Round to so many decimals; to six significant digits if left out."""

    @model_validator(mode="after")
    def _listed_or_range(self) -> Axis:
        ends = (self.lowest, self.highest)
        if (self.values is None) == (ends == (None, None)):
            raise ValueError("give either values, or lowest and highest")
        if self.values is not None:
            if not self.values:
                raise ValueError("the list of values is empty")
            return self
        if self.lowest is None or self.highest is None:
            raise ValueError("a range needs both lowest and highest")
        if self.lowest >= self.highest:
            raise ValueError(f"lowest {self.lowest} is not below highest {self.highest}")
        if self.scale == "log" and self.lowest <= 0:
            raise ValueError("a range on a log scale begins above 0")
        return self


class Design(Closed):
    """Points that are laid out over axes."""

    draw: Literal["grid", "latin-hypercube", "sobol"] = "grid"
    """`grid`: every combination; `latin-hypercube`, `sobol`: points spread evenly over the ranges."""
    points: Annotated[int, Field(ge=1, le=1_000_000)] | None = None
    """Number of points that are drawn; a grid has as many as its values make."""
    seed: Annotated[int, Field(ge=0, lt=2**63)] = 1
    """Seed of the points."""
    of: Annotated[dict[Name, Axis], Field(min_length=1)]
    """The axes by name."""

    @model_validator(mode="after")
    def _fits_the_way_of_drawing(self) -> Design:
        grid = self.draw == "grid"
        if grid == (self.points is not None):
            raise ValueError("'points' goes with latin-hypercube and sobol, not with a grid")
        for name, axis in self.of.items():
            if grid and axis.values is None and axis.steps is None:
                raise ValueError(f"the axis '{name}' of a grid needs values, or steps beside its range")
            if not grid and (axis.values is not None or axis.steps is not None):
                raise ValueError(f"points are drawn from ranges: give '{name}' lowest and highest, no more")
        if self.draw == "sobol" and self.points is not None and self.points & (self.points - 1):
            raise ValueError(f"Sobol' points come in powers of 2; {self.points} is none")
        return self


class Precision(Closed):
    """Replications until the interval of a difference is narrow enough."""

    metric: str
    """Figure whose difference from the baseline is meant; it holds for every variant and future."""
    half_width: Annotated[Decimal, Field(gt=0)]
    """Half of the widest 95 % interval that is accepted, in the unit of the figure (0.01 for 1 point)."""
    pilot: Annotated[int, Field(ge=20, le=1_000_000)] = 200
    """First replications, whose variance decides how many are needed."""
    most: Annotated[int, Field(ge=20, le=10_000_000)] = 20_000
    """No more replications than this, even if the interval stays wider."""


class StudyRun(Closed):
    """How much is simulated; every scenario of a study runs under one seed."""

    replications: Annotated[int, Field(ge=2, le=10_000_000)] = 1000
    """Replications of every run; not used with `precision`."""
    seed: Annotated[int, Field(ge=0, lt=2**63)] = 1
    """Master seed of all runs, so that they share their draws."""
    block: Annotated[int, Field(ge=1, le=100_000)] = 1000
    """Replications per unit of work."""
    precision: Precision | None = None
    """Choose the number of replications by the width of an interval."""


class Study(Closed):
    """A question put to many runs."""

    id: Identifier
    """Name of the study, equal to its file name."""
    title: Titled
    """Title in both languages."""
    summary: Titled
    """What is asked, and what the runs differ in."""
    baseline: Arm
    """What everything is compared with; names a scenario."""
    variants: dict[Name, Arm] = Field(default_factory=dict)
    """Things to compare with the baseline, by name."""
    axes: Design | None = None
    """Values that somebody chooses; each point is compared with the baseline."""
    futures: Design | None = None
    """Values that nobody chooses; every variant is run in each future, and compared within it."""
    metrics: Annotated[tuple[str, ...], Field(min_length=1)]
    """Figures that are compared (`vbp list figures`)."""
    bids: Bids = "solved"
    """`solved`: makers answer to the rules of each choice, by the equilibrium of its own game; `frozen`:
    everybody bids as the scenario says, whatever is changed; `both`: solved, and beside each choice the same
    rules with the solved bids of the baseline kept, so that the difference is what answering adds or takes
    back. Strategies that answer already stay."""
    better: dict[str, Better] = Field(default_factory=dict)
    """Which end of a figure is better; only these count for dominance and regret."""
    run: StudyRun = StudyRun()
    """How much is simulated."""
    cap: Annotated[int, Field(ge=1, le=1_000_000)] = 500
    """Most runs (variants times futures) that the study may have."""

    @model_validator(mode="after")
    def _hangs_together(self) -> Study:
        if self.baseline.scenario is None and self.baseline.campaign is None:
            raise ValueError("the baseline must name a scenario or a campaign")
        if "baseline" in self.variants:
            raise ValueError("'baseline' is the name of the baseline; call the variant something else")
        return self
