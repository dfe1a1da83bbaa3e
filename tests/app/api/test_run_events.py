"""The WebSocket of a run's events: cut after every event and taken up again, nothing is missing and nothing twice."""

from __future__ import annotations

import asyncio
import json
from collections.abc import MutableMapping
from contextlib import suppress
from socket import SHUT_RDWR
from types import SimpleNamespace
from typing import Any

import pytest
from fastapi import FastAPI
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from app.api import run_events
from engine.errors import NotFoundError, StorageError, TreadleError
from tests.app.cli.command import EXAMPLE, chain, delayed, node
from tests.app.product import Product


def opened(product: Product, run: object, query: str = "", **headers: str) -> ClientConnection:
    address = product.url.replace("http", "ws", 1)
    return connect(
        f"{address}/api/v1/runs/{run}/events{query}", open_timeout=60, additional_headers=headers or None
    )


def cut_after_every_event(product: Product, run: int) -> tuple[list[dict[str, Any]], ConnectionClosed]:
    """Read one event per connection, and end each connection without a goodbye."""
    got: list[dict[str, Any]] = []
    while True:
        with opened(product, run, f"?after={got[-1]['seq'] if got else 0}") as socket:
            try:
                got.append(json.loads(socket.recv(timeout=60)))
            except ConnectionClosed as closed:
                return got, closed
            with suppress(OSError):  # the last event may have brought the server's goodbye along
                socket.socket.shutdown(SHUT_RDWR)


def test_cut_after_every_event_of_a_live_run(product: Product) -> None:
    pauses = [node(f"wait{number}", "delay", seconds=0.05) for number in range(6)]
    workflow = product.create(chain(*pauses))
    run = product.start(workflow, {"text": "x"})
    got, closed = cut_after_every_event(product, run)
    assert closed.rcvd is not None
    assert (closed.rcvd.code, closed.rcvd.reason) == (1000, "succeeded")
    assert [event["seq"] for event in got] == list(range(1, len(got) + 1))
    assert {"step_suspended", "step_resumed"} <= {event["type"] for event in got}
    assert got[-1]["type"] == "run_succeeded"


def test_the_events_are_those_of_the_route(product: Product) -> None:
    workflow = product.create(json.loads(EXAMPLE.read_text(encoding="utf-8")))
    run = product.start(workflow, {"text": "The ferry is late."})
    live = list(product.events(run))
    told = product.get(f"/runs/{run}/events")["events"]
    assert [{name: event[name] for name in told[0]} for event in live] == told
    assert list(product.events(run)) == live
    for after in range(len(live) + 1):
        assert list(product.events(run, after)) == live[after:]
    assert list(product.events(run, 10**9)) == []


def test_two_who_watch_see_the_same(product: Product) -> None:
    run = product.start(product.create(delayed(0.3)), {"text": "x"})
    with opened(product, run) as one, opened(product, run) as other:
        assert list(one) == list(other)


def test_it_stays_open_while_the_run_goes_on_and_tells_of_a_resume(product: Product) -> None:
    run = product.start(product.create(delayed(3600)), {"text": "x"})
    product.until(run, "step_suspended")
    known = product.get(f"/runs/{run}")["seq"]
    with opened(product, run, f"?after={known}") as socket:
        with pytest.raises(TimeoutError):
            socket.recv(timeout=0.2)
        product.http.post(f"/api/v1/runs/{run}/cancel")
        assert json.loads(socket.recv(timeout=60))["type"] == "run_cancel_requested"
    product.ended(run)
    known = product.get(f"/runs/{run}")["seq"]
    product.http.post(f"/api/v1/runs/{run}/resume")
    with opened(product, run, f"?after={known}") as socket:
        assert json.loads(socket.recv(timeout=60))["type"] == "run_resumed"
    product.http.post(f"/api/v1/runs/{run}/cancel")
    assert product.ended(run)["status"] == "cancelled"


def test_a_run_that_is_not_there_is_said(product: Product) -> None:
    with opened(product, 10**9) as socket, pytest.raises(ConnectionClosed) as closed:
        socket.recv(timeout=60)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 4404


@pytest.mark.parametrize(
    ("run", "query"), [("x", ""), (10**30, ""), (-1, ""), (1, "?after=x"), (1, f"?after={10**30}")]
)
def test_a_number_that_is_none_opens_nothing(product: Product, run: object, query: str) -> None:
    with pytest.raises((InvalidStatus, ConnectionClosed)), opened(product, run, query) as socket:
        socket.recv(timeout=60)
    assert product.get("/health")["instance"]


def test_another_site_cannot_listen(product: Product) -> None:
    run = product.start(product.create(chain()), {"text": "secret"})
    refused = pytest.raises((InvalidStatus, ConnectionClosed))
    with refused, opened(product, run, Origin="https://elsewhere.example") as socket:
        socket.recv(timeout=60)
    with opened(product, run, Origin=product.url) as socket:
        assert json.loads(socket.recv(timeout=60))["seq"] == 1


def test_what_a_client_says_is_passed_over(product: Product) -> None:
    run = product.start(product.create(delayed(0.2)), {"text": "x"})
    with opened(product, run) as socket:
        socket.send("{}")
        socket.send(b"\x00\xff")
        seqs = [json.loads(message)["seq"] for message in socket]
    assert seqs == list(range(1, len(seqs) + 1))


def refuses(error: TreadleError) -> Any:
    def refuse(*_: object) -> None:
        raise error

    return refuse


def nothing(*_: object) -> None:
    """Do nothing."""


async def closed_with(web: object) -> tuple[int, str]:
    """Give the code and the reason a socket is closed with, on parts of a web process that fail."""
    said: list[dict[str, Any]] = []
    app = FastAPI()
    app.include_router(run_events.router(web))  # pyright: ignore[reportArgumentType] - what the route asks of one

    connect = {"type": "websocket.connect"}
    silent = asyncio.Event()

    async def receive() -> dict[str, Any]:
        if not said:
            return connect
        await silent.wait()
        raise AssertionError("never")

    async def send(message: MutableMapping[str, Any]) -> None:
        said.append(dict(message))

    scope = {"type": "websocket", "path": "/runs/1/events", "query_string": b"", "headers": []}
    await app(scope, receive, send)
    assert [message["type"] for message in said] == ["websocket.accept", "websocket.close"]
    return said[1]["code"], said[1]["reason"]


LOCKED = StorageError("The database was locked for too long." + " é" * 100)


async def test_a_storage_fault_at_the_beginning_asks_to_come_back() -> None:
    code, reason = await closed_with(
        SimpleNamespace(reader=SimpleNamespace(row=refuses(LOCKED), document=nothing))
    )
    assert code == 1013
    assert reason.startswith("The database was locked")
    assert len(reason.encode()) <= 123
    gone = NotFoundError("There is no run 1.")
    web = SimpleNamespace(reader=SimpleNamespace(row=refuses(gone), document=nothing))
    assert await closed_with(web) == (4404, "There is no run 1.")


async def test_a_storage_fault_on_the_way_asks_to_come_back() -> None:
    web = SimpleNamespace(
        reader=SimpleNamespace(row=nothing, document=nothing),
        event_stream=SimpleNamespace(watch=lambda *_: nothing),
        parts=SimpleNamespace(stores=SimpleNamespace(runs=SimpleNamespace(run=refuses(LOCKED)))),
    )
    assert (await closed_with(web))[0] == 1013
