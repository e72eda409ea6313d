"""Plans: an id made of the content, and mistakes between values named at their places."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.errors import InputError
from simulator.study.plan import MOST_BIDS, load_scenario, make_plan
from simulator.tender.simulate import set_up

OWN = """\
extends: pilot-4-7-2018
id: own
title: {en: own, zh: 自己}
published: null
market:
  bids: 90
  most_bidders: 7
  forms: {value: {oral-solid: 0.75, small-injection: 0.25, large-injection: 0, oral-liquid: 0}}
firms:
  size_exponent: 0.5
  linked_share: 0.1
"""
TURNED = """\
# the same with its keys in another order, a comment and other layout
firms: {linked_share: 0.1, size_exponent: 0.5}
market:
  forms: {value: {small-injection: 0.25, oral-liquid: 0, oral-solid: 0.75, large-injection: 0}}
  most_bidders: 7

  bids: 90
published: null
title: {zh: 自己, en: own}
id: own
extends: pilot-4-7-2018
"""


def written(folder: Path, text: str = OWN, name: str = "own.yaml") -> str:
    """Write a scenario and return its path."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_blocks_cover_every_replication_once() -> None:
    for reps, block in ((1, 1), (10, 3), (9, 3), (2, 500)):
        plan = make_plan("pilot-4-7-2018", [f"run.replications={reps}", f"run.block={block}"])
        covered = [r for start, count in plan.blocks for r in range(start, start + count)]
        assert covered == list(range(reps))
        assert all(1 <= count <= block for _, count in plan.blocks)


def test_id_does_not_depend_on_place_or_layout(tmp_path: Path) -> None:
    here = make_plan(written(tmp_path)).id
    assert make_plan(written(tmp_path / "deep/er")).id == here
    assert make_plan(written(tmp_path, TURNED, "turned.yaml")).id == here
    assert len(here) == 12
    assert int(here, 16) >= 0


def test_id_does_not_depend_on_defaults_said_aloud_or_on_blocks(tmp_path: Path) -> None:
    name = written(tmp_path)
    here = make_plan(name).id
    for said in ("run.seed=1", "run.replications=1000", "run.block=500", "run.block=7", "rules.change={}"):
        assert make_plan(name, [said]).id == here, said


@pytest.mark.parametrize("said", ["market.bids=159", "costs.least_margin.value=0.020"])
def test_id_does_not_depend_on_how_the_same_number_is_said(said: str) -> None:
    """Round 2 has 159 bids and a least margin of 0.02."""
    assert make_plan("round-2-2020", [said]).id == make_plan("round-2-2020").id


def test_every_change_gives_another_id(tmp_path: Path) -> None:
    name = written(tmp_path)
    changes = [
        "run.seed=2",
        "run.replications=1001",
        "market.bids=91",
        "market.ceiling_spread=0.21",
        "firms.linked_share=0.11",
        "costs.median.generic=0.369",
        "costs.least_margin=0.03",
        "bidding.generic.markup=0.26",
        "bidding.originator={use: markup, markup: 0.1, response: 1}",
        "rules.book=expansion-2019",
        "rules.change={places: {cap: 2}}",
    ]
    ids = [make_plan(name).id, *(make_plan(name, [change]).id for change in changes)]
    assert len(set(ids)) == len(ids)


def test_change_of_rules_reaches_the_rule_book(tmp_path: Path) -> None:
    text = OWN + "rules:\n  book: round-7-2022\n  change:\n    places: {cap: 3}\n"
    _, rules = load_scenario(written(tmp_path, text))
    assert rules.record.clauses.places.cap.value == 3
    assert rules.record.clauses.places.cap.source == "assumption"


SENSELESS = """\
extends: pilot-4-7-2018
id: own
market:
  varieties: 31
  bids: 5001
  most_bidders: 3
  fewest_bidders: 4
  forms: {value: {oral-solid: 0.5, small-injection: 0.3, large-injection: 0, oral-liquid: 0}}
  volume_classes: {value: {ordinary: 0.9, reduced: 0.2, special: 0}}
  reference_price: {value: {lowest: 2, highest: 1}}
  yearly_value: {value: {lowest: 20, highest: 10}}
  varieties_file: ../mine.csv
firms:
  own_api_share: 0.6
  newcomer_share: 0.5
"""


def test_every_senseless_pair_is_named_at_its_place(tmp_path: Path) -> None:
    name = written(tmp_path, SENSELESS)
    with pytest.raises(InputError) as caught:
        load_scenario(name)
    found = {p.place.line: p for p in caught.value.problems if p.place}
    assert len(found) == len(caught.value.problems) == 8
    expected = {
        5: f"more than the {MOST_BIDS}",
        7: "fewest_bidders is above most_bidders",
        8: "sum to 0.8",
        9: "sum to 1.1",
        10: "lowest value 2 is above the highest 1",
        11: "lowest value 20 is above the highest 10",
        12: "outside the scenario's folder",
        15: "sum to more than 1",
    }
    for line, words in expected.items():
        assert words in found[line].what
        assert found[line].mend
        assert found[line].place is not None
        assert found[line].place.file == name
        assert found[line].place.column > 1


@pytest.mark.parametrize(
    ("change", "hint"),
    [
        ("market.bids=20", "market.bids between 31 and"),
        ("firms.firms=3", "firms.firms"),
        ("market.reference_price.value.lowest=0.0001", "market.yearly_value.highest"),
    ],
)
def test_numbers_that_do_not_fit_are_refused_with_a_hint(change: str, hint: str) -> None:
    scenario, rules = load_scenario("pilot-4-7-2018", [change])
    with pytest.raises(InputError) as caught:
        set_up(scenario.record, rules.record.clauses)
    assert hint in caught.value.problems[0].mend


def test_sources_must_be_listed(tmp_path: Path) -> None:
    name = written(tmp_path, OWN.replace("bids: 90", "bids: {value: 90, source: S999}"))
    with pytest.raises(InputError, match="S999") as caught:
        load_scenario(name)
    assert [p.place.line for p in caught.value.problems if p.place] == [6]


def with_table(folder: Path) -> str:
    rows = "".join(f"X{i},4,oral-solid,ordinary,{i},100000\n" for i in range(1, 31))
    (folder / "mine.csv").write_text(
        "variety,bidders,form,volume_class,reference_price,base\n" + rows, encoding="utf-8"
    )
    return written(folder, OWN.replace("  bids: 90", "  varieties_file: mine.csv\n  bids: 90"))


def test_table_of_varieties_lies_beside_the_scenario(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    name = with_table(tmp_path)
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    plan = make_plan(name)
    tender = set_up(plan.scenario.record, plan.rules.record.clauses, plan.folder)
    assert len(tender.entrants) == 30


def test_table_of_varieties_is_part_of_the_id(tmp_path: Path) -> None:
    name = with_table(tmp_path)
    before = make_plan(name).id
    table = tmp_path / "mine.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("X3,4", "X3,5"), encoding="utf-8")
    assert make_plan(name).id != before


def test_own_table_of_areas_is_part_of_the_id(tmp_path: Path) -> None:
    name = written(tmp_path, OWN.replace("  bids: 90", "  areas_file: areas.csv\n  bids: 90"))
    table = tmp_path / "areas.csv"
    text = "code,name_en,name_zh,unit,weight\n1,A,甲,north,5\n2,B,乙,south,7\n"
    table.write_text(text, encoding="utf-8")
    before = make_plan(name).id
    table.write_text(text.replace(",7", ",9"), encoding="utf-8")
    assert make_plan(name).id != before
