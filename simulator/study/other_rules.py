"""Whether a run changes the rules of the shipped scenario that it builds on, and how to let makers answer."""

from __future__ import annotations

from collections.abc import Sequence
from shlex import quote

from simulator.rules.parameters import NoVolume
from simulator.scenario.catalogue import SHIPPED, is_id
from simulator.scenario.overrides import Setting
from simulator.study.plan import Plan, load_scenario, plain_values

__all__ = ["to_answer"]

_OPTIONS = {"run.seed": "--seed", "run.replications": "--reps"}


def to_answer(name: str, plan: Plan, sets: Sequence[str | Setting]) -> str:
    """Return the command that lets makers answer to rules that are not those of the scenario built on.

    Parameters
    ----------
    name
        Id or path of the scenario.
    plan
        Its plan, with bids as it says.
    sets
        Its changes.

    Returns
    -------
    str
        A comparison with the shipped scenario that a file builds on; the same run with solved bids where
        rules are changed from outside; empty where rules are the same, or promise no volume, which no bid
        answers to.
    """
    base = name if is_id(name) else _shipped_below(plan)
    if base is None or isinstance(plan.rules.record.clauses.volume, NoVolume):
        return ""
    texts = [one for one in sets if isinstance(one, str)]
    outside = any(_path(one).partition(".")[0] == "rules" for one in texts)
    if is_id(name) and not outside:
        return ""
    clauses = load_scenario(base)[1].record.clauses
    if plain_values(clauses.model_dump()) == plain_values(plan.rules.record.clauses.model_dump()):
        return ""
    words = ["vbp", "run", name, "--bids", "solved"] if outside else ["vbp", "compare", base, name]
    for one in texts:
        option, value = _OPTIONS.get(_path(one)), one.partition("=")[2]
        words += ["--set", one] if option is None else [option, value]
    return " ".join(quote(word) for word in words)


def _path(setting: str) -> str:
    return setting.partition("=")[0].strip()


def _shipped_below(plan: Plan) -> str | None:
    """Return the shipped round that a scenario builds on, the nearest if there are several."""
    start = f"{SHIPPED}rounds/"
    found = (one for one in reversed(plan.scenario.files) if one.startswith(start))
    return next((one.removeprefix(start).removesuffix(".yaml") for one in found), None)
