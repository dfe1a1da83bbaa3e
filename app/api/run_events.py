"""A run's events over a WebSocket: from any sequence number on, without loss or repetition.

The client says the last number it has (`after`); history is read first, then the live event stream wakes the next read.
Reading always goes by the number, so an event that is committed between the two is neither lost nor sent twice.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging

import orjson
from fastapi import APIRouter, WebSocket, WebSocketDisconnect

from app.addresses import After, RunNumber
from app.runs.reading import event_json
from app.server.web import Web
from editor.document import Document
from engine.errors import NotFoundError, TreadleError
from engine.execution.stores import RunStore
from engine.ids import RunId
from engine.run.state import ENDED

log = logging.getLogger("treadle.api")
PAGE = 500
NO_SUCH_RUN = 4404
TRY_AGAIN = 1013


def router(web: Web) -> APIRouter:
    """Return the route."""
    routes = APIRouter()

    @routes.websocket("/runs/{run}/events")
    async def events(socket: WebSocket, run: RunNumber, after: After = 0) -> None:
        await socket.accept()
        try:
            await _follow(web, socket, RunId(run), after)
        except NotFoundError as error:
            await _close(socket, NO_SUCH_RUN, error.what)
        except TreadleError as error:  # a locked database, a full disk: the client comes back with its number
            log.warning("the events of run %d are not sent on: %s", run, error)
            await _close(socket, TRY_AGAIN, error.what)
        except (WebSocketDisconnect, RuntimeError):
            return  # the client went away in the middle of a send; it comes back with its number

    return routes


async def _follow(web: Web, socket: WebSocket, run: RunId, after: int) -> None:
    document = web.reader.document(web.reader.row(run))
    woken = asyncio.Event()
    stop = web.event_stream.watch(run, lambda _run, _recorded: woken.set())
    gone = asyncio.create_task(_until_gone(socket))
    try:
        await _send_all(socket, web.parts.stores.runs, run, after, document, woken, gone)
    finally:
        stop()
        gone.cancel()


async def _close(socket: WebSocket, code: int, reason: str) -> None:
    """Close with a reason; the protocol holds 123 bytes of it."""
    with contextlib.suppress(WebSocketDisconnect, RuntimeError):
        await socket.close(code, reason.encode()[:123].decode(errors="ignore"))


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
