"""A run's events over a WebSocket: from any sequence number on, without loss or repetition.

The client says the last number it has (`after`); history is read first, then the live feed wakes the next read.
Reading always goes by the number, so an event that is committed between the two is neither lost nor sent twice.
"""

from __future__ import annotations

import asyncio
import contextlib

import orjson
from fastapi import APIRouter, WebSocket, WebSocketDisconnect

from app.api.numbers import After, RunNumber
from app.runs.reading import event_json
from app.web import Web
from editor.document import Document
from engine.errors import TreadleError
from engine.ids import RunId
from engine.state import ENDED
from engine.stores import RunStore

PAGE = 500
NO_SUCH_RUN = 4404


def router(web: Web) -> APIRouter:
    """Give the route."""
    routes = APIRouter()

    @routes.websocket("/runs/{run}/events")
    async def events(socket: WebSocket, run: RunNumber, after: After = 0) -> None:
        await socket.accept()
        try:
            document = web.reader.document(web.reader.row(RunId(run)))
        except TreadleError as error:
            await socket.close(NO_SUCH_RUN, error.what)
            return
        woken = asyncio.Event()
        stop = web.feed.watch(RunId(run), lambda _run, _recorded: woken.set())
        gone = asyncio.create_task(_until_gone(socket))
        try:
            await _send_all(socket, web.parts.stores.runs, RunId(run), after, document, woken, gone)
        except (WebSocketDisconnect, RuntimeError):
            return  # the client went away in the middle of a send; it comes back with its number
        finally:
            stop()
            gone.cancel()

    return routes


async def _send_all(
    socket: WebSocket,
    runs: RunStore,
    run: RunId,
    after: int,
    document: Document,
    woken: asyncio.Event,
    gone: asyncio.Task[None],
) -> None:
    while not gone.done():
        woken.clear()
        row = runs.run(run)
        page = runs.history(run, after, PAGE)
        for recorded in page:
            await socket.send_text(orjson.dumps(event_json(recorded, document)).decode())
            after = recorded.seq
        if len(page) == PAGE:
            continue
        if row is not None and row.status in ENDED and row.last_seq <= after:
            await socket.close(1000, row.status.value)
            return
        waiting = asyncio.create_task(woken.wait())
        await asyncio.wait({waiting, gone}, return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()


async def _until_gone(socket: WebSocket) -> None:
    with contextlib.suppress(WebSocketDisconnect, RuntimeError):
        while (await socket.receive())["type"] != "websocket.disconnect":
            pass  # whatever a client says, text or bytes, means nothing here
