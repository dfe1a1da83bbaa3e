"""Which run an open editor shows."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable

import pytest

from app.server.web import Web
from engine.ids import RunId
from engine.run.trigger import Trigger
from tests.app.pages.editors import FakeCanvas, TwoEditors


@pytest.fixture
async def editors(web: Web) -> AsyncIterator[TwoEditors]:
    """A workflow of one step in two editors, with the live event stream and without a worker: runs wait."""
    heard = asyncio.Event()
    stop = web.event_stream.watch(None, lambda *_: heard.set())
    event_stream = asyncio.create_task(web.event_stream.run())
    try:
        while not heard.is_set():  # the stream begins with the newest event at its start
            started_elsewhere(one_step(web))
            await asyncio.sleep(0.02)
        stop()
        yield one_step(web)
    finally:
        event_stream.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await event_stream


def one_step(web: Web) -> TwoEditors:
    editors = TwoEditors(web)
    web.documents.edit(editors.workflow, {"do": "add_node", "id": "text", "kind": "input", "label": "Text"})
    return editors


def started_elsewhere(editors: TwoEditors) -> RunId:
    """Start a run as another process does, not through this process's documents."""
    return Web(editors.web.parts).launcher.draft(editors.workflow, {"text": "x"}, trigger=Trigger.CLI)


async def soon(true: Callable[[], bool]) -> None:
    for _ in range(200):
        if true():
            return
        await asyncio.sleep(0.02)
    raise AssertionError("it never became true")


def shown(canvas: FakeCanvas) -> object:
    return canvas.run.id if canvas.run else None


def status(canvas: FakeCanvas) -> object:
    return canvas.run.status if canvas.run else None


async def test_a_run_started_elsewhere_is_shown_live(editors: TwoEditors) -> None:
    run = started_elsewhere(editors)
    await soon(lambda: [shown(canvas) for canvas in editors.canvases] == [run, run])
    editors.web.launcher.cancel(run, by="test")
    await soon(lambda: [status(canvas) for canvas in editors.canvases] == ["cancelled"] * 2)


async def test_a_running_run_stays_shown_and_a_new_view_shows_the_newest(editors: TwoEditors) -> None:
    canvas = editors.canvases[0]
    first = started_elsewhere(editors)
    await soon(lambda: shown(canvas) == first)
    second = started_elsewhere(editors)
    late = FakeCanvas()
    editors.open(late)
    await late.emit("ready")
    assert shown(late) == second
    assert editors.web.documents.view(editors.workflow).last_run == second
    editors.web.launcher.cancel(first, by="test")
    await soon(lambda: status(canvas) == "cancelled")
    assert shown(canvas) == first
    third = started_elsewhere(editors)
    await soon(lambda: shown(canvas) == third)


async def test_an_old_run_that_was_chosen_stays_shown(editors: TwoEditors) -> None:
    old = started_elsewhere(editors)
    editors.web.launcher.cancel(old, by="test")
    a, b = editors.canvases
    await soon(lambda: status(a) == "cancelled")
    await a.emit("follow", run=old)
    new = started_elsewhere(editors)
    await soon(lambda: shown(b) == new)
    assert shown(a) == old


async def test_a_run_of_another_workflow_is_not_shown(editors: TwoEditors) -> None:
    other = TwoEditors(editors.web)
    editors.web.documents.edit(
        other.workflow, {"do": "add_node", "id": "text", "kind": "input", "label": "Text"}
    )
    run = started_elsewhere(other)
    await soon(lambda: shown(other.canvases[0]) == run)
    assert shown(editors.canvases[0]) is None


async def test_run_is_shown_in_all_editors(editors: TwoEditors) -> None:
    await editors.canvases[0].emit("run", input={"text": "x"})
    run = editors.web.documents.last_run(editors.workflow)
    assert run is not None
    assert [shown(canvas) for canvas in editors.canvases] == [run, run]
