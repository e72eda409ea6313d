"""One call from a name to a record; what is written as resolved loads to the same record."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.errors import InputError, Place
from simulator.rules.parameters import Clauses
from simulator.scenario import catalogue, layers, loading
from simulator.scenario.catalogue import list_ids
from simulator.scenario.loading import load, load_rulebook, resolved_yaml
from simulator.scenario.nodes import Entry, Leaf, Map, plain
from simulator.scenario.records import Closed, Titled
from simulator.scenario.resolved import as_yaml
from simulator.scenario.text import parse
from tests.scenario.trees import as_node

GOOD = Path(__file__).parent / "bad" / "base" / "good.yaml"
Write = Callable[[str, str], Path]


def test_a_book_knows_where_its_values_come_from(write: Write, good: str) -> None:
    base = write("good.yaml", good)
    top = write("mine.yaml", "extends: good.yaml\nid: mine\nclauses: {places: {cap: 5}}\n")
    loaded = load_rulebook(top, Clauses, ["scope.varieties=7"])
    book = loaded.record
    assert (book.id, book.clauses.places.cap.value, book.scope.varieties.value) == ("mine", 5, 7)
    assert (book.clauses.places.cap.source, book.clauses.places.cap.confidence) == ("assumption", "assumed")
    assert loaded.files == (base.as_posix(), top.as_posix())
    assert loaded.origins["clauses.places.cap"] == Place(top.as_posix(), 3, 25)
    assert loaded.origins["scope.varieties"] == Place("--set scope.varieties=7")
    assert loaded.origins["kind"] == Place(base.as_posix(), 4, 7, (top.as_posix(),))
    assert isinstance(loaded.tree, dict)
    assert loaded.tree["id"] == "mine"


def test_a_scenario_may_change_clauses_below_the_overrides() -> None:
    change = parse("{places: {cap: 5, table: {4: 3}}, elimination: {use: none}}", Place("scenario.yaml"))
    assert isinstance(change, Map)
    loaded = load_rulebook(GOOD, Clauses, ["clauses.places.cap=6"], change=change)
    assert loaded.record.clauses.places.cap.value == 6
    assert loaded.record.clauses.places.table.value == {1: 1, 2: 1, 3: 2, 4: 3}
    assert loaded.record.clauses.places.table.source == "assumption"
    assert loaded.origins["clauses.places.table.value.4"].file == "scenario.yaml"
    assert (
        load_rulebook(GOOD, Clauses, change=Map({}, Place("s"))).record == load_rulebook(GOOD, Clauses).record
    )


@pytest.mark.parametrize("name", list_ids("rules"))
def test_shipped_rule_books_load_and_resolve_to_themselves(name: str, tmp_path: Path) -> None:
    loaded = load_rulebook(name, Clauses)
    text = resolved_yaml(loaded)
    path = tmp_path / "resolved.yaml"
    path.write_text(text, encoding="utf-8")
    again = load_rulebook(path, Clauses)
    assert again.record == loaded.record
    assert again.tree == loaded.tree
    assert f"id: {name}  # shipped:rules/{name}.yaml:" in text
    assert os.fspath(Path.cwd()) not in text


def test_the_resolved_file_names_every_origin(write: Write) -> None:
    write("base.yaml", "en: Base\nzh: 基\n")
    top = write("top.yaml", "extends: base.yaml\nen: 'Top: yes'\n")
    loaded = load(top, Titled, ["zh='x # y'"])
    assert resolved_yaml(loaded) == (
        "# The scenario as it was run: files and overrides merged, behind each value where it comes from.\n"
        'en: "Top: yes"  # top.yaml:2\n'
        "zh: \"x # y\"  # --set zh='x # y'\n"
    )
    assert load(write("again.yaml", resolved_yaml(loaded)), Titled).record == loaded.record


texts = st.one_of(
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12),
    st.sampled_from(
        ["null", "true", "~", "1e5", "012", "- a", "a: b", "# c", "a #b", "x\ny", "\t", "", " a"]
    ),
    st.sampled_from(
        ["\u2028", "\ufeff", "\ufffe", "\U0001f600", "'", '"', "\\", "%a", "@", "`", "!x", "&a", "*a", "yes"]
    ),
)
scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**12), 10**12),
    st.decimals(-1000, 1000, places=4).filter(lambda d: str(d) != "-0.0000"),
    texts,
)
keys = st.one_of(st.integers(-5, 99), texts.filter(lambda s: s not in ("<<", "")))


trees = st.recursive(
    scalars,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(keys, inner, max_size=3)),
    max_leaves=15,
)


@pytest.mark.parametrize("examples", [150, pytest.param(500, marks=pytest.mark.slow)])
def test_any_values_can_be_written_and_read_again(examples: int) -> None:
    @settings(max_examples=examples, deadline=None)
    @given(
        st.dictionaries(keys, trees, max_size=4),
        st.sampled_from(["a.yaml", "--set a=\nb: #\u2028", "/x/y/z.yaml"]),
    )
    def holds(data: dict[str | int, object], file: str) -> None:
        root = as_node(data, file)
        assert isinstance(root, Map)
        again = plain(parse(as_yaml(root), Place("again")))
        assert again == plain(root)
        assert repr(again) == repr(plain(root))
        assert "/x/y" not in as_yaml(Map({"a": Entry("a", root.place, Leaf(1, root.place))}, root.place))

    holds()


def test_a_shipped_file_has_its_own_name_as_id(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, good: str
) -> None:
    for module in (catalogue, layers, loading):
        monkeypatch.setattr(module, "shipped_root", lambda: tmp_path)
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "other.yaml").write_text(good, encoding="utf-8")
    (tmp_path / "rules" / "good.yaml").write_text(good, encoding="utf-8")
    assert load_rulebook("good", Clauses).record.id == "good"
    with pytest.raises(
        InputError, match=r"shipped:rules/other.yaml:2:5: the id is 'good'.*\n.*write 'id: other'"
    ):
        load_rulebook("other", Clauses)
    with pytest.raises(InputError) as caught:
        load_rulebook("other", Clauses, ["kind=x"])
    assert len(caught.value.problems) == 2


class Free(Closed):
    x: int = 0


def test_other_files_need_no_kind_and_no_id(write: Write) -> None:
    assert load(write("free.yaml", "x: 3\n"), Free).record.x == 3
    assert load(write("empty.yaml", "{}\n"), Free).record.x == 0
    assert resolved_yaml(load(write("empty.yaml", "{}\n"), Free)).endswith("\n{}\n")
