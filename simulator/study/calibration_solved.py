"""Fit the national drug rounds with firms that answer to the rule book, to compare with fitted mark-ups.

``python -m simulator.study.calibration_solved 28.5`` repeats the fit and writes
``docs/calibration-solved.md``; the number is the misfit of mark-ups. It takes minutes: the games of four
rounds are solved. What it finds belongs into ``scenarios/bases/solved-bids.yaml``.
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
    "costs.median.generic",
    "costs.spread_between_varieties",
    "market.ceiling_over_reference",
)
"""Parameters that are fitted."""

_LOWEST, _HIGHEST = np.array([0.05, 0.05, 1.0]), np.array([0.85, 2.0, 3.0])
_UNITS = np.array([0.1, 0.5, 0.5])
_REPLICATIONS, _STEPS = 16, 7
_MAKERS = ("generic", "own-api", "newcomer")


@dataclass(frozen=True, slots=True)
class Bids:
    """How all firms bid, and what is held fixed."""

    strategy: str
    """Strategy with its numbers, as in a scenario file."""
    spread_between_bidders: float
    originators_think: bool = True
    """Whether originators bid so too; else as shipped, mostly at or above the ceiling."""
    begin: tuple[float, float, float] = (0.30, 1.40, 1.50)
    """Where the search begins and the games are solved, in the order of ``PARAMETERS``."""


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
    sets += [f"{name}.value={value}" for name, value in zip(PARAMETERS, bids.begin, strict=True)]
    sets.append(f"costs.median.own-api.value={bids.begin[0] * OWN_API_OVER_GENERIC:.6f}")
    sets.append(f"costs.median.newcomer.value={bids.begin[0] * NEWCOMER_OVER_GENERIC:.6f}")
    targets = []
    for name in NATIONAL_ROUNDS:
        plan = make_plan(name, sets)
        tender = set_up(plan.scenario.record, plan.rules.record.clauses, plan.folder, solving)
        targets.append(Target(name, tender, moments_of(plan.scenario.record)))
    return tuple(targets)


def fit_solved(bids: Bids, targets: Sequence[Target], steps: int = _STEPS) -> SolvedFit:
    """Fit costs and ceilings by least squares under common random numbers.

    The bids are read from tables that were solved where the search begins; between cost levels and beyond
    them only the ratio of cost to ceiling decides.

    Parameters
    ----------
    bids
        How all firms bid.
    targets
        The rounds with their figures, from :func:`solved_targets`.
    steps
        Most steps of the search.
    """

    def misfit(values: Floats) -> Floats:
        return np.array([(mean - m.value) / m.scale for _, m, mean in _simulated(targets, values)])

    begin = np.array(bids.begin)
    found = least_squares(
        misfit, begin, bounds=(_LOWEST, _HIGHEST), x_scale=_UNITS, diff_step=0.03, max_nfev=steps
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


TRIED = (
    Bids(
        "{use: equilibrium, rivals_known_by: number, levels: 5, tolerance: 0.03}",
        0.5,
        False,
        (0.17, 1.65, 1.44),
    ),
)
"""Ways to bid that the page compares."""

EARLIER = """\
| `{use: quantal, precision: 5, levels: 4}`, earlier | yes | 0.257 | 0.177 | 1.744 | 1.469 | 67.3 |
| `{use: quantal, precision: 5, levels: 4}`, earlier | yes | 0.5 | 0.176 | 1.637 | 1.422 | 68.0 |
| `{use: quantal, precision: 3, levels: 4}`, earlier | yes | 0.5 | 0.160 | 1.184 | 1.457 | 60.4 |
| `{use: quantal, precision: 5, levels: 4}`, earlier | no | 0.5 | 0.177 | 1.659 | 1.439 | 51.4 |
| `{use: quantal, precision: 3, levels: 4}`, earlier | no | 0.5 | 0.146 | 1.488 | 1.468 | 46.2 |
"""
"""Quantal responses, fitted before volumes took tastes for areas into account; not repeated since."""

_HEAD = """\
# Do solved bids predict the published rounds better than fitted mark-ups?

Written by `python -m simulator.study.calibration_solved`; do not edit by hand.

No. The {figures} figures of rounds 2, 3, 5 and 7 that the [calibration of mark-ups](calibration.md)
is fitted to, with firms that answer to the rule book; no parameter differs between rounds. Where
originators do not think, they bid as shipped, mostly at or above the ceiling, while makers take
them to think. Fitted by least squares under common random numbers ({replications} replications, at
most {steps} steps): the median generic cost, the spread of costs between varieties, and the ceiling
over the reference price. The spread between bidders is held at the value shown, and costs of makers
with their own active ingredient and of newcomers at 0.85 and 1.15 times the generic. Rivals are
known by number. The games are solved at the starting values, which are those that quantal response
had led to, and not again at the values that were found: the bids of a level depend on the ratio of
cost to ceiling and on the spread between bidders, neither of which moves. Between cost levels bids
are interpolated.

Quantal response came closer in earlier fits (46.2) than the equilibrium does now, at a precision
that was chosen for it. Studies use the equilibrium all the same: it needs no such number, and comes
with a certificate of what firms could still gain.

So a single run keeps mark-ups. Studies that let makers answer to the rules take the costs of the
fit of `equilibrium` (`scenarios/bases/solved-bids.yaml`): costs that were fitted to mark-ups say
nothing without them.

| bids | originators think | spread (bidders) | median cost | spread (varieties) | ceiling | misfits squared |
| --- | --- | --- | --- | --- | --- | --- |
"""

_CUT_SHORT = """
What this fit leaves open: bids were solved at five cost levels to a gain of 3 %, while studies
solve nine levels to 1 %; rounds are only as certified as that (of 212 varieties, 111 miss 3 % at
some level, most of them with few bidders, where profit hardly changes with the bid; the largest
gain is 24 %); the search had {steps} steps; the spread between varieties was kept below 2, beyond
which costs leave the levels that were solved; and the spread between bidders was not fitted. Rows
marked `earlier` were found with 20 replications before the volumes of the game took tastes for
areas into account.
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
    text = _HEAD.format(figures=len(fits[0].simulated), replications=_REPLICATIONS, steps=_STEPS)
    for one in fits:
        numbers = " | ".join(f"{value:.3f}" for value in one.values)
        spread = one.bids.spread_between_bidders
        think = "yes" if one.bids.originators_think else "no"
        text += f"| `{one.bids.strategy}` | {think} | {spread} | {numbers} | {one.loss:.1f} |\n"
    text += EARLIER
    text += f"| fitted mark-ups | no | 0.257 (fitted) | see there | | | {markup_loss:.1f} |\n"
    best = min(fits, key=lambda one: one.loss)
    spread = best.bids.spread_between_bidders
    text += f"\nThe best of these fits, `{best.bids.strategy}` with a spread of {spread}:\n\n"
    text += "| round | figure | published | simulated | misfit |\n| --- | --- | --- | --- | --- |\n"
    for name, moment, mean in best.simulated:
        off = (mean - moment.value) / moment.scale
        mark = " **miss**" if abs(off) > 2 else ""
        text += f"| {name} | {moment.name} | {moment.value:.3f} | {mean:.3f} | {off:+.1f}{mark} |\n"
    return text + _CUT_SHORT.format(steps=_STEPS)


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
