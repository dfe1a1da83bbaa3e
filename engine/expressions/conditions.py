"""Conditions: a tree of comparisons over fields, as the canvas edits it and the engine decides by it.

A field path is names and list indices joined by dots: `user.plan.tier`, `items.0.name`, `items.-1`. The empty
path is the value itself. A key that contains dots is found when it stands last.

How values compare:

- Text that reads as a number compares as a number (`"10"` is greater than `9`), except that text with
  leading zeros (`"007"`) is equal as text. Other text compares without regard to case (unless
  `case_sensitive`) and to surrounding white space.
- true and false are only themselves, or the words `true` and `false`.
- A missing field is missing, never an error: it is empty, it does not exist, it is not equal to anything,
  and every other comparison with it is false. null exists and is empty.
- Values of different kinds are not equal, and neither is greater.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from enum import Enum, StrEnum
from typing import Final, Literal, Self, cast

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from engine.errors import AuthorError
from engine.expressions.comparison import (
    PatternError,
    between,
    cased,
    compile_pattern,
    contains,
    has_same,
    is_empty,
    matches,
    order,
    same,
    shown,
)
from engine.values import Json

MAX_DEPTH = 10
"""How deeply groups may nest."""
MAX_COMPARISONS = 200
MAX_PATTERN = 1_000
"""Characters of a `matches` pattern."""

_BRIEF = 40
_PAIR = 2
_MAX_PARTS = 10 * MAX_COMPARISONS
_INDEX = re.compile(r"-?[0-9]{1,9}")


class _Absent(Enum):
    MISSING = "missing"


MISSING: Final = _Absent.MISSING
"""What `resolve` gives for a field that is not there."""


class Op(StrEnum):
    """What a comparison asks."""

    EQUALS = "equals"
    NOT_EQUALS = "not_equals"
    GREATER = "greater"
    LESS = "less"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    BETWEEN = "between"
    CONTAINS = "contains"
    STARTS_WITH = "starts_with"
    ENDS_WITH = "ends_with"
    IN = "in"
    IS_EMPTY = "is_empty"
    EXISTS = "exists"
    MATCHES = "matches"


_SIGNS: Mapping[Op, str] = {
    Op.EQUALS: "=",
    Op.NOT_EQUALS: "≠",
    Op.GREATER: ">",
    Op.LESS: "<",
    Op.AT_LEAST: "≥",
    Op.AT_MOST: "≤",
    Op.BETWEEN: "between",
    Op.CONTAINS: "contains",
    Op.STARTS_WITH: "starts with",
    Op.ENDS_WITH: "ends with",
    Op.IN: "in",
    Op.IS_EMPTY: "is empty",
    Op.EXISTS: "exists",
    Op.MATCHES: "matches",
}


class Compare(BaseModel):
    """One comparison of one field with `value`.

    `value` is one JSON value; [low, high] for `between` (null is open); a list, or text with commas, for
    `in`; a pattern for `matches` (re2 syntax, found anywhere); nothing for `is_empty` and `exists`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    field: str = Field(default="", max_length=500)
    op: Op = Op.EQUALS
    value: Json = None
    case_sensitive: bool = False

    @model_validator(mode="after")
    def _value_fits(self) -> Self:
        value = cast("object", self.value)
        pair = isinstance(value, list) and len(cast("list[object]", value)) == _PAIR
        if self.op is Op.BETWEEN and not pair:
            raise ValueError("between needs two values: the lowest and the highest")
        if self.op is Op.IN and not isinstance(value, (list, str)):
            raise ValueError("in needs a list of values")
        if self.op is Op.MATCHES:
            _check_pattern(value)
        return self


class Group(BaseModel):
    """Conditions joined: `all` of them hold, `any` of them holds, or `not` one of them holds.

    An empty group of `all` or `not` holds; an empty `any` does not.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    match: Literal["all", "any", "not"] = "all"
    conditions: tuple[Compare | Group, ...] = ()

    @field_validator("conditions", mode="after")
    @classmethod
    def _bounded(cls, conditions: tuple[Compare | Group, ...]) -> tuple[Compare | Group, ...]:
        depth, count = _measure(conditions)
        if depth >= MAX_DEPTH:
            raise ValueError(f"groups may nest at most {MAX_DEPTH} deep")
        if count > MAX_COMPARISONS:
            raise ValueError(f"a condition may have at most {MAX_COMPARISONS} comparisons")
        return conditions


Condition = Compare | Group
"""A condition as stored: a `Group` has `conditions`, a `Compare` has none."""


class _Holder(BaseModel):
    condition: Compare | Group


def parse_condition(raw: object) -> Condition:
    """Read a condition from its JSON form. Raises `AuthorError` naming each part that is wrong."""
    _check_size(raw)
    try:
        return _Holder.model_validate({"condition": raw}).condition
    except (ValidationError, RecursionError) as error:
        raise AuthorError(
            "The condition cannot be used.",
            where="condition",
            why=_reasons(error) if isinstance(error, ValidationError) else "It nests too deeply.",
            fix="Open the node and correct the marked comparison.",
        ) from error


def _check_size(raw: object) -> None:
    """Refuse a tree that multiplies before it is built."""
    pending, count = [raw], 0
    while pending:
        part = pending.pop()
        count += 1
        if count > _MAX_PARTS:
            raise AuthorError(
                "The condition is too large.",
                where="condition",
                why=f"It may have at most {MAX_COMPARISONS} comparisons.",
                fix="Decide in two steps, or compare with a list (in).",
            )
        inner = cast("Mapping[str, object]", part).get("conditions") if isinstance(part, Mapping) else None
        pending += cast("list[object]", inner) if isinstance(inner, list) else []


def evaluate(condition: Condition, value: Json) -> bool:
    """Decide `condition` for a JSON value. Never raises."""
    match condition:
        case Compare():
            return _compare(condition, resolve(condition.field, value))
        case Group(match="all"):
            return all(evaluate(part, value) for part in condition.conditions)
        case Group(match="any"):
            return any(evaluate(part, value) for part in condition.conditions)
        case Group():
            return not any(evaluate(part, value) for part in condition.conditions)


def explain(condition: Condition) -> str:
    """Return `condition` in short text for the canvas: `category = sports and not (score < 3)`."""
    match condition:
        case Compare():
            return _explain_compare(condition)
        case Group(conditions=()):
            return "never" if condition.match == "any" else "always"
        case Group(match="not"):
            return f"not ({' or '.join(map(_nested, condition.conditions))})"
        case Group():
            word = " and " if condition.match == "all" else " or "
            return word.join(map(_nested, condition.conditions))


def resolve(path: str, value: Json) -> Json:
    """Return the part of `value` at `path`, or `MISSING`.

    >>> resolve("items.0.name", {"items": [{"name": "a"}]})
    'a'
    """
    rest = path.strip()
    while rest:
        if isinstance(value, Mapping):
            entries = cast("Mapping[str, Json]", value)
            if rest in entries:
                return entries[rest]
            head, _, rest = rest.partition(".")
            if head not in entries:
                return MISSING
            value = entries[head]
        elif isinstance(value, (list, tuple)):
            head, _, rest = rest.partition(".")
            items = cast("Sequence[Json]", value)
            index = int(head) if _INDEX.fullmatch(head) else None
            if index is None or not -len(items) <= index < len(items):
                return MISSING
            value = items[index]
        else:
            return MISSING
    return value


def fields(condition: Condition) -> frozenset[str]:
    """Return every field path the condition reads."""
    if isinstance(condition, Compare):
        return frozenset({condition.field})
    return frozenset[str]().union(*(fields(part) for part in condition.conditions))


def _compare(compare: Compare, found: Json) -> bool:
    match compare.op:
        case Op.EXISTS:
            return found is not MISSING
        case Op.IS_EMPTY:
            return found is MISSING or is_empty(found)
        case Op.NOT_EQUALS:
            return found is MISSING or not same(found, compare.value, case_sensitive=compare.case_sensitive)
        case _:
            return found is not MISSING and _HOLDS[compare.op](found, compare.value, compare.case_sensitive)


def _ordered(*signs: int) -> _Holds:
    return lambda found, wanted, case: order(found, wanted, case_sensitive=case) in signs


def _on_texts(test: Callable[[str, str, bool], bool]) -> _Holds:
    def run(found: Json, wanted: Json, case: bool) -> bool:  # noqa: FBT001 - called by position from one table
        text, part = shown(found), shown(wanted)
        return text is not None and part is not None and test(text, part, case)

    return run


def _is_in(found: Json, wanted: Json, case: bool) -> bool:  # noqa: FBT001 - same
    choices = wanted.split(",") if isinstance(wanted, str) else cast("Sequence[Json]", wanted)
    return has_same(choices, found, case_sensitive=case)


_Holds = Callable[[Json, Json, bool], bool]
_HOLDS: Mapping[Op, _Holds] = {
    Op.EQUALS: lambda found, wanted, case: same(found, wanted, case_sensitive=case),
    Op.GREATER: _ordered(1),
    Op.LESS: _ordered(-1),
    Op.AT_LEAST: _ordered(0, 1),
    Op.AT_MOST: _ordered(0, -1),
    Op.BETWEEN: lambda found, wanted, case: between(found, wanted, case_sensitive=case),
    Op.IN: _is_in,
    Op.CONTAINS: lambda found, wanted, case: contains(found, wanted, case_sensitive=case),
    Op.STARTS_WITH: _on_texts(
        lambda text, part, case: cased(text.lstrip(), case).startswith(cased(part, case))
    ),
    Op.ENDS_WITH: _on_texts(lambda text, part, case: cased(text.rstrip(), case).endswith(cased(part, case))),
    Op.MATCHES: _on_texts(lambda text, part, case: matches(text, part, case_sensitive=case)),
}


def _check_pattern(pattern: Json) -> None:
    if not isinstance(pattern, str) or not pattern or len(pattern) > MAX_PATTERN:
        raise ValueError(f"matches needs a pattern of 1 to {MAX_PATTERN} characters")
    try:
        compile_pattern(pattern, case_sensitive=True)
    except PatternError as error:
        raise ValueError(f"the pattern cannot be used: {error}") from error


def _measure(conditions: tuple[Condition, ...]) -> tuple[int, int]:
    """Return how deeply the groups among `conditions` nest and how many comparisons they hold."""
    inner = [_measure(part.conditions) for part in conditions if isinstance(part, Group)]
    depth = 1 + max((depth for depth, _ in inner), default=-1)
    leaves = sum(isinstance(part, Compare) for part in conditions)
    return depth, leaves + sum(count for _, count in inner)


def _reasons(error: ValidationError) -> str:
    reasons: list[str] = []
    for problem in error.errors(include_url=False)[:5]:
        place = ".".join(str(part) for part in problem["loc"][1:] if part not in ("Compare", "Group"))
        reason = problem["msg"].removeprefix("Value error, ")
        reasons.append(f"{place}: {reason}" if place else reason)
    return "; ".join(dict.fromkeys(reasons))


def _nested(condition: Condition) -> str:
    text = explain(condition)
    plain = isinstance(condition, Compare) or condition.match == "not" or len(condition.conditions) <= 1
    return text if plain else f"({text})"


def _explain_compare(compare: Compare) -> str:
    subject = compare.field.strip() or "value"
    match compare.op:
        case Op.IS_EMPTY | Op.EXISTS:
            return f"{subject} {_SIGNS[compare.op]}"
        case Op.BETWEEN:
            return f"{subject} {_explain_bounds(*cast('list[Json]', compare.value))}"
        case Op.IN if not isinstance(compare.value, str):
            choices = cast("list[Json]", compare.value)
            return f"{subject} in {_brief(', '.join(map(_brief, choices)))}"
        case _:
            return f"{subject} {_SIGNS[compare.op]} {_brief(compare.value)}"


def _explain_bounds(low: Json, high: Json) -> str:
    if low is None:
        return f"≤ {_brief(high)}"
    return f"≥ {_brief(low)}" if high is None else f"between {_brief(low)} and {_brief(high)}"


def _brief(value: Json) -> str:
    text = shown(value)
    text = json.dumps(value, ensure_ascii=False) if text is None else (text or "“”")
    return text if len(text) <= _BRIEF else text[: _BRIEF - 1] + "…"
