"""Taking back the steps of dead workers."""

from __future__ import annotations

from functools import partial

from engine.execution.claims import reclaim_step
from engine.execution.journal import RunUpdate
from engine.execution.stores import StepRow
from engine.ids import StepKey, WorkerId
from engine.worker.maintenance.liveness import Liveness, Silence, group_of
from engine.worker.maintenance.service import MaintenancePass
from engine.worker.maintenance.updates import GuardedUpdates


class DeadWorkers:
    """Reclaims steps whose worker is known to be dead, or was silent for longer than the lease."""

    def __init__(self, updates: GuardedUpdates, liveness: Liveness) -> None:
        self._updates = updates
        self._liveness = liveness
        self._silence = Silence(liveness.clock)

    def run(self, current: MaintenancePass) -> float | None:
        """Reclaim every running step that nobody is at any more."""
        if not current.running:
            return None
        dead = self._dead(current)
        for row in current.running:
            if row.worker in dead:
                self._updates.attempt(row, partial(_reclaim, row.step))
        return None

    def _dead(self, current: MaintenancePass) -> set[WorkerId]:
        workers = {row.worker for row in current.running if row.worker is not None}
        known = {worker: self._liveness.dead(worker) for worker in workers}
        signs: dict[WorkerId, float | None] = dict.fromkeys(map(group_of, workers))
        signs |= {row.id: row.beat_at for row in current.store.workers()}
        signs |= dict.fromkeys(worker for worker in workers if known[worker] is None)
        silence = self._silence.since(signs)

        def is_dead(worker: WorkerId) -> bool:
            if known[worker] is False and group_of(worker) == self._liveness.own:
                return False
            return known[worker] is True or any(
                silence.get(one, 0.0) >= self._liveness.lease_s for one in (worker, group_of(worker))
            )

        return {worker for worker in workers if is_dead(worker)}


def _reclaim(step: StepKey, update: RunUpdate) -> None:
    reclaim_step(update, step)


def end_process(liveness: Liveness, row: StepRow) -> bool:
    """End the process at a step, inside the transaction, where it can neither record nor begin another step.

    Returns False where it is out of reach: then its own group's maintenance ends it.
    """
    return row.worker is None or liveness.kill(row.worker)
