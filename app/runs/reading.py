"""Reading runs: projections now or at an earlier event, what a pane shows of a step, and the events in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

import orjson

from app.runs.event_messages import event_words
from app.runs.history_cache import HistoryCache
from app.runs.projection import RunProjection, error_view
from editor.document import Document, parse_document
from engine.errors import NotFoundError
from engine.execution.claims import Arrived
from engine.execution.journal import PlanCache
from engine.execution.stores import DefinitionStore, RunRow, RunStore
from engine.ids import NodeId, RunId, idempotency_key
from engine.run import events as ev
from engine.run.packing import Load, packed_bytes, packed_size, unpack
from engine.run.results import output_of
from engine.run.state import RunStatus, StepStatus
from engine.values import Json, as_text, type_of
from engine.workflow.kinds import Catalogue
from engine.workflow.plan import PlanNode, output_ports

SHOWN_BYTES = 32 * 1024
"""Larger values are cut in panes; the rest is paged."""
PAGE_CHARS = 1024 * 1024
"""Each page reads the whole value, so that small pages would make a large one slow."""


class RunReader:
    """Gives projections of runs. Threads may share it."""

    def __init__(
        self,
        runs: RunStore,
        definitions: DefinitionStore,
        plans: PlanCache,
        catalogue: Catalogue,
        instance: str,
    ) -> None:
        self.runs = runs
        self._definitions = definitions
        self._histories = HistoryCache(runs, plans, self.document)
        self._catalogue = catalogue
        self._instance = instance

    @property
    def load(self) -> Load:
        """How values kept by reference are read."""
        return self.runs.blob

    def row(self, run: RunId) -> RunRow:
        """Give a run's row; raises `NotFoundError`."""
        row = self.runs.run(run)
        if row is None:
            raise NotFoundError(f"There is no run {run}.", fix="See /runs for those there are.")
        return row

    def projection(self, run: RunId, *, at: int | None = None) -> RunProjection:
        """Give a run's projection, now or as it was after event number `at`."""
        projection = self._projection(self.row(run), at)[0]
        projection.median_s = self.runs.median_duration(projection.row.workflow)
        return projection

    def _projection(self, row: RunRow, at: int | None) -> tuple[RunProjection, list[ev.Recorded]]:
        found = self._histories.get(row, at=at)
        return RunProjection(row, found.plan, found.document, found.state), found.events

    def document(self, row: RunRow) -> Document:
        """Give the run's own version as a document: its definition with the layout it was started from."""
        body = self._definitions.get(row.definition)
        if body is None:
            raise NotFoundError(f"The definition of run {row.id} is gone.", fix="Restore a backup.")
        layout = self._definitions.get(row.layout) if row.layout is not None else None
        file: dict[str, Any] = {"name": row.workflow_name, **orjson.loads(body)}
        if layout is not None:
            file["layout"] = orjson.loads(layout)
        return parse_document(file)

    def step(self, run: RunId, node_id: NodeId, *, at: int | None = None) -> dict[str, Json]:
        """Give StepData: what a pane shows of one step."""
        projection, history = self._projection(self.row(run), at)
        node = _node(projection, node_id)
        step = projection.state.step(node_id)
        return {
            "node": node_id,
            "status": step.status.value,
            "input": self._inputs(projection, node),
            "output": self._outputs(projection, node),
            "notes": unpack(step.notes, self.load) if step.notes else {},
            "error": projection.error(node_id) if step.status is not StepStatus.SUCCEEDED else None,
            "attempt": step.attempt,
            "attempts": attempts_of(history, node_id),
            "idempotency_key": idempotency_key(self._instance, run, node_id, "", 1),
        }

    def value_text(self, run: RunId, node_id: NodeId, side: str, port: str, offset: int) -> dict[str, Json]:
        """Give a page of a value as text, for values too large for a pane. `side` is input or output."""
        projection = self.projection(run)
        node = _node(projection, node_id)
        if side == "input":
            found = [item for item in _arrived(projection, node) if item[0] == port]
            packed = found[0][1].packed if found else None
        else:
            packed = (projection.state.step(node_id).outputs or {}).get(port)
        if packed is None:
            raise NotFoundError(
                f"Step {node_id} has no {side} {port!r} in run {run}.",
                fix="Its StepData lists the ports that got or gave a value.",
            )
        text = as_text(orjson.loads(packed_bytes(packed, self.load)))
        end = min(len(text), offset + PAGE_CHARS)
        return {
            "text": text[offset:end],
            "offset": offset,
            "next": end if end < len(text) else None,
            "total": len(text),
        }

    def events(self, run: RunId, *, after: int = 0, limit: int | None = None) -> list[dict[str, Json]]:
        """Give the events with a number above `after` as EventViews, in order."""
        row = self.row(run)
        document = self.document(row)
        return [event_view(recorded, document) for recorded in self.runs.history(run, after, limit)]

    def result(self, run: RunId) -> dict[str, Json]:
        """Give a run in the form `--json` prints: every step with input and output, and the run's output."""
        projection = self.projection(run)
        succeeded = projection.state.status is RunStatus.SUCCEEDED
        stopped_by = projection.state.stopped_by
        return {
            "run": run,
            "workflow": projection.row.workflow,
            "status": projection.state.status.value,
            "steps": [self._result_step(projection, node) for node in projection.plan.order],
            "output": output_of(projection.plan, projection.state, self.load) if succeeded else None,
            "error": projection.error(stopped_by) if stopped_by else None,
        }

    def _result_step(self, projection: RunProjection, node_id: NodeId) -> dict[str, Json]:
        node, view = projection.plan.nodes[node_id], projection.step_view(node_id)
        inputs: dict[str, Json] = {}
        for port, item in _arrived(projection, node):
            value = unpack(item.packed, self.load)
            inputs[port] = [*inputs.get(port, []), value] if _takes_many(node, port) else value
        outputs = projection.state.step(node_id).outputs
        return {
            **{key: view[key] for key in ("node", "kind", "status", "attempt", "duration_ms")},
            "input": inputs,
            "output": None
            if outputs is None
            else {port: unpack(packed, self.load) for port, packed in outputs.items()},
            "error": view["error"],
        }

    def _inputs(self, projection: RunProjection, node: PlanNode) -> list[dict[str, Json]]:
        shown: list[dict[str, Json]] = []
        for port, item in _arrived(projection, node):
            label = projection.document.label(item.source)
            shown.append(
                self._shown(port, item.packed, title=port.replace("_", " ").capitalize(), source=label)
            )
        return shown

    def _outputs(self, projection: RunProjection, node: PlanNode) -> list[dict[str, Json]]:
        outputs = projection.state.step(node.id).outputs or {}
        definition = projection.document.workflow.by_id[node.id]
        titles = {str(port.name): port.title for port in output_ports(definition, self._catalogue)}
        return [self._shown(port, packed, title=titles.get(port, port)) for port, packed in outputs.items()]

    def _shown(self, port: str, packed: ev.Packed, *, title: str, source: str = "") -> dict[str, Json]:
        size = packed_size(packed)
        value = unpack(packed, self.load)
        type_ = type_of(value)
        cut = size > SHOWN_BYTES
        return {
            "port": port,
            "type": "any" if type_ is None else type_.value,
            "title": title,
            "from": source,
            "value": cut_value(value) if cut else value,
            "bytes": size,
            "truncated": cut,
        }


def cut_value(value: Json) -> Json:
    """Give the beginning of a large value, of the same type."""
    match value:
        case str():
            return value[: SHOWN_BYTES // 4]
        case list():
            return [_cut_item(item) for item in cast("list[Json]", value)[:50]]
        case dict():
            return {key: _cut_item(item) for key, item in list(cast("dict[str, Json]", value).items())[:50]}
        case _:
            return value


def _cut_item(item: Json) -> Json:
    return item if len(orjson.dumps(item)) <= SHOWN_BYTES // 50 else as_text(item)[:400] + "…"


def _node(projection: RunProjection, node_id: NodeId) -> PlanNode:
    node = projection.plan.nodes.get(node_id)
    if node is None:
        raise NotFoundError(
            f"Run {projection.row.id} has no step {node_id!r}.", fix="The run lists the steps it has."
        )
    return node


def _takes_many(node: PlanNode, port: str) -> bool:
    return any(item.name == port and item.many for item in node.ports)


def _arrived(projection: RunProjection, node: PlanNode) -> list[tuple[str, Arrived]]:
    """Give what arrived at a node, by port, in the order of the edges."""
    found: list[tuple[str, Arrived]] = []
    for port in node.ports:
        for edge in port.edges:
            source = projection.state.step(edge.source)
            packed = (source.outputs or {}).get(edge.source_port)
            if packed is not None and source.status is not StepStatus.WAITING:
                found.append((port.name, Arrived(edge.source, edge.source_port, packed)))
    return found


def attempts_of(history: Sequence[ev.Recorded], node: NodeId) -> list[dict[str, Json]]:
    """Give a step's attempts, lost ones included, with their times and errors."""
    attempts: list[dict[str, Json]] = []
    for recorded in history:
        event = recorded.event
        if getattr(event, "node", None) != node:
            continue
        if isinstance(event, ev.StepStarted):
            attempts.append(
                {
                    "attempt": event.attempt,
                    "started_at": recorded.at,
                    "finished_at": None,
                    "error": None,
                }
            )
        elif attempts and not isinstance(event, ev.StepReady | ev.StepElapsed):
            attempts[-1]["finished_at"] = recorded.at
            if isinstance(event, ev.StepFailed | ev.StepRetryScheduled):
                attempts[-1]["error"] = error_view(event.error)
            elif isinstance(event, ev.StepReclaimed):
                attempts[-1]["error"] = {
                    "what": "Its worker died; the step was taken back.",
                    "where": "",
                    "why": event.worker,
                    "fix": "",
                }
    return attempts


def event_view(recorded: ev.Recorded, document: Document) -> dict[str, Json]:
    """Give one EventView."""
    node = getattr(recorded.event, "node", None)
    return {
        "seq": recorded.seq,
        "at": recorded.at,
        "type": recorded.event.type,
        "node": node,
        "text": event_words(recorded.event, document.label),
    }


def event_json(recorded: ev.Recorded, document: Document) -> dict[str, Json]:
    """Give an EventView with the event's data, for programs."""
    return {**event_view(recorded, document), "data": orjson.loads(ev.encode(recorded.event))}
