"""Fit the structural parameters of national drug rounds to published figures.

``python -m simulator.study.calibration`` repeats the fit, writes ``docs/calibration.md`` and prints the
fragment that belongs into ``scenarios/bases/national-drugs.yaml``.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import least_squares

from simulator.bidding.strategies.library import AnyStrategy
from simulator.results.dictionary import METRICS
from simulator.results.metrics import round_metrics
from simulator.results.published import Figure, Published
from simulator.scenario.loading import load
from simulator.scenario.model import Scenario
from simulator.study.bids import MAKERS
from simulator.study.overlay import overlaid
from simulator.study.plan import make_plan
from simulator.tender.simulate import Tender, play_block, set_up

__all__ = [
    "NATIONAL_ROUNDS",
    "NEWCOMER_OVER_GENERIC",
    "OWN_API_OVER_GENERIC",
    "PARAMETERS",
    "Fit",
    "Moment",
    "Target",
    "cost_settings",
    "fit",
    "load_targets",
    "moments_of",
    "parameters_of",
    "rounded",
    "scale_of",
    "with_parameters",
]

Floats = npt.NDArray[np.float64]

PARAMETERS = (
    ("costs.median.generic", 0.35),
    ("costs.spread_between_varieties", 0.80),
    ("costs.spread_between_bidders", 0.20),
    ("bidding.response", 0.50),
    ("market.ceiling_over_reference", 1.60),
)
"""Parameters that are fitted, with where the search begins."""

LOWEST = np.array([0.05, 0.05, 0.05, 0.0, 1.0])
HIGHEST = np.array([0.85, 2.5, 2.5, 5.0, 3.0])

MARKUP = 0.25
"""Mark-up without excess bidders: assumed, because prices alone do not tell a mark-up from a cost level."""

OWN_API_OVER_GENERIC = 0.85
NEWCOMER_OVER_GENERIC = 1.15
"""Costs of the other generic classes over a generic maker's: assumed; the figures do not tell them apart."""

SCALES = {"share": 0.02, "count": 0.3, "ratio": 0.1, "index": 0.02}
RATE_SCALE = 0.03
"""What counts as one unit of misfit, by unit of the figure; win rates are coarser than price cuts."""

NATIONAL_ROUNDS = ("round-2-2020", "round-3-2020", "round-5-2021", "round-7-2022")
"""Rounds whose published figures serve for calibration."""

REPLICATIONS = 40


@dataclass(frozen=True, slots=True)
class Moment:
    """One figure to be met: its name, published value and what counts as one unit of misfit."""

    name: str
    value: float
    scale: float


@dataclass(frozen=True, slots=True)
class Target:
    """One tender made ready, with its calibration figures."""

    round_id: str
    tender: Tender
    moments: tuple[Moment, ...]


@dataclass(frozen=True, slots=True)
class Fit:
    """Outcome of the calibration."""

    values: Floats
    errors: Floats
    """Standard errors, taking the misfit scales as standard deviations of the figures."""
    singular_values: Floats
    """Of the scaled Jacobian: a value near zero is a direction that the figures do not tell."""
    simulated: tuple[tuple[str, Moment, float], ...]
    loss: float


def load_targets() -> tuple[Target, ...]:
    """Make the national drug rounds ready whose published figures serve for calibration."""
    targets = []
    # Other scenarios, devices among them, have parameters of their own or are about something else.
    for name in NATIONAL_ROUNDS:
        plan = make_plan(name)
        moments = moments_of(plan.scenario.record)
        if moments:
            targets.append(Target(name, set_up(plan.scenario.record, plan.rules.record.clauses), moments))
    return tuple(targets)


def moments_of(scenario: Scenario[AnyStrategy]) -> tuple[Moment, ...]:
    """Return the published figures of a scenario's award that serve for calibration.

    Parameters
    ----------
    scenario
        A scenario that names its published figures.
    """
    if scenario.published is None:
        return ()
    published = load(scenario.published, Published, (), "published").record
    return tuple(
        Moment(figure.metric, float(figure.value), scale_of(figure))
        for figure in published.figures
        if figure.role == "calibration" and figure.metric in METRICS
    )


def fit(targets: Sequence[Target], start: Floats | None = None) -> Fit:
    """Fit all parameters at once by least squares under common random numbers.

    Parameters
    ----------
    targets
        Tenders with their figures.
    start
        Where the search begins.
    """
    begin = np.array([value for _, value in PARAMETERS]) if start is None else start

    def misfit(values: Floats) -> Floats:
        return _misfit(targets, values)

    found = least_squares(
        misfit, begin, bounds=(LOWEST, HIGHEST), x_scale=np.maximum(begin, 0.1), diff_step=0.02, max_nfev=40
    )
    jacobian = np.asarray(found.jac)
    covariance = np.linalg.pinv(jacobian.T @ jacobian)
    singular = np.linalg.svd(jacobian * np.maximum(begin, 0.1), compute_uv=False)
    return Fit(
        values=found.x,
        errors=np.sqrt(np.diag(covariance)),
        singular_values=singular,
        simulated=tuple(_simulated(targets, found.x)),
        loss=float(2 * found.cost),
    )


def _misfit(targets: Sequence[Target], values: Floats) -> Floats:
    return np.array([(mean - m.value) / m.scale for _, m, mean in _simulated(targets, values)])


def scale_of(figure: Figure) -> float:
    """Return what counts as one unit of misfit of a published figure."""
    return RATE_SCALE if figure.metric.endswith("win_rate") else SCALES[figure.unit]


def _simulated(targets: Sequence[Target], values: Floats) -> list[tuple[str, Moment, float]]:
    found = []
    for target in targets:
        block = play_block(with_parameters(target.tender, values), 0, REPLICATIONS)
        metrics = round_metrics(block.awarded, block.costs)
        found += [(target.round_id, m, float(np.nanmean(metrics[m.name]))) for m in target.moments]
    return found


def parameters_of(tender: Tender) -> Floats:
    """Return the ``[P]`` values that a tender's scenario has for the fitted parameters.

    Parameters
    ----------
    tender
        A national drug round as shipped.
    """
    scenario = tender.scenario
    bidding: Any = scenario.bidding.generic  # strategies differ in what they have
    found = (
        scenario.costs.median.generic,
        scenario.costs.spread_between_varieties,
        scenario.costs.spread_between_bidders,
        bidding.response,
        scenario.market.ceiling_over_reference,
    )
    return np.array([float(one.value) for one in found])


def with_parameters(tender: Tender, values: Floats) -> Tender:
    """Lay parameter values over a tender; who bids where does not depend on them.

    Parameters
    ----------
    tender
        A national drug round.
    values
        ``[P]`` values, in the order of ``PARAMETERS``.
    """
    generic, between, own, response, ceiling = values
    settings = cost_settings(generic, between, own)
    for maker in MAKERS:
        settings[f"bidding.{maker}.markup"] = Decimal(str(MARKUP))
        settings[f"bidding.{maker}.response"] = rounded(response)
    # The expansion's ceiling is on record (the pilot's prices); everywhere else the common ratio holds.
    if tender.scenario.market.ceiling_over_reference.confidence != "recorded":
        settings["market.ceiling_over_reference"] = rounded(ceiling)
    return replace(tender, scenario=overlaid(tender.scenario, settings))


def cost_settings(generic: float, between: float, own: float) -> dict[str, Decimal]:
    """Return the values of a scenario that follow from fitted costs, by path.

    Parameters
    ----------
    generic
        Median cost of generic makers over the reference price.
    between, own
        Spread of costs between varieties, and between the bidders of a variety.
    """
    median = rounded(generic)
    return {
        "costs.median.generic": median,
        "costs.median.own-api": median * Decimal(str(OWN_API_OVER_GENERIC)),
        "costs.median.newcomer": median * Decimal(str(NEWCOMER_OVER_GENERIC)),
        "costs.spread_between_varieties": rounded(between),
        "costs.spread_between_bidders": rounded(own),
    }


def rounded(value: float) -> Decimal:
    """Return a fitted number as a scenario file would say it."""
    return Decimal(repr(round(float(value), 6)))


def main() -> int:
    """Repeat the calibration and write its page."""
    # The page is written after the fit and takes its numbers from here.
    from simulator.study.calibration_page import page

    text = page(fit(load_targets()))
    Path("docs/calibration.md").write_text(text, encoding="utf-8")
    sys.stdout.write(text)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
