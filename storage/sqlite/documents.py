"""Drafts on SQLite."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, cast

from sqlalchemy import CursorResult, delete, update
from sqlmodel import Session, col, select

from engine.execution.stores import DocumentRow, DocumentStore
from engine.ids import WorkflowId
from storage.rules import id_is_taken
from storage.sqlite.database import Database
from storage.sqlite.tables import DocumentTable


class SqliteDocumentStore(DocumentStore):
    """`DocumentStore` on a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def create(self, row: DocumentRow) -> None:
        """Insert; raises `EditRefusedError` when the id is taken."""
        with self._database.change() as session:
            if session.get(DocumentTable, row.id) is not None:
                raise id_is_taken(row.id)
            session.add(DocumentTable(**asdict(row)))

    def save(self, row: DocumentRow, *, expected: int) -> bool:
        """Replace the document if its stored revision is `expected`; else another was faster: False."""
        same = (col(DocumentTable.id) == row.id, col(DocumentTable.revision) == expected)
        statement = update(DocumentTable).where(*same).values(**asdict(row))
        with self._database.change() as session:
            return _execute(session, statement).rowcount == 1

    def get(self, workflow: WorkflowId) -> DocumentRow | None:
        """Return a document."""
        with self._database.read() as session:
            found = session.get(DocumentTable, workflow)
            return _row(found) if found is not None else None

    def all(self) -> list[DocumentRow]:
        """List documents, last changed first, bodies included."""
        query = select(DocumentTable).order_by(col(DocumentTable.updated_at).desc(), col(DocumentTable.id))
        with self._database.read() as session:
            return [_row(found) for found in session.exec(query)]

    def delete(self, workflow: WorkflowId) -> None:
        """Delete a document; its runs and versions stay."""
        with self._database.change() as session:
            _execute(session, delete(DocumentTable).where(col(DocumentTable.id) == workflow))


def _execute(session: Session, statement: Any) -> CursorResult[Any]:  # noqa: ANN401 - Update and Delete share no public type
    return cast("CursorResult[Any]", session.connection().execute(statement))


def _row(found: DocumentTable) -> DocumentRow:
    return DocumentRow(
        WorkflowId(found.id),
        found.name,
        found.revision,
        found.body,
        found.undo_stack,
        found.created_at,
        found.updated_at,
    )
