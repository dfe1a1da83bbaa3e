from __future__ import annotations

import contextlib
import string
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2.sandbox import SandboxedEnvironment

from engine.errors import AuthorError
from engine.expressions.evaluation import MAX_WORK
from engine.expressions.filters import FILTERS, MAX_TEXT
from engine.expressions.language import MAX_DEPTH, MAX_NODES, MAX_SOURCE, compile_template, evaluate

VALUES: dict[str, Any] = {
    "user": {"name": "ann lee", "plan": {"tier": "pro"}, "keys": "kept", "nothing": None},
    "items": [{"name": "b", "n": 2}, {"name": "a", "n": 1}, {"name": "b", "n": 2}],
    "n": 3,
    "flag": True,
    "text": "  One two three  ",
}


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("plain text, 100% of it\n", "plain text, 100% of it\n"),
        ("Hi {{ user.name | title }}!", "Hi Ann Lee!"),
        ("{{ items.0.name }}{{ items[1].name }}{{ items[-1]['name'] }}", "bab"),
        ("{{ user.keys }}", "kept"),
        ("{{ user.nothing }}|{{ flag }}|{{ 6 / 2 }}|{{ user.plan }}", '|true|3|{"tier": "pro"}'),
        ("{{ 'n=' ~ n ~ flag }}", "n=3true"),
        ("{{ text | trim | words | join('-') }}", "One-two-three"),
        ("{{ 'yes' if n >= 3 and not user.nothing else 'no' }}", "yes"),
        ("{{ [] | first | default('none') }} {{ [] | max | default(0) }}", "none 0"),
        ("{{ a.b.c | default('z') }} {{ user.nothing | default('y') }}", "z y"),
        ("{{ items | pluck('name') | unique | sort | json }}", '["a", "b"]'),
        ("{{ 'a long line of text' | truncate(10) }}", "a long…"),
        ("{% raw %}{{ kept }}{% endraw %}{# dropped #}", "{{ kept }}"),
        ("{{ nope is defined }} {{ n is number }} {{ 1 < n <= 3 }}", "false true true"),
    ],
)
def test_a_template_renders(source: str, expected: str) -> None:
    assert compile_template(source).render(VALUES) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("{{ items | sort(false, 'n') }}", [VALUES["items"][1], VALUES["items"][0], VALUES["items"][2]]),
        (" {{ n / 2 }} ", 1.5),
        ("{{ user.plan }}", {"tier": "pro"}),
        ("{{ [n] + [4, 5][0:1] }}", [3, 4]),
        ("{{ items | pluck('n') | sum }}", 5),
        ("{{ -2.5 | round }}", -3),
        ("{{ user.nothing }}", None),
        ("n is {{ n }}", "n is 3"),
        ("{{ n }}{{ n }}", "33"),
        ("", ""),
    ],
)
def test_one_expression_keeps_its_type(source: str, expected: object) -> None:
    result = evaluate(source, VALUES)
    assert result == expected
    assert type(result) is type(expected)


def test_names_are_the_top_level_fields_read() -> None:
    template = compile_template("{{ user.name }} {{ items[n] }} {{ 'x' if flag else other | default('') }}")
    assert template.names == {"user", "items", "n", "flag", "other"}
    assert compile_template(template.source) is template


def refusal(source: str, values: dict[str, Any] | None = None) -> AuthorError:
    with pytest.raises(AuthorError) as caught:
        evaluate(source, VALUES if values is None else values)
    return caught.value


def test_a_missing_field_says_what_is_there_and_what_was_meant() -> None:
    error = refusal("line one\n{{ user.nmae }}")
    assert error.what == "There is no “user.nmae”."
    assert error.where == "line 2"
    assert error.why == "“user” has: name, plan, keys, nothing."
    assert "Did you mean “user.name”?" in error.fix
    assert error.details == {"path": "user.nmae", "available": ["name", "plan", "keys", "nothing"]}


def test_a_missing_field_deep_in_a_path_names_the_part_that_is_missing() -> None:
    assert refusal("{{ usr.plan.tier }}").what == "There is no “usr”."
    assert "“user”" in refusal("{{ usr.plan.tier }}").fix
    assert "is a list" in refusal("{{ items.name }}").why
    assert "3 items" in refusal("{{ items[7] }}").why
    assert "is text and has no fields" in refusal("{{ text.length }}").why


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("{{ text.upper() }}", "calling a function"),
        ("{% for i in items %}{{ i }}{% endfor %}", "a loop"),
        ("{% if n %}{% endif %}", "{% if %}"),
        ("{% set n = 1 %}", "an assignment"),
        ("{% macro m() %}{% endmacro %}", "macro"),
        ("{% import 'x' as y %}", "import"),
        ("{% include 'x' %}", "include"),
        ("{% extends 'x' %}", "extends"),
        ("{% block b %}{% endblock %}", "block"),
        ("{% filter upper %}x{% endfilter %}", "filterblock"),
        ("{{ 9 * 9 }}", "multiplication"),
        ("{{ 9 ** 9 }}", "a power"),
        ("{{ '%s' % n }}", "a remainder"),
        ("{{ {'a': 1} }}", "an object literal"),
        ("{{ (1, 2) }}", "a tuple"),
        ("{{ text | truncate(length=3) }}", "a named argument"),
        ("{{ text | truncate(*items) }}", "spreading"),
        ("{{ 1e999 }}", "so large a number"),
        ("{{ n | attr('__class__') }}", "no filter called “attr”"),
        ("{{ items | map('name') }}", "no filter called “map”"),
        ("{{ n is callable }}", "no test called “callable”"),
        ("{{ n | lenght }}", "no filter"),
        ("{{ n", "cannot be read"),
        ("{{ }}", "cannot be read"),
    ],
)
def test_what_is_not_allowed_is_refused_when_compiled(source: str, words: str) -> None:
    with pytest.raises(AuthorError) as caught:
        compile_template(source)
    assert words in caught.value.what
    assert caught.value.fix


def test_an_unknown_filter_suggests_the_nearest() -> None:
    assert refusal("{{ n | lenght }}").fix == "Did you mean “length”?"


@pytest.mark.parametrize(
    "attack",
    [
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ ''['__class__'] }}",
        "{{ text['__class__']['__base__'] }}",
        "{{ user.__class__ }}",
        "{{ user['__init__'].__globals__ }}",
        "{{ items.__len__ }}",
        "{{ items.append }}",
        "{{ user.items }}",
        "{{ user.get }}",
        "{{ n.real }}",
        "{{ n.__class__ | default(n.__doc__) }}",
        "{{ flag.__and__ }}",
        "{{ self }}",
        "{{ self._TemplateReference__context }}",
        "{{ cycler.__init__.__globals__.os }}",
        "{{ lipsum.__globals__ }}",
        "{{ namespace }}",
        "{{ range }}",
        "{{ request.application }}",
        "{{ config }}",
        "{{ loop }}",
        "{{ caller() }}",
        "{{ text | attr('upper') }}",
        "{{ '{0.__class__}' | format(n) }}",
        "{{ '{0.__class__}'.format(n) }}",
        "{{ ('a' | list).__class__ }}",
        "{{ items | map(attribute='__class__') | list }}",
        "{{ items | groupby('__class__') }}",
        "{{ text | xmlattr }}",
        "{{ ().__class__ }}",
        "{{ [].__class__.__base__ }}",
        "{{ text['\\x5f\\x5fclass\\x5f\\x5f'] }}",
        "{{ text['__cla' ~ 'ss__'] }}",
        "{{ (text | first).__class__ }}",
        "{{ __builtins__ }}",
        "{{ __import__('os') }}",
        "{%- if ''.__class__ -%}x{%- endif -%}",
    ],
)
def test_nothing_reaches_python(attack: str) -> None:
    assert refusal(attack).what


def test_dunder_names_are_only_keys() -> None:
    assert evaluate("{{ user.__typename }}", {"user": {"__typename": "Person"}}) == "Person"


def test_a_python_object_slipped_into_the_values_is_not_opened() -> None:
    class Leaky:
        secret = "canary"

        def __str__(self) -> str:
            return self.secret

    for source in ("{{ leaky.secret }}", "x {{ leaky }}", "{{ leaky ~ '' }}", "{{ [leaky] | json }}"):
        assert "canary" not in str(refusal(source, {"leaky": Leaky()}))


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("{{ text + 1 }}", "join text with ~"),
        ("{{ 1 / 0 }}", "divided by 0"),
        ("{{ n in 5 }}", "cannot be compared"),
        ("{{ n < text }}", "cannot be compared"),
        ("{{ text | round }}", "Round needs a number"),
        ("{{ [] | first }}", "empty list"),
        ("{{ text | replace('', 'x') }}", "empty text"),
        ("{{ text[::0] }}", "must not be 0"),
        ("{{ n | truncate('x') }}", "whole number"),
        ("{{ n | upper(1, 2) }}", "arguments"),
        ("{{ user.plan + [1] }}", "needs numbers"),
    ],
)
def test_a_value_that_does_not_fit_is_explained(source: str, words: str) -> None:
    assert words in refusal(source).why


class TestCaps:
    def test_source(self) -> None:
        assert compile_template("x" * MAX_SOURCE).render({}) == "x" * MAX_SOURCE
        assert "too long" in refusal("x" * (MAX_SOURCE + 1)).what

    @pytest.mark.parametrize("opening", ["(", "[", "not ", "-", "{{", "n if n else ", "n["])
    def test_nesting(self, opening: str) -> None:
        assert refusal("{{ " + opening * (MAX_SOURCE // len(opening) - 5)).what

    def test_depth_and_size_of_what_parses(self) -> None:
        assert "too complex" in refusal("{{ " + " + ".join(["n"] * (MAX_DEPTH + 2)) + " }}").what
        assert "too complex" in refusal("{{ n }}" * MAX_NODES).what
        assert "too complex" in refusal("{{ n" + ".a" * 3000 + " }}").what

    def test_output(self) -> None:
        big = {"big": "x" * (MAX_TEXT // 2)}
        assert len(compile_template("{{ big }}{{ big }}").render(big)) == MAX_TEXT
        assert "too long" in refusal("{{ big }}{{ big }}!", big).what
        assert "too long" in refusal("{{ big ~ big ~ '!' }}", big).what
        assert "too long" in refusal("{{ big + big + '!' }}", big).what

    def test_filters_cannot_multiply(self) -> None:
        big = {"big": "x" * 2000}
        assert "longer than" in refusal("{{ big | replace('x', big) | replace('x', big) }}", big).why
        assert "longer than" in refusal("{{ big | split('x') | join(big) }}", big).why

    def test_work(self) -> None:
        many = {"many": list(range(100_000))}
        chained = "{{ many" + " | sort | reverse" * 20 + " | length }}"
        assert f"{MAX_WORK:,}" in refusal(chained * 10, many).why

    def test_a_number_of_many_digits(self) -> None:
        assert refusal("{{ " + "9" * 5000 + " }}").what
        assert refusal("{{ " + "9" * 4000 + " }}").what


# Grammar fuzz: whatever this grammar makes either gives a JSON value or an AuthorError.
names = st.sampled_from(
    ["n", "flag", "user.name", "user.plan", "items", "items[0]", "text", "missing", "user.x"]
)
constants = st.sampled_from(["0", "1", "2.5", "-3", "'a'", "''", "true", "none", "[]", "[1, 'a']"])
binary = st.sampled_from(["+", "-", "/", "~", "==", "!=", "<", ">=", "in", "and", "or", "*", "**", "%"])
filters = st.sampled_from(
    [*FILTERS, "default('d')", "join('-')", "replace('a', 'bb')", "truncate(3)", "attr('x')"]
)


def grow(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.tuples(inner, binary, inner).map(lambda parts: f"({parts[0]} {parts[1]} {parts[2]})"),
        st.tuples(inner, filters).map(lambda parts: f"({parts[0]} | {parts[1]})"),
        st.tuples(inner, inner, inner).map(lambda parts: f"({parts[0]} if {parts[1]} else {parts[2]})"),
        st.tuples(inner, st.sampled_from(["__class__", "name", "0", "x"])).map(
            lambda parts: f"({parts[0]}).{parts[1]}"
        ),
        st.tuples(inner, inner).map(lambda parts: f"({parts[0]})[{parts[1]}]"),
        inner.map(lambda part: f"(not {part})"),
        inner.map(lambda part: f"({part})()"),
    )


expressions = st.recursive(names | constants, grow, max_leaves=8)


def is_json(value: object) -> bool:
    match value:
        case None | bool() | int() | float() | str():
            return True
        case list():
            return all(map(is_json, value))
        case dict():
            return all(isinstance(key, str) and is_json(item) for key, item in value.items())
        case _:
            return False


@settings(max_examples=300, deadline=None)
@given(expressions)
def test_fuzzed_grammar_gives_json_or_an_author_error(source: str) -> None:
    try:
        result = evaluate("{{ " + source + " }}", VALUES)
    except AuthorError:
        return
    assert is_json(result)


def operation(inner: st.SearchStrategy[str], signs: list[str]) -> st.SearchStrategy[str]:
    return st.tuples(inner, st.sampled_from(signs), inner).map(
        lambda parts: f"({parts[0]} {parts[1]} {parts[2]})"
    )


# Only what means the same in both: text made of true, null or 6 / 2 is written differently on purpose.
texts = st.recursive(
    st.sampled_from(["user.name", "items[0].name", "text", "'a'", "''", "items.1['name']", "text[1:5]"]),
    lambda inner: st.one_of(
        operation(inner, ["+", "~"]),
        st.tuples(
            inner, st.sampled_from(["upper", "lower", "first", "last", "trim", "replace('e', 'o')"])
        ).map(lambda parts: f"({parts[0]} | {parts[1]})"),
    ),
    max_leaves=4,
)
numbers = st.recursive(
    st.sampled_from(["n", "1", "2.5", "items[1].n", "-n"]) | texts.map(lambda text: f"({text} | length)"),
    lambda inner: operation(inner, ["+", "-", "/"]) | inner.map(lambda part: f"({part} | abs)"),
    max_leaves=4,
)
shared = st.recursive(
    st.one_of(
        operation(texts, ["==", "!=", "<", ">=", "in", "not in"]),
        operation(numbers, ["==", "!=", "<", ">="]),
        texts,
        numbers,
    ),
    lambda inner: st.one_of(operation(inner, ["and", "or"]), inner.map(lambda part: f"(not {part})")),
    max_leaves=4,
)


@settings(max_examples=200, deadline=None)
@given(shared)
def test_where_both_answer_the_answer_is_that_of_jinja(source: str) -> None:
    try:
        ours = evaluate("{{ " + source + " }}", VALUES)
    except AuthorError:
        return
    theirs = SandboxedEnvironment().compile_expression(source, undefined_to_none=False)(**VALUES)
    assert ours == theirs


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=string.printable + "{}%#|é\ud800", max_size=60))
def test_any_text_at_all_compiles_or_is_refused(source: str) -> None:
    with contextlib.suppress(AuthorError):
        assert isinstance(compile_template(source).render(VALUES), str)
