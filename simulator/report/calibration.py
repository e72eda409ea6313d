"""A calibration in words, and as a fragment that scenarios extend."""

from __future__ import annotations

from decimal import Decimal

from simulator.report.terminal import table
from simulator.study.calibrate import Calibrated
from simulator.study.calibration import Moment

__all__ = ["calibration_lines", "calibration_rows", "fragment"]


def calibration_lines(found: Calibrated) -> list[str]:
    """Tell a calibration in lines: parameters, what the figures tell, misfits of both kinds of tender.

    Parameters
    ----------
    found
        The calibration.
    """
    singular = found.singular_values
    condition = singular[0] / max(float(singular[-1]), 1e-12)
    lines = table(
        ["parameter", "value", "standard error", "90 %", "bounds"],
        [_parameter(found, at) for at in range(len(found.names))],
        [False, True, True, True, True],
    )
    lines += [
        "",
        f"sum of squared misfits {found.loss:.1f} over {len(found.train)} figures of the tenders that train",
        f"directions that the figures tell: {found.rank} of {len(found.names)} (a step as large as the "
        "starting values moves the misfits by one unit or more)",
        f"singular values {', '.join(f'{one:.2f}' for one in singular)}; condition number {condition:.0f}",
        "",
        "loss along each parameter, the others following by one step (value: loss)",
    ]
    for name, points in found.profiles.items():
        lines.append(f"  {name}: " + "  ".join(f"{one.value:.3f}: {one.loss:.1f}" for one in points))
    for word, part in (("train", found.train), ("test", found.test)):
        cells = [
            [
                name,
                moment.name,
                f"{moment.value:.3f}",
                f"{moment.value + off * moment.scale:.3f}",
                f"{off:+.1f}",
            ]
            for name, moment, off in part
        ]
        if cells:
            heads = [f"tender ({word})", "figure", "published", "simulated", "misfit"]
            lines += ["", *table(heads, cells, [False, False, True, True, True])]
    return [*lines, "", "a misfit of one unit is 2 points of a cut, 3 points of a win rate, 0.3 winners"]


def calibration_rows(found: Calibrated) -> dict[str, object]:
    """Return a calibration as plain data."""
    ends = [found.interval(at) or (None, None) for at in range(len(found.names))]
    return {
        "id": found.plan.id,
        "parameters": [
            {
                "name": name,
                "value": float(found.fitted.values[at]),
                "standard_error": float(found.errors[at]),
                "p05": ends[at][0],
                "p95": ends[at][1],
                "profile": [{"value": one.value, "loss": one.loss} for one in found.profiles[name]],
            }
            for at, name in enumerate(found.names)
        ],
        "loss": found.loss,
        "rank": found.rank,
        "singular_values": [float(one) for one in found.singular_values],
        **{
            word: [
                {"tender": name, "figure": moment.name, "published": moment.value, "misfit": off}
                for name, moment, off in part
            ]
            for word, part in (("train", found.train), ("test", found.test))
        },
    }


def fragment(found: Calibrated) -> str:
    """Write the fitted values as a file that scenarios name under ``extends``, each with its provenance.

    Parameters
    ----------
    found
        The calibration.
    """
    run, plan = found.plan.run, found.plan
    lines = [
        f"# Values fitted by 'vbp calibrate {plan.id}': {run.replications} replications, seed {run.seed}.",
        f"# Trained on {', '.join(plan.train)}; tested on {', '.join(plan.test) or 'nothing'}.",
        f"# Sum of squared misfits {found.loss:.2f} over {len(found.train)} figures.",
        "# Use: extends: [SCENARIO, this file], or the lines below with --set.",
    ]
    values = {path: (name, value) for name, path, value in _values(found)}
    lines += [f"#   --set {path}.value={value}" for path, (_, value) in values.items()]
    tree: dict[str, object] = {}
    for path, (name, value) in values.items():
        at = tree
        *folders, leaf = path.split(".")
        for folder in folders:
            at = at.setdefault(folder, {})  # type: ignore[assignment]  # every folder is a mapping
        at[leaf] = f"{{value: {value}, source: calibration, confidence: fitted, note: {_note(found, name)}}}"
    return "\n".join([*lines, *_written(tree, 0)]) + "\n"


def _compared(moment: Moment, off: float) -> list[str]:
    simulated = moment.value + off * moment.scale
    return [moment.name, f"{moment.value:.3f}", f"{simulated:.3f}", f"{off:+.1f}"]


def _values(found: Calibrated) -> list[tuple[str, str, str]]:
    result = []
    for name, parameter, value in zip(
        found.names, found.plan.parameters.values(), found.fitted.values, strict=True
    ):
        for path, ratio in parameter.set.items():
            number = (Decimal(repr(round(float(value), 6))) * ratio).quantize(Decimal("0.000001"))
            result.append((name, path, f"{number.normalize():f}"))
    return result


def _note(found: Calibrated, name: str) -> str:
    at = found.names.index(name)
    ends = found.interval(at)
    words = f"{name}: standard error {found.errors[at]:.3g}"
    if ends is not None:
        words += f", 90 % from {ends[0]:.3g} to {ends[1]:.3g}"
    return f'"{words}; calibration {found.plan.id}"'


def _written(tree: dict[str, object], depth: int) -> list[str]:
    lines = []
    for name, child in tree.items():
        if isinstance(child, dict):
            lines += [f"{'  ' * depth}{name}:", *_written(child, depth + 1)]
        else:
            lines.append(f"{'  ' * depth}{name}: {child}")
    return lines


def _parameter(found: Calibrated, at: int) -> list[str]:
    name, ends = found.names[at], found.interval(at)
    parameter = found.plan.parameters[name]
    range_ = "-" if ends is None else f"{ends[0]:.3f} to {ends[1]:.3f}"
    bounds = f"{parameter.lowest} to {parameter.highest}"
    return [name, f"{found.fitted.values[at]:.3f}", f"{found.errors[at]:.3f}", range_, bounds]
