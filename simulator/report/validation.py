"""The page on what the model says about every published figure."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from simulator.errors import InputError, nearest
from simulator.report.validation_lines import figure_title, figure_unit
from simulator.results.record import read_record
from simulator.study.experiments import EXPERIMENTS, Change, Experiment, run_experiment
from simulator.study.progress import timed
from simulator.study.validation import Checked, check_record

__all__ = ["Effort", "Validation", "validate_record", "validation_page", "validation_rows"]

_HEAD = """\
# Validation: every published figure beside its simulated distribution

Written by `{command}`; do not edit by hand.

Every figure of the published record that this project holds (`scenarios/published/record.csv`) stands
below, in one of three lists: figures that parameters were fitted to, figures that were never used, and
figures that the model has nothing to say about, with the reason. {replications} replications of each
tender, seed {seed}; at most 64 where contracts are carried out.

A figure is **inside** if what was printed, with its rounding and its printed range, meets the range from
the 5th to the 95th percentile of simulated rounds. Firms and who bids where are drawn once for each tender,
and the range holds no uncertainty of parameters: it is narrower than the intervals of
[predictions](predictions.md), and counts of winners are outside quickly. `vbp published` compares the
simulated mean with stated tolerances instead.

| | figures | inside |
|---|---|---|
"""


@dataclass(frozen=True, slots=True)
class Effort:
    """How much was simulated, for the head of the page."""

    replications: int
    seed: int
    command: str


@dataclass(frozen=True, slots=True)
class Validation:
    """What the model says about the published record."""

    checked: tuple[Checked, ...]
    """Every row of the record."""
    page: str
    """The page of the documentation."""
    changes: tuple[tuple[Experiment, tuple[Change, ...]], ...] = ()
    """Natural experiments with what came of them."""

    @property
    def inside(self) -> tuple[int, int]:
        """Figures inside, and figures that the model has."""
        computed = [one for one in self.checked if one.computed]
        return sum(one.inside for one in computed), len(computed)


def validate_record(only: Sequence[str], replications: int, seed: int, progress: bool = False) -> Validation:
    """Simulate tenders of the record and natural experiments, and write the page.

    Parameters
    ----------
    only
        Scenarios; all, and the experiments, by default.
    replications
        Replications of each tender.
    seed
        Master seed.
    progress
        Say on the error stream how many tenders are done.

    Raises
    ------
    InputError
        If a scenario has no figure in the record.
    """
    known = {row.scenario for row in read_record() if row.scenario}
    for name in only:
        if name not in known:
            mend = nearest(name, sorted(known)) or "'vbp validate' without --only takes all"
            raise InputError.one(f"the record has no figure of a scenario '{name}'", mend=mend)
    checked = check_record(replications, seed, only, timed("tender") if progress else None)
    experiments = () if only else EXPERIMENTS
    changes = tuple((one, run_experiment(one, replications, seed)) for one in experiments)
    chosen = "".join(f" --only {name}" for name in only)
    command = f"vbp validate{chosen} --reps {replications} --seed {seed} --out docs/validation.md"
    page = validation_page(checked, changes, Effort(replications, seed, command))
    return Validation(checked, page, changes)


def validation_page(
    checked: Sequence[Checked], changes: Sequence[tuple[Experiment, Sequence[Change]]], effort: Effort
) -> str:
    """Write the page.

    Parameters
    ----------
    checked
        Every row of the record.
    changes
        Natural experiments with what came of them.
    effort
        How much was simulated.
    """
    text = _HEAD.format(command=effort.command, replications=effort.replications, seed=effort.seed)
    computed = [one for one in checked if one.computed]
    for role, words in (("calibration", "fitted"), ("check", "never used")):
        of_role = [one for one in computed if one.role == role]
        text += f"| {words} | {len(of_role)} | {sum(one.inside for one in of_role)} |\n"
    text += f"| no figure of the model | {len(checked) - len(computed)} | |\n"
    text += "\n## Figures that parameters were fitted to\n\n" + _table(computed, "calibration")
    text += "\n## Figures that were never used\n\n" + _table(computed, "check")
    text += _experiments(changes)
    return text + _without([one for one in checked if not one.computed])


def validation_rows(checked: Sequence[Checked]) -> list[dict[str, object]]:
    """Return the rows as plain data."""
    return [
        {
            "tender": one.row.tender,
            "metric": one.row.metric,
            "scenario": one.row.scenario or None,
            "figure": one.row.figure or None,
            "title_en": figure_title(one.row.figure, "en") if one.row.figure else None,
            "title_zh": figure_title(one.row.figure, "zh") if one.row.figure else None,
            "unit": figure_unit(one.row.figure) if one.row.figure else None,
            "role": one.role,
            "published_low": one.row.low,
            "published_high": one.row.high if math.isfinite(one.row.high) else None,
            "mean": one.mean if one.computed else None,
            "p05": one.p05 if one.computed else None,
            "p95": one.p95 if one.computed else None,
            "inside": one.inside if one.computed else None,
            "why": one.why or one.row.why_none or None,
        }
        for one in checked
    ]


def _table(checked: Sequence[Checked], role: str) -> str:
    text = "| tender | figure | published | simulated | p05–p95 | | why |\n" + "|---" * 7 + "|\n"
    for one in checked:
        if one.role != role:
            continue
        outcome = "inside" if one.inside else "**outside**"
        why = "" if one.inside else one.why or "no reason is known"
        text += f"| {one.row.tender} | {one.row.metric} | {_printed(one)} | {_number(one.mean)} "
        text += f"| {_number(one.p05)}–{_number(one.p95)} | {outcome} | {why} |\n"
    return text


def _printed(one: Checked) -> str:
    if not math.isfinite(one.row.high):
        return f"over {_number(one.row.low)}"
    if not one.row.printed or one.row.high - one.row.low > 0.2 * abs(one.row.value):
        return f"{_number(one.row.low)}–{_number(one.row.high)}"
    return _number(one.row.value)


def _number(value: float) -> str:
    if abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.3f}"


def _experiments(changes: Sequence[tuple[Experiment, Sequence[Change]]]) -> str:
    if not changes:
        return ""
    text = (
        "\n## Natural experiments\n\nDifferences replication by replication under the same draws, with the "
    )
    text += "95 % interval of their mean; it holds the luck of the draw only.\n"
    for experiment, found in changes:
        text += f"\n### {experiment.title}\n\n{experiment.note}\n\n"
        text += (
            "| figure | before | after | difference | 95 % | published | direction |\n" + "|---" * 7 + "|\n"
        )
        for one in found:
            published, verdict = "none held", ""
            if one.published is not None:
                published = f"{one.published:+.3f}"
                same = (one.difference > 0) == (one.published > 0)
                verdict = "as published" if same else "**other than published**"
            text += f"| {one.figure} | {one.before:.3f} | {one.after:.3f} | {one.difference:+.3f} "
            text += f"| {one.low:+.3f} to {one.high:+.3f} | {published} | {verdict} |\n"
    return text


def _without(checked: Sequence[Checked]) -> str:
    text = "\n## Figures that the model has nothing to say about\n\n"
    for why, _ in Counter(one.row.why_none or "undefined in this run" for one in checked).most_common():
        rows = [one.row for one in checked if (one.row.why_none or "undefined in this run") == why]
        named = "; ".join(f"{row.tender}: {row.metric.replace('_', ' ')}" for row in rows)
        text += f"- **{why[:1].upper()}{why[1:]}** ({len(rows)}): {named}.\n"
    return text
