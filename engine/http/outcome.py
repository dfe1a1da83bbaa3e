"""What an HTTP answer or failure means: whose fault it is, and what to do about it."""

from __future__ import annotations

import math
import ssl
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus

import httpcore2
import httpx2

from engine.errors import AuthorError, TargetError, TransientError, TreadleError

MAX_RETRY_AFTER = 7 * 24 * 3600.0
"""Seconds; a longer wait that a server asks for is cut to this."""
_EXCERPT = 500
_TRANSIENT = frozenset({408, 425, 429})
_FIXES = {
    400: "Check the body and the parameters against the target's documentation.",
    401: "Check the node's credential.",
    403: "Check that the credential may do this.",
    404: "Check the address.",
    405: "Choose another method.",
    409: "The target's state does not allow this; look there first.",
    413: "Send less at once.",
    415: "Set the Content-Type header to what the target takes.",
    422: "Check the body against the target's documentation.",
}


def place(url: httpx2.URL) -> str:
    """Name a URL without what may be secret in it (user, password, query)."""
    port = f":{url.port}" if url.port else ""
    return f"{url.scheme}://{url.host}{port}{url.path}"[:300]


def bad_status(response: httpx2.Response, text: str) -> TargetError | TransientError:
    """Turn an answer of 400 and above into an error; `text` is its body."""
    status = response.status_code
    phrase = HTTPStatus(status).phrase if status in set(HTTPStatus) else ""
    what = f"{place(response.url)} answered {status} {phrase}".rstrip() + "."
    why = text[:_EXCERPT].strip() or "The answer has no text."
    details = {"status": status, "host": response.url.host, "body": text[: 4 * _EXCERPT]}
    if status not in _TRANSIENT and status < HTTPStatus.INTERNAL_SERVER_ERROR:
        fix = _FIXES.get(status, "See what the target says, and change the request.")
        return TargetError(what, why=why, fix=fix, details=details)
    return TransientError(
        what,
        why=why,
        fix="Try again later; if it stays, ask whoever runs the target.",
        details=details,
        retry_after=retry_after(response.headers),
    )


def retry_after(headers: httpx2.Headers) -> float | None:
    """Return the seconds a `Retry-After` header asks to wait (a number or a date), or None."""
    asked = headers.get("retry-after", "").strip()
    if not asked:
        return None
    try:
        seconds = (
            float(asked)
            if asked.isascii() and asked.isdigit()
            else _seconds_until(asked, headers.get("date"))
        )
    except (ValueError, OverflowError):
        return None
    return min(max(0.0, seconds), MAX_RETRY_AFTER) if math.isfinite(seconds) else None


def _seconds_until(moment: str, sent: str | None) -> float:
    # The server's own clock, where it says, keeps a wrong clock here from changing the wait.
    now = parsedate_to_datetime(sent) if sent else datetime.now(UTC)
    until = parsedate_to_datetime(moment)
    return (_aware(until) - _aware(now)).total_seconds()


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def too_slow(url: httpx2.URL, timeout_s: float) -> TransientError:
    """Return the error that no complete answer came within the limit."""
    return TransientError(
        f"{place(url)} did not answer in time.",
        why=f"No complete answer came within {timeout_s:g} seconds.",
        fix="Try again later, or raise the node's time limit.",
        details={"host": url.host},
    )


def failed(url: httpx2.URL, error: Exception) -> TreadleError:
    """Turn a failure below HTTP into an error: a certificate, a broken message, or a lost connection."""
    details = {"host": url.host}
    reason = str(error)[:_EXCERPT] or type(error).__name__
    # httpcore2 wraps the error it met as an argument and drops it as the cause.
    if any(isinstance(met, ssl.SSLCertVerificationError) for met in (*error.args, error.__cause__)):
        return TargetError(
            f"The certificate of {url.host} is not valid.",
            why=reason,
            fix="Check the host name; otherwise whoever runs the target has to renew its certificate.",
            details=details,
        )
    if isinstance(error, httpx2.DecodingError):
        return TargetError(
            f"{place(url)} sent a body that cannot be decompressed.",
            why=reason,
            fix="Send the header Accept-Encoding: identity.",
            details=details,
        )
    if isinstance(error, httpcore2.LocalProtocolError):
        return AuthorError(
            "The request cannot be sent.", why=reason, fix="Check the headers.", details=details
        )
    return TransientError(
        f"The connection to {url.host} failed.",
        why=reason,
        fix="Check the host name and that the target is up; it is tried again.",
        details=details,
    )
