"""Templates and one-line expressions: `Hello {{ user.name | title }}`.

jinja2 only parses. What it parses is checked node by node against an allow-list when compiled, and an
evaluator of our own walks that small tree, so no code is generated and no Python attribute is ever read:
`a.b` is a dictionary key or a list index, nothing else. There are no calls, loops, assignments,
multiplication or powers, no globals, and only the filters of `engine.expressions.filters`.

Values are JSON: null, true/false, numbers, text, lists, objects with text keys. In text, null is shown as
nothing and lists and objects as JSON. A field that does not exist is an error unless `default(...)` or
`is defined` asks; `default` also stands in for null. `+` adds numbers or joins two texts or two lists; `~`
joins anything as text.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from typing import TYPE_CHECKING, cast

import jinja2
from jinja2 import nodes
from jinja2.sandbox import SandboxedEnvironment

from engine.errors import AuthorError
from engine.expressions.evaluation import Evaluation
from engine.expressions.filters import FILTERS, TESTS, Json, as_text

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_SOURCE = 20_000
"""Characters of template source."""
MAX_NODES = 2_000
MAX_DEPTH = 50
"""How deeply an expression may nest."""

_ALLOWED: frozenset[type[nodes.Node]] = frozenset(
    {
        nodes.Template,
        nodes.Output,
        nodes.TemplateData,
        nodes.Name,
        nodes.Getattr,
        nodes.Getitem,
        nodes.Const,
        nodes.Filter,
        nodes.Test,
        nodes.Compare,
        nodes.Operand,
        nodes.And,
        nodes.Or,
        nodes.Not,
        nodes.CondExpr,
        nodes.List,
        nodes.Add,
        nodes.Sub,
        nodes.Div,
        nodes.Neg,
        nodes.Concat,
        nodes.Slice,
    }
)

_LARGEST = 2**63

_REFUSED: Mapping[type[nodes.Node], str] = {
    nodes.Call: "calling a function",
    nodes.For: "a loop",
    nodes.If: "a {% if %} block",
    nodes.Mul: "multiplication",
    nodes.Pow: "a power",
    nodes.Mod: "a remainder (%)",
    nodes.FloorDiv: "whole division (//)",
    nodes.Assign: "an assignment",
    nodes.Dict: "an object literal",
    nodes.Tuple: "a tuple",
}


_FILTER_NAMES = tuple(sorted([*FILTERS, "default", "d"]))
_TEST_NAMES = tuple(sorted([*TESTS, "defined", "undefined"]))


def _environment() -> SandboxedEnvironment:
    environment = SandboxedEnvironment(keep_trailing_newline=True, cache_size=0, autoescape=False)
    environment.globals = {}
    environment.filters = dict.fromkeys(_FILTER_NAMES, as_text)
    environment.tests = dict.fromkeys(_TEST_NAMES, bool)
    return environment


_ENVIRONMENT = _environment()


@dataclass(frozen=True, slots=True)
class Template:
    """A checked template. `names` are the top-level fields it reads."""

    source: str
    names: frozenset[str]
    parts: tuple[str | nodes.Expr, ...]

    def render(self, values: Mapping[str, object]) -> str:
        """Fill in `values` and return text.

        Raises `AuthorError` for a missing field, a value that does not fit, or too much output.
        """
        evaluation = Evaluation(values)
        texts = [part if isinstance(part, str) else evaluation.text(part) for part in self.parts]
        return evaluation.joined(texts)

    @property
    def expression(self) -> nodes.Expr | None:
        """The expression, when the source is exactly one `{{ … }}` and white space around it."""
        expressions = [part for part in self.parts if not isinstance(part, str)]
        blank = all(part.isspace() for part in self.parts if isinstance(part, str))
        return expressions[0] if len(expressions) == 1 and blank else None


@lru_cache(maxsize=1024)
def compile_template(source: str) -> Template:
    """Check `source` and return its template; the same source gives the same object.

    Raises `AuthorError` naming the line and what may be written instead.
    """
    if len(source) > MAX_SOURCE:
        raise AuthorError(
            "The template is too long.",
            why=f"It has {len(source):,} characters; {MAX_SOURCE:,} are allowed.",
            fix="Put the fixed text into a node of its own and refer to it by name.",
        )
    tree = _parse(source)
    names = _check(tree)
    written = [part for output in tree.body for part in cast("nodes.Output", output).nodes]
    parts = (part.data if isinstance(part, nodes.TemplateData) else part for part in written)
    return Template(source=source, names=names, parts=tuple(parts))


def evaluate(source: str, values: Mapping[str, object]) -> Json:
    """Return the JSON value of a source that is one `{{ … }}`; any other source is rendered to text.

    Raises `AuthorError` like `compile_template` and `Template.render`.
    """
    template = compile_template(source)
    if template.expression is None:
        return template.render(values)
    return Evaluation(values).value(template.expression)


def _parse(source: str) -> nodes.Template:
    try:
        return _ENVIRONMENT.parse(source)
    except jinja2.TemplateSyntaxError as error:
        raise AuthorError(
            "The template cannot be read.",
            where=f"line {error.lineno}",
            why=(error.message or "It is not complete.").rstrip(".") + ".",
            fix="Write values as {{ name }} or {{ name | filter }}; close every bracket and quote.",
        ) from error
    except (RecursionError, ValueError, OverflowError) as error:
        why = "It nests too deeply." if isinstance(error, RecursionError) else "A number in it is too long."
        fix = "Split it into simpler parts."
        raise AuthorError("The template cannot be read.", why=why, fix=fix) from error


def _check(tree: nodes.Template) -> frozenset[str]:
    """Walk the whole tree without recursion; refuse what is not allowed; collect the top-level names."""
    names: set[str] = set()
    count = 0
    pending: list[tuple[nodes.Node, int]] = [(tree, 0)]
    while pending:
        node, depth = pending.pop()
        count += 1
        if depth > MAX_DEPTH or count > MAX_NODES:
            raise AuthorError(
                "The template is too complex.",
                where=f"line {node.lineno}",
                why=f"At most {MAX_NODES:,} parts, nested {MAX_DEPTH} deep, are allowed.",
                fix="Split it: compute a part in a node of its own and refer to that by name.",
            )
        _check_node(node)
        if isinstance(node, nodes.Name):
            names.add(node.name)
        pending += [(child, depth + 1) for child in node.iter_child_nodes()]
    return frozenset(names)


def _check_node(node: nodes.Node) -> None:
    if type(node) is nodes.Keyword:
        raise _refusal(node, "a named argument", "Give the arguments by position, like truncate(80).")
    if type(node) not in _ALLOWED:
        what = _REFUSED.get(type(node), f"{type(node).__name__.lower()}")
        raise _refusal(node, what, "Use a filter, or a Python code node for anything more.")
    if isinstance(node, nodes.Name) and node.ctx != "load":
        raise _refusal(node, "an assignment", "Templates only read values.")
    if isinstance(node, nodes.Const) and isinstance(node.value, (int, float)) and abs(node.value) > _LARGEST:
        raise _refusal(node, "so large a number", "Write a number of at most 18 digits.")
    if isinstance(node, (nodes.Filter, nodes.Test)):
        _check_known(node)


def _check_known(node: nodes.Filter | nodes.Test) -> None:
    known = _FILTER_NAMES if isinstance(node, nodes.Filter) else _TEST_NAMES
    kind = "filter" if isinstance(node, nodes.Filter) else "test"
    if node.dyn_args is not None or node.dyn_kwargs is not None:
        raise _refusal(node, "spreading arguments with *", "Give the arguments one by one.")
    if node.name not in known:
        close = get_close_matches(node.name, known, n=1)
        raise AuthorError(
            f"There is no {kind} called “{node.name}”.",
            where=f"line {node.lineno}",
            why=f"The {kind}s are: {', '.join(known)}.",
            fix=f"Did you mean “{close[0]}”?" if close else f"Use one of these {kind}s.",
        )


def _refusal(node: nodes.Node, what: str, fix: str) -> AuthorError:
    return AuthorError(
        f"A template cannot use {what}.",
        where=f"line {node.lineno}",
        why="Only values, fields, filters, comparisons, and/or/not, +, -, / and ~ are allowed.",
        fix=fix,
    )
