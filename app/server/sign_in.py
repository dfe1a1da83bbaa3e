"""One password for the whole server, where one is set: sessions by cookie, programs by bearer token."""

from __future__ import annotations

import hmac
import ipaddress
import math
import secrets
import time

from pydantic import SecretStr

COOKIE = "treadle_session"
SESSION_S = 30 * 24 * 3600
TRIES = 10
PER_S = 60.0
"""So many wrong passwords from one address are answered per minute; further ones, right or wrong, go unread."""
ADDRESSES = 1000
"""Of so many addresses wrong passwords are remembered; beyond, the one that was quiet for longest is forgotten."""


class Tries:
    """Wrong passwords of the last minute, by the address they came from: nobody locks another one out."""

    def __init__(self) -> None:
        self._at: dict[str, list[float]] = {}

    def wait_s(self, address: str) -> int:
        """Give the whole seconds until an address may try again; 0 when it may now."""
        now = time.monotonic()
        fresh = [at for at in self._at.get(_origin(address), ()) if at > now - PER_S]
        return math.ceil(fresh[-TRIES] + PER_S - now) if len(fresh) >= TRIES else 0

    def count(self, address: str) -> None:
        """Count a wrong one."""
        origin = _origin(address)
        self._at[origin] = [*self._at.pop(origin, ()), time.monotonic()][-TRIES:]
        if len(self._at) > ADDRESSES:
            del self._at[next(iter(self._at))]


class Sessions:
    """Who has signed in. In memory: a restart asks again."""

    def __init__(self, password: SecretStr) -> None:
        self._password = password.get_secret_value().encode()
        self._until: dict[str, float] = {}
        self.signing_in = Tries()
        self.tokens = Tries()  # apart: a program with an old token does not keep people out

    def sign_in(self, password: str, address: str) -> str | None:
        """Give a session for the right password, else None; None also while `signing_in` asks to wait."""
        if not self._is_right(password.encode(errors="surrogatepass"), address, self.signing_in):
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

    def accepts(self, authorization: bytes, address: str) -> bool:
        """Say whether a request carries the password as a bearer token, in UTF-8; not while `tokens` asks to wait."""
        scheme, _, token = authorization.partition(b" ")
        return scheme.lower() == b"bearer" and token != b"" and self._is_right(token, address, self.tokens)

    def _is_right(self, password: bytes, address: str, tries: Tries) -> bool:
        if tries.wait_s(address):
            return False
        if hmac.compare_digest(password, self._password):
            return True
        tries.count(address)
        return False


def _origin(address: str) -> str:
    """Give what tries are counted by: whoever has one IPv6 address has the 2^64 beside it too.

    >>> _origin("2001:db8::1:2:3:4"), _origin("::ffff:192.0.2.7"), _origin("192.0.2.7"), _origin("")
    ('2001:db8::/64', '::ffff:192.0.2.7', '192.0.2.7', '')
    """
    try:
        parsed = ipaddress.IPv6Address(address)
    except ValueError:  # of IPv4, a Unix socket's, or none
        return address
    return address if parsed.ipv4_mapped else str(ipaddress.IPv6Network((int(parsed), 64), strict=False))
