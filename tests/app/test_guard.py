"""The guard: who may drive this server. Every change and every WebSocket asks it first."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import SecretStr

from app.guard import Guard
from app.sign_in import Sessions


async def nothing(*_: Any) -> None:
    raise AssertionError("not called")


OPEN = Guard(nothing, hosts={"treadle.example"}, sessions=None)
LOCKED = Guard(nothing, hosts=(), sessions=Sessions(SecretStr("pass word")))


def status(guard: Guard, method: str = "GET", path: str = "/api/v1/runs", **headers: str) -> int | None:
    named = {"host": "127.0.0.1:8420"} | {name.replace("_", "-"): value for name, value in headers.items()}
    encoded = [(name.encode(), value.encode("latin-1")) for name, value in named.items() if value]
    kind = {"type": "websocket"} if method == "WS" else {"type": "http", "method": method}
    refusal = guard.judge({**kind, "path": path, "headers": encoded})
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
def test_its_own_names_are_let_in(host: str) -> None:
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
def test_a_name_that_was_bound_to_this_machine_is_not(host: str, method: str) -> None:
    assert status(OPEN, method, host=host) == 403


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "WS"])
@pytest.mark.parametrize(
    "origin",
    ["https://evil.example", "null", "http://127.0.0.1", "http://127.0.0.1:1", "http://[::", "file://", "http://localhost:8420",
     "http://127.0.0.1:8420.evil.example", "chrome-extension://127.0.0.1:8420"],
)  # fmt: skip
def test_another_origin_may_change_nothing_and_listen_to_nothing(method: str, origin: str) -> None:
    assert status(OPEN, method, origin=origin) == 403


@pytest.mark.parametrize("method", ["POST", "DELETE", "WS"])
def test_the_own_page_and_programs_may(method: str) -> None:
    assert status(OPEN, method, origin="http://127.0.0.1:8420") is None
    assert status(OPEN, method) is None
    assert status(OPEN, method, sec_fetch_site="same-origin") is None
    assert status(OPEN, method, sec_fetch_site="cross-site") == 403
    assert status(OPEN, method, sec_fetch_site="same-site") == 403


@pytest.mark.parametrize("method", ["GET", "POST", "WS"])
def test_with_a_password_everything_asks_for_it(method: str) -> None:
    assert status(LOCKED, method) == 401
    assert status(LOCKED, method, authorization="Bearer pass word") is None
    for wrong in ("Bearer pass", "pass word", "Bearer ", "Basic pass word", "Bearer pass wordx", "Bearer é"):
        assert status(LOCKED, method, authorization=wrong) == 401, wrong
    assert status(LOCKED, method, cookie="treadle=x; session=y") == 401


@pytest.mark.parametrize("path", ["/", "/runs", "/api/openapi.json", "/credentials", "/sign", "/asset"])
def test_only_the_door_itself_stands_open(path: str) -> None:
    assert status(LOCKED, path=path) == 401
    assert status(LOCKED, path="/sign-in") is None
    assert status(LOCKED, path="/assets/x.js") is None
