"""The data folder: its errors as `StorageError`, and files that only their owner can read."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Generator
from pathlib import Path

from engine.errors import StorageError


@contextlib.contextmanager
def storage_errors(data: Path) -> Generator[None]:
    """Raise `StorageError` in place of an `OSError` of the block."""
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


def private_opener(path: str, flags: int) -> int:
    """Open a file for `open(..., opener=private_opener)`: only its owner can read and write a new one."""
    return os.open(path, flags, 0o600)
