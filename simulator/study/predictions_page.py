"""The page on predictions of rounds without an outcome, and on what each way to predict is worth."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from simulator.study.calibration import Target
from simulator.study.fitting import FORECAST_METRICS
from simulator.study.leave_out import Points
from simulator.study.ways import corrected, mean_of, past_means, score

if TYPE_CHECKING:
    from simulator.study.predictions import Forecast

__all__ = ["page", "ways_to_predict"]

CLEARLY = 0.8
"""A way to predict replaces the shipped one only if its miss is at most this part of the shipped one's."""

_HEAD = """\
# Predictions of rounds whose outcome is not held here

Written by `python -m simulator.study.predictions`; do not edit by hand. The tables are in
[`predictions.csv`](predictions.csv) and, for a sketch without strategies, in
[`predictions-sketch.csv`](predictions-sketch.csv).

This project holds no outcome of rounds 4, 8, 9, 10 and 11. What it says about them is written down here,
so that anybody who has the outcomes can examine it. The means are those of the shipped scenarios with the
shipped parameters, which are fitted to rounds 2, 3, 5 and 7 ([calibration](calibration.md)); numbers of
varieties, firms and bids are those on record. In round 4 bids are not on record: the scenario
assumes 228 of 152 firms, and the interval also covers 126 to 152 firms (both were reported) and 212 to 236
bids, for which 11 to 15 varieties have more than five bidders, where 13 were reported.

Cuts are unweighted over winning products, against the reference price. Winners per variety count succeeded
varieties. Firms are counted after merging links.

## What the intervals hold

From the 5th to the 95th percentile, of the luck of one round (firms, costs and who bids where are drawn
anew), of parameters that fit about as well, and of the error that the model turned out to have in rounds
that it was not fitted to. Four misses give a Student t distribution with four degrees of freedom; what its
variance exceeds the simulated variance by is added, so that luck is not counted twice. Shares are treated
as log-odds, winners as logarithms.

"""

_LEAVING_OUT = """
## Leaving one round out

Each round of the calibration is predicted from a fit to the other three alone. Inside are {engine[0]} of
{engine[1]} figures for the engine and {sketch[0]} of {sketch[1]} for the sketch; nine of ten should be. The
scale of the errors is then known from three rounds only, which makes these intervals wider than those above.
Winning products are published for every round; bids are on record for rounds 5 and 7 and assumed in the
scenarios of rounds 2 and 3.

"""

_WAYS = """
## Which way to predict is best

Root mean square miss when a round is left out, in units of misfit (2 points of a cut, 3 points of a win
rate, 0.3 winners). The list was made before any of them was tried, and so was the rule: the parameters and
the way to predict stay as shipped unless another one misses by a fifth less over all figures.

"""


def ways_to_predict(
    engine: Forecast, sketch: Forecast, targets: Sequence[Target]
) -> dict[str, tuple[str, Points]]:
    """Return predictions of rounds left out, by short name, with a sentence each.

    Parameters
    ----------
    engine, sketch
        What the two forecasters say.
    targets
        The rounds of the calibration.
    """
    outcomes, one, two = engine.outcomes, engine.folds, sketch.folds
    past = past_means(targets, outcomes)
    return {
        "engine": ("fitted costs and mark-ups, as shipped", one.plain),
        "engine, pulled": (
            "parameters pulled to where the search begins, by half of their value",
            one.shrunk,
        ),
        "engine, averaged": ("mean over parameters that fit about as well", one.averaged),
        "engine, corrected": ("shifted by its mean miss in the other rounds", corrected(one.plain, outcomes)),
        "sketch": ("lognormal bids around one fraction of the reference price", two.plain),
        "sketch, corrected": ("shifted by its mean miss in the other rounds", corrected(two.plain, outcomes)),
        "engine and sketch": ("mean of the two", mean_of(one.plain, two.plain)),
        "past": ("mean of the other rounds; winners by their share of the bids", past),
        "engine and past": ("mean of the two", mean_of(one.plain, past)),
    }


def page(engine: Forecast, sketch: Forecast, targets: Sequence[Target]) -> str:
    """Write predictions, leave-one-out and the comparison as a page of the documentation.

    Parameters
    ----------
    engine, sketch
        What the two forecasters say.
    targets
        The rounds of the calibration.
    """
    text = _HEAD + "| round | metric | engine | p05–p95 | sketch | p05–p95 |\n|---|---|---|---|---|---|\n"
    for name, found in engine.predicted.items():
        for metric, band in found.items():
            other = sketch.predicted[name][metric]
            text += f"| {name} | {metric} | {band.mean:.3f} | {band.p05:.3f}–{band.p95:.3f} "
            text += f"| {other.mean:.3f} | {other.p05:.3f}–{other.p95:.3f} |\n"
    text += _LEAVING_OUT.format(engine=engine.covered, sketch=sketch.covered)
    text += "| round | metric | published | engine | p05–p95 | sketch | p05–p95 |\n" + "|---" * 7 + "|\n"
    for name, figures in engine.outcomes.items():
        for metric, value in figures.items():
            text += f"| {name} | {metric} | {value:.3f} | {_left_out(engine, name, metric, value)} "
            text += f"| {_left_out(sketch, name, metric, value)} |\n"
    return text + _WAYS + _compared(engine, sketch, targets)


def _left_out(found: Forecast, name: str, metric: str, value: float) -> str:
    band, point = found.left_out[name][metric], found.folds.plain[name][metric]
    mark = "" if band.p05 <= value <= band.p95 else " **outside**"
    return f"{point:.3f} | {band.p05:.3f}–{band.p95:.3f}{mark}"


def _compared(engine: Forecast, sketch: Forecast, targets: Sequence[Target]) -> str:
    ways = ways_to_predict(engine, sketch, targets)
    scores = {name: score(points, engine.outcomes) for name, (_, points) in ways.items()}
    text = "| way | what it is | " + " | ".join(f"`{metric}`" for metric in FORECAST_METRICS) + " | all |\n"
    text += "|---" * (len(FORECAST_METRICS) + 3) + "|\n"
    for name, (what, _) in ways.items():
        numbers = " | ".join(f"{scores[name][metric]:.2f}" for metric in (*FORECAST_METRICS, "all"))
        text += f"| {name} | {what} | {numbers} |\n"
    own = scores["engine"]["all"]
    best = min((name for name in scores if name != "engine"), key=lambda name: scores[name]["all"])
    change = scores[best]["all"] / own - 1
    verdict = "replaces it" if scores[best]["all"] <= CLEARLY * own else "does not replace it"
    text += (
        f"\nThe best of the others, *{best}*, misses by {abs(change):.0%} {'less' if change < 0 else 'more'} "
    )
    text += (
        f"than the engine as shipped, and so {verdict}. With four rounds the order of ways that are close "
    )
    text += "means little.\n"
    return text
