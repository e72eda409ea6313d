"""Pages and schemas that the product writes are up to date ('make docs' writes them again)."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from jsonschema import Draft7Validator
from ruamel.yaml import YAML
from shown_commands import ROOT

from simulator import api
from simulator.report import reference
from simulator.rules.parameters import Clauses
from simulator.scenario.catalogue import list_ids
from simulator.scenario.loading import load_rulebook

SHIPPED = sorted((ROOT / "scenarios").glob("*/*.yaml"))
KINDS = {
    "rules": "rulebook",
    "published": "published",
    "campaigns": "campaign",
    "studies": "study",
    "calibrations": "calibration",
    **dict.fromkeys(("rounds", "devices", "alliances", "contracts", "bases"), "scenario"),
}


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the pages as 'make docs' does."""
    folder = tmp_path_factory.mktemp("pages")
    assert reference.main([str(folder)]) == 0
    return folder


@pytest.mark.parametrize("page", ["rules", "strategies", "metrics", "parameters"])
def test_page_is_up_to_date(page: str, written: Path) -> None:
    assert (written / f"{page}.md").read_text(encoding="utf-8") == (ROOT / f"docs/{page}.md").read_text(
        encoding="utf-8"
    )


@pytest.mark.parametrize("name", ["scenario", "campaign", "rulebook", "published", "study", "calibration"])
def test_schema_is_up_to_date(name: str) -> None:
    shipped = json.loads((ROOT / f"scenarios/schema/{name}.schema.json").read_text(encoding="utf-8"))
    assert shipped == json.loads(json.dumps(api.schema(name)))


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: f"{file.parent.name}/{file.name}")
def test_shipped_file_points_to_its_schema_and_agrees_with_it(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    found = re.match(r"# yaml-language-server: \$schema=(\S+)\n", text)
    assert found, "the first line names the schema"
    schema = (file.parent / found[1]).resolve()
    assert schema == ROOT / f"scenarios/schema/{KINDS[file.parent.name]}.schema.json"
    if file.parent.name == "bases":
        return  # a base is no whole scenario; what extends it is checked
    content = json.loads(json.dumps(YAML(typ="safe").load(text), default=str))
    errors = Draft7Validator(json.loads(schema.read_text(encoding="utf-8"))).iter_errors(content)
    assert [error.message for error in errors] == []


def test_rules_page_shows_every_value_with_its_source() -> None:
    page = reference.rules_page([load_rulebook("round-7-2022", Clauses)])
    assert "| price_test.tests.multiple.times | 1.8 | S22, S39 | recorded |  |" in page
    assert re.search(r"\| ceiling\.basis \| published-list \| assumption \| assumed \| .+ \|", page)
    assert "- S22 (trade): " in page


def test_rules_page_lists_every_mechanism_and_parameter() -> None:
    page = (ROOT / "docs/rules.md").read_text(encoding="utf-8")
    schema = json.dumps(api.schema("rulebook"))
    for use in set(re.findall(r'"const": "([a-z-]+)"', schema)):
        assert f"**`{use}`**" in page
    assert "| `table` | table from whole number to whole number |" in page
    assert "| `tests.cut.at_least` | number, from 0 to 1 |" in page
    for name in list_ids("rules"):
        assert f"\n## {name}\n" in page
