"""One password for the whole server, where one is set: sessions by cookie, programs by bearer token."""

from __future__ import annotations

import hmac
import secrets
import time

from pydantic import SecretStr

COOKIE = "treadle_session"
SESSION_S = 30 * 24 * 3600
TRIES = 10
PER_S = 60.0
"""Wrong passwords are answered this often per minute, then refused unread."""


class _Tries:
    """Wrong answers of the last minute."""

    def __init__(self) -> None:
        self._at: list[float] = []

    @property
    def over(self) -> bool:
        """Whether there were too many."""
        now = time.monotonic()
        self._at = [at for at in self._at if at > now - PER_S]
        return len(self._at) >= TRIES

    def count(self) -> None:
        """Count one."""
        self._at.append(time.monotonic())


class Sessions:
    """Who has signed in. In memory: a restart asks again."""

    def __init__(self, password: SecretStr) -> None:
        self._password = password.get_secret_value().encode()
        self._until: dict[str, float] = {}
        self._signing_in = _Tries()
        self._tokens = _Tries()  # apart: a program with an old token does not keep people out

    def sign_in(self, password: str) -> str | None:
        """Give a session for the right password, else None."""
        if self._signing_in.over:
            return None
        if not hmac.compare_digest(password.encode(), self._password):
            self._signing_in.count()
            return None
        session = secrets.token_urlsafe(32)
        self._until[session] = time.monotonic() + SESSION_S
        return session

    def sign_out(self, session: str) -> None:
        """Forget a session."""
        self._until.pop(session, None)

    def knows(self, session: str) -> bool:
        """Say whether a session is signed in."""
        return self._until.get(session, 0.0) > time.monotonic()

    def accepts(self, authorization: str) -> bool:
        """Say whether a request carries the password as a bearer token."""
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer" or not token or self._tokens.over:
            return False
        if hmac.compare_digest(token.encode(), self._password):
            return True
        self._tokens.count()
        return False
