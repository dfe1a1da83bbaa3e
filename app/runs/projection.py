"""A run as it is shown: its folded state with the names of its own version. JSON shapes of assets/src/protocol.ts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, cast

from editor.document import Document
from engine.errors import ErrorReport
from engine.execution.stores import RunRow
from engine.ids import NodeId
from engine.run.events import Packed, Recorded
from engine.run.fold import apply
from engine.run.packing import Load, packed_preview, unpack
from engine.run.results import failure_line, output_of
from engine.run.state import ENDED, RunState, RunStatus, StepState, StepStatus
from engine.values import Json
from engine.workflow.nodes import ERROR_PORT
from engine.workflow.plan import Plan, PlanNode


@dataclass(slots=True)
class RunProjection:
    """One run: its row, its plan, its own document, and the state folded so far."""

    row: RunRow
    plan: Plan
    document: Document
    state: RunState
    median_s: float | None = None

    def apply(self, recorded: Iterable[Recorded]) -> set[NodeId]:
        """Bring the projection forward; returns the nodes whose steps changed. Events it has are passed over."""
        changed: set[NodeId] = set()
        for item in recorded:
            if item.seq <= self.state.seq:
                continue
            apply(self.plan, self.state, item)
            reset = getattr(item.event, "reset", ())
            changed.update(
                cast("tuple[NodeId, ...]", reset) or filter(None, [getattr(item.event, "node", None)])
            )
        return changed

    def view(self, load: Load) -> dict[str, Json]:
        """Give the whole RunView."""
        return {
            "id": self.row.id,
            "workflow": self.row.workflow,
            "workflow_name": self.row.workflow_name,
            "seq": self.state.seq,
            "trigger": self.row.trigger,
            "created_at": self.row.created_at,
            "median_ms": None if self.median_s is None else self.median_s * 1000,
            "version": self.row.version,
            "definition": self.row.definition,
            "input": shown(self.state.input, load),
            **self._ending(load),
            "steps": [self.step_view(node) for node in self.plan.order],
        }

    def batch(self, nodes: Iterable[NodeId], load: Load) -> dict[str, Json]:
        """Give a StatusBatch of the nodes that changed."""
        steps = [self.step_view(node) for node in sorted(nodes)]
        return {"run": self.row.id, "seq": self.state.seq, **self._ending(load), "steps": steps}

    def _ending(self, load: Load) -> dict[str, Json]:
        state = self.state
        ended = state.status in ENDED
        return {
            "status": state.status.value,
            "started_at": state.started_at,
            "finished_at": state.finished_at if ended else None,
            "duration_ms": duration_ms(state) if ended else None,
            "output": output_of(self.plan, state, load, read=shown)
            if state.status is RunStatus.SUCCEEDED
            else None,
            "error": self.error(state.stopped_by) if state.stopped_by else None,
        }

    def step_view(self, node_id: NodeId) -> dict[str, Json]:
        """Give one StepView."""
        node, step = self.plan.nodes[node_id], self.state.step(node_id)
        over = step.finished_at is not None and step.started_at is not None
        duration = max(0.0, (step.finished_at or 0) - (step.started_at or 0)) * 1000 if over else None
        return {
            "node": node_id,
            "label": self.document.label(node_id),
            "kind": node.kind,
            "status": step.status.value,
            "attempt": step.attempt,
            "attempts": node.retry.attempts,
            "started_at": step.started_at,
            "first_started_at": step.first_started_at,
            "finished_at": step.finished_at,
            "due": step.due,
            "duration_ms": duration,
            "preview": step_preview(node, step),
            "edges": {port: edge_label(packed) for port, packed in (step.outputs or {}).items()},
            "error": self.error(node_id),
        }

    def error(self, node_id: NodeId) -> dict[str, Json] | None:
        """Give a step's error; the node is called by its label, as on the canvas."""
        error = error_view(self.state.step(node_id).error)
        if error is not None and str(error["where"]).partition(",")[0] == node_id:
            error["where"] = self.document.label(node_id) + str(error["where"])[len(node_id) :]
        return error


def duration_ms(state: RunState) -> float | None:
    """Give how long an ended run took, from its first step's start, in milliseconds."""
    if state.finished_at is None:
        return None
    return max(0.0, state.finished_at - (state.started_at or state.created_at)) * 1000


def step_preview(node: PlanNode, step: StepState) -> str:
    """Give one line of the value, or of the error; of a step that chose a way, the way."""
    if step.status in {StepStatus.FAILED, StepStatus.RETRYING} and step.error:
        return failure_line(step.error)
    port, packed = next(iter((step.outputs or {}).items()), ("", None))
    if packed is None:
        return ""
    ways = [name for name in node.outputs if name != ERROR_PORT.name]
    return f"{port}: {edge_label(packed)}" if len(ways) > 1 else packed_preview(packed)


def edge_label(packed: Packed) -> str:
    """Give what an edge carried in two words: "12 items", "412 words", "3 fields", or a short value.

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


def error_view(error: dict[str, Any] | None) -> dict[str, Json] | None:
    """Give the parts of an error a person sees."""
    if error is None:
        return None
    report = ErrorReport.model_validate(error)
    return report.model_dump(include={"what", "where", "why", "fix", "trace", "type"})


SHOWN_WHOLE = 20_000


def shown(packed: Packed, load: Load) -> Json:
    """Give an input or output of a run; of a large one a preview and its bytes, since panes page through its step's.

    Views are pushed to every open browser, and a value may have many megabytes.
    """
    if "r" in packed and int(packed["n"]) > SHOWN_WHOLE:
        return {"preview": packed["p"], "bytes": packed["n"]}
    return unpack(packed, load)
