"""Workers that are paused past their lease or their step's limit, and wake up."""

from __future__ import annotations

import os
import signal

import psutil
import pytest

from engine.ids import RunId
from engine.run import events as ev
from engine.run.state import RunStatus
from engine.workflow.definition import Retry
from tests.durability.conftest import Open
from tests.durability.house import House, Worker, chain, deliver, eventually


def pause(worker: Worker) -> list[int]:
    """Stop a worker, parent and children alike, as a machine does that goes to sleep."""
    pids = [worker.pid, *(child.pid for child in worker.children())]
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    for pid in pids:
        eventually(lambda pid=pid: psutil.Process(pid).status() == psutil.STATUS_STOPPED, f"{pid} to stop")
    return pids


def wake(pids: list[int]) -> None:
    for pid in pids:
        os.kill(pid, signal.SIGCONT)


def stale_result(house: House, *, fence: bool, limit: float | None = None) -> RunId:
    """Pause a worker in the middle of a step; let another take the step over, then let the first one go on.

    The first one's result comes while the second one still holds the step.
    """
    first = house.worker(fence=fence)
    with house.held() as hold:
        node = deliver("a", house.ledger, hold=hold, timeout_s=limit, retry=Retry(attempts=5, first_s=0))
        run = house.start(chain(node, deliver("b", house.ledger)))
        paused_at = house.pid_of(run, "a")
        eventually(lambda: house.ledger.times(house.key(run, "a")) == 1, "the first delivery")
        pids = pause(first)
        house.worker()
        eventually(lambda: house.ledger.times(house.key(run, "a")) == 2, "the step to be taken over")
        second = house.seen(run, ev.StepStarted, "a")[1]
        assert second.fence == 2
        # The holder of the step must be in the middle of it when the late one comes, so it is paused too.
        holder = house.pid_of_worker(second.worker)
        os.kill(holder, signal.SIGSTOP)
    wake(pids)
    if limit is None:
        eventually(lambda: _is_over(house, run, paused_at), "the late result to be refused or recorded")
    os.kill(holder, signal.SIGCONT)
    house.ended(run)
    return run


def _is_over(house: House, run: RunId, late: int) -> bool:
    """Say whether the woken process is done with the step: it has recorded, was refused, or is gone."""
    refused = f"Run {run}, step a: it was taken over" in (house.data / "log").read_text()
    return refused or bool(house.seen(run, ev.StepSucceeded, "a")) or not psutil.pid_exists(late)


def late_results(house: House, run: RunId) -> list[str]:
    """Give the violations: a result under a fence whose holder did not produce it."""
    (success,) = house.seen(run, ev.StepSucceeded, "a")
    started = {event.fence: event for event in house.seen(run, ev.StepStarted, "a")}
    by = house.output(run, "a")["delivery"]
    return (
        []
        if by == success.fence
        else [f"delivery {by} was recorded under fence {success.fence} of {started}"]
    )


def test_a_result_that_comes_after_the_lease_is_refused(open_house: Open) -> None:
    house = open_house(lease_s="1.0", workers="1")
    run = stale_result(house, fence=True)
    assert late_results(house, run) == []
    assert house.status(run) is RunStatus.SUCCEEDED
    house.check(run, ("a", "b"))


def test_without_the_fence_the_late_result_is_recorded(open_house: Open) -> None:
    """The negative control: with the guard taken out, the drill above sees the violation."""
    house = open_house(lease_s="1.0", workers="1")
    run = stale_result(house, fence=False)
    assert late_results(house, run) != []


@pytest.mark.long
def test_two_hundred_late_results_are_refused(open_house: Open) -> None:
    house = open_house(lease_s="1.0", workers="1")
    for _ in range(200):
        run = stale_result(house, fence=True)
        assert late_results(house, run) == []
        for worker in house.workers:
            worker.kill()


def test_a_process_paused_past_its_steps_limit_is_killed_and_its_step_goes_on(house: House) -> None:
    house.worker()
    with house.held() as hold:
        node = deliver("a", house.ledger, hold=hold, timeout_s=2.0, retry=Retry(attempts=2, first_s=0))
        run = house.start(chain(node))
        process = house.pid_of(run, "a")
        # In the step, not in the commit before it: there it would hold the database's lock for as long as it is paused.
        eventually(lambda: house.ledger.times(house.key(run, "a")) == 1, "the first delivery")
        os.kill(process, signal.SIGSTOP)
        house.wait_for(run, ev.StepRetryScheduled, "a")
    assert house.ended(run) is RunStatus.SUCCEEDED
    house.check(run, ("a",))
    assert not psutil.pid_exists(process) or psutil.Process(process).status() == psutil.STATUS_ZOMBIE
