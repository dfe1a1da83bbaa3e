"""The undo stack: an immutable value that is stored with the document, so that it survives reloads and restarts."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from pydantic import BaseModel, ConfigDict, ValidationError

from editor.edits import AnyEdit, Restore, SetConfig, apply
from engine.errors import StorageError

if TYPE_CHECKING:
    from editor.document import Document
    from engine.workflow.kinds import Catalogue

LIMIT = 200
"""The number of entries kept; the oldest are dropped first."""
LIMIT_BYTES = 1_000_000
"""The size of the entries kept; the newest one is kept in any case. The stack is stored whole with every edit, and an
entry that replaces a long text holds all of it."""
NONCES = 256
"""The number of nonces kept: a browser sends an edit again if it got no answer."""


class Entry(BaseModel):
    """One step to undo or redo. `field` is the config field that was typed into, to merge key strokes."""

    model_config = ConfigDict(frozen=True)

    title: str
    edit: Restore
    field: str | None = None

    @cached_property
    def size(self) -> int:
        """The approximate size as stored, in bytes."""
        return len(self.edit.model_dump_json())


class UndoStack(BaseModel):
    """The entries to undo (`done`, newest last) and to redo (`undone`, next one last).

    `applied` are the nonces of the last edits. They are stored together with the document, so an edit that is sent
    again after a lost connection or a restart is recognized.
    """

    model_config = ConfigDict(frozen=True)

    done: tuple[Entry, ...] = ()
    undone: tuple[Entry, ...] = ()
    applied: tuple[str, ...] = ()

    @property
    def can_undo(self) -> str | None:
        """The title of the next undo, or None."""
        return self.done[-1].title if self.done else None

    @property
    def can_redo(self) -> str | None:
        """The title of the next redo, or None."""
        return self.undone[-1].title if self.undone else None


class UndoResult(NamedTuple):
    """The document and the stack after an undo or redo, and the title of the entry."""

    document: Document
    history: UndoStack
    title: str


def push(
    history: UndoStack, title: str, inverse: Restore, *, field: str | None = None, paused: bool = False
) -> UndoStack:
    """Return the stack with the inverse of an applied edit on top and without entries to redo.

    An edit of the same `field` (see `edited_field`) as the top entry is merged into it, so that one undo takes back a
    word and not a letter. It is not merged after a pause (`paused`).
    """
    if field is not None and not paused and not history.undone and history.done:
        last = history.done[-1]
        if last.field == field and _only_replaces(inverse) and _only_replaces(last.edit):
            return history
    entry = Entry.model_construct(title=title, edit=inverse, field=field)
    return UndoStack.model_construct(done=_bounded((*history.done, entry)), undone=())


def edited_field(edit: AnyEdit) -> str | None:
    """Return the one config field that an edit sets, as `node.field` for `push`; else None."""
    if isinstance(edit, SetConfig) and len(edit.changes) == 1 and not edit.unset:
        return f"{edit.node}.{next(iter(edit.changes))}"
    return None


def undo(history: UndoStack, document: Document, catalogue: Catalogue) -> UndoResult | None:
    """Return the result of undoing the top entry, or None if there is none."""
    if not history.done:
        return None
    entry = history.done[-1]
    applied = apply(document, entry.edit, catalogue)
    forward = Entry.model_construct(title=entry.title, edit=applied.inverse, field=None)
    left = UndoStack.model_construct(done=history.done[:-1], undone=(*history.undone, forward))
    return UndoResult(applied.document, left, entry.title)


def redo(history: UndoStack, document: Document, catalogue: Catalogue) -> UndoResult | None:
    """Return the result of redoing the last undone entry, or None if there is none."""
    if not history.undone:
        return None
    entry = history.undone[-1]
    applied = apply(document, entry.edit, catalogue)
    back = Entry.model_construct(title=entry.title, edit=applied.inverse, field=None)
    left = UndoStack.model_construct(done=_bounded((*history.done, back)), undone=history.undone[:-1])
    return UndoResult(applied.document, left, entry.title)


def with_nonce(history: UndoStack, before: UndoStack, nonce: str | None) -> UndoStack:
    """Return `history` with the nonces of its predecessor `before` and one more."""
    fresh = (nonce,) if nonce else ()
    return history.model_copy(update={"applied": (*before.applied, *fresh)[-NONCES:]})


def to_json(history: UndoStack) -> str:
    """Return the stack as JSON, to be stored."""
    return history.model_dump_json()


def parse_undo_stack(raw: bytes | str) -> UndoStack:
    """Return a stored stack. Raises `StorageError` if it is damaged."""
    try:
        return UndoStack.model_validate_json(raw)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise StorageError(
            "The stored undo history cannot be read.",
            where=".".join(str(part) for part in first["loc"]),
            why=first["msg"],
            fix="The document itself is whole; start with an empty history.",
        ) from error


def _bounded(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """Return the entries without the oldest ones that exceed the limits."""
    left, kept = LIMIT_BYTES, 0
    for entry in reversed(entries[-LIMIT:]):
        left -= entry.size
        if left < 0 and kept:
            break
        kept += 1
    return entries[-kept:]


def _only_replaces(edit: Restore) -> bool:
    moved = edit.remove_nodes or edit.insert_nodes or edit.remove_edges or edit.insert_edges
    return len(edit.replace_nodes) == 1 and not moved
