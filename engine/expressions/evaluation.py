"""The evaluator behind `engine.expressions.language`: walks a checked expression tree over JSON values.

Each evaluation has a budget of work (characters and items touched), so that filters chained on large
values end with an error instead of holding a worker.
"""

from __future__ import annotations

import math
import operator
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, cast

from jinja2 import nodes

from engine.errors import AuthorError
from engine.expressions.filters import (
    FILTERS,
    MAX_TEXT,
    TESTS,
    FilterError,
    Json,
    NothingError,
    as_text,
    kind_of,
)

MAX_WORK = 20_000_000
"""What one evaluation may touch: a character counts 1, an item of a list or object `_ITEM`."""

_ITEM = 10
_SHOWN = 20
_LARGEST = sys.float_info.max
_DEEP = frozenset({"join", "json", "tojson", "sort", "unique", "text"})
_ARITHMETIC: dict[type[nodes.BinExpr], Callable[[float, float], float]] = {
    nodes.Add: lambda first, second: first + second,
    nodes.Sub: lambda first, second: first - second,
    nodes.Div: lambda first, second: first / second,
}
_COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {
    "eq": operator.eq,
    "ne": operator.ne,
    "lt": operator.lt,
    "lteq": operator.le,
    "gt": operator.gt,
    "gteq": operator.ge,
}


@dataclass(frozen=True, slots=True)
class Missing:
    """A field that does not exist: its path, and the names that do exist beside it."""

    path: str
    siblings: tuple[str, ...]
    reason: str

    def error(self, node: nodes.Node) -> AuthorError:
        """Say so to the author, with what was probably meant."""
        close = get_close_matches(self.path.rpartition(".")[2], self.siblings, n=1, cutoff=0.6)
        parent = self.path.rpartition(".")[0]
        meant = f"{parent}.{close[0]}" if close and parent else (close[0] if close else "")
        fix = f"Did you mean “{meant}”? " if meant else ""
        return AuthorError(
            f"There is no “{self.path}”.",
            where=f"line {node.lineno}",
            why=self.reason,
            fix=f"{fix}If it may be absent, write {{{{ {self.path} | default('…') }}}}.",
            details={"path": self.path, "available": list(self.siblings[:50])},
        )


def _known(names: Sequence[str], where: str) -> str:
    if not names:
        return f"{where} has no fields."
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return f"{where} has: {', '.join(name[:60] for name in names[:_SHOWN])}{more}."


class Evaluation:
    """One evaluation of one template over `values`; not to be reused. Every refusal is an `AuthorError`."""

    def __init__(self, values: Mapping[str, object]) -> None:
        self._values = values
        self._work = 0

    def value(self, node: nodes.Expr) -> Json:
        """Return the JSON value of `node`; a missing field is an error."""
        found = self._reach(node)
        if isinstance(found, Missing):
            raise found.error(node)
        return found

    def text(self, node: nodes.Expr) -> str:
        """Return the value of `node` as shown in text."""
        return self._as_text(self.value(node), node)

    def joined(self, texts: Sequence[str]) -> str:
        """Join the pieces of the output, refusing more than `MAX_TEXT` characters."""
        if sum(map(len, texts)) > MAX_TEXT:
            raise AuthorError(
                "The text is too long.",
                why=f"More than {MAX_TEXT:,} characters came out of the template.",
                fix="Shorten a value with {{ name | truncate(2000) }}.",
            )
        return "".join(texts)

    def _as_text(self, value: object, node: nodes.Node) -> str:
        self._weigh(value, node)
        try:
            return as_text(value)
        except FilterError as error:
            raise _misfit(node, str(error)) from error

    def _reach(self, node: nodes.Expr) -> Json:  # noqa: C901, PLR0911, PLR0912 - one arm per allowed node
        """Like `value`, but a missing field comes back as `Missing`, for `default` and `is defined`."""
        match node:
            case nodes.Const():
                return node.value
            case nodes.Name():
                return self._name(node.name)
            case nodes.Getattr():
                return self._step(node.node, node.attr)
            case nodes.Getitem():
                if isinstance(node.arg, nodes.Slice):
                    return self._slice(node.node, node.arg)
                return self._step(node.node, self.value(node.arg))
            case nodes.Filter():
                return self._filter(node)
            case nodes.Test():
                return self._test(node)
            case nodes.CondExpr():
                if self.value(node.test):
                    return self._reach(node.expr1)
                return "" if node.expr2 is None else self._reach(node.expr2)
            case nodes.And():
                return self.value(node.left) and self.value(node.right)
            case nodes.Or():
                return self.value(node.left) or self.value(node.right)
            case nodes.Not():
                return not self.value(node.node)
            case nodes.Compare():
                return self._compare(node)
            case nodes.List():
                return [self.value(item) for item in node.items]
            case nodes.Concat():
                return self.joined([self.text(part) for part in node.nodes])
            case nodes.Add() | nodes.Sub() | nodes.Div():
                return self._arithmetic(node)
            case nodes.Neg():
                return -self._number(self.value(node.node), node, "-")
            case _:
                # The compile step refuses every other node, so reaching this is a gap between the two.
                raise _misfit(node, f"a template cannot use {type(node).__name__}")

    def _name(self, name: str) -> Json:
        if name in self._values:
            return self._values[name]
        names = tuple(self._values)
        return Missing(name, names, _known(names, "This node"))

    def _step(self, base: nodes.Expr, key: object) -> Json:
        """One step of a path: a key of an object, or an index of a list. Never a Python attribute."""
        owner, path = self._reach(base), f"{_path(base)}.{str(key)[:60]}"
        match owner:
            case Missing():
                return owner
            case Mapping() if isinstance(key, str):
                entries = cast("Mapping[str, Any]", owner)
                return entries[key] if key in entries else _no_field(path, base, tuple(map(str, entries)))
            case list() | tuple() | str() if isinstance(key, int) and not isinstance(key, bool):
                items = cast("Sequence[Any]", owner)
                if -len(items) <= key < len(items):
                    return items[key]
                return Missing(path, (), f"“{_path(base)}” has {len(items)} items, counted from 0.")
            case list() | tuple():
                hint = f"“{_path(base)}” is a list; take one item first, like {_path(base)}[0]."
                return Missing(path, (), hint)
            case _:
                return Missing(path, (), f"“{_path(base)}” is {kind_of(owner)} and has no fields.")

    def _slice(self, base: nodes.Expr, cut: nodes.Slice) -> Json:
        owner = self.value(base)
        if not isinstance(owner, (str, list, tuple)):
            raise _misfit(base, f"only text and lists can be cut with [a:b], not {kind_of(owner)}")
        bounds = [None if part is None else self.value(part) for part in (cut.start, cut.stop, cut.step)]
        if not all(bound is None or type(bound) is int for bound in bounds):
            raise _misfit(cut, "the numbers in [a:b] must be whole")
        if bounds[2] == 0:
            raise _misfit(cut, "the step in [a:b:step] must not be 0")
        piece = cast("Any", owner)[slice(*bounds)]
        self._spend(_size(piece), base)
        return piece

    def _filter(self, node: nodes.Filter) -> Json:
        arguments = [self.value(argument) for argument in node.args]
        piped = cast("nodes.Expr", node.node)
        if node.name in ("default", "d"):
            found = self._reach(piped)
            absent = isinstance(found, Missing) or found is None or (len(arguments) > 1 and not found)
            return (arguments[0] if arguments else "") if absent else found
        subject = self.value(piped)
        if node.name in _DEEP:
            self._weigh(subject, node)
        else:
            self._spend(_size(subject), node)
        try:
            result = FILTERS[node.name](subject, *arguments)
        except NothingError as error:
            return Missing(f"{_path(piped)} | {node.name}", (), _sentence(str(error)))
        except FilterError as error:
            raise _misfit(node, str(error)) from error
        except TypeError as error:
            raise _misfit(node, f"{node.name} got arguments it does not take") from error
        self._spend(_size(result), node)
        return result

    def _test(self, node: nodes.Test) -> bool:
        if node.name in ("defined", "undefined"):
            return isinstance(self._reach(node.node), Missing) == (node.name == "undefined")
        if node.args:
            raise _misfit(node, f"“is {node.name}” takes no arguments")
        return TESTS[node.name](self.value(node.node))

    def _compare(self, node: nodes.Compare) -> bool:
        left = self.value(node.expr)
        for operand in node.ops:
            right = self.value(operand.expr)
            try:
                holds = self._holds(operand.op, left, right, node)
            except (TypeError, RecursionError) as error:
                pair = f"{kind_of(left)} and {kind_of(right)}"
                raise _misfit(node, f"{pair} cannot be compared this way") from error
            if not holds:
                return False
            left = right
        return True

    def _holds(self, name: str, left: Json, right: Json, node: nodes.Node) -> bool:
        if name in ("in", "notin"):
            self._weigh(right, node)
            return (left in right) == (name == "in")
        if name in ("eq", "ne"):
            self._weigh(left, node)
        elif not isinstance(left, (int, float, str)):
            raise TypeError(name)
        return _COMPARE[name](left, right)

    def _arithmetic(self, node: nodes.BinExpr) -> Json:
        left: Json = self.value(node.left)
        right: Json = self.value(node.right)
        if isinstance(node, nodes.Add) and isinstance(left, str) and isinstance(right, str):
            return self.joined([left, right])
        if isinstance(node, nodes.Add) and isinstance(left, list) and isinstance(right, list):
            self._spend(_size(cast("Json", left)) + _size(cast("Json", right)), node)
            return cast("list[Json]", left) + cast("list[Json]", right)
        return self._sum(node, cast("Json", left), right)

    def _sum(self, node: nodes.BinExpr, left: Json, right: Json) -> float:
        first, second = self._number(left, node, node.operator), self._number(right, node, node.operator)
        if isinstance(node, nodes.Div) and second == 0:
            raise _misfit(node, "a number cannot be divided by 0")
        try:
            result = _ARITHMETIC[type(node)](first, second)
        except OverflowError:
            result = math.inf
        return _finite(result, node)

    def _number(self, value: object, node: nodes.Node, sign: str) -> float:
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            hint = "; join text with ~, or turn it into a number with | number" if sign == "+" else ""
            raise _misfit(node, f"“{sign}” needs numbers, but got {kind_of(value)}{hint}")
        return value

    def _spend(self, amount: int, node: nodes.Node) -> None:
        self._work += amount + 1
        if self._work > MAX_WORK:
            raise AuthorError(
                "The template does too much work.",
                where=f"line {node.lineno}",
                why=f"It touches more than {MAX_WORK:,} characters (an item of a list counts {_ITEM}).",
                fix="Work on a smaller part, like items[0:100], or use a Python code node.",
            )

    def _weigh(self, value: object, node: nodes.Node) -> None:
        """Spend what a deep walk of `value` costs, without recursion."""
        pending: list[object] = [value]
        while pending:
            item = pending.pop()
            self._spend(len(item) if isinstance(item, str) else _ITEM, node)
            if isinstance(item, Mapping):
                pending += cast("Mapping[str, object]", item).values()
            elif isinstance(item, (list, tuple)):
                pending += cast("Sequence[object]", item)


def _size(value: object) -> int:
    if isinstance(value, (list, tuple, Mapping)):
        return _ITEM * len(cast("Sequence[object]", value))
    return len(value) if isinstance(value, str) else 1


def _path(node: nodes.Node) -> str:
    match node:
        case nodes.Name():
            return node.name
        case nodes.Getattr():
            return f"{_path(node.node)}.{node.attr}"
        case nodes.Getitem() if isinstance(node.arg, nodes.Const):
            return f"{_path(node.node)}.{node.arg.value}"
        case _:
            return "the value"


def _no_field(path: str, base: nodes.Expr, names: tuple[str, ...]) -> Missing:
    return Missing(path, names, _known(names, f"“{_path(base)}”"))


def _finite(number: float, node: nodes.Node) -> float:
    if abs(number) <= _LARGEST:
        return number
    raise _misfit(node, "the number is too large")


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:].rstrip(".") + "."


def _misfit(node: nodes.Node, why: str) -> AuthorError:
    return AuthorError(
        "The template does not fit its values.",
        where=f"line {node.lineno}",
        why=_sentence(why),
        fix="Check the value in the node's input, or give a fallback with default('…').",
    )
