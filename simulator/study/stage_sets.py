"""Changes of a campaign by the names of its stages, as a command line or a study file writes them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from simulator.errors import InputError, Place, Problem, nearest
from simulator.scenario.campaign import CampaignPlan
from simulator.scenario.catalogue import find
from simulator.scenario.layers import read_layers
from simulator.scenario.nodes import Leaf, List, Map, shown
from simulator.scenario.overrides import Setting
from simulator.scenario.text import parse

__all__ = ["EVERY_STAGE", "RESERVED", "by_number"]

EVERY_STAGE = "all"
"""What stands for every stage of a campaign."""
RESERVED = frozenset({EVERY_STAGE, "campaign", "extends", *CampaignPlan.model_fields})
"""Names that no stage may have, because they mean something else in a path."""
_ROUNDS = "rounds"


def by_number(name_or_path: str, sets: Sequence[str | Setting]) -> list[str | Setting]:
    """Turn changes that name a stage into changes of the campaign file.

    ``renewal.costs.least_margin`` is a value of the scenario of the stage ``renewal``, ``all.supply`` of the
    scenario of every stage, ``rounds.renewal.entry`` what the campaign itself says of that stage. Other paths
    are values of the campaign file already.

    Parameters
    ----------
    name_or_path
        Id of a shipped campaign, or path of a file.
    sets
        Changes in the order in which they are laid over one another.

    Raises
    ------
    InputError
        With every path that begins with no stage; the nearest name is told.
    """
    own = [one for one in sets if _own(_parts(one))]
    if len(own) == len(sets):
        return list(sets)
    names = _names(read_layers(find("campaigns", name_or_path), own, "campaigns").root)
    found: list[str | Setting] = []
    problems: list[Problem] = []
    for one in sets:
        parts = _parts(one)
        if _own(parts):
            found.append(one)
            continue
        where = 1 if parts[0] == _ROUNDS else 0
        # A stage is spelled as it is there; what is too short to say anything is for the file to refuse.
        stage, rest = parts[where] if len(parts) > where else "", parts[where + 1 :]
        if stage not in names and stage != EVERY_STAGE:
            known = [*names, EVERY_STAGE, *(() if where else CampaignPlan.model_fields)]
            what = f"there is no stage '{shown(stage)}' in the campaign '{shown(str(name_or_path), 120)}'"
            problems.append(Problem(what, _place(one), nearest(stage, known)))
        elif not rest:
            what = f"'{shown(_path(one))}' names a stage, but no value of it"
            mend = f"add a path, such as {stage}.rules.change.places.cap"
            problems.append(Problem(what, _place(one), mend))
        else:
            found += _numbered(one, stage, rest, names, "" if where else "change")
    if problems:
        raise InputError(tuple(problems))
    return found


def _numbered(
    one: str | Setting, stage: str, rest: Sequence[str], names: Sequence[str], below: str
) -> Iterator[Setting]:
    setting = one if isinstance(one, Setting) else _read(one)
    for at, name in enumerate(names):
        if stage in (name, EVERY_STAGE):
            path = ".".join([_ROUNDS, str(at), *([below] if below else []), *rest])
            yield Setting(path, setting.value, setting.place)


def _own(parts: Sequence[str]) -> bool:
    """Say whether a path is one of the campaign file as it stands."""
    if parts[0] not in {*CampaignPlan.model_fields, "extends"}:
        return False
    return parts[0] != _ROUNDS or len(parts) == 1 or not parts[1] or parts[1].isdigit()


def _parts(one: str | Setting) -> list[str]:
    return [part.strip() for part in _path(one).split(".")]


def _path(one: str | Setting) -> str:
    return one.path if isinstance(one, Setting) else one.partition("=")[0].strip()


def _place(one: str | Setting) -> Place:
    return one.place if isinstance(one, Setting) else Place(f"--set {shown(one, 120)}")


def _read(text: str) -> Setting:
    path, equals, value = text.partition("=")
    if not equals:
        what = "an override needs '=' between path and value"
        raise InputError.one(what, _place(text), "write --set stage.path=value")
    return Setting(path.strip(), parse(value, _place(text), located=False), _place(text))


def _names(root: Map) -> list[str]:
    rounds = root.get(_ROUNDS)
    items = rounds.items if isinstance(rounds, List) else ()
    ids = [item.get("id") if isinstance(item, Map) else None for item in items]
    return [str(one.value) if isinstance(one, Leaf) else "" for one in ids]
