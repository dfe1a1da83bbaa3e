import threading
from contextlib import closing
from pathlib import Path

import pytest

from engine.sqlite import driver
from storage.sqlite.write_lock import execute_when_unlocked


def test_a_writer_proceeds_when_the_lock_is_released(tmp_path: Path) -> None:
    with closing(_open(tmp_path)) as holder, closing(_open(tmp_path)) as waiter:
        holder.execute("BEGIN IMMEDIATE")
        release = threading.Timer(0.05, holder.rollback)
        release.start()
        execute_when_unlocked(waiter.cursor(), "BEGIN IMMEDIATE")
        release.join()
        assert waiter.in_transaction


def test_waiting_for_the_lock_times_out(tmp_path: Path) -> None:
    with closing(_open(tmp_path)) as holder, closing(_open(tmp_path)) as waiter:
        holder.execute("BEGIN IMMEDIATE")
        with pytest.raises(driver.OperationalError, match="locked"):
            execute_when_unlocked(waiter.cursor(), "BEGIN IMMEDIATE", patience_s=0.01)


def test_another_error_is_raised_at_once(tmp_path: Path) -> None:
    with closing(_open(tmp_path)) as connection, pytest.raises(driver.OperationalError, match="syntax"):
        execute_when_unlocked(connection.cursor(), "BEGIN NEVER")


def _open(folder: Path) -> driver.Connection:
    connection = driver.connect(
        str(folder / "lock.db"), timeout=0, isolation_level=None, check_same_thread=False
    )
    connection.execute("PRAGMA journal_mode = WAL")
    return connection
