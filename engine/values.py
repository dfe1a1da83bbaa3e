"""Values that travel along edges: strict JSON with a port type.

Refused where they arise: NaN and infinities, integers beyond 64 bit, lone surrogates, non-text keys, values
nested deeper than `MAX_DEPTH` or larger than the limit. What is accepted round-trips through JSON unchanged.
"""

from __future__ import annotations

import math
from enum import StrEnum
from typing import Any, cast

import orjson

from engine.errors import ValueRefusedError

Json = Any
"""`Any` on purpose: a recursive JSON union costs the type checker more than it finds here."""

MAX_DEPTH = 100
DEFAULT_LIMIT_BYTES = 64 * 1024 * 1024
INT64 = range(-(2**63), 2**63)
_CONTAINERS = frozenset((list, dict))


class PortType(StrEnum):
    """The type of a port; colour and shape on the canvas follow it."""

    TEXT = "text"
    NUMBER = "number"
    BOOLEAN = "boolean"
    JSON = "json"
    LIST = "list"
    FILE = "file"
    ANY = "any"


COERCIONS: dict[tuple[PortType, PortType], str] = {
    (PortType.NUMBER, PortType.TEXT): "the number is written as text",
    (PortType.BOOLEAN, PortType.TEXT): "written as true or false",
    (PortType.LIST, PortType.TEXT): "one item per line",
    (PortType.TEXT, PortType.JSON): "passed on as a JSON string",
    (PortType.NUMBER, PortType.JSON): "passed on as a JSON number",
    (PortType.BOOLEAN, PortType.JSON): "passed on as a JSON boolean",
    (PortType.LIST, PortType.JSON): "passed on as a JSON array",
    (PortType.FILE, PortType.JSON): "passed on as its description",
    (PortType.TEXT, PortType.LIST): "a list of its lines",
}
"""Every stated coercion, by (from, to). Equal types and `any` on either side always connect."""


def connects(source: PortType, target: PortType) -> bool:
    """Return whether an output of type `source` may feed an input of type `target`."""
    return source == target or PortType.ANY in (source, target) or (source, target) in COERCIONS


def check(value: Json, *, limit: int = DEFAULT_LIMIT_BYTES, where: str = "") -> bytes:
    """Return `value` as compact JSON bytes.

    Raises `ValueRefusedError` naming the path of the offending part.
    """
    _walk(value, "", 0, where)
    encoded = orjson.dumps(value)
    if len(encoded) > limit:
        raise ValueRefusedError(
            f"The value is {len(encoded) / 1e6:.1f} MB; at most {limit / 1e6:.0f} MB may travel along an edge.",
            where=where,
            why=f"{len(encoded)} bytes of JSON",
            fix="Split the input, or raise TREADLE_VALUE_LIMIT_MB.",
        )
    return encoded


def nests_deeper(value: Json, levels: int) -> bool:
    """Return whether lists and objects nest more than `levels` deep; takes any depth that was parsed.

    >>> nests_deeper([[1]], 2), nests_deeper([{"a": [1]}], 2), nests_deeper("text", 0)
    (False, True, False)
    """
    layer: list[Any] = [value] if type(value) in _CONTAINERS else []
    for _ in range(levels):
        layer = [
            inner
            for outer in layer
            for inner in cast("list[Any]", outer.values() if type(outer) is dict else outer)
            if type(inner) in _CONTAINERS
        ]
        if not layer:
            break
    return bool(layer)


def _refuse(what: str, path: str, where: str, why: str, fix: str) -> ValueRefusedError:
    place = ", ".join(part for part in (where, f"at {path}" if path else "") if part)
    return ValueRefusedError(what, where=place, why=why, fix=fix)


def _walk(value: Json, path: str, depth: int, where: str) -> None:  # noqa: C901, PLR0912 - one arm per JSON type
    if value is None or value is True or value is False:
        return
    if type(value) is str:
        if not value.isascii():
            _check_text(value, path, where)
        return
    if type(value) is int:
        if value not in INT64:
            fix = "Pass it on as text."
            raise _refuse(
                "An integer is too large: 64 bits hold it no more.",
                path,
                where,
                f"it has {value.bit_length()} bits",
                fix,
            )
        return
    if type(value) is float:
        if not math.isfinite(value):
            fix = "Replace it by null or a number before passing it on."
            raise _refuse("NaN and infinity are not JSON.", path, where, repr(value), fix)
        return
    if depth >= MAX_DEPTH:
        fix = "Flatten the value."
        raise _refuse(f"The value is nested deeper than {MAX_DEPTH} levels.", path[:80], where, "", fix)
    if type(value) is list:
        for index, item in enumerate(cast("list[Json]", value)):
            _walk(item, f"{path}[{index}]", depth + 1, where)
        return
    if type(value) is dict:
        for key, item in cast("dict[Any, Json]", value).items():
            if type(key) is not str:
                raise _refuse(
                    "Keys must be text.", path, where, f"{key!r} is a {type(key).__name__}", "Use text keys."
                )
            _check_text(key, path, where)
            _walk(item, f"{path}.{key}", depth + 1, where)
        return
    fix = "Return text, numbers, true/false, null, lists and dictionaries."
    raise _refuse("The value is not JSON.", path, where, f"it is a {type(value).__name__}", fix)


def _check_text(text: str, path: str, where: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:
        fix = "Clean the text first (Clean text mends this)."
        raise _refuse("The text has half a character (a lone surrogate).", path, where, "", fix) from None


def type_of(value: Json) -> PortType | None:
    """Return the narrowest port type of a value; None for null."""
    if isinstance(value, bool):
        return PortType.BOOLEAN
    if isinstance(value, str):
        return PortType.TEXT
    if isinstance(value, (int, float)):
        return PortType.NUMBER
    if isinstance(value, list):
        return PortType.LIST
    return PortType.JSON if isinstance(value, dict) else None


def coerce(value: Json, target: PortType, *, where: str = "") -> Json:
    r"""Bring a value that arrived at a port to the port's type, by the stated coercions.

    >>> coerce(["a", "b"], PortType.TEXT), coerce(3, PortType.TEXT), coerce("x\ny", PortType.LIST)
    ('a\nb', '3', ['x', 'y'])
    """
    actual = type_of(value)
    if target in (PortType.ANY, PortType.JSON, actual):
        return value
    if target is PortType.FILE and actual is PortType.JSON:
        return value
    if target is PortType.TEXT and actual is not None and actual is not PortType.JSON:
        return as_text(value)
    if target is PortType.LIST and actual is PortType.TEXT:
        return value.splitlines()
    got = "nothing (null)" if actual is None else f"{actual} ({preview(value)})"
    raise ValueRefusedError(
        f"This input takes {target}, and got {got}.",
        where=where,
        why=preview(value, 120),
        fix="Pick a field with Set fields, or turn it into text with Template.",
    )


def as_text(value: Json) -> str:
    """Write a value as a person would read it: text as it is, a list one item a line, the rest as JSON."""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return "\n".join(as_text(item) for item in cast("list[Json]", value))
    return orjson.dumps(value).decode()


def preview(value: Json, limit: int = 48) -> str:
    """Return one line that stands for the value on a node: text itself, or counts for what is long.

    >>> preview("one two three"), preview(["a", "b"]), preview({"a": 1, "b": 2}), preview(None)
    ('one two three', '2 items: a, b', '2 fields: a, b', 'nothing')
    """
    match value:
        case None:
            return "nothing"
        case str():
            line = " ".join(value[: limit * 4].split())
            return line if len(line) <= limit and len(value) <= limit * 4 else f"{len(value.split())} words"
        case list():
            items = cast("list[Json]", value)
            shown = ", ".join(preview(item, 16) for item in items[:3])
            return _cut(
                f"{len(items)} item{'s' * (len(items) != 1)}" + (f": {shown}" if items else ""), limit
            )
        case dict():
            fields = cast("dict[str, Json]", value)
            shown = ", ".join(list(fields)[:4])
            return _cut(
                f"{len(fields)} field{'s' * (len(fields) != 1)}" + (f": {shown}" if fields else ""), limit
            )
        case bool():
            return "true" if value else "false"
        case _:
            return str(value)


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1].rstrip(" ,") + "…"
