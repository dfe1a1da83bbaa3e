"""What a sentence says, before it becomes a graph: steps, conditions and branches in the order they are meant."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, cast

if TYPE_CHECKING:
    from engine.values import Json


@dataclass(frozen=True, slots=True)
class Span:
    """Characters of the sentence, the end not included."""

    start: int
    end: int


@dataclass(slots=True)
class Step:
    """One step that was asked for.

    `refs` name what it works on: a kind ("summarize": its latest result), "text", "all", or nothing for
    what comes naturally. `rank` puts what is said to come first or last there. `implied` steps come from "after
    cleaning ...": they only say an order where the step is asked for elsewhere too. `refused` is a model for it.
    A request `beside` another one does not wait for it.
    """

    kind: str
    span: Span
    config: dict[str, Json] = field(default_factory=dict["str", "Json"])
    refs: list[str] = field(default_factory=list[str])
    rank: int = 0
    implied: bool = False
    llm: bool = False
    needs: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    case: str | None = None
    refused: bool = False
    beside: bool = False

    @property
    def is_bare(self) -> bool:
        """Whether it says nothing but its kind: "after cleaning", "before sending it"."""
        return not (self.config.keys() - {"method", "body"})


@dataclass(frozen=True, slots=True)
class Leaf:
    """One comparison. `subject` is a kind whose result is meant, "text", or "field" for a field of the value."""

    subject: str
    op: str
    value: Json = None
    path: str = ""
    negated: bool = False


Condition = tuple[Leaf, ...]
"""Comparisons of one thing, joined by or."""

UNREAD: Condition = (Leaf("", "unread"),)


def values_of(leaf: Leaf) -> list[str]:
    """Return what a comparison compares with, one or several, as text."""
    value: object = leaf.value
    return [str(one) for one in cast("list[object]", value)] if isinstance(value, list) else [str(value)]


@dataclass(slots=True)
class Branch:
    """If: what is done when a condition holds, and otherwise. `unless` turns the two around.

    A side that is `kept` passes on what comes: "leave it as it is". A branch that is not `understood` is handed back
    whole, with all that hangs on it, and not drawn.
    """

    condition: Condition
    span: Span
    then: list[Item] = field(default_factory=list["Item"])
    otherwise: list[Item] = field(default_factory=list["Item"])
    rank: int = 0
    kept: set[Literal["then", "otherwise"]] = field(default_factory=set[Literal["then", "otherwise"]])

    @property
    def understood(self) -> bool:
        """Whether the condition could be read."""
        return self.condition != UNREAD


Item = Step | Branch


def reach(item: Item) -> Span:
    """Return the part of the sentence an item takes up, with all that hangs on it."""
    if isinstance(item, Step):
        return item.span
    spans = [item.span, *(reach(one) for one in (*item.then, *item.otherwise))]
    spans = [span for span in spans if span.end > span.start]
    return Span(min(span.start for span in spans), max(span.end for span in spans))


@dataclass(slots=True)
class Reading:
    """All that was read: items in order, and the spans that were not understood."""

    items: list[Item] = field(default_factory=list["Item"])
    unread: list[Span] = field(default_factory=list[Span])


def base_kind(kind: str) -> str:
    """Return the kind whose result this one also gives: Summarize for LLM summary."""
    return kind.removesuffix("_llm")
