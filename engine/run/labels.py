"""How statuses, waits and triggers are called and shown: the one table, for pages, terminal, docs and browser.

A new member of `StepStatus`, `WaitKind`, `RunStatus` or `Trigger` gets its row here. `python -m app.reference` writes
the table for the browser.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from engine.run.state import RunStatus, StepStatus
from engine.run.trigger import Trigger
from engine.run.waits import WaitKind


class Tone(StrEnum):
    """The look of a status: its colour and its glyph. On pages and on the canvas the CSS class is `is-TONE`."""

    QUEUED = "queued"
    RUNNING = "running"
    WAITING = "waiting"
    RETRYING = "retrying"
    OK = "ok"
    FAILED = "failed"
    SKIPPED = "skipped"
    CANCELLED = "cancelled"


class StepLabel(NamedTuple):
    """How a step is shown. `sign` is one character for terminals; `meaning` is for the reference."""

    title: str
    tone: Tone
    sign: str
    meaning: str


class RunLabel(NamedTuple):
    """How a run is shown. `verb` follows its name: "Run 7 is stopping"; `icon` is a lucide name."""

    title: str
    tone: Tone
    verb: str
    icon: str
    meaning: str


class TriggerLabel(NamedTuple):
    """How a trigger is shown. `icon` is a lucide name."""

    title: str
    icon: str


STEPS: dict[StepStatus, StepLabel] = {
    StepStatus.PENDING: StepLabel("Queued", Tone.QUEUED, "·", "waits for its inputs to settle"),
    StepStatus.READY: StepLabel("Queued", Tone.QUEUED, "○", "may be claimed by a worker"),
    StepStatus.RUNNING: StepLabel("Running", Tone.RUNNING, "●", "a worker is at it"),
    StepStatus.WAITING: StepLabel("Waiting", Tone.WAITING, "◔", "suspended until what it waits for has come"),
    StepStatus.SUCCEEDED: StepLabel("Succeeded", Tone.OK, "✓", "gave its outputs"),
    StepStatus.FAILED: StepLabel("Failed", Tone.FAILED, "✗", "attempts are used up"),
    StepStatus.SKIPPED: StepLabel("Skipped", Tone.SKIPPED, "–", "a required input got nothing"),
    StepStatus.CANCELLED: StepLabel(
        "Cancelled", Tone.CANCELLED, "■", "will not run, or was interrupted, because its run stops"
    ),
}

WAITS: dict[WaitKind, StepLabel] = {
    WaitKind.TIMER: StepLabel(
        "Waiting", Tone.WAITING, "◔", "done, and its outputs count once a time has come (a delay)"
    ),
    WaitKind.RETRY: StepLabel("Retrying", Tone.RETRYING, "↻", "an attempt failed, the next one has a time"),
}

RUNS: dict[RunStatus, RunLabel] = {
    RunStatus.QUEUED: RunLabel("Queued", Tone.QUEUED, "is queued", "clock", "stored, no step has started"),
    RunStatus.RUNNING: RunLabel("Running", Tone.RUNNING, "is running", "loader", "a step has started"),
    RunStatus.CANCELLING: RunLabel(
        "Stopping",
        Tone.RUNNING,
        "is stopping",
        "loader",
        "somebody stopped it; what runs is being interrupted",
    ),
    RunStatus.SUCCEEDED: RunLabel(
        "Succeeded", Tone.OK, "succeeded", "circle-check", "every step has settled and none stopped the run"
    ),
    RunStatus.FAILED: RunLabel(
        "Failed",
        Tone.FAILED,
        "failed",
        "circle-x",
        "a step stopped it, and what ran beside it has ended; can be resumed",
    ),
    RunStatus.CANCELLED: RunLabel(
        "Cancelled",
        Tone.CANCELLED,
        "was cancelled",
        "circle-stop",
        "stopped, and nothing of it runs any more; can be resumed",
    ),
}

TRIGGERS: dict[Trigger, TriggerLabel] = {
    Trigger.EDITOR: TriggerLabel("Editor", "workflow"),
    Trigger.API: TriggerLabel("API", "webhook"),
    Trigger.CLI: TriggerLabel("Command line", "terminal"),
}


def step_label(status: StepStatus, wait: WaitKind | None = None) -> StepLabel:
    """Return how a step is shown: by its status, and while it waits by what it waits for.

    >>> step_label(StepStatus.WAITING, WaitKind.RETRY).title, step_label(StepStatus.SUCCEEDED).title
    ('Retrying', 'Succeeded')
    """
    if wait is not None and status is StepStatus.WAITING:
        return WAITS[wait]
    return STEPS[status]
