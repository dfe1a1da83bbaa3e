"""The Huey queue: a doorbell that carries ids.

The database is the truth. Huey's storages delete a task before it runs, so a killed worker loses it; its schedule,
retries, results and locks are not durable either. So a task here says only "run 7 has work on this lane": losing,
repeating or reordering every one of them costs latency and nothing else.

Huey's own polling gives either 118 ms of latency or 2.5 % of a core. This storage blocks in `dequeue` on a Unix
datagram instead (`engine/wake.py`), with a slow poll behind it.
"""

from __future__ import annotations

import contextlib
import logging
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
from huey import Huey
from huey.consumer import Worker
from huey.registry import Message
from huey.serializer import Serializer
from huey.storage import SqliteStorage

from engine.ids import NodeId, RunId
from engine.kinds import Lane
from engine.sqlite import driver
from engine.stores import Ring
from engine.wake import Bells, Listener, Stop

log = logging.getLogger("treadle.queue")
SLOW_POLL_S = 1.0
"""How long an unheard ring waits in the worst case."""
FILE = "queue.db"


class JsonSerializer(Serializer):
    """Tasks as JSON. Huey's default is pickle, and write access to a pickled queue is code execution."""

    def _serialize(self, data: Any) -> bytes:  # noqa: ANN401 - Huey's message tuple
        return orjson.dumps(list(data))

    def _deserialize(self, data: bytes) -> Any:  # noqa: ANN401
        return Message(*orjson.loads(bytes(data)))


class BellStorage(SqliteStorage):
    """Huey's SQLite storage on our SQLite library, blocking on a bell while empty."""

    blocking = True
    begin_sql = "begin immediate"
    integrity_error = driver.IntegrityError
    operational_error = driver.OperationalError
    listener: Listener | None = None
    stop: Stop | None = None
    slow_poll_s = SLOW_POLL_S

    def _create_connection(self) -> Any:  # noqa: ANN401 - Huey's hook has no types
        connection = driver.connect(self.filename, timeout=30, check_same_thread=False)
        connection.isolation_level = None
        self._set_journal_mode(connection)
        # A lost ring costs latency only, a damaged file would cost all of them; NORMAL syncs at checkpoints alone.
        connection.execute("pragma synchronous=1")
        return connection

    def dequeue(self) -> bytes | None:
        """Take a task; while there is none, wait for a ring or the slow poll's time."""
        data = super().dequeue()
        if data is None and self.listener is not None and not self.listener.wait(self.slow_poll_s, self.stop):
            return None
        return data if data is not None else super().dequeue()


class Doorbell:
    """Rings workers through Huey. Safe to use from any thread of one process."""

    def __init__(self, folder: Path, bells: Bells) -> None:
        self._folder = folder
        self._bells = bells
        self._queues: dict[Lane, Huey] = {}
        self._listening: list[Any] = []
        self._lock = threading.Lock()

    def ring(self, ring: Ring) -> None:
        """Say that a step may be claimed. Never raises: what is rung for is committed already.

        A ring that cannot be kept (a full disk, a damaged queue) costs the time until the sweeper looks.
        """
        try:
            queue = self._queue(ring.lane)
            queue.enqueue(queue.answer.s(ring.run, ring.node))
        except driver.Error as error:
            log.warning("the ring for run %d, step %s is lost: %s", ring.run, ring.node, error)
        self._bells.ring(ring.lane)

    def worker(self, lane: Lane, answer: Callable[[Ring], None], stop: Stop, runtime: Path) -> Worker:
        """Give Huey's worker for a lane; the caller loops over `worker.loop()` until `stop` is set."""
        queue = self._build(lane, lambda run, node: answer(Ring(RunId(run), NodeId(node), lane)))
        queue.storage.listener, queue.storage.stop = Listener(runtime, lane), stop
        self._listening.append(queue)
        return Worker(queue, stop, default_delay=SLOW_POLL_S, max_delay=SLOW_POLL_S, backoff=1.0)

    def mend(self) -> None:
        """Throw a damaged queue away: it holds hints only, and a new one is made by the next who asks."""
        file = self._folder / FILE
        if not file.exists():
            return
        try:
            with contextlib.closing(driver.connect(str(file), timeout=30)) as connection:
                if connection.execute("pragma quick_check(1)").fetchone() == ("ok",):
                    return
        except driver.OperationalError as error:  # locked, or no right to read: nothing is known of it
            log.warning("the queue could not be looked at: %s", error)
            return
        except driver.DatabaseError as error:
            log.warning("the queue is damaged and is made anew: %s", error)
        for path in (file, *(self._folder / f"{FILE}{end}" for end in ("-wal", "-shm"))):
            path.unlink(missing_ok=True)

    def close(self) -> None:
        """Close the queue's connections and sockets of this process; its workers have ended."""
        with self._lock:
            for queue in [*self._queues.values(), *self._listening]:
                queue.storage.close()
                if queue.storage.listener is not None:
                    queue.storage.listener.close()
            self._queues.clear()
            self._listening.clear()

    def _queue(self, lane: Lane) -> Any:  # noqa: ANN401 - Huey with our task attached
        with self._lock:
            if lane not in self._queues:
                self._queues[lane] = self._build(lane, _not_here)
            return self._queues[lane]

    def _build(self, lane: Lane, answer: Callable[[int, str], None]) -> Any:  # noqa: ANN401
        queue: Any = Huey(
            name=f"treadle-{lane}",
            storage_class=BellStorage,
            serializer=JsonSerializer(),
            results=False,
            store_none=False,
            utc=True,
            filename=str(self._folder / FILE),
        )

        def task(run: int, node: str) -> None:
            answer(run, node)

        queue.answer = queue.task(name="answer")(task)
        return queue


def _not_here(run: int, node: str) -> None:
    raise RuntimeError(f"run {run}, step {node}: this process rings, it does not answer")
