"""In-memory stores with the semantics of the real ones; for tests, and for runs nobody wants to keep.

One lock stands for SQLite's: writers take turns, and readers see only what was committed.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from statistics import median

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
from engine.ids import Hash, RunId, StepKey, WorkerId, WorkflowId
from engine.run import events as ev
from engine.run.state import RunStatus, StepStatus
from engine.workflow.kinds import Pool
from storage.memory.transaction import MemoryData, MemoryTransaction


class MemoryRunStore(RunStore):
    """`RunStore` in memory; threads may share it."""

    def __init__(self, data: MemoryData | None = None) -> None:
        self._data = data or MemoryData()
        self._lock = threading.RLock()
        self._busy = threading.local()

    def write(self) -> AbstractContextManager[RunTransaction]:
        """Open a write transaction; commits on leaving, rolls back on an exception."""
        return MemoryTransaction(self._data, self._lock, self._busy)

    def run(self, run: RunId) -> RunRow | None:
        """Return one run."""
        with self._lock:
            return self._data.runs.get(run)

    def runs(self, which: RunFilter) -> list[RunRow]:
        """List runs, newest first."""
        with self._lock:
            found = [
                row
                for row in self._data.runs.values()
                if _matches(row, which)
                and (which.statuses is None or row.status in which.statuses)
                and (which.before is None or row.id < which.before)
            ]
        return sorted(found, key=lambda row: -row.id)[: which.limit]

    def counts(self, which: RunFilter) -> dict[RunStatus, int]:
        """Count the runs of a filter by status; a status without runs is absent."""
        counted: dict[RunStatus, int] = {}
        with self._lock:
            for row in self._data.runs.values():
                if _matches(row, which):
                    counted[row.status] = counted.get(row.status, 0) + 1
        return counted

    def median_duration(self, workflow: WorkflowId) -> float | None:
        """Return the median seconds of the workflow's last 50 succeeded runs."""
        succeeded = self.runs(RunFilter(workflow, frozenset({RunStatus.SUCCEEDED})))
        durations = [
            row.finished_at - (row.created_at if row.started_at is None else row.started_at)
            for row in succeeded
            if row.finished_at is not None
        ]
        return median(durations) if durations else None

    def steps(self, run: RunId) -> list[StepRow]:
        """Return the steps of a run that were reached, by node."""
        return self._steps(lambda step: step.run == run)

    def history(self, run: RunId, after: int = 0, limit: int | None = None) -> list[ev.Recorded]:
        """Return a run's events with `seq > after`, in order."""
        with self._lock:
            return self._data.history(run, after)[:limit]

    def tail(self, after: StreamCursor, limit: int = 1000) -> list[tuple[StreamCursor, RunId, ev.Recorded]]:
        """Return committed events of all runs after a cursor, with their cursors, in commit order."""
        with self._lock:
            indices = range(after, min(after + limit, len(self._data.events)))
            return [
                (StreamCursor(index + 1), self._data.events[index][0], self._data.recorded(index))
                for index in indices
            ]

    def cursor(self) -> StreamCursor:
        """Return the newest event's cursor."""
        with self._lock:
            return StreamCursor(len(self._data.events))

    def blob(self, hash_: Hash) -> bytes | None:
        """Return a stored value by its hash."""
        with self._lock:
            return self._data.blobs.get(hash_)

    def due_timers(self, now: float, limit: int = 500) -> list[tuple[RunId, StepKey]]:
        """Return steps whose timers are due, earliest first."""
        with self._lock:
            due = sorted((due, key) for key, due in self._data.timers.items() if due <= now)
        return [key for _, key in due[:limit]]

    def next_due(self) -> float | None:
        """Return the time of the earliest timer."""
        with self._lock:
            return min(self._data.timers.values(), default=None)

    def unnotified(self, ready_before: float, limit: int = 500) -> list[Notification]:
        """Return steps that have been ready since before a time, longest first."""
        ready = self._steps(
            lambda step: step.status is StepStatus.READY and (step.ready_at or 0) < ready_before
        )
        ready.sort(key=lambda step: step.ready_at or 0)
        return [Notification(step.run, step.step, step.pool) for step in ready[:limit]]

    def waiting(self, pool: Pool, limit: int = 8) -> list[Notification]:
        """Return steps that may be claimed on a pool, longest first."""
        ready = self._steps(lambda step: step.status is StepStatus.READY and step.pool is pool)
        ready.sort(key=lambda step: step.ready_at or 0)
        return [Notification(step.run, step.step, step.pool) for step in ready[:limit]]

    def running(self, *, workers: Iterable[WorkerId] | None = None) -> list[StepRow]:
        """Return running steps, of some workers or of all."""
        of = None if workers is None else set(workers)
        return self._steps(
            lambda step: step.status is StepStatus.RUNNING and (of is None or step.worker in of)
        )

    def cancelling(self) -> list[RunId]:
        """Return runs that are being cancelled."""
        with self._lock:
            return [row.id for row in self._data.runs.values() if row.status is RunStatus.CANCELLING]

    def beat(self, worker: WorkerRow) -> None:
        """Write a worker's heartbeat row."""
        with self._lock:
            self._data.workers[worker.id] = worker

    def leave(self, worker: WorkerId) -> None:
        """Remove the row of a worker that has stopped and holds nothing."""
        with self._lock:
            self._data.workers.pop(worker, None)

    def workers(self) -> list[WorkerRow]:
        """Return all worker rows, oldest first."""
        with self._lock:
            return sorted(self._data.workers.values(), key=lambda worker: (worker.started_at, worker.id))

    def _steps(self, wanted: Callable[[StepRow], bool]) -> list[StepRow]:
        with self._lock:
            found = [step for step in self._data.steps.values() if wanted(step)]
        return sorted(found, key=lambda step: (step.run, step.step))


def _matches(row: RunRow, which: RunFilter) -> bool:
    return (
        (which.workflow is None or row.workflow == which.workflow)
        and (which.trigger is None or row.trigger == which.trigger)
        and (which.since is None or row.created_at >= which.since)
        and (not which.text or _says(row, which.text))
    )


def _says(row: RunRow, text: str) -> bool:
    return any(_lower(text) in _lower(said) for said in (row.workflow_name, row.summary, str(row.id)))


def _lower(text: str) -> str:
    """Lower ASCII letters only, as SQLite's LIKE does."""
    return "".join(letter.lower() if letter.isascii() else letter for letter in text)
