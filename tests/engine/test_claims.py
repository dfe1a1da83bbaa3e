"""Going from one step to the next: along the run, then along whatever waits for longest."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from engine import events as ev
from engine.claims import Claim, Claims, Succeeded
from engine.control import Control, Start
from engine.definition import Edge, Node, Workflow
from engine.errors import NotFoundError
from engine.ids import NodeId, RunId, WorkerId, WorkflowId
from engine.journal import Journal, Plans, Ringers
from engine.kinds import Lane
from engine.nodes import builtin
from engine.stores import Ring
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
    rung: list[Ring] = field(default_factory=list[Ring])

    def __post_init__(self) -> None:
        self.stores = memory_stores()
        plans = Plans(self.stores.definitions, builtin())
        ringers = Ringers(step=self.rung.append, timer=lambda: None, feed=lambda: None)
        self.journal = Journal(self.stores.runs, plans, lambda: self.now, ringers)
        self.control = Control(self.journal, self.stores.definitions, builtin())
        self.claims = Claims(self.journal, WorkerId("w:1"), Lane.SYNC)

    def start(self, workflow: Workflow = CHAIN) -> RunId:
        self.now += 1
        return self.control.start(Start(WorkflowId("w"), "W", workflow, {"text": "hello"}, "test"))

    def done(self, claim: Claim, *, tired: bool = False, most: int = 1) -> list[tuple[RunId, str]]:
        held = self.claims.record(claim, Succeeded({"text": {"v": "hello"}}), tired=tired, most=most)
        return [(claim.run, claim.node.id) for claim in held]

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
    desk.rung.clear()
    assert desk.done(claim, tired=True) == [(other, "first")]
    assert desk.rung == [Ring(run, NodeId("second"), Lane.SYNC)]


def test_a_tired_worker_stays_where_nothing_else_waits(desk: Desk) -> None:
    run = desk.start()
    [claim] = desk.claims.claim(run)
    assert desk.done(claim, tired=True) == [(run, "second")]


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
