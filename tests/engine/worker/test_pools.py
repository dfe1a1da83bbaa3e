"""The async pool at the moments that go wrong."""

from __future__ import annotations

import asyncio
import contextlib
import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest

from engine.errors import EngineError, StorageError
from engine.execution.claims import Cancelled, Outcome, Succeeded
from engine.execution.stores import Notification
from engine.ids import NodeId, RunId, StepKey
from engine.worker.pools import AsyncPool, SyncPool, WorkerContext
from engine.worker.stop import Stop
from engine.worker.wakeup import DatagramWakeups
from engine.workflow.kinds import Pool

RUN = RunId(7)
NOTIFICATION = Notification(RUN, StepKey(NodeId("a")), Pool.ASYNC)


def claim(node: str) -> Any:
    return SimpleNamespace(run=RUN, step=StepKey(NodeId(node)), node=SimpleNamespace(id=NodeId(node)))


@dataclass
class Scripted:
    """Claims, executor, task_queue and store at once: what the pool asks is written down."""

    stop: Stop
    follows: dict[str, list[Any]] = field(default_factory=dict)
    said: list[object] = field(default_factory=list)
    recording: threading.Event = field(default_factory=threading.Event)
    go: threading.Event = field(default_factory=threading.Event)
    first: list[Any] = field(default_factory=list)
    refuse: Exception | None = None
    looks: list[Exception] = field(default_factory=list)
    """What looking for cancelled runs raises, one after the other."""

    def claim(self, _run: RunId, _most: int = 1) -> list[Any]:
        self.said.append("claim")
        if self.refuse is not None:
            raise self.refuse
        return self.first

    def record(self, given: Any, outcome: Outcome, **_how: Any) -> list[Any]:
        self.recording.set()
        assert self.go.wait(30)
        self.said.append((given.node.id, type(outcome)))
        return self.follows.pop(given.node.id, [])

    async def run_async(self, given: Any) -> Outcome:
        if given.node.id == "endless":
            await asyncio.sleep(3600)
        return Succeeded({})

    def cancelling(self) -> list[RunId]:
        if self.looks:
            raise self.looks.pop(0)
        return [RUN]

    def notify(self, notification: Notification) -> None:
        self.said.append(notification)

    def consumer(self, _pool: Pool, answer: Callable[[Notification], None], stop: Stop) -> Any:
        """Hear one notification at the very moment of the stop."""

        def loop() -> None:
            stop.wait(30)
            answer(NOTIFICATION)

        return SimpleNamespace(loop=loop)


@pytest.fixture
def script() -> Iterator[Scripted]:
    with contextlib.closing(Stop()) as stop:
        yield Scripted(stop)


@pytest.fixture
def context(script: Scripted, tmp_path_factory: pytest.TempPathFactory) -> WorkerContext:
    parts: Any = script
    return WorkerContext(
        parts, parts, parts, DatagramWakeups(tmp_path_factory.mktemp("l")), script.stop, os.getppid()
    )


def pool_of(context: WorkerContext, script: Scripted) -> AsyncPool:
    store: Any = script
    return AsyncPool(context, store)


async def idle(pool: AsyncPool) -> None:
    async with asyncio.timeout(30):
        while pool._tasks:
            await asyncio.wait(list(pool._tasks))


async def test_a_cancelled_run_does_not_lose_the_claim_its_recording_brings(
    context: WorkerContext, script: Scripted
) -> None:
    """The record has committed the next claim; interrupted now, that step would run for ever with nobody at it."""
    script.follows = {"a": [claim("b")]}
    pool = pool_of(context, script)
    pool._begin([claim("a")])
    assert await asyncio.to_thread(script.recording.wait, 30)
    await pool._interrupt_cancelled()
    script.go.set()
    await idle(pool)
    assert script.said == [("a", Succeeded), ("b", Succeeded)]


async def test_a_running_step_of_a_cancelled_run_is_interrupted(
    context: WorkerContext, script: Scripted
) -> None:
    script.go.set()
    pool = pool_of(context, script)
    pool._begin([claim("endless")])
    await asyncio.sleep(0)
    await pool._interrupt_cancelled()
    await idle(pool)
    assert script.said == [("endless", Cancelled)]


async def test_a_storage_that_refuses_a_look_interrupts_nobody_and_is_asked_again(
    context: WorkerContext, script: Scripted, caplog: pytest.LogCaptureFixture
) -> None:
    script.go.set()
    script.looks = [StorageError("The disk did not read.")]
    pool = pool_of(context, script)
    pool._begin([claim("endless")])
    await asyncio.sleep(0)
    await pool._interrupt_cancelled()
    assert "The disk did not read." in caplog.text
    (task,) = pool._tasks
    assert not task.cancelling()
    await pool._interrupt_cancelled()
    await idle(pool)
    assert script.said == [("endless", Cancelled)]


def test_nothing_is_recorded_of_steps_that_end_with_their_process(
    context: WorkerContext, script: Scripted
) -> None:
    """They were not cancelled: maintenance takes them back from the dead."""
    script.go.set()
    script.looks = [RuntimeError("a mistake of ours")]

    class Begun(AsyncPool):
        async def _serve(self) -> None:
            self._begin([claim("endless")])
            await asyncio.sleep(0)
            await self._interrupt_cancelled()

    store: Any = script
    with pytest.raises(RuntimeError, match="a mistake of ours"):
        Begun(context, store).serve()
    assert script.said == []


async def test_a_step_is_not_interrupted_before_it_has_begun(
    context: WorkerContext, script: Scripted
) -> None:
    """A task that is cancelled before its first line records nothing: its step would run for ever."""
    script.go.set()
    pool = pool_of(context, script)
    cancelling = pool._interrupt_cancelled()
    original = asyncio.to_thread

    async def beside(*call: Any) -> Any:
        found = await original(*call)
        pool._begin([claim("endless")])
        return found

    pool._begin([claim("endless")])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(asyncio, "to_thread", beside)
        await cancelling
    await pool._interrupt_cancelled()
    await idle(pool)
    assert script.said == [("endless", Cancelled)] * 2


def test_a_notification_heard_while_stopping_is_handed_on(context: WorkerContext, script: Scripted) -> None:
    """Claimed now, the step would go down with the process."""
    script.go.set()
    threading.Timer(0.1, script.stop.set).start()
    pool_of(context, script).serve()
    assert script.said == [NOTIFICATION]


def test_a_notification_heard_by_a_sync_worker_while_stopping_is_handed_on(
    context: WorkerContext, script: Scripted
) -> None:
    script.stop.set()
    SyncPool(context).answer(NOTIFICATION)
    assert script.said == [NOTIFICATION]


UNREADABLE = [EngineError("The history cannot be read."), KeyError("gone")]


@pytest.mark.parametrize("error", UNREADABLE)
def test_a_run_that_cannot_be_read_does_not_end_the_worker(
    context: WorkerContext, script: Scripted, error: Exception
) -> None:
    script.refuse = error
    SyncPool(context).answer(NOTIFICATION)
    assert script.said == ["claim"]


@pytest.mark.parametrize("error", UNREADABLE)
async def test_a_run_that_cannot_be_read_does_not_end_the_async_worker(
    context: WorkerContext, script: Scripted, error: Exception
) -> None:
    script.refuse = error
    await pool_of(context, script)._take(RUN)
    assert script.said == ["claim"]
