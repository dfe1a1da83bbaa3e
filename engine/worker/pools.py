"""What a worker process does: answer notifications on one pool.

The sync pool carries out one step at a time and goes straight on along its run. The async pool holds many steps on
one event loop. An error that is neither the node's nor the storage's ends the process: its supervisor starts
another and maintenance takes the step back, so no step is left "running" with nobody at it.
"""

from __future__ import annotations

import asyncio
import logging
import os
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import TypeVar, cast

from engine.errors import StaleFenceError, StorageError, TreadleError, UnsyncedError
from engine.execution.claims import Cancelled, Claim, Claims, Outcome
from engine.execution.executor import Executor
from engine.execution.stores import Notification, RunStore
from engine.ids import RunId
from engine.worker.ports import INTERRUPT, TaskQueue, Wakeups
from engine.worker.stop import Stop
from engine.workflow.kinds import Pool

log = logging.getLogger("treadle.worker")
STEPS_IN_A_ROW = 64
SECONDS_IN_A_ROW = 0.25
"""A worker goes straight on along one run for so long; then the run that waits for longest has its turn."""
ASYNC_SLOTS = 256
CRASHED = 70
_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class WorkerContext:
    """What a pool works with."""

    claims: Claims
    executor: Executor
    task_queue: TaskQueue
    wakeups: Wakeups
    stop: Stop
    parent: int


def until_stored(action: Callable[[], _Result], stop: Stop | None = None) -> _Result:
    """Repeat while the storage refuses (locked, full): a result in hand is not given up for that.

    With `stop`, for what can be given up, a refusal is raised once that is set. Ends the process where a commit stands
    that the disk does not confirm: repeated, it would leave the steps it claimed to nobody.
    """
    wait = 0.05
    while True:
        try:
            return action()
        except UnsyncedError:
            log.exception("the worker cannot go on")
            os._exit(CRASHED)
        except StorageError as error:
            log.warning("storage refused, trying again in %.2f s: %s", wait, error.what)
            if stop is None:
                time.sleep(wait)
            elif stop.wait(wait):
                raise
            wait = min(wait * 2, 2.0)


def orphaned(parent: int) -> bool:
    """Return whether the supervisor is gone, for systems without a parent-death signal."""
    return os.getppid() != parent


class SyncPool:
    """One step at a time."""

    def __init__(self, context: WorkerContext) -> None:
        self._context = context

    def serve(self) -> None:
        """Answer notifications until told to stop or left without a parent."""
        context = self._context
        worker = context.task_queue.consumer(Pool.SYNC, self.answer, context.stop)
        while not context.stop.is_set() and not orphaned(context.parent):
            worker.loop()

    def answer(self, notification: Notification) -> None:
        """Claim a step of the run and go straight on from it, then along other runs while any waits."""
        context = self._context
        if context.stop.is_set():
            context.task_queue.notify(notification)
            return
        try:
            claimed = until_stored(lambda: context.claims.claim(notification.run), context.stop)
        except Exception as error:  # noqa: BLE001 - nothing is claimed, so nothing is lost: maintenance notifies again
            _say_unclaimed(notification.run, error)
            return
        try:
            self._go_on(claimed)
        except StaleFenceError as error:
            log.info("%s", error.what)
        except BaseException:
            log.exception("run %s: the worker cannot go on", notification.run)
            os._exit(CRASHED)

    def _go_on(self, claimed: list[Claim]) -> None:
        context = self._context
        began, steps, run = time.monotonic(), 0, None
        while claimed:
            claim = claimed[0]
            if claim.run != run:
                began, steps, run = time.monotonic(), 0, claim.run
            outcome = context.executor.run(claim)
            steps += 1
            yielding = steps >= STEPS_IN_A_ROW or time.monotonic() - began > SECONDS_IN_A_ROW
            if yielding:
                began, steps = time.monotonic(), 0
            leaving = context.stop.is_set() or orphaned(context.parent)
            record = partial(
                context.claims.record, claim, outcome, most=0 if leaving else 1, yielding=yielding
            )
            claimed = until_stored(record)
            if leaving:
                context.task_queue.notify(Notification(claim.run, claim.step, Pool.SYNC))


class AsyncPool:
    """Many steps at once on one event loop; the journal has its own thread."""

    def __init__(self, context: WorkerContext, store: RunStore) -> None:
        self._context = context
        self._store = store
        self._journal = ThreadPoolExecutor(1, thread_name_prefix="journal")
        self._tasks: dict[asyncio.Task[None], Claim | None] = {}
        """What runs; None before the step has begun and once its outcome is recorded: nothing may interrupt that."""
        self._interrupted: set[asyncio.Task[None]] = set()
        self._room = threading.Event()
        self._room.set()

    def serve(self) -> None:
        """Answer notifications until told to stop, then let running steps end."""
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        context, loop = self._context, asyncio.get_running_loop()
        interrupt = context.wakeups.listen(INTERRUPT)
        wanted = asyncio.Event()
        loop.add_reader(interrupt.fileno(), lambda: (interrupt.drain(), wanted.set()))
        loop.add_reader(
            context.stop.fileno(), lambda: (loop.remove_reader(context.stop.fileno()), wanted.set())
        )
        huey = threading.Thread(target=self._listen, args=(loop,), daemon=True, name="huey")
        huey.start()
        try:
            while not context.stop.is_set() and not orphaned(context.parent):
                await _wait_briefly(wanted)
                await self._interrupt_cancelled()
            context.stop.set()
            await self._drain(asyncio.create_task(asyncio.to_thread(huey.join)))
        finally:
            loop.remove_reader(context.stop.fileno())
            loop.remove_reader(interrupt.fileno())
            interrupt.close()

    async def _drain(self, hearing: asyncio.Task[None]) -> None:
        """Let what runs end. Whoever still hears a notification needs this loop, so it is waited for too."""
        while self._tasks or not hearing.done():
            await asyncio.wait([*self._tasks, hearing], timeout=1.0)
            await self._interrupt_cancelled()

    def _listen(self, loop: asyncio.AbstractEventLoop) -> None:
        """Dequeue in a thread of its own: Huey's worker blocks."""
        context = self._context

        def answer(notification: Notification) -> None:
            while not context.stop.is_set():
                if self._room.wait(1.0):
                    asyncio.run_coroutine_threadsafe(self._take(notification.run), loop).result()
                    return
                # All slots are taken.
            context.task_queue.notify(notification)

        worker = context.task_queue.consumer(Pool.ASYNC, answer, context.stop)
        while not context.stop.is_set():
            worker.loop()

    async def _take(self, run: RunId) -> None:
        free = max(1, ASYNC_SLOTS - len(self._tasks))
        try:
            claimed = await self._in_journal(
                lambda: until_stored(lambda: self._context.claims.claim(run, free), self._context.stop)
            )
        except Exception as error:  # noqa: BLE001 - nothing is claimed, so nothing is lost: maintenance notifies again
            _say_unclaimed(run, error)
            return
        self._begin(claimed)

    def _begin(self, claimed: list[Claim]) -> None:
        for claim in claimed:
            task = asyncio.create_task(self._carry_out(claim))
            self._tasks[task] = None
            task.add_done_callback(self._ended)
        if len(self._tasks) >= ASYNC_SLOTS:
            self._room.clear()

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.pop(task, None)
        self._interrupted.discard(task)
        self._room.set()
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("the worker cannot go on", exc_info=error)
            os._exit(CRASHED)

    async def _carry_out(self, claim: Claim) -> None:
        task = cast("asyncio.Task[None]", asyncio.current_task())
        self._tasks[task] = claim
        try:
            outcome: Outcome = await self._context.executor.run_async(claim)
        except asyncio.CancelledError:
            if task not in self._interrupted:  # the loop ends: the step is taken back from the dead process
                raise
            outcome = Cancelled()
        self._tasks[task] = None  # the claims that come of it would be nobody's
        most = 0 if self._context.stop.is_set() else 1
        try:
            claimed = await self._in_journal(
                lambda: until_stored(lambda: self._context.claims.record(claim, outcome, most=most))
            )
        except StaleFenceError as error:
            log.info("%s", error.what)
            return
        self._begin(claimed)

    async def _in_journal(self, action: Callable[[], _Result]) -> _Result:
        return await asyncio.shield(asyncio.wrap_future(self._journal.submit(action)))

    async def _interrupt_cancelled(self) -> None:
        if not self._tasks:
            return
        try:
            cancelling = set(await asyncio.to_thread(self._store.cancelling))
        except StorageError as error:
            log.warning("storage refused, looking for cancelled runs again in 1 s: %s", error.what)
            return
        for task, claim in self._tasks.items():
            if claim is not None and claim.run in cancelling:
                self._interrupted.add(task)
                task.cancel()


def _say_unclaimed(run: RunId, error: Exception) -> None:
    trace = not isinstance(error, TreadleError)
    log.warning("run %s: no step could be claimed: %s", run, error, exc_info=trace)


async def _wait_briefly(wanted: asyncio.Event) -> None:
    try:
        async with asyncio.timeout(1.0):
            await wanted.wait()
    except TimeoutError:
        return
    wanted.clear()
