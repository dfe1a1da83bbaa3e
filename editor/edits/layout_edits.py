"""Edits of positions and names, which do not change the definition."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from editor.document import Document, Layout, Position, pixel, plain_name
from editor.edits.lookup import find_node
from engine.errors import EditRefusedError

if TYPE_CHECKING:
    from editor.edits.union import Move, RenameNode, RenameWorkflow


def move(document: Document, edit: Move) -> Document:
    """Return the document with nodes moved to whole pixels. Raises `EditRefusedError` if one does not exist."""
    places = {
        find_node(document, node).node_id: Position(pixel(x), pixel(y))
        for node, (x, y) in edit.positions.items()
    }
    old = document.layout.positions
    if all(old.get(node) == at for node, at in places.items()):
        return document
    return replace(document, layout=Layout({**old, **places}, document.layout.labels))


def rename_node(document: Document, edit: RenameNode) -> Document:
    """Return the document with another label of a node. Raises `EditRefusedError` if it is empty."""
    node = find_node(document, edit.node).node_id
    label = _named(edit.label, document.label(node))
    if document.layout.labels.get(node) == label:
        return document
    return replace(
        document, layout=Layout(document.layout.positions, {**document.layout.labels, node: label})
    )


def rename_workflow(document: Document, edit: RenameWorkflow) -> Document:
    """Return the document with another name. Raises `EditRefusedError` if it is empty."""
    name = _named(edit.name, document.name)
    return document if name == document.name else replace(document, name=name)


def _named(text: str, where: str) -> str:
    name = plain_name(text)
    if not name:
        raise EditRefusedError(
            "A name cannot be empty.",
            where=where,
            why="only spaces were given",
            fix="Type a name, or keep the old one.",
        )
    return name
