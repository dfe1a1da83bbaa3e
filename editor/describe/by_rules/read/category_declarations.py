"""Declarations of categories apart from the tagging: "The categories are tech and arts"."""

from __future__ import annotations

from editor.describe.by_rules.categories import names_of_rows
from editor.describe.by_rules.syntax_tree import Item, Reading, Step


def categories_in(reading: Reading) -> list[str]:
    """Return the categories that the steps of a reading choose from."""
    return [name for step in _steps(reading.items) for name in names_of_rows(step.config)]


def _steps(items: list[Item]) -> list[Step]:
    return [
        step
        for item in items
        for step in ([item] if isinstance(item, Step) else _steps([*item.then, *item.otherwise]))
    ]
