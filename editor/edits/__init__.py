"""Edits: how a document changes. A union of small types, applied by `apply`, undone by its inverse."""

from editor.edits.applying import Applied, apply
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
