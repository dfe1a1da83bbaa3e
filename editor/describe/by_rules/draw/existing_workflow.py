"""Where a drawn workflow stands: what a sentence that goes on from it starts with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import networkx as nx

from editor.describe.by_rules.draw.flow_state import ANALYSES, FlowState
from editor.describe.by_rules.syntax_tree import base_kind
from engine.workflow.arrivals import names_of
from engine.workflow.nodes import ports_of
from engine.workflow.plan import graph_of

if TYPE_CHECKING:
    from editor.describe.by_rules.draw.drawing import Drawing, Out
    from engine.workflow.definition import Node

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
