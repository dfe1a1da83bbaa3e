"""One workflow's draft in two open editors."""

from __future__ import annotations

import asyncio

import pytest

from app.server.web import Web
from editor.describe import DraftResult
from editor.document import Document
from tests.app.pages.editors import FakeCanvas, TwoEditors


@pytest.fixture
def editors(web: Web) -> TwoEditors:
    return TwoEditors(web)


def shown(canvas: FakeCanvas) -> str | None:
    return canvas.shown["sentence"] if canvas.shown else None


async def test_a_draft_is_in_both_editors_until_one_accepts_it(editors: TwoEditors) -> None:
    a, b = editors.canvases
    await a.emit("describe", text="clean the text")
    assert shown(a) == shown(b) == "clean the text"
    assert a.shown is not None
    await a.emit("accept", draft=a.shown["id"], edits=None)
    assert "clean_text" in editors.nodes
    assert a.shown is b.shown is None
    assert not a.errors


async def test_a_draft_that_was_replaced_unseen_is_not_accepted_and_the_new_one_is_shown(
    editors: TwoEditors,
) -> None:
    a, b = editors.canvases
    editors.draw("first")
    assert a.shown is not None
    seen = a.shown["id"]
    editors.draw("second")
    a.shown = None  # as if the new draft had not reached it
    await a.emit("accept", draft=seen, edits=None)
    assert editors.nodes == []
    assert "taken the place" in a.errors[0]
    assert shown(a) == shown(b) == "second"
    await a.emit("discard", draft=seen)
    assert shown(b) == "second"
    await b.emit("discard", draft=b.shown["id"] if b.shown else None)
    assert a.shown is b.shown is None


async def test_a_draft_that_no_longer_applies_is_removed_from_both(editors: TwoEditors) -> None:
    a, b = editors.canvases
    editors.draw("clean")
    editors.web.documents.edit(
        editors.workflow, {"do": "add_node", "id": "clean", "kind": "clean_text", "label": "C"}
    )
    await a.emit("ready")
    assert a.shown is b.shown is None


async def test_an_editor_opened_while_a_sentence_is_read_shows_it_and_its_draft(
    editors: TwoEditors, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer: asyncio.Future[DraftResult] = asyncio.get_running_loop().create_future()

    async def describe(_sentence: str, _document: Document) -> DraftResult:
        return await answer

    monkeypatch.setattr(editors.web.describer, "describe", describe)
    a, b = editors.canvases
    asked = asyncio.ensure_future(a.emit("describe", text="clean it"))
    await asyncio.sleep(0)
    assert a.read == b.read == "clean it"
    editors.sessions[0].close()  # the page is loaded anew
    again = FakeCanvas()
    editors.open(again)
    await again.emit("ready")
    assert again.read == "clean it"
    answer.set_result(DraftResult("clean it", "a test"))
    await asked
    assert again.read is None
    assert shown(again) == shown(b) == "clean it"


async def test_reading_is_cancelled_from_any_editor(
    editors: TwoEditors, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def describe(_sentence: str, _document: Document) -> DraftResult:
        await asyncio.Event().wait()
        raise AssertionError

    monkeypatch.setattr(editors.web.describer, "describe", describe)
    a, b = editors.canvases
    asked = asyncio.ensure_future(a.emit("describe", text="clean it"))
    await asyncio.sleep(0.01)
    await b.emit("abandon")
    await asked
    assert a.read is b.read is None
    assert a.shown is None
    assert not a.errors
