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
from engine.worker.liveness import LivenessFile
from engine.workflow.definition import Edge, Node, Retry, Workflow
from tests.durability.conftest import Open
from tests.durability.house import House, chain, deliver, eventually, post
from tests.durability.test_kill import EFFECTS, everything


@pytest.mark.parametrize("kind", ["poison", "poison_async"])
def test_a_step_that_kills_its_worker_is_given_up_and_its_neighbours_finish(house: House, kind: str) -> None:
    worker, tally = house.worker(), house.data / "tally"
    neighbours = [house.start(chain(post("n", house.ledger, "slow/1"))) for _ in range(4)]
    neighbours += [house.start(chain(deliver("n", house.ledger))) for _ in range(4)]
    house.wait_for(neighbours[0], ev.StepStarted)
    poison = Node(id="p", kind=kind, config={"tally": str(tally)}, retry=Retry(attempts=5, first_s=0))
    run = house.start(chain(deliver("a", house.ledger), poison, deliver("b", house.ledger)))
    assert house.ended(run) is RunStatus.FAILED
    assert len(tally.read_text().split()) == CRASH_LIMIT
    (failed,) = house.seen(run, ev.StepFailed)
    assert failed.error["type"] == "PoisonStepError"
    assert failed.error["fix"]
    assert house.seen(run, ev.StepStarted, "b") == []
    for neighbour in neighbours:
        assert house.ended(neighbour) is RunStatus.SUCCEEDED, house.told(neighbour)
        house.check(neighbour, ("n",))
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
def test_doorbells_cost_latency_and_nothing_else(house: House, notifications: dict[str, float]) -> None:
    house.worker(notifications={"seed": 7, **notifications})
    runs = [house.start(everything(house)) for _ in range(3)]
    for run in runs:
        assert house.ended(run) is RunStatus.SUCCEEDED, house.told(run)
        house.check(run, EFFECTS)
        started = [(e.node, e.fence) for e in house.seen(run, ev.StepStarted)]
        ends = ev.StepSucceeded, ev.StepDeferred, ev.StepRetryScheduled
        ended = [(e.node, e.fence) for e in house.history(run) if isinstance(e, ends)]
        assert sorted(started) == sorted(ended), "one commit per attempt"
        assert len(set(started)) == len(started)


def test_what_is_committed_but_not_confirmed_is_done_once(open_house: Open) -> None:
    """Done again after a refusal of the disk, the step claimed in the commit would be held by nobody."""
    house = open_house(synchronous="FULL")
    house.worker(refusals={"chance": 0.3, "patience": 600.0})
    runs = [house.start(everything(house)) for _ in range(3)]
    for run in runs:
        assert house.ended(run) is RunStatus.SUCCEEDED, house.told(run)
        house.check(run, EFFECTS)
        assert house.seen(run, ev.StepReclaimed) == []
    assert "the disk refused to sync" in (house.data / "log").read_text()


def test_a_worker_whose_commits_are_never_confirmed_ends_and_its_steps_go_on(open_house: Open) -> None:
    house = open_house(synchronous="FULL")
    house.worker(refusals={"chance": 0.0, "patience": 0.2})
    for start in (chain(deliver("a", house.ledger), post("b", house.ledger)), chain(post("b", house.ledger))):
        (house.data / "refuse").touch()
        run = house.start(start)
        assert house.ended(run) is RunStatus.SUCCEEDED, house.told(run)
        house.check(run, [node.id for node in start.nodes])
        assert house.seen(run, ev.StepReclaimed), "a claim was committed and not confirmed"
        assert (house.data / "refused").exists()


def test_a_run_started_while_no_worker_is_there_waits_for_one(house: House) -> None:
    for file in house.data.glob("queue.db*"):
        file.unlink()
    run = house.start(chain(deliver("a", house.ledger)))
    house.parts.task_queue.close()
    for file in house.data.glob("queue.db*"):
        file.unlink()  # its notification is lost as well
    assert house.status(run) is RunStatus.QUEUED
    house.worker()
    assert house.ended(run) is RunStatus.SUCCEEDED
    house.check(run, ("a",))


@pytest.mark.parametrize("damage", ["overwritten", "deleted"])
def test_a_queue_that_is_damaged_or_gone_under_two_workers_costs_latency_and_nothing_else(
    house: House, damage: str
) -> None:
    house.worker()
    house.worker()
    before = house.start(everything(house))
    assert house.ended(before) is RunStatus.SUCCEEDED
    for _ in range(3):
        for file in house.data.glob("queue.db*"):
            if damage == "deleted":
                file.unlink()
            elif not file.name.endswith("-shm"):
                file.write_bytes(os.urandom(file.stat().st_size))
        runs = [house.start(everything(house)) for _ in range(2)]
        for run in runs:
            assert house.ended(run) is RunStatus.SUCCEEDED, house.told(run)
            house.check(run, EFFECTS)
    assert not any(worker.ended() for worker in house.workers)


def test_waits_survive_a_restart_and_hold_no_worker(house: House) -> None:
    """A delay and a retry's wait are timer rows: what is due while nobody runs happens at the next start."""
    killed = house.worker()
    delay = Node(id="w", kind="delay", config={"seconds": 1.0})
    waiting = house.start(chain(deliver("a", house.ledger), delay, deliver("b", house.ledger)))
    flaky = Node(id="f", kind="flaky", retry=Retry(first_s=1.0, jitter=0))
    retrying = house.start(chain(flaky, deliver("b", house.ledger)))
    due = house.wait_for(waiting, ev.StepDeferred).due
    retry_due = house.wait_for(retrying, ev.StepRetryScheduled).due
    assert house.parts.stores.runs.running() == [], "no worker is held"
    killed.kill()
    house.worker()
    for run in (waiting, retrying):
        assert house.ended(run) is RunStatus.SUCCEEDED
    house.check(waiting, ("a", "b"))
    history = house.parts.stores.runs.history(waiting)
    assert next(item.at for item in history if isinstance(item.event, ev.StepElapsed)) >= due
    history = house.parts.stores.runs.history(retrying)
    assert [item.at for item in history if isinstance(item.event, ev.StepStarted)][1] >= retry_due
    assert house.output(retrying, "f")["attempt"] == 2


def test_the_other_worker_on_a_folder_takes_the_steps_of_a_killed_one(house: House) -> None:
    first, second = house.worker(), house.worker()
    with house.held() as hold:
        runs = [house.start(chain(deliver("a", house.ledger, hold=hold))) for _ in range(4)]
        runs += [
            house.start(chain(post("a", house.ledger, "slow/1"), deliver("b", house.ledger)))
            for _ in range(2)
        ]
        for run in runs:
            house.wait_for(run, ev.StepStarted, "a")
        first.kill()
        groups = {e.worker.partition(":")[0] for run in runs for e in house.seen(run, ev.StepStarted, "a")}
        eventually(lambda: len(house.parts.stores.runs.workers()) == 1, "the dead one's row to go")
    for run in runs:
        assert house.ended(run) is RunStatus.SUCCEEDED, house.told(run)
        house.check(run, ("a",) if len(house.plan(run).nodes) == 1 else ("a", "b"))
    assert len(groups) == 2, "both had work"
    assert not second.ended()


def test_nothing_piles_up_when_processes_are_killed(house: House) -> None:
    worker = house.worker()
    for _ in range(3):
        with house.held() as hold:
            run = house.start(chain(deliver("a", house.ledger, hold=hold), post("b", house.ledger)))
            os.kill(house.pid_of(run, "a"), signal.SIGKILL)
        assert house.ended(run) is RunStatus.SUCCEEDED
    worker.kill()
    worker = house.worker()
    run = house.start(chain(deliver("a", house.ledger), post("b", house.ledger)))
    assert house.ended(run) is RunStatus.SUCCEEDED

    def living() -> bool:
        names = [file.name for file in house.parts.runtime.iterdir()]
        liveness = [name for name in names if name.startswith("life.")]
        return len(liveness) == 4 and len(house.parts.stores.runs.workers()) == 1

    eventually(living, "only the living to be left")
    worker.signal(signal.SIGTERM)
    assert worker.wait() == 0


def test_one_of_two_workers_kills_the_late_steps_of_the_other(open_house: Open) -> None:
    """Whichever sweeper sees that the time is up must free the process, or it hangs in its step for good."""
    house = open_house(workers="1")
    house.worker()
    house.worker()
    with house.held() as hold:
        node = deliver("a", house.ledger, hold=hold, timeout_s=0.5, retry=Retry(attempts=1))
        late = [house.start(chain(node)) for _ in range(6)]
        for run in late:
            assert house.ended(run) is RunStatus.FAILED
        cancelled = [house.start(chain(deliver("a", house.ledger, hold=hold))) for _ in range(4)]
        for run in cancelled:
            house.wait_for(run, ev.StepStarted)
            house.parts.control.cancel(run, by="drill")
            assert house.ended(run) is RunStatus.CANCELLED
        groups = {e.worker.partition(":")[0] for run in late for e in house.seen(run, ev.StepStarted)}
        assert len(groups) == 2, "both had work"
        after = [house.start(chain(deliver("n", house.ledger))) for _ in range(2)]
        for run in after:
            assert house.ended(run) is RunStatus.SUCCEEDED
            house.check(run, ("n",))
        for run in (*late, *cancelled):
            (started,) = house.seen(run, ev.StepStarted)
            life = LivenessFile(house.parts.runtime, started.worker)
            assert life.dead() is not False, f"{started.worker} hangs at the step of run {run}"


def test_a_clock_that_is_set_while_steps_run_loses_none(house: House) -> None:
    house.worker(clock=True)
    with house.held() as hold:
        run = house.start(chain(deliver("a", house.ledger, hold=hold), post("b", house.ledger)))
        slow = house.start(chain(post("a", house.ledger, "slow/2")))
        house.wait_for(run, ev.StepStarted)
        house.wait_for(slow, ev.StepStarted)
        for ahead in ("3600", "-3600"):
            (house.data / "clock").write_text(ahead)
            beat = eventually(partial(_beaten, house, ahead), "the heartbeat to follow the clock")
            eventually(partial(_beaten, house, ahead, after=beat), "it to sweep on")
    for lasting, nodes in ((run, ("a", "b")), (slow, ("a",))):
        assert house.ended(lasting) is RunStatus.SUCCEEDED, house.told(lasting)
        house.check(lasting, nodes)
        assert house.seen(lasting, ev.StepReclaimed) == []


def _beaten(house: House, ahead: str, after: float | None = None) -> float | None:
    """Give the newest heartbeat once it is of the clock that was set, and another than the one before."""
    (row,) = house.parts.stores.runs.workers()
    is_new = row.beat_at != after and abs(row.beat_at - float(ahead) - time.time()) < 600
    return row.beat_at if is_new else None


def test_life_files_that_are_removed_cost_no_step(house: House) -> None:
    house.worker()
    with house.held() as hold:
        run = house.start(chain(deliver("a", house.ledger, hold=hold), post("b", house.ledger)))
        house.wait_for(run, ev.StepStarted)
        before = house.pid_of(run, "a")
        files = list(house.parts.runtime.glob("life.*"))
        assert len(files) == 4
        for file in files:
            file.unlink()
        eventually(lambda: all(file.exists() for file in files), "the files to be made again")
        assert house.pid_of(run, "a") == before
    assert house.ended(run) is RunStatus.SUCCEEDED
    house.check(run, ("a", "b"))
    assert house.seen(run, ev.StepReclaimed) == []


def test_a_fan_out_over_many_workers_loses_no_step(house: House) -> None:
    house.worker()
    house.worker()
    ledger = house.ledger
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
    run = house.start(Workflow(nodes=(first, *middle, last), edges=tuple(edges)))
    assert house.ended(run) is RunStatus.SUCCEEDED, house.told(run)
    house.check(run, [node.id for node in middle])
    assert house.output(run, "last") == len(middle)
    assert all(step.status is StepStatus.SUCCEEDED for step in house.state(run).steps.values())
