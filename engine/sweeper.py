"""What time and death bring: due timers, dead workers, steps nobody rang for, attempts whose time is up.

Losing a doorbell costs latency and nothing else because this looks again. Every action is guarded by the state in
its own transaction, so any number of sweepers may run.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from engine import events as ev
from engine.claims import Failed, event_of, lose
from engine.errors import StorageError, TreadleError
from engine.executor import timeout_of
from engine.ids import NodeId, RunId, WorkerId
from engine.journal import RINGS_AT_ONCE, Change, Journal
from engine.kinds import Lane
from engine.state import StepState, StepStatus
from engine.stores import Ring, StepRow

log = logging.getLogger("treadle.sweeper")
UNRUNG_AFTER_S = 2.0
OVERDUE_GRACE_S = 2.0
"""An async step ends by itself at its limit; only after this much more its process is taken for hung."""

UNREADABLE_S = 1.0
"""How often a timer is looked at whose run cannot be read."""


@dataclass(frozen=True, slots=True)
class Lives:
    """Who is alive. `lease_s`: a worker silent for so long is dead; `gone` knows better about our own children."""

    lease_s: float
    gone: Callable[[WorkerId], bool]
    kill: Callable[[WorkerId], None]


class Sweeper:
    """One pass at a time: `sweep` returns the seconds until the next timer is due, or None."""

    def __init__(self, journal: Journal, lives: Lives, ring: Callable[[Ring], None]) -> None:
        self._journal = journal
        self._store = journal.store
        self._lives = lives
        self._ring = ring
        self._unreadable: set[RunId] = set()

    def sweep(self) -> float | None:
        """Do everything that is due."""
        now = self._journal.clock()
        unreadable = len(self._unreadable)
        for run, node in self._store.due_timers(now):
            self._guarded(run, partial(self._elapse, run, node))
        running = self._store.running()
        if running:
            self._recover(running, now)
            self._stop_overdue(running, now)
            self._stop_cancelled(running)
        self._ring_again(now)
        due = self._store.next_due()
        if due is None:
            return None
        return max(UNREADABLE_S if unreadable else 0.0, due - now)

    def _guarded(self, run: RunId, action: Callable[[], None]) -> None:
        """Do something for a run; one that cannot be read must not keep the others from their due."""
        try:
            action()
        except StorageError:
            raise
        except TreadleError as error:
            if run not in self._unreadable:
                log.exception("run %s: nothing can be done for it: %s", run, error.what)
            self._unreadable.add(run)

    def _ring_again(self, now: float) -> None:
        """Ring for what nobody heard; a few rings do, since a worker that is awake goes on with all that waits."""
        rung = dict.fromkeys(Lane, 0)
        for ring in self._store.unrung(now - UNRUNG_AFTER_S):
            rung[ring.lane] += 1
            if rung[ring.lane] <= RINGS_AT_ONCE:
                self._ring(ring)

    def _elapse(self, run: RunId, node: NodeId) -> None:
        with self._journal.change(run) as change:
            step = change.state.step(node)
            if step.due is None or step.due > change.now:
                return
            if step.status is StepStatus.WAITING:
                change.add(ev.StepElapsed(node))
            elif step.status is StepStatus.RETRYING:
                change.add(ev.StepReady(node))
            change.decide()

    def _recover(self, running: list[StepRow], now: float) -> None:
        alive = {row.id for row in self._store.workers() if row.beat_at > now - self._lives.lease_s}
        for row in running:
            if row.worker is None or (group_of(row.worker) in alive and not self._lives.gone(row.worker)):
                continue
            self._guarded(row.run, partial(self._end, row, lambda change, row=row: lose(change, row.node)))

    def _stop_overdue(self, running: list[StepRow], now: float) -> None:
        for row in running:
            grace = OVERDUE_GRACE_S if row.lane is Lane.ASYNC else 0.0
            if row.deadline is not None and now >= row.deadline + grace:
                self._guarded(row.run, partial(self._end, row, partial(self._fail_late, row)))

    def _fail_late(self, row: StepRow, change: Change) -> None:
        self._kill(row)
        error = timeout_of(change.plan.nodes[row.node], change.state.steps[row.node].attempt)
        change.add(event_of(change, row.node, Failed(error)))
        change.decide()

    def _stop_cancelled(self, running: list[StepRow]) -> None:
        """Interrupt the sync steps of runs being cancelled; async workers interrupt their own."""
        cancelling = set(self._store.cancelling())
        for row in running:
            if row.run in cancelling and row.lane is Lane.SYNC:
                self._guarded(row.run, partial(self._end, row, partial(self._cancel, row)))

    def _cancel(self, row: StepRow, change: Change) -> None:
        self._kill(row)
        change.add(ev.StepCancelled(row.node))
        change.decide()

    def _end(self, row: StepRow, how: Callable[[Change], None]) -> None:
        """End a running attempt, if it is still the one that was seen."""
        with self._journal.change(row.run) as change:
            if self._still(change.state.step(row.node), row):
                how(change)

    def _kill(self, row: StepRow) -> None:
        """End the process at a step; inside the transaction, where it can neither record nor begin another step."""
        if row.worker is not None:
            self._lives.kill(row.worker)

    @staticmethod
    def _still(step: StepState, row: StepRow) -> bool:
        return step.status is StepStatus.RUNNING and step.fence == row.fence


def group_of(worker: WorkerId) -> WorkerId:
    """Give the worker group a process belongs to: `k3f9a:4711` → `k3f9a`. The group has the heartbeat."""
    return WorkerId(worker.partition(":")[0])
