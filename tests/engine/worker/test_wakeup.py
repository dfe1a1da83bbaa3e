"""Waking, and stopping by a signal."""

from __future__ import annotations

import contextlib
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.worker.stop import Stop
from engine.worker.wakeup import DatagramListener, DatagramWakeups


@pytest.fixture
def stop() -> Iterator[Stop]:
    with contextlib.closing(Stop()) as found:
        yield found


@pytest.fixture
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("w")


def test_a_signal_handler_may_set_it_wherever_its_thread_stands(stop: Stop) -> None:
    """With a lock inside, one of these thousands of interruptions would meet it held, and hang for good."""
    notified = 0

    def handler(*_: object) -> None:
        nonlocal notified
        notified += 1
        stop.set()

    before = signal.signal(signal.SIGALRM, handler)
    try:
        signal.setitimer(signal.ITIMER_REAL, 1e-5, 5e-5)
        while notified < 2000:
            stop.wait(0)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    assert stop.is_set()


def test_whoever_waits_for_a_notification_hears_a_stop_at_once(folder: Path, stop: Stop) -> None:
    with contextlib.closing(DatagramListener(folder, "sync")) as listener:
        threading.Timer(0.05, stop.set).start()
        begun = time.monotonic()
        assert not listener.wait(30, stop)
        assert time.monotonic() - begun < 20


def test_a_notification_wakes_every_listener_of_its_role(folder: Path) -> None:
    with (
        contextlib.closing(DatagramListener(folder, "sync")) as one,
        contextlib.closing(DatagramListener(folder, "sync")) as two,
        contextlib.closing(DatagramListener(folder, "async")) as other,
        contextlib.closing(DatagramWakeups(folder)) as wakeups,
    ):
        assert wakeups.notify("sync") == 2
        assert one.wait(1)
        assert two.wait(1)
        assert not one.wait(0), "all that have come are swallowed"
        assert not other.wait(0)


def test_the_socket_of_a_killed_process_goes_at_the_next_wake_up(folder: Path) -> None:
    listener = DatagramListener(folder, "sync")
    listener._socket.close()  # as the kernel does with a killed process: its file stays
    with contextlib.closing(DatagramWakeups(folder)) as wakeups:
        assert wakeups.listeners("sync") == 1
        assert wakeups.notify("sync") == 0
        assert wakeups.listeners("sync") == 0


def test_a_full_socket_counts_as_woken(folder: Path) -> None:
    with (
        contextlib.closing(DatagramListener(folder, "sync")) as listener,
        contextlib.closing(DatagramWakeups(folder)) as wakeups,
    ):
        assert all(wakeups.notify("sync") == 1 for _ in range(2000))
        assert listener.wait(0)


def test_a_notification_that_cannot_be_sent_harms_nobody(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_self: DatagramWakeups) -> None:
        raise OSError(24, "Too many open files")

    with (
        contextlib.closing(DatagramListener(folder, "sync")),
        contextlib.closing(DatagramWakeups(folder)) as wakeups,
    ):
        monkeypatch.setattr(DatagramWakeups, "_sender", refuse)
        assert wakeups.notify("sync") == 0


def test_a_notification_by_a_process_without_a_descriptor_left_reaches_those_it_knows(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is notified for is committed: no want of anything may make that look like a failure."""

    def refuse(_: object) -> list[str]:
        raise OSError(24, "Too many open files")

    with (
        contextlib.closing(DatagramListener(folder, "sync")) as listener,
        contextlib.closing(DatagramWakeups(folder)) as wakeups,
    ):
        assert wakeups.notify("sync") == 1
        assert listener.wait(0)
        monkeypatch.setattr("engine.worker.wakeup.os.listdir", refuse)
        (folder / "another").touch()  # so that the folder has changed
        assert wakeups.notify("sync") == 1
        assert listener.wait(0)
        assert DatagramWakeups(folder).notify("sync") == 0, "it knows nobody yet"


def test_a_socket_that_may_not_be_cleared_away_harms_nobody(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: object) -> None:
        raise PermissionError(13, "Permission denied")

    DatagramListener(folder, "sync")._socket.close()
    monkeypatch.setattr(Path, "unlink", refuse)
    with contextlib.closing(DatagramWakeups(folder)) as wakeups:
        assert wakeups.notify("sync") == 0
