"""Which run an open editor shows."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable

import pytest

from app.server.web import Web
from engine.ids import RunId
from tests.app.pages.desk import Desk, Screen


@pytest.fixture
async def desk(web: Web) -> AsyncIterator[Desk]:
    """A workflow of one step that two editors show, and the live event stream; no worker: runs wait."""
    heard = asyncio.Event()
    stop = web.event_stream.watch(None, lambda *_: heard.set())
    event_stream = asyncio.create_task(web.event_stream.run())
    try:
        while not heard.is_set():  # it begins with what is newest when it starts
            started_elsewhere(one_step(web))
            await asyncio.sleep(0.02)
        stop()
        yield one_step(web)
    finally:
        event_stream.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await event_stream


def one_step(web: Web) -> Desk:
    desk = Desk(web)
    web.documents.edit(desk.workflow, {"do": "add_node", "id": "text", "kind": "input", "label": "Text"})
    return desk


def started_elsewhere(desk: Desk) -> RunId:
    """Start a run as another process does: past this one's documents."""
    return Web(desk.web.parts).launcher.draft(desk.workflow, {"text": "x"}, trigger="cli")


async def soon(true: Callable[[], bool]) -> None:
    for _ in range(200):
        if true():
            return
        await asyncio.sleep(0.02)
    raise AssertionError("nothing came of it")


def shown(screen: Screen) -> object:
    return screen.run["id"] if screen.run else None


def status(screen: Screen) -> object:
    return screen.run["status"] if screen.run else None


async def test_a_run_started_elsewhere_is_shown_live(desk: Desk) -> None:
    run = started_elsewhere(desk)
    await soon(lambda: [shown(screen) for screen in desk.screens] == [run, run])
    desk.web.launcher.cancel(run, by="test")
    await soon(lambda: [status(screen) for screen in desk.screens] == ["cancelled"] * 2)


async def test_one_that_is_at_work_stays_and_a_new_view_shows_the_newest(desk: Desk) -> None:
    screen = desk.screens[0]
    first = started_elsewhere(desk)
    await soon(lambda: shown(screen) == first)
    second = started_elsewhere(desk)
    late = Screen()
    desk.open(late)
    await late.say("ready")
    assert shown(late) == second
    assert desk.web.documents.view(desk.workflow).last_run == second
    desk.web.launcher.cancel(first, by="test")
    await soon(lambda: status(screen) == "cancelled")
    assert shown(screen) == first
    third = started_elsewhere(desk)
    await soon(lambda: shown(screen) == third)


async def test_an_old_run_that_is_looked_at_stays(desk: Desk) -> None:
    old = started_elsewhere(desk)
    desk.web.launcher.cancel(old, by="test")
    a, b = desk.screens
    await soon(lambda: status(a) == "cancelled")
    await a.say("follow", run=old)
    new = started_elsewhere(desk)
    await soon(lambda: shown(b) == new)
    assert shown(a) == old


async def test_a_run_of_another_workflow_is_none_of_its_business(desk: Desk) -> None:
    other = Desk(desk.web)
    desk.web.documents.edit(
        other.workflow, {"do": "add_node", "id": "text", "kind": "input", "label": "Text"}
    )
    run = started_elsewhere(other)
    await soon(lambda: shown(other.screens[0]) == run)
    assert shown(desk.screens[0]) is None


async def test_run_is_shown_in_all_editors(desk: Desk) -> None:
    await desk.screens[0].say("run", input={"text": "x"})
    run = desk.web.documents.last_run(desk.workflow)
    assert run is not None
    assert [shown(screen) for screen in desk.screens] == [run, run]
