"""What follows from an attempt that failed or was lost."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from engine.errors import AuthorError, ErrorReport, TransientError
from engine.ids import NodeId, RunId, StepKey, WorkerId
from engine.nodes import builtin
from engine.run import events as ev
from engine.run.fold import apply
from engine.run.packing import Packer
from engine.run.retry import CRASH_LIMIT, failure, may_be_poison, reclaim
from engine.run.scheduler import advance
from engine.run.state import RunState, RunStatus, StepState, StepStatus
from engine.run.trigger import Trigger
from engine.run.waits import RetryTimer
from engine.workflow.definition import Node, OnFailure, Retry, Workflow
from engine.workflow.plan import compile_plan

A = StepKey(NodeId("a"))
AUTHOR = AuthorError("It is wrong.", why="got 3", fix="Mend it.").report(where="a")


def deep(levels: int) -> Any:
    value: Any = 1
    for _ in range(levels):
        value = [value]
    return value


def of(error: ErrorReport = AUTHOR, *, attempt: int = 1, limit: int = 1_000_000, **policy: Any) -> Any:
    """Fail a running step of a run and give the event."""
    plan = compile_plan(Workflow(nodes=(Node(id="a", kind="template", **policy),)), builtin())
    state = RunState(RunId(1), status=RunStatus.RUNNING)
    state.steps[A] = StepState(StepStatus.RUNNING, attempt, fence=4)
    return failure(plan, state, A, error, 100.0, Packer(limit))


def test_a_transient_error_is_tried_again_while_attempts_are_left() -> None:
    busy, retry = TransientError("busy").report(), Retry(attempts=2, jitter=0)
    assert of(busy, retry=retry) == ev.StepSuspended(
        A.node, 4, RetryTimer(101.0), error=busy.model_dump(mode="json")
    )
    assert isinstance(of(busy, attempt=2, retry=retry), ev.StepFailed)
    assert isinstance(of(AUTHOR, retry=retry), ev.StepFailed)


def test_the_policy_says_what_stands_in_for_the_outputs() -> None:
    body = AUTHOR.model_dump(mode="json")
    assert of() == ev.StepFailed(A.node, 4, body)
    assert of(on_failure=OnFailure(then="error_port")) == ev.StepFailed(
        A.node, 4, body, {"error": {"v": body}}
    )
    assert of(on_failure=OnFailure(then="default", value=7)) == ev.StepFailed(
        A.node, 4, body, {"text": {"v": 7}}
    )


@pytest.mark.parametrize(
    "value",
    [deep(150), "x" * 3_000_000, float("nan")],
    ids=["deep", "large", "nan"],
)
def test_a_default_that_cannot_be_stored_stops_the_run_and_says_why(value: Any) -> None:
    event = of(on_failure=OnFailure(then="default", value=value))
    assert event.outputs is None
    assert "cannot go on without it" in event.error["what"]
    assert "It is wrong. got 3" in event.error["why"]
    assert event.error["where"].startswith("a, default value")
    assert event.error["fix"]
    ev.encode(event)


def test_an_error_too_large_for_its_port_stops_the_run_and_says_why() -> None:
    error = AuthorError("It is wrong.", details={"page": "x" * 3000}).report(where="a")
    event = of(error, limit=2000, on_failure=OnFailure(then="error_port"))
    assert event.outputs is None
    assert "cannot go on without it" in event.error["what"]
    assert orjson.loads(ev.encode(event))["error"]["where"] == "a, output error"


def test_a_step_is_lost_until_it_has_cost_too_many_workers() -> None:
    plan = compile_plan(Workflow(nodes=(Node(id="a", kind="template"),)), builtin())
    state, packer = RunState(RunId(1)), Packer()
    started = ev.RunStarted(plan.hash, {"v": {}}, Trigger.API)
    apply(plan, state, ev.Recorded(1, 0.0, started))
    advance(plan, state, 0.0)
    for crash in range(1, CRASH_LIMIT + 1):
        assert may_be_poison(state.steps[A]) is (crash == CRASH_LIMIT)
        apply(plan, state, ev.Recorded(state.seq + 1, 0.0, ev.StepStarted(A.node, WorkerId("w:1"), crash, 1)))
        event = reclaim(plan, state, A, 0.0, packer)
        assert isinstance(event, ev.StepFailed if crash == CRASH_LIMIT else ev.StepReclaimed)
        apply(plan, state, ev.Recorded(state.seq + 1, 0.0, event))
