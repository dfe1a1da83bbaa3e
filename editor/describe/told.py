"""Categories that are told apart from the tagging: "The categories are tech, science and arts."."""

from __future__ import annotations

from typing import TYPE_CHECKING

from editor.describe.items import Branch, Item, Reading, Span, Step
from editor.describe.lists import read_list

if TYPE_CHECKING:
    from editor.describe.scan import Scan
    from engine.values import Json


def read_told(scan: Scan, start: int) -> tuple[list[str], int] | None:
    """Read such a sentence; gives the categories and the place after them."""
    i = scan.skip(start, {"the", "possible", "use", "these", "with", "my"})
    if scan.word(i) not in {"categories", "labels", "topics", "classes"}:
        return None
    following = scan.skip(i + 1, {"are", "is", "should", "be"})
    following += scan.at(following).sort == "colon"
    if following == i + 1 or scan.at(following).sort == "break":
        return None
    names, end = read_list(scan, following)
    if not names:
        return None
    scan.use(start, end)
    return names, end


def give_told(reading: Reading) -> None:
    """Hand the categories to the first tagging that has none; one is added where there is none."""
    if not reading.categories:
        return
    rows: list[Json] = [{"name": name} for name in reading.categories]
    for step in _steps(reading.items):
        if step.kind in {"tag_category", "tag_category_llm"} and "categories" not in step.config:
            step.config["categories"] = rows
            step.needs = [need for need in step.needs if need[0] != "categories"]
            return
    first = next((i for i, item in enumerate(reading.items) if isinstance(item, Branch)), len(reading.items))
    reading.items.insert(first, Step("tag_category", Span(0, 0), {"categories": rows}))


def _steps(items: list[Item]) -> list[Step]:
    return [
        step
        for item in items
        for step in ([item] if isinstance(item, Step) else _steps([*item.then, *item.otherwise]))
    ]
