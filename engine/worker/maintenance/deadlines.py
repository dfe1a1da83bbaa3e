"""Ending attempts whose time is up."""

from __future__ import annotations

from functools import partial

from engine.execution.claims import Failed, event_of
from engine.execution.executor import timeout_of
from engine.execution.journal import RunUpdate
from engine.execution.stores import StepRow
from engine.ids import RunId, StepKey
from engine.worker.maintenance.liveness import Liveness
from engine.worker.maintenance.reclaim import end_process
from engine.worker.maintenance.service import MaintenancePass
from engine.worker.maintenance.updates import GuardedUpdates
from engine.workflow.kinds import Pool

OVERDUE_GRACE_S = 2.0
"""An async step ends by itself at its limit; only after this much more its process is taken for hung."""
OUT_OF_REACH_S = 30.0
"""So long after its time a step is ended whose process cannot be killed from here, nor was by its own maintenance."""


class Deadlines:
    """Ends what is over its limit: by the deadline when first seen, from then on by a clock that nobody sets."""

    def __init__(self, updates: GuardedUpdates, liveness: Liveness) -> None:
        self._updates = updates
        self._liveness = liveness
        self._limits: dict[tuple[RunId, StepKey, int], float] = {}

    def run(self, current: MaintenancePass) -> float | None:
        """Fail every attempt whose time is up, once its process has ended."""
        limits = dict[tuple[RunId, StepKey, int], float]()
        for row in current.running:
            if row.deadline is None:
                continue
            key = row.run, row.step, row.fence
            limit = row.deadline - (row.started_at or current.now)
            seen = current.elapsed + min(row.deadline - current.now, limit)
            limits[key] = self._limits.get(key, seen)
            late = current.elapsed - limits[key] - (OVERDUE_GRACE_S if row.pool is Pool.ASYNC else 0.0)
            if late >= 0:
                self._updates.attempt(row, partial(self._fail, row, late))
        self._limits = limits
        return None

    def _fail(self, row: StepRow, late: float, update: RunUpdate) -> None:
        if not end_process(self._liveness, row) and late < OUT_OF_REACH_S:
            return
        error = timeout_of(update.plan.nodes[row.step.node], update.state.steps[row.step].attempt)
        update.add(event_of(update, row.step, Failed(error)))
        update.decide()
