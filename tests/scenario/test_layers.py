"""Files that build on files: what merges, what replaces, where values come from, and what may be read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.errors import InputError, Place
from simulator.scenario import catalogue, layers
from simulator.scenario.layers import read_layers
from simulator.scenario.merge import merge
from simulator.scenario.nodes import Map, origins, plain, size
from simulator.scenario.text import MAX_NODES, parse
from tests.scenario.trees import as_node

Write = Callable[[str, str], Path]


def over(weak: str, strong: str) -> object:
    return plain(merge(parse(weak, Place("weak")), parse(strong, Place("strong"))))


@pytest.mark.parametrize(
    ("weak", "strong", "merged"),
    [
        ("{a: 1, b: 2}", "{b: 3, c: 4}", {"a": 1, "b": 3, "c": 4}),
        ("{a: {x: 1, y: {p: 1, q: 2}}}", "{a: {y: {q: 3}}}", {"a": {"x": 1, "y": {"p": 1, "q": 3}}}),
        ("{a: [1, 2, 3]}", "{a: [4]}", {"a": [4]}),
        ("{a: {x: 1}}", "{a: null}", {"a": None}),
        ("{a: {x: 1}}", "{a: 5}", {"a": 5}),
        ("{a: 5}", "{a: {x: 1}}", {"a": {"x": 1}}),
        ("{a: 5}", "{a: [1]}", {"a": [1]}),
        ("{a: 1, b: 2}", "{$delete: [a]}", {"b": 2}),
        ("{a: {x: 1, y: 2}}", "{a: {$delete: [x], z: 3}}", {"a": {"y": 2, "z": 3}}),
        ("{a: {x: 1, y: 2}}", "{a: {$delete: [x], x: 3}}", {"a": {"y": 2, "x": 3}}),
        ("{1: a, 2: b}", "{$delete: [1], '2': c}", {"2": "c"}),
        ("{}", "{}", {}),
    ],
)
def test_maps_merge_and_everything_else_replaces(weak: str, strong: str, merged: object) -> None:
    assert over(weak, strong) == merged


@pytest.mark.parametrize(
    ("weak", "strong", "merged"),
    [
        # a bare value is an assumption of the stronger file: nothing of the old source is kept
        ("{cap: {value: 8, source: S1, note: n}}", "{cap: 9}", {"cap": 9}),
        # a new value does not inherit the source of the old one
        ("{cap: {value: 8, source: S1, note: n}}", "{cap: {value: 9}}", {"cap": {"value": 9}}),
        (
            "{cap: {value: 8, source: S1}}",
            "{cap: {value: 9, source: S2}}",
            {"cap": {"value": 9, "source": "S2"}},
        ),
        # a new source or note keeps the value
        (
            "{cap: {value: 8, source: S1}}",
            "{cap: {note: n}}",
            {"cap": {"value": 8, "source": "S1", "note": "n"}},
        ),
        # a bare map changes entries of the value, and the result is no longer what the source says
        ("{t: {value: {1: 1, 2: 2}, source: S1}}", "{t: {2: 3}}", {"t": {"value": {1: 1, 2: 3}}}),
        ("{t: {value: {1: 1, 2: 2}, source: S1}}", "{t: {$delete: [2]}}", {"t": {"value": {1: 1}}}),
        ("{t: {value: {1: 1}, source: S1}}", "{t: {$delete: [source]}}", {"t": {"value": {1: 1}}}),
        ("{t: {value: {1: 1}, source: S1}}", "{t: {}}", {"t": {"value": {1: 1}, "source": "S1"}}),
        # a map with other keys beside 'value' is no value with its source
        ("{t: {value: 1, page: 3}}", "{t: {value: 2}}", {"t": {"value": 2, "page": 3}}),
    ],
)
def test_a_value_and_its_source_are_one_thing(weak: str, strong: str, merged: object) -> None:
    assert over(weak, strong) == merged


@pytest.mark.parametrize(
    ("weak", "strong", "merged"),
    [
        ("{use: cut, at: 1}", "{use: none}", {"use": "none"}),
        ("{use: cut, at: 1}", "{use: cut}", {"use": "cut", "at": 1}),
        ("{use: cut, at: 1}", "{at: 2}", {"use": "cut", "at": 2}),
        ("{use: cut, at: 1, to: 2}", "{use: line, $delete: [at]}", {"use": "line", "to": 2}),
        ("{at: 1}", "{use: none}", {"at": 1, "use": "none"}),
    ],
)
def test_another_mechanism_begins_afresh(weak: str, strong: str, merged: object) -> None:
    assert over(weak, strong) == merged


def test_all_wrong_deletions_are_told_at_once() -> None:
    with pytest.raises(InputError) as caught:
        over("{a: {key: 1}, l: 1}", "{a: {$delete: [kee, 'x', [1], true]}, l: [{$delete: [q]}], $delete: 3}")
    assert len(caught.value.problems) == 6
    assert "did you mean 'key'?" in str(caught.value)
    assert "nothing is inherited here" in str(caught.value)


scalars = st.one_of(st.integers(-5, 5), st.sampled_from(["x", "y", None]))
trees = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from("abc"), inner, max_size=3)
    ),
    max_leaves=12,
)
maps = st.dictionaries(st.sampled_from("abc"), trees, max_size=3)


@pytest.mark.long
@settings(max_examples=200, deadline=None)
@given(maps, maps, maps)
def test_merging_is_associative_idempotent_and_has_an_identity(a: object, b: object, c: object) -> None:
    x, y, z, nothing = (as_node(data, "x") for data in (a, b, c, {}))
    assert plain(merge(x, x)) == plain(x)
    assert plain(merge(None, x)) == plain(merge(x, nothing)) == plain(merge(nothing, x)) == plain(x)
    if isinstance(x, Map) and all(kinds_agree(p, q) for p, q in [(a, b), (b, c), (a, c)]):
        assert plain(merge(merge(x, y), z)) == plain(merge(x, merge(y, z)))


def kinds_agree(a: object, b: object) -> bool:
    """Say whether two trees have maps at the same places; a value that cuts off a map does not associate."""
    if isinstance(a, dict) and isinstance(b, dict):
        return all(kinds_agree(a[key], b[key]) for key in a.keys() & b.keys())
    return not isinstance(a, dict) and not isinstance(b, dict)


def test_each_value_remembers_the_files_it_came_through(write: Write) -> None:
    write("base/deep.yaml", "deep: 1\nshared: 1\n")
    write("base/mid.yaml", "extends: deep.yaml\nmid: 1\nshared: 2\n")
    top = write("top.yaml", "extends: base/mid.yaml\ntop: 1\nmap: {own: 1}\n")
    read = read_layers(top)
    folder = top.parent.as_posix()
    assert plain(read.root) == {"deep": 1, "shared": 2, "mid": 1, "top": 1, "map": {"own": 1}}
    places = dict(origins(read.root))
    assert places["deep"] == Place(
        f"{folder}/base/deep.yaml", 1, 7, (f"{folder}/top.yaml", f"{folder}/base/mid.yaml")
    )
    assert places["shared"] == Place(f"{folder}/base/mid.yaml", 3, 9, (f"{folder}/top.yaml",))
    assert places["map.own"] == Place(f"{folder}/top.yaml", 3, 12)
    assert read.files == (f"{folder}/base/deep.yaml", f"{folder}/base/mid.yaml", f"{folder}/top.yaml")


def test_a_list_of_bases_goes_from_weak_to_strong(write: Write) -> None:
    write("a.yaml", "x: a\ny: a\n")
    write("b.yaml", "y: b\nz: b\n")
    top = write("top.yaml", "extends: [a.yaml, b.yaml]\nz: top\n")
    assert plain(read_layers(top).root) == {"x": "a", "y": "b", "z": "top"}


def test_the_same_base_twice_is_no_circle(write: Write) -> None:
    write("a.yaml", "x: 1\n")
    write("b.yaml", "extends: a.yaml\n")
    top = write("top.yaml", "extends: [a.yaml, b.yaml]\n")
    read = read_layers(top)
    assert plain(read.root) == {"x": 1}
    assert [Path(file).name for file in read.files] == ["a.yaml", "b.yaml", "top.yaml"]


def test_a_circle_is_shown_with_its_chain(write: Write) -> None:
    write("b.yaml", "extends: c.yaml\n")
    write("c.yaml", "extends: ./a.yaml\n")
    top = write("a.yaml", "extends: b.yaml\n")
    with pytest.raises(
        InputError, match=r"in a circle: .*a.yaml -> .*b.yaml -> .*c.yaml -> .*a.yaml"
    ) as caught:
        read_layers(top)
    place = caught.value.problems[0].place
    assert place is not None
    assert (Path(place.file).name, place.line, place.column) == ("c.yaml", 1, 10)
    assert [Path(name).name for name in place.chain] == ["a.yaml", "b.yaml"]


def test_the_chain_has_a_limit(write: Write) -> None:
    for i in range(layers.MAX_CHAIN + 1):
        write(f"f{i}.yaml", f"extends: f{i + 1}.yaml\n")
    last = write(f"f{layers.MAX_CHAIN + 1}.yaml", "x: 1\n")
    with pytest.raises(InputError, match=r"more than 8 deep: .*f0.yaml -> .*f9.yaml"):
        read_layers(last.parent / "f0.yaml")
    assert plain(read_layers(last.parent / "f1.yaml").root) == {"x": 1}


def test_the_number_of_files_has_a_limit(write: Write) -> None:
    write("f5.yaml", "x: 1\n")
    for i in range(5):
        write(f"f{i}.yaml", f"extends: [{', '.join([f'f{i + 1}.yaml'] * 4)}]\n")
    with pytest.raises(InputError, match="more than 32 files"):
        read_layers(write("top.yaml", "extends: f0.yaml\n"))


@pytest.mark.parametrize("most", [2_000, pytest.param(MAX_NODES, marks=pytest.mark.slow)])
def test_the_merged_size_has_a_limit(write: Write, monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    monkeypatch.setattr(layers, "MAX_NODES", most)
    half = most // 2
    write("a.yaml", f"a: [{', '.join(['1'] * (half - 2))}]\n")
    write("b.yaml", f"b: [{', '.join(['1'] * (half - 1))}]\n")
    both = write("top.yaml", "extends: [a.yaml, b.yaml]\n")
    assert size(read_layers(both).root) == most
    write("b.yaml", f"b: [{', '.join(['1'] * half)}]\n")
    with pytest.raises(InputError, match=f"merged scenario has more than {most:,} values"):
        read_layers(both)


def test_a_problem_in_a_base_tells_how_it_was_reached(write: Write) -> None:
    write("base.yaml", "x: 012\n")
    with pytest.raises(InputError, match=r"base.yaml:1:4: .* \(reached through .*top.yaml\)"):
        read_layers(write("top.yaml", "extends: base.yaml\n"))


def test_links_out_of_the_folder_are_followed_to_their_end_and_refused(tmp_path: Path) -> None:
    (tmp_path / "secret.yaml").write_text("x: 1\n")
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "link.yaml").symlink_to(tmp_path / "secret.yaml")
    (mine / "folder").symlink_to(tmp_path)
    (mine / "loop.yaml").symlink_to(mine / "loop.yaml")
    (mine / "inner.yaml").write_text("x: 2\n")
    (mine / "good.yaml").symlink_to(mine / "inner.yaml")
    top = mine / "top.yaml"
    for name in ["link.yaml", "folder/secret.yaml", "../secret.yaml", "x/../../secret.yaml"]:
        top.write_text(f"extends: {name}\n")
        with pytest.raises(InputError, match="leads out of the folder"):
            read_layers(top)
    top.write_text("extends: loop.yaml\n")
    with pytest.raises(InputError, match=r"cannot be followed|no file"):
        read_layers(top)
    top.write_text("extends: no/such/folder.yaml\n")
    with pytest.raises(InputError, match=r"no file .*\n.*check the path"):
        read_layers(top)
    top.write_text("extends: good.yaml\n")
    assert plain(read_layers(top).root) == {"x": 2}


@pytest.fixture
def shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = tmp_path / "shipped"
    for name, text in {
        "bases/national.yaml": "base: 1\n",
        "bases/twin.yaml": "from: bases\n",
        "rules/seven.yaml": "extends: ../bases/national.yaml\nid: seven\n",
        "rules/twin.yaml": "from: rules\n",
        "rules/both.yaml": "from: rules\n",
        "rounds/both.yaml": "from: rounds\n",
        "rounds/only.yaml": "from: rounds\n",
        "devices/stent.yaml": "from: devices\n",
        "published/both.yaml": "from: published\n",
        "rules/Not An Id.yaml": "x: 1\n",
        "data/areas.csv": "id\n",
    }.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    monkeypatch.setattr(catalogue, "shipped_root", lambda: root)
    monkeypatch.setattr(layers, "shipped_root", lambda: root)
    return root


def test_shipped_files_may_extend_within_the_shipped_folder(shipped: Path) -> None:
    read = read_layers(shipped / "rules" / "seven.yaml")
    assert plain(read.root) == {"base": 1, "id": "seven"}
    assert read.files == ("shipped:bases/national.yaml", "shipped:rules/seven.yaml")
    (shipped.parent / "outside.yaml").write_text("x: 1\n")
    (shipped / "rules" / "bad.yaml").write_text("extends: ../../outside.yaml\n")
    with pytest.raises(InputError, match="leads out"):
        read_layers(shipped / "rules" / "bad.yaml")


@pytest.mark.usefixtures("shipped")
def test_ids_are_looked_up_among_the_own_kind_first(tmp_path: Path) -> None:
    top = tmp_path / "mine" / "top.yaml"
    top.parent.mkdir()

    def base(name: str, kind: catalogue.Kind | None) -> object:
        top.write_text(f"extends: {name}\n")
        return plain(read_layers(top, kind=kind).root)

    assert base("twin", "rules") == {"from": "rules"}
    assert base("twin", None) == {"from": "bases"}
    assert base("both", "rounds") == {"from": "rounds"}
    assert base("only", "rules") == {"from": "rounds"}
    assert base("stent", "rounds") == {"from": "devices"}
    assert base("seven", "rules") == {"base": 1, "id": "seven"}
    with pytest.raises(
        InputError, match=r"id of several shipped files: shipped:rules/both.yaml, shipped:rounds/both"
    ):
        base("both", None)
    with pytest.raises(InputError, match="did you mean 'national'"):
        base("nationl", "rules")


def test_shipped_ids_and_paths(shipped: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert catalogue.list_ids("rules") == ("both", "seven", "twin")
    assert catalogue.list_ids("rounds") == ("both", "only", "stent")
    assert catalogue.list_ids("data") == ("areas",)
    assert catalogue.list_ids("studies") == ()
    assert catalogue.find("rules", "seven") == shipped / "rules" / "seven.yaml"
    assert catalogue.find("data", "areas") == shipped / "data" / "areas.csv"
    mine = tmp_path / "mine.yaml"
    mine.write_text("x: 1")
    assert catalogue.find("rules", str(mine)) == mine
    monkeypatch.chdir(tmp_path)
    assert catalogue.find("rules", "mine.yaml") == Path("mine.yaml")
    assert catalogue.find("rules", Path("mine.yaml")) == Path("mine.yaml")
    assert catalogue.label(Path("mine.yaml")) == "mine.yaml"
    assert catalogue.label(shipped / "rules" / "seven.yaml") == "shipped:rules/seven.yaml"


@pytest.mark.parametrize(
    ("kind", "name", "words"),
    [
        ("rules", "sevn", "no rule book 'sevn'\n.*did you mean 'seven'"),
        ("rules", "seven.yaml", "no such file\n.*did you mean 'seven'"),
        ("rules", "./seven", "no such file"),
        ("studies", "x", "no study 'x'\n.*none are shipped"),
        ("studies", "./x", "no such file\n.*id of a shipped study$"),
        ("rules", "/", "a folder, not a file"),
        ("rules", "a\0/b", "no such file"),
        ("rules", "x" * 5000 + "/", "no such file"),
        ("rules", "", "no rule book ''"),
        ("rules", "..", "a folder, not a file"),
    ],
)
@pytest.mark.usefixtures("shipped")
def test_names_that_are_not_found(kind: catalogue.Kind, name: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        catalogue.find(kind, name)


def test_the_shipped_folder_is_the_installed_one_or_that_of_the_checkout(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (catalogue.shipped_root() / "rules").is_dir()
    module = tmp_path / "simulator" / "scenario" / "catalogue.py"
    monkeypatch.setattr(catalogue, "__file__", str(module))
    assert catalogue.shipped_root() == tmp_path / "scenarios"
    (tmp_path / "simulator" / "shipped").mkdir(parents=True)
    assert catalogue.shipped_root() == tmp_path / "simulator" / "shipped"
