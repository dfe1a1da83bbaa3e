"""Credentials on SQLite, encrypted."""

from __future__ import annotations

from collections.abc import Mapping

import orjson
from sqlmodel import Session, col, select

from engine.execution.stores import CredentialRow, CredentialStore
from storage.cipher import KEY_FILE, Cipher
from storage.rules import hint_of
from storage.sqlite.database import Database
from storage.sqlite.tables import CredentialTable


class SqliteCredentialStore(CredentialStore):
    """`CredentialStore` on a database and the key file beside it."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._cipher = Cipher(database.path.with_name(KEY_FILE))

    def put(self, name: str, type_: str, fields: Mapping[str, str], at: float) -> None:
        """Create or replace; a replaced one keeps its time of creation."""
        secret = self._cipher.encrypt(name, fields)
        hint = orjson.dumps(hint_of(fields))
        with self._database.change() as session:
            found = session.get(CredentialTable, name)
            if found is None:
                found = CredentialTable(
                    name=name, type=type_, created_at=at, updated_at=at, hint=hint, secret=secret
                )
            found.type, found.updated_at, found.hint, found.secret = type_, at, hint, secret
            session.add(found)

    def all(self) -> list[CredentialRow]:
        """List what may be shown, by name; needs no key."""
        query = select(CredentialTable).order_by(col(CredentialTable.name))
        with self._database.read() as session:
            return [
                CredentialRow(row.name, row.type, row.created_at, row.updated_at, orjson.loads(row.hint))
                for row in session.exec(query)
            ]

    def fields(self, name: str) -> Mapping[str, str] | None:
        """Decrypt a credential's fields; raises `AuthorError` when the key file is gone or another."""
        with self._database.read() as session:
            found = session.get(CredentialTable, name)
            secret = found.secret if found is not None else None
        return self._cipher.decrypt(name, secret) if secret is not None else None

    def delete(self, name: str) -> None:
        """Delete."""
        with self._database.change() as session:
            _delete(session, name)


def _delete(session: Session, name: str) -> None:
    found = session.get(CredentialTable, name)
    if found is not None:
        session.delete(found)
