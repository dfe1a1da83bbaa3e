"""`apply`: all changes of a document go through it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, assert_never

from editor.edits import edge_edits, layout_edits, node_edits
from editor.edits.inverse import inverse_edit, restore
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
from engine.errors import EditRefusedError

if TYPE_CHECKING:
    from editor.document import Document
    from engine.workflow.kinds import Catalogue


@dataclass(frozen=True, slots=True)
class Applied:
    """The new document, and the edit that restores the old one."""

    document: Document
    inverse: Restore
    changed: bool


def apply(document: Document, edit: AnyEdit, catalogue: Catalogue) -> Applied:
    """Return the result of an edit; `document` itself is not changed. Raises `EditRefusedError`.

    `changed` is False for an edit without effect, such as a node dropped where it was. It needs no
    revision and no undo.
    """
    after = _next(document, edit, catalogue)
    return Applied(after, inverse_edit(after, document), changed=after is not document and after != document)


def _next(document: Document, edit: AnyEdit, catalogue: Catalogue) -> Document:  # noqa: C901, PLR0911 - one arm per edit
    match edit:
        case AddNode():
            return node_edits.add_node(document, edit, catalogue)
        case RemoveNodes():
            return node_edits.remove_nodes(document, edit)
        case SetConfig():
            return node_edits.set_config(document, edit, catalogue)
        case SetPolicy():
            return node_edits.set_policy(document, edit, catalogue)
        case Connect():
            return edge_edits.connect(document, edit, catalogue)
        case Disconnect():
            return edge_edits.disconnect(document, edit)
        case Move():
            return layout_edits.move(document, edit)
        case RenameNode():
            return layout_edits.rename_node(document, edit)
        case RenameWorkflow():
            return layout_edits.rename_workflow(document, edit)
        case Batch():
            return _batch(document, edit, catalogue)
        case Restore():
            return restore(document, edit)
        case _:
            assert_never(edit)


def _batch(document: Document, batch: Batch, catalogue: Catalogue) -> Document:
    for number, edit in enumerate(batch.edits, 1):
        try:
            document = _next(document, edit, catalogue)
        except EditRefusedError as error:
            place = f"change {number} of {len(batch.edits)}"
            where = f"{error.where} ({place})" if error.where else place
            details = {**error.details, "index": number - 1}
            raise EditRefusedError(
                error.what, where=where, why=error.why, fix=error.fix, details=details
            ) from error
    return document
