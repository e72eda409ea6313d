"""Calibrate a scenario family as a file says: fit, identify, test, and write the values with provenance."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import numpy as np
import numpy.typing as npt

from simulator.bidding.strategies.library import AnyStrategy
from simulator.errors import InputError
from simulator.results.dictionary import ROUND_METRICS
from simulator.results.metrics import round_metrics
from simulator.results.published import Published
from simulator.scenario.calibrations import Calibration
from simulator.scenario.loading import Loaded, load
from simulator.scenario.model import Scenario
from simulator.scenario.nodes import Map
from simulator.scenario.overrides import Setting
from simulator.study.calibration import Moment, Target, moments_of, scale_of
from simulator.study.cloud import Cloud, cloud_around
from simulator.study.fitting import Fitted, fit_forecaster, misfits
from simulator.study.mix_shares import shares_moved
from simulator.study.overlay import overlaid, value_at
from simulator.study.plan import make_plan
from simulator.study.progress import FitProgress
from simulator.tender.simulate import Tender, play_block, set_up

__all__ = ["Calibrated", "Profile", "calibrate", "fitted_values", "settings_of"]

Floats = npt.NDArray[np.float64]

_PROFILE = (-2.0, -1.0, 1.0, 2.0)
"""Standard errors from the fit at which the profile is taken."""


@dataclass(frozen=True, slots=True)
class Profile:
    """Loss along one parameter, the others following."""

    value: float
    loss: float


@dataclass(frozen=True, slots=True)
class Calibrated:
    """Outcome of a calibration."""

    plan: Calibration
    fitted: Fitted
    cloud: Cloud | None
    train: tuple[tuple[str, Moment, float], ...]
    """Tender, figure, and misfit in units."""
    test: tuple[tuple[str, Moment, float], ...]
    profiles: dict[str, tuple[Profile, ...]]
    written: dict[str, Decimal]
    """Values of scenarios that the fit stands for, by dotted path; shares of every part of a mix."""

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the parameters."""
        return tuple(self.plan.parameters)

    @property
    def loss(self) -> float:
        """Sum of squared misfits of the tenders that train."""
        return float(sum(off * off for _, _, off in self.train))

    @property
    def errors(self) -> Floats:
        """``[P]`` standard errors from the Jacobian, with misfits as large as they turned out."""
        jacobian = self.fitted.jacobian
        return np.asarray(np.sqrt(np.diag(np.linalg.pinv(jacobian.T @ jacobian)) * self.fitted.variance))

    @property
    def singular_values(self) -> Floats:
        """``[P]`` of the Jacobian by the starting value of each parameter, largest first."""
        start = np.array([abs(float(one.start)) for one in self.plan.parameters.values()])
        return np.asarray(np.linalg.svd(self.fitted.jacobian * start, compute_uv=False))

    @property
    def rank(self) -> int:
        """Directions in which a step of the size of the starting values moves misfits by a unit or more."""
        return int((self.singular_values >= 1).sum())

    @property
    def effective_draws(self) -> float | None:
        """How many equally good vectors the weighted draws are worth (Kish); None without draws."""
        if self.cloud is None:
            return None
        return float(1 / (self.cloud.weights(self.fitted.variance) ** 2).sum())

    def interval(self, at: int) -> tuple[float, float] | None:
        """Return the 5th and the 95th percentile of parameters that fit about as well; None without draws."""
        if self.cloud is None:
            return None
        weights = self.cloud.weights(self.fitted.variance)
        order = np.argsort(self.cloud.values[:, at])
        reached = np.cumsum(weights[order])
        ends = [min(int(np.searchsorted(reached, share)), len(order) - 1) for share in (0.05, 0.95)]
        low, high = self.cloud.values[order, at][ends]
        return float(low), float(high)


class _Family:
    """The scenarios of a calibration as a forecaster."""

    def __init__(self, plan: Calibration) -> None:
        self._plan = plan
        self.name = plan.id
        self.parameters = tuple(plan.parameters)
        self.replications = plan.run.replications
        self._all = tuple(plan.parameters.values())
        self.start = np.array([float(one.start) for one in self._all])
        lowest, highest = [float(one.lowest) for one in self._all], [float(one.highest) for one in self._all]
        self.bounds = (np.array(lowest), np.array(highest))

    def shipped(self, _tender: Tender) -> Floats | None:
        return None

    def play(self, tender: Tender, values: Floats, first: int, count: int) -> dict[str, Floats]:
        block = play_block(self.laid_over(tender, values), first, count)
        return round_metrics(block.awarded, block.costs)

    def laid_over(self, tender: Tender, values: Floats) -> Tender:
        changes = fitted_values(self._plan, tender.scenario, values)
        # What a scenario has on record, such as ceilings that are former prices, is never overruled.
        kept = {
            path: value
            for path, value in changes.items()
            if value_at(tender.scenario, path).confidence != "recorded"
        }
        return replace(tender, scenario=overlaid(tender.scenario, kept))


def fitted_values(plan: Calibration, scenario: Scenario[AnyStrategy], values: Floats) -> dict[str, Decimal]:
    """Return the values of a scenario that parameters stand for, by dotted path.

    Parameters
    ----------
    plan
        The calibration file.
    scenario
        Scenario with the mixes of strategies whose shares are fitted, if there are any.
    values
        ``[P]`` the parameters.
    """
    named = list(zip(plan.parameters.values(), (round(float(one), 6) for one in values), strict=True))
    numbers = {path: Decimal(repr(value)) * ratio for one, value in named for path, ratio in one.set.items()}
    shares = {path: value for one, value in named for path in one.share}
    return numbers | shares_moved(scenario, shares)


def calibrate(
    plan: Calibration, progress: FitProgress | None = None, settings: Sequence[Setting] = ()
) -> Calibrated:
    """Fit the parameters to the tenders that train, and compare with those that test.

    Parameters
    ----------
    plan
        The calibration file.
    progress
        Told of every evaluation.
    settings
        What the file changes in every scenario (see :func:`settings_of`).

    Raises
    ------
    InputError
        If a scenario has no published figure that may be fitted, no such value, or no such mix of strategies.
    """
    family = _Family(plan)
    train = [_target(name, plan.run.seed, True, settings) for name in plan.train]
    test = [_target(name, plan.run.seed, False, settings) for name in plan.test]
    for target in (*train, *test):
        family.laid_over(target.tender, family.start)  # a path that leads nowhere is told at once
    draws, replications = plan.run.draws, plan.run.replications
    watch = progress or _Silent()
    watch.phase("fit")
    fitted = fit_forecaster(family, train, replications, told=watch.evaluated)
    watch.phase("draws", draws)
    cloud = cloud_around(family, train, fitted, replications, draws, watch.evaluated) if draws else None
    watch.phase("profiles", len(_PROFILE) * len(family.parameters))
    profiles = {
        name: _profile(family, train, fitted, at, watch.evaluated)
        for at, name in enumerate(family.parameters)
    }
    tested = _compared(test, misfits(family, test, fitted.values, replications))
    watch.finish()
    written = fitted_values(plan, train[0].tender.scenario, fitted.values)
    return Calibrated(plan, fitted, cloud, _compared(train, fitted.misfits), tested, profiles, written)


def settings_of(plan: Loaded[Calibration]) -> list[Setting]:
    """Return what a calibration file changes in every scenario, with the places where it says so.

    Parameters
    ----------
    plan
        The loaded file.
    """
    laid = plan.root.get("set")
    entries = laid.entries.items() if isinstance(laid, Map) else ()
    return [Setting(path, entry.node, entry.place) for path, entry in entries]


class _Silent(FitProgress):
    """Tells nobody."""

    def phase(self, name: str, whole: int = 0) -> None:
        pass

    def evaluated(self, loss: float) -> None:
        pass


def _target(name: str, seed: int, fitting: bool, settings: Sequence[Setting] = ()) -> Target:
    plan = make_plan(name, [f"run.seed={seed}", *settings])
    scenario = plan.scenario.record
    moments = moments_of(scenario) if fitting else _all_moments(scenario.published)
    if not moments:
        word = "of role 'calibration' " if fitting else ""
        raise InputError.one(
            f"the scenario '{name}' has no published figures {word}here",
            mend="name one that has (see: vbp list published); the others are kept for checks out of sample",
        )
    return Target(name, set_up(scenario, plan.rules.record.clauses, plan.folder), moments)


def _all_moments(published: str | None) -> tuple[Moment, ...]:
    if published is None:
        return ()
    figures = load(published, Published, (), "published").record.figures
    awarded = [one for one in figures if one.metric in ROUND_METRICS]  # contracts are not carried out here
    return tuple(Moment(one.metric, float(one.value), scale_of(one)) for one in awarded)


def _compared(targets: Sequence[Target], off: Floats) -> tuple[tuple[str, Moment, float], ...]:
    moments = [(target.round_id, moment) for target in targets for moment in target.moments]
    return tuple((name, moment, float(x)) for (name, moment), x in zip(moments, off, strict=True))


def _profile(
    family: _Family, targets: Sequence[Target], fitted: Fitted, at: int, told: Callable[[float], None]
) -> tuple[Profile, ...]:
    """Move one parameter and let the others follow by a Gauss-Newton step; simulate the loss there.

    Where bounds cut steps off, two of them may end at the same value, which is taken once.
    """
    jacobian = fitted.jacobian
    precision = jacobian.T @ jacobian
    error = float(np.sqrt(np.linalg.pinv(precision)[at, at] * fitted.variance))
    others = np.arange(jacobian.shape[1]) != at
    found: dict[float, Profile] = {}
    for step in _PROFILE:
        values = fitted.values.copy()
        values[at] = np.clip(values[at] + step * error, family.bounds[0][at], family.bounds[1][at])
        moved = fitted.misfits + jacobian[:, at] * (values[at] - fitted.values[at])
        values[others] -= np.linalg.pinv(jacobian[:, others]) @ moved
        values = np.clip(values, *family.bounds)
        off = misfits(family, targets, values, family.replications)
        told(float(off @ off))
        found[float(values[at])] = Profile(float(values[at]), float(off @ off))
    return tuple(found.values())
