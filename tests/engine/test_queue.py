"""The doorbell: whatever happens to it, it costs latency and nothing else."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.ids import NodeId, RunId
from engine.kinds import Lane
from engine.queue import FILE, Doorbell
from engine.sqlite import driver
from engine.stores import Ring
from engine.wake import Bells, Stop

RING = Ring(RunId(7), NodeId("tag"), Lane.SYNC)


@pytest.fixture
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("q")


@pytest.fixture
def doorbell(folder: Path) -> Iterator[Doorbell]:
    with contextlib.closing(Bells(folder)) as bells, contextlib.closing(Doorbell(folder, bells)) as found:
        yield found


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
