"""The titles of edits, as in "Undo …"."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from editor.document import Document, plain_name
from editor.edits.union import (
    AddNode,
    AnyEdit,
    Batch,
    Connect,
    Disconnect,
    Move,
    RemoveNodes,
    RenameNode,
    RenameWorkflow,
    Restore,
    SetConfig,
    SetPolicy,
)

if TYPE_CHECKING:
    from collections.abc import Collection


def title(edit: AnyEdit, document: Document) -> str:  # noqa: C901, PLR0911 - one arm per edit
    """Return the title of an edit. `document` is the one before it."""
    match edit:
        case AddNode():
            return f"Add {plain_name(edit.label) or edit.kind}"
        case RemoveNodes():
            return f"Delete {_these(edit.nodes, document)}"
        case Connect():
            return f"Connect {document.label(edit.edge.source)} to {document.label(edit.edge.target)}"
        case Disconnect():
            return "Remove connection" if len(edit.edges) == 1 else f"Remove {len(edit.edges)} connections"
        case Move():
            return f"Move {_these(edit.positions, document)}"
        case SetConfig():
            return f"Change {_fields([*edit.changes, *edit.unset])} of {document.label(edit.node)}"
        case SetPolicy():
            return f"Change {_fields(list(edit.changes))} of {document.label(edit.node)}"
        case RenameNode():
            return f"Rename {document.label(edit.node)}"
        case RenameWorkflow():
            return "Rename workflow"
        case Batch():
            return plain_name(edit.title) or f"{len(edit.edits)} changes"
        case Restore():
            return "Undo"
        case _:
            assert_never(edit)


def _these(nodes: Collection[str], document: Document) -> str:
    return document.label(next(iter(nodes))) if len(nodes) == 1 else f"{len(nodes)} nodes"


def _fields(names: list[str]) -> str:
    return names[0].removesuffix("_s").replace("_", " ") if len(names) == 1 else f"{len(names)} fields"
