"""The state of a run, and the one table of legal transitions.

State is a fold of the history: nothing but `engine.run.fold` assigns a status. The docs' diagrams are drawn from the
tables here (after h11's `_state.py`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from engine.ids import Hash, RunId, StepKey, WorkerId
from engine.run import events as ev
from engine.run.trigger import Trigger
from engine.run.waits import Wait, due_of


class StepStatus(StrEnum):
    """Where a step stands."""

    PENDING = "pending"
    READY = "ready"
    RUNNING = "running"
    WAITING = "waiting"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    SKIPPED = "skipped"
    CANCELLED = "cancelled"


class RunStatus(StrEnum):
    """Where a run stands."""

    QUEUED = "queued"
    RUNNING = "running"
    CANCELLING = "cancelling"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"


ENDED = frozenset({RunStatus.SUCCEEDED, RunStatus.FAILED, RunStatus.CANCELLED})
ACTIVE = frozenset({StepStatus.READY, StepStatus.RUNNING, StepStatus.WAITING})
UNCLAIMED = frozenset({StepStatus.READY, StepStatus.WAITING})
"""Active, and no worker holds it: it can be cancelled at once."""
SETTLED = frozenset({StepStatus.SUCCEEDED, StepStatus.FAILED, StepStatus.SKIPPED, StepStatus.CANCELLED})

RESUMED_TO_RUN = "step_resumed (to run again)"
"""The transition of `StepResumed` without outputs; with outputs it goes by the event's type."""

S, R = StepStatus, RunStatus
STEP_TRANSITIONS: dict[tuple[StepStatus, str], StepStatus] = {
    (S.PENDING, ev.StepReady.type): S.READY,
    (S.PENDING, ev.StepSkipped.type): S.SKIPPED,
    (S.READY, ev.StepStarted.type): S.RUNNING,
    (S.READY, ev.StepCancelled.type): S.CANCELLED,
    (S.RUNNING, ev.StepSucceeded.type): S.SUCCEEDED,
    (S.RUNNING, ev.StepSuspended.type): S.WAITING,
    (S.RUNNING, ev.StepFailed.type): S.FAILED,
    (S.RUNNING, ev.StepReclaimed.type): S.READY,
    (S.RUNNING, ev.StepCancelled.type): S.CANCELLED,
    (S.WAITING, ev.StepResumed.type): S.SUCCEEDED,
    (S.WAITING, RESUMED_TO_RUN): S.READY,
    (S.WAITING, ev.StepCancelled.type): S.CANCELLED,
    (S.SUCCEEDED, ev.RunResumed.type): S.PENDING,
    (S.FAILED, ev.RunResumed.type): S.PENDING,
    (S.SKIPPED, ev.RunResumed.type): S.PENDING,
    (S.CANCELLED, ev.RunResumed.type): S.PENDING,
    (S.PENDING, ev.RunResumed.type): S.PENDING,
}
RUN_TRANSITIONS: dict[tuple[RunStatus, str], RunStatus] = {
    (R.QUEUED, ev.RunStarted.type): R.QUEUED,
    (R.QUEUED, ev.StepStarted.type): R.RUNNING,
    (R.QUEUED, ev.RunCancelRequested.type): R.CANCELLING,
    (R.QUEUED, ev.RunSucceeded.type): R.SUCCEEDED,
    (R.RUNNING, ev.StepStarted.type): R.RUNNING,
    (R.RUNNING, ev.RunCancelRequested.type): R.CANCELLING,
    (R.RUNNING, ev.RunSucceeded.type): R.SUCCEEDED,
    (R.RUNNING, ev.RunFailed.type): R.FAILED,
    (R.CANCELLING, ev.RunCancelled.type): R.CANCELLED,
    (R.FAILED, ev.RunResumed.type): R.RUNNING,
    (R.CANCELLED, ev.RunResumed.type): R.RUNNING,
}


def transition_of(event: ev.StepEvent) -> str:
    """Return the name under which `STEP_TRANSITIONS` holds what an event does to its step."""
    if type(event) is ev.StepResumed and event.outputs is None:
        return RESUMED_TO_RUN
    return event.type


@dataclass(slots=True)
class StepState:
    """One step. `attempt` follows the retry policy, `fence` every claim, `crashes` its dead workers.

    `outputs` are those it has given, and None until it has: the one answer to whether it gave any. `held_back` are the
    outputs that count once `wait` is over.
    """

    status: StepStatus = StepStatus.PENDING
    attempt: int = 0
    fence: int = 0
    crashes: int = 0
    worker: WorkerId | None = None
    outputs: ev.Outputs | None = None
    held_back: ev.Outputs | None = None
    notes: ev.Packed | None = None
    error: dict[str, Any] | None = None
    wait: Wait | None = None
    ready_at: float | None = None
    started_at: float | None = None
    first_started_at: float | None = None
    finished_at: float | None = None

    @property
    def due(self) -> float | None:
        """When the wait ends by itself, in epoch seconds."""
        return due_of(self.wait)

    def output(self, port: str) -> ev.Packed | None:
        """Return what the step gave on a port; None where it gave nothing there, or has given nothing yet."""
        return None if self.outputs is None else self.outputs.get(port)


@dataclass(slots=True)
class RunState:
    """A run, folded up to event `seq`.

    `unsettled` counts, per pending step, the edges that have not settled; `arrived` the edges that brought a value;
    `candidates` holds the pending steps whose fate may now be decided; `active` the steps in `ACTIVE`; `ready` those
    that may be claimed, in the order in which they became so. They make deciding independent of the run's length.
    Owned by one caller: `fold` changes it.
    """

    run: RunId
    definition: Hash | None = None
    status: RunStatus = RunStatus.QUEUED
    seq: int = 0
    input: ev.Packed = field(default_factory=dict[str, Any])
    trigger: Trigger | None = None
    created_at: float = 0.0
    started_at: float | None = None
    finished_at: float | None = None
    stopped_by: StepKey | None = None
    cancelled_by: str | None = None
    steps: dict[StepKey, StepState] = field(default_factory=dict[StepKey, StepState])
    unsettled: dict[StepKey, int] = field(default_factory=dict[StepKey, int])
    arrived: dict[StepKey, int] = field(default_factory=dict[StepKey, int])
    candidates: set[StepKey] = field(default_factory=set[StepKey])
    active: set[StepKey] = field(default_factory=set[StepKey])
    ready: dict[StepKey, None] = field(default_factory=dict[StepKey, None])

    @property
    def stopping(self) -> bool:
        """Whether the run comes to a stop: it is being cancelled, or a step has stopped it."""
        return self.status is RunStatus.CANCELLING or self.stopped_by is not None

    def step(self, step: StepKey) -> StepState:
        """Return a step's state; one that was not reached yet is pending."""
        return self.steps.get(step) or StepState()
