"""Broken documents of every kind: the answer is a record or an InputError with a place, nothing else."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.errors import InputError, Place, Problem
from simulator.rules.parameters import Clauses
from simulator.scenario.check import build
from simulator.scenario.layers import read_layers
from simulator.scenario.nodes import Map
from simulator.scenario.overrides import override
from simulator.scenario.resolved import as_yaml
from simulator.scenario.rulebook import RuleBook
from simulator.scenario.tables import Column, Table, read_table
from simulator.scenario.text import parse

GOOD = (Path(__file__).parent / "bad" / "base" / "good.yaml").read_text(encoding="utf-8")
BOOK = RuleBook[Clauses]
PIECES = [
    "[",
    "]",
    "{",
    "}",
    ": ",
    "\n",
    "  ",
    "- ",
    "&a ",
    "*a",
    "!!str ",
    "|",
    ">",
    "'",
    '"',
    "\\",
    "#",
    "%",
    "@",
]
PIECES += [
    "`",
    "? ",
    "<<: ",
    "---\n",
    "...\n",
    "\t",
    "\r",
    "0x1",
    "1e9",
    ".nan",
    "null",
    "~",
    "012",
    "yes",
    "\ufeff",
]
PIECES += [
    "\x85",
    "\u2028",
    "\ud800",
    "\x00",
    "\x1b",
    "😀",
    "药",
    '"\\U00110000"',
    '"\\x',
    "$delete: [use]",
    "extends: x\n",
]
PIECES += [
    "use: ",
    "value: ",
    "source: ",
    "9" * 40,
    "-",
    ".",
    ",",
    "=",
    "clauses:",
    "S1",
    "true",
    "2021-06-23",
    "a" * 300,
]


def mutate(text: str, dice: random.Random) -> str:
    for _ in range(dice.randint(1, 6)):
        at, end = sorted(dice.randrange(len(text) + 1) for _ in range(2))
        move = dice.randrange(6)
        if move == 0:
            text = text[:at] + dice.choice(PIECES) + text[at:]
        elif move == 1:
            text = text[:at] + text[at + dice.randint(1, 8) :]
        elif move == 2:
            text = text[:at] + dice.choice(PIECES) + text[at + 1 :]
        elif move == 3:
            text = text[:at] + text[at : at + 30] + text[at:]
        elif move == 4 and end - at < 200:
            text = text[:at] + text[end:]
        else:
            lines = text.split("\n")
            lines.insert(dice.randrange(len(lines)), dice.choice(lines))
            text = "\n".join(lines)
    return text


def problems_of(act: Callable[[], object]) -> tuple[Problem, ...]:
    """Do something that may refuse its input; anything but an InputError breaks the promise."""
    try:
        act()
    except InputError as error:
        return tuple(error.problems) or (Problem("an error without a problem"),)
    return ()


def check_one(text: str) -> bool:
    """Read one document as far as it goes; say whether it gave a record."""
    most = text.count("\n") + text.count("\r") + sum(map(text.count, "\x85\u2028\u2029")) + 2
    records: list[tuple[Map, RuleBook[Clauses]]] = []

    def read() -> None:
        tree = parse(text, Place("fuzz.yaml"))
        if isinstance(tree, Map):
            records.append((tree, build(BOOK, tree)))

    for problem in problems_of(read):
        assert problem.place is not None
        assert 1 <= problem.place.line <= most
        assert problem.place.column >= 1
        str(problem).encode()
    for tree, record in records:
        assert build(BOOK, parse_map(as_yaml(tree))) == record
    return bool(records)


def parse_map(text: str) -> Map:
    tree = parse(text, Place("again.yaml"))
    assert isinstance(tree, Map)
    return tree


@cache
def good_tree() -> Map:
    return parse_map(GOOD)


def run(count: int, seed: int, small: bool) -> tuple[int, int]:
    dice = random.Random(seed)  # noqa: S311
    short = "\n".join(GOOD.split("\n")[1:16]) + "\n"
    good = 0
    for _ in range(count):
        good += check_one(mutate(short if small and dice.random() < 0.8 else GOOD, dice))
    return count, good


@pytest.mark.parametrize("count", [800, pytest.param(2_000, marks=pytest.mark.slow)])
def test_small_broken_documents(count: int) -> None:
    _count, good = run(count, seed=1, small=True)
    assert good > 0  # some mutations change nothing that matters, so both sides of the promise are tested


@pytest.mark.slow
def test_many_broken_documents() -> None:
    _count, good = run(2_000, seed=2, small=False)
    assert good > 0


@pytest.mark.long
@settings(max_examples=300, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=5)), max_size=25).map("".join))
def test_documents_made_of_pieces(text: str) -> None:
    check_one(text)


@pytest.mark.long
@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "a",
                ".",
                "0",
                "1",
                "=",
                "[",
                "]",
                "{",
                "}",
                ":",
                " ",
                "$delete",
                "use",
                "clauses",
                "links",
                "places",
                "table",
                "9",
                "\n",
                "\x00",
            ]
        ),
        max_size=12,
    ).map("".join)
)
def test_overrides_made_of_pieces(text: str) -> None:
    for problem in problems_of(lambda: override(good_tree(), [text])):
        assert problem.place is not None
        assert problem.place.file.startswith("--set ")


@pytest.mark.long
@settings(max_examples=150, deadline=None)
@given(st.text(alphabet=st.sampled_from("ab./\\~:\x00\n \t$*&-药"), max_size=30))
def test_names_to_extend_made_of_pieces(name: str) -> None:
    quoted = "".join(f"\\u{ord(c):04x}" for c in name)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "top.yaml"
        file.write_text(f'extends: "{quoted}"\n', encoding="utf-8")
        with pytest.raises(InputError) as caught:
            read_layers(file)
    assert caught.value.problems[0].place is not None


COLUMNS = (
    Column("id", "identifier"),
    Column("price", "price", required=False),
    Column("share", "share", required=False, default=Decimal(1)),
    Column("n", "integer", required=False),
    Column("flag", "boolean", required=False),
    Column("form", "choice", required=False, choices=("oral", "other")),
)
CELLS = [
    "id",
    "price",
    "n",
    ",",
    ",",
    ",",
    "\n",
    "\r\n",
    '"',
    "a",
    "1",
    "0.5",
    "yes",
    "oral",
    " ",
    "\x00",
    "\ufeff",
    "é",
    "-",
]


@pytest.mark.long
@settings(max_examples=400, deadline=None)
@given(
    st.one_of(
        st.lists(st.sampled_from(CELLS), max_size=30).map("".join).map(str.encode), st.binary(max_size=60)
    )
)
def test_tables_made_of_pieces(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "t.csv"
        file.write_bytes(data)
        tables: list[Table] = []
        problems = problems_of(lambda: tables.append(read_table(file, COLUMNS)))
    assert all(problem.place is not None for problem in problems)
    assert bool(tables) != bool(problems)
    for table in tables:
        assert all(len(cells) == len(table) for cells in table.columns.values())
