"""From steps to a graph: what hangs on what.

Steps that change the text follow each other; steps that say something about it hang side by side on the text as it
then is; a step that takes several of their results gets them through a Merge.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from editor.describe.by_rules.draw.branch_nodes import Branches
from editor.describe.by_rules.draw.edge_insertions import Insertions
from editor.describe.by_rules.draw.existing_workflow import flow_state_of
from editor.describe.by_rules.draw.flow_state import FlowState
from editor.describe.by_rules.draw.step_nodes import Steps, fetches
from editor.describe.by_rules.syntax_tree import Branch, Item, Step
from editor.describe.by_rules.text.word_lists import TEXT_NOUNS
from engine.workflow.lookup import ports_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from editor.describe.by_rules.draw.drawing import Drawing


class Builder:
    """Draws the items of a reading."""

    def __init__(self, drawing: Drawing) -> None:
        self.drawing = drawing
        self.steps = Steps(drawing)
        self._branches = Branches(self.steps, self.sequence)

    def build(self, items: Sequence[Item]) -> None:
        """Draw all items, from where the drawn workflow stands."""
        ordered = Insertions(self.drawing).drawn(in_order(items))
        state = self._start(ordered)
        self.sequence(ordered, state)

    def _start(self, items: Sequence[Item]) -> FlowState:
        state = flow_state_of(self.drawing)
        if state is not None:
            return state
        if not items or fetches(items[0]):
            return FlowState()
        start = self.drawing.start_kind
        said = next((item for item in items if isinstance(item, Step) and item.kind == start), None)
        node = self.drawing.add(start, dict(said.config) if said else {}, span=said.span if said else None)
        ports = (port.name for port in ports_of(self.drawing.node(node), self.drawing.catalogue).outputs)
        return FlowState(
            text=self.drawing.out(node, next((name for name in ports if name in TEXT_NOUNS), ""))
        )

    def sequence(self, items: Sequence[Item], state: FlowState) -> FlowState:
        """Draw items one after the other; gives the state behind them."""
        i = 0
        while i < len(items):
            item = items[i]
            if isinstance(item, Step):
                self.steps.step(item, state)
                i += 1
                continue
            chain = self._branches.chain(items, i)
            rest = items[i + len(chain) :]
            state = self._branches.draw(chain, state, more=any(_takes_what_comes(one) for one in rest))
            i += len(chain)
        return state


def _takes_what_comes(item: Item) -> bool:
    """Return whether a step behind a branch takes what the branch gives, rather than something it names."""
    return isinstance(item, Branch) or not item.refs or "all" in item.refs


def in_order(items: Sequence[Item]) -> list[Item]:
    """Put first what should come first and last what should come last, and drop what only said an order."""
    ordered = sorted(items, key=lambda item: item.rank)
    asked = [item for item in ordered if isinstance(item, Step) and not item.implied]
    kept: list[Item] = []
    for item in ordered:
        twin = next((one for one in asked if isinstance(item, Step) and one.kind == item.kind), None)
        if isinstance(item, Step) and item.implied and twin is not None and item.is_bare:
            if twin not in kept:
                kept.append(twin)
            continue
        if item not in kept:
            kept.append(item)
    return _cleaned_once(kept)


def _cleaned_once(items: list[Item]) -> list[Item]:
    """Make one step of "remove the html and the links"."""
    kept: list[Item] = []
    for item in items:
        last = kept[-1] if kept else None
        same = isinstance(item, Step) and isinstance(last, Step) and item.kind == last.kind == "clean_text"
        if same and isinstance(last, Step) and isinstance(item, Step) and not item.refs:
            last.config.update(item.config)
            last.span = replace(last.span, end=max(last.span.end, item.span.end))
            continue
        if isinstance(item, Branch):
            item.then, item.otherwise = _cleaned_once(item.then), _cleaned_once(item.otherwise)
        kept.append(item)
    return kept
