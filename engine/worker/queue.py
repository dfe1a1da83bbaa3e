"""The Huey queue: it carries notifications of ids.

The database is the truth. Huey's storages delete a task before it runs, so a killed worker loses it; its schedule,
retries, results and locks are not durable either. So a task here says only "run 7 has work on this pool": losing,
repeating or reordering every one of them costs latency and nothing else.

Huey's own polling gives either 118 ms of latency or 2.5 % of a core. This storage blocks in `dequeue` on a Unix
datagram instead (`wakeup.py`), with a slow poll behind it. When that brings nothing the worker asks the database
itself, so even without any queue work waits for a second at most. A queue that is damaged or gone is made anew.
"""

from __future__ import annotations

import contextlib
import fcntl
import logging
import math
import os
import threading
import time
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import orjson
from huey import Huey
from huey.consumer import Worker
from huey.registry import Message
from huey.serializer import Serializer
from huey.storage import SqliteStorage

from engine.errors import StorageError
from engine.execution.stores import Notification
from engine.ids import NodeId, RunId, StepKey
from engine.sqlite import driver
from engine.worker.ports import Listener, Wakeups
from engine.worker.stop import Stop
from engine.workflow.kinds import Pool

log = logging.getLogger("treadle.queue")
SLOW_POLL_S = 1.0
"""How long an unheard notification waits in the worst case."""
FILE = "queue.db"
Waiting = Callable[[Pool], list[Notification]]
"""Returns some steps that may be claimed on a pool, those that have waited longest first; raises `StorageError`."""


class JsonSerializer(Serializer):
    """Tasks as JSON. Huey's default is pickle, and write access to a pickled queue is code execution."""

    def _serialize(self, data: Any) -> bytes:  # noqa: ANN401 - Huey's message tuple
        return orjson.dumps(list(data))

    def _deserialize(self, data: bytes) -> Any:  # noqa: ANN401
        return Message(*orjson.loads(bytes(data)))


class BlockingSqliteStorage(SqliteStorage):
    """Huey's SQLite storage on our SQLite library, blocking on a bell while empty."""

    blocking = True
    begin_sql = "begin immediate"
    integrity_error = driver.IntegrityError
    operational_error = driver.OperationalError
    listener: Listener | None = None
    stop: Stop | None = None
    slow_poll_s = SLOW_POLL_S

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - Huey's own
        self._inode, self._mended_at = 0, -math.inf
        super().__init__(*args, **options)

    def _create_connection(self) -> Any:  # noqa: ANN401 - Huey's hook has no types
        with _held(Path(self.filename).parent, fcntl.LOCK_SH):
            connection = driver.connect(self.filename, timeout=30, check_same_thread=False)
            connection.isolation_level = None
            self._set_journal_mode(connection)
            self._inode = os.stat(self.filename).st_ino  # noqa: PTH116 - as in `_is_elsewhere`
        # A lost notification costs latency, a damaged file would cost all of them; NORMAL syncs at checkpoints alone.
        connection.execute("pragma synchronous=1")
        return connection

    def enqueue(self, data: bytes, priority: float | None = None) -> None:
        """Add a task; where the queue is damaged or gone, to a new one."""
        try:
            if self._is_elsewhere():
                self._reopen()
            super().enqueue(data, priority)
        except driver.Error as error:
            if not self._is_mended(error):
                raise
            super().enqueue(data, priority)

    def dequeue(self) -> bytes | None:
        """Take a task; while there is none, wait for a notification or the slow poll's time."""
        data = self._take()
        if data is None and self.listener is not None and not self.listener.wait(self.slow_poll_s, self.stop):
            return None
        return data if data is not None else self._take()

    def _take(self) -> bytes | None:
        try:
            if self._is_elsewhere():
                self._reopen()
            return super().dequeue()
        except (driver.Error, OSError) as error:
            self._is_mended(error)
            return None

    def _is_elsewhere(self) -> bool:
        """Whether another file is in the place of the one that is open, or none."""
        if self._conn is None:
            return False
        try:
            return os.stat(self.filename).st_ino != self._inode  # noqa: PTH116 - hot
        except FileNotFoundError:
            return True

    def _reopen(self) -> None:
        self.close()
        self.initialize_schema()

    def _is_mended(self, error: Exception) -> bool:
        """Do what can be done after an error, at most once in the slow poll's time; says whether to try again."""
        now = time.monotonic()
        if "locked" in str(error) or now - self._mended_at < SLOW_POLL_S:
            return False
        self._mended_at = now
        log.warning("the queue failed and is opened again: %s", error)
        try:
            self.close()
            mend(Path(self.filename))
            self.initialize_schema()
        except (driver.Error, OSError) as again:
            log.warning("the queue could not be opened again: %s", again)
            return False
        return True


def mend(file: Path) -> None:
    """Throw a damaged queue away: it holds hints only, and a new one is made by the next who asks."""
    if not file.exists():
        return
    with _held(file.parent, fcntl.LOCK_EX):  # or a new one, just made by another process, would lose its log
        try:
            with contextlib.closing(driver.connect(str(file), timeout=1)) as connection:
                if connection.execute("pragma quick_check(1)").fetchone() == ("ok",):
                    return
        except driver.OperationalError as error:  # locked, or no right to read: nothing is known of it
            log.warning("the queue could not be looked at: %s", error)
            return
        except driver.DatabaseError as error:
            log.warning("the queue is damaged and is made anew: %s", error)
        # Whoever has the former file open finds another in its place and opens that.
        for end in ("", "-wal", "-shm"):
            file.with_name(f"{file.name}{end}").unlink(missing_ok=True)


@contextlib.contextmanager
def _held(folder: Path, how: int) -> Generator[None]:
    """Lock a folder for opening the queue in it, or for throwing the queue away."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, how)
        yield
    finally:
        os.close(descriptor)


class QueueConsumer(Worker):
    """Huey's worker; when it brings nothing, and at most once in the slow poll's time, it asks what waits."""

    def __init__(
        self,
        queue: Huey,
        stop: Stop,
        waiting: Callable[[], list[Notification]],
        answer: Callable[[Notification], None],
    ) -> None:
        super().__init__(queue, stop, default_delay=SLOW_POLL_S, max_delay=SLOW_POLL_S, backoff=1.0)
        self._stop = stop
        self._waiting = waiting
        self._answer = answer
        self._asked_at = time.monotonic()

    def loop(self, now: Any = None) -> None:  # noqa: ANN401 - Huey's own
        """Answer a notification; where none comes, what waits without one."""
        done = self.task_count
        super().loop(now)
        if self.task_count > done or time.monotonic() - self._asked_at < SLOW_POLL_S or self._stop.is_set():
            return
        try:
            for notification in self._waiting():
                self._answer(notification)
        except StorageError as error:
            log.warning("what waits is not known: %s", error.what)
        self._asked_at = time.monotonic()


class HueyTaskQueue:
    """Rings workers through Huey. Safe to use from any thread of one process."""

    def __init__(self, folder: Path, wakeups: Wakeups, waiting: Waiting) -> None:
        self._folder = folder
        self._wakeups = wakeups
        self._waiting = waiting
        self._queues: dict[Pool, Huey] = {}
        self._listening: list[Any] = []
        self._lock = threading.Lock()

    def notify(self, notification: Notification) -> None:
        """Say that a step may be claimed. Never raises: what is notified for is committed already.

        A notification that cannot be kept (a full disk, a damaged queue) costs the time until a worker asks for itself.
        """
        try:
            queue = self._queue(notification.pool)
            queue.enqueue(queue.answer.s(notification.run, *notification.step))
        except (driver.Error, OSError) as error:
            log.warning(
                "the notification for run %d, step %s is lost: %s", notification.run, notification.step, error
            )
        self._wakeups.notify(notification.pool)

    def consumer(self, pool: Pool, answer: Callable[[Notification], None], stop: Stop) -> QueueConsumer:
        """Return what takes notifications of a pool; the caller loops over it until `stop` is set."""

        def answered(run: int, node: str, path: str) -> None:
            answer(Notification(RunId(run), StepKey(NodeId(node), path), pool))

        queue = self._build(pool, answered)
        queue.storage.listener, queue.storage.stop = self._wakeups.listen(pool), stop
        self._listening.append(queue)
        return QueueConsumer(queue, stop, lambda: self._waiting(pool), answer)

    def mend(self) -> None:
        """Throw a damaged queue away."""
        mend(self._folder / FILE)

    def close(self) -> None:
        """Close the queue's connections and sockets of this process; its workers have ended."""
        with self._lock:
            for queue in [*self._queues.values(), *self._listening]:
                queue.storage.close()
                if queue.storage.listener is not None:
                    queue.storage.listener.close()
            self._queues.clear()
            self._listening.clear()

    def _queue(self, pool: Pool) -> Any:  # noqa: ANN401 - Huey with our task attached
        with self._lock:
            if pool not in self._queues:
                self._queues[pool] = self._build(pool, _not_here)
            return self._queues[pool]

    def _build(self, pool: Pool, answer: Callable[[int, str, str], None]) -> Any:  # noqa: ANN401
        queue: Any = Huey(
            name=f"treadle-{pool}",
            storage_class=BlockingSqliteStorage,
            serializer=JsonSerializer(),
            results=False,
            store_none=False,
            utc=True,
            filename=str(self._folder / FILE),
        )

        def task(run: int, node: str, path: str) -> None:
            answer(run, node, path)

        queue.answer = queue.task(name="answer")(task)
        return queue


def _not_here(run: int, node: str, _path: str) -> None:
    raise RuntimeError(f"run {run}, step {node}: this process notifies, it does not answer")
