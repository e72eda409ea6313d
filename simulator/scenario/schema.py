"""JSON Schema (draft 7) of the scenario files, for editors that complete and check while one writes."""

from __future__ import annotations

import copy
from decimal import Decimal
from typing import TypeAlias, cast

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from simulator.scenario.layers import EXTENDS
from simulator.scenario.merge import CITED_KEYS, DELETE

__all__ = ["json_schema"]

Json: TypeAlias = "str | int | float | bool | list[Json] | dict[str, Json] | None"
Object: TypeAlias = "dict[str, Json]"

_REF = "#/definitions/"
_PART = ".part"
_DELETE: Object = {
    "type": "array",
    "items": {"type": ["string", "integer"]},
    "description": "Inherited keys to remove; only in files that extend another one.",
}
_EXTENDS: Object = {
    "anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}],
    "description": "File that this one builds on (or several, the weakest first): a path or a shipped id.",
}


class _Generator(GenerateJsonSchema):
    """Decimals are plain numbers in our files."""

    def decimal_schema(self, schema: core_schema.DecimalSchema) -> JsonSchemaValue:
        names = {"ge": "minimum", "gt": "exclusiveMinimum", "le": "maximum", "lt": "exclusiveMaximum"}
        given = cast("dict[str, object]", schema)
        bounds = {words: _number(given[key]) for key, words in names.items() if key in given}
        return {"type": "number", **bounds}

    def encode_default(self, dft: object) -> object:
        return _number(dft) if isinstance(dft, Decimal) else super().encode_default(dft)


def json_schema(model: type[BaseModel], title: str) -> dict[str, Json]:
    """Describe a type of scenario file as JSON Schema of draft 7.

    A file that extends another one may leave out any key, so the schema asks for the required keys only
    where ``extends`` is absent. A value with its source may also be written bare.

    Parameters
    ----------
    model
        Record type of the file.
    title
        Title of the schema.
    """
    made = model.model_json_schema(ref_template=_REF + "{model}", schema_generator=_Generator)
    definitions = cast("dict[str, Object]", made.pop("$defs", {}))
    definitions["file"] = made
    names = _short_names(definitions)
    full = {names[name]: _draft7(definition, names) for name, definition in definitions.items()}
    part = {name + _PART: _partial(copy.deepcopy(definition)) for name, definition in full.items()}
    for name in ("file", "file" + _PART):
        properties = {**full, **part}[name]["properties"]
        cast("Object", properties)[EXTENDS] = _EXTENDS
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": title,
        "description": (model.__doc__ or "").strip().partition("\n")[0],
        "type": "object",
        "if": {"required": [EXTENDS]},
        "then": {"$ref": _REF + "file" + _PART},
        "else": {"$ref": _REF + "file"},
        "definitions": cast("Object", {**full, **part}),
    }


def _number(value: object) -> int | float:
    number = Decimal(str(value))
    return int(number) if number == number.to_integral_value() else float(number)


def _is_cited(definition: Object) -> bool:
    properties = definition.get("properties")
    return isinstance(properties, dict) and set(properties) == CITED_KEYS


def _short_names(definitions: dict[str, Object]) -> dict[str, str]:
    """Give the definitions of cited values short names; pydantic spells out their whole type."""
    cited = [name for name, definition in definitions.items() if _is_cited(definition)]
    return {name: f"cited-{cited.index(name) + 1}" if name in cited else name for name in definitions}


def _draft7(definition: Object, names: dict[str, str]) -> Object:
    cited = _is_cited(definition)
    done = cast("Object", _converted(definition, names))
    if not cited:
        return done
    properties = cast("dict[str, Object]", done["properties"])
    done["title"] = "value with its source"
    bare = {key: value for key, value in properties["value"].items() if key not in {"title", "description"}}
    description = done.pop("description", "A value with its source, or the bare value.")
    return {"description": description, "anyOf": [bare, done]}


def _converted(value: Json, names: dict[str, str]) -> Json:
    """Bring one piece of a schema into the form of draft 7."""
    if isinstance(value, list):
        return [_converted(item, names) for item in value]
    if not isinstance(value, dict):
        return value
    if "$ref" in value:
        ref: Json = {"$ref": _REF + names[str(value["$ref"]).removeprefix(_REF)]}
        rest = {key: item for key, item in value.items() if key != "$ref"}
        return {**rest, "allOf": [ref]} if rest else ref  # draft 7 ignores what stands beside a $ref
    done: Object = {}
    for key, item in value.items():
        if key == "properties" and isinstance(item, dict):
            done[key] = {name: _converted(child, names) for name, child in item.items()}
        elif key == "prefixItems":
            done["items"] = _converted(item, names)
        elif key not in {"discriminator", "default", "const", "enum"}:
            done[key] = _converted(item, names)
        elif key != "discriminator":
            done[key] = item
    if done.get("type") == "object":
        _allow_delete(done)
    return done


def _allow_delete(done: Object) -> None:
    properties = cast("Object", done.setdefault("properties", {}))
    properties[DELETE] = _DELETE
    if "patternProperties" in done:
        done.setdefault("additionalProperties", False)
    if "propertyNames" in done:
        done["propertyNames"] = {"anyOf": [done["propertyNames"], {"const": DELETE}]}


def _partial(value: Object) -> Object:
    """Relax a definition for a file that extends another one; items of lists stay whole: lists replace."""
    done: Object = {}
    for key, item in value.items():
        if key in {"required", "minProperties"}:
            continue
        if key == "$ref":
            done[key] = f"{item}{_PART}"
        elif key in {"items", "default", "const", "enum", "propertyNames"}:
            done[key] = item
        elif key == "properties" and isinstance(item, dict):
            done[key] = {name: _relaxed(child) for name, child in item.items()}
        else:
            done["anyOf" if key == "oneOf" else key] = _relaxed(item)
    return done


def _relaxed(item: Json) -> Json:
    if isinstance(item, dict):
        return _partial(item)
    if isinstance(item, list):
        return [_relaxed(child) for child in item]
    return item
