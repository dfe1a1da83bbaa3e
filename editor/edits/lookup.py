"""Look up the nodes of a document, and build changed workflows without validating them again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.errors import EditRefusedError
from engine.ids import NodeId
from engine.workflow.definition import Edge, Node, Workflow

if TYPE_CHECKING:
    from editor.document import Document


def find_node(document: Document, node: str) -> Node:
    """Return a node of the document. Raises `EditRefusedError` if it does not exist."""
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
    """Return the workflow with other nodes or edges.

    `model_copy` would also copy the cached hash and index. The parts were validated when they were made.
    """
    return Workflow.model_construct(
        format=workflow.format,
        nodes=workflow.nodes if nodes is None else nodes,
        edges=workflow.edges if edges is None else edges,
    )


def with_node(document: Document, node: Node) -> tuple[Node, ...]:
    """Return the document's nodes with one of them replaced."""
    return tuple(node if old.id == node.id else old for old in document.workflow.nodes)
