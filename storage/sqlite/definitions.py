"""Definitions and layouts on SQLite, each kept once under its hash."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.dialects.sqlite import insert
from sqlmodel import col

from engine.execution.stores import DefinitionStore
from engine.ids import Hash
from storage.sqlite.database import Database
from storage.sqlite.tables import DefinitionTable

REMEMBERED = 10_000
"""So many hashes are remembered, about 1 MB."""


class SqliteDefinitionStore(DefinitionStore):
    """`DefinitionStore` on a database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._kept: set[Hash] = set()

    def put(self, hash_: Hash, body: bytes) -> None:
        """Keep a definition. Nothing deletes one, so what this store has seen kept costs nothing."""
        if hash_ in self._kept:
            return
        if self.get(hash_) is None:
            with self._database.change() as session:
                row = {"hash": hash_, "body": body}
                session.connection().execute(insert(DefinitionTable).values(row).on_conflict_do_nothing())
        if len(self._kept) >= REMEMBERED:
            self._kept.clear()
        self._kept.add(hash_)

    def get(self, hash_: Hash) -> bytes | None:
        """Return a definition's canonical JSON."""
        with self._database.read() as session:
            return session.scalar(select(col(DefinitionTable.body)).where(col(DefinitionTable.hash) == hash_))
