"""A run's events over the WebSocket: connects again with the last number it has, so there is no gap and no repeat."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit

import orjson
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from app.guard import LOOPBACK
from engine.errors import AuthorError, NotFoundError, TransientError
from engine.state import ENDED

if TYPE_CHECKING:
    from engine.errors import TreadleError

OPEN_S = 10.0
FIRST_WAIT_S, LONGEST_WAIT_S = 0.1, 3.0
NO_SUCH_RUN = 4404
REFUSED = frozenset({401, 403})
LOST = (OSError, InvalidHandshake, ConnectionClosed)
"""What a connection dies of while it is made; the last one where that is in the middle of the handshake."""
_MAX_MESSAGE = 64 * 1024 * 1024
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
        self._headers = {"Authorization": f"Bearer {password}"} if password else {}
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
        except InvalidStatus as error:
            if error.response.status_code in REFUSED:
                raise _refused(url, error.response.status_code) from error
            raise

    def _events(self, connection: ClientConnection) -> Iterator[dict[str, Any]]:
        try:
            while True:
                event: dict[str, Any] = orjson.loads(connection.recv())
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
    parts = urlsplit(server)
    scheme = {"http": "ws", "https": "wss"}.get(parts.scheme)
    if scheme is None or not parts.hostname:
        raise AuthorError(
            "This is no address of a server.",
            where="--url",
            why=f"got {server[:80]!r}",
            fix="Give it as the server prints it: http://127.0.0.1:8420",
        )
    path = f"{parts.path.rstrip('/')}/api/v1/runs/{run}/events"
    return urlunsplit((scheme, parts.netloc, path, f"after={after}", ""))


def _refused(url: str, status: int) -> TreadleError:
    return AuthorError(
        "The server refused the connection.",
        where=url,
        why=f"it answered {status}",
        fix="Set TREADLE_PASSWORD to the server's password, and use an address the server is known under.",
    )
