"""What happened in a run: a union of small types, appended and never changed.

An event holds facts only. Time (`at`, epoch seconds) and the sequence number live beside it in `Recorded`. Values
are *packed* (`engine/run/packing.py`): `{"v": value}` inline, or `{"r": hash, "n": bytes, "p": preview}` by reference.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from dataclasses import fields as dataclass_fields
from typing import Any, ClassVar, NamedTuple, cast

import orjson

from engine.errors import EngineError
from engine.ids import Hash, NodeId, StepKey, WorkerId
from engine.run.trigger import Trigger
from engine.run.waits import Wait, decode_wait, encode_wait
from engine.values import Json

Packed = dict[str, Json]
"""A stored value, inline or by reference."""
Outputs = dict[str, Packed]
"""Packed values by output port; a port that was not taken is absent."""


_new = cast("Any", tuple.__new__)  # pyright: ignore[reportUnknownMemberType] - typeshed leaves it open
"""What `StepKey(...)` comes down to, without the function around it: this runs several times for every event."""


@dataclass(frozen=True, slots=True)
class OfRun:
    """Base of what happens to a run as a whole."""


@dataclass(frozen=True, slots=True)
class OfStep:
    """Base of what happens to one step. `path` is that of its `StepKey`."""

    node: NodeId
    path: str = field(default="", kw_only=True)

    @property
    def step(self) -> StepKey:
        """The step's key."""
        return _new(StepKey, (self.node, self.path))


@dataclass(frozen=True, slots=True)
class RunStarted(OfRun):
    """A run began with a definition and an input."""

    type: ClassVar[str] = "run_started"
    definition: Hash
    input: Packed
    trigger: Trigger


@dataclass(frozen=True, slots=True)
class RunCancelRequested(OfRun):
    """Somebody asked to stop the run."""

    type: ClassVar[str] = "run_cancel_requested"
    by: str


@dataclass(frozen=True, slots=True)
class RunResumed(OfRun):
    """Failed and cancelled steps and what follows from them start anew; `reset` names them all."""

    type: ClassVar[str] = "run_resumed"
    reset: tuple[StepKey, ...]
    by: str


@dataclass(frozen=True, slots=True)
class RunSucceeded(OfRun):
    """Every step has settled and none stopped the run."""

    type: ClassVar[str] = "run_succeeded"


@dataclass(frozen=True, slots=True)
class RunFailed(OfRun):
    """A step (`node` and `path`) stopped the run, and what ran beside it has ended."""

    type: ClassVar[str] = "run_failed"
    node: NodeId
    path: str = ""


@dataclass(frozen=True, slots=True)
class RunCancelled(OfRun):
    """The run was stopped, and nothing of it runs any more."""

    type: ClassVar[str] = "run_cancelled"


@dataclass(frozen=True, slots=True)
class StepReady(OfStep):
    """All its inputs have settled, and it may be claimed."""

    type: ClassVar[str] = "step_ready"


@dataclass(frozen=True, slots=True)
class StepStarted(OfStep):
    """A worker claimed the step. `fence` rises with every claim, `attempt` only with the retry policy."""

    type: ClassVar[str] = "step_started"
    worker: WorkerId
    fence: int
    attempt: int


@dataclass(frozen=True, slots=True)
class StepSucceeded(OfStep):
    """The step gave its outputs."""

    type: ClassVar[str] = "step_succeeded"
    fence: int
    outputs: Outputs
    notes: Packed | None = None


@dataclass(frozen=True, slots=True)
class StepSuspended(OfStep):
    """The step waits, and no worker holds it.

    `outputs` are those it gives once the wait is over; None when it is to run again. `error` is why an attempt failed.
    """

    type: ClassVar[str] = "step_suspended"
    fence: int
    wait: Wait
    outputs: Outputs | None = None
    error: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class StepResumed(OfStep):
    """The step's wait is over: it has given `outputs`, or, with None, is ready to run again."""

    type: ClassVar[str] = "step_resumed"
    outputs: Outputs | None = None


@dataclass(frozen=True, slots=True)
class StepFailed(OfStep):
    """Attempts are used up. `outputs` is given where the policy goes on (error port, default value)."""

    type: ClassVar[str] = "step_failed"
    fence: int
    error: dict[str, Any]
    outputs: Outputs | None = None


@dataclass(frozen=True, slots=True)
class StepReclaimed(OfStep):
    """Its worker died; it goes back to ready. No attempt is used up."""

    type: ClassVar[str] = "step_reclaimed"
    fence: int
    worker: WorkerId


@dataclass(frozen=True, slots=True)
class StepSkipped(OfStep):
    """A required input got nothing, so the step does not run."""

    type: ClassVar[str] = "step_skipped"


@dataclass(frozen=True, slots=True)
class StepCancelled(OfStep):
    """The step will not run, or was interrupted, because its run stops."""

    type: ClassVar[str] = "step_cancelled"


RunEvent = RunStarted | RunCancelRequested | RunResumed | RunSucceeded | RunFailed | RunCancelled
StepEvent = (
    StepReady
    | StepStarted
    | StepSucceeded
    | StepSuspended
    | StepResumed
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
        StepReady, StepStarted, StepSucceeded, StepSuspended, StepResumed, StepFailed, StepReclaimed,
        StepSkipped, StepCancelled,
    )
}  # fmt: skip


class Recorded(NamedTuple):
    """An event in its place in the run's history; `seq` counts from 1 without gaps."""

    seq: int
    at: float
    event: Event


def step_of(event: Event) -> StepKey | None:
    """Return the step an event is about; None for one of the run as a whole."""
    return event.step if isinstance(event, OfStep) else None


def steps_of(event: Event) -> tuple[StepKey, ...]:
    """Return every step whose state an event changes."""
    if isinstance(event, OfStep):
        return (event.step,)
    return event.reset if isinstance(event, RunResumed) else ()


def encode(event: Event) -> bytes:
    """Write an event's fields as JSON; its type is stored beside them."""
    if isinstance(event, StepSuspended):
        fields = {each.name: getattr(event, each.name) for each in dataclass_fields(event)}
        return orjson.dumps({**fields, "wait": encode_wait(event.wait)})
    return orjson.dumps(event, default=list)  # a StepKey, which orjson does not write by itself


def decode(type_: str, payload: bytes | str) -> Event:
    """Read an event back; raises `EngineError` for a type this version does not know or a damaged payload."""
    cls = TYPES.get(type_)
    if cls is None:
        raise EngineError(f"The history holds an event of unknown type {type_!r}.", fix="Update Treadle.")
    try:
        fields = orjson.loads(payload)
        if cls is RunStarted:
            fields["trigger"] = Trigger(fields["trigger"])
        elif cls is RunResumed:
            fields["reset"] = tuple(StepKey(*step) for step in fields["reset"])
        elif cls is StepSuspended:
            fields["wait"] = decode_wait(fields["wait"])
        return cls(**fields)
    except (orjson.JSONDecodeError, TypeError, KeyError, ValueError) as error:
        raise EngineError(
            f"An event of type {type_!r} cannot be read.",
            why=str(error)[:200],
            fix="Restore the database from a backup, or update Treadle if a newer one wrote it.",
        ) from error
