"""One editor in one browser: what it says goes to the document and the launcher, what happens goes back to it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, cast

from app.runs.projection import RunProjection
from app.server.web import Web
from app.workspace.drafts import Drafts
from editor.canvas import Canvas, Emitted, Handler
from editor.describe import DraftResult, accepted
from editor.protocol import DocumentView, Patch, user_error
from engine.errors import EditRefusedError, NotFoundError, TreadleError
from engine.ids import NodeId, RunId, StepKey, WorkflowId
from engine.run.events import Recorded
from engine.run.state import ENDED
from engine.run.trigger import Trigger
from engine.values import Json

BATCH_S = 0.033
"""Statuses go down in batches at most this often: unbatched, 500 a second cost 147 ms at the 95th percentile."""


class LiveRun:
    """Follows one run and hands its changes to a canvas, in batches."""

    def __init__(self, web: Web, canvas: Canvas, run: RunId, ended: Callable[[RunProjection], None]) -> None:
        self._web = web
        self._canvas = canvas
        self._ended = ended
        self._waiting: list[Recorded] = []
        self._flush_at: asyncio.TimerHandle | None = None
        self._sent_at = 0.0
        self._shown: StepKey | None = None
        self._stop = web.event_stream.watch(run, self._on_events)
        self.projection = web.reader.projection(run)

    @property
    def over(self) -> bool:
        """Whether the run has ended."""
        return self.projection.state.status in ENDED

    def show(self, node: object, path: object = "") -> None:
        """Send what the panes show of this step along with its status; of none where it is no step."""
        known = isinstance(node, str) and node in self.projection.plan.nodes
        self._shown = StepKey(NodeId(str(node)), str(path or "")) if known else None

    def close(self) -> None:
        """Stop following."""
        self._stop()
        if self._flush_at is not None:
            self._flush_at.cancel()

    def _on_events(self, _run: RunId, recorded: Sequence[Recorded]) -> None:
        self._waiting.extend(recorded)
        if self._flush_at is None:
            wait = max(0.0, self._sent_at + BATCH_S - time.monotonic())
            self._flush_at = asyncio.get_running_loop().call_later(wait, self._flush)

    def _flush(self) -> None:
        self._flush_at = None
        self._sent_at = time.monotonic()
        was_over = self.over
        changed = self.projection.apply(self._waiting)
        self._waiting.clear()
        batch = self.projection.batch(changed, self._web.reader.load)
        if self._shown is not None and self._shown in changed:
            # Along with the status: fetched by the browser afterwards, a value took twice as long to its pane.
            data = self._web.reader.step(self.projection.row.id, self._shown, at=self.projection.state.seq)
            batch = batch.model_copy(update={"shown": data})
        self._canvas.status(batch)
        if self.over and not was_over:
            self._ended(self.projection)


class EditorSession:
    """Joins one canvas to its document; a `View` of documents and a `DraftSubscriber` of drafts (`app.workspace`)."""

    def __init__(self, web: Web, drafts: Drafts, canvas: Canvas, workflow: WorkflowId) -> None:
        self._web = web
        self._drafts = drafts
        self._canvas = canvas
        self._workflow = workflow
        self._live: LiveRun | None = None
        self._chosen = False
        """Whether the run shown is one that a person picked among those that have ended."""
        self._selected: tuple[object, object] = (None, "")
        self._opened = web.documents.open(workflow)
        self._opened.views.append(self)
        self._unsubscribe_drafts = drafts.subscribe(workflow, self)
        self._unwatch_runs = web.event_stream.watch(None, self._on_run_of_any)
        handlers: dict[Emitted, Handler] = {
            "ready": self._ready,
            "edit": self._edit,
            "undo": self._undo,
            "redo": self._redo,
            "run": self._run,
            "cancel": self._cancel,
            "resume": self._resume,
            "publish": self._publish,
            "describe": self._describe,
            "abandon": self._abandon,
            "accept": self._accept,
            "discard": self._discard,
            "follow": self._follow,
            "select": self._select,
        }
        for name, handler in handlers.items():
            canvas.hear(name, self._showing_errors(handler))

    def close(self) -> None:
        """Leave the document; it lives on, unless it was made for a draft that came to nothing."""
        if self in self._opened.views:
            self._opened.views.remove(self)
        self._unsubscribe_drafts()
        self._unwatch_runs()
        untouched = self._opened.revision == 0 and not self._opened.document.workflow.nodes
        if untouched and not self._opened.views and self._drafts.is_unused(self._workflow):
            self._web.documents.delete(self._workflow)
        if self._live is not None:
            self._live.close()

    def patch(self, patch: Patch) -> None:
        """Show what changed in the document."""
        self._canvas.patch(patch)

    def load(self, document: DocumentView) -> None:
        """Show the whole document anew."""
        self._canvas.load(document)

    def _showing_errors(self, handler: Handler) -> Handler:
        """Wrap a handler so that an error a person can mend is shown to them."""

        async def handle(payload: dict[str, Any]) -> None:
            try:
                result = handler(payload)
                if isinstance(result, Awaitable):
                    await result
            except TreadleError as error:
                self._canvas.toast("error", error.what, error=user_error(error.report()))

        return handle

    def _ready(self, _payload: dict[str, Any]) -> None:
        self._canvas.load(self._web.documents.view(self._workflow))
        last = self._web.documents.last_run(self._workflow)
        if self._live is None and last is not None:
            self._attach(last)
        elif self._live is not None:
            self._canvas.show_run(self._live.projection.view(self._web.reader.load))
        self.show_reading()
        self.show_draft()

    def _edit(self, payload: dict[str, Any]) -> None:
        nonce = str(payload.get("nonce", ""))[:64]
        try:
            self._web.documents.edit(
                self._workflow, cast("dict[str, Any]", payload.get("edit") or {}), nonce=nonce
            )
        except TreadleError as error:
            self._canvas.refused(nonce, user_error(error.report()), self._web.documents.view(self._workflow))

    def _undo(self, _payload: dict[str, Any]) -> None:
        if not self._web.documents.undo(self._workflow):
            self._canvas.toast("info", "There is nothing to undo.")

    def _redo(self, _payload: dict[str, Any]) -> None:
        if not self._web.documents.redo(self._workflow):
            self._canvas.toast("info", "There is nothing to redo.")

    async def _run(self, payload: dict[str, Any]) -> None:
        input_ = cast("dict[str, Json]", payload.get("input") or {})
        run = await self._web.launcher.draft_from_loop(self._workflow, input_, trigger=Trigger.EDITOR)
        for view in list(self._opened.views):
            if isinstance(view, EditorSession):
                view.follow(run)

    def follow(self, run: RunId) -> None:
        """Show a run of this workflow, live."""
        if self._live is None or self._live.projection.row.id != run:
            self._attach(run)

    def _on_run_of_any(self, run: RunId, recorded: Sequence[Recorded]) -> None:
        """Show a run that was started elsewhere, by route or command, unless another is at work or looked at."""
        busy = self._live is not None and (self._chosen or not self._live.over)
        if recorded[0].seq == 1 and not busy and self._web.reader.row(run).workflow == self._workflow:
            self._attach(run)

    async def _cancel(self, payload: dict[str, Any]) -> None:
        await asyncio.to_thread(self._web.launcher.cancel, RunId(int(payload["run"])), by="editor")

    async def _resume(self, payload: dict[str, Any]) -> None:
        await asyncio.to_thread(self._web.launcher.resume, RunId(int(payload["run"])), by="editor")

    def _follow(self, payload: dict[str, Any]) -> None:
        run = RunId(int(payload["run"]))
        if self._web.reader.row(run).workflow != self._workflow:
            raise NotFoundError(f"Run {run} is not of this workflow.")
        self._attach(run)
        self._chosen = self._live is not None and self._live.over

    def _select(self, payload: dict[str, Any]) -> None:
        self._selected = payload.get("node"), payload.get("path")
        if self._live is not None:
            self._live.show(*self._selected)

    def _publish(self, payload: dict[str, Any]) -> None:
        version = self._web.documents.publish(self._workflow, str(payload.get("note") or "")[:500])
        self._canvas.toast("ok", f"Published as version {version.number}.")

    async def _describe(self, payload: dict[str, Any]) -> None:
        text, document = str(payload.get("text") or ""), self._opened.document
        await self._drafts.read(self._workflow, text, lambda: self._web.describer.describe(text, document))

    def _abandon(self, _payload: dict[str, Any]) -> None:
        self._drafts.cancel(self._workflow)

    def show_reading(self) -> None:
        """Show the sentence that is being read, in whichever view it was written."""
        self._canvas.reading(self._drafts.reading(self._workflow))

    def show_draft(self) -> None:
        """Show the waiting draft; one that no longer fits the document, which has changed since, is dropped."""
        try:
            view = self._drafts.view(self._workflow, self._opened.document)
        except EditRefusedError:
            self._drafts.remove(self._workflow)
            self._canvas.toast(
                "info", "The draft no longer fits the workflow and was put aside. Describe it again."
            )
            return
        self._canvas.draft(view)

    def _named_draft(self, payload: dict[str, Any]) -> DraftResult:
        """Return the draft a view decides on; one it shows no longer is replaced there by what waits now."""
        try:
            return self._drafts.require(self._workflow, payload.get("draft"))
        except EditRefusedError:
            self.show_draft()
            raise

    def _accept(self, payload: dict[str, Any]) -> None:
        draft = self._named_draft(payload)
        chosen: list[Any] | None = payload.get("edits")
        indexes = None if chosen is None else frozenset(int(index) for index in chosen)
        batch = accepted(draft, self._opened.document, self._web.parts.catalogue, indexes)
        if batch.edits:
            self._web.documents.edit(self._workflow, batch)
        self._drafts.remove(self._workflow)

    def _discard(self, payload: dict[str, Any]) -> None:
        self._named_draft(payload)
        self._drafts.remove(self._workflow)

    def _attach(self, run: RunId) -> None:
        if self._live is not None:
            self._live.close()
        self._chosen = False
        self._live = LiveRun(self._web, self._canvas, run, self._run_ended)
        self._live.show(*self._selected)
        self._canvas.show_run(self._live.projection.view(self._web.reader.load))

    def _run_ended(self, projection: RunProjection) -> None:
        self._canvas.show_run(projection.view(self._web.reader.load))
