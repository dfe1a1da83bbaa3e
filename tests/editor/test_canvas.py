"""The canvas element: its properties, the events it passes on, and the messages it sends."""

from __future__ import annotations

from typing import Any, get_args

import pytest
from nicegui import Client
from nicegui.events import GenericEventArguments
from nicegui.page import page

from app.runs.views import RunMethods, StatusBatch
from editor.canvas import Canvas, Emitted
from editor.document import Document
from editor.protocol import EditorMethods, Messages, UserError, dump
from editor.undo_stack import UndoStack
from editor.views import Saved, document_view, patch_view
from engine.run.state import RunStatus
from tests.editor.kinds import CATALOGUE

BATCH = StatusBatch(
    run=7,
    seq=3,
    status=RunStatus.RUNNING,
    started_at=1.5,
    finished_at=None,
    duration_ms=None,
    output=None,
    error=None,
    steps=(),
)


class RecordingCanvas(Canvas, component="canvas.js"):
    """Keeps the messages that it would send to the browser."""

    def run_method(self, name: str, *args: Any, timeout: float = 1) -> Any:
        self.sent = (name, *args)


@pytest.fixture
def client() -> Client:
    return Client(page("/canvas-test"), request=None)


def test_only_ids_are_properties(client: Client) -> None:
    with client:
        canvas = Canvas("triage", mode="run", run=7, draft=True)
    assert {name: canvas._props[name] for name in ("mode", "workflow", "run", "draft")} == {
        "mode": "run",
        "workflow": "triage",
        "run": 7,
        "draft": True,
    }


def test_a_handler_gets_the_payload(client: Client) -> None:
    heard: list[dict[str, Any]] = []
    with client:
        canvas = Canvas("triage").hear("edit", heard.append)
    (listener,) = canvas._event_listeners.values()
    assert listener.type == "edit"
    assert callable(listener.handler)
    for args in ({"nonce": "n1"}, None):
        listener.handler(GenericEventArguments(sender=canvas, client=client, args=args))
    assert heard == [{"nonce": "n1"}, {}]


def test_everything_the_canvas_emits_has_a_payload() -> None:
    assert set(get_args(Emitted)) == set(Messages.model_fields)


def test_every_method_sends_its_message(client: Client) -> None:
    with client:
        canvas = RecordingCanvas("triage")
    saved, error = Saved("triage", 2, 1.5), UserError(what="No.", where="", why="it is", fix="Leave it.")
    around: dict[str, Any] = {"problems": [], "history": UndoStack(), "saved": saved}
    document = document_view(Document(), CATALOGUE, **around)
    patch = patch_view(Document(), Document(), CATALOGUE, nonce=None, **around)
    sent: list[Any] = []
    for call in (
        lambda: canvas.load(document),
        lambda: canvas.patch(patch),
        lambda: canvas.refused("n1", error, document),
        lambda: canvas.show_run(None),
        lambda: canvas.status(BATCH),
        lambda: canvas.draft(None),
        lambda: canvas.toast("ok", "Published"),
        lambda: canvas.reading("Clean it"),
    ):
        call()
        sent.append(canvas.sent)
    four = {"what": "No.", "where": "", "why": "it is", "fix": "Leave it."}
    assert {name for name, _ in sent} == {*EditorMethods.model_fields, *RunMethods.model_fields}
    assert sent == [
        ("load", dump(document)),
        ("patch", dump(patch)),
        ("refused", {"nonce": "n1", "error": four, "document": dump(document)}),
        ("run", None),
        ("status", dump(BATCH)),
        ("draft", None),
        ("toast", {"tone": "ok", "text": "Published", "error": None}),
        ("reading", "Clean it"),
    ]
