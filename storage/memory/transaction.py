"""The write transaction of the in-memory run store, and what it writes to."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import TracebackType
from typing import Any, Self, TypeVar

from engine.errors import EngineError, NotFoundError
from engine.execution.stores import NewRun, RunRow, RunTransaction, StepRow, WorkerRow
from engine.ids import Hash, RunId, StepKey, WorkerId, WorkflowId
from engine.run import events as ev
from engine.run.state import RunState, RunStatus, StepStatus
from engine.workflow.kinds import Pool
from engine.workflow.plan import Plan
from storage.projections import deadline, run_may_change, stale, summary_to_write, timed_steps, touched_steps

K = TypeVar("K")
V = TypeVar("V")
Undo = Callable[[], Any]
StepOfRun = tuple[RunId, StepKey]


@dataclass(slots=True)
class MemoryData:
    """What the tables hold. Events are kept encoded, so that what does not survive storage fails here too."""

    runs: dict[RunId, RunRow] = field(default_factory=dict[RunId, RunRow])
    keys: dict[tuple[WorkflowId, str], RunId] = field(default_factory=dict[tuple[WorkflowId, str], RunId])
    events: list[tuple[RunId, int, float, str, bytes]] = field(
        default_factory=list[tuple[RunId, int, float, str, bytes]]
    )
    histories: dict[RunId, list[int]] = field(default_factory=dict[RunId, list[int]])
    steps: dict[StepOfRun, StepRow] = field(default_factory=dict[StepOfRun, StepRow])
    timers: dict[StepOfRun, float] = field(default_factory=dict[StepOfRun, float])
    definitions: dict[Hash, bytes] = field(default_factory=dict[Hash, bytes])
    blobs: dict[Hash, bytes] = field(default_factory=dict[Hash, bytes])
    workers: dict[WorkerId, WorkerRow] = field(default_factory=dict[WorkerId, WorkerRow])

    def recorded(self, index: int) -> ev.Recorded:
        """Return the event at an index of the events."""
        _, seq, at, type_, payload = self.events[index]
        return ev.Recorded(seq, at, ev.decode(type_, payload))

    def history(self, run: RunId, after: int) -> list[ev.Recorded]:
        """Return a run's events with `seq > after`, in order."""
        return [self.recorded(index) for index in self.histories.get(run, [])[after:]]


class MemoryTransaction(RunTransaction):
    """A write transaction that keeps how to undo each of its changes."""

    def __init__(self, data: MemoryData, lock: threading.RLock, busy: threading.local) -> None:
        self._data = data
        self._lock = lock
        self._busy = busy
        self._undo: list[Undo] = []

    def __enter__(self) -> Self:
        if getattr(self._busy, "writing", False):
            raise EngineError("A write transaction was opened inside another one of the same thread.")
        self._lock.acquire()
        self._busy.writing = True
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            for undo in reversed(self._undo):
                undo()
        self._busy.writing = False
        self._lock.release()

    def create(self, new: NewRun) -> tuple[RunId, bool]:
        """Insert a run row; a key the workflow has been started with gives that run and False."""
        data = self._data
        if new.idempotency_key is not None:
            known = data.keys.get((new.workflow, new.idempotency_key))
            if known is not None:
                return known, False
        run = RunId(len(data.runs) + 1)
        row = RunRow(
            id=run,
            workflow=new.workflow,
            workflow_name=new.workflow_name,
            definition=new.definition,
            layout=new.layout,
            version=new.version,
            status=RunStatus.QUEUED,
            trigger=new.trigger,
            created_at=new.created_at,
            started_at=None,
            finished_at=None,
            last_seq=0,
            failed_step=None,
            summary="",
        )
        self._set(data.runs, run, row)
        if new.idempotency_key is not None:
            self._set(data.keys, (new.workflow, new.idempotency_key), run)
        return run, True

    def put_definition(self, hash_: Hash, body: bytes) -> None:
        """Keep a definition, or a layout, by its hash."""
        if hash_ not in self._data.definitions:
            self._set(self._data.definitions, hash_, body)

    def head(self, run: RunId) -> int:
        """Return the sequence number of a run's last event, 0 where there is none."""
        return len(self._data.histories.get(run, ()))

    def history(self, run: RunId, after: int = 0) -> list[ev.Recorded]:
        """Return a run's events with `seq > after`, in order."""
        return self._data.history(run, after)

    def is_waiting(self, run: RunId, pool: Pool) -> bool:
        """Return whether a run has a step that is ready on a pool."""
        return any(step.run == run for step in self._ready(pool))

    def longest_waiting(self, pool: Pool, besides: RunId | None = None) -> RunId | None:
        """Return the run whose step has been ready on a pool for longest; None where nothing waits there."""
        ready = [step for step in self._ready(pool) if step.run != besides]
        return min(ready, key=lambda step: step.ready_at or 0).run if ready else None

    def _ready(self, pool: Pool) -> list[StepRow]:
        steps = self._data.steps.values()
        return [step for step in steps if step.status is StepStatus.READY and step.pool is pool]

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
        if run not in self._data.runs:
            raise NotFoundError(f"There is no run {run}.")
        for hash_, plain in (blobs or {}).items():
            self._set(self._data.blobs, hash_, plain)
        for seq, at, event in recorded:
            if seq != self.head(run) + 1:
                raise stale(run, seq)
            self._append_event(run, seq, at, event)
        for step in touched_steps(recorded):
            self._set(self._data.steps, (run, step), _step_row(plan, state, step))
        for step in timed_steps(recorded):
            self._set(self._data.timers, (run, step), state.steps[step].due)
        self._write_run(state, recorded, summary)

    def _write_run(self, state: RunState, recorded: Sequence[ev.Recorded], summary: str | None) -> None:
        run = state.run
        before = replace(self._data.runs[run], last_seq=self.head(run))
        if summary is None and not run_may_change(state, recorded):
            self._set(self._data.runs, run, before)
            return
        written = summary_to_write(state, summary)
        after = replace(
            before,
            status=state.status,
            started_at=state.started_at,
            finished_at=state.finished_at,
            failed_step=state.stopped_by,
            summary=before.summary if written is None else written,
        )
        self._set(self._data.runs, run, after)

    def _append_event(self, run: RunId, seq: int, at: float, event: ev.Event) -> None:
        history = self._data.histories.setdefault(run, [])
        history.append(len(self._data.events))
        self._undo.append(history.pop)
        self._data.events.append((run, seq, at, event.type, ev.encode(event)))
        self._undo.append(self._data.events.pop)

    def _set(self, table: dict[K, V], key: K, value: V | None) -> None:
        """Set or, with None, drop."""
        before = table.pop(key, None)
        if value is not None:
            table[key] = value

        def undo() -> None:
            table.pop(key, None)
            if before is not None:
                table[key] = before

        self._undo.append(undo)


def _step_row(plan: Plan, state: RunState, key: StepKey) -> StepRow:
    step, node = state.steps[key], plan.nodes[key.node]
    return StepRow(
        run=state.run,
        step=key,
        status=step.status,
        pool=node.pool,
        attempt=step.attempt,
        fence=step.fence,
        crashes=step.crashes,
        worker=step.worker,
        ready_at=step.ready_at,
        started_at=step.started_at,
        finished_at=step.finished_at,
        deadline=deadline(node, step),
        waits_for=None if step.wait is None else step.wait.kind,
        due=step.due,
    )
