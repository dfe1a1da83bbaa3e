"""Idempotency keys on SQLite."""

from __future__ import annotations

import orjson
from sqlalchemy import delete
from sqlmodel import Session, col, select

from engine.execution.idempotency import (
    FORGOTTEN_AFTER_S,
    TAKEN_OVER_AFTER_S,
    Answer,
    Claim,
    Claimed,
    IdempotencyStore,
    KeyRow,
    decide,
)
from storage.sqlite.database import Database
from storage.sqlite.tables import IdempotencyTable


class SqliteIdempotencyStore(IdempotencyStore):
    """`IdempotencyStore` on a database; threads and processes may share it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def claim(self, asked: KeyRow) -> Claim:
        """Decide on a request and store what follows, in one transaction; removes keys that are forgotten."""
        with self._database.change() as session:
            forgotten = col(IdempotencyTable.created_at) <= asked.created_at - FORGOTTEN_AFTER_S
            session.connection().execute(delete(IdempotencyTable).where(forgotten))
            found = session.get(IdempotencyTable, asked.key)
            claim, row = decide(_row(found) if found is not None else None, asked)
            if row is not None:
                session.merge(_table(row))
        return claim

    def complete(self, claimed: Claimed, answer: Answer) -> bool:
        """Store the answer; False where the claim was taken over meanwhile."""
        with self._database.change() as session:
            found = _held(session, claimed)
            if found is not None:
                found.status, found.body = answer.status, answer.body
                found.headers = orjson.dumps(dict(answer.headers))
        return found is not None

    def release(self, claimed: Claimed) -> None:
        """Let the next request with the same input take the claim over at once."""
        with self._database.change() as session:
            found = _held(session, claimed)
            if found is not None:
                found.claimed_at -= TAKEN_OVER_AFTER_S


def _held(session: Session, claimed: Claimed) -> IdempotencyTable | None:
    query = select(IdempotencyTable).where(
        IdempotencyTable.key == claimed.key,
        IdempotencyTable.operation == claimed.operation,
        IdempotencyTable.claimed_at == claimed.claimed_at,
        col(IdempotencyTable.status).is_(None),
    )
    return session.exec(query).first()


def _row(found: IdempotencyTable) -> KeyRow:
    answer = None
    if found.status is not None:
        answer = Answer(found.status, orjson.loads(found.headers or b"{}"), found.body or b"")
    return KeyRow(found.key, found.fingerprint, found.operation, found.created_at, found.claimed_at, answer)


def _table(row: KeyRow) -> IdempotencyTable:
    """Return the row to store for a claim: it has no answer yet."""
    return IdempotencyTable(
        key=row.key,
        fingerprint=row.fingerprint,
        operation=row.operation,
        created_at=row.created_at,
        claimed_at=row.claimed_at,
    )
