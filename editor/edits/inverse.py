"""The inverse of any edit, found by comparing the documents before and after it.

No edit reorders what it keeps. So the old order comes back exactly by removing what is new, then inserting what is
missing at its old index, lowest index first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from editor.document import Document, Layout, Position
from editor.edits.union import Restore
from engine.errors import EditRefusedError
from engine.ids import NodeId
from engine.workflow.definition import Edge, Workflow

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_Value = TypeVar("_Value")
_Item = TypeVar("_Item")


def inverse_edit(current: Document, target: Document) -> Restore:
    """Return the edit that turns `current` back into `target`. Its size depends on the differences only."""
    now, then = current.workflow, target.workflow
    positions = _changed(current.layout.positions, target.layout.positions)
    parts: dict[str, object] = {
        "positions": {node: None if at is None else (at.x, at.y) for node, at in positions.items()},
        "labels": _changed(current.layout.labels, target.layout.labels),
        "name": target.name if target.name != current.name else None,
    }
    if now.nodes is not then.nodes:
        parts |= _nodes(now, then)
    if now.edges is not then.edges:
        here, there = set(map(_ends, now.edges)), set(map(_ends, then.edges))
        parts["remove_edges"] = tuple(edge for edge in now.edges if _ends(edge) not in there)
        parts["insert_edges"] = tuple(
            (i, edge) for i, edge in enumerate(then.edges) if _ends(edge) not in here
        )
    return Restore.model_construct(None, do="restore", **parts)


def _nodes(now: Workflow, then: Workflow) -> dict[str, object]:
    here, there = now.by_id, then.by_id
    return {
        "remove_nodes": tuple(node.id for node in now.nodes if node.node_id not in there),
        "replace_nodes": tuple(
            node
            for node in then.nodes
            if (old := here.get(node.node_id)) is not None and old is not node and old != node
        ),
        "insert_nodes": tuple((i, node) for i, node in enumerate(then.nodes) if node.node_id not in here),
    }


def _changed(now: Mapping[NodeId, _Value], then: Mapping[NodeId, _Value]) -> dict[str, _Value | None]:
    if now is then:
        return {}
    changed: dict[str, _Value | None] = {key: None for key in now if key not in then}
    return changed | {key: value for key, value in then.items() if now.get(key) != value}


def _ends(edge: Edge) -> tuple[str, str, str, str]:
    return edge.source, edge.source_port, edge.target, edge.target_port


def restore(document: Document, edit: Restore) -> Document:
    """Return the restored document. Raises `EditRefusedError` if `edit` was made for another document."""
    workflow, layout = document.workflow, document.layout
    known = workflow.by_id.keys()
    gone = set(edit.remove_nodes)
    replaced = {node.id: node for node in edit.replace_nodes}
    if not (gone | replaced.keys()) <= known or any(node.node_id in known for _, node in edit.insert_nodes):
        raise EditRefusedError(
            "This step cannot be undone: the document has changed since.",
            where=", ".join(sorted((gone | replaced.keys()) - known)),
            why="a node that the step changed is gone, or is back already",
            fix="Reload the page to see the document as it is stored.",
        )
    nodes, edges = workflow.nodes, workflow.edges
    if gone or replaced or edit.insert_nodes:
        nodes = _inserted(
            [replaced.get(node.id, node) for node in nodes if node.id not in gone], edit.insert_nodes
        )
    if edit.remove_edges or edit.insert_edges:
        without = set(map(_ends, edit.remove_edges))
        edges = _inserted([edge for edge in edges if _ends(edge) not in without], edit.insert_edges)
    places = {node: None if at is None else Position(*at) for node, at in edit.positions.items()}
    return Document(
        document.name if edit.name is None else edit.name,
        Workflow.model_construct(format=workflow.format, nodes=nodes, edges=edges),
        Layout(_merged(layout.positions, places), _merged(layout.labels, edit.labels)),
    )


def _inserted(items: list[_Item], insertions: Sequence[tuple[int, _Item]]) -> tuple[_Item, ...]:
    for index, item in insertions:
        items.insert(index, item)
    return tuple(items)


def _merged(
    entries: Mapping[NodeId, _Value], changes: Mapping[str, _Value | None]
) -> Mapping[NodeId, _Value]:
    if not changes:
        return entries
    merged = dict(entries)
    for key, value in changes.items():
        if value is None:
            merged.pop(NodeId(key), None)
        else:
            merged[NodeId(key)] = value
    return merged
