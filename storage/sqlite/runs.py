"""Runs, steps, events, timers and workers on SQLite: the ordinary reads. Writing is in `step_transaction`."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from contextlib import AbstractContextManager
from statistics import median
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, cast, delete, func, literal, or_, select
from sqlalchemy.dialects.sqlite import insert
from sqlmodel import col

from engine.errors import EngineError
from engine.execution.stores import (
    Notification,
    RunFilter,
    RunRow,
    RunStore,
    RunTransaction,
    StepRow,
    StreamCursor,
    WorkerRow,
)
from engine.ids import Hash, NodeId, RunId, StepKey, WorkerId, WorkflowId
from engine.run import events as ev
from engine.run.state import RunStatus, StepStatus
from engine.run.trigger import Trigger
from engine.run.waits import WaitKind
from engine.sqlite import driver
from engine.workflow.kinds import Pool
from storage.sqlite.database import Database
from storage.sqlite.errors import storage_error, storage_errors
from storage.sqlite.step_transaction import StepTransaction, plain_blob
from storage.sqlite.tables import BlobTable, EventTable, RunTable, StepTable, TimerTable, WorkerTable
from storage.sqlite.write_lock import execute_when_unlocked

log = logging.getLogger("treadle.storage")
MEDIAN_OF = 50
WAITING = """
SELECT run_id, node, path FROM step INDEXED BY step_ready WHERE status = 'ready' AND pool = ?
ORDER BY ready_at LIMIT ?"""
_run_id = col(RunTable.id)
_LAST_SEQ = (
    select(func.max(col(EventTable.seq)))
    .where(col(EventTable.run_id) == _run_id)
    .correlate(RunTable)
    .scalar_subquery()
)
_RUNS = select(
    _run_id, col(RunTable.workflow), col(RunTable.workflow_name), col(RunTable.definition),
    col(RunTable.layout), col(RunTable.version), col(RunTable.status), col(RunTable.trigger),
    col(RunTable.created_at), col(RunTable.started_at), col(RunTable.finished_at), _LAST_SEQ,
    col(RunTable.failed_node), col(RunTable.failed_path), col(RunTable.summary),
)  # fmt: skip
_STEPS = select(
    col(StepTable.run_id), col(StepTable.node), col(StepTable.path), col(StepTable.status), col(StepTable.pool),
    col(StepTable.attempt), col(StepTable.fence), col(StepTable.crashes), col(StepTable.worker),
    col(StepTable.ready_at), col(StepTable.started_at),
    col(StepTable.finished_at), col(StepTable.deadline), col(StepTable.waits_for), col(StepTable.due),
)  # fmt: skip
_EVENTS = select(col(EventTable.seq), col(EventTable.at), col(EventTable.type), col(EventTable.payload))


class SqliteRunStore(RunStore):
    """`RunStore` on a database; threads and processes may share it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def write(self) -> AbstractContextManager[RunTransaction]:
        """Open a write transaction on the calling thread's connection."""
        try:
            return StepTransaction(self._database.connection(), self._database.path, self._database.wal_sync)
        except driver.Error as error:
            raise storage_error(error, self._database.path) from error

    def run(self, run: RunId) -> RunRow | None:
        """Return one run."""
        rows = self._rows(_RUNS.where(_run_id == run))
        return _run_row(rows[0]) if rows else None

    def runs(self, which: RunFilter) -> list[RunRow]:
        """List runs, newest first."""
        query = _RUNS.where(*_conditions(which))
        if which.statuses is not None:
            query = query.where(col(RunTable.status).in_([status.value for status in which.statuses]))
        if which.before is not None:
            query = query.where(_run_id < which.before)
        return [_run_row(row) for row in self._rows(query.order_by(_run_id.desc()).limit(which.limit))]

    def counts(self, which: RunFilter) -> dict[RunStatus, int]:
        """Count the runs of a filter by status; a status without runs is absent."""
        status = col(RunTable.status)
        rows = self._rows(select(status, func.count()).where(*_conditions(which)).group_by(status))
        return {RunStatus(name): number for name, number in rows}

    def median_duration(self, workflow: WorkflowId) -> float | None:
        """Return the median seconds of the workflow's last 50 succeeded runs."""
        succeeded = col(RunTable.status) == RunStatus.SUCCEEDED.value
        query = (
            select(
                col(RunTable.finished_at), func.coalesce(col(RunTable.started_at), col(RunTable.created_at))
            )
            .where(col(RunTable.workflow) == workflow, succeeded)
            .order_by(_run_id.desc())
            .limit(MEDIAN_OF)
        )
        durations = [finished - started for finished, started in self._rows(query)]
        return median(durations) if durations else None

    def steps(self, run: RunId) -> list[StepRow]:
        """Return the steps of a run that were reached, by node."""
        query = _STEPS.where(col(StepTable.run_id) == run).order_by(col(StepTable.node), col(StepTable.path))
        return [_step_row(row) for row in self._rows(query)]

    def history(self, run: RunId, after: int = 0, limit: int | None = None) -> list[ev.Recorded]:
        """Return a run's events with `seq > after`, in order."""
        seq = col(EventTable.seq)
        query = _EVENTS.where(col(EventTable.run_id) == run, seq > after).order_by(seq).limit(limit)
        return [_recorded(*row) for row in self._rows(query)]

    def tail(self, after: StreamCursor, limit: int = 1000) -> list[tuple[StreamCursor, RunId, ev.Recorded]]:
        """Return committed events of all runs after a cursor, with their cursors, in commit order."""
        cursor = col(EventTable.id)
        query = _EVENTS.add_columns(cursor, col(EventTable.run_id)).where(cursor > after).order_by(cursor)
        tail: list[tuple[StreamCursor, RunId, ev.Recorded]] = []
        for row in self._rows(query.limit(limit)):
            try:
                tail.append((StreamCursor(row[4]), RunId(row[5]), _recorded(*row[:4])))
            except (
                EngineError
            ) as error:  # one unreadable run must not silence the others; reading it says why
                log.warning("run %s, event %s: %s", row[5], row[0], error.what)
        return tail

    def cursor(self) -> StreamCursor:
        """Return the newest event's cursor."""
        return StreamCursor(self._rows(select(func.max(col(EventTable.id))))[0][0] or 0)

    def blob(self, hash_: Hash) -> bytes | None:
        """Return a stored value by its hash."""
        query = select(col(BlobTable.coding), col(BlobTable.data)).where(col(BlobTable.hash) == hash_)
        rows = self._rows(query)
        return plain_blob(*rows[0]) if rows else None

    def due_timers(self, now: float, limit: int = 500) -> list[tuple[RunId, StepKey]]:
        """Return steps whose timers are due, earliest first."""
        due = col(TimerTable.due)
        query = (
            select(col(TimerTable.run_id), col(TimerTable.node), col(TimerTable.path))
            .where(due <= now)
            .order_by(due)
            .limit(limit)
        )
        return [(RunId(run), StepKey(NodeId(node), path)) for run, node, path in self._rows(query)]

    def next_due(self) -> float | None:
        """Return the time of the earliest timer."""
        return self._rows(select(func.min(col(TimerTable.due))))[0][0]

    def unnotified(self, ready_before: float, limit: int = 500) -> list[Notification]:
        """Return steps that have been ready since before a time, longest first."""
        ready_at = col(StepTable.ready_at)
        query = (
            select(col(StepTable.run_id), col(StepTable.node), col(StepTable.path), col(StepTable.pool))
            .where(_status_is(StepStatus.READY), ready_at < ready_before)
            .order_by(ready_at)
            .limit(limit)
        )
        return [
            Notification(RunId(run), StepKey(NodeId(node), path), Pool(pool))
            for run, node, path, pool in self._rows(query)
        ]

    def waiting(self, pool: Pool, limit: int = 8) -> list[Notification]:
        """Return steps that may be claimed on a pool, longest first."""
        # Every idle worker asks this once a second, so it goes past SQLAlchemy.
        with storage_errors(self._database.path):
            cursor = self._database.connection().cursor()
            execute_when_unlocked(cursor, WAITING, parameters=(pool.value, limit))
            return [
                Notification(RunId(run), StepKey(NodeId(node), path), pool)
                for run, node, path in cursor.fetchall()
            ]

    def running(self, *, workers: Iterable[WorkerId] | None = None) -> list[StepRow]:
        """Return running steps, of some workers or of all."""
        query = _STEPS.where(_status_is(StepStatus.RUNNING))
        if workers is not None:
            query = query.where(col(StepTable.worker).in_(list(workers)))
        # Sorted here: asked for the order, SQLite would walk the whole table, which has it.
        return sorted(map(_step_row, self._rows(query)), key=lambda step: (step.run, step.step))

    def cancelling(self) -> list[RunId]:
        """Return runs that are being cancelled."""
        query = select(_run_id).where(col(RunTable.status) == RunStatus.CANCELLING.value).order_by(_run_id)
        return [RunId(row[0]) for row in self._rows(query)]

    def beat(self, worker: WorkerRow) -> None:
        """Write a worker's heartbeat row."""
        values: dict[str, Any] = {
            "id": worker.id, "host": worker.host, "pid": worker.pid, "started_at": worker.started_at,
            "beat_at": worker.beat_at,
        }  # fmt: skip
        with self._database.change() as session:
            session.connection().execute(
                insert(WorkerTable).values(values).on_conflict_do_update(index_elements=["id"], set_=values)
            )

    def leave(self, worker: WorkerId) -> None:
        """Remove the row of a worker that has stopped and holds nothing."""
        with self._database.change() as session:
            session.connection().execute(delete(WorkerTable).where(col(WorkerTable.id) == worker))

    def workers(self) -> list[WorkerRow]:
        """Return all worker rows, oldest first."""
        query = select(
            col(WorkerTable.id), col(WorkerTable.host), col(WorkerTable.pid), col(WorkerTable.started_at),
            col(WorkerTable.beat_at),
        ).order_by(col(WorkerTable.started_at), col(WorkerTable.id))  # fmt: skip
        return [
            WorkerRow(WorkerId(id_), host, pid, started_at, beat_at)
            for id_, host, pid, started_at, beat_at in self._rows(query)
        ]

    def _rows(self, query: Select[*tuple[Any, ...]]) -> list[tuple[Any, ...]]:
        with self._database.read() as session:
            return [tuple(row) for row in session.connection().execute(query)]


def _status_is(status: StepStatus) -> ColumnElement[bool]:
    """Compare with a literal: a bound value makes SQLite plan anew before it trusts a partial index to it."""
    return col(StepTable.status) == literal(status.value, literal_execute=True)


def _conditions(which: RunFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if which.workflow is not None:
        conditions.append(col(RunTable.workflow) == which.workflow)
    if which.trigger is not None:
        conditions.append(col(RunTable.trigger) == which.trigger.value)
    if which.since is not None:
        conditions.append(col(RunTable.created_at) >= which.since)
    if which.text:
        searched = (col(RunTable.workflow_name), col(RunTable.summary), cast(_run_id, Text))
        conditions.append(or_(*(column.contains(which.text, autoescape=True) for column in searched)))
    return conditions


def _run_row(row: tuple[Any, ...]) -> RunRow:
    values = list(row)
    failed_node, failed_path, summary = values[12:]
    values[6] = RunStatus(values[6])
    values[7] = Trigger(values[7])
    values[11] = values[11] or 0
    failed = None if failed_node is None else StepKey(failed_node, failed_path)
    values[12:] = [failed, summary]
    return RunRow(*values)


def _step_row(row: tuple[Any, ...]) -> StepRow:
    run, node, path, status, pool, *rest = row
    rest[-2] = None if rest[-2] is None else WaitKind(rest[-2])
    return StepRow(run, StepKey(node, path), StepStatus(status), Pool(pool), *rest)


def _recorded(seq: int, at: float, type_: str, payload: bytes) -> ev.Recorded:
    return ev.Recorded(seq, at, ev.decode(type_, payload))
