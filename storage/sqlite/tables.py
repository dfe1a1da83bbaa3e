"""The tables. They never leave this folder: repositories give engine types.

No foreign keys: runs outlive their workflow's document, and every row of a run is written in transactions
that have its run row at hand, so checking each insert would only cost time.
"""

from typing import ClassVar

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel


class DocumentTable(SQLModel, table=True):
    """A draft. `body` and `undo_stack` are JSON the editor parses."""

    __tablename__: ClassVar[str] = "document"  # pyright: ignore[reportIncompatibleVariableOverride]

    id: str = Field(primary_key=True)
    name: str
    revision: int
    body: bytes
    undo_stack: bytes
    created_at: float
    updated_at: float


class DefinitionTable(SQLModel, table=True):
    """Definitions and layouts by the hash of their canonical JSON."""

    __tablename__: ClassVar[str] = "definition"  # pyright: ignore[reportIncompatibleVariableOverride]

    hash: str = Field(primary_key=True)
    body: bytes


class VersionTable(SQLModel, table=True):
    """Publications, numbered per workflow from 1."""

    __tablename__: ClassVar[str] = "version"  # pyright: ignore[reportIncompatibleVariableOverride]

    workflow: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    definition: str
    layout: str | None
    note: str
    published_at: float


class RunTable(SQLModel, table=True):
    """One row per run; what follows from its events is kept here for lists."""

    __tablename__: ClassVar[str] = "run"  # pyright: ignore[reportIncompatibleVariableOverride]
    __table_args__ = (
        UniqueConstraint("workflow", "idempotency_key", name="run_idempotency"),
        # Each ends in the rowid, which is the run's number: newest first needs no sorting.
        Index("run_workflow", "workflow"),
        Index("run_workflow_status", "workflow", "status"),
        Index("run_status", "status"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    workflow: str
    workflow_name: str
    definition: str
    layout: str | None
    version: int | None
    status: str
    trigger: str
    created_at: float
    started_at: float | None
    finished_at: float | None
    failed_node: str | None
    failed_path: str | None
    summary: str
    idempotency_key: str | None


class EventTable(SQLModel, table=True):
    """The histories of all runs. `id` is the event stream's cursor: commits are serialised, its order is theirs.

    No AUTOINCREMENT: it would cost a page of the log per commit. Whoever removes events leaves the newest, so that
    no number is given twice.
    """

    __tablename__: ClassVar[str] = "event"  # pyright: ignore[reportIncompatibleVariableOverride]
    __table_args__ = (Index("event_run_seq", "run_id", "seq", unique=True),)

    id: int | None = Field(default=None, primary_key=True)
    run_id: int
    seq: int
    at: float
    type: str
    node: str | None
    path: str | None
    payload: bytes


class StepTable(SQLModel, table=True):
    """One row per step that was reached. `node` and `path` are its key."""

    __tablename__: ClassVar[str] = "step"  # pyright: ignore[reportIncompatibleVariableOverride]
    __table_args__ = (
        # Partial, so that what maintenance asks never walks over steps that have ended.
        Index("step_ready", "ready_at", sqlite_where=text("status = 'ready'")),
        Index("step_running", "worker", sqlite_where=text("status = 'running'")),
        {"sqlite_with_rowid": False},
    )

    run_id: int = Field(primary_key=True)
    node: str = Field(primary_key=True)
    path: str = Field(primary_key=True)
    status: str
    pool: str
    attempt: int
    fence: int
    crashes: int
    worker: str | None
    ready_at: float | None
    started_at: float | None
    finished_at: float | None
    deadline: float | None
    waits_for: str | None
    due: float | None


class TimerTable(SQLModel, table=True):
    """When a waiting or retrying step goes on; there is no row for any other."""

    __tablename__: ClassVar[str] = "timer"  # pyright: ignore[reportIncompatibleVariableOverride]
    __table_args__ = (Index("timer_due", "due"), {"sqlite_with_rowid": False})

    run_id: int = Field(primary_key=True)
    node: str = Field(primary_key=True)
    path: str = Field(primary_key=True)
    due: float


class WorkerTable(SQLModel, table=True):
    """Groups of worker processes and their heartbeats."""

    __tablename__: ClassVar[str] = "worker"  # pyright: ignore[reportIncompatibleVariableOverride]

    id: str = Field(primary_key=True)
    host: str
    pid: int
    started_at: float
    beat_at: float


class BlobTable(SQLModel, table=True):
    """Large values by hash, each once. `coding` is 0 for plain, 1 for zlib; `size` counts plain bytes."""

    __tablename__: ClassVar[str] = "blob"  # pyright: ignore[reportIncompatibleVariableOverride]

    hash: str = Field(primary_key=True)
    size: int
    coding: int
    data: bytes


class CredentialTable(SQLModel, table=True):
    """Credentials. `hint` is JSON that may be shown, `secret` is encrypted."""

    __tablename__: ClassVar[str] = "credential"  # pyright: ignore[reportIncompatibleVariableOverride]

    name: str = Field(primary_key=True)
    type: str
    created_at: float
    updated_at: float
    hint: bytes
    secret: bytes


class IdempotencyTable(SQLModel, table=True):
    """Keys of requests. `status`, `headers` (JSON) and `body` are the answer, none while there is none."""

    __tablename__: ClassVar[str] = "idempotency"  # pyright: ignore[reportIncompatibleVariableOverride]
    __table_args__ = (Index("idempotency_created", "created_at"),)

    key: str = Field(primary_key=True)
    fingerprint: str
    operation: str
    created_at: float
    claimed_at: float
    status: int | None = None
    headers: bytes | None = None
    body: bytes | None = None


class MetaTable(SQLModel, table=True):
    """What is true of the database as a whole, such as the name that tells it from any other."""

    __tablename__: ClassVar[str] = "meta"  # pyright: ignore[reportIncompatibleVariableOverride]

    key: str = Field(primary_key=True)
    value: str
