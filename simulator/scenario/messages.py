"""Plain sentences for what pydantic finds wrong with a value."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from simulator.errors import nearest
from simulator.scenario.nodes import Leaf, Map, Node, kind_of, shown
from simulator.scenario.records import Cited

__all__ = ["explain"]

Context = Mapping[str, object]

_KINDS = {
    "int": "a whole number",
    "decimal": "a plain decimal number",
    "float": "a number",
    "string": "text",
    "str": "text",
    "bool": "true or false",
    "date": "a date such as 2021-06-23",
    "tuple": "a list",
    "list": "a list",
    "set": "a list",
    "dict": "a map",
    "model": "a map",
    "none": "nothing (null)",
}
"""What is expected, by the first word of the kind of error."""

_PATTERNS = {
    r"^[a-z0-9][a-z0-9-]{0,63}$": "small letters, digits and hyphens, at most 64",
    r"^[A-Z][A-Z0-9-]{0,15}$": "a capital letter, then capitals, digits and hyphens, at most 16 (such as S1)",
}


def _choices(ctx: Context, name: str) -> list[str]:
    return re.findall(r"'((?:[^'\\]|\\.)*)'", str(ctx.get(name, "")))


def _literal(node: Node, ctx: Context) -> tuple[str, str]:
    known = _choices(ctx, "expected")
    if not known:
        return f"expected {ctx.get('expected')}, found {kind_of(node)}", ""
    if isinstance(node, Leaf) and isinstance(node.value, str):
        return f"'{shown(node.value)}' is not one of the choices", nearest(node.value, known)
    return f"expected one of the choices, found {kind_of(node)}", nearest("", known)


def _bound(sense: str, name: str) -> Callable[[Node, Context], tuple[str, str]]:
    def say(node: Node, ctx: Context) -> tuple[str, str]:
        value = shown(str(node.value), 40) if isinstance(node, Leaf) else kind_of(node)
        return f"{value} is out of range: it must be {sense} {ctx.get(name)}", ""

    return say


def _length(sense: str, name: str) -> Callable[[Node, Context], tuple[str, str]]:
    def say(node: Node, ctx: Context) -> tuple[str, str]:
        return f"{kind_of(node)} is given; {sense} {ctx.get(name)} must stand here", ""

    return say


def _pattern(node: Node, ctx: Context) -> tuple[str, str]:
    pattern = str(ctx.get("pattern"))
    return f"{kind_of(node)} has not the right form", f"use {_PATTERNS.get(pattern, f'the form {pattern}')}"


def _value_error(node: Node, ctx: Context) -> tuple[str, str]:
    return str(ctx.get("error", "the value is not valid")), ""


def _decimals(node: Node, ctx: Context) -> tuple[str, str]:
    most = ctx.get("decimal_places", ctx.get("max_digits"))
    unit = "decimals" if "decimal_places" in ctx else "digits"
    return f"{kind_of(node)} has more than {most} {unit}", f"round it to {most} {unit}"


_RULES: dict[str, Callable[[Node, Context], tuple[str, str]]] = {
    "literal_error": _literal,
    "enum": _literal,
    "greater_than_equal": _bound("at least", "ge"),
    "greater_than": _bound("more than", "gt"),
    "less_than_equal": _bound("at most", "le"),
    "less_than": _bound("less than", "lt"),
    "multiple_of": _bound("a multiple of", "multiple_of"),
    "too_short": _length("at least", "min_length"),
    "too_long": _length("at most", "max_length"),
    "string_too_short": _length("characters: at least", "min_length"),
    "string_too_long": _length("characters: at most", "max_length"),
    "string_pattern_mismatch": _pattern,
    "value_error": _value_error,
    "assertion_error": _value_error,
    "decimal_max_places": _decimals,
    "decimal_max_digits": _decimals,
    "decimal_whole_digits": _decimals,
}


def explain(kind: str, node: Node, ctx: Context, message: str) -> tuple[str, str]:
    """Say what is wrong and how to mend it.

    Parameters
    ----------
    kind
        Pydantic's name of the error.
    node
        The value in the input.
    ctx
        What pydantic adds to the error.
    message
        Pydantic's own sentence, used where we have no better one.
    """
    if kind in _RULES:
        return _RULES[kind](node, ctx)
    expected = _KINDS.get(kind.partition("_")[0])
    if expected is None:
        return f"{kind_of(node)} is not valid here: {message}", ""
    return f"expected {expected}, found {kind_of(node)}", _mend(expected, node)


def _mend(expected: str, node: Node) -> str:
    if isinstance(node, Map) and expected != "a map":
        for key in node.entries:
            hint = nearest(key, Cited.model_fields)
            if hint.startswith("did"):
                return f"'{shown(key)}': {hint}"
    if expected == "text" and isinstance(node, Leaf) and node.value is not None:
        return "put it in quotes if it is text"
    if expected == "a list" and isinstance(node, Leaf):
        return "write [a, b], or one '- ' line for each item"
    if expected.endswith("number") and isinstance(node, Leaf) and isinstance(node.value, str):
        if node.value.strip().endswith("%"):
            return "write a share as a decimal: 0.5 for 50 %"
        return "write the number alone, without quotes, units or separators"
    if expected == "true or false" and isinstance(node, Leaf) and isinstance(node.value, str):
        return "write true or false, without quotes"
    return ""
