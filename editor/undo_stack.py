"""Undo and redo as a value that is stored with the document, so that they outlive a reload and a restart."""

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
"""Steps kept; the oldest go first."""
LIMIT_BYTES = 1_000_000
"""And at most so many bytes of them, the newest in any case: the history is stored whole with every edit, and a step
that replaces a long text holds all of it."""
NONCES = 256
"""Applied edits that are remembered by their nonces: a browser sends again what it was given no answer to."""


class Entry(BaseModel):
    """One step back or forward. `field` names what was typed into, for the merging of key strokes."""

    model_config = ConfigDict(frozen=True)

    title: str
    edit: Restore
    field: str | None = None

    @cached_property
    def size(self) -> int:
        """Its length in bytes as it is stored, about."""
        return len(self.edit.model_dump_json())


class UndoStack(BaseModel):
    """What can be undone (`done`, newest last) and redone (`undone`, next one last).

    `applied` are the nonces of the last edits, stored with what they changed: whether an edit that comes again, after
    a lost connection or a restart, was applied already is known as surely as what it changed.
    """

    model_config = ConfigDict(frozen=True)

    done: tuple[Entry, ...] = ()
    undone: tuple[Entry, ...] = ()
    applied: tuple[str, ...] = ()

    @property
    def can_undo(self) -> str | None:
        """The title of what would be undone."""
        return self.done[-1].title if self.done else None

    @property
    def can_redo(self) -> str | None:
        """The title of what would be redone."""
        return self.undone[-1].title if self.undone else None


class Stepped(NamedTuple):
    """The document and history after a step back or forward, and what was stepped over."""

    document: Document
    history: UndoStack
    title: str


def push(
    history: UndoStack, title: str, inverse: Restore, *, field: str | None = None, paused: bool = False
) -> UndoStack:
    """Record an applied edit by its inverse; what was undone can then no longer be redone.

    `field` (see `typed_field`) merges with the step before when that one typed into the same field: one undo
    takes back the word, not the letter. Not where the typing `paused` between the two.
    """
    if field is not None and not paused and not history.undone and history.done:
        last = history.done[-1]
        if last.field == field and _only_replaces(inverse) and _only_replaces(last.edit):
            return history
    entry = Entry.model_construct(title=title, edit=inverse, field=field)
    return UndoStack.model_construct(done=_bounded((*history.done, entry)), undone=())


def typed_field(edit: AnyEdit) -> str | None:
    """Give the name of the one config field an edit sets, as `push` wants it."""
    if isinstance(edit, SetConfig) and len(edit.changes) == 1 and not edit.unset:
        return f"{edit.node}.{next(iter(edit.changes))}"
    return None


def undo(history: UndoStack, document: Document, catalogue: Catalogue) -> Stepped | None:
    """Take the last step back; None when there is none."""
    if not history.done:
        return None
    entry = history.done[-1]
    applied = apply(document, entry.edit, catalogue)
    forward = Entry.model_construct(title=entry.title, edit=applied.inverse, field=None)
    left = UndoStack.model_construct(done=history.done[:-1], undone=(*history.undone, forward))
    return Stepped(applied.document, left, entry.title)


def redo(history: UndoStack, document: Document, catalogue: Catalogue) -> Stepped | None:
    """Take the last undone step forward again; None when there is none."""
    if not history.undone:
        return None
    entry = history.undone[-1]
    applied = apply(document, entry.edit, catalogue)
    back = Entry.model_construct(title=entry.title, edit=applied.inverse, field=None)
    left = UndoStack.model_construct(done=_bounded((*history.done, back)), undone=history.undone[:-1])
    return Stepped(applied.document, left, entry.title)


def noted(history: UndoStack, before: UndoStack, nonce: str | None) -> UndoStack:
    """Give `history`, which follows on `before`, with the nonces known there and one more."""
    fresh = (nonce,) if nonce else ()
    return history.model_copy(update={"applied": (*before.applied, *fresh)[-NONCES:]})


def to_json(history: UndoStack) -> str:
    """Give the form in which a history is stored."""
    return history.model_dump_json()


def parse_undo_stack(raw: bytes | str) -> UndoStack:
    """Read a stored history; raises `StorageError` when it is damaged."""
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
    """Drop the oldest of what is too many or too long."""
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
