"""docs/reference/states.md: the state diagrams, drawn from the transition tables that the engine obeys."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import TypeVar

from app.reference.markdown import block, table
from app.reference.markdown import page as whole
from engine.run.state import (
    ENDED,
    RUN_TRANSITIONS,
    SETTLED,
    STEP_TRANSITIONS,
    RunStatus,
    StepStatus,
)

_Status = TypeVar("_Status", bound=StrEnum)
_INTRODUCTION = """A run is its history of [events](events.md); its state is the fold of them. A status is assigned in
one place only, which first looks here: an event that does not fit the state it meets is refused, and the transaction
with it. The diagrams are drawn from those tables."""
_STEPS = {
    StepStatus.PENDING: "waits for its inputs to settle",
    StepStatus.READY: "may be claimed by a worker",
    StepStatus.RUNNING: "a worker is at it",
    StepStatus.WAITING: "done, and its outputs count once a time has come (a delay); holds no worker",
    StepStatus.RETRYING: "an attempt failed, the next one has a time; holds no worker",
    StepStatus.SUCCEEDED: "gave its outputs",
    StepStatus.FAILED: "attempts are used up",
    StepStatus.SKIPPED: "a required input got nothing",
    StepStatus.CANCELLED: "will not run, or was interrupted, because its run stops",
}
_RUNS = {
    RunStatus.QUEUED: "stored, no step has started",
    RunStatus.RUNNING: "a step has started",
    RunStatus.CANCELLING: "it was stopped; what runs is being interrupted",
    RunStatus.SUCCEEDED: "every step has settled and none stopped the run",
    RunStatus.FAILED: "a step stopped it, and what ran beside it has ended; can be resumed",
    RunStatus.CANCELLED: "stopped, and nothing of it runs any more; can be resumed",
}


def page() -> str:
    """Return the page as Markdown."""
    return whole(
        "States",
        _INTRODUCTION,
        "## Steps",
        _meanings(_STEPS, SETTLED, "settled"),
        _diagram(STEP_TRANSITIONS, StepStatus.PENDING, SETTLED),
        _table(STEP_TRANSITIONS),
        "A pending step that a resume resets stays pending.",
        "## Runs",
        _meanings(_RUNS, ENDED, "ended"),
        _diagram(RUN_TRANSITIONS, RunStatus.QUEUED, ENDED),
        _table(RUN_TRANSITIONS),
    )


def _meanings(meanings: Mapping[_Status, str], last: Collection[_Status], word: str) -> str:
    rows = [[f"`{status}`", said, word if status in last else ""] for status, said in meanings.items()]
    return table(["status", "means", ""], rows)


def _diagram(
    transitions: Mapping[tuple[_Status, str], _Status], first: _Status, last: Collection[_Status]
) -> str:
    lines = ["stateDiagram-v2", f"    [*] --> {first}"]
    lines += [
        f"    {source} --> {target}: {event}"
        for (source, event), target in transitions.items()
        if source is not target
    ]
    lines += [f"    {status} --> [*]" for status in dict.fromkeys(transitions.values()) if status in last]
    return block("\n".join(lines), "mermaid")


def _table(transitions: Mapping[tuple[_Status, str], _Status]) -> str:
    rows = [
        [f"`{source}`", f"[`{event}`](events.md#{event})", f"`{target}`"]
        for (source, event), target in transitions.items()
    ]
    return table(["from", "event", "to"], rows)
