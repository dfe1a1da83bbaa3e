"""A run as it is shown: its folded state with the names of its own version, as the models of `app/runs/views.py`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, cast

from app.runs.views import Progress, RunView, StatusBatch, StepView, wait_view
from editor.document import Document
from editor.protocol import UserError, user_error
from engine.errors import ErrorReport
from engine.execution.stores import RunRow
from engine.ids import StepKey
from engine.run.events import Packed, Recorded, steps_of
from engine.run.fold import apply
from engine.run.packing import Load, packed_preview, unpack
from engine.run.results import failure_line, output_of
from engine.run.state import ENDED, RunState, RunStatus, StepState, StepStatus
from engine.run.waits import WaitKind
from engine.values import Json
from engine.workflow.lookup import ERROR_PORT
from engine.workflow.plan import Plan, PlanNode


@dataclass(slots=True)
class RunProjection:
    """One run: its row, its plan, its own document, and the state folded so far."""

    row: RunRow
    plan: Plan
    document: Document
    state: RunState
    median_s: float | None = None

    def apply(self, recorded: Iterable[Recorded]) -> set[StepKey]:
        """Bring the projection forward; return the steps that changed. Events it has are passed over."""
        changed: set[StepKey] = set()
        for item in recorded:
            if item.seq > self.state.seq:
                apply(self.plan, self.state, item)
                changed.update(steps_of(item.event))
        return changed

    def steps(self) -> list[StepKey]:
        """Return every step: those of the graph in its order, and with them those of their iterations."""
        rank = {node: place for place, node in enumerate(self.plan.order)}
        known = {node.step for node in self.plan.nodes.values()} | self.state.steps.keys()
        return sorted(known, key=lambda step: (rank[step.node], step.path))

    def view(self, load: Load) -> RunView:
        """Return the run with every step."""
        return RunView(
            **self._progress(load),
            id=self.row.id,
            workflow=self.row.workflow,
            workflow_name=self.row.workflow_name,
            trigger=self.row.trigger,
            created_at=self.row.created_at,
            median_ms=None if self.median_s is None else self.median_s * 1000,
            version=self.row.version,
            definition=self.row.definition,
            input=shown(self.state.input, load),
            steps=tuple(self.step_view(step) for step in self.steps()),
        )

    def batch(self, steps: Iterable[StepKey], load: Load) -> StatusBatch:
        """Return the steps that changed, and how the run stands."""
        views = tuple(self.step_view(step) for step in sorted(steps))
        return StatusBatch(**self._progress(load), run=self.row.id, steps=views)

    def _progress(self, load: Load) -> dict[str, Any]:
        """Return the fields of `Progress`."""
        state = self.state
        ended, succeeded = state.status in ENDED, state.status is RunStatus.SUCCEEDED
        progress = Progress(
            seq=state.seq,
            status=state.status,
            started_at=state.started_at,
            finished_at=state.finished_at if ended else None,
            duration_ms=duration_ms(state) if ended else None,
            output=output_of(self.plan, state, load, read=shown) if succeeded else None,
            error=self.error(state.stopped_by) if state.stopped_by else None,
        )
        return dict(progress)

    def step_view(self, key: StepKey) -> StepView:
        """Return one step as it is shown."""
        node, step = self.plan.nodes[key.node], self.state.step(key)
        over = step.finished_at is not None and step.started_at is not None
        return StepView(
            node=key.node,
            path=key.path,
            label=self.document.label(key.node),
            kind=node.kind,
            status=step.status,
            attempt=step.attempt,
            attempts=node.retry.attempts,
            started_at=step.started_at,
            first_started_at=step.first_started_at,
            finished_at=step.finished_at,
            wait=wait_view(step.wait),
            duration_ms=max(0.0, (step.finished_at or 0) - (step.started_at or 0)) * 1000 if over else None,
            preview=step_preview(node, step),
            edges={port: edge_label(packed) for port, packed in given(step).items()},
            error=self.error(key),
        )

    def error(self, key: StepKey) -> UserError | None:
        """Return a step's error; the node is called by its label, as on the canvas."""
        error = error_view(self.state.step(key).error)
        if error is None or error.where.partition(",")[0] != key.node:
            return error
        where = self.document.label(key.node) + error.where[len(key.node) :]
        return error.model_copy(update={"where": where})


def given(step: StepState) -> dict[str, Packed]:
    """Return what a step has given, or will give once its wait is over."""
    return step.outputs or step.held_back or {}


def duration_ms(state: RunState | RunRow) -> float | None:
    """Return how long an ended run took, from its first step's start, in milliseconds."""
    if state.finished_at is None:
        return None
    return max(0.0, state.finished_at - (state.started_at or state.created_at)) * 1000


def step_preview(node: PlanNode, step: StepState) -> str:
    """Return one line of the value, or of the error; of a step that chose a way, the way."""
    retries = step.wait is not None and step.wait.kind is WaitKind.RETRY
    if step.error and (step.status is StepStatus.FAILED or retries):
        return failure_line(step.error)
    port, packed = next(iter(given(step).items()), ("", None))
    if packed is None:
        return ""
    ways = [name for name in node.outputs if name != ERROR_PORT.name]
    return f"{port}: {edge_label(packed)}" if len(ways) > 1 else packed_preview(packed)


def edge_label(packed: Packed) -> str:
    """Return what an edge carried in two words: "12 items", "412 words", "3 fields", or a short value.

    >>> edge_label({"v": ["a"]}), edge_label({"v": "so it is"}), edge_label({"v": {"a": 1}}), edge_label({"v": 3})
    ('1 item', '3 words', '1 field', '3')
    """
    if "r" in packed:
        return str(packed["p"]).partition(":")[0][:20]
    match packed["v"]:
        case str() as text:
            return _count(len(text.split()), "word")
        case list():
            return _count(len(cast("list[Json]", packed["v"])), "item")
        case dict():
            return _count(len(cast("dict[str, Json]", packed["v"])), "field")
        case _:
            return packed_preview(packed)[:20]


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def error_view(error: dict[str, Any] | None) -> UserError | None:
    """Return the parts of a stored error that a person sees."""
    return None if error is None else user_error(ErrorReport.model_validate(error))


SHOWN_WHOLE = 20_000


def shown(packed: Packed, load: Load) -> Json:
    """Return an input or output of a run; of a large one a preview and its bytes, since panes page through its step's.

    Views are pushed to every open browser, and a value may have many megabytes.
    """
    if "r" in packed and int(packed["n"]) > SHOWN_WHOLE:
        return {"preview": packed["p"], "bytes": packed["n"]}
    return unpack(packed, load)
