"""One broken file per mistake: each must be refused at its place, in words that help."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from simulator.errors import InputError
from simulator.rules.parameters import Clauses
from simulator.scenario.loading import load_rulebook

BAD = Path(__file__).parent / "bad"
FILES = sorted(BAD.glob("*.yaml"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_is_refused_at_its_place_in_words_that_help(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    line, column = map(int, re.search(r"# at (\d+):(\d+)", text).groups())
    words = [part.strip() for part in re.search(r"# says: (.*)", text)[1].split(" | ")]
    with pytest.raises(InputError) as caught:
        load_rulebook(path, Clauses)
    message = str(caught.value)
    for word in words:
        assert word in message
    first = caught.value.problems[0]
    assert first.place is not None
    assert (Path(first.place.file).name, first.place.line, first.place.column) == (path.name, line, column)
    jargon = ["Input should", "pydantic", "Traceback", "NoneType", "dict", "str_type", "[type="]
    assert not [word for word in jargon if word in message]


def test_each_mistake_stands_alone() -> None:
    """A broken file has one problem, so that its message is not lost among others."""
    several = {"missing-everything"}
    for path in FILES:
        with pytest.raises(InputError) as caught:
            load_rulebook(path, Clauses)
        assert len(caught.value.problems) == 1 or path.stem in several, path.stem


def test_the_book_they_break_is_good() -> None:
    book = load_rulebook(BAD / "base" / "good.yaml", Clauses).record
    assert book.clauses.places.use == "place-table"
    assert str(book.clauses.places.table.value) == "{1: 1, 2: 1, 3: 2}"


def test_all_problems_of_a_file_are_told_at_once_in_order(tmp_path: Path, good: str) -> None:
    broken = (
        good.replace("kind: drug", "kind: drag")
        .replace("varieties: 3", "varieties: 0")
        .replace("years: 2", "years: x")
    )
    path = tmp_path / "broken.yaml"
    path.write_text(broken, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_rulebook(path, Clauses)
    lines = [problem.place.line for problem in caught.value.problems if problem.place]
    assert len(lines) == 3
    assert lines == sorted(lines)
