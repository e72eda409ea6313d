"""Skeletons of new files, with a comment on what to change."""

from __future__ import annotations

from pathlib import Path

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


def rulebook_template(name: str, base: str) -> str:
    """Return a rule book that changes nothing yet."""
    return f"""\
# A rule book of your own. It inherits every clause from the shipped rule book '{base}';
# write only what you change, each value with its source and confidence.
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
"""


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
