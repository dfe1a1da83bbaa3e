"""How several values that arrive at one node are named: the one place that says so.

A value is called after its port (`summary`) where no other arrival has that port, else after node and port
(`summarize_summary`). Expressions may also write the long name always, the node (`summarize.summary`), and
`value` for the first that arrived.
"""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from engine.values import Json
    from engine.workflow.ports import Arrival

FIRST = "value"
"""The name of the first arrival in expressions, unless a port has it."""
UNSPEAKABLE = frozenset({"and", "else", "false", "if", "in", "is", "none", "not", "or", "true"})
"""Words an expression reads as its own: a port of that name (`true` of an If) goes by node and port."""


def names_of(ends: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """Name arrivals by (node, port), in their order, each name once.

    >>> names_of([("clean", "text"), ("sum", "summary"), ("ask", "text"), ("check", "true")])
    ('clean_text', 'summary', 'ask_text', 'check_true')
    """
    counts = Counter(port for _, port in ends)
    short = {port for port, count in counts.items() if count == 1 and port not in UNSPEAKABLE}
    taken = set(short)
    names: list[str] = []
    for node, port in ends:
        names.append(port if port in short else _free(f"{node}_{port}", taken))
        taken.add(names[-1])
    return tuple(names)


_known_names_of = lru_cache(maxsize=1024)(names_of)
"""`names_of`, remembered: a step's ends are the same in every run of its workflow."""


def _free(name: str, taken: set[str]) -> str:
    count, free = 1, name
    while free in taken:
        count += 1
        free = f"{name}_{count}"
    return free


def fields_of(arrivals: Iterable[Arrival] | None) -> dict[str, Json]:
    """Return the arrivals as one object, in their order; nothing is lost."""
    found = tuple(arrivals or ())
    names = _known_names_of(tuple([(arrival.node, arrival.port) for arrival in found]))
    return {name: arrival.value for name, arrival in zip(names, found, strict=True)}


def object_of(arrivals: Iterable[Arrival] | None) -> dict[str, Json]:
    """Return one object: the only arrival itself where it is one, else the arrivals by name."""
    found = tuple(arrivals or ())
    only = found[0].value if len(found) == 1 else None
    return dict(cast("dict[str, Json]", only)) if isinstance(only, dict) else fields_of(found)


def scope_of(arrivals: Iterable[Arrival] | None) -> dict[str, Json]:
    """Return every name an expression may use; where two meanings meet, the shorter name's own meaning wins."""
    found = tuple(arrivals or ())
    scope: dict[str, Json] = {FIRST: found[0].value} if found else {}
    by_node: dict[str, Json] = {}
    for node, port, value in found:
        by_node.setdefault(node, {})[port] = value
    scope.update(by_node)
    scope.update({f"{node}_{port}": value for node, port, value in found})
    return scope | fields_of(found)
