"""A deployment under test: a data folder, its workers, and the invariants of its runs."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeVar

import psutil

from app.composition import Parts
from app.settings import Settings
from engine.execution.control import Start
from engine.ids import NodeId, RunId, StepKey, WorkflowId, idempotency_key
from engine.run import events as ev
from engine.run.fold import fold
from engine.run.state import ENDED, SETTLED, RunState, RunStatus, StepStatus
from engine.run.trigger import Trigger
from engine.run.waits import Timer, Wait
from engine.workflow.definition import Edge, Node, Workflow
from engine.workflow.plan import Plan
from tests.durability.ledger import ROOT, Ledger

PATIENCE_S = 45.0
"""A limit that only a hang reaches, on a loaded machine too."""
_Found = TypeVar("_Found")


def eventually(look: Callable[[], _Found | None], what: str, patience: float = PATIENCE_S) -> _Found:
    """Poll until the result is true and return it; raise `AssertionError` after `patience` seconds."""
    deadline = time.monotonic() + patience
    while not (found := look()):
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {patience:g} s for {what}")
        time.sleep(0.01)
    return found


class ForkServer:
    """The process that forks workers on demand; all of them die with it."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "tests.durability.fault_injection"]
        self._process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def ask(self, request: Mapping[str, Any]) -> Any:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{json.dumps(request)}\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def close(self) -> None:
        self._process.kill()
        self._process.communicate()


@dataclass(slots=True)
class Worker:
    """A running worker: the supervisor's pid, its children by what they do."""

    pid: int
    fork_server: ForkServer
    code: int | None = None

    def children(self) -> list[psutil.Process]:
        with contextlib.suppress(psutil.NoSuchProcess):
            return psutil.Process(self.pid).children(recursive=True)
        return []

    def signal(self, number: signal.Signals) -> None:
        os.kill(self.pid, number)

    def ended(self) -> bool:
        if self.code is None:
            self.code = self.fork_server.ask({"poll": self.pid})
        return self.code is not None

    def wait(self, patience: float = PATIENCE_S) -> int:
        eventually(self.ended, f"worker {self.pid} to end", patience)
        assert self.code is not None
        return self.code

    def kill(self) -> None:
        """Kill the parent alone and wait until its children have died with it."""
        if self.ended():
            return
        pids = [child.pid for child in self.children()]
        self.signal(signal.SIGKILL)
        self.wait()
        for pid in pids:
            eventually(lambda pid=pid: gone(pid), f"child {pid} to die with its parent")


def gone(pid: int) -> bool:
    """Return whether a process has ended; a zombie has."""
    with contextlib.suppress(psutil.NoSuchProcess):
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    return True


@dataclass(slots=True)
class Deployment:
    """One data folder with its workers. `parts` opens it in the process of the test."""

    data: Path
    fork_server: ForkServer
    ledger: Ledger
    settings: dict[str, str] = field(default_factory=dict[str, str])
    workers: list[Worker] = field(default_factory=list[Worker])
    parts: Parts = field(init=False)

    def __post_init__(self) -> None:
        self.parts = Parts.open(Settings(**self._settings()))  # type: ignore[arg-type]

    def _settings(self) -> dict[str, str]:
        return {
            "data": str(self.data),
            "workers": "2",
            "lease_s": "6",
            "synchronous": "NORMAL",  # killing a process undoes no commit either way
            "plugins": "tests.durability.kinds",
            "allowed_hosts": self.ledger.host,
            **self.settings,
        }

    @property
    def environment(self) -> dict[str, str]:
        return {f"TREADLE_{name.upper()}": value for name, value in self._settings().items()}

    def worker(self, **request: Any) -> Worker:
        pid = self.fork_server.ask({"environment": self.environment, **request})
        self.workers.append(Worker(pid, self.fork_server))
        return self.workers[-1]

    def act(self, **request: Any) -> int:
        """Carry out a request in a process of its own and return its exit code."""
        pid = self.fork_server.ask({"environment": self.environment, **request})
        return Worker(pid, self.fork_server).wait()

    def start(self, workflow: Workflow, *, key: str | None = None) -> RunId:
        start = Start(WorkflowId("drill"), "Drill", workflow, {}, Trigger.API, idempotency_key=key)
        return self.parts.control.start(start)

    def history(self, run: RunId) -> list[ev.Event]:
        return [recorded.event for recorded in self.parts.stores.runs.history(run)]

    def status(self, run: RunId) -> RunStatus:
        row = self.parts.stores.runs.run(run)
        assert row is not None
        return row.status

    def ended(self, run: RunId) -> RunStatus:
        """Wait until a run has ended and return its status."""

        def look() -> RunStatus | None:
            status = self.status(run)
            return status if status in ENDED else None

        try:
            return eventually(look, f"run {run} to end")
        except AssertionError as error:
            raise AssertionError(f"{error}\n{self.report(run)}") from None

    def report(self, run: RunId) -> str:
        """Return a run's history and the end of the log, for a failure message."""
        log = self.data / "log"
        lines = log.read_text().splitlines()[-40:] if log.exists() else []
        return "\n".join([*map(str, self.history(run)), *lines])

    def events(self, run: RunId, type_: type[_Found], node: str | None = None) -> list[_Found]:
        """Return a run's events of a type, of one node if it is given."""
        return [
            event
            for event in self.history(run)
            if isinstance(event, type_)
            and (node is None or (isinstance(event, ev.OfStep) and event.node == node))
        ]

    def wait_for(self, run: RunId, type_: type[_Found], node: str | None = None, times: int = 1) -> _Found:
        """Wait for the event of a type that comes `times`-th, and return it."""

        def look() -> list[_Found] | None:
            found = self.events(run, type_, node)
            return found if len(found) >= times else None

        return eventually(look, f"{type_.__name__} of {node or 'the run'} in run {run}")[times - 1]

    def suspensions(self, run: RunId, wait: type[Wait]) -> list[ev.StepSuspended]:
        """Return the events of a run by which a step began to wait for something of a kind."""
        return [event for event in self.events(run, ev.StepSuspended) if isinstance(event.wait, wait)]

    def wait_for_suspension(self, run: RunId, wait: type[Wait]) -> ev.StepSuspended:
        """Wait until a step of a run waits for something of a kind, and return the event."""
        return eventually(lambda: self.suspensions(run, wait), f"a {wait.__name__} in run {run}")[0]

    def plan(self, run: RunId) -> Plan:
        started = self.history(run)[0]
        assert isinstance(started, ev.RunStarted)
        return self.parts.plans.get(started.definition)

    def state(self, run: RunId) -> RunState:
        return fold(self.plan(run), run, self.parts.stores.runs.history(run))

    def output(self, run: RunId, node: str) -> Any:
        """Return the recorded value of a step's only port."""
        outputs = self.state(run).step(StepKey(NodeId(node))).outputs
        assert outputs is not None
        return next(iter(outputs.values()))["v"]

    def key(self, run: RunId, node: str) -> str:
        return idempotency_key(self.parts.stores.instance, run, StepKey(NodeId(node)), 1)

    def pid_of(self, run: RunId, node: str) -> int:
        """Return the pid of the process that executes a running step."""
        return self.pid_of_worker(self.wait_for(run, ev.StepStarted, node).worker)

    def pid_of_worker(self, worker: str) -> int:
        file = self.parts.runtime / f"alive.{worker.replace(':', '.')}"
        return int(eventually(file.read_text, f"the pid of {worker}").split()[0])

    def check(self, run: RunId, effects: Iterable[str] = ()) -> None:
        """Assert the invariants of a run that has succeeded, whatever was killed."""
        broken = self.violations(run, effects)
        assert not broken, "\n".join([*broken, self.report(run)])

    def violations(self, run: RunId, effects: Iterable[str] = ()) -> list[str]:
        """Return the violated invariants of a run that should have succeeded, in words; none is []."""
        history = self.history(run)
        state = self.state(run)
        broken = [] if state.status is RunStatus.SUCCEEDED else [f"the run is {state.status}"]
        done = Counter(e.step for e in history if isinstance(e, ev.StepSucceeded))
        done += Counter(e.step for e in self.suspensions(run, Timer))
        broken += [f"{step} succeeded {times} times" for step, times in done.items() if times != 1]
        plan = self.plan(run)
        broken += [
            f"{node.id} is {state.step(node.step).status}"
            for node in plan.nodes.values()
            if state.step(node.step).status not in SETTLED - {StepStatus.CANCELLED}
        ]
        rows = {row.step: (row.status, row.fence) for row in self.parts.stores.runs.steps(run)}
        folded = {key: (step.status, step.fence) for key, step in state.steps.items()}
        broken += [] if rows == folded else [f"rows {rows} differ from the history {folded}"]
        for node in effects:
            started = sum(isinstance(e, ev.StepStarted) and e.node == node for e in history)
            times = self.ledger.times(self.key(run, node))
            if not 1 <= times <= started:
                broken.append(f"{node}: {times} deliveries of its key, {started} attempts")
        prefix = self.key(run, "x").split(".x.")[0]
        keys = {
            delivery.key for delivery in self.ledger.deliveries() if delivery.key.startswith(f"{prefix}.")
        }
        broken += [f"an unexpected key: {key}" for key in keys - {self.key(run, node) for node in effects}]
        return broken

    @contextlib.contextmanager
    def held(self, name: str = "hold") -> Iterator[Path]:
        """Hold steps in the middle of their work for the time of a block."""
        file = self.data / name
        file.touch()
        try:
            yield file
        finally:
            file.unlink(missing_ok=True)

    def close(self) -> None:
        for worker in self.workers:
            worker.kill()
        self.parts.close()


def chain(*nodes: Node) -> Workflow:
    """Return a workflow of nodes in a row, each joined from its only output to its only input."""
    edges = tuple(join(left, right) for left, right in pairwise(nodes))
    return Workflow(nodes=nodes, edges=edges)


PORTS = {"http_request": ("values", "response"), "delay": ("value", "value")}


def join(left: Node, right: Node) -> Edge:
    source_port = PORTS.get(left.kind, ("values", "receipt"))[1]
    target_port = PORTS.get(right.kind, ("values", "receipt"))[0]
    return Edge(source=left.id, source_port=source_port, target=right.id, target_port=target_port)


def deliver(name: str, ledger: Ledger, path: str = "", *, hold: Path | None = None, **policies: Any) -> Node:
    """Return a sync step with an effect. It stays in the middle of its work while the file `hold` exists."""
    config = {"url": ledger.url(path), "hold": str(hold or "")}
    return Node(id=name, kind="deliver", config=config, **policies)


def post(name: str, ledger: Ledger, path: str = "", **policies: Any) -> Node:
    """Return an async step with an effect, of the product's own kind."""
    return Node(id=name, kind="http_request", config={"method": "POST", "url": ledger.url(path)}, **policies)
