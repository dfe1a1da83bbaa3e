"""One workflow's draft in two open editors."""

from __future__ import annotations

import asyncio

import pytest

from app.server.web import Web
from editor.describe import DraftResult
from editor.document import Document
from tests.app.pages.desk import Desk, Screen


@pytest.fixture
def desk(web: Web) -> Desk:
    return Desk(web)


def shown(screen: Screen) -> str | None:
    return screen.shown["sentence"] if screen.shown else None


async def test_a_draft_is_in_both_editors_until_one_accepts_it(desk: Desk) -> None:
    a, b = desk.screens
    await a.say("describe", text="clean the text")
    assert shown(a) == shown(b) == "clean the text"
    assert a.shown is not None
    await a.say("accept", draft=a.shown["id"], edits=None)
    assert "clean_text" in desk.nodes
    assert a.shown is b.shown is None
    assert not a.errors


async def test_a_draft_that_was_not_seen_is_refused_and_then_shown(desk: Desk) -> None:
    a, b = desk.screens
    desk.draw("first")
    assert a.shown is not None
    seen = a.shown["id"]
    desk.draw("second")
    a.shown = None  # as if the news had not reached it
    await a.say("accept", draft=seen, edits=None)
    assert desk.nodes == []
    assert "taken the place" in a.errors[0]
    assert shown(a) == shown(b) == "second"
    await a.say("discard", draft=seen)
    assert shown(b) == "second"
    await b.say("discard", draft=b.shown["id"] if b.shown else None)
    assert a.shown is b.shown is None


async def test_a_draft_that_no_longer_fits_goes_from_both(desk: Desk) -> None:
    a, b = desk.screens
    desk.draw("clean")
    desk.web.documents.edit(
        desk.workflow, {"do": "add_node", "id": "clean", "kind": "clean_text", "label": "C"}
    )
    await a.say("ready")
    assert a.shown is b.shown is None


async def test_an_editor_opened_while_a_sentence_is_read_shows_it_and_its_draft(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer: asyncio.Future[DraftResult] = asyncio.get_running_loop().create_future()

    async def describe(_sentence: str, _document: Document) -> DraftResult:
        return await answer

    monkeypatch.setattr(desk.web.describer, "describe", describe)
    a, b = desk.screens
    asked = asyncio.ensure_future(a.say("describe", text="clean it"))
    await asyncio.sleep(0)
    assert a.read == b.read == "clean it"
    desk.sessions[0].close()  # the page is loaded anew
    again = Screen()
    desk.open(again)
    await again.say("ready")
    assert again.read == "clean it"
    answer.set_result(DraftResult("clean it", "a test"))
    await asked
    assert again.read is None
    assert shown(again) == shown(b) == "clean it"


async def test_reading_is_cancelled_from_any_editor(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    async def describe(_sentence: str, _document: Document) -> DraftResult:
        await asyncio.Event().wait()
        raise AssertionError

    monkeypatch.setattr(desk.web.describer, "describe", describe)
    a, b = desk.screens
    asked = asyncio.ensure_future(a.say("describe", text="clean it"))
    await asyncio.sleep(0.01)
    await b.say("abandon")
    await asked
    assert a.read is b.read is None
    assert a.shown is None
    assert not a.errors
