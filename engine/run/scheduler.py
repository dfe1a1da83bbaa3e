"""The whole scheduler: `decide(plan, state)` says what follows from a state. No clock, no storage, no queue.

It can be run a million times in a property test and replayed from a stored history. Each decision is an event;
the shell appends it in the transaction of the event it follows from (`advance`).
"""

from __future__ import annotations

from engine.ids import NodeId
from engine.run import events as ev
from engine.run.fold import apply
from engine.run.state import ENDED, UNCLAIMED, RunState, RunStatus, StepStatus
from engine.workflow.plan import Plan, PlanNode


def decide(plan: Plan, state: RunState) -> list[ev.Event]:
    """Give the events that follow from `state` alone; none when the run waits for something or has ended."""
    if state.status in ENDED or not state.seq:
        return []
    if state.stopping:
        decisions: list[ev.Event] = [
            ev.StepCancelled(node) for node in sorted(state.active) if state.steps[node].status in UNCLAIMED
        ]
        if decisions or state.active:
            return decisions
        return [_ending(state)]
    decisions = [
        event for node in sorted(state.candidates) if (event := _settled(plan, state, node)) is not None
    ]
    if not decisions and not state.active:
        return [_ending(state)]
    return decisions


def _ending(state: RunState) -> ev.Event:
    if state.status is RunStatus.CANCELLING:
        return ev.RunCancelled()
    return ev.RunFailed(state.stopped_by) if state.stopped_by is not None else ev.RunSucceeded()


def _settled(plan: Plan, state: RunState, node_id: NodeId) -> ev.StepReady | ev.StepSkipped | None:
    """Say whether a pending node may run, is skipped, or still waits (None)."""
    node = plan.nodes[node_id]
    if node.join_any and state.arrived[node_id] and _fed(state, node):
        return ev.StepReady(node_id)
    if state.unsettled[node_id]:
        return None
    if node.in_edges == 0:
        return ev.StepReady(node_id)
    fed = state.arrived[node_id] and _fed(state, node)
    return ev.StepReady(node_id) if fed else ev.StepSkipped(node_id)


def _fed(state: RunState, node: PlanNode) -> bool:
    """Say whether every required port got something; when all edges brought a value there is nothing to look up."""
    return state.arrived[node.id] == node.in_edges or all(
        any(delivered(state, edge.source, edge.source_port) for edge in port.edges)
        for port in node.ports
        if port.required
    )


def delivered(state: RunState, source: NodeId, port: str) -> bool:
    """Say whether the edge out of `source.port` has brought a value."""
    step = state.step(source)
    settled = step.status is StepStatus.SUCCEEDED or step.status is StepStatus.FAILED
    return settled and step.outputs is not None and port in step.outputs


def advance(plan: Plan, state: RunState, at: float) -> list[ev.Recorded]:
    """Decide and apply until nothing more follows; returns what to append. Changes `state`."""
    appended: list[ev.Recorded] = []
    while decisions := decide(plan, state):
        for event in decisions:
            recorded = ev.Recorded(state.seq + 1, at, event)
            apply(plan, state, recorded)
            appended.append(recorded)
    return appended


def resume_set(plan: Plan, state: RunState) -> tuple[NodeId, ...]:
    """Give what a resume starts anew: failed and cancelled steps, those never reached, and all that follows.

    A failure its policy has handled (error port, default) stands.
    """
    again = {
        node
        for node in plan.nodes
        if (step := state.step(node)).status is StepStatus.CANCELLED
        or (step.status is StepStatus.FAILED and step.outputs is None)
    }
    reset = plan.downstream(again)
    return tuple(node for node in plan.order if node in reset and node in state.steps)
