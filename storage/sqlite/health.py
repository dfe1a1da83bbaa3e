"""Looking at a database without changing it: which SQLite, which schema, is the file sound."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from engine.sqlite import driver
from storage.sqlite.database import FILE
from storage.sqlite.upgrade import UNRELEASED, revisions

SOUND_SINCE = (3, 51, 3)
"""Before it, two connections that write and checkpoint one write-ahead log can, rarely, damage the file."""


@dataclass(frozen=True, slots=True)
class Health:
    """What was found. `damage` is empty for a sound file; `revision` is None where the schema cannot be read."""

    path: Path
    revision: str | None
    newest: str
    damage: tuple[str, ...]

    @property
    def is_current(self) -> bool:
        """Whether the schema is the one of this code."""
        return self.revision == self.newest

    @property
    def is_older(self) -> bool:
        """Whether the next start migrates it."""
        return self.revision in revisions() and not self.is_current

    @property
    def is_unreleased(self) -> bool:
        """Whether the schema is of before the first release, which nothing reads any more."""
        return self.revision in UNRELEASED


def sqlite_library() -> tuple[str, str, bool]:
    """Return the SQLite library's module, its version, and whether it is free of the write-ahead log's fault."""
    return driver.__name__, driver.sqlite_version, driver.sqlite_version_info >= SOUND_SINCE


def examine(data: Path) -> Health | None:
    """Look at the database of a data folder; None where there is none. Takes as long as reading the file.

    Raises `OSError` where the folder may not be looked into.
    """
    path = data / FILE
    if not path.exists():
        return None
    revision: str | None = None
    try:
        with closing(driver.connect(str(path), timeout=30.0, isolation_level=None)) as connection:
            connection.execute("PRAGMA query_only = 1")
            found = [str(row[0]) for row in connection.execute("PRAGMA quick_check(10)")]
            row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
            revision = None if row is None else str(row[0])
    except driver.OperationalError as error:
        # No table of revisions: not ours, and the check before has spoken. Anything else is worth telling.
        found = [] if "no such table" in str(error) else [str(error)]
    except driver.DatabaseError as error:
        found = [str(error)]
    damage = tuple(line for line in found if line != "ok")
    return Health(path, revision, revisions()[-1], damage)
