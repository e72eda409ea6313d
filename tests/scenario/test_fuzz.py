"""Broken documents of every kind: the answer is a valid record or an InputError with a place, nothing else."""

from __future__ import annotations

import random
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.errors import InputError, Place
from simulator.rules.parameters import Clauses
from simulator.scenario.check import build
from simulator.scenario.layers import read_layers
from simulator.scenario.nodes import Map
from simulator.scenario.overrides import override
from simulator.scenario.resolved import as_yaml
from simulator.scenario.rulebook import RuleBook
from simulator.scenario.tables import Column, read_table
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
            dice.shuffle(lines) if dice.random() < 0.05 else lines.insert(
                dice.randrange(len(lines)), dice.choice(lines)
            )
            text = "\n".join(lines)
    return text


def check_one(text: str) -> bool:
    """Read one document as far as it goes; say whether it gave a record."""
    try:
        tree = parse(text, Place("fuzz.yaml"))
        if not isinstance(tree, Map):
            return False
        record = build(BOOK, tree)
    except InputError as error:
        assert error.problems
        for problem in error.problems:
            assert problem.place is not None
            assert problem.place.line >= 1
            assert problem.place.column >= 1
            assert problem.place.line <= text.count("\n") + text.count("\r") + 2 + sum(
                map(text.count, "\x85\u2028\u2029")
            )
            str(problem).encode()
        return False
    again = build(BOOK, parse_map(as_yaml(tree)))
    assert again == record
    return True


def parse_map(text: str) -> Map:
    tree = parse(text, Place("again.yaml"))
    assert isinstance(tree, Map)
    return tree


def run(count: int, seed: int, small: bool) -> tuple[int, int]:
    dice = random.Random(seed)
    short = "\n".join(GOOD.split("\n")[1:16]) + "\n"
    good = 0
    for _ in range(count):
        good += check_one(mutate(short if small and dice.random() < 0.8 else GOOD, dice))
    return count, good


def test_two_thousand_broken_documents() -> None:
    _count, good = run(2000, seed=1, small=True)
    assert good > 0  # some mutations change nothing that matters, so both sides of the promise are tested


@pytest.mark.slow
def test_twenty_thousand_broken_documents() -> None:
    _count, good = run(20_000, seed=2, small=False)
    assert good > 0


@settings(max_examples=300, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=5)), max_size=25).map("".join))
def test_documents_made_of_pieces(text: str) -> None:
    check_one(text)


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
    try:
        override(parse_map(GOOD), [text])
    except InputError as error:
        for problem in error.problems:
            assert problem.place is not None
            assert problem.place.file.startswith("--set ")


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet=st.sampled_from("ab./\\~:\x00\n \t$*&-药"), max_size=30))
def test_names_to_extend_made_of_pieces(name: str) -> None:
    path = Path(__file__).parent / "bad" / "base" / "good.yaml"
    quoted = "".join(f"\\u{ord(c):04x}" for c in name)
    import tempfile  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "top.yaml"
        file.write_text(f'extends: "{quoted}"\n', encoding="utf-8")
        with pytest.raises(InputError) as caught:
            read_layers(file)
    assert caught.value.problems[0].place is not None
    assert path.exists()


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


@settings(max_examples=400, deadline=None)
@given(
    st.one_of(
        st.lists(st.sampled_from(CELLS), max_size=30).map("".join).map(str.encode), st.binary(max_size=60)
    )
)
def test_tables_made_of_pieces(data: bytes) -> None:
    import tempfile  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "t.csv"
        file.write_bytes(data)
        try:
            table = read_table(file, COLUMNS)
        except InputError as error:
            assert all(problem.place is not None for problem in error.problems)
        else:
            assert all(len(cells) == len(table) for cells in table.columns.values())
