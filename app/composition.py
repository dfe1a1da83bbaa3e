"""Where engine, storage and editor meet: one process's parts, put together."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from app.data_folder import storage_errors
from app.settings import Settings
from engine.errors import AuthorError
from engine.execution.control import Control
from engine.execution.executor import Executor
from engine.execution.journal import Journal, Notifiers
from engine.execution.plans import PlanCache
from engine.execution.services import WorkerServices
from engine.nodes import catalogue
from engine.worker.group import Resources
from engine.worker.liveness import LockFileRecords
from engine.worker.ports import EVENT_STREAM, INTERRUPT, MAINTENANCE
from engine.worker.queue import FILE as QUEUE
from engine.worker.queue import HueyTaskQueue
from engine.worker.wakeup import DatagramWakeups, runtime_folder
from engine.workflow.kinds import Catalogue
from storage.sqlite.database import Database
from storage.stores import Stores, sqlite_stores


@dataclass(frozen=True)
class Parts:
    """The parts of one process on one data folder. Made after a fork, never carried over one."""

    settings: Settings
    database: Database

    @classmethod
    def open(cls, settings: Settings) -> Parts:
        """Open (and migrate) the data folder; raises `StorageError`."""
        with storage_errors(settings.data):
            return cls(settings, Database.open(settings.data, synchronous=settings.synchronous))

    def close(self) -> None:
        """Close the database, the queue and the wake-up socket."""
        opened = vars(self)  # what a cached property has not made yet needs no closing
        if "task_queue" in opened:
            self.task_queue.close()
        if "wakeups" in opened:
            self.wakeups.close()
        self.database.close()

    @cached_property
    def catalogue(self) -> Catalogue:
        """The node kinds of this installation, those of plugins included."""
        return catalogue(self.settings.plugin_modules)

    @cached_property
    def stores(self) -> Stores:
        """The repositories."""
        return sqlite_stores(self.database)

    @cached_property
    def runtime(self) -> Path:
        """The folder of the wake-up sockets and life files."""
        with storage_errors(self.settings.data):
            return runtime_folder(self.settings.data)

    @cached_property
    def wakeups(self) -> DatagramWakeups:
        """Wakes the processes of this data folder."""
        return DatagramWakeups(self.runtime)

    @cached_property
    def liveness_records(self) -> LockFileRecords:
        """Says which worker processes of this data folder live."""
        return LockFileRecords(self.runtime)

    @cached_property
    def task_queue(self) -> HueyTaskQueue:
        """The Huey queue."""
        with storage_errors(self.settings.data):
            (self.settings.data / QUEUE).touch(mode=0o600)  # or Huey makes it for everybody to read
        return HueyTaskQueue(self.settings.data, self.wakeups, self.stores.runs.waiting)

    @cached_property
    def plans(self) -> PlanCache:
        """Compiled plans; journals of one thread may share them."""
        return PlanCache(self.stores.definitions, self.catalogue)

    def journal(self) -> Journal:
        """Make a journal; each belongs to one thread."""
        wakeups = self.wakeups

        def timer() -> None:
            wakeups.notify(MAINTENANCE)
            wakeups.notify(INTERRUPT)

        def event_stream() -> None:
            wakeups.notify(EVENT_STREAM)

        notifiers = Notifiers(step=self.task_queue.notify, timer=timer, event_stream=event_stream)
        return Journal(self.stores.runs, self.plans, time.time, notifiers, limit=self.settings.value_limit)

    @cached_property
    def control(self) -> Control:
        """Starts, cancels and resumes runs."""
        return Control(self.journal(), self.catalogue)

    def executor(self) -> Executor:
        """Return what carries out claims."""
        stores = self.stores
        return Executor(
            self.catalogue, self.services(), stores.runs.blob, stores.instance, self.settings.value_limit
        )

    def resources(self) -> Resources:
        """Return what a worker process works with."""
        return Resources(
            self.stores.runs,
            self.task_queue,
            self.wakeups,
            self.liveness_records,
            self.journal,
            self.executor,
        )

    def credentials(self) -> dict[str, str]:
        """Return the types of the stored credentials, by name."""
        return {row.name: row.type for row in self.stores.credentials.all()}

    def secret(self, type_: str, name: str | None) -> Mapping[str, str] | None:
        """Return a credential's fields by name, or those of the only one of its type; None where there is none.

        Raises `AuthorError` when several fit and none is named.
        """
        rows = [row for row in self.stores.credentials.all() if row.type == type_]
        if name:
            return self.stores.credentials.fields(name) if any(row.name == name for row in rows) else None
        if len(rows) > 1:
            raise AuthorError(
                "Several credentials fit, and the step names none.",
                why=f"stored: {', '.join(row.name for row in rows)}",
                fix="Choose one of them in the step's parameters.",
            )
        return self.stores.credentials.fields(rows[0].name) if rows else None

    def services(self) -> WorkerServices:
        """Make the outside world of a worker."""
        return WorkerServices(lookup=self.secret, allowed_private_hosts=self.settings.private_hosts)
