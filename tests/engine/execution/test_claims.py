"""Going from one step to the next: along the run, then along whatever waits for longest."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from engine.errors import EngineError, NotFoundError
from engine.execution import claims as claims_module
from engine.execution.claims import Claim, Claims, Succeeded, reclaim_step
from engine.execution.control import Control, Start
from engine.execution.journal import Journal, Notifiers, RunUpdate
from engine.execution.plans import PlanCache
from engine.execution.stores import Notification
from engine.ids import NodeId, RunId, WorkerId, WorkflowId
from engine.nodes import builtin
from engine.run import events as ev
from engine.run.retry import CRASH_LIMIT
from engine.run.state import StepState
from engine.workflow.definition import Edge, Node, Workflow
from engine.workflow.kinds import Pool
from storage.stores import memory_stores

CHAIN = Workflow(
    nodes=(Node(id="first", kind="input"), Node(id="second", kind="template")),
    edges=(Edge(source="first", source_port="text", target="second", target_port="values"),),
)
SHORT = Workflow(nodes=(Node(id="only", kind="input"),))


@dataclass
class Desk:
    """An engine in memory with a clock that is set by hand."""

    now: float = 100.0
    notified: list[Notification] = field(default_factory=list[Notification])

    def __post_init__(self) -> None:
        self.stores = memory_stores()
        plans = PlanCache(self.stores.definitions, builtin())
        notifiers = Notifiers(step=self.notified.append, timer=lambda: None, event_stream=lambda: None)
        self.journal = Journal(self.stores.runs, plans, lambda: self.now, notifiers)
        self.control = Control(self.journal, builtin())
        self.claims = Claims(self.journal, WorkerId("w:1"), Pool.SYNC)

    def start(self, workflow: Workflow = CHAIN) -> RunId:
        self.now += 1
        return self.control.start(Start(WorkflowId("w"), "W", workflow, {"text": "hello"}, "test"))

    def done(self, claim: Claim, *, yielding: bool = False, most: int = 1) -> list[tuple[RunId, str]]:
        held = self.claims.record(claim, Succeeded({"text": {"v": "hello"}}), yielding=yielding, most=most)
        return [(claim.run, claim.node.id) for claim in held]

    def begun(self, run: RunId, most: int = 5) -> list[RunId]:
        return [claim.run for claim in self.claims.claim(run, most)]

    def crash(self) -> None:
        """Lose the process with all that runs in it; another takes its place."""
        for row in self.stores.runs.running():
            with self.journal.update(row.run) as change:
                reclaim_step(change, row.node)
        self.claims = Claims(self.journal, WorkerId("w:1"), Pool.SYNC)

    def suspects(self, count: int) -> list[RunId]:
        """Give runs whose only steps have crashed together, once less than is allowed."""
        runs = [self.start(SHORT) for _ in range(count)]
        for _ in range(CRASH_LIMIT - 1):
            for run in runs:
                assert self.begun(run)
            self.crash()
        return runs

    def types(self, run: RunId) -> list[str]:
        return [recorded.event.type for recorded in self.stores.runs.history(run)]


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_a_worker_goes_straight_on_along_its_run(desk: Desk) -> None:
    first, _ = desk.start(), desk.start()
    [claim] = desk.claims.claim(first)
    assert desk.done(claim) == [(first, "second")]


def test_where_its_run_has_nothing_more_it_takes_the_one_that_waits_longest(desk: Desk) -> None:
    waits, run, later = desk.start(), desk.start(SHORT), desk.start()
    [claim] = desk.claims.claim(run)
    assert desk.done(claim) == [(waits, "first")]
    assert desk.types(run)[-1] == ev.RunSucceeded.type
    assert desk.types(later)[-1] == ev.StepReady.type


def test_a_tired_worker_gives_another_run_its_turn_and_rings_for_its_own(desk: Desk) -> None:
    run, other = desk.start(), desk.start()
    [claim] = desk.claims.claim(run)
    desk.notified.clear()
    assert desk.done(claim, yielding=True) == [(other, "first")]
    assert desk.notified == [Notification(run, NodeId("second"), Pool.SYNC)]


def test_a_tired_worker_stays_where_nothing_else_waits(desk: Desk) -> None:
    run = desk.start()
    [claim] = desk.claims.claim(run)
    assert desk.done(claim, yielding=True) == [(run, "second")]


def test_a_worker_that_leaves_claims_nothing(desk: Desk) -> None:
    run, _ = desk.start(), desk.start()
    [claim] = desk.claims.claim(run)
    assert desk.done(claim, most=0) == []
    assert desk.types(run)[-2:] == [ev.StepSucceeded.type, ev.StepReady.type]


def test_a_late_ring_finds_other_work_or_none(desk: Desk) -> None:
    run, other = desk.start(SHORT), desk.start(SHORT)
    [claim] = desk.claims.claim(run)
    [second] = desk.claims.claim(run)
    assert (claim.run, second.run) == (run, other)
    assert desk.claims.claim(run) == []


def test_a_run_that_cannot_be_read_costs_no_result(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    broken, run = desk.start(), desk.start(SHORT)
    [claim] = desk.claims.claim(run)
    opened = Journal.open

    def refuse(self: Journal, tx: object, which: RunId) -> object:
        if which == broken:
            raise NotFoundError("There is no definition of it.")
        return opened(self, tx, which)  # pyright: ignore[reportArgumentType]

    monkeypatch.setattr(Journal, "open", refuse)
    assert desk.done(claim) == []
    assert desk.types(run)[-1] == ev.RunSucceeded.type


@pytest.mark.parametrize("error", [EngineError("An event cannot be read."), KeyError("gone")])
@pytest.mark.parametrize("when", ["opened", "claimed"])
def test_a_damaged_run_costs_no_result_and_no_worker(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, when: str, error: Exception
) -> None:
    broken, run = desk.start(), desk.start(SHORT)
    [claim] = desk.claims.claim(run)
    read, hold = Journal._current, claims_module._hold

    def current(self: Journal, tx: Any, which: RunId) -> Any:
        if which == broken and when == "opened":
            raise error
        return read(self, tx, which)

    def held(change: RunUpdate, node: NodeId) -> Claim:
        if change.state.run == broken and when == "claimed":
            raise error
        return hold(change, node)

    monkeypatch.setattr(Journal, "_current", current)
    monkeypatch.setattr(claims_module, "_hold", held)
    assert desk.done(claim) == []
    assert desk.types(run)[-1] == ev.RunSucceeded.type
    assert desk.begun(broken) == []
    assert desk.types(broken)[-1] == ev.StepReady.type


def test_a_history_that_does_not_fit_its_definition_cannot_be_read(desk: Desk) -> None:
    run = desk.start()
    with desk.stores.runs.write() as tx:
        change = desk.journal.open(tx, run)
        change.state.steps[NodeId("stranger")] = StepState()
        change.add(ev.StepReady(NodeId("stranger")))
        plan = replace(
            change.plan, nodes={**change.plan.nodes, NodeId("stranger"): change.plan.nodes[NodeId("first")]}
        )
        tx.append(plan, change.state, change.recorded)
    desk.journal.forget(run)
    with pytest.raises(EngineError), desk.journal.update(run):
        pass


def test_a_suspect_runs_alone(desk: Desk) -> None:
    """Steps that have crashed together are told apart: each runs without the others before it is given up."""
    first, second = desk.suspects(2)
    fresh = desk.start(SHORT)
    (suspect,) = desk.claims.claim(first, 5)
    assert suspect.may_be_poison
    assert desk.begun(second) == []
    assert desk.begun(fresh) == []
    assert desk.done(suspect, most=5) == [(second, "only")]
    assert desk.begun(fresh) == []


def test_a_suspect_waits_until_nothing_else_runs_and_holds_back_what_is_new(desk: Desk) -> None:
    """Else steps that come without a pause would keep it waiting for ever."""
    (run,) = desk.suspects(1)
    one, other = (desk.start(SHORT) for _ in range(2))
    (running,), (beside,) = desk.claims.claim(one), desk.claims.claim(other)
    assert desk.begun(run) == []
    late = desk.start(SHORT)
    assert desk.begun(late) == []
    assert desk.done(running, most=5) == []
    assert desk.done(beside, most=5) == [(run, "only")]
    assert desk.begun(late) == []


def test_a_suspect_that_another_process_took_holds_nobody_back(desk: Desk) -> None:
    (run,) = desk.suspects(1)
    (running,) = desk.claims.claim(desk.start(SHORT))
    assert desk.begun(run) == []
    assert [claim.run for claim in Claims(desk.journal, WorkerId("v:1"), Pool.SYNC).claim(run)] == [run]
    late = desk.start(SHORT)
    assert desk.done(running) == [(late, "only")]


def test_a_fresh_poison_cannot_take_a_suspect_over_the_limit(desk: Desk) -> None:
    (innocent,) = desk.suspects(1)
    poison = desk.start(SHORT)
    for _ in range(20):
        running = {row.run for row in desk.stores.runs.running()}
        if poison in running:
            desk.crash()
        elif running:
            break
        else:
            desk.begun(poison)
            desk.begun(innocent)
    ended = [recorded.event for recorded in desk.stores.runs.history(innocent)]
    assert not any(isinstance(event, ev.StepFailed) for event in ended)
