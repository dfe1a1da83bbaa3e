"""A run in virtual time: random outcomes, cancels, resumes and a crash after any append. Checks what must hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from engine.errors import AuthorError, IllegalTransitionError, TransientError
from engine.execution.claims import Cancelled, Deferred, Failed, Outcome, Succeeded, event_of, reclaim_step
from engine.execution.journal import RunUpdate
from engine.ids import PortName, RunId, StepKey, WorkerId
from engine.run import events as ev
from engine.run.fold import fold
from engine.run.packing import Packer
from engine.run.scheduler import resume_set
from engine.run.state import ENDED, SETTLED, RunState, RunStatus, StepStatus
from engine.run.trigger import Trigger
from engine.run.waits import Timer
from engine.workflow.plan import InEdge, Plan, PlanNode

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
    dues: dict[StepKey, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.state = RunState(RunId(1))
        self.change(lambda update: update.add(ev.RunStarted(self.plan.hash, {"v": {}}, Trigger.API)))

    def change(self, make: Callable[[RunUpdate], None]) -> None:
        """Update the run as the journal does, then crash: the state must follow from the history alone."""
        self.now += self.rng.random()
        update = RunUpdate(self.plan, self.state, self.now, Packer())
        before = self.state.status
        make(update)
        update.decide()
        self.history += update.recorded
        for recorded in update.recorded:
            self.look(recorded)
        require(before not in ENDED or not update.recorded or self._resumed(update), "an ended run went on")
        require(
            fold(self.plan, RunId(1), self.history) == self.state, "the fold of the history is another state"
        )

    @staticmethod
    def _resumed(update: RunUpdate) -> bool:
        return isinstance(update.recorded[0].event, ev.RunResumed)

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
                    lambda update: update.add(ev.RunResumed(resume_set(self.plan, self.state), "test"))
                )
                continue
            self.move()
        raise ViolationError("the run does not settle")

    def move(self) -> None:
        """Do one thing a worker, maintenance or a person may do."""
        by = {
            status: [n for n in sorted(self.state.active) if self.state.steps[n].status is status]
            for status in StepStatus
        }
        moves = [(self.claim, step) for step in by[StepStatus.READY]]
        moves += [(self.finish, step) for step in by[StepStatus.RUNNING]]
        moves += [(self.resume, step) for step in by[StepStatus.WAITING]]
        require(moves, f"the run is stuck: nothing is active, and it is {self.state.status}")
        if self.rng.random() < 0.01 and self.state.status in {RunStatus.QUEUED, RunStatus.RUNNING}:
            self.seen["cancel"] += 1
            self.change(lambda update: update.add(ev.RunCancelRequested("test")))
            return
        action, step = self.rng.choice(moves)
        action(step)

    def claim(self, key: StepKey) -> None:
        step = self.state.steps[key]
        require(self.state.stopped_by is None, f"{key} starts though {self.state.stopped_by} stopped the run")
        started = ev.StepStarted(key.node, WorkerId("w:1"), step.fence + 1, step.attempt + 1, path=key.path)
        self.change(lambda update: update.add(started))

    def resume(self, key: StepKey) -> None:
        step = self.state.steps[key]
        outputs = step.held_back if isinstance(step.wait, Timer) else None
        self.now = max(self.now, step.due or 0)
        self.change(lambda update: update.add(ev.StepResumed(key.node, outputs, path=key.path)))

    def finish(self, key: StepKey) -> None:
        node, chance = self.plan.nodes[key.node], self.rng.random()
        if self.rng.random() < 0.05:
            self.interrupt(key)
        elif self.state.status is RunStatus.CANCELLING and chance < 0.5:
            self.record(key, Cancelled())
        elif chance < 0.08:
            self.seen["lost worker"] += 1
            self.change(lambda update: reclaim_step(update, key))
        elif chance < 0.25:
            error = TransientError("busy") if self.rng.random() < 0.7 else AuthorError("wrong")
            self.record(key, Failed(error.report()))
        else:
            outputs: ev.Outputs = {port: {"v": 1} for port in self.taken(node)}
            self.record(key, Deferred(5.0, outputs) if node.kind == "delay" else Succeeded(outputs))

    def record(self, key: StepKey, outcome: Outcome) -> None:
        self.change(lambda update: update.add(event_of(update, key, outcome)))

    def interrupt(self, key: StepKey) -> None:
        """Report a running step as cancelled, whatever its run: one that goes on must refuse it and lose nothing."""
        try:
            self.record(key, Cancelled())
        except IllegalTransitionError:
            require(self.state.status is not RunStatus.CANCELLING, f"{key} cannot be cancelled")
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
        event = recorded.event
        self.seen[event.type] += 1
        if not isinstance(event, ev.StepEvent):
            return
        key = event.step
        self.seen[f"kind {self.plan.nodes[key.node].kind}"] += 1
        past = self.since_reset(key, recorded.seq)
        match event:
            case ev.StepSuspended(wait=wait):
                self.dues[key] = wait.due
            case ev.StepCancelled():
                self.dues.pop(key, None)
            case ev.StepResumed(outputs=outputs):
                require(recorded.at >= self.dues.pop(key, 0.0), f"{key} went on before its time")
                require(outputs is None or not _gave(past), f"{key} succeeded twice")
            case ev.StepReady():
                require(not past, f"{key} was scheduled twice: {past}")
                self.check_start(key)
            case ev.StepSucceeded():
                require(not _gave(past), f"{key} succeeded twice")
            case ev.StepSkipped():
                self.check_skip(key)
            case ev.StepStarted() | ev.StepFailed() | ev.StepReclaimed():
                pass

    def since_reset(self, step: StepKey, before: int) -> list[ev.Event]:
        past: list[ev.Event] = []
        for item in self.history:
            if item.seq >= before:
                break
            if isinstance(item.event, ev.RunResumed) and step in item.event.reset:
                past = []
            elif ev.step_of(item.event) == step:
                past.append(item.event)
        return past

    def delivered(self, edge: InEdge) -> bool:
        """Return whether an edge brought a value, by the history alone."""
        step = self.state.step(edge.source)
        given = step.status in {StepStatus.SUCCEEDED, StepStatus.FAILED} and step.outputs is not None
        return given and edge.source_port in (step.outputs or {})

    def check_start(self, key: StepKey) -> None:
        node = self.plan.nodes[key.node]
        edges = [edge for port in node.ports for edge in port.edges]
        sources = [self.state.step(edge.source) for edge in edges]
        if len(sources) > 1:
            self.seen["join any" if node.join_any else "join"] += 1
        if not node.join_any:
            require(
                all(step.status in SETTLED for step in sources), f"{node.id} starts before its inputs settled"
            )
        require(not sources or any(map(self.delivered, edges)), f"{node.id} starts though nothing arrived")
        for port in node.ports:
            fed = any(map(self.delivered, port.edges))
            self.seen[f"port {node.kind}.{port.name} {'fed' if fed else 'empty'}"] += 1
            require(fed or not port.required, f"{node.id} starts though its required {port.name} got nothing")

    def check_skip(self, key: StepKey) -> None:
        node = self.plan.nodes[key.node]
        fed = [any(map(self.delivered, port.edges)) for port in node.ports if port.required]
        anything = any(self.delivered(edge) for port in node.ports for edge in port.edges)
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
            left = [
                node.id for node in self.plan.nodes.values() if state.step(node.step).status not in SETTLED
            ]
            require(not left, f"the run succeeded and left {left} undone")
            cut = [node for node, step in state.steps.items() if step.status is StepStatus.CANCELLED]
            require(not cut, f"the run succeeded though {cut} were cancelled")
        self.seen[f"run {state.status}"] += 1


def _gave(past: list[ev.Event]) -> bool:
    return any(
        isinstance(event, ev.StepSucceeded)
        or (isinstance(event, ev.StepResumed) and event.outputs is not None)
        for event in past
    )
