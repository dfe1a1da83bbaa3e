"""Ending a worker, its steps, its runs."""

from __future__ import annotations

import os
import signal

import pytest

from engine.ids import RunId
from engine.run import events as ev
from engine.run.state import RunStatus, StepStatus
from engine.workflow.definition import Node, Retry
from engine.workflow.kinds import Pool
from tests.durability.conftest import Open
from tests.durability.house import House, chain, deliver, eventually, gone, post


def only_once(house: House, run: RunId, node: str) -> None:
    assert len(house.seen(run, ev.StepStarted, node)) == 1, house.told(run)
    assert house.ledger.times(house.key(run, node)) == 1


@pytest.mark.parametrize("pool", ["sync", "async"])
@pytest.mark.parametrize("signals", [[signal.SIGTERM], [signal.SIGINT], [signal.SIGHUP, signal.SIGHUP]])
def test_a_running_step_may_finish(house: House, pool: str, signals: list[signal.Signals]) -> None:
    """SIGHUP says that the web process died. The kernel may say so once per thread of it: that hurries nobody."""
    worker = house.worker()
    with house.held() as hold:
        first = (
            deliver("a", house.ledger, hold=hold) if pool == "sync" else post("a", house.ledger, "slow/0.5")
        )
        run = house.start(chain(first, deliver("b", house.ledger)))
        house.wait_for(run, ev.StepStarted, "a")
        idle = [child.pid for child in worker.children() if child.pid != house.pid_of(run, "a")]
        for number in signals:
            worker.signal(number)
            eventually(lambda: any(gone(pid) for pid in idle), "the idle ones to go")
    assert worker.wait() == 0
    house.wait_for(run, ev.StepSucceeded, "a")
    only_once(house, run, "a")
    assert house.seen(run, ev.StepStarted, "b") == [], "nothing new is begun"
    assert house.parts.stores.runs.workers() == []
    house.worker()
    assert house.ended(run) is RunStatus.SUCCEEDED
    house.check(run, ("a", "b"))


def test_a_second_signal_ends_now(house: House) -> None:
    worker = house.worker()
    with house.held() as hold:
        run = house.start(chain(deliver("a", house.ledger, hold=hold)))
        pid = house.pid_of(run, "a")
        others = [child.pid for child in worker.children() if child.pid != pid]
        worker.signal(signal.SIGTERM)
        eventually(lambda: any(gone(other) for other in others), "the drain to begin")
        worker.signal(signal.SIGTERM)
        assert worker.wait() == 1
        assert gone(pid)
        house.worker()
        house.wait_for(run, ev.StepStarted, "a", times=2)
    assert house.ended(run) is RunStatus.SUCCEEDED
    house.check(run, ("a",))


def test_idle_workers_stop_at_once_and_leave_nothing(house: House) -> None:
    worker = house.worker()
    run = house.start(chain(deliver("a", house.ledger), post("b", house.ledger)))
    assert house.ended(run) is RunStatus.SUCCEEDED
    worker.signal(signal.SIGTERM)
    assert worker.wait() == 0
    assert [file.name for file in house.parts.runtime.iterdir()] == []
    assert house.parts.stores.runs.workers() == []


def test_a_draining_worker_keeps_its_steps(open_house: Open) -> None:
    """It beats until its last step is done, or another worker on the folder would take that step away."""
    house = open_house(lease_s="1.0")
    draining = house.worker()
    with house.held() as hold:
        run = house.start(chain(deliver("a", house.ledger, hold=hold)))
        pid = house.pid_of(run, "a")
        others = [child.pid for child in draining.children() if child.pid != pid]
        draining.signal(signal.SIGTERM)
        eventually(lambda: any(gone(other) for other in others), "the drain to begin")
        house.worker()
        (group,) = {e.worker.partition(":")[0] for e in house.seen(run, ev.StepStarted)}
        beaten = _beat(house, group)
        assert beaten, "it beats before its first claim"
        eventually(lambda: _beat(house, group) > beaten + 1.5, "it to beat on for longer than the lease")
    assert draining.wait() == 0
    assert house.ended(run) is RunStatus.SUCCEEDED
    only_once(house, run, "a")


def _beat(house: House, group: str) -> float:
    return max((row.beat_at for row in house.parts.stores.runs.workers() if row.id == group), default=0.0)


def test_a_sync_step_is_killed_at_its_limit(house: House) -> None:
    house.worker()
    with house.held() as hold:
        node = deliver("a", house.ledger, hold=hold, timeout_s=0.3, retry=Retry(attempts=2, first_s=0))
        run = house.start(chain(node))
        first = house.pid_of(run, "a")
        house.wait_for(run, ev.StepStarted, "a", times=2)
        eventually(lambda: gone(first), "the hung process to be killed")
    house.ended(run)
    first_failure = house.seen(run, ev.StepRetryScheduled)[0]
    assert first_failure.error["type"] == "StepTimeoutError"
    attempts = [(event.fence, event.attempt) for event in house.seen(run, ev.StepStarted)]
    assert attempts == [(1, 1), (2, 2)]


def test_a_sync_step_that_never_ends_fails_when_its_attempts_are_used_up(house: House) -> None:
    house.worker()
    with house.held() as hold:
        node = deliver("a", house.ledger, hold=hold, timeout_s=0.2, retry=Retry(attempts=1))
        run = house.start(chain(node))
        assert house.ended(run) is RunStatus.FAILED
        neighbour = house.start(chain(deliver("n", house.ledger)))
        assert house.ended(neighbour) is RunStatus.SUCCEEDED
    assert house.seen(run, ev.StepFailed)[0].error["type"] == "StepTimeoutError"


def test_an_async_step_ends_at_its_limit_and_its_process_lives(house: House) -> None:
    house.worker()
    neighbour = house.start(chain(post("n", house.ledger, "slow/1.5")))
    run = house.start(chain(post("a", house.ledger, "slow/20", timeout_s=0.2, retry=Retry(attempts=1))))
    process = house.pid_of(neighbour, "n")
    assert house.ended(run) is RunStatus.FAILED
    assert house.seen(run, ev.StepFailed)[0].error["type"] == "StepTimeoutError"
    assert house.ended(neighbour) is RunStatus.SUCCEEDED
    only_once(house, neighbour, "n")
    assert not gone(process)


def test_an_async_step_that_never_yields_is_killed(house: House) -> None:
    """Its neighbours on the loop run again under their keys."""
    house.worker()
    neighbour = house.start(chain(post("n", house.ledger, "slow/1")))
    house.wait_for(neighbour, ev.StepStarted)
    run = house.start(chain(Node(id="a", kind="block_the_loop", timeout_s=0.2, retry=Retry(attempts=1))))
    assert house.ended(run) is RunStatus.FAILED
    assert house.seen(run, ev.StepFailed)[0].error["type"] == "StepTimeoutError"
    assert house.ended(neighbour) is RunStatus.SUCCEEDED
    house.check(neighbour, ("n",))


@pytest.mark.parametrize("pool", Pool)
def test_cancelling_interrupts_what_runs(house: House, pool: Pool) -> None:
    worker = house.worker()
    with house.held() as hold:
        first = (
            deliver("a", house.ledger, hold=hold)
            if pool is Pool.SYNC
            else post("a", house.ledger, "slow/600")
        )
        run = house.start(chain(first, deliver("b", house.ledger)))
        process = house.pid_of(run, "a")
        house.parts.control.cancel(run, by="drill")
        assert house.ended(run) is RunStatus.CANCELLED
        if pool is Pool.SYNC:
            eventually(lambda: gone(process), "the process to be killed")
    state = house.state(run)
    assert {step.status for step in state.steps.values()} == {StepStatus.CANCELLED}
    assert not worker.ended()
    if pool is Pool.SYNC:  # nothing holds it any more
        house.parts.control.resume(run, by="drill")
        assert house.ended(run) is RunStatus.SUCCEEDED
        house.check(run, ("a", "b"))


def test_cancelling_ends_waits_and_retries(house: House) -> None:
    house.worker()
    waiting = house.start(
        chain(Node(id="n", kind="nothing"), Node(id="w", kind="delay", config={"seconds": 3600}))
    )
    retrying = house.start(chain(Node(id="f", kind="flaky", retry=Retry(first_s=3600))))
    house.wait_for(waiting, ev.StepDeferred)
    house.wait_for(retrying, ev.StepRetryScheduled)
    for run in (waiting, retrying):
        house.parts.control.cancel(run, by="drill")
        assert house.ended(run) is RunStatus.CANCELLED
    assert house.parts.stores.runs.next_due() is None


def test_children_die_with_their_parent(house: House) -> None:
    worker = house.worker()
    run = house.start(chain(deliver("a", house.ledger), post("b", house.ledger)))
    house.ended(run)
    children = [child.pid for child in worker.children()]
    assert len(children) == 4  # two sync, one async, the sweeper
    os.kill(worker.pid, signal.SIGKILL)
    for pid in children:
        eventually(lambda pid=pid: gone(pid), f"child {pid} to die")
