"""`kill -9` at every named commit boundary, before and after."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import time

import psutil
import pytest

from app.workers import live_workers
from engine.execution.stores import RunFilter
from engine.ids import RunId
from engine.run import events as ev
from engine.run.state import RunStatus
from engine.run.waits import RetryTimer, Timer
from engine.worker.ports import MAINTENANCE
from engine.workflow.definition import Node, Retry, Workflow
from tests.durability.conftest import OpenDeployment
from tests.durability.deployment import Deployment, chain, deliver, eventually, gone, join, post
from tests.durability.fault_injection import BEAT, Failpoint

EFFECTS = ("a", "b", "c", "d", "e")
WORKER_BOUNDARIES = {
    "claim": {"events": ("step_started",), "without": ("step_succeeded",), "node": "a"},
    "record, decide, claim the next": {"events": ("step_succeeded", "step_started"), "node": "a"},
    "claim on the async pool": {"events": ("step_started",), "node": "c"},
    "retry scheduled": {"events": ("step_suspended",), "node": "c"},
    "retry due": {"events": ("step_resumed",), "node": "c"},
    "record on the async pool": {"events": ("step_succeeded",), "node": "c"},
    "join ready": {"events": ("step_ready",), "node": "d"},
    "deferred": {"events": ("step_suspended",), "node": "w"},
    "timer elapses": {"events": ("step_resumed",), "node": "w"},
    "end": {"events": ("run_succeeded",)},
    "heartbeat": {"events": (BEAT,)},
}


def full_workflow(deployment: Deployment) -> Workflow:
    """Return a workflow with a fan-out over both pools, a retry, a join and a delay: a → (b, c) → d → w → e."""
    ledger = deployment.ledger
    a, b, d, e = (deliver(name, ledger) for name in "abde")
    c = post("c", ledger, "flaky/1", retry=Retry(first_s=0.05, jitter=0))
    w = Node(id="w", kind="delay", config={"seconds": 0.05})
    edges = (join(a, b), join(a, c), join(b, d), join(c, d), join(d, w), join(w, e))
    return Workflow(nodes=(a, b, c, d, w, e), edges=edges)


@pytest.mark.parametrize("side", ["before", "after"])
@pytest.mark.parametrize("boundary", WORKER_BOUNDARIES)
def test_everything_is_killed_at_a_boundary(deployment: Deployment, boundary: str, side: str) -> None:
    Failpoint(side=side, **WORKER_BOUNDARIES[boundary]).write(deployment.data)
    killed = deployment.worker()
    run = deployment.start(full_workflow(deployment))
    eventually(killed.ended, f"the worker to die {side} {boundary}")
    assert Failpoint.triggered(deployment.data)
    deployment.worker()
    assert deployment.ended(run) is RunStatus.SUCCEEDED, deployment.report(run)
    deployment.check(run, EFFECTS)


def test_nothing_is_killed(deployment: Deployment) -> None:
    deployment.worker()
    run = deployment.start(full_workflow(deployment))
    assert deployment.ended(run) is RunStatus.SUCCEEDED, deployment.report(run)
    deployment.check(run, EFFECTS)
    assert deployment.ledger.times(deployment.key(run, "a")) == 1
    assert deployment.ledger.times(deployment.key(run, "c")) == 2, (
        "every delivery is kept, the repeated one too"
    )
    assert len(deployment.suspensions(run, RetryTimer)) == 1


def assert_succeeds(deployment: Deployment, run: RunId, effects: tuple[str, ...]) -> None:
    assert deployment.ended(run) is RunStatus.SUCCEEDED, deployment.report(run)
    deployment.check(run, effects)


@pytest.mark.parametrize("side", ["before", "after"])
def test_the_starter_is_killed(deployment: Deployment, side: str) -> None:
    """Before the commit there is no run; after it there is one without a notification. The key keeps it at one run."""
    deployment.worker()
    Failpoint(side, ("run_started",), target="self").write(deployment.data)
    definition = chain(deliver("a", deployment.ledger), post("b", deployment.ledger))
    request = {"act": "start", "definition": definition.model_dump(mode="json"), "key": "k"}
    assert deployment.act(**request) == -signal.SIGKILL
    assert len(deployment.parts.stores.runs.runs(RunFilter())) == (side == "after")
    assert deployment.act(**request) == 0
    (row,) = deployment.parts.stores.runs.runs(RunFilter())
    assert_succeeds(deployment, row.id, ("a", "b"))


@pytest.mark.parametrize("side", ["before", "after"])
@pytest.mark.parametrize("pool", ["sync", "async"])
def test_the_canceller_is_killed(deployment: Deployment, pool: str, side: str) -> None:
    deployment.worker()
    with deployment.held() as hold:
        first = (
            deliver("a", deployment.ledger, hold=hold)
            if pool == "sync"
            else post("a", deployment.ledger, "slow/5")
        )
        run = deployment.start(chain(first, deliver("b", deployment.ledger)))
        deployment.wait_for(run, ev.StepStarted, "a")
        Failpoint(side, ("run_cancel_requested",), target="self").write(deployment.data)
        assert deployment.act(act="cancel", run=run) == -signal.SIGKILL
        if side == "before":
            assert deployment.status(run) is RunStatus.RUNNING
            assert deployment.act(act="cancel", run=run) == 0
        assert deployment.ended(run) is RunStatus.CANCELLED
    assert deployment.events(run, ev.StepStarted, "b") == []


@pytest.mark.parametrize("side", ["before", "after"])
@pytest.mark.parametrize("pool", ["sync", "async"])
def test_everything_is_killed_while_a_step_is_cancelled(deployment: Deployment, pool: str, side: str) -> None:
    killed = deployment.worker()
    with deployment.held() as hold:
        first = (
            deliver("a", deployment.ledger, hold=hold)
            if pool == "sync"
            else post("a", deployment.ledger, "slow/5")
        )
        run = deployment.start(chain(first, deliver("b", deployment.ledger)))
        deployment.wait_for(run, ev.StepStarted, "a")
        Failpoint(side, ("step_cancelled",)).write(deployment.data)
        deployment.parts.control.cancel(run, by="test")
        eventually(killed.ended, "the worker to die")
        deployment.worker()
        assert deployment.ended(run) is RunStatus.CANCELLED
    assert deployment.events(run, ev.StepStarted, "b") == []


@pytest.mark.parametrize("side", ["before", "after"])
def test_everything_is_killed_when_a_step_fails_and_the_resumer_too(
    deployment: Deployment, side: str
) -> None:
    Failpoint(side, ("step_failed",)).write(deployment.data)
    killed = deployment.worker()
    run = deployment.start(
        chain(
            post("a", deployment.ledger),
            post("b", deployment.ledger, "refuse/2"),
            deliver("c", deployment.ledger),
        )
    )
    eventually(killed.ended, "the worker to die")
    deployment.worker()
    if deployment.ended(run) is RunStatus.FAILED and side == "after":
        assert deployment.act(act="resume", run=run) == 0  # the second refusal
        assert deployment.ended(run) is RunStatus.FAILED
    Failpoint(side, ("run_resumed",), target="self").write(deployment.data)
    assert deployment.act(act="resume", run=run) == -signal.SIGKILL
    if side == "before":
        assert deployment.status(run) is RunStatus.FAILED
        assert deployment.act(act="resume", run=run) == 0
    assert_succeeds(deployment, run, ("a", "b", "c"))
    assert deployment.ledger.times(deployment.key(run, "a")) == 1, "what succeeded is not done again"


@pytest.mark.parametrize("side", ["before", "after"])
def test_everything_is_killed_while_a_lost_step_is_taken_back(deployment: Deployment, side: str) -> None:
    Failpoint("after", ("step_started",), node="b", target="self").write(
        deployment.data, then=Failpoint(side, ("step_reclaimed",))
    )
    killed = deployment.worker()
    run = deployment.start(full_workflow(deployment))
    eventually(killed.ended, "the worker to die twice")
    assert Failpoint.triggered(deployment.data)
    deployment.worker()
    assert_succeeds(deployment, run, EFFECTS)


@pytest.mark.parametrize("child", ["sync", "async"])
def test_a_child_alone_is_killed(deployment: Deployment, child: str) -> None:
    """Its step is taken back at once, without waiting for the lease, and a crash uses up no attempt."""
    worker = deployment.worker()
    with deployment.held() as hold:
        first = (
            deliver("a", deployment.ledger, hold=hold)
            if child == "sync"
            else post("a", deployment.ledger, "slow/1")
        )
        run = deployment.start(chain(first, deliver("b", deployment.ledger)))
        os.kill(deployment.pid_of(run, "a"), signal.SIGKILL)
        deployment.wait_for(run, ev.StepStarted, "a", times=2)
    assert_succeeds(deployment, run, ("a", "b"))
    assert [(e.fence, e.attempt) for e in deployment.events(run, ev.StepStarted, "a")] == [(1, 1), (2, 1)]
    assert not worker.ended()


def test_the_maintenance_process_alone_is_killed(deployment: Deployment) -> None:
    worker = deployment.worker()
    delay = Node(id="w", kind="delay", config={"seconds": 0.3})
    first = deployment.start(chain(deliver("a", deployment.ledger), delay, deliver("b", deployment.ledger)))
    deployment.wait_for_suspension(first, Timer)
    victim = next(p for p in (deployment.data / "wake").iterdir() if p.name.startswith(f"{MAINTENANCE}."))
    os.kill(int(victim.name.split(".")[1]), signal.SIGKILL)
    assert_succeeds(deployment, first, ("a", "b"))
    assert not worker.ended()


def test_the_parent_alone_is_killed(deployment: Deployment) -> None:
    killed = deployment.worker()
    with deployment.held() as hold:
        run = deployment.start(
            chain(deliver("a", deployment.ledger, hold=hold), post("b", deployment.ledger))
        )
        deployment.wait_for(run, ev.StepStarted, "a")
        killed.kill()  # waits until its children have died with it
        deployment.worker()
        deployment.wait_for(run, ev.StepStarted, "a", times=2)
    assert_succeeds(deployment, run, ("a", "b"))


def test_all_are_killed_at_once(deployment: Deployment) -> None:
    killed = deployment.worker()
    with deployment.held() as hold:
        both = [
            deployment.start(chain(deliver("a", deployment.ledger, hold=hold))),
            deployment.start(chain(post("a", deployment.ledger))),
        ]
        deployment.wait_for(both[0], ev.StepStarted, "a")
        for pid in [killed.pid, *(child.pid for child in killed.children())]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        killed.wait()
        deployment.worker()
        deployment.wait_for(both[0], ev.StepStarted, "a", times=2)
    for run in both:
        assert_succeeds(deployment, run, ("a",))


@pytest.mark.parametrize("whom", ["web", "both"])
def test_the_web_process_is_killed(open_deployment: OpenDeployment, whom: str) -> None:
    """Its worker drains and ends; the next web process starts another, and the run finishes."""
    deployment = open_deployment(port="0")
    web = deployment.worker(web=True)
    eventually(lambda: live_workers(deployment.parts), "the web process to start a worker")
    with deployment.held() as hold:
        run = deployment.start(
            chain(deliver("a", deployment.ledger, hold=hold), deliver("b", deployment.ledger))
        )
        eventually(lambda: deployment.ledger.times(deployment.key(run, "a")) == 1, "the first delivery")
        children = web.children()
        web.signal(signal.SIGKILL)
        web.wait()
        if whom == "both":
            for child in children:
                with contextlib.suppress(psutil.NoSuchProcess):
                    child.kill()
            deployment.worker(web=True)
            deployment.wait_for(run, ev.StepStarted, "a", times=2)
    if whom == "web":
        deployment.wait_for(run, ev.StepSucceeded, "a")
        for child in children:
            eventually(lambda pid=child.pid: gone(pid), "the worker to drain")
        deployment.worker(web=True)
    assert_succeeds(deployment, run, ("a", "b"))
    assert deployment.ledger.times(deployment.key(run, "a")) == (2 if whom == "both" else 1)


@pytest.mark.long
@pytest.mark.parametrize("side", ["before", "after"])
@pytest.mark.parametrize("boundary", WORKER_BOUNDARIES)
def test_everything_is_killed_at_a_boundary_twenty_times(
    deployment: Deployment, boundary: str, side: str
) -> None:
    for _ in range(20):
        Failpoint(side=side, **WORKER_BOUNDARIES[boundary]).write(deployment.data)
        killed = deployment.worker()
        run = deployment.start(full_workflow(deployment))
        eventually(killed.ended, f"the worker to die {side} {boundary}")
        alive = deployment.worker()
        assert_succeeds(deployment, run, EFFECTS)
        alive.kill()


@pytest.mark.parametrize(
    "kills", [pytest.param(8, id="8"), pytest.param(1000, marks=pytest.mark.long, id="1000")]
)
def test_random_processes_are_killed_under_load(deployment: Deployment, kills: int) -> None:
    chance = random.Random(kills)
    worker, runs = deployment.worker(), list[RunId]()
    for _ in range(kills):
        runs += [deployment.start(full_workflow(deployment)) for _ in range(2)]
        time.sleep(chance.uniform(0, 0.3))  # so that it is hit at random moments
        victims = [worker.pid, *(child.pid for child in worker.children())]
        with contextlib.suppress(ProcessLookupError):
            os.kill(chance.choice(victims), signal.SIGKILL)
        if worker.ended():
            worker = deployment.worker()
    if worker.ended():
        deployment.worker()
    for run in runs:
        assert_succeeds(deployment, run, EFFECTS)
