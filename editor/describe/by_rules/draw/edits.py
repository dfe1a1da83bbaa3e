"""Edits of steps that are drawn already: removed, with the gap closed, or set differently."""

from __future__ import annotations

from typing import TYPE_CHECKING

from editor.edits import Connect, Edit, RemoveNodes, SetConfig, apply
from engine.errors import EditRefusedError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from editor.describe.by_rules.syntax_tree import Reading
    from editor.document import Document
    from engine.workflow.kinds import Catalogue


def removal_edits(reading: Reading, document: Document, catalogue: Catalogue) -> list[Edit]:
    """Remove steps, and join what fed each to what it fed where the types allow it."""
    kinds = {kind for removal in reading.removals for kind in removal.kinds}
    gone = [node.id for node in document.workflow.nodes if node.kind in kinds]
    if not gone:
        return []
    edits: list[Edit] = [RemoveNodes(nodes=tuple(gone))]
    return [*edits, *_bridges(gone, document, with_edits(edits, document, catalogue), catalogue)]


def _bridges(gone: list[str], before: Document, after: Document, catalogue: Catalogue) -> list[Edit]:
    bridges: list[Edit] = []
    for node in gone:
        into = before.workflow.edges_into.get(node, ())
        if len(into) != 1 or into[0].source in gone:
            continue
        for edge in before.workflow.edges_from.get(node, ()):
            if edge.target in gone:
                continue
            bridge = Connect(
                edge=edge.model_copy(update={"source": into[0].source, "source_port": into[0].source_port})
            )
            try:
                after = apply(after, bridge, catalogue).document
            except EditRefusedError:
                continue  # what was removed did more than pass something on; the open input is shown as a problem
            bridges.append(bridge)
    return bridges


def change_edits(reading: Reading, document: Document) -> list[Edit]:
    """Return the edits that set drawn steps differently."""
    return [
        SetConfig(node=node.id, changes=step.config)
        for step in reading.changes
        for node in [node for node in document.workflow.nodes if node.kind == step.kind][-1:]
    ]


def with_edits(edits: Iterable[Edit], document: Document, catalogue: Catalogue) -> Document:
    """Return the document after edits; raises `EditRefusedError`."""
    for edit in edits:
        document = apply(document, edit, catalogue).document
    return document
