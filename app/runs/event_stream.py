"""The live event stream: tails committed events by cursor and hands them to whoever watches a run.

Woken by a datagram after each commit, with a slow poll behind it: the datagram is a hint, the cursor the truth.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence

from engine.errors import StorageError
from engine.execution.stores import RunStore, StreamCursor
from engine.ids import RunId
from engine.run.events import Recorded
from engine.worker.ports import EVENT_STREAM, Wakeups

log = logging.getLogger("treadle.event_stream")
PAGE = 1000
PAUSE_S = 0.5
"""Between two tries after a fault."""
Watcher = Callable[[RunId, Sequence[Recorded]], None]


class EventStream:
    """Runs on the web process's loop. Watchers are called on the loop and must not block."""

    def __init__(self, runs: RunStore, wakeups: Wakeups, *, poll_s: float) -> None:
        self._runs = runs
        self._wakeups = wakeups
        self._poll_s = poll_s
        self._watchers: dict[RunId | None, list[Watcher]] = {}
        self._cursor: StreamCursor | None = None

    def watch(self, run: RunId | None, watcher: Watcher) -> Callable[[], None]:
        """Hand a run's events (or all runs': None) to `watcher` from now on; returns how to stop."""
        watchers = self._watchers.setdefault(run, [])
        watchers.append(watcher)

        def stop() -> None:
            if watcher in watchers:
                watchers.remove(watcher)
            if not watchers and self._watchers.get(run) is watchers:
                del self._watchers[run]

        return stop

    async def run(self) -> None:
        """Tail until cancelled."""
        loop = asyncio.get_running_loop()
        listener = self._wakeups.listen(EVENT_STREAM)
        woken = asyncio.Event()
        woken.set()  # the first turn reads where to begin
        loop.add_reader(listener.fileno(), lambda: (listener.drain(), woken.set()))
        try:
            while True:
                await self._wait(woken)
                try:
                    await self._deliver()
                except Exception as error:
                    if isinstance(error, StorageError):
                        log.warning("the event stream waits for the database: %s", error.what)
                    else:
                        log.exception("the event stream failed and goes on")
                    await asyncio.sleep(PAUSE_S)
                    woken.set()  # what was notified for is still to be read
        finally:
            loop.remove_reader(listener.fileno())
            listener.close()

    async def _wait(self, woken: asyncio.Event) -> None:
        try:
            async with asyncio.timeout(self._poll_s or None):
                await woken.wait()
        except TimeoutError:
            return
        woken.clear()

    async def _deliver(self) -> None:
        if self._cursor is None:
            self._cursor = await asyncio.to_thread(self._runs.cursor)
        while True:
            # On the loop, not in a thread: a read of a few fresh rows takes less than the hop there and back.
            tail = self._runs.tail(self._cursor, PAGE)
            by_run: dict[RunId, list[Recorded]] = {}
            for cursor, run, recorded in tail:
                self._cursor = cursor
                by_run.setdefault(run, []).append(recorded)
            for run, recorded in by_run.items():
                for watcher in (*self._watchers.get(run, ()), *self._watchers.get(None, ())):
                    _tell(watcher, run, recorded)
            if len(tail) < PAGE:
                return
            await asyncio.sleep(0)


def _tell(watcher: Watcher, run: RunId, recorded: Sequence[Recorded]) -> None:
    """Call a watcher; one that fails costs the others nothing."""
    try:
        watcher(run, recorded)
    except Exception:
        log.exception("a watcher of run %d failed", run)
