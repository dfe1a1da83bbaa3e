"""Published versions on SQLite."""

from __future__ import annotations

from sqlalchemy import func
from sqlmodel import col, select

from engine.execution.stores import VersionRow, VersionStore
from engine.ids import Hash, WorkflowId
from storage.sqlite.database import Database
from storage.sqlite.tables import VersionTable


class SqliteVersionStore(VersionStore):
    """`VersionStore` on a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def publish(
        self, workflow: WorkflowId, definition: Hash, layout: Hash | None, note: str, at: float
    ) -> VersionRow:
        """Append a version under the next number, from 1."""
        with self._database.change() as session:
            newest = select(func.max(col(VersionTable.number))).where(VersionTable.workflow == workflow)
            number = (session.exec(newest).one() or 0) + 1
            session.add(
                VersionTable(
                    workflow=workflow,
                    number=number,
                    definition=definition,
                    layout=layout,
                    note=note,
                    published_at=at,
                )
            )
        return VersionRow(workflow, number, definition, layout, note, at)

    def all(self, workflow: WorkflowId) -> list[VersionRow]:
        """List a workflow's versions, newest first."""
        query = (
            select(VersionTable)
            .where(VersionTable.workflow == workflow)
            .order_by(col(VersionTable.number).desc())
        )
        with self._database.read() as session:
            return [_row(found) for found in session.exec(query)]


def _row(found: VersionTable) -> VersionRow:
    return VersionRow(
        WorkflowId(found.workflow),
        found.number,
        Hash(found.definition),
        Hash(found.layout) if found.layout is not None else None,
        found.note,
        found.published_at,
    )
