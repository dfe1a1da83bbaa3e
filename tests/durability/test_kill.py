"""`kill -9` at every named commit boundary, before and after."""

from __future__ import annotations

import pytest

from engine import events as ev
from engine.definition import Node, Retry, Workflow
from engine.state import RunStatus
from tests.durability.dying_worker import BEAT, Order
from tests.durability.house import House, deliver, eventually, join, post

EFFECTS = ("a", "b", "c", "d", "e")
WORKER_BOUNDARIES = {
    "claim": {"events": ("step_started",), "without": ("step_succeeded",), "node": "a"},
    "record, decide, claim the next": {"events": ("step_succeeded", "step_started"), "node": "a"},
    "claim on the async lane": {"events": ("step_started",), "node": "c"},
    "retry scheduled": {"events": ("step_retry_scheduled",)},
    "retry due": {"events": ("step_ready",), "without": ("step_succeeded",), "node": "c"},
    "record on the async lane": {"events": ("step_succeeded",), "node": "c"},
    "join ready": {"events": ("step_ready",), "node": "d"},
    "deferred": {"events": ("step_deferred",), "node": "w"},
    "timer elapses": {"events": ("step_elapsed",), "node": "w"},
    "end": {"events": ("run_succeeded",)},
    "heartbeat": {"events": (BEAT,)},
}


def everything(house: House) -> Workflow:
    """Fan-out over both lanes, a retry, a join, a delay: a → (b, c) → d → w → e."""
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
