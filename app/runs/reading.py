"""Reading runs: projections now or at an earlier event, what a pane shows of a step, and the events in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, assert_never, cast

import orjson

from app.runs.event_messages import event_words
from app.runs.history_cache import HistoryCache
from app.runs.projection import RunProjection, error_view, given
from app.runs.views import Attempt, EventView, Shown, StepData, ValuePage, wait_view
from editor.document import Document, parse_document
from editor.protocol import UserError, dump
from engine.errors import NotFoundError
from engine.execution.plans import PlanCache
from engine.execution.stores import DefinitionStore, RunRow, RunStore
from engine.ids import PortName, RunId, StepKey, WorkerId, idempotency_key
from engine.run import events as ev
from engine.run.inputs import inputs_of
from engine.run.packing import Load, packed_bytes, packed_size, unpack
from engine.run.results import output_of
from engine.run.state import RunStatus, StepStatus
from engine.values import Json, PortType, as_text, type_of
from engine.workflow.kinds import Catalogue
from engine.workflow.lookup import ports_of
from engine.workflow.plan import PlanNode

SHOWN_BYTES = 32 * 1024
"""Larger values are cut in panes; the rest is paged."""
PAGE_CHARS = 1024 * 1024
"""Each page reads the whole value, so that small pages would make a large one slow."""


class RunReader:
    """Reads projections of runs. Threads may share it."""

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
        """Return a run's row; raises `NotFoundError`."""
        row = self.runs.run(run)
        if row is None:
            raise NotFoundError(f"There is no run {run}.", fix="See /runs for those there are.")
        return row

    def projection(self, run: RunId, *, at: int | None = None) -> RunProjection:
        """Return a run's projection, now or as it was after event number `at`."""
        projection = self._projection(self.row(run), at)[0]
        projection.median_s = self.runs.median_duration(projection.row.workflow)
        return projection

    def _projection(self, row: RunRow, at: int | None) -> tuple[RunProjection, list[ev.Recorded]]:
        found = self._histories.get(row, at=at)
        return RunProjection(row, found.plan, found.document, found.state), found.events

    def document(self, row: RunRow) -> Document:
        """Return the run's own version as a document: its definition with the layout it was started from."""
        body = self._definitions.get(row.definition)
        if body is None:
            raise NotFoundError(f"The definition of run {row.id} is gone.", fix="Restore a backup.")
        layout = self._definitions.get(row.layout) if row.layout is not None else None
        file: dict[str, Any] = {"name": row.workflow_name, **orjson.loads(body)}
        if layout is not None:
            file["layout"] = orjson.loads(layout)
        return parse_document(file)

    def step(self, run: RunId, key: StepKey, *, at: int | None = None) -> StepData:
        """Return what a pane shows of one step."""
        projection, history = self._projection(self.row(run), at)
        _check(projection, key)
        step = projection.state.step(key)
        return StepData(
            node=key.node,
            path=key.path,
            status=step.status,
            input=self._inputs(projection, key),
            output=self._outputs(projection, key),
            notes=cast("dict[str, Json]", unpack(step.notes, self.load)) if step.notes else {},
            error=projection.error(key) if step.status is not StepStatus.SUCCEEDED else None,
            attempt=step.attempt,
            attempts=attempts_of(history, key),
            idempotency_key=idempotency_key(self._instance, run, key, 1),
        )

    def value_text(self, run: RunId, key: StepKey, side: str, port: str, offset: int) -> ValuePage:
        """Return a page of a value as text, for values too large for a pane. `side` is input or output."""
        projection = self.projection(run)
        _check(projection, key)
        if side == "input":
            found = inputs_of(projection.plan, projection.state, key).get(PortName(port), [])
            packed = found[0].packed if found else None
        else:
            packed = given(projection.state.step(key)).get(port)
        if packed is None:
            raise NotFoundError(
                f"Step {key} has no {side} {port!r} in run {run}.",
                fix="Its StepData lists the ports that got or gave a value.",
            )
        text = as_text(orjson.loads(packed_bytes(packed, self.load)))
        end = min(len(text), offset + PAGE_CHARS)
        return ValuePage(
            text=text[offset:end], offset=offset, next=end if end < len(text) else None, total=len(text)
        )

    def events(self, run: RunId, *, after: int = 0, limit: int | None = None) -> list[EventView]:
        """Return the events with a number above `after` in words, in order."""
        row = self.row(run)
        document = self.document(row)
        return [event_view(recorded, document) for recorded in self.runs.history(run, after, limit)]

    def result(self, run: RunId) -> dict[str, Json]:
        """Return a run in the form `--json` prints: every step with input and output, and the run's output."""
        projection = self.projection(run)
        succeeded = projection.state.status is RunStatus.SUCCEEDED
        stopped_by = projection.state.stopped_by
        error = projection.error(stopped_by) if stopped_by else None
        return {
            "run": run,
            "workflow": projection.row.workflow,
            "status": projection.state.status.value,
            "steps": [self._result_step(projection, step) for step in projection.steps()],
            "output": output_of(projection.plan, projection.state, self.load) if succeeded else None,
            "error": dump(error) if error is not None else None,
        }

    def _result_step(self, projection: RunProjection, key: StepKey) -> dict[str, Json]:
        node, view = projection.plan.nodes[key.node], projection.step_view(key)
        inputs: dict[str, Json] = {}
        for port, arrived in inputs_of(projection.plan, projection.state, key).items():
            values = [unpack(item.packed, self.load) for item in arrived]
            if values:
                inputs[port] = values if _takes_many(node, port) else values[-1]
        outputs = projection.state.step(key).outputs
        return {
            **dump(view, include={"node", "path", "kind", "status", "attempt", "duration_ms"}),
            "input": inputs,
            "output": None
            if outputs is None
            else {port: unpack(packed, self.load) for port, packed in outputs.items()},
            "error": dump(view.error) if view.error is not None else None,
        }

    def _inputs(self, projection: RunProjection, key: StepKey) -> tuple[Shown, ...]:
        label = projection.document.label
        return tuple(
            self._shown(
                port, item.packed, title=port.replace("_", " ").capitalize(), source=label(item.source.node)
            )
            for port, arrived in inputs_of(projection.plan, projection.state, key).items()
            for item in arrived
        )

    def _outputs(self, projection: RunProjection, key: StepKey) -> tuple[Shown, ...]:
        definition = projection.document.workflow.by_id[key.node]
        titles = {str(port.name): port.title for port in ports_of(definition, self._catalogue).outputs}
        outputs = given(projection.state.step(key)).items()
        return tuple(self._shown(port, packed, title=titles.get(port, port)) for port, packed in outputs)

    def _shown(self, port: str, packed: ev.Packed, *, title: str, source: str = "") -> Shown:
        size = packed_size(packed)
        value = unpack(packed, self.load)
        cut = size > SHOWN_BYTES
        return Shown(
            port=port,
            type=type_of(value) or PortType.ANY,
            title=title,
            source=source,
            value=cut_value(value) if cut else value,
            bytes=size,
            truncated=cut,
        )


def cut_value(value: Json) -> Json:
    """Return the beginning of a large value, of the same type."""
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


def _check(projection: RunProjection, key: StepKey) -> None:
    """Raise `NotFoundError` where the run has no such step."""
    if key.node not in projection.plan.nodes or (key.path and key not in projection.state.steps):
        raise NotFoundError(
            f"Run {projection.row.id} has no step {str(key)!r}.", fix="The run lists the steps it has."
        )


def _takes_many(node: PlanNode, port: str) -> bool:
    return any(item.name == port and item.many for item in node.ports)


def attempts_of(history: Sequence[ev.Recorded], key: StepKey) -> tuple[Attempt, ...]:
    """Return a step's attempts, those of dead workers included, with their times and errors."""
    attempts: list[Attempt] = []
    for _, at, event in history:
        if not isinstance(event, ev.OfStep) or event.step != key:
            continue
        match event:
            case ev.StepStarted(attempt=attempt):
                attempts.append(Attempt(attempt=attempt, started_at=at, finished_at=None, error=None))
            case ev.StepFailed(error=error) | ev.StepSuspended(error=error):
                _end(attempts, at, error_view(error))
            case ev.StepReclaimed(worker=worker):
                _end(attempts, at, _lost(worker))
            case ev.StepSucceeded():
                _end(attempts, at, None)
            case ev.StepCancelled():
                _end(attempts, at, _STOPPED)
            case ev.StepReady() | ev.StepResumed() | ev.StepSkipped():
                pass
            case _:
                assert_never(event)
    return tuple(attempts)


_STOPPED = UserError(what="It was interrupted, because its run was stopped.", where="", why="", fix="")


def _end(attempts: list[Attempt], at: float, error: UserError | None) -> None:
    """End the last attempt. One that has ended stays as it is: what is cancelled while it waits is no attempt."""
    if attempts and attempts[-1].finished_at is None:
        attempts[-1] = attempts[-1].model_copy(update={"finished_at": at, "error": error})


def _lost(worker: WorkerId) -> UserError:
    return UserError(what="Its worker died; the step was taken back.", where="", why=worker, fix="")


def event_view(recorded: ev.Recorded, document: Document) -> EventView:
    """Return one event in words."""
    event = recorded.event
    step = ev.step_of(event)
    return EventView(
        seq=recorded.seq,
        at=recorded.at,
        type=event.type,
        node=step.node if step else None,
        path=step.path if step else "",
        text=event_words(event, document.label),
        wait=wait_view(event.wait) if isinstance(event, ev.StepSuspended) else None,
    )


def event_json(recorded: ev.Recorded, document: Document) -> dict[str, Json]:
    """Return an event in words along with its data, for programs."""
    return {**dump(event_view(recorded, document)), "data": orjson.loads(ev.encode(recorded.event))}
