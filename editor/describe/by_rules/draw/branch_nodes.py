"""Drawing conditions: If and Switch, with what they need brought together before them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from editor.describe.by_rules.categories import categories_of, nearest
from editor.describe.by_rules.draw.drawing import ANALYSES, FlowState
from editor.describe.by_rules.draw.step_nodes import draw_step, product_of, text_of
from editor.describe.by_rules.syntax_tree import (
    Branch,
    Condition,
    Item,
    Leaf,
    Step,
    base_kind,
    values_of,
)
from engine.ids import identifier_from

if TYPE_CHECKING:
    from collections.abc import Sequence

    from editor.describe.by_rules.draw.drawing import Drawing, Out
    from engine.values import Json

_ON_TEXT = frozenset({"summarize", "extract_keywords", "tag_category", "clean_text", "llm_prompt"})


_GIVING_TEXT = frozenset({"text", "clean_text", "llm_prompt"})
"""Kinds whose result is the text again, changed or not."""
Paths = dict[tuple[str, str], str]
"""Where a comparison finds its value, by its subject and the path in it."""


def draw_items(drawing: Drawing, items: Sequence[Item], state: FlowState) -> FlowState:
    """Draw items one after the other; gives the state behind them."""
    i = 0
    while i < len(items):
        item = items[i]
        if isinstance(item, Step):
            draw_step(drawing, item, state)
            i += 1
            continue
        chain = _chain(items, i)
        rest = items[i + len(chain) :]
        state = _branch(drawing, chain, state, more=any(_takes_what_comes(one) for one in rest))
        i += len(chain)
    return state


def _takes_what_comes(item: Item) -> bool:
    """Return whether a step behind a branch takes what the branch gives, rather than something it names."""
    return isinstance(item, Branch) or not item.refs or "all" in item.refs


def _chain(items: Sequence[Item], i: int) -> list[Branch]:
    """Return the branches from a place on that choose between values of one thing: a Switch."""
    first = items[i]
    assert isinstance(first, Branch)  # noqa: S101 - asked for a branch
    found = [first]
    while i + len(found) < len(items) and not found[-1].otherwise and _chooses(found[-1]):
        following = items[i + len(found)]
        if not isinstance(following, Branch) or not _chooses(following):
            break
        if following.condition[0].subject != first.condition[0].subject:
            break
        found.append(following)
    return found


def _branch(drawing: Drawing, chain: list[Branch], state: FlowState, *, more: bool) -> FlowState:
    """Draw an If, or a Switch for several branches; gives the state behind it where `more` follows."""
    before = state.copy()
    whole = _whole(drawing, chain, state, more=more)
    paths = {(leaf.subject, leaf.path): _path(leaf, whole) for one in chain for leaf in one.condition}
    sides = _if(drawing, chain[0], whole, paths) if len(chain) == 1 else _switch(drawing, chain, whole, paths)
    kept = ["then" in one.kept for one in chain] + ["otherwise" in chain[-1].kept]
    ends = [
        _side(drawing, items, port, whole, state)
        for (items, port), passes_on in zip(sides, kept, strict=True)
        if items or (passes_on and more)
    ]
    if not more:
        return state
    if len(ends) > 1:
        values = [
            end.open[-1] if end.open and end.open != [end.way] else text_of(drawing, end) for end in ends
        ]
        merged = drawing.merged(list(dict.fromkeys(values)), {"mode": "first"})
        before.open = [merged]
        goes_on = whole == state.text or all(value.kind in _GIVING_TEXT for value in values)
        before.text = merged if before.text is not None and goes_on else before.text
    return before


def _whole(drawing: Drawing, chain: list[Branch], state: FlowState, *, more: bool) -> Out:
    """Return the one value that is decided on: what conditions and branches need, merged where it is several."""
    wanted: list[Out] = []
    for leaf in (leaf for branch in chain for leaf in branch.condition):
        out = _subject(drawing, leaf, chain, state)
        if out is not None:
            wanted.append(out)
    bodies = [item for branch in chain for item in (*branch.then, *branch.otherwise)]
    kept = more and any(branch.kept for branch in chain)
    if state.packed is None and (kept or any(_needs_text(item, state) for item in bodies)):
        wanted.append(text_of(drawing, state))
    every = [
        out for out in (state.text, *state.open) if out is not None and (out in wanted or out in state.open)
    ]
    every += [out for out in wanted if out not in every]
    every = every or [text_of(drawing, state)]
    if len(every) == 1:
        return every[0]
    merged = drawing.merged(every)
    state.open = [merged]
    return merged


def _subject(drawing: Drawing, leaf: Leaf, chain: list[Branch], state: FlowState) -> Out | None:
    if leaf.subject == "text":
        return None if state.packed is not None and not state.text else text_of(drawing, state)
    if leaf.subject == "field":
        return None
    if leaf.subject == "tag_category" and "tag_category" not in state.products:
        _tag(drawing, chain, state)
    return product_of(drawing, leaf.subject, state)


def _tag(drawing: Drawing, chain: list[Branch], state: FlowState) -> None:
    """Add the tagging that "if it is about sports" takes for granted."""
    values = [value for branch in chain for leaf in branch.condition for value in values_of(leaf)]
    categories = [{"name": value} for value in dict.fromkeys(values)]
    draw_step(drawing, Step("tag_category", chain[0].span, {"categories": categories}), state)


def _path(leaf: Leaf, whole: Out) -> str:
    if leaf.subject == "field":
        return leaf.path
    return ".".join(part for part in (dict(whole.fields).get(leaf.subject, ""), leaf.path) if part)


def _if(drawing: Drawing, branch: Branch, whole: Out, paths: Paths) -> list[tuple[list[Item], Out]]:
    config = _json(drawing, branch.condition, paths)
    node = drawing.add("if", {"condition": config}, label=_label(branch.condition), span=branch.span)
    drawing.connect(whole, node)
    return [
        (branch.then, _way(drawing, node, "true", whole)),
        (branch.otherwise, _way(drawing, node, "false", whole)),
    ]


def _switch(drawing: Drawing, chain: list[Branch], whole: Out, paths: Paths) -> list[tuple[list[Item], Out]]:
    names: list[str] = []
    for branch in chain:
        value = " ".join(str(value) for value in values_of(branch.condition[0]))
        names.append(identifier_from(value, {*names, "error", "otherwise"}))
    cases: list[Json] = [
        {"name": name, "condition": _json(drawing, branch.condition, paths)}
        for name, branch in zip(names, chain, strict=True)
    ]
    node = drawing.add("switch", {"cases": cases}, span=chain[0].span)
    for branch in chain[1:]:
        drawing.made_by.append((branch.span, node))
    drawing.connect(whole, node)
    sides = [branch.then for branch in chain]
    ways = [_way(drawing, node, port, whole) for port in (*names, "otherwise")]
    return list(zip([*sides, chain[-1].otherwise], ways, strict=True))


def _way(drawing: Drawing, node: str, port: str, whole: Out) -> Out:
    """Return one way out, which carries what was decided on."""
    return replace(drawing.out(node, port), kind=whole.kind, fields=whole.fields)


def _side(drawing: Drawing, items: list[Item], port: Out, whole: Out, state: FlowState) -> FlowState:
    side = state.copy()
    if whole == state.text:
        side.text, side.open = port, []
        return draw_items(drawing, items, side)
    side.text = None
    side.open = [port]
    side.packed = side.way = port if port.fields else None
    side.products = {} if port.fields else {base_kind(whole.kind): port}
    return draw_items(drawing, items, side)


def _json(drawing: Drawing, condition: Condition, paths: Paths) -> Json:
    compared = [_compared(drawing, leaf, paths) for leaf in condition]
    return compared[0] if len(compared) == 1 else {"match": "any", "conditions": compared}


def _compared(drawing: Drawing, leaf: Leaf, paths: Paths) -> Json:
    """Return one comparison, with a category spelled as the tag step does."""
    value = leaf.value
    if leaf.subject == "tag_category":
        known = categories_of((*drawing.document.workflow.nodes, *drawing.nodes.values()))
        found: list[Json] = [nearest(one, known) for one in values_of(leaf)]
        value = found if isinstance(leaf.value, list) else found[0]
    op = "not_equals" if leaf.negated and leaf.op == "equals" else leaf.op
    compare: dict[str, Json] = {"field": paths[leaf.subject, leaf.path], "op": op, "value": value}
    return {"match": "not", "conditions": [compare]} if leaf.negated and op != "not_equals" else compare


def _chooses(branch: Branch) -> bool:
    first, *others = branch.condition
    chosen = first.op in {"equals", "in"} and not first.negated and not others
    return chosen and bool(branch.then or not branch.otherwise)


def _needs_text(item: Item, state: FlowState) -> bool:
    """Return whether a step works on the text, or takes a result of it that is made on its way."""
    if isinstance(item, Branch):
        return any(_needs_text(one, state) for one in (*item.then, *item.otherwise))
    if any(ref in ANALYSES and ref not in state.products for ref in item.refs):
        return True
    return "text" in item.refs or (base_kind(item.kind) in _ON_TEXT and not item.refs)


def _label(condition: Condition) -> str:
    chosen = " or ".join(values_of(condition[0]))
    return f"Is it {chosen}?" if condition[0].subject == "tag_category" else ""
