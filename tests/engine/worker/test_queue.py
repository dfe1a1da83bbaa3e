"""The doorbell: whatever happens to it, it costs latency and nothing else."""

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
from engine.execution.stores import Ring
from engine.ids import NodeId, RunId
from engine.sqlite import driver
from engine.worker.queue import FILE, BellStorage, Doorbell
from engine.worker.wakeup import Bells, Stop
from engine.workflow.kinds import Lane

RING = Ring(RunId(7), NodeId("tag"), Lane.SYNC)


@pytest.fixture
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("q")


@pytest.fixture
def waiting() -> list[Ring]:
    """What the database says that waits."""
    return []


@pytest.fixture
def doorbell(folder: Path, waiting: list[Ring]) -> Iterator[Doorbell]:
    with contextlib.closing(Bells(folder)) as bells:
        door = Doorbell(folder, bells, lambda lane: [ring for ring in waiting if ring.lane is lane])
        with contextlib.closing(door):
            yield door


def heard(doorbell: Doorbell, folder: Path, lane: Lane = Lane.SYNC) -> list[Ring]:
    """Everything a worker answers until the queue is empty."""
    answered: list[Ring] = []
    with contextlib.closing(Stop()) as stop:
        stop.set()  # do not wait for more
        worker = doorbell.worker(lane, answered.append, stop, folder)
        before = -1
        while len(answered) > before:
            before = len(answered)
            worker.loop()
        worker.huey.storage.listener.close()
        worker.huey.storage.close()
    return answered


def test_a_ring_is_answered_once_on_its_lane(doorbell: Doorbell, folder: Path) -> None:
    other = RING._replace(lane=Lane.ASYNC)
    doorbell.ring(RING)
    doorbell.ring(other)
    assert heard(doorbell, folder) == [RING]
    assert heard(doorbell, folder, Lane.ASYNC) == [other]
    assert heard(doorbell, folder) == []


def test_a_ring_that_cannot_be_kept_raises_nothing(doorbell: Doorbell, folder: Path) -> None:
    doorbell.ring(RING)
    doorbell.close()
    for file in folder.glob(f"{FILE}*"):
        file.write_bytes(b"no database" * 1000)
    doorbell.ring(RING)


def test_a_damaged_queue_is_made_anew_by_a_worker(doorbell: Doorbell, folder: Path) -> None:
    doorbell.ring(RING)
    doorbell.close()
    for file in folder.glob(f"{FILE}*"):
        file.write_bytes(b"no database" * 1000)
    doorbell.mend()
    doorbell.ring(RING)
    assert heard(doorbell, folder) == [RING]


def test_a_ring_by_a_process_without_a_descriptor_left_raises_nothing(
    doorbell: Doorbell, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> int:
        raise OSError(24, "Too many open files")

    monkeypatch.setattr("engine.worker.queue.os.open", refuse)
    monkeypatch.setattr("engine.worker.wakeup.os.listdir", refuse)
    doorbell.ring(RING)


DAMAGES: dict[str, Callable[[Path], object]] = {
    "overwritten": lambda file: (
        file.write_bytes(os.urandom(file.stat().st_size)) if "shm" not in file.name else None
    ),
    "deleted": Path.unlink,
    "database deleted": lambda file: file.unlink() if file.name == FILE else None,
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_queue_that_is_damaged_or_gone_is_made_anew_while_it_is_open(
    doorbell: Doorbell, folder: Path, damage: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Several processes have it open, each with connections of its own."""
    monkeypatch.setattr("engine.worker.queue.SLOW_POLL_S", 0.0)  # mend at once, every time
    with (
        contextlib.closing(Bells(folder)) as bells,
        contextlib.closing(Doorbell(folder, bells, lambda _: [])) as other,
    ):
        doorbell.ring(RING)
        other.ring(RING)
        for file in list(folder.glob(f"{FILE}*")):
            DAMAGES[damage](file)
        doorbell.ring(RING)
        other.ring(RING)
        doorbell.ring(RING)
        assert heard(other, folder) == [RING] * 3
        with contextlib.closing(driver.connect(str(folder / FILE))) as connection:
            assert connection.execute("pragma integrity_check").fetchone() == ("ok",)


def test_a_queue_is_not_thrown_away_while_another_process_opens_it(doorbell: Doorbell, folder: Path) -> None:
    """It would lose the log that was just made for it."""
    (folder / FILE).write_bytes(b"no database" * 1000)
    opening = os.open(folder, os.O_RDONLY)
    fcntl.flock(opening, fcntl.LOCK_SH)
    mending = threading.Thread(target=doorbell.mend)
    mending.start()
    mending.join(0.05)
    assert mending.is_alive()
    assert (folder / FILE).exists()
    os.close(opening)
    mending.join()
    assert not (folder / FILE).exists()


@pytest.fixture
def worker(
    doorbell: Doorbell, folder: Path, answered: list[Ring], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Any]:
    """A worker whose slow poll takes no time."""
    monkeypatch.setattr("engine.worker.queue.SLOW_POLL_S", 0.0)
    monkeypatch.setattr(BellStorage, "slow_poll_s", 0.0)
    with contextlib.closing(Stop()) as stop:
        yield doorbell.worker(Lane.SYNC, answered.append, stop, folder)


@pytest.fixture
def answered() -> list[Ring]:
    return []


def test_what_waits_is_answered_without_a_ring(
    worker: Any, waiting: list[Ring], answered: list[Ring]
) -> None:
    waiting += [RING, RING._replace(lane=Lane.ASYNC), RING._replace(run=RunId(8))]
    worker.loop()
    assert answered == [RING, RING._replace(run=RunId(8))]


def test_what_waits_is_asked_for_only_where_nobody_rings(
    worker: Any,
    doorbell: Doorbell,
    waiting: list[Ring],
    answered: list[Ring],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    waiting.append(RING._replace(run=RunId(8)))
    doorbell.ring(RING)
    worker.loop()
    assert answered == [RING]
    monkeypatch.setattr("engine.worker.queue.SLOW_POLL_S", 60.0)
    worker.loop()
    assert answered == [RING], "not before the slow poll's time has passed"


def test_a_worker_whose_queue_cannot_be_opened_still_answers(
    worker: Any, folder: Path, waiting: list[Ring], answered: list[Ring]
) -> None:
    for file in list(folder.glob(f"{FILE}*")):
        file.unlink()
    (folder / FILE).mkdir()
    waiting.append(RING)
    worker.loop()
    worker.loop()
    assert answered == [RING, RING]


def test_a_worker_outlives_a_database_that_does_not_answer(
    worker: Any, doorbell: Doorbell, answered: list[Ring], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: Lane) -> list[Ring]:
        raise StorageError("The database was locked for too long.")

    monkeypatch.setattr(doorbell, "_waiting", refuse)
    worker.loop()
    assert answered == []


def test_a_sound_queue_is_left_as_it_is(doorbell: Doorbell, folder: Path) -> None:
    doorbell.ring(RING)
    doorbell.mend()
    assert heard(doorbell, folder) == [RING]


def test_a_power_cut_cannot_damage_the_queue(doorbell: Doorbell) -> None:
    """OFF may; with NORMAL the log is synced before it is written back."""
    doorbell.ring(RING)
    queue = doorbell._queue(Lane.SYNC)
    assert queue.storage.sql("pragma synchronous", results=True) == [(1,)]
    assert isinstance(queue.storage.conn, driver.Connection)
