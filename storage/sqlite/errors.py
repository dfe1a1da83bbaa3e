"""From the driver's errors to `StorageError`, in four parts."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from engine.errors import StorageError
from engine.sqlite import driver

_KNOWN: tuple[tuple[str, str, str], ...] = (
    (
        "locked",
        "The database was locked for too long.",
        "Look for another program that holds it open (a backup, a database browser), and try again.",
    ),
    (
        "database or disk is full",
        "The disk is full; nothing was written.",
        "Free some space. Nothing that was saved is lost.",
    ),
    (
        "file is not a database",
        "The file is not a database.",
        "Name another data folder, or put a backup in its place.",
    ),
    (
        "malformed",
        "The database is damaged.",
        "Stop Treadle, keep a copy of the file, and restore a backup.",
    ),
    (
        "readonly",
        "The database cannot be written to.",
        "Give the user who runs Treadle write access to the data folder.",
    ),
    (
        "unable to open database file",
        "The database cannot be opened.",
        "See that the data folder exists, may be written to, and that its disk is not full.",
    ),
    (
        "disk I/O error",
        "The disk did not read or write as asked.",
        "Check the disk and the system's log; then restart Treadle.",
    ),
)


def storage_error(error: Exception, path: Path) -> StorageError:
    """Return the `StorageError` that tells of a driver's or SQLAlchemy's error."""
    text = str(error.orig if isinstance(error, DBAPIError) else error)
    for mark, what, fix in _KNOWN:
        if mark in text:
            return StorageError(what, where=str(path), why=text, fix=fix)
    return StorageError(
        "The database refused a statement.",
        where=str(path),
        why=text,
        fix="This is a fault in Treadle: report it with the log around it.",
    )


@contextmanager
def storage_errors(path: Path) -> Generator[None]:
    """Raise `StorageError` for whatever the driver raises inside."""
    try:
        yield
    except (driver.Error, DBAPIError) as error:
        raise storage_error(error, path) from error
