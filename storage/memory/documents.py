"""In-memory stores of definitions, drafts, versions and credentials, with the semantics of the real ones."""

from __future__ import annotations

import threading
from collections.abc import Mapping

from engine.execution.stores import (
    CredentialRow,
    CredentialStore,
    DefinitionStore,
    DocumentRow,
    DocumentStore,
    VersionRow,
    VersionStore,
)
from engine.ids import Hash, WorkflowId
from storage.rules import hint_of, id_is_taken


class MemoryDefinitionStore(DefinitionStore):
    """`DefinitionStore` in memory."""

    def __init__(self, bodies: dict[Hash, bytes] | None = None) -> None:
        self._bodies = {} if bodies is None else bodies

    def put(self, hash_: Hash, body: bytes) -> None:
        """Keep a definition."""
        self._bodies.setdefault(hash_, body)

    def get(self, hash_: Hash) -> bytes | None:
        """Return a definition's canonical JSON."""
        return self._bodies.get(hash_)


class MemoryDocumentStore(DocumentStore):
    """`DocumentStore` in memory."""

    def __init__(self) -> None:
        self._rows: dict[WorkflowId, DocumentRow] = {}
        self._lock = threading.Lock()

    def create(self, row: DocumentRow) -> None:
        """Insert; raises `EditRefusedError` when the id is taken."""
        with self._lock:
            if row.id in self._rows:
                raise id_is_taken(row.id)
            self._rows[row.id] = row

    def save(self, row: DocumentRow, *, expected: int) -> bool:
        """Replace the document if its stored revision is `expected`; else another was faster: False."""
        with self._lock:
            stored = self._rows.get(row.id)
            if stored is None or stored.revision != expected:
                return False
            self._rows[row.id] = row
            return True

    def get(self, workflow: WorkflowId) -> DocumentRow | None:
        """Return a document."""
        return self._rows.get(workflow)

    def all(self) -> list[DocumentRow]:
        """List documents, last changed first, bodies included."""
        with self._lock:
            return sorted(self._rows.values(), key=lambda row: (-row.updated_at, row.id))

    def delete(self, workflow: WorkflowId) -> None:
        """Delete a document; its runs and versions stay."""
        with self._lock:
            self._rows.pop(workflow, None)


class MemoryVersionStore(VersionStore):
    """`VersionStore` in memory."""

    def __init__(self) -> None:
        self._rows: dict[WorkflowId, list[VersionRow]] = {}
        self._lock = threading.Lock()

    def publish(
        self, workflow: WorkflowId, definition: Hash, layout: Hash | None, note: str, at: float
    ) -> VersionRow:
        """Append a version under the next number, from 1."""
        with self._lock:
            rows = self._rows.setdefault(workflow, [])
            rows.append(VersionRow(workflow, len(rows) + 1, definition, layout, note, at))
            return rows[-1]

    def all(self, workflow: WorkflowId) -> list[VersionRow]:
        """List a workflow's versions, newest first."""
        with self._lock:
            return list(reversed(self._rows.get(workflow, [])))


class MemoryCredentialStore(CredentialStore):
    """`CredentialStore` in memory; nothing is written anywhere, so nothing is encrypted."""

    def __init__(self) -> None:
        self._rows: dict[str, tuple[CredentialRow, dict[str, str]]] = {}
        self._lock = threading.Lock()

    def put(self, name: str, type_: str, fields: Mapping[str, str], at: float) -> None:
        """Create or replace; a replaced one keeps its time of creation."""
        with self._lock:
            created_at = self._rows[name][0].created_at if name in self._rows else at
            self._rows[name] = (CredentialRow(name, type_, created_at, at, hint_of(fields)), dict(fields))

    def all(self) -> list[CredentialRow]:
        """List what may be shown, by name."""
        with self._lock:
            return [self._rows[name][0] for name in sorted(self._rows)]

    def fields(self, name: str) -> Mapping[str, str] | None:
        """Return a credential's fields."""
        with self._lock:
            return dict(self._rows[name][1]) if name in self._rows else None

    def delete(self, name: str) -> None:
        """Delete."""
        with self._lock:
            self._rows.pop(name, None)
