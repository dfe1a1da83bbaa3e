"""The data folder: what can be wrong with it is told in four parts, and its files are nobody else's to read."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Generator
from pathlib import Path

from engine.errors import StorageError


@contextlib.contextmanager
def usable(data: Path) -> Generator[None]:
    """Raise `StorageError` for whatever the system says of the data folder inside."""
    try:
        yield
    except OSError as error:
        found = error.filename if isinstance(error.filename, str) else ""
        why = f"{error.strerror or error}{f': {found}' if found and found != str(data) else ''}"
        raise StorageError(
            "The data folder cannot be used.",
            where=str(data),
            why=why,
            fix="Name another one with --data or TREADLE_DATA, or mend its permissions.",
        ) from error


def private(path: str, flags: int) -> int:
    """Open a file of the data folder, for `open(..., opener=private)`: a new one is its owner's, as the database is."""
    return os.open(path, flags, 0o600)
