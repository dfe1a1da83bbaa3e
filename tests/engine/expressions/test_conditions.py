from __future__ import annotations

import itertools
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import AuthorError
from engine.expressions.conditions import (
    MAX_COMPARISONS,
    MAX_DEPTH,
    MISSING,
    Compare,
    Condition,
    Group,
    Op,
    evaluate,
    explain,
    fields,
    parse_condition,
    resolve,
)
from tests.bounds import does_not_hang

VALUE: dict[str, Any] = {
    "user": {"plan": {"tier": "Pro"}, "age": "42", "null": None, "active": True},
    "items": [{"name": "a"}, {"name": "b"}],
    "tags": ["Red", 7],
    "a.b": "dotted",
    "score": 2.5,
    "code": "007",
    "blank": "  ",
}


def holds(field: str, op: str, value: object = None, **options: bool) -> bool:
    return evaluate(Compare(field=field, op=Op(op), value=value, **options), VALUE)


@pytest.mark.parametrize(
    ("field", "op", "value"),
    [
        ("user.plan.tier", "equals", " pro "),
        ("user.plan.tier", "not_equals", "free"),
        ("user.age", "equals", 42),
        ("user.age", "equals", "42.0"),
        ("user.age", "greater", 9),
        ("user.age", "greater", "9"),
        ("user.age", "less", 100),
        ("user.age", "at_least", 42),
        ("user.age", "at_most", "42"),
        ("user.age", "between", [40, 42]),
        ("user.age", "between", [None, 42]),
        ("user.age", "between", [42, None]),
        ("code", "equals", "007"),
        ("code", "not_equals", "7"),
        ("code", "less", 8),
        ("user.active", "equals", True),
        ("user.active", "equals", "True"),
        ("tags", "contains", 7.0),
        ("user.null", "equals", None),
        ("user.null", "exists", None),
        ("user.null", "is_empty", None),
        ("blank", "is_empty", None),
        ("nope", "is_empty", None),
        ("nope.deeper.still", "not_equals", 1),
        ("items.0.name", "equals", "a"),
        ("items.-1.name", "equals", "b"),
        ("a.b", "equals", "dotted"),
        ("tags", "contains", "red"),
        ("tags", "contains", "7"),
        ("user", "contains", "plan"),
        ("user.plan.tier", "contains", "R"),
        ("score", "contains", ".5"),
        ("user.plan.tier", "starts_with", "p"),
        ("user.plan.tier", "ends_with", "RO"),
        ("user.plan.tier", "in", ["free", "pro"]),
        ("user.plan.tier", "in", "free, pro"),
        ("score", "in", [2.5]),
        ("user.plan.tier", "matches", "^pr.$"),
        ("user.plan", "equals", {"tier": "Pro"}),
        ("items", "equals", [{"name": "a"}, {"name": "b"}]),
        ("", "contains", "user"),
    ],
)
def test_what_holds(field: str, op: str, value: object) -> None:
    assert holds(field, op, value)


@pytest.mark.parametrize(
    ("field", "op", "value"),
    [
        ("user.plan.tier", "greater", 5),
        ("user.active", "equals", 1),
        ("user.active", "greater", 0),
        ("user.null", "equals", ""),
        ("user.null", "less", 5),
        ("user.null", "between", [None, None]),
        ("score", "is_empty", None),
        ("user.active", "is_empty", None),
        ("user.plan", "equals", "Pro"),
        ("user.plan", "starts_with", "P"),
        ("items.2.name", "exists", None),
        ("items.name", "exists", None),
        ("items.0.name.x", "exists", None),
        ("user.plan.tier", "contains", " "),
        ("nope", "equals", None),
        ("nope", "contains", ""),
        ("nope", "in", [None]),
        ("nope", "matches", ".*"),
        ("nope", "at_most", 5),
    ],
)
def test_what_does_not_hold(field: str, op: str, value: object) -> None:
    assert not holds(field, op, value)


def test_case_counts_where_it_is_asked_for() -> None:
    for op, value in (
        ("equals", "pro"),
        ("contains", "pr"),
        ("starts_with", "p"),
        ("in", ["pro"]),
        ("matches", "^p"),
    ):
        assert holds("user.plan.tier", op, value)
        assert not holds("user.plan.tier", op, value, case_sensitive=True)


def test_a_whole_number_of_many_digits_is_not_rounded() -> None:
    big = Compare(field="", op=Op.EQUALS, value="9007199254740993")
    assert evaluate(big, 9007199254740993)
    assert not evaluate(big, 9007199254740992)


def test_groups() -> None:
    yes, no = Compare(op=Op.EXISTS), Compare(field="nope", op=Op.EXISTS)
    for flags in itertools.product([yes, no], repeat=2):
        truths = [flag is yes for flag in flags]
        assert evaluate(Group(match="all", conditions=flags), VALUE) == all(truths)
        assert evaluate(Group(match="any", conditions=flags), VALUE) == any(truths)
        assert evaluate(Group(match="not", conditions=flags), VALUE) == (not any(truths))
    assert [evaluate(Group(match=match), VALUE) for match in ("all", "any", "not")] == [True, False, True]


@pytest.mark.parametrize(
    ("condition", "text"),
    [
        (Compare(field="category", value="sports"), "category = sports"),
        (Compare(op=Op.AT_LEAST, value=3), "value ≥ 3"),
        (Compare(field="name", op=Op.IS_EMPTY), "name is empty"),
        (Compare(field="n", op=Op.BETWEEN, value=[1, 5]), "n between 1 and 5"),
        (Compare(field="n", op=Op.BETWEEN, value=[None, 5]), "n ≤ 5"),
        (Compare(field="n", op=Op.IN, value=["a", 1]), "n in a, 1"),
        (Compare(field="n", value=""), "n = “”"),
        (Compare(field="n", value="x" * 100), "n = " + "x" * 39 + "…"),
        (Group(), "always"),
        (Group(match="any"), "never"),
        (
            Group(
                match="any",
                conditions=(
                    Group(conditions=(Compare(field="a", value=1), Compare(field="b", value=True))),
                    Group(match="not", conditions=(Compare(field="c", op=Op.MATCHES, value="^x"),)),
                ),
            ),
            "(a = 1 and b = true) or not (c matches ^x)",
        ),
    ],
)
def test_explained(condition: Condition, text: str) -> None:
    assert explain(condition) == text


def test_a_condition_survives_json() -> None:
    raw = {
        "match": "any",
        "conditions": [
            {"field": "a", "op": "between", "value": [1, None]},
            {"match": "not", "conditions": [{"field": "b", "op": "exists"}]},
        ],
    }
    condition = parse_condition(raw)
    assert isinstance(condition, Group)
    assert parse_condition(json.loads(condition.model_dump_json())) == condition
    assert fields(condition) == {"a", "b"}


def nested(depth: int) -> dict[str, Any]:
    raw: dict[str, Any] = {"field": "a"}
    for _ in range(depth):
        raw = {"match": "not", "conditions": [raw]}
    return raw


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ({"field": "a", "op": "between", "value": 3}, "two values"),
        ({"field": "a", "op": "in", "value": 3}, "list of values"),
        ({"field": "a", "op": "matches", "value": "(a"}, "missing )"),
        ({"field": "a", "op": "matches", "value": "(?=a)"}, "invalid"),
        ({"field": "a", "op": "matches", "value": "\ud800"}, "surrogate"),
        ({"field": "a", "op": "matches", "value": ""}, "a pattern of"),
        ({"field": "a", "op": "matches", "value": "a" * 5000}, "a pattern of"),
        ({"field": "a", "op": "like", "value": "x"}, "op: "),
        ({"field": "a", "extra": 1}, "extra"),
        ({"match": "xor", "conditions": []}, "match: "),
        ({"conditions": [{"field": "a"}] * (MAX_COMPARISONS + 1)}, f"at most {MAX_COMPARISONS}"),
        (nested(MAX_DEPTH + 1), f"at most {MAX_DEPTH} deep"),
        (nested(5000), ""),
        ([], ""),
        ("x", ""),
        (None, ""),
    ],
)
def test_a_wrong_condition_is_refused_with_the_reason(raw: object, words: str) -> None:
    with pytest.raises(AuthorError) as caught:
        parse_condition(raw)
    assert words in caught.value.why
    assert caught.value.why


def test_the_deepest_allowed_nesting_is_allowed() -> None:
    assert isinstance(parse_condition(nested(MAX_DEPTH)), Group)


def test_a_pattern_takes_linear_time() -> None:
    evil = Compare(op=Op.MATCHES, value="^(a|a|aa)+$")
    with does_not_hang():
        assert not evaluate(evil, "a" * 200_000 + "!")


def test_resolving() -> None:
    assert resolve("", 5) == 5
    assert resolve("x", 5) is MISSING
    assert resolve("a..b", {"a": {"": {"b": 1}}}) == 1
    assert resolve("0", ["x"]) == "x"
    assert resolve("-2", ["x"]) is MISSING
    assert resolve("9" * 400, ["x"]) is MISSING


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.just("\ud800")
    | st.just("12"),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "b", "0", ""]), inner, max_size=3)
    ),
    max_leaves=8,
)
paths = st.lists(st.sampled_from(["a", "b", "0", "-1", "", "__class__"]), max_size=3).map(".".join)


@st.composite
def compares(draw: st.DrawFn) -> Compare:
    op = draw(st.sampled_from(Op))
    match op:
        case Op.BETWEEN:
            value: Any = [draw(json_values), draw(json_values)]
        case Op.IN:
            value = draw(st.lists(json_values, max_size=3) | st.text(max_size=8))
        case Op.MATCHES:
            value = draw(st.sampled_from(["a", "^1", ".*", "[^x]$"]))
        case _:
            value = draw(json_values)
    return Compare(field=draw(paths), op=op, value=value, case_sensitive=draw(st.booleans()))


conditions = st.recursive(
    compares(),
    lambda inner: st.builds(
        Group, match=st.sampled_from(["all", "any", "not"]), conditions=st.lists(inner, max_size=3).map(tuple)
    ),
    max_leaves=6,
)


@settings(max_examples=300, deadline=None)
@given(conditions, json_values)
def test_deciding_and_explaining_never_raise(condition: Condition, value: object) -> None:
    assert evaluate(condition, value) in (True, False)
    assert explain(condition)


@settings(max_examples=150, deadline=None)
@given(st.lists(conditions, max_size=4).map(tuple), json_values)
def test_not_any_is_all_not(parts: tuple[Condition, ...], value: object) -> None:
    none_of = evaluate(Group(match="not", conditions=parts), value)
    assert none_of == (not evaluate(Group(match="any", conditions=parts), value))
    assert none_of == all(evaluate(Group(match="not", conditions=(part,)), value) for part in parts)


scalars = (
    st.integers()
    | st.floats(allow_nan=False)
    | st.text(max_size=5)
    | st.sampled_from(["1", "01", "1e3", " A", "a"])
)


@settings(max_examples=300, deadline=None)
@given(left=scalars, right=scalars, case_sensitive=st.booleans())
def test_the_orders_agree_with_each_other(left: object, right: object, *, case_sensitive: bool) -> None:
    def ask(op: Op) -> bool:
        return evaluate(Compare(op=op, value=right, case_sensitive=case_sensitive), left)

    assert ask(Op.EQUALS) != ask(Op.NOT_EQUALS)
    assert not (ask(Op.GREATER) and ask(Op.LESS))
    assert ask(Op.AT_LEAST) == (ask(Op.GREATER) or (ask(Op.AT_LEAST) and ask(Op.AT_MOST)))
    if ask(Op.GREATER) or ask(Op.LESS):
        assert not ask(Op.EQUALS)
    mirrored = evaluate(Compare(op=Op.LESS, value=left, case_sensitive=case_sensitive), right)
    assert mirrored == ask(Op.GREATER)


@settings(max_examples=100, deadline=None)
@given(st.integers(-(10**9), 10**9), st.integers(-(10**9), 10**9))
def test_numbers_written_as_text_order_as_numbers(left: int, right: int) -> None:
    for one, other in ((left, right), (str(left), right), (left, str(right)), (str(left), f" {right} ")):
        assert evaluate(Compare(op=Op.GREATER, value=other), one) == (left > right)
        assert evaluate(Compare(op=Op.EQUALS, value=other), one) == (left == right)
