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
from engine.ids import NodeId, RunId, StepKey, WorkerId, WorkflowId
from engine.nodes import builtin
from engine.run import events as ev
from engine.run.fold import apply
from engine.run.retry import CRASH_LIMIT
from engine.run.state import StepState
from engine.run.trigger import Trigger
from engine.workflow.definition import Edge, Node, Workflow
from engine.workflow.kinds import Pool
from storage.stores import memory_stores

CHAIN = Workflow(
    nodes=(Node(id="first", kind="input"), Node(id="second", kind="template")),
    edges=(Edge(source="first", source_port="text", target="second", target_port="values"),),
)
SHORT = Workflow(nodes=(Node(id="only", kind="input"),))


@dataclass
class InMemoryEngine:
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
        return self.control.start(Start(WorkflowId("w"), "W", workflow, {"text": "hello"}, Trigger.API))

    def done(self, claim: Claim, *, yielding: bool = False, most: int = 1) -> list[tuple[RunId, str]]:
        held = self.claims.record(claim, Succeeded({"text": {"v": "hello"}}), yielding=yielding, most=most)
        return [(claim.run, claim.node.id) for claim in held]

    def begun(self, run: RunId, most: int = 5) -> list[RunId]:
        return [claim.run for claim in self.claims.claim(run, most)]

    def crash(self) -> None:
        """Lose the process with all that runs in it; another takes its place."""
        for row in self.stores.runs.running():
            with self.journal.update(row.run) as change:
                reclaim_step(change, row.step)
        self.claims = Claims(self.journal, WorkerId("w:1"), Pool.SYNC)

    def possible_poisons(self, count: int) -> list[RunId]:
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
def engine() -> InMemoryEngine:
    return InMemoryEngine()


def test_a_worker_goes_straight_on_along_its_run(engine: InMemoryEngine) -> None:
    first, _ = engine.start(), engine.start()
    [claim] = engine.claims.claim(first)
    assert engine.done(claim) == [(first, "second")]


def test_where_its_run_has_nothing_more_it_takes_the_one_that_waits_longest(engine: InMemoryEngine) -> None:
    waits, run, later = engine.start(), engine.start(SHORT), engine.start()
    [claim] = engine.claims.claim(run)
    assert engine.done(claim) == [(waits, "first")]
    assert engine.types(run)[-1] == ev.RunSucceeded.type
    assert engine.types(later)[-1] == ev.StepReady.type


def test_a_yielding_worker_gives_another_run_its_turn_and_notifies_of_its_own(engine: InMemoryEngine) -> None:
    run, other = engine.start(), engine.start()
    [claim] = engine.claims.claim(run)
    engine.notified.clear()
    assert engine.done(claim, yielding=True) == [(other, "first")]
    assert engine.notified == [Notification(run, StepKey(NodeId("second")), Pool.SYNC)]


def test_a_yielding_worker_stays_where_nothing_else_waits(engine: InMemoryEngine) -> None:
    run = engine.start()
    [claim] = engine.claims.claim(run)
    assert engine.done(claim, yielding=True) == [(run, "second")]


def test_a_worker_that_leaves_claims_nothing(engine: InMemoryEngine) -> None:
    run, _ = engine.start(), engine.start()
    [claim] = engine.claims.claim(run)
    assert engine.done(claim, most=0) == []
    assert engine.types(run)[-2:] == [ev.StepSucceeded.type, ev.StepReady.type]


def test_a_late_notification_finds_other_work_or_none(engine: InMemoryEngine) -> None:
    run, other = engine.start(SHORT), engine.start(SHORT)
    [claim] = engine.claims.claim(run)
    [second] = engine.claims.claim(run)
    assert (claim.run, second.run) == (run, other)
    assert engine.claims.claim(run) == []


def test_a_run_that_cannot_be_read_costs_no_result(
    engine: InMemoryEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken, run = engine.start(), engine.start(SHORT)
    [claim] = engine.claims.claim(run)
    opened = Journal.current

    def refuse(self: Journal, tx: object, which: RunId) -> object:
        if which == broken:
            raise NotFoundError("There is no definition of it.")
        return opened(self, tx, which)  # pyright: ignore[reportArgumentType]

    monkeypatch.setattr(Journal, "current", refuse)
    assert engine.done(claim) == []
    assert engine.types(run)[-1] == ev.RunSucceeded.type


@pytest.mark.parametrize("error", [EngineError("An event cannot be read."), KeyError("gone")])
@pytest.mark.parametrize("when", ["opened", "claimed"])
def test_a_damaged_run_costs_no_result_and_no_worker(
    engine: InMemoryEngine, monkeypatch: pytest.MonkeyPatch, when: str, error: Exception
) -> None:
    broken, run = engine.start(), engine.start(SHORT)
    [claim] = engine.claims.claim(run)
    read, claim_on = Journal._current, claims_module._claim

    def current(self: Journal, tx: Any, which: RunId) -> Any:
        if which == broken and when == "opened":
            raise error
        return read(self, tx, which)

    def claimed(update: RunUpdate, key: StepKey) -> Claim:
        if update.state.run == broken and when == "claimed":
            raise error
        return claim_on(update, key)

    monkeypatch.setattr(Journal, "_current", current)
    monkeypatch.setattr(claims_module, "_claim", claimed)
    assert engine.done(claim) == []
    assert engine.types(run)[-1] == ev.RunSucceeded.type
    assert engine.begun(broken) == []
    assert engine.types(broken)[-1] == ev.StepReady.type


def test_a_history_that_does_not_fit_its_definition_cannot_be_read(engine: InMemoryEngine) -> None:
    run = engine.start()
    stranger = NodeId("stranger")
    with engine.stores.runs.write() as tx:
        plan, state = engine.journal.current(tx, run)
        plan = replace(plan, nodes={**plan.nodes, stranger: plan.nodes[NodeId("first")]})
        state.steps[StepKey(stranger)] = StepState()
        recorded = ev.Recorded(state.seq + 1, 1.0, ev.StepReady(stranger))
        apply(plan, state, recorded)
        tx.append(plan, state, [recorded])
    engine.journal.forget(run)
    with pytest.raises(EngineError), engine.journal.update(run):
        pass


def test_a_possible_poison_runs_alone(engine: InMemoryEngine) -> None:
    """Steps that have crashed together are told apart: each runs without the others before it is given up."""
    first, second = engine.possible_poisons(2)
    fresh = engine.start(SHORT)
    (poison,) = engine.claims.claim(first, 5)
    assert poison.may_be_poison
    assert engine.begun(second) == []
    assert engine.begun(fresh) == []
    assert engine.done(poison, most=5) == [(second, "only")]
    assert engine.begun(fresh) == []


def test_a_possible_poison_waits_until_nothing_else_runs_and_holds_back_what_is_new(
    engine: InMemoryEngine,
) -> None:
    """Else steps that come without a pause would keep it waiting for ever."""
    (run,) = engine.possible_poisons(1)
    one, other = (engine.start(SHORT) for _ in range(2))
    (running,), (beside,) = engine.claims.claim(one), engine.claims.claim(other)
    assert engine.begun(run) == []
    late = engine.start(SHORT)
    assert engine.begun(late) == []
    assert engine.done(running, most=5) == []
    assert engine.done(beside, most=5) == [(run, "only")]
    assert engine.begun(late) == []


def test_a_possible_poison_that_another_process_took_holds_nobody_back(engine: InMemoryEngine) -> None:
    (run,) = engine.possible_poisons(1)
    (running,) = engine.claims.claim(engine.start(SHORT))
    assert engine.begun(run) == []
    assert [claim.run for claim in Claims(engine.journal, WorkerId("v:1"), Pool.SYNC).claim(run)] == [run]
    late = engine.start(SHORT)
    assert engine.done(running) == [(late, "only")]


def test_a_fresh_poison_cannot_take_an_innocent_step_over_the_limit(engine: InMemoryEngine) -> None:
    (innocent,) = engine.possible_poisons(1)
    poison = engine.start(SHORT)
    for _ in range(20):
        running = {row.run for row in engine.stores.runs.running()}
        if poison in running:
            engine.crash()
        elif running:
            break
        else:
            engine.begun(poison)
            engine.begun(innocent)
    ended = [recorded.event for recorded in engine.stores.runs.history(innocent)]
    assert not any(isinstance(event, ev.StepFailed) for event in ended)
