"""How two JSON values compare, for `engine.expressions.conditions`, whose docstring states the rules.

Nothing here raises, whatever the values: a comparison that makes no sense is false.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Protocol, cast

import re2  # pyright: ignore[reportMissingTypeStubs] - it has none

from engine.values import Json

_RE2 = cast("Any", re2)
_LONGEST_INT = 1024
_LONGEST_NUMBER = 700

_NUMBER = re.compile(r"[+-]?[0-9]{1,300}(\.[0-9]{1,300})?([eE][+-]?[0-9]{1,3})?")
_LEADING_ZERO = re.compile(r"[+-]?0[0-9]")


class Pattern(Protocol):
    """What is used of a compiled re2 pattern."""

    def search(self, text: str) -> object | None:
        """Find the pattern anywhere in `text`."""
        ...


class PatternError(Exception):
    """The pattern cannot be used; the message says why."""


def is_empty(found: Json) -> bool:
    """Return whether a value is null, blank text, or a list or object without entries."""
    match found:
        case None:
            return True
        case str():
            return not found.strip()
        case list() | tuple() | Mapping():
            return not found
        case _:
            return False


def contains(found: Json, wanted: Json, *, case_sensitive: bool) -> bool:
    """Return whether a list has the item, text has the part, or an object has the key."""
    if isinstance(found, (list, tuple)):
        return has_same(cast("Sequence[Json]", found), wanted, case_sensitive=case_sensitive)
    part = shown(wanted)
    if part is None:
        return False
    if isinstance(found, Mapping):
        return has_same(cast("Mapping[str, Json]", found), part, case_sensitive=case_sensitive)
    whole = shown(found)
    return whole is not None and cased(part, case_sensitive) in cased(whole, case_sensitive)


def same(left: Json, right: Json, *, case_sensitive: bool) -> bool:
    """Return whether two values are equal."""
    return has_same((left,), right, case_sensitive=case_sensitive)


def has_same(items: Iterable[Json], wanted: Json, *, case_sensitive: bool) -> bool:
    """Return whether one of `items` is equal to `wanted`, in time linear in the size of them all."""
    key = _key(wanted, case_sensitive)
    return any(_agree(_key(item, case_sensitive), key) for item in items)


def _key(value: Json, case_sensitive: bool) -> tuple[str, Json]:  # noqa: FBT001 - private, one meaning
    """Return what stands for a value in a test of equality: its number, its text, or itself."""
    number = _number(value)
    if number is not None:
        return "number", number
    text = shown(value)
    return ("other", value) if text is None else ("text", cased(text.strip(), case_sensitive))


def _agree(one: tuple[str, Json], other: tuple[str, Json]) -> bool:
    try:
        return one == other
    except RecursionError:
        return False


def order(left: Json, right: Json, *, case_sensitive: bool) -> int | None:
    """Return -1, 0 or 1, or None when the two cannot be ordered."""
    first, second = _number(left, zeros=True), _number(right, zeros=True)
    if first is not None and second is not None:
        return (first > second) - (first < second)
    if isinstance(left, str) and isinstance(right, str):
        one, other = cased(left.strip(), case_sensitive), cased(right.strip(), case_sensitive)
        return (one > other) - (one < other)
    return None


def between(found: Json, bounds: Sequence[Json], *, case_sensitive: bool) -> bool:
    """Return whether a value lies within [low, high], both included; null is an open end."""
    low, high = bounds
    above = low is None or order(found, low, case_sensitive=case_sensitive) in (0, 1)
    below = high is None or order(found, high, case_sensitive=case_sensitive) in (0, -1)
    return above and below and found is not None


def _number(value: Json, *, zeros: bool = False) -> int | float | None:
    """Read a number, or text that is one. `zeros` also reads text with leading zeros."""
    if isinstance(value, (int, float)):
        return None if isinstance(value, bool) else value
    if not isinstance(value, str) or len(value) > _LONGEST_NUMBER:
        return None
    text = value.strip()
    if not _NUMBER.fullmatch(text) or (_LEADING_ZERO.match(text) and not zeros):
        return None
    number = int(text) if text.lstrip("+-").isdigit() else float(text)
    return number if isinstance(number, int) or math.isfinite(number) else None


def shown(value: Json) -> str | None:
    """Return text, numbers and true/false as text; anything else has none."""
    match value:
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case int() if value.bit_length() > _LONGEST_INT:
            return None
        case int() | float():
            return str(value)
        case _:
            return None


def cased(text: str, case_sensitive: bool) -> str:  # noqa: FBT001 - the name of the flag says it at every call
    """Return text as it is compared, white space kept."""
    return text if case_sensitive else text.casefold()


@lru_cache(maxsize=512)
def compile_pattern(pattern: str, *, case_sensitive: bool) -> Pattern:
    """Compile a re2 pattern, or raise `PatternError`."""
    options = _RE2.Options()
    options.log_errors = False
    options.case_sensitive = case_sensitive
    try:
        return cast("Pattern", _RE2.compile(pattern, options))
    except UnicodeEncodeError as error:
        raise PatternError("it holds half a character (a lone surrogate)") from error
    except _RE2.error as error:
        raise PatternError(_reason(cast("Exception", error))) from error


def _reason(error: Exception) -> str:
    reason = error.args[0] if error.args else "it cannot be read"
    return reason.decode("utf-8", "replace") if isinstance(reason, bytes) else str(reason)


def _encodable(text: str) -> str:
    """Put a replacement character where a lone surrogate stands, which re2 cannot take."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def matches(text: str, pattern: str, *, case_sensitive: bool) -> bool:
    """Find a pattern that was compiled before anywhere in `text`, in time linear in its length."""
    return compile_pattern(pattern, case_sensitive=case_sensitive).search(_encodable(text)) is not None
