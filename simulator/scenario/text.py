"""From bytes to positioned values: reads a YAML file as hostile input, within fixed limits.

Only what a scenario needs is understood: maps, lists, text, plain decimals. Tags, merge keys, directives and
several documents in one file are refused. The reader's events are counted as they come, so that a file that
would grow without bound is refused before anything is built from it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple, Protocol

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from ruamel.yaml.reader import ReaderError
from ruamel.yaml.scanner import Scanner

from simulator.errors import InputError, Place
from simulator.scenario.nodes import Entry, Leaf, List, Map, Node, kind_of, shown, size
from simulator.scenario.scalars import read_plain, refused_character

__all__ = [
    "MAX_ALIASES",
    "MAX_BYTES",
    "MAX_DEPTH",
    "MAX_KEY",
    "MAX_NODES",
    "decode",
    "parse",
    "read_bytes",
    "read_file",
]

MAX_BYTES = 1024 * 1024
MAX_DEPTH = 32
MAX_NODES = 50_000
MAX_ALIASES = 64
MAX_KEY = 200
_MOST_REMEMBERED = 16_384  # characters; longer texts are parsed anew each time, so that memory stays small
_PLAIN_HINT = "write it as a plain decimal such as 12, -3.5 or 0.1807, or put it in quotes if it is text"
_LOOK = "check brackets, quotes and indentation near this place"
_TOO_DEEP = (f"nested deeper than {MAX_DEPTH} levels", "flatten the structure; check for a missing ]")
_COMMON = (
    (r"\t", "a tab stands where YAML expects spaces", "indent with spaces"),
    (
        "mapping values are not",
        "a second ': ' on one line",
        "put text that holds ': ' in quotes, or start a new line",
    ),
    (
        "could not find expected ':'",
        "a line without 'key: value'",
        "write 'key: value', or '- ' before an item",
    ),
)
"""Signs of common mistakes in the words of the library, and our words for them."""


class _Mark(Protocol):
    """A place as the library gives it, counted from 0."""

    @property
    def line(self) -> int: ...
    @property
    def column(self) -> int: ...


class _Spot(NamedTuple):
    line: int
    column: int


class _StopError(Exception):
    """The scanner met something that is not allowed."""

    def __init__(self, spot: _Spot, what: str, mend: str) -> None:
        super().__init__(what)
        self.spot, self.what, self.mend = spot, what, mend


class _Scanner(Scanner):
    """A scanner that stops at once on deep nesting and on tags, where the library would take seconds."""

    def fetch_flow_collection_start(self, TokenClass: object, to_push: str) -> None:  # names of the library
        if len(self.flow_context) >= MAX_DEPTH:
            raise _StopError(_Spot(self.reader.line, self.reader.column), *_TOO_DEEP)
        super().fetch_flow_collection_start(TokenClass, to_push)

    def fetch_tag(self) -> None:
        tag = self.reader.prefix(40).split()[0].rstrip("\0")
        what, mend = f"the tag '{shown(tag)}' is not allowed", "remove it; quote a value that is text"
        raise _StopError(_Spot(self.reader.line, self.reader.column), what, mend)


def read_bytes(path: Path, file: str, most: int = MAX_BYTES) -> bytes:
    """Read a whole file of limited size, with an error that says what is wrong with it.

    Parameters
    ----------
    path
        The file.
    file
        Its name in messages.
    most
        Largest size in bytes.
    """
    place = Place(file)
    try:
        if not path.exists():
            raise InputError.one("there is no such file", place, "check the spelling of the path")
        if not path.is_file():
            raise InputError.one("this is not a file", place, "name a file, not a folder or device")
        with path.open("rb") as stream:
            data = stream.read(most + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "the path is not valid"
        raise InputError.one(
            f"the file cannot be read: {reason}", place, "check the path and its permissions"
        ) from None
    if len(data) > most:
        what = f"the file is larger than {most // 1024:,} KiB"
        raise InputError.one(what, place, "split it, or move long tables to CSV files")
    return data


def decode(data: bytes, file: str, mend: str = "save the file as UTF-8") -> str:
    """Turn bytes into text: UTF-8 with or without a byte-order mark, no NUL."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError.one(
            "the file is not UTF-8 text", _place_of(data[: error.start], file), mend
        ) from None
    if "\0" in text:
        before = text[: text.index("\0")].encode()
        raise InputError.one(
            "the file holds a NUL character, so it is not text", _place_of(before, file), mend
        )
    return text


def read_file(path: Path, file: str, chain: tuple[str, ...] = ()) -> Node:
    """Read one YAML file.

    Parameters
    ----------
    path
        The file.
    file
        Its name in messages.
    chain
        The files that led to it, outermost first.

    Raises
    ------
    InputError
        If the file cannot be read, is too large, or says something that is not allowed.
    """
    text = decode(read_bytes(path, file), file)
    parsed = _parse_again if len(text) <= _MOST_REMEMBERED else parse
    return parsed(text, Place(file, chain=chain))


def parse(text: str, source: Place, *, located: bool = True) -> Node:
    """Read YAML text.

    Parameters
    ----------
    text
        The text.
    source
        File and chain that the places of the values carry.
    located
        Whether lines and columns mean something; not so for one value that is given on a command line.

    Raises
    ------
    InputError
        If the text is not valid, not allowed, or beyond the limits.
    """
    return _Builder(source, located).build(text)


@lru_cache(maxsize=256)
def _parse_again(text: str, source: Place) -> Node:
    """Parse a text, or return what it was parsed into before: one run reads the same few files many times."""
    if not source.chain:
        return parse(text, source)
    try:
        alone = _parse_again(text, Place(source.file))
    except InputError:
        return parse(text, source)  # to say how the file was reached
    return _reached(alone, source.chain)


def _reached(node: Node, chain: tuple[str, ...]) -> Node:
    """Give all places of a tree the chain of files that led to it."""

    def at(place: Place) -> Place:
        return Place(place.file, place.line, place.column, chain)

    if isinstance(node, Leaf):
        return Leaf(node.value, at(node.place))
    if isinstance(node, List):
        return List(tuple(_reached(item, chain) for item in node.items), at(node.place))
    entries = {
        name: Entry(entry.key, at(entry.place), _reached(entry.node, chain))
        for name, entry in node.entries.items()
    }
    return Map(entries, at(node.place))


def _place_of(before: bytes, file: str) -> Place:
    lines = before.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace").split("\n")
    return Place(file, len(lines), len(lines[-1]) + 1)


def _events(text: str) -> Iterator[Event]:
    yaml = YAML(typ="safe", pure=True)
    yaml.Scanner = _Scanner
    yield from yaml.parse(text)


@dataclass(slots=True)
class _Open:
    """A map or list that is being read."""

    mark: _Mark
    is_map: bool
    anchor: str | None
    entries: dict[str, Entry] = field(default_factory=dict)
    items: list[Node] = field(default_factory=list)
    key: tuple[str | int, Place] | None = None
    height: int = 1


@dataclass(slots=True)
class _Builder:
    """Builds values from events while counting them."""

    source: Place
    located: bool
    open: list[_Open] = field(default_factory=list)
    anchors: dict[str, tuple[Node, int] | None] = field(default_factory=dict)
    nodes: int = 0
    aliases: int = 0
    documents: int = 0
    root: Node | None = None
    last: _Mark | None = None

    def build(self, text: str) -> Node:
        try:
            for event in _events(text):
                self.take(event)
        except InputError:
            raise
        except _StopError as error:
            raise self.refuse(error.spot, error.what, error.mend) from None
        except ReaderError as error:
            raise self.bad_character(text, error) from None
        except MarkedYAMLError as error:
            raise self.bad_yaml(error) from None
        except Exception as error:  # the library leaks other kinds on broken text; users must not meet them
            what = f"the text is not valid YAML ({type(error).__name__})"
            raise self.refuse(
                self.last, what, "check quotes, escapes and indentation near this place"
            ) from None
        return self.root if self.root is not None else Leaf(None, self.here(None))

    def here(self, mark: _Mark | None) -> Place:
        if not self.located:
            return self.source
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        return Place(self.source.file, line, column, self.source.chain)

    def refuse(self, mark: _Mark | None, what: str, mend: str) -> InputError:
        return InputError.one(what, self.here(mark), mend)

    def bad_character(self, text: str, error: ReaderError) -> InputError:
        position = error.position if isinstance(error.position, int) else 0
        lines = text[:position].split("\n")
        where = _Spot(len(lines) - 1, len(lines[-1]))
        code = error.character if isinstance(error.character, int) else 0
        return self.refuse(
            where, f"the character U+{code:04X} is not allowed", "remove it; it may be invisible"
        )

    def bad_yaml(self, error: MarkedYAMLError) -> InputError:
        problem = str(error.problem or error.context or "unreadable").replace("\n", " ")
        mark = error.problem_mark or error.context_mark
        known = next((words for sign, *words in _COMMON if sign in problem), None)
        if "could not find expected" in problem and error.context_mark:
            mark = error.context_mark  # where the line begins; the library notices at its end
        what, mend = known or (f"not valid YAML: {shown(problem, 160)}", _LOOK)
        return self.refuse(mark, what, mend)

    def take(self, event: Event) -> None:
        mark: _Mark = event.start_mark
        self.last = mark
        if isinstance(event, DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                raise self.refuse(
                    mark, "a second document begins here", "keep one document in a file: remove '---'"
                )
            if event.version or event.tags:
                raise self.refuse(mark, "a directive (a line with %) is not allowed", "remove the line")
        elif isinstance(event, AliasEvent):
            self.alias(mark, str(event.anchor))
        elif isinstance(event, ScalarEvent):
            self.count(mark, 1, 0)
            self.check_start(event, mark)
            node = self.scalar(event, mark)
            if event.anchor:
                self.anchors[event.anchor] = (node, 0)
            self.add(node, mark, 0)
        elif isinstance(event, MappingStartEvent | SequenceStartEvent):
            self.count(mark, 1, 1)
            self.check_start(event, mark)
            if event.anchor:
                self.anchors[event.anchor] = None
            self.open.append(_Open(mark, isinstance(event, MappingStartEvent), event.anchor))
        elif isinstance(event, MappingEndEvent | SequenceEndEvent):
            self.close()

    def count(self, mark: _Mark, nodes: int, depth: int) -> None:
        self.nodes += nodes
        if self.nodes > MAX_NODES:
            raise self.refuse(
                mark, f"more than {MAX_NODES:,} values", "split the file, or move long tables to CSV files"
            )
        if len(self.open) + depth > MAX_DEPTH:
            raise self.refuse(mark, *_TOO_DEEP)

    def check_start(self, event: NodeEvent, mark: _Mark) -> None:
        if event.anchor:
            if event.anchor in self.anchors:
                what = f"the anchor '&{shown(str(event.anchor))}' is defined twice"
                raise self.refuse(mark, what, "give each anchor its own name")
            if len(self.anchors) >= MAX_ALIASES:
                raise self.refuse(
                    mark, f"more than {MAX_ALIASES} anchors", "repeat the values, or use extends"
                )

    def alias(self, mark: _Mark, name: str) -> None:
        self.aliases += 1
        if self.aliases > MAX_ALIASES:
            raise self.refuse(mark, f"more than {MAX_ALIASES} aliases", "repeat the values, or use extends")
        if name not in self.anchors:
            raise self.refuse(
                mark, f"the alias '*{shown(name)}' has no anchor", f"define &{shown(name)} before it"
            )
        target = self.anchors[name]
        if target is None:
            raise self.refuse(
                mark, f"the alias '*{shown(name)}' stands inside itself", "write the values out"
            )
        node, height = target
        self.count(mark, size(node), height)
        self.add(node, mark, height)

    def scalar(self, event: ScalarEvent, mark: _Mark) -> Leaf:
        bad = refused_character(event.value)
        if bad:
            raise self.refuse(mark, f"the text holds the character {bad}", "remove it")
        if not event.implicit[0]:
            return Leaf(event.value, self.here(mark))
        try:
            return Leaf(read_plain(event.value), self.here(mark))
        except ValueError as error:
            raise self.refuse(mark, str(error), _PLAIN_HINT) from None

    def close(self) -> None:
        done = self.open.pop()
        place = self.here(done.mark)
        node: Node = Map(done.entries, place) if done.is_map else List(tuple(done.items), place)
        if done.anchor:
            self.anchors[done.anchor] = (node, done.height)
        self.add(node, done.mark, done.height)

    def add(self, node: Node, mark: _Mark, height: int) -> None:
        if not self.open:
            self.root = node
            return
        parent = self.open[-1]
        parent.height = max(parent.height, height + 1)
        if not parent.is_map:
            parent.items.append(node)
        elif parent.key is None:
            parent.key = self.key(node, parent, mark)
        else:
            key, place = parent.key
            parent.entries[str(key)] = Entry(key, place, node)
            parent.key = None

    def key(self, node: Node, parent: _Open, mark: _Mark) -> tuple[str | int, Place]:
        value = node.value if isinstance(node, Leaf) else None
        if isinstance(value, bool) or not isinstance(value, str | int):
            raise self.refuse(
                mark,
                f"a key must be a word or a whole number; this one is {kind_of(node)}",
                "put it in quotes",
            )
        name = str(value)
        if name == "<<":
            raise self.refuse(
                mark, "merge keys (<<) are not allowed", "use 'extends:' to build on another file"
            )
        if not name or len(name) > MAX_KEY:
            raise self.refuse(mark, f"a key must have 1 to {MAX_KEY} characters", "shorten it")
        if name in parent.entries:
            first = parent.entries[name].place
            what = f"the key '{shown(name)}' stands twice in one map; the first is on line {first.line}"
            raise self.refuse(mark, what, "remove one of the two")
        return value, self.here(mark)
