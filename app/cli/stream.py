"""A run's events over the WebSocket: connects again with the last number it has, so there is no gap and no repeat."""

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

OPEN_S = 10.0
FIRST_WAIT_S, LONGEST_WAIT_S = 0.1, 3.0
DONE, NO_SUCH_RUN = 1000, 4404
_SCHEMES = {"http": "ws", "https": "wss"}
REFUSED = frozenset({401, 403, 429})
BUSY = frozenset({500, 502, 503, 504})
"""What a server answers that is just starting, or a proxy in front of one that is."""
LOST = (OSError, EOFError, ProxyError, ConnectionClosed)
"""What a connection dies of while it is made; the last one where that is in the middle of the handshake."""
_MAX_MESSAGE = 64 * 1024 * 1024
_SHAPE = {"seq": int, "at": float, "type": str, "text": str}
"""What each event has; whatever sends another message is no Treadle."""
_STATUSES = frozenset(status.value for status in ENDED)


class Stream:
    """Iterates over a run's events; afterwards `status` says how the run ended.

    `where` gives the server's URL, anew for each connection: one that was started again may have another. It raises
    `OSError` while there is none. After `patience_s` without any connection it gives up with a `TransientError`.
    """

    def __init__(
        self,
        where: Callable[[], str],
        run: int,
        *,
        after: int = 0,
        password: str | None = None,
        patience_s: float = 60.0,
        interrupted: Callable[[str], None] = lambda _: None,
    ) -> None:
        self.after = after
        self.status = ""
        self._where = where
        self._url = ""
        self._run = run
        self._headers = {"Authorization": _bearer(password)} if password else {}
        self._patience_s = patience_s
        self._interrupted = interrupted
        self._wait_s = 0.0

    def __iter__(self) -> Iterator[dict[str, Any]]:
        """Give events as `{"seq", "at", "type", "node", "text", "data"}`, each once and in order."""
        heard = time.monotonic()
        while not self.status:
            before = self.after
            reason = ""
            try:
                with self._connect() as connection:
                    heard = time.monotonic()
                    yield from self._events(connection)
            except LOST as error:
                reason = str(error) or type(error).__name__
                self._give_up(heard, reason)
            if not self.status:
                self._pause(reason or "the connection was lost", progressed=self.after > before)

    def _connect(self) -> ClientConnection:
        self._url = self._where()
        url = socket_url(self._url, self._run, self.after)
        near = urlsplit(url).hostname in LOOPBACK
        try:
            return connect(
                url,
                additional_headers=self._headers,
                open_timeout=OPEN_S,
                max_size=_MAX_MESSAGE,
                **({"proxy": None} if near else {}),
            )
        except (ProxyError, ssl.SSLEOFError, ssl.SSLZeroReturnError):
            raise
        except ssl.SSLError as error:
            raise _foreign(
                self._url, f"it does not answer in TLS: {error.reason or error.strerror}"
            ) from error
        except InvalidHandshake as error:
            # Told in words of our own: the library's may hold the values of headers.
            raise self._no_handshake(error) from error

    def _no_handshake(self, error: InvalidHandshake) -> Exception:
        """Give what to raise; an `OSError` where another try may help."""
        if isinstance(error, InvalidMessage):
            if isinstance(error.__cause__, EOFError):
                return ConnectionResetError("the connection was lost in the handshake")
            return _foreign(self._url, "it does not answer in HTTP/1.1")
        if not isinstance(error, InvalidStatus):
            return _foreign(self._url, "it made no WebSocket of the connection")
        status = error.response.status_code
        if status in BUSY:
            return ConnectionRefusedError(f"the server answered {status}")
        if status in REFUSED:
            return _refused(self._url, status, error.response.body or b"")
        return _foreign(self._url, f"it answered {status}")

    def _events(self, connection: ClientConnection) -> Iterator[dict[str, Any]]:
        try:
            while True:
                event = self._event(connection.recv())
                if event["seq"] == self.after + 1:
                    self.after = event["seq"]
                    yield event
                elif event["seq"] > self.after:
                    return  # a gap: what is missing is asked for by the next connection
        except ConnectionClosed as closed:
            code = closed.rcvd.code if closed.rcvd else 0
            reason = closed.rcvd.reason if closed.rcvd else ""
        if code == NO_SUCH_RUN:
            raise NotFoundError(
                reason or f"There is no run {self._run}.", fix="`treadle runs` lists those there are."
            )
        if reason in _STATUSES:
            self.status = reason
        elif code == DONE:
            raise _foreign(self._url, "it ended the connection without a run's status")
        elif reason:
            raise ConnectionAbortedError(reason)

    def _event(self, message: str | bytes) -> dict[str, Any]:
        try:
            event: Any = orjson.loads(message)
        except orjson.JSONDecodeError:
            event = None
        if isinstance(event, dict):
            found = cast("dict[str, Any]", event)
            if all(isinstance(found.get(name), type_) for name, type_ in _SHAPE.items()):
                return found
        raise _foreign(self._url, "it sent what is no event")

    def _pause(self, why: str, *, progressed: bool) -> None:
        self._wait_s = 0.0 if progressed else min(max(self._wait_s * 2, FIRST_WAIT_S), LONGEST_WAIT_S)
        self._interrupted(why)
        time.sleep(self._wait_s)

    def _give_up(self, heard: float, why: str) -> None:
        if time.monotonic() - heard < self._patience_s:
            return
        raise TransientError(
            "The server does not answer.",
            where=self._url,
            why=why,
            fix=f"Start `treadle serve`, then: treadle watch {self._run} --after {self.after}",
        )


def socket_url(server: str, run: int, after: int) -> str:
    """Give the WebSocket's address on a server; raises `AuthorError` for what is no URL of one.

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
        whole = parts.scheme in _SCHEMES and parts.hostname and parts.port != 0 and parts.username is None
    except ValueError:  # brackets, a port beyond all ports, a name no resolver takes
        return None
    return parts if whole else None


def _bearer(password: str) -> str:
    """Give the header's value: the password's UTF-8 bytes, as the characters that the library sends as those bytes."""
    return f"Bearer {password}".encode().decode("latin-1")


def _refused(url: str, status: int, body: bytes | bytearray) -> AuthorError:
    try:
        problem = orjson.loads(body)
        what, why, fix = (one_line(str(problem[part])) for part in ("detail", "why", "fix"))
    except (orjson.JSONDecodeError, KeyError, TypeError):
        what = why = fix = ""
    said = " ".join(part for part in (what, why) if part)
    if status == 401:  # noqa: PLR2004 - the status itself
        fix = "Set TREADLE_PASSWORD to the server's password."
    return AuthorError(
        "The server refused the connection.",
        where=url,
        why=f"it answered {status}{f': {said}' if said else ''}",
        fix=fix or "Use an address the server is known under, and its password in TREADLE_PASSWORD.",
    )


def _foreign(url: str, why: str) -> AuthorError:
    return AuthorError(
        "There is no Treadle at this address.",
        where=url,
        why=why,
        fix="Give the address as `treadle serve` prints it.",
    )
