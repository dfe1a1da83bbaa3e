"""Which rows follow from appended events; the same for every kind of storage."""

from __future__ import annotations

from collections.abc import Sequence

from engine.errors import StaleFenceError
from engine.ids import NodeId, RunId
from engine.run import events as ev
from engine.run.state import ENDED, RunState, StepStatus
from engine.workflow.plan import Plan


def touched_steps(recorded: Sequence[ev.Recorded]) -> dict[NodeId, None]:
    """Give the nodes whose step rows may have changed, in order."""
    touched: dict[NodeId, None] = {}
    for _, _, event in recorded:
        if isinstance(event, ev.RunResumed):
            touched.update(dict.fromkeys(event.reset))
        elif (node := getattr(event, "node", None)) is not None:
            touched[node] = None
    return touched


def timed_steps(state: RunState, recorded: Sequence[ev.Recorded]) -> set[NodeId]:
    """Give the nodes whose timer may have changed; the step's `due` says whether it has one.

    Becoming ready drops a timer only after a failed attempt; the first time there is none to look for.
    """
    nodes: set[NodeId] = set()
    for _, _, event in recorded:
        match event:
            case ev.StepReady(node=node):
                step = state.steps[node]
                if step.error is not None or step.attempt > 1:
                    nodes.add(node)
            case (
                ev.StepDeferred(node=node)
                | ev.StepRetryScheduled(node=node)
                | ev.StepElapsed(node=node)
                | ev.StepCancelled(node=node)
            ):
                nodes.add(node)
            case _:
                pass
    return nodes


def deadline(plan: Plan, state: RunState, node: NodeId) -> float | None:
    """Give when the running attempt's time is up; None when none runs."""
    step = state.steps[node]
    if step.status is not StepStatus.RUNNING or step.started_at is None:
        return None
    return step.started_at + plan.nodes[node].timeout_s


def run_may_change(state: RunState, recorded: Sequence[ev.Recorded]) -> bool:
    """Say whether the run row may differ after these events: most steps of a run leave it as it is.

    A step's start moves the run where it is the first one, and its failure where it stops the run.
    """
    for _, at, event in recorded:
        match event:
            case ev.StepStarted():
                if at == state.started_at:
                    return True
            case ev.StepFailed():
                return True
            case (
                ev.StepReady()
                | ev.StepSucceeded()
                | ev.StepDeferred()
                | ev.StepElapsed()
                | ev.StepRetryScheduled()
                | ev.StepReclaimed()
                | ev.StepSkipped()
                | ev.StepCancelled()
            ):
                pass
            case _:
                return True
    return False


def summary_to_write(state: RunState, given: str | None) -> str | None:
    """Give the run row's new summary, None to leave it: empty while it runs, so a resume clears it."""
    return "" if given is None and state.status not in ENDED else given


def stale(run: RunId, seq: int) -> StaleFenceError:
    """Give the refusal of events that do not follow the run's last one."""
    return StaleFenceError(
        f"Run {run} has gone on without this writer.",
        why=f"Event {seq} is not the next one.",
        fix="Read the history again and decide anew.",
    )
