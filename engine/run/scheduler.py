"""The whole scheduler: `decide(plan, state)` says what follows from a state. No clock, no storage, no queue.

It can be run a million times in a property test and replayed from a stored history. Each decision is an event;
the shell appends it in the transaction of the event it follows from (`advance`).
"""

from __future__ import annotations

from engine.ids import StepKey
from engine.run import events as ev
from engine.run.fold import apply
from engine.run.state import ENDED, UNCLAIMED, RunState, RunStatus, StepStatus
from engine.workflow.plan import Plan, PlanNode, at


def decide(plan: Plan, state: RunState) -> list[ev.Event]:
    """Return the events that follow from `state` alone; none when the run waits for something or has ended."""
    if state.status in ENDED or not state.seq:
        return []
    if state.stopping:
        decisions: list[ev.Event] = [
            ev.StepCancelled(step.node, path=step.path)
            for step in sorted(state.active)
            if state.steps[step].status in UNCLAIMED
        ]
        if decisions or state.active:
            return decisions
        return [_ending(state)]
    decisions = [
        event for step in sorted(state.candidates) if (event := _settled(plan, state, step)) is not None
    ]
    if not decisions and not state.active:
        return [_ending(state)]
    return decisions


def _ending(state: RunState) -> ev.Event:
    if state.status is RunStatus.CANCELLING:
        return ev.RunCancelled()
    stopped_by = state.stopped_by
    return ev.RunSucceeded() if stopped_by is None else ev.RunFailed(stopped_by.node, stopped_by.path)


def _settled(plan: Plan, state: RunState, step: StepKey) -> ev.StepReady | ev.StepSkipped | None:
    """Return whether a pending step is ready or skipped; None while it still waits for edges."""
    node = plan.nodes[step.node]
    if node.join_any and state.arrived[step] and _fed(state, node, step):
        return ev.StepReady(step.node, path=step.path)
    if state.unsettled[step]:
        return None
    if node.in_edges == 0 or (state.arrived[step] and _fed(state, node, step)):
        return ev.StepReady(step.node, path=step.path)
    return ev.StepSkipped(step.node, path=step.path)


def _fed(state: RunState, node: PlanNode, step: StepKey) -> bool:
    """Return whether every required port got something; when all edges brought a value there is nothing to look up."""
    return state.arrived[step] == node.in_edges or all(
        any(
            state.step(at(edge.source, step.path)).output(edge.source_port) is not None for edge in port.edges
        )
        for port in node.ports
        if port.required
    )


def advance(plan: Plan, state: RunState, at: float) -> list[ev.Recorded]:
    """Decide and apply until nothing more follows; returns what to append. Changes `state`."""
    appended: list[ev.Recorded] = []
    while decisions := decide(plan, state):
        for event in decisions:
            recorded = ev.Recorded(state.seq + 1, at, event)
            apply(plan, state, recorded)
            appended.append(recorded)
    return appended


def resume_set(plan: Plan, state: RunState) -> tuple[StepKey, ...]:
    """Return what a resume starts anew: failed and cancelled steps, those never reached, and all that follows.

    A failure its policy has handled (error port, default) stands.
    """
    again = {
        key
        for key, step in state.steps.items()
        if step.status is StepStatus.CANCELLED or (step.status is StepStatus.FAILED and step.outputs is None)
    }
    reset = plan.downstream(again)
    rank = {node: place for place, node in enumerate(plan.order)}
    return tuple(
        sorted((step for step in reset if step in state.steps), key=lambda step: (rank[step.node], step.path))
    )
