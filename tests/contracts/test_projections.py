"""Whatever legal history is appended, the rows are what the folded state says."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.execution.stores import RunStore
from engine.ids import NodeId, WorkerId
from engine.run import events as ev
from engine.run.fold import apply
from engine.run.scheduler import advance, resume_set
from engine.run.state import ENDED, RunState, RunStatus, StepState, StepStatus
from engine.run.waits import RetryTimer, Timer
from engine.workflow.plan import Plan
from tests.contracts.conftest import opened
from tests.contracts.plans import ELSE, OUT, plan_of, start, stored_state

WORKERS = [WorkerId("w1"), WorkerId("w2")]
ERROR = {"type": "TransientError", "what": "Later."}


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    names = [f"n{index}" for index in range(draw(st.integers(1, 5)))]
    pairs = [(a, b) for index, a in enumerate(names) for b in names[index + 1 :]]
    edges = [(a, port, b) for a, b in pairs for port in (OUT, ELSE) if draw(st.booleans())]
    return plan_of(edges, nodes=names, join_any=frozenset(name for name in names if draw(st.booleans())))


def legal(plan: Plan, state: RunState, at: float) -> list[ev.Event]:
    """Every event that somebody outside the scheduler could bring about now."""
    if state.status in (RunStatus.FAILED, RunStatus.CANCELLED):
        return [ev.RunResumed(reset, "me")] if (reset := resume_set(plan, state)) else []
    if state.status in ENDED:
        return []
    found: list[ev.Event] = []
    if state.status in (RunStatus.QUEUED, RunStatus.RUNNING):
        found.append(ev.RunCancelRequested("me"))
    for key in sorted(state.active):
        found += legal_for_step(state, key.node, state.steps[key], at)
    return found


def legal_for_step(state: RunState, node: NodeId, step: StepState, at: float) -> list[ev.Event]:
    outputs: list[ev.Outputs] = [{OUT: {"v": 1}}, {ELSE: {"v": None}}, {OUT: {"v": 1}, ELSE: {"v": 2}}, {}]
    match step.status:
        case StepStatus.READY:
            return [ev.StepStarted(node, worker, step.fence + 1, step.attempt + 1) for worker in WORKERS]
        case StepStatus.RUNNING:
            found: list[ev.Event] = [ev.StepSucceeded(node, step.fence, taken) for taken in outputs]
            found += [
                ev.StepFailed(node, step.fence, ERROR),
                ev.StepFailed(node, step.fence, ERROR, outputs[1]),
            ]
            found += [ev.StepSuspended(node, step.fence, Timer(at + 5), outputs[0])]
            found += [ev.StepSuspended(node, step.fence, RetryTimer(at + 3), error=ERROR)]
            if state.status is RunStatus.CANCELLING:
                found.append(ev.StepCancelled(node))
            return [*found, ev.StepReclaimed(node, step.fence, step.worker or WORKERS[0])]
        case StepStatus.WAITING:
            return [ev.StepResumed(node, step.held_back)]
        case _:
            return [ev.StepReady(node)]


def assert_rows_equal_state(store: RunStore, plan: Plan, state: RunState, summary: str) -> None:
    row = store.run(state.run)
    assert row is not None
    assert (row.status, row.started_at, row.finished_at) == (
        state.status,
        state.started_at,
        state.finished_at,
    )
    assert (row.failed_step, row.last_seq, row.summary) == (state.stopped_by, state.seq, summary)
    steps = {step.step: step for step in store.steps(state.run)}
    assert set(steps) == set(state.steps)
    for key, step in state.steps.items():
        kept = steps[key]
        assert (kept.status, kept.pool) == (step.status, plan.nodes[key.node].pool)
        assert (kept.attempt, kept.fence, kept.crashes) == (step.attempt, step.fence, step.crashes)
        assert (kept.worker, kept.due) == (step.worker, step.due)
        assert kept.waits_for == (step.wait.kind if step.wait is not None else None)
        assert (kept.ready_at, kept.started_at, kept.finished_at) == (
            step.ready_at, step.started_at, step.finished_at,
        )  # fmt: skip
        running = step.status is StepStatus.RUNNING
        assert kept.deadline == ((step.started_at or 0) + 60.0 if running else None)
    timed = {key for key, step in state.steps.items() if step.status is StepStatus.WAITING}
    assert {key for _, key in store.due_timers(1e12)} == timed
    ready = {key for key, step in state.steps.items() if step.status is StepStatus.READY}
    assert {notification.step for notification in store.unnotified(1e12)} == ready
    assert store.cancelling() == ([state.run] if state.status is RunStatus.CANCELLING else [])


@pytest.mark.parametrize("kind", ["sqlite", "memory"])
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(plan=plans(), data=st.data())
def test_rows_equal_the_folded_state(
    kind: str, empty_database: Path, plan: Plan, data: st.DataObject
) -> None:
    with tempfile.TemporaryDirectory() as folder, opened(kind, Path(folder), empty_database) as stores:
        store = stores.runs
        state = start(store, plan)
        summary = ""
        assert_rows_equal_state(store, plan, state, summary)
        for turn in range(data.draw(st.integers(1, 12), label="transactions")):
            at = 101.0 + turn
            recorded: list[ev.Recorded] = []
            for _ in range(data.draw(st.integers(1, 3), label="events together")):
                if not (choices := legal(plan, state, at)):
                    break
                event = data.draw(st.sampled_from(choices))
                recorded.append(ev.Recorded(state.seq + 1, at, event))
                apply(plan, state, recorded[-1])
                recorded += advance(plan, state, at)
            if not recorded:
                break
            with store.write() as transaction:
                summary = f"ended {turn}" if state.status in ENDED else ""
                transaction.append(plan, state, recorded, summary=summary or None)
            assert_rows_equal_state(store, plan, state, summary)
        assert stored_state(store, plan, state.run) == state
