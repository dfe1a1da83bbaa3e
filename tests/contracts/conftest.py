from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from engine.execution.stores import RunStore
from storage.sqlite.database import Database
from storage.stores import Stores, memory_stores, sqlite_stores

Opener = Callable[[], Stores]


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database, migrated once: copying it is cheaper than migrating for every test."""
    folder = tmp_path_factory.mktemp("empty")
    Database.open(folder).close()
    return folder / "treadle.db"


@contextmanager
def opened(kind: str, folder: Path, empty_database: Path) -> Iterator[Stores]:
    if kind == "memory":
        yield memory_stores()
        return
    folder.mkdir(exist_ok=True)
    (folder / "treadle.db").write_bytes(empty_database.read_bytes())
    database = Database.open(folder, synchronous="NORMAL")
    try:
        yield sqlite_stores(database)
    finally:
        database.close()


@pytest.fixture(params=["sqlite", "memory"])
def stores(request: pytest.FixtureRequest, tmp_path: Path, empty_database: Path) -> Iterator[Stores]:
    with opened(request.param, tmp_path / "data", empty_database) as found:
        yield found


@pytest.fixture
def store(stores: Stores) -> RunStore:
    return stores.runs
