"""Every route of the app: none accepts other sites, and only the listed ones are open without the password."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from nicegui import core
from nicegui.testing.general import nicegui_reset_globals
from pydantic import SecretStr
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute

from app.composition import Parts
from app.server.guard import Guard
from app.server.serve import build, guarded
from app.server.web import Web
from app.settings import Settings

OPEN = ("/sign-in", "/_nicegui/", "/assets/", "/favicon.ico")
"""What answers without the password: the sign-in, and files without user data."""
SAFE = {"GET", "HEAD", "OPTIONS"}
FOREIGN = {"host": "evil.example"}
OTHER_SITE = {"host": "127.0.0.1:8420", "origin": "https://evil.example"}
OWN = {"host": "127.0.0.1:8420", "origin": "http://127.0.0.1:8420"}


@contextlib.contextmanager
def served(password: str | None) -> Iterator[tuple[Guard, list[tuple[str, str]]]]:
    """Yield the guarded app and its routes as (method, path); the method of a WebSocket is WS."""
    with tempfile.TemporaryDirectory(prefix="tr-") as folder, nicegui_reset_globals():
        settings = Settings(data=Path(folder) / "d", password=SecretStr(password) if password else None)
        with contextlib.closing(Parts.open(settings)) as parts:
            web = Web(parts)
            app = build(web)
            found = {*routes(app.routes), *routes(core.app.routes)}
            yield guarded(app, web), sorted(found)


def routes(of: list[BaseRoute], prefix: str = "") -> Iterator[tuple[str, str]]:
    for route in of:
        match route:
            case WebSocketRoute():
                yield "WS", prefix + filled(route.path)
            case Route():
                for method in route.methods or {"GET"}:
                    yield method, prefix + filled(route.path)
            case Mount():
                path = prefix + route.path.rstrip("/")
                yield "GET", f"{path}/anything"
                yield "WS", f"{path}/anything"
                yield from routes(list(route.routes or []), path)
            case _:
                inner = getattr(route, "original_router", None)
                assert inner is not None, f"a kind of route this test does not know: {route!r}"
                context = getattr(route, "include_context", None)
                yield from routes(list(inner.routes), prefix + getattr(context, "prefix", ""))


def filled(path: str) -> str:
    return "/".join("1" if part.startswith("{") else part for part in path.split("/"))


async def asked(guard: Guard, method: str, path: str, headers: dict[str, str]) -> int:
    """Send a request and return its status, or the code a WebSocket was closed with."""
    said: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "websocket.connect" if method == "WS" else "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        said.append(message)

    scope = {
        "type": "websocket" if method == "WS" else "http",
        "method": method,
        "path": path,
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }
    await guard(scope, receive, send)
    return said[0].get("status") or said[0]["code"]


@pytest.mark.parametrize("headers", [FOREIGN, OTHER_SITE], ids=["another host", "another site"])
async def test_no_route_accepts_another_host_or_site(headers: dict[str, str]) -> None:
    with served(None) as (guard, found):
        assert ("POST", "/api/v1/runs/1/cancel") in found
        assert any(method == "WS" for method, _ in found)
        for method, path in found:
            if headers is FOREIGN or method not in SAFE:
                expected = 4403 if method == "WS" else 403
                assert await asked(guard, method, path, headers) == expected, (method, path)


async def test_every_route_but_the_listed_ones_asks_for_the_password() -> None:
    with served("a password") as (guard, found):
        assert len(found) > 40
        for method, path in found:
            if path.startswith(OPEN):
                continue
            expected = 4403 if method == "WS" else 401
            assert await asked(guard, method, path, OWN) == expected, (method, path)
            page = {**OWN, "accept": "text/html"}
            if method == "GET":
                assert await asked(guard, method, path, page) == 303, path


async def test_only_listed_routes_are_open() -> None:
    with served("a password") as (guard, found):
        opened = {path for method, path in found if guard.check(scope_of(method, path)) is None}
        assert opened
        assert all(path.startswith(OPEN) for path in opened), opened


def scope_of(method: str, path: str) -> dict[str, Any]:
    headers = [(name.encode(), value.encode()) for name, value in OWN.items()]
    kind = {"type": "websocket"} if method == "WS" else {"type": "http", "method": method}
    return {**kind, "path": path, "headers": headers}
