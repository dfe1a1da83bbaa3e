"""The guard in front of all routes: checks Host, Origin and sign-in, for HTTP and WebSocket.

NiceGUI's socket accepts any origin, so a page on any site could drive a local server (cross-site request forgery,
WebSocket hijacking, DNS rebinding). Loopback is no protection: the browser that visits that site is local.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from html import escape
from typing import Any
from urllib.parse import urlsplit

import orjson

from app import problem_types as types
from app.server.sign_in import COOKIE, Sessions

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
App = Callable[[Any, Any, Any], Awaitable[None]]

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
OPEN_PATHS = ("/sign-in", "/_nicegui/", "/assets/", "/favicon.ico")
"""The paths that answer without a sign-in when a password is set."""
REFUSAL_PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Refused · Treadle</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<style>body {{ font: 16px/24px system-ui, sans-serif; max-width: 36em; margin: 15vh auto; padding: 0 24px }}</style>
</head><body><h1>Treadle</h1><p><strong>{}</strong></p><p><code>{}</code></p><p>{}</p></body></html>"""
"""Loads no files: under a refused host they would be refused too."""
_TYPES = {401: types.UNAUTHORIZED, 403: types.FORBIDDEN, 429: types.TOO_MANY_TRIES}


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a request is refused. `retry_after`: seconds to wait; 0 where waiting does not help."""

    status: int
    what: str
    why: str
    fix: str
    retry_after: int = 0


class Guard:
    """An ASGI middleware. `hosts` are the names under which this server may be reached besides loopback."""

    def __init__(self, app: App, *, hosts: Iterable[str], sessions: Sessions | None) -> None:
        self._app = app
        self._hosts = LOOPBACK | frozenset(host.lower() for host in hosts if host)
        self._sessions = sessions

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on to the app, or answer it with a refusal."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        refusal = self.check(scope)
        if refusal is None:
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await receive()
            if "websocket.http.response" in scope.get("extensions", {}):
                await _answer(send, refusal, _as_json(scope, refusal), "websocket.http.response")
            else:
                await send({"type": "websocket.close", "code": 4403, "reason": refusal.what})
        elif not _accepts_html(scope):
            await _answer(send, refusal, _as_json(scope, refusal))
        elif refusal.status == 401:  # noqa: PLR2004 - the status itself
            await _redirect(send, "/sign-in")
        else:
            await _answer(send, refusal, _as_page(refusal))

    def check(self, scope: Scope) -> Refusal | None:
        """Return why a request is refused, or None if it is accepted."""
        headers = {key.decode("latin-1").lower(): value.decode("latin-1") for key, value in scope["headers"]}
        host = headers.get("host", "")
        if _host_name(host) not in self._hosts:
            fix = "Use the address printed at the start, or name the host in TREADLE_PUBLIC_HOSTS."
            return Refusal(403, "This server is not reached under that name.", f"Host: {host[:100]}", fix)
        if scope["type"] == "websocket" or scope["method"] not in SAFE_METHODS or _is_nicegui_socket(scope):
            origin = headers.get("origin")
            if origin is not None and not self._is_own_origin(origin, host):
                fix = "Open Treadle itself; other sites may not drive it."
                return Refusal(403, "Another site may not do this.", f"Origin: {origin[:100]}", fix)
            if origin is None and headers.get("sec-fetch-site", "none") not in {"none", "same-origin"}:
                return Refusal(
                    403, "Another site may not do this.", "cross-site request", "Open Treadle itself."
                )
        return self._sign_in(scope, headers)

    def _is_own_origin(self, origin: str, host: str) -> bool:
        try:
            parts = urlsplit(origin)
        except ValueError:  # such as "http://[::"
            return False
        return parts.scheme in {"http", "https"} and parts.netloc.lower() == host.lower()

    def _sign_in(self, scope: Scope, headers: dict[str, str]) -> Refusal | None:
        if self._sessions is None or str(scope["path"]).startswith(OPEN_PATHS):
            return None
        if self._sessions.knows(_cookie(headers.get("cookie", ""), COOKIE)):
            return None
        address = str((scope.get("client") or ("",))[0])
        authorization = headers.get("authorization", "")
        if self._sessions.accepts(authorization.encode("latin-1"), address):
            return None
        wait = self._sessions.tokens.wait_s(address) if authorization else 0
        if wait:
            why = f"wait {wait} s; until then none is read"
            return Refusal(429, "There were too many tries.", why, "Then send the right password.", wait)
        fix = "Sign in, or send the password as `Authorization: Bearer …`."
        return Refusal(401, "This server asks for its password.", "", fix)


def _is_nicegui_socket(scope: Scope) -> bool:
    """Return whether this is NiceGUI's socket, which begins with GET requests before it is a WebSocket."""
    return str(scope["path"]).startswith("/_nicegui_ws/")


def _host_name(host: str) -> str:
    try:
        return (urlsplit(f"//{host}").hostname or "").lower()
    except ValueError:  # such as "[::"
        return ""


def _cookie(header: str, name: str) -> str:
    for part in header.split(";"):
        key, _, value = part.strip().partition("=")
        if key == name:
            return value
    return ""


def _accepts_html(scope: Scope) -> bool:
    accept = next((value for key, value in scope["headers"] if key == b"accept"), b"")
    return scope["method"] == "GET" and b"text/html" in accept


def _as_json(scope: Scope, refusal: Refusal) -> tuple[bytes, bytes]:
    problem = types.members(
        _TYPES[refusal.status],
        detail=refusal.what,
        instance=str(scope["path"]),
        why=refusal.why,
        fix=refusal.fix,
    )
    return types.MEDIA_TYPE.encode(), orjson.dumps(problem)


def _as_page(refusal: Refusal) -> tuple[bytes, bytes]:
    page = REFUSAL_PAGE.format(*(escape(part) for part in (refusal.what, refusal.why, refusal.fix)))
    return b"text/html; charset=utf-8", page.encode()


async def _answer(
    send: Send, refusal: Refusal, content: tuple[bytes, bytes], kind: str = "http.response"
) -> None:
    type_, body = content
    headers = [(b"content-type", type_), (b"content-length", str(len(body)).encode())]
    if refusal.status == 401:  # noqa: PLR2004
        headers.append((b"www-authenticate", b"Bearer"))
    if refusal.retry_after:
        headers.append((b"retry-after", str(refusal.retry_after).encode()))
    await send({"type": f"{kind}.start", "status": refusal.status, "headers": headers})
    await send({"type": f"{kind}.body", "body": body})


async def _redirect(send: Send, to: str) -> None:
    headers = [(b"location", to.encode()), (b"content-length", b"0")]
    await send({"type": "http.response.start", "status": 303, "headers": headers})
    await send({"type": "http.response.body", "body": b""})
