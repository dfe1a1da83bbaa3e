"""Drafts of one workflow in several views."""

from __future__ import annotations

import asyncio

import pytest

from app.workspace.drafts import Drafts
from editor.describe import DraftResult
from editor.document import Document
from engine.errors import AuthorError, EditRefusedError
from engine.ids import WorkflowId
from tests.editor.kinds import CATALOGUE

FLOW, OTHER = WorkflowId("flow"), WorkflowId("other")


class View:
    """A subscriber that keeps what it was notified of."""

    def __init__(self, drafts: Drafts, workflow: WorkflowId = FLOW) -> None:
        self.drafts, self.workflow = drafts, workflow
        self.notified: list[str | None] = []
        self.read: list[str | None] = []
        self.stop = drafts.subscribe(workflow, self)

    def show_draft(self) -> None:
        pending = self.drafts.get(self.workflow)
        self.notified.append(pending.result.sentence if pending else None)

    def show_reading(self) -> None:
        self.read.append(self.drafts.reading(self.workflow))


@pytest.fixture
def drafts() -> Drafts:
    return Drafts(CATALOGUE)


def draft(sentence: str) -> DraftResult:
    return DraftResult(sentence, "a test")


def test_all_views_of_a_workflow_are_notified_of_its_draft(drafts: Drafts) -> None:
    views = [View(drafts), View(drafts)]
    apart = View(drafts, OTHER)
    drafts.put(FLOW, draft("shout"))
    drafts.remove(FLOW)
    drafts.remove(FLOW)  # without a draft nobody is notified
    assert [view.notified for view in views] == [["shout", None]] * 2
    assert apart.notified == []
    views[0].stop()
    drafts.put(FLOW, draft("whisper"))
    assert views[0].notified == ["shout", None]
    assert views[1].notified[-1] == "whisper"


def test_a_draft_that_was_replaced_cannot_be_accepted(drafts: Drafts) -> None:
    drafts.put(FLOW, draft("shout"))
    seen = drafts.get(FLOW)
    assert seen is not None
    assert drafts.require(FLOW, seen.id).sentence == "shout"
    view = drafts.view(FLOW, Document())
    assert view is not None
    assert view.id == seen.id
    drafts.put(FLOW, draft("shout"))
    for unseen in (seen.id, None, 0):
        with pytest.raises(EditRefusedError, match="taken the place"):
            drafts.require(FLOW, unseen)
    drafts.remove(FLOW)
    with pytest.raises(EditRefusedError, match="already"):
        drafts.require(FLOW, seen.id)


async def test_a_sentence_is_read_once_and_shown_to_all(drafts: Drafts) -> None:
    answer: asyncio.Future[DraftResult] = asyncio.get_running_loop().create_future()
    view = View(drafts)
    asked = asyncio.ensure_future(drafts.read(FLOW, "shout it", lambda: answer))
    await asyncio.sleep(0)
    late = View(drafts)  # a page loaded meanwhile
    assert drafts.reading(FLOW) == "shout it"
    with pytest.raises(EditRefusedError, match="being read"):
        await drafts.read(FLOW, "again", lambda: answer)
    answer.set_result(draft("shout it"))
    await asked
    assert view.read == ["shout it", None]
    assert late.read == [None]
    assert view.notified == late.notified == ["shout it"]


async def test_reading_can_be_cancelled(drafts: Drafts) -> None:
    stopped = asyncio.Event()

    async def forever() -> DraftResult:
        try:
            await asyncio.Event().wait()
        finally:
            stopped.set()
        raise AssertionError

    view = View(drafts)
    asked = asyncio.ensure_future(drafts.read(FLOW, "shout it", forever))
    await asyncio.sleep(0.01)
    drafts.cancel(OTHER)
    drafts.cancel(FLOW)
    await asked
    assert stopped.is_set()
    assert view.read == ["shout it", None]
    assert view.notified == []
    assert drafts.get(FLOW) is None


async def test_a_failed_reading_raises_and_the_next_sentence_is_read(drafts: Drafts) -> None:
    async def refuse() -> DraftResult:
        raise AuthorError("Too long.")

    async def good() -> DraftResult:
        return draft("shout")

    with pytest.raises(AuthorError, match="Too long"):
        await drafts.read(FLOW, "x", refuse)
    await drafts.read(FLOW, "shout", good)
    assert drafts.get(FLOW) is not None


async def test_a_workflow_created_for_a_draft_is_unused_once_the_draft_is_discarded(drafts: Drafts) -> None:
    drafts.put(FLOW, draft("shout"), created_for_draft=True)
    assert not drafts.is_unused(FLOW)
    drafts.remove(FLOW)
    assert drafts.is_unused(FLOW)
    assert not drafts.is_unused(OTHER)
    pending: asyncio.Future[DraftResult] = asyncio.get_running_loop().create_future()
    asked = asyncio.ensure_future(drafts.read(FLOW, "again", lambda: pending))
    await asyncio.sleep(0)
    assert not drafts.is_unused(FLOW)
    drafts.cancel(FLOW)
    await asked
    assert drafts.is_unused(FLOW)
