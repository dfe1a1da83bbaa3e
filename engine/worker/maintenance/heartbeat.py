"""The heartbeat of a worker group, and the rows and files of groups that are gone."""

from __future__ import annotations

import socket
from dataclasses import dataclass

from engine.execution.stores import RunStore, WorkerRow
from engine.ids import WorkerId
from engine.worker.maintenance.liveness import group_of
from engine.worker.maintenance.service import MaintenancePass
from engine.worker.ports import LivenessRecords

CLOCK_WAS_SET_S = 1.0


@dataclass(frozen=True, slots=True)
class Group:
    """The worker group that a heartbeat speaks of. `pid` is its parent process; `started_at` is epoch seconds."""

    id: WorkerId
    pid: int
    started_at: float


class Heartbeat:
    """Writes the group's row three times in a lease, and at once when the clock was set."""

    def __init__(self, group: Group, lease_s: float) -> None:
        self._group = group
        self._every_s = lease_s / 3
        self._next = 0.0
        self._offset: float | None = None

    def run(self, current: MaintenancePass) -> float | None:
        """Beat if it is time to; return the seconds until the next beat."""
        # Whoever reads the beat as a time must not take the group for dead because the clock was set.
        offset = current.now - current.elapsed
        was_set = self._offset is not None and abs(offset - self._offset) > CLOCK_WAS_SET_S
        if current.elapsed >= self._next or was_set:
            beat(current.store, self._group, current.now)
            self._next, self._offset = current.elapsed + self._every_s, offset
        return max(0.0, self._next - current.elapsed)


class Cleanup:
    """Forgets the dead who hold no step: heartbeat rows past their lease, liveness records without a process."""

    def __init__(self, records: LivenessRecords, lease_s: float) -> None:
        self._records = records
        self._lease_s = lease_s
        self._next = 0.0

    def run(self, current: MaintenancePass) -> float | None:
        """Clean up three times in a lease."""
        if current.elapsed < self._next:
            return None
        self._next = current.elapsed + self._lease_s / 3
        workers = current.store.workers()
        dead = [worker for worker in self._records.all() if self._records.dead(worker)]
        # Read after they were found dead: a record that goes while a step is still held leaves only the lease to tell.
        busy = {step.worker for step in current.store.running() if step.worker is not None}
        busy_groups = {group_of(worker) for worker in busy}
        for worker in dead:
            if worker not in busy:
                self._records.remove(worker)
        for row in workers:
            if row.id not in busy_groups and row.beat_at < current.now - self._lease_s:
                current.store.leave(row.id)
        return None


def beat(store: RunStore, group: Group, at: float) -> None:
    """Write the group's heartbeat, at `at` epoch seconds."""
    store.beat(WorkerRow(group.id, socket.gethostname(), group.pid, group.started_at, at))
