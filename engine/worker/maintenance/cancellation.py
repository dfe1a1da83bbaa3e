"""Interrupting the steps of runs that are being cancelled."""

from __future__ import annotations

from functools import partial

from engine.execution.claims import Cancelled, event_of
from engine.execution.journal import RunUpdate
from engine.execution.stores import StepRow
from engine.worker.maintenance.liveness import Liveness
from engine.worker.maintenance.reclaim import end_process
from engine.worker.maintenance.service import MaintenancePass
from engine.worker.maintenance.updates import GuardedUpdates
from engine.workflow.kinds import Pool


class Cancellation:
    """Ends the processes of sync steps; async workers interrupt their own."""

    def __init__(self, updates: GuardedUpdates, liveness: Liveness) -> None:
        self._updates = updates
        self._liveness = liveness

    def run(self, current: MaintenancePass) -> float | None:
        """Interrupt every sync step of a run that is being cancelled."""
        if not current.running:
            return None
        cancelling = set(current.store.cancelling())
        for row in current.running:
            if row.run in cancelling and row.pool is Pool.SYNC:
                self._updates.attempt(row, partial(self._cancel, row))
        return None

    def _cancel(self, row: StepRow, update: RunUpdate) -> None:
        if end_process(self._liveness, row):
            update.add(event_of(update, row.step, Cancelled()))
            update.decide()
