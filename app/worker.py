"""The worker: sync pools, one async pool and the sweeper, each a process of its own under one supervisor."""

from __future__ import annotations

import contextlib
import gc
import logging
import os
import signal
import socket
import sys
import time
from pathlib import Path

from app.composition import Parts
from app.settings import Settings
from engine.errors import StorageError
from engine.execution.claims import Claims
from engine.execution.executor import Executor
from engine.execution.stores import WorkerRow
from engine.ids import WorkerId
from engine.nodes import warm
from engine.worker.liveness import LivenessFile
from engine.worker.maintenance import Liveness, Sweeper, group_of
from engine.worker.pools import AsyncPool, SyncPool, WorkerContext, orphaned
from engine.worker.supervisor import ProcessSpec, Supervisor, die_with_parent, new_group
from engine.worker.wakeup import SWEEPER, Listener, Stop, runtime_folder
from engine.workflow.kinds import Pool

log = logging.getLogger("treadle.worker")
TICK_S = 1.0


def serve_worker(settings: Settings, *, parent: int | None = None) -> int:
    """Run a worker until a signal; returns the exit code. With a `parent` it drains when that process dies."""
    if parent is not None:
        die_with_parent(parent, signal.SIGHUP)
    group = new_group()
    with contextlib.closing(
        Parts.open(settings)
    ) as parts:  # migrates once; nothing of it is carried over the fork
        parts.task_queue.mend()
        warm()
        _ = parts.catalogue
        beat(
            parts, group, os.getpid(), time.time()
        )  # before a step can be claimed, or others take it for dead
    gc.collect()
    gc.freeze()  # or the first collection in every child copies all the memory it shares with this process
    specs = [
        ProcessSpec("sync", lambda worker, stop: _sync(settings, worker, stop))
        for _ in range(settings.workers)
    ]
    specs.append(ProcessSpec("async", lambda worker, stop: _async(settings, worker, stop)))
    specs.append(ProcessSpec("sweeper", lambda _, stop: _maintain(settings, group, stop), last=True))
    return Supervisor(group, specs, runtime_folder(settings.data)).run()


def worker_context(parts: Parts, worker: WorkerId, pool: Pool, stop: Stop) -> WorkerContext:
    """Put together what a pool works with."""
    journal = parts.journal()
    executor = Executor(
        parts.catalogue,
        parts.services(),
        parts.stores.runs.blob,
        parts.stores.instance,
        parts.settings.value_limit,
    )
    return WorkerContext(
        Claims(journal, worker, pool), executor, parts.task_queue, parts.runtime, stop, os.getppid()
    )


def _sync(settings: Settings, worker: WorkerId, stop: Stop) -> None:
    with contextlib.closing(Parts.open(settings)) as parts:
        SyncPool(worker_context(parts, worker, Pool.SYNC, stop)).serve()


def _async(settings: Settings, worker: WorkerId, stop: Stop) -> None:
    with contextlib.closing(Parts.open(settings)) as parts:
        AsyncPool(worker_context(parts, worker, Pool.ASYNC, stop), parts.stores.runs).serve()


def _maintain(settings: Settings, group: WorkerId, stop: Stop) -> None:
    with contextlib.closing(Parts.open(settings)) as parts:
        keep_maintained(parts, group, stop, parent=os.getppid())
        parts.stores.runs.leave(group)


def keep_maintained(parts: Parts, group: WorkerId, stop: Stop, *, parent: int) -> None:
    """Beat for the group and sweep: at a notification, when a timer is due, and slowly in any case."""
    liveness = liveness_of(parts.runtime, group, parts.settings.lease_s)
    sweeper = Sweeper(parts.journal(), liveness, parts.task_queue.notify)
    listener = Listener(parts.runtime, SWEEPER)
    began, next_beat, clocks = time.time(), 0.0, clocks_apart()
    try:
        while not stop.is_set() and not orphaned(parent):
            wait = TICK_S
            try:
                # Whoever reads the beat as a time must not take us for dead because the clock was set.
                if time.monotonic() >= next_beat or abs(clocks_apart() - clocks) > TICK_S:
                    beat(parts, group, parent, began)
                    next_beat, clocks = time.monotonic() + parts.settings.lease_s / 3, clocks_apart()
                    tidy(parts)
                due = sweeper.sweep()
                wait = min(TICK_S, TICK_S if due is None else due, max(0.0, next_beat - time.monotonic()))
            except StorageError as error:
                log.warning("storage refused, sweeping again in %g s: %s", wait, error.what)
            listener.wait(wait, stop)
    finally:
        listener.close()


def clocks_apart() -> float:
    """Give the seconds between the wall clock and the one that nobody sets; they change when it is set."""
    return time.time() - time.monotonic()


def beat(parts: Parts, group: WorkerId, pid: int, began: float) -> None:
    """Write the group's heartbeat."""
    parts.stores.runs.beat(WorkerRow(group, socket.gethostname(), pid, began, time.time()))


def tidy(parts: Parts) -> None:
    """Forget the dead who hold nothing: heartbeat rows past their lease, life files without a process."""
    runs = parts.stores.runs
    workers = runs.workers()
    dead = [
        worker for worker in LivenessFile.all(parts.runtime) if LivenessFile(parts.runtime, worker).dead()
    ]
    # Read after they were found dead: a file that goes while a step is still held leaves only the lease to tell.
    busy = {step.worker for step in runs.running() if step.worker is not None}
    busy_groups = {group_of(worker) for worker in busy}
    for worker in dead:
        if worker not in busy:
            LivenessFile(parts.runtime, worker).remove()
    for row in workers:
        if row.id not in busy_groups and row.beat_at < time.time() - parts.settings.lease_s:
            runs.leave(row.id)


def liveness_of(runtime: Path, group: WorkerId, lease_s: float) -> Liveness:
    """Tell the living from the dead by their life files, and kill by them, whatever group they are of."""
    return Liveness(
        lease_s,
        group,
        lambda worker: LivenessFile(runtime, worker).dead(),
        lambda worker: LivenessFile(runtime, worker).kill(),
    )


if __name__ == "__main__":  # started by the web process, whose id is the argument
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(name)s %(message)s")
    sys.exit(serve_worker(Settings(), parent=int(sys.argv[1])))
