"""All stores of one database, to hand to whoever composes the product."""

from __future__ import annotations

from dataclasses import dataclass

from engine.execution.idempotency import IdempotencyStore
from engine.execution.stores import CredentialStore, DefinitionStore, DocumentStore, RunStore, VersionStore
from storage.memory.documents import (
    MemoryCredentialStore,
    MemoryDefinitionStore,
    MemoryDocumentStore,
    MemoryVersionStore,
)
from storage.memory.idempotency import MemoryIdempotencyStore
from storage.memory.runs import MemoryRunStore
from storage.memory.transaction import MemoryData
from storage.sqlite.credentials import SqliteCredentialStore
from storage.sqlite.database import Database
from storage.sqlite.definitions import SqliteDefinitionStore
from storage.sqlite.documents import SqliteDocumentStore
from storage.sqlite.idempotency import SqliteIdempotencyStore
from storage.sqlite.runs import SqliteRunStore
from storage.sqlite.versions import SqliteVersionStore


@dataclass(frozen=True, slots=True)
class Stores:
    """One of each; `instance` is the database's name in idempotency keys."""

    instance: str
    runs: RunStore
    definitions: DefinitionStore
    documents: DocumentStore
    versions: VersionStore
    credentials: CredentialStore
    idempotency: IdempotencyStore


def sqlite_stores(database: Database) -> Stores:
    """Return the stores of an open database."""
    return Stores(
        instance=database.instance,
        runs=SqliteRunStore(database),
        definitions=SqliteDefinitionStore(database),
        documents=SqliteDocumentStore(database),
        versions=SqliteVersionStore(database),
        credentials=SqliteCredentialStore(database),
        idempotency=SqliteIdempotencyStore(database),
    )


def memory_stores(instance: str = "memory") -> Stores:
    """Return empty stores that keep everything in memory."""
    data = MemoryData()
    return Stores(
        instance=instance,
        runs=MemoryRunStore(data),
        definitions=MemoryDefinitionStore(data.definitions),
        documents=MemoryDocumentStore(),
        versions=MemoryVersionStore(),
        credentials=MemoryCredentialStore(),
        idempotency=MemoryIdempotencyStore(),
    )
