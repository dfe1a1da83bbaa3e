"""The sweeper against runs and processes in every unlucky state."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from engine import events as ev
from engine.claims import Claim, Claims, Succeeded
from engine.control import Control, Start
from engine.definition import Node, Workflow
from engine.errors import EngineError, StaleFenceError
from engine.ids import RunId, WorkerId, WorkflowId
from engine.journal import Journal, Plans, Ringers
from engine.kinds import Lane
from engine.nodes import builtin
from engine.state import RunStatus
from engine.stores import Ring, WorkerRow
from engine.sweeper import Lives, Sweeper
from storage.memory_transaction import MemoryTransaction
from storage.stores import memory_stores

GROUP, WORKER = WorkerId("g"), WorkerId("g:1")


@dataclass
class World:
    now: float = 1000.0
    rung: list[Ring] = field(default_factory=list)
    killed: list[WorkerId] = field(default_factory=list)
    gone: set[WorkerId] = field(default_factory=set)

    def __post_init__(self) -> None:
        stores = memory_stores()
        self.store = stores.runs
        plans = Plans(stores.definitions, builtin())
        ringers = Ringers(step=self.rung.append, timer=lambda: None, feed=lambda: None)
        self.journal = Journal(self.store, plans, lambda: self.now, ringers)
        self.control = Control(self.journal, stores.definitions, builtin())
        self.claims = Claims(self.journal, WORKER, Lane.SYNC)
        lives = Lives(6.0, lambda worker: worker in self.gone, self.kill)
        self.sweeper = Sweeper(self.journal, lives, self.rung.append)
        self.beat()

    def beat(self) -> None:
        self.store.beat(WorkerRow(GROUP, "here", 1, Lane.SYNC, 0.0, self.now))

    def kill(self, worker: WorkerId) -> None:
        self.killed.append(worker)

    def start(self) -> RunId:
        node = Node(id="a", kind="template", config={"template": "a"}, timeout_s=10)
        start = Start(WorkflowId("w"), "W", Workflow(nodes=(node,)), {}, "manual")
        return self.control.start(start)

    def running(self) -> Claim:
        (claim,) = self.claims.claim(self.start())
        return claim

    def events(self, run: RunId) -> list[str]:
        return [item.event.type for item in self.store.history(run)]


@pytest.fixture
def world() -> World:
    return World()


def test_a_process_is_killed_before_it_can_begin_another_step(world: World) -> None:
    """Killed after the commit, it might have been refused, moved on, and be at an innocent step by then."""
    claim, seen = world.running(), list[str]()

    def kill(_worker: WorkerId) -> None:
        seen.append(world.events(claim.run)[-1])

    world.sweeper = Sweeper(world.journal, Lives(6.0, lambda _: False, kill), world.rung.append)
    world.now += 11
    world.beat()
    world.sweeper.sweep()
    assert seen == ["step_started"], "nothing was committed yet"
    assert world.events(claim.run)[-1] == "step_retry_scheduled"


def test_a_process_whose_step_has_just_ended_is_left_alone(world: World) -> None:
    claim = world.running()
    rows = world.store.running()
    world.claims.record(claim, Succeeded({}))
    world.now += 11
    world.sweeper._stop_overdue(rows, world.now)  # it saw the step running a moment ago
    assert world.killed == []
    row = world.store.run(claim.run)
    assert row is not None
    assert row.status is RunStatus.SUCCEEDED


def test_a_result_that_comes_after_the_limit_is_refused(world: World) -> None:
    claim = world.running()
    world.now += 11
    world.beat()
    world.sweeper.sweep()
    assert world.killed == [WORKER]
    with pytest.raises(StaleFenceError):
        world.claims.record(claim, Succeeded({}))


def test_a_silent_group_loses_its_steps_and_a_dead_process_too(world: World) -> None:
    silent, dead = world.running(), world.running()
    world.now += 5
    world.sweeper.sweep()
    assert world.events(silent.run)[-1] == "step_started"
    world.gone.add(WORKER)
    world.sweeper.sweep()
    assert world.events(dead.run)[-1] == "step_lost"
    assert Ring(silent.run, silent.node.id, Lane.SYNC) in world.rung


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
    world.sweeper.sweep()
    assert world.events(good.run)[-1] == "step_lost"
    assert world.events(bad.run)[-1] == "step_started"
