"""Two editors on one workflow, without a browser."""

from __future__ import annotations

from typing import Any, cast

from app.pages.editor_session import EditorSession
from app.runs.views import RunView, StatusBatch
from app.server.web import Web
from app.workspace.drafts import Drafts
from editor.canvas import Canvas, Emitted, Handler
from editor.describe import DraftResult
from editor.document import Document
from editor.edits import AddNode
from editor.protocol import DraftView, dump
from engine.ids import WorkflowId


class FakeCanvas:
    """A fake `Canvas`: keeps what it is sent, and emits events as the browser would."""

    def __init__(self) -> None:
        self.handlers: dict[str, Handler] = {}
        self.shown: dict[str, Any] | None = None
        self.read: str | None = None
        self.run: RunView | None = None
        self.errors: list[str] = []

    def hear(self, name: Emitted, handler: Handler) -> FakeCanvas:
        self.handlers[name] = handler
        return self

    def draft(self, draft: DraftView | None) -> None:
        self.shown = None if draft is None else dump(draft)

    def reading(self, sentence: str | None) -> None:
        self.read = sentence

    def show_run(self, run: RunView | None) -> None:
        self.run = run

    def status(self, batch: StatusBatch) -> None:
        if self.run is not None:
            self.run = self.run.model_copy(update={"status": batch.status})

    def toast(self, tone: str, text: str, *, error: object = None) -> None:
        if tone == "error":
            self.errors.append(text)

    def __getattr__(self, name: str) -> Any:
        return lambda *_args, **_named: None

    async def emit(self, name: str, **payload: Any) -> None:
        result = self.handlers[name](payload)
        if result is not None:
            await result


class TwoEditors:
    """A workflow with two editors open on it."""

    def __init__(self, web: Web) -> None:
        self.web = web
        self.drafts = Drafts(web.parts.catalogue)
        self.workflow: WorkflowId = web.documents.create(Document()).id
        self.canvases = [FakeCanvas(), FakeCanvas()]
        self.sessions = [self.open(canvas) for canvas in self.canvases]

    def open(self, canvas: FakeCanvas) -> EditorSession:
        return EditorSession(self.web, self.drafts, cast("Canvas", canvas), self.workflow)

    def draw(self, node: str) -> None:
        add = AddNode(id=node, kind="clean_text", label=node)
        self.drafts.put(self.workflow, DraftResult(node, "a test", edits=(add,)))

    @property
    def nodes(self) -> list[str]:
        return [node.id for node in self.web.documents.open(self.workflow).document.workflow.nodes]
