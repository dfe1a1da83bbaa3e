"""Syncing the write-ahead log outside the write lock.

At `synchronous=FULL` SQLite waits for the disk while it holds the write lock, so every other writer waits too, also
for a busy machine to wake the holder up again. Here a commit leaves the lock as at NORMAL, and whoever made it syncs
the log before it acts on the commit or acknowledges it. Writers wait for the disk side by side, and one flush often
serves several. A commit that another one builds on lies before it in the log, so syncing the later covers both.

A disk that refuses is asked again, for a time: the commit stands, so what was done must not be done again. A kernel may
tell of a lost write only once; then a power cut soon after costs what it would at NORMAL.
"""

from __future__ import annotations

import logging
import os
import time
from pathlib import Path
from threading import Lock

from engine.errors import StorageError, UnsyncedError

log = logging.getLogger("treadle.storage")
PATIENCE_S = 30.0
FIRST_WAIT_S, SLOWEST_WAIT_S = 0.05, 1.0
_sync = getattr(os, "fdatasync", os.fsync)
"""macOS has no fdatasync."""


class WalSync:
    """The log of a database; threads may share it."""

    def __init__(self, database: Path) -> None:
        self._path = Path(f"{database}-wal")
        self._descriptor: int | None = None
        self._guard = Lock()

    def confirm(self) -> None:
        """Sync, patiently; raises `UnsyncedError` when the disk refuses for too long."""
        deadline, wait = time.monotonic() + PATIENCE_S, FIRST_WAIT_S
        while True:
            try:
                return self.sync()
            except StorageError as error:
                if time.monotonic() >= deadline:
                    raise UnsyncedError(
                        "The disk has not confirmed what was saved.",
                        where=error.where,
                        why=error.why,
                        fix="Check the disk and the system's log. What was asked for has been done; do not repeat it "
                        "before you have looked.",
                    ) from error
                log.warning("the disk refused to sync, asking again in %.2f s: %s", wait, error.why)
                time.sleep(wait)
                wait = min(wait * 2, SLOWEST_WAIT_S)

    def sync(self) -> None:
        """Return once every commit made before is on the disk; raises `StorageError` when the disk refuses."""
        try:
            _sync(self._open())
        except OSError as error:
            raise StorageError(
                "The disk did not write as asked.",
                where=str(self._path),
                why=str(error),
                fix="Check the disk and the system's log; then restart Treadle.",
            ) from error

    def _open(self) -> int:
        """SQLite removes the log with its last connection and makes another, so a descriptor may be of a former one."""
        with self._guard:
            if self._descriptor is not None and os.fstat(self._descriptor).st_nlink == 0:
                os.close(self._descriptor)
                self._descriptor = None
            if self._descriptor is None:
                # SQLite holds no file locks on the log: closing a descriptor of it gives up none of its locks.
                self._descriptor = os.open(self._path, os.O_RDWR | os.O_CLOEXEC)
            return self._descriptor

    def close(self) -> None:
        """Let go of the file."""
        with self._guard:
            if self._descriptor is not None:
                os.close(self._descriptor)
                self._descriptor = None
