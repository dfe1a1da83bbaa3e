"""Changing a run: load its state, append events, decide what follows, commit, notify. All in one transaction.

Every change of every run goes through `Journal.change`. States are kept between transactions and brought forward
by what others appended meanwhile, so the work per step does not depend on the run's length.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from engine.errors import EngineError, NotFoundError, TreadleError
from engine.execution.stores import DefinitionStore, Notification, RunStore, RunTransaction
from engine.ids import Hash, NodeId, RunId
from engine.run import events as ev
from engine.run.fold import apply, fold
from engine.run.packing import Packer
from engine.run.results import summary_of
from engine.run.scheduler import advance
from engine.run.state import ENDED, RunState, StepStatus
from engine.values import DEFAULT_LIMIT_BYTES
from engine.workflow.definition import parse_workflow
from engine.workflow.kinds import Catalogue, Pool
from engine.workflow.plan import Plan, compile_plan

Clock = Callable[[], float]
KEPT_RUNS = 256
KEPT_PLANS = 128


class PlanCache:
    """Compiled plans by definition hash."""

    def __init__(self, definitions: DefinitionStore, catalogue: Catalogue) -> None:
        self._definitions = definitions
        self._catalogue = catalogue
        self._kept: OrderedDict[Hash, Plan] = OrderedDict()

    def get(self, hash_: Hash) -> Plan:
        """Give the plan of a stored definition; raises `NotFoundError`."""
        plan = self._kept.get(hash_)
        if plan is None:
            body = self._definitions.get(hash_)
            if body is None:
                raise NotFoundError(
                    f"There is no definition {hash_[:12]}….", fix="Restore the database from a backup."
                )
            plan = self._kept[hash_] = compile_plan(parse_workflow(body), self._catalogue)
            if len(self._kept) > KEPT_PLANS:
                self._kept.popitem(last=False)
        return plan


@dataclass(slots=True)
class Change:
    """A change in the making. `add` appends an event and applies it, `decide` appends what follows."""

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

    def ready(self, pool: Pool) -> Iterator[NodeId]:
        """Give the steps that may be claimed on a pool, those that have waited longest first."""
        for node in self.state.ready:
            if self.plan.nodes[node].pool is pool:
                yield node


@dataclass(frozen=True, slots=True)
class Notifiers:
    """Whom a commit wakes; each is a hint. `step`: workers, `timer`: maintenance, `event_stream`: who watches."""

    step: Callable[[Notification], None]
    timer: Callable[[], None]
    event_stream: Callable[[], None]


@dataclass(frozen=True, slots=True)
class Changes:
    """A transaction in the making, over one run or several."""

    journal: Journal
    tx: RunTransaction
    opened: dict[RunId, Change]

    def of(self, run: RunId) -> Change:
        """Open a run; raises `NotFoundError`, or `EngineError` where its history cannot be read."""
        if run not in self.opened:
            self.opened[run] = self.journal.open(self.tx, run)
        return self.opened[run]

    def drop(self, run: RunId) -> None:
        """Leave a run out of the transaction, with what was added to it."""
        self.opened.pop(run, None)
        self.journal.forget(run)


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
    def change(self, run: RunId) -> Generator[Change]:
        """Open a run for a change; commits on leaving and notifies, or rolls back and forgets on an exception."""
        with self.changes() as changes:
            yield changes.of(run)

    @contextmanager
    def changes(self) -> Generator[Changes]:
        """Open a transaction in which several runs may change; commits all or nothing, then notifies."""
        opened: dict[RunId, Change] = {}
        try:
            with self.store.write() as tx:
                yield Changes(self, tx, opened)
                for change in opened.values():
                    self._append(tx, change)
        except BaseException:
            for run in opened:
                self.forget(run)
            raise
        for run, change in opened.items():
            self._notify(change)
            if change.state.status in ENDED:
                self.forget(run)

    def open(self, tx: RunTransaction, run: RunId) -> Change:
        """Bring a run's state up to date within `tx`; `changes` appends what is added to it."""
        try:
            plan, state = self._current(tx, run)
        except BaseException as error:
            self.forget(run)
            if isinstance(error, TreadleError) or not isinstance(error, Exception):
                raise
            raise EngineError(
                f"The history of run {run} cannot be read.",
                why=repr(error)[:200],
                fix="Restore the database from a backup.",
            ) from error
        return Change(plan, state, self.clock(), Packer(self.limit))

    def forget(self, run: RunId) -> None:
        """Read a run's whole history when it is next opened."""
        self._states.pop(run, None)

    def begin(self, run: RunId, definition: Hash) -> Change:
        """Begin the history of a run just created; the caller adds `RunStarted`, then calls `close`."""
        return Change(self.plans.get(definition), RunState(run), self.clock(), Packer(self.limit))

    def close(self, tx: RunTransaction, change: Change) -> None:
        """Append a new run's first events."""
        self._append(tx, change)

    def announce(self, change: Change) -> None:
        """Notify of a new run, once it is committed."""
        self._notify(change)

    def _current(self, tx: RunTransaction, run: RunId) -> tuple[Plan, RunState]:
        kept = self._states.get(run)
        if kept is None:
            history = tx.history(run)
            if not history:
                raise NotFoundError(f"There is no run {run}.", fix="`treadle runs` lists the runs there are.")
            started = history[0].event
            if not isinstance(started, ev.RunStarted):
                raise EngineError(f"The history of run {run} does not begin with its start.")
            plan = self.plans.get(started.definition)
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

    def _append(self, tx: RunTransaction, change: Change) -> None:
        if not change.recorded:
            return
        ended = change.state.status in ENDED
        summary = summary_of(change.plan, change.state) if ended else None
        tx.append(change.plan, change.state, change.recorded, blobs=change.packer.blobs, summary=summary)

    def _notify(self, change: Change) -> None:
        if not change.recorded:
            return
        waits = False
        news: dict[Pool, list[NodeId]] = {}
        for recorded in change.recorded:
            match recorded.event:
                case ev.StepReady(node=node) | ev.StepReclaimed(node=node):
                    if change.state.steps[node].status is StepStatus.READY:
                        news.setdefault(change.plan.nodes[node].pool, []).append(node)
                case ev.StepDeferred() | ev.StepRetryScheduled() | ev.RunCancelRequested():
                    waits = True
                case _:
                    pass
        for pool, nodes in news.items():
            for node in nodes[:NOTIFIED_AT_ONCE]:
                self._notifiers.step(Notification(change.state.run, node, pool))
        if waits:
            self._notifiers.timer()
        self._notifiers.event_stream()


NOTIFIED_AT_ONCE = 8
"""A fan-out of hundreds wakes this many workers; each goes on with the run's other ready steps by itself."""
