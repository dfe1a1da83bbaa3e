"""The one SQLite library of a process: a current one where it is installed, else Python's own.

Two SQLite libraries must never open one file in one process, so whoever opens a database takes it from here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3 as driver
else:
    try:
        from pysqlite3 import dbapi2 as driver
    except ImportError:  # no wheel of it for this platform
        import sqlite3 as driver

__all__ = ["driver"]
