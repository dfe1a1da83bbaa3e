"""JSON Schemas in words: what a field takes, and within which limits."""

from __future__ import annotations

from typing import Any

from app.reference.markdown import code, table

Schema = dict[str, Any]
_OF_LISTS = {"minLength": "minItems", "maxLength": "maxItems"}
"""Limits of a list's length that pydantic names as a text's where the list's items have a schema of their own."""
_RANGES = (
    ("minimum", "maximum", ""),
    ("minLength", "maxLength", " characters"),
    ("minItems", "maxItems", " items"),
    ("minProperties", "maxProperties", " entries"),
)
_OPEN = (("exclusiveMinimum", "more than {:,g}"), ("exclusiveMaximum", "less than {:,g}"))
_EMPTY_PATTERN = r"\S"


def fields_table(schema: Schema) -> str:
    """Return the properties of an object schema as a table; empty when it has none."""
    properties: dict[str, Schema] = schema.get("properties", {})
    required = set(schema.get("required", []))
    rows = [
        [f"`{name}`", type_of(field), _default(field, required=name in required), meaning(name, field)]
        for name, field in properties.items()
    ]
    return table(["field", "type", "default", "meaning"], rows) if rows else ""


def definitions(schema: Schema) -> list[tuple[str, Schema]]:
    """Return the named parts a schema refers to, in the order of their names."""
    return sorted(schema.get("$defs", {}).items())


def type_of(field: Schema) -> str:
    """Put the type of a field in words.

    >>> type_of({"type": "array", "items": {"type": "string"}})
    'list of text'
    >>> type_of({"anyOf": [{"type": "string"}, {"type": "null"}]})
    'text or nothing'
    """
    if "$ref" in field:
        return f"{str(field['$ref']).rpartition('/')[2]}"
    for several in ("anyOf", "oneOf"):
        if several in field:
            return " or ".join(dict.fromkeys(type_of(part) for part in field[several]))
    if "enum" in field:
        return " / ".join(code(value) for value in field["enum"])
    if "const" in field:
        return code(field["const"])
    return _plain_type(field)


def _plain_type(field: Schema) -> str:
    match field.get("type"):
        case "array":
            if "prefixItems" in field:
                return "list of " + ", ".join(type_of(part) for part in field["prefixItems"])
            return f"list of {type_of(field['items'])}" if field.get("items") else "list"
        case "object":
            values: Schema | bool = field.get("additionalProperties", False)
            return "object" if isinstance(values, bool) or not values else f"object of {type_of(values)}"
        case None:
            return "any"
        case name:
            words = {
                "string": "text",
                "integer": "whole number",
                "null": "nothing",
                "boolean": "true / false",
            }
            return words.get(str(name), str(name))


def _default(field: Schema, *, required: bool) -> str:
    if required or "default" not in field:
        return "required" if required else ""
    return "see the schema" if len(code(field["default"])) > 120 else code(field["default"])  # noqa: PLR2004


def meaning(name: str, field: Schema) -> str:
    """Return a field's description and limits; its title where it has none and says more than the name."""
    said = str(field.get("description", "")).partition("\n\n")[0]
    title = str(field.get("title", ""))
    if not said and title.casefold() != name.replace("_", " "):
        said = f"{title}." if title else ""
    if field.get("type") == "array":
        field = {_OF_LISTS.get(key, key): value for key, value in field.items()}
    limits = [words.format(field[key]) for key, words in _OPEN if key in field]
    limits += [
        _range(field.get(low), field.get(high), unit) for low, high, unit in _RANGES if {low, high} & {*field}
    ]
    pattern = field.get("pattern")
    if pattern and pattern != _EMPTY_PATTERN:
        limits.append(f"matches `{pattern}`")
    if "x-credential" in field:
        limits.append(f"a credential of type `{field['x-credential']}`")
    if "show_if" in field:
        shown = field["show_if"]
        limits.append(f"used when `{shown['field']}` is {' or '.join(code(one) for one in shown['equals'])}")
    return " ".join(filter(None, [said, f"({'; '.join(limits)})" if limits else ""]))


def _range(low: float | None, high: float | None, unit: str) -> str:
    """Put two limits in words.

    >>> _range(1, 100, " items"), _range(None, 0.5, ""), _range(2000, None, "")
    ('1 to 100 items', 'at most 0.5', 'at least 2,000')
    """
    if low is None or high is None:
        return f"at most {high:,g}{unit}" if high is not None else f"at least {low or 0:,g}{unit}"
    return f"{low:,g} to {high:,g}{unit}"
