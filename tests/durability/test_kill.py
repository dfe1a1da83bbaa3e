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
from engine.workflow.definition import Node, Retry, Workflow
from tests.durability.conftest import Open
from tests.durability.dying_worker import BEAT, Order
from tests.durability.house import House, chain, deliver, eventually, gone, join, post

EFFECTS = ("a", "b", "c", "d", "e")
WORKER_BOUNDARIES = {
    "claim": {"events": ("step_started",), "without": ("step_succeeded",), "node": "a"},
    "record, decide, claim the next": {"events": ("step_succeeded", "step_started"), "node": "a"},
    "claim on the async pool": {"events": ("step_started",), "node": "c"},
    "retry scheduled": {"events": ("step_suspended",)},
    "retry due": {"events": ("step_ready",), "without": ("step_succeeded",), "node": "c"},
    "record on the async pool": {"events": ("step_succeeded",), "node": "c"},
    "join ready": {"events": ("step_ready",), "node": "d"},
    "deferred": {"events": ("step_suspended",), "node": "w"},
    "timer elapses": {"events": ("step_resumed",), "node": "w"},
    "end": {"events": ("run_succeeded",)},
    "heartbeat": {"events": (BEAT,)},
}


def everything(house: House) -> Workflow:
    """Fan-out over both pools, a retry, a join, a delay: a → (b, c) → d → w → e."""
    ledger = house.ledger
    a, b, d, e = (deliver(name, ledger) for name in "abde")
    c = post("c", ledger, "flaky/1", retry=Retry(first_s=0.05, jitter=0))
    w = Node(id="w", kind="delay", config={"seconds": 0.05})
    edges = (join(a, b), join(a, c), join(b, d), join(c, d), join(d, w), join(w, e))
    return Workflow(nodes=(a, b, c, d, w, e), edges=edges)


@pytest.mark.parametrize("side", ["before", "after"])
@pytest.mark.parametrize("boundary", WORKER_BOUNDARIES)
def test_everything_is_killed_at_a_boundary(house: House, boundary: str, side: str) -> None:
    Order(side=side, **WORKER_BOUNDARIES[boundary]).write(house.data)
    killed = house.worker()
    run = house.start(everything(house))
    eventually(killed.ended, f"the worker to die {side} {boundary}")
    assert Order.obeyed(house.data)
    house.worker()
    assert house.ended(run) is RunStatus.SUCCEEDED, house.told(run)
    house.check(run, EFFECTS)


def test_nothing_is_killed(house: House) -> None:
    house.worker()
    run = house.start(everything(house))
    assert house.ended(run) is RunStatus.SUCCEEDED, house.told(run)
    house.check(run, EFFECTS)
    assert house.ledger.times(house.key(run, "a")) == 1
    assert house.ledger.times(house.key(run, "c")) == 2, "every delivery is kept, the repeated one too"
    assert len(house.seen(run, ev.StepRetryScheduled)) == 1


def succeeds(house: House, run: RunId, effects: tuple[str, ...]) -> None:
    assert house.ended(run) is RunStatus.SUCCEEDED, house.told(run)
    house.check(run, effects)


@pytest.mark.parametrize("side", ["before", "after"])
def test_the_starter_is_killed(house: House, side: str) -> None:
    """Before the commit there is no run; after it there is one that nobody rang for. The key keeps it at one."""
    house.worker()
    Order(side, ("run_started",), whom="self").write(house.data)
    definition = chain(deliver("a", house.ledger), post("b", house.ledger))
    request = {"act": "start", "definition": definition.model_dump(mode="json"), "key": "k"}
    assert house.act(**request) == -signal.SIGKILL
    assert len(house.parts.stores.runs.runs(RunFilter())) == (side == "after")
    assert house.act(**request) == 0
    (row,) = house.parts.stores.runs.runs(RunFilter())
    succeeds(house, row.id, ("a", "b"))


@pytest.mark.parametrize("side", ["before", "after"])
@pytest.mark.parametrize("pool", ["sync", "async"])
def test_the_canceller_is_killed(house: House, pool: str, side: str) -> None:
    house.worker()
    with house.held() as hold:
        first = deliver("a", house.ledger, hold=hold) if pool == "sync" else post("a", house.ledger, "slow/5")
        run = house.start(chain(first, deliver("b", house.ledger)))
        house.wait_for(run, ev.StepStarted, "a")
        Order(side, ("run_cancel_requested",), whom="self").write(house.data)
        assert house.act(act="cancel", run=run) == -signal.SIGKILL
        if side == "before":
            assert house.status(run) is RunStatus.RUNNING
            assert house.act(act="cancel", run=run) == 0
        assert house.ended(run) is RunStatus.CANCELLED
    assert house.seen(run, ev.StepStarted, "b") == []


@pytest.mark.parametrize("side", ["before", "after"])
@pytest.mark.parametrize("pool", ["sync", "async"])
def test_everything_is_killed_while_a_step_is_cancelled(house: House, pool: str, side: str) -> None:
    killed = house.worker()
    with house.held() as hold:
        first = deliver("a", house.ledger, hold=hold) if pool == "sync" else post("a", house.ledger, "slow/5")
        run = house.start(chain(first, deliver("b", house.ledger)))
        house.wait_for(run, ev.StepStarted, "a")
        Order(side, ("step_cancelled",)).write(house.data)
        house.parts.control.cancel(run, by="drill")
        eventually(killed.ended, "the worker to die")
        house.worker()
        assert house.ended(run) is RunStatus.CANCELLED
    assert house.seen(run, ev.StepStarted, "b") == []


@pytest.mark.parametrize("side", ["before", "after"])
def test_everything_is_killed_when_a_step_fails_and_the_resumer_too(house: House, side: str) -> None:
    Order(side, ("step_failed",)).write(house.data)
    killed = house.worker()
    run = house.start(
        chain(post("a", house.ledger), post("b", house.ledger, "refuse/2"), deliver("c", house.ledger))
    )
    eventually(killed.ended, "the worker to die")
    house.worker()
    if house.ended(run) is RunStatus.FAILED and side == "after":
        assert house.act(act="resume", run=run) == 0  # the second refusal
        assert house.ended(run) is RunStatus.FAILED
    Order(side, ("run_resumed",), whom="self").write(house.data)
    assert house.act(act="resume", run=run) == -signal.SIGKILL
    if side == "before":
        assert house.status(run) is RunStatus.FAILED
        assert house.act(act="resume", run=run) == 0
    succeeds(house, run, ("a", "b", "c"))
    assert house.ledger.times(house.key(run, "a")) == 1, "what succeeded is not done again"


@pytest.mark.parametrize("side", ["before", "after"])
def test_everything_is_killed_while_a_lost_step_is_taken_back(house: House, side: str) -> None:
    Order("after", ("step_started",), node="b", whom="self").write(
        house.data, then=Order(side, ("step_reclaimed",))
    )
    killed = house.worker()
    run = house.start(everything(house))
    eventually(killed.ended, "the worker to die twice")
    assert Order.obeyed(house.data)
    house.worker()
    succeeds(house, run, EFFECTS)


@pytest.mark.parametrize("child", ["sync", "async"])
def test_a_child_alone_is_killed(house: House, child: str) -> None:
    """Its step is taken back at once: nobody waits for a lease, and a crash uses up no attempt."""
    worker = house.worker()
    with house.held() as hold:
        first = (
            deliver("a", house.ledger, hold=hold) if child == "sync" else post("a", house.ledger, "slow/1")
        )
        run = house.start(chain(first, deliver("b", house.ledger)))
        os.kill(house.pid_of(run, "a"), signal.SIGKILL)
        house.wait_for(run, ev.StepStarted, "a", times=2)
    succeeds(house, run, ("a", "b"))
    assert [(e.fence, e.attempt) for e in house.seen(run, ev.StepStarted, "a")] == [(1, 1), (2, 1)]
    assert not worker.ended()


def test_the_sweeper_alone_is_killed(house: House) -> None:
    worker = house.worker()
    delay = Node(id="w", kind="delay", config={"seconds": 0.3})
    first = house.start(chain(deliver("a", house.ledger), delay, deliver("b", house.ledger)))
    house.wait_for(first, ev.StepDeferred)
    victim = next(p for p in (house.data / "wake").iterdir() if p.name.startswith("sweeper."))
    os.kill(int(victim.name.split(".")[1]), signal.SIGKILL)
    succeeds(house, first, ("a", "b"))
    assert not worker.ended()


def test_the_parent_alone_is_killed(house: House) -> None:
    killed = house.worker()
    with house.held() as hold:
        run = house.start(chain(deliver("a", house.ledger, hold=hold), post("b", house.ledger)))
        house.wait_for(run, ev.StepStarted, "a")
        killed.kill()  # sees that its children go along
        house.worker()
        house.wait_for(run, ev.StepStarted, "a", times=2)
    succeeds(house, run, ("a", "b"))


def test_all_are_killed_at_once(house: House) -> None:
    killed = house.worker()
    with house.held() as hold:
        both = [
            house.start(chain(deliver("a", house.ledger, hold=hold))),
            house.start(chain(post("a", house.ledger))),
        ]
        house.wait_for(both[0], ev.StepStarted, "a")
        for pid in [killed.pid, *(child.pid for child in killed.children())]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        killed.wait()
        house.worker()
        house.wait_for(both[0], ev.StepStarted, "a", times=2)
    for run in both:
        succeeds(house, run, ("a",))


@pytest.mark.parametrize("whom", ["web", "both"])
def test_the_web_process_is_killed(open_house: Open, whom: str) -> None:
    """Its worker drains and goes; the next web process brings another, and the run finishes."""
    house = open_house(port="0")
    web = house.worker(web=True)
    eventually(lambda: live_workers(house.parts), "the web process to bring a worker")
    with house.held() as hold:
        run = house.start(chain(deliver("a", house.ledger, hold=hold), deliver("b", house.ledger)))
        eventually(lambda: house.ledger.times(house.key(run, "a")) == 1, "the first delivery")
        children = web.children()
        web.signal(signal.SIGKILL)
        web.wait()
        if whom == "both":
            for child in children:
                with contextlib.suppress(psutil.NoSuchProcess):
                    child.kill()
            house.worker(web=True)
            house.wait_for(run, ev.StepStarted, "a", times=2)
    if whom == "web":
        house.wait_for(run, ev.StepSucceeded, "a")
        for child in children:
            eventually(lambda pid=child.pid: gone(pid), "the worker to drain")
        house.worker(web=True)
    succeeds(house, run, ("a", "b"))
    assert house.ledger.times(house.key(run, "a")) == (2 if whom == "both" else 1)


@pytest.mark.long
@pytest.mark.parametrize("side", ["before", "after"])
@pytest.mark.parametrize("boundary", WORKER_BOUNDARIES)
def test_everything_is_killed_at_a_boundary_twenty_times(house: House, boundary: str, side: str) -> None:
    for _ in range(20):
        Order(side=side, **WORKER_BOUNDARIES[boundary]).write(house.data)
        killed = house.worker()
        run = house.start(everything(house))
        eventually(killed.ended, f"the worker to die {side} {boundary}")
        alive = house.worker()
        succeeds(house, run, EFFECTS)
        alive.kill()


@pytest.mark.parametrize(
    "kills", [pytest.param(8, id="8"), pytest.param(1000, marks=pytest.mark.long, id="1000")]
)
def test_random_processes_are_killed_under_load(house: House, kills: int) -> None:
    chance = random.Random(kills)
    worker, runs = house.worker(), list[RunId]()
    for _ in range(kills):
        runs += [house.start(everything(house)) for _ in range(2)]
        time.sleep(chance.uniform(0, 0.3))  # where in its work it is hit is the point
        victims = [worker.pid, *(child.pid for child in worker.children())]
        with contextlib.suppress(ProcessLookupError):
            os.kill(chance.choice(victims), signal.SIGKILL)
        if worker.ended():
            worker = house.worker()
    if worker.ended():
        house.worker()
    for run in runs:
        succeeds(house, run, EFFECTS)
