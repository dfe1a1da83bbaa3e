"""Every error that a route may end in, a fault of Treadle's own included, is answered in four parts."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi import FastAPI
from starlette.types import Message, Scope

from app.api.errors import TooLargeError, add_error_handlers, add_no_such_route
from engine import errors

PARTS: dict[str, Any] = {"what": "It broke.", "where": "here", "why": "because", "fix": "Mend it."}


async def answer_of(app: FastAPI, path: str, method: str = "GET") -> tuple[int, bytes]:
    """Call the app as a server does; a fault is raised again after its answer, for the server's log."""
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    scope: Scope = {"type": "http", "method": method, "path": path, "raw_path": path.encode(), "headers": []}
    scope |= {
        "query_string": b"",
        "http_version": "1.1",
        "scheme": "http",
        "server": ("127.0.0.1", 80),
        "asgi": {},
    }
    try:
        await app(scope, receive, send)
    except ZeroDivisionError:
        assert path == "/api/v1/fault"
    body = b"".join(message.get("body", b"") for message in sent)
    return sent[0]["status"], body


def app_with(raised: Exception) -> FastAPI:
    app = FastAPI()

    @app.get("/api/v1/fault")
    def fault() -> None:
        raise raised

    add_error_handlers(app)
    add_no_such_route(app)
    return app


@pytest.mark.parametrize(
    ("raised", "status"),
    [
        (errors.NotFoundError(**PARTS), 404),
        (errors.ValueRefusedError(**PARTS), 422),
        (errors.EditRefusedError(**PARTS), 409),
        (errors.AuthorError(**PARTS), 422),
        (TooLargeError(**PARTS), 413),
        (errors.StorageError(**PARTS), 503),
        (errors.EngineError(**PARTS), 500),
    ],
    ids=lambda value: type(value).__name__,
)
async def test_the_status_fits_the_error(raised: Exception, status: int) -> None:
    found, body = await answer_of(app_with(raised), "/api/v1/fault")
    assert found == status
    assert all(f'"{part}":"{text}"'.encode() in body for part, text in PARTS.items())


async def test_a_fault_tells_no_inner_matters() -> None:
    fault = ZeroDivisionError("the key is hunter2")
    status, body = await answer_of(app_with(fault), "/api/v1/fault")
    assert status == 500
    assert b"ZeroDivisionError" in body
    assert b"hunter2" not in body
    assert all(f'"{part}":'.encode() in body for part in PARTS)


@pytest.mark.parametrize(
    ("path", "method", "status"),
    [("/api/v1/fault", "DELETE", 405), ("/api/v1/fault/more", "GET", 404), ("/api/", "POST", 404)],
)
async def test_what_no_route_takes(path: str, method: str, status: int) -> None:
    found, body = await answer_of(app_with(ZeroDivisionError()), path, method)
    assert found == status
    assert method.encode() in body
