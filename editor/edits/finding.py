"""Finding what an edit names, and building the next workflow without validating what has not changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.errors import EditRefusedError
from engine.ids import NodeId
from engine.workflow.definition import Edge, Node, Workflow

if TYPE_CHECKING:
    from editor.document import Document


def find_node(document: Document, node: str) -> Node:
    """Give a node of the document; raises `EditRefusedError` when it is not there."""
    found = document.workflow.by_id.get(NodeId(node))
    if found is None:
        raise EditRefusedError(
            f"There is no step {node!r} any more.",
            where=node,
            why="it was removed in the meantime",
            fix="Undo the removal, or reload the page to see the document as it is.",
        )
    return found


def rebuilt(
    workflow: Workflow, *, nodes: tuple[Node, ...] | None = None, edges: tuple[Edge, ...] | None = None
) -> Workflow:
    """Give the workflow with other nodes or edges.

    Not `model_copy`: it would take along the cached hash and index. The parts were validated when made.
    """
    return Workflow.model_construct(
        format=workflow.format,
        nodes=workflow.nodes if nodes is None else nodes,
        edges=workflow.edges if edges is None else edges,
    )


def with_node(document: Document, node: Node) -> tuple[Node, ...]:
    """Give the nodes with one of them replaced in its place."""
    return tuple(node if old.id == node.id else old for old in document.workflow.nodes)
