"""Whose fault it is when a model's server refuses, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass

from engine.errors import AuthorError, TargetError, TransientError, TreadleError

_TOO_LONG = ("context_length", "maximum context", "context length", "context window", "too many tokens")
_NO_CREDIT = ("insufficient_quota", "billing")


@dataclass(frozen=True, slots=True)
class Refusal:
    """What a server said no with. `status` is None when nothing came; `words` hold no key; seconds to wait."""

    host: str
    model: str
    status: int | None
    code: str
    words: str
    retry_after: float | None = None
    timed_out: bool = False


def failure(refusal: Refusal) -> TreadleError:  # noqa: PLR0911 - one arm per answer
    """Return the error of a refusal: the author's, the target's, or worth another try."""
    match refusal.status:
        case None:
            return _unreached(refusal)
        case 401 | 403:
            return AuthorError(
                f"{refusal.host} refused the key.",
                where="credential",
                why=f"HTTP {refusal.status}: the key is wrong, revoked, or may not use {refusal.model}",
                fix="Enter a valid key in Credentials.",
            )
        case 402 | 429 if refusal.status == 402 or _says(refusal, _NO_CREDIT):  # noqa: PLR2004 - payment required
            return TargetError(
                f"The account at {refusal.host} has no credit left.",
                why=_why(refusal),
                fix="Top it up, or choose another credential; then retry the step.",
            )
        case 404:
            return TargetError(
                f"{refusal.host} has no model {refusal.model!r}.",
                where="credential",
                why=_why(refusal),
                fix="Correct the model's name or the base URL in Credentials.",
            )
        case 408 | 409 | 425 | 429 | 500 | 502 | 503 | 504:
            return _later(refusal)
        case status if status > 500:  # noqa: PLR2004 - the server's own errors start there
            return _later(refusal)
        case _:
            return _refused(refusal)


def _refused(refusal: Refusal) -> TreadleError:
    if refusal.status == 413 or _says(refusal, _TOO_LONG):  # noqa: PLR2004 - content too large
        return AuthorError(
            f"The text is too long for {refusal.model}.",
            why=_why(refusal),
            fix="Summarize or shorten it first, or use a model with a larger context.",
        )
    return TargetError(
        f"{refusal.host} refused the request.",
        why=_why(refusal),
        fix="Check the credential's base URL and model, and the prompt.",
    )


def _later(refusal: Refusal) -> TransientError:
    busy = refusal.status == 429  # noqa: PLR2004 - too many requests
    return TransientError(
        f"{refusal.host} takes no more requests for now." if busy else f"{refusal.host} could not answer.",
        why=_why(refusal),
        fix="It is tried again by itself, as the node's retry policy says.",
        retry_after=refusal.retry_after,
    )


def _unreached(refusal: Refusal) -> TransientError:
    return TransientError(
        f"{refusal.host} did not answer in time."
        if refusal.timed_out
        else f"{refusal.host} cannot be reached.",
        why=refusal.words or "the connection failed",
        fix="Check that the model's server runs and the credential's base URL is right.",
    )


def _why(refusal: Refusal) -> str:
    return f"HTTP {refusal.status}: {refusal.words}".rstrip(": ")


def _says(refusal: Refusal, signs: tuple[str, ...]) -> bool:
    said = f"{refusal.code} {refusal.words}".lower()
    return any(sign in said for sign in signs)
