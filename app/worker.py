"""The worker: sync lanes, one async lane and the sweeper, each a process of its own under one supervisor."""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import socket
import sys
import time
from pathlib import Path

from app.composition import Parts
from app.settings import Settings
from engine.claims import Claims
from engine.executor import Executor
from engine.ids import WorkerId
from engine.kinds import Lane
from engine.lanes import AsyncLane, Bench, SyncLane, orphaned
from engine.queue import Doorbell
from engine.stores import WorkerRow
from engine.supervisor import LifeFile, Seat, Supervisor, die_with_parent, new_group
from engine.sweeper import Lives, Sweeper, group_of
from engine.wake import SWEEPER, Bells, Listener, Stop, runtime_folder
from storage.database import Database

TICK_S = 1.0


def serve_worker(settings: Settings, *, parent: int | None = None) -> int:
    """Run a worker until a signal; returns the exit code. With a `parent` it drains when that process dies."""
    if parent is not None:
        die_with_parent(parent, signal.SIGTERM)
    Database.open(settings.data, synchronous=settings.synchronous).close()  # migrate once, before the fork
    Doorbell(settings.data, Bells(runtime_folder(settings.data))).mend()
    group = new_group()
    seats = [
        Seat("sync", lambda worker, stop: _sync(settings, worker, stop)) for _ in range(settings.workers)
    ]
    seats.append(Seat("async", lambda worker, stop: _async(settings, worker, stop)))
    seats.append(Seat("sweeper", lambda _, stop: _sweep(settings, group, stop)))
    return Supervisor(group, seats, runtime_folder(settings.data)).run()


def bench(parts: Parts, worker: WorkerId, lane: Lane, stop: Stop) -> Bench:
    """Put together what a lane works with."""
    journal = parts.journal()
    executor = Executor(
        parts.catalogue,
        parts.services(),
        parts.stores.runs.blob,
        parts.stores.instance,
        parts.settings.value_limit,
    )
    return Bench(Claims(journal, worker, lane), executor, parts.doorbell, parts.runtime, stop, os.getppid())


def _sync(settings: Settings, worker: WorkerId, stop: Stop) -> None:
    with contextlib.closing(Parts.open(settings)) as parts:
        SyncLane(bench(parts, worker, Lane.SYNC, stop)).serve()


def _async(settings: Settings, worker: WorkerId, stop: Stop) -> None:
    with contextlib.closing(Parts.open(settings)) as parts:
        AsyncLane(bench(parts, worker, Lane.ASYNC, stop), parts.stores.runs).serve()


def _sweep(settings: Settings, group: WorkerId, stop: Stop) -> None:
    with contextlib.closing(Parts.open(settings)) as parts:
        keep_sweeping(parts, group, stop, parent=os.getppid())
        parts.stores.runs.leave(group)


def keep_sweeping(parts: Parts, group: WorkerId, stop: Stop, *, parent: int) -> None:
    """Beat for the group and sweep: at a ring, when a timer is due, and slowly in any case."""
    lives = lives_of(parts.runtime, group, parts.settings.lease_s)
    sweeper = Sweeper(parts.journal(), lives, parts.doorbell.ring)
    listener = Listener(parts.runtime, SWEEPER)
    began, next_beat = time.time(), 0.0
    try:
        while not stop.is_set() and not orphaned(parent):
            if time.monotonic() >= next_beat:
                row = WorkerRow(group, socket.gethostname(), os.getppid(), Lane.SYNC, began, time.time())
                parts.stores.runs.beat(row)
                next_beat = time.monotonic() + parts.settings.lease_s / 3
            due = sweeper.sweep()
            until_beat = max(0.0, next_beat - time.monotonic())
            listener.wait(min(TICK_S, until_beat, TICK_S if due is None else due), stop)
    finally:
        listener.close()


def lives_of(runtime: Path, group: WorkerId, lease_s: float) -> Lives:
    """Tell the living from the dead by their life files; kill only our own."""

    def gone(worker: WorkerId) -> bool:
        dead = LifeFile(runtime, worker).dead()
        return group_of(worker) == group if dead is None else dead

    def kill(worker: WorkerId) -> None:
        if group_of(worker) == group:
            LifeFile(runtime, worker).kill()

    return Lives(lease_s, gone, kill)


if __name__ == "__main__":  # started by the web process, whose id is the argument
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(name)s %(message)s")
    sys.exit(serve_worker(Settings(), parent=int(sys.argv[1])))
