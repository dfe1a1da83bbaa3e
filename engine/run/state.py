"""The state of a run, and the one table of legal transitions.

State is a fold of the history: nothing but `engine.run.fold` assigns a status. The docs' diagram is drawn from the
tables here (after h11's `_state.py`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from engine.ids import Hash, NodeId, RunId, WorkerId
from engine.run import events as ev


class StepStatus(StrEnum):
    """Where a step stands."""

    PENDING = "pending"
    READY = "ready"
    RUNNING = "running"
    WAITING = "waiting"
    RETRYING = "retrying"
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
ACTIVE = frozenset({StepStatus.READY, StepStatus.RUNNING, StepStatus.WAITING, StepStatus.RETRYING})
UNCLAIMED = frozenset({StepStatus.READY, StepStatus.WAITING, StepStatus.RETRYING})
"""Active, and no worker is at it: can be cancelled at once."""
SETTLED = frozenset({StepStatus.SUCCEEDED, StepStatus.FAILED, StepStatus.SKIPPED, StepStatus.CANCELLED})

S, R = StepStatus, RunStatus
STEP_TRANSITIONS: dict[tuple[StepStatus, str], StepStatus] = {
    (S.PENDING, ev.StepReady.type): S.READY,
    (S.PENDING, ev.StepSkipped.type): S.SKIPPED,
    (S.READY, ev.StepStarted.type): S.RUNNING,
    (S.READY, ev.StepCancelled.type): S.CANCELLED,
    (S.RUNNING, ev.StepSucceeded.type): S.SUCCEEDED,
    (S.RUNNING, ev.StepDeferred.type): S.WAITING,
    (S.RUNNING, ev.StepRetryScheduled.type): S.RETRYING,
    (S.RUNNING, ev.StepFailed.type): S.FAILED,
    (S.RUNNING, ev.StepReclaimed.type): S.READY,
    (S.RUNNING, ev.StepCancelled.type): S.CANCELLED,
    (S.WAITING, ev.StepElapsed.type): S.SUCCEEDED,
    (S.WAITING, ev.StepCancelled.type): S.CANCELLED,
    (S.RETRYING, ev.StepReady.type): S.READY,
    (S.RETRYING, ev.StepCancelled.type): S.CANCELLED,
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


@dataclass(slots=True)
class StepState:
    """One step. `attempt` follows the retry policy, `fence` every claim, `crashes` lost workers."""

    status: StepStatus = StepStatus.PENDING
    attempt: int = 0
    fence: int = 0
    crashes: int = 0
    worker: WorkerId | None = None
    outputs: ev.Outputs | None = None
    notes: ev.Packed | None = None
    error: dict[str, Any] | None = None
    due: float | None = None
    ready_at: float | None = None
    started_at: float | None = None
    first_started_at: float | None = None
    finished_at: float | None = None


@dataclass(slots=True)
class RunState:
    """A run, folded up to event `seq`.

    `unsettled` counts, per pending node, the edges that have not settled; `arrived` the edges that brought a value;
    `candidates` holds the pending nodes whose fate may now be decided; `active` the steps in `ACTIVE`; `ready` those
    that may be claimed, in the order in which they became so. They make
    deciding independent of the run's length. Owned by one caller: `fold` changes it.
    """

    run: RunId
    definition: Hash | None = None
    status: RunStatus = RunStatus.QUEUED
    seq: int = 0
    input: ev.Packed = field(default_factory=dict[str, Any])
    trigger: str = ""
    created_at: float = 0.0
    started_at: float | None = None
    finished_at: float | None = None
    stopped_by: NodeId | None = None
    cancelled_by: str | None = None
    steps: dict[NodeId, StepState] = field(default_factory=dict[NodeId, StepState])
    unsettled: dict[NodeId, int] = field(default_factory=dict[NodeId, int])
    arrived: dict[NodeId, int] = field(default_factory=dict[NodeId, int])
    candidates: set[NodeId] = field(default_factory=set[NodeId])
    active: set[NodeId] = field(default_factory=set[NodeId])
    ready: dict[NodeId, None] = field(default_factory=dict[NodeId, None])

    @property
    def stopping(self) -> bool:
        """Whether the run comes to a stop: it is being cancelled, or a step has stopped it."""
        return self.status is RunStatus.CANCELLING or self.stopped_by is not None

    def step(self, node: NodeId) -> StepState:
        """Give a step's state; a node that was not reached yet is pending."""
        return self.steps.get(node) or StepState()
