"""Every error that a route may end in, a fault of Treadle's own included, is answered as problem details."""

from __future__ import annotations

import json
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.types import Message, Scope

from app import problem_types
from app.api.problems import Problem, TooLargeError, add_no_such_route, add_problems
from engine import errors

PARTS: dict[str, Any] = {"what": "It broke.", "where": "here", "why": "because", "fix": "Mend it."}


async def answer_of(
    app: FastAPI, path: str, method: str = "GET"
) -> tuple[int, dict[str, str], dict[str, Any]]:
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
    body = json.loads(b"".join(message.get("body", b"") for message in sent))
    headers = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    assert headers["content-type"] == "application/problem+json"
    assert Problem.model_validate(body, extra="forbid").status == sent[0]["status"] == body["status"]
    return sent[0]["status"], headers, body


def app_with(raised: Exception) -> FastAPI:
    app = FastAPI()

    @app.get("/api/v1/fault")
    def fault() -> None:
        raise raised

    add_problems(app)
    add_no_such_route(app)
    return app


@pytest.mark.parametrize(
    ("raised", "status", "name"),
    [
        (errors.NotFoundError(**PARTS), 404, "not-found"),
        (errors.ValueRefusedError(**PARTS), 422, "invalid-value"),
        (errors.EditRefusedError(**PARTS), 409, "edit-refused"),
        (errors.AuthorError(**PARTS), 422, "invalid-request"),
        (TooLargeError(**PARTS), 413, "too-large"),
        (errors.StorageError(**PARTS), 503, "storage-unavailable"),
        (errors.EngineError(**PARTS), 500, "internal-error"),
    ],
    ids=lambda value: type(value).__name__,
)
async def test_the_status_and_type_fit_the_error(raised: Exception, status: int, name: str) -> None:
    found, _, body = await answer_of(app_with(raised), "/api/v1/fault")
    assert (found, body["type"], body["instance"]) == (status, f"/problems/{name}", "/api/v1/fault")
    assert {part: body["detail" if part == "what" else part] for part in PARTS} == PARTS
    assert body["title"] not in PARTS.values()


async def test_a_fault_tells_no_inner_matters() -> None:
    fault = ZeroDivisionError("the key is hunter2")
    status, _, body = await answer_of(app_with(fault), "/api/v1/fault")
    assert (status, body["type"], body["why"]) == (500, "/problems/internal-error", "ZeroDivisionError")
    assert "hunter2" not in str(body)


@pytest.mark.parametrize(
    ("path", "method", "status"),
    [("/api/v1/fault", "DELETE", 405), ("/api/v1/fault/more", "GET", 404), ("/api/", "POST", 404)],
)
async def test_what_no_route_takes(path: str, method: str, status: int) -> None:
    found, headers, body = await answer_of(app_with(ZeroDivisionError()), path, method)
    assert found == status
    assert method in body["where"]
    assert headers.get("allow") == ("GET" if status == 405 else None)


@pytest.mark.parametrize("status", [400, 403, 409, 413, 451])
async def test_what_the_framework_refuses_is_of_the_form_too(status: int) -> None:
    found, headers, body = await answer_of(
        app_with(HTTPException(status, "No.", {"x-told": "yes"})), "/api/v1/fault"
    )
    assert (found, body["detail"], headers["x-told"]) == (status, "No.", "yes")
    named = {403: "/problems/forbidden", 413: "/problems/too-large"}
    assert body["type"] == named.get(status, "about:blank")


async def test_an_instance_is_an_address_whatever_was_asked_for() -> None:
    path = '/api/"<🎉 %>' + "x" * 3_000
    _, _, body = await answer_of(app_with(ZeroDivisionError()), path)
    assert body["instance"].isascii()
    assert len(body["instance"]) < 300
    assert body["instance"].startswith("/api/%22%3C%F0%9F%8E%89%20%25%3Ex")


def test_types_are_told_apart_by_their_names() -> None:
    names = [one.name for one in problem_types.TYPES]
    assert len(set(names)) == len(names)
    assert {one for one in vars(problem_types).values() if isinstance(one, problem_types.ProblemType)} == set(
        problem_types.TYPES
    )
