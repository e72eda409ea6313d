"""Fits of thinking makers and of mark-ups to the same figures, each also to all rounds but one."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from simulator.results.metrics import round_metrics
from simulator.study.bids import MAKERS
from simulator.study.calibration import NATIONAL_ROUNDS, Target, moments_of
from simulator.study.fitting import misfits
from simulator.study.forecasters import Forecaster
from simulator.study.plan import make_plan
from simulator.study.thinking import settings_of
from simulator.study.wide_search import wide_search
from simulator.tender.simulate import play_block, set_up
from simulator.tender.solving import Solving

__all__ = [
    "Exact",
    "Figure",
    "Fold",
    "WayFit",
    "fit_way",
    "laid_out",
    "read_fit",
    "solved_again",
    "write_fit",
]

Floats = npt.NDArray[np.float64]

SEARCHED, JUDGED = 16, 40
"""Replications of each round in a search, and where its end is judged."""

_STEPS, _FOLD_STEPS = 5, 3


@dataclass(frozen=True, slots=True)
class Figure:
    """One published figure beside what a fit makes of it."""

    round_id: str
    metric: str
    published: float
    unit: float
    """What counts as one unit of misfit."""
    simulated: float

    @property
    def misfit(self) -> float:
        """Simulated less published, in units."""
        return (self.simulated - self.published) / self.unit


@dataclass(frozen=True, slots=True)
class Fold:
    """A round that was left out, as the fit to the others predicts it."""

    round_id: str
    values: tuple[float, ...]
    train: float
    """Squared misfit of the rounds that were fitted."""
    misfits: tuple[float, ...]
    """Misfits of the round that was not."""

    @property
    def loss(self) -> float:
        """Squared misfit of the round that was left out."""
        return sum(one * one for one in self.misfits)


@dataclass(frozen=True, slots=True)
class Exact:
    """What the games give when they are solved again where a search ended."""

    figures: tuple[Figure, ...]
    gains: tuple[float, float]
    """Median and largest of the varieties' relative gain of a class that bid its best."""
    uncertified: int
    varieties: int

    @property
    def loss(self) -> float:
        """Squared misfit."""
        return sum(one.misfit**2 for one in self.figures)


@dataclass(frozen=True, slots=True)
class WayFit:
    """One way to bid, fitted."""

    name: str
    parameters: tuple[str, ...]
    values: tuple[float, ...]
    searched: float
    """Squared misfit between the nodes of the lattice, by the replications of the search."""
    figures: tuple[Figure, ...]
    """All figures at the end of the search, by more replications."""
    folds: tuple[Fold, ...]
    exact: Exact | None = None

    @property
    def loss(self) -> float:
        """Squared misfit, of games that were solved again where there are any."""
        return sum(one.misfit**2 for one in self.figures) if self.exact is None else self.exact.loss

    @property
    def penalised(self) -> float:
        """Squared misfit plus two for each parameter, in the manner of Akaike."""
        return self.loss + 2 * len(self.parameters)

    @property
    def left_out(self) -> float:
        """Squared misfit of all rounds, each predicted from the other three."""
        return sum(fold.loss for fold in self.folds)


def laid_out() -> tuple[Target, ...]:
    """Lay out the calibration rounds with makers that read their bids from tables, and no tables yet."""
    sets = [f"bidding.{maker}={{use: equilibrium, rivals_known_by: number}}" for maker in MAKERS]
    targets = []
    for name in NATIONAL_ROUNDS:
        plan = make_plan(name, sets)
        scenario = plan.scenario.record
        tender = set_up(scenario, plan.rules.record.clauses, plan.folder, solve=False)
        targets.append(Target(name, tender, moments_of(scenario)))
    return tuple(targets)


def fit_way(forecaster: Forecaster, targets: Sequence[Target], start: Floats | None = None) -> WayFit:
    """Fit a way to bid to all rounds, and to all but each of them.

    Parameters
    ----------
    forecaster
        The way to bid.
    targets
        The rounds with their figures.
    start
        Where the search begins; the forecaster's own start by default.
    """

    def search(rounds: Sequence[Target], begin: Floats, steps: int) -> tuple[Floats, Floats]:
        def off(values: Floats) -> Floats:
            return misfits(forecaster, rounds, values, SEARCHED)

        return wide_search(off, begin, forecaster.bounds, steps)

    values, off = search(targets, forecaster.start if start is None else start, _STEPS)
    folds = []
    for target in targets:
        found, train = search([one for one in targets if one is not target], values, _FOLD_STEPS)
        left = misfits(forecaster, [target], found, JUDGED)
        folds.append(Fold(target.round_id, _plain(found), float(train @ train), _plain(left)))
    judged = misfits(forecaster, targets, values, JUDGED)
    named = [(t.round_id, m) for t in targets for m in t.moments]
    figures = tuple(
        Figure(name, m.name, m.value, m.scale, m.value + m.scale * one)
        for (name, m), one in zip(named, judged.tolist(), strict=True)
    )
    return WayFit(
        forecaster.name, tuple(forecaster.parameters), _plain(values), float(off @ off), figures, tuple(folds)
    )


def solved_again(strategy: str, values: Floats, solving: Solving) -> Exact:
    """Solve all games where a search ended, with all lines and every kind of variety, and simulate.

    Parameters
    ----------
    strategy
        How makers bid, as in a scenario file.
    values
        ``[P]`` what was found.
    solving
        How games are solved.
    """
    sets = [f"bidding.{maker}={strategy}" for maker in MAKERS]
    sets += [f"{path}.value={value}" for path, value in settings_of(values).items()]
    figures, gains, uncertified = [], [], 0
    for name in NATIONAL_ROUNDS:
        plan = make_plan(name, sets)
        scenario = plan.scenario.record
        tender = set_up(scenario, plan.rules.record.clauses, plan.folder, solving)
        means = round_metrics(play_block(tender, 0, JUDGED).awarded)
        figures += [
            Figure(name, m.name, m.value, m.scale, float(np.nanmean(means[m.name])))
            for m in moments_of(scenario)
        ]
        tables = [one for one in tender.equilibria if one is not None]
        gains += [float(one.exploitability.max()) for one in tables]
        uncertified += sum(not one.certified for one in tables)
    both = (float(np.median(gains)), float(np.max(gains)))
    return Exact(tuple(figures), both, uncertified, len(gains))


def write_fit(fit: WayFit, path: Path) -> None:
    """Keep a fit as a file, since the fits of a page take long and are made one after the other."""
    path.write_text(json.dumps(asdict(fit), indent=1), encoding="utf-8")


def read_fit(path: Path) -> WayFit:
    """Read what :func:`write_fit` wrote."""
    kept = json.loads(path.read_text(encoding="utf-8"))
    exact = kept.pop("exact")
    if exact is not None:
        exact = Exact(_figures(exact.pop("figures")), tuple(exact.pop("gains")), **exact)
    folds = tuple(
        Fold(one["round_id"], tuple(one["values"]), one["train"], tuple(one["misfits"]))
        for one in kept.pop("folds")
    )
    figures = _figures(kept.pop("figures"))
    names, values = tuple(kept.pop("parameters")), tuple(kept.pop("values"))
    return WayFit(kept["name"], names, values, kept["searched"], figures, folds, exact)


def _figures(rows: Sequence[dict[str, object]]) -> tuple[Figure, ...]:
    return tuple(Figure(**row) for row in rows)  # type: ignore[arg-type]  # as they were written


def _plain(values: Floats) -> tuple[float, ...]:
    return tuple(np.asarray(values, dtype=np.float64).tolist())
