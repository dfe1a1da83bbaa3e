"""TypeScript from Pydantic models: an interface per model, a union of literals per enum, comments from descriptions.

A field may say its type itself: `json_schema_extra={"x-typescript": "Partial<Policy>"}`.
"""

from __future__ import annotations

import json
import textwrap
from collections.abc import Collection, Iterator, Mapping
from typing import Any, NamedTuple, cast

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema

from app.reference.schema import Schema

WIDTH = 120


class Section(NamedTuple):
    """A part of a file: a heading, and types by name. What those are made of is written before them."""

    title: str
    types: Mapping[str, Any]


class _AsSent(GenerateJsonSchema):
    """The schema of what is sent: a field with a default is there too, unless it is left out when it says nothing."""

    def field_is_required(self, field: Any, total: bool) -> bool:  # noqa: ANN401, ARG002, FBT001 - pydantic's signature
        return "serialization_exclude_if" not in field


def declarations(sections: Collection[Section]) -> str:
    """Return the declarations of all sections.

    Raises `ValueError` where two types have the same name.
    """
    wanted = {name: TypeAdapter(type_) for section in sections for name, type_ in section.types.items()}
    found, shared = TypeAdapter.json_schemas(
        [(name, "serialization", adapter) for name, adapter in wanted.items()], schema_generator=_AsSent
    )
    schemas: dict[str, Schema] = {name: found[name, "serialization"] for name in wanted}
    schemas |= shared.get("$defs", {})
    if twice := sorted(name for name in schemas if "__" in name):
        raise ValueError(f"Types of the same name: {', '.join(twice)}.")
    writer = _Writer(schemas)
    parts: list[str] = []
    for section in sections:
        parts.append(f"// ---- {section.title} ".ljust(WIDTH, "-"))
        for name in section.types:
            parts += writer.with_parts(name)
    return "\n\n".join(parts) + "\n"


def literals(values: Collection[str]) -> str:
    """Return a union of texts.

    >>> literals(["a", "b"])
    '"a" | "b"'
    """
    return " | ".join(json.dumps(value) for value in values)


class _Writer:
    """Writes each schema once, in the order in which they are needed."""

    def __init__(self, schemas: Mapping[str, Schema]) -> None:
        self._schemas = schemas
        self._written: set[str] = set()
        self._unions: dict[str, str] = {}
        self._unions = {self._type(schema): name for name, schema in schemas.items() if "oneOf" in schema}

    def with_parts(self, name: str) -> Iterator[str]:
        """Yield what a type is made of and then the type, without what was written before."""
        if name in self._written:
            return
        self._written.add(name)
        for part in _references(self._schemas[name]):
            yield from self.with_parts(part)
        yield self._declaration(name, self._schemas[name])

    def _declaration(self, name: str, schema: Schema) -> str:
        said = " ".join(str(schema.get("description", "")).split())
        head = f"/** {said} */\n" if said else ""
        if "enum" in schema:
            return f"{head}export type {name} = {literals(schema['enum'])};"
        if "oneOf" in schema:
            return f"{head}export type {name} = {' | '.join(self._type(part) for part in schema['oneOf'])};"
        if not schema["properties"]:
            return f"{head}export type {name} = Record<string, never>;"
        required = schema.get("required", [])
        fields = [self._field(key, of, key in required) for key, of in schema["properties"].items()]
        return f"{head}export interface {name} {{\n{''.join(fields)}}}"

    def _field(self, name: str, schema: Schema, required: bool) -> str:  # noqa: FBT001 - of this class alone
        type_ = self._type(schema)
        line = f"  {name}: {type_};" if required else f"  {name}?: {type_.removesuffix(' | null')};"
        said = schema.get("description", "")
        if not said:
            return f"{line}\n"
        beside = f"{line} // {said}\n"
        if len(beside) <= WIDTH:
            return beside
        above = textwrap.wrap(said, WIDTH, initial_indent="  // ", subsequent_indent="  // ")
        return "\n".join([*above, line, ""])

    def _type(self, schema: Schema) -> str:  # noqa: PLR0911 - one arm per form of a schema
        match schema:
            case {"x-typescript": str(written)}:
                return written
            case {"$ref": reference}:
                return str(reference).rpartition("/")[2]
            case {"const": value}:
                return json.dumps(value)
            case {"enum": values}:
                return literals(values)
            case {"anyOf": options} | {"oneOf": options}:
                union = " | ".join(dict.fromkeys(self._type(option) for option in options))
                return self._unions.get(union, union)
            case {"type": "array", "prefixItems": items}:
                return f"[{', '.join(self._type(item) for item in items)}]"
            case {"type": "array"}:
                item = self._type(schema.get("items", {}))
                return f"({item})[]" if " | " in item else f"{item}[]"
            case {"type": "object", "additionalProperties": dict()}:
                return f"Record<string, {self._type(schema['additionalProperties'])}>"
            case {"type": "object"}:
                return "Record<string, unknown>"
            case _:
                name = schema.get("type", "unknown")
                return "number" if name == "integer" else name


def _references(schema: object) -> Iterator[str]:
    """Yield the names a schema refers to, in its order."""
    match schema:
        case {"$ref": str(reference)}:
            yield reference.rpartition("/")[2]
        case dict():
            for key, part in cast("Schema", schema).items():
                if key != "discriminator":  # says again what `oneOf` says
                    yield from _references(part)
        case list():
            for part in cast("list[object]", schema):
                yield from _references(part)
        case _:
            return
