"""The sign-in page: the answers to right and wrong passwords."""

from __future__ import annotations

from collections.abc import MutableMapping
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

from fastapi import FastAPI
from pydantic import SecretStr

from app.pages.sign_in import add_sign_in
from app.server.sign_in import MAX_ATTEMPTS, Sessions

HERE, THERE = "192.0.2.1", "192.0.2.2"


def site(sessions: Sessions | None) -> FastAPI:
    app = FastAPI()
    add_sign_in(app, SimpleNamespace(sessions=sessions))  # pyright: ignore[reportArgumentType] - all it asks for
    return app


async def post(app: FastAPI, password: str, client: str = HERE) -> tuple[int, dict[str, str], str]:
    body = urlencode({"password": password}).encode()
    said: list[MutableMapping[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body}

    async def send(message: MutableMapping[str, Any]) -> None:
        said.append(message)

    headers = [(b"content-type", b"application/x-www-form-urlencoded"), (b"host", b"127.0.0.1")]
    scope = {"type": "http", "method": "POST", "path": "/sign-in", "query_string": b"", "client": (client, 1)}
    await app({**scope, "headers": headers}, receive, send)
    decoded = {name.decode(): value.decode() for name, value in said[0]["headers"]}
    return said[0]["status"], decoded, said[1]["body"].decode()


async def test_too_many_wrong_passwords_are_answered_with_the_time_to_wait() -> None:
    app = site(Sessions(SecretStr("pässwörd€")))
    for _ in range(MAX_ATTEMPTS):
        code, headers, page = await post(app, "wrong")
        assert (code, "retry-after" in headers) == (403, False)
        assert "That is not the password" in page
    for password in ("wrong", "pässwörd€"):
        code, headers, page = await post(app, password)
        assert code == 429
        assert 0 < int(headers["retry-after"]) <= 60
        assert f"Too many tries, wait {headers['retry-after']} s" in page
        assert "not the password" not in page
    code, headers, _ = await post(app, "pässwörd€", THERE)
    assert (code, headers["location"]) == (303, "/")
    assert "httponly" in headers["set-cookie"].lower()


async def test_without_a_password_it_redirects_home() -> None:
    code, headers, _ = await post(site(None), "anything")
    assert (code, headers["location"]) == (303, "/")
    assert "set-cookie" not in headers
