"""A group of worker processes on one database: the pools, the maintenance loop, and their parent."""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial

from engine.execution.claims import Claims
from engine.execution.executor import Executor
from engine.execution.journal import Journal
from engine.execution.stores import RunStore
from engine.ids import WorkerId
from engine.nodes import warm
from engine.worker.maintenance.cancellation import Cancellation
from engine.worker.maintenance.deadlines import Deadlines
from engine.worker.maintenance.heartbeat import Cleanup, Group, Heartbeat, beat
from engine.worker.maintenance.liveness import Liveness
from engine.worker.maintenance.loop import MaintenanceLoop
from engine.worker.maintenance.reclaim import DeadWorkers
from engine.worker.maintenance.renotify import Renotification
from engine.worker.maintenance.service import MaintenanceService
from engine.worker.maintenance.timers import Timers
from engine.worker.maintenance.updates import GuardedUpdates
from engine.worker.pools import AsyncPool, SyncPool, WorkerContext, orphaned
from engine.worker.ports import MAINTENANCE, LivenessRecords, TaskQueue, Wakeups
from engine.worker.stop import Stop
from engine.worker.supervisor import ProcessSpec, Supervisor, die_with_parent, new_group
from engine.workflow.kinds import Pool


@dataclass(frozen=True, slots=True)
class Resources:
    """What one process of a group works with. Opened after the fork, never carried over one.

    `journal` makes a journal, which belongs to one thread; `executor` what carries out claims.
    """

    runs: RunStore
    task_queue: TaskQueue
    wakeups: Wakeups
    liveness_records: LivenessRecords
    journal: Callable[[], Journal]
    executor: Callable[[], Executor]


Open = Callable[[], AbstractContextManager[Resources]]


@dataclass(frozen=True, slots=True)
class GroupSettings:
    """How many processes run sync steps, and after how many seconds of silence one is taken for dead."""

    workers: int
    lease_s: float


def serve(open_: Open, settings: GroupSettings, *, parent: int | None = None) -> int:
    """Run a worker group until a signal; return the exit code. With a `parent` it drains when that process dies."""
    if parent is not None:
        die_with_parent(parent, signal.SIGHUP)
    group = Group(new_group(), os.getpid(), time.time())
    with open_() as resources:  # migrates once; nothing of it is carried over the fork
        resources.task_queue.mend()
        warm()
        resources.executor()  # reads the catalogue, which the children then share
        records = resources.liveness_records
        # Before a step can be claimed, or other groups take this one for dead.
        beat(resources.runs, group, time.time())
    gc.collect()
    gc.freeze()  # or the first collection in every child copies all the memory it shares with this process
    specs = [ProcessSpec("sync", partial(_sync, open_)) for _ in range(settings.workers)]
    specs.append(ProcessSpec("async", partial(_async, open_)))
    specs.append(ProcessSpec("maintenance", partial(_maintain, open_, group, settings), last=True))
    return Supervisor(group.id, specs, records).run()


def worker_context(resources: Resources, worker: WorkerId, pool: Pool, stop: Stop) -> WorkerContext:
    """Return what a pool works with."""
    claims = Claims(resources.journal(), worker, pool)
    return WorkerContext(
        claims, resources.executor(), resources.task_queue, resources.wakeups, stop, os.getppid()
    )


def maintenance_services(
    resources: Resources, group: Group, settings: GroupSettings
) -> list[MaintenanceService]:
    """Return the services of the maintenance loop, in the order in which a pass runs them."""
    records = resources.liveness_records
    liveness = Liveness(settings.lease_s, group.id, records.dead, records.kill)
    updates = GuardedUpdates(resources.journal())
    return [
        Heartbeat(group, settings.lease_s),
        Cleanup(records, settings.lease_s),
        Timers(updates),
        DeadWorkers(updates, liveness),
        Deadlines(updates, liveness),
        Cancellation(updates, liveness),
        Renotification(resources.task_queue.notify),
    ]


def _sync(open_: Open, worker: WorkerId, stop: Stop) -> None:
    with open_() as resources:
        SyncPool(worker_context(resources, worker, Pool.SYNC, stop)).serve()


def _async(open_: Open, worker: WorkerId, stop: Stop) -> None:
    with open_() as resources:
        AsyncPool(worker_context(resources, worker, Pool.ASYNC, stop), resources.runs).serve()


def _maintain(open_: Open, group: Group, settings: GroupSettings, _worker: WorkerId, stop: Stop) -> None:
    with open_() as resources:
        services = maintenance_services(resources, group, settings)
        loop = MaintenanceLoop(resources.runs, services, time.time, time.monotonic)
        with contextlib.closing(resources.wakeups.listen(MAINTENANCE)) as listener:
            loop.run_until(stop, listener, partial(orphaned, group.pid))
        resources.runs.leave(group.id)
