"""A kind's form, made from the JSON Schema of its config.

A field may say `json_schema_extra={"widget": "textarea", ...}`; otherwise the type decides. Hints that are
read: `widget`, `placeholder`, `step`, `options` ([{value, title}]), `show_if` ({field, equals}). Of a field whose
hints are not of these shapes none is read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from pydantic import ValidationError

from editor import protocol
from engine.workflow.messages import field_title, in_words

if TYPE_CHECKING:
    from engine.values import Json
    from engine.workflow.kinds import Kind

Schema = dict[str, "Json"]
_HINTS = frozenset({"widget", "placeholder", "step", "options", "show_if"})

SEGMENTS = 4
"""Up to so many choices lie side by side; more go into a list."""

_PLAIN: dict[str, protocol.Widget] = {
    "integer": "number",
    "number": "number",
    "boolean": "switch",
    "string": "text",
}


def form(kind: Kind) -> tuple[protocol.Field, ...]:
    """Return the fields of a kind's form, in the order of its parameters."""
    schema = kind.schema()
    return _fields(schema, schema.get("$defs", {}))


def form_defaults(kind: Kind) -> dict[str, Json]:
    """Return the config a new node starts with: every default, as JSON; required fields are left out."""
    schema = kind.schema()
    defaults = {
        name: part["default"] for name, part in schema.get("properties", {}).items() if "default" in part
    }
    try:
        return kind.parse(defaults).model_dump(mode="json")
    except ValidationError:
        return defaults


def _fields(schema: Schema, definitions: Schema) -> tuple[protocol.Field, ...]:
    required = schema.get("required", [])
    return tuple(
        _field(name, _resolved(raw, definitions), required=name in required, definitions=definitions)
        for name, raw in schema.get("properties", {}).items()
    )


def _field(name: str, part: Schema, *, required: bool, definitions: Schema) -> protocol.Field:
    try:
        options = _options(part)
        widget = _widget(part, options, definitions)
        return protocol.Field(
            name=name,
            title=_title(name, part),
            help=part.get("description", ""),
            widget=widget,
            required=required,
            default=part.get("default"),
            placeholder=part.get("placeholder", ""),
            options=options,
            minimum=_bound(part, "minimum", 1),
            maximum=_bound(part, "maximum", -1),
            step=part.get("step", 1 if part.get("type") == "integer" else None),
            max_length=part.get("maxLength"),
            fields=_columns(part, definitions) if widget == "rows" else (),
            credential=part.get("x-credential"),
            show_if=part.get("show_if"),
        )
    except ValidationError:  # the kind of a plugin: one wrong hint must not take the whole catalogue away
        plain = {key: value for key, value in part.items() if key not in _HINTS}
        if plain == part:
            raise
        return _field(name, plain, required=required, definitions=definitions)


def _resolved(raw: Schema, definitions: Schema, depth: int = 0) -> Schema:
    """Follow references and look through `X | None`; what stands beside a reference wins over its own."""
    outer = {key: value for key, value in raw.items() if key not in {"$ref", "allOf", "anyOf", "oneOf"}}
    inner: Schema = {}
    branches = cast("list[Schema]", raw.get("anyOf") or raw.get("oneOf") or raw.get("allOf") or [])
    real = [branch for branch in branches if branch.get("type") != "null"]
    if "$ref" in raw and depth < 8:  # noqa: PLR2004 - a schema may name itself; forms are flat
        inner = definitions.get(str(raw["$ref"]).rsplit("/", 1)[-1], {})
        inner = _resolved(inner, definitions, depth + 1)
    elif len(real) == 1:
        inner = _resolved(real[0], definitions, depth + 1)
    elif real:
        inner = {"anyOf": real}
    return {**inner, **outer}


def _widget(part: Schema, options: tuple[protocol.Option, ...], definitions: Schema) -> protocol.Widget:
    if "x-credential" in part:
        return "credential"
    if "widget" in part:
        return part["widget"]
    if options:
        return "segmented" if len(options) <= SEGMENTS else "select"
    match part.get("type"):
        case "array":
            return _array_widget(_resolved(part.get("items", {}), definitions))
        case "object":
            return "map" if _is_map(part, definitions) else "json"
        case plain:
            return _PLAIN.get(str(plain), "json")


def _array_widget(items: Schema) -> protocol.Widget:
    if items.get("type") == "string":
        return "tags"
    return "rows" if items.get("type") == "object" and items.get("properties") else "json"


def _is_map(part: Schema, definitions: Schema) -> bool:
    values = part.get("additionalProperties")
    return isinstance(values, dict) and _resolved(cast("Schema", values), definitions).get("type") == "string"


def _columns(part: Schema, definitions: Schema) -> tuple[protocol.Field, ...]:
    return _fields(_resolved(part.get("items", {}), definitions), definitions)


def _options(part: Schema) -> tuple[protocol.Option, ...]:
    if "options" in part:
        return tuple(protocol.Option.model_validate(option) for option in part["options"])
    titles = part.get("titles", {})
    values = part.get("enum", [part["const"]] if "const" in part else [])
    return tuple(
        protocol.Option(value=value, title=titles.get(value, in_words(str(value)))) for value in values
    )


def _bound(part: Schema, name: str, inward: int) -> Json:
    """Return a bound as the form shows it: an exclusive whole-number bound is moved inward by one."""
    if name in part:
        return part[name]
    exclusive = part.get(f"exclusive{name.capitalize()}")
    return exclusive + inward if exclusive is not None and part.get("type") == "integer" else exclusive


def _title(name: str, part: Schema) -> str:
    """Pydantic titles are "Timeout S"; ours are "Timeout s" unless the field was given a title of its own."""
    given = part.get("title")
    return field_title(name, None if given == name.replace("_", " ").title() else given)
