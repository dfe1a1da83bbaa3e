"""Changing runs: load a run's state, append events, decide what follows, commit, notify. All in one transaction.

Every change of every run goes through a `UnitOfWork` of the journal. States are kept between transactions and brought
forward by what others appended meanwhile, so the work per step does not depend on the run's length.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from typing import assert_never

from engine.errors import EngineError, NotFoundError, TreadleError
from engine.execution.plans import PlanCache
from engine.execution.stores import NewRun, Notification, RunStore, RunTransaction
from engine.ids import Hash, RunId, StepKey
from engine.run import events as ev
from engine.run.fold import apply, fold
from engine.run.packing import Packer
from engine.run.results import summary_of
from engine.run.scheduler import advance
from engine.run.state import ENDED, RunState, StepStatus
from engine.values import DEFAULT_LIMIT_BYTES
from engine.workflow.kinds import Pool
from engine.workflow.plan import Plan

Clock = Callable[[], float]
KEPT_RUNS = 256
NOTIFIED_AT_ONCE = 8
"""A fan-out of hundreds wakes this many workers; each goes on with the run's other ready steps by itself."""


@dataclass(slots=True)
class RunUpdate:
    """What one transaction does to one run. `add` appends an event and applies it, `decide` appends what follows."""

    plan: Plan
    state: RunState
    now: float
    packer: Packer
    recorded: list[ev.Recorded] = field(default_factory=list[ev.Recorded])

    def add(self, event: ev.Event) -> None:
        """Append one event; raises `IllegalTransitionError` when it does not fit."""
        recorded = ev.Recorded(self.state.seq + 1, self.now, event)
        apply(self.plan, self.state, recorded)
        self.recorded.append(recorded)

    def decide(self) -> None:
        """Append everything that follows from the state."""
        self.recorded.extend(advance(self.plan, self.state, self.now))

    def ready(self, pool: Pool, most: int) -> list[StepKey]:
        """Return up to `most` steps that a pool may claim, those that have waited longest first."""
        nodes = self.plan.nodes
        return list(islice((step for step in self.state.ready if nodes[step.node].pool is pool), most))


@dataclass(frozen=True, slots=True)
class Notifiers:
    """Whom a commit wakes; each is a hint. `step`: workers, `timer`: maintenance, `event_stream`: who watches."""

    step: Callable[[Notification], None]
    timer: Callable[[], None]
    event_stream: Callable[[], None]


@dataclass(frozen=True, slots=True)
class UnitOfWork:
    """A transaction in the making, over one run or several. `updates` holds those that take part."""

    journal: Journal
    tx: RunTransaction
    updates: dict[RunId, RunUpdate]

    def run(self, run: RunId) -> RunUpdate:
        """Return the update of a run; raises `NotFoundError`, or `EngineError` where its history cannot be read."""
        if run not in self.updates:
            plan, state = self.journal.current(self.tx, run)
            self.updates[run] = self._update(plan, state)
        return self.updates[run]

    def create(self, new: NewRun) -> tuple[RunId, RunUpdate | None]:
        """Create a run, whose first event the caller adds; (id, None) where its idempotency key has started one."""
        run, is_new = self.tx.create(new)
        if not is_new:
            return run, None
        self.updates[run] = self._update(self.journal.plans.get(new.definition), RunState(run))
        return run, self.updates[run]

    def discard(self, run: RunId) -> None:
        """Leave a run out of the transaction, with what was added to it."""
        self.updates.pop(run, None)
        self.journal.forget(run)

    def _update(self, plan: Plan, state: RunState) -> RunUpdate:
        return RunUpdate(plan, state, self.journal.clock(), Packer(self.journal.limit))


class Journal:
    """The one way to change a run. Owned by one thread."""

    def __init__(
        self,
        store: RunStore,
        plans: PlanCache,
        clock: Clock,
        notifiers: Notifiers,
        *,
        limit: int = DEFAULT_LIMIT_BYTES,
    ) -> None:
        self.store = store
        self.plans = plans
        self.clock = clock
        self._notifiers = notifiers
        self.limit = limit
        self._states: OrderedDict[RunId, tuple[Plan, RunState]] = OrderedDict()

    @contextmanager
    def update(self, run: RunId) -> Generator[RunUpdate]:
        """Open a unit of work over one run; see `unit_of_work`."""
        with self.unit_of_work() as work:
            yield work.run(run)

    @contextmanager
    def unit_of_work(self) -> Generator[UnitOfWork]:
        """Open a transaction in which runs may change; commits all or nothing on leaving, then notifies.

        An exception rolls it back and throws the kept states of its runs away.
        """
        updates: dict[RunId, RunUpdate] = {}
        try:
            with self.store.write() as tx:
                yield UnitOfWork(self, tx, updates)
                for update in updates.values():
                    _append(tx, update)
        except BaseException:
            for run in updates:
                self.forget(run)
            raise
        for run, update in updates.items():
            self._notify(update)
            if update.state.status in ENDED:
                self.forget(run)

    def current(self, tx: RunTransaction, run: RunId) -> tuple[Plan, RunState]:
        """Return a run's plan and its state, brought up to date within `tx`."""
        try:
            return self._current(tx, run)
        except BaseException as error:
            self.forget(run)
            if isinstance(error, TreadleError) or not isinstance(error, Exception):
                raise
            raise EngineError(
                f"The history of run {run} cannot be read.",
                why=repr(error)[:200],
                fix="Restore the database from a backup.",
            ) from error

    def forget(self, run: RunId) -> None:
        """Throw a run's kept state away: its whole history is read when it is next opened."""
        self._states.pop(run, None)

    def _current(self, tx: RunTransaction, run: RunId) -> tuple[Plan, RunState]:
        kept = self._states.get(run)
        if kept is None:
            history = tx.history(run)
            if not history:
                raise NotFoundError(f"There is no run {run}.", fix="`treadle runs` lists the runs there are.")
            plan = self.plans.get(definition_of(run, history[0].event))
            kept = self._states[run] = (plan, fold(plan, run, history))
            if len(self._states) > KEPT_RUNS:
                self._states.popitem(last=False)
            return kept
        plan, state = kept
        if tx.head(run) != state.seq:
            for recorded in tx.history(run, state.seq):
                apply(plan, state, recorded)
        self._states.move_to_end(run)
        return kept

    def _notify(self, update: RunUpdate) -> None:
        if not update.recorded:
            return
        steps, waits = _news(update)
        notified: dict[Pool, int] = {}
        for step in steps:
            pool = update.plan.nodes[step.node].pool
            notified[pool] = notified.get(pool, 0) + 1
            if notified[pool] <= NOTIFIED_AT_ONCE:
                self._notifiers.step(Notification(update.state.run, step, pool))
        if waits:
            self._notifiers.timer()
        self._notifiers.event_stream()


def definition_of(run: RunId, first: ev.Event) -> Hash:
    """Return the definition a run was started with, from its first event."""
    if not isinstance(first, ev.RunStarted):
        raise EngineError(f"The history of run {run} does not begin with its start.")
    return first.definition


def _append(tx: RunTransaction, update: RunUpdate) -> None:
    if not update.recorded:
        return
    ended = update.state.status in ENDED
    summary = summary_of(update.plan, update.state) if ended else None
    tx.append(update.plan, update.state, update.recorded, blobs=update.packer.blobs, summary=summary)


def _news(update: RunUpdate) -> tuple[list[StepKey], bool]:
    """Return the steps that became ready and still are, and whether maintenance has something new to wait for."""
    ready: list[StepKey] = []
    waits = False
    for _, _, event in update.recorded:
        match event:
            case ev.StepReady() | ev.StepResumed() | ev.StepReclaimed():
                key = event.step
                if update.state.steps[key].status is StepStatus.READY:
                    ready.append(key)
            case (
                ev.StepStarted() | ev.StepSucceeded() | ev.StepFailed() | ev.StepSkipped() | ev.StepCancelled()
                | ev.RunStarted() | ev.RunResumed() | ev.RunSucceeded() | ev.RunFailed() | ev.RunCancelled()
            ):  # fmt: skip
                pass
            case ev.StepSuspended() | ev.RunCancelRequested():
                waits = True
            case _:
                assert_never(event)
    return ready, waits
