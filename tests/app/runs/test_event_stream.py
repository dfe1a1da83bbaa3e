"""The live event stream: it survives failures, and one failing subscriber does not affect the others."""

from __future__ import annotations

import asyncio
import logging
import tempfile
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, cast

import pytest

from app.runs import event_stream as module
from app.runs.event_stream import EventStream
from engine.errors import StorageError
from engine.execution.stores import RunStore
from engine.ids import RunId
from engine.run.events import Recorded
from engine.worker.ports import EVENT_STREAM
from engine.worker.wakeup import DatagramWakeups
from tests.bounds import HANGING_S

RUN = RunId(1)


class Tail:
    """A fake store: one event for each `commit`, after the exceptions it was given."""

    def __init__(self, faults: Sequence[Exception] = (), first: Sequence[Exception] = ()) -> None:
        self.faults, self.first, self.known = list(faults), list(first), 0

    def cursor(self) -> int:
        if self.first:
            raise self.first.pop(0)
        return self.known

    def tail(self, after: int, _limit: int) -> list[tuple[int, RunId, Recorded]]:
        if self.known > after and self.faults:
            raise self.faults.pop(0)
        return [(number, RUN, cast("Recorded", number)) for number in range(after + 1, self.known + 1)]


class RunningStream:
    """A running event stream without a poll: only notifications wake it."""

    def __init__(self, tail: Tail, runtime: Path) -> None:
        self.tail, self.wakeups = tail, DatagramWakeups(runtime)
        self.event_stream = EventStream(cast("RunStore", tail), self.wakeups, poll_s=0)
        self.received: list[int] = []
        self.heard = asyncio.Event()

    def hear(self, _run: RunId, recorded: Sequence[Recorded]) -> None:
        self.received += cast("Sequence[int]", recorded)
        self.heard.set()

    async def commit(self) -> None:
        """Commit an event and wait until the subscriber has received it."""
        self.heard.clear()
        self.tail.known += 1
        assert self.wakeups.notify(EVENT_STREAM) == 1
        async with asyncio.timeout(HANGING_S):
            await self.heard.wait()


@pytest.fixture
def runtime() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(
        prefix="tr-"
    ) as folder:  # short: the path of a socket holds a hundred characters
        yield Path(folder)


@asynccontextmanager
async def at_work(tail: Tail, runtime: Path) -> AsyncIterator[RunningStream]:
    running = RunningStream(tail, runtime)
    task = asyncio.create_task(running.event_stream.run())
    async with asyncio.timeout(HANGING_S):
        while running.event_stream._cursor is None:  # noqa: ASYNC110 - when it has begun is its own matter
            await asyncio.sleep(0.01)
    yield running
    assert not task.done()
    task.cancel()
    running.wakeups.close()


@pytest.fixture(autouse=True)
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PAUSE_S", 0.0)


@pytest.mark.parametrize("fault", [StorageError("The database was locked."), RuntimeError("x"), OSError("x")])
async def test_events_committed_after_a_failed_read_arrive(runtime: Path, fault: Exception) -> None:
    async with at_work(Tail([fault, fault]), runtime) as running:
        running.event_stream.watch(RUN, running.hear)
        await running.commit()
        await running.commit()
    assert running.received == [1, 2]


@pytest.mark.parametrize("fault", [StorageError("The database was locked."), RuntimeError("x")])
async def test_a_failure_at_the_start_does_not_end_the_stream(runtime: Path, fault: Exception) -> None:
    async with at_work(Tail(first=[fault, fault]), runtime) as running:
        running.event_stream.watch(RUN, running.hear)
        await running.commit()
    assert running.received == [1]


@pytest.mark.parametrize("fault", [StorageError("The database was locked."), RuntimeError("x")])
async def test_a_failing_subscriber_does_not_affect_the_others(
    runtime: Path, fault: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: Any) -> None:
        raise fault

    async with at_work(Tail(), runtime) as running:
        running.event_stream.watch(RUN, fail)
        running.event_stream.watch(RUN, running.hear)
        running.event_stream.watch(None, fail)
        for _ in range(3):
            await running.commit()
    assert running.received == [1, 2, 3]
    failed = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert len(failed) == 6
