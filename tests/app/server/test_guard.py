"""The guard: which requests and WebSockets are let through."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pydantic import SecretStr

from app.server.guard import Guard
from app.server.sign_in import MAX_ATTEMPTS, Sessions


async def nothing(*_: Any) -> None:
    raise AssertionError("not called")


OPEN = Guard(nothing, hosts={"treadle.example"}, sessions=None)
LOCKED = Guard(nothing, hosts=(), sessions=Sessions(SecretStr("pass word")))


def status(guard: Guard, method: str = "GET", path: str = "/api/v1/runs", **headers: str) -> int | None:
    named = {"host": "127.0.0.1:8420"} | {name.replace("_", "-"): value for name, value in headers.items()}
    encoded = [(name.encode(), value.encode("latin-1")) for name, value in named.items() if value]
    kind = {"type": "websocket"} if method == "WS" else {"type": "http", "method": method}
    refusal = guard.check({**kind, "path": path, "headers": encoded})
    return refusal and refusal.status


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.0.0.1:8420",
        "localhost:1",
        "LOCALHOST",
        "[::1]:8420",
        "treadle.example",
        "Treadle.Example:80",
    ],
)
def test_the_servers_own_hosts_are_accepted(host: str) -> None:
    assert status(OPEN, host=host) is None


@pytest.mark.parametrize(
    "host",
    [
        "",
        "evil.example",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
        "evil.example@127.0.0.1x",
        "0.0.0.0",  # noqa: S104 - asked for, not bound
        "[::",
        "a b",
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST", "WS"])
def test_other_hosts_are_refused(host: str, method: str) -> None:
    assert status(OPEN, method, host=host) == 403


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "WS"])
@pytest.mark.parametrize(
    "origin",
    ["https://evil.example", "null", "http://127.0.0.1", "http://127.0.0.1:1", "http://[::", "file://", "http://localhost:8420",
     "http://127.0.0.1:8420.evil.example", "chrome-extension://127.0.0.1:8420"],
)  # fmt: skip
def test_another_origin_is_refused_for_changes_and_websockets(method: str, origin: str) -> None:
    assert status(OPEN, method, origin=origin) == 403


@pytest.mark.parametrize("method", ["POST", "DELETE", "WS"])
def test_the_own_origin_and_clients_without_one_are_accepted(method: str) -> None:
    assert status(OPEN, method, origin="http://127.0.0.1:8420") is None
    assert status(OPEN, method) is None
    assert status(OPEN, method, sec_fetch_site="same-origin") is None
    assert status(OPEN, method, sec_fetch_site="cross-site") == 403
    assert status(OPEN, method, sec_fetch_site="same-site") == 403


@pytest.mark.parametrize("method", ["GET", "POST", "WS"])
def test_with_a_password_every_request_needs_it(method: str) -> None:
    assert status(LOCKED, method) == 401
    assert status(LOCKED, method, authorization="Bearer pass word") is None
    for wrong in ("Bearer pass", "pass word", "Bearer ", "Basic pass word", "Bearer pass wordx", "Bearer é"):
        assert status(LOCKED, method, authorization=wrong) == 401, wrong
    assert status(LOCKED, method, cookie="treadle=x; session=y") == 401


@pytest.mark.parametrize("path", ["/", "/runs", "/api/openapi.json", "/credentials", "/sign", "/asset"])
def test_only_the_sign_in_and_assets_are_open(path: str) -> None:
    assert status(LOCKED, path=path) == 401
    assert status(LOCKED, path="/sign-in") is None
    assert status(LOCKED, path="/assets/x.js") is None


def test_a_polling_request_of_the_socket_is_guarded_as_a_websocket() -> None:
    polling = "/_nicegui_ws/socket.io/"
    assert status(OPEN, path=polling, origin="https://evil.example") == 403
    assert status(OPEN, path=polling, sec_fetch_site="cross-site") == 403
    assert status(OPEN, path=polling, origin="http://127.0.0.1:8420") is None
    assert status(OPEN, path=polling) is None


def scope(kind: str, client: str = "192.0.2.1", **headers: str) -> dict[str, Any]:
    named = {"host": "127.0.0.1:8420", **headers}
    return {
        "type": kind,
        "method": "GET",
        "path": "/runs",
        "client": (client, 1),
        "headers": [(name.encode(), value.encode()) for name, value in named.items()],
        "extensions": {"websocket.http.response": {}},
    }


async def answer(guard: Guard, asked: dict[str, Any]) -> tuple[int, dict[str, str], str]:
    said: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {}

    async def send(message: dict[str, Any]) -> None:
        said.append(message)

    await guard(asked, receive, send)
    start, body = said
    prefix = "websocket." if asked["type"] == "websocket" else ""
    assert [start["type"], body["type"]] == [f"{prefix}http.response.start", f"{prefix}http.response.body"]
    headers = {name.decode(): value.decode() for name, value in start["headers"]}
    return start["status"], headers, body["body"].decode()


async def test_a_browser_is_refused_with_a_page_and_a_program_with_json() -> None:
    code, headers, body = await answer(OPEN, scope("http", host="<b>10.0.0.5", accept="text/html"))
    assert (code, headers["content-type"]) == (403, "text/html; charset=utf-8")
    assert "TREADLE_PUBLIC_HOSTS" in body
    assert "&lt;b&gt;10.0.0.5" in body
    code, headers, body = await answer(OPEN, scope("http", host="10.0.0.5"))
    assert (code, headers["content-type"]) == (403, "application/problem+json")
    problem = json.loads(body)
    assert (problem["type"], problem["status"], problem["instance"]) == ("/problems/forbidden", 403, "/runs")
    assert "TREADLE_PUBLIC_HOSTS" in problem["fix"]


@pytest.mark.parametrize("kind", ["http", "websocket"])
async def test_wrong_tokens_are_limited_by_address(kind: str) -> None:
    guard = Guard(nothing, hosts=(), sessions=Sessions(SecretStr("pass word")))
    wrong, right = {"authorization": "Bearer wrong"}, {"authorization": "Bearer pass word"}
    for _ in range(MAX_ATTEMPTS - 1):
        assert (await answer(guard, scope(kind, **wrong)))[0] == 401
    for headers in (wrong, right):
        code, answered, body = await answer(guard, scope(kind, **headers))
        assert code == 429
        assert 0 < int(answered["retry-after"]) <= 60
        assert f"wait {answered['retry-after']} s" in body
        assert answered["content-type"] == "application/problem+json"
        assert json.loads(body)["type"] == "/problems/too-many-tries"
    assert guard.check(scope(kind, client="192.0.2.2", **right)) is None
    without = guard.check(scope(kind))
    assert without is not None
    assert without.status == 401
