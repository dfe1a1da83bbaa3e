"""From steps to a graph: what hangs on what.

Steps that change the text follow each other; steps that say something about it hang side by side on the text as it
then is; a step that takes several of their results gets them through a Merge.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import networkx as nx

from editor.describe.by_rules.draw.branch_nodes import draw_items
from editor.describe.by_rules.draw.drawing import ANALYSES, FlowState, fields_of
from editor.describe.by_rules.draw.step_nodes import fetches
from editor.describe.by_rules.syntax_tree import Branch, Item, Step, base_kind
from editor.describe.by_rules.text.vocabulary import TEXT_NOUNS
from engine.workflow.definition import Edge
from engine.workflow.lookup import ports_of
from engine.workflow.plan import graph_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from editor.describe.by_rules.draw.drawing import Drawing, Out
    from engine.workflow.definition import Node


def draw(drawing: Drawing, items: Sequence[Item]) -> None:
    """Draw the items of a reading, from where the drawn workflow stands."""
    ordered = _without_insertions(drawing, in_order(items))
    draw_items(drawing, ordered, _start(drawing, ordered))


def _start(drawing: Drawing, items: Sequence[Item]) -> FlowState:
    state = flow_state_of(drawing)
    if state is not None:
        return state
    if not items or fetches(items[0]):
        return FlowState()
    start = drawing.start_kind
    said = next((item for item in items if isinstance(item, Step) and item.kind == start), None)
    node = drawing.add(start, dict(said.config) if said else {}, span=said.span if said else None)
    ports = (port.name for port in ports_of(drawing.node(node), drawing.catalogue).outputs)
    return FlowState(text=drawing.out(node, next((name for name in ports if name in TEXT_NOUNS), "")))


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


def _without_insertions(drawing: Drawing, items: list[Item]) -> list[Item]:
    """Draw what goes before a drawn step; gives the items that are left."""
    known = {base_kind(node.kind): node for node in drawing.document.workflow.nodes}
    left: list[Item] = []
    for item in items:
        before = left[-1] if left else None
        said = isinstance(item, Step) and item.implied and item.is_bare
        target = known.get(base_kind(item.kind)) if said and isinstance(item, Step) else None
        if target and isinstance(before, Step) and not before.implied and _inserted(drawing, before, target):
            left.pop()
        else:
            left.append(item)
    return left


def _inserted(drawing: Drawing, step: Step, target: Node) -> bool:
    into = drawing.document.workflow.edges_into.get(target.id, ())
    if step.kind not in _BETWEEN or len(into) != 1 or step.refs:
        return False
    edge = into[0]
    node = drawing.add(step.kind, step.config, span=step.span)
    drawing.connect(drawing.out(edge.source, edge.source_port), node)
    drawing.cut.append(edge)
    out = drawing.out(node)
    drawing.edges.append(
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
    if node.kind != "merge" or node.config.get("mode", "fields") != "fields":
        return drawing.out(node.id)
    into = drawing.document.workflow.edges_into.get(node.id, ())
    return drawing.out(
        node.id, fields=fields_of([drawing.out(edge.source, edge.source_port) for edge in into])
    )


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
