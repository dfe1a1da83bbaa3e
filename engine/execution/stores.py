"""What the engine asks of storage: small protocols. `storage/` implements them, its in-memory fakes too.

Every implementation passes one conformance suite (`tests/contracts`). All raise `StorageError` when the database
cannot be used, and never anything of their driver's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import NamedTuple, NewType, Protocol

from engine.ids import Hash, RunId, StepKey, WorkerId, WorkflowId
from engine.run.events import Recorded
from engine.run.state import RunState, RunStatus, StepStatus
from engine.run.trigger import Trigger
from engine.run.waits import WaitKind
from engine.workflow.kinds import Pool
from engine.workflow.plan import Plan

StreamCursor = NewType("StreamCursor", int)
"""A place in the stream of all committed events. Only a store makes one, and only comparing them means anything."""
STREAM_START = StreamCursor(0)
"""Before every event."""


@dataclass(frozen=True, slots=True)
class NewRun:
    """A run about to be created. `layout` is the hash of the blob that keeps the picture it was started from."""

    workflow: WorkflowId
    workflow_name: str
    definition: Hash
    trigger: Trigger
    created_at: float
    layout: Hash | None = None
    version: int | None = None
    idempotency_key: str | None = None


@dataclass(frozen=True, slots=True)
class RunRow:
    """The run projection: what lists and cards read."""

    id: RunId
    workflow: WorkflowId
    workflow_name: str
    definition: Hash
    layout: Hash | None
    version: int | None
    status: RunStatus
    trigger: Trigger
    created_at: float
    started_at: float | None
    finished_at: float | None
    last_seq: int
    failed_step: StepKey | None
    summary: str
    """One line of the final output, or of the error; empty while it runs."""


@dataclass(frozen=True, slots=True)
class StepRow:
    """The step projection. `deadline` is when the running attempt's time is up, `due` when a wait ends by itself."""

    run: RunId
    step: StepKey
    status: StepStatus
    pool: Pool
    attempt: int
    fence: int
    crashes: int
    worker: WorkerId | None
    ready_at: float | None
    started_at: float | None
    finished_at: float | None
    deadline: float | None
    waits_for: WaitKind | None
    due: float | None


class Notification(NamedTuple):
    """A hint to a worker: a step that may be claimed. Carries ids only."""

    run: RunId
    step: StepKey
    pool: Pool


@dataclass(frozen=True, slots=True)
class WorkerRow:
    """One group of worker processes, for all pools; its `beat_at` is the only heartbeat of all their steps."""

    id: WorkerId
    host: str
    pid: int
    started_at: float
    beat_at: float


@dataclass(frozen=True, slots=True)
class RunFilter:
    """Which runs to list; None means any. Newest first; `before` pages on."""

    workflow: WorkflowId | None = None
    statuses: frozenset[RunStatus] | None = None
    trigger: Trigger | None = None
    text: str = ""
    since: float | None = None
    before: RunId | None = None
    limit: int = 50


class RunTransaction(Protocol):
    """One write transaction (BEGIN IMMEDIATE); everything in it commits together or not at all."""

    def create(self, new: NewRun) -> tuple[RunId, bool]:
        """Insert a run row; with a known idempotency key gives the earlier run and False."""
        ...

    def put_definition(self, hash_: Hash, body: bytes) -> None:
        """Keep a definition, or a layout, by the hash of its canonical JSON; one that is there already stays."""
        ...

    def head(self, run: RunId) -> int:
        """Return the sequence number of a run's last event, 0 where there is none."""
        ...

    def history(self, run: RunId, after: int = 0) -> list[Recorded]:
        """Return a run's events with `seq > after`, in order."""
        ...

    def is_waiting(self, run: RunId, pool: Pool) -> bool:
        """Return whether a run has a step that is ready on a pool."""
        ...

    def longest_waiting(self, pool: Pool, besides: RunId | None = None) -> RunId | None:
        """Return the run whose step has been ready on a pool for longest; None where nothing waits there."""
        ...

    def append(
        self,
        plan: Plan,
        state: RunState,
        recorded: Sequence[Recorded],
        *,
        blobs: Mapping[Hash, bytes] | None = None,
        summary: str | None = None,
    ) -> None:
        """Append events and write the projections that follow from `state`, which already has them applied.

        Writes the rows of the steps the events touch, their timers, and the run row where it changed. Raises
        `StaleFenceError` when another writer appended meanwhile (unique run + seq).
        """
        ...


class RunStore(Protocol):
    """Runs, steps, events, timers and workers."""

    def write(self) -> AbstractContextManager[RunTransaction]:
        """Open a write transaction; commits on leaving, rolls back on an exception.

        When it has been left the commit is as durable as the store makes any: only then may one act on it. A
        `StorageError` means that nothing was written, but for `UnsyncedError`: that one comes after the commit.
        """
        ...

    def run(self, run: RunId) -> RunRow | None:
        """Return one run."""
        ...

    def runs(self, which: RunFilter) -> list[RunRow]:
        """List runs, newest first."""
        ...

    def counts(self, which: RunFilter) -> dict[RunStatus, int]:
        """Count the runs of a filter by status (its statuses, paging and limit aside)."""
        ...

    def median_duration(self, workflow: WorkflowId) -> float | None:
        """Return the median seconds of the workflow's last 50 succeeded runs."""
        ...

    def steps(self, run: RunId) -> list[StepRow]:
        """Return the steps of a run that were reached."""
        ...

    def history(self, run: RunId, after: int = 0, limit: int | None = None) -> list[Recorded]:
        """Return a run's events with `seq > after`, in order."""
        ...

    def tail(self, after: StreamCursor, limit: int = 1000) -> list[tuple[StreamCursor, RunId, Recorded]]:
        """Return committed events of all runs after a cursor, each with its own cursor.

        Whoever goes on from the last cursor misses no event that is committed later, and sees the events of one run in
        their order.
        """
        ...

    def cursor(self) -> StreamCursor:
        """Return the cursor of the newest committed event."""
        ...

    def blob(self, hash_: Hash) -> bytes | None:
        """Return a stored value by its hash."""
        ...

    def due_timers(self, now: float, limit: int = 500) -> list[tuple[RunId, StepKey]]:
        """Return steps whose timers are due, earliest first."""
        ...

    def next_due(self) -> float | None:
        """Return the time of the earliest timer."""
        ...

    def unnotified(self, ready_before: float, limit: int = 500) -> list[Notification]:
        """Return steps that have been ready since before a time: nobody rang, or nobody heard."""
        ...

    def waiting(self, pool: Pool, limit: int = 8) -> list[Notification]:
        """Return steps that may be claimed on a pool, whenever they became ready, longest first."""
        ...

    def running(self, *, workers: Iterable[WorkerId] | None = None) -> list[StepRow]:
        """Return running steps, of some workers or of all."""
        ...

    def cancelling(self) -> list[RunId]:
        """Return runs that are being cancelled."""
        ...

    def beat(self, worker: WorkerRow) -> None:
        """Write a worker's heartbeat row."""
        ...

    def leave(self, worker: WorkerId) -> None:
        """Remove the row of a worker that has stopped and holds nothing."""
        ...

    def workers(self) -> list[WorkerRow]:
        """Return all worker rows."""
        ...


class DefinitionStore(Protocol):
    """Definitions by hash, stored once; layouts and other documents by hash too."""

    def put(self, hash_: Hash, body: bytes) -> None:
        """Keep a definition."""
        ...

    def get(self, hash_: Hash) -> bytes | None:
        """Return a definition's canonical JSON."""
        ...


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A workflow's editable document as JSON, with its undo stack, for the editor to parse."""

    id: WorkflowId
    name: str
    revision: int
    body: bytes
    undo_stack: bytes
    created_at: float
    updated_at: float


class DocumentStore(Protocol):
    """The drafts people edit."""

    def create(self, row: DocumentRow) -> None:
        """Insert; raises `EditRefusedError` when the id is taken."""
        ...

    def save(self, row: DocumentRow, *, expected: int) -> bool:
        """Replace the document if its stored revision is `expected`; False where another writer was faster."""
        ...

    def get(self, workflow: WorkflowId) -> DocumentRow | None:
        """Return a document."""
        ...

    def all(self) -> list[DocumentRow]:
        """List documents, last changed first, bodies included."""
        ...

    def delete(self, workflow: WorkflowId) -> None:
        """Delete a document; its runs and versions stay."""
        ...


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A publication: number = publication, hash = definition."""

    workflow: WorkflowId
    number: int
    definition: Hash
    layout: Hash | None
    note: str
    published_at: float


class VersionStore(Protocol):
    """Published versions."""

    def publish(
        self, workflow: WorkflowId, definition: Hash, layout: Hash | None, note: str, at: float
    ) -> VersionRow:
        """Append a version under the next number."""
        ...

    def all(self, workflow: WorkflowId) -> list[VersionRow]:
        """List a workflow's versions, newest first."""
        ...


@dataclass(frozen=True, slots=True)
class CredentialRow:
    """What may be shown of a credential: never its secret. `hint` is harmless, such as a base URL."""

    name: str
    type: str
    created_at: float
    updated_at: float
    hint: dict[str, str] = field(default_factory=dict[str, str])


class CredentialStore(Protocol):
    """Credentials, encrypted at rest with the key file beside the database."""

    def put(self, name: str, type_: str, fields: Mapping[str, str], at: float) -> None:
        """Create or replace."""
        ...

    def all(self) -> list[CredentialRow]:
        """List what may be shown."""
        ...

    def fields(self, name: str) -> Mapping[str, str] | None:
        """Decrypt a credential's fields; raises `AuthorError` when the key file is gone or another."""
        ...

    def delete(self, name: str) -> None:
        """Delete."""
        ...
