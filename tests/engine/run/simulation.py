"""A run in virtual time: random outcomes, cancels, resumes and a crash after any append. Checks what must hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from engine.errors import AuthorError, IllegalTransitionError, TransientError
from engine.execution.claims import Failed, Succeeded, event_of, reclaim_step
from engine.execution.journal import RunUpdate
from engine.ids import NodeId, PortName, RunId, WorkerId
from engine.run import events as ev
from engine.run.fold import fold
from engine.run.packing import Packer
from engine.run.scheduler import delivered, resume_set
from engine.run.state import ENDED, SETTLED, RunState, RunStatus, StepStatus
from engine.workflow.plan import Plan, PlanNode

MOST_MOVES = 600
CHOOSING = {"if", "switch"}


class ViolationError(AssertionError):
    """Something that must hold did not."""


def require(holds: object, what: str) -> None:
    if not holds:
        raise ViolationError(what)


@dataclass
class Simulation:
    """One run of a plan. `seen` counts what happened, for coverage."""

    plan: Plan
    rng: Random
    history: list[ev.Recorded] = field(default_factory=list)
    seen: Counter[str] = field(default_factory=Counter)
    now: float = 1000.0
    resumes: int = 0
    dues: dict[NodeId, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.state = RunState(RunId(1))
        self.change(lambda change: change.add(ev.RunStarted(self.plan.hash, {"v": {}}, "test")))

    def change(self, make: Callable[[RunUpdate], None]) -> None:
        """Make a change as the journal does, then crash: the state must follow from the history alone."""
        self.now += self.rng.random()
        change = Change(self.plan, self.state, self.now, Packer())
        before = self.state.status
        make(change)
        change.decide()
        self.history += change.recorded
        for recorded in change.recorded:
            self.look(recorded)
        require(before not in ENDED or not change.recorded or self._resumed(change), "an ended run went on")
        require(
            fold(self.plan, RunId(1), self.history) == self.state, "the fold of the history is another state"
        )

    @staticmethod
    def _resumed(change: RunUpdate) -> bool:
        return isinstance(change.recorded[0].event, ev.RunResumed)

    def run(self) -> None:
        """Move until the run has ended and is left so."""
        for _ in range(MOST_MOVES):
            if self.state.status in ENDED:
                self.check_end()
                if self.state.status is RunStatus.SUCCEEDED or self.resumes >= 2 or self.rng.random() < 0.4:
                    return
                self.resumes += 1
                self.seen["resume"] += 1
                self.change(
                    lambda change: change.add(ev.RunResumed(resume_set(self.plan, self.state), "test"))
                )
                continue
            self.move()
        raise ViolationError("the run does not settle")

    def move(self) -> None:
        """Do one thing a worker, the sweeper or a person may do."""
        by = {
            status: [n for n in sorted(self.state.active) if self.state.steps[n].status is status]
            for status in StepStatus
        }
        moves = [(self.claim, node) for node in by[StepStatus.READY]]
        moves += [(self.finish, node) for node in by[StepStatus.RUNNING]]
        moves += [(self.elapse, node) for node in by[StepStatus.WAITING] + by[StepStatus.RETRYING]]
        require(moves, f"the run is stuck: nothing is active, and it is {self.state.status}")
        if self.rng.random() < 0.01 and self.state.status in {RunStatus.QUEUED, RunStatus.RUNNING}:
            self.seen["cancel"] += 1
            self.change(lambda change: change.add(ev.RunCancelRequested("test")))
            return
        action, node = self.rng.choice(moves)
        action(node)

    def claim(self, node: NodeId) -> None:
        step = self.state.steps[node]
        require(
            self.state.stopped_by is None, f"{node} starts though {self.state.stopped_by} stopped the run"
        )
        self.change(
            lambda change: change.add(ev.StepStarted(node, WorkerId("w:1"), step.fence + 1, step.attempt + 1))
        )

    def elapse(self, node: NodeId) -> None:
        waiting = self.state.steps[node].status is StepStatus.WAITING
        self.now = max(self.now, self.state.steps[node].due or 0)
        self.change(lambda change: change.add(ev.StepElapsed(node) if waiting else ev.StepReady(node)))

    def finish(self, node_id: NodeId) -> None:
        node, chance = self.plan.nodes[node_id], self.rng.random()
        if self.rng.random() < 0.05:
            self.interrupt(node_id)
            return
        if self.state.status is RunStatus.CANCELLING and chance < 0.5:
            self.change(lambda change: change.add(ev.StepCancelled(node_id)))
        elif chance < 0.08:
            self.seen["lost worker"] += 1
            self.change(lambda change: reclaim_step(change, node_id))
        elif chance < 0.25:
            error = TransientError("busy") if self.rng.random() < 0.7 else AuthorError("wrong")
            self.change(lambda change: change.add(event_of(change, node_id, Failed(error.report()))))
        else:
            outputs: ev.Outputs = {port: {"v": 1} for port in self.taken(node)}
            delay = 5.0 if node.kind == "delay" else None
            outcome = Succeeded(outputs, delay_s=delay)
            self.change(lambda change: change.add(event_of(change, node_id, outcome)))

    def interrupt(self, node_id: NodeId) -> None:
        """Report a running step as cancelled, whatever its run: one that goes on must refuse it and lose nothing."""
        try:
            self.change(lambda change: change.add(ev.StepCancelled(node_id)))
        except IllegalTransitionError:
            require(self.state.status is not RunStatus.CANCELLING, f"{node_id} cannot be cancelled")
            self.seen["refused interrupt"] += 1
            self.state = fold(self.plan, RunId(1), self.history)  # as the journal: rolled back and forgotten

    def taken(self, node: PlanNode) -> list[PortName]:
        ports = [port for port in node.outputs if port != "error"]
        if node.kind in CHOOSING:
            return [self.rng.choice(ports)]
        if node.kind == "input":
            return [port for port in ports if self.rng.random() < 0.8]
        return ports

    def look(self, recorded: ev.Recorded) -> None:
        """Check one appended event against the history before it."""
        self.seen[recorded.event.type] += 1
        node_id = getattr(recorded.event, "node", None)
        if node_id is None or isinstance(recorded.event, ev.RunFailed):
            return
        node = self.plan.nodes[node_id]
        self.seen[f"kind {node.kind}"] += 1
        past = self.since_reset(node_id, recorded.seq)
        if isinstance(recorded.event, ev.StepRetryScheduled | ev.StepDeferred):
            self.dues[node_id] = recorded.event.due
        if isinstance(recorded.event, ev.StepCancelled):
            self.dues.pop(node_id, None)
        if isinstance(recorded.event, ev.StepReady | ev.StepElapsed):
            require(recorded.at >= self.dues.pop(node_id, 0.0), f"{node_id} went on before its time")
        if isinstance(recorded.event, ev.StepReady) and past:
            require(past[-1] == ev.StepRetryScheduled.type, f"{node_id} was scheduled twice: {past}")
        if isinstance(recorded.event, ev.StepReady) and not past:
            self.check_start(node)
        if isinstance(recorded.event, ev.StepSucceeded | ev.StepElapsed):
            require(ev.StepSucceeded.type not in past, f"{node_id} succeeded twice")
        if isinstance(recorded.event, ev.StepSkipped):
            self.check_skip(node)

    def since_reset(self, node: NodeId, before: int) -> list[str]:
        past: list[str] = []
        for item in self.history:
            if item.seq >= before:
                break
            if isinstance(item.event, ev.RunResumed) and node in item.event.reset:
                past = []
            elif getattr(item.event, "node", None) == node and not isinstance(item.event, ev.RunFailed):
                past.append(item.event.type)
        return past

    def check_start(self, node: PlanNode) -> None:
        sources = [self.state.step(edge.source) for port in node.ports for edge in port.edges]
        arrived = [
            delivered(self.state, edge.source, edge.source_port) for port in node.ports for edge in port.edges
        ]
        if len(sources) > 1:
            self.seen["join any" if node.join_any else "join"] += 1
        if not node.join_any:
            require(
                all(step.status in SETTLED for step in sources), f"{node.id} starts before its inputs settled"
            )
        require(not sources or any(arrived), f"{node.id} starts though nothing arrived")
        for port in node.ports:
            fed = any(delivered(self.state, edge.source, edge.source_port) for edge in port.edges)
            self.seen[f"port {node.kind}.{port.name} {'fed' if fed else 'empty'}"] += 1
            require(fed or not port.required, f"{node.id} starts though its required {port.name} got nothing")

    def check_skip(self, node: PlanNode) -> None:
        fed = [
            any(delivered(self.state, edge.source, edge.source_port) for edge in port.edges)
            for port in node.ports
            if port.required
        ]
        anything = any(
            delivered(self.state, edge.source, edge.source_port) for port in node.ports for edge in port.edges
        )
        require(not all(fed) or not anything, f"{node.id} was skipped though all it needs arrived")

    def check_end(self) -> None:
        state = self.state
        require(not state.active, f"the run ended with {sorted(state.active)} under way")
        failed = [
            n for n, step in state.steps.items() if step.status is StepStatus.FAILED and step.outputs is None
        ]
        if state.status is RunStatus.FAILED:
            require(failed, "the run failed though no step stopped it")
        if state.status is RunStatus.SUCCEEDED:
            require(not failed, "the run succeeded though a step had stopped it")
            left = [node for node in self.plan.nodes if state.step(node).status not in SETTLED]
            require(not left, f"the run succeeded and left {left} undone")
            cut = [node for node, step in state.steps.items() if step.status is StepStatus.CANCELLED]
            require(not cut, f"the run succeeded though {cut} were cancelled")
        self.seen[f"run {state.status}"] += 1
