"""Declarations of categories apart from the tagging: "The categories are tech and arts"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from editor.describe.by_rules.categories import names_of_rows
from editor.describe.by_rules.read.enumerations import read_list
from editor.describe.by_rules.syntax_tree import Branch, Item, Reading, Span, Step

if TYPE_CHECKING:
    from editor.describe.by_rules.text.scan import Scan
    from engine.values import Json


def read_declaration(scan: Scan, start: int) -> tuple[list[str], int] | None:
    """Read such a sentence, or "the mails are orders or complaints"; gives the categories and the place after them."""
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


def declare_categories(reading: Reading) -> None:
    """Hand the categories to the first tagging that has none; one is added where there is none."""
    if not reading.categories:
        return
    rows: list[Json] = [{"name": name} for name in reading.categories]
    for step in _steps(reading.items):
        if step.kind in {"tag_category", "tag_category_llm"} and "categories" not in step.config:
            step.config["categories"] = rows
            step.needs = [need for need in step.needs if need[0] != "categories"]
            return
    takes = (
        i for i, item in enumerate(reading.items) if isinstance(item, Branch) or "tag_category" in item.refs
    )
    first = next(takes, len(reading.items))
    reading.items.insert(first, Step("tag_category", Span(0, 0), {"categories": rows}))


def categories_in(reading: Reading) -> list[str]:
    """Return the categories that the steps of a reading choose from."""
    return [name for step in _steps(reading.items) for name in names_of_rows(step.config)]


def _steps(items: list[Item]) -> list[Step]:
    return [
        step
        for item in items
        for step in ([item] if isinstance(item, Step) else _steps([*item.then, *item.otherwise]))
    ]
