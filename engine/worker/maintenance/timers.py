"""Resuming steps whose wait is over by the clock."""

from __future__ import annotations

from functools import partial
from typing import assert_never

from engine.execution.journal import RunUpdate
from engine.ids import StepKey
from engine.run import events as ev
from engine.run.state import StepStatus
from engine.run.waits import RetryTimer, Timer
from engine.worker.maintenance.service import UNREADABLE_S, MaintenancePass
from engine.worker.maintenance.updates import GuardedUpdates


class Timers:
    """Resumes what is due: a delay gives its outputs, a retry makes the step ready again."""

    def __init__(self, updates: GuardedUpdates) -> None:
        self._updates = updates

    def run(self, current: MaintenancePass) -> float | None:
        """Resume every step that is due; return the seconds until the next one is."""
        unreadable = len(self._updates.unreadable)
        for run, step in current.store.due_timers(current.now):
            self._updates.run(run, partial(_resume, step))
        due = current.store.next_due()
        if due is None:
            return None
        return max(UNREADABLE_S if unreadable else 0.0, due - current.now)


def _resume(key: StepKey, update: RunUpdate) -> None:
    step = update.state.step(key)
    if step.status is not StepStatus.WAITING or step.due is None or step.due > update.now:
        return
    match step.wait:
        case Timer():
            update.add(ev.StepResumed(key.node, step.held_back or {}, path=key.path))
        case RetryTimer():
            update.add(ev.StepResumed(key.node, path=key.path))
        case None:
            return
        case _:
            assert_never(step.wait)
    update.decide()
