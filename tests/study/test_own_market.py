"""A market of the user's own: the template runs as it is, mistakes are named at their cell."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator import api
from simulator.errors import InputError
from simulator.market.varieties import VARIETY_COLUMNS
from simulator.scenario.tables import Column, read_table
from simulator.study.plan import load_scenario
from simulator.tender.simulate import set_up


def test_the_template_becomes_a_scenario_that_can_be_run(tmp_path: Path) -> None:
    table, columns = api.new_table(tmp_path)
    written = api.new("mine", "round-10-2024", tmp_path, data=table)
    assert api.check(written) == "scenario"
    scenario, book = load_scenario(str(written))
    assert (scenario.record.market.varieties.value, scenario.record.market.bids.value) == (3, 29)
    tender = set_up(scenario.record, book.record.clauses, tmp_path)
    assert [one.variety.name for one in tender.entrants] == [
        "atorvastatin-20mg",
        "cefazolin-1g",
        "esomeprazole-40mg",
    ]
    assert [len(one.firms) for one in tender.entrants] == [6, 9, 14]
    told = read_table(
        columns,
        (
            Column("column", "text"),
            Column("holds", "text"),
            Column("needed", "text"),
            Column("choices", "text", required=False),
            Column("says", "text"),
        ),
    )
    assert told.texts("column") == tuple(column.name for column in VARIETY_COLUMNS)
    with pytest.raises(InputError, match="exists already"):
        api.new_table(tmp_path)
    with pytest.raises(InputError, match="exists already"):
        api.new("mine", "round-10-2024", tmp_path, data=table)


def test_mistakes_leave_no_file(tmp_path: Path) -> None:
    table, _ = api.new_table(tmp_path)
    text = table.read_text(encoding="utf-8-sig")
    table.write_text(text.replace(",6,", ",six,").replace("1.25", "-1"), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        api.new("mine", "round-10-2024", tmp_path, data=table)
    said = str(caught.value)
    assert "varieties.csv:2:" in said
    assert len(caught.value.problems) == 2
    assert not (tmp_path / "mine.yaml").exists()
    table.write_text(text, encoding="utf-8")
    (tmp_path / "below").mkdir()
    with pytest.raises(InputError, match="does not lie in the folder"):
        api.new("mine", "round-10-2024", tmp_path / "below", data=table)
    with pytest.raises(InputError, match="there is no round"):
        api.new("mine", "round-99", tmp_path, data=table)
    assert not (tmp_path / "mine.yaml").exists()


def test_a_run_of_an_own_table_can_be_repeated_from_its_folder(tmp_path: Path) -> None:
    """Also where a table of results has the name of the table that was read."""
    from simulator.study.plan import make_plan
    from simulator.study.run import execute
    from tests.campaign.conftest import pencil_tender

    (tmp_path / "own").mkdir()
    pencil_tender(tmp_path / "own", A="9", B="9.5")
    plan = make_plan(str(tmp_path / "own" / "pencil.yaml"), ["run.replications=2"])
    folder = execute(plan, tmp_path / "run", csv=True)
    assert (tmp_path / "run" / "varieties.csv").is_file()
    assert make_plan(str(folder.path / "resolved.yaml")).id == plan.id
