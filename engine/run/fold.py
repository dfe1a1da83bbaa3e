"""Folding a history into a state. The only code that assigns a status, and it asks the transition tables first."""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

from engine.errors import IllegalTransitionError
from engine.ids import RunId, StepKey
from engine.run import events as ev
from engine.run.state import (
    ACTIVE,
    ENDED,
    RUN_TRANSITIONS,
    STEP_TRANSITIONS,
    RunState,
    RunStatus,
    StepState,
    StepStatus,
    transition_of,
)
from engine.workflow.plan import Plan


def fold(plan: Plan, run: RunId, history: Iterable[ev.Recorded]) -> RunState:
    """Return the state after `history`, from nothing."""
    state = RunState(run)
    for recorded in history:
        apply(plan, state, recorded)
    return state


def apply(plan: Plan, state: RunState, recorded: ev.Recorded) -> None:
    """Bring `state` forward by one event, in place.

    Raises `IllegalTransitionError` when the event does not fit; the state is then not to be used any further.
    """
    seq, at, event = recorded
    if seq != state.seq + 1:
        raise IllegalTransitionError(f"Run {state.run}: event {seq} cannot follow event {state.seq}.")
    state.seq = seq
    if isinstance(event, ev.OfStep):
        _apply_step(plan, state, event, at)
        return
    match event:
        case ev.RunStarted():
            _move_run(state, event)
            _start_run(plan, state, event, at)
        case ev.RunCancelRequested(by=by):
            _move_run(state, event)
            state.cancelled_by = by
        case ev.RunResumed():
            _move_run(state, event)
            _resume(plan, state, event)
        case ev.RunSucceeded() | ev.RunFailed() | ev.RunCancelled():
            _move_run(state, event)
            state.finished_at = at
        case _:
            assert_never(event)


def _apply_step(  # noqa: C901, PLR0912 - one arm per event type
    plan: Plan, state: RunState, event: ev.StepEvent, at: float
) -> None:
    key = event.step
    step = _move_step(plan, state, key, event)
    match event:
        case ev.StepReady():
            step.ready_at = at
            state.candidates.discard(key)
        case ev.StepStarted(worker=worker, fence=fence, attempt=attempt):
            _expect(fence == step.fence + 1, state, event)
            step.worker, step.fence, step.attempt = worker, fence, attempt
            step.started_at, step.finished_at = at, None
            step.first_started_at = step.first_started_at or at
            if state.status is not RunStatus.RUNNING:
                _move_run(state, event)
                state.started_at = state.started_at or at
        case ev.StepSucceeded(fence=fence, outputs=outputs, notes=notes):
            _expect(fence == step.fence, state, event)
            step.outputs, step.notes, step.error, step.finished_at = outputs, notes, None, at
            _settle(plan, state, key, outputs)
        case ev.StepSuspended(fence=fence, wait=wait, outputs=outputs, error=error):
            _expect(fence == step.fence, state, event)
            step.wait, step.held_back, step.error, step.worker = wait, outputs, error, None
            step.finished_at = None if error is None else at
        case ev.StepResumed(outputs=outputs):
            step.wait, step.held_back = None, None
            if outputs is None:
                step.ready_at = at
            else:
                step.outputs, step.finished_at = outputs, at
                _settle(plan, state, key, outputs)
        case ev.StepFailed(fence=fence, error=error, outputs=outputs):
            _expect(fence == step.fence, state, event)
            step.error, step.outputs, step.finished_at = error, outputs, at
            if outputs is None:
                state.stopped_by = state.stopped_by or key
            else:
                _settle(plan, state, key, outputs)
        case ev.StepReclaimed(fence=fence):
            _expect(fence == step.fence, state, event)
            step.crashes += 1
            step.attempt -= 1  # a crash uses up no attempt
            step.worker, step.ready_at, step.finished_at = None, at, at
        case ev.StepSkipped():
            state.candidates.discard(key)
            _settle(plan, state, key, {})
        case ev.StepCancelled():
            step.finished_at, step.wait, step.held_back, step.worker = at, None, None, None
        case _:
            assert_never(event)


def _move_step(plan: Plan, state: RunState, key: StepKey, event: ev.StepEvent) -> StepState:
    step = state.steps.get(key)
    if step is None:
        if key.node not in plan.nodes:
            raise IllegalTransitionError(f"Run {state.run}: {key} is no step of its definition.")
        step = state.steps[key] = StepState()
    target = STEP_TRANSITIONS.get((step.status, transition_of(event)))
    if target is None or (target is StepStatus.CANCELLED and not _may_cancel(state, step)):
        raise IllegalTransitionError(
            f"Run {state.run}: {event.type} does not fit step {key}, which is {step.status}"
            f" in a run that is {state.status}."
        )
    step.status = target
    if target in ACTIVE:
        state.active.add(key)
    else:
        state.active.discard(key)
    if target is StepStatus.READY:
        state.ready[key] = None
    else:
        state.ready.pop(key, None)
    return step


def _may_cancel(state: RunState, step: StepState) -> bool:
    """A step is cancelled only with its run, or what follows from it would be missing from a run that succeeded.

    Where a step has stopped the run, those that wait are cancelled; those that run may finish.
    """
    return state.status is RunStatus.CANCELLING or (state.stopping and step.status is not StepStatus.RUNNING)


def _move_run(state: RunState, event: ev.Event) -> None:
    target = RUN_TRANSITIONS.get((state.status, event.type))
    if target is None:
        raise IllegalTransitionError(
            f"Run {state.run}: {event.type} does not fit a run that is {state.status}."
        )
    if target not in ENDED:
        state.finished_at = None
    state.status = target


def _expect(holds: bool, state: RunState, event: ev.Event) -> None:  # noqa: FBT001 - reads as an assertion
    if not holds:
        raise IllegalTransitionError(f"Run {state.run}: {event} carries a fence that is not the step's.")


def _start_run(plan: Plan, state: RunState, event: ev.RunStarted, at: float) -> None:
    state.definition, state.input, state.trigger, state.created_at = (
        event.definition,
        event.input,
        event.trigger,
        at,
    )
    _count_anew(plan, state)
    state.candidates = {node.step for node in plan.nodes.values() if node.in_edges == 0}


def _count_anew(plan: Plan, state: RunState) -> None:
    state.unsettled = {node.step: node.in_edges for node in plan.nodes.values()}
    state.arrived = dict.fromkeys(state.unsettled, 0)


def _settle(plan: Plan, state: RunState, step: StepKey, outputs: ev.Outputs) -> None:
    """Count a settled step's edges at their targets; an edge whose port is absent settles without a value."""
    for port, target in plan.targets(step):
        state.unsettled[target] -= 1
        if port in outputs:
            state.arrived[target] += 1
        if _decidable(plan, state, target):
            state.candidates.add(target)


def _decidable(plan: Plan, state: RunState, step: StepKey) -> bool:
    """Return whether a pending step's fate may follow from what has settled: all its edges, or any with `join: any`."""
    may = state.unsettled[step] == 0 or (plan.nodes[step.node].join_any and state.arrived[step] > 0)
    reached = state.steps.get(step)
    return may and (reached is None or reached.status is StepStatus.PENDING)


def _resume(plan: Plan, state: RunState, event: ev.RunResumed) -> None:
    """Put the reset steps back to pending, keeping their fences, and count all edges anew."""
    for key in event.reset:
        old = state.step(key)
        if (old.status, event.type) not in STEP_TRANSITIONS:
            raise IllegalTransitionError(
                f"Run {state.run}: step {key} is {old.status} and cannot start anew."
            )
        state.steps[key] = StepState(fence=old.fence)
    state.stopped_by, state.cancelled_by = None, None
    _count_anew(plan, state)
    for key, step in state.steps.items():
        if step.outputs is not None:
            _settle(plan, state, key, step.outputs)
        elif step.status is StepStatus.SKIPPED:
            _settle(plan, state, key, {})
    state.candidates = {key for key in state.unsettled if _decidable(plan, state, key)}
