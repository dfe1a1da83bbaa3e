"""Stopping a worker, its steps, its runs."""

from __future__ import annotations

import os
import signal

import pytest

from engine.ids import RunId
from engine.run import events as ev
from engine.run.state import RunStatus, StepStatus
from engine.run.waits import RetryTimer, Timer
from engine.workflow.definition import Node, Retry
from engine.workflow.kinds import Pool
from tests.durability.conftest import OpenDeployment
from tests.durability.deployment import Deployment, chain, deliver, eventually, gone, post


def only_once(deployment: Deployment, run: RunId, node: str) -> None:
    assert len(deployment.events(run, ev.StepStarted, node)) == 1, deployment.report(run)
    assert deployment.ledger.times(deployment.key(run, node)) == 1


@pytest.mark.parametrize("pool", ["sync", "async"])
@pytest.mark.parametrize("signals", [[signal.SIGTERM], [signal.SIGINT], [signal.SIGHUP, signal.SIGHUP]])
def test_a_running_step_may_finish(deployment: Deployment, pool: str, signals: list[signal.Signals]) -> None:
    """SIGHUP means that the web process died. The kernel may send it once per thread; two of them force no end."""
    worker = deployment.worker()
    with deployment.held() as hold:
        first = (
            deliver("a", deployment.ledger, hold=hold)
            if pool == "sync"
            else post("a", deployment.ledger, "slow/0.5")
        )
        run = deployment.start(chain(first, deliver("b", deployment.ledger)))
        deployment.wait_for(run, ev.StepStarted, "a")
        idle = [child.pid for child in worker.children() if child.pid != deployment.pid_of(run, "a")]
        for number in signals:
            worker.signal(number)
            eventually(lambda: any(gone(pid) for pid in idle), "the idle processes to end")
    assert worker.wait() == 0
    deployment.wait_for(run, ev.StepSucceeded, "a")
    only_once(deployment, run, "a")
    assert deployment.events(run, ev.StepStarted, "b") == [], "nothing new starts"
    assert deployment.parts.stores.runs.workers() == []
    deployment.worker()
    assert deployment.ended(run) is RunStatus.SUCCEEDED
    deployment.check(run, ("a", "b"))


def test_a_second_signal_kills_the_worker(deployment: Deployment) -> None:
    worker = deployment.worker()
    with deployment.held() as hold:
        run = deployment.start(chain(deliver("a", deployment.ledger, hold=hold)))
        pid = deployment.pid_of(run, "a")
        others = [child.pid for child in worker.children() if child.pid != pid]
        worker.signal(signal.SIGTERM)
        eventually(lambda: any(gone(other) for other in others), "the drain to begin")
        worker.signal(signal.SIGTERM)
        assert worker.wait() == 1
        assert gone(pid)
        deployment.worker()
        deployment.wait_for(run, ev.StepStarted, "a", times=2)
    assert deployment.ended(run) is RunStatus.SUCCEEDED
    deployment.check(run, ("a",))


def test_idle_workers_stop_at_once_and_leave_nothing(deployment: Deployment) -> None:
    worker = deployment.worker()
    run = deployment.start(chain(deliver("a", deployment.ledger), post("b", deployment.ledger)))
    assert deployment.ended(run) is RunStatus.SUCCEEDED
    worker.signal(signal.SIGTERM)
    assert worker.wait() == 0
    assert [file.name for file in deployment.parts.runtime.iterdir()] == []
    assert deployment.parts.stores.runs.workers() == []


def test_a_draining_worker_keeps_its_steps(open_deployment: OpenDeployment) -> None:
    """It sends heartbeats until its last step is done, or another worker would take that step over."""
    deployment = open_deployment(lease_s="1.0")
    draining = deployment.worker()
    with deployment.held() as hold:
        run = deployment.start(chain(deliver("a", deployment.ledger, hold=hold)))
        pid = deployment.pid_of(run, "a")
        others = [child.pid for child in draining.children() if child.pid != pid]
        draining.signal(signal.SIGTERM)
        eventually(lambda: any(gone(other) for other in others), "the drain to begin")
        deployment.worker()
        (group,) = {e.worker.partition(":")[0] for e in deployment.events(run, ev.StepStarted)}
        beaten = _beat(deployment, group)
        assert beaten, "a heartbeat comes before the first claim"
        eventually(lambda: _beat(deployment, group) > beaten + 1.5, "heartbeats for longer than the lease")
    assert draining.wait() == 0
    assert deployment.ended(run) is RunStatus.SUCCEEDED
    only_once(deployment, run, "a")


def _beat(deployment: Deployment, group: str) -> float:
    return max(
        (row.beat_at for row in deployment.parts.stores.runs.workers() if row.id == group), default=0.0
    )


def test_a_sync_step_is_killed_at_its_limit(deployment: Deployment) -> None:
    deployment.worker()
    with deployment.held() as hold:
        node = deliver("a", deployment.ledger, hold=hold, timeout_s=0.3, retry=Retry(attempts=2, first_s=0))
        run = deployment.start(chain(node))
        first = deployment.pid_of(run, "a")
        deployment.wait_for(run, ev.StepStarted, "a", times=2)
        eventually(lambda: gone(first), "the hung process to be killed")
    deployment.ended(run)
    first_failure = deployment.suspensions(run, RetryTimer)[0]
    assert (first_failure.error or {})["type"] == "StepTimeoutError"
    attempts = [(event.fence, event.attempt) for event in deployment.events(run, ev.StepStarted)]
    assert attempts == [(1, 1), (2, 2)]


def test_a_sync_step_that_never_ends_fails_when_its_attempts_are_used_up(deployment: Deployment) -> None:
    deployment.worker()
    with deployment.held() as hold:
        node = deliver("a", deployment.ledger, hold=hold, timeout_s=0.2, retry=Retry(attempts=1))
        run = deployment.start(chain(node))
        assert deployment.ended(run) is RunStatus.FAILED
        neighbour = deployment.start(chain(deliver("n", deployment.ledger)))
        assert deployment.ended(neighbour) is RunStatus.SUCCEEDED
    assert deployment.events(run, ev.StepFailed)[0].error["type"] == "StepTimeoutError"


def test_an_async_step_ends_at_its_limit_and_its_process_lives(deployment: Deployment) -> None:
    deployment.worker()
    neighbour = deployment.start(chain(post("n", deployment.ledger, "slow/1.5")))
    run = deployment.start(
        chain(post("a", deployment.ledger, "slow/20", timeout_s=0.2, retry=Retry(attempts=1)))
    )
    process = deployment.pid_of(neighbour, "n")
    assert deployment.ended(run) is RunStatus.FAILED
    assert deployment.events(run, ev.StepFailed)[0].error["type"] == "StepTimeoutError"
    assert deployment.ended(neighbour) is RunStatus.SUCCEEDED
    only_once(deployment, neighbour, "n")
    assert not gone(process)


def test_an_async_step_that_never_yields_is_killed(deployment: Deployment) -> None:
    """Its neighbours on the loop run again under the same keys."""
    deployment.worker()
    neighbour = deployment.start(chain(post("n", deployment.ledger, "slow/1")))
    deployment.wait_for(neighbour, ev.StepStarted)
    run = deployment.start(chain(Node(id="a", kind="block_the_loop", timeout_s=0.2, retry=Retry(attempts=1))))
    assert deployment.ended(run) is RunStatus.FAILED
    assert deployment.events(run, ev.StepFailed)[0].error["type"] == "StepTimeoutError"
    assert deployment.ended(neighbour) is RunStatus.SUCCEEDED
    deployment.check(neighbour, ("n",))


@pytest.mark.parametrize("pool", Pool)
def test_cancelling_interrupts_what_runs(deployment: Deployment, pool: Pool) -> None:
    worker = deployment.worker()
    with deployment.held() as hold:
        first = (
            deliver("a", deployment.ledger, hold=hold)
            if pool is Pool.SYNC
            else post("a", deployment.ledger, "slow/600")
        )
        run = deployment.start(chain(first, deliver("b", deployment.ledger)))
        process = deployment.pid_of(run, "a")
        deployment.parts.control.cancel(run, by="test")
        assert deployment.ended(run) is RunStatus.CANCELLED
        if pool is Pool.SYNC:
            eventually(lambda: gone(process), "the process to be killed")
    state = deployment.state(run)
    assert {step.status for step in state.steps.values()} == {StepStatus.CANCELLED}
    assert not worker.ended()
    if pool is Pool.SYNC:  # the hold file is gone
        deployment.parts.control.resume(run, by="test")
        assert deployment.ended(run) is RunStatus.SUCCEEDED
        deployment.check(run, ("a", "b"))


def test_cancelling_ends_waits_and_retries(deployment: Deployment) -> None:
    deployment.worker()
    waiting = deployment.start(
        chain(Node(id="n", kind="nothing"), Node(id="w", kind="delay", config={"seconds": 3600}))
    )
    retrying = deployment.start(chain(Node(id="f", kind="flaky", retry=Retry(first_s=3600))))
    deployment.wait_for_suspension(waiting, Timer)
    deployment.wait_for_suspension(retrying, RetryTimer)
    for run in (waiting, retrying):
        deployment.parts.control.cancel(run, by="test")
        assert deployment.ended(run) is RunStatus.CANCELLED
    assert deployment.parts.stores.runs.next_due() is None


def test_children_die_with_their_parent(deployment: Deployment) -> None:
    worker = deployment.worker()
    run = deployment.start(chain(deliver("a", deployment.ledger), post("b", deployment.ledger)))
    deployment.ended(run)
    children = [child.pid for child in worker.children()]
    assert len(children) == 4  # two sync, one async, maintenance
    os.kill(worker.pid, signal.SIGKILL)
    for pid in children:
        eventually(lambda pid=pid: gone(pid), f"child {pid} to die")
