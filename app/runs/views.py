"""A run as the browser reads it, by route and by the canvas's methods `run` and `status`.

assets/src/server/protocol.ts is generated from these models (`make docs`). A step is addressed by node and path.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from editor.protocol import Message, UserError
from engine.run.events import TYPES
from engine.run.state import RunStatus, StepStatus
from engine.run.trigger import Trigger
from engine.run.waits import RetryTimer, Timer, Wait, WaitKind
from engine.values import PortType

Moment = Annotated[float, Field(description="Epoch seconds.")]
FramePath = Annotated[str, Field(description='The iteration of its frame; "" outside frames.')]
_EVENT_TYPES = " | ".join(f'"{name}"' for name in TYPES)


def _nothing(value: object) -> bool:
    return value is None


class TimerView(Message):
    """A step waits for a time."""

    kind: Annotated[Literal[WaitKind.TIMER], Field(validation_alias="for", serialization_alias="for")] = (
        WaitKind.TIMER
    )
    due: Annotated[float, Field(description="Epoch seconds: when it goes on.")]


class RetryView(Message):
    """A step waits for its next attempt."""

    kind: Annotated[Literal[WaitKind.RETRY], Field(validation_alias="for", serialization_alias="for")] = (
        WaitKind.RETRY
    )
    due: Annotated[float, Field(description="Epoch seconds: when it is tried again.")]


WaitView = Annotated[TimerView | RetryView, Field(discriminator="kind")]


def wait_view(wait: Wait | None) -> TimerView | RetryView | None:
    """Return what a step waits for, as it is shown."""
    match wait:
        case None:
            return None
        case Timer(due):
            return TimerView(due=due)
        case RetryTimer(due):
            return RetryView(due=due)


class StepView(Message):
    """A step of a run: how it stands, and its value in a line."""

    node: str
    path: FramePath
    label: str
    kind: str
    status: StepStatus
    attempt: Annotated[int, Field(description="0 before the first.")]
    attempts: Annotated[int, Field(description="At most.")]
    started_at: Annotated[float | None, Field(description="Epoch seconds, of the current attempt.")]
    first_started_at: Annotated[float | None, Field(description="Epoch seconds.")]
    finished_at: Annotated[float | None, Field(description="Epoch seconds.")]
    wait: Annotated[WaitView | None, Field(description="While its status is waiting.")]
    duration_ms: Annotated[float | None, Field(description="Of the last attempt.")]
    preview: Annotated[str, Field(description="One line of the value, or of the error.")]
    edges: Annotated[
        dict[str, str],
        Field(
            description='By output port: "12 items", "412 words"; ports that were not taken are absent.',
        ),
    ]
    error: UserError | None


class Attempt(Message):
    """One attempt of a step; a lost worker's is one too."""

    attempt: int
    started_at: Moment
    finished_at: Annotated[float | None, Field(description="Epoch seconds.")]
    error: UserError | None


class Shown(Message):
    """A value at a port, as a pane shows it."""

    port: str
    type: PortType
    title: str
    source: Annotated[
        str,
        Field(
            validation_alias="from",
            serialization_alias="from",
            description='Of an input: "Clean text", the label of its source. Of an output: "".',
        ),
    ]
    value: Annotated[Any, Field(description="Cut where it is large.")]
    bytes: int
    truncated: Annotated[
        bool,
        Field(description="Then GET .../steps/{node}/value?side=…&port=…&offset=… pages through its text."),
    ]


class StepData(Message):
    """What the panes show of a step: `GET /api/v1/runs/{id}/steps/{node}[?at=SEQ]`."""

    node: str
    path: FramePath
    status: StepStatus
    input: Annotated[tuple[Shown, ...], Field(description="One per input port that got something.")]
    output: tuple[Shown, ...]
    notes: Annotated[dict[str, Any], Field(description='{"method": "TextRank, no model", "scores": {...}}')]
    error: UserError | None
    attempt: int
    attempts: tuple[Attempt, ...]
    idempotency_key: str


class Progress(Message):
    """How a run stands: what a whole view of it and a batch of changes have in common."""

    seq: Annotated[int, Field(description="The number of its last event.")]
    status: RunStatus
    started_at: Annotated[float | None, Field(description="Epoch seconds.")]
    finished_at: Annotated[float | None, Field(description="Epoch seconds, once it has ended.")]
    duration_ms: float | None
    output: Annotated[Any, Field(description="Once it has succeeded.")]
    error: UserError | None


class RunView(Progress):
    """A run with every step: `GET /api/v1/runs/{id}`; as it was after an event at `/api/v1/runs/{id}/at/{seq}`."""

    id: int
    workflow: str
    workflow_name: str
    trigger: Trigger
    created_at: Moment
    median_ms: Annotated[float | None, Field(description="How long runs of this workflow take.")]
    version: Annotated[int | None, Field(description="The published version it was started with.")]
    definition: Annotated[str, Field(description="Hash.")]
    input: Any
    steps: Annotated[tuple[StepView, ...], Field(description="Every node, in topological order.")]


class StatusBatch(Progress):
    """What changed in a run, sent at most every 33 ms."""

    run: int
    steps: Annotated[tuple[StepView, ...], Field(description="Those that changed.")]
    shown: Annotated[
        StepData | None,
        Field(
            exclude_if=_nothing,
            description="Of the selected node, when it is among them: its panes need not ask for it.",
        ),
    ] = None


class EventView(Message):
    """One event of a run: `GET /api/v1/runs/{id}/events`."""

    seq: int
    at: Moment
    type: Annotated[str, Field(json_schema_extra={"x-typescript": _EVENT_TYPES})]
    node: str | None
    path: FramePath
    text: Annotated[str, Field(description='"Summarize started, attempt 2"')]
    wait: Annotated[
        WaitView | None, Field(exclude_if=_nothing, description="What a suspended step waits for.")
    ] = None


class ValuePage(Message):
    """A page of a value as text: `GET /api/v1/runs/{id}/steps/{node}/value`."""

    text: str
    offset: Annotated[int, Field(description="Characters; so are `next` and `total`.")]
    next: Annotated[int | None, Field(description="Where the page after it begins.")]
    total: int


class RunSummary(Message):
    """A run in a list: `GET /api/v1/runs`."""

    id: int
    workflow: str
    workflow_name: str
    version: int | None
    status: RunStatus
    trigger: Trigger
    created_at: Moment
    started_at: Annotated[float | None, Field(description="Epoch seconds.")]
    finished_at: Annotated[float | None, Field(description="Epoch seconds.")]
    duration_ms: float | None
    failed_node: str | None
    summary: Annotated[str, Field(description="The result or the error in a line.")]


class RunMethods(Message):
    """The methods of the canvas that show runs."""

    run: Annotated[RunView | None, Field(description="Attach to this run, or to none.")]
    status: StatusBatch
