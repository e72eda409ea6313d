"""A calibration in words, and as a fragment that scenarios extend."""

from __future__ import annotations

import json
from decimal import Decimal

from simulator.report.fit_words import say
from simulator.report.lines import wrapped
from simulator.report.numbers import number
from simulator.report.search_words import metric_title
from simulator.report.terminal import table
from simulator.report.words import Language
from simulator.study.calibrate import Calibrated
from simulator.study.calibration import Moment
from simulator.study.figures import FIGURES

__all__ = ["calibration_lines", "calibration_rows", "fragment"]


def calibration_lines(found: Calibrated, language: Language) -> list[str]:
    """Tell a calibration in lines: parameters, what the figures tell, misfits of both kinds of tender.

    Parameters
    ----------
    found
        The calibration.
    language
        ``en`` or ``zh``.
    """
    singular = found.singular_values
    heads = [say(key, language) for key in ("parameter", "value", "error", "ninety", "bounds")]
    cells = [_parameter(found, at) for at in range(len(found.names))]
    lines = table(heads, cells, [False, True, True, True, True])
    profiles = [[name, _profile(found, at)] for at, name in enumerate(found.names)]
    lines += ["", *table([say("parameter", language), say("profile", language)], profiles, [False, False])]
    facts = {
        "loss": f"{found.loss:.1f}",
        "figures": len(found.train),
        "rank": found.rank,
        "all": len(found.names),
        "values": ", ".join(f"{one:.2f}" for one in singular),
        "condition": f"{singular[0] / max(float(singular[-1]), 1e-12):.0f}",
    }
    keys = ["loss", "says-error"]
    if found.effective_draws is not None:
        facts |= {"draws": found.plan.run.draws, "worth": f"{found.effective_draws:.0f}"}
        keys.append("says-ninety")
    keys += ["says-profile", "rank", "singular"]
    lines += ["", *(piece for key in keys for piece in wrapped(say(key, language, **facts)))]
    untold = [name for at, name in enumerate(found.names) if found.errors[at] > abs(found.fitted.values[at])]
    if untold:
        lines += wrapped("! " + say("untold", language, names=", ".join(untold)))
    for word, part in (("train", found.train), ("test", found.test)):
        if part:
            keys = [word, "figure", "published", "simulated", "misfit"]
            cells = [_compared(*one, language) for one in part]
            head = [say(key, language) for key in keys]
            lines += ["", *table(head, cells, [False, False, True, True, True])]
    return [*lines, "", *wrapped(say("unit", language))]


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
        "draws": found.plan.run.draws,
        "effective_draws": found.effective_draws,
        "loss": found.loss,
        "rank": found.rank,
        "singular_values": [float(one) for one in found.singular_values],
        **{
            word: [
                {
                    "tender": name,
                    "figure": moment.name,
                    "title_en": metric_title(moment.name, "en"),
                    "title_zh": metric_title(moment.name, "zh"),
                    "unit": FIGURES[moment.name].unit,
                    "published": moment.value,
                    "simulated": moment.value + off * moment.scale,
                    "misfit": off,
                }
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
    for path, laid in plan.set.items():
        _put(tree, path, _as_tree(laid))
    for path, (name, value) in values.items():
        note = _note(found, name)
        _put(tree, path, f"{{value: {value}, source: calibration, confidence: fitted, note: {note}}}")
    return "\n".join([*lines, *_written(tree, 0)]) + "\n"


def _put(tree: dict[str, object], path: str, what: object) -> None:
    """Put something into a tree of mappings, under a dotted path."""
    at = tree
    *folders, leaf = path.split(".")
    for folder in folders:
        at = at.setdefault(folder, {})  # type: ignore[assignment]  # every folder is a mapping
    at[leaf] = what


def _as_tree(laid: object) -> object:
    """Return what the calibration changes in every scenario as mappings down to values on one line each."""
    if isinstance(laid, dict):
        return {str(name): _as_tree(child) for name, child in laid.items()}
    return str(laid) if isinstance(laid, Decimal) else json.dumps(laid, ensure_ascii=False)


def _compared(name: str, moment: Moment, off: float, language: Language) -> list[str]:
    unit = FIGURES[moment.name].unit
    simulated = moment.value + off * moment.scale
    shown = [number(moment.value, unit), number(simulated, unit), f"{off:+.1f}{'!' if abs(off) > 2 else ' '}"]
    return [name, metric_title(moment.name, language), *shown]


def _profile(found: Calibrated, at: int) -> str:
    return "  ".join(f"{one.value:.3f}: {one.loss:.1f}" for one in found.profiles[found.names[at]])


def _values(found: Calibrated) -> list[tuple[str, str, str]]:
    """Return parameter, path and value of all that is written; parts that give way name who moves them."""
    parameters = found.plan.parameters.items()
    own = {path: name for name, one in parameters for path in (*one.set, *(f"{x}.share" for x in one.share))}
    mixes = {part.rpartition(".")[0]: name for name, one in parameters for part in one.share}
    return [
        (
            own.get(path) or mixes[path.removesuffix(".share").rpartition(".")[0]],
            path,
            f"{number.quantize(Decimal('0.000001')).normalize():f}",
        )
        for path, number in found.written.items()
    ]


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
