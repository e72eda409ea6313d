"""Stress tests that come on top of what a scenario or campaign puts its contracts through already."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from simulator.scenario.catalogue import find, is_id
from simulator.scenario.layers import read_layers
from simulator.scenario.nodes import Leaf, List, Map, Node, plain
from simulator.study.campaign_plan import is_campaign
from simulator.study.stage_sets import by_number

__all__ = ["stressed"]


def stressed(name: str, sets: Sequence[str], stress: Sequence[str]) -> list[str]:
    """Add stress tests to those that a scenario or campaign puts its contracts through already.

    Stages of a campaign that say something of contracts themselves keep their own tests as well.

    Parameters
    ----------
    name
        Id of a shipped scenario or campaign, or path of a file.
    sets
        Changes of the form ``path=value``.
    stress
        Names of the stress tests to add.

    Raises
    ------
    InputError
        If the file or a change cannot be read.
    """
    if not stress:
        return list(sets)
    if not is_campaign(name):
        supply = read_layers(find("rounds", name), sets, "rounds").root.get("supply")
        return [*sets, _added("supply", supply, stress)]
    file = find("campaigns", name)
    root = read_layers(file, by_number(name, sets), "campaigns").root
    rounds = root.get("rounds")
    stages = rounds.items if isinstance(rounds, List) else ()
    own = [(at, _own(stage, file.parent)) for at, stage in enumerate(stages)]
    added = [_added(f"rounds.{at}.change.supply", one, stress) for at, one in own if isinstance(one, Map)]
    return [*sets, _added("supply", root.get("supply"), stress), *added]


def _added(path: str, supply: Node | None, stress: Sequence[str]) -> str:
    own = supply.get("stress") if isinstance(supply, Map) else None
    before = [str(plain(one)) for one in own.items] if isinstance(own, List) else []
    return f"{path}.stress=[{', '.join(dict.fromkeys([*before, *stress]))}]"


def _own(stage: Node, folder: Path) -> Node | None:
    """Return what a stage says of contracts in place of the campaign: in its changes, or in its scenario."""
    if not isinstance(stage, Map):
        return None
    change, said = stage.get("change"), stage.get("scenario")
    changed = change.get("supply") if isinstance(change, Map) else None
    if changed is not None and not isinstance(changed, Map):
        return changed
    beside = None
    if isinstance(said, Leaf):
        source = str(said.value)
        at = folder / source
        file = at if not is_id(source) and at.is_file() else find("rounds", source)
        beside = read_layers(file, (), "rounds").root.get("supply")
    if isinstance(changed, Map) and (changed.get("stress") is not None or not isinstance(beside, Map)):
        return changed
    return beside
