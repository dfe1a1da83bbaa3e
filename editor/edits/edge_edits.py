"""Edits of edges, and why an edge is refused."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import networkx as nx

from editor.edits.lookup import find_node, rebuilt
from engine.errors import EditRefusedError
from engine.values import COERCIONS, PortType, connects
from engine.workflow.lookup import ports_of

if TYPE_CHECKING:
    from editor.document import Document
    from editor.edits.union import Connect, Disconnect
    from engine.workflow.definition import Edge
    from engine.workflow.kinds import Catalogue
    from engine.workflow.ports import Port


def connect(document: Document, edit: Connect, catalogue: Catalogue) -> Document:
    """Return the document with an edge added at the end. Raises `EditRefusedError` if the ports do not fit."""
    edge = edit.edge
    source = find_node(document, edge.source)
    target = find_node(document, edge.target)
    outgoing = _port(
        ports_of(source, catalogue).outputs, edge.source_port, document.label(source.id), "output"
    )
    incoming = _port(ports_of(target, catalogue).inputs, edge.target_port, document.label(target.id), "input")
    edges = document.workflow.edges
    if any(old.target == edge.target and old == edge for old in edges):
        raise EditRefusedError(
            "These two ports are connected already.",
            where=_place(document, edge),
            why="a second connection would carry the same value again",
            fix="Nothing to do; choose another port for a second connection.",
        )
    _check_types(document, edge, outgoing, incoming)
    if not incoming.many:
        edges = tuple(
            old for old in edges if (old.target, old.target_port) != (edge.target, edge.target_port)
        )
    _check_cycle(document, edge, edges)
    return replace(document, workflow=rebuilt(document.workflow, edges=(*edges, edge)))


def disconnect(document: Document, edit: Disconnect) -> Document:
    """Return the document without some edges. Raises `EditRefusedError` if one does not exist."""
    going = {edge.ends for edge in edit.edges}
    missing = going - {edge.ends for edge in document.workflow.edges}
    if missing:
        edge = next(edge for edge in edit.edges if edge.ends in missing)
        raise EditRefusedError(
            "There is no such connection any more.",
            where=str(edge),
            why="it was removed in the meantime",
            fix="Reload the page to see the document as it is.",
        )
    left = tuple(edge for edge in document.workflow.edges if edge.ends not in going)
    return replace(document, workflow=rebuilt(document.workflow, edges=left)) if going else document


def _port(ports: tuple[Port, ...], name: str, label: str, side: str) -> Port:
    for port in ports:
        if port.name == name:
            return port
    known = ", ".join(port.name for port in ports)
    raise EditRefusedError(
        f"“{label}” has no {side} {name!r}.",
        where=label,
        why=f"its {side}s: {known}" if known else f"it has no {side}s",
        fix=f"Connect one of its {side}s." if known else "Choose another step.",
    )


def _check_types(document: Document, edge: Edge, outgoing: Port, incoming: Port) -> None:
    if connects(outgoing.type, incoming.type):
        return
    takes = sorted({incoming.type, *(one for one, other in COERCIONS if other == incoming.type)})
    raise EditRefusedError(
        f"{outgoing.title} gives {outgoing.type}, and {incoming.title} takes {' or '.join(takes)}.",
        where=_place(document, edge),
        why=f"{outgoing.type} cannot be turned into {incoming.type} without a rule",
        fix=_BRIDGES.get(
            incoming.type, "Put a step between them that makes the right type (Template, Set fields)."
        ),
    )


_BRIDGES = {
    PortType.TEXT: "Put a Template between them; it writes any value as text.",
    PortType.LIST: "Pick a field that holds a list with Set fields.",
    PortType.JSON: "Put a Set fields step between them.",
}


def _check_cycle(document: Document, edge: Edge, edges: tuple[Edge, ...]) -> None:
    if edge.source == edge.target:
        raise EditRefusedError(
            "A step cannot feed itself.",
            where=document.label(edge.source),
            why="its output would have to be there before it runs",
            fix="Connect it to another step.",
        )
    # Most new edges end at a step without outgoing edges, or begin at one without incoming ones: no search is needed.
    if all(old.source != edge.target for old in edges) or all(old.target != edge.source for old in edges):
        return
    graph: nx.DiGraph[str] = nx.DiGraph((old.source, old.target) for old in edges)
    if nx.has_path(graph, edge.target, edge.source):
        found: list[str] = nx.shortest_path(graph, edge.target, edge.source)  # pyright: ignore[reportUnknownMemberType] - an overload of its stubs
        path = " → ".join(document.label(node) for node in found)
        raise EditRefusedError(
            "This connection would close a circle.",
            where=_place(document, edge),
            why=f"“{document.label(edge.target)}” already leads to “{document.label(edge.source)}”: {path}",
            fix="Remove one of the connections in between, or connect to a later step.",
        )


def _place(document: Document, edge: Edge) -> str:
    return f"{document.label(edge.source)} → {document.label(edge.target)}"
