"""What the workers ask of the machine they run on. Each is a hint or a fact that another system can keep, too.

`docs/explanation/architecture.md` says how: here by Unix datagrams, lock files and Huey on SQLite.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Protocol

from engine.execution.stores import Notification
from engine.ids import WorkerId
from engine.worker.stop import Stop
from engine.workflow.kinds import Pool

MAINTENANCE = "maintenance"
EVENT_STREAM = "event_stream"
INTERRUPT = "interrupt"
"""The role async workers listen on for runs being cancelled."""


class Listener(Protocol):
    """Waits for the wake-ups of one role."""

    def fileno(self) -> int:
        """Return the descriptor that is readable while there is one, for event loops."""
        ...

    def wait(self, seconds: float, stop: Stop | None = None) -> bool:
        """Wait for a wake-up and take all that have come. Return False when none came in time, or at a stop."""
        ...

    def drain(self) -> bool:
        """Take every wake-up that has come; return whether there was one."""
        ...

    def close(self) -> None:
        """Stop listening."""
        ...


class Wakeups(Protocol):
    """Wakes waiting processes by their role. A wake-up is a hint: losing one costs latency and nothing else."""

    def notify(self, role: str) -> int:
        """Wake every listener of a role; return how many there were. Never raises: a slow poll stands behind it."""
        ...

    def listen(self, role: str) -> Listener:
        """Return a listener of a role; the caller closes it."""
        ...

    def close(self) -> None:
        """Let go of what is held for sending."""
        ...


class Consumer(Protocol):
    """Takes notifications off the queue, one turn at a time."""

    def loop(self) -> None:
        """Wait for a notification and answer it; where none comes, answer what waits without one."""
        ...


class TaskQueue(Protocol):
    """Carries notifications to workers. The database is the truth: a queue may lose, repeat or reorder every one."""

    def notify(self, notification: Notification) -> None:
        """Say that a step may be claimed. Never raises: what is notified of is committed already."""
        ...

    def consumer(self, pool: Pool, answer: Callable[[Notification], None], stop: Stop) -> Consumer:
        """Return what takes notifications of a pool; the caller loops over it until `stop` is set."""
        ...

    def mend(self) -> None:
        """Throw a damaged queue away; a new one is made by the next who asks."""
        ...

    def close(self) -> None:
        """Close what this process has open of it; its consumers have ended."""
        ...


class LivenessRecords(Protocol):
    """Says of worker processes whether they live, without a clock, and ends them."""

    def held(self, worker: WorkerId) -> AbstractContextManager[None]:
        """Mark this process as the living `worker` for as long as the block runs."""
        ...

    def dead(self, worker: WorkerId) -> bool | None:
        """Return whether the process is gone; None where that cannot be told from here."""
        ...

    def kill(self, worker: WorkerId) -> bool:
        """End the process and what it has started; return False where it may live out of reach."""
        ...

    def all(self) -> list[WorkerId]:
        """Return the workers that have a record, the dead among them."""
        ...

    def remove(self, worker: WorkerId) -> None:
        """Forget a dead process."""
        ...
