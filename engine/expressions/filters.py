"""The filters templates may use: plain functions over JSON values, each bounded in time and size.

A filter gets the piped value first and then the template's arguments. It raises `FilterError` with a plain
sentence when a value does not fit; `engine.expressions.language` adds the place and the fix.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast
from urllib.parse import quote

from engine.values import Json

MAX_TEXT = 1_000_000
"""Characters one value of a template, and the whole output, may have."""

_WHOLE = 1e15
_MAX_INDENT = 8

Filter = Callable[..., Json]


class FilterError(Exception):
    """A filter cannot work with this value; the message is a plain sentence."""


class NothingError(FilterError):
    """There is no such part, as with the first item of an empty list; `default` may stand in."""


def as_text(value: object) -> str:
    """Show a JSON value in text: null as nothing, true and false, 3.0 as 3, lists and objects as JSON."""
    match value:
        case str():
            return value
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case float() if value.is_integer() and abs(value) < _WHOLE:
            return str(int(value))
        case int() | float():
            return str(value)
        case _:
            return as_json(value)


def as_json(value: object, indent: object = None) -> str:
    """Write the value as JSON; `indent` is the number of spaces (0 to 8)."""
    if indent is not None and not (isinstance(indent, int) and 0 <= indent <= _MAX_INDENT):
        raise FilterError("json: indent must be a whole number from 0 to 8")
    if _at_least(value, MAX_TEXT):
        raise FilterError(f"json: the result is longer than {MAX_TEXT:,} characters")
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False, indent=indent)
    except (TypeError, ValueError, RecursionError) as error:
        raise FilterError(f"json: {kind_of(value)} cannot be written as JSON") from error
    if len(text) > MAX_TEXT:
        raise FilterError(f"json: the result is longer than {MAX_TEXT:,} characters")
    return text


def _at_least(value: object, most: int) -> bool:
    """Return whether `value` takes more than `most` characters as JSON for certain, without writing it."""
    pending: list[object] = [value]
    size = 0
    while pending and size <= most:
        item = pending.pop()
        size += len(item) if isinstance(item, str) else 1
        if isinstance(item, Mapping):
            pending += cast("Mapping[str, object]", item).values()
        elif isinstance(item, (list, tuple)):
            pending += cast("Sequence[object]", item)
    return size > most


def kind_of(value: object) -> str:  # noqa: PLR0911 - one line per kind
    """Name a value's kind the way messages do."""
    match value:
        case None:
            return "null"
        case bool():
            return "true/false"
        case int() | float():
            return "a number"
        case str():
            return "text"
        case Mapping():
            return "an object"
        case list() | tuple():
            return "a list"
        case _:
            return f"a {type(value).__name__}"


def _list(value: object, name: str) -> Sequence[Any]:
    if isinstance(value, (list, tuple)):
        return cast("Sequence[Any]", value)
    raise FilterError(f"{name} needs a list, but got {kind_of(value)}")


def _text(value: object, name: str) -> str:
    if isinstance(value, str):
        return value
    if value is None or isinstance(value, (bool, int, float)):
        return as_text(value)
    raise FilterError(f"{name} needs text, but got {kind_of(value)}")


def _number(value: object, name: str) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise FilterError(f"{name} needs a number, but got {kind_of(value)}")
    return value


def _count(value: object, name: str, most: int = MAX_TEXT) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= most:
        raise FilterError(f"{name} needs a whole number from 0 to {most:,}")
    return value


def sort_key(value: object) -> tuple[int, Any]:
    """Order any JSON values: null, true/false, numbers, text (case folded), then the rest by its JSON."""
    match value:
        case None:
            return (0, 0)
        case bool():
            return (1, value)
        case int() | float():
            return (2, value)
        case str():
            return (3, (value.casefold(), value))
        case _:
            return (4, as_json(value))


def _on_text(name: str, change: Callable[[str], Json]) -> Filter:
    def run(value: object) -> Json:
        return change(_text(value, name))

    return run


def _length(value: object) -> int:
    if isinstance(value, (str, list, tuple, Mapping)):
        return len(cast("Sequence[Any]", value))
    raise FilterError(f"length needs text, a list or an object, but got {kind_of(value)}")


def _join(value: object, separator: object = "") -> str:
    parts = [as_text(part) for part in _list(value, "join")]
    glue = _text(separator, "join")
    if sum(map(len, parts)) + len(glue) * max(0, len(parts) - 1) > MAX_TEXT:
        raise FilterError(f"join: the result is longer than {MAX_TEXT:,} characters")
    return glue.join(parts)


def _end(name: str, index: int) -> Filter:
    def pick(value: object) -> Json:
        items = value if isinstance(value, str) else _list(value, name)
        if not items:
            raise NothingError(f"{name} of {'empty text' if isinstance(value, str) else 'an empty list'}")
        return items[index]

    return pick


def _replace(value: object, old: object, new: object, count: object = None) -> str:
    text, before, after = _text(value, "replace"), _text(old, "replace"), _text(new, "replace")
    if not before:
        raise FilterError("replace needs something to look for, but got empty text")
    most = -1 if count is None else _count(count, "replace")
    found = text.count(before) if most < 0 else min(text.count(before), most)
    if len(text) + found * (len(after) - len(before)) > MAX_TEXT:
        raise FilterError(f"replace: the result is longer than {MAX_TEXT:,} characters")
    return text.replace(before, after, most)


def _truncate(value: object, length: object = 255, end: object = "…") -> str:
    """Cut to at most `length` characters, at a space where there is one."""
    text, most, tail = _text(value, "truncate"), _count(length, "truncate"), _text(end, "truncate")
    if len(text) <= most:
        return text
    room = most - len(tail)
    if room <= 0:
        return text[:most]
    cut = text[:room] if text[room].isspace() else (text[:room].rsplit(None, 1)[0] or text[:room])
    return cut.rstrip() + tail


def _round(value: object, digits: object = 0) -> float:
    number = _number(value, "round")
    places = _count(digits, "round", 15)
    return round(number, places) if places else int(math.floor(abs(number) + 0.5) * math.copysign(1, number))


def _unique(value: object) -> list[Any]:
    seen: set[tuple[int, Any]] = set()
    kept: list[Any] = []
    for item in _list(value, "unique"):
        rank, shown = sort_key(item)
        key = (rank, item if isinstance(item, str) else shown)
        if key not in seen:
            seen.add(key)
            kept.append(item)
    return kept


def _sort(value: object, reverse: object = None, by: object = None) -> list[Any]:
    items = _list(value, "sort")
    chosen = items if by is None else [_field(item, by) for item in items]
    order = sorted(range(len(items)), key=lambda index: sort_key(chosen[index]), reverse=bool(reverse))
    return [items[index] for index in order]


def _field(item: object, name: object) -> Json:
    return cast("Mapping[object, Any]", item).get(name) if isinstance(item, Mapping) else None


def _entries(value: object, name: str) -> Mapping[str, Any]:
    if isinstance(value, Mapping):
        return cast("Mapping[str, Any]", value)
    raise FilterError(f"{name} needs an object, but got {kind_of(value)}")


def _numbers(value: object, name: str) -> list[float]:
    return [_number(item, name) for item in _list(value, name)]


def _extreme(name: str, pick: Callable[[list[float]], float]) -> Filter:
    def run(value: object) -> float:
        numbers = _numbers(value, name)
        if not numbers:
            raise NothingError(f"{name} of an empty list")
        return pick(numbers)

    return run


def _to_number(value: object) -> float:
    if isinstance(value, str):
        text = value.strip().replace(",", "")[:400]
        try:
            number = int(text) if text.lstrip("+-").isdigit() else float(text)
        except ValueError:
            raise FilterError(f"number cannot read {value[:40]!r}") from None
        if math.isfinite(number):
            return number
        raise FilterError(f"number cannot read {value[:40]!r}")
    return _number(value, "number")


def _split(value: object, separator: object = ",") -> list[str]:
    text, mark = _text(value, "split"), _text(separator, "split")
    if not mark:
        raise FilterError("split needs a separator, but got empty text")
    return text.split(mark)


def _reverse(value: object) -> Json:
    return value[::-1] if isinstance(value, str) else list(_list(value, "reverse"))[::-1]


def _abs(value: object) -> float:
    return abs(_number(value, "abs"))


def _keys(value: object) -> list[str]:
    return list(_entries(value, "keys"))


def _values(value: object) -> list[Json]:
    return list(_entries(value, "values").values())


def _sum(value: object) -> float:
    total = sum(_numbers(value, "sum"))
    if not math.isfinite(total):
        raise FilterError("sum is too large a number")
    return total


def _pluck(value: object, name: object) -> list[Json]:
    return [_field(item, name) for item in _list(value, "pluck")]


def _urlencode(text: str) -> str:
    return quote(text.encode("utf-8", "replace"), safe="")


FILTERS: Mapping[str, Filter] = {
    "abs": _abs,
    "capitalize": _on_text("capitalize", str.capitalize),
    "count": _length,
    "first": _end("first", 0),
    "join": _join,
    "json": as_json,
    "keys": _keys,
    "last": _end("last", -1),
    "length": _length,
    "lines": _on_text("lines", str.splitlines),
    "lower": _on_text("lower", str.lower),
    "max": _extreme("max", max),
    "min": _extreme("min", min),
    "number": _to_number,
    "pluck": _pluck,
    "replace": _replace,
    "reverse": _reverse,
    "round": _round,
    "sort": _sort,
    "split": _split,
    "sum": _sum,
    "text": as_text,
    "title": _on_text("title", str.title),
    "tojson": as_json,
    "trim": _on_text("trim", str.strip),
    "truncate": _truncate,
    "unique": _unique,
    "upper": _on_text("upper", str.upper),
    "urlencode": _on_text("urlencode", _urlencode),
    "values": _values,
    "words": _on_text("words", str.split),
}
"""Every filter by name, besides `default` (alias `d`), which the evaluator itself answers."""

TESTS: Mapping[str, Callable[[object], bool]] = {
    "none": lambda value: value is None,
    "null": lambda value: value is None,
    "true": lambda value: value is True,
    "false": lambda value: value is False,
    "boolean": lambda value: isinstance(value, bool),
    "number": lambda value: isinstance(value, (int, float)) and not isinstance(value, bool),
    "text": lambda value: isinstance(value, str),
    "string": lambda value: isinstance(value, str),
    "list": lambda value: isinstance(value, (list, tuple)),
    "object": lambda value: isinstance(value, Mapping),
    "empty": lambda value: value is None or (isinstance(value, (str, list, tuple, Mapping)) and not value),
}
"""What may stand after `is`, besides `defined` and `undefined`."""
