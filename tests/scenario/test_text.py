"""Reading YAML as hostile input: what is read is exact, what is refused is refused quickly, in our words."""

from __future__ import annotations

import time
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.errors import InputError, Place
from simulator.scenario import text as reader
from simulator.scenario.nodes import Map, kind_of, origins, plain, shown, size
from simulator.scenario.scalars import MAX_DIGITS, read_plain, refused_character

HERE = Place("file.yaml")


def read(text: str) -> object:
    return plain(reader.parse(text, HERE))


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("12", 12),
        ("-3", -3),
        ("0", 0),
        ("-3.5", Decimal("-3.5")),
        ("0.1807", Decimal("0.1807")),
        ("1.50", Decimal("1.50")),
        ("true", True),
        ("false", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("yes", "yes"),
        ("off", "off"),
        ("True", "True"),
        ("2021-06-23", "2021-06-23"),
        ("12:30", "12:30"),
        ("1.2.3", "1.2.3"),
        ("1,000", "1,000"),
        ("60%", "60%"),
        ("inf", "inf"),
        ("１２", "１２"),
        ("4+7", "4+7"),
    ],
)
def test_plain_words(written: str, value: object) -> None:
    found = read_plain(written)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    "written",
    [
        *[
            "1e5",
            "1E5",
            "1.5e-3",
            ".inf",
            "-.inf",
            "+.INF",
            ".nan",
            ".NaN",
            "012",
            "-007",
            "00",
            "0x1f",
            "0o17",
        ],
        *["0b1", "1_000", "1_000.5", "+3", "+3.5", ".5", "-.5", "5.", "01.5"],
        *["1" * (MAX_DIGITS + 1), "0." + "1" * MAX_DIGITS],
    ],
)
def test_numbers_in_another_form_are_refused(written: str) -> None:
    with pytest.raises(ValueError, match="number"):
        read_plain(written)
    with pytest.raises(InputError) as caught:
        read(f"a: {written}")
    assert caught.value.problems[0].place == Place("file.yaml", 1, 4)
    assert read(f"a: '{written}'") == {"a": written}


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**9), max_value=10**9, places=6))
def test_decimals_keep_every_digit(number: Decimal) -> None:
    found = read_plain(f"{number:f}")
    assert found == number
    assert str(found) == f"{number:f}"


def test_places_of_keys_and_values() -> None:
    tree = reader.parse("a: 1\nbé:\n  - x\n  - {c: 'two'}\n", Place("f.yaml", chain=("top.yaml",)))
    assert isinstance(tree, Map)
    places = {path: (place.line, place.column) for path, place in origins(tree)}
    assert places == {"a": (1, 4), "bé": (3, 3), "bé.0": (3, 5), "bé.1": (4, 5), "bé.1.c": (4, 9)}
    key = tree.entries["bé"].place
    assert (key.file, key.line, key.column, key.chain) == ("f.yaml", 2, 1, ("top.yaml",))
    assert plain(tree) == {"a": 1, "bé": ["x", {"c": "two"}]}
    assert size(tree) == 6


def test_keys_are_words_or_whole_numbers_and_known_by_their_text() -> None:
    assert read("1: a\nb: c") == {1: "a", "b": "c"}
    with pytest.raises(InputError, match="stands twice"):
        read("1: a\n'1': b")


def test_quoted_words_are_text() -> None:
    assert read("a: '12'\nb: \"true\"\nc: |\n  x\n  y\n") == {"a": "12", "b": "true", "c": "x\ny\n"}


def test_aliases_repeat_values() -> None:
    assert read("a: &x [1, &y two]\nb: *x\nc: *y\nd: &z {k: 1}\ne: *z") == {
        "a": [1, "two"],
        "b": [1, "two"],
        "c": "two",
        "d": {"k": 1},
        "e": {"k": 1},
    }


def test_aliases_cannot_nest_deeper_than_the_limit() -> None:
    text = "a0: &a0 [1]\n" + "".join(f"a{i}: &a{i} [*a{i - 1}]\n" for i in range(1, 50))
    with pytest.raises(InputError, match="nested deeper"):
        read(text)


def test_more_anchors_than_allowed() -> None:
    with pytest.raises(InputError, match="more than 64 anchors"):
        read("".join(f"k{i}: &a{i} 1\n" for i in range(65)))


@pytest.mark.parametrize("most", [1_000, pytest.param(reader.MAX_NODES, marks=pytest.mark.slow)])
def test_the_number_of_values_is_limited(monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    assert reader.MAX_NODES == 50_000
    monkeypatch.setattr(reader, "MAX_NODES", most)
    # A list is a value, and so is each of its items.
    assert read(f"[{', '.join(['1'] * (most - 1))}]") == [1] * (most - 1)
    with pytest.raises(InputError, match=f"more than {most:,} values"):
        read(f"[{', '.join(['1'] * most)}]")


def test_depth_up_to_the_limit_is_read() -> None:
    depth = reader.MAX_DEPTH
    assert read("[" * depth + "]" * depth) is not None
    with pytest.raises(InputError) as caught:
        read("[" * (depth + 1) + "]" * (depth + 1))
    assert caught.value.problems[0].place == Place("file.yaml", 1, depth + 1)


@pytest.mark.parametrize(
    "opener", ["[", "{", "- ", "? ", "[{", "{[", "[,", "a: [", "- [", "!", "!<a", "!aaaaaaa"]
)
def test_deep_nesting_and_long_tags_are_refused_quickly(opener: str) -> None:
    start = time.perf_counter()
    with pytest.raises(InputError):
        read(opener * 20_000)
    assert time.perf_counter() - start < 1.0


def test_a_character_that_yaml_forbids_is_named_at_its_place() -> None:
    with pytest.raises(InputError, match=r"U\+0007 is not allowed") as caught:
        read('a: 1\nb: "\x07"')
    assert caught.value.problems[0].place == Place("file.yaml", 2, 5)


def test_values_from_a_command_line_have_no_line() -> None:
    for text in ["[1", "a: \x07", "012", "[" * 50]:
        with pytest.raises(InputError) as caught:
            reader.parse(text, Place("--set a=b"), located=False)
        assert caught.value.problems[0].place == Place("--set a=b")


def test_unknown_failures_of_the_library_become_problems(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_text: str) -> object:
        raise IndexError

    monkeypatch.setattr(reader, "_events", fail)
    with pytest.raises(InputError, match=r"not valid YAML \(IndexError\)") as caught:
        read("a: 1")
    assert caught.value.problems[0].place == Place("file.yaml", 1, 1)


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    path = tmp_path / "f.yaml"
    for data, words, at in [
        (b"a: 1\nb: \xff", "not UTF-8", (2, 4)),
        ("a: 集采".encode("gbk"), "not UTF-8", (1, 4)),
        (b"a: \0", "NUL", (1, 4)),
        (b"\xef\xbb\xbfab\0", "NUL", (1, 3)),
        (b"a" * (reader.MAX_BYTES + 1), "larger than 1,024 KiB", (0, 0)),
    ]:
        path.write_bytes(data)
        with pytest.raises(InputError, match=words) as caught:
            reader.read_file(path, "f.yaml")
        place = caught.value.problems[0].place
        assert place is not None
        assert (place.line, place.column) == at


def test_a_byte_order_mark_shifts_nothing(tmp_path: Path) -> None:
    path = tmp_path / "f.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: 1\r\nb: [2]\r\n")
    node = reader.read_file(path, "f.yaml", ("top.yaml",))
    assert plain(node) == {"a": 1, "b": [2]}
    assert dict(origins(node))["b"] == Place("f.yaml", 2, 4, ("top.yaml",))


def test_what_is_no_readable_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for path, words in [(tmp_path, "not a file"), (tmp_path / "none.yaml", "no such file")]:
        with pytest.raises(InputError, match=words):
            reader.read_bytes(path, "x")
    with pytest.raises(InputError, match="cannot be read: File name too long"):
        reader.read_bytes(tmp_path / ("x" * 400), "x")
    with pytest.raises(InputError, match=r"no such file|not valid"):
        reader.read_bytes(tmp_path / "a\0b", "x")

    def refuse(*_args: object) -> bool:
        raise ValueError

    monkeypatch.setattr(Path, "exists", refuse)
    with pytest.raises(InputError, match="the path is not valid"):
        reader.read_bytes(tmp_path / "f", "x")


def test_a_file_that_was_read_before_is_parsed_once_and_read_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parsed = []
    parse = reader.parse
    monkeypatch.setattr(reader, "parse", lambda text, place: parsed.append(text) or parse(text, place))
    path = tmp_path / "f.yaml"
    file, chain = str(path), (str(tmp_path / "top.yaml"),)
    for text, parses in (("a: [1, &x {b: 2}, *x]\n", 1), ("a: 1\n", 2), ("a: [1, &x {b: 2}, *x]\n", 2)):
        path.write_text(text, encoding="utf-8")
        # However it was reached; the places say how.
        for through in ((), chain, ()):
            assert reader.read_file(path, file, through) == parse(text, Place(file, chain=through))
        assert len(parsed) == parses
    assert reader.read_file(path, file + "2").place == Place(file + "2", 1, 1)
    assert len(parsed) == 3, "another name is another place"
    path.write_text("a: [1\n", encoding="utf-8")
    for through in ((), chain):
        with pytest.raises(InputError) as caught:
            reader.read_file(path, file, through)
        assert caught.value.problems[0].place.chain == through
    path.write_text("# " + "long" * 5_000, encoding="utf-8")
    before = len(parsed)
    assert reader.read_file(path, file) == reader.read_file(path, file)
    assert len(parsed) == before + 2, "long texts are not kept"


def test_values_in_words() -> None:
    words = {"{}": "an empty map", "{a: 1}": "a map", "[]": "an empty list", "[1]": "a list", "": "empty"}
    words |= {"true": "true", "false": "false", "1.50": "the number 1.50", "a b": "the text 'a b'"}
    assert {text: kind_of(reader.parse(text, HERE)) for text in words} == words


def test_messages_never_hold_invisible_characters() -> None:
    assert shown("a\x1b[31mb\ud800") == "a\\x1b[31mb\\ud800"
    assert shown("x" * 100, 10) == "x" * 9 + "…"


def test_refused_characters() -> None:
    assert refused_character("a\n\tb 药 😀") == ""
    assert [refused_character(c) for c in ("\x00", "\x1b", "\x7f", "\x85", "\ud800")] == [
        "U+0000",
        "U+001B",
        "U+007F",
        "U+0085",
        "U+D800",
    ]
