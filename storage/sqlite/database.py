"""Opening the database: one file in the data folder, write-ahead log, patient writers."""

from __future__ import annotations

import threading
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal, Self

import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.event import listen
from sqlalchemy.pool import QueuePool
from sqlmodel import Session

from engine.errors import StorageError
from engine.sqlite import driver
from storage.sqlite.errors import storage_errors
from storage.sqlite.upgrade import SCRIPTS, bring_up_to_date
from storage.sqlite.wal_sync import WalSync
from storage.sqlite.write_lock import PATIENCE_S, execute_when_unlocked

FILE = "treadle.db"
WAL_LIMIT = 64 * 1024 * 1024
Synchronous = Literal["FULL", "NORMAL"]


class Database:
    """An open database. One per process and not carried over a fork; threads may share it.

    Each thread that writes steps has a connection of its own (`connection`); the rest goes through SQLAlchemy
    (`read`, `change`), whose pool hands a connection to one thread at a time.
    """

    def __init__(self, path: Path, synchronous: Synchronous) -> None:
        self.path = path
        self._synchronous: Synchronous = synchronous
        self.wal_sync = WalSync(path) if synchronous == "FULL" else None
        self._local = threading.local()
        self._guard = threading.Lock()
        self._opened: list[tuple[threading.Thread, driver.Connection]] = []
        self._engine = self._make_engine()
        self._writer = self._engine.execution_options(treadle_write=True)

    @classmethod
    def open(cls, data_folder: Path, *, synchronous: Synchronous = "FULL", scripts: Path = SCRIPTS) -> Self:
        """Open `treadle.db` in `data_folder`, made or migrated as needed; `scripts` holds the migrations.

        With `NORMAL` a power cut may undo the last commits; a crash of a process never does. Raises
        `StorageError` when the file is not Treadle's, is newer than the code, or cannot be written.
        """
        path = data_folder / FILE
        _make_folder(data_folder)
        database = cls(path, synchronous)
        try:
            with storage_errors(path):
                bring_up_to_date(path, database.engine_for_migration, scripts)
                database.connection()
        except BaseException:
            database.close()
            raise
        return database

    @property
    def instance(self) -> str:
        """The random name that tells this database from every other."""
        with self.read() as session:
            row = (
                session.connection().exec_driver_sql("SELECT value FROM meta WHERE key = 'instance'").first()
            )
        if row is None:
            raise StorageError(
                "The database has lost its name.", where=str(self.path), fix="Restore a backup."
            )
        return str(row[0])

    def engine_for_migration(self) -> Engine:
        """Return the engine whose transactions take the write lock at once."""
        return self._writer

    def connection(self) -> driver.Connection:
        """Return the calling thread's own driver connection, in autocommit mode. Raises the driver's errors.

        It has no busy handler: what may find the database locked goes through `execute_when_unlocked`. It syncs
        nothing by itself: whoever commits on it calls `wal_sync.confirm()` before acting on that.
        """
        found: driver.Connection | None = getattr(self._local, "connection", None)
        return found if found is not None else self._open_here()

    @contextmanager
    def read(self) -> Generator[Session]:
        """Read: each statement sees the newest commit, and nothing holds the log back between statements."""
        with storage_errors(self.path), Session(self._engine) as session:
            yield session

    @contextmanager
    def change(self) -> Generator[Session]:
        """Write in one transaction, lock first; commits on leaving, rolls back on an exception."""
        with storage_errors(self.path), Session(self._writer) as session, session.begin():
            yield session

    def version(self) -> str:
        """Return the version of the SQLite library in use."""
        return driver.sqlite_version

    def data_version(self) -> int:
        """Return a number that changes when another connection than this thread's commits: a hint."""
        with storage_errors(self.path):
            cursor = self.connection().cursor()
            execute_when_unlocked(cursor, "PRAGMA data_version")
            return int(cursor.fetchone()[0])

    def close(self) -> None:
        """Close every connection; no thread may be using one."""
        with self._guard:
            connections, self._opened = self._opened, []
        for _, connection in connections:
            connection.close()
        if self.wal_sync is not None:
            self.wal_sync.close()
        self._local = threading.local()
        self._engine.dispose()

    def _open_here(self) -> driver.Connection:
        connection = self._connect()
        connection.execute("PRAGMA busy_timeout = 0")
        connection.execute("PRAGMA synchronous = NORMAL")
        with self._guard:
            for thread, left in [entry for entry in self._opened if not entry[0].is_alive()]:
                left.close()
                self._opened.remove((thread, left))
            self._opened.append((threading.current_thread(), connection))
        self._local.connection = connection
        return connection

    def _connect(self) -> driver.Connection:
        connection = driver.connect(
            str(self.path), timeout=PATIENCE_S, isolation_level=None, check_same_thread=False
        )
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute(f"PRAGMA synchronous = {self._synchronous}")
            connection.execute("PRAGMA wal_autocheckpoint = 1000")
            connection.execute(f"PRAGMA journal_size_limit = {WAL_LIMIT}")
        except driver.Error:
            connection.close()
            raise
        return connection

    def _make_engine(self) -> Engine:
        engine = sa.create_engine(
            "sqlite://",
            module=driver,
            creator=self._connect,
            poolclass=QueuePool,
            pool_size=8,
            max_overflow=-1,
        )
        listen(engine, "begin", _take_the_lock)
        return engine


def _take_the_lock(connection: sa.Connection) -> None:
    # A transaction that reads first and writes later fails at once where another has written in between.
    options: Any = connection.get_execution_options()
    if options.get("treadle_write"):
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(
            "The data folder cannot be made.",
            where=str(folder),
            why=str(error),
            fix="Name another one with --data, or mend its permissions.",
        ) from error
