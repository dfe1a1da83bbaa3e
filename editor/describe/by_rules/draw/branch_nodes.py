"""Drawing conditions: If and Switch, with what they need brought together before them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from editor.describe.by_rules.categories import categories_of, nearest
from editor.describe.by_rules.draw.drawing import ANALYSES, FlowState
from editor.describe.by_rules.syntax_tree import (
    Branch,
    Condition,
    Item,
    Leaf,
    Step,
    base_kind,
    leaves,
    values_of,
)
from engine.ids import identifier_from

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from editor.describe.by_rules.draw.drawing import Out
    from editor.describe.by_rules.draw.step_nodes import Steps
    from engine.values import Json

_ON_TEXT = frozenset({"summarize", "extract_keywords", "tag_category", "clean_text", "llm_prompt"})


_GIVING_TEXT = frozenset({"text", "clean_text", "llm_prompt"})
"""Kinds whose result is the text again, changed or not."""
Paths = dict[tuple[str, str], str]
"""Where a comparison finds its value, by its subject and the path in it."""


class Branches:
    """Draws branches; `sequence` draws the items on one side of them."""

    def __init__(self, steps: Steps, sequence: Callable[[Sequence[Item], FlowState], FlowState]) -> None:
        self._steps = steps
        self._drawing = steps.drawing
        self._sequence = sequence

    def chain(self, items: Sequence[Item], i: int) -> list[Branch]:
        """Return the branches from a place on that choose between values of one thing: a Switch."""
        first = items[i]
        assert isinstance(first, Branch)  # noqa: S101 - asked for a branch
        found = [first]
        while i + len(found) < len(items) and not found[-1].otherwise and _chooses(found[-1]):
            following = items[i + len(found)]
            if not isinstance(following, Branch) or not _chooses(following):
                break
            if leaves(following.condition)[0].subject != leaves(first.condition)[0].subject:
                break
            found.append(following)
        return found

    def draw(self, chain: list[Branch], state: FlowState, *, more: bool) -> FlowState:
        """Draw an If, or a Switch for several branches; gives the state behind it where `more` follows."""
        before = state.copy()
        whole = self._whole(chain, state, more=more)
        paths = {
            (leaf.subject, leaf.path): self._path(leaf, whole)
            for one in chain
            for leaf in leaves(one.condition)
        }
        sides = self._if(chain[0], whole, paths) if len(chain) == 1 else self._switch(chain, whole, paths)
        kept = ["then" in one.kept for one in chain] + ["otherwise" in chain[-1].kept]
        ends = [
            self._side(items, port, whole, state)
            for (items, port), passes_on in zip(sides, kept, strict=True)
            if items or (passes_on and more)
        ]
        if not more:
            return state
        if len(ends) > 1:
            values = [
                end.open[-1] if end.open and end.open != [end.way] else self._steps.text(end) for end in ends
            ]
            merged = self._drawing.merged(list(dict.fromkeys(values)), {"mode": "first"})
            before.open = [merged]
            goes_on = whole == state.text or all(value.kind in _GIVING_TEXT for value in values)
            before.text = merged if before.text is not None and goes_on else before.text
        return before

    def _whole(self, chain: list[Branch], state: FlowState, *, more: bool) -> Out:
        """Return the one value that is decided on: what conditions and branches need, merged where it is several."""
        wanted: list[Out] = []
        for leaf in (leaf for branch in chain for leaf in leaves(branch.condition)):
            out = self._subject(leaf, chain, state)
            if out is not None:
                wanted.append(out)
        bodies = [item for branch in chain for item in (*branch.then, *branch.otherwise)]
        kept = more and any(branch.kept for branch in chain)
        if state.packed is None and (kept or any(_needs_text(item, state) for item in bodies)):
            wanted.append(self._steps.text(state))
        every = [
            out
            for out in (state.text, *state.open)
            if out is not None and (out in wanted or out in state.open)
        ]
        every += [out for out in wanted if out not in every]
        every = every or [self._steps.text(state)]
        if len(every) == 1:
            return every[0]
        merged = self._drawing.merged(every)
        state.open = [merged]
        return merged

    def _subject(self, leaf: Leaf, chain: list[Branch], state: FlowState) -> Out | None:
        if leaf.subject == "text":
            return None if state.packed is not None and not state.text else self._steps.text(state)
        if leaf.subject == "field":
            return None
        if leaf.subject == "tag_category" and "tag_category" not in state.products:
            self._tag(chain, state)
        return self._steps.product(leaf.subject, state)

    def _tag(self, chain: list[Branch], state: FlowState) -> None:
        """Add the tagging that "if it is about sports" takes for granted."""
        values = [value for branch in chain for leaf in leaves(branch.condition) for value in values_of(leaf)]
        categories = [{"name": value} for value in dict.fromkeys(values)]
        self._steps.step(Step("tag_category", chain[0].span, {"categories": categories}), state)

    def _path(self, leaf: Leaf, whole: Out) -> str:
        if leaf.subject == "field":
            return leaf.path
        return ".".join(part for part in (dict(whole.fields).get(leaf.subject, ""), leaf.path) if part)

    def _if(self, branch: Branch, whole: Out, paths: Paths) -> list[tuple[list[Item], Out]]:
        config = self._json(branch.condition, paths)
        node = self._drawing.add(
            "if", {"condition": config}, label=_label(branch.condition), span=branch.span
        )
        self._drawing.connect(whole, node)
        return [
            (branch.then, self._way(node, "true", whole)),
            (branch.otherwise, self._way(node, "false", whole)),
        ]

    def _switch(self, chain: list[Branch], whole: Out, paths: Paths) -> list[tuple[list[Item], Out]]:
        names: list[str] = []
        for branch in chain:
            value = " ".join(str(value) for value in values_of(leaves(branch.condition)[0]))
            names.append(identifier_from(value, {*names, "error", "otherwise"}))
        cases: list[Json] = [
            {"name": name, "condition": self._json(branch.condition, paths)}
            for name, branch in zip(names, chain, strict=True)
        ]
        node = self._drawing.add("switch", {"cases": cases}, span=chain[0].span)
        for branch in chain[1:]:
            self._drawing.made_by.append((branch.span, node))
        self._drawing.connect(whole, node)
        sides = [branch.then for branch in chain]
        ways = [self._way(node, port, whole) for port in (*names, "otherwise")]
        return list(zip([*sides, chain[-1].otherwise], ways, strict=True))

    def _way(self, node: str, port: str, whole: Out) -> Out:
        """Return one way out, which carries what was decided on."""
        return replace(self._drawing.out(node, port), kind=whole.kind, fields=whole.fields)

    def _side(self, items: list[Item], port: Out, whole: Out, state: FlowState) -> FlowState:
        side = state.copy()
        if whole == state.text:
            side.text, side.open = port, []
            return self._sequence(items, side)
        side.text = None
        side.open = [port]
        side.packed = side.way = port if port.fields else None
        side.products = {} if port.fields else {base_kind(whole.kind): port}
        return self._sequence(items, side)

    def _json(self, condition: Condition, paths: Paths) -> Json:
        if not isinstance(condition, Leaf):
            return {
                "match": condition.match,
                "conditions": [self._json(part, paths) for part in condition.parts],
            }
        value = self._known_value(condition)
        op = "not_equals" if condition.negated and condition.op == "equals" else condition.op
        compare: dict[str, Json] = {"field": paths[condition.subject, condition.path], "op": op}
        if op not in {"is_empty", "exists"}:
            compare["value"] = value
        if condition.negated and op != "not_equals":
            return {"match": "not", "conditions": [compare]}
        return compare

    def _known_value(self, leaf: Leaf) -> Json:
        """Spell a category as the tag step does, whatever the case, the number or a typing mistake."""
        if leaf.subject != "tag_category":
            return leaf.value
        known = self._known()
        found = [nearest(value, known) for value in values_of(leaf)]
        return found if isinstance(leaf.value, list) else found[0]

    def _known(self) -> list[str]:
        """Return the categories of every tag step, drawn or new."""
        return [*categories_of((*self._drawing.document.workflow.nodes, *self._drawing.nodes.values()))]


def _chooses(branch: Branch) -> bool:
    condition = branch.condition
    return (
        isinstance(condition, Leaf)
        and condition.op in {"equals", "in"}
        and not condition.negated
        and bool(branch.then or not branch.otherwise)
    )


def _needs_text(item: Item, state: FlowState) -> bool:
    """Return whether a step works on the text, or takes a result of it that is made on its way."""
    if isinstance(item, Branch):
        return any(_needs_text(one, state) for one in (*item.then, *item.otherwise))
    if any(ref in ANALYSES and ref not in state.products for ref in item.refs):
        return True
    return "text" in item.refs or (base_kind(item.kind) in _ON_TEXT and not item.refs)


def _label(condition: Condition) -> str:
    if isinstance(condition, Leaf) and condition.subject == "tag_category":
        return f"Is it {' or '.join(values_of(condition))}?"
    return ""
