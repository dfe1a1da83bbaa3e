"""A client of a run's events over the WebSocket. It reconnects after the last event: no gap, no repetition."""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable, Iterator
from typing import Any, cast
from urllib.parse import SplitResult, urlsplit, urlunsplit

import orjson
from websockets.exceptions import (
    ConnectionClosed,
    InvalidHandshake,
    InvalidMessage,
    InvalidStatus,
    ProxyError,
)
from websockets.sync.client import ClientConnection, connect

from app.cli.console import one_line
from app.server.guard import LOOPBACK
from engine.errors import AuthorError, NotFoundError, TransientError
from engine.run.state import ENDED

OPEN_TIMEOUT_S = 10.0
FIRST_DELAY_S, MAX_DELAY_S = 0.1, 3.0
NORMAL_CLOSURE, NO_SUCH_RUN = 1000, 4404
_SCHEMES = {"http": "ws", "https": "wss"}
REFUSED = frozenset({401, 403, 429})
BUSY = frozenset({500, 502, 503, 504})
"""The statuses of a server that is just starting, or of a proxy in front of it."""
LOST = (OSError, EOFError, ProxyError, ConnectionClosed)
"""The errors of a lost connection; the last one also comes in the middle of the handshake."""
_MAX_MESSAGE = 64 * 1024 * 1024
_EVENT_FIELDS = {"seq": int, "at": float, "type": str, "text": str}
"""The fields of every event; a server that sends other messages is no Treadle server."""
_STATUSES = frozenset(status.value for status in ENDED)


class EventClient:
    """Iterates over a run's events; afterwards `status` is the status that the run ended with.

    `server_url` returns the server's URL for each connection: a restarted server may have another. It raises `OSError`
    while no server runs. After `timeout_s` without any connection, iteration raises `TransientError`. `on_reconnect` is
    called with the reason before each new connection.
    """

    def __init__(
        self,
        server_url: Callable[[], str],
        run: int,
        *,
        after: int = 0,
        password: str | None = None,
        timeout_s: float = 60.0,
        on_reconnect: Callable[[str], None] = lambda _: None,
    ) -> None:
        self.after = after
        self.status = ""
        self._server_url = server_url
        self._url = ""
        self._run = run
        self._headers = {"Authorization": _bearer(password)} if password else {}
        self._timeout_s = timeout_s
        self._on_reconnect = on_reconnect
        self._wait_s = 0.0

    def __iter__(self) -> Iterator[dict[str, Any]]:
        """Yield events as `{"seq", "at", "type", "node", "text", "data"}`, each once and in order."""
        connected_at = time.monotonic()
        while not self.status:
            before = self.after
            reason = ""
            try:
                with self._connect() as connection:
                    connected_at = time.monotonic()
                    yield from self._events(connection)
            except LOST as error:
                reason = str(error) or type(error).__name__
                self._check_timeout(connected_at, reason)
            if not self.status:
                self._wait(reason or "the connection was lost", progressed=self.after > before)

    def _connect(self) -> ClientConnection:
        self._url = self._server_url()
        url = socket_url(self._url, self._run, self.after)
        is_local = urlsplit(url).hostname in LOOPBACK
        try:
            return connect(
                url,
                additional_headers=self._headers,
                open_timeout=OPEN_TIMEOUT_S,
                max_size=_MAX_MESSAGE,
                **({"proxy": None} if is_local else {}),
            )
        except (ProxyError, ssl.SSLEOFError, ssl.SSLZeroReturnError):
            raise
        except ssl.SSLError as error:
            raise _not_treadle(
                self._url, f"it does not answer in TLS: {error.reason or error.strerror}"
            ) from error
        except InvalidHandshake as error:
            # The library's message is not shown: it may hold the values of headers.
            raise self._handshake_error(error) from error

    def _handshake_error(self, error: InvalidHandshake) -> Exception:
        """Return the exception to raise for a failed handshake; an `OSError` if another try may help."""
        if isinstance(error, InvalidMessage):
            if isinstance(error.__cause__, EOFError):
                return ConnectionResetError("the connection was lost in the handshake")
            return _not_treadle(self._url, "it does not answer in HTTP/1.1")
        if not isinstance(error, InvalidStatus):
            return _not_treadle(self._url, "it made no WebSocket of the connection")
        status = error.response.status_code
        if status in BUSY:
            return ConnectionRefusedError(f"the server answered {status}")
        if status in REFUSED:
            return _refused(self._url, status, error.response.body or b"")
        return _not_treadle(self._url, f"it answered {status}")

    def _events(self, connection: ClientConnection) -> Iterator[dict[str, Any]]:
        try:
            while True:
                event = self._event(connection.recv())
                if event["seq"] == self.after + 1:
                    self.after = event["seq"]
                    yield event
                elif event["seq"] > self.after:
                    return  # a gap: the next connection asks for the missing events
        except ConnectionClosed as closed:
            code = closed.rcvd.code if closed.rcvd else 0
            reason = closed.rcvd.reason if closed.rcvd else ""
        if code == NO_SUCH_RUN:
            raise NotFoundError(
                reason or f"There is no run {self._run}.", fix="`treadle runs` lists those there are."
            )
        if reason in _STATUSES:
            self.status = reason
        elif code == NORMAL_CLOSURE:
            raise _not_treadle(self._url, "it ended the connection without a run's status")
        elif reason:
            raise ConnectionAbortedError(reason)

    def _event(self, message: str | bytes) -> dict[str, Any]:
        try:
            event: Any = orjson.loads(message)
        except orjson.JSONDecodeError:
            event = None
        if isinstance(event, dict):
            found = cast("dict[str, Any]", event)
            if all(isinstance(found.get(name), type_) for name, type_ in _EVENT_FIELDS.items()):
                return found
        raise _not_treadle(self._url, "it sent what is no event")

    def _wait(self, why: str, *, progressed: bool) -> None:
        self._wait_s = 0.0 if progressed else min(max(self._wait_s * 2, FIRST_DELAY_S), MAX_DELAY_S)
        self._on_reconnect(why)
        time.sleep(self._wait_s)

    def _check_timeout(self, connected_at: float, why: str) -> None:
        if time.monotonic() - connected_at < self._timeout_s:
            return
        raise TransientError(
            "The server does not answer.",
            where=self._url,
            why=why,
            fix=f"Start `treadle serve`, then: treadle watch {self._run} --after {self.after}",
        )


def socket_url(server: str, run: int, after: int) -> str:
    """Return the address of a run's WebSocket. Raises `AuthorError` if `server` is no URL of a server.

    >>> socket_url("http://127.0.0.1:8420/", 7, 3)
    'ws://127.0.0.1:8420/api/v1/runs/7/events?after=3'
    """
    parts = _address(server)
    if parts is None:
        raise AuthorError(
            "This is no address of a server.",
            where="--url",
            why=f"got {server[:80]!r}",
            fix="Give it as the server prints it: http://127.0.0.1:8420",
        )
    path = f"{parts.path.rstrip('/')}/api/v1/runs/{run}/events"
    return urlunsplit((_SCHEMES[parts.scheme], parts.netloc, path, f"after={after}", ""))


def _address(server: str) -> SplitResult | None:
    try:
        parts = urlsplit(server)
        (parts.hostname or "").encode("idna")
        is_valid = parts.scheme in _SCHEMES and parts.hostname and parts.port != 0 and parts.username is None
    except ValueError:  # brackets, a port beyond all ports, a name no resolver takes
        return None
    return parts if is_valid else None


def _bearer(password: str) -> str:
    """Return the header's value: the password in UTF-8, written in Latin-1, which the library encodes in."""
    return f"Bearer {password}".encode().decode("latin-1")


def _refused(url: str, status: int, body: bytes | bytearray) -> AuthorError:
    try:
        problem = orjson.loads(body)
        what, why, fix = (one_line(str(problem[part])) for part in ("detail", "why", "fix"))
    except (orjson.JSONDecodeError, KeyError, TypeError):
        what = why = fix = ""
    message = " ".join(part for part in (what, why) if part)
    if status == 401:  # noqa: PLR2004 - the status itself
        fix = "Set TREADLE_PASSWORD to the server's password."
    return AuthorError(
        "The server refused the connection.",
        where=url,
        why=f"it answered {status}{f': {message}' if message else ''}",
        fix=fix or "Use an address the server is known under, and its password in TREADLE_PASSWORD.",
    )


def _not_treadle(url: str, why: str) -> AuthorError:
    return AuthorError(
        "There is no Treadle at this address.",
        where=url,
        why=why,
        fix="Give the address as `treadle serve` prints it.",
    )
