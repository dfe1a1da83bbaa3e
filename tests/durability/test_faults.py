"""Poison steps, unreliable notifications, restarts while runs wait, two workers on one folder."""

from __future__ import annotations

import os
import signal
import time
from functools import partial

import pytest

from engine.run import events as ev
from engine.run.retry import CRASH_LIMIT
from engine.run.state import RunStatus, StepStatus
from engine.run.waits import RetryTimer, Timer
from engine.workflow.definition import Edge, Node, Retry, Workflow
from tests.durability.conftest import OpenDeployment
from tests.durability.deployment import Deployment, chain, deliver, eventually, post
from tests.durability.test_kill import EFFECTS, full_workflow


@pytest.mark.parametrize("kind", ["poison", "poison_async"])
def test_a_step_that_kills_its_worker_is_given_up_and_its_neighbours_finish(
    deployment: Deployment, kind: str
) -> None:
    worker, tally = deployment.worker(), deployment.data / "tally"
    neighbours = [deployment.start(chain(post("n", deployment.ledger, "slow/1"))) for _ in range(4)]
    neighbours += [deployment.start(chain(deliver("n", deployment.ledger))) for _ in range(4)]
    deployment.wait_for(neighbours[0], ev.StepStarted)
    poison = Node(id="p", kind=kind, config={"tally": str(tally)}, retry=Retry(attempts=5, first_s=0))
    run = deployment.start(chain(deliver("a", deployment.ledger), poison, deliver("b", deployment.ledger)))
    assert deployment.ended(run) is RunStatus.FAILED
    assert len(tally.read_text().split()) == CRASH_LIMIT
    (failed,) = deployment.events(run, ev.StepFailed)
    assert failed.error["type"] == "PoisonStepError"
    assert failed.error["fix"]
    assert deployment.events(run, ev.StepStarted, "b") == []
    for neighbour in neighbours:
        assert deployment.ended(neighbour) is RunStatus.SUCCEEDED, deployment.report(neighbour)
        deployment.check(neighbour, ("n",))
    assert not worker.ended()


@pytest.mark.parametrize(
    "notifications",
    [
        {"lose": 0.8, "hold": 1, "most": 1},
        {"lose": 0.0, "hold": 1, "most": 5},
        {"lose": 0.1, "hold": 4, "most": 3},
    ],
    ids=["most of them lost", "repeated", "lost, repeated, reordered"],
)
def test_unreliable_notifications_cost_latency_and_nothing_else(
    deployment: Deployment, notifications: dict[str, float]
) -> None:
    deployment.worker(notifications={"seed": 7, **notifications})
    runs = [deployment.start(full_workflow(deployment)) for _ in range(3)]
    for run in runs:
        assert deployment.ended(run) is RunStatus.SUCCEEDED, deployment.report(run)
        deployment.check(run, EFFECTS)
        started = [(e.node, e.fence) for e in deployment.events(run, ev.StepStarted)]
        ends = [*deployment.events(run, ev.StepSucceeded), *deployment.events(run, ev.StepSuspended)]
        ended = [(e.node, e.fence) for e in ends]
        assert sorted(started) == sorted(ended), "one commit per attempt"
        assert len(set(started)) == len(started)


def test_a_commit_whose_sync_fails_is_not_repeated(open_deployment: OpenDeployment) -> None:
    """If the commit were repeated after a sync error, nobody would hold the step that it claimed."""
    deployment = open_deployment(synchronous="FULL")
    deployment.worker(refusals={"chance": 0.3, "patience": 600.0})
    runs = [deployment.start(full_workflow(deployment)) for _ in range(3)]
    for run in runs:
        assert deployment.ended(run) is RunStatus.SUCCEEDED, deployment.report(run)
        deployment.check(run, EFFECTS)
        assert deployment.events(run, ev.StepReclaimed) == []
    assert "the disk refused to sync" in (deployment.data / "log").read_text()


def test_a_worker_whose_syncs_always_fail_ends_and_its_steps_are_taken_over(
    open_deployment: OpenDeployment,
) -> None:
    deployment = open_deployment(synchronous="FULL")
    deployment.worker(refusals={"chance": 0.0, "patience": 0.2})
    for start in (
        chain(deliver("a", deployment.ledger), post("b", deployment.ledger)),
        chain(post("b", deployment.ledger)),
    ):
        (deployment.data / "refuse").touch()
        run = deployment.start(start)
        assert deployment.ended(run) is RunStatus.SUCCEEDED, deployment.report(run)
        deployment.check(run, [node.id for node in start.nodes])
        assert deployment.events(run, ev.StepReclaimed), "a claim was committed and not synced"
        assert (deployment.data / "refused").exists()


def test_a_run_started_while_no_worker_is_there_waits_for_one(deployment: Deployment) -> None:
    for file in deployment.data.glob("queue.db*"):
        file.unlink()
    run = deployment.start(chain(deliver("a", deployment.ledger)))
    deployment.parts.task_queue.close()
    for file in deployment.data.glob("queue.db*"):
        file.unlink()  # its notification is lost as well
    assert deployment.status(run) is RunStatus.QUEUED
    deployment.worker()
    assert deployment.ended(run) is RunStatus.SUCCEEDED
    deployment.check(run, ("a",))


@pytest.mark.parametrize("damage", ["overwritten", "deleted"])
def test_a_queue_that_is_damaged_or_gone_under_two_workers_costs_latency_and_nothing_else(
    deployment: Deployment, damage: str
) -> None:
    deployment.worker()
    deployment.worker()
    before = deployment.start(full_workflow(deployment))
    assert deployment.ended(before) is RunStatus.SUCCEEDED
    for _ in range(3):
        for file in deployment.data.glob("queue.db*"):
            if damage == "deleted":
                file.unlink()
            elif not file.name.endswith("-shm"):
                file.write_bytes(os.urandom(file.stat().st_size))
        runs = [deployment.start(full_workflow(deployment)) for _ in range(2)]
        for run in runs:
            assert deployment.ended(run) is RunStatus.SUCCEEDED, deployment.report(run)
            deployment.check(run, EFFECTS)
    assert not any(worker.ended() for worker in deployment.workers)


def test_waits_survive_a_restart_and_hold_no_worker(deployment: Deployment) -> None:
    """A delay and a retry's wait are timer rows: what falls due while no worker runs happens at the next start."""
    killed = deployment.worker()
    delay = Node(id="w", kind="delay", config={"seconds": 1.0})
    waiting = deployment.start(chain(deliver("a", deployment.ledger), delay, deliver("b", deployment.ledger)))
    flaky = Node(id="f", kind="flaky", retry=Retry(first_s=1.0, jitter=0))
    retrying = deployment.start(chain(flaky, deliver("b", deployment.ledger)))
    due = deployment.wait_for_suspension(waiting, Timer).wait.due
    retry_due = deployment.wait_for_suspension(retrying, RetryTimer).wait.due
    assert deployment.parts.stores.runs.running() == [], "no worker is held"
    killed.kill()
    deployment.worker()
    for run in (waiting, retrying):
        assert deployment.ended(run) is RunStatus.SUCCEEDED
    deployment.check(waiting, ("a", "b"))
    history = deployment.parts.stores.runs.history(waiting)
    assert next(item.at for item in history if isinstance(item.event, ev.StepResumed)) >= due
    history = deployment.parts.stores.runs.history(retrying)
    assert [item.at for item in history if isinstance(item.event, ev.StepStarted)][1] >= retry_due
    assert deployment.output(retrying, "f")["attempt"] == 2


def test_the_other_worker_on_a_folder_takes_the_steps_of_a_killed_one(deployment: Deployment) -> None:
    first, second = deployment.worker(), deployment.worker()
    with deployment.held() as hold:
        runs = [deployment.start(chain(deliver("a", deployment.ledger, hold=hold))) for _ in range(4)]
        runs += [
            deployment.start(chain(post("a", deployment.ledger, "slow/1"), deliver("b", deployment.ledger)))
            for _ in range(2)
        ]
        for run in runs:
            deployment.wait_for(run, ev.StepStarted, "a")
        first.kill()
        groups = {
            e.worker.partition(":")[0] for run in runs for e in deployment.events(run, ev.StepStarted, "a")
        }
        eventually(
            lambda: len(deployment.parts.stores.runs.workers()) == 1, "the dead worker's row to be removed"
        )
    for run in runs:
        assert deployment.ended(run) is RunStatus.SUCCEEDED, deployment.report(run)
        deployment.check(run, ("a",) if len(deployment.plan(run).nodes) == 1 else ("a", "b"))
    assert len(groups) == 2, "both had work"
    assert not second.ended()


def test_killed_processes_leave_no_files_and_rows_behind(deployment: Deployment) -> None:
    worker = deployment.worker()
    for _ in range(3):
        with deployment.held() as hold:
            run = deployment.start(
                chain(deliver("a", deployment.ledger, hold=hold), post("b", deployment.ledger))
            )
            os.kill(deployment.pid_of(run, "a"), signal.SIGKILL)
        assert deployment.ended(run) is RunStatus.SUCCEEDED
    worker.kill()
    worker = deployment.worker()
    run = deployment.start(chain(deliver("a", deployment.ledger), post("b", deployment.ledger)))
    assert deployment.ended(run) is RunStatus.SUCCEEDED

    def only_living() -> bool:
        names = [file.name for file in deployment.parts.runtime.iterdir()]
        liveness = [name for name in names if name.startswith("alive.")]
        return len(liveness) == 4 and len(deployment.parts.stores.runs.workers()) == 1

    eventually(only_living, "only files and rows of living processes")
    worker.signal(signal.SIGTERM)
    assert worker.wait() == 0


def test_either_of_two_workers_kills_a_step_past_its_time_limit(open_deployment: OpenDeployment) -> None:
    """Whichever worker's maintenance sees the time limit must kill the process, or it hangs in its step for good."""
    deployment = open_deployment(workers="1")
    deployment.worker()
    deployment.worker()
    with deployment.held() as hold:
        node = deliver("a", deployment.ledger, hold=hold, timeout_s=0.5, retry=Retry(attempts=1))
        late = [deployment.start(chain(node)) for _ in range(6)]
        for run in late:
            assert deployment.ended(run) is RunStatus.FAILED
        cancelled = [deployment.start(chain(deliver("a", deployment.ledger, hold=hold))) for _ in range(4)]
        for run in cancelled:
            deployment.wait_for(run, ev.StepStarted)
            deployment.parts.control.cancel(run, by="test")
            assert deployment.ended(run) is RunStatus.CANCELLED
        groups = {e.worker.partition(":")[0] for run in late for e in deployment.events(run, ev.StepStarted)}
        assert len(groups) == 2, "both had work"
        after = [deployment.start(chain(deliver("n", deployment.ledger))) for _ in range(2)]
        for run in after:
            assert deployment.ended(run) is RunStatus.SUCCEEDED
            deployment.check(run, ("n",))
        for run in (*late, *cancelled):
            (started,) = deployment.events(run, ev.StepStarted)
            dead = deployment.parts.liveness_records.dead(started.worker)
            assert dead is not False, f"{started.worker} hangs at the step of run {run}"


def test_a_clock_that_is_set_while_steps_run_loses_no_step(deployment: Deployment) -> None:
    deployment.worker(clock=True)
    with deployment.held() as hold:
        run = deployment.start(
            chain(deliver("a", deployment.ledger, hold=hold), post("b", deployment.ledger))
        )
        slow = deployment.start(chain(post("a", deployment.ledger, "slow/2")))
        deployment.wait_for(run, ev.StepStarted)
        deployment.wait_for(slow, ev.StepStarted)
        for ahead in ("3600", "-3600"):
            (deployment.data / "clock").write_text(ahead)
            beat = eventually(partial(_beaten, deployment, ahead), "the heartbeat to follow the clock")
            eventually(partial(_beaten, deployment, ahead, after=beat), "maintenance to go on")
    for lasting, nodes in ((run, ("a", "b")), (slow, ("a",))):
        assert deployment.ended(lasting) is RunStatus.SUCCEEDED, deployment.report(lasting)
        deployment.check(lasting, nodes)
        assert deployment.events(lasting, ev.StepReclaimed) == []


def _beaten(deployment: Deployment, ahead: str, after: float | None = None) -> float | None:
    """Return the newest heartbeat if it follows the clock that was set and is newer than `after`; else None."""
    (row,) = deployment.parts.stores.runs.workers()
    is_new = row.beat_at != after and abs(row.beat_at - float(ahead) - time.time()) < 600
    return row.beat_at if is_new else None


def test_removed_liveness_files_are_made_again_and_no_step_is_lost(deployment: Deployment) -> None:
    deployment.worker()
    with deployment.held() as hold:
        run = deployment.start(
            chain(deliver("a", deployment.ledger, hold=hold), post("b", deployment.ledger))
        )
        deployment.wait_for(run, ev.StepStarted)
        before = deployment.pid_of(run, "a")
        files = list(deployment.parts.runtime.glob("alive.*"))
        assert len(files) == 4
        for file in files:
            file.unlink()
        eventually(lambda: all(file.exists() for file in files), "the files to be made again")
        assert deployment.pid_of(run, "a") == before
    assert deployment.ended(run) is RunStatus.SUCCEEDED
    deployment.check(run, ("a", "b"))
    assert deployment.events(run, ev.StepReclaimed) == []


def test_a_fan_out_over_many_workers_loses_no_step(deployment: Deployment) -> None:
    deployment.worker()
    deployment.worker()
    ledger = deployment.ledger
    first, last = Node(id="first", kind="nothing"), Node(id="last", kind="nothing")
    middle = [deliver(f"s{n}", ledger) if n % 2 else post(f"s{n}", ledger) for n in range(30)]
    edges = [
        Edge(source="first", source_port="receipt", target=node.id, target_port="values") for node in middle
    ]
    ports = {"deliver": "receipt", "http_request": "response"}
    edges += [
        Edge(source=node.id, source_port=ports[node.kind], target="last", target_port="values")
        for node in middle
    ]
    run = deployment.start(Workflow(nodes=(first, *middle, last), edges=tuple(edges)))
    assert deployment.ended(run) is RunStatus.SUCCEEDED, deployment.report(run)
    deployment.check(run, [node.id for node in middle])
    assert deployment.output(run, "last") == len(middle)
    assert all(step.status is StepStatus.SUCCEEDED for step in deployment.state(run).steps.values())
