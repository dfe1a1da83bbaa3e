"""The categories a workflow chooses from: those of its steps, and the one that a word means."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from editor.describe.by_rules.syntax_tree import Item, Reading, Step, base_kind
from editor.describe.by_rules.text.tokens import distance

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from engine.values import Json
    from engine.workflow.definition import Node


def categories_of(nodes: Iterable[Node]) -> tuple[str, ...]:
    """Return the categories of every tag step among nodes."""
    return tuple(
        name
        for node in nodes
        if base_kind(node.kind) == "tag_category"
        for name in names_of_rows(node.config)
    )


def nearest(value: str, known: Sequence[str]) -> str:
    """Return the known category that is meant, whatever the case, the number or a typing mistake; else the value."""
    plain = value.casefold()
    for most in (0, 1, 2):
        for name in known:
            if distance(plain, name.casefold(), most) <= most and (most == 0 or len(plain) > 3 * most):
                return name
    return value


def names_of_rows(config: Mapping[str, Json]) -> list[str]:
    """Return the names in the rows of a Tag category."""
    rows = cast("list[Json]", config.get("categories", []))
    return [str(cast("dict[str, Json]", row)["name"] if isinstance(row, dict) else row) for row in rows]


def categories_in(reading: Reading) -> list[str]:
    """Return the categories that the steps of a reading choose from."""
    return [name for step in _steps(reading.items) for name in names_of_rows(step.config)]


def _steps(items: list[Item]) -> list[Step]:
    return [
        step
        for item in items
        for step in ([item] if isinstance(item, Step) else _steps([*item.then, *item.otherwise]))
    ]
