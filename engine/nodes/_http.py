"""What an HTTP credential adds to a request, and how an answer is passed on without repeating it."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, cast

import orjson

from engine.errors import AuthorError, TargetError, TransientError
from engine.values import MAX_DEPTH, nests_deeper

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.values import Json
    from engine.workflow.context import HttpResponse

KEPT_HEADERS = (
    "content-type",
    "date",
    "etag",
    "last-modified",
    "link",
    "location",
    "retry-after",
    "x-request-id",
    "x-total-count",
)
"""Headers of an answer that are passed on; cookies and the like stay out of the run's record."""
MASK = "•••"
_SHORTEST_SECRET = 4


def authorization(fields: Mapping[str, str]) -> dict[str, str]:
    """Return the header of a credential: `token`, or `username` and `password`, or `header` and `value`.

    Raises `AuthorError` when its fields make none of these.
    """
    if fields.get("header"):
        return {fields["header"].strip(): fields.get("value", "").strip()}
    if fields.get("username"):
        pair = f"{fields['username']}:{fields.get('password', '')}".encode()
        return {"Authorization": f"Basic {base64.b64encode(pair).decode()}"}
    if fields.get("token"):
        return {"Authorization": f"Bearer {fields['token'].strip()}"}
    raise AuthorError(
        "The credential holds nothing to sign in with.",
        where="credential",
        why=f"its fields are: {', '.join(sorted(fields)) or 'none'}",
        fix="Give it a token, a user name and password, or a header and its value.",
    )


class Mask:
    """Takes a credential's secrets out of what a server sends back."""

    def __init__(self, fields: Mapping[str, str], headers: Mapping[str, str]) -> None:
        found = {fields.get(name, "").strip() for name in ("token", "password", "value")}
        found |= {part for value in headers.values() for part in (value, value.rpartition(" ")[2])}
        # Longest first, so that no part of a longer secret stays behind.
        self._secrets = sorted(
            (word for word in found if len(word) >= _SHORTEST_SECRET), key=len, reverse=True
        )

    def text(self, text: str) -> str:
        """Mask a text."""
        for secret in self._secrets:
            text = text.replace(secret, MASK)
        return text

    def value(self, value: Json) -> Json:
        """Mask every text of a JSON value, names included."""
        written = orjson.dumps(value).decode() if self._secrets else ""
        if not any(_inside(secret) in written for secret in self._secrets):
            return value
        return self._masked(value)

    def _masked(self, value: Json) -> Json:
        match value:
            case str():
                return self.text(value)
            case list():
                return [self._masked(item) for item in cast("list[Json]", value)]
            case dict():
                fields = cast("dict[str, Json]", value)
                return {self.text(name): self._masked(item) for name, item in fields.items()}
            case _:
                return value

    def error(self, error: TargetError | TransientError) -> TargetError | TransientError:
        """Return the same error with its words masked."""
        parts = {"where": error.where, "why": self.text(error.why), "fix": error.fix}
        details = cast("dict[str, Json]", self.value(error.details))
        if isinstance(error, TransientError):
            wait = error.retry_after
            return type(error)(self.text(error.what), **parts, details=details, retry_after=wait)
        return type(error)(self.text(error.what), **parts, details=details)


def _inside(secret: str) -> str:
    return orjson.dumps(secret).decode()[1:-1]


def body_of(response: HttpResponse) -> tuple[Json, str | None]:
    """Return the body to pass on, and a note where it is not passed on as it is."""
    if nests_deeper(response.body_json, MAX_DEPTH - 1):  # it travels inside the response
        return response.body_text, f"JSON nested deeper than {MAX_DEPTH - 1} levels, given as text"
    if response.body_json is not None:
        return response.body_json, None
    if b"\0" in response.body:
        kind = response.headers.get("content-type", "an unnamed type")
        return None, f"{len(response.body)} bytes of {kind}, not kept"
    return (response.body_text or None), None
