"""The hot path: one write transaction of the engine, on the driver's cursor.

Measured against the floor of one bare insert and update, an ORM session reaches 0.11, SQLAlchemy Core 0.45,
the driver's cursor 0.83. So the SQL here is constant (the driver keeps it prepared), rows are tuples, and a
chain's step costs one read of the head, the inserted events, the touched steps and a run row that mostly
stays as it is.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from engine.errors import EngineError, NotFoundError
from engine.execution.stores import NewRun, RunTransaction
from engine.ids import Hash, RunId, StepKey
from engine.run import events as ev
from engine.run.state import RunState, RunStatus
from engine.sqlite import driver
from engine.workflow.kinds import Pool
from engine.workflow.plan import Plan
from storage.projections import deadline, run_may_change, stale, summary_to_write, timed_steps, touched_steps
from storage.sqlite.errors import storage_error
from storage.sqlite.wal_sync import WalSync
from storage.sqlite.write_lock import execute_when_unlocked

HEAD = "SELECT max(seq) FROM event WHERE run_id = ?"
HISTORY = "SELECT seq, at, type, payload FROM event WHERE run_id = ? AND seq > ? ORDER BY seq"
KNOWN_KEY = "SELECT id FROM run WHERE workflow = ? AND idempotency_key = ?"
IS_WAITING = "SELECT 1 FROM step WHERE run_id = ? AND status = 'ready' AND pool = ? LIMIT 1"
# The status is written out, so that the partial index of ready steps serves it.
LONGEST_WAITING = """
SELECT run_id FROM step INDEXED BY step_ready WHERE status = 'ready' AND pool = ? AND run_id <> ?
ORDER BY ready_at LIMIT 1"""
RUN_EXISTS = "SELECT 1 FROM run WHERE id = ?"
INSERT_RUN = """
INSERT INTO run (
    workflow, workflow_name, definition, layout, version, status, trigger, created_at, summary,
    idempotency_key
) VALUES (?, ?, ?, ?, ?, ?, ?, ?, '', ?)"""
INSERT_EVENT = "INSERT INTO event (run_id, seq, at, type, node, path, payload) VALUES (?, ?, ?, ?, ?, ?, ?)"
INSERT_DEFINITION = "INSERT OR IGNORE INTO definition (hash, body) VALUES (?, ?)"
INSERT_BLOB = "INSERT OR IGNORE INTO blob (hash, size, coding, data) VALUES (?, ?, ?, ?)"
UPSERT_STEP = """
INSERT INTO step (
    run_id, node, path, status, pool, attempt, fence, crashes, worker, ready_at, started_at, finished_at,
    deadline, waits_for, due
) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (run_id, node, path) DO UPDATE SET
    status = excluded.status, pool = excluded.pool, attempt = excluded.attempt, fence = excluded.fence,
    crashes = excluded.crashes, worker = excluded.worker, ready_at = excluded.ready_at,
    started_at = excluded.started_at, finished_at = excluded.finished_at, deadline = excluded.deadline,
    waits_for = excluded.waits_for, due = excluded.due"""
UPDATE_RUN = """
UPDATE run SET status = ?, started_at = ?, finished_at = ?, failed_node = ?, failed_path = ?,
    summary = coalesce(?, summary)
WHERE id = ? AND (
    (status, started_at, finished_at, failed_node, failed_path) IS NOT (?, ?, ?, ?, ?)
    OR summary <> coalesce(?, summary)
)"""
SET_TIMER = "INSERT OR REPLACE INTO timer (run_id, node, path, due) VALUES (?, ?, ?, ?)"
DROP_TIMER = "DELETE FROM timer WHERE run_id = ? AND node = ? AND path = ?"

PLAIN, ZLIB = 0, 1
COMPRESSED_SIZES = range(1024, 8 * 1024 * 1024)
"""Smaller gains nothing; larger would keep every other writer waiting while it is compressed."""


class StepTransaction(RunTransaction):
    """`RunTransaction` over a driver connection in autocommit mode; a context manager for one use.

    With a `wal_sync` the log is synced after the commit, when the lock is free again (`storage/sqlite/wal_sync.py`).
    """

    def __init__(self, connection: driver.Connection, path: Path, wal_sync: WalSync | None) -> None:
        self._connection = connection
        self._path = path
        self._wal_sync = wal_sync
        self._heads: dict[RunId, int] = {}

    def __enter__(self) -> Self:
        if self._connection.in_transaction:
            raise EngineError("A write transaction was opened inside another one of the same thread.")
        self._cursor = self._connection.cursor()
        try:
            execute_when_unlocked(self._cursor, "BEGIN IMMEDIATE")
        except driver.Error as error:
            raise storage_error(error, self._path) from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self._execute("COMMIT")
        finally:
            # Some failures (a full disk) have ended the transaction already.
            if self._connection.in_transaction:
                self._connection.rollback()
        # Also where nothing was written: what was read may be another writer's commit of a moment ago.
        if kind is None and self._wal_sync is not None:
            self._wal_sync.confirm()

    def create(self, new: NewRun) -> tuple[RunId, bool]:
        """Insert a run row; a key the workflow has been started with gives that run and False."""
        if new.idempotency_key is not None:
            known = self._execute(KNOWN_KEY, (new.workflow, new.idempotency_key)).fetchone()
            if known is not None:
                return RunId(known[0]), False
        row = (
            new.workflow, new.workflow_name, new.definition, new.layout, new.version, RunStatus.QUEUED.value,
            new.trigger.value, new.created_at, new.idempotency_key,
        )  # fmt: skip
        self._execute(INSERT_RUN, row)
        run = RunId(int(self._cursor.lastrowid or 0))
        self._heads[run] = 0
        return run, True

    def put_definition(self, hash_: Hash, body: bytes) -> None:
        """Keep a definition, or a layout, by its hash."""
        self._execute(INSERT_DEFINITION, (hash_, body))

    def head(self, run: RunId) -> int:
        """Return the sequence number of a run's last event, 0 where there is none."""
        known = self._heads.get(run)
        if known is None:
            known = self._heads[run] = self._execute(HEAD, (run,)).fetchone()[0] or 0
        return known

    def history(self, run: RunId, after: int = 0) -> list[ev.Recorded]:
        """Return a run's events with `seq > after`, in order."""
        rows = self._execute(HISTORY, (run, after)).fetchall()
        return [ev.Recorded(seq, at, ev.decode(type_, payload)) for seq, at, type_, payload in rows]

    def is_waiting(self, run: RunId, pool: Pool) -> bool:
        """Return whether a run has a step that is ready on a pool."""
        return self._execute(IS_WAITING, (run, pool.value)).fetchone() is not None

    def longest_waiting(self, pool: Pool, besides: RunId | None = None) -> RunId | None:
        """Return the run whose step has been ready on a pool for longest; None where nothing waits there."""
        row = self._execute(LONGEST_WAITING, (pool.value, besides or 0)).fetchone()
        return None if row is None else RunId(row[0])

    def append(
        self,
        plan: Plan,
        state: RunState,
        recorded: Sequence[ev.Recorded],
        *,
        blobs: Mapping[Hash, bytes] | None = None,
        summary: str | None = None,
    ) -> None:
        """Append events and write what follows from `state`; see `RunTransaction.append`."""
        run = state.run
        if recorded:
            self._expect_next(run, recorded[0].seq)
        events = [_event_values(run, item) for item in recorded]
        cursor = self._cursor
        try:
            if blobs:
                cursor.executemany(INSERT_BLOB, [stored_blob(hash_, plain) for hash_, plain in blobs.items()])
            cursor.executemany(INSERT_EVENT, events)
            touched = touched_steps(recorded)
            cursor.executemany(UPSERT_STEP, [step_values(plan, state, step) for step in touched])
            self._write_timers(state, recorded)
            if summary is not None or run_may_change(state, recorded):
                self._write_run(state, summary)
        except driver.Error as error:
            if "event.run_id, event.seq" in str(error):
                raise stale(run, recorded[0].seq) from error
            raise storage_error(error, self._path) from error
        if recorded:
            self._heads[run] = recorded[-1].seq

    def _execute(self, sql: str, parameters: tuple[Any, ...] = ()) -> driver.Cursor:
        try:
            return self._cursor.execute(sql, parameters)
        except driver.Error as error:
            raise storage_error(error, self._path) from error

    def _expect_next(self, run: RunId, seq: int) -> None:
        head = self.head(run)
        if head != seq - 1:
            raise stale(run, seq)
        if head == 0 and self._execute(RUN_EXISTS, (run,)).fetchone() is None:
            raise NotFoundError(f"There is no run {run}.")

    def _write_timers(self, state: RunState, recorded: Sequence[ev.Recorded]) -> None:
        for step in timed_steps(recorded):
            due = state.steps[step].due
            if due is None:
                self._cursor.execute(DROP_TIMER, (state.run, *step))
            else:
                self._cursor.execute(SET_TIMER, (state.run, *step, due))

    def _write_run(self, state: RunState, summary: str | None) -> None:
        summary = summary_to_write(state, summary)
        failed = state.stopped_by or (None, None)
        row = (state.status.value, state.started_at, state.finished_at, *failed)
        self._cursor.execute(UPDATE_RUN, (*row, summary, state.run, *row, summary))


def _event_values(run: RunId, recorded: ev.Recorded) -> tuple[Any, ...]:
    seq, at, event = recorded
    if isinstance(event, ev.OfStep):
        return run, seq, at, event.type, event.node, event.path, ev.encode(event)
    return run, seq, at, event.type, None, None, ev.encode(event)


def step_values(plan: Plan, state: RunState, key: StepKey) -> tuple[Any, ...]:
    """Return the parameters of `UPSERT_STEP`."""
    step, node = state.steps[key], plan.nodes[key.node]
    waits_for = None if step.wait is None else step.wait.kind.value
    return (
        state.run, key.node, key.path, step.status.value, node.pool.value, step.attempt, step.fence, step.crashes,
        step.worker, step.ready_at, step.started_at, step.finished_at, deadline(node, step), waits_for, step.due,
    )  # fmt: skip


def stored_blob(hash_: Hash, plain: bytes) -> tuple[Hash, int, int, bytes]:
    """Return a blob's row, compressed where that helps."""
    if len(plain) in COMPRESSED_SIZES:
        packed = zlib.compress(plain, 1)
        if len(packed) < len(plain) * 0.9:
            return hash_, len(plain), ZLIB, packed
    return hash_, len(plain), PLAIN, plain


def plain_blob(coding: int, data: bytes) -> bytes:
    """Return back what `stored_blob` was given."""
    return zlib.decompress(data) if coding == ZLIB else data
