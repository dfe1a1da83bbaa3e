"""Edits that add, remove and configure nodes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pydantic import ValidationError

from editor.document import Document, Layout, Position, pixel, plain_name
from editor.edits.lookup import find_node, rebuilt, with_node
from editor.ports import ports_are_known
from engine.errors import EditRefusedError
from engine.ids import KindName, NodeId, is_identifier
from engine.workflow.definition import Edge, Node
from engine.workflow.kinds import missing_kind, port_named
from engine.workflow.lookup import ports_of

if TYPE_CHECKING:
    from editor.edits.union import AddNode, RemoveNodes, SetConfig, SetPolicy
    from engine.values import Json
    from engine.workflow.kinds import Catalogue
    from engine.workflow.ports import Ports

POLICY_FIELDS = ("retry", "timeout_s", "on_failure", "join")


def add_node(document: Document, edit: AddNode, catalogue: Catalogue) -> Document:
    """Return the document with a node added at the end. Raises `EditRefusedError` for an invalid id or unknown kind."""
    _check_new_id(document, edit.id)
    kind = catalogue.get((KindName(edit.kind), edit.version))
    if kind is None:
        error = missing_kind(edit.kind, edit.version, catalogue)
        raise EditRefusedError(
            error.what, where=edit.id, why=error.why, fix="Choose a step from the palette."
        )
    node = Node(id=edit.id, kind=edit.kind, version=edit.version, config=edit.config)
    layout = Layout(
        {**document.layout.positions, node.node_id: Position(pixel(edit.x), pixel(edit.y))},
        {**document.layout.labels, node.node_id: plain_name(edit.label) or kind.title},
    )
    workflow = rebuilt(document.workflow, nodes=(*document.workflow.nodes, node))
    return Document(document.name, workflow, layout)


def _check_new_id(document: Document, node: str) -> None:
    if not is_identifier(node):
        raise EditRefusedError(
            f"{node[:80]!r} cannot be the id of a step.",
            where="id",
            why="an id has a to z, digits and underscores, begins with a letter and is at most 64 long",
            fix="Choose another id, for example clean_text; the name of the step may be any text.",
        )
    if NodeId(node) in document.workflow.by_id:
        raise EditRefusedError(
            f"There is a step with the id {node!r} already.",
            where=document.label(node),
            why="expressions and edges name a step by its id, so it must be the only one",
            fix="Choose another id, for example with _2 at its end.",
        )


def remove_nodes(document: Document, edit: RemoveNodes) -> Document:
    """Return the document without some nodes and their edges. Raises `EditRefusedError` if one does not exist."""
    going = {find_node(document, node).node_id for node in edit.nodes}
    if not going:
        return document
    workflow = document.workflow
    return Document(
        document.name,
        rebuilt(
            workflow,
            nodes=tuple(node for node in workflow.nodes if node.id not in going),
            edges=tuple(
                edge for edge in workflow.edges if edge.source not in going and edge.target not in going
            ),
        ),
        Layout(
            {node: at for node, at in document.layout.positions.items() if node not in going},
            {node: label for node, label in document.layout.labels.items() if node not in going},
        ),
    )


def set_config(document: Document, edit: SetConfig, catalogue: Catalogue) -> Document:
    """Return the document with another config of a node. An invalid config is kept, and shown as a problem."""
    node = find_node(document, edit.node)
    config = {key: value for key, value in {**node.config, **edit.changes}.items() if key not in edit.unset}
    if config == node.config and list(map(type, config.values())) == list(map(type, node.config.values())):
        return document
    return _replaced(document, node.model_copy(update={"config": config}), catalogue)


def set_policy(document: Document, edit: SetPolicy, catalogue: Catalogue) -> Document:
    """Return the document with other policies of a node. Raises `EditRefusedError` for invalid values."""
    node = find_node(document, edit.node)
    unknown = [name for name in edit.changes if name not in POLICY_FIELDS]
    if unknown:
        raise EditRefusedError(
            f"There is no policy {unknown[0]!r}.",
            where=document.label(node.id),
            why=f"policies: {', '.join(POLICY_FIELDS)}",
            fix="Change one of these.",
        )
    changes: dict[str, Json] = dict(edit.changes)
    for name, current in (("retry", node.retry), ("on_failure", node.on_failure)):
        if isinstance(changes.get(name), dict):
            changes[name] = {**current.model_dump(), **changes[name]}
    try:
        changed = Node.model_validate({**node.model_dump(include={"id", "kind", *POLICY_FIELDS}), **changes})
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise EditRefusedError(
            f"This policy cannot be: {first['msg'][:1].lower()}{first['msg'][1:]}.",
            where=f"{document.label(node.id)}, {'.'.join(str(part) for part in first['loc'])}",
            why=f"got {str(first['input'])[:80]!r}",
            fix="Choose a value within the range.",
        ) from error
    update = {name: getattr(changed, name) for name in POLICY_FIELDS}
    new = node.model_copy(update=update)
    return document if new == node else _replaced(document, new, catalogue)


def _replaced(document: Document, node: Node, catalogue: Catalogue) -> Document:
    """Return the document with a changed node, without edges at ports that it no longer has."""
    edges = document.workflow.edges
    if ports_are_known(node, catalogue):
        ports = ports_of(node, catalogue)
        left = tuple(edge for edge in edges if not _lost(edge, node, ports))
        edges = edges if len(left) == len(edges) else left
    return replace(
        document, workflow=rebuilt(document.workflow, nodes=with_node(document, node), edges=edges)
    )


def _lost(edge: Edge, node: Node, ports: Ports) -> bool:
    if edge.source == node.id and port_named(edge.source_port, ports.outputs) is None:
        return True
    return edge.target == node.id and port_named(edge.target_port, ports.inputs) is None
