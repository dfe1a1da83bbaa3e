"""Maintenance against runs and processes in every unlucky state."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from engine.errors import EngineError, StaleFenceError
from engine.execution.claims import Claim, Claims, Succeeded
from engine.execution.control import Control, Start
from engine.execution.journal import Journal, Notifiers
from engine.execution.plans import PlanCache
from engine.execution.stores import Notification, WorkerRow
from engine.ids import RunId, WorkerId, WorkflowId
from engine.nodes import builtin
from engine.run import events as ev
from engine.run.state import RunStatus
from engine.run.trigger import Trigger
from engine.worker.maintenance.cancellation import Cancellation
from engine.worker.maintenance.deadlines import OUT_OF_REACH_S, Deadlines
from engine.worker.maintenance.liveness import Liveness
from engine.worker.maintenance.loop import MaintenanceLoop
from engine.worker.maintenance.reclaim import DeadWorkers
from engine.worker.maintenance.renotify import Renotification
from engine.worker.maintenance.service import MaintenancePass
from engine.worker.maintenance.timers import Timers
from engine.worker.maintenance.updates import GuardedUpdates
from engine.workflow.definition import Node, Workflow
from engine.workflow.kinds import Pool
from storage.memory.transaction import MemoryTransaction
from storage.stores import memory_stores

GROUP, WORKER = WorkerId("g"), WorkerId("g:1")


@dataclass
class World:
    now: float = 1000.0
    ticks: float = 0.0
    notified: list[Notification] = field(default_factory=list)
    killed: list[WorkerId] = field(default_factory=list)
    gone: set[WorkerId] = field(default_factory=set)
    fileless: set[WorkerId] = field(default_factory=set)
    out_of_reach: set[WorkerId] = field(default_factory=set)

    def __post_init__(self) -> None:
        stores = memory_stores()
        self.store = stores.runs
        plans = PlanCache(stores.definitions, builtin())
        notifiers = Notifiers(step=self.notified.append, timer=lambda: None, event_stream=lambda: None)
        self.journal = Journal(self.store, plans, lambda: self.now, notifiers)
        self.control = Control(self.journal, builtin())
        self.claims = Claims(self.journal, WORKER, Pool.SYNC)
        self.maintained_by(GROUP)
        self.beat()

    def maintained_by(self, group: WorkerId, kill: Callable[[WorkerId], bool] | None = None) -> None:
        """Let the maintenance of a group look after the runs from now on."""
        liveness = Liveness(6.0, group, self.dead, kill or self.kill, lambda: self.ticks)
        updates = GuardedUpdates(self.journal)
        self.dead_workers, self.deadlines = DeadWorkers(updates, liveness), Deadlines(updates, liveness)
        services = [
            Timers(updates),
            self.dead_workers,
            self.deadlines,
            Cancellation(updates, liveness),
            Renotification(self.notified.append),
        ]
        self.maintenance = MaintenanceLoop(self.store, services, lambda: self.now, lambda: self.ticks)

    def at_present(self) -> MaintenancePass:
        return MaintenancePass(self.store, self.now, self.ticks)

    def dead(self, worker: WorkerId) -> bool | None:
        return None if worker in self.fileless else worker in self.gone

    def beat(self) -> None:
        self.store.beat(WorkerRow(GROUP, "here", 1, 0.0, self.now))

    def kill(self, worker: WorkerId) -> bool:
        if worker in self.out_of_reach:
            return False
        self.killed.append(worker)
        return True

    def passes(self, seconds: float, *, beating: bool = True) -> None:
        """Let time pass; maintenance looks once a second."""
        for _ in range(int(seconds)):
            self.now += 1
            self.ticks += 1
            if beating:
                self.beat()
            self.maintenance.run_once()

    def start(self, limit: float = 10) -> RunId:
        node = Node(id="a", kind="template", config={"template": "a"}, timeout_s=limit)
        start = Start(WorkflowId("w"), "W", Workflow(nodes=(node,)), {}, Trigger.API)
        return self.control.start(start)

    def running(self, limit: float = 10) -> Claim:
        (claim,) = self.claims.claim(self.start(limit))
        return claim

    def events(self, run: RunId) -> list[str]:
        return [item.event.type for item in self.store.history(run)]


@pytest.fixture
def world() -> World:
    return World()


def test_a_process_is_killed_before_it_can_begin_another_step(world: World) -> None:
    """Killed after the commit, it might have been refused, moved on, and be at an innocent step by then."""
    claim, seen = world.running(), list[str]()

    def kill(_worker: WorkerId) -> bool:
        seen.append(world.events(claim.run)[-1])
        return True

    world.maintained_by(GROUP, kill)
    world.passes(11)
    assert seen == ["step_started"], "nothing was committed yet"
    assert world.events(claim.run)[-1] == "step_suspended"


def test_a_process_whose_step_has_just_ended_is_left_alone(world: World) -> None:
    claim = world.running()
    world.now += 11
    a_moment_ago = world.at_present()
    assert a_moment_ago.running
    world.claims.record(claim, Succeeded({}))
    world.deadlines.run(a_moment_ago)
    assert world.killed == []
    row = world.store.run(claim.run)
    assert row is not None
    assert row.status is RunStatus.SUCCEEDED


def test_a_result_that_comes_after_the_limit_is_refused(world: World) -> None:
    claim = world.running()
    world.passes(11)
    assert world.killed == [WORKER]
    with pytest.raises(StaleFenceError):
        world.claims.record(claim, Succeeded({}))


OTHER = WorkerId("h")
"""The group whose maintenance looks at the steps of `GROUP`."""


def test_another_group_that_is_silent_loses_its_steps(world: World) -> None:
    claim = world.running(limit=60)
    world.maintained_by(OTHER)
    world.passes(20)
    assert world.events(claim.run)[-1] == "step_started", "it beats"
    world.passes(5, beating=False)
    assert world.events(claim.run)[-1] == "step_started"
    world.passes(1, beating=False)
    assert world.events(claim.run)[-1] == "step_reclaimed"
    assert Notification(claim.run, claim.step, Pool.SYNC) in world.notified


def test_a_dead_process_loses_its_steps_at_once(world: World) -> None:
    claim = world.running()
    world.gone.add(WORKER)
    world.maintenance.run_once()
    assert world.events(claim.run)[-1] == "step_reclaimed"
    assert Notification(claim.run, claim.step, Pool.SYNC) in world.notified


def test_a_living_process_of_the_own_group_keeps_its_steps_without_a_heartbeat(world: World) -> None:
    claim = world.running(limit=60)
    world.passes(9, beating=False)
    assert world.events(claim.run)[-1] == "step_started"


@pytest.mark.parametrize("group", [GROUP, OTHER])
@pytest.mark.parametrize("jump", [3600.0, -3600.0])
def test_a_clock_that_is_set_takes_nobody_for_dead_and_makes_no_step_late(
    world: World, group: WorkerId, jump: float
) -> None:
    claim = world.running()
    world.maintained_by(group)
    world.maintenance.run_once()
    world.now += jump
    world.maintenance.run_once()  # before the group has beaten again
    world.passes(8)
    assert world.events(claim.run)[-1] == "step_started"
    world.passes(2)
    assert world.events(claim.run)[-1] == "step_suspended", "its limit is ten seconds of anybody's time"


def test_maintenance_that_stood_still_takes_nobody_for_dead(world: World) -> None:
    """A container was paused: it heard nothing because it did not listen."""
    claim = world.running()
    world.maintained_by(OTHER)
    world.maintenance.run_once()
    world.ticks += 1000
    world.dead_workers.run(world.at_present())  # alone: the step's own limit is not the matter here
    assert world.events(claim.run)[-1] == "step_started"


def test_a_missing_lock_file_tells_nothing_until_the_lease_has_passed(world: World) -> None:
    """It is made again within a second; a process that does not is dead."""
    claim = world.running(limit=60)
    world.fileless.add(WORKER)
    world.passes(5)
    world.fileless.clear()
    world.passes(1)
    world.fileless.add(WORKER)
    world.maintenance.run_once()
    assert world.events(claim.run)[-1] == "step_started"
    world.passes(5)
    assert world.events(claim.run)[-1] == "step_started"
    world.passes(1)
    assert world.events(claim.run)[-1] == "step_reclaimed"


def test_a_late_step_out_of_reach_is_left_to_its_own_maintenance_for_a_time(world: World) -> None:
    """Killed by nobody, its process would be at it for good though the run goes on."""
    claim = world.running()
    world.out_of_reach.add(WORKER)
    world.maintained_by(OTHER)
    world.passes(10 + OUT_OF_REACH_S - 1)
    assert world.events(claim.run)[-1] == "step_started"
    world.passes(2)
    assert world.events(claim.run)[-1] == "step_suspended"


def test_a_cancelled_step_out_of_reach_is_left_to_its_own_maintenance(world: World) -> None:
    claim = world.running()
    world.out_of_reach.add(WORKER)
    world.control.cancel(claim.run, by="me")
    world.maintenance.run_once()
    assert world.events(claim.run)[-1] == "run_cancel_requested"
    world.out_of_reach.clear()
    world.maintenance.run_once()
    assert world.events(claim.run)[-2:] == ["step_cancelled", "run_cancelled"]


def test_one_unreadable_run_does_not_keep_the_others_from_their_due(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, good = world.running(), world.running()
    history = MemoryTransaction.history

    def read(tx: MemoryTransaction, run: RunId, after: int = 0) -> list[ev.Recorded]:
        if run == bad.run:
            raise EngineError("The history holds an event of unknown type.")
        return history(tx, run, after)

    world.journal._states.clear()
    monkeypatch.setattr(MemoryTransaction, "history", read)
    world.gone.add(WORKER)
    world.maintenance.run_once()
    assert world.events(good.run)[-1] == "step_reclaimed"
    assert world.events(bad.run)[-1] == "step_started"
