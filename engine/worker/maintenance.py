"""What time and death bring: due timers, dead workers, steps nobody rang for, attempts whose time is up.

Losing a task_queue costs latency and nothing else because this looks again. Every action is guarded by the state in
its own transaction, so any number of sweepers may run.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from engine.errors import StorageError, TreadleError
from engine.execution.claims import Failed, event_of, reclaim_step
from engine.execution.executor import timeout_of
from engine.execution.journal import NOTIFIED_AT_ONCE, Change, Journal
from engine.execution.stores import Notification, StepRow
from engine.ids import NodeId, RunId, WorkerId
from engine.run import events as ev
from engine.run.state import StepState, StepStatus
from engine.workflow.kinds import Pool

log = logging.getLogger("treadle.sweeper")
UNNOTIFIED_AFTER_S = 2.0
OVERDUE_GRACE_S = 2.0
"""An async step ends by itself at its limit; only after this much more its process is taken for hung."""

UNREADABLE_S = 1.0
"""How often a timer is looked at whose run cannot be read."""

OUT_OF_REACH_S = 30.0
"""So long after its time a step is ended whose process cannot be killed from here, nor was by its own sweeper."""

LOOK_S = 2.0
"""The most that one look at a silent one adds to its silence: while this process stood still, it heard nobody."""


@dataclass(frozen=True, slots=True)
class Liveness:
    """Who is alive. `lease_s`: whoever is silent for so long is dead; `own` is this sweeper's group.

    `dead` knows better, or says None; `kill` says whether the process has ended. `clock` counts seconds, from anywhere.
    """

    lease_s: float
    own: WorkerId
    dead: Callable[[WorkerId], bool | None]
    kill: Callable[[WorkerId], bool]
    clock: Callable[[], float] = time.monotonic


class Silence:
    """For how long nothing was heard, on this process's own clock.

    A heartbeat counts when it changes. What it says is no time to compare with: after a clock was set, or a machine has
    slept, all would be dead.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._looked = clock()
        self._heard: dict[WorkerId, tuple[float | None, float]] = {}

    def since(self, signs: Mapping[WorkerId, float | None]) -> dict[WorkerId, float]:
        """Give the seconds of silence of everyone, from their present signs of life; None is no sign."""
        now = self._clock()
        passed = min(now - self._looked, LOOK_S)
        self._looked = now
        heard: dict[WorkerId, tuple[float | None, float]] = {}
        for worker, sign in signs.items():
            before, silent = self._heard.get(worker, (sign, -passed))
            heard[worker] = (sign, silent + passed if sign == before else 0.0)
        self._heard = heard
        return {worker: silent for worker, (_, silent) in heard.items()}


class Sweeper:
    """One pass at a time: `sweep` returns the seconds until the next timer is due, or None."""

    def __init__(
        self, journal: Journal, liveness: Liveness, notification: Callable[[Notification], None]
    ) -> None:
        self._journal = journal
        self._store = journal.store
        self._liveness = liveness
        self._silence = Silence(liveness.clock)
        self._limits: dict[tuple[RunId, NodeId, int], float] = {}
        self._notify = notification
        self._unreadable: set[RunId] = set()

    def sweep(self) -> float | None:
        """Do everything that is due."""
        now = self._journal.clock()
        unreadable = len(self._unreadable)
        for run, node in self._store.due_timers(now):
            self._guarded(run, partial(self._elapse, run, node))
        running = self._store.running()
        if running:
            self._recover(running)
            self._stop_overdue(running, now)
            self._stop_cancelled(running)
        self._notify_again(now)
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

    def _notify_again(self, now: float) -> None:
        """Notify again of steps nobody took up. A few do: a worker that is awake goes on with the rest."""
        notified = dict.fromkeys(Pool, 0)
        for notification in self._store.unnotified(now - UNNOTIFIED_AFTER_S):
            notified[notification.pool] += 1
            if notified[notification.pool] <= NOTIFIED_AT_ONCE:
                self._notify(notification)

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

    def _recover(self, running: list[StepRow]) -> None:
        """Take back the steps of the dead."""
        workers = {row.worker for row in running if row.worker is not None}
        dead = {worker: self._liveness.dead(worker) for worker in workers}
        signs: dict[WorkerId, float | None] = dict.fromkeys(map(group_of, workers))
        signs |= {row.id: row.beat_at for row in self._store.workers()}
        signs |= dict.fromkeys(worker for worker in workers if dead[worker] is None)
        silence = self._silence.since(signs)

        def is_lost(worker: WorkerId) -> bool:
            if dead[worker] is False and group_of(worker) == self._liveness.own:
                return False
            return dead[worker] is True or any(
                silence.get(one, 0.0) >= self._liveness.lease_s for one in (worker, group_of(worker))
            )

        for row in running:
            if row.worker is not None and is_lost(row.worker):
                self._guarded(
                    row.run, partial(self._end, row, lambda change, row=row: reclaim_step(change, row.node))
                )

    def _stop_overdue(self, running: list[StepRow], now: float) -> None:
        """End attempts whose time is up: by the deadline when first seen, from then on by a clock nobody sets."""
        clock, limits = self._liveness.clock(), dict[tuple[RunId, NodeId, int], float]()
        for row in running:
            if row.deadline is None:
                continue
            key = row.run, row.node, row.fence
            limit = row.deadline - (row.started_at or now)
            limits[key] = self._limits.get(key, clock + min(row.deadline - now, limit))
            late = clock - limits[key] - (OVERDUE_GRACE_S if row.pool is Pool.ASYNC else 0.0)
            if late >= 0:
                self._guarded(row.run, partial(self._end, row, partial(self._fail_late, row, late)))
        self._limits = limits

    def _fail_late(self, row: StepRow, late: float, change: Change) -> None:
        if not self._kill(row) and late < OUT_OF_REACH_S:
            return
        error = timeout_of(change.plan.nodes[row.node], change.state.steps[row.node].attempt)
        change.add(event_of(change, row.node, Failed(error)))
        change.decide()

    def _stop_cancelled(self, running: list[StepRow]) -> None:
        """Interrupt the sync steps of runs being cancelled; async workers interrupt their own."""
        cancelling = set(self._store.cancelling())
        for row in running:
            if row.run in cancelling and row.pool is Pool.SYNC:
                self._guarded(row.run, partial(self._end, row, partial(self._cancel, row)))

    def _cancel(self, row: StepRow, change: Change) -> None:
        if self._kill(row):
            change.add(ev.StepCancelled(row.node))
            change.decide()

    def _end(self, row: StepRow, how: Callable[[Change], None]) -> None:
        """End a running attempt, if it is still the one that was seen."""
        with self._journal.change(row.run) as change:
            if self._still(change.state.step(row.node), row):
                how(change)

    def _kill(self, row: StepRow) -> bool:
        """End the process at a step; inside the transaction, where it can neither record nor begin another step.

        False where it is out of reach: then its own group's sweeper ends it.
        """
        return row.worker is None or self._liveness.kill(row.worker)

    @staticmethod
    def _still(step: StepState, row: StepRow) -> bool:
        return step.status is StepStatus.RUNNING and step.fence == row.fence


def group_of(worker: WorkerId) -> WorkerId:
    """Give the worker group a process belongs to: `k3f9a:4711` → `k3f9a`. The group has the heartbeat."""
    return WorkerId(worker.partition(":")[0])
