"""Sign-in with the server's password, if one is set: browsers by a session cookie, programs by a bearer token."""

from __future__ import annotations

import hmac
import ipaddress
import math
import secrets
import time

from pydantic import SecretStr

COOKIE = "treadle_session"
SESSION_S = 30 * 24 * 3600
MAX_ATTEMPTS = 10
WINDOW_S = 60.0
"""After `MAX_ATTEMPTS` wrong passwords in `WINDOW_S`, further ones from that address are refused unread."""
MAX_ADDRESSES = 1000
"""Addresses whose failures are kept; beyond that, the one with the oldest last failure is dropped."""


class FailedAttempts:
    """Wrong passwords of the last minute, by address: failures of one address do not lock out another."""

    def __init__(self) -> None:
        self._at: dict[str, list[float]] = {}

    def wait_s(self, address: str) -> int:
        """Return the seconds until an address may try again; 0 if it may now."""
        now = time.monotonic()
        fresh = [at for at in self._at.get(_network(address), ()) if at > now - WINDOW_S]
        return math.ceil(fresh[-MAX_ATTEMPTS] + WINDOW_S - now) if len(fresh) >= MAX_ATTEMPTS else 0

    def count(self, address: str) -> None:
        """Count a wrong password of an address."""
        network = _network(address)
        self._at[network] = [*self._at.pop(network, ()), time.monotonic()][-MAX_ATTEMPTS:]
        if len(self._at) > MAX_ADDRESSES:
            del self._at[next(iter(self._at))]


class Sessions:
    """The signed-in sessions. They are in memory: after a restart, users sign in again."""

    def __init__(self, password: SecretStr) -> None:
        self._password = password.get_secret_value().encode()
        self._until: dict[str, float] = {}
        self.signing_in = FailedAttempts()
        self.tokens = (
            FailedAttempts()
        )  # separate, so that a program with an old token does not lock out users

    def sign_in(self, password: str, address: str) -> str | None:
        """Return a new session for the right password; None for a wrong one, or while the address has to wait."""
        if not self._is_right(password.encode(errors="surrogatepass"), address, self.signing_in):
            return None
        session = secrets.token_urlsafe(32)
        self._until[session] = time.monotonic() + SESSION_S
        return session

    def sign_out(self, session: str) -> None:
        """Forget a session."""
        self._until.pop(session, None)

    def knows(self, session: str) -> bool:
        """Return whether a session is signed in."""
        return self._until.get(session, 0.0) > time.monotonic()

    def accepts(self, authorization: bytes, address: str) -> bool:
        """Return whether a request has the password as bearer token in UTF-8; False while the address has to wait."""
        scheme, _, token = authorization.partition(b" ")
        return scheme.lower() == b"bearer" and token != b"" and self._is_right(token, address, self.tokens)

    def _is_right(self, password: bytes, address: str, attempts: FailedAttempts) -> bool:
        if attempts.wait_s(address):
            return False
        if hmac.compare_digest(password, self._password):
            return True
        attempts.count(address)
        return False


def _network(address: str) -> str:
    """Return the key that failures are counted by: the /64 network of an IPv6 address, which one client has as a whole.

    >>> _network("2001:db8::1:2:3:4"), _network("::ffff:192.0.2.7"), _network("192.0.2.7"), _network("")
    ('2001:db8::/64', '::ffff:192.0.2.7', '192.0.2.7', '')
    """
    try:
        parsed = ipaddress.IPv6Address(address)
    except ValueError:  # an IPv4 address, a Unix socket, or none
        return address
    return address if parsed.ipv4_mapped else str(ipaddress.IPv6Network((int(parsed), 64), strict=False))
