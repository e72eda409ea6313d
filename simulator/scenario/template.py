"""Skeletons of new files, with a comment on what to change."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from textwrap import wrap
from typing import get_args

from pydantic import BaseModel

from simulator.errors import InputError, RunError
from simulator.scenario.catalogue import is_id

__all__ = ["rulebook_template", "scenario_template", "write_new"]


def scenario_template(name: str, base: str) -> str:
    """Return a scenario that changes nothing yet."""
    return f"""\
# A scenario of your own. It inherits everything from the shipped scenario '{base}';
# write only what you change. 'vbp show {name}.yaml' prints all values with their origin,
# 'vbp check {name}.yaml' checks the file, 'vbp run {name}.yaml' runs it.
extends: {base}
id: {name}
title: {{en: "{name}", zh: "{name}"}}
# rules:
#   change:                       # changes of the rule book, clause by clause
#     price_test:
#       tests:
#         multiple: {{times: 1.5}}
#     places: {{cap: 6}}
# market:
#   bids: 400
# run: {{replications: 2000, seed: 7}}
published: null                   # your variant has no published outcome
"""


def rulebook_template(name: str, base: str, clauses: type[BaseModel]) -> str:
    """Return a rule book that changes nothing yet, with every clause and its mechanisms as comments.

    Parameters
    ----------
    name
        Id of the new rule book.
    base
        Shipped rule book that it starts from.
    clauses
        Record type of the clauses, whose sentences become the comments.
    """
    return _RULEBOOK.format(name=name, base=base) + "".join(f"#{line}\n" for line in _choices(clauses))


_RULEBOOK = """\
# A rule book of your own. It inherits every clause from the shipped rule book '{base}';
# write only what you change, each value with its source and confidence.
# 'vbp show {base} --rules' prints what it inherits, 'vbp check {name}.yaml' checks the file,
# 'vbp diff {base} {name}.yaml' tells what you changed.
extends: {base}
id: {name}
title: {{en: "{name}", zh: "{name}"}}
clauses: {{}}
# for example, in place of the {{}} above:
#   price_test:
#     tests:
#       multiple:
#         times: {{value: 1.5, source: assumption, confidence: assumed, note: "a tighter line"}}
#
# Every clause, in the order in which they are applied, with the mechanisms that it may use and what each
# one takes (docs/rules.md explains every parameter, docs/clauses.md how it is computed):
#
"""


def _choices(clauses: type[BaseModel]) -> Iterator[str]:
    for name, field in clauses.model_fields.items():
        yield f"   {name}:  # {_first_line(field.description)}"
        for mechanism in _mechanisms(field.annotation):
            (use,) = get_args(mechanism.model_fields["use"].annotation)
            yield f"     use: {use}  # {_first_line(mechanism.__doc__)}"
            takes = [
                key if inner.is_required() else f"{key} (may be left out)"
                for key, inner in mechanism.model_fields.items()
                if key != "use"
            ]
            if takes:
                indent = "       # "
                yield from wrap(", ".join(takes), 100, initial_indent=indent, subsequent_indent=indent)
        yield ""


def _mechanisms(annotation: object) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [found for part in get_args(annotation) for found in _mechanisms(part)]


def _first_line(text: str | None) -> str:
    return " ".join((text or "").strip().split("\n\n")[0].split())


def write_new(name: str, text: str, folder: Path) -> Path:
    """Write a new file without touching an existing one.

    Raises
    ------
    InputError
        If the name is no id or the file exists.
    RunError
        If the folder cannot be written to.
    """
    if not is_id(name) or name.startswith("-"):
        raise InputError.one(
            f"'{name}' is no id", mend="use small letters, digits and hyphens, such as tight-line-1-5"
        )
    target = folder / f"{name}.yaml"
    try:
        with target.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise InputError.one(f"{target} exists already", mend="choose another name") from None
    except OSError as error:
        raise RunError(f"cannot write {target}: {error.strerror}") from None
    return target
