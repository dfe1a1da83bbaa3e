"""Credentials on SQLite, encrypted."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

import orjson
from sqlmodel import Session, col, select

from engine.execution.stores import CredentialRow, CredentialStore
from storage.cipher import KEY_FILE, Cipher
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


def hint_of(fields: Mapping[str, str]) -> dict[str, str]:
    """Give what may be shown of a credential: where a base URL points to, without user, path and query.

    >>> hint_of({"api_key": "k", "base_url": "http://me:pw@localhost:8080/v1?key=k"})
    {'base_url': 'http://localhost:8080'}
    """
    try:
        url = urlsplit(fields.get("base_url", ""))
        place = f"{url.hostname}:{url.port}" if url.port else url.hostname
    except ValueError:  # not a URL: nothing is known to be harmless in it
        return {}
    return {"base_url": f"{url.scheme}://{place}"} if url.scheme in ("http", "https") and place else {}
