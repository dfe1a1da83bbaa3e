"""What is wrong with a value, in words for the person who gave it; pydantic's own are for programmers."""

from __future__ import annotations

import re
from typing import Any

from pydantic_core import ErrorDetails

from engine.ids import IDENTIFIER

_TYPES = {
    "int": "a whole number",
    "float": "a number",
    "finite_number": "a number",
    "decimal": "a number",
    "bool": "true or false",
    "string": "text",
    "list": "a list",
    "tuple": "a list",
    "dict": "an object",
    "mapping": "an object",
    "model": "an object",
    "date": "a date",
    "datetime": "a date and time",
    "url": "an address, as in https://example.com",
}
_LIMITS = {
    "greater_than_equal": ("ge", "at least {}"),
    "greater_than": ("gt", "more than {}"),
    "less_than_equal": ("le", "at most {}"),
    "less_than": ("lt", "less than {}"),
    "multiple_of": ("multiple_of", "a multiple of {}"),
}


_SPELT = {"url": "URL", "urls": "URLs", "html": "HTML", "mb": "MB", "json": "JSON", "id": "id"}


def in_words(name: str) -> str:
    """Write a name of code as a title.

    >>> [in_words(name) for name in ("url", "max_words", "allow_html", "POST")]
    ['URL', 'Max words', 'Allow HTML', 'POST']
    """
    if not name.islower() and "_" not in name:
        return name
    words = [_SPELT.get(word, word) for word in name.split("_")]
    return " ".join([words[0] if words[0].isupper() else words[0].capitalize(), *words[1:]])


def field_title(name: str, given: str | None) -> str:
    """Return what the form calls a field: the title it was given where that says more than its name."""
    return given if given and " " in given else in_words(name)


def demand(error: ErrorDetails) -> str:
    """Return what a value has to be, as the end of a sentence that names it.

    >>> demand({"type": "int_from_float", "loc": ("sentences",), "msg": "", "input": 2.5})
    'must be a whole number'
    >>> demand({"type": "less_than_equal", "loc": (), "msg": "", "input": 99, "ctx": {"le": 50}})
    'must be at most 50'
    >>> demand({"type": "value_error", "loc": (), "msg": "Value error, must not repeat a name", "input": []})
    'must not repeat a name'
    """
    type_, context = error["type"], error.get("ctx", {})
    if type_ in _LIMITS:
        name, words = _LIMITS[type_]
        return f"must be {words.format(_number(context.get(name)))}"
    if type_.endswith(("too_short", "too_long")):
        return _length(type_, context)
    if type_ in {"literal_error", "enum"}:
        return f"must be {context.get('expected', 'one of those offered')}"
    if type_ == "string_pattern_mismatch" and context.get("pattern") == f"^{IDENTIFIER.pattern}$":
        return "must be small letters, digits and _, with a letter first"
    expected = (
        "given"
        if type_ == "missing"
        else _TYPES.get(re.sub("_(type|parsing|parsing_size|from_float)$", "", type_))
    )
    if expected:
        return f"must be {expected}"
    said = error["msg"].removeprefix("Value error, ").rstrip(".")
    return said[:1].lower() + said[1:]


def _length(type_: str, context: dict[str, Any]) -> str:
    least, most = context.get("min_length"), context.get("max_length")
    if least == 1:
        return "must not be empty"
    unit = "characters" if type_.startswith("string") else "entries"
    return f"must have at least {least} {unit}" if least is not None else f"must have at most {most} {unit}"


def _number(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
