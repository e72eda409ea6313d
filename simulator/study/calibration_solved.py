"""Fit the national drug rounds with firms that answer to the rule book, to compare with fitted mark-ups.

``python -m simulator.study.calibration_solved`` repeats the fits and writes ``docs/calibration-solved.md``.
It takes minutes: every fit solves the games of four rounds.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.optimize import least_squares

from simulator.results.bids import owners
from simulator.results.metrics import round_metrics
from simulator.study.calibration import (
    NATIONAL_ROUNDS,
    NEWCOMER_OVER_GENERIC,
    OWN_API_OVER_GENERIC,
    Moment,
    Target,
    moments_of,
)
from simulator.study.plan import make_plan
from simulator.study.store import default_store
from simulator.tender.simulate import Tender, play_block, set_up
from simulator.tender.solving import Solving

__all__ = ["PARAMETERS", "Bids", "SolvedFit", "fit_solved", "solved_targets"]

Floats = npt.NDArray[np.float64]

PARAMETERS = (
    ("costs.median.generic", 0.30),
    ("costs.spread_between_varieties", 1.40),
    ("market.ceiling_over_reference", 1.50),
)
"""Parameters that are fitted, with where the search begins; the games are solved there."""

_LOWEST, _HIGHEST = np.array([0.05, 0.05, 1.0]), np.array([0.85, 2.5, 3.0])
_UNITS = np.array([0.1, 0.5, 0.5])
_REPLICATIONS, _STEPS = 20, 12
_MAKERS = ("generic", "own-api", "newcomer")


@dataclass(frozen=True, slots=True)
class Bids:
    """How all firms bid, and what is held fixed."""

    strategy: str
    """Strategy with its numbers, as in a scenario file."""
    spread_between_bidders: float
    originators_think: bool = True
    """Whether originators bid so too; else as shipped, mostly at or above the ceiling."""


@dataclass(frozen=True, slots=True)
class SolvedFit:
    """Outcome of one fit."""

    bids: Bids
    values: Floats
    loss: float
    """Sum of squared misfits."""
    simulated: tuple[tuple[str, Moment, float], ...]


def solved_targets(bids: Bids, solving: Solving) -> tuple[Target, ...]:
    """Make the calibration rounds ready with solved bids.

    Parameters
    ----------
    bids
        How all firms bid.
    solving
        How games are solved.
    """
    thinking = (*_MAKERS, "originator") if bids.originators_think else _MAKERS
    sets = [f"bidding.{name}={bids.strategy}" for name in thinking]
    sets.append(f"costs.spread_between_bidders.value={bids.spread_between_bidders}")
    sets += [f"{name}.value={value}" for name, value in PARAMETERS]
    targets = []
    for name in NATIONAL_ROUNDS:
        plan = make_plan(name, sets)
        tender = set_up(plan.scenario.record, plan.rules.record.clauses, plan.folder, solving)
        targets.append(Target(name, tender, moments_of(plan.scenario.record)))
    return tuple(targets)


def fit_solved(bids: Bids, targets: Sequence[Target]) -> SolvedFit:
    """Fit costs and ceilings by least squares under common random numbers.

    The bids are read from tables that were solved where the search begins; between cost levels and beyond
    them only the ratio of cost to ceiling decides.

    Parameters
    ----------
    bids
        How all firms bid.
    targets
        The rounds with their figures, from :func:`solved_targets`.
    """

    def misfit(values: Floats) -> Floats:
        return np.array([(mean - m.value) / m.scale for _, m, mean in _simulated(targets, values)])

    begin = np.array([value for _, value in PARAMETERS])
    found = least_squares(
        misfit, begin, bounds=(_LOWEST, _HIGHEST), x_scale=_UNITS, diff_step=0.03, max_nfev=_STEPS
    )
    return SolvedFit(bids, found.x, float(2 * found.cost), tuple(_simulated(targets, found.x)))


def _simulated(targets: Sequence[Target], values: Floats) -> list[tuple[str, Moment, float]]:
    found = []
    for target in targets:
        block = play_block(_with(target.tender, values), 0, _REPLICATIONS)
        metrics = round_metrics(block.awarded, block.costs, owners([one.lot for one in block.awarded]))
        found += [(target.round_id, m, float(np.nanmean(metrics[m.name]))) for m in target.moments]
    return found


def _with(tender: Tender, values: Floats) -> Tender:
    """Lay parameter values over a tender; its tables of bids stay."""
    generic, between, ceiling = (Decimal(repr(round(float(v), 6))) for v in values)
    scenario = tender.scenario
    sets = {
        "costs": scenario.costs.model_copy(
            update={
                "median": scenario.costs.median.model_copy(
                    update={
                        "generic": _value(scenario.costs.median.generic, generic),
                        "own_api": _value(
                            scenario.costs.median.own_api, generic * Decimal(str(OWN_API_OVER_GENERIC))
                        ),
                        "newcomer": _value(
                            scenario.costs.median.newcomer, generic * Decimal(str(NEWCOMER_OVER_GENERIC))
                        ),
                    }
                ),
                "spread_between_varieties": _value(scenario.costs.spread_between_varieties, between),
            }
        ),
        "market": scenario.market.model_copy(
            update={"ceiling_over_reference": _value(scenario.market.ceiling_over_reference, ceiling)}
        ),
    }
    return replace(tender, scenario=scenario.model_copy(update=sets))


def _value(cited: object, value: Decimal) -> object:
    return cited.model_copy(update={"value": value})  # type: ignore[attr-defined]  # a Cited record


TRIED = tuple(
    Bids(f"{{use: quantal, precision: {precision}, levels: 4, rivals_known_by: number}}", spread, thinking)
    for precision, spread, thinking in (
        (5, 0.257, True),
        (5, 0.5, True),
        (3, 0.5, True),
        (5, 0.5, False),
        (3, 0.5, False),
    )
)
"""Ways to bid that the page compares."""

_HEAD = """\
# Do solved bids predict the published rounds better than fitted mark-ups?

Written by `python -m simulator.study.calibration_solved`; do not edit by hand.

The {figures} figures of rounds 2, 3, 5 and 7 that the [calibration of mark-ups](calibration.md) is
fitted to, with firms that bid the quantal response to the rule book. Where originators do not think,
they bid as shipped, mostly at or above the ceiling, while makers take them to think. Fitted by least
squares under common random numbers ({replications} replications): the median generic cost, the spread of
costs between varieties, and the ceiling over the reference price. The spread between bidders and the
precision are held at the values shown. The games are solved at the starting values; between cost levels
bids are interpolated.

| bids | originators think | spread (bidders) | median cost | spread (varieties) | ceiling | misfits squared |
| --- | --- | --- | --- | --- | --- | --- |
"""


def page(fits: Sequence[SolvedFit], markup_loss: float) -> str:
    """Write the outcome as a page of the documentation.

    Parameters
    ----------
    fits
        The fits to compare.
    markup_loss
        Sum of squared misfits of fitted mark-ups.
    """
    text = _HEAD.format(figures=len(fits[0].simulated), replications=_REPLICATIONS)
    for one in fits:
        numbers = " | ".join(f"{value:.3f}" for value in one.values)
        spread = one.bids.spread_between_bidders
        think = "yes" if one.bids.originators_think else "no"
        text += f"| `{one.bids.strategy}` | {think} | {spread} | {numbers} | {one.loss:.1f} |\n"
    text += f"| fitted mark-ups | no | 0.257 (fitted) | see there | | | {markup_loss:.1f} |\n"
    best = min(fits, key=lambda one: one.loss)
    spread = best.bids.spread_between_bidders
    text += f"\nThe best of these fits, `{best.bids.strategy}` with a spread of {spread}:\n\n"
    text += "| round | figure | published | simulated | misfit |\n| --- | --- | --- | --- | --- |\n"
    for name, moment, mean in best.simulated:
        off = (mean - moment.value) / moment.scale
        mark = " **miss**" if abs(off) > 2 else ""
        text += f"| {name} | {moment.name} | {moment.value:.3f} | {mean:.3f} | {off:+.1f}{mark} |\n"
    return text


def main() -> int:
    """Repeat the fits and write their page; the loss of fitted mark-ups is the first argument."""
    markup_loss = float(sys.argv[1])
    solving = Solving(default_store())
    fits = []
    for bids in TRIED:
        fits.append(fit_solved(bids, solved_targets(bids, solving)))
        sys.stderr.write(f"{bids.strategy} {bids.spread_between_bidders}: {fits[-1].loss:.1f}\n")
    text = page(fits, markup_loss)
    Path("docs/calibration-solved.md").write_text(text, encoding="utf-8")
    sys.stdout.write(text)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
