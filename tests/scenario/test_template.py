"""Skeletons of new files are valid as they are and name everything that can be said."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from simulator import api
from simulator.rules import parameters
from simulator.rules.parameters import Clauses
from simulator.scenario.catalogue import list_ids
from simulator.scenario.template import rulebook_template


@pytest.mark.parametrize("base", ["round-11-2025", "joints-2021", "tcm-national-2023"])
def test_a_new_rule_book_is_valid_and_changes_nothing(tmp_path: Path, base: str) -> None:
    assert base in list_ids("rules")
    file = api.new("mine", base, tmp_path, rules=True)
    assert api.check(file) == "rule book"
    assert api.diff(base, str(file)) == ()


def test_every_clause_and_every_mechanism_is_named_with_its_sentence() -> None:
    text = rulebook_template("mine", "round-7-2022", Clauses)
    lines = text.splitlines()
    for name, field in Clauses.model_fields.items():
        assert f"#   {name}:  # {field.description}" in lines
    mechanisms = 0
    for name in parameters.__all__:
        model = getattr(parameters, name)
        if name == "Clauses" or "use" not in model.model_fields:
            continue
        (use,) = get_args(model.model_fields["use"].annotation)
        sentence = " ".join((model.__doc__ or "").split("\n\n")[0].split())
        assert f"#     use: {use}  # {sentence}" in lines
        mechanisms += 1
        for key in model.model_fields.keys() - {"use"}:
            assert key in text
    assert mechanisms >= 40
    order = [
        lines.index(f"#   {name}:  # {field.description}") for name, field in Clauses.model_fields.items()
    ]
    assert order == sorted(order)


def test_only_the_head_is_read_and_the_rest_is_comment() -> None:
    text = rulebook_template("mine", "round-7-2022", Clauses)
    said = [line for line in text.splitlines() if not line.startswith("#")]
    assert [line.partition(":")[0] for line in said] == ["extends", "id", "title", "clauses"]
