"""The task queue: whatever happens to it, it costs latency and nothing else."""

from __future__ import annotations

import contextlib
import fcntl
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from engine.errors import StorageError
from engine.execution.stores import Notification
from engine.ids import NodeId, RunId, StepKey
from engine.sqlite import driver
from engine.worker.queue import FILE, BlockingSqliteStorage, HueyTaskQueue
from engine.worker.stop import Stop
from engine.worker.wakeup import DatagramWakeups
from engine.workflow.kinds import Pool

NOTIFICATION = Notification(RunId(7), StepKey(NodeId("tag")), Pool.SYNC)


@pytest.fixture
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("q")


@pytest.fixture
def waiting() -> list[Notification]:
    """What the database says that waits."""
    return []


@pytest.fixture
def task_queue(folder: Path, waiting: list[Notification]) -> Iterator[HueyTaskQueue]:
    with contextlib.closing(DatagramWakeups(folder)) as wakeups:
        door = HueyTaskQueue(
            folder,
            wakeups,
            lambda pool: [notification for notification in waiting if notification.pool is pool],
        )
        with contextlib.closing(door):
            yield door


def heard(task_queue: HueyTaskQueue, folder: Path, pool: Pool = Pool.SYNC) -> list[Notification]:
    """Everything a worker answers until the queue is empty."""
    answered: list[Notification] = []
    with contextlib.closing(Stop()) as stop:
        stop.set()  # do not wait for more
        worker = task_queue.consumer(pool, answered.append, stop)
        before = -1
        while len(answered) > before:
            before = len(answered)
            worker.loop()
        worker.huey.storage.listener.close()
        worker.huey.storage.close()
    return answered


def test_a_notification_is_answered_once_on_its_pool(task_queue: HueyTaskQueue, folder: Path) -> None:
    other = NOTIFICATION._replace(pool=Pool.ASYNC)
    task_queue.notify(NOTIFICATION)
    task_queue.notify(other)
    assert heard(task_queue, folder) == [NOTIFICATION]
    assert heard(task_queue, folder, Pool.ASYNC) == [other]
    assert heard(task_queue, folder) == []


def test_a_notification_that_cannot_be_kept_raises_nothing(task_queue: HueyTaskQueue, folder: Path) -> None:
    task_queue.notify(NOTIFICATION)
    task_queue.close()
    for file in folder.glob(f"{FILE}*"):
        file.write_bytes(b"no database" * 1000)
    task_queue.notify(NOTIFICATION)


def test_a_damaged_queue_is_made_anew_by_a_worker(task_queue: HueyTaskQueue, folder: Path) -> None:
    task_queue.notify(NOTIFICATION)
    task_queue.close()
    for file in folder.glob(f"{FILE}*"):
        file.write_bytes(b"no database" * 1000)
    task_queue.mend()
    task_queue.notify(NOTIFICATION)
    assert heard(task_queue, folder) == [NOTIFICATION]


def test_a_notification_by_a_process_without_a_descriptor_left_raises_nothing(
    task_queue: HueyTaskQueue, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> int:
        raise OSError(24, "Too many open files")

    monkeypatch.setattr("engine.worker.queue.os.open", refuse)
    monkeypatch.setattr("engine.worker.wakeup.os.listdir", refuse)
    task_queue.notify(NOTIFICATION)


DAMAGES: dict[str, Callable[[Path], object]] = {
    "overwritten": lambda file: (
        file.write_bytes(os.urandom(file.stat().st_size)) if "shm" not in file.name else None
    ),
    "deleted": Path.unlink,
    "database deleted": lambda file: file.unlink() if file.name == FILE else None,
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_queue_that_is_damaged_or_gone_is_made_anew_while_it_is_open(
    task_queue: HueyTaskQueue, folder: Path, damage: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Several processes have it open, each with connections of its own."""
    monkeypatch.setattr("engine.worker.queue.SLOW_POLL_S", 0.0)  # mend at once, every time
    with (
        contextlib.closing(DatagramWakeups(folder)) as wakeups,
        contextlib.closing(HueyTaskQueue(folder, wakeups, lambda _: [])) as other,
    ):
        task_queue.notify(NOTIFICATION)
        other.notify(NOTIFICATION)
        for file in list(folder.glob(f"{FILE}*")):
            DAMAGES[damage](file)
        task_queue.notify(NOTIFICATION)
        other.notify(NOTIFICATION)
        task_queue.notify(NOTIFICATION)
        assert heard(other, folder) == [NOTIFICATION] * 3
        with contextlib.closing(driver.connect(str(folder / FILE))) as connection:
            assert connection.execute("pragma integrity_check").fetchone() == ("ok",)


def test_a_queue_is_not_thrown_away_while_another_process_opens_it(
    task_queue: HueyTaskQueue, folder: Path
) -> None:
    """It would lose the log that was just made for it."""
    (folder / FILE).write_bytes(b"no database" * 1000)
    opening = os.open(folder, os.O_RDONLY)
    fcntl.flock(opening, fcntl.LOCK_SH)
    mending = threading.Thread(target=task_queue.mend)
    mending.start()
    mending.join(0.05)
    assert mending.is_alive()
    assert (folder / FILE).exists()
    os.close(opening)
    mending.join()
    assert not (folder / FILE).exists()


@pytest.fixture
def worker(
    task_queue: HueyTaskQueue, folder: Path, answered: list[Notification], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Any]:
    """A worker whose slow poll takes no time."""
    monkeypatch.setattr("engine.worker.queue.SLOW_POLL_S", 0.0)
    monkeypatch.setattr(BlockingSqliteStorage, "slow_poll_s", 0.0)
    with contextlib.closing(Stop()) as stop:
        yield task_queue.consumer(Pool.SYNC, answered.append, stop)


@pytest.fixture
def answered() -> list[Notification]:
    return []


def test_what_waits_is_answered_without_a_notification(
    worker: Any, waiting: list[Notification], answered: list[Notification]
) -> None:
    waiting += [NOTIFICATION, NOTIFICATION._replace(pool=Pool.ASYNC), NOTIFICATION._replace(run=RunId(8))]
    worker.loop()
    assert answered == [NOTIFICATION, NOTIFICATION._replace(run=RunId(8))]


def test_what_waits_is_asked_for_only_where_nobody_notifies(
    worker: Any,
    task_queue: HueyTaskQueue,
    waiting: list[Notification],
    answered: list[Notification],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    waiting.append(NOTIFICATION._replace(run=RunId(8)))
    task_queue.notify(NOTIFICATION)
    worker.loop()
    assert answered == [NOTIFICATION]
    monkeypatch.setattr("engine.worker.queue.SLOW_POLL_S", 60.0)
    worker.loop()
    assert answered == [NOTIFICATION], "not before the slow poll's time has passed"


def test_a_worker_whose_queue_cannot_be_opened_still_answers(
    worker: Any, folder: Path, waiting: list[Notification], answered: list[Notification]
) -> None:
    for file in list(folder.glob(f"{FILE}*")):
        file.unlink()
    (folder / FILE).mkdir()
    waiting.append(NOTIFICATION)
    worker.loop()
    worker.loop()
    assert answered == [NOTIFICATION, NOTIFICATION]


def test_a_worker_outlives_a_database_that_does_not_answer(
    worker: Any, task_queue: HueyTaskQueue, answered: list[Notification], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: Pool) -> list[Notification]:
        raise StorageError("The database was locked for too long.")

    monkeypatch.setattr(task_queue, "_waiting", refuse)
    worker.loop()
    assert answered == []


def test_a_sound_queue_is_left_as_it_is(task_queue: HueyTaskQueue, folder: Path) -> None:
    task_queue.notify(NOTIFICATION)
    task_queue.mend()
    assert heard(task_queue, folder) == [NOTIFICATION]


def test_a_power_cut_cannot_damage_the_queue(task_queue: HueyTaskQueue) -> None:
    """OFF may; with NORMAL the log is synced before it is written back."""
    task_queue.notify(NOTIFICATION)
    queue = task_queue._queue(Pool.SYNC)
    assert queue.storage.sql("pragma synchronous", results=True) == [(1,)]
    assert isinstance(queue.storage.conn, driver.Connection)
