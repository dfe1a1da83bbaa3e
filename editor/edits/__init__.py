"""Edits of a document: a union of small types, applied by `apply` and undone by their inverse."""

from editor.edits.apply_edit import Applied, apply
from editor.edits.titles import title
from editor.edits.union import (
    AddNode,
    AnyEdit,
    Batch,
    Connect,
    Disconnect,
    Edit,
    Move,
    RemoveNodes,
    RenameNode,
    RenameWorkflow,
    Restore,
    SetConfig,
    SetPolicy,
    parse_edit,
)

__all__ = [
    "AddNode",
    "AnyEdit",
    "Applied",
    "Batch",
    "Connect",
    "Disconnect",
    "Edit",
    "Move",
    "RemoveNodes",
    "RenameNode",
    "RenameWorkflow",
    "Restore",
    "SetConfig",
    "SetPolicy",
    "apply",
    "parse_edit",
    "title",
]
