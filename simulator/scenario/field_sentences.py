"""The sentence that follows each field of a record in its source, read once for a whole module."""

from __future__ import annotations

import ast
import inspect
import linecache
import sys
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import pairwise

__all__ = ["sentences_of"]


def sentences_of(record: type) -> Mapping[str, str]:
    """Return the sentence of each field that a class declares itself.

    Pydantic can look for them too, but reads the module again for every class in it, which was a fifth of the
    time that a short command takes.

    Parameters
    ----------
    record
        The class. One without a source, or made inside a function, has no sentences.
    """
    return _of_module(record.__module__).get(record.__qualname__, {})


@lru_cache(maxsize=256)
def _of_module(name: str) -> Mapping[str, Mapping[str, str]]:
    module = sys.modules.get(name)
    file = getattr(module, "__file__", None)
    if module is None or file is None:
        return {}
    text = "".join(linecache.getlines(file, vars(module)))
    return dict(_classes(ast.parse(text).body, ""))


def _classes(body: list[ast.stmt], within: str) -> Iterator[tuple[str, Mapping[str, str]]]:
    for node in body:
        if isinstance(node, ast.ClassDef):
            name = within + node.name
            yield name, dict(_fields(node.body))
            yield from _classes(node.body, f"{name}.")


def _fields(body: list[ast.stmt]) -> Iterator[tuple[str, str]]:
    for field, after in pairwise(body):
        if not (isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name)):
            continue
        if isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant):
            said = after.value.value
            if isinstance(said, str):
                yield field.target.id, inspect.cleandoc(said)
