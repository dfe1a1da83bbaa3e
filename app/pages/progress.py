"""What a card says of a run that has not ended: how far it is, and at what it works or waits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from engine.execution.stores import RunRow, StepRow
from engine.ids import NodeId
from engine.run.labels import Tone, step_label
from engine.run.state import RunStatus, StepStatus

_DONE = frozenset({StepStatus.SUCCEEDED, StepStatus.SKIPPED, StepStatus.FAILED, StepStatus.CANCELLED})
_VERBS = {Tone.RUNNING: "At work", Tone.RETRYING: "Tries again", Tone.WAITING: "Waits"}


def far(steps: Sequence[StepRow], total: int) -> str:
    """Return how far a run is: "2 of 4"."""
    return f"{sum(step.status in _DONE for step in steps)} of {total}"


def doing(row: RunRow, steps: Sequence[StepRow], label: Callable[[NodeId], str]) -> str:
    """Return in a line what a run that has not ended does: what is at work, else what it waits for."""
    if row.status is RunStatus.QUEUED:
        return "Waits for a worker"
    if row.status is RunStatus.CANCELLING:
        return "Stops once the steps at work let go"
    for tone, verb in _VERBS.items():
        found = [step for step in steps if step_label(step.status, step.waits_for).tone is tone]
        if found:
            first = min(found, key=lambda step: step.due or 0.0)
            more = f" and {len(found) - 1} more" if len(found) > 1 else ""
            until = f" until {_time(first.due)}" if first.due is not None else ""
            return f"{verb} at {label(first.step.node)}{more}{until}"
    return "Waits for a worker"


def _time(at: float) -> str:
    return datetime.fromtimestamp(at).astimezone().strftime("%H:%M:%S")
