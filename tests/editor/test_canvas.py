"""The canvas element: its properties, the events it passes on, and the messages it sends."""

from __future__ import annotations

from typing import Any

import pytest
from nicegui import Client
from nicegui.events import GenericEventArguments
from nicegui.page import page

from editor.canvas import Canvas


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


def test_what_the_browser_is_sent(client: Client) -> None:
    with client:
        canvas = RecordingCanvas("triage")
    sent: list[Any] = []
    for call in (
        lambda: canvas.load({"id": "triage"}),
        lambda: canvas.patch({"revision": 2}),
        lambda: canvas.refused("n1", {"what": "No."}, {"id": "triage"}),
        lambda: canvas.show_run(None),
        lambda: canvas.status({"seq": 1}),
        lambda: canvas.draft(None),
        lambda: canvas.toast("ok", "Published"),
        lambda: canvas.reading("Clean it"),
    ):
        call()
        sent.append(canvas.sent)
    assert sent == [
        ("load", {"id": "triage"}),
        ("patch", {"revision": 2}),
        ("refused", {"nonce": "n1", "error": {"what": "No."}, "document": {"id": "triage"}}),
        ("run", None),
        ("status", {"seq": 1}),
        ("draft", None),
        ("toast", {"tone": "ok", "text": "Published", "error": None}),
        ("reading", "Clean it"),
    ]
