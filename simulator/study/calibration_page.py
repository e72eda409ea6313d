"""The page of the documentation on the calibration of the national drug rounds."""

from __future__ import annotations

from simulator.study.calibration import (
    MARKUP,
    NEWCOMER_OVER_GENERIC,
    OWN_API_OVER_GENERIC,
    PARAMETERS,
    REPLICATIONS,
    Fit,
)

__all__ = ["page"]

_INTRODUCTION = """\
# Calibration of the national drug rounds

Written by `python -m simulator.study.calibration`; do not edit by hand.

One set of structural parameters serves every national drug round. It is fitted by least squares, under
common random numbers ({replications} replications a round, seed 1), to the figures of role `calibration` in
`scenarios/published/`: rounds 2, 3, 5 and 7. No parameter differs between rounds to meet a figure. Rounds
4, 8, 9, 10 and 11 have no outcome here; their scenarios are predictions.

Held fixed, by assumption: the mark-up of {markup} on cost where bidders do not outnumber places, because
prices alone do not tell a mark-up from a cost level; costs of makers with their own active ingredient
({own_api}) and of newcomers ({newcomer}) relative to other generic makers; the originators' behaviour; the
spread of ceilings; and everything else in `scenarios/bases/national-drugs.yaml` that is marked
`assumption`.

## Parameters

| parameter | value | standard error |
| --- | --- | --- |
"""

_AFTER_PARAMETERS = """
A standard error larger than its value means that the figures do not tell that parameter: the response of
mark-ups to competition stays close to where the search began.

Standard errors take one unit of misfit (2 points of a price cut, 3 points of a win rate, 0.3 winners) as
the standard deviation of a figure. They say how well the figures tell the parameters, not how true the
model is. Singular values of the scaled Jacobian: {singular} (condition number {condition:.0f}).

## Fit and misses

Sum of squared misfits {loss:.1f} over {figures} figures. A misfit of more than two units is a miss.

| round | figure | published | simulated | misfit |
| --- | --- | --- | --- | --- |
"""


def page(outcome: Fit) -> str:
    """Write the outcome as a page of the documentation."""
    text = _INTRODUCTION.format(
        replications=REPLICATIONS,
        markup=MARKUP,
        own_api=OWN_API_OVER_GENERIC,
        newcomer=NEWCOMER_OVER_GENERIC,
    )
    for (name, _), value, error in zip(PARAMETERS, outcome.values, outcome.errors, strict=True):
        text += f"| `{name}` | {value:.3f} | {error:.3f} |\n"
    singular = outcome.singular_values
    text += _AFTER_PARAMETERS.format(
        singular=", ".join(f"{value:.2f}" for value in singular),
        condition=singular[0] / max(singular[-1], 1e-12),
        loss=outcome.loss,
        figures=len(outcome.simulated),
    )
    for name, moment, mean in outcome.simulated:
        off = (mean - moment.value) / moment.scale
        mark = " **miss**" if abs(off) > 2 else ""
        text += f"| {name} | {moment.name} | {moment.value:.3f} | {mean:.3f} | {off:+.1f}{mark} |\n"
    return text
