from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.sqlite.database import Database
from storage.sqlite.runs import SqliteRunStore


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    found = Database.open(tmp_path, synchronous="NORMAL")
    yield found
    found.close()


@pytest.fixture
def store(database: Database) -> SqliteRunStore:
    return SqliteRunStore(database)
