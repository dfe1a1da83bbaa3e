"""The documents that users edit: one shared object per workflow, stored after every edit, sent to every open view.

Documents outlive their views: NiceGUI drops a client's state seconds after a lost connection, and undo survives a
restart because the undo stack is stored with the document.
"""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

import orjson

from editor.document import Document, parse_document, to_file
from editor.edits import AnyEdit, apply, parse_edit, title
from editor.layout import with_positions
from editor.protocol import DocumentView, GraphView, Patch
from editor.undo_stack import (
    UndoResult,
    UndoStack,
    edited_field,
    parse_undo_stack,
    push,
    redo,
    to_json,
    undo,
    with_nonce,
)
from editor.views import Saved, document_view, graph_view, patch_view
from engine.errors import EditRefusedError, NotFoundError, StorageError
from engine.execution.stores import (
    CredentialStore,
    DefinitionStore,
    DocumentRow,
    DocumentStore,
    RunFilter,
    RunStore,
    VersionRow,
    VersionStore,
)
from engine.ids import Hash, RunId, WorkflowId, identifier_from
from engine.workflow.kinds import Catalogue
from engine.workflow.validation import Problem, validate

log = logging.getLogger("treadle.documents")
TYPING_PAUSE_S = 2.0
"""Typing into one field is one undo step until there is such a pause."""


class View(Protocol):
    """A view of a document, in a browser."""

    def patch(self, patch: Patch) -> None:
        """Show what changed."""
        ...

    def load(self, document: DocumentView) -> None:
        """Show the whole document anew."""
        ...


@dataclass(slots=True)
class OpenDocument:
    """A workflow's document in memory, the same for all its views."""

    id: WorkflowId
    document: Document
    history: UndoStack
    revision: int
    created_at: float
    saved_at: float
    version: VersionRow | None = None
    typed_at: float = 0.0
    views: list[View] = field(default_factory=list[View])
    problems: list[Problem] = field(default_factory=list[Problem])

    @property
    def published(self) -> int | None:
        """The number of the version that equals the document; None if it was edited since."""
        same = self.version is not None and self.version.definition == self.document.workflow.hash
        return self.version.number if self.version and same else None

    @property
    def saved(self) -> Saved:
        """The state of the document as it was last saved."""
        number = self.version.number if self.version else None
        edited = number is not None and self.published is None
        return Saved(self.id, self.revision, self.saved_at, number, edited)


@dataclass(frozen=True, slots=True)
class Stores:
    """The repositories that documents need."""

    documents: DocumentStore
    definitions: DefinitionStore
    versions: VersionStore
    credentials: CredentialStore
    runs: RunStore


def layout_of(document: Document) -> tuple[Hash, bytes]:
    """Return a document's layout as it is stored: its hash and its JSON."""
    layout = orjson.dumps(to_file(document)["layout"], option=orjson.OPT_SORT_KEYS)
    return Hash(hashlib.sha256(layout).hexdigest()), layout


class Documents:
    """All documents of this process. Used on the web process's loop only."""

    def __init__(self, stores: Stores, catalogue: Catalogue, clock: Callable[[], float] = time.time) -> None:
        self._stores = stores
        self._catalogue = catalogue
        self._clock = clock
        self._open: dict[WorkflowId, OpenDocument] = {}

    def rows(self) -> list[DocumentRow]:
        """List the stored documents, last changed first."""
        return self._stores.documents.all()

    def open(self, workflow: WorkflowId) -> OpenDocument:
        """Return a workflow's document. Raises `NotFoundError`."""
        opened = self._open.get(workflow)
        if opened is None:
            row = self._stores.documents.get(workflow)
            if row is None:
                raise NotFoundError(
                    f"There is no workflow {workflow!r}.", fix="The home page lists those there are."
                )
            opened = self._open[workflow] = self._from(row)
        return opened

    def create(self, document: Document) -> OpenDocument:
        """Store a new document under an id made from its name and return it. A taken id gets a number."""
        taken = {row.id for row in self.rows()}
        now = self._clock()
        placed = with_positions(document)
        body = orjson.dumps(to_file(placed))
        history = to_json(UndoStack()).encode()
        while True:
            workflow = WorkflowId(identifier_from(document.name, taken))
            row = DocumentRow(workflow, placed.name, 0, body, history, now, now)
            try:
                self._stores.documents.create(row)
            except EditRefusedError:
                taken.add(workflow)
            else:
                return self.open(workflow)

    def delete(self, workflow: WorkflowId) -> None:
        """Delete a workflow's document. Its runs stay."""
        self.open(workflow)
        self._stores.documents.delete(workflow)
        self._open.pop(workflow, None)

    def edit(self, workflow: WorkflowId, raw: dict[str, Any] | AnyEdit, *, nonce: str | None = None) -> None:
        """Apply one edit, store it and send it to all views. Raises `EditRefusedError` and then changes nothing.

        An edit whose `nonce` was applied before is only confirmed again.
        """
        opened = self.open(workflow)
        if nonce and nonce in opened.history.applied:
            self._show(opened, opened.document, nonce)
            return
        edit = parse_edit(raw) if isinstance(raw, dict) else raw
        before = opened.document
        applied = apply(before, edit, self._catalogue)
        now = self._clock()
        paused = now - opened.typed_at >= TYPING_PAUSE_S
        opened.typed_at = now
        history = push(
            opened.history, title(edit, before), applied.inverse, field=edited_field(edit), paused=paused
        )
        self._save(opened, applied.document, history, nonce)

    def undo(self, workflow: WorkflowId) -> bool:
        """Undo the last edit; return False if there is none."""
        return self._undo_or_redo(workflow, undo)

    def redo(self, workflow: WorkflowId) -> bool:
        """Redo the last undone edit; return False if there is none."""
        return self._undo_or_redo(workflow, redo)

    def _undo_or_redo(
        self, workflow: WorkflowId, which: Callable[[UndoStack, Document, Catalogue], UndoResult | None]
    ) -> bool:
        opened = self.open(workflow)
        result = which(opened.history, opened.document, self._catalogue)
        if result is None:
            return False
        self._save(opened, result.document, result.history, None)
        return True

    def publish(self, workflow: WorkflowId, note: str) -> VersionRow:
        """Publish the document as the next version and return it."""
        opened = self.open(workflow)
        definition, layout = self.store_definition(opened.document)
        opened.version = self._stores.versions.publish(workflow, definition, layout, note, self._clock())
        self._show(opened, opened.document, None)
        return opened.version

    def store_definition(self, document: Document) -> tuple[Hash, Hash]:
        """Store a document's definition and layout by their hashes and return the hashes."""
        workflow = document.workflow
        layout_hash, layout = layout_of(document)
        self._stores.definitions.put(workflow.hash, workflow.canonical)
        self._stores.definitions.put(layout_hash, layout)
        return workflow.hash, layout_hash

    def view(self, workflow: WorkflowId) -> DocumentView:
        """Return the whole document as the editor loads it."""
        opened = self.open(workflow)
        return document_view(
            opened.document,
            self._catalogue,
            problems=opened.problems,
            history=opened.history,
            saved=replace(opened.saved, last_run=self.last_run(workflow)),
        )

    def last_run(self, workflow: WorkflowId) -> RunId | None:
        """Return a workflow's newest run, whichever process started it."""
        rows = self._stores.runs.runs(RunFilter(workflow=workflow, limit=1))
        return rows[0].id if rows else None

    def graph(self, document: Document) -> GraphView:
        """Return the nodes and edges of any document."""
        return graph_view(document, self._catalogue)

    def credentials_changed(self) -> None:
        """Validate every open document again after a credential was added or deleted."""
        for opened in self._open.values():
            opened.problems = self._problems(opened.document)
            self._show(opened, opened.document, None)

    def _save(self, opened: OpenDocument, after: Document, history: UndoStack, nonce: str | None) -> None:
        """Store the document first, then send it to the views: what they show as saved is on the disk."""
        before, now = opened.document, self._clock()
        history = with_nonce(history, opened.history, nonce)
        row = DocumentRow(
            opened.id,
            after.name,
            opened.revision + 1,
            orjson.dumps(to_file(after)),
            to_json(history).encode(),
            opened.created_at,
            now,
        )
        if not self._stores.documents.save(row, expected=opened.revision):
            self._reload(opened)
            raise EditRefusedError(
                "The workflow was changed by another process meanwhile.",
                where=opened.id,
                fix="Look at the new state, then make your change again.",
            )
        opened.document, opened.history, opened.revision, opened.saved_at = after, history, row.revision, now
        if after.workflow is not before.workflow:
            opened.problems = self._problems(after)
        self._show(opened, before, nonce)

    def _show(self, opened: OpenDocument, before: Document, nonce: str | None) -> None:
        patch = patch_view(
            before,
            opened.document,
            self._catalogue,
            nonce=nonce,
            problems=opened.problems,
            history=opened.history,
            saved=opened.saved,
        )
        for view in list(opened.views):
            view.patch(patch)

    def _reload(self, opened: OpenDocument) -> None:
        row = self._stores.documents.get(opened.id)
        if row is None:
            self._open.pop(opened.id, None)
            raise NotFoundError(
                f"The workflow {opened.id!r} was deleted meanwhile.", fix="Go to the home page."
            )
        fresh = self._from(row)
        opened.document, opened.history, opened.revision = fresh.document, fresh.history, fresh.revision
        opened.problems, opened.version = fresh.problems, fresh.version
        opened.created_at, opened.saved_at = fresh.created_at, fresh.saved_at
        for view in list(opened.views):
            view.load(self.view(opened.id))

    def _from(self, row: DocumentRow) -> OpenDocument:
        document = parse_document(row.body)
        try:
            history = parse_undo_stack(row.undo_stack)
        except StorageError as error:
            log.warning("%s: %s", row.id, error)
            history = UndoStack()
        versions = self._stores.versions.all(row.id)
        return OpenDocument(
            id=row.id,
            document=document,
            history=history,
            revision=row.revision,
            created_at=row.created_at,
            saved_at=row.updated_at,
            version=versions[0] if versions else None,
            problems=self._problems(document),
        )

    def _problems(self, document: Document) -> list[Problem]:
        stored = {row.name: row.type for row in self._stores.credentials.all()}
        return validate(document.workflow, self._catalogue, credentials=stored)
