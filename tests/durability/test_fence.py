"""Workers that are paused past their lease or their step's limit, and wake up."""

from __future__ import annotations

import os
import signal

import psutil
import pytest

from engine.ids import RunId
from engine.run import events as ev
from engine.run.state import RunStatus
from engine.run.waits import RetryTimer
from engine.workflow.definition import Retry
from tests.durability.conftest import OpenDeployment
from tests.durability.deployment import Deployment, Worker, chain, deliver, eventually


def pause(deployment: Deployment, worker: Worker) -> list[int]:
    """Stop a worker and its children, as when the machine sleeps, and return their pids.

    The write lock is held meanwhile: a process that is stopped while it holds it would keep everybody from writing.
    """
    pids = [worker.pid, *(child.pid for child in worker.children())]
    with deployment.parts.stores.runs.write():
        for pid in pids:
            os.kill(pid, signal.SIGSTOP)
        for pid in pids:
            eventually(
                lambda pid=pid: psutil.Process(pid).status() == psutil.STATUS_STOPPED, f"{pid} to stop"
            )
    return pids


def wake(pids: list[int]) -> None:
    for pid in pids:
        os.kill(pid, signal.SIGCONT)


def stale_result(deployment: Deployment, *, fence: bool, limit: float | None = None) -> RunId:
    """Pause a worker in the middle of a step until another has taken the step over, then let it go on; return the run.

    The first worker's result comes while the second one still holds the step.
    """
    first = deployment.worker(fence=fence)
    with deployment.held() as hold:
        node = deliver("a", deployment.ledger, hold=hold, timeout_s=limit, retry=Retry(attempts=5, first_s=0))
        run = deployment.start(chain(node, deliver("b", deployment.ledger)))
        paused_at = deployment.pid_of(run, "a")
        eventually(lambda: deployment.ledger.times(deployment.key(run, "a")) == 1, "the first delivery")
        pids = pause(deployment, first)
        deployment.worker()
        eventually(
            lambda: deployment.ledger.times(deployment.key(run, "a")) == 2, "the step to be taken over"
        )
        second = deployment.events(run, ev.StepStarted, "a")[1]
        assert second.fence == 2
        # The holder of the step must be in the middle of it when the late result comes, so it is paused too.
        holder = deployment.pid_of_worker(second.worker)
        os.kill(holder, signal.SIGSTOP)
    wake(pids)
    if limit is None:
        eventually(lambda: _is_over(deployment, run, paused_at), "the late result to be refused or recorded")
    os.kill(holder, signal.SIGCONT)
    deployment.ended(run)
    return run


def _is_over(deployment: Deployment, run: RunId, late: int) -> bool:
    """Return whether the resumed process is done with the step: it has recorded, was refused, or has ended."""
    refused = f"Run {run}, step a: it was taken over" in (deployment.data / "log").read_text()
    return refused or bool(deployment.events(run, ev.StepSucceeded, "a")) or not psutil.pid_exists(late)


def late_results(deployment: Deployment, run: RunId) -> list[str]:
    """Return the violations: a result under a fence whose holder did not produce it."""
    (success,) = deployment.events(run, ev.StepSucceeded, "a")
    started = {event.fence: event for event in deployment.events(run, ev.StepStarted, "a")}
    by = deployment.output(run, "a")["delivery"]
    return (
        []
        if by == success.fence
        else [f"delivery {by} was recorded under fence {success.fence} of {started}"]
    )


def test_a_result_that_comes_after_the_lease_is_refused(open_deployment: OpenDeployment) -> None:
    deployment = open_deployment(lease_s="1.0", workers="1")
    run = stale_result(deployment, fence=True)
    assert late_results(deployment, run) == []
    assert deployment.status(run) is RunStatus.SUCCEEDED
    deployment.check(run, ("a", "b"))


def test_without_the_fence_the_late_result_is_recorded(open_deployment: OpenDeployment) -> None:
    """The negative control: without fencing, the test above detects the violation."""
    deployment = open_deployment(lease_s="1.0", workers="1")
    run = stale_result(deployment, fence=False)
    assert late_results(deployment, run) != []


@pytest.mark.long
def test_two_hundred_late_results_are_refused(open_deployment: OpenDeployment) -> None:
    deployment = open_deployment(lease_s="1.0", workers="1")
    for _ in range(200):
        run = stale_result(deployment, fence=True)
        assert late_results(deployment, run) == []
        for worker in deployment.workers:
            worker.kill()


def test_a_process_paused_past_its_steps_limit_is_killed_and_its_step_is_retried(
    deployment: Deployment,
) -> None:
    deployment.worker()
    with deployment.held() as hold:
        node = deliver("a", deployment.ledger, hold=hold, timeout_s=2.0, retry=Retry(attempts=2, first_s=0))
        run = deployment.start(chain(node))
        process = deployment.pid_of(run, "a")
        # In the step, not in the commit before it: there it would hold the database's lock for as long as it is paused.
        eventually(lambda: deployment.ledger.times(deployment.key(run, "a")) == 1, "the first delivery")
        os.kill(process, signal.SIGSTOP)
        deployment.wait_for_suspension(run, RetryTimer)
    assert deployment.ended(run) is RunStatus.SUCCEEDED
    deployment.check(run, ("a",))
    assert not psutil.pid_exists(process) or psutil.Process(process).status() == psutil.STATUS_ZOMBIE
