"""What happened in a run: a union of small types, appended and never changed.

An event holds facts only. Time (`at`, epoch seconds) and the sequence number live beside it in `Recorded`. Values
are *packed* (`engine/run/packing.py`): `{"v": value}` inline, or `{"r": hash, "n": bytes, "p": preview}` by reference.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

import orjson

from engine.errors import EngineError
from engine.ids import Hash, NodeId, WorkerId
from engine.values import Json

Packed = dict[str, Json]
"""A stored value, inline or by reference."""
Outputs = dict[str, Packed]
"""Packed values by output port; a port that was not taken is absent."""


@dataclass(frozen=True, slots=True)
class RunStarted:
    """A run began with a definition and an input."""

    type: ClassVar[str] = "run_started"
    definition: Hash
    input: Packed
    trigger: str


@dataclass(frozen=True, slots=True)
class RunCancelRequested:
    """Somebody asked to stop the run."""

    type: ClassVar[str] = "run_cancel_requested"
    by: str


@dataclass(frozen=True, slots=True)
class RunResumed:
    """Failed and cancelled steps and what follows from them start anew; `reset` names them all."""

    type: ClassVar[str] = "run_resumed"
    reset: tuple[NodeId, ...]
    by: str


@dataclass(frozen=True, slots=True)
class RunSucceeded:
    """Every step has settled and none stopped the run."""

    type: ClassVar[str] = "run_succeeded"


@dataclass(frozen=True, slots=True)
class RunFailed:
    """A step stopped the run, and what ran beside it has ended."""

    type: ClassVar[str] = "run_failed"
    node: NodeId


@dataclass(frozen=True, slots=True)
class RunCancelled:
    """The run was stopped, and nothing of it runs any more."""

    type: ClassVar[str] = "run_cancelled"


@dataclass(frozen=True, slots=True)
class StepReady:
    """All its inputs have settled and it may be claimed; again after a retry's wait."""

    type: ClassVar[str] = "step_ready"
    node: NodeId


@dataclass(frozen=True, slots=True)
class StepStarted:
    """A worker claimed the step. `fence` rises with every claim, `attempt` only with the retry policy."""

    type: ClassVar[str] = "step_started"
    node: NodeId
    worker: WorkerId
    fence: int
    attempt: int


@dataclass(frozen=True, slots=True)
class StepSucceeded:
    """The step gave its outputs."""

    type: ClassVar[str] = "step_succeeded"
    node: NodeId
    fence: int
    outputs: Outputs
    notes: Packed | None = None


@dataclass(frozen=True, slots=True)
class StepDeferred:
    """The step is done, and its outputs count from `due` on (a delay)."""

    type: ClassVar[str] = "step_deferred"
    node: NodeId
    fence: int
    due: float
    outputs: Outputs


@dataclass(frozen=True, slots=True)
class StepElapsed:
    """A deferred step's time came; its outputs count."""

    type: ClassVar[str] = "step_elapsed"
    node: NodeId


@dataclass(frozen=True, slots=True)
class StepRetryScheduled:
    """An attempt failed; the next one starts at `due`."""

    type: ClassVar[str] = "step_retry_scheduled"
    node: NodeId
    fence: int
    due: float
    error: dict[str, Any]


@dataclass(frozen=True, slots=True)
class StepFailed:
    """Attempts are used up. `outputs` is given where the policy goes on (error port, default value)."""

    type: ClassVar[str] = "step_failed"
    node: NodeId
    fence: int
    error: dict[str, Any]
    outputs: Outputs | None = None


@dataclass(frozen=True, slots=True)
class StepReclaimed:
    """Its worker died; it goes back to ready. No attempt is used up."""

    type: ClassVar[str] = "step_reclaimed"
    node: NodeId
    fence: int
    worker: WorkerId


@dataclass(frozen=True, slots=True)
class StepSkipped:
    """A required input got nothing, so the step does not run."""

    type: ClassVar[str] = "step_skipped"
    node: NodeId


@dataclass(frozen=True, slots=True)
class StepCancelled:
    """The step will not run, or was interrupted, because its run stops."""

    type: ClassVar[str] = "step_cancelled"
    node: NodeId


RunEvent = RunStarted | RunCancelRequested | RunResumed | RunSucceeded | RunFailed | RunCancelled
StepEvent = (
    StepReady
    | StepStarted
    | StepSucceeded
    | StepDeferred
    | StepElapsed
    | StepRetryScheduled
    | StepFailed
    | StepReclaimed
    | StepSkipped
    | StepCancelled
)
Event = RunEvent | StepEvent

TYPES: dict[str, type[Event]] = {
    cls.type: cls
    for cls in (
        RunStarted, RunCancelRequested, RunResumed, RunSucceeded, RunFailed, RunCancelled,
        StepReady, StepStarted, StepSucceeded, StepDeferred, StepElapsed, StepRetryScheduled,
        StepFailed, StepReclaimed, StepSkipped, StepCancelled,
    )
}  # fmt: skip


class Recorded(NamedTuple):
    """An event in its place in the run's history; `seq` counts from 1 without gaps."""

    seq: int
    at: float
    event: Event


def encode(event: Event) -> bytes:
    """Write an event's fields as JSON; its type is stored beside them."""
    return orjson.dumps(event)


def decode(type_: str, payload: bytes | str) -> Event:
    """Read an event back; raises `EngineError` for a type this version does not know or a damaged payload."""
    cls = TYPES.get(type_)
    if cls is None:
        raise EngineError(f"The history holds an event of unknown type {type_!r}.", fix="Update Treadle.")
    try:
        fields = orjson.loads(payload)
        if cls is RunResumed:
            fields["reset"] = tuple(fields["reset"])
        return cls(**fields)
    except (orjson.JSONDecodeError, TypeError, KeyError) as error:
        raise EngineError(
            f"An event of type {type_!r} cannot be read.",
            why=str(error)[:200],
            fix="Restore the database from a backup, or update Treadle if a newer one wrote it.",
        ) from error
