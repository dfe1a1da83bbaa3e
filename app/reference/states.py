"""docs/reference/states.md: the state diagrams, drawn from the transition tables that the engine obeys."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import TypeVar

from app.reference.markdown import block, table
from app.reference.markdown import page as whole
from engine.run.labels import RUNS, STEPS, WAITS
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


def page() -> str:
    """Return the page as Markdown."""
    return whole(
        "States",
        _INTRODUCTION,
        "## Steps",
        _meanings({status: label.meaning for status, label in STEPS.items()}, SETTLED, "settled"),
        "A step that waits holds no worker. It waits for one of these:",
        table(["waits for", "means"], [[f"`{kind}`", label.meaning] for kind, label in WAITS.items()]),
        _diagram(STEP_TRANSITIONS, StepStatus.PENDING, SETTLED),
        _table(STEP_TRANSITIONS),
        "A pending step that a resume resets stays pending.",
        "## Runs",
        _meanings({status: label.meaning for status, label in RUNS.items()}, ENDED, "ended"),
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
