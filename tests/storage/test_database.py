"""Connections, storage errors, and the indexes of queries."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Thread
from typing import Any, TypeVar

import pytest
from sqlalchemy import event

from engine.errors import StorageError, UnsyncedError
from engine.execution.stores import STREAM_START, RunFilter, StreamCursor, WorkerRow
from engine.ids import NodeId, RunId, WorkerId, WorkflowId
from engine.run import events as ev
from engine.run.state import RunStatus
from engine.sqlite import driver
from storage.sqlite.database import Database, Synchronous
from storage.sqlite.runs import WAITING, SqliteRunStore
from storage.sqlite.wal_sync import WalSync
from tests.contracts.plans import chain, go, new_run, start, step_on

T = TypeVar("T")
PLAN = chain(2)
A = NodeId("n000")
WORKER = WorkerRow(WorkerId("w1"), "host", 1, 1.0, 1.0)


def in_thread(work: Callable[[], T]) -> T:
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(work).result()


@pytest.mark.parametrize(("synchronous", "level"), [("FULL", 2), ("NORMAL", 1)])
def test_connections_are_set_up(tmp_path: Path, synchronous: Synchronous, level: int) -> None:
    database = Database.open(tmp_path, synchronous=synchronous)
    with database.read() as session:
        pooled = session.connection().exec_driver_sql
        own = database.connection().execute
        assert own("PRAGMA journal_mode").fetchall() == pooled("PRAGMA journal_mode").fetchall() == [("wal",)]
        assert pooled("PRAGMA synchronous").fetchall() == [(level,)]
        assert own("PRAGMA synchronous").fetchall() == [(1,)]
        assert (database.wal_sync is not None) is (synchronous == "FULL")
        assert pooled("PRAGMA busy_timeout").fetchall() == [(30_000,)]
        assert database.connection().execute("PRAGMA busy_timeout").fetchall() == [(0,)]
    database.close()


def test_the_library_is_the_one_of_the_driver(database: Database) -> None:
    assert database.version() == database.connection().execute("SELECT sqlite_version()").fetchone()[0]
    assert driver is sqlite3 or database.version() != sqlite3.sqlite_version


def test_each_thread_has_a_connection_that_is_closed_with_it(database: Database) -> None:
    mine = database.connection()
    assert database.connection() is mine
    theirs = in_thread(database.connection)
    assert theirs is not mine
    in_thread(database.connection)
    with pytest.raises(driver.ProgrammingError):
        theirs.execute("SELECT 1")
    assert mine.execute("SELECT 1").fetchone() == (1,)


def test_data_version_changes_when_others_commit(database: Database, store: SqliteRunStore) -> None:
    before = database.data_version()
    assert database.data_version() == before
    in_thread(lambda: start(store, PLAN))
    assert database.data_version() != before


def test_a_lock_held_for_too_long_is_reported(
    database: Database, store: SqliteRunStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.sqlite.write_lock.PATIENCE_S", 0.01)
    other = driver.connect(str(database.path), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StorageError, match="locked for too long") as refused, store.write():
        pass
    assert refused.value.where == str(database.path)
    assert refused.value.fix
    other.execute("ROLLBACK")
    other.close()
    start(store, PLAN)


def test_writers_wait_for_their_turn(store: SqliteRunStore) -> None:
    with store.write() as transaction:
        waiting = Thread(target=lambda: start(store, PLAN, new_run("second")))
        waiting.start()
        waiting.join(0.05)
        assert waiting.is_alive()
        transaction.create(new_run("first"))
    waiting.join(10)
    assert [row.workflow for row in store.runs(RunFilter())] == ["second", "first"]


def test_a_full_disk_is_reported_and_rolls_back_the_transaction(
    database: Database, store: SqliteRunStore
) -> None:
    state = start(store, PLAN)
    connection = database.connection()
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count = {pages}")
    large = ev.StepSucceeded(A, 1, {"out": {"v": "x" * 500_000}})
    recorded = step_on(PLAN, state, 101.0, ev.StepStarted(A, WORKER.id, 1, 1), large)
    with pytest.raises(StorageError, match="disk is full"), store.write() as transaction:
        transaction.append(PLAN, state, recorded)
    assert not connection.in_transaction
    assert [recorded.seq for recorded in store.history(state.run)] == [1, 2]
    connection.execute("PRAGMA max_page_count = 1000000")
    start(store, PLAN)


def test_a_read_only_database_is_reported(database: Database, store: SqliteRunStore) -> None:
    database.connection().execute("PRAGMA query_only = 1")
    with pytest.raises(StorageError, match="cannot be written"), store.write() as transaction:
        transaction.create(new_run())


def test_errors_of_sqlalchemy_are_reported_too(database: Database, store: SqliteRunStore) -> None:
    database.connection().execute("DROP TABLE worker")
    with pytest.raises(StorageError, match="refused a statement") as refused:
        store.workers()
    assert "no such table: worker" in refused.value.why


def test_a_change_rolls_back_on_an_exception(database: Database) -> None:
    with pytest.raises(KeyError), database.change() as session:  # noqa: PT012 - the rollback is the point
        session.connection().exec_driver_sql("DELETE FROM meta")
        raise KeyError
    assert database.instance


def test_the_wal_stays_bounded(database: Database, store: SqliteRunStore) -> None:
    state = start(store, PLAN)
    for fence in range(1, 1500):
        go(
            store,
            PLAN,
            state,
            101.0,
            ev.StepStarted(A, WORKER.id, fence, 1),
            ev.StepReclaimed(A, fence, WORKER.id),
        )
        if fence % 100 == 0:
            store.beat(WORKER)
            store.tail(STREAM_START, limit=10)
    log = database.path.with_name("treadle.db-wal")
    assert log.stat().st_size < 1100 * 4120
    # It was overwritten from its start, not merely short.
    assert database.path.stat().st_size > 200_000


QUERIES: list[tuple[Callable[[SqliteRunStore], object], str]] = [
    (lambda store: store.due_timers(1.0), "timer_due"),
    (lambda store: store.next_due(), "timer_due"),
    (lambda store: store.unnotified(1.0), "step_ready"),
    (lambda store: store.running(), "step_running"),
    (lambda store: store.running(workers=[WORKER.id]), "step_running"),
    (lambda store: store.cancelling(), "run_status"),
    (lambda store: store.runs(RunFilter(WorkflowId("w"))), "run_workflow"),
    (lambda store: store.median_duration(WorkflowId("w")), "run_workflow_status"),
    (lambda store: store.runs(RunFilter(statuses=frozenset({RunStatus.RUNNING}))), "run_status"),
    (lambda store: store.history(RunId(1)), "event_run_seq"),
    (lambda store: store.tail(StreamCursor(5)), "INTEGER PRIMARY KEY"),
    (lambda store: store.steps(RunId(1)), "PRIMARY KEY"),
]


@pytest.mark.parametrize(("ask", "index"), QUERIES)
def test_queries_use_an_index(
    database: Database, store: SqliteRunStore, ask: Callable[[SqliteRunStore], object], index: str
) -> None:
    asked: list[tuple[str, Any]] = []

    def note(_c: object, _cursor: object, statement: str, parameters: tuple[object, ...], *_: object) -> None:
        asked.append((statement, parameters))

    event.listen(database.engine_for_migration(), "before_cursor_execute", note)
    event.listen(database._engine, "before_cursor_execute", note)
    ask(store)
    (statement, parameters) = asked[-1]
    plan = database.connection().execute(f"EXPLAIN QUERY PLAN {statement}", parameters).fetchall()
    text = "; ".join(row[3] for row in plan)
    assert index in text
    assert "TEMP B-TREE" not in text


def test_the_query_for_waiting_steps_uses_an_index(database: Database) -> None:
    plan = database.connection().execute(f"EXPLAIN QUERY PLAN {WAITING}", ("sync", 8)).fetchall()
    text = "; ".join(row[3] for row in plan)
    assert "step_ready" in text
    assert "TEMP B-TREE" not in text


def test_a_commit_is_synced_after_the_lock_is_released(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[int] = []

    def sync(descriptor: int) -> None:
        other.execute("BEGIN IMMEDIATE")
        other.execute("ROLLBACK")
        synced.append(os.fstat(descriptor).st_ino)

    monkeypatch.setattr("storage.sqlite.wal_sync._sync", sync)
    database = Database.open(tmp_path, synchronous="FULL")
    other = driver.connect(str(database.path), timeout=0, isolation_level=None)
    start(SqliteRunStore(database), PLAN)
    assert synced == [Path(f"{database.path}-wal").stat().st_ino]
    with pytest.raises(ZeroDivisionError), SqliteRunStore(database).write():
        raise ZeroDivisionError
    assert len(synced) == 1
    other.close()
    database.close()


def test_nothing_is_synced_at_normal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.sqlite.wal_sync._sync", lambda _: pytest.fail("synced"))
    database = Database.open(tmp_path, synchronous="NORMAL")
    start(SqliteRunStore(database), PLAN)
    database.close()


def test_a_failed_sync_is_retried_and_nothing_is_done_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refusals, waits = [3, 0, 2, 1], list[float]()

    def refuse(_: int) -> None:
        if refusals[0]:
            refusals[0] -= 1
            raise OSError(5, "Input/output error")
        refusals.pop(0)

    database = Database.open(tmp_path, synchronous="FULL")
    store = SqliteRunStore(database)
    monkeypatch.setattr("storage.sqlite.wal_sync._sync", refuse)
    monkeypatch.setattr("storage.sqlite.wal_sync.time.sleep", waits.append)
    state = start(store, PLAN)
    go(store, PLAN, state, 101.0, ev.StepStarted(A, WORKER.id, 1, 1))
    go(store, PLAN, state, 102.0, ev.StepSucceeded(A, 1, {"out": {"v": 1}}))
    assert [recorded.seq for recorded in store.history(state.run)] == list(range(1, state.seq + 1))
    assert (len(store.runs(RunFilter())), refusals) == (1, [1])
    assert waits == [0.05, 0.1, 0.2, 0.05, 0.1]
    database.close()


def test_a_sync_that_fails_for_too_long_raises_unsynced_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The transaction is committed, so a caller that repeated it would do it twice."""

    def refuse(_: int) -> None:
        raise OSError(5, "Input/output error")

    database = Database.open(tmp_path, synchronous="FULL")
    monkeypatch.setattr("storage.sqlite.wal_sync._sync", refuse)
    monkeypatch.setattr("storage.sqlite.wal_sync.PATIENCE_S", 0.0)
    with pytest.raises(UnsyncedError, match="not confirmed what was saved") as raised:
        start(SqliteRunStore(database), PLAN)
    assert "do not repeat it" in raised.value.fix
    assert len(SqliteRunStore(database).runs(RunFilter())) == 1
    database.close()


def test_a_wal_file_that_was_replaced_is_synced(tmp_path: Path) -> None:
    path = tmp_path / "some.db-wal"
    path.write_bytes(b"old")
    log = WalSync(tmp_path / "some.db")
    log.sync()
    path.unlink()
    with pytest.raises(StorageError):
        log.sync()
    path.write_bytes(b"new")
    log.sync()
    log.close()
