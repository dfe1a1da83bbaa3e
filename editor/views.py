"""The messages that the editor in the browser reads, made from documents and kinds; see `editor/protocol/`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from editor import protocol
from editor.forms import form, form_defaults
from editor.ports import shown_ports
from engine.values import COERCIONS
from engine.workflow.kinds import CATEGORIES
from engine.workflow.lookup import ports_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from editor.document import Document
    from editor.undo_stack import UndoStack
    from engine.workflow.definition import Node
    from engine.workflow.kinds import Catalogue, Kind
    from engine.workflow.ports import Port
    from engine.workflow.validation import Problem

CATEGORY_TITLES = {"start": "Start", "text": "Text", "ai": "AI", "flow": "Flow", "connect": "Connect"}


@dataclass(frozen=True, slots=True)
class Saved:
    """What is known of a stored document besides itself. `saved_at` is in epoch seconds."""

    id: str
    revision: int
    saved_at: float
    version: int | None = None
    edited: bool = False
    last_run: int | None = None


def catalogue_view(catalogue: Catalogue, credentials: Iterable[tuple[str, str]] = ()) -> protocol.Catalogue:
    """Return the palette and its forms; `credentials` are (name, type) pairs."""
    return protocol.Catalogue(
        kinds=tuple(kind_view(kind) for kind in catalogue.kinds()),
        categories=tuple(
            protocol.Category(name=name, title=CATEGORY_TITLES.get(name, name.title())) for name in CATEGORIES
        ),
        coercions=tuple((source, target, rule) for (source, target), rule in COERCIONS.items()),
        credentials=tuple(protocol.StoredCredential(name=name, type=type_) for name, type_ in credentials),
    )


def kind_view(kind: Kind) -> protocol.Kind:
    """Return one kind with its form; its ports are those of the default config."""
    defaults = form_defaults(kind)
    ports = kind.ports(defaults)
    return protocol.Kind(
        name=kind.name,
        version=kind.version,
        title=kind.title,
        category=kind.category,
        icon=kind.icon,
        help=kind.help,
        synonyms=kind.synonyms,
        inputs=tuple(port_view(port) for port in ports.inputs),
        outputs=tuple(port_view(port) for port in ports.outputs),
        form=form(kind),
        defaults=defaults,
        pool=kind.pool,
        role=kind.role,
    )


@lru_cache(maxsize=1024)
def port_view(port: Port) -> protocol.Port:
    """Return one port."""
    return protocol.Port(
        name=port.name, type=port.type, title=port.title, required=port.required, many=port.many
    )


def node_view(document: Document, node: Node, catalogue: Catalogue) -> protocol.NodeView:
    """Return one node."""
    kind = catalogue.get((node.kind_name, node.version))
    inputs, outputs = _ports(document, node, catalogue)
    at = document.position(node.id)
    return protocol.NodeView(
        id=node.id,
        label=document.label(node.id),
        kind=node.kind,
        version=node.version,
        x=at.x,
        y=at.y,
        config=node.config,
        policy=protocol.Policy(
            retry=node.retry, timeout_s=node.timeout_s, on_failure=node.on_failure, join=node.join
        ),
        inputs=tuple(port_view(port) for port in inputs),
        outputs=tuple(port_view(port) for port in outputs),
        brief="" if kind is None else kind.brief(node.config),
    )


def graph_view(document: Document, catalogue: Catalogue) -> protocol.GraphView:
    """Return nodes and edges alone, as a run's own version is shown."""
    return protocol.GraphView(nodes=_nodes(document, catalogue), edges=document.workflow.edges)


def document_view(
    document: Document, catalogue: Catalogue, *, problems: Sequence[Problem], history: UndoStack, saved: Saved
) -> protocol.DocumentView:
    """Return the whole document, as the editor loads it."""
    return protocol.DocumentView(
        id=saved.id,
        name=document.name,
        revision=saved.revision,
        nodes=_nodes(document, catalogue),
        edges=document.workflow.edges,
        problems=tuple(problems),
        can_undo=history.can_undo,
        can_redo=history.can_redo,
        saved_at=saved.saved_at,
        version=protocol.VersionState(number=saved.version, edited=saved.edited),
        last_run=saved.last_run,
    )


def patch_view(
    before: Document,
    after: Document,
    catalogue: Catalogue,
    *,
    nonce: str | None,
    problems: Sequence[Problem],
    history: UndoStack,
    saved: Saved,
) -> protocol.Patch:
    """Return what differs between two documents; `nonce` names the edit for the view it came from."""
    return protocol.Patch(
        revision=saved.revision,
        nonce=nonce,
        name=after.name,
        upsert=tuple(
            node_view(after, node, catalogue)
            for node in after.workflow.nodes
            if _differs(before, after, node, catalogue)
        ),
        remove=tuple(node.id for node in before.workflow.nodes if node.node_id not in after.workflow.by_id),
        edges=after.workflow.edges,
        problems=tuple(problems),
        can_undo=history.can_undo,
        can_redo=history.can_redo,
        saved_at=saved.saved_at,
        version=protocol.VersionState(number=saved.version, edited=saved.edited),
    )


def _nodes(document: Document, catalogue: Catalogue) -> tuple[protocol.NodeView, ...]:
    return tuple(node_view(document, node, catalogue) for node in document.workflow.nodes)


def _differs(before: Document, after: Document, node: Node, catalogue: Catalogue) -> bool:
    old = before.workflow.by_id.get(node.node_id)
    if old is None or (old is not node and old != node):
        return True
    if before.position(node.id) != after.position(node.id) or before.label(node.id) != after.label(node.id):
        return True
    if before.workflow.edges is after.workflow.edges or _used(before, node) == _used(after, node):
        return False
    return _ports(before, node, catalogue) != _ports(after, node, catalogue)


def _ports(document: Document, node: Node, catalogue: Catalogue) -> tuple[tuple[Port, ...], tuple[Port, ...]]:
    """Return the inputs and outputs to draw, those that only edges know included: no edge hangs in the air."""
    into, out = _used(document, node)
    ports = ports_of(node, catalogue)
    return shown_ports(ports.inputs, into), shown_ports(ports.outputs, out)


def _used(document: Document, node: Node) -> tuple[list[str], list[str]]:
    """Return the ports edges use at a node: of inputs and of outputs, each name once."""
    into = document.workflow.edges_into.get(node.id, ())
    out = document.workflow.edges_from.get(node.id, ())
    return sorted({edge.target_port for edge in into}), sorted({edge.source_port for edge in out})
