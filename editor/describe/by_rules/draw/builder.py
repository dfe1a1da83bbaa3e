"""From steps to a graph: what hangs on what.

Steps that change the text follow each other; steps that say something about it hang side by side on the text as it
then is; a step that takes several of their results gets them through a Merge.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import networkx as nx

from editor.describe.by_rules.draw.branch_nodes import Branches
from editor.describe.by_rules.draw.drawing import ANALYSES, FlowState
from editor.describe.by_rules.draw.step_nodes import Steps, fetches
from editor.describe.by_rules.syntax_tree import Branch, Item, Step, base_kind
from editor.describe.by_rules.text.vocabulary import TEXT_NOUNS
from engine.workflow.arrivals import names_of
from engine.workflow.definition import Edge
from engine.workflow.nodes import ports_of
from engine.workflow.plan import graph_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from editor.describe.by_rules.draw.drawing import Drawing, Out
    from engine.workflow.definition import Node


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


_BETWEEN = frozenset({"delay", "clean_text", "llm_prompt", "template", "set_fields", "python_code"})
"""Kinds that pass on what they get, so that they can stand on an edge."""


class Insertions:
    """Puts steps onto the edges of a drawn workflow."""

    def __init__(self, drawing: Drawing) -> None:
        self._drawing = drawing
        self._drawn = {base_kind(node.kind): node for node in drawing.document.workflow.nodes}

    def drawn(self, items: list[Item]) -> list[Item]:
        """Draw what goes before a drawn step; gives the items that are left."""
        left: list[Item] = []
        for item in items:
            before = left[-1] if left else None
            if not (
                isinstance(item, Step)
                and item.implied
                and item.is_bare
                and base_kind(item.kind) in self._drawn
            ):
                left.append(item)
            elif isinstance(before, Step) and not before.implied and self._inserted(before, item.kind):
                left.pop()
            else:
                left.append(item)
        return left

    def _inserted(self, step: Step, kind: str) -> bool:
        target = self._drawn[base_kind(kind)]
        into = self._drawing.document.workflow.edges_into.get(target.id, ())
        if step.kind not in _BETWEEN or len(into) != 1 or step.refs:
            return False
        edge = into[0]
        node = self._drawing.add(step.kind, step.config, span=step.span)
        self._drawing.connect(self._drawing.out(edge.source, edge.source_port), node)
        self._drawing.cut.append(edge)
        out = self._drawing.out(node)
        self._drawing.edges.append(
            Edge(source=node, source_port=out.port, target=edge.target, target_port=edge.target_port)
        )
        return True


_ENDS = frozenset({"http_request", "output", "if", "switch"})
_TEXTS = frozenset({"clean_text", "llm_prompt", "delay", "template"})


def flow_state_of(drawing: Drawing) -> FlowState | None:
    """Read the state off a document; None for an empty one, or one that nothing can go on from."""
    workflow = drawing.document.workflow
    graph = graph_of(workflow)
    if not workflow.nodes or not nx.is_directed_acyclic_graph(graph):
        return None
    order = [workflow.by_id[node] for node in nx.topological_sort(graph)]  # type: ignore[index]
    giving = [node for node in order if ports_of(node, drawing.catalogue).outputs]
    products = {
        base_kind(node.kind): _out(drawing, node) for node in giving if node.kind not in {"if", "switch"}
    }
    texts = _TEXTS | {drawing.start_kind}
    leaves = [
        node for node in giving if not workflow.edges_from.get(node.id) and node.kind not in _ENDS | texts
    ]
    text = _text(drawing, giving)
    opened = [_out(drawing, node) for node in leaves]
    packed = next((out for out in opened if out.fields), None)
    return FlowState(text, opened, products, packed) if text or opened else None


def _out(drawing: Drawing, node: Node) -> Out:
    fields: tuple[tuple[str, str], ...] = ()
    if node.kind == "merge" and node.config.get("mode", "fields") == "fields":
        into = drawing.document.workflow.edges_into.get(node.id, ())
        names = names_of([(edge.source, edge.source_port) for edge in into])
        kinds = [
            "text" if edge.source_port == "text" else base_kind(drawing.node(edge.source).kind)
            for edge in into
        ]
        fields = tuple(zip(kinds, names, strict=True))
    return drawing.out(node.id, fields=fields)


def _text(drawing: Drawing, order: list[Node]) -> Out | None:
    """Return the text the analyses hang on; without any, the last step that gives the text on."""
    workflow = drawing.document.workflow
    for node in reversed(order):
        if base_kind(node.kind) in ANALYSES:
            for edge in workflow.edges_into.get(node.id, ()):
                source = drawing.node(edge.source)
                if base_kind(source.kind) not in ANALYSES:
                    return drawing.out(source.id, edge.source_port)
    texts = [node for node in order if node.kind in _TEXTS | {drawing.start_kind}]
    return drawing.out(texts[-1].id) if texts else None
