"""Bringing a database to the schema of this code, at start, by one process while the others wait.

What is up to date costs one read of the stored revision; Alembic is imported only where there is work for it.
"""

from __future__ import annotations

import fcntl
import os
import secrets
from collections.abc import Callable, Generator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy.engine import Engine

from engine.errors import StorageError
from engine.sqlite import driver

SCRIPTS = Path(__file__).parent / "migrations"
UNRELEASED = frozenset({"0001"})
"""Schemas of before the first release: nothing leads on from them."""


def revisions(scripts: Path = SCRIPTS) -> list[str]:
    """Return the revisions this code knows, oldest first: each migration's file begins with its own."""
    return sorted(path.name.partition("_")[0] for path in (scripts / "versions").glob("[0-9]*.py"))


def bring_up_to_date(path: Path, engine: Callable[[], Engine], scripts: Path = SCRIPTS) -> None:
    """Make or migrate the database at `path`.

    An existing one is copied to `<file>.before-<revision>` first. Raises `StorageError` and leaves the file
    alone when it is newer than the code or was not made by Treadle.
    """
    known = revisions(scripts)
    if _stored(path, known) == known[-1]:
        return
    with _alone(path):
        stored = _stored(path, known)
        if stored == known[-1]:
            return
        if stored is None:
            # SQLite gives its log files the permissions of this one.
            path.touch(mode=0o600)
        else:
            _keep_copy(path, path.with_name(f"{path.name}.before-{known[-1]}"))
        _migrate(engine(), scripts)


def _stored(path: Path, known: list[str]) -> str | None:
    """Read the stored revision, None for a database that has yet to be made; refuses what is not ours."""
    if not path.exists() or path.stat().st_size == 0:
        return None
    with closing(driver.connect(str(path), timeout=30.0, isolation_level=None)) as connection:
        tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if not tables:
            return None
        if "alembic_version" not in tables:
            raise StorageError(
                "The database was not made by Treadle.",
                where=str(path),
                why=f"It holds the tables {', '.join(sorted(tables)[:5])}.",
                fix="Name another data folder.",
            )
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    if row is not None and row[0] in UNRELEASED:
        raise StorageError(
            "The database is of a Treadle from before the first release, and cannot be read any more.",
            where=str(path),
            fix="Name another data folder; export workflows with the version that made it. Nothing was changed.",
        )
    if row is None or row[0] not in known:
        raise StorageError(
            "The database was written by a newer Treadle.",
            where=str(path),
            why=f"Its schema is {row[0] if row else 'unknown'}; this Treadle knows up to {known[-1]}.",
            fix="Update Treadle, or name another data folder. The file was not changed.",
        )
    return str(row[0])


@contextmanager
def _alone(path: Path) -> Generator[None]:
    """Hold the migration lock; the system lets go of it when the process ends, however it ends."""
    lock = path.with_name(f"{path.name}.migrating")
    try:
        handle = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise StorageError(
            "The data folder cannot be written to.",
            where=str(path.parent),
            why=str(error),
            fix="Give the user who runs Treadle write access to it.",
        ) from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _keep_copy(path: Path, copy: Path) -> None:
    """Copy through SQLite, so that what is still in the log comes along; half a copy never bears the name."""
    half = copy.with_name(f"{copy.name}.part")
    half.unlink(missing_ok=True)
    with (
        closing(driver.connect(str(path), timeout=30.0)) as source,
        closing(driver.connect(str(half))) as target,
    ):
        source.backup(target)
    half.chmod(0o600)
    half.replace(copy)


def _migrate(engine: Engine, scripts: Path) -> None:
    from alembic import command  # noqa: PLC0415 - costs a start its time where there is nothing to migrate
    from alembic.config import Config  # noqa: PLC0415 - same

    config = Config()
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        connection.exec_driver_sql(
            "INSERT OR IGNORE INTO meta (key, value) VALUES ('instance', ?)", (secrets.token_hex(4),)
        )
